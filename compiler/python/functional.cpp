#include <algorithm>

#include <fmt/format.h>

#include "compiler/python/builtins.h"
#include "compiler/python/machine.h"

/// `contextlib`, `dataclasses`, `functools`: what is half language and half library.
namespace migc::python {
namespace {

Value wrapped(const Call& call, Wrapper::Kind kind, std::vector<Value> values) {
  auto wrapper = std::make_shared<Wrapper>();
  wrapper->kind = kind;
  wrapper->values = std::move(values);
  return {std::move(wrapper), call.span};
}

/// Gives back what it is called with: a decorator that changes nothing that is seen here.
Value itself(const Call& call) {
  Value function;
  Rest rest;
  Options options;
  if (!call.bind({{"function", function}, {"rest", rest}, {"options", options}}))
    return Value::none();
  return function;
}
constexpr Builtin identity{"decorator", itself};

// ---- contextlib

Value context_manager(const Call& call) {
  Value function;
  if (!call.bind({{"func", function}})) return Value::none();
  if (function.is_unknown()) return function;
  return wrapped(call, Wrapper::Kind::ContextManager, {std::move(function)});
}

/// `nullcontext`, `closing`, `suppress`, `redirect_stdout`.
class SimpleContext final : public Native {
 public:
  SimpleContext(std::string_view name, Value target, std::vector<Value> suppressed, bool closes)
      : name_(name),
        target_(std::move(target)),
        suppressed_(std::move(suppressed)),
        closes_(closes) {}
  std::string_view type_name() const override { return name_; }
  std::optional<Value> enter(const Site&) override { return target_; }
  bool leave(const Value& exception, const Site& site) override {
    if (closes_) site.call(site.attribute(target_, "close"));
    const Instance* raised = exception.as<Instance>();
    if (!raised || site.failed()) return false;
    for (const Value& each : suppressed_) {
      const Class* cls = each.as<Class>();
      if (cls && raised->cls->derives_from(*cls)) return true;
    }
    return false;
  }
  void forget() override {
    target_ = Value::none();
    suppressed_.clear();
  }

