#include <algorithm>

#include <fmt/format.h>

#include "compiler/python/builtins.h"
#include "compiler/python/machine.h"

namespace migc::python {
namespace {

using Linear = std::vector<std::shared_ptr<Class>>;

/// C3: the order of attribute look-up; nothing when the bases contradict each other.
std::optional<Linear> linearize(const Linear& bases) {
  std::vector<Linear> lists;
  for (const std::shared_ptr<Class>& base : bases) {
    Linear list{base};
    list.insert(list.end(), base->mro.begin(), base->mro.end());
    lists.push_back(std::move(list));
  }
  lists.push_back(bases);
  Linear result;
  while (true) {
    std::erase_if(lists, [](const Linear& list) { return list.empty(); });
    if (lists.empty()) return result;
    std::shared_ptr<Class> next;
    for (const Linear& list : lists) {
      const bool in_a_tail = std::any_of(lists.begin(), lists.end(), [&](const Linear& other) {
        return std::find(other.begin() + 1, other.end(), list.front()) != other.end();
      });
      if (in_a_tail) continue;
      next = list.front();
      break;
    }
    if (!next) return std::nullopt;
    result.push_back(next);
    for (Linear& list : lists) {
      if (list.front() == next) list.erase(list.begin());
    }
  }
}

/// Says to the functions of a class body which class `super()` starts from.
void own(const Value& value, const std::shared_ptr<Class>& cls, int depth = 0) {
  if (Function* function = value.as<Function>()) {
    if (!function->owner) function->owner = cls;
  } else if (const Wrapper* wrapper = value.as<Wrapper>(); wrapper && depth < 4) {
    for (const Value& inner : wrapper->values) own(inner, cls, depth + 1);
  }
}

}  // namespace

void Evaluator::Machine::add_base(Class& cls, const Value& base, Span span) {
  const auto open = [&](const Value& why) {
    cls.open = true;
    cls.open_because =
        why.is_unknown() ? why.share<const Unknown>()
                         : std::make_shared<const Unknown>(Unknown{span, "an unusual base class"});
  };
  if (const std::shared_ptr<Class> known = base.share<Class>()) {
    cls.bases.push_back(known);
    if (known->open) open(Value{known->open_because, span});
  } else if (base.is_unknown()) {
    open(base);
  } else if (const Wrapper* alias = base.as<Wrapper>();
             alias && alias->kind == Wrapper::Kind::Alias && alias->values[0].as<Class>()) {
    cls.bases.push_back(alias->values[0].share<Class>());
  } else if (Native* native = base.native(); native && native->type()) {
    cls.bases.push_back(native->type());
  } else {
    open(base);
  }
}

bool Evaluator::Machine::order_bases(const std::shared_ptr<Class>& cls, Span span) {
  if (cls->bases.empty()) cls->bases.push_back(types().object);
  std::optional<Linear> order = linearize(cls->bases);
  if (!order) {
    raise(span, "TypeError", "Cannot create a consistent method resolution order (MRO) for bases");
    return false;
  }
  cls->mro = std::move(*order);
  // `object` comes last, whatever the bases of modelled classes say.
  std::erase(cls->mro, types().object);
  cls->mro.push_back(types().object);
  for (const std::shared_ptr<Class>& base : cls->mro) {
    if (base->native && base != types().object) {
      cls->native = base->native;
      break;
    }
  }
  if (!cls->native) cls->native = types().object->native;
  // An exception that mixes in other classes is made as an exception.
  for (const std::shared_ptr<Class>& base : cls->mro) {
    if (!base->fields.empty() && cls->fields.empty()) cls->fields = base->fields;
  }
  return true;
}

Value Evaluator::Machine::make_class(const ast::ClassDef& def, Span span) {
  auto cls = make<Class>();
  cls->name = def.name.text;
  cls->module = frame_->module->name;
  cls->user = true;
  const auto open = [&](const Value& why) {
    cls->open = true;
    cls->open_because =
        why.is_unknown() ? why.share<const Unknown>()
                         : std::make_shared<const Unknown>(Unknown{span, "an unusual base class"});
  };
  std::vector<KeywordArgument> keywords;
  for (const ast::Argument& argument : def.arguments) {
    const Value value = evaluate(*argument.value);
    if (failed()) return value;
    if (argument.kind == ast::ArgumentKind::Keyword) {
      if (argument.name.text == "metaclass") {
        // What a metaclass written by the user does is not followed.
        const Class* meta = value.as<Class>();
        if (!meta || meta->user) open(value);
      } else {
        keywords.push_back({argument.name.text, value, argument.span});
      }
      continue;
    }
    if (argument.kind == ast::ArgumentKind::DoubleStar) {
      open(value);
      continue;
    }
    std::vector<Value> bases{value};
    if (argument.kind == ast::ArgumentKind::Star) {
      const std::optional<std::vector<Value>> items = this->items(value, argument.span);
      if (failed()) return value;
      if (!items) open(value);
      bases = items.value_or(std::vector<Value>{});
    }
    for (const Value& base : bases) add_base(*cls, base, span);
  }
  if (!order_bases(cls, span)) return Value::none(span);
  track(cls);

  auto scope = make<Scope>();
  scope->kind = Scope::Kind::Class;
  scope->outer = frame_->scope;
  scope->locals = names_of(&def, {}, def.body);
  Frame frame;
  frame.module = frame_->module;
  frame.scope = scope;
  frame.function = frame_->function;
  frame.caller = frame_;
  frame.call_site = frame_->call_site;
  frame.handled = frame_->handled;
  Frame* const around = std::exchange(frame_, &frame);
  if (!def.type_parameters.empty()) {
    for (const ast::TypeParameter& parameter : def.type_parameters) {
      scope->variables.set(parameter.name.text,
                           Value::unknown(parameter.name.span, "a type parameter"));
    }
  }
  const Flow flow = execute(def.body);
  frame_ = around;
  if (flow == Flow::Raise) return Value::none(span);

  cls->attributes = std::move(scope->variables);
  scope->variables.clear();
  if (!cls->attributes.find("__doc__") && !def.body.empty()) {
    const auto* statement = def.body.front()->as<ast::ExprStmt>();
    const auto* constant = statement ? statement->value->as<ast::Constant>() : nullptr;
    const auto* text = constant ? std::get_if<ast::String>(&constant->value) : nullptr;
    if (text) cls->attributes.set("__doc__", Value::borrowed(text->text, span));
  }
  if (!complete_class(cls, std::move(keywords), span)) return Value::none(span);
  return Value::type(cls, def.name.span);
}

bool Evaluator::Machine::complete_class(const std::shared_ptr<Class>& cls,
                                        std::vector<KeywordArgument> keywords, Span span) {
  for (const Namespace::Entry& entry : cls->attributes.entries()) own(entry.value, cls);
  // A class with `==` of its own but no hash has none.
  finish_class(cls, span);
  if (failed()) return false;

  for (const std::shared_ptr<Class>& base : cls->mro) {
    const Value* hook = base->attributes.find("__init_subclass__");
    if (!hook) continue;
    Value function = *hook;
    if (const Wrapper* wrapper = hook->as<Wrapper>()) function = wrapper->values[0];
    python::Call call{{owner_, span}};
    call.positional.push_back({Value::type(cls, span), span});
    call.keywords = std::move(keywords);
    this->call(function, call);
    if (failed()) return false;
    break;
  }
  return true;
}

Value Evaluator::Machine::make_class(std::string name, const std::vector<Value>& bases,
                                     const Dict& attributes, Span span) {
  auto cls = make<Class>();
  cls->name = std::move(name);
  cls->module = frame_->module->name;
  cls->user = true;
  for (const Value& base : bases) add_base(*cls, base, span);
  if (!order_bases(cls, span)) return Value::none(span);
  track(cls);
  bool named = true;
  attributes.each([&](const Value& key, const Value& value) {
    if (const auto text = key.text()) {
      cls->attributes.set_owned(*text, value);
      holds(cls, value);
    } else {
      named = false;
    }
  });
  if (!named) return Value::unknown(span, "a class made by `type()`");
  if (!complete_class(cls, {}, span)) return Value::none(span);
  return Value::type(cls, span);
}

void Evaluator::Machine::finish_class(const std::shared_ptr<Class>& cls, Span span) {
  if (cls->derives_from(*types().enum_)) {
    make_members(cls, span);
    if (failed()) return;
  }
  if (cls->native) cls->native->derived(*cls, site(span));
}

Value Evaluator::Machine::instantiate(const std::shared_ptr<Class>& cls, python::Call& call) {
  const Span span = call.span;
  if (cls->derives_from(*types().enum_)) {
    // `Color(1)` looks up; `Enum("Color", "RED GREEN")` makes a class.
    if (cls->enumeration && !cls->enumeration->members.empty()) {
      Value value;
      Rest rest;
      if (!call.bind({{"value", value}, {"rest", rest}})) return Value::none(span);
      if (!rest.arguments.empty()) return Value::unknown(span, "a call of an enumeration");
      return find_member(cls, value, span);
    }
    return make_enumeration(cls, call);
  }
  if (!cls->user) {
    if (cls->native) return cls->native->instantiate(cls, call);
    return Value::unknown(span, fmt::format("calling `{}` is not modelled", cls->name));
  }
  if (const Value* maker = cls->find("__new__"); maker && !maker->as<const Builtin*>()) {
    Value function = *maker;
    if (const Wrapper* wrapper = maker->as<Wrapper>()) function = wrapper->values[0];
    python::Call copy{{owner_, span}};
    copy.callee = call.callee;
    copy.positional = call.positional;
    copy.keywords = call.keywords;
    copy.incomplete = call.incomplete;
    copy.positional.insert(copy.positional.begin(), {Value::type(cls, span), span});
    Value made = this->call(function, copy);
    const Instance* instance = made.as<Instance>();
    if (failed() || !instance || !instance->cls->derives_from(*cls)) return made;
    return initialize(made, call);
  }
  auto instance = make<Instance>();
  instance->cls = cls;
  return initialize({std::move(instance), span}, call);
}

/// `__init__`, and the part that a native base makes.
Value Evaluator::Machine::initialize(const Value& made, python::Call& call) {
  const Span span = call.span;
  const std::shared_ptr<Instance> instance = made.share<Instance>();
  const std::shared_ptr<Class> cls = instance->cls;
  const bool is_exception = cls->derives_from(*types().base_exception);
  if (is_exception && instance->args.empty()) {
    for (const Argument& argument : call.positional) instance->args.push_back(argument.value);
  }
  const Value* init = cls->find("__init__");
  const bool own_init = init && (init->as<Function>() || init->as<const Builtin*>() ||
                                 init->as<Wrapper>() || init->is_unknown());
  const NativeClass* native = cls->native;
  const bool plain = native == types().object->native;
  // Python's immutable types take their value before `__init__` runs.
  const auto native_part = [&](python::Call& from) {
    Value part = native->instantiate(cls, from);
    if (!failed() && instance->payload.is_none()) {
      holds(instance, part);
      instance->payload = std::move(part);
    }
  };
  constexpr std::string_view immutable[] = {"str", "int", "float", "bytes", "tuple", "frozenset"};
  const bool value_first =
      native && !plain && !is_exception && native->module() == "builtins" &&
      std::find(std::begin(immutable), std::end(immutable), native->name()) != std::end(immutable);
  const auto copy_of = [&] {
    python::Call copy{{owner_, span}};
    copy.callee = call.callee;
    copy.positional = call.positional;
    copy.keywords = call.keywords;
    copy.incomplete = call.incomplete;
    return copy;
  };
  if (value_first && instance->payload.is_none()) {
    python::Call copy = copy_of();
    native_part(copy);
    if (failed()) return made;
  }
  if (own_init) {
    if (init->is_unknown()) {
      instance->blurred = init->share<const Unknown>();
      blurs_ = true;
      return made;
    }
    python::Call copy = copy_of();
    copy.positional.insert(copy.positional.begin(), {made, span});
    const Value result = this->call(*init, copy);
    if (failed()) return made;
    if (!result.is_none() && !result.is_unknown()) {
      return raise(span, "TypeError",
                   fmt::format("__init__() should return None, not '{}'", type_name(result)));
    }
    if (!plain && !is_exception && !value_first && instance->payload.is_none() &&
        native->module() == "builtins") {
      python::Call empty{{owner_, span}};
      native_part(empty);
    }
    return made;
  }
  if (is_exception || value_first) return made;
  if (plain) {
    if (!cls->open && (!call.positional.empty() || !call.keywords.empty())) {
      return raise(span, "TypeError", fmt::format("{}() takes no arguments", cls->name));
    }
    return made;
  }
  native_part(call);
  return made;
}

namespace {

/// `super().__init__(…)` where the next base is no class of the user.
Value super_init(const Call& call) {
  const std::shared_ptr<Instance> instance = call.self->share<Instance>();
  if (!instance) return Value::none(call.span);
  const Class& cls = *instance->cls;
  if (cls.derives_from(*types().base_exception)) {
    instance->args.clear();
    for (const Argument& argument : call.positional) instance->args.push_back(argument.value);
    return Value::none(call.span);
  }
  if (!cls.native || cls.native == types().object->native) {
    if (!cls.open && (!call.positional.empty() || !call.keywords.empty())) {
      return call.raise(
          "TypeError", "object.__init__() takes exactly one argument (the instance to initialize)");
    }
    return Value::none(call.span);
  }
  if (!instance->payload.is_none()) {
    const bool mutable_builtin = cls.native->module() == "builtins";
    if (!mutable_builtin || instance->payload.as<Str>() || instance->payload.as<Int>() ||
        instance->payload.as<Tuple>() || instance->payload.as<double>()) {
      return Value::none(call.span);
    }
  }
  Value part = cls.native->instantiate(instance->cls, call);
  if (call.failed()) return Value::none(call.span);
  call.holds(instance, part);
  instance->payload = std::move(part);
  return Value::none(call.span);
}

Value super_new(const Call& call) {
  if (call.positional.empty() || !call.positional[0].value.as<Class>()) {
    return call.raise("TypeError", "object.__new__(): not enough arguments");
  }
  const std::shared_ptr<Class> cls = call.positional[0].value.share<Class>();
  Evaluator::Machine& machine = call.evaluator.machine();
  auto instance = machine.make<Instance>();
  instance->cls = cls;
  Call rest{{call.evaluator, call.span}};
  rest.callee = cls->name;
  rest.positional.assign(call.positional.begin() + 1, call.positional.end());
  rest.keywords = call.keywords;
  if (cls->derives_from(*types().base_exception)) {
    for (const Argument& argument : rest.positional) instance->args.push_back(argument.value);
  } else if (cls->native && cls->native != types().object->native) {
    instance->payload = cls->native->instantiate(cls, rest);
  }
  return {std::move(instance), call.span};
}

Value super_set_attribute(const Call& call) {
  std::string name;
  Value value;
  if (!call.bind({{"name", name}, {"value", value}, {"/"}})) return Value::none();
  const std::shared_ptr<Instance> instance = call.self->share<Instance>();
  if (!instance) return Value::none(call.span);
  if (!call.may_change(*instance)) return Value::none(call.span);
  call.holds(instance, value);
  instance->attributes.set_owned(name, std::move(value));
  return Value::none(call.span);
}

Value nothing(const Call& call) { return Value::none(call.span); }

Value super_equal(const Call& call) {
  Value other;
  if (!call.bind({{"other", other}, {"/"}})) return Value::none();
  if (identical(*call.self, other) == true) return Value::boolean(true, call.span);
  return {NotImplemented{}, call.span};
}

constexpr Builtin init_function{"__init__", super_init, true};
constexpr Builtin new_function{"__new__", super_new};
constexpr Builtin set_attribute_function{"__setattr__", super_set_attribute, true};
constexpr Builtin init_subclass_function{"__init_subclass__", nothing, true};
constexpr Builtin equal_function{"__eq__", super_equal, true};

}  // namespace

const Builtin* object_method(std::string_view name) {
  for (const Builtin* method : {&init_function, &new_function, &set_attribute_function,
                                &init_subclass_function, &equal_function}) {
    if (method->name == name) return method;
  }
  return nullptr;
}

Value Evaluator::Machine::find_super(const Wrapper& super, std::string_view name, Span span) {
  const std::shared_ptr<Class> start = super.values[0].share<Class>();
  const Value& self = super.values[1];
  const std::shared_ptr<Class> actual = self.as<Class>() ? self.share<Class>() : class_of(self);
  if (!start || !actual) return Value::unknown(span, "what `super()` is");
  std::vector<std::shared_ptr<Class>> order{actual};
  order.insert(order.end(), actual->mro.begin(), actual->mro.end());
  auto at = std::find(order.begin(), order.end(), start);
  if (at == order.end())
    return raise(span, "TypeError", "super(type, obj): obj must be an instance or subtype of type");
  for (++at; at != order.end(); ++at) {
    const Value* found = (*at)->attributes.find(name);
    if (!found) continue;
    if (self.as<Class>()) {
      // Within a class method or `__new__`.
      if (const Wrapper* wrapper = found->as<Wrapper>()) {
        if (wrapper->kind == Wrapper::Kind::ClassMethod) {
          return Value{std::make_shared<BoundMethod>(BoundMethod{self, wrapper->values[0]}), span};
        }
        if (wrapper->kind == Wrapper::Kind::StaticMethod) return wrapper->values[0];
      }
      // Class methods by their names alone.
      if (found->as<Function>() && (name == "__init_subclass__" || name == "__class_getitem__")) {
        return Value{std::make_shared<BoundMethod>(BoundMethod{self, *found}), span};
      }
      return *found;
    }
    const Instance* instance = self.as<Instance>();
    if (found->as<const Builtin*>() && instance && !instance->payload.is_none()) {
      return bind_attribute(*found, instance->payload, *at, span);
    }
    return bind_attribute(*found, self, actual, span);
  }
  if (actual->open) return {actual->open_because, span};
  const Instance* instance = self.as<Instance>();
  if (const Builtin* method = object_method(name)) {
    if (name == "__init_subclass__" || self.as<Class>()) return Value::builtin(*method, span);
    return Value::bound(self, *method, span);
  }
  if (name == "__repr__" || name == "__str__" || name == "__hash__" || name == "__format__") {
    return Value::unknown(span, fmt::format("`{}` of `object`", name));
  }
  if (instance && !instance->payload.is_none()) {
    std::optional<Value> found = find_attribute(instance->payload, name, span);
    if (failed()) return Value::none(span);
    if (found) return *found;
  }
  if (actual->native && actual->native != types().object->native && !actual->native->complete()) {
    return Value::unknown(
        span, fmt::format("`{}` of `{}` is not modelled", name, actual->native->name()));
  }
  return {NotImplemented{}, span};
}

}  // namespace migc::python
