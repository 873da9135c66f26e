// `typing`, `collections.abc`, `__future__`, `abc`: what annotations are made of. Nothing hangs on
// it.
#include <deque>

#include "compiler/library/catalogue.h"
#include "compiler/python/signature.h"

namespace migc::library {
namespace {

using python::Call;
using python::Site;
using python::Value;

/// A form of an annotation: `Optional[str]`, `Sequence`, a type variable. Whatever is made of it is
/// one too.
class Form final : public python::Native {
 public:
  std::string_view type_name() const override { return "typing form"; }
  std::optional<Value> item(const Value&, const Site& site) const override { return make(site); }
  std::optional<Value> binary(python::ast::BinaryOp op, const Value&, bool,
                              const Site& site) const override {
    if (op == python::ast::BinaryOp::BitOr) return make(site);
    return std::nullopt;
  }
  static Value make(const Site& site) { return Value::object(std::make_shared<Form>(), site.span); }
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
    module.define(name, Value::object(std::make_shared<Form>()));
  }
  for (const python::Builtin& maker : makers) module.function(maker);
  for (const python::Builtin& decorator : decorators) module.function(decorator);
  module.function(cast_function);
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
    module.define(name, Value::object(std::make_shared<Form>()));
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
