// func.*, and what aggregate and window functions are followed by.
#include <algorithm>
#include <cstdlib>

#include "compiler/base/text.h"
#include "compiler/library/catalogue.h"
#include "compiler/library/sqlalchemy/clause_objects.h"
#include "compiler/library/world.h"

namespace migc::library {

using clause::FunctionNode;
using clause::NodePtr;
using clause::Operator;
using python::Call;
using python::Site;
using python::Value;

namespace {

// ---- types of the functions SQLAlchemy knows

enum class Returns {
  None,
  Integer,
  String,
  DateTime,
  Date,
  Time,
  FirstArgument,
  Array,
  TsVector,
  TsQuery
};

struct Generic {
  std::string_view name;
  Returns returns;
};

constexpr Generic generics[] = {
    {"aggregate_strings", Returns::String},
    {"array_agg", Returns::Array},
    {"char_length", Returns::Integer},
    {"coalesce", Returns::FirstArgument},
    {"concat", Returns::String},
    {"count", Returns::Integer},
    {"cube", Returns::None},
    {"cume_dist", Returns::None},
    {"current_date", Returns::Date},
    {"current_time", Returns::Time},
    {"current_timestamp", Returns::DateTime},
    {"current_user", Returns::String},
    {"dense_rank", Returns::Integer},
    {"grouping_sets", Returns::None},
    {"localtime", Returns::DateTime},
    {"localtimestamp", Returns::DateTime},
    {"max", Returns::FirstArgument},
    {"min", Returns::FirstArgument},
    {"mode", Returns::None},
    {"now", Returns::DateTime},
    {"percent_rank", Returns::None},
    {"percentile_cont", Returns::None},
    {"percentile_disc", Returns::None},
    {"phraseto_tsquery", Returns::TsQuery},
    {"plainto_tsquery", Returns::TsQuery},
    {"pow", Returns::FirstArgument},
    {"random", Returns::None},
    {"rank", Returns::Integer},
    {"rollup", Returns::None},
    {"session_user", Returns::String},
    {"sum", Returns::FirstArgument},
    {"sysdate", Returns::DateTime},
    {"to_tsquery", Returns::TsQuery},
    {"to_tsvector", Returns::TsVector},
    {"ts_headline", Returns::String},
    {"user", Returns::String},
    {"websearch_to_tsquery", Returns::TsQuery},
};

const Generic* find_generic(std::string_view name) {
  const auto* found = std::ranges::find(generics, ascii_lower(name), &Generic::name);
  return found == std::end(generics) ? nullptr : found;
}

SqlType type_of_function(const Generic& generic, const std::vector<NodePtr>& arguments) {
  switch (generic.returns) {
    case Returns::None:
      return {};
    case Returns::Integer:
      return clause::integer_type();
    case Returns::String:
      return clause::string_type();
    case Returns::DateTime:
      return {{ir::Timestamp{}}, {}};
    case Returns::Date:
      return {{ir::Date{}}, {}};
    case Returns::Time:
      return {{ir::Time{}}, {}};
    case Returns::TsVector:
      return {{ir::Named{"TSVECTOR"}}, {}};
    case Returns::TsQuery:
      return {{ir::Named{"TSQUERY"}}, {}};
    case Returns::FirstArgument: {
      for (const NodePtr& argument : arguments) {
        if (clause::affinity(argument) != clause::Affinity::Null) return argument->type;
      }
      return {};
    }
    case Returns::Array: {
      ir::Array array;
      if (!arguments.empty()) array.item = arguments.front()->type.type;
      return {{std::move(array)}, {}};
    }
  }
  return {};
}

/// `func`, `func.pg_catalog`, and `func.name` before it is called.
class FunctionNamespace final : public python::Native {
 public:
  explicit FunctionNamespace(std::vector<std::string> names) : names_(std::move(names)) {}

  std::string_view type_name() const override { return "_FunctionGenerator"; }
  bool callable() const override { return !names_.empty(); }

  std::optional<Value> attribute(std::string_view name, const Site& site) const override {
    if (name.starts_with("__")) return std::nullopt;
    std::vector<std::string> names = names_;
    // `func.or_`: the underscore is for Python's keywords.
    if (name.size() > 1 && name.ends_with("_")) name.remove_suffix(1);
    names.emplace_back(name);
    return Value::object(std::make_shared<FunctionNamespace>(std::move(names)), site.span);
  }

