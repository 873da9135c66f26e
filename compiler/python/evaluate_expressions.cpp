#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "compiler/base/match.h"
#include "compiler/python/builtins.h"
#include "compiler/python/format.h"
#include "compiler/python/machine.h"

namespace migc::python {
namespace {

/// Evaluating it does nothing but give a value.
bool plain(const ast::Expr& expr) {
  const auto all = [](ast::Exprs exprs) {
    return std::all_of(exprs.begin(), exprs.end(), [](const ast::Expr* e) { return plain(*e); });
  };
  using namespace ast;
  return match(
      expr.node, [](const Name&) { return true; }, [](const Constant&) { return true; },
      [](const FString& node) {
        return std::all_of(node.pieces.begin(), node.pieces.end(), [](const FStringPiece& piece) {
          return !piece.value || plain(*piece.value);
        });
      },
      [](const Attribute& node) { return plain(*node.object); },
      [](const Subscript& node) { return plain(*node.object) && plain(*node.index); },
      [](const ast::Slice&) { return true; },
      [](const ast::Call& node) {
        // What these return is all they do.
        const Name* name = node.callee->as<Name>();
        constexpr std::string_view pure[] = {"len",     "str",  "int", "bool", "isinstance",
                                             "hasattr", "list", "set", "dict", "tuple",
                                             "sorted",  "any",  "all"};
        return name && std::find(std::begin(pure), std::end(pure), name->text) != std::end(pure) &&
               std::all_of(node.arguments.begin(), node.arguments.end(),
                           [](const ast::Argument& a) { return plain(*a.value); });
      },
      [](const Unary& node) { return plain(*node.operand); },
      [](const Binary& node) {
        return plain(*node.first) &&
               std::all_of(node.terms.begin(), node.terms.end(),
                           [](const BinaryTerm& term) { return plain(*term.right); });
      },
      [&](const BoolOp& node) { return all(node.operands); },
      [](const Compare& node) {
        return plain(*node.first) &&
               std::all_of(node.terms.begin(), node.terms.end(),
                           [](const CompareTerm& term) { return plain(*term.right); });
      },
      [](const Conditional& node) {
        return plain(*node.test) && plain(*node.body) && plain(*node.orelse);
      },
      [&](const Sequence& node) { return all(node.items); },
      [](const ast::Dict& node) {
        return std::all_of(node.items.begin(), node.items.end(), [](const DictItem& item) {
          return (!item.key || plain(*item.key)) && plain(*item.value);
        });
      },
      [](const Comprehension& node) {
        return plain(*node.element) && (!node.value || plain(*node.value));
      },
      [](const Lambda&) { return true; }, [](const Await&) { return false; },
      [](const Yield&) { return false; }, [](const YieldFrom&) { return false; },
      [](const Starred& node) { return plain(*node.value); },
      [](const NamedExpr&) { return false; });
}

Value constant(const ast::Constant& node, Span span) {
  return match(
      node.value,
      [&](ast::Singleton singleton) {
        switch (singleton) {
          case ast::Singleton::None:
            return Value::none(span);
          case ast::Singleton::True:
            return Value::boolean(true, span);
          case ast::Singleton::False:
            return Value::boolean(false, span);
          case ast::Singleton::Ellipsis:
            return Value{Ellipsis{}, span};
        }
        return Value::none(span);
      },
      [&](const ast::Int& integer) {
        constexpr std::size_t surely_small = 15;
        constexpr std::size_t too_long = 10'000;
        if (integer.digits.size() <= surely_small) {
          std::int64_t value = 0;
          std::from_chars(integer.digits.data(), integer.digits.data() + integer.digits.size(),
                          value, integer.base);
          return Value::integer(value, span);
        }
        if (integer.digits.size() > too_long) return Value::unknown(span, "so large a number");
        const std::optional<Int> value = Int::parse(integer.digits, integer.base);
        return value ? Value::integer(*value, span) : Value::unknown(span, "this number");
      },
      [&](const ast::Float& real) { return Value::real(real.value, span); },
      [&](const ast::Imaginary&) {
        return Value::unknown(span, "complex numbers are not modelled");
      },
      [&](const ast::String& text) {
        if (!text.unknown_character.empty()) {
          return Value::unknown(
              span, fmt::format("the character named `{}` is not known", text.unknown_character));
        }
        return Value::borrowed(text.text, span);
      },
      [&](const ast::Bytes& bytes) {
        return Value{Bytes(Text::borrowed(bytes.bytes)), span};
      });
}

}  // namespace

bool only_gives_a_value(const ast::Expr& expr) { return plain(expr); }

Value Evaluator::Machine::evaluate(const ast::Expr& expr) {
  using namespace ast;
  if (deep(expr.span)) return Value::none(expr.span);
  const Span span = expr.span;
  return match(
      expr.node, [&](const Name& node) { return load(node, span); },
      [&](const Constant& node) { return constant(node, span); },
      [&](const FString& node) { return fstring(node, span); },
      [&](const Attribute& node) {
        if (const Name* name = node.object->as<Name>()) {
          if (const Value* object = peek(name->text)) {
            if (const python::Module* module = object->as<python::Module>()) {
              if (const Value* found = module->attributes.find(node.name.text)) {
                Value value = settled(*found);
                value.span = span;
                return value;
              }
            }
            const Value held = settled(*object);
            return attribute(held, node.name.text, span);
          }
        }
        const Value object = evaluate(*node.object);
        return failed() ? object : attribute(object, node.name.text, span);
      },
      [&](const Subscript& node) {
        const Value object = evaluate(*node.object);
        if (failed()) return object;
        const Value index = evaluate(*node.index);
        return failed() ? index : item(object, index, span);
      },
      [&](const ast::Slice& node) {
        auto slice = std::make_shared<python::Slice>();
        if (node.lower) slice->lower = evaluate(*node.lower);
        if (node.upper && !failed()) slice->upper = evaluate(*node.upper);
        if (node.step && !failed()) slice->step = evaluate(*node.step);
        return Value{std::move(slice), span};
      },
      [&](const ast::Call& node) { return call_expression(node, expr, false); },
      [&](const Unary& node) {
        const Value operand = evaluate(*node.operand);
        return failed() ? operand : unary(node.op, operand, span);
      },
      [&](const Binary& node) {
        Value value = evaluate(*node.first);
        if (!step(span, node.terms.size() / 8)) return value;
        for (std::size_t i = 0; i < node.terms.size() && !failed(); ++i) {
          const BinaryTerm& term = node.terms[i];
          Value right = evaluate(*term.right);
          if (failed()) return right;
          const Str *left_text = value.as<Str>(), *right_text = right.as<Str>();
          if (term.op == BinaryOp::Add && left_text && right_text) {
            // A long sum of strings is built once.
            std::string sum(left_text->view());
            sum += right_text->view();
            std::optional<Value> other;
            while (i + 1 < node.terms.size() && node.terms[i + 1].op == BinaryOp::Add && !other) {
              right = evaluate(*node.terms[i + 1].right);
              if (failed()) return right;
              ++i;
              if (const Str* more = right.as<Str>()) {
                sum += more->view();
                if (sum.size() > text_limit_ && !room_for_text(span, sum.size())) return right;
              } else {
                other = std::move(right);
              }
            }
            const Span so_far{span.source, span.begin, node.terms[i].end};
            value = make_text(so_far, std::move(sum));
            if (other && !failed()) value = binary(BinaryOp::Add, value, *other, so_far);
            continue;
          }
          value = binary(term.op, value, right, {span.source, span.begin, term.end});
        }
        return value;
      },
      [&](const BoolOp& node) {
        for (std::size_t i = 0; i < node.operands.size(); ++i) {
          Value value = evaluate(*node.operands[i]);
          if (failed() || i + 1 == node.operands.size()) return value;
          const Decision decision = decide(value, node.operands[i]->span);
          if (decision == Decision::Failed) return value;
          if (decision == (node.is_and ? Decision::False : Decision::True)) return value;
          if (decision != Decision::Undecided) continue;
          const auto rest = node.operands.subspan(i + 1);
          const bool harmless =
              std::all_of(rest.begin(), rest.end(), [](const Expr* e) { return plain(*e); });
          if (!harmless) {
            explore_expression(value, node.operands[i]->span, [&] {
              for (const Expr* operand : rest) evaluate(*operand);
            });
          }
          return undecided(value, node.operands[i]->span);
        }
        return Value::none(span);
      },
      [&](const Compare& node) {
        Value left = evaluate(*node.first);
        if (failed()) return left;
        Value result;
        for (std::size_t i = 0; i < node.terms.size(); ++i) {
          Value right = evaluate(*node.terms[i].right);
          if (failed()) return right;
          result = compare(node.terms[i].op, left, right, span);
          if (failed() || i + 1 == node.terms.size()) return result;
          const Decision decision = decide(result, span);
          if (decision == Decision::False || decision == Decision::Failed) return result;
          if (decision == Decision::Undecided) return undecided(result, span);
          left = std::move(right);
        }
        return result;
      },
      [&](const Conditional& node) {
        const Value test = evaluate(*node.test);
        if (failed()) return test;
        switch (decide(test, node.test->span)) {
          case Decision::True:
            return evaluate(*node.body);
          case Decision::False:
            return evaluate(*node.orelse);
          case Decision::Failed:
            return test;
          case Decision::Undecided:
            break;
        }
        if (plain(*node.body) && plain(*node.orelse)) {
          const Value body = evaluate(*node.body);
          if (failed()) return body;
          const Value orelse = evaluate(*node.orelse);
          if (failed()) return orelse;
          const Value why = undecided(test, node.test->span);
          return joined(body, orelse, *why.unknown());
        }
        Value body, orelse;
        if (!explore_expression(test, node.test->span, [&] {
              body = evaluate(*node.body);
              if (!failed()) orelse = evaluate(*node.orelse);
            })) {
          return test;
        }
        return joined(body, orelse, *undecided(test, node.test->span).unknown());
      },
      [&](const Sequence& node) {
        std::vector<Value> items;
        items.reserve(node.items.size());
        if (!step(span, node.items.size() / 8)) return Value::none(span);
        Value unknown;
        bool hash_ordered = false;
        for (const Expr* each : node.items) {
          if (const Starred* starred = each->as<Starred>()) {
            const Value iterable = evaluate(*starred->value);
            if (failed()) return iterable;
            bool ordered_by_hash = false;
            const std::optional<std::vector<Value>> more =
                this->items(iterable, each->span, &unknown, &ordered_by_hash);
            if (failed()) return iterable;
            if (more) items.insert(items.end(), more->begin(), more->end());
            hash_ordered |= ordered_by_hash;
          } else {
            items.push_back(evaluate(*each));
            if (failed()) return items.back();
          }
        }
        if (unknown.is_unknown()) return unknown;
        switch (node.kind) {
          case SequenceKind::Tuple: {
            Value made = tuple(span, std::move(items));
            made.as<python::Tuple>()->hash_ordered = hash_ordered;
            return made;
          }
          case SequenceKind::List: {
            Value made = list(span, std::move(items));
            made.as<python::List>()->hash_ordered = hash_ordered;
            return made;
          }
          case SequenceKind::Set:
            break;
        }
        auto set = make<Set>();
        for (Value& each : items) {
          if (!hashable(each, each.span, &unknown)) {
            return failed() ? Value::none(span) : unknown;
          }
          set->members.set(std::move(each), Value::none());
        }
        return Value{std::move(set), span};
      },
      [&](const ast::Dict& node) {
        auto dict = make<python::Dict>();
        Value unknown;
        if (!step(span, node.items.size() / 8)) return Value::none(span);
        for (const DictItem& each : node.items) {
          if (!each.key) {
            const Value more = evaluate(*each.value);
            if (failed()) return more;
            if (const python::Dict* other = more.dictionary()) {
              other->each([&](const Value& key, const Value& value) { dict->set(key, value); });
            } else if (more.is_unknown()) {
              unknown = more;
            } else {
              const Value converted = call(Value::type(types().dict), {more}, span);
              if (failed()) return converted;
              if (const python::Dict* items = converted.dictionary()) {
                items->each([&](const Value& key, const Value& value) { dict->set(key, value); });
              } else {
                unknown = converted;
              }
            }
            continue;
          }
          Value key = evaluate(*each.key);
          if (failed()) return key;
          Value value = evaluate(*each.value);
          if (failed()) return value;
          if (!hashable(key, each.key->span, &unknown)) {
            if (failed()) return key;
            continue;
          }
          dict->set(std::move(key), std::move(value));
        }
        if (unknown.is_unknown()) return unknown;
        return Value{std::move(dict), span};
      },
      [&](const Comprehension& node) { return comprehension(node, expr); },
      [&](const Lambda&) { return make_function(expr); },
      [&](const Await& node) { return evaluate(*node.value); },
      [&](const Yield&) {
        return Value::unknown(span, "`yield` within an expression is not modelled");
      },
      [&](const YieldFrom&) {
        return Value::unknown(span, "`yield` within an expression is not modelled");
      },
      [&](const Starred& node) { return evaluate(*node.value); },
      [&](const NamedExpr& node) {
        Value value = evaluate(*node.value);
        if (failed()) return value;
        // Within a comprehension it binds in the function around.
        const std::shared_ptr<Scope> scope = frame_->scope;
        while (frame_->scope && frame_->scope->kind == Scope::Kind::Comprehension) {
          frame_->scope = frame_->scope->outer;
        }
        assign(*node.target, value);
        frame_->scope = scope;
        return value;
      });
}

Evaluator::Machine::Decision Evaluator::Machine::decide(const Value& value, Span span) {
  const auto when = [](bool truth) { return truth ? Decision::True : Decision::False; };
  if (const bool* truth = value.as<bool>()) return when(*truth);
  if (value.is_unknown()) return Decision::Undecided;
  if (value.is_none()) return Decision::False;
  if (const Str* text = value.as<Str>()) return when(!text->view().empty());
  if (const Bytes* bytes = value.as<Bytes>()) return when(!bytes->view().empty());
  if (const Int* integer = value.as<Int>()) return when(!integer->zero());
  if (const double* real = value.as<double>()) return when(*real != 0);
  if (const List* list = value.as<List>()) {
    return list->blurred ? Decision::Undecided : when(!list->items.empty());
  }
  if (const Tuple* tuple = value.as<Tuple>()) return when(!tuple->items.empty());
  if (const Dict* dict = value.as<Dict>()) {
    return dict->blurred ? Decision::Undecided : when(dict->size() > 0);
  }
  if (const Set* set = value.as<Set>()) {
    return set->blurred ? Decision::Undecided : when(set->size() > 0);
  }
  if (const Range* range = value.as<Range>()) return when(!range->length.zero());
  if (Native* native = value.as<Instance>() ? nullptr : value.native()) {
    const Value truth = native->truth(site(span));
    if (failed()) return Decision::Failed;
    if (truth.is_unknown()) return Decision::Undecided;
    return when(truth.boolean().value_or(true));
  }
  if (const Instance* instance = value.as<Instance>()) {
    for (const std::string_view name : {"__bool__", "__len__"}) {
      const Value* method = instance->cls->find(name);
      if (!method || method->as<const Builtin*>()) continue;
      const Value result = call(*method, {value}, span);
      if (failed()) return Decision::Failed;
      if (result.is_unknown()) return Decision::Undecided;
      return when(result.integer().value_or(1) != 0);
    }
    if (instance->cls->open) return Decision::Undecided;
    // Members of an enumeration without a mixed-in type are true.
    if (!instance->payload.is_none()) return decide(instance->payload, span);
  }
  return Decision::True;
}

Value Evaluator::Machine::undecided(const Value& condition, Span span) {
  if (condition.is_unknown()) return condition;
  return Value::unknown(span, "whether this is true is not known");
}

bool Evaluator::Machine::explore_expression(const Value& condition, Span span,
                                            const std::function<void()>& arms) {
  const Flow flow = explore(
      span, condition,
      [&] {
        arms();
        return failed() ? Flow::Raise : Flow::Normal;
      },
      [] { return Flow::Normal; });
  return flow != Flow::Raise;
}

// ---- f-strings

std::string Evaluator::Machine::fstring_text(std::span<const ast::FStringPiece> pieces,
                                             Value& unknown) {
  std::string text;
  for (const ast::FStringPiece& piece : pieces) {
    if (!piece.value) {
      if (!piece.literal.unknown_character.empty()) {
        unknown = Value::unknown(piece.span, fmt::format("the character named `{}` is not known",
                                                         piece.literal.unknown_character));
      }
      text += piece.literal.text;
      continue;
    }
    Value value = evaluate(*piece.value);
    if (failed()) return text;
    const std::string spec = fstring_text(piece.format, unknown);
    if (failed()) return text;
    const Value formatted = convert_and_format(site(piece.span), value, piece.conversion, spec);
    if (failed()) return text;
    if (const Str* part = formatted.as<Str>()) {
      if (text.size() + part->view().size() > text_limit_) {
        room_for_text(piece.span, text.size() + part->view().size());
        return text;
      }
      text += part->view();
    } else {
      unknown = formatted;
    }
  }
  return text;
}

Value Evaluator::Machine::fstring(const ast::FString& node, Span span) {
  Value unknown;
  std::string text = fstring_text(node.pieces, unknown);
  if (failed()) return Value::none(span);
  if (unknown.is_unknown()) return unknown;
  return make_text(span, std::move(text));
}

// ---- comprehensions

bool Evaluator::Machine::comprehend(const ast::Comprehension& node, std::size_t clause,
                                    const std::shared_ptr<Iterator>& iterator,
                                    const std::function<bool()>& emit) {
  const ast::ComprehensionClause& here = node.clauses[clause];
  const Span span = here.iterable->span;
  if (deep(span)) return false;
  while (true) {
    std::optional<Value> next = iterator->next(site(span));
    if (failed()) return false;
    if (!next) break;
    if (!step(span)) return false;
    if (!assign(*here.target, settled(*next))) return false;
    bool wanted = true;
    for (const ast::Expr* condition : here.conditions) {
      const Value test = evaluate(*condition);
      if (failed()) return false;
      const Decision decision = decide(test, condition->span);
      if (decision == Decision::Failed) return false;
      if (decision == Decision::Undecided) {
        iterator->uncertain =
            std::make_shared<const Unknown>(*undecided(test, condition->span).unknown());
        return true;
      }
      if (decision == Decision::True) continue;
      wanted = false;
      break;
    }
    if (!wanted) continue;
    if (clause + 1 == node.clauses.size()) {
      if (!emit()) return false;
      continue;
    }
    const Value inner = evaluate(*node.clauses[clause + 1].iterable);
    if (failed()) return false;
    if (inner.is_unknown()) {
      iterator->uncertain = inner.share<const Unknown>();
      return true;
    }
    const std::shared_ptr<Iterator> nested =
        iterate(inner, node.clauses[clause + 1].iterable->span);
    if (failed()) return false;
    if (!nested) {
      iterator->uncertain = std::make_shared<const Unknown>(
          Unknown{node.clauses[clause + 1].iterable->span, "what this iterates over"});
      return true;
    }
    if (!comprehend(node, clause + 1, nested, emit)) return false;
    if (nested->uncertain) {
      iterator->uncertain = nested->uncertain;
      return true;
    }
  }
  return true;
}

Value Evaluator::Machine::comprehension(const ast::Comprehension& node, const ast::Expr& expr) {
  const Span span = expr.span;
  const ast::ComprehensionClause& outermost = node.clauses.front();
  const Value iterable = evaluate(*outermost.iterable);
  if (failed()) return iterable;
  // The element may do something, so a pass that may or may not happen is a branch.
  const auto unknown_passes = [&](const Value& why) {
    const std::shared_ptr<Scope> around = frame_->scope;
    if (!plain(*node.element) || (node.value && !plain(*node.value))) {
      explore_expression(why, outermost.iterable->span, [&] {
        auto scope = make<Scope>();
        scope->kind = Scope::Kind::Comprehension;
        scope->outer = around;
        frame_->scope = scope;
        for (const ast::ComprehensionClause& clause : node.clauses) assign(*clause.target, why);
        if (!failed()) evaluate(*node.element);
        if (!failed() && node.value) evaluate(*node.value);
        frame_->scope = around;
      });
    }
    return why;
  };
  if (iterable.is_unknown()) return unknown_passes(iterable);
  const std::shared_ptr<Iterator> iterator = iterate(iterable, outermost.iterable->span);
  if (failed()) return iterable;
  if (!iterator) {
    return unknown_passes(Value::unknown(outermost.iterable->span, "what this iterates over"));
  }
  if (node.kind == ast::ComprehensionKind::Generator) {
    return make_generator_expression(node, expr, iterator);
  }
  const bool hash_ordered = iterator->hash_ordered();

  auto scope = make<Scope>();
  scope->kind = Scope::Kind::Comprehension;
  scope->outer = frame_->scope;
  const std::shared_ptr<Scope> around = std::exchange(frame_->scope, scope);
  std::vector<Value> items;
  auto dict = node.kind == ast::ComprehensionKind::Dict ? make<Dict>() : nullptr;
  auto set = node.kind == ast::ComprehensionKind::Set ? make<Set>() : nullptr;
  Value unknown;
  const bool good = comprehend(node, 0, iterator, [&] {
    Value element = evaluate(*node.element);
    if (failed()) return false;
    if (dict) {
      Value value = evaluate(*node.value);
      if (failed()) return false;
      if (hashable(element, span, &unknown)) dict->set(std::move(element), std::move(value));
    } else if (set) {
      if (hashable(element, span, &unknown)) set->members.set(std::move(element), Value::none());
    } else {
      items.push_back(std::move(element));
    }
    return !failed();
  });
  frame_->scope = around;
  if (!good) return Value::none(span);
  if (iterator->uncertain) return unknown_passes({iterator->uncertain, span});
  if (unknown.is_unknown()) return unknown;
  if (dict) return {std::move(dict), span};
  if (set) return {std::move(set), span};
  Value made = list(span, std::move(items));
  made.as<List>()->hash_ordered = hash_ordered;
  return made;
}

}  // namespace migc::python
