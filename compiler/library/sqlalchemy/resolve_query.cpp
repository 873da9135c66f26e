// Queries: FROM lists, joins, correlation, and the labels of columns.
#include <algorithm>
#include <utility>

#include "compiler/base/match.h"
#include "compiler/library/sqlalchemy/expression.h"
#include "compiler/library/sqlalchemy/resolve.h"
#include "compiler/library/world.h"

namespace migc::library::clause {
namespace {

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

SourcePtr join_of(const SourcePtr& left, const JoinStep& step) {
  JoinSource join{left, step.right, step.on, step.kind};
  if (!join.on) join.on = join_condition(left, step.right);
  return std::make_shared<const Source>(Source{std::move(join), {}});
}

}  // namespace

NodePtr join_condition(const SourcePtr& left, const SourcePtr& right) {
  std::vector<NodePtr> parts;
  const auto link = [&](const SourcePtr& from, const SourcePtr& to) {
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
            parts.push_back(binary(Operator::Equal, other, column, boolean_type(), true));
          }
        }
      }
    }
  };
  link(right, left);
  if (parts.empty()) link(left, right);
  return parts.empty() ? nullptr : conjunction(Operator::And, parts);
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
  if (failed() || !is_within_bounds()) return {};
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
