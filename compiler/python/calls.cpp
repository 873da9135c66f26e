#include <algorithm>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/python/builtins.h"
#include "compiler/python/machine.h"

namespace migc::python {

/// `**options` where only the items of some keys are in doubt: those arguments are unknown, the
/// others are as they are.
void Evaluator::Machine::possible_keywords(const Dict& dict, Span span, python::Call& out) {
  const auto add = [&](const Value& key, const Value& value) {
    out.keeps.push_back(key);
    const std::string_view name = out.keeps.back().as<Str>()->view();
    if (!out.keyword(name)) out.keywords.push_back({name, value, span});
  };
  for (const Value& key : dict.possible_keys) add(key, {dict.blurred, span});
  for (const Dict::Entry& entry : dict.entries()) {
    if (entry.present && entry.key.as<Str>()) add(entry.key, settled(entry.value));
  }
}

bool Evaluator::Machine::arguments(const ast::Call& node, python::Call& out) {
  const auto keywords =
      std::ranges::count(node.arguments, ast::ArgumentKind::Keyword, &ast::Argument::kind);
  out.keywords.reserve(static_cast<std::size_t>(keywords));
  out.positional.reserve(node.arguments.size() - out.keywords.capacity());
  const auto incomplete = [&](const Value& why) {
    if (!out.incomplete) out.incomplete = why.share<const Unknown>();
  };
  const auto add_keyword = [&](std::string_view name, Value value, Span span) {
    if (out.keyword(name)) {
      raise(span, "TypeError",
            fmt::format("{}() got multiple values for keyword argument '{}'", out.callee, name));
      return false;
    }
    out.keywords.push_back({name, std::move(value), span});
    return true;
  };
  for (const ast::Argument& argument : node.arguments) {
    if (argument.kind == ast::ArgumentKind::DoubleStar) {
      if (const std::shared_ptr<Dict> dict = partly_known(*argument.value)) {
        possible_keywords(*dict, argument.span, out);
        continue;
      }
    }
    Value value = evaluate(*argument.value);
    if (failed()) return false;
    switch (argument.kind) {
      case ast::ArgumentKind::Positional:
        out.positional.push_back({std::move(value), argument.span});
        break;
      case ast::ArgumentKind::Keyword:
        if (!add_keyword(argument.name.text, std::move(value), argument.value->span)) return false;
        break;
      case ast::ArgumentKind::Star: {
        Value why;
        const std::optional<std::vector<Value>> items = this->items(value, argument.span, &why);
        if (failed()) return false;
        if (!items) {
          incomplete(why);
          break;
        }
        for (const Value& item : *items) {
          out.positional.push_back(
              {settled(item), item.span == Span{} ? argument.span : item.span});
        }
        break;
      }
      case ast::ArgumentKind::DoubleStar: {
        if (value.is_unknown()) {
          incomplete(value);
          break;
        }
        const Dict* dict = value.dictionary();
        if (!dict) {
          raise(argument.span, "TypeError",
                fmt::format("{}() argument after ** must be a mapping, not {}", out.callee,
                            type_name(value)));
          return false;
        }
        for (const Dict::Entry& entry : dict->entries()) {
          if (!entry.present) continue;
          const Str* name = entry.key.as<Str>();
          if (!name) {
            raise(argument.span, "TypeError", "keywords must be strings");
            return false;
          }
          // The key's text lives as long as the dict, which `out` does not hold.
          out.keeps.push_back(entry.key);
          if (!add_keyword(out.keeps.back().as<Str>()->view(), settled(entry.value),
                           entry.value.span == Span{} ? argument.span : entry.value.span)) {
            return false;
          }
        }
        break;
      }
    }
  }
  return true;
}

Value Evaluator::Machine::call_expression(const ast::Call& node, const ast::Expr& expr,
                                          bool discarded) {
  if (!step(expr.span)) return Value::none(expr.span);
  python::Call call{{owner_, expr.span}};
  if (const ast::Attribute* member = node.callee->as<ast::Attribute>()) {
    call.callee = member->name.text;
    Value object;
    const ast::Name* name = member->object->as<ast::Name>();
    const Value* known = name ? peek(name->text) : nullptr;
    if (known) {
      if (const Module* module = known->as<Module>()) {
        if (const Value* found = module->attributes.find(member->name.text)) {
          const Value callee = settled(*found);
          if (!arguments(node, call)) return Value::none(expr.span);
          return this->call(callee, call, discarded);
        }
      }
      object = settled(*known);
    } else {
      object = evaluate(*member->object);
      if (failed()) return object;
    }
    // A method of Python's own values needs no object made for it.
    if (!object.as<Instance>() && !object.as<Class>() && !object.as<Module>() && !object.native() &&
        !object.is_unknown() && !object.as<Function>() && !object.as<Wrapper>()) {
      const std::shared_ptr<Class> cls = class_of(object);
      const Value* found = cls ? cls->find(member->name.text) : nullptr;
      const Builtin* const* builtin = found ? found->as<const Builtin*>() : nullptr;
      if (builtin && (*builtin)->method) {
        if (!arguments(node, call)) return Value::none(expr.span);
        call.self = &object;
        call.callee = (*builtin)->name;
        return (*builtin)->function(call);
      }
    }
    const Value callee = attribute(object, member->name.text, node.callee->span);
    if (failed() || !arguments(node, call)) return Value::none(expr.span);
    return this->call(callee, call, discarded);
  }
  const Value callee = evaluate(*node.callee);
  if (failed()) return callee;
  if (const ast::Name* name = node.callee->as<ast::Name>()) call.callee = name->text;
  if (!arguments(node, call)) return Value::none(expr.span);
  return this->call(callee, call, discarded);
}

Value Evaluator::Machine::call(const Value& callee, std::vector<Value> arguments, Span span) {
  python::Call call{{owner_, span}};
  call.positional.reserve(arguments.size());
  for (Value& argument : arguments) {
    const Span at = argument.span;
    call.positional.push_back({std::move(argument), at});
  }
  return this->call(callee, call);
}

/// `str.upper(5)`: a builtin trusts its receiver, so nobody else's may get to it.
bool Evaluator::Machine::has_method(const Value& self, const Builtin& method) const {
  // What every object has looks at its receiver itself.
  if (object_method(method.name) == &method) return true;
  if (method.name == "__init__" && self.as<Instance>()) return true;
  const std::shared_ptr<Class> cls = class_of(self);
  if (!cls) return false;
  const auto holds = [&](const Class& one) {
    return std::ranges::any_of(one.attributes.entries(), [&](const Namespace::Entry& entry) {
      const Builtin* const* builtin = entry.value.as<const Builtin*>();
      return builtin && (*builtin)->function == method.function;
    });
  };
  return holds(*cls) ||
         std::ranges::any_of(cls->mro, [&](const auto& base) { return holds(*base); });
}

Value Evaluator::Machine::call(const Value& callee, python::Call& call, bool discarded) {
  if (failed() || deep(call.span)) return Value::none(call.span);
  if (const Builtin* const* builtin = callee.as<const Builtin*>()) {
    call.callee = (*builtin)->name;
    Value self;
    if ((*builtin)->method && !call.self) {
      if (call.positional.empty()) {
        return raise(call.span, "TypeError",
                     fmt::format("unbound method {}() needs an argument", (*builtin)->name));
      }
      self = std::move(call.positional.front().value);
      if (const Unknown* unknown = self.unknown()) return Value::unknown(*unknown);
      if (!has_method(self, **builtin)) {
        return raise(call.span, "TypeError",
                     fmt::format("descriptor '{}' doesn't apply to a '{}' object", (*builtin)->name,
                                 type_name(self)));
      }
      call.positional.erase(call.positional.begin());
      call.self = &self;
    }
    Value result = (*builtin)->function(call);
    if (result.span == Span{}) result.span = call.span;
    return result;
  }
  if (const std::shared_ptr<Function> function = callee.share<Function>()) {
    return call_function(function, call);
  }
  if (const BoundMethod* method = callee.as<BoundMethod>()) {
    if (method->function.as<const Builtin*>()) {
      const Value self = method->self;
      call.self = &self;
      return this->call(method->function, call, discarded);
    }
    call.positional.insert(call.positional.begin(), {method->self, call.span});
    return this->call(method->function, call, discarded);
  }
  if (const std::shared_ptr<Class> cls = callee.share<Class>()) {
    call.callee = cls->name;
    return instantiate(cls, call);
  }
  if (const Unknown* unknown = callee.unknown()) {
    const auto share = callee.share<const Unknown>();
    host().unknown_call(call, *unknown, discarded);
    // What it does with what it is given is not known.
    for (const Argument& argument : call.positional) blur(argument.value, share);
    for (const KeywordArgument& argument : call.keywords) blur(argument.value, share);
    return {share, call.span};
  }
  if (const Wrapper* wrapper = callee.as<Wrapper>()) {
    switch (wrapper->kind) {
      case Wrapper::Kind::StaticMethod:
        return this->call(wrapper->values[0], call, discarded);
      case Wrapper::Kind::Partial: {
        std::vector<Argument> positional;
        for (std::size_t i = 1; i < wrapper->values.size(); ++i) {
          positional.push_back({wrapper->values[i], call.span});
        }
        call.positional.insert(call.positional.begin(), positional.begin(), positional.end());
        for (const auto& [name, value] : wrapper->keywords) {
          if (!call.keyword(name)) call.keywords.push_back({name, value, call.span});
        }
        return this->call(wrapper->values[0], call, discarded);
      }
      case Wrapper::Kind::ContextManager: {
        const Value generator = this->call(wrapper->values[0], call);
        if (failed() || generator.is_unknown()) return generator;
        return make_context_manager(generator, call.span);
      }
      case Wrapper::Kind::Alias:
        return this->call(wrapper->values[0], call, discarded);
      case Wrapper::Kind::Property:
      case Wrapper::Kind::ClassMethod:
      case Wrapper::Kind::Super:
        break;
    }
  }
  if (const Instance* instance = callee.as<Instance>()) {
    if (const Value* method = instance->cls->find("__call__")) {
      return this->call(bind_attribute(*method, callee, instance->cls, call.span), call, discarded);
    }
    if (instance->cls->open) {
      return this->call(Value{instance->cls->open_because, call.span}, call, discarded);
    }
  }
  if (Native* native = callee.native()) {
    if (call.callee.empty()) call.callee = native->type_name();
    return native->call(call);
  }
  return raise(call.span, "TypeError",
               fmt::format("'{}' object is not callable", type_name(callee)));
}

// ---- functions written in Python

bool Evaluator::Machine::bind_parameters(const Function& function, python::Call& call,
                                         Scope& scope) {
  const std::span<const ast::Parameter> parameters =
      function.def ? function.def->parameters : function.lambda->parameters;
  const auto wrong = [&](std::string message, std::string help = {}) {
    raise(call.span, "TypeError", fmt::format("{}() {}", function.name, message), std::move(help));
    return false;
  };
  Value missing;
  if (call.incomplete) missing = Value{call.incomplete, call.span};
  std::size_t next = 0, takes = 0, optional = 0;
  std::vector<bool> used(call.keywords.size(), false);
  const ast::Parameter* keywords_to = nullptr;
  bool has_star = false;
  std::vector<std::string_view> missing_names, missing_keywords;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const ast::Parameter& parameter = parameters[i];
    switch (parameter.kind) {
      case ast::ParameterKind::Star: {
        // A bare `*` has no name.
        if (parameter.name.text.empty()) continue;
        has_star = true;
        std::vector<Value> rest;
        for (; next < call.positional.size(); ++next) rest.push_back(call.positional[next].value);
        Value held = call.incomplete ? missing : tuple(call.span, std::move(rest));
        scope.variables.set(parameter.name.text, std::move(held));
        continue;
      }
      case ast::ParameterKind::DoubleStar:
        keywords_to = &parameter;
        continue;
      case ast::ParameterKind::PositionalOnly:
      case ast::ParameterKind::Ordinary:
      case ast::ParameterKind::KeywordOnly:
        break;
    }
    const bool positional = parameter.kind != ast::ParameterKind::KeywordOnly;
    std::size_t keyword = call.keywords.size();
    if (parameter.kind != ast::ParameterKind::PositionalOnly) {
      for (std::size_t k = 0; k < call.keywords.size(); ++k) {
        if (call.keywords[k].name == parameter.name.text) keyword = k;
      }
    }
    if (positional) ++takes;
    const auto given = std::find_if(function.defaults.begin(), function.defaults.end(),
                                    [&](const auto& entry) { return entry.first == i; });
    if (positional && given != function.defaults.end()) ++optional;
    if (positional && next < call.positional.size()) {
      if (keyword < call.keywords.size()) {
        return wrong(fmt::format("got multiple values for argument '{}'", parameter.name.text));
      }
      scope.variables.set(parameter.name.text, std::move(call.positional[next++].value));
    } else if (keyword < call.keywords.size()) {
      used[keyword] = true;
      scope.variables.set(parameter.name.text, std::move(call.keywords[keyword].value));
    } else if (call.incomplete) {
      scope.variables.set(parameter.name.text, missing);
    } else if (given != function.defaults.end()) {
      scope.variables.set(parameter.name.text, settled(given->second));
    } else {
      (positional ? missing_names : missing_keywords).push_back(parameter.name.text);
    }
  }
  if (next < call.positional.size() && !has_star) {
    const std::string count = optional > 0 ? fmt::format("from {} to {}", takes - optional, takes)
                                           : fmt::format("{}", takes);
    return wrong(fmt::format("takes {} positional argument{} but {} {} given", count,
                             takes == 1 && optional == 0 ? "" : "s", call.positional.size(),
                             call.positional.size() == 1 ? "was" : "were"));
  }
  Value rest;
  if (keywords_to) rest = {make<Dict>(), call.span};
  for (std::size_t k = 0; k < call.keywords.size(); ++k) {
    if (used[k]) continue;
    const KeywordArgument& argument = call.keywords[k];
    if (keywords_to) {
      rest.as<Dict>()->set(Value::text(std::string(argument.name), argument.span), argument.value);
      continue;
    }
    std::vector<std::string_view> names;
    for (const ast::Parameter& parameter : parameters) names.push_back(parameter.name.text);
    const std::optional<std::string> closest = closest_name(argument.name, names);
    return wrong(fmt::format("got an unexpected keyword argument '{}'", argument.name),
                 closest ? fmt::format("did you mean `{}`?", *closest) : "");
  }
  if (keywords_to) {
    scope.variables.set(keywords_to->name.text, call.incomplete ? missing : std::move(rest));
  }
  const auto quoted = [](const std::vector<std::string_view>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (i > 0) text += i + 1 < names.size() ? ", " : names.size() > 2 ? ", and " : " and ";
      text += fmt::format("'{}'", names[i]);
    }
    return text;
  };
  if (!missing_names.empty()) {
    return wrong(fmt::format("missing {} required positional argument{}: {}", missing_names.size(),
                             missing_names.size() == 1 ? "" : "s", quoted(missing_names)));
  }
  if (!missing_keywords.empty()) {
    return wrong(fmt::format("missing {} required keyword-only argument{}: {}",
                             missing_keywords.size(), missing_keywords.size() == 1 ? "" : "s",
                             quoted(missing_keywords)));
  }
  return true;
}

