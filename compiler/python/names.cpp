#include <algorithm>

#include <fmt/format.h>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "compiler/python/builtins.h"
#include "compiler/python/machine.h"

namespace migc::python {
namespace {

bool listed(const std::vector<std::string_view>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Collects what the statements of one function bind, without those of functions within.
class Collector {
 public:
  explicit Collector(Names& names) : names_(names) {}

  void add(std::string_view name) {
    if (!name.empty() && !listed(names_.bound, name)) names_.bound.push_back(name);
  }
  void target(const ast::Expr& expr) {
    if (const ast::Name* name = expr.as<ast::Name>()) add(name->text);
    if (const ast::Sequence* sequence = expr.as<ast::Sequence>()) {
      for (const ast::Expr* item : sequence->items) target(*item);
    }
    if (const ast::Starred* starred = expr.as<ast::Starred>()) target(*starred->value);
  }
  void pattern(const ast::Pattern& pattern) {
    using namespace ast;
    match(
        pattern.node, [](const MatchValue&) {}, [](const MatchSingleton&) {},
        [&](const MatchSequence& sequence) {
          for (const Pattern* item : sequence.items) this->pattern(*item);
        },
        [&](const MatchMapping& mapping) {
          for (const MatchMappingItem& item : mapping.items) this->pattern(*item.pattern);
          add(mapping.rest.text);
        },
        [&](const MatchClass& cls) {
          for (const Pattern* item : cls.positional) this->pattern(*item);
          for (const MatchKeyword& item : cls.keywords) this->pattern(*item.pattern);
        },
        [&](const MatchStar& star) { add(star.name.text); },
        [&](const MatchAs& as) {
          if (as.pattern) this->pattern(*as.pattern);
          add(as.name.text);
        },
        [&](const MatchOr& alternatives) {
          for (const Pattern* item : alternatives.alternatives) this->pattern(*item);
        });
  }
  void block(ast::Block statements) {
    for (const ast::Stmt* statement : statements) this->statement(*statement);
  }
  void statement(const ast::Stmt& statement) {
    using namespace ast;
    match(
        statement.node, [](const ExprStmt&) {},
        [&](const Assign& assign) {
          for (const Expr* each : assign.targets) target(*each);
        },
        [&](const AugAssign& assign) { target(*assign.target); },
        [&](const AnnAssign& assign) { target(*assign.target); },
        [&](const If& node) {
          for (const IfClause& clause : node.clauses) block(clause.body);
          block(node.orelse);
        },
        [&](const For& node) {
          target(*node.target);
          block(node.body);
          block(node.orelse);
        },
        [&](const While& node) {
          block(node.body);
          block(node.orelse);
        },
        [&](const With& node) {
          for (const WithItem& item : node.items) {
            if (item.target) target(*item.target);
          }
          block(node.body);
        },
        [&](const Def& def) { add(def.name.text); },
        [&](const ClassDef& def) { add(def.name.text); }, [](const Return&) {},
        [&](const Import& node) {
          for (const Alias& alias : node.names) {
            add(alias.as_name.text.empty() ? alias.name.text.substr(0, alias.name.text.find('.'))
                                           : alias.as_name.text);
          }
        },
        [&](const ImportFrom& node) {
          for (const Alias& alias : node.names) {
            add(alias.as_name.text.empty() ? alias.name.text : alias.as_name.text);
          }
        },
        [](const Raise&) {},
        [&](const Try& node) {
          block(node.body);
          for (const Handler& handler : node.handlers) {
            add(handler.name.text);
            block(handler.body);
          }
          block(node.orelse);
          block(node.finally);
        },
        [](const Pass&) {}, [](const Jump&) {},
        [&](const ScopeStmt& node) {
          for (const Identifier& name : node.names) {
            (node.is_global ? names_.globals : names_.nonlocals).push_back(name.text);
          }
        },
        [&](const Delete& node) {
          for (const Expr* each : node.targets) target(*each);
        },
        [](const Assert&) {},
        [&](const Match& node) {
          for (const MatchCase& each : node.cases) {
            pattern(*each.pattern);
            block(each.body);
          }
        },
        [&](const TypeAlias& node) { add(node.name.text); });
  }

 private:
  Names& names_;
};

}  // namespace

std::shared_ptr<const Names> Evaluator::Machine::names_of(
    const void* owner, std::span<const ast::Parameter> parameters, ast::Block body) {
  std::shared_ptr<const Names>& known = names_[owner];
  if (known) return known;
  const auto names = std::make_shared<Names>();
  Collector collector(*names);
  for (const ast::Parameter& parameter : parameters) collector.add(parameter.name.text);
  collector.block(body);
  const auto declared = [&](std::string_view name) {
    return listed(names->globals, name) || listed(names->nonlocals, name);
  };
  std::erase_if(names->bound, declared);
  return known = names;
}

const Value* Evaluator::Machine::find_global(std::string_view name) const {
  if (!set_late_.empty()) {
    const auto own = set_late_.find({frame_->module.get(), std::string(name)});
    if (own != set_late_.end()) return &own->second;
  }
  return frame_->module->attributes.find(name);
}

bool Evaluator::Machine::sets_late(std::string_view name, const Value& value) {
  const Module& module = *frame_->module;
  const Value* shared = module.attributes.find(name);
  if (!module.frozen || failed() || shared == nullptr) return false;
  if (!shared->is_none() && shared->boolean() != false) return false;
  Value& own = set_late_[{&module, std::string(name)}];
  own = exploring_ > 0 ? Value{owner_.possible_, value.span} : value;
  return true;
}

const Value* Evaluator::Machine::peek(std::string_view name) {
  const Scope* scope = frame_->scope.get();
  if (!scope) {
    if (const Value* value = find_global(name)) return value;
    return find_builtin(name);
  }
  if (const Value* value = scope->variables.find(name)) return value;
  const auto bound_here = [&](const Scope& at) {
    return at.locals && listed(at.locals->bound, name);
  };
  const bool own_global = scope->locals && listed(scope->locals->globals, name);
  if (scope->kind != Scope::Kind::Class && bound_here(*scope)) return nullptr;
  if (!own_global) {
    for (const Scope* outer = scope->outer.get(); outer; outer = outer->outer.get()) {
      if (outer->kind == Scope::Kind::Class) continue;
      if (const Value* value = outer->variables.find(name)) return value;
      if (bound_here(*outer)) return nullptr;
    }
  }
  if (const Value* value = find_global(name)) return value;
  return find_builtin(name);
}

Value Evaluator::Machine::load(const ast::Name& name, Span span) {
  if (const Value* value = peek(name.text)) return settled(*value);
  for (const Scope* scope = frame_->scope.get(); scope; scope = scope->outer.get()) {
    if (!scope->locals || !listed(scope->locals->bound, name.text)) {
      continue;
    }
    if (scope == frame_->scope.get()) {
      return raise(span, "UnboundLocalError",
                   fmt::format("cannot access local variable '{}' where it is not associated "
                               "with a value",
                               name.text));
    }
    return raise(span, "NameError",
                 fmt::format("cannot access free variable '{}' where it is not associated with a "
                             "value in enclosing scope",
                             name.text));
  }
  if (frame_->module->blurred) return {frame_->module->blurred, span};
  if (!frame_->module->complete) {
    return Value::unknown(span, fmt::format("what `{}` is", name.text));
  }
  std::vector<std::string_view> candidates = frame_->module->attributes.names();
  for (const Scope* scope = frame_->scope.get(); scope; scope = scope->outer.get()) {
    const std::vector<std::string_view> more = scope->variables.names();
    candidates.insert(candidates.end(), more.begin(), more.end());
  }
  const std::vector<std::string_view> builtins = builtin_names().names();
  candidates.insert(candidates.end(), builtins.begin(), builtins.end());
  const std::optional<std::string> closest = closest_name(name.text, candidates);
  return raise(span, "NameError", fmt::format("name '{}' is not defined", name.text),
               closest ? fmt::format("did you mean `{}`?", *closest) : "");
}

Scope* Evaluator::Machine::scope_of(std::string_view name, const Scope* from) {
  for (Scope* scope = from->outer.get(); scope; scope = scope->outer.get()) {
    if (scope->kind == Scope::Kind::Class) continue;
    if (scope->variables.find(name) || (scope->locals && listed(scope->locals->bound, name))) {
      return scope;
    }
  }
  return nullptr;
}

void Evaluator::Machine::store(std::string_view name, Value value, Span span) {
  const auto elsewhere = [&](Mutable& holder, Namespace& names) {
    if (holder.frozen) {
      may_change(span, holder);
      return;
    }
    // One arm of an undecided branch sets what outlives it.
    if (holder.exploring < exploring_) value = {owner_.possible_, span};
    names.set(name, std::move(value));
  };
  Scope* scope = frame_->scope.get();
  if (!scope) {
    frame_->module->attributes.set(name, std::move(value));
    return;
  }
  if (scope->locals) {
    const Names& names = *scope->locals;
    if (!names.globals.empty() && listed(names.globals, name)) {
      if (sets_late(name, value)) return;
      elsewhere(*frame_->module, frame_->module->attributes);
      return;
    }
    if (!names.nonlocals.empty() && listed(names.nonlocals, name)) {
      if (Scope* outer = scope_of(name, scope)) elsewhere(*outer, outer->variables);
      return;
    }
  }
  scope->variables.set(name, std::move(value));
}

bool Evaluator::Machine::remove(std::string_view name, Span span) {
  Scope* scope = frame_->scope.get();
  Namespace* names = &frame_->variables();
  if (scope && scope->locals) {
    const Names& declared = *scope->locals;
    if (listed(declared.globals, name)) names = &frame_->module->attributes;
    if (listed(declared.nonlocals, name)) {
      if (Scope* outer = scope_of(name, scope)) names = &outer->variables;
    }
  }
  if (names->erase(name)) return true;
  raise(span, "NameError", fmt::format("name '{}' is not defined", name));
  return false;
}

bool Evaluator::Machine::assign(const ast::Expr& target, Value value) {
  if (const ast::Name* name = target.as<ast::Name>()) {
    store(name->text, std::move(value), target.span);
    return !failed();
  }
  if (const ast::Sequence* sequence = target.as<ast::Sequence>()) {
    return unpack(sequence->items, value, target.span);
  }
  if (const ast::Attribute* node = target.as<ast::Attribute>()) {
    const Value object = evaluate(*node->object);
    if (failed()) return false;
    return set_attribute(object, node->name.text, std::move(value), target.span);
  }
  if (const ast::Subscript* node = target.as<ast::Subscript>()) {
    const std::shared_ptr<Dict> dict = partly_known(*node->object);
    const Value object = dict ? Value{dict, node->object->span} : evaluate(*node->object);
    if (failed()) return false;
    const Value index = evaluate(*node->index);
    if (failed()) return false;
    return set_item(object, index, std::move(value), target.span);
  }
  if (const ast::Starred* starred = target.as<ast::Starred>()) {
    return assign(*starred->value, std::move(value));
  }
  raise(target.span, "SyntaxError", "cannot assign to this expression");
  return false;
}

bool Evaluator::Machine::unpack(ast::Exprs targets, const Value& value, Span span) {
  if (deep(span)) return false;
  Value why;
  const std::optional<std::vector<Value>> items = this->items(value, span, &why);
  if (!items) {
    if (failed()) return false;
    for (const ast::Expr* target : targets) {
      if (!assign(*target, why)) return false;
    }
    return true;
  }
  const auto is_starred = [](const ast::Expr* target) { return target->as<ast::Starred>(); };
  const auto star = std::find_if(targets.begin(), targets.end(), is_starred);
  const std::size_t wanted = targets.size() - (star != targets.end() ? 1 : 0);
  if (items->size() < wanted) {
    raise(span, "ValueError",
          fmt::format("not enough values to unpack (expected {}{}, got {})",
                      star != targets.end() ? "at least " : "", wanted, items->size()));
    return false;
  }
  if (star == targets.end() && items->size() > wanted) {
    raise(span, "ValueError", fmt::format("too many values to unpack (expected {})", wanted));
    return false;
  }
  std::size_t at = 0;
  for (const ast::Expr* target : targets) {
    if (!is_starred(target)) {
      if (!assign(*target, settled((*items)[at++]))) return false;
      continue;
    }
    const std::size_t count = items->size() - wanted;
    const auto first = items->begin() + static_cast<std::ptrdiff_t>(at);
    if (!assign(*target, list(span, {first, first + static_cast<std::ptrdiff_t>(count)}))) {
      return false;
    }
    at += count;
  }
  return true;
}

bool Evaluator::Machine::remove(const ast::Expr& target) {
  if (const ast::Name* name = target.as<ast::Name>()) return remove(name->text, target.span);
  if (const ast::Sequence* sequence = target.as<ast::Sequence>()) {
    for (const ast::Expr* item : sequence->items) {
      if (!remove(*item)) return false;
    }
    return true;
  }
  if (const ast::Attribute* node = target.as<ast::Attribute>()) {
    const Value object = evaluate(*node->object);
    return !failed() && delete_attribute(object, node->name.text, target.span);
  }
  if (const ast::Subscript* node = target.as<ast::Subscript>()) {
    const Value object = evaluate(*node->object);
    if (failed()) return false;
    const Value index = evaluate(*node->index);
    return !failed() && delete_item(object, index, target.span);
  }
  return true;
}

}  // namespace migc::python
