#include "compiler/library/sqlalchemy/resolve.h"

#include <algorithm>
#include <utility>

#include "compiler/base/match.h"
#include "compiler/library/sqlalchemy/expression.h"
#include "compiler/library/world.h"

namespace migc::library::clause {
namespace {

constexpr int max_depth = 200;

std::vector<SourcePtr> sources_of(const std::vector<NodePtr>& nodes) {
  std::vector<SourcePtr> sources;
  for (const NodePtr& node : nodes) add_sources(node, sources);
  return sources;
}

std::vector<SourcePtr> expand(const std::vector<SourcePtr>& sources) {
  std::vector<SourcePtr> all;
  for (const SourcePtr& source : sources) add_sources(source, all);
  return all;
}

/// The sources that a join covers, which then do not stand beside it.
void hidden(const SourcePtr& source, std::vector<SourcePtr>& out) {
  const auto* join = source->as<JoinSource>();
  if (!join) return;
  add_sources(join->left, out);
  add_sources(join->right, out);
}

template <class F>
std::vector<SourcePtr> without(const std::vector<SourcePtr>& sources, F&& drop) {
  std::vector<SourcePtr> kept;
  for (const SourcePtr& source : sources) {
    if (!drop(source)) kept.push_back(source);
  }
  return kept;
}

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

SourcePtr join_of(const SourcePtr& left, const JoinStep& step) {
  JoinSource join{left, step.right, step.on, step.kind};
  if (!join.on) join.on = join_condition(left, step.right);
  return std::make_shared<const Source>(Source{std::move(join), {}});
}

}  // namespace

NodePtr join_condition(const SourcePtr& left, const SourcePtr& right) {
  std::vector<NodePtr> parts;
  const auto link = [&](const SourcePtr& from, const SourcePtr& to, bool turned) {
    std::vector<SourcePtr> tables;
    add_sources(to, tables);
    for (const NodePtr& column : columns_of(from)) {
      const auto* ref = column->as<ColumnNode>();
      if (!ref || !ref->source) continue;
      for (const ColumnSpec& spec : ref->source->columns) {
        if (spec.key != ref->key) continue;
        for (const auto& [table, name] : spec.references) {
          for (const SourcePtr& target : tables) {
            const auto* named = target->as<TableSource>();
            const auto* alias = target->as<AliasSource>();
            if (alias) named = alias->of->as<TableSource>();
            if (!named || !(named->name == table)) continue;
            const auto found = std::ranges::find_if(
                target->columns, [&](const ColumnSpec& one) { return one.name.text == name; });
            if (found == target->columns.end()) continue;
            const NodePtr other = column_of(target, *found);
            parts.push_back(turned ? binary(Operator::Equal, other, column, boolean_type(), true)
                                   : binary(Operator::Equal, other, column, boolean_type(), true));
          }
        }
      }
    }
  };
  link(right, left, false);
  if (parts.empty()) link(left, right, true);
  return parts.empty() ? nullptr : conjunction(Operator::And, parts);
}

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

ir::Expr Resolver::expr(const NodePtr& node) {
  if (depth_ > max_depth) {
    fail("RecursionError", "expression is nested too deeply");
    return {};
  }
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
  return {ir::Literal{std::move(*datum), type.type}};
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

// ---- FROM

std::string Resolver::common_table(const SourcePtr& source) {
  const auto& cte = *source->as<CteSource>();
  const std::string cte_name = name(cte.name);
  const auto restates = [](const SourcePtr& later, const SourcePtr& earlier) {
    for (SourcePtr at = later; at; at = at->as<CteSource>()->restates) {
      if (at == earlier) return true;
    }
    return false;
  };
  for (Registered& known : registered_) {
    if (known.name != cte_name) continue;
    if (restates(known.cte, source)) return cte_name;
    if (restates(source, known.cte)) {
      // The later form holds the earlier one.
      std::erase_if(common_tables_, [&](const auto& entry) { return entry.first == known.cte; });
      std::erase_if(registered_, [&](const Registered& one) { return one.name == cte_name; });
      break;
    }
    if (known.cte->as<CteSource>()->query == cte.query) return cte_name;
    fail("sqlalchemy.exc.CompileError",
         "Multiple, unrelated CTEs found with the same name: '" + cte_name + "'");
    return cte_name;
  }
  registered_.push_back({source, cte_name});

  ir::CommonTable table;
  table.name = cte_name;
  table.recursive = cte.recursive;
  table.materialized = cte.materialized;
  table.select = select(*cte.query, true, false);
  if (cte.recursive || cte.names_columns) {
    for (const ColumnSpec& spec : source->columns) table.columns.push_back(name(spec.name));
  }
  common_tables_.emplace_back(source, std::move(table));
  return cte_name;
}

ir::TableRef Resolver::table_ref(const SourcePtr& source) {
  if (const auto* table = source->as<TableSource>()) return {table->name, {}};
  if (const auto* alias = source->as<AliasSource>()) {
    ir::TableRef inner = table_ref(alias->of);
    inner.alias = name(alias->name);
    return inner;
  }
  if (const auto* cte = source->as<CteSource>()) {
    if (cte->alias_of) return {{"", common_table(cte->alias_of)}, name(cte->name)};
    return {{"", common_table(source)}, {}};
  }
  fail("sqlalchemy.exc.ArgumentError", "a table is expected here");
  return {};
}

ir::FromItem Resolver::from_item(const SourcePtr& source, const Query* hints) {
  return match(
      source->data,
      [&](const TableSource&) {
        ir::TableRef ref = table_ref(source);
        if (hints) {
          for (const TableHint& hint : hints->hints) {
            const bool ours =
                hint.dialect.empty() || hint.dialect == "*" || hint.dialect == dialect_;
            if (ours && same(hint.source, source)) ref.hint = hint.text;
          }
        }
        return ir::FromItem{std::move(ref)};
      },
      [&](const AliasSource& alias) {
        if (alias.of->as<TableSource>() || alias.of->as<CteSource>() ||
            alias.of->as<AliasSource>()) {
          ir::TableRef ref = table_ref(source);
          if (hints) {
            for (const TableHint& hint : hints->hints) {
              const bool ours =
                  hint.dialect.empty() || hint.dialect == "*" || hint.dialect == dialect_;
              if (ours && same(hint.source, source)) ref.hint = hint.text;
            }
          }
          return ir::FromItem{std::move(ref)};
        }
        if (const auto* sub = alias.of->as<SubquerySource>()) {
          return ir::FromItem{ir::SubqueryRef{select(*sub->query, true, sub->lateral),
                                              name(alias.name), sub->lateral}};
        }
        fail("NotImplementedError", "an alias of a join is not modelled");
        return ir::FromItem{};
      },
      [&](const SubquerySource& sub) {
        const std::string alias = name(sub.name);
        return ir::FromItem{
            ir::SubqueryRef{select(*sub.query, true, sub.lateral), alias, sub.lateral}};
      },
      [&](const CteSource&) { return ir::FromItem{table_ref(source)}; },
      [&](const JoinSource& join) {
        ir::Join result;
        result.kind = join.kind;
        result.left = from_item(join.left, hints);
        result.right = from_item(join.right, hints);
        if (join.on) {
          result.on = expr(join.on);
        } else if (join.kind != ir::Join::Kind::Cross) {
          fail("sqlalchemy.exc.NoForeignKeysError",
               "Can't find any foreign key relationships between the joined tables");
        }
        return ir::FromItem{std::move(result)};
      },
      [&](const ValuesSource& values) {
        ir::ValuesRef ref;
        if (!values.name.empty()) ref.alias = name(values.name);
        for (const ColumnSpec& spec : source->columns) ref.columns.push_back(name(spec.name));
        for (const std::vector<NodePtr>& row : values.rows) ref.rows.push_back(list(row));
        return ir::FromItem{std::move(ref)};
      },
      [&](const FunctionSource& function) {
        ir::FunctionRef ref;
        ref.function = expr(function.function);
        if (!function.name.empty()) ref.alias = name(function.name);
        ref.lateral = function.lateral;
        ref.with_ordinality = function.with_ordinality;
        if (function.derived) {
          for (const ColumnSpec& spec : source->columns) {
            std::optional<ir::Type> type;
            if (function.derived_types) type = spec.type.type;
            ref.columns.emplace_back(name(spec.name), std::move(type));
          }
        }
        return ir::FromItem{std::move(ref)};
      },
      [&](const RawSource& raw) { return ir::FromItem{ir::RawFrom{expr(raw.text)}}; });
}

/// `select().join()` in terms of what is in FROM already.
std::vector<SourcePtr> Resolver::joined(const Query& query) {
  std::vector<SourcePtr> from = query.from;
  std::vector<SourcePtr> columns;
  for (const SourcePtr& source : query.column_sources) {
    if (!contains(columns, source)) columns.push_back(source);
  }
  for (const NodePtr& node : query.columns) {
    std::vector<SourcePtr> sources;
    add_sources(node, sources);
    for (const SourcePtr& source : sources) {
      if (!contains(columns, source)) columns.push_back(source);
    }
  }
  const auto covers = [](const SourcePtr& whole, const SourcePtr& part) {
    return contains(expand({whole}), part);
  };
  // Which of several could be the left side: the one whose columns the condition uses.
  const auto choose = [&](const std::vector<SourcePtr>& candidates, const JoinStep& step) {
    std::vector<std::size_t> fitting;
    const std::vector<SourcePtr> used = step.on ? sources_of({step.on}) : std::vector<SourcePtr>{};
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      if (same(candidates[i], step.right)) continue;
      if (candidates.size() > 1 && !used.empty()) {
        const bool all = std::ranges::all_of(used, [&](const SourcePtr& one) {
          return covers(candidates[i], one) || covers(step.right, one);
        });
        if (all) fitting.push_back(i);
      } else if (step.on || join_condition(candidates[i], step.right)) {
        fitting.push_back(i);
      }
    }
    if (fitting.empty() && step.on && !candidates.empty()) fitting.push_back(0);
    return fitting;
  };
  for (const JoinStep& step : query.joins) {
    if (step.left) {
      const auto found =
          std::ranges::find_if(from, [&](const SourcePtr& one) { return covers(one, step.left); });
      if (found != from.end()) {
        *found = join_of(*found, step);
      } else {
        from.push_back(join_of(step.left, step));
      }
      continue;
    }
    const bool in_from = !from.empty();
    std::vector<SourcePtr> candidates = in_from ? from : columns;
    if (!in_from) {
      std::vector<SourcePtr> covered;
      for (const SourcePtr& one : candidates) hidden(one, covered);
      candidates =
          without(candidates, [&](const SourcePtr& one) { return contains(covered, one); });
    }
    const std::vector<std::size_t> fitting = choose(candidates, step);
    if (fitting.empty()) {
      fail(
          "sqlalchemy.exc.InvalidRequestError",
          "Don't know how to join to the given target; there is no foreign key between them and no "
          "ON clause");
      return from;
    }
    if (in_from) {
      from[fitting.front()] = join_of(from[fitting.front()], step);
    } else {
      from.push_back(join_of(candidates[fitting.front()], step));
    }
  }
  return from;
}

std::vector<SourcePtr> Resolver::from_list(const Query& query) {
  std::vector<SourcePtr> all = joined(query);
  for (const SourcePtr& source : query.column_sources) all.push_back(source);
  std::vector<SourcePtr> found = all;
  for (const NodePtr& node : query.columns) add_sources(node, found);
  for (const NodePtr& node : query.where) add_sources(node, found);
  std::vector<SourcePtr> froms;
  for (const SourcePtr& source : found) {
    if (!contains(froms, source)) froms.push_back(source);
  }
  std::vector<SourcePtr> covered;
  for (const SourcePtr& source : froms) hidden(source, covered);
  return without(froms, [&](const SourcePtr& source) { return contains(covered, source); });
}

// ---- queries

std::optional<ir::Expr> Resolver::label_reference(const NodePtr& node, const Query& query,
                                                  bool labels) {
  const auto bare = [&](const Name& label) {
    ir::ColumnRef ref;
    ref.column = name(label);
    return ir::Expr{std::move(ref)};
  };
  if (const auto* unary = node->as<UnaryNode>()) {
    switch (unary->op) {
      case Operator::Ascending:
      case Operator::Descending:
      case Operator::NullsFirst:
      case Operator::NullsLast: {
        std::optional<ir::Expr> inner = label_reference(unary->operand, query, labels);
        if (!inner) return std::nullopt;
        ir::Unary result;
        result.op = unary->op;
        result.operand = std::move(*inner);
        return ir::Expr{std::move(result)};
      }
      default:
        return std::nullopt;
    }
  }
  const Query& first = query.parts.empty() ? query : *query.parts.front();
  if (const auto* text = node->as<LabelReference>()) {
    for (const NodePtr& column : first.columns) {
      if (const auto* label = column->as<LabelNode>(); label && label->name.text == text->name) {
        return bare(label->name);
      }
    }
    for (const OutputColumn& column : output_columns(first)) {
      if (column.key == text->name ||
          (!column.node->as<LabelNode>() && column.fallback.text == text->name &&
           !column.fallback.anonymous)) {
        return expr(column.node);
      }
    }
    for (const SourcePtr& source : from_list(first)) {
      if (NodePtr column = column_of(source, text->name)) return expr(column);
    }
    return std::nullopt;
  }
  if (!labels) return std::nullopt;
  const auto* label = node->as<LabelNode>();
  if (!label) return std::nullopt;
  for (const NodePtr& column : first.columns) {
    const auto* known = column->as<LabelNode>();
    if (known && known->name == label->name) return bare(label->name);
  }
  return std::nullopt;
}

std::vector<ir::Expr> Resolver::ordered(const std::vector<NodePtr>& nodes, const Query& query,
                                        bool labels) {
  std::vector<ir::Expr> items;
  for (const NodePtr& node : nodes) {
    if (std::optional<ir::Expr> label = label_reference(node, query, labels)) {
      items.push_back(std::move(*label));
    } else {
      items.push_back(expr(node));
    }
  }
  return items;
}

std::vector<ir::Expr> Resolver::labelled(const Query& query, bool as_from) {
  std::vector<ir::Expr> columns;
  for (const OutputColumn& column : output_columns(query)) {
    const NodePtr& node = column.node;
    const auto* ref = node->as<ColumnNode>();
    const auto* label = node->as<LabelNode>();
    const auto* unary = node->as<UnaryNode>();
    if (label) {
      // A label the author chose stands, even if another column has it too.
      ir::Expr inner = expr(label->operand);
      columns.push_back({ir::Labeled{std::move(inner), name(label->name)}});
      continue;
    }
    bool needs = !column.label.empty();
    Name shown = column.label;
    if (!needs) {
      shown = column.fallback;
      if (node->as<TextNode>()) {
        needs = false;
      } else if (ref) {
        needs = as_from && !ref->verbatim && ref->source != nullptr && !ref->whole_source;
      } else if (unary) {
        const auto* named = unary->operand->as<ColumnNode>();
        const bool truth = unary->op == Operator::IsTrue || unary->op == Operator::IsFalse;
        needs = (truth && dialect_ != "postgresql") || !named || as_from;
      } else if (const auto* inner = node->as<GroupNode>();
                 inner && inner->inner->as<ColumnNode>()) {
        needs = as_from;
      } else {
        needs = true;
      }
    }
    ir::Expr inner = expr(node);
    if (needs && !shown.empty()) {
      columns.push_back({ir::Labeled{std::move(inner), name(shown)}});
    } else {
      columns.push_back(std::move(inner));
    }
  }
  return columns;
}

ir::Select Resolver::statement(const Query& query) {
  ir::Select result = select(query, false, false);
  result.with = take_common_tables();
  return result;
}

ir::Select Resolver::embedded(const Query& query) { return select(query, false, false); }

ir::Select Resolver::compound(const Query& query, bool as_from) {
  ir::Select result;
  result.set_operator = query.set_operator;
  const Scope outer = scopes_.empty() ? Scope{} : scopes_.back();
  scopes_.push_back({outer.correlate, outer.as_from, &query});
  for (const QueryPtr& part : query.parts) {
    result.parts.push_back(select(*part, as_from, false));
    result.parts.back().grouped = part->grouped;
  }
  result.group_by = ordered(query.group_by, query, false);
  result.order_by = ordered(query.order_by, query, true);
  if (query.limit) result.limit = expr(query.limit);
  if (query.offset) result.offset = expr(query.offset);
  if (query.fetch) result.fetch = expr(query.fetch);
  result.fetch_with_ties = query.fetch_with_ties;
  result.fetch_percent = query.fetch_percent;
  scopes_.pop_back();
  return result;
}

ir::Select Resolver::select(const Query& query, bool as_from, bool lateral) {
  if (depth_ > max_depth) {
    fail("RecursionError", "query is nested too deeply");
    return {};
  }
  ++depth_;
  ir::Select result;
  for (const SourcePtr& cte : query.ctes) common_table(cte);
  if (query.text) {
    result.raw = expr(query.text);
    --depth_;
    return result;
  }
  if (!query.values.empty()) {
    for (const std::vector<NodePtr>& row : query.values) result.values.push_back(list(row));
    --depth_;
    return result;
  }
  if (!query.parts.empty()) {
    result = compound(query, as_from);
    --depth_;
    return result;
  }

  const Scope outer = scopes_.empty() ? Scope{} : scopes_.back();
  std::vector<SourcePtr> froms = from_list(query);
  std::vector<SourcePtr> explicit_correlate = outer.correlate;
  std::vector<SourcePtr> implicit_correlate = outer.as_from;
  if (as_from && !lateral) {
    explicit_correlate = without(
        outer.correlate, [&](const SourcePtr& one) { return contains(outer.as_from, one); });
    implicit_correlate.clear();
  }
  if (!query.correlate.empty()) {
    froms = without(froms, [&](const SourcePtr& one) {
      return contains(explicit_correlate, one) && contains(query.correlate, one);
    });
  }
  if (query.correlate_except) {
    froms = without(froms, [&](const SourcePtr& one) {
      return contains(explicit_correlate, one) && !contains(*query.correlate_except, one);
    });
  }
  if (query.auto_correlate && !implicit_correlate.empty() && froms.size() > 1) {
    froms = without(froms, [&](const SourcePtr& one) { return contains(implicit_correlate, one); });
    if (froms.empty()) {
      fail("sqlalchemy.exc.InvalidRequestError",
           "Select statement returned no FROM clauses due to auto-correlation; specify "
           "correlate(<tables>) to control correlation manually.");
    }
  }
  Scope scope;
  scope.as_from = expand(froms);
  scope.correlate = scope.as_from;
  for (const SourcePtr& one : outer.correlate) {
    if (!contains(scope.correlate, one)) scope.correlate.push_back(one);
  }
  scope.query = &query;
  scopes_.push_back(std::move(scope));

  result.prefixes = texts(query.prefixes);
  result.suffixes = texts(query.statement_hints);
  for (std::string& suffix : texts(query.suffixes)) result.suffixes.push_back(std::move(suffix));
  result.distinct = query.distinct;
  result.distinct_on = ordered(query.distinct_on, query, false);
  result.columns = labelled(query, as_from);
  for (const SourcePtr& source : froms) {
    result.from.push_back(from_item(source, dialect_ == "oracle" ? nullptr : &query));
  }
  if (dialect_ == "oracle") {
    for (const TableHint& hint : query.hints) {
      if (hint.dialect.empty() || hint.dialect == "*" || hint.dialect == "oracle") {
        result.hints.emplace_back("oracle", "/*+ " + hint.text + " */");
      }
    }
  }
  if (const NodePtr where = criteria(query.where)) result.where = expr(where);
  result.group_by = ordered(query.group_by, query, false);
  if (const NodePtr having = criteria(query.having)) result.having = expr(having);
  result.order_by = ordered(query.order_by, query, true);
  if (query.limit) result.limit = expr(query.limit);
  if (query.offset) result.offset = expr(query.offset);
  if (query.fetch) result.fetch = expr(query.fetch);
  result.fetch_with_ties = query.fetch_with_ties;
  result.fetch_percent = query.fetch_percent;
  if (query.lock) {
    ir::ForUpdate lock{
        query.lock->read, query.lock->key_share, query.lock->nowait, query.lock->skip_locked, {}};
    for (const SourcePtr& source : query.lock->of) {
      const ir::TableName table = qualifier(source);
      if (!std::ranges::count(lock.of, table.name)) lock.of.push_back(table.name);
    }
    result.for_update = std::move(lock);
  }
  scopes_.pop_back();
  --depth_;
  return result;
}

}  // namespace migc::library::clause
