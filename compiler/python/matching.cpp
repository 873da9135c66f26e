#include <algorithm>

#include "compiler/base/match.h"
#include "compiler/python/builtins.h"
#include "compiler/python/machine.h"

namespace migc::python {

using Flow = Evaluator::Machine::Flow;
using Decision = Evaluator::Machine::Decision;

Decision Evaluator::Machine::match_pattern(const ast::Pattern& pattern, const Value& subject,
                                           Captures& captures) {
  using namespace ast;
  const Span span = pattern.span;
  const auto when = [](bool yes) { return yes ? Decision::True : Decision::False; };
  if (deep(span)) return Decision::Failed;
  return match(
      pattern.node,
      [&](const MatchValue& node) {
        const Value value = evaluate(*node.value);
        if (failed()) return Decision::Failed;
        const Value same = compare(CompareOp::Equal, subject, value, span);
        return failed() ? Decision::Failed : decide(same, span);
      },
      [&](const MatchSingleton& node) {
        if (subject.is_unknown()) return Decision::Undecided;
        switch (node.value) {
          case Singleton::None:
            return when(subject.is_none());
          case Singleton::True:
            return when(subject.boolean() == true);
          case Singleton::False:
            return when(subject.boolean() == false);
          case Singleton::Ellipsis:
            break;
        }
        return Decision::False;
      },
      [&](const MatchSequence& node) {
        if (subject.is_unknown()) return Decision::Undecided;
        const std::vector<Value>* items = subject.items();
        if (!items) return subject.native() ? Decision::Undecided : Decision::False;
        const auto star = std::find_if(
            node.items.begin(), node.items.end(),
            [](const Pattern* item) { return std::holds_alternative<MatchStar>(item->node); });
        const std::size_t wanted = node.items.size() - (star != node.items.end() ? 1 : 0);
        if (star == node.items.end() ? items->size() != wanted : items->size() < wanted) {
          return Decision::False;
        }
        std::size_t at = 0;
        Decision result = Decision::True;
        for (const Pattern* item : node.items) {
          if (const MatchStar* rest = std::get_if<MatchStar>(&item->node)) {
            const std::size_t count = items->size() - wanted;
            const auto first = items->begin() + static_cast<std::ptrdiff_t>(at);
            if (!rest->name.text.empty()) {
              captures.emplace_back(
                  rest->name.text,
                  list(item->span, {first, first + static_cast<std::ptrdiff_t>(count)}));
            }
            at += count;
            continue;
          }
          const Decision part = match_pattern(*item, (*items)[at++], captures);
          if (part == Decision::False || part == Decision::Failed) return part;
          if (part == Decision::Undecided) result = part;
        }
        return result;
      },
      [&](const MatchMapping& node) {
        if (subject.is_unknown()) return Decision::Undecided;
        const python::Dict* dict = subject.dictionary();
        if (!dict) return subject.native() ? Decision::Undecided : Decision::False;
        Decision result = Decision::True;
        std::vector<Value> used;
        for (const MatchMappingItem& item : node.items) {
          const Value key = evaluate(*item.key);
          if (failed()) return Decision::Failed;
          const Value* value = dict->find(key);
          if (!value) return Decision::False;
          used.push_back(key);
          const Decision part = match_pattern(*item.pattern, Value(*value), captures);
          if (part == Decision::False || part == Decision::Failed) return part;
          if (part == Decision::Undecided) result = part;
        }
        if (!node.rest.text.empty()) {
          auto rest = make<python::Dict>();
          dict->each([&](const Value& key, const Value& value) {
            const bool taken = std::any_of(used.begin(), used.end(), [&](const Value& each) {
              return equal(each, key) == true;
            });
            if (!taken) rest->set(key, value);
          });
          captures.emplace_back(node.rest.text, Value{std::move(rest), span});
        }
        return result;
      },
      [&](const MatchClass& node) {
        const Value wanted = evaluate(*node.cls);
        if (failed()) return Decision::Failed;
        if (subject.is_unknown() || wanted.is_unknown()) return Decision::Undecided;
        const Class* cls = wanted.as<Class>();
        const std::shared_ptr<Class> actual = class_of(subject);
        if (!cls) {
          raise(span, "TypeError", "called match pattern must be a class");
          return Decision::Failed;
        }
        if (!actual) return Decision::Undecided;
        if (!actual->derives_from(*cls)) {
          return actual->open ? Decision::Undecided : Decision::False;
        }
        Decision result = Decision::True;
        const auto part = [&](const Pattern& inner, const Value& value) {
          const Decision decision = match_pattern(inner, value, captures);
          if (decision == Decision::Undecided && result == Decision::True) result = decision;
          if (decision == Decision::False || decision == Decision::Failed) result = decision;
          return result == Decision::True || result == Decision::Undecided;
        };
        for (std::size_t i = 0; i < node.positional.size(); ++i) {
          // Python's own simple types match themselves.
          if (!cls->user && i == 0) {
            if (!part(*node.positional[i], subject)) return result;
            continue;
          }
          std::vector<std::string> names = cls->fields;
          if (const Value* own = cls->find("__match_args__")) {
            names.clear();
            for (const Value& name : own->items() ? *own->items() : std::vector<Value>{}) {
              names.emplace_back(name.text().value_or(""));
            }
          }
          if (i >= names.size()) {
            raise(span, "TypeError", cls->name + "() accepts fewer positional sub-patterns");
            return Decision::Failed;
          }
          const std::optional<Value> value = find_attribute(subject, names[i], span);
          if (failed()) return Decision::Failed;
          if (!value) return Decision::False;
          if (!part(*node.positional[i], *value)) return result;
        }
        for (const MatchKeyword& keyword : node.keywords) {
          const std::optional<Value> value = find_attribute(subject, keyword.name.text, span);
          if (failed()) return Decision::Failed;
          if (!value) return Decision::False;
          if (!part(*keyword.pattern, *value)) return result;
        }
        return result;
      },
      [&](const MatchStar&) { return Decision::True; },
      [&](const MatchAs& node) {
        Decision result = Decision::True;
        if (node.pattern) result = match_pattern(*node.pattern, subject, captures);
        if (!node.name.text.empty() && result != Decision::False && result != Decision::Failed) {
          captures.emplace_back(node.name.text, subject);
        }
        return result;
      },
      [&](const MatchOr& node) {
        for (const Pattern* alternative : node.alternatives) {
          const std::size_t before = captures.size();
          const Decision part = match_pattern(*alternative, subject, captures);
          if (part != Decision::False) return part;
          captures.resize(before);
        }
        return Decision::False;
      });
}

Flow Evaluator::Machine::execute_match(const ast::Match& node, std::size_t first,
                                       const Value& subject, const ast::Stmt& stmt) {
  if (first == node.cases.size()) return Flow::Normal;
  const ast::MatchCase& here = node.cases[first];
  Captures captures;
  Decision decision = match_pattern(*here.pattern, subject, captures);
  if (decision == Decision::Failed) return Flow::Raise;
  Value why =
      subject.is_unknown() ? subject : Value::unknown(here.pattern->span, "whether this matches");
  if (decision != Decision::False) {
    for (auto& [name, value] : captures) store(name, std::move(value), here.pattern->span);
    if (here.guard) {
      const Value guard = evaluate(*here.guard);
      if (failed()) return Flow::Raise;
      const Decision guarded = decide(guard, here.guard->span);
      if (guarded == Decision::Failed) return Flow::Raise;
      if (guarded == Decision::False) decision = guarded;
      if (guarded == Decision::Undecided) {
        decision = guarded;
        why = undecided(guard, here.guard->span);
      }
    }
  }
  if (decision == Decision::True) return execute(here.body);
  if (decision == Decision::False) return execute_match(node, first + 1, subject, stmt);
  return explore(
      here.pattern->span, why, [&] { return execute(here.body); },
      [&] { return execute_match(node, first + 1, subject, stmt); });
}

}  // namespace migc::python
