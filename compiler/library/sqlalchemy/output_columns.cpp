// The columns of a query: what they are called, and under which keys a subquery exports them.
#include <algorithm>

#include "compiler/base/match.h"
#include "compiler/library/sqlalchemy/clause.h"

namespace migc::library::clause {

namespace {

struct Labels {
  std::optional<Name> plain;  ///< A name it has of its own.
  Name anonymous;             ///< What it is numbered as.
  bool rendered = true;       ///< text() is not labelled.
  std::optional<std::string> table_qualified;
};

std::optional<Name> plain_label(const Node& node) {
  if (const auto* column = std::get_if<ColumnNode>(&node.data)) return column->name;
  if (const auto* label = std::get_if<LabelNode>(&node.data)) return label->name;
  if (const auto* inner = std::get_if<GroupNode>(&node.data)) return plain_label(*inner->inner);
  return std::nullopt;
}

/// The number is given to the node that the query holds, whatever wraps it.
Name anonymous_label(const NodePtr& node, const void* identity) {
  return match(
      node->data,
      [&](const FunctionNode& function) {
        return Name{function.name, identity};
      },
      [&](const ColumnNode& column) {
        if (column.name.anonymous) return column.name;
        // One column under one name, however often its object is made.
        return Name{column.name.text,
                    column.source ? static_cast<const void*>(column.source.get()) : identity};
      },
      [&](const LabelNode& label) {
        return label.name.anonymous ? label.name : Name{label.name.text, identity};
      },
      [&](const CastNode& cast) {
        if (cast.operand->as<TextNode>()) return Name{"anon", identity};
        if (const auto own = plain_label(*cast.operand)) return *own;
        return anonymous_label(cast.operand, cast.operand.get());
      },
      [&](const TypeCoerceNode& coerce) {
        if (coerce.operand->as<TextNode>()) return Name{"anon", identity};
        if (const auto own = plain_label(*coerce.operand)) return *own;
        return anonymous_label(coerce.operand, coerce.operand.get());
      },
      [&](const UnaryNode& unary) {
        if (unary.op == Operator::IsTrue || unary.op == Operator::IsFalse) {
          if (const auto own = plain_label(*unary.operand)) return *own;
          return anonymous_label(unary.operand, unary.operand.get());
        }
        return Name{"anon", identity};
      },
      [&](const GroupNode& inner) { return anonymous_label(inner.inner, identity); },
      [&](const NextValueNode&) {
        return Name{"next_value", identity};
      },
      [&](const ResolvedNode& made) {
        const bool next = std::holds_alternative<ir::NextValue>(made.expr.node);
        return Name{next ? "next_value" : "anon", identity};
      },
      [&](const auto&) {
        return Name{"anon", identity};
      });
}

std::string table_stem(const SourcePtr& source) {
  if (!source) return {};
  return match(
      source->data,
      [](const TableSource& table) {
        return table.name.schema.empty() ? table.name.name
                                         : table.name.schema + "_" + table.name.name;
      },
      [](const AliasSource& alias) { return alias.name.anonymous ? "" : alias.name.text; },
      [](const SubquerySource& sub) { return sub.name.anonymous ? "" : sub.name.text; },
      [](const CteSource& cte) { return cte.name.text; },
      [](const JoinSource&) { return std::string(); },
      [](const ValuesSource& values) { return values.name.text; },
      [](const FunctionSource& function) { return function.name.text; },
      [](const RawSource&) { return std::string(); });
}

std::string key_of(const Node& node) {
  return match(
      node.data, [](const ColumnNode& column) { return column.key; },
      [](const LabelNode& label) { return label.name.anonymous ? "" : label.name.text; },
      [](const FunctionNode& function) { return function.name; },
      [](const CastNode& cast) { return key_of(*cast.operand); },
      [](const TypeCoerceNode& coerce) { return key_of(*coerce.operand); },
      [](const GroupNode& inner) { return key_of(*inner.inner); },
      [](const auto&) { return std::string(); });
}

/// What `.c` of a subquery calls the columns: names that repeat are numbered.
void name_keys(std::vector<OutputColumn>& columns) {
  std::vector<std::pair<std::string, int>> counters;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    OutputColumn& column = columns[i];
    if (column.node->as<TextNode>()) continue;
    column.key = key_of(*column.node);
    if (column.key.empty()) column.key = "_no_label";
    const auto before =
        std::find_if(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(i),
                     [&](const OutputColumn& one) { return one.key == column.key; });
    if (before == columns.begin() + static_cast<std::ptrdiff_t>(i)) continue;
    if (same(before->node, column.node)) continue;
    const std::string stem = column.key;
    auto counter = std::ranges::find(counters, stem, [](const auto& one) { return one.first; });
    if (counter == counters.end()) counter = counters.insert(counters.end(), {stem, 0});
    column.key = stem + "_" + std::to_string(++counter->second);
  }
}

}  // namespace