  Value call(const Call& call) override {
    python::Rest arguments;
    std::optional<SqlType> type;
    python::Options others;
    if (!call.bind({{"args", arguments}, {"type_", type}, {"kwargs", others}})) {
      return call.unknown("a function whose arguments are not known");
    }
    if (const python::Unknown* unknown = first_unknown(arguments.arguments)) {
      return Value::unknown(*unknown);
    }
    FunctionNode function;
    function.name = names_.back();
    function.package.assign(names_.begin(), names_.end() - 1);
    const Generic* generic = function.package.empty() ? find_generic(function.name) : nullptr;
    function.generic = generic != nullptr;
    for (const python::Argument& argument : arguments.arguments) {
      NodePtr node = literal_or_node(argument.value);
      function.arguments.push_back(clause::self_group(node, clause::against(Operator::Comma)));
    }
    if (generic && generic->name == "count" && function.arguments.empty()) {
      function.arguments.push_back(clause::make(clause::ColumnNode{nullptr, {"*"}, "*", true}));
    }
    if (generic && generic->returns == Returns::FirstArgument) {
      // The others are of the type of the first whose type is known.
      const SqlType shared = type_of_function(*generic, function.arguments);
      for (NodePtr& argument : function.arguments) argument = clause::with_type(argument, shared);
    }
    SqlType result =
        type ? *type : (generic ? type_of_function(*generic, function.arguments) : SqlType{});
    if (generic) {
      // Their class spells the name.
      static constexpr std::string_view own_case[] = {
          "current_date",   "current_time", "current_timestamp", "current_user", "localtime",
          "localtimestamp", "session_user", "sysdate",           "user"};
      if (std::ranges::count(own_case, generic->name) > 0) function.name = generic->name;
    }
    return clause_value(clause::make(std::move(function), std::move(result)), call);
  }

