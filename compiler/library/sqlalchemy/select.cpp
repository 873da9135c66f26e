// select() and its relatives, and what stands in FROM.
#include <algorithm>

#include "compiler/base/match.h"
#include "compiler/library/catalogue.h"
#include "compiler/library/sqlalchemy/clause_objects.h"
#include "compiler/library/world.h"

namespace migc::library {

using clause::NodePtr;
using clause::Operator;
using clause::Query;
using clause::QueryPtr;
using clause::SourcePtr;
using python::Call;
using python::Site;
using python::Value;

namespace {

Value unknown_query(const Call& call) { return call.unknown("a query that is not known"); }

Value raise_argument(const Call& call, std::string message) {
  return World::of(call).raise(call, "sqlalchemy.exc.ArgumentError", std::move(message));
}

std::shared_ptr<Query> copy_of(const Call& call) {
  return std::make_shared<Query>(*call.receiver<QueryObject>().query());
}

/// An entity of select(): a column, a table's columns, `*`, a number.
bool add_entity(Query& query, const Value& value, const Call& call) {
  if (NodePtr node = node_of(value)) {
    query.columns.push_back(std::move(node));
    return true;
  }
  if (const SourcePtr source = source_of(value)) {
    for (NodePtr& column : clause::columns_of(source)) query.columns.push_back(std::move(column));
    query.column_sources.push_back(source);
    return true;
  }
  if (const auto text = value.text(); text && *text == "*") {
    query.columns.push_back(clause::make(clause::ColumnNode{nullptr, {"*"}, "*", true}));
    return true;
  }
  if (const auto number = value.integer(); number && !value.as<bool>()) {
    const std::string text = std::to_string(*number);
    query.columns.push_back(
        clause::make(clause::ColumnNode{nullptr, {text}, text, true}, clause::integer_type()));
    return true;
  }
  if (const auto* collection = value.object<ColumnCollection>()) {
    for (const auto& [key, column] : collection->columns()) {
      if (!add_entity(query, column, call)) return false;
    }
    return true;
  }
  raise_argument(call,
                 "Column expression, FROM clause, or other columns clause element expected, "
                 "got " +
                     python::describe(value) + ".");
  return false;
}

bool add_entities(Query& query, const std::vector<Value>& values, const Call& call) {
  for (const Value& value : values) {
    if (!add_entity(query, value, call)) return false;
  }
  return true;
}

std::vector<Value> values_of(const std::vector<python::Argument>& arguments) {
  std::vector<Value> values;
  for (const python::Argument& argument : arguments) values.push_back(argument.value);
  return values;
}

// ---- making queries

// select(*entities)
Value make_select(const Call& call) {
  python::Rest entities;
  if (!call.bind({{"entities", entities}})) return unknown_query(call);
  if (const python::Unknown* unknown = first_unknown(entities.arguments)) {
    return Value::unknown(*unknown);
  }
  auto query = std::make_shared<Query>();
  const std::vector<python::Argument>& given = entities.arguments;
  const auto* list = given.empty() ? nullptr : given.front().value.as<python::List>();
  if (list) warn_old_form(call, "select() takes columns one by one");
  for (const Value& column : list ? list->items : values_of(given)) {
    if (const python::Unknown* unknown = column.unknown()) return Value::unknown(*unknown);
    if (!add_entity(*query, column, call)) return Value::none();
  }
  if (list && given.size() > 1) query->where.push_back(condition(given[1].value, call));
  if (list && given.size() > 1 && !query->where.back()) return Value::none();
  return query_value(std::move(query), call);
}

QueryPtr as_part(const QueryPtr& query) {
  const bool limited = query->limit || query->offset || query->fetch || !query->order_by.empty();
  if (query->grouped || (!limited && query->parts.empty())) return query;
  auto grouped = std::make_shared<Query>(*query);
  grouped->grouped = true;
  return grouped;
}

Value combine(const Call& call, std::string_view word, QueryPtr first,
              const std::vector<python::Argument>& others) {
  if (const python::Unknown* unknown = first_unknown(others)) return Value::unknown(*unknown);
  auto query = std::make_shared<Query>();
  query->set_operator = word;
  if (first) query->parts.push_back(as_part(first));
  for (const python::Argument& argument : others) {
    const QueryPtr part = query_of(argument.value);
    if (!part) return raise_argument(call, "SELECT statements are combined with each other only");
    query->parts.push_back(as_part(part));
  }
  return query_value(std::move(query), call);
}

constexpr char union_word[] = "UNION", union_all_word[] = "UNION ALL", except_word[] = "EXCEPT",
               except_all_word[] = "EXCEPT ALL", intersect_word[] = "INTERSECT",
               intersect_all_word[] = "INTERSECT ALL";

template <const char* word>
Value make_combined(const Call& call) {
  python::Rest selects;
  if (!call.bind({{"selects", selects}})) return unknown_query(call);
  return combine(call, word, nullptr, selects.arguments);
}
template <const char* word>
Value combined_method(const Call& call) {
  python::Rest others;
  if (!call.bind({{"other", others}})) return unknown_query(call);
  return combine(call, word, call.receiver<QueryObject>().query(), others.arguments);
}

// ---- clauses of a query

Value columns_added(const Call& call) {
  python::Rest entities;
  if (!call.bind({{"entities", entities}})) return unknown_query(call);
  if (const python::Unknown* unknown = first_unknown(entities.arguments)) {
    return Value::unknown(*unknown);
  }
  auto query = copy_of(call);
  if (!add_entities(*query, values_of(entities.arguments), call)) return Value::none();
  return query_value(std::move(query), call);
}
Value with_only_columns(const Call& call) {
  python::Rest entities;
  std::optional<bool> maintain;
  if (!call.bind({{"entities", entities}, {"maintain_column_froms", maintain}})) {
    return unknown_query(call);
  }
  if (const python::Unknown* unknown = first_unknown(entities.arguments)) {
    return Value::unknown(*unknown);
  }
  auto query = copy_of(call);
  query->columns.clear();
  query->column_sources.clear();
  if (!add_entities(*query, values_of(entities.arguments), call)) return Value::none();
  return query_value(std::move(query), call);
}

bool add_criteria(std::vector<NodePtr>& out, const std::vector<python::Argument>& arguments,
                  const Call& call) {
  for (const python::Argument& argument : arguments) {
    NodePtr node = condition(argument.value, call);
    if (!node) return false;
    out.push_back(std::move(node));
  }
  return true;
}

Value where_method(const Call& call) {
  python::Rest criteria;
  if (!call.bind({{"whereclause", criteria}})) return unknown_query(call);
  if (const python::Unknown* unknown = first_unknown(criteria.arguments)) {
    return Value::unknown(*unknown);
  }
  auto query = copy_of(call);
  if (!add_criteria(query->where, criteria.arguments, call)) return Value::none();
  return query_value(std::move(query), call);
}
Value having_method(const Call& call) {
  python::Rest criteria;
  if (!call.bind({{"having", criteria}})) return unknown_query(call);
  if (const python::Unknown* unknown = first_unknown(criteria.arguments)) {
    return Value::unknown(*unknown);
  }
  auto query = copy_of(call);
  if (!add_criteria(query->having, criteria.arguments, call)) return Value::none();
  return query_value(std::move(query), call);
}

// filter_by(**kwargs): of the first entity
Value filter_by(const Call& call) {
  python::Options criteria;
  if (!call.bind({{"kwargs", criteria}})) return unknown_query(call);
  auto query = copy_of(call);
  SourcePtr entity;
  if (!query->joins.empty()) entity = query->joins.back().right;
  if (!entity && !query->from.empty()) entity = query->from.front();
  if (!entity && !query->column_sources.empty()) entity = query->column_sources.front();
  if (!entity && !query->columns.empty()) {
    std::vector<SourcePtr> sources;
    clause::add_sources(query->columns.front(), sources);
    if (!sources.empty()) entity = sources.front();
  }
  for (const python::KeywordArgument& argument : criteria.arguments) {
    if (const python::Unknown* unknown = argument.value.unknown()) return Value::unknown(*unknown);
    const NodePtr column = entity ? clause::column_of(entity, argument.name) : nullptr;
    if (!column) {
      return World::of(call).raise(
          call, "sqlalchemy.exc.InvalidRequestError",
          fmt::format("Entity namespace has no property \"{}\"", argument.name));
    }
    const Value made =
        call.compare(python::ast::CompareOp::Equal, clause_value(column, call), argument.value);
    if (NodePtr node = node_of(made)) query->where.push_back(std::move(node));
  }
  return query_value(std::move(query), call);
}

template <std::vector<NodePtr> Query::*member>
Value ordering_method(const Call& call) {
  python::Rest clauses;
  if (!call.bind({{"clauses", clauses}})) return unknown_query(call);
  if (const python::Unknown* unknown = first_unknown(clauses.arguments)) {
    return Value::unknown(*unknown);
  }
  auto query = copy_of(call);
  const std::vector<Value> values = flat_arguments(clauses.arguments);
  if (values.size() == 1 && values.front().is_none()) {
    ((*query).*member).clear();
    return query_value(std::move(query), call);
  }
  for (const Value& value : values) {
    NodePtr node = ordering(value, call);
    if (!node) return Value::none();
    if (node->as<clause::UnaryNode>() == nullptr && node->as<clause::LabelReference>() == nullptr) {
      node = clause::self_group(node, clause::against(Operator::Comma));
    }
    ((*query).*member).push_back(std::move(node));
  }
  return query_value(std::move(query), call);
}

NodePtr count_node(const Value& value) {
  if (value.is_none()) return nullptr;
  const SqlType number = clause::integer_type();
  return literal_or_node(value, node_of(value) ? nullptr : &number);
}

template <NodePtr Query::*member>
Value count_method(const Call& call) {
  Value count;
  if (!call.bind({{"limit", count}})) return unknown_query(call);
  if (const python::Unknown* unknown = count.unknown()) return Value::unknown(*unknown);
  auto query = copy_of(call);
  (*query).*member = count_node(count);
  return query_value(std::move(query), call);
}
// fetch(count, with_ties=False, percent=False)
Value fetch_method(const Call& call) {
  Value count;
  std::optional<bool> with_ties, percent;
  if (!call.bind({{"count", count}, {"with_ties", with_ties}, {"percent", percent}})) {
    return unknown_query(call);
  }
  auto query = copy_of(call);
  query->limit = nullptr;
  query->fetch = count_node(count);
  query->fetch_with_ties = with_ties.value_or(false);
  query->fetch_percent = percent.value_or(false);
  return query_value(std::move(query), call);
}
Value slice_method(const Call& call) {
  std::int64_t start = 0, stop = 0;
  if (!call.bind({{"start", start}, {"stop", stop}})) return unknown_query(call);
  auto query = copy_of(call);
  query->limit = count_node(Value::integer(stop - start));
  query->offset = start == 0 ? nullptr : count_node(Value::integer(start));
  return query_value(std::move(query), call);
}

// distinct(*expr)
Value distinct_method(const Call& call) {
  python::Rest on;
  if (!call.bind({{"expr", on}})) return unknown_query(call);
  auto query = copy_of(call);
  query->distinct = true;
  for (const python::Argument& argument : on.arguments) {
    NodePtr node = ordering(argument.value, call);
    if (!node) return Value::none();
    query->distinct_on.push_back(std::move(node));
  }
  return query_value(std::move(query), call);
}

Value select_from(const Call& call) {
  python::Rest froms;
  if (!call.bind({{"froms", froms}})) return unknown_query(call);
  if (const python::Unknown* unknown = first_unknown(froms.arguments)) {
    return Value::unknown(*unknown);
  }
  auto query = copy_of(call);
  for (const python::Argument& argument : froms.arguments) {
    const SourcePtr source = source_of(argument.value);
    if (!source) {
      return raise_argument(call,
                            "FROM expression, such as a Table or alias() object expected, got " +
                                python::describe(argument.value) + ".");
    }
    query->from.push_back(source);
  }
  return query_value(std::move(query), call);
}

struct JoinArguments {
  SourcePtr left, right;
  NodePtr on;
};

Value join_step(const Call& call, const Value* from, const Value& target,
                const std::optional<Value>& onclause, bool outer, bool full) {
  if (const python::Unknown* unknown = target.unknown()) return Value::unknown(*unknown);
  clause::JoinStep step;
  step.right = source_of(target);
  if (from) step.left = source_of(*from);
  if (!step.right || (from && !step.left)) {
    return raise_argument(call, "Join target, typically a FROM expression, expected");
  }
  if (onclause && !onclause->is_none()) {
    if (const python::Unknown* unknown = onclause->unknown()) return Value::unknown(*unknown);
    NodePtr on = condition(*onclause, call);
    if (!on) return Value::none();
    step.on = clause::self_group(on, clause::against_condition());
  }
  step.kind = full ? ir::Join::Kind::Full : outer ? ir::Join::Kind::Left : ir::Join::Kind::Inner;
  auto query = copy_of(call);
  query->joins.push_back(std::move(step));
  return query_value(std::move(query), call);
}
// join(target, onclause=None, isouter=False, full=False)
Value join_query(const Call& call) {
  Value target;
  std::optional<Value> onclause;
  std::optional<bool> outer, full;
  if (!call.bind(
          {{"target", target}, {"onclause", onclause}, {"isouter", outer}, {"full", full}})) {
    return unknown_query(call);
  }
  return join_step(call, nullptr, target, onclause, outer.value_or(false), full.value_or(false));
}
Value outerjoin_query(const Call& call) {
  Value target;
  std::optional<Value> onclause;
  std::optional<bool> full;
  if (!call.bind({{"target", target}, {"onclause", onclause}, {"full", full}})) {
    return unknown_query(call);
  }
  return join_step(call, nullptr, target, onclause, true, full.value_or(false));
}
// join_from(from_, target, onclause=None, isouter=False, full=False)
Value join_from(const Call& call) {
  Value from, target;
  std::optional<Value> onclause;
  std::optional<bool> outer, full;
  if (!call.bind({{"from_", from},
                  {"target", target},
                  {"onclause", onclause},
                  {"isouter", outer},
                  {"full", full}})) {
    return unknown_query(call);
  }
  return join_step(call, &from, target, onclause, outer.value_or(false), full.value_or(false));
}
Value outerjoin_from(const Call& call) {
  Value from, target;
  std::optional<Value> onclause;
  std::optional<bool> full;
  if (!call.bind({{"from_", from}, {"target", target}, {"onclause", onclause}, {"full", full}})) {
    return unknown_query(call);
  }
  return join_step(call, &from, target, onclause, true, full.value_or(false));
}

// with_for_update(nowait=False, read=False, of=None, skip_locked=False, key_share=False)
Value with_for_update(const Call& call) {
  std::optional<bool> nowait, read, skip_locked, key_share;
  std::optional<Value> of;
  if (!call.bind({{"nowait", nowait},
                  {"read", read},
                  {"of", of},
                  {"skip_locked", skip_locked},
                  {"key_share", key_share}})) {
    return unknown_query(call);
  }
  clause::Lock lock;
  lock.nowait = nowait.value_or(false);
  lock.read = read.value_or(false);
  lock.skip_locked = skip_locked.value_or(false);
  lock.key_share = key_share.value_or(false);
  if (of && !of->is_none()) {
    const std::vector<Value> one{*of};
    for (const Value& value : of->items() ? *of->items() : one) {
      if (const NodePtr node = node_of(value)) {
        clause::add_sources(node, lock.of);
      } else if (const SourcePtr source = source_of(value)) {
        lock.of.push_back(source);
      }
    }
  }
  auto query = copy_of(call);
  query->lock = std::move(lock);
  return query_value(std::move(query), call);
}

std::optional<std::string> text_of(const Value& value) {
  if (const auto text = value.text()) return std::string(*text);
  const NodePtr node = node_of(value);
  const auto* text = node ? node->as<clause::TextNode>() : nullptr;
  if (!text) return std::nullopt;
  std::string words;
  for (const auto& piece : text->pieces) {
    const auto* plain = std::get_if<std::string>(&piece);
    if (!plain) return std::nullopt;
    words += *plain;
  }
  return words;
}

template <std::vector<clause::DialectText> Query::*member>
Value texts_method(const Call& call) {
  python::Rest texts;
  std::optional<std::string> dialect;
  if (!call.bind({{"texts", texts}, {"dialect", dialect}})) return unknown_query(call);
  auto query = copy_of(call);
  for (const python::Argument& argument : texts.arguments) {
    auto text = text_of(argument.value);
    if (!text) return call.unknown("a text of the query that is not known");
    ((*query).*member).push_back({dialect.value_or(""), std::move(*text)});
  }
  return query_value(std::move(query), call);
}
// with_statement_hint(text, dialect_name="*")
Value with_statement_hint(const Call& call) {
  std::string text;
  std::optional<std::string> dialect;
  if (!call.bind({{"text", text}, {"dialect_name", dialect}})) return unknown_query(call);
  auto query = copy_of(call);
  query->statement_hints.push_back({dialect.value_or("*"), std::move(text)});
  return query_value(std::move(query), call);
}
// with_hint(selectable, text, dialect_name="*")
Value with_hint(const Call& call) {
  Value selectable;
  std::string text;
  std::optional<std::string> dialect;
  if (!call.bind({{"selectable", selectable}, {"text", text}, {"dialect_name", dialect}})) {
    return unknown_query(call);
  }
  auto query = copy_of(call);
  const SourcePtr source = source_of(selectable);
  if (!source) return raise_argument(call, "a FROM element is expected");
  query->hints.push_back({source, dialect.value_or("*"), std::move(text)});
  return query_value(std::move(query), call);
}

std::vector<SourcePtr> source_list(const std::vector<python::Argument>& arguments) {
  std::vector<SourcePtr> sources;
  for (const python::Argument& argument : arguments) {
    if (const SourcePtr source = source_of(argument.value)) sources.push_back(source);
  }
  return sources;
}

// correlate(*fromclauses)
Value correlate_method(const Call& call) {
  python::Rest froms;
  if (!call.bind({{"fromclauses", froms}})) return unknown_query(call);
  auto query = copy_of(call);
  query->auto_correlate = false;
  if (!froms.arguments.empty() && froms.arguments.front().value.is_none()) {
    query->correlate.clear();
  } else {
    for (SourcePtr& source : source_list(froms.arguments)) {
      query->correlate.push_back(std::move(source));
    }
  }
  return query_value(std::move(query), call);
}
Value correlate_except(const Call& call) {
  python::Rest froms;
  if (!call.bind({{"fromclauses", froms}})) return unknown_query(call);
  auto query = copy_of(call);
  query->auto_correlate = false;
  query->correlate_except = source_list(froms.arguments);
  return query_value(std::move(query), call);
}

// ---- queries as parts of others

Value subquery_of(const Call& call, const QueryPtr& query, const std::optional<std::string>& name,
                  bool lateral) {
  auto made = std::make_shared<clause::Source>(
      clause::Source{clause::SubquerySource{query, {}, lateral}, clause::exported(*query)});
  std::get<clause::SubquerySource>(made->data).name =
      name ? clause::Name{*name} : clause::Name{"anon", made.get()};
  return source_value(std::move(made), call);
}
// subquery(name=None)
Value subquery_method(const Call& call) {
  std::optional<std::string> name;
  std::optional<bool> flat;
  if (!call.bind({{"name", name}, {"flat", flat}})) return unknown_query(call);
  return subquery_of(call, call.receiver<QueryObject>().query(), name, false);
}
Value lateral_method(const Call& call) {
  std::optional<std::string> name;
  if (!call.bind({{"name", name}})) return unknown_query(call);
  return subquery_of(call, call.receiver<QueryObject>().query(), name, true);
}

Value cte_of(const Call& call, const QueryPtr& query, const std::optional<std::string>& name,
             bool recursive, SourcePtr restates) {
  auto made = std::make_shared<clause::Source>(
      clause::Source{clause::CteSource{query, {}, recursive}, clause::exported(*query)});
  auto& cte = std::get<clause::CteSource>(made->data);
  cte.name = name ? clause::Name{*name} : clause::Name{"anon", made.get()};
  cte.restates = std::move(restates);
  return source_value(std::move(made), call);
}
// cte(name=None, recursive=False, nesting=False)
Value cte_method(const Call& call) {
  std::optional<std::string> name;
  std::optional<bool> recursive, nesting;
  if (!call.bind({{"name", name}, {"recursive", recursive}, {"nesting", nesting}})) {
    return unknown_query(call);
  }
  if (nesting.value_or(false)) return call.unknown("nesting common tables are not modelled");
  return cte_of(call, call.receiver<QueryObject>().query(), name, recursive.value_or(false),
                nullptr);
}

NodePtr scalar_node(const QueryPtr& query) {
  const Query& first = query->parts.empty() ? *query : *query->parts.front();
  SqlType type;
  if (!first.columns.empty()) type = first.columns.front()->type;
  return clause::make(clause::QueryNode{query}, std::move(type));
}
Value scalar_subquery(const Call& call) {
  if (!call.bind({})) return unknown_query(call);
  return clause_value(scalar_node(call.receiver<QueryObject>().query()), call);
}
// label(name)
Value label_query(const Call& call) {
  std::optional<std::string> name;
  if (!call.bind({{"name", name}})) return unknown_query(call);
  const NodePtr node = scalar_node(call.receiver<QueryObject>().query());
  SqlType type = node->type;
  return clause_value(
      clause::make(
          clause::LabelNode{name ? clause::Name{*name} : clause::Name{"anon", node.get()}, node},
          std::move(type)),
      call);
}

NodePtr exists_node(const QueryPtr& query) {
  return clause::make(
      clause::UnaryNode{Operator::Exists, clause::make(clause::QueryNode{query}), {}},
      clause::boolean_type());
}
Value exists_method(const Call& call) {
  if (!call.bind({})) return unknown_query(call);
  return clause_value(exists_node(call.receiver<QueryObject>().query()), call);
}

// exists(__argument=None)
Value make_exists(const Call& call) {
  std::optional<Value> argument;
  python::Rest more;
  if (!call.bind({{"argument", argument}, {"more", more}})) return unknown_query(call);
  if (argument && argument->unknown()) return Value::unknown(*argument->unknown());
  QueryPtr query = argument ? query_of(*argument) : nullptr;
  if (!query && argument) {
    const NodePtr node = node_of(*argument);
    if (const auto* scalar = node ? node->as<clause::QueryNode>() : nullptr) query = scalar->query;
  }
  if (!query) {
    auto made = std::make_shared<Query>();
    if (argument && !argument->is_none()) {
      if (!add_entity(*made, *argument, call)) return Value::none();
      if (!add_entities(*made, values_of(more.arguments), call)) return Value::none();
    } else {
      made->columns.push_back(clause::make(clause::ColumnNode{nullptr, {"*"}, "*", true}));
    }
    query = std::move(made);
  }
  return clause_value(exists_node(query), call);
}

// set_label_style(style)
Value set_label_style(const Call& call) {
  Value style;
  if (!call.bind({{"style", style}})) return unknown_query(call);
  auto query = copy_of(call);
  const auto text = style.text();
  if (text == "LABEL_STYLE_TABLENAME_PLUS_COL") {
    query->label_style = clause::LabelStyle::TableNamePlusColumn;
  } else if (text == "LABEL_STYLE_NONE") {
    query->label_style = clause::LabelStyle::None;
  } else if (text == "LABEL_STYLE_DISAMBIGUATE_ONLY" || text == "LABEL_STYLE_DEFAULT") {
    query->label_style = clause::LabelStyle::Disambiguate;
  } else {
    return call.unknown("the label style is not modelled");
  }
  return query_value(std::move(query), call);
}

// add_cte(*ctes, nest_here=False)
Value add_cte(const Call& call) {
  python::Rest ctes;
  std::optional<bool> nest_here;
  if (!call.bind({{"ctes", ctes}, {"nest_here", nest_here}})) return unknown_query(call);
  auto query = copy_of(call);
  for (SourcePtr& source : source_list(ctes.arguments)) query->ctes.push_back(std::move(source));
  return query_value(std::move(query), call);
}

Value same_query(const Call& call) {
  python::Rest arguments;
  python::Options options;
  if (!call.bind({{"args", arguments}, {"kw", options}})) return unknown_query(call);
  return query_value(call.receiver<QueryObject>().query(), call);
}

// params(**values)
Value query_params(const Call& call) {
  python::Rest dicts;
  python::Options values;
  if (!call.bind({{"args", dicts}, {"kw", values}})) return unknown_query(call);
  python::Dict all;
  for (const python::Argument& argument : dicts.arguments) {
    if (const python::Dict* dict = argument.value.dictionary()) {
      dict->each([&](const Value& key, const Value& value) { all.set(key, value); });
    }
  }
  for (const python::KeywordArgument& argument : values.arguments) {
    all.set(argument.name, argument.value);
  }
  const NodePtr bound = bound_to(scalar_node(call.receiver<QueryObject>().query()), all);
  return query_value(bound->as<clause::QueryNode>()->query, call);
}

constexpr python::Builtin query_methods[] = {
    {"where", where_method, true},
    {"filter", where_method, true},
    {"filter_by", filter_by, true},
    {"having", having_method, true},
    {"order_by", ordering_method<&Query::order_by>, true},
    {"group_by", ordering_method<&Query::group_by>, true},
    {"limit", count_method<&Query::limit>, true},
    {"offset", count_method<&Query::offset>, true},
    {"fetch", fetch_method, true},
    {"slice", slice_method, true},
    {"distinct", distinct_method, true},
    {"select_from", select_from, true},
    {"join", join_query, true},
    {"outerjoin", outerjoin_query, true},
    {"join_from", join_from, true},
    {"outerjoin_from", outerjoin_from, true},
    {"add_columns", columns_added, true},
    {"column", columns_added, true},
    {"with_only_columns", with_only_columns, true},
    {"with_for_update", with_for_update, true},
    {"prefix_with", texts_method<&Query::prefixes>, true},
    {"suffix_with", texts_method<&Query::suffixes>, true},
    {"with_hint", with_hint, true},
    {"with_statement_hint", with_statement_hint, true},
    {"correlate", correlate_method, true},
    {"correlate_except", correlate_except, true},
    {"union", combined_method<union_word>, true},
    {"union_all", combined_method<union_all_word>, true},
    {"except_", combined_method<except_word>, true},
    {"except_all", combined_method<except_all_word>, true},
    {"intersect", combined_method<intersect_word>, true},
    {"intersect_all", combined_method<intersect_all_word>, true},
    {"subquery", subquery_method, true},
    {"alias", subquery_method, true},
    {"lateral", lateral_method, true},
    {"cte", cte_method, true},
    {"scalar_subquery", scalar_subquery, true},
    {"as_scalar", scalar_subquery, true},
    {"label", label_query, true},
    {"exists", exists_method, true},
    {"set_label_style", set_label_style, true},
    {"add_cte", add_cte, true},
    {"execution_options", same_query, true},
    {"options", same_query, true},
    {"params", query_params, true},
    {"self_group", same_query, true},
};

// ---- EXISTS and scalar queries go on as queries

QueryPtr inner_query(const NodePtr& node) {
  if (const auto* scalar = node->as<clause::QueryNode>()) return scalar->query;
  const auto* unary = node->as<clause::UnaryNode>();
  if (unary && unary->op == Operator::Exists) return inner_query(unary->operand);
  return nullptr;
}

/// Applies the query's method of the same name to the query within.
Value on_inner(const Call& call) {
  const NodePtr node = call.receiver<ColumnElement>().node();
  const QueryPtr query = inner_query(node);
  const std::string_view name = call.callee.substr(call.callee.rfind('.') + 1);
  const Value method = call.attribute(query_value(query, call), name);
  if (call.failed()) return Value::none();
  std::vector<Value> arguments;
  for (const python::Argument& argument : call.positional) arguments.push_back(argument.value);
  const Value changed = call.call(method, std::move(arguments));
  const QueryPtr result = query_of(changed);
  if (!result) return changed;
  return clause_value(node->as<clause::UnaryNode>() ? exists_node(result) : scalar_node(result),
                      call);
}
// exists().select()
Value select_exists(const Call& call) {
  if (!call.bind({})) return unknown_query(call);
  auto query = std::make_shared<Query>();
  query->columns.push_back(call.receiver<ColumnElement>().node());
  return query_value(std::move(query), call);
}
constexpr python::Builtin inner_methods[] = {
    {"where", on_inner, true},       {"select_from", on_inner, true},
    {"correlate", on_inner, true},   {"correlate_except", on_inner, true},
    {"select", select_exists, true},
};

// ---- sources

const SourcePtr source_self(const Call& call) { return call.self->object<FromClause>()->source(); }

Value join_sources(const Call& call, const SourcePtr& left, const Value& right,
                   const std::optional<Value>& onclause, bool outer, bool full) {
  if (const python::Unknown* unknown = right.unknown()) return Value::unknown(*unknown);
  clause::JoinSource join;
  join.left = left;
  join.right = source_of(right);
  if (!join.right) return raise_argument(call, "FROM expression expected for a join");
  join.kind = full ? ir::Join::Kind::Full : outer ? ir::Join::Kind::Left : ir::Join::Kind::Inner;
  if (onclause && !onclause->is_none()) {
    if (const python::Unknown* unknown = onclause->unknown()) return Value::unknown(*unknown);
    NodePtr on = condition(*onclause, call);
    if (!on) return Value::none();
    join.on = clause::self_group(on, clause::against_condition());
  } else {
    join.on = clause::join_condition(join.left, join.right);
    if (!join.on) {
      return World::of(call).raise(
          call, "sqlalchemy.exc.NoForeignKeysError",
          "Can't find any foreign key relationships between the tables to join.");
    }
  }
  return source_value(std::make_shared<const clause::Source>(clause::Source{std::move(join), {}}),
                      call);
}
// join(right, onclause=None, isouter=False, full=False)
Value join_method(const Call& call) {
  Value right;
  std::optional<Value> onclause;
  std::optional<bool> outer, full;
  if (!call.bind({{"right", right}, {"onclause", onclause}, {"isouter", outer}, {"full", full}})) {
    return call.unknown("a join that is not known");
  }
  return join_sources(call, source_self(call), right, onclause, outer.value_or(false),
                      full.value_or(false));
}
Value outerjoin_method(const Call& call) {
  Value right;
  std::optional<Value> onclause;
  std::optional<bool> full;
  if (!call.bind({{"right", right}, {"onclause", onclause}, {"full", full}})) {
    return call.unknown("a join that is not known");
  }
  return join_sources(call, source_self(call), right, onclause, true, full.value_or(false));
}
// join(left, right, onclause=None, isouter=False, full=False)
Value make_join(const Call& call) {
  Value left, right;
  std::optional<Value> onclause;
  std::optional<bool> outer, full;
  if (!call.bind({{"left", left},
                  {"right", right},
                  {"onclause", onclause},
                  {"isouter", outer},
                  {"full", full}})) {
    return call.unknown("a join that is not known");
  }
  const SourcePtr source = source_of(left);
  if (!source) return raise_argument(call, "FROM expression expected for a join");
  return join_sources(call, source, right, onclause, outer.value_or(false), full.value_or(false));
}
Value make_outerjoin(const Call& call) {
  Value left, right;
  std::optional<Value> onclause;
  std::optional<bool> full;
  if (!call.bind({{"left", left}, {"right", right}, {"onclause", onclause}, {"full", full}})) {
    return call.unknown("a join that is not known");
  }
  const SourcePtr source = source_of(left);
  if (!source) return raise_argument(call, "FROM expression expected for a join");
  return join_sources(call, source, right, onclause, true, full.value_or(false));
}

Value alias_of(const Call& call, const SourcePtr& source, const std::optional<std::string>& name) {
  if (const auto* values = source->as<clause::ValuesSource>()) {
    auto made = std::make_shared<clause::Source>(clause::Source{*values, source->columns});
    std::get<clause::ValuesSource>(made->data).name =
        name ? clause::Name{*name} : clause::Name{"anon", made.get()};
    return source_value(std::move(made), call);
  }
  if (const auto* function = source->as<clause::FunctionSource>()) {
    auto made = std::make_shared<clause::Source>(clause::Source{*function, source->columns});
    std::get<clause::FunctionSource>(made->data).name =
        name ? clause::Name{*name} : clause::Name{"anon", made.get()};
    return source_value(std::move(made), call);
  }
  if (const auto* cte = source->as<clause::CteSource>()) {
    clause::CteSource alias = *cte;
    alias.alias_of = source;
    auto made = std::make_shared<clause::Source>(clause::Source{std::move(alias), source->columns});
    std::get<clause::CteSource>(made->data).name =
        name ? clause::Name{*name} : clause::Name{cte->name.text, made.get()};
    return source_value(std::move(made), call);
  }
  std::string stem = "anon";
  if (const auto* table = source->as<clause::TableSource>()) stem = table->name.name;
  if (const auto* alias = source->as<clause::AliasSource>()) stem = alias->name.text;
  auto made = std::make_shared<clause::Source>(
      clause::Source{clause::AliasSource{source, {}}, source->columns});
  std::get<clause::AliasSource>(made->data).name =
      name ? clause::Name{*name} : clause::Name{stem, made.get()};
  return source_value(std::move(made), call);
}
// alias(name=None, flat=False)
Value alias_method(const Call& call) {
  std::optional<std::string> name;
  std::optional<bool> flat;
  if (!call.bind({{"name", name}, {"flat", flat}}))
    return call.unknown("an alias that is not known");
  return alias_of(call, source_self(call), name);
}
// alias(selectable, name=None, flat=False)
Value make_alias(const Call& call) {
  Value selectable;
  std::optional<std::string> name;
  std::optional<bool> flat;
  if (!call.bind({{"selectable", selectable}, {"name", name}, {"flat", flat}})) {
    return call.unknown("an alias that is not known");
  }
  if (const QueryPtr query = query_of(selectable)) return subquery_of(call, query, name, false);
  const SourcePtr source = source_of(selectable);
  if (!source) return raise_argument(call, "FROM expression expected for an alias");
  return alias_of(call, source, name);
}
// subquery(selectable, name=None), lateral(selectable, name=None), cte(selectable, name, recursive)
Value make_lateral(const Call& call) {
  Value selectable;
  std::optional<std::string> name;
  if (!call.bind({{"selectable", selectable}, {"name", name}})) return unknown_query(call);
  const QueryPtr query = query_of(selectable);
  if (!query) return call.unknown("LATERAL of this is not modelled");
  return subquery_of(call, query, name, true);
}
Value make_cte(const Call& call) {
  Value selectable;
  std::optional<std::string> name;
  std::optional<bool> recursive;
  if (!call.bind({{"selectable", selectable}, {"name", name}, {"recursive", recursive}})) {
    return unknown_query(call);
  }
  const QueryPtr query = query_of(selectable);
  if (!query) return call.unknown("a common table of this is not modelled");
  return cte_of(call, query, name, recursive.value_or(false), nullptr);
}

// select() of a table or join
Value select_method(const Call& call) {
  if (!call.bind({})) return unknown_query(call);
  const SourcePtr source = source_self(call);
  auto query = std::make_shared<Query>();
  query->columns = clause::columns_of(source);
  query->column_sources = {source};
  return query_value(std::move(query), call);
}

/// `cte.union(…)`: the same common table with more.
template <const char* word>
Value cte_combined(const Call& call) {
  python::Rest others;
  if (!call.bind({{"other", others}})) return unknown_query(call);
  const SourcePtr self = source_self(call);
  const auto& cte = *self->as<clause::CteSource>();
  const Value combined = combine(call, word, cte.query, others.arguments);
  const QueryPtr query = query_of(combined);
  if (!query) return combined;
  auto made = std::make_shared<clause::Source>(
      clause::Source{clause::CteSource{query, cte.name, cte.recursive}, self->columns});
  std::get<clause::CteSource>(made->data).restates = self;
  return source_value(std::move(made), call);
}

// values(*columns, name=None, literal_binds=False)
Value make_values(const Call& call) {
  python::Rest columns;
  std::optional<std::string> name;
  std::optional<bool> literal_binds;
  if (!call.bind({{"columns", columns}, {"name", name}, {"literal_binds", literal_binds}})) {
    return call.unknown("VALUES that are not known");
  }
  clause::Source source{clause::ValuesSource{}, {}};
  for (const python::Argument& argument : columns.arguments) {
    const NodePtr node = node_of(argument.value);
    const auto* column = node ? node->as<clause::ColumnNode>() : nullptr;
    if (!column) return call.unknown("a column of VALUES that is not known");
    clause::ColumnSpec spec;
    spec.key = column->key;
    spec.name = column->name;
    spec.type = node->type;
    source.columns.push_back(std::move(spec));
  }
  if (name) std::get<clause::ValuesSource>(source.data).name = {*name};
  return source_value(std::make_shared<const clause::Source>(std::move(source)), call);
}
// data(values)
Value values_data(const Call& call) {
  std::vector<Value> rows;
  if (!call.bind({{"values", rows}})) return call.unknown("VALUES that are not known");
  const SourcePtr self = source_self(call);
  clause::ValuesSource values = *self->as<clause::ValuesSource>();
  for (const Value& row : rows) {
    const std::vector<Value>* items = row.items();
    if (!items) return call.unknown("a row of VALUES that is not known");
    std::vector<NodePtr> nodes;
    for (std::size_t i = 0; i < items->size(); ++i) {
      const SqlType type = i < self->columns.size() ? self->columns[i].type : SqlType{};
      nodes.push_back(operand((*items)[i], literal(Value::none(), type), Operator::Comma));
    }
    values.rows.push_back(std::move(nodes));
  }
  return source_value(
      std::make_shared<const clause::Source>(clause::Source{std::move(values), self->columns}),
      call);
}

// render_derived(name=None, with_types=False)
Value render_derived(const Call& call) {
  std::optional<std::string> name;
  std::optional<bool> with_types;
  if (!call.bind({{"name", name}, {"with_types", with_types}})) {
    return call.unknown("an alias that is not known");
  }
  const SourcePtr self = source_self(call);
  auto made = std::make_shared<clause::Source>(*self);
  auto& function = std::get<clause::FunctionSource>(made->data);
  function.derived = true;
  function.derived_types = with_types.value_or(false);
  function.name = name ? clause::Name{*name} : clause::Name{"anon", made.get()};
  return source_value(std::move(made), call);
}
// lateral(name=None)
Value lateral_function(const Call& call) {
  std::optional<std::string> name;
  if (!call.bind({{"name", name}})) return call.unknown("an alias that is not known");
  auto made = std::make_shared<clause::Source>(*source_self(call));
  auto& function = std::get<clause::FunctionSource>(made->data);
  function.lateral = true;
  if (name) function.name = {*name};
  return source_value(std::move(made), call);
}

constexpr python::Builtin source_methods[] = {
    {"join", join_method, true},
    {"outerjoin", outerjoin_method, true},
    {"alias", alias_method, true},
    {"select", select_method, true},
};
constexpr python::Builtin cte_methods[] = {
    {"union", cte_combined<union_word>, true},
    {"union_all", cte_combined<union_all_word>, true},
};
constexpr python::Builtin values_methods[] = {{"data", values_data, true}};
constexpr python::Builtin function_source_methods[] = {
    {"render_derived", render_derived, true},
    {"lateral", lateral_function, true},
};

// ---- the columns of a source

Value collection_get(const Call& call) {
  std::string key;
  std::optional<Value> otherwise;
  if (!call.bind({{"key", key}, {"default", otherwise}})) return call.unknown("a column");
  for (const auto& [name, column] : call.receiver<ColumnCollection>().columns()) {
    if (name == key) return column;
  }
  return otherwise.value_or(Value::none(call.span));
}
Value collection_keys(const Call& call) {
  if (!call.bind({})) return Value::none();
  std::vector<Value> keys;
  for (const auto& [name, column] : call.receiver<ColumnCollection>().columns()) {
    keys.push_back(Value::text(name, call.span));
  }
  return Value::list(std::move(keys), call.span);
}
Value collection_values(const Call& call) {
  if (!call.bind({})) return Value::none();
  std::vector<Value> columns;
  for (const auto& [name, column] : call.receiver<ColumnCollection>().columns()) {
    columns.push_back(column);
  }
  return Value::list(std::move(columns), call.span);
}
Value collection_items(const Call& call) {
  if (!call.bind({})) return Value::none();
  std::vector<Value> items;
  for (const auto& [name, column] : call.receiver<ColumnCollection>().columns()) {
    items.push_back(Value::tuple({Value::text(name, call.span), column}, call.span));
  }
  return Value::list(std::move(items), call.span);
}
constexpr python::Builtin collection_methods[] = {
    {"get", collection_get, true},
    {"keys", collection_keys, true},
    {"values", collection_values, true},
    {"items", collection_items, true},
};

// ---- module functions

constexpr python::Builtin functions[] = {
    {"select", make_select},
    {"union", make_combined<union_word>},
    {"union_all", make_combined<union_all_word>},
    {"except_", make_combined<except_word>},
    {"except_all", make_combined<except_all_word>},
    {"intersect", make_combined<intersect_word>},
    {"intersect_all", make_combined<intersect_all_word>},
    {"exists", make_exists},
    {"join", make_join},
    {"outerjoin", make_outerjoin},
    {"alias", make_alias},
    {"subquery", make_alias},
    {"lateral", make_lateral},
    {"cte", make_cte},
    {"values", make_values},
};

void define(python::Module& module) {
  for (const python::Builtin& function : functions) module.function(function);
  for (const std::string_view style : {"LABEL_STYLE_TABLENAME_PLUS_COL", "LABEL_STYLE_NONE",
                                       "LABEL_STYLE_DISAMBIGUATE_ONLY", "LABEL_STYLE_DEFAULT"}) {
    module.define(style, Value::borrowed(style));
  }
}

constexpr python::ModelledModule modules[] = {
    {"sqlalchemy", define},
    {"sqlalchemy.sql", define},
    {"sqlalchemy.sql.expression", define},
    {"sqlalchemy.sql.selectable", define},
    {"sqlalchemy.future", define},
};

}  // namespace

extern const Part sqlalchemy_select{modules};

// ---- the objects

std::string_view QueryObject::type_name() const {
  if (query_->text) return "TextualSelect";
  return query_->parts.empty() ? "Select" : "CompoundSelect";
}

std::optional<Value> QueryObject::attribute(std::string_view name, const Site& site) const {
  if (auto found = compile_method(*this, name, site)) return found;
  if (const python::Builtin* method = find_method(query_methods, name)) {
    return bind_method(*this, *method, site);
  }
  if (name == "selected_columns" || name == "exported_columns") {
    std::vector<std::pair<std::string, Value>> columns;
    for (const clause::OutputColumn& column : clause::output_columns(*query_)) {
      if (!column.key.empty()) columns.emplace_back(column.key, clause_value(column.node, site));
    }
    return Value::object(std::make_shared<ColumnCollection>(std::move(columns)), site.span);
  }
  return std::nullopt;
}

Value QueryObject::truth(const Site& site) const {
  return site.raise("TypeError", "Boolean value of this clause is not defined");
}

ir::FromItem SourceObject::from_item() const {
  const auto* table = source_->as<clause::TableSource>();
  return table ? ir::FromItem{ir::TableRef{table->name, {}}} : ir::FromItem{};
}

std::string_view SourceObject::type_name() const {
  return match(
      source_->data, [](const clause::TableSource&) { return "TableClause"; },
      [](const clause::AliasSource&) { return "Alias"; },
      [](const clause::SubquerySource&) { return "Subquery"; },
      [](const clause::CteSource&) { return "CTE"; },
      [](const clause::JoinSource&) { return "Join"; },
      [](const clause::ValuesSource&) { return "Values"; },
      [](const clause::FunctionSource&) { return "TableValuedAlias"; },
      [](const clause::RawSource&) { return "TextClause"; });
}

std::vector<std::pair<std::string, Value>> SourceObject::exported_columns() const {
  std::vector<std::pair<std::string, Value>> columns;
  if (const auto* join = source_->as<clause::JoinSource>()) {
    (void)join;
    for (const NodePtr& node : clause::columns_of(source_)) {
      const auto* column = node->as<clause::ColumnNode>();
      const auto* table = column->source ? column->source->as<clause::TableSource>() : nullptr;
      const std::string stem = table ? table->name.name + "_" : "";
      columns.emplace_back(stem + column->key, Value::object(std::make_shared<ClauseObject>(node)));
    }
    return columns;
  }
  for (const clause::ColumnSpec& spec : source_->columns) {
    columns.emplace_back(
        spec.key, Value::object(std::make_shared<ClauseObject>(clause::column_of(source_, spec))));
  }
  return columns;
}

std::optional<Value> SourceObject::attribute(std::string_view name, const Site& site) const {
  const auto named = [&](const clause::Name& own) -> std::optional<Value> {
    if (own.anonymous) return std::nullopt;
    return Value::text(own.text, site.span);
  };
  if (name == "name" || name == "fullname" || name == "schema") {
    if (const auto* table = source_->as<clause::TableSource>()) {
      if (name == "schema") {
        return table->name.schema.empty() ? Value::none(site.span)
                                          : Value::text(table->name.schema, site.span);
      }
      return Value::text(name == "name" ? table->name.name : fmt::format("{}", table->name),
                         site.span);
    }
    if (const auto* alias = source_->as<clause::AliasSource>()) return named(alias->name);
    if (const auto* sub = source_->as<clause::SubquerySource>()) return named(sub->name);
    if (const auto* cte = source_->as<clause::CteSource>()) return named(cte->name);
  }
  const auto method = [&](std::span<const python::Builtin> methods) -> std::optional<Value> {
    const python::Builtin* found = find_method(methods, name);
    if (!found) return std::nullopt;
    return bind_method(*this, *found, site);
  };
  if (source_->as<clause::CteSource>()) {
    if (auto found = method(cte_methods)) return found;
  }
  if (source_->as<clause::ValuesSource>()) {
    if (auto found = method(values_methods)) return found;
  }
  if (source_->as<clause::FunctionSource>()) {
    if (auto found = method(function_source_methods)) return found;
    if (name == "column") {
      clause::ColumnNode whole{source_, std::get<clause::FunctionSource>(source_->data).name,
                               "column"};
      whole.whole_source = true;
      return clause_value(clause::make(std::move(whole)), site);
    }
  }
  return FromClause::attribute(name, site);
}

std::optional<Value> FromClause::attribute(std::string_view name, const Site& site) const {
  if (name == "c" || name == "columns" || name == "exported_columns") {
    return Value::object(std::make_shared<ColumnCollection>(exported_columns()), site.span);
  }
  if (auto found = dml_method(*this, name, site)) return found;
  return source_method(*this, name, site);
}

std::optional<Value> source_method(const FromClause& self, std::string_view name,
                                   const Site& site) {
  const python::Builtin* method = find_method(source_methods, name);
  if (!method) return std::nullopt;
  return bind_method(self, *method, site);
}

std::optional<Value> query_method_of_element(const ColumnElement& self, std::string_view name,
                                             const Site& site) {
  if (!inner_query(self.node())) return std::nullopt;
  const python::Builtin* method = find_method(inner_methods, name);
  if (!method) return std::nullopt;
  return bind_method(self, *method, site);
}

std::optional<Value> ColumnCollection::attribute(std::string_view name, const Site& site) const {
  for (const auto& [key, column] : columns_) {
    if (key == name) return column;
  }
  if (const python::Builtin* method = find_method(collection_methods, name)) {
    return bind_method(*this, *method, site);
  }
  site.raise("AttributeError", std::string(name));
  return Value::none();
}

std::optional<Value> ColumnCollection::item(const Value& index, const Site& site) const {
  if (const auto key = index.text()) {
    for (const auto& [name, column] : columns_) {
      if (name == *key) return column;
    }
    site.raise("KeyError", python::repr_of_text(*key));
    return Value::none();
  }
  if (const auto position = index.integer()) {
    const auto size = static_cast<std::int64_t>(columns_.size());
    const std::int64_t at = *position < 0 ? *position + size : *position;
    if (at >= 0 && at < size) return columns_[static_cast<std::size_t>(at)].second;
    site.raise("IndexError", "list index out of range");
    return Value::none();
  }
  return std::nullopt;
}

std::optional<Value> ColumnCollection::contains(const Value& item, const Site& site) const {
  const auto key = item.text();
  if (!key) return std::nullopt;
  const bool found =
      std::ranges::any_of(columns_, [&](const auto& column) { return column.first == *key; });
  return Value::boolean(found, site.span);
}

std::optional<Value> ColumnCollection::length(const Site& site) const {
  return Value::integer(static_cast<std::int64_t>(columns_.size()), site.span);
}

std::shared_ptr<python::Iterator> ColumnCollection::iterate(const Site&) const {
  std::vector<Value> values;
  for (const auto& [key, column] : columns_) values.push_back(column);
  return python::iterate(std::move(values));
}

}  // namespace migc::library
