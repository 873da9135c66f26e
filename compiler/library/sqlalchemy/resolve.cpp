#include "compiler/library/sqlalchemy/resolve.h"

#include <algorithm>
#include <utility>

#include "compiler/base/match.h"
#include "compiler/library/sqlalchemy/expression.h"
#include "compiler/library/standard/run_moment.h"
#include "compiler/library/world.h"

namespace migc::library::clause {
namespace {

/// What is numbered: the name without blanks, parentheses and percent signs.
std::string anonymous_stem(std::string_view name) {
  std::string stem;
  for (const char c : name) {
    const bool plain = c != ' ' && c != '%' && c != '(' && c != ')';
    if (plain) {
      stem += c;
    } else if (!stem.empty() && stem.back() != '_') {
      stem += '_';
    }
  }
  while (stem.ends_with('_') && !name.ends_with('_')) stem.pop_back();
  return stem.empty() ? "anon" : stem;
}

/// Operators that print their operands as standing below an operator.
bool is_plain_operator(Operator op) {
  switch (op) {
    case Operator::Like:
    case Operator::NotLike:
    case Operator::ILike:
    case Operator::NotILike:
    case Operator::Contains:
    case Operator::NotContains:
    case Operator::StartsWith:
    case Operator::NotStartsWith:
    case Operator::EndsWith:
    case Operator::NotEndsWith:
    case Operator::IContains:
    case Operator::NotIContains:
    case Operator::IStartsWith:
    case Operator::NotIStartsWith:
    case Operator::IEndsWith:
    case Operator::NotIEndsWith:
    case Operator::Match:
    case Operator::NotMatch:
    case Operator::Divide:
    case Operator::FloorDivide:
    case Operator::Modulo:
    case Operator::GetItem:
    case Operator::Slice:
      return false;
    default:
      return true;
  }
}

/// `'%' || a || '%'`: what stands between is part of the same chain.
ir::Expr without_group(ir::Expr expr) {
  auto* group = std::get_if<ir::Group>(&expr.node);
  if (!group) return expr;
  const auto* pair = std::get_if<ir::BinaryExpr>(&group->inner->node);
  const auto* list = std::get_if<ir::List>(&group->inner->node);
  const bool chain =
      (pair && pair->op == Operator::Concat) || (list && list->op == Operator::Concat);
  return chain ? std::move(*group->inner) : expr;
}

}  // namespace

Resolver::Resolver(const python::Site& site, std::string dialect)
    : site_(site), dialect_(std::move(dialect)) {
  if (dialect_.empty()) dialect_ = World::of(site).outside().dialect;
}

void Resolver::fail(std::string_view exception, std::string message) {
  if (!failed()) World::of(site_).raise(site_, exception, std::move(message));
  failed_ = true;
}

std::string Resolver::name(const Name& name) {
  if (!name.anonymous) return name.text;
  std::string& known = anonymous_[{name.anonymous, name.text}];
  if (known.empty()) {
    const std::string stem = anonymous_stem(name.text);
    int& counter = counters_[stem];
    known = stem + "_" + std::to_string(++counter);
  }
  return known;
}

std::vector<std::string> Resolver::texts(const std::vector<DialectText>& texts) const {
  std::vector<std::string> result;
  for (const DialectText& one : texts) {
    if (one.dialect.empty() || one.dialect == "*" || one.dialect == dialect_) {
      result.push_back(one.text);
    }
  }
  return result;
}

void Resolver::enter(std::vector<SourcePtr> sources) {
  scopes_.push_back({sources, sources, nullptr});
}
void Resolver::leave() { scopes_.pop_back(); }

std::vector<ir::CommonTable> Resolver::take_common_tables() {
  std::vector<ir::CommonTable> tables;
  for (auto& [source, table] : common_tables_) tables.push_back(std::move(table));
  common_tables_.clear();
  return tables;
}

// ---- expressions

/// Queries share their parts as expressions do; what is resolved is counted.
bool Resolver::is_within_bounds() {
  if (++resolved_ <= largest_expression) return true;
  fail("RecursionError", fmt::format("more than {} parts in one statement", largest_expression));
  return false;
}

ir::Expr Resolver::expr(const NodePtr& node) {
  if (depth_ > max_depth) {
    fail("RecursionError", "expression is nested too deeply");
    return {};
  }
  if (failed() || !is_within_bounds()) return {};
  ++depth_;
  ir::Expr result = expr_of(node);
  --depth_;
  return result;
}

std::optional<ir::Expr> Resolver::optional_expr(const NodePtr& node) {
  if (!node) return std::nullopt;
  return expr(node);
}

std::vector<ir::Expr> Resolver::list(const std::vector<NodePtr>& nodes) {
  std::vector<ir::Expr> items;
  items.reserve(nodes.size());
  for (const NodePtr& node : nodes) items.push_back(expr(node));
  return items;
}

ir::Expr Resolver::expr_of(const NodePtr& node) {
  const ir::Type& type = node->type.type;
  return match(
      node->data, [&](const Bind& one) { return bind(one, node->type); },
      [&](const ColumnNode& one) { return column(one, node->type); },
      [&](const KeywordNode& one) { return ir::Expr{ir::Keyword{one.word}}; },
      [&](const TextNode& one) { return text(one); },
      [&](const FunctionNode& one) {
        return ir::Expr{
            ir::Function{one.package, one.name, list(one.arguments), type, one.generic}};
      },
      [&](const UnaryNode& one) {
        ir::Unary unary;
        unary.op = one.op;
        unary.operand = expr(one.operand);
        unary.type = type;
        return ir::Expr{std::move(unary)};
      },
      [&](const BinaryNode& one) { return binary(one, node->type); },
      [&](const ListNode& one) {
        const bool outer = std::exchange(
            in_operator_, in_operator_ || (one.op != Operator::Comma && !one.criteria));
        ir::List items{one.op, list(one.items)};
        in_operator_ = outer;
        if (one.tuple) return ir::Expr{ir::Group{ir::Expr{std::move(items)}}};
        return ir::Expr{std::move(items)};
      },
      [&](const GroupNode& one) { return ir::Expr{ir::Group{expr(one.inner)}}; },
      [&](const CastNode& one) {
        return ir::Expr{ir::Cast{expr(one.operand), type, one.try_cast}};
      },
      [&](const TypeCoerceNode& one) {
        if (const auto* bound = one.operand->as<Bind>()) return bind(*bound, node->type);
        return expr(one.operand);
      },
      [&](const CaseNode& one) {
        ir::Case result;
        if (one.value) result.value = expr(one.value);
        for (const auto& [condition, value] : one.whens) {
          ir::Expr when = expr(condition);
          result.whens.emplace_back(std::move(when), expr(value));
        }
        if (one.otherwise) result.otherwise = expr(one.otherwise);
        return ir::Expr{std::move(result)};
      },
      [&](const ExtractNode& one) {
        return ir::Expr{ir::Extract{one.field, expr(one.operand)}};
      },
      [&](const LabelNode& one) { return expr(one.operand); },
      [&](const OverNode& one) {
        ir::Over over;
        over.element = expr(one.element);
        over.partition_by = list(one.partition_by);
        over.order_by = list(one.order_by);
        over.frame = one.frame;
        return ir::Expr{std::move(over)};
      },
      [&](const FilterNode& one) {
        ir::Filter filter;
        filter.element = expr(one.element);
        filter.condition =
            expr(one.criteria.size() == 1 ? one.criteria.front()
                                          : conjunction(Operator::And, one.criteria));
        return ir::Expr{std::move(filter)};
      },
      [&](const WithinGroupNode& one) {
        ir::WithinGroup within;
        within.element = expr(one.element);
        within.order_by = list(one.order_by);
        return ir::Expr{std::move(within)};
      },
      [&](const QueryNode& one) {
        return ir::Expr{ir::Subquery{select(*one.query, false, false)}};
      },
      [&](const ArrayNode& one) {
        return ir::Expr{ir::ArrayLiteral{list(one.items), type}};
      },
      [&](const NextValueNode& one) { return ir::Expr{ir::NextValue{one.sequence}}; },
      [&](const OrderedNode& one) {
        ir::Expr element = expr(one.element);
        return ir::Expr{ir::Ordered{std::move(element), list(one.order_by)}};
      },
      [&](const EmptySetNode& one) {
        return ir::Expr{ir::EmptySet{std::vector<ir::Type>(one.columns), false}};
      },
      [&](const ResolvedNode& one) { return one.expr; },
      [&](const OversizedNode&) {
        fail("RecursionError",
             fmt::format("more than {} parts in one expression", largest_expression));
        return ir::Expr{};
      },
      [&](const LabelReference& one) {
        if (!scopes_.empty() && scopes_.back().query) {
          if (auto found = label_reference(node, *scopes_.back().query, true)) return *found;
        }
        if (scopes_.empty()) return ir::raw_sql(one.name);  // desc("a") of an index
        fail("sqlalchemy.exc.CompileError",
             "Can't resolve label reference for ORDER BY / GROUP BY / DISTINCT etc. Textual SQL "
             "expression '" +
                 one.name + "' should be explicitly declared as text('" + one.name + "')");
        return ir::Expr{};
      });
}

ir::TableName Resolver::qualifier(const SourcePtr& source) {
  return match(
      source->data, [](const TableSource& table) { return table.name; },
      [&](const AliasSource& alias) {
        return ir::TableName{"", name(alias.name)};
      },
      [&](const SubquerySource& sub) {
        return ir::TableName{"", name(sub.name)};
      },
      [&](const CteSource& cte) {
        return ir::TableName{"", name(cte.name)};
      },
      [](const JoinSource&) { return ir::TableName{}; },
      [&](const ValuesSource& values) {
        return values.name.empty() ? ir::TableName{} : ir::TableName{"", name(values.name)};
      },
      [&](const FunctionSource& function) {
        return function.name.empty() ? ir::TableName{} : ir::TableName{"", name(function.name)};
      },
      [](const RawSource&) { return ir::TableName{}; });
}

ir::Expr Resolver::column(const ColumnNode& column, const SqlType& type) {
  ir::ColumnRef ref;
  ref.type = type.type;
  ref.verbatim = column.verbatim;
  ref.quote = column.name.quote;
  if (column.whole_source) {
    ref.column = qualifier(column.source).name;
    return {std::move(ref)};
  }
  if (column.source) ref.table = qualifier(column.source);
  ref.column = name(column.name);
  return {std::move(ref)};
}

ir::Expr Resolver::value(const python::Value& given, const SqlType& type) {
  python::Value bound = type.value.is_none() ? given : bound_value(type.value, given, site_);
  if (failed()) return {};
  if (bound.is_none()) return {ir::Keyword{ir::Keyword::Word::Null}};
  if (const python::Unknown* unknown = bound.unknown()) {
    World::of(site_)
        .diagnostics()
        .error("unknown-argument", site_.span, "a value of the statement is not known: {}",
               unknown->why)
        .label(unknown->because, "made here");
    failed_ = true;
    return {};
  }
  if (const auto* moment = bound.object<RunMoment>()) return run_moment(*moment, type);
  if (bound.object<ColumnElement>()) {
    // A type may process a value into SQL.
    if (auto sql = lower_expression(bound, site_)) return std::move(*sql);
    failed_ = true;
    return {};
  }
  std::optional<ir::Datum> datum = datum_of(bound, site_);
  if (!datum) {
    failed_ = true;
    return {};
  }
  return {ir::Literal{std::move(*datum), literal_type(type, site_)}};
}

/// Where a date or a time is wanted, the server says what it is when the script runs.
ir::Expr Resolver::run_moment(const RunMoment& given, const SqlType& type) {
  const ir::Type& wanted = type.type.resolved(dialect_);
  const auto* timestamp = std::get_if<ir::Timestamp>(&wanted.kind);
  const bool fits = timestamp != nullptr || std::holds_alternative<ir::NullType>(wanted.kind) ||
                    std::holds_alternative<ir::Date>(wanted.kind);
  const std::string_view text =
      fits && !wanted.coerces_values ? dialects::expression_of(given.moment, dialect_) : "";
  if (text.empty()) {
    World::of(site_).diagnostics().error(
        "unknown-argument", site_.span,
        "a value of the statement is not known: the current time is not part of the project; give "
        "it with `--now`");
    failed_ = true;
    return {};
  }
  World::of(site_).assume("the current time is that of the server when the script runs");
  return ir::raw_sql(std::string(text));
}

ir::Expr Resolver::bind(const Bind& bind, const SqlType& type) {
  if (!bind.value) return {ir::Placeholder{bind.key, type.type}};
  if (bind.expanding) {
    ir::Expr values = in_values(bind, type, nullptr, false);
    return values;
  }
  return value(*bind.value, type);
}

ir::Expr Resolver::in_values(const Bind& bind, const SqlType& type, const NodePtr& left,
                             bool negated) {
  const std::vector<python::Value>* items = bind.value ? bind.value->items() : nullptr;
  if (!items)
    return bind.value ? value(*bind.value, type) : ir::Expr{ir::Placeholder{bind.key, {}}};
  const ListNode* columns = nullptr;
  if (left) {
    columns = left->as<ListNode>();
    if (const auto* grouped = left->as<GroupNode>()) columns = grouped->inner->as<ListNode>();
    if (columns && columns->op != Operator::Comma) columns = nullptr;
  }
  if (items->empty()) {
    return {ir::EmptySet{std::vector<ir::Type>(columns ? columns->items.size() : 1), negated}};
  }
  ir::List all{Operator::Comma, {}};
  for (const python::Value& item : *items) {
    const std::vector<python::Value>* parts = item.items();
    const bool row =
        parts && affinity(type.type) != Affinity::Array && affinity(type.type) != Affinity::Json;
    if (!row) {
      all.items.push_back(value(item, type));
      continue;
    }
    ir::List tuple{Operator::Comma, {}};
    for (std::size_t i = 0; i < parts->size(); ++i) {
      SqlType part_type;
      if (columns && i < columns->items.size()) part_type = columns->items[i]->type;
      tuple.items.push_back(value((*parts)[i], part_type));
    }
    all.items.push_back({ir::Group{ir::Expr{std::move(tuple)}}});
  }
  return {ir::Group{ir::Expr{std::move(all)}}};
}

ir::Expr Resolver::binary(const BinaryNode& node, const SqlType& type) {
  ir::BinaryExpr result;
  result.op = node.op;
  if (node.custom) {
    result.custom = node.custom->text;
    result.eager = node.custom->eager && in_operator_;
  }
  const bool json = node.op == Operator::JsonGetItem || node.op == Operator::JsonPathGetItem;
  if (json) result.eager = in_operator_;
  const bool outer = std::exchange(in_operator_, in_operator_ || is_plain_operator(node.op));
  result.type = type.type;
  result.escape = node.escape;
  result.flags = node.flags;
  result.left = expr(node.left);
  const auto* values = node.right->as<Bind>();
  if (values && values->expanding && (node.op == Operator::In || node.op == Operator::NotIn)) {
    result.right = in_values(*values, node.right->type, node.left, node.op == Operator::NotIn);
  } else {
    result.right = expr(node.right);
  }
  in_operator_ = outer;
  if (result.op >= Operator::Contains && result.op <= Operator::NotIEndsWith) {
    result.right = without_group(std::move(*result.right));
  }
  return {std::move(result)};
}

ir::Expr Resolver::text(const TextNode& text) {
  ir::RawSql raw;
  for (const auto& piece : text.pieces) {
    if (const auto* words = std::get_if<std::string>(&piece)) {
      raw.pieces.emplace_back(*words);
      continue;
    }
    const auto& parameter = std::get<TextNode::Parameter>(piece);
    if (parameter.bind) {
      raw.pieces.emplace_back(Box<ir::Expr>(expr(parameter.bind)));
    } else if (parameter.quoted) {
      World::of(site_)
          .warn(site_, "colon-in-string",
                fmt::format("`:{}` within a string is kept as text", parameter.name))
          .note("SQLAlchemy takes it for a parameter and would print NULL in its place")
          .help("write `\\:` to say that it is none");
      raw.pieces.emplace_back(":" + parameter.name);
    } else {
      raw.pieces.emplace_back(Box<ir::Expr>(ir::Expr{ir::Placeholder{parameter.name, {}}}));
    }
  }
  return {std::move(raw)};
}

}  // namespace migc::library::clause