std::vector<OutputColumn> output_columns(const Query& query) {
  if (!query.parts.empty()) return output_columns(*query.parts.front());
  std::vector<OutputColumn> result;
  std::vector<std::pair<Name, NodePtr>> names;
  const auto find = [&](const Name& name) -> const NodePtr* {
    for (const auto& [known, node] : names) {
      if (known == name) return &node;
    }
    return nullptr;
  };
  int repeated = 0;
  for (const NodePtr& node : query.columns) {
    OutputColumn column{node, {}, {}, {}};
    const auto* text = node->as<TextNode>();
    const auto* ref = node->as<ColumnNode>();
    const auto dedupe = [&](const Name& base) {
      ++repeated;
      return Name{base.text + "__" + std::to_string(repeated), nullptr};
    };
    if (text) {
      result.push_back(std::move(column));
      continue;
    }
    std::optional<Name> effective = plain_label(*node);
    if (ref && ref->verbatim) {
      // Its text is no name to label with, but equal texts are told apart.
      column.fallback = ref->name;
      result.push_back(std::move(column));
      continue;
    }
    if (query.label_style == LabelStyle::TableNamePlusColumn && ref && ref->source) {
      const std::string stem = table_stem(ref->source);
      if (!stem.empty()) {
        effective = Name{stem + "_" + ref->name.text};
        column.label = column.fallback = *effective;
      }
    }
    if (effective) {
      if (column.fallback.empty()) column.fallback = *effective;
      if (const NodePtr* known = find(*effective); known && query.label_style != LabelStyle::None) {
        if (!same(*known, node)) {
          Name label = anonymous_label(node, node.get());
          if (const NodePtr* again = find(label); again) {
            label = dedupe(*effective);
          } else {
            names.emplace_back(label, node);
          }
          column.label = column.fallback = label;
        } else {
          column.label = column.fallback = dedupe(*effective);
        }
      } else {
        names.emplace_back(*effective, node);
      }
    } else {
      column.fallback = anonymous_label(node, node.get());
      if (find(column.fallback)) {
        column.fallback = dedupe({column.fallback.anonymous ? "anon" : column.fallback.text});
      } else {
        names.emplace_back(column.fallback, node);
      }
    }
    result.push_back(std::move(column));
  }
  name_keys(result);
  return result;
}

std::vector<ColumnSpec> exported(const Query& query) {
  if (query.text) return query.text_columns;
  std::vector<ColumnSpec> specs;
  for (const OutputColumn& column : output_columns(query)) {
    if (column.fallback.empty()) continue;
    ColumnSpec spec;
    spec.name = column.label.empty() ? column.fallback : column.label;
    spec.key = column.key;
    spec.type = column.node->type;
    if (const auto* ref = column.node->as<ColumnNode>();
        ref && !column.label.empty() && query.label_style == LabelStyle::TableNamePlusColumn) {
      spec.key = spec.name.text;
    }
    specs.push_back(std::move(spec));
  }
  return specs;
}

}  // namespace migc::library::clause
