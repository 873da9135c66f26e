// Expressions as Python objects: their operators and methods.
#include "compiler/library/sqlalchemy/expression.h"

#include <algorithm>
#include <array>

#include "compiler/base/match.h"
#include "compiler/library/sqlalchemy/clause_objects.h"
#include "compiler/library/sqlalchemy/types.h"
#include "compiler/library/world.h"

namespace migc::library {

using clause::Affinity;
using clause::Custom;
using clause::NodePtr;
using clause::Operator;
using python::Call;
using python::Site;
using python::Value;

namespace {

// ---- operators between a node and a value

Value raise_argument(const Site& site, std::string message) {
  return World::of(site).raise(site, "sqlalchemy.exc.ArgumentError", std::move(message));
}

bool is_constant(const Value& value) {
  if (value.is_none() || value.as<bool>()) return true;
  const NodePtr node = node_of(value);
  return node && node->as<clause::KeywordNode>();
}

bool is_truth(const Value& value) {
  if (value.as<bool>()) return true;
  const NodePtr node = node_of(value);
  const auto* word = node ? node->as<clause::KeywordNode>() : nullptr;
  return word && (word->word == ir::Keyword::Word::True || word->word == ir::Keyword::Word::False);
}

NodePtr constant_node(const Value& value) {
  if (NodePtr node = node_of(value)) return node;
  if (const bool* truth = value.as<bool>()) {
    return clause::keyword(*truth ? ir::Keyword::Word::True : ir::Keyword::Word::False);
  }
  return clause::keyword(ir::Keyword::Word::Null);
}

NodePtr compare_nodes(Operator op, const NodePtr& left, const Value& value, const Site& site,
                      SqlType type = clause::boolean_type()) {
  if (is_constant(value)) {
    const NodePtr constant = constant_node(value);
    const bool equality = op == Operator::Equal || op == Operator::NotEqual;
    if ((equality && is_truth(value)) || op == Operator::IsDistinctFrom ||
        op == Operator::IsNotDistinctFrom) {
      return clause::binary(op, left, constant, std::move(type), true);
    }
    if (op == Operator::Equal || op == Operator::Is) {
      return clause::binary(Operator::Is, left, constant, std::move(type), true);
    }
    if (op == Operator::NotEqual || op == Operator::IsNot) {
      return clause::binary(Operator::IsNot, left, constant, std::move(type), true);
    }
    const auto* unary = left->as<clause::UnaryNode>();
    if (!unary || (unary->op != Operator::Any && unary->op != Operator::All)) {
      raise_argument(site,
                     "Only '=', '!=', 'is_()', 'is_not()', 'is_distinct_from()', "
                     "'is_not_distinct_from()' operators can be used with None/True/False");
      return nullptr;
    }
  }
  return clause::binary(op, left, operand(value, left, op), std::move(type), true);
}

Operator mirrored(Operator op) {
  switch (op) {
    case Operator::Less:
      return Operator::Greater;
    case Operator::LessEqual:
      return Operator::GreaterEqual;
    case Operator::Greater:
      return Operator::Less;
    case Operator::GreaterEqual:
      return Operator::LessEqual;
    default:
      return op;
  }
}

bool is_collection(const NodePtr& node) {
  const auto* unary = node->as<clause::UnaryNode>();
  return unary && (unary->op == Operator::Any || unary->op == Operator::All);
}

/// Python asks the right operand first when its class derives from the left one's: the functions
/// SQLAlchemy knows derive from those it does not.
bool is_asked_first(const NodePtr& right, const NodePtr& left) {
  const auto* own = left->as<clause::FunctionNode>();
  const auto* other = right->as<clause::FunctionNode>();
  return own && other && !own->generic && other->generic;
}

NodePtr comparison(Operator op, const NodePtr& left, const Value& value, const Site& site) {
  if (!is_collection(left)) {
    const NodePtr right = node_of(value);
    if (right && is_asked_first(right, left)) {
      return clause::binary(mirrored(op), right, clause::with_type(left, right->type),
                            clause::boolean_type(), true);
    }
    return compare_nodes(op, left, value, site);
  }
  // ANY and ALL stand on the right.
  const auto* unary = left->as<clause::UnaryNode>();
  SqlType item = unary->operand->type;
  if (const auto* array = std::get_if<ir::Array>(&item.type.kind)) item = {*array->item, {}};
  const NodePtr other = literal_or_node(value, &item);
  return clause::binary(mirrored(op), other, left, clause::boolean_type(), true);
}

NodePtr custom_operation(const Custom& custom, const NodePtr& left, const NodePtr& right,
                         SqlType type) {
  return clause::binary(Operator::Custom, left, right, std::move(type), false, &custom);
}

bool is_sequence_of_values(const Value& value) {
  return value.items() != nullptr || value.as<python::Set>() != nullptr ||
         value.as<python::Range>() != nullptr || value.dictionary() != nullptr ||
         value.as<python::Iterator>() != nullptr;
}

Value membership(const NodePtr& left, const Value& value, bool negated, const Call& call) {
  const Operator op = negated ? Operator::NotIn : Operator::In;
  const auto made = [&](const NodePtr& right) {
    return clause_value(clause::binary(op, left, right, clause::boolean_type(), true), call);
  };
  if (const python::Unknown* unknown = value.unknown()) return Value::unknown(*unknown);
  if (NodePtr node = node_of(value)) {
    if (const auto* bind = node->as<clause::Bind>()) {
      clause::Bind expanding = *bind;
      expanding.expanding = true;
      SqlType type = clause::affinity(node) == Affinity::Null ? left->type : node->type;
      if (!bind->value || bind->value->items() || bind->value->as<python::Set>()) {
        type = left->type;
        if (bind->value && bind->value->as<python::Set>()) {
          auto items = call.items(*bind->value);
          if (!items) return call.unknown("values that are not known");
          expanding.value = Value::list(std::move(*items));
        }
        return made(clause::make(std::move(expanding), std::move(type)));
      }
    }
    return made(node);
  }
  if (const clause::SourcePtr source = source_of(value)) {
    auto query = std::make_shared<clause::Query>();
    query->columns = clause::columns_of(source);
    query->column_sources = {source};
    return made(clause::make(clause::QueryNode{std::move(query)}));
  }
  if (!is_sequence_of_values(value)) {
    return raise_argument(call,
                          "IN expression list, SELECT construct, or bound parameter object "
                          "expected, got " +
                              python::describe(value) + ".");
  }
  const std::optional<std::vector<Value>> items = call.items(value);
  if (!items) return call.unknown("values that are not known");
  bool expressions = false;
  for (const Value& item : *items) {
    if (const python::Unknown* unknown = item.unknown()) return Value::unknown(*unknown);
    expressions = expressions || node_of(item) != nullptr;
  }
  if (expressions) {
    clause::ListNode list{Operator::Comma, {}, true};
    for (const Value& item : *items) list.items.push_back(operand(item, left, op));
    return made(clause::make(std::move(list)));
  }
  clause::Bind bind;
  bind.key = "param";
  bind.expanding = true;
  bind.value = Value::list(*items, value.span);
  SqlType type = left->type;
  if (clause::affinity(left) == Affinity::Null) {
    for (const Value& item : *items) {
      if (!item.is_none()) {
        type = natural_type(item);
        break;
      }
    }
  } else {
    for (const Value& item : *items) {
      const Affinity natural = clause::affinity(natural_type(item).type);
      if (!item.is_none() && natural != Affinity::Null && natural != clause::affinity(left) &&
          !type.type.coerces_values && type.value.is_none()) {
        type = natural_type(item);
        break;
      }
    }
  }
  return made(clause::make(std::move(bind), std::move(type)));
}

// ---- methods

NodePtr self_node(const Call& call) { return call.receiver<ColumnElement>().node(); }

/// A comparison method with one operand: `x.like(y, escape=…)`.
template <Operator op>
Value compare_method(const Call& call) {
  Value other;
  std::optional<Value> escape, autoescape;
  if constexpr (op == Operator::Is || op == Operator::IsNot || op == Operator::IsDistinctFrom ||
                op == Operator::IsNotDistinctFrom) {
    if (!call.bind({{"other", other}})) return call.unknown("an expression that is not known");
  } else {
    if (!call.bind({{"other", other}, {"escape", escape}, {"autoescape", autoescape}})) {
      return call.unknown("an expression that is not known");
    }
  }
  if (const python::Unknown* unknown = other.unknown()) return Value::unknown(*unknown);
  const NodePtr self = self_node(call);
  std::optional<std::string> mark;
  if (escape && !escape->is_none()) {
    if (const auto text = escape->text()) mark = std::string(*text);
  }
  if (autoescape && autoescape->boolean().value_or(false)) {
    if (!mark) mark = "/";
    const auto text = other.text();
    if (!text) return call.raise("TypeError", "String value expected when autoescape=True");
    std::string escaped;
    for (const char c : *text) {
      if (c == '%' || c == '_' || std::string_view(*mark) == std::string_view(&c, 1)) {
        escaped += *mark;
      }
      escaped += c;
    }
    other = Value::text(std::move(escaped), other.span);
  }
  const NodePtr made = comparison(op, self, other, call);
  if (!made) return Value::none();
  if (!mark) return clause_value(made, call);
  clause::BinaryNode marked = *made->as<clause::BinaryNode>();
  marked.escape = mark;
  return clause_value(clause::make(std::move(marked), made->type), call);
}

/// The types whose `contains` and `overlap` are operators of PostgreSQL.
bool has_containment(const ir::Type& type) {
  if (std::holds_alternative<ir::Array>(type.kind)) return true;
  if (const auto* json = std::get_if<ir::Json>(&type.kind)) return json->binary;
  const auto* named = std::get_if<ir::Named>(&type.kind);
  if (!named) return false;
  return named->sql == "HSTORE" || named->sql.find("RANGE") != std::string::npos;
}

Value containment(const Call& call, std::string_view text) {
  Value other;
  std::optional<Value> ignored;
  if (!call.bind({{"other", other}, {"escape", ignored}, {"autoescape", ignored}})) {
    return call.unknown("an expression that is not known");
  }
  if (const python::Unknown* unknown = other.unknown()) return Value::unknown(*unknown);
  const NodePtr self = self_node(call);
  const Custom custom{std::string(text), 5, true, true, false};
  const NodePtr right = operand(other, self, Operator::Custom);
  return clause_value(custom_operation(custom, self, right, clause::boolean_type()), call);
}

Value contains_method(const Call& call) {
  if (has_containment(self_node(call)->type.type)) return containment(call, "@>");
  return compare_method<Operator::Contains>(call);
}
Value contained_by(const Call& call) { return containment(call, "<@"); }
Value overlap(const Call& call) { return containment(call, "&&"); }

/// Keys of JSONB and HSTORE: the operand is text, or an array of it.
template <const char* text>
Value key_method(const Call& call) {
  Value other;
  if (!call.bind({{"other", other}})) return call.unknown("an expression that is not known");
  if (const python::Unknown* unknown = other.unknown()) return Value::unknown(*unknown);
  const NodePtr self = self_node(call);
  SqlType type = clause::string_type();
  if (other.items())
    type = {{ir::Array{{ir::Type{ir::String{.form = ir::String::Form::Text}}}, {}}}, {}};
  const NodePtr right = literal_or_node(other, node_of(other) ? nullptr : &type);
  const Custom custom{text, 5, true, true, false};
  return clause_value(custom_operation(custom, self, right, clause::boolean_type()), call);
}
constexpr char has_key_text[] = "?", has_any_text[] = "?|", has_all_text[] = "?&",
               path_exists_text[] = "@?", path_match_text[] = "@@";

Value in_method(const Call& call) {
  Value other;
  if (!call.bind({{"other", other}})) return call.unknown("an expression that is not known");
  return membership(self_node(call), other, false, call);
}
Value not_in_method(const Call& call) {
  Value other;
  if (!call.bind({{"other", other}})) return call.unknown("an expression that is not known");
  return membership(self_node(call), other, true, call);
}

// between(cleft, cright, symmetric=False)
Value between_method(const Call& call) {
  Value low, high;
  std::optional<bool> symmetric;
  if (!call.bind({{"cleft", low}, {"cright", high}, {"symmetric", symmetric}})) {
    return call.unknown("an expression that is not known");
  }
  if (const python::Unknown* unknown = low.unknown()) return Value::unknown(*unknown);
  if (const python::Unknown* unknown = high.unknown()) return Value::unknown(*unknown);
  const NodePtr self = self_node(call);
  clause::ListNode bounds{Operator::And,
                          {operand(low, self, Operator::And), operand(high, self, Operator::And)},
                          false};
  clause::BinaryNode node;
  node.op = Operator::Between;
  node.left = clause::self_group(self, clause::against(Operator::Between));
  node.right = clause::make(std::move(bounds));
  node.negatable = true;
  if (symmetric.value_or(false)) node.flags = "SYMMETRIC";
  return clause_value(clause::make(std::move(node), clause::boolean_type()), call);
}

// regexp_match(pattern, flags=None)
Value regexp_match(const Call& call) {
  Value pattern;
  std::optional<std::string> flags;
  if (!call.bind({{"pattern", pattern}, {"flags", flags}})) {
    return call.unknown("an expression that is not known");
  }
  const NodePtr self = self_node(call);
  clause::BinaryNode node;
  node.op = Operator::RegexpMatch;
  node.left = clause::self_group(self, clause::against(node.op));
  node.right =
      clause::self_group(operand(pattern, self, Operator::Comma), clause::against(node.op));
  node.negatable = true;
  node.flags = flags.value_or("");
  return clause_value(clause::make(std::move(node), clause::boolean_type()), call);
}

// regexp_replace(pattern, replacement, flags=None)
Value regexp_replace(const Call& call) {
  Value pattern, replacement;
  std::optional<std::string> flags;
  if (!call.bind({{"pattern", pattern}, {"replacement", replacement}, {"flags", flags}})) {
    return call.unknown("an expression that is not known");
  }
  const NodePtr self = self_node(call);
  clause::BinaryNode node;
  node.op = Operator::RegexpReplace;
  node.left = clause::self_group(self, clause::against(node.op));
  node.right = clause::make(clause::ListNode{
      Operator::Comma,
      {operand(pattern, self, Operator::Comma), operand(replacement, self, Operator::Comma)},
      false});
  node.flags = flags.value_or("");
  return clause_value(clause::make(std::move(node), self->type), call);
}

// match(other, **kwargs)
Value match_method(const Call& call) {
  Value other;
  python::Options options;
  if (!call.bind({{"other", other}, {"kwargs", options}})) {
    return call.unknown("an expression that is not known");
  }
  const NodePtr self = self_node(call);
  const NodePtr made = clause::binary(Operator::Match, self, operand(other, self, Operator::Match),
                                      clause::boolean_type(), true);
  clause::BinaryNode node = *made->as<clause::BinaryNode>();
  if (const Value* configuration = options.find("postgresql_regconfig")) {
    node.flags = configuration->text().value_or("");
  }
  return clause_value(clause::make(std::move(node), made->type), call);
}

template <Operator op>
Value arithmetic_method(const Call& call) {
  Value other;
  if (!call.bind({{"other", other}})) return call.unknown("an expression that is not known");
  if (const python::Unknown* unknown = other.unknown()) return Value::unknown(*unknown);
  const NodePtr self = self_node(call);
  return clause_value(clause::operate(op, self, operand(other, self, op)), call);
}
Value concat_method(const Call& call) {
  Value other;
  if (!call.bind({{"other", other}})) return call.unknown("an expression that is not known");
  if (const python::Unknown* unknown = other.unknown()) return Value::unknown(*unknown);
  const NodePtr self = self_node(call);
  return clause_value(
      clause::binary(Operator::Concat, self, operand(other, self, Operator::Concat), self->type),
      call);
}

template <Operator op>
Value modifier_method(const Call& call) {
  if (!call.bind({})) return call.unknown("an expression that is not known");
  return clause_value(clause::make(clause::UnaryNode{
                          op, clause::self_group(self_node(call), clause::against(op)), {}}),
                      call);
}
template <Operator op>
Value unary_method(const Call& call) {
  if (!call.bind({})) return call.unknown("an expression that is not known");
  const NodePtr self = self_node(call);
  return clause_value(
      clause::make(clause::UnaryNode{op, clause::self_group(self, clause::against(op)), {}},
                   self->type),
      call);
}

// collate(collation)
Value collate_method(const Call& call) {
  std::string collation;
  if (!call.bind({{"collation", collation}}))
    return call.unknown("an expression that is not known");
  const NodePtr self = self_node(call);
  const NodePtr name = clause::make(clause::ColumnNode{nullptr, {collation}, collation});
  return clause_value(clause::binary(Operator::Collate, self, name, self->type), call);
}

// label(name)
Value label_method(const Call& call) {
  std::optional<std::string> name;
  if (!call.bind({{"name", name}})) return call.unknown("an expression that is not known");
  const NodePtr self = self_node(call);
  const auto* inner = self->as<clause::LabelNode>();
  const NodePtr operand_ = inner ? inner->operand : self;
  const clause::Name label = name ? clause::Name{*name} : clause::Name{"anon", self.get()};
  return clause_value(
      clause::make(
          clause::LabelNode{label, clause::self_group(operand_, clause::against(Operator::Comma))},
          self->type),
      call);
}

// cast(type_)
Value cast_method(const Call& call) {
  SqlType type;
  if (!call.bind({{"type_", type}})) return call.unknown("an expression that is not known");
  return clause_value(clause::make(clause::CastNode{self_node(call), false}, std::move(type)),
                      call);
}

Value self_group_method(const Call& call) {
  std::optional<Value> against;
  if (!call.bind({{"against", against}})) return call.unknown("an expression that is not known");
  return clause_value(clause::self_group(self_node(call), clause::against_nothing()), call);
}

/// What `x.op("->")` returns: called with the other operand.
class CustomOperator final : public python::Native {
 public:
  std::string_view type_name() const override { return "custom_op"; }
  bool callable() const override { return true; }
  Value call(const Call& call) override {
    Value other;
    if (!call.bind({{"other", other}})) return call.unknown("an expression that is not known");
    if (const python::Unknown* unknown = other.unknown()) return Value::unknown(*unknown);
    const NodePtr right = operand(other, left, Operator::Custom);
    SqlType type = left->type;
    if (return_type) {
      type = *return_type;
    } else if (custom.comparison) {
      type = clause::boolean_type();
    } else if (std::holds_alternative<ir::NullType>(left->type.type.kind)) {
      type = {};
    }
    return clause_value(custom_operation(custom, left, right, std::move(type)), call);
  }

