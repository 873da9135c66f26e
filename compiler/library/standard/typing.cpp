// `typing`, `collections.abc`, `__future__`, `abc`: what annotations are made of. Nothing hangs on
// it.
#include <deque>

#include <fmt/format.h>

#include "compiler/library/catalogue.h"
#include "compiler/python/signature.h"

namespace migc::library {
namespace {

using python::Call;
using python::Site;
using python::Value;

/// A form of an annotation: `Optional[str]`, `Sequence`, a type variable. Whatever is made of it is
/// one too; models of the ORM ask what it was made of.
class Form final : public python::Native {
 public:
  explicit Form(std::string name = {}, std::vector<Value> arguments = {})
      : name_(std::move(name)), arguments_(std::move(arguments)) {}

  std::string_view type_name() const override { return "typing form"; }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override {
    if (name == "_migc_form") return Value::text(name_, site.span);
    if (name == "__args__") return Value::tuple(std::vector<Value>(arguments_), site.span);
    return std::nullopt;
  }
  std::optional<Value> item(const Value& key, const Site& site) const override {
    const python::Tuple* several = key.as<python::Tuple>();
    return make(site, name_, several ? several->items : std::vector<Value>{key});
  }
  std::optional<Value> binary(python::ast::BinaryOp op, const Value& other, bool swapped,
                              const Site& site) const override {
    if (op != python::ast::BinaryOp::BitOr) return std::nullopt;
    Value self = make(site, name_, arguments_);
    return make(site, "Union",
                swapped ? std::vector<Value>{other, self} : std::vector<Value>{self, other});
  }
  void forget() override { arguments_.clear(); }
  static Value make(const Site& site, std::string name = {}, std::vector<Value> arguments = {}) {
    return Value::object(std::make_shared<Form>(std::move(name), std::move(arguments)), site.span);
  }

 private:
  std::string name_;
  std::vector<Value> arguments_;
};

Value form(const Call& call) { return Form::make(call); }

// cast(typ, val), assert_type(val, typ)
Value cast(const Call& call) {
  Value type, value;
  if (!call.bind({{"typ", type}, {"val", value}})) return Value::none();
  return value;
}

/// A decorator that changes nothing: final, override, runtime_checkable, abstractmethod.
Value unchanged(const Call& call) {
  Value value;
  if (!call.bind({{"value", value}})) return Value::none();
  return value;
}

constexpr python::Builtin cast_function{"cast", cast};

/// `class Point(NamedTuple)`: its annotations are the fields, its attributes their defaults.
class NamedTupleClass final : public python::NativeClass {
 public:
  std::string_view name() const override { return "NamedTuple"; }
  std::string_view module() const override { return "typing"; }
  void derived(python::Class& made, const Site&) const override {
    const Value* annotations = made.attributes.find("__annotations__");
    const python::Dict* fields = annotations ? annotations->dictionary() : nullptr;
    if (!fields) return;
    Value defaults = Value::dict();
    fields->each([&](const Value& field, const Value&) {
      const auto text = field.text();
      if (!text) return;
      made.fields.emplace_back(*text);
      if (const Value* given = made.attributes.find(*text)) {
        defaults.as<python::Dict>()->set(*text, *given);
        made.attributes.erase(*text);
      }
    });
    made.attributes.set("_field_defaults", std::move(defaults));
  }
  Value instantiate(const std::shared_ptr<python::Class>& cls, const Call& call) const override {
    if (call.incomplete) return call.unknown("a named tuple");
    if (!cls->user && cls->fields.empty()) return made_by_call(call);
    const Value* defaults = cls->find("_field_defaults");
    std::vector<Value> items;
    std::size_t named = 0;
    for (const std::string& field : cls->fields) {
      const Value* keyword = call.keyword(field);
      const Value* given = defaults ? defaults->as<python::Dict>()->find(field) : nullptr;
      if (items.size() < call.positional.size()) {
        items.push_back(call.positional[items.size()].value);
      } else if (keyword) {
        ++named;
        items.push_back(*keyword);
      } else if (given) {
        items.push_back(*given);
      } else {
        return call.raise("TypeError",
                          fmt::format("{}.__new__() missing 1 required positional argument: '{}'",
                                      cls->name, field));
      }
    }
    if (call.positional.size() > items.size() || named != call.keywords.size()) {
      return call.raise("TypeError",
                        fmt::format("{}.__new__() got an unexpected argument", cls->name));
    }
    Value made = Value::tuple(std::move(items), call.span);
    made.as<python::Tuple>()->names = cls->fields;
    made.as<python::Tuple>()->cls = cls;
    return made;
  }