 private:
  std::vector<std::string> names_;
};

// ---- OVER, FILTER, WITHIN GROUP

std::vector<NodePtr> node_list(const std::optional<Value>& value, const Call& call) {
  std::vector<NodePtr> nodes;
  if (!value || value->is_none()) return nodes;
  if (const std::vector<Value>* items = value->items()) {
    for (const Value& item : *items) {
      if (NodePtr node = ordering(item, call)) nodes.push_back(std::move(node));
    }
  } else if (NodePtr node = ordering(*value, call)) {
    nodes.push_back(std::move(node));
  }
  return nodes;
}

std::optional<std::string> frame_of(std::string_view word, const Value& bounds) {
  const std::vector<Value>* pair = bounds.items();
  if (!pair || pair->size() != 2) return std::nullopt;
  const auto bound = [](const Value& value, bool lower) -> std::optional<std::string> {
    if (value.is_none()) return lower ? "UNBOUNDED PRECEDING" : "UNBOUNDED FOLLOWING";
    const auto number = value.integer();
    if (!number) return std::nullopt;
    if (*number == 0) return "CURRENT ROW";
    return fmt::format("{} {}", std::abs(*number), *number < 0 ? "PRECEDING" : "FOLLOWING");
  };
  const auto low = bound((*pair)[0], true), high = bound((*pair)[1], false);
  if (!low || !high) return std::nullopt;
  return fmt::format("{} BETWEEN {} AND {}", word, *low, *high);
}

NodePtr self_node(const Call& call) { return call.receiver<ColumnElement>().node(); }

Value over_of(const Call& call, const NodePtr& element, const std::optional<Value>& partition_by,
              const std::optional<Value>& order_by, const std::optional<Value>& rows,
              const std::optional<Value>& range, const std::optional<Value>& groups) {
  clause::OverNode node;
  node.element = element;
  node.partition_by = node_list(partition_by, call);
  node.order_by = node_list(order_by, call);
  for (const auto& [word, value] :
       {std::pair<std::string_view, const std::optional<Value>&>{"RANGE", range},
        {"ROWS", rows},
        {"GROUPS", groups}}) {
    if (!value || value->is_none()) continue;
    auto frame = frame_of(word, *value);
    if (!frame) return call.unknown("the frame of the window is not modelled");
    node.frame = std::move(*frame);
  }
  SqlType type = element->type;
  return clause_value(clause::make(std::move(node), std::move(type)), call);
}

// over(partition_by=None, order_by=None, rows=None, range_=None, groups=None)
Value over_method(const Call& call) {
  std::optional<Value> partition_by, order_by, rows, range, groups;
  if (!call.bind({{"*"},
                  {"partition_by", partition_by},
                  {"order_by", order_by},
                  {"rows", rows},
                  {"range_", range},
                  {"groups", groups}})) {
    return call.unknown("a window that is not known");
  }
  return over_of(call, self_node(call), partition_by, order_by, rows, range, groups);
}
Value make_over(const Call& call) {
  Value element;
  std::optional<Value> partition_by, order_by, rows, range, groups;
  if (!call.bind({{"element", element},
                  {"partition_by", partition_by},
                  {"order_by", order_by},
                  {"range_", range},
                  {"rows", rows},
                  {"groups", groups}})) {
    return call.unknown("a window that is not known");
  }
  return over_of(call, literal_or_node(element), partition_by, order_by, rows, range, groups);
}

Value filter_of(const Call& call, const NodePtr& element,
                const std::vector<python::Argument>& criteria) {
  clause::FilterNode node;
  node.element = element;
  for (const python::Argument& argument : criteria) {
    NodePtr one = condition(argument.value, call);
    if (!one) return Value::none();
    node.criteria.push_back(std::move(one));
  }
  if (node.criteria.empty()) return clause_value(element, call);
  SqlType type = element->type;
  return clause_value(clause::make(std::move(node), std::move(type)), call);
}
// filter(*criterion)
Value filter_method(const Call& call) {
  python::Rest criteria;
  if (!call.bind({{"criterion", criteria}})) return call.unknown("a filter that is not known");
  if (const python::Unknown* unknown = first_unknown(criteria.arguments)) {
    return Value::unknown(*unknown);
  }
  return filter_of(call, self_node(call), criteria.arguments);
}
Value make_filter(const Call& call) {
  Value func;
  python::Rest criteria;
  if (!call.bind({{"func", func}, {"criterion", criteria}})) {
    return call.unknown("a filter that is not known");
  }
  return filter_of(call, literal_or_node(func), criteria.arguments);
}

Value within_of(const Call& call, const NodePtr& element,
                const std::vector<python::Argument>& order_by) {
  clause::WithinGroupNode node;
  node.element = element;
  for (const python::Argument& argument : order_by) {
    NodePtr one = ordering(argument.value, call);
    if (!one) return Value::none();
    node.order_by.push_back(std::move(one));
  }
  SqlType type = element->type;
  return clause_value(clause::make(std::move(node), std::move(type)), call);
}
// within_group(*order_by)
Value within_group_method(const Call& call) {
  python::Rest order_by;
  if (!call.bind({{"order_by", order_by}})) return call.unknown("an order that is not known");
  return within_of(call, self_node(call), order_by.arguments);
}
Value make_within_group(const Call& call) {
  Value element;
  python::Rest order_by;
  if (!call.bind({{"element", element}, {"order_by", order_by}})) {
    return call.unknown("an order that is not known");
  }
  return within_of(call, literal_or_node(element), order_by.arguments);
}

// ---- functions in FROM

Value function_source(const Call& call, clause::FunctionSource source,
                      std::vector<clause::ColumnSpec> columns) {
  auto made =
      std::make_shared<clause::Source>(clause::Source{std::move(source), std::move(columns)});
  auto& function = std::get<clause::FunctionSource>(made->data);
  if (function.name.empty()) function.name = {"anon", made.get()};
  return source_value(std::move(made), call);
}

// alias(name=None, joins_implicitly=False)
Value alias_method(const Call& call) {
  std::optional<std::string> name;
  std::optional<bool> joins_implicitly;
  if (!call.bind({{"name", name}, {"joins_implicitly", joins_implicitly}})) {
    return call.unknown("an alias that is not known");
  }
  const NodePtr node = self_node(call);
  const auto* function = node->as<FunctionNode>();
  clause::ColumnSpec spec;
  spec.name = {function ? function->name : "anon", node.get()};
  spec.key = "column";
  spec.type = node->type;
  spec.from_whole_function = true;
  return function_source(call, {node, name ? clause::Name{*name} : clause::Name{}}, {spec});
}

// table_valued(*expr, with_ordinality=None, name=None, joins_implicitly=False)
Value table_valued(const Call& call) {
  python::Rest columns;
  std::optional<std::string> ordinality, name;
  std::optional<bool> joins_implicitly;
  if (!call.bind({{"expr", columns},
                  {"with_ordinality", ordinality},
                  {"name", name},
                  {"joins_implicitly", joins_implicitly}})) {
    return call.unknown("a table of a function that is not known");
  }
  std::vector<clause::ColumnSpec> specs;
  for (const python::Argument& argument : columns.arguments) {
    clause::ColumnSpec spec;
    if (const auto text = argument.value.text()) {
      spec.key = std::string(*text);
      spec.name = {spec.key};
    } else if (const NodePtr node = node_of(argument.value)) {
      const auto* column = node->as<clause::ColumnNode>();
      if (!column) return call.unknown("a column of the function's table is not modelled");
      spec.key = column->key;
      spec.name = column->name;
      spec.type = node->type;
    }
    specs.push_back(std::move(spec));
  }
  clause::FunctionSource source{self_node(call), name ? clause::Name{*name} : clause::Name{}};
  if (ordinality) {
    source.with_ordinality = true;
    clause::ColumnSpec spec;
    spec.key = *ordinality;
    spec.name = {*ordinality};
    spec.type = clause::integer_type();
    specs.push_back(std::move(spec));
  }
  return function_source(call, std::move(source), std::move(specs));
}

// column_valued(name=None, joins_implicitly=False)
Value column_valued(const Call& call) {
  std::optional<std::string> name;
  std::optional<bool> joins_implicitly;
  if (!call.bind({{"name", name}, {"joins_implicitly", joins_implicitly}})) {
    return call.unknown("a column of a function that is not known");
  }
  const NodePtr node = self_node(call);
  auto made = std::make_shared<clause::Source>(clause::Source{
      clause::FunctionSource{node, name ? clause::Name{*name} : clause::Name{}}, {}});
  auto& function = std::get<clause::FunctionSource>(made->data);
  if (function.name.empty()) function.name = {"anon", made.get()};
  const clause::Name column = function.name;
  clause::ColumnNode whole{std::move(made), column, column.text};
  whole.whole_source = true;
  return clause_value(clause::make(std::move(whole), node->type), call);
}

Value scalar_table_valued(const Call& call) {
  return call.unknown("`scalar_table_valued` is not modelled");
}

constexpr python::Builtin window_methods[] = {
    {"over", over_method, true},
    {"filter", filter_method, true},
    {"within_group", within_group_method, true},
};
constexpr python::Builtin function_methods[] = {
    {"alias", alias_method, true},
    {"table_valued", table_valued, true},
    {"column_valued", column_valued, true},
    {"scalar_table_valued", scalar_table_valued, true},
};

constexpr python::Builtin over_function{"over", make_over};
constexpr python::Builtin funcfilter_function{"funcfilter", make_filter};
constexpr python::Builtin within_group_function{"within_group", make_within_group};

void define(python::Module& module) {
  module.define("func",
                Value::object(std::make_shared<FunctionNamespace>(std::vector<std::string>{})));
  module.function(over_function);
  module.function(funcfilter_function);
  module.function(within_group_function);
}
void define_functions(python::Module& module) {
  module.define("func",
                Value::object(std::make_shared<FunctionNamespace>(std::vector<std::string>{})));
  for (const Generic& generic : generics) {
    module.define(generic.name, Value::object(std::make_shared<FunctionNamespace>(
                                    std::vector<std::string>{std::string(generic.name)})));
  }
}

constexpr python::ModelledModule modules[] = {
    {"sqlalchemy", define},
    {"sqlalchemy.sql", define},
    {"sqlalchemy.sql.expression", define},
    {"sqlalchemy.sql.functions", define_functions},
};

}  // namespace

extern const Part sqlalchemy_functions{modules};

std::optional<Value> function_method(const ColumnElement& self, std::string_view name,
                                     const Site& site) {
  const NodePtr node = self.node();
  const auto* function = node->as<FunctionNode>();
  const bool windowed = function || node->as<clause::FilterNode>() ||
                        node->as<clause::WithinGroupNode>() || node->as<clause::OverNode>();
  if (!windowed) return std::nullopt;
  if (const python::Builtin* method = find_method(window_methods, name)) {
    return bind_method(self, *method, site);
  }
  if (!function) return std::nullopt;
  if (const python::Builtin* method = find_method(function_methods, name)) {
    return bind_method(self, *method, site);
  }
  return std::nullopt;
}

}  // namespace migc::library