Value Evaluator::Machine::call_function(const std::shared_ptr<Function>& function,
                                        python::Call& call) {
  auto scope = make<Scope>();
  scope->outer = function->outer;
  if (!bind_parameters(*function, call, *scope)) return Value::none(call.span);
  const bool generator =
      function->def ? function->def->is_generator : function->lambda->is_generator;
  const ast::Block body = function->def ? function->def->body : ast::Block{};
  scope->locals =
      names_of(function->def ? static_cast<const void*>(function->def)
                             : static_cast<const void*>(function->lambda),
               function->def ? function->def->parameters : function->lambda->parameters, body);
  if (generator) return make_generator(function, std::move(scope), call.span);
  return run_body(function, std::move(scope), call.span);
}

Value Evaluator::Machine::run_body(const std::shared_ptr<Function>& function,
                                   std::shared_ptr<Scope> scope, Span span) {
  if (depth_left_ == 0) {
    exceed(span, "functions call each other too deeply", "does a function call itself for ever?");
    return Value::none(span);
  }
  --depth_left_;
  const std::shared_ptr<const Unknown> possible_before = owner_.possible_;
  const std::uint32_t exploring_before = exploring_;
  Frame frame;
  frame.module = function->module;
  frame.scope = std::move(scope);
  frame.function = function.get();
  frame.caller = frame_;
  frame.call_site = span;
  frame.handled = frame_ ? frame_->handled : nullptr;
  frame_ = &frame;
  Value result;
  if (function->lambda) {
    result = evaluate(*function->lambda->body);
  } else {
    const Flow flow = execute(function->def->body);
    result = flow == Flow::Return ? std::move(frame.result) : Value::none(span);
    // `if url: return url`, and a `raise` behind it: whoever goes on has what was returned.
    if (flow == Flow::Raise && !owner_.stopped_ && pending_ && pending_ == said_ &&
        !frame.returned.empty() && owner_.possible_) {
      const std::shared_ptr<Instance> raised = take_pending();
      if (!host().tries() || host().passes_raise(site(span), *owner_.possible_)) {
        dropped_.push_back(raised);
        result = frame.returned.front();
      }
    }
  }
  if (!frame.returned.empty() && !failed()) {
    const Unknown because =
        owner_.possible_ ? *owner_.possible_ : Unknown{span, "a condition that is not known"};
    for (const Value& other : frame.returned) result = joined(result, other, because);
  }
  frame_ = frame.caller;
  owner_.possible_ = possible_before;
  exploring_ = exploring_before;
  ++depth_left_;
  return settled(result);
}

