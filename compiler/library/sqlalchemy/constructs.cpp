// The functions that make expressions: and_(), case(), literal(), column(), table(), ….
#include <algorithm>

#include "compiler/library/catalogue.h"
#include "compiler/library/sqlalchemy/clause_objects.h"
#include "compiler/library/sqlalchemy/names.h"
#include "compiler/library/world.h"

namespace migc::library {

using clause::NodePtr;
using clause::Operator;
using python::Call;
using python::Site;
using python::Value;

namespace {

Value unknown_expression(const Call& call) {
  return call.unknown("an expression that is not known");
}

// ---- conditions

Value conjunction_of(const Call& call, Operator op) {
  python::Rest clauses;
  if (!call.bind({{"clauses", clauses}})) return unknown_expression(call);
  if (const python::Unknown* unknown = first_unknown(clauses.arguments)) {
    return Value::unknown(*unknown);
  }
  std::vector<NodePtr> nodes;
  const auto add = [&](const Value& value) {
    NodePtr node = condition(value, call);
    if (node) nodes.push_back(std::move(node));
    return node != nullptr || !nodes.empty();
  };
  for (const python::Argument& argument : clauses.arguments) {
    if (argument.value.as<python::Iterator>()) {
      const auto items = call.items(argument.value);
      if (!items) return unknown_expression(call);
      for (const Value& item : *items) add(item);
    } else {
      add(argument.value);
    }
    if (call.failed()) return Value::none();
  }
  return clause_value(clause::conjunction(op, nodes), call);
}
Value make_and(const Call& call) { return conjunction_of(call, Operator::And); }
Value make_or(const Call& call) { return conjunction_of(call, Operator::Or); }

Value make_not(const Call& call) {
  Value clause;
  if (!call.bind({{"clause", clause}})) return unknown_expression(call);
  if (const python::Unknown* unknown = clause.unknown()) return Value::unknown(*unknown);
  const NodePtr node = condition(clause, call);
  return node ? clause_value(clause::negate(node), call) : Value::none();
}

template <ir::Keyword::Word word>
Value make_keyword(const Call& call) {
  if (!call.bind({})) return unknown_expression(call);
  return clause_value(clause::keyword(word), call);
}

// ---- values

// literal(value, type_=None, literal_execute=False)
Value make_literal(const Call& call) {
  Value value;
  std::optional<SqlType> type;
  std::optional<bool> literal_execute;
  if (!call.bind({{"value", value}, {"type_", type}, {"literal_execute", literal_execute}})) {
    return unknown_expression(call);
  }
  if (const python::Unknown* unknown = value.unknown()) return Value::unknown(*unknown);
  if (value.is_none() && !type) return clause_value(clause::keyword(ir::Keyword::Word::Null), call);
  return clause_value(literal(value, type ? *type : natural_type(value)), call);
}

// literal_column(text, type_=None)
Value make_literal_column(const Call& call) {
  std::string text;
  std::optional<SqlType> type;
  if (!call.bind({{"text", text}, {"type_", type}})) return unknown_expression(call);
  clause::ColumnNode node{nullptr, {text}, text, true};
  return clause_value(clause::make(std::move(node), type.value_or(SqlType{})), call);
}

// column(text, type_=None, is_literal=False, _selectable=None)
Value make_column(const Call& call) {
  SqlName text;
  std::optional<SqlType> type;
  std::optional<bool> is_literal;
  std::optional<Value> selectable;
  if (!call.bind({{"text", text},
                  {"type_", type},
                  {"is_literal", is_literal},
                  {"_selectable", selectable}})) {
    return unknown_expression(call);
  }
  clause::ColumnNode node{
      nullptr, {text.text, nullptr, text.quote}, text.text, is_literal.value_or(false)};
  return clause_value(clause::make(std::move(node), type.value_or(SqlType{})), call);
}

// table(name, *columns, schema=None)
Value make_table_clause(const Call& call) {
  SqlName name;
  python::Rest columns;
  std::optional<SqlName> schema;
  if (!call.bind({{"name", name}, {"columns", columns}, {"schema", schema}})) {
    return call.unknown("a table that is not known");
  }
  clause::Source source{clause::TableSource{}, {}};
  auto& table = std::get<clause::TableSource>(source.data);
  table.name = name.table(schema ? schema->text : "");
  for (const python::Argument& argument : columns.arguments) {
    if (const python::Unknown* unknown = argument.value.unknown()) return Value::unknown(*unknown);
    const NodePtr node = node_of(argument.value);
    const auto* column = node ? node->as<clause::ColumnNode>() : nullptr;
    if (!column) {
      return World::of(call).raise(
          call, "sqlalchemy.exc.ArgumentError",
          "table() takes column() objects, got " + python::describe(argument.value));
    }
    clause::ColumnSpec spec;
    spec.key = column->key;
    spec.name = column->name;
    spec.type = node->type;
    source.columns.push_back(std::move(spec));
  }
  auto made = std::make_shared<clause::Source>(std::move(source));
  std::get<clause::TableSource>(made->data).identity = made.get();
  return source_value(std::move(made), call);
}

// bindparam(key, value=NO_ARG, type_=None, unique=False, required=NO_ARG, quote=None,
// callable_=None,
//           expanding=False, isoutparam=False, literal_execute=False)
Value make_bindparam(const Call& call) {
  std::optional<std::string> key;
  std::optional<Value> value, required, quote, callable, isoutparam, literal_execute;
  std::optional<SqlType> type;
  std::optional<bool> unique, expanding;
  if (!call.bind({{"key", key},
                  {"value", value},
                  {"type_", type},
                  {"unique", unique},
                  {"required", required},
                  {"quote", quote},
                  {"callable_", callable},
                  {"expanding", expanding},
                  {"isoutparam", isoutparam},
                  {"literal_execute", literal_execute}})) {
    return unknown_expression(call);
  }
  clause::Bind bind;
  bind.key = key.value_or("param");
  bind.unique = unique.value_or(false);
  bind.expanding = expanding.value_or(false);
  if (value) bind.value = *value;
  SqlType own = type.value_or(SqlType{});
  if (!type && value && !value->is_none()) {
    own = natural_type(*value);
    if (const std::vector<Value>* items = value->items(); items && bind.expanding) {
      for (const Value& item : *items) {
        if (item.is_none()) continue;
        own = natural_type(item);
        break;
      }
    }
  }
  if (bind.expanding && value && value->as<python::Set>()) {
    auto items = call.items(*value);
    if (!items) return unknown_expression(call);
    bind.value = Value::list(std::move(*items));
  }
  return clause_value(clause::make(std::move(bind), std::move(own)), call);
}

// ---- casts, CASE, EXTRACT

Value cast_of(const Call& call, bool try_cast) {
  Value expression;
  SqlType type;
  if (!call.bind({{"expression", expression}, {"type_", type}})) return unknown_expression(call);
  if (const python::Unknown* unknown = expression.unknown()) return Value::unknown(*unknown);
  const NodePtr operand_ = expression.is_none()
                               ? clause::keyword(ir::Keyword::Word::Null)
                               : literal_or_node(expression, node_of(expression) ? nullptr : &type);
  return clause_value(clause::make(clause::CastNode{operand_, try_cast}, type), call);
}
Value make_cast(const Call& call) { return cast_of(call, false); }
Value make_try_cast(const Call& call) { return cast_of(call, true); }

// type_coerce(expression, type_)
Value make_type_coerce(const Call& call) {
  Value expression;
  SqlType type;
  if (!call.bind({{"expression", expression}, {"type_", type}})) return unknown_expression(call);
  if (const python::Unknown* unknown = expression.unknown()) return Value::unknown(*unknown);
  const NodePtr operand_ = literal_or_node(expression, node_of(expression) ? nullptr : &type);
  return clause_value(clause::make(clause::TypeCoerceNode{operand_}, type), call);
}

// case(*whens, value=None, else_=None)
Value make_case(const Call& call) {
  python::Rest whens;
  std::optional<Value> value, otherwise;
  if (!call.bind({{"whens", whens}, {"value", value}, {"else_", otherwise}})) {
    return unknown_expression(call);
  }
  clause::CaseNode node;
  SqlType compared;
  if (value && !value->is_none()) {
    if (const python::Unknown* unknown = value->unknown()) return Value::unknown(*unknown);
    node.value = literal_or_node(*value);
    compared = node.value->type;
  }
  std::vector<std::pair<Value, Value>> pairs;
  for (const python::Argument& argument : whens.arguments) {
    if (const python::Unknown* unknown = argument.value.unknown()) return Value::unknown(*unknown);
    if (const python::Dict* dict = argument.value.dictionary()) {
      dict->each([&](const Value& key, const Value& result) { pairs.emplace_back(key, result); });
      continue;
    }
    const std::vector<Value>* items = argument.value.items();
    // The old form takes one list of pairs.
    const bool list_of_pairs =
        items && !items->empty() && std::ranges::all_of(*items, [](const Value& item) {
          const std::vector<Value>* pair = item.items();
          return pair && pair->size() == 2;
        });
    if (list_of_pairs && argument.value.as<python::List>() && whens.arguments.size() == 1) {
      warn_old_form(call, "case() takes its pairs one by one");
      for (const Value& item : *items) pairs.emplace_back((*item.items())[0], (*item.items())[1]);
      continue;
    }
    if (!items || items->size() != 2) {
      return World::of(call).raise(call, "sqlalchemy.exc.ArgumentError",
                                   "case() takes pairs of a condition and a result");
    }
    pairs.emplace_back((*items)[0], (*items)[1]);
  }
  SqlType type;
  for (const auto& [when, result] : pairs) {
    if (const python::Unknown* unknown = when.unknown()) return Value::unknown(*unknown);
    if (const python::Unknown* unknown = result.unknown()) return Value::unknown(*unknown);
    NodePtr tested;
    if (node.value) {
      tested = literal_or_node(when, node_of(when) ? nullptr : &compared);
    } else {
      tested = condition(when, call);
      if (!tested) return Value::none();
      tested = clause::self_group(tested, clause::against_nothing());
    }
    NodePtr then = literal_or_node(result);
    if (clause::affinity(type.type) == clause::Affinity::Null) type = then->type;
    node.whens.emplace_back(std::move(tested), std::move(then));
  }
  if (otherwise) {
    if (const python::Unknown* unknown = otherwise->unknown()) return Value::unknown(*unknown);
    if (!otherwise->is_none()) node.otherwise = literal_or_node(*otherwise);
    if (node.otherwise && clause::affinity(type.type) == clause::Affinity::Null) {
      type = node.otherwise->type;
    }
  }
  return clause_value(clause::make(std::move(node), std::move(type)), call);
}

// extract(field, expr)
Value make_extract(const Call& call) {
  std::string field;
  Value expr;
  if (!call.bind({{"field", field}, {"expr", expr}})) return unknown_expression(call);
  return clause_value(clause::make(clause::ExtractNode{std::move(field), literal_or_node(expr)},
                                   clause::integer_type()),
                      call);
}

// ---- what methods of columns do too

template <Operator op>
Value make_modifier(const Call& call) {
  Value column;
  if (!call.bind({{"column", column}})) return unknown_expression(call);
  if (const python::Unknown* unknown = column.unknown()) return Value::unknown(*unknown);
  const NodePtr node = ordering(column, call);
  if (!node) return Value::none();
  return clause_value(
      clause::make(clause::UnaryNode{op, clause::self_group(node, clause::against(op)), {}}), call);
}
template <Operator op>
Value make_unary(const Call& call) {
  Value expr;
  if (!call.bind({{"expr", expr}})) return unknown_expression(call);
  if (const python::Unknown* unknown = expr.unknown()) return Value::unknown(*unknown);
  const NodePtr node = literal_or_node(expr);
  const bool collection = op == Operator::Any || op == Operator::All;
  return clause_value(
      clause::make(clause::UnaryNode{op, clause::self_group(node, clause::against(op)), {}},
                   collection ? clause::boolean_type() : node->type),
      call);
}

Value call_method(const Call& call, const Value& self, std::string_view name,
                  std::vector<Value> arguments) {
  const Value method = call.attribute(self, name);
  if (call.failed()) return Value::none();
  return call.call(method, std::move(arguments));
}

// between(expr, lower_bound, upper_bound, symmetric=False)
Value make_between(const Call& call) {
  Value expr, low, high;
  std::optional<Value> symmetric;
  if (!call.bind({{"expr", expr},
                  {"lower_bound", low},
                  {"upper_bound", high},
                  {"symmetric", symmetric}})) {
    return unknown_expression(call);
  }
  return call_method(call, clause_value(literal_or_node(expr), call), "between",
                     {low, high, symmetric.value_or(Value::boolean(false))});
}

// collate(expression, collation)
Value make_collate(const Call& call) {
  Value expression, collation;
  if (!call.bind({{"expression", expression}, {"collation", collation}})) {
    return unknown_expression(call);
  }
  return call_method(call, clause_value(literal_or_node(expression), call), "collate", {collation});
}

// label(name, element, type_=None)
Value make_label(const Call& call) {
  Value name, element;
  std::optional<Value> type;
  if (!call.bind({{"name", name}, {"element", element}, {"type_", type}})) {
    return unknown_expression(call);
  }
  return call_method(call, clause_value(literal_or_node(element), call), "label", {name});
}

// tuple_(*clauses, types=None)
Value make_tuple(const Call& call) {
  python::Rest clauses;
  std::optional<Value> types;
  if (!call.bind({{"clauses", clauses}, {"types", types}})) return unknown_expression(call);
  if (const python::Unknown* unknown = first_unknown(clauses.arguments)) {
    return Value::unknown(*unknown);
  }
  clause::ListNode list{Operator::Comma, {}, true};
  for (const python::Argument& argument : clauses.arguments) {
    list.items.push_back(literal_or_node(argument.value));
  }
  return clause_value(clause::make(std::move(list)), call);
}

// ---- postgresql

// array(clauses, type_=None)
Value make_array(const Call& call) {
  std::vector<Value> clauses;
  std::optional<SqlType> type;
  if (!call.bind({{"clauses", clauses}, {"type_", type}})) return unknown_expression(call);
  clause::ArrayNode node;
  SqlType item;
  if (type) {
    item = *type;
    if (const auto* array = std::get_if<ir::Array>(&type->type.kind)) item = {*array->item, {}};
  }
  for (const Value& value : clauses) {
    if (const python::Unknown* unknown = value.unknown()) return Value::unknown(*unknown);
    NodePtr element = literal_or_node(value, type && !node_of(value) ? &item : nullptr);
    if (!type && clause::affinity(item.type) == clause::Affinity::Null) item = element->type;
    node.items.push_back(std::move(element));
  }
  ir::Array array;
  int dimensions = 1;
  if (const auto* inner = std::get_if<ir::Array>(&item.type.kind)) {
    array.item = inner->item;
    dimensions = inner->dimensions.value_or(1) + 1;
    array.dimensions = dimensions;
  } else {
    array.item = item.type;
  }
  return clause_value(clause::make(std::move(node), {{std::move(array)}, {}}), call);
}

// aggregate_order_by(target, *order_by)
Value make_aggregate_order_by(const Call& call) {
  Value target;
  python::Rest order_by;
  if (!call.bind({{"target", target}, {"order_by", order_by}})) return unknown_expression(call);
  clause::OrderedNode node;
  node.element = literal_or_node(target);
  for (const python::Argument& argument : order_by.arguments) {
    node.order_by.push_back(literal_or_node(argument.value));
  }
  SqlType type = node.element->type;
  return clause_value(clause::make(std::move(node), std::move(type)), call);
}

constexpr python::Builtin functions[] = {
    {"and_", make_and},
    {"or_", make_or},
    {"not_", make_not},
    {"true", make_keyword<ir::Keyword::Word::True>},
    {"false", make_keyword<ir::Keyword::Word::False>},
    {"null", make_keyword<ir::Keyword::Word::Null>},
    {"literal", make_literal},
    {"literal_column", make_literal_column},
    {"column", make_column},
    {"table", make_table_clause},
    {"bindparam", make_bindparam},
    {"cast", make_cast},
    {"try_cast", make_try_cast},
    {"type_coerce", make_type_coerce},
    {"case", make_case},
    {"extract", make_extract},
    {"distinct", make_unary<Operator::Distinct>},
    {"asc", make_modifier<Operator::Ascending>},
    {"desc", make_modifier<Operator::Descending>},
    {"nulls_first", make_modifier<Operator::NullsFirst>},
    {"nullsfirst", make_modifier<Operator::NullsFirst>},
    {"nulls_last", make_modifier<Operator::NullsLast>},
    {"nullslast", make_modifier<Operator::NullsLast>},
    {"any_", make_unary<Operator::Any>},
    {"all_", make_unary<Operator::All>},
    {"bitwise_not", make_unary<Operator::BitwiseNot>},
    {"between", make_between},
    {"collate", make_collate},
    {"label", make_label},
    {"tuple_", make_tuple},
};
constexpr python::Builtin array_function{"array", make_array};
constexpr python::Builtin aggregate_order_by{"aggregate_order_by", make_aggregate_order_by};

void define(python::Module& module) {
  for (const python::Builtin& function : functions) module.function(function);
}
void define_postgresql(python::Module& module) {
  module.function(array_function);
  module.function(aggregate_order_by);
}

constexpr python::ModelledModule modules[] = {
    {"sqlalchemy", define},
    {"sqlalchemy.sql", define},
    {"sqlalchemy.sql.expression", define},
    {"sqlalchemy.sql.elements", define},
    {"sqlalchemy.dialects.postgresql", define_postgresql},
};

}  // namespace

extern const Part sqlalchemy_constructs{modules};

}  // namespace migc::library