 private:
  std::string_view name_;
  Value target_;
  std::vector<Value> suppressed_;
  bool closes_;
};

Value null_context(const Call& call) {
  std::optional<Value> result;
  if (!call.bind({{"enter_result", result}})) return Value::none();
  return Value::object(
      std::make_shared<SimpleContext>("nullcontext", result.value_or(Value::none()),
                                      std::vector<Value>{}, false),
      call.span);
}
Value closing(const Call& call) {
  Value thing;
  if (!call.bind({{"thing", thing}})) return Value::none();
  return Value::object(
      std::make_shared<SimpleContext>("closing", std::move(thing), std::vector<Value>{}, true),
      call.span);
}
Value suppress(const Call& call) {
  std::vector<Value> classes;
  for (const Argument& argument : call.positional) {
    if (argument.value.is_unknown()) return argument.value;
    classes.push_back(argument.value);
  }
  return Value::object(
      std::make_shared<SimpleContext>("suppress", Value::none(), std::move(classes), false),
      call.span);
}

constexpr Builtin contextlib_functions[] = {
    {"asynccontextmanager", context_manager},
    {"closing", closing},
    {"contextmanager", context_manager},
    {"nullcontext", null_context},
    {"redirect_stderr", null_context},
    {"redirect_stdout", null_context},
    {"suppress", suppress},
};

// ---- dataclasses

/// What `field(…)` says of a field.
class FieldSpec final : public Native {
 public:
  std::string_view type_name() const override { return "Field"; }
  std::optional<Value> default_value, factory;
  bool init = true;
};

Value make_field(const Call& call) {
  auto field = std::make_shared<FieldSpec>();
  std::optional<bool> init;
  Options options;
  if (!call.bind({{"*"},
                  {"default", field->default_value},
                  {"default_factory", field->factory},
                  {"init", init},
                  {"options", options}})) {
    return Value::none();
  }
  field->init = init.value_or(true);
  return Value::object(std::move(field), call.span);
}

const FieldSpec* spec_of(const Class& cls, std::string_view field) {
  for (const auto* at = &cls;;) {
    if (const Value* specs = at->attributes.find("__dataclass_fields__")) {
      const Dict* dict = specs->dictionary();
      const Value* spec = dict ? dict->find(field) : nullptr;
      return spec ? spec->object<FieldSpec>() : nullptr;
    }
    for (const std::shared_ptr<Class>& base : cls.mro) {
      if (base->attributes.find("__dataclass_fields__")) {
        at = base.get();
        break;
      }
    }
    if (at == &cls) return nullptr;
  }
}

Value init_dataclass(const Call& call) {
  const std::shared_ptr<Instance> self = call.self->share<Instance>();
  if (!self) return Value::none(call.span);
  const std::shared_ptr<Class> cls = self->cls;
  std::size_t next = 0, used = 0;
  std::vector<std::string> missing;
  const auto put = [&](const std::string& name, Value value) {
    call.holds(self, value);
    self->attributes.set_owned(name, std::move(value));
  };
  for (const std::string& name : cls->fields) {
    const FieldSpec* spec = spec_of(*cls, name);
    if (call.incomplete) {
      put(name, Value{call.incomplete, call.span});
      continue;
    }
    const bool takes = !spec || spec->init;
    if (takes && next < call.positional.size()) {
      if (call.keyword(name)) {
        return call.raise(
            "TypeError",
            fmt::format("{}.__init__() got multiple values for argument '{}'", cls->name, name));
      }
      put(name, call.positional[next++].value);
    } else if (const Value* keyword = takes ? call.keyword(name) : nullptr) {
      ++used;
      put(name, *keyword);
    } else if (spec && spec->factory) {
      put(name, call.call(*spec->factory));
      if (call.failed()) return Value::none();
    } else if (spec && spec->default_value) {
      put(name, *spec->default_value);
    } else if (takes) {
      missing.push_back(name);
    }
  }
  if (next < call.positional.size()) {
    return call.raise("TypeError",
                      fmt::format("{}.__init__() takes {} positional arguments but {} were given",
                                  cls->name, cls->fields.size() + 1, call.positional.size() + 1));
  }
  if (used < call.keywords.size()) {
    for (const KeywordArgument& keyword : call.keywords) {
      if (std::find(cls->fields.begin(), cls->fields.end(), keyword.name) != cls->fields.end())
        continue;
      return call.raise("TypeError",
                        fmt::format("{}.__init__() got an unexpected keyword argument '{}'",
                                    cls->name, keyword.name));
    }
  }
  if (!missing.empty()) {
    std::string names;
    for (std::size_t i = 0; i < missing.size(); ++i) {
      if (i > 0) names += i + 1 < missing.size() ? ", " : missing.size() > 2 ? ", and " : " and ";
      names += fmt::format("'{}'", missing[i]);
    }
    return call.raise(
        "TypeError", fmt::format("{}.__init__() missing {} required positional argument{}: {}",
                                 cls->name, missing.size(), missing.size() == 1 ? "" : "s", names));
  }
  if (const Value* after = cls->find("__post_init__"); after && after->as<Function>()) {
    call.call(*after, {*call.self});
  }
  return Value::none(call.span);
}
constexpr Builtin init_function{"__init__", init_dataclass, true};

Value decorate(const Call& call) {
  Value cls_value;
  Options options;
  if (!call.bind({{"cls", cls_value}, {"options", options}})) return Value::none();
  const std::shared_ptr<Class> cls = cls_value.share<Class>();
  if (!cls || !cls->user)
    return cls_value.is_unknown() ? cls_value : call.unknown("this dataclass");
  std::vector<std::string> fields;
  Value specs = Value::dict(call.span);
  for (auto base = cls->mro.rbegin(); base != cls->mro.rend(); ++base) {
    const Value* inherited = (*base)->attributes.find("__dataclass_fields__");
    if (!inherited || !inherited->dictionary()) continue;
    inherited->dictionary()->each([&](const Value& name, const Value& spec) {
      const std::string field(name.text().value_or(""));
      if (std::find(fields.begin(), fields.end(), field) == fields.end()) fields.push_back(field);
      specs.as<Dict>()->set(field, spec);
    });
  }
  if (const Value* annotations = cls->attributes.find("__annotations__")) {
    if (const Dict* dict = annotations->dictionary()) {
      for (const Dict::Entry& entry : dict->entries()) {
        const std::optional<std::string_view> name = entry.key.text();
        if (!name) continue;
        const std::string field(*name);
        auto spec = std::make_shared<FieldSpec>();
        if (const Value* given = cls->attributes.find(field)) {
          if (const FieldSpec* said = given->object<FieldSpec>()) {
            *spec = *said;
            if (said->default_value)
              cls->attributes.set_owned(field, *said->default_value);
            else
              cls->attributes.erase(field);
          } else {
            spec->default_value = *given;
          }
        }
        if (std::find(fields.begin(), fields.end(), field) == fields.end()) fields.push_back(field);
        specs.as<Dict>()->set(field, Value::object(std::move(spec), call.span));
      }
    }
  }
  cls->fields = std::move(fields);
  cls->attributes.set("__dataclass_fields__", std::move(specs));
  if (!cls->attributes.find("__init__")) {
    cls->attributes.set("__init__", Value::builtin(init_function));
  }
  return cls_value;
}
constexpr Builtin decorate_function{"dataclass", decorate};

Value dataclass(const Call& call) {
  if (!call.positional.empty()) return decorate(call);
  return Value::builtin(decorate_function, call.span);
}

Value as_container(const Call& call, const Value& value, bool dict, int depth) {
  if (depth > 50) return call.unknown("so deep a dataclass");
  const Instance* instance = value.as<Instance>();
  Evaluator::Machine& machine = call.evaluator.machine();
  if (!instance || instance->cls->fields.empty()) {
    if (const List* list = value.as<List>()) {
      std::vector<Value> items;
      for (const Value& item : list->items)
        items.push_back(as_container(call, item, dict, depth + 1));
      return machine.list(call.span, std::move(items));
    }
    return value;
  }
  std::vector<Value> items;
  auto made = machine.make<Dict>();
  for (const std::string& field : instance->cls->fields) {
    const Value* held = instance->attributes.find(field);
    if (!held) return call.unknown("an unset field");
    Value converted = as_container(call, *held, dict, depth + 1);
    made->set(field, converted);
    items.push_back(std::move(converted));
  }
  return dict ? Value{std::move(made), call.span} : machine.tuple(call.span, std::move(items));
}
Value as_dict(const Call& call) {
  Value value;
  if (!call.bind({{"obj", value}})) return Value::none();
  return value.is_unknown() ? value : as_container(call, value, true, 0);
}
Value as_tuple(const Call& call) {
  Value value;
  if (!call.bind({{"obj", value}})) return Value::none();
  return value.is_unknown() ? value : as_container(call, value, false, 0);
}
Value replaced(const Call& call) {
  Value value;
  Options changes;
  if (!call.bind({{"obj", value}, {"/"}, {"changes", changes}})) return Value::none();
  const Instance* instance = value.as<Instance>();
  if (!instance || instance->cls->fields.empty()) return call.unknown("`replace` of this");
  Call make{{call.evaluator, call.span}};
  for (const std::string& field : instance->cls->fields) {
    const Value* held = changes.find(field);
    if (!held) held = instance->attributes.find(field);
    if (held) make.keywords.push_back({field, *held, call.span});
  }
  return call.evaluator.machine().call(Value::type(instance->cls, call.span), make);
}

constexpr Builtin dataclass_functions[] = {
    {"asdict", as_dict},   {"astuple", as_tuple}, {"dataclass", dataclass},
    {"field", make_field}, {"replace", replaced},
};

// ---- functools

Value partial(const Call& call) {
  if (call.positional.empty())
    return call.raise("TypeError", "partial expected at least 1 argument, got 0");
  if (call.incomplete) return Value::unknown(*call.incomplete);
  std::vector<Value> values;
  for (const Argument& argument : call.positional) values.push_back(argument.value);
  if (values[0].is_unknown()) return values[0];
  Value made = wrapped(call, Wrapper::Kind::Partial, std::move(values));
  for (const KeywordArgument& keyword : call.keywords) {
    made.as<Wrapper>()->keywords.emplace_back(std::string(keyword.name), keyword.value);
  }
  return made;
}

/// `wraps(original)`: the decorated function takes over name and text.
Value take_over(const Call& call) {
  Value original, function;
  if (!call.bind({{"wrapped", original}, {"wrapper", function}})) return Value::none();
  if (const std::shared_ptr<Function> made = function.share<Function>()) {
    for (const std::string_view name : {"__name__", "__doc__", "__module__", "__qualname__"}) {
      const std::optional<Value> value =
          call.evaluator.machine().find_attribute(original, name, call.span);
      if (call.failed()) return Value::none();
      if (value && call.may_change(*made)) made->attributes.set(name, *value);
    }
  }
  return function;
}
constexpr Builtin take_over_function{"wraps", take_over};
constexpr Builtin partial_function{"partial", partial};

Value wraps(const Call& call) {
  Value original;
  Options options;
  if (!call.bind({{"wrapped", original}, {"options", options}})) return Value::none();
  return wrapped(call, Wrapper::Kind::Partial, {Value::builtin(take_over_function), original});
}

/// A cache changes nothing that is seen, as long as functions have no effects that are cached away.
Value cached(const Call& call) {
  if (call.positional.size() == 1 && call.keywords.empty() && !call.positional[0].value.as<Int>() &&
      !call.positional[0].value.is_none()) {
    return call.positional[0].value;
  }
  return Value::builtin(identity, call.span);
}

Value reduce(const Call& call) {
  Value function, iterable, why;
  std::optional<Value> initial;
  if (!call.bind({{"function", function}, {"iterable", iterable}, {"initial", initial}, {"/"}})) {
    return Value::none();
  }
  const std::optional<std::vector<Value>> items =
      call.evaluator.machine().items(iterable, call.span, &why);
  if (!items) return call.failed() ? Value::none() : why;
  std::size_t at = 0;
  if (!initial && items->empty()) {
    return call.raise("TypeError", "reduce() of empty iterable with no initial value");
  }
  Value total = initial ? *initial : (*items)[at++];
  for (; at < items->size(); ++at) {
    total = call.call(function, {total, (*items)[at]});
    if (call.failed() || !call.pay(1)) return Value::none();
  }
  return total;
}

Value cached_property(const Call& call) {
  Value function;
  if (!call.bind({{"func", function}})) return Value::none();
  return wrapped(call, Wrapper::Kind::Property,
                 {std::move(function), Value::none(), Value::none()});
}

constexpr Builtin functools_functions[] = {
    {"cache", cached},  {"cached_property", cached_property}, {"lru_cache", cached},
    {"reduce", reduce}, {"total_ordering", itself},           {"wraps", wraps},
};

}  // namespace

void define_contextlib(Module& module) {
  for (const Builtin& function : contextlib_functions) module.function(function);
}
void define_dataclasses(Module& module) {
  for (const Builtin& function : dataclass_functions) module.function(function);
}
void define_functools(Module& module) {
  for (const Builtin& function : functools_functions) module.function(function);
  module.function(partial_function);
}

}  // namespace migc::python