bool Evaluator::Machine::defaults(std::span<const ast::Parameter> parameters, Function& function) {
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (!parameters[i].default_value) continue;
    function.defaults.emplace_back(i, evaluate(*parameters[i].default_value));
    if (failed()) return false;
  }
  return true;
}

Value Evaluator::Machine::make_function(const ast::Def& def, Span span) {
  auto function = make<Function>();
  function->name = def.name.text;
  function->def = &def;
  function->module = frame_->module;
  function->outer = frame_->scope;
  while (function->outer && function->outer->kind == Scope::Kind::Class) {
    function->outer = function->outer->outer;
  }
  if (function->outer) track(function->outer);
  if (frame_->scope && frame_->scope->kind == Scope::Kind::Function && frame_->function) {
    function->owner = frame_->function->owner;
  }
  if (!defaults(def.parameters, *function)) return Value::none(span);
  return {std::move(function), def.name.span};
}

Value Evaluator::Machine::make_function(const ast::Expr& expr) {
  const ast::Lambda& lambda = *expr.as<ast::Lambda>();
  auto function = make<Function>();
  function->name = "<lambda>";
  function->lambda = &lambda;
  function->module = frame_->module;
  function->outer = frame_->scope;
  while (function->outer && function->outer->kind == Scope::Kind::Class) {
    function->outer = function->outer->outer;
  }
  if (function->outer) track(function->outer);
  if (!defaults(lambda.parameters, *function)) return Value::none(expr.span);
  return {std::move(function), expr.span};
}

}  // namespace migc::python