  NodePtr left;
  Custom custom;
  std::optional<SqlType> return_type;
};

// op(opstring, precedence=0, is_comparison=False, return_type=None, python_impl=None)
Value op_method_of(const Call& call, bool comparison) {
  std::string text;
  std::optional<int> precedence;
  std::optional<bool> is_comparison;
  std::optional<SqlType> return_type;
  std::optional<Value> python_impl;
  if (!call.bind({{"opstring", text},
                  {"precedence", precedence},
                  {"is_comparison", is_comparison},
                  {"return_type", return_type},
                  {"python_impl", python_impl}})) {
    return call.unknown("an operator that is not known");
  }
  auto made = std::make_shared<CustomOperator>();
  made->left = self_node(call);
  made->custom = {std::move(text), precedence.value_or(0),
                  comparison || is_comparison.value_or(false), false, false};
  made->return_type = std::move(return_type);
  return Value::object(std::move(made), call.span);
}
Value op_method(const Call& call) { return op_method_of(call, false); }
Value bool_op_method(const Call& call) { return op_method_of(call, true); }

// ---- JSON and arrays

NodePtr json_item(const NodePtr& self, const Value& index, const Site& site) {
  const std::vector<Value>* path = index.items();
  clause::BinaryNode node;
  node.op = path ? Operator::JsonPathGetItem : Operator::JsonGetItem;
  node.left = clause::self_group(self, clause::against(node.op));
  NodePtr right = node_of(index);
  if (!right) {
    SqlType type;
    type.type.kind = ir::Json{};
    type.type.exact = path ? "JSON PATH" : "JSON INDEX";
    if (!path && !index.text() && !index.integer()) {
      site.raise("NotImplementedError", "JSON indexes are strings, numbers or tuples of them");
      return nullptr;
    }
    right = literal(index, std::move(type));
  }
  node.right = clause::self_group(right, clause::against(node.op));
  return clause::make(std::move(node), self->type);
}

/// Reads an item of JSON as another type: `data["a"].as_string()`.
Value json_as(const Call& call, SqlType type) {
  const NodePtr self = self_node(call);
  const auto* node = self->as<clause::BinaryNode>();
  if (!node || (node->op != Operator::JsonGetItem && node->op != Operator::JsonPathGetItem)) {
    return World::of(call).raise(call, "sqlalchemy.exc.InvalidRequestError",
                                 "The JSON cast operator may only be used with a JSON index "
                                 "expression e.g. col['q']");
  }
  return clause_value(clause::make(*node, std::move(type)), call);
}
Value as_string(const Call& call) {
  if (!call.bind({})) return Value::none();
  return json_as(call, {{ir::String{.unicode = true}}, {}});
}
Value as_integer(const Call& call) {
  if (!call.bind({})) return Value::none();
  return json_as(call, clause::integer_type());
}
Value as_float(const Call& call) {
  if (!call.bind({})) return Value::none();
  return json_as(call, {{ir::Float{}}, {}});
}
Value as_boolean(const Call& call) {
  if (!call.bind({})) return Value::none();
  return json_as(call, clause::boolean_type());
}
Value as_json(const Call& call) {
  if (!call.bind({})) return Value::none();
  return clause_value(self_node(call), call);
}
// as_numeric(precision, scale, asdecimal=True)
Value as_numeric(const Call& call) {
  int precision = 0, scale = 0;
  std::optional<bool> asdecimal;
  if (!call.bind({{"precision", precision}, {"scale", scale}, {"asdecimal", asdecimal}})) {
    return Value::none();
  }
  return json_as(call, {{ir::Numeric{.precision = precision, .scale = scale}}, {}});
}

NodePtr astext(const NodePtr& self) {
  const auto* node = self->as<clause::BinaryNode>();
  if (!node || (node->op != Operator::JsonGetItem && node->op != Operator::JsonPathGetItem)) {
    return nullptr;
  }
  const Custom custom{node->op == Operator::JsonGetItem ? "->>" : "#>>", 15, false, true, true};
  return custom_operation(custom, node->left, node->right,
                          {{ir::String{.form = ir::String::Form::Text}}, {}});
}

// any(other, operator=eq), all(other, operator=eq)
template <Operator op>
Value array_any(const Call& call) {
  Value other;
  std::optional<Value> comparator;
  if (!call.bind({{"other", other}, {"operator", comparator}})) {
    return call.unknown("an expression that is not known");
  }
  Operator compared = Operator::Equal;
  if (comparator && !comparator->is_none()) {
    const auto* builtin = std::get_if<const python::Builtin*>(&comparator->data);
    const std::string_view name = builtin && *builtin ? (*builtin)->name : std::string_view{};
    if (name == "eq")
      compared = Operator::Equal;
    else if (name == "ne")
      compared = Operator::NotEqual;
    else if (name == "lt")
      compared = Operator::Less;
    else if (name == "le")
      compared = Operator::LessEqual;
    else if (name == "gt")
      compared = Operator::Greater;
    else if (name == "ge")
      compared = Operator::GreaterEqual;
    else
      return call.unknown("the operator of `any` is not modelled");
  }
  const NodePtr self = self_node(call);
  const NodePtr collection =
      clause::make(clause::UnaryNode{op, clause::self_group(self, clause::against(op)), {}},
                   clause::boolean_type());
  SqlType item;
  if (const auto* array = std::get_if<ir::Array>(&self->type.type.kind)) item = {*array->item, {}};
  return clause_value(clause::binary(compared, literal_or_node(other, &item), collection,
                                     clause::boolean_type(), true),
                      call);
}
// any_() and all_() as methods
Value any_method(const Call& call) {
  if (!call.positional.empty() || !call.keywords.empty()) return array_any<Operator::Any>(call);
  return unary_method<Operator::Any>(call);
}
Value all_method(const Call& call) {
  if (!call.positional.empty() || !call.keywords.empty()) return array_any<Operator::All>(call);
  return unary_method<Operator::All>(call);
}

// ---- text() and parameters

// bindparams(*binds, **names_to_values)
Value bindparams(const Call& call) {
  python::Rest binds;
  python::Options values;
  if (!call.bind({{"binds", binds}, {"names_to_values", values}})) {
    return call.unknown("a text whose parameters are not known");
  }
  NodePtr text = self_node(call);
  const auto missing = [&](std::string_view name) {
    return World::of(call).raise(call, "sqlalchemy.exc.ArgumentError",
                                 fmt::format("This text() construct doesn't define a bound "
                                             "parameter named '{}'",
                                             name));
  };
  for (const python::Argument& argument : binds.arguments) {
    const NodePtr node = node_of(argument.value);
    const auto* bind = node ? node->as<clause::Bind>() : nullptr;
    if (!bind) return raise_argument(call, "bindparam() constructs are expected");
    const auto* whole = text->as<clause::TextNode>();
    clause::TextNode changed = whole ? *whole : clause::TextNode{};
    bool found = false;
    for (auto& piece : changed.pieces) {
      auto* parameter = std::get_if<clause::TextNode::Parameter>(&piece);
      if (parameter && parameter->name == bind->key) {
        parameter->bind = bind->value || bind->expanding || !node->type.value.is_none() ||
                                  clause::affinity(node) != Affinity::Null
                              ? node
                              : nullptr;
        found = true;
      }
    }
    if (!found) return missing(bind->key);
    text = clause::make(std::move(changed), text->type);
  }
  for (const python::KeywordArgument& argument : values.arguments) {
    const NodePtr changed = with_parameter(text, argument.name, argument.value, nullptr);
    if (!changed) return missing(argument.name);
    text = changed;
  }
  return clause_value(text, call);
}

// params(*args, **kwargs)
Value params_method(const Call& call) {
  python::Rest dicts;
  python::Options values;
  if (!call.bind({{"args", dicts}, {"kwargs", values}})) {
    return call.unknown("an expression whose parameters are not known");
  }
  NodePtr node = self_node(call);
  python::Dict all;
  for (const python::Argument& argument : dicts.arguments) {
    if (const python::Dict* dict = argument.value.dictionary()) {
      dict->each([&](const Value& key, const Value& value) { all.set(key, value); });
    }
  }
  for (const python::KeywordArgument& argument : values.arguments) {
    all.set(argument.name, argument.value);
  }
  return clause_value(bound_to(node, all), call);
}

// columns(*cols, **types)
Value text_columns(const Call& call) {
  python::Rest columns;
  python::Options types;
  if (!call.bind({{"cols", columns}, {"types", types}})) {
    return call.unknown("a text whose columns are not known");
  }
  auto query = std::make_shared<clause::Query>();
  query->text = self_node(call);
  for (const python::Argument& argument : columns.arguments) {
    const NodePtr node = node_of(argument.value);
    const auto* column = node ? node->as<clause::ColumnNode>() : nullptr;
    if (!column) return call.unknown("a column of the text is not modelled");
    clause::ColumnSpec spec;
    spec.key = column->key;
    spec.name = column->name;
    spec.type = node->type;
    query->text_columns.push_back(std::move(spec));
  }
  for (const python::KeywordArgument& argument : types.arguments) {
    clause::ColumnSpec spec;
    spec.key = std::string(argument.name);
    spec.name = {std::string(argument.name)};
    if (auto type = type_of(argument.value, call)) spec.type = {std::move(*type), argument.value};
    query->text_columns.push_back(std::move(spec));
  }
  return query_value(std::move(query), call);
}

constexpr python::Builtin method_table[] = {
    {"in_", in_method, true},
    {"not_in", not_in_method, true},
    {"notin_", not_in_method, true},
    {"is_", compare_method<Operator::Is>, true},
    {"is_not", compare_method<Operator::IsNot>, true},
    {"isnot", compare_method<Operator::IsNot>, true},
    {"is_distinct_from", compare_method<Operator::IsDistinctFrom>, true},
    {"isnot_distinct_from", compare_method<Operator::IsNotDistinctFrom>, true},
    {"is_not_distinct_from", compare_method<Operator::IsNotDistinctFrom>, true},
    {"like", compare_method<Operator::Like>, true},
    {"not_like", compare_method<Operator::NotLike>, true},
    {"notlike", compare_method<Operator::NotLike>, true},
    {"ilike", compare_method<Operator::ILike>, true},
    {"not_ilike", compare_method<Operator::NotILike>, true},
    {"notilike", compare_method<Operator::NotILike>, true},
    {"startswith", compare_method<Operator::StartsWith>, true},
    {"endswith", compare_method<Operator::EndsWith>, true},
    {"contains", contains_method, true},
    {"istartswith", compare_method<Operator::IStartsWith>, true},
    {"iendswith", compare_method<Operator::IEndsWith>, true},
    {"icontains", compare_method<Operator::IContains>, true},
    {"between", between_method, true},
    {"regexp_match", regexp_match, true},
    {"regexp_replace", regexp_replace, true},
    {"match", match_method, true},
    {"concat", concat_method, true},
    {"bitwise_and", arithmetic_method<Operator::BitwiseAnd>, true},
    {"bitwise_or", arithmetic_method<Operator::BitwiseOr>, true},
    {"bitwise_xor", arithmetic_method<Operator::BitwiseXor>, true},
    {"bitwise_lshift", arithmetic_method<Operator::ShiftLeft>, true},
    {"bitwise_rshift", arithmetic_method<Operator::ShiftRight>, true},
    {"bitwise_not", unary_method<Operator::BitwiseNot>, true},
    {"desc", modifier_method<Operator::Descending>, true},
    {"asc", modifier_method<Operator::Ascending>, true},
    {"nulls_first", modifier_method<Operator::NullsFirst>, true},
    {"nullsfirst", modifier_method<Operator::NullsFirst>, true},
    {"nulls_last", modifier_method<Operator::NullsLast>, true},
    {"nullslast", modifier_method<Operator::NullsLast>, true},
    {"distinct", unary_method<Operator::Distinct>, true},
    {"any_", unary_method<Operator::Any>, true},
    {"all_", unary_method<Operator::All>, true},
    {"collate", collate_method, true},
    {"label", label_method, true},
    {"cast", cast_method, true},
    {"self_group", self_group_method, true},
    {"op", op_method, true},
    {"bool_op", bool_op_method, true},
    {"params", params_method, true},
};

constexpr python::Builtin json_methods[] = {
    {"as_string", as_string, true},   {"as_integer", as_integer, true},
    {"as_float", as_float, true},     {"as_boolean", as_boolean, true},
    {"as_numeric", as_numeric, true}, {"as_json", as_json, true},
};
constexpr python::Builtin container_methods[] = {
    {"has_key", key_method<has_key_text>, true},
    {"has_any", key_method<has_any_text>, true},
    {"has_all", key_method<has_all_text>, true},
    {"path_exists", key_method<path_exists_text>, true},
    {"path_match", key_method<path_match_text>, true},
    {"contained_by", contained_by, true},
};
constexpr python::Builtin array_methods[] = {
    {"any", any_method, true},
    {"all", all_method, true},
    {"overlap", overlap, true},
    {"overlaps", overlap, true},
    {"contained_by", contained_by, true},
};
constexpr python::Builtin text_methods[] = {
    {"bindparams", bindparams, true}, {"params", text_params, true},
    {"columns", text_columns, true},  {"self_group", self_group_method, true},
    {"label", label_method, true},
};

}  // namespace

std::optional<Value> ColumnElement::attribute(std::string_view name, const Site& site) const {
  const NodePtr self = node();
  const auto method = [&](std::span<const python::Builtin> methods) -> std::optional<Value> {
    if (const python::Builtin* found = find_method(methods, name)) {
      return bind_method(*this, *found, site);
    }
    return std::nullopt;
  };
  if (auto found = compile_method(*this, name, site)) return found;
  if (self->as<clause::TextNode>()) {
    if (auto found = method(text_methods)) return found;
    if (name == "text") {
      std::string text;
      for (const auto& piece : self->as<clause::TextNode>()->pieces) {
        text += match(
            piece, [](const std::string& words) { return words; },
            [](const clause::TextNode::Parameter& parameter) { return ":" + parameter.name; });
      }
      return Value::text(std::move(text), site.span);
    }
    return std::nullopt;
  }
  if (auto found = function_method(*this, name, site)) return found;
  if (auto found = query_method_of_element(*this, name, site)) return found;
  if (name == "type") {
    if (!self->type.value.is_none()) return self->type.value;
    return std::nullopt;
  }
  if (name == "name" || name == "key") {
    if (const auto* column = self->as<clause::ColumnNode>(); column && !column->name.anonymous) {
      return Value::text(name == "key" ? column->key : column->name.text, site.span);
    }
    if (const auto* label = self->as<clause::LabelNode>(); label && !label->name.anonymous) {
      return Value::text(label->name.text, site.span);
    }
    if (const auto* function = self->as<clause::FunctionNode>(); function && name == "name") {
      return Value::text(function->name, site.span);
    }
  }
  if (name == "table") {
    const auto* column = self->as<clause::ColumnNode>();
    if (column) return column->source ? source_value(column->source, site) : Value::none(site.span);
  }
  if (name == "astext") {
    if (const NodePtr text = astext(self)) return clause_value(text, site);
  }
  const ir::Type& type = self->type.type;
  if (std::holds_alternative<ir::Json>(type.kind)) {
    if (auto found = method(json_methods)) return found;
    if (auto found = method(container_methods)) return found;
  }
  if (std::holds_alternative<ir::Named>(type.kind)) {
    if (auto found = method(container_methods)) return found;
    if (auto found = method(array_methods)) return found;
  }
  if (std::holds_alternative<ir::Array>(type.kind)) {
    if (auto found = method(array_methods)) return found;
  }
  return method(method_table);
}

std::optional<Value> ColumnElement::binary(python::ast::BinaryOp op, const Value& other,
                                           bool reflected, const Site& site) const {
  using python::ast::BinaryOp;
  if (const python::Unknown* unknown = other.unknown()) return Value::unknown(*unknown);
  const NodePtr self = node();
  if (op == BinaryOp::BitAnd || op == BinaryOp::BitOr) {
    const NodePtr second = condition(other, site);
    if (!second) return Value::none();
    const NodePtr& left = reflected ? second : self;
    const NodePtr& right = reflected ? self : second;
    return clause_value(
        clause::conjunction(op == BinaryOp::BitAnd ? Operator::And : Operator::Or, {left, right}),
        site);
  }
  Operator operation{};
  switch (op) {
    case BinaryOp::Add:
      operation = Operator::Add;
      break;
    case BinaryOp::Subtract:
      operation = Operator::Subtract;
      break;
    case BinaryOp::Multiply:
      operation = Operator::Multiply;
      break;
    case BinaryOp::Divide:
      operation = Operator::Divide;
      break;
    case BinaryOp::FloorDivide:
      operation = Operator::FloorDivide;
      break;
    case BinaryOp::Modulo:
      operation = Operator::Modulo;
      break;
    default:
      return std::nullopt;
  }
  const NodePtr second = operand(other, self, operation);
  return clause_value(reflected ? clause::operate(operation, second, self)
                                : clause::operate(operation, self, second),
                      site);
}

std::optional<Value> ColumnElement::compare(python::ast::CompareOp op, const Value& other,
                                            const Site& site) const {
  using python::ast::CompareOp;
  Operator operation{};
  switch (op) {
    case CompareOp::Equal:
      operation = Operator::Equal;
      break;
    case CompareOp::NotEqual:
      operation = Operator::NotEqual;
      break;
    case CompareOp::Less:
      operation = Operator::Less;
      break;
    case CompareOp::LessEqual:
      operation = Operator::LessEqual;
      break;
    case CompareOp::Greater:
      operation = Operator::Greater;
      break;
    case CompareOp::GreaterEqual:
      operation = Operator::GreaterEqual;
      break;
    default:
      return std::nullopt;
  }
  if (const python::Unknown* unknown = other.unknown()) return Value::unknown(*unknown);
  const NodePtr self = node();
  if (self->as<clause::TextNode>()) return std::nullopt;
  const NodePtr made = comparison(operation, self, other, site);
  if (!made) return Value::none();
  return clause_value(made, site);
}

std::optional<Value> ColumnElement::unary(python::ast::UnaryOp op, const Site& site) const {
  const NodePtr self = node();
  switch (op) {
    case python::ast::UnaryOp::Invert:
      return clause_value(clause::negate(self), site);
    case python::ast::UnaryOp::Minus:
      return clause_value(
          clause::make(
              clause::UnaryNode{Operator::Negate,
                                clause::self_group(self, clause::against(Operator::Negate)),
                                {}},
              self->type),
          site);
    default:
      return std::nullopt;
  }
}

Value ColumnElement::truth(const Site& site) const {
  const NodePtr self = node();
  if (const auto* pair = self->as<clause::BinaryNode>();
      pair && (pair->op == Operator::Equal || pair->op == Operator::NotEqual)) {
    const bool equal = pair->first == pair->second || clause::same(pair->left, pair->right);
    return Value::boolean(equal == (pair->op == Operator::Equal), site.span);
  }
  return site.raise("TypeError", "Boolean value of this clause is not defined");
}

std::optional<Value> ColumnElement::item(const Value& index, const Site& site) const {
  const NodePtr self = node();
  const ir::Type& type = self->type.type;
  if (const python::Unknown* unknown = index.unknown()) return Value::unknown(*unknown);
  if (std::holds_alternative<ir::Json>(type.kind)) {
    const NodePtr made = json_item(self, index, site);
    return made ? clause_value(made, site) : Value::none();
  }
  if (const auto* array = std::get_if<ir::Array>(&type.kind)) {
    SqlType result{*array->item, {}};
    if (array->dimensions && *array->dimensions > 1) {
      ir::Array inner = *array;
      inner.dimensions = *array->dimensions - 1;
      result.type = {inner};
    }
    NodePtr right;
    if (const auto* slice = index.as<python::Slice>()) {
      const SqlType number = clause::integer_type();
      clause::BinaryNode range;
      range.op = Operator::Slice;
      range.left = literal_or_node(slice->lower, &number);
      range.right = literal_or_node(slice->upper, &number);
      right = clause::make(std::move(range));
      result = self->type;
    } else {
      const SqlType number = clause::integer_type();
      right = literal_or_node(index, &number);
    }
    clause::BinaryNode made;
    made.op = Operator::GetItem;
    made.left = clause::self_group(self, clause::against(Operator::GetItem));
    made.right = right;
    return clause_value(clause::make(std::move(made), std::move(result)), site);
  }
  if (const auto* named = std::get_if<ir::Named>(&type.kind); named && named->sql == "HSTORE") {
    const Custom arrow{"->", 15, false, true, true};
    const SqlType text{{ir::String{.form = ir::String::Form::Text}}, {}};
    return clause_value(custom_operation(arrow, self, literal_or_node(index, &text), text), site);
  }
  site.raise("NotImplementedError", "Operator 'getitem' is not supported on this expression");
  return Value::none();
}

std::optional<bool> ColumnElement::equals(const python::Native& other) const {
  if (this == &other) return true;
  const auto* element = dynamic_cast<const ColumnElement*>(&other);
  return element && clause::same(node(), element->node());
}

std::optional<std::uint64_t> ColumnElement::hash() const {
  const NodePtr self = node();
  const auto* column = self->as<clause::ColumnNode>();
  if (column && column->source) {
    const auto* table = column->source->as<clause::TableSource>();
    const void* owner = table && table->identity ? table->identity : column->source.get();
    return std::hash<std::string>{}(column->key) * 31 + reinterpret_cast<std::uintptr_t>(owner);
  }
  return reinterpret_cast<std::uintptr_t>(this);
}

ir::Expr ClauseObject::expr() const {
  const auto* column = node_->as<clause::ColumnNode>();
  if (!column || column->name.anonymous) return {};
  ir::ColumnRef ref;
  const auto* table = column->source ? column->source->as<clause::TableSource>() : nullptr;
  if (table) ref.table = table->name;
  ref.column = column->name.text;
  ref.quote = column->name.quote;
  ref.verbatim = column->verbatim;
  ref.type = node_->type.type;
  return {std::move(ref)};
}

std::string_view ClauseObject::type_name() const {
  return match(
      node_->data, [](const clause::Bind&) { return "BindParameter"; },
      [](const clause::ColumnNode&) { return "ColumnClause"; },
      [](const clause::TextNode&) { return "TextClause"; },
      [](const clause::FunctionNode&) { return "Function"; },
      [](const clause::UnaryNode&) { return "UnaryExpression"; },
      [](const clause::BinaryNode&) { return "BinaryExpression"; },
      [](const clause::ListNode& list) { return list.tuple ? "Tuple" : "BooleanClauseList"; },
      [](const clause::LabelNode&) { return "Label"; },
      [](const clause::CastNode&) { return "Cast"; },
      [](const clause::CaseNode&) { return "Case"; }, [](const auto&) { return "ColumnElement"; });
}

// ---- values for parameters that stand anywhere in an expression

NodePtr bound_to(const NodePtr& node, const python::Dict& values) {
  if (!node) return node;
  const auto all = [&](std::vector<NodePtr> nodes) {
    for (NodePtr& one : nodes) one = bound_to(one, values);
    return nodes;
  };
  return match(
      node->data,
      [&](const clause::Bind& bind) {
        const Value* value = values.find(bind.key);
        if (!value || (bind.unique && bind.key == "param")) return node;
        clause::Bind filled = bind;
        filled.value = *value;
        SqlType type = node->type;
        if (clause::affinity(type.type) == Affinity::Null) type = natural_type(*value);
        return clause::make(std::move(filled), std::move(type));
      },
      [&](const clause::TextNode&) { return with_parameters(node, values); },
      [&](const clause::FunctionNode& one) {
        clause::FunctionNode copy = one;
        copy.arguments = all(one.arguments);
        return clause::make(std::move(copy), node->type);
      },
      [&](const clause::UnaryNode& one) {
        return clause::make(clause::UnaryNode{one.op, bound_to(one.operand, values), one.custom},
                            node->type);
      },
      [&](const clause::BinaryNode& one) {
        clause::BinaryNode copy = one;
        copy.left = bound_to(one.left, values);
        copy.right = bound_to(one.right, values);
        return clause::make(std::move(copy), node->type);
      },
      [&](const clause::ListNode& one) {
        return clause::make(clause::ListNode{one.op, all(one.items), one.tuple}, node->type);
      },
      [&](const clause::GroupNode& one) {
        return clause::make(clause::GroupNode{bound_to(one.inner, values)}, node->type);
      },
      [&](const clause::CastNode& one) {
        return clause::make(clause::CastNode{bound_to(one.operand, values), one.try_cast},
                            node->type);
      },
      [&](const clause::TypeCoerceNode& one) {
        return clause::make(clause::TypeCoerceNode{bound_to(one.operand, values)}, node->type);
      },
      [&](const clause::LabelNode& one) {
        return clause::make(clause::LabelNode{one.name, bound_to(one.operand, values)}, node->type);
      },
      [&](const clause::CaseNode& one) {
        clause::CaseNode copy = one;
        copy.value = bound_to(one.value, values);
        for (auto& [condition_, result] : copy.whens) {
          condition_ = bound_to(condition_, values);
          result = bound_to(result, values);
        }
        copy.otherwise = bound_to(one.otherwise, values);
        return clause::make(std::move(copy), node->type);
      },
      [&](const clause::QueryNode& one) {
        auto query = std::make_shared<clause::Query>(*one.query);
        query->columns = all(query->columns);
        query->where = all(query->where);
        query->having = all(query->having);
        query->limit = bound_to(query->limit, values);
        query->offset = bound_to(query->offset, values);
        return clause::make(clause::QueryNode{std::move(query)}, node->type);
      },
      [&](const auto&) { return node; });
}

}  // namespace migc::library
