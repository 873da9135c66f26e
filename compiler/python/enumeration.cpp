#include <algorithm>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/python/builtins.h"
#include "compiler/python/machine.h"

namespace migc::python {
namespace {

bool is_auto(const Value& value) {
  const Instance* instance = value.as<Instance>();
  return instance && instance->cls == types().enum_auto;
}

/// What is no member though it stands in the body: functions, descriptors, names of Python's own.
bool no_member(std::string_view name, const Value& value) {
  if (name.starts_with("__")) return true;
  if (name.starts_with('_') && name.ends_with('_')) return true;
  return value.as<Function>() || value.as<Wrapper>() || value.as<const Builtin*>() ||
         value.as<Class>();
}

/// The class beside `Enum` whose values the members are (`str` of `class C(str, Enum)`).
std::shared_ptr<Class> mixed_in(const Class& cls) {
  for (const std::shared_ptr<Class>& base : cls.mro) {
    for (const std::shared_ptr<Class>& type :
         {types().text, types().integer, types().real, types().bytes, types().tuple}) {
      if (base == type) return type;
    }
  }
  return nullptr;
}

}  // namespace

void Evaluator::Machine::make_members(const std::shared_ptr<Class>& cls, Span span) {
  std::vector<std::pair<std::string_view, Value>> wanted;
  for (const Namespace::Entry& entry : cls->attributes.entries()) {
    if (!no_member(entry.name, entry.value)) wanted.emplace_back(entry.name, entry.value);
  }
  for (const std::shared_ptr<Class>& base : cls->mro) {
    if (base->enumeration && !base->enumeration->members.empty() && !wanted.empty()) {
      raise(span, "TypeError",
            fmt::format("<enum '{}'> cannot extend <enum '{}'>", cls->name, base->name));
      return;
    }
  }
  cls->enumeration = std::make_shared<Class::Enumeration>();
  const bool flag = cls->derives_from(*types().flag) || cls->derives_from(*types().int_flag);
  cls->enumeration->flag = flag;
  const bool texts = cls->derives_from(*types().str_enum);
  const std::shared_ptr<Class> mixin = mixed_in(*cls);
  const Value* generate = cls->find("_generate_next_value_");
  const Value* maker = cls->find("__new__");
  const Value* init = cls->find("__init__");
  std::vector<Value> values;
  Int last(0);
  for (auto& [name, given] : wanted) {
    Value value = given;
    if (is_auto(value)) {
      if (generate && !generate->as<const Builtin*>()) {
        Value function = *generate;
        if (const Wrapper* wrapper = generate->as<Wrapper>()) function = wrapper->values[0];
        value = call(
            function,
            {Value::text(std::string(name), span), Value::integer(1, span),
             Value::integer(static_cast<std::int64_t>(values.size()), span), list(span, values)},
            span);
        if (failed()) return;
      } else if (texts) {
        value = Value::text(ascii_lower(name), given.span);
      } else if (flag) {
        value =
            Value::integer(last.zero() ? Int(1) : Int::shift_left(Int(1), last.bits()), given.span);
      } else {
        value = Value::integer(last + Int(1), given.span);
      }
    }
    if (const Int* number = value.as<Int>())
      last = Int::compare(*number, last) > 0 || !flag ? *number : last;

    // An equal value is another name of the same member.
    const Value* alias = nullptr;
    for (const std::string& member : cls->enumeration->members) {
      const Value* other = cls->attributes.find(member);
      const Value* held = other->as<Instance>()->attributes.find("_value_");
      if (held && equal(*held, value) == true) alias = other;
    }
    if (alias) {
      cls->attributes.set(name, Value(*alias));
      continue;
    }
    std::shared_ptr<Instance> member;
    std::vector<Value> arguments{value};
    if (const Tuple* tuple = value.as<Tuple>()) arguments = tuple->items;
    if (maker && !maker->as<const Builtin*>()) {
      Value function = *maker;
      if (const Wrapper* wrapper = maker->as<Wrapper>()) function = wrapper->values[0];
      std::vector<Value> with_class = arguments;
      with_class.insert(with_class.begin(), Value::type(cls, span));
      const Value made = call(function, std::move(with_class), given.span);
      if (failed()) return;
      member = made.share<Instance>();
      if (!member) {
        cls->open = true;
        cls->open_because =
            std::make_shared<const Unknown>(Unknown{given.span, "what `__new__` makes"});
        for (auto& [each, _] : wanted) {
          cls->attributes.set(each, Value{cls->open_because, given.span});
        }
        return;
      }
      if (const Value* own = member->attributes.find("_value_")) value = *own;
    } else {
      member = make<Instance>();
      member->cls = cls;
      if (mixin) {
        member->payload =
            value.is_unknown() ? value : call(Value::type(mixin, span), arguments, given.span);
        if (failed()) return;
        if (!value.as<Tuple>() || mixin != types().tuple) value = member->payload;
      }
    }
    member->attributes.set("_value_", value);
    member->attributes.set("value", value);
    member->attributes.set("_name_", Value::text(std::string(name), given.span));
    member->attributes.set("name", Value::text(std::string(name), given.span));
    track(member);
    values.push_back(value);
    cls->attributes.set(name, Value{member, given.span});
    cls->enumeration->members.emplace_back(name);
    if (init && init->as<Function>()) {
      std::vector<Value> with_self = arguments;
      with_self.insert(with_self.begin(), Value{member, given.span});
      call(*init, std::move(with_self), given.span);
      if (failed()) return;
    }
  }
}

Value Evaluator::Machine::find_member(const std::shared_ptr<Class>& cls, const Value& wanted,
                                      Span span) {
  if (wanted.is_unknown()) return wanted;
  bool unsure = false;
  for (const std::string& name : cls->enumeration->members) {
    const Value* member = cls->attributes.find(name);
    if (identical(*member, wanted) == true) return *member;
    const Value* value = member->as<Instance>()->attributes.find("_value_");
    const std::optional<bool> same = value ? equal(*value, wanted) : std::nullopt;
    if (same == true) return *member;
    unsure |= !same;
  }
  if (unsure) return Value::unknown(span, "which member this is");
  if (const Value* missing = cls->find("_missing_"); missing && missing->as<Wrapper>()) {
    const Value found =
        call(bind_attribute(*missing, Value::type(cls, span), cls, span), {wanted}, span);
    if (failed() || !found.is_none()) return found;
  }
  if (cls->enumeration->flag) return Value::unknown(span, "combined flags are not modelled");
  const Value shown = repr(wanted, span);
  if (failed()) return shown;
  return raise(span, "ValueError",
               fmt::format("{} is not a valid {}", shown.text().value_or("?"), cls->name));
}

/// `Enum("Color", "RED GREEN")`, `Enum("Color", ["RED", …])`, `Enum("Color", {"RED": 1, …})`.
Value Evaluator::Machine::make_enumeration(const std::shared_ptr<Class>& base, python::Call& call) {
  const Span span = call.span;
  std::string name;
  Value names;
  Options options;
  std::optional<std::int64_t> start;
  if (!call.bind({{"value", name}, {"names", names}, {"start", start}, {"options", options}})) {
    return Value::none(span);
  }
  auto cls = make<Class>();
  cls->name = name;
  cls->module = frame_ ? frame_->module->name : "";
  cls->user = true;
  cls->bases = {base};
  if (const Value* type = options.find("type")) {
    if (const std::shared_ptr<Class> mixin = type->share<Class>()) cls->bases = {mixin, base};
  }
  for (const std::shared_ptr<Class>& each : cls->bases) {
    for (const auto& ancestor : {std::vector<std::shared_ptr<Class>>{each}, each->mro}) {
      for (const std::shared_ptr<Class>& one : ancestor) {
        if (std::find(cls->mro.begin(), cls->mro.end(), one) == cls->mro.end())
          cls->mro.push_back(one);
      }
    }
  }
  std::erase(cls->mro, types().object);
  cls->mro.push_back(types().object);
  cls->native = base->native;
  track(cls);
  std::int64_t next = start.value_or(1);
  const auto add = [&](std::string_view member, Value value) {
    cls->attributes.set_owned(member, std::move(value));
  };
  if (const std::optional<std::string_view> text = names.text()) {
    std::string spaced = replace_all(std::string(*text), ",", " ");
    for (const std::string_view member : split(spaced, ' ')) {
      if (!trim(member).empty()) add(trim(member), Value{make_auto(span), span});
    }
  } else if (const Dict* dict = names.dictionary()) {
    dict->each([&](const Value& key, const Value& value) {
      if (key.text()) add(*key.text(), value);
    });
  } else if (const std::vector<Value>* items = names.items()) {
    for (const Value& item : *items) {
      const std::vector<Value>* pair = item.items();
      if (item.text()) {
        add(*item.text(), Value{make_auto(span), span});
      } else if (pair && pair->size() == 2 && (*pair)[0].text()) {
        add(*(*pair)[0].text(), (*pair)[1]);
      } else {
        return Value::unknown(span, "the members of this enumeration");
      }
    }
  } else {
    return names.is_unknown() ? names : Value::unknown(span, "the members of this enumeration");
  }
  if (next != 1) {
    for (const std::string_view member : cls->attributes.names()) {
      if (is_auto(*cls->attributes.find(member))) {
        cls->attributes.set(member, Value::integer(next++, span));
      }
    }
  }
  finish_class(cls, span);
  return Value::type(cls, span);
}

std::shared_ptr<Instance> Evaluator::Machine::make_auto(Span) {
  auto instance = make<Instance>();
  instance->cls = types().enum_auto;
  return instance;
}

namespace {

Value unique(const Call& call) {
  Value cls;
  if (!call.bind({{"enumeration", cls}})) return Value::none();
  return cls;
}
constexpr Builtin unique_function{"unique", unique};
constexpr Builtin member_function{"member", unique};
constexpr Builtin nonmember_function{"nonmember", unique};

}  // namespace

void define_enum(Module& module) {
  for (const std::shared_ptr<Class>& cls :
       {types().enum_, types().repr_enum, types().int_enum, types().str_enum, types().flag,
        types().int_flag, types().enum_auto}) {
    module.type(cls);
  }
  module.define("EnumMeta", Value::type(types().type));
  module.define("EnumType", Value::type(types().type));
  module.function(unique_function);
  module.function(member_function);
  module.function(nonmember_function);
}

}  // namespace migc::python
