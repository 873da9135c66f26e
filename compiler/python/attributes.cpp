#include <algorithm>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/python/builtins.h"
#include "compiler/python/machine.h"

namespace migc::python {
namespace {

/// Facts of Python's own values that are no methods.
std::optional<Value> data_attribute(const Value& of, std::string_view name, Span span) {
  if (of.as<Int>() || of.as<bool>()) {
    if (name == "real" || name == "numerator") {
      const Int* integer = of.as<Int>();
      return Value::integer(integer ? *integer : Int(*of.as<bool>()), span);
    }
    if (name == "imag") return Value::integer(0, span);
    if (name == "denominator") return Value::integer(1, span);
  }
  if (const double* real = of.as<double>()) {
    if (name == "real") return Value::real(*real, span);
    if (name == "imag") return Value::real(0, span);
  }
  if (const Range* range = of.as<Range>()) {
    if (name == "start") return Value::integer(range->start, span);
    if (name == "stop") return Value::integer(range->stop, span);
    if (name == "step") return Value::integer(range->step, span);
  }
  if (const Slice* slice = of.as<Slice>()) {
    if (name == "start") return slice->lower;
    if (name == "stop") return slice->upper;
    if (name == "step") return slice->step;
  }
  if (const Tuple* tuple = of.as<Tuple>()) {
    for (std::size_t i = 0; i < tuple->names.size() && i < tuple->items.size(); ++i) {
      if (tuple->names[i] == name) return tuple->items[i];
    }
  }
  if (const Dict* dict = of.as<Dict>(); dict && name == "default_factory") {
    if (dict->default_factory) return *dict->default_factory;
  }
  if (const Function* function = of.as<Function>()) {
    if (const Value* value = function->attributes.find(name)) return *value;
    if (name == "__name__" || name == "__qualname__") {
      return Value::borrowed(function->name, span);
    }
    if (name == "__module__") return Value::text(function->module->name, span);
    if (name == "__doc__") {
      if (function->def && !function->def->body.empty()) {
        const auto* statement = function->def->body.front()->as<ast::ExprStmt>();
        const auto* constant = statement ? statement->value->as<ast::Constant>() : nullptr;
        const auto* text = constant ? std::get_if<ast::String>(&constant->value) : nullptr;
        if (text) return Value::borrowed(text->text, span);
      }
      return Value::none(span);
    }
  }
  if (const Builtin* const* builtin = of.as<const Builtin*>()) {
    if (name == "__name__" || name == "__qualname__") {
      return Value::borrowed((*builtin)->name, span);
    }
  }
  if (const BoundMethod* method = of.as<BoundMethod>()) {
    if (name == "__self__") return method->self;
    if (name == "__func__") return method->function;
    return data_attribute(method->function, name, span);
  }
  if (const Wrapper* wrapper = of.as<Wrapper>()) {
    if (wrapper->kind == Wrapper::Kind::Property) {
      const std::string_view parts[] = {"fget", "fset", "fdel"};
      for (std::size_t i = 0; i < 3; ++i) {
        if (name == parts[i]) {
          return i < wrapper->values.size() ? wrapper->values[i] : Value::none(span);
        }
      }
    }
    if (name == "__func__" && !wrapper->values.empty()) return wrapper->values[0];
    if (wrapper->kind == Wrapper::Kind::Partial) {
      if (name == "func") return wrapper->values[0];
    }
    if (!wrapper->values.empty() &&
        (name == "__name__" || name == "__doc__" || name == "__wrapped__")) {
      return name == "__wrapped__" ? wrapper->values[0]
                                   : data_attribute(wrapper->values[0], name, span);
    }
  }
  return std::nullopt;
}

Value namespace_dict(const Namespace& names, Span span) {
  Value dict = Value::dict(span);
  for (const Namespace::Entry& entry : names.entries()) {
    dict.as<Dict>()->set(Value::text(std::string(entry.name)), entry.value);
  }
  return dict;
}

/// What every object and every class has, though not all of it is modelled here.
bool of_object(std::string_view name) {
  constexpr std::string_view names[] = {
      "__delattr__",      "__dir__",       "__eq__",           "__format__",       "__ge__",
      "__getattribute__", "__gt__",        "__hash__",         "__init__",         "__le__",
      "__lt__",           "__ne__",        "__new__",          "__reduce__",       "__repr__",
      "__setattr__",      "__sizeof__",    "__str__",          "__weakref__",      "__module__",
      "__getstate__",     "__reduce_ex__", "__subclasshook__", "__init_subclass__"};
  return std::ranges::find(names, name) != std::end(names);
}

/// Whether a class derives from one that is modelled only as far as it is used (it says so by
/// `__partial__`): what it has besides is not known.
bool known_in_part(const Class& cls, std::string_view name) {
  if (name.starts_with("__")) return false;
  return cls.find("__partial__") != nullptr;
}

/// What CPython's own values may have although it is not modelled here: special methods, and the
/// few others.
bool may_have(const Value& value, std::string_view name) {
  if (value.as<Instance>() != nullptr) return of_object(name);  // Others its class would say.
  if (name.starts_with("__") && name.ends_with("__")) return true;
  constexpr std::string_view of_numbers[] = {
      "as_integer_ratio", "bit_count", "bit_length", "conjugate", "denominator",
      "from_bytes",       "fromhex",   "hex",        "imag",      "is_integer",
      "numerator",        "real",      "to_bytes"};
  const bool number =
      value.as<bool>() != nullptr || value.as<Int>() != nullptr || value.as<double>() != nullptr;
  if (number) return std::ranges::find(of_numbers, name) != std::end(of_numbers);
  const Dict* dict = value.as<Dict>();
  constexpr std::string_view of_counters[] = {"elements", "most_common", "move_to_end", "subtract",
                                              "total"};
  return dict != nullptr && dict->type_name != "dict" &&
         std::ranges::find(of_counters, name) != std::end(of_counters);
}

}  // namespace

Value Evaluator::Machine::bind_attribute(const Value& found, const Value& self,
                                         const std::shared_ptr<Class>& cls, Span span) {
  const auto bound = [&](Value receiver, const Value& function) {
    return Value{std::make_shared<BoundMethod>(BoundMethod{std::move(receiver), function}), span};
  };
  if (found.as<Function>()) return bound(self, found);
  if (const Builtin* const* builtin = found.as<const Builtin*>()) {
    return (*builtin)->method ? bound(self, found) : found;
  }
  if (const Wrapper* wrapper = found.as<Wrapper>()) {
    switch (wrapper->kind) {
      case Wrapper::Kind::StaticMethod:
        return wrapper->values[0];
      case Wrapper::Kind::ClassMethod: {
        const Value inner = wrapper->values[0].as<Wrapper>()
                                ? bind_attribute(wrapper->values[0], self, cls, span)
                                : wrapper->values[0];
        return bound(Value::type(cls, span), inner);
      }
      case Wrapper::Kind::Property:
        if (wrapper->values.empty() || wrapper->values[0].is_none()) {
          return raise(span, "AttributeError", "unreadable attribute");
        }
        return call(wrapper->values[0], {self}, span);
      case Wrapper::Kind::ContextManager:
        return bound(self, found);
      case Wrapper::Kind::Partial:
      case Wrapper::Kind::Super:
      case Wrapper::Kind::Alias:
        return found;
    }
  }
  return found;
}

std::optional<Value> Evaluator::Machine::find_attribute(const Value& of, std::string_view name,
                                                        Span span) {
  if (const Unknown* unknown = of.unknown()) return Value::unknown(*unknown);
  if (const Module* module = of.as<Module>()) {
    if (!set_late_.empty()) {
      const auto own = set_late_.find({module, std::string(name)});
      if (own != set_late_.end()) return settled(own->second);
    }
    if (const Value* value = module->attributes.find(name)) return settled(*value);
    if (name == "__name__") return Value::text(module->name, span);
    if (name == "__dict__") return namespace_dict(module->attributes, span);
    // A submodule is an attribute of its package once anyone has imported it.
    if (!module->name.empty() && (module->package == module->name || !module->complete)) {
      Value submodule = import(fmt::format("{}.{}", module->name, name), span);
      if (submodule.as<Module>()) return submodule;
      if (failed()) take_pending();
    }
    if (module->complete) return std::nullopt;
    return Value::unknown(span, fmt::format("`{}` of `{}` is not modelled", name, module->name));
  }

  if (const Instance* instance = of.as<Instance>()) {
    if (instance->blurred) return Value{instance->blurred, span};
    const std::shared_ptr<Class>& cls = instance->cls;
    const Value* in_class = cls->find(name);
    const Wrapper* wrapper = in_class ? in_class->as<Wrapper>() : nullptr;
    if (wrapper && wrapper->kind == Wrapper::Kind::Property) {
      return bind_attribute(*in_class, of, cls, span);
    }
    if (const Value* own = instance->attributes.find(name)) return settled(*own);
    if (name == "__class__") return Value::type(cls, span);
    if (name == "__dict__") return namespace_dict(instance->attributes, span);
    if (in_class) return bind_attribute(settled(*in_class), of, cls, span);
    if (cls->derives_from(*types().base_exception)) {
      if (name == "args") return tuple(span, instance->args);
      if (name == "__cause__" || name == "__context__") {
        const std::shared_ptr<Instance>& held =
            name == "__cause__" ? instance->cause : instance->context;
        return held ? Value{held, span} : Value::none(span);
      }
      if (name == "__traceback__") return Value::unknown(span, "a traceback");
      if (name == "__suppress_context__") return Value::boolean(instance->cause != nullptr, span);
    }
    if (!instance->payload.is_none()) {
      std::optional<Value> found = find_attribute(instance->payload, name, span);
      if (found || failed()) return found;
    }
    if (cls->native) {
      std::optional<Value> found = cls->native->attribute(cls, name, site(span));
      if (found || failed()) return found;
    }
    if (cls->open) {  // A base that is not known may have it; `__getattr__` comes after all.
      return Value::unknown(
          span, fmt::format("`{}` of `{}`: {}", name, cls->name, cls->open_because->why));
    }
    if (const Value* fallback = cls->find("__getattr__"); fallback && fallback->as<Function>()) {
      Value result = call(*fallback, {of, Value::text(std::string(name), span)}, span);
      if (failed() && !owner_.stopped_ &&
          pending_->cls->derives_from(*exception_class("AttributeError"))) {
        return result;
      }
      return result;
    }
    if (cls->native && !cls->native->complete()) {
      return Value::unknown(span, fmt::format("`{}` of `{}` is not modelled", name, cls->name));
    }
    if (known_in_part(*cls, name)) {
      return Value::unknown(span, fmt::format("`{}` of `{}` is not modelled", name, cls->name));
    }
    return std::nullopt;
  }

  if (const std::shared_ptr<Class> cls = of.share<Class>()) {
    if (cls->native) {
      std::optional<Value> found = cls->native->attribute(cls, name, site(span));
      if (found || failed()) return found;
    }
    if (name == "__name__" || name == "__qualname__") return Value::text(cls->name, span);
    if (name == "__module__") return Value::text(cls->module, span);
    if (name == "__class__") return Value::type(types().type, span);
    if (name == "__dict__") return namespace_dict(cls->attributes, span);
    if (name == "__bases__" || name == "__mro__") {
      std::vector<Value> classes;
      if (name == "__mro__") classes.push_back(of);
      for (const auto& base : name == "__mro__" ? cls->mro : cls->bases) {
        classes.push_back(Value::type(base, span));
      }
      return tuple(span, std::move(classes));
    }
    if (name == "__members__" && cls->enumeration) {
      Value dict = Value::dict(span);
      for (const std::string& member : cls->enumeration->members) {
        dict.as<Dict>()->set(member, *cls->attributes.find(member));
      }
      return dict;
    }
    if (const Value* found = cls->find(name)) {
      if (const Wrapper* wrapper = found->as<Wrapper>()) {
        if (wrapper->kind == Wrapper::Kind::StaticMethod ||
            wrapper->kind == Wrapper::Kind::ClassMethod) {
          return bind_attribute(*found, Value::type(cls, span), cls, span);
        }
      }
      // `dict.fromkeys`: of the class, not of an instance.
      if (const Builtin* const* builtin = found->as<const Builtin*>()) {
        if (!(*builtin)->method && !cls->user) {
          return Value{std::make_shared<BoundMethod>(BoundMethod{of, *found}), span};
        }
      }
      return settled(*found);
    }
    if (name == "__doc__") return Value::none(span);
    if (name == "mro") return Value::unknown(span, "`mro`");
    if (name == "__init__" && cls->native && !cls->open) {
      return Value::builtin(*object_method(name), span);
    }
    if (cls->open) {
      return Value::unknown(
          span, fmt::format("`{}` of `{}`: {}", name, cls->name, cls->open_because->why));
    }
    if (const Builtin* maker = name == "__new__" ? object_method(name) : nullptr) {
      return Value::builtin(*maker, span);
    }
    if ((cls->native && !cls->native->complete()) || known_in_part(*cls, name) || of_object(name)) {
      return Value::unknown(span, fmt::format("`{}` of `{}` is not modelled", name, cls->name));
    }
    return std::nullopt;
  }

  if (Native* native = of.native()) {
    std::optional<Value> found = native->attribute(name, site(span));
    if (found || failed()) return found;
    if (const std::shared_ptr<Class> cls = native->type()) {
      if (const Value* in_class = cls->find(name)) return bind_attribute(*in_class, of, cls, span);
      if (name == "__class__") return Value::type(cls, span);
    }
    if (native->complete()) return std::nullopt;
    return Value::unknown(span,
                          fmt::format("`{}` of `{}` is not modelled", name, native->type_name()));
  }

  if (const Wrapper* wrapper = of.as<Wrapper>()) {
    if (wrapper->kind == Wrapper::Kind::Super) {
      Value found = find_super(*wrapper, name, span);
      if (failed()) return found;
      if (found.as<NotImplemented>()) return std::nullopt;
      return found;
    }
  }
  if (std::optional<Value> found = data_attribute(of, name, span)) return settled(*found);
  const std::shared_ptr<Class> cls = class_of(of);
  if (!cls) return Value::unknown(span, fmt::format("`{}` of a `{}`", name, type_name(of)));
  if (name == "__class__") return Value::type(cls, span);
  if (const Value* found = cls->find(name)) return bind_attribute(*found, of, cls, span);
  if (name == "__doc__") return Value::unknown(span, "a docstring of Python's own");
  if (may_have(of, name)) {
    return Value::unknown(span, fmt::format("`{}` of `{}` is not modelled", name, type_name(of)));
  }
  return std::nullopt;
}

Value Evaluator::Machine::attribute(const Value& of, std::string_view name, Span span) {
  std::optional<Value> found = find_attribute(of, name, span);
  if (failed()) return Value::none(span);
  if (found) return std::move(*found);
  std::vector<std::string_view> candidates;
  if (const Native* native = of.native()) candidates = native->attribute_names();
  if (const Module* module = of.as<Module>()) {
    candidates = module->attributes.names();
    const std::optional<std::string> closest = closest_name(name, candidates);
    return raise(span, "AttributeError",
                 fmt::format("module '{}' has no attribute '{}'", module->name, name),
                 closest ? fmt::format("did you mean `{}`?", *closest) : "");
  }
  if (const Instance* instance = of.as<Instance>()) {
    const std::vector<std::string_view> more = instance->attributes.names();
    candidates.insert(candidates.end(), more.begin(), more.end());
  }
  const std::shared_ptr<Class> cls = of.as<Class>() ? of.share<Class>() : class_of(of);
  if (cls) {
    const std::vector<std::string_view> more = cls->attributes.names();
    candidates.insert(candidates.end(), more.begin(), more.end());
  }
  const std::optional<std::string> closest = closest_name(name, candidates);
  const std::string what = of.as<Class>() ? fmt::format("type object '{}'", of.as<Class>()->name)
                                          : fmt::format("'{}' object", type_name(of));
  return raise(span, "AttributeError", fmt::format("{} has no attribute '{}'", what, name),
               closest ? fmt::format("did you mean `{}`?", *closest) : "");
}

bool Evaluator::Machine::set_attribute(const Value& of, std::string_view name, Value value,
                                       Span span) {
  if (of.is_unknown()) {
    host().changes_unknown(site(span));
    return !failed();
  }
  const auto refuse = [&] {
    if (failed()) return false;
    raise(span, "AttributeError",
          fmt::format("'{}' object has no attribute '{}'", type_name(of), name));
    return false;
  };
  if (const std::shared_ptr<Instance> instance = of.share<Instance>()) {
    const Value* in_class = instance->cls->find(name);
    const Wrapper* wrapper = in_class ? in_class->as<Wrapper>() : nullptr;
    if (wrapper && wrapper->kind == Wrapper::Kind::Property) {
      if (wrapper->values.size() < 2 || wrapper->values[1].is_none()) {
        raise(span, "AttributeError",
              fmt::format("property '{}' of '{}' object has no setter", name, instance->cls->name));
        return false;
      }
      call(wrapper->values[1], {of, std::move(value)}, span);
      return !failed();
    }
    if (instance->cls->find("__setattr__")) {
      const Value* method = instance->cls->find("__setattr__");
      if (method->as<Function>()) {
        call(*method, {of, Value::text(std::string(name), span), std::move(value)}, span);
        return !failed();
      }
    }
    if (Native* native = instance->payload.native()) {
      if (native->set_attribute(name, value, site(span))) {
        // What the class says besides would come first.
        if (in_class) instance->attributes.set_owned(name, std::move(value));
        return true;
      }
      if (failed()) return false;
    }
    if (!may_change(span, *instance)) return !failed();
    holds(instance, value);
    instance->attributes.set_owned(name, std::move(value));
    return true;
  }
  if (const std::shared_ptr<Class> cls = of.share<Class>()) {
    if (!cls->user) {
      raise(span, "TypeError",
            fmt::format("cannot set '{}' attribute of immutable type '{}'", name, cls->name));
      return false;
    }
    if (cls->frozen) return may_change(span, *cls);
    if (cls->exploring < exploring_) value = {owner_.possible_, span};
    cls->attributes.set_owned(name, std::move(value));
    return true;
  }
  if (const std::shared_ptr<Module> module = of.share<Module>()) {
    if (module->frozen && module->file.empty()) {  // `sys.path = …`: for who sets it.
      Value& own = set_late_[{module.get(), std::string(name)}];
      own = exploring_ > 0 ? Value{owner_.possible_, span} : std::move(value);
      return true;
    }
    if (module->frozen) return may_change(span, *module);
    if (module->exploring < exploring_) value = {owner_.possible_, span};
    module->attributes.set_owned(name, std::move(value));
    return true;
  }
  if (const std::shared_ptr<Function> function = of.share<Function>()) {
    if (!may_change(span, *function)) return !failed();
    holds(function, value);
    function->attributes.set_owned(name, std::move(value));
    return true;
  }
  if (Native* native = of.native()) {
    if (native->set_attribute(name, value, site(span))) return true;
    if (failed()) return false;
    if (!native->complete()) {
      owner_.diagnostics_.error("not-modelled", span, "setting `{}` of a `{}` is not modelled",
                                name, native->type_name());
      return true;
    }
  }
  if (const Wrapper* wrapper = of.as<Wrapper>(); wrapper && wrapper->kind != Wrapper::Kind::Super) {
    return true;  // `function.__doc__ = …` on a decorated one.
  }
  return refuse();
}

bool Evaluator::Machine::delete_attribute(const Value& of, std::string_view name, Span span) {
  if (of.is_unknown()) return true;
  if (const std::shared_ptr<Instance> instance = of.share<Instance>()) {
    if (!may_change(span, *instance)) return !failed();
    if (instance->attributes.erase(name)) return true;
  } else if (const std::shared_ptr<Class> cls = of.share<Class>(); cls && cls->user) {
    if (!may_change(span, *cls)) return !failed();
    if (cls->attributes.erase(name)) return true;
  } else if (const std::shared_ptr<Module> module = of.share<Module>()) {
    if (!may_change(span, *module)) return !failed();
    if (module->attributes.erase(name)) return true;
  }
  raise(span, "AttributeError",
        fmt::format("'{}' object has no attribute '{}'", type_name(of), name));
  return false;
}

}  // namespace migc::python