 private:
  // NamedTuple(typename, fields=None, **kwargs)
  Value made_by_call(const Call& call) const {
    std::string name;
    std::optional<Value> fields;
    python::Options keywords;
    if (!call.bind({{"typename", name}, {"fields", fields}, {"kwargs", keywords}})) {
      return Value::none();
    }
    auto made = std::make_shared<python::Class>();
    made->name = name;
    made->native = this;
    if (const std::vector<Value>* pairs = fields ? fields->items() : nullptr) {
      for (const Value& pair : *pairs) {
        const auto field =
            pair.items() && !pair.items()->empty() ? (*pair.items())[0].text() : std::nullopt;
        if (!field) return call.unknown("the fields of a named tuple");
        made->fields.emplace_back(*field);
      }
    }
    for (const python::KeywordArgument& keyword : keywords.arguments) {
      made->fields.emplace_back(keyword.name);
    }
    if (made->fields.empty()) return call.unknown("a named tuple without fields");
    return Value::type(std::move(made), call.span);
  }
};
const NamedTupleClass named_tuple;

constexpr std::string_view forms[] = {"Any",
                                      "Union",
                                      "Optional",
                                      "List",
                                      "Dict",
                                      "Set",
                                      "FrozenSet",
                                      "Tuple",
                                      "Type",
                                      "Callable",
                                      "Iterable",
                                      "Iterator",
                                      "Generator",
                                      "Sequence",
                                      "Mapping",
                                      "MutableMapping",
                                      "MutableSequence",
                                      "Collection",
                                      "Hashable",
                                      "Sized",
                                      "Container",
                                      "Literal",
                                      "ClassVar",
                                      "Final",
                                      "Annotated",
                                      "Deque",
                                      "DefaultDict",
                                      "OrderedDict",
                                      "Counter",
                                      "AnyStr",
                                      "Text",
                                      "NoReturn",
                                      "Never",
                                      "Self",
                                      "LiteralString",
                                      "Required",
                                      "NotRequired",
                                      "Awaitable",
                                      "Coroutine",
                                      "AsyncIterator",
                                      "AsyncGenerator",
                                      "AsyncIterable",
                                      "ContextManager",
                                      "Concatenate",
                                      "TypeAlias",
                                      "TypeGuard",
                                      "SupportsInt",
                                      "AbstractSet",
                                      "MutableSet",
                                      "KeysView",
                                      "ValuesView",
                                      "ItemsView",
                                      "Reversible",
                                      "IO",
                                      "TextIO",
                                      "BinaryIO",
                                      "Pattern",
                                      "Match"};
constexpr python::Builtin makers[] = {
    {"TypeVar", form}, {"ParamSpec", form}, {"NewType", unchanged}, {"TypeVarTuple", form}};
constexpr python::Builtin decorators[] = {{"final", unchanged},
                                          {"override", unchanged},
                                          {"overload", unchanged},
                                          {"no_type_check", unchanged},
                                          {"runtime_checkable", unchanged}};

void define_forms(python::Module& module) {
  for (const std::string_view name : forms) {
    module.define(name, Value::object(std::make_shared<Form>(std::string(name))));
  }
  for (const python::Builtin& maker : makers) module.function(maker);
  for (const python::Builtin& decorator : decorators) module.function(decorator);
  module.function(cast_function);
  module.type(python::native_class(named_tuple));
  module.define("TYPE_CHECKING", Value::boolean(false));
}

void define_abc(python::Module& module) {
  static constexpr python::Builtin functions[] = {{"abstractmethod", unchanged},
                                                  {"abstractproperty", unchanged}};
  for (const python::Builtin& function : functions) module.function(function);
}

void define_future(python::Module& module) {
  for (const std::string_view name : {"annotations", "division", "print_function",
                                      "unicode_literals", "absolute_import", "generator_stop"}) {
    module.define(name, Value::none());
  }
}

void define_abstract_collections(python::Module& module) {
  for (const std::string_view name : forms) {
    module.define(name, Value::object(std::make_shared<Form>(std::string(name))));
  }
}

constexpr python::ModelledModule modules[] = {{"typing", define_forms},
                                              {"typing_extensions", define_forms},
                                              {"collections.abc", define_abstract_collections},
                                              {"abc", define_abc},
                                              {"__future__", define_future}};

}  // namespace

extern const Part standard_typing{modules};

}  // namespace migc::library
