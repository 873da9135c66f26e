// What executing an expression, query or data statement does.
#include <algorithm>

#include "compiler/base/match.h"
#include "compiler/library/sqlalchemy/clause_objects.h"
#include "compiler/library/sqlalchemy/dml.h"
#include "compiler/library/sqlalchemy/resolve.h"
#include "compiler/library/sqlalchemy/schema.h"
#include "compiler/library/world.h"
#include "dialects/dialect.h"

namespace migc::library {

using clause::ColumnSpec;
using clause::NodePtr;
using clause::Operator;
using clause::Resolver;
using clause::SourcePtr;
using python::Site;
using python::Value;

namespace {

using Kind = Dml::Kind;

/// Makes IR of one INSERT, UPDATE or DELETE.
class Lowering {
 public:
  Lowering(const Dml& dml, const python::Dict* parameters, const Site& site, std::string dialect)
      : dml_(dml), parameters_(parameters), site_(site), resolver_(site, std::move(dialect)) {}

  bool run(std::vector<ir::Action>& out) {
    for (const SourcePtr& cte : dml_.ctes) resolver_.add_common_table(cte);
    std::optional<ir::Action> action;
    switch (dml_.kind) {
      case Kind::Insert:
        action = insert();
        break;
      case Kind::Update:
        action = update();
        break;
      case Kind::Delete:
        action = remove();
        break;
    }
    if (!action || resolver_.failed()) return false;
    out.push_back(std::move(*action));
    return true;
  }

 private:
  bool refuse(std::string_view exception, std::string message) {
    resolver_.fail(exception, std::move(message));
    return false;
  }

  const Value* find(const std::vector<DmlValue>& row, std::string_view key) const {
    const auto found = std::ranges::find(row, key, &DmlValue::key);
    return found == row.end() ? nullptr : &found->value;
  }

  NodePtr bound(const NodePtr& node) const {
    return parameters_ ? bound_to(node, *parameters_) : node;
  }

  /// A value for a column: SQL as it is, anything else as a literal of the column's type.
  NodePtr value_node(const Value& value, const ColumnSpec& spec) const {
    if (NodePtr node = node_of(value)) {
      return clause::self_group(bound(clause::with_type(node, spec.type)),
                                clause::against_nothing());
    }
    return literal(value, spec.type);
  }

  /// The value a column gets when none was given; null when it gets none.
  std::optional<NodePtr> default_node(const ColumnSpec& spec, const Value& given,
                                      std::string_view what) {
    if (given.is_none()) return std::optional<NodePtr>(nullptr);
    Value value = given;
    if (const auto* item = given.object<DefaultItem>()) {
      if (item->kind == DefaultItem::Kind::Sequence) {
        return has_sequences() ? sequence_node(item->sequence) : nullptr;
      }
      value = item->value;
    }
    if (const python::Unknown* unknown = value.unknown()) {
      World::of(site_)
          .diagnostics()
          .error("unknown-default", site_.span, "`{}` of column `{}` is not known: {}", what,
                 spec.key, unknown->why)
          .label(unknown->because, "made here")
          .help("give the column a value in the statement");
      return std::nullopt;
    }
    if (node_of(value)) return value_node(value, spec);
    const bool callable = value.as<python::Function>() || value.as<python::BoundMethod>() ||
                          value.as<python::Class>() ||
                          std::holds_alternative<const python::Builtin*>(value.data) ||
                          (value.native() && value.native()->callable());
    if (callable) {
      World::of(site_).refuse(
          site_,
          fmt::format("`{}` of column `{}` is a function, called anew for each row", what,
                      spec.key),
          "give the column a value in the statement");
      return std::nullopt;
    }
    return literal(value, spec.type);
  }
  /// Where there are none, the server counts up by itself.
  bool has_sequences() const {
    const dialects::Target* target = World::of(site_).outside().target;
    return target == nullptr || target->dialect->facts().sequences;
  }
  NodePtr sequence_node(const ir::TableName& name) const {
    return clause::make(clause::NextValueNode{name}, clause::integer_type());
  }

  std::vector<DmlValue> parameter_row() const {
    std::vector<DmlValue> row;
    if (!parameters_) return row;
    parameters_->each([&](const Value& key, const Value& value) {
      const auto text = key.text();
      // Names of columns, or of parameters that stand in the statement.
      if (text) row.push_back({column_key(dml_, *text), value});
    });
    return row;
  }

  /// Names that no column has.
  bool consumed(const std::vector<DmlValue>& row) {
    std::string unknown;
    for (const DmlValue& value : row) {
      const bool known = std::ranges::any_of(
          dml_.table->columns, [&](const ColumnSpec& spec) { return spec.key == value.key; });
      if (!known) unknown += (unknown.empty() ? "" : ", ") + value.key;
    }
    if (unknown.empty()) return true;
    return refuse("sqlalchemy.exc.CompileError", "Unconsumed column names: " + unknown);
  }

  std::vector<ir::Expr> returning() {
    clause::Query query;
    query.columns = dml_.returning;
    return resolver_.labelled(query, false);
  }

  /// The row of an INSERT: what was given, and what the columns have by default.
  bool insert_row(const std::vector<DmlValue>& given, std::vector<std::string>& names,
                  std::vector<ir::Expr>& values, std::vector<std::string>* asked_back) {
    for (const ColumnSpec& spec : dml_.table->columns) {
      NodePtr node;
      if (const Value* value = find(given, spec.key)) {
        node = value_node(*value, spec);
        // A key made by SQL is not known before the row is there.
        if (asked_back && spec.primary_key && node_of(*value) && !node->as<clause::Bind>()) {
          asked_back->push_back(spec.name.text);
        }
      } else if (!spec.default_value.is_none()) {
        std::optional<NodePtr> made = default_node(spec, spec.default_value, "default");
        if (!made) return false;
        node = *made;
        const auto* item = spec.default_value.object<DefaultItem>();
        const bool sql = node_of(item ? item->value : spec.default_value) != nullptr ||
                         (item && item->kind == DefaultItem::Kind::Sequence && has_sequences());
        if (asked_back && spec.primary_key && sql) asked_back->push_back(spec.name.text);
      } else if (spec.sequence && has_sequences()) {
        node = sequence_node(*spec.sequence);
        if (asked_back && spec.primary_key) asked_back->push_back(spec.name.text);
      } else if (asked_back && spec.primary_key &&
                 (spec.autoincrement || spec.has_server_default)) {
        asked_back->push_back(spec.name.text);
      }
      if (!node) continue;
      names.push_back(spec.name.text);
      values.push_back(resolver_.expr(node));
    }
    return !resolver_.failed();
  }

  std::optional<ir::Action> insert() {
    const auto* table = dml_.table->as<clause::TableSource>();
    if (!table) {
      refuse("sqlalchemy.exc.ArgumentError", "INSERT needs a table");
      return std::nullopt;
    }
    if (dml_.select) return insert_select(table->name);
    ir::InsertRows insert;
    insert.table = table->name;
    insert.prefixes = resolver_.texts(dml_.prefixes);
    insert.options = dml_.options;

    const std::vector<DmlValue> parameters = parameter_row();
    std::vector<std::vector<DmlValue>> rows = dml_.rows;
    if (rows.empty()) rows.emplace_back();
    if (!dml_.has_values && !parameters_) {
      World::of(site_).refuse(
          site_, "insert() has no values",
          "give it some by `.values(…)` or as the second argument of execute()");
      return std::nullopt;
    }
    if (parameters_ && !dml_.multiple) {
      for (const DmlValue& value : parameters) {
        // Names of parameters that stand in values() are theirs.
        const bool column = std::ranges::any_of(
            dml_.table->columns, [&](const ColumnSpec& spec) { return spec.key == value.key; });
        const bool used = std::ranges::any_of(rows.front(), [&](const DmlValue& one) {
          const NodePtr node = node_of(one.value);
          const auto* bind = node ? node->as<clause::Bind>() : nullptr;
          return bind && bind->key == value.key;
        });
        if (used) continue;
        if (!column) {
          refuse("sqlalchemy.exc.CompileError", "Unconsumed column names: " + value.key);
          return std::nullopt;
        }
        const auto known = std::ranges::find(rows.front(), value.key, &DmlValue::key);
        if (known == rows.front().end()) {
          rows.front().push_back(value);
        } else {
          known->value = value.value;
        }
      }
    }
    const bool single = rows.size() == 1 && !dml_.multiple;
    for (const std::vector<DmlValue>& row : rows) {
      if (!consumed(row)) return std::nullopt;
      std::vector<std::string> names;
      std::vector<ir::Expr> values;
      if (!insert_row(row, names, values,
                      single && dml_.returning.empty() ? &insert.primary_key : nullptr)) {
        return std::nullopt;
      }
      if (insert.rows.empty()) {
        insert.columns = names;
      } else if (insert.columns != names) {
        refuse("sqlalchemy.exc.CompileError",
               "all rows of an INSERT have values for the same columns");
        return std::nullopt;
      }
      insert.rows.push_back(std::move(values));
    }
    insert.default_values = insert.columns.empty();
    if (dml_.conflict) insert.on_conflict = conflict();
    insert.returning = returning();
    insert.with = resolver_.take_common_tables();
    return ir::Action{std::move(insert)};
  }

  std::optional<ir::Action> insert_select(const ir::TableName& table) {
    ir::InsertSelect insert;
    insert.table = table;
    insert.prefixes = resolver_.texts(dml_.prefixes);
    clause::Query query = *dml_.select;
    for (const std::string& key : dml_.names) {
      const auto spec = std::ranges::find(dml_.table->columns, key, &ColumnSpec::key);
      if (spec == dml_.table->columns.end()) {
        refuse("sqlalchemy.exc.CompileError", "Unconsumed column names: " + key);
        return std::nullopt;
      }
      insert.columns.push_back(spec->name.text);
    }
    if (dml_.include_defaults && query.parts.empty() && !query.text) {
      for (const ColumnSpec& spec : dml_.table->columns) {
        if (std::ranges::count(dml_.names, spec.key) > 0) continue;
        NodePtr node;
        if (!spec.default_value.is_none()) {
          std::optional<NodePtr> made = default_node(spec, spec.default_value, "default");
          if (!made) return std::nullopt;
          node = *made;
        } else if (spec.sequence && has_sequences()) {
          node = sequence_node(*spec.sequence);
        }
        if (!node) continue;
        insert.columns.push_back(spec.name.text);
        query.columns.push_back(node);
      }
    }
    const NodePtr whole = bound(
        clause::make(clause::QueryNode{std::make_shared<const clause::Query>(std::move(query))}));
    insert.select = resolver_.embedded(*whole->as<clause::QueryNode>()->query);
    if (dml_.conflict) insert.on_conflict = conflict();
    insert.returning = returning();
    insert.with = resolver_.take_common_tables();
    return ir::Action{std::move(insert)};
  }

  std::optional<ir::OnConflict> conflict() {
    const Conflict& said = *dml_.conflict;
    ir::OnConflict conflict;
    conflict.dialect = dml_.dialect;
    conflict.constraint = said.constraint;
    conflict.update = said.update;
    for (const NodePtr& element : said.elements) {
      const auto* column = element->as<clause::ColumnNode>();
      if (column && !column->verbatim) {
        conflict.columns.push_back(column->name.text);
      } else {
        conflict.elements.push_back(resolver_.expr(element));
      }
    }
    if (said.target_where) {
      conflict.target_where = resolver_.expr(clause::criteria({said.target_where}));
    }
    std::vector<std::size_t> order;
    std::vector<bool> used(said.assignments.size(), false);
    const auto take = [&](std::string_view key) {
      for (std::size_t i = 0; i < said.assignments.size(); ++i) {
        if (!used[i] && said.assignments[i].key == key) {
          used[i] = true;
          order.push_back(i);
        }
      }
    };
    if (!said.ordered) {
      for (const ColumnSpec& spec : dml_.table->columns) take(spec.key);
    }
    for (const DmlValue& value : said.assignments) take(value.key);
    for (const std::size_t i : order) {
      const DmlValue& value = said.assignments[i];
      const auto spec = std::ranges::find(dml_.table->columns, value.key, &ColumnSpec::key);
      const ColumnSpec own = spec == dml_.table->columns.end() ? ColumnSpec{} : *spec;
      const std::string name = own.key.empty() ? value.key : own.name.text;
      conflict.assignments.emplace_back(name,
                                        proposed(resolver_.expr(value_node(value.value, own))));
    }
    if (said.where) conflict.where = resolver_.expr(clause::criteria({said.where}));
    return conflict;
  }

  /// MySQL writes `inserted.c` as VALUES(c).
  static ir::Expr proposed(ir::Expr expr) {
    if (auto* ref = std::get_if<ir::ColumnRef>(&expr.node);
        ref && ref->table.name == inserted_alias) {
      ir::ColumnRef bare = *ref;
      bare.table = {};
      return {ir::Function{{}, "VALUES", {{std::move(bare)}}, ref->type}};
    }
    match(
        expr.node,
        [](ir::BinaryExpr& node) {
          node.left = proposed(std::move(*node.left));
          node.right = proposed(std::move(*node.right));
        },
        [](ir::Group& node) { node.inner = proposed(std::move(*node.inner)); },
        [](ir::Unary& node) { node.operand = proposed(std::move(*node.operand)); },
        [](ir::Cast& node) { node.operand = proposed(std::move(*node.operand)); },
        [](ir::Function& node) {
          for (ir::Expr& argument : node.arguments) argument = proposed(std::move(argument));
        },
        [](ir::List& node) {
          for (ir::Expr& item : node.items) item = proposed(std::move(item));
        },
        [](auto&) {});
    return expr;
  }

  /// The further tables that criteria and values name.
  std::vector<SourcePtr> further(const std::vector<NodePtr>& nodes) const {
    std::vector<SourcePtr> all;
    for (const NodePtr& node : nodes) clause::add_sources(node, all);
    std::vector<SourcePtr> own;
    clause::add_sources(dml_.table, own);
    const SourcePtr primary = dml_.table->as<clause::JoinSource>() ? own[1] : dml_.table;
    std::vector<SourcePtr> others;
    for (const SourcePtr& source : all) {
      if (!clause::same(source, primary) && !clause::contains(others, source)) {
        others.push_back(source);
      }
    }
    return others;
  }

  std::vector<NodePtr> bound_where() const {
    std::vector<NodePtr> where;
    for (const NodePtr& node : dml_.where) where.push_back(bound(node));
    return where;
  }

  std::optional<ir::Action> update() {
    ir::Update update;
    update.prefixes = resolver_.texts(dml_.prefixes);
    update.options = dml_.options;
    update.table = resolver_.table_ref(dml_.table);
    if (resolver_.failed()) return std::nullopt;
    const std::vector<NodePtr> where = bound_where();

    std::vector<DmlValue> given = dml_.rows.empty() ? std::vector<DmlValue>{} : dml_.rows.front();
    for (const DmlValue& value : parameter_row()) {
      const bool column = std::ranges::any_of(
          dml_.table->columns, [&](const ColumnSpec& spec) { return spec.key == value.key; });
      const bool known = find(given, value.key) != nullptr;
      if (column && !known) given.push_back(value);
    }
    if (given.empty() && !dml_.has_values && !parameters_) {
      World::of(site_).refuse(site_, "update() has no values", "give it some by `.values(…)`");
      return std::nullopt;
    }
    if (!consumed(given)) return std::nullopt;

    std::vector<std::pair<const ColumnSpec*, NodePtr>> assignments;
    const auto add = [&](const ColumnSpec& spec, NodePtr node) {
      if (node) assignments.emplace_back(&spec, std::move(node));
    };
    if (dml_.ordered) {
      for (const DmlValue& value : given) {
        const auto spec = std::ranges::find(dml_.table->columns, value.key, &ColumnSpec::key);
        add(*spec, value_node(value.value, *spec));
      }
    }
    for (const ColumnSpec& spec : dml_.table->columns) {
      if (const Value* value = find(given, spec.key)) {
        if (!dml_.ordered) add(spec, value_node(*value, spec));
      } else if (!spec.onupdate.is_none()) {
        std::optional<NodePtr> made = default_node(spec, spec.onupdate, "onupdate");
        if (!made) return std::nullopt;
        add(spec, *made);
      }
    }
    if (assignments.empty()) {
      World::of(site_).refuse(site_, "update() sets nothing", "give it values by `.values(…)`");
      return std::nullopt;
    }

    std::vector<NodePtr> considered = where;
    for (const auto& [spec, node] : assignments) considered.push_back(node);
    const std::vector<SourcePtr> others = further(considered);
    std::vector<SourcePtr> correlated{dml_.table};
    for (const SourcePtr& source : others) correlated.push_back(source);
    resolver_.enter(std::move(correlated));
    for (const auto& [spec, node] : assignments) {
      ir::ColumnRef ref;
      ref.table =
          update.table.alias.empty() ? update.table.table : ir::TableName{"", update.table.alias};
      ref.column = spec->name.text;
      ref.quote = spec->name.quote;
      ref.type = spec->type.type;
      update.assignments.emplace_back(ir::Expr{std::move(ref)}, resolver_.expr(node));
    }
    for (const SourcePtr& source : others) update.from.push_back(resolver_.from_item(source));
    if (const NodePtr all = clause::criteria(where)) update.where = resolver_.expr(all);
    update.returning = returning();
    resolver_.leave();
    update.with = resolver_.take_common_tables();
    return ir::Action{std::move(update)};
  }

  std::optional<ir::Action> remove() {
    ir::Delete remove;
    remove.prefixes = resolver_.texts(dml_.prefixes);
    remove.options = dml_.options;
    remove.table = resolver_.table_ref(dml_.table);
    if (resolver_.failed()) return std::nullopt;
    const std::vector<NodePtr> where = bound_where();
    const std::vector<SourcePtr> others = further(where);
    std::vector<SourcePtr> correlated{dml_.table};
    for (const SourcePtr& source : others) correlated.push_back(source);
    resolver_.enter(std::move(correlated));
    for (const SourcePtr& source : others) {
      remove.using_tables.push_back(resolver_.from_item(source));
    }
    if (const NodePtr all = clause::criteria(where)) remove.where = resolver_.expr(all);
    remove.returning = returning();
    resolver_.leave();
    remove.with = resolver_.take_common_tables();
    return ir::Action{std::move(remove)};
  }

  const Dml& dml_;
  const python::Dict* parameters_;
  const Site& site_;
  Resolver resolver_;
};

/// The sets of parameters of execute(): none, one, or several.
std::optional<std::vector<const python::Dict*>> parameter_sets(const Value* parameters,
                                                               const Site& site) {
  std::vector<const python::Dict*> sets;
  if (!parameters || parameters->is_none()) return sets;
  if (const python::Unknown* unknown = parameters->unknown()) {
    World::of(site)
        .diagnostics()
        .error("unknown-argument", site.span, "the parameters of the statement are not known: {}",
               unknown->why)
        .label(unknown->because, "made here");
    return std::nullopt;
  }
  if (const python::Dict* dict = parameters->dictionary()) {
    sets.push_back(dict);
    return sets;
  }
  if (const std::vector<Value>* items = parameters->items()) {
    for (const Value& item : *items) {
      const python::Dict* dict = item.dictionary();
      if (!dict) {
        if (const python::Unknown* unknown = item.unknown()) {
          World::of(site)
              .diagnostics()
              .error("unknown-argument", site.span, "a row of parameters is not known: {}",
                     unknown->why)
              .label(unknown->because, "made here");
          return std::nullopt;
        }
        site.raise("sqlalchemy.exc.ArgumentError",
                   "List argument must consist only of dictionaries");
        return std::nullopt;
      }
      sets.push_back(dict);
    }
    return sets;
  }
  World::of(site).raise(site, "sqlalchemy.exc.ArgumentError",
                        "mapping or list expected for parameters");
  return std::nullopt;
}

bool lower_text(const NodePtr& node, const python::Dict* parameters, const Site& site,
                std::vector<ir::Action>& out) {
  Resolver resolver(site);
  ir::Execute execute;
  execute.sql = resolver.expr(parameters ? with_parameters(node, *parameters) : node);
  if (resolver.failed()) return false;
  out.push_back(std::move(execute));
  return true;
}

bool lower_query(const clause::QueryPtr& query, const python::Dict* parameters, const Site& site,
                 std::vector<ir::Action>& out) {
  clause::QueryPtr filled = query;
  if (parameters) {
    filled = bound_to(clause::make(clause::QueryNode{query}), *parameters)
                 ->as<clause::QueryNode>()
                 ->query;
  }
  Resolver resolver(site);
  ir::Query result{resolver.statement(*filled)};
  if (resolver.failed()) return false;
  out.push_back(std::move(result));
  return true;
}

}  // namespace

bool lower_dml(const Dml& dml, const python::Dict* parameters, const Site& site,
               std::vector<ir::Action>& out, std::string dialect) {
  if (dml.unknown) {
    Diagnostic& diagnostic = World::of(site).diagnostics().error("unknown-argument", site.span,
                                                                 "the statement is not known");
    if (dml.unknown->because != Span{}) {
      diagnostic.label(dml.unknown->because, dml.unknown->why);
    }
    return false;
  }
  return Lowering(dml, parameters, site, std::move(dialect)).run(out);
}

bool lower_statement(const Value& statement, const Value* parameters, const Site& site,
                     std::vector<ir::Action>& out) {
  const auto sets = parameter_sets(parameters, site);
  if (!sets) return false;
  const auto each = [&](auto&& lower) {
    // No rows at all: nothing is executed.
    if (parameters && parameters->items() && sets->empty()) return true;
    if (sets->empty()) return lower(nullptr);
    return std::ranges::all_of(*sets, [&](const python::Dict* set) { return lower(set); });
  };

  if (const auto* dml = statement.object<DmlObject>()) {
    return each([&](const python::Dict* set) { return lower_dml(*dml->dml(), set, site, out); });
  }
  if (const clause::QueryPtr query = query_of(statement)) {
    return each([&](const python::Dict* set) { return lower_query(query, set, site, out); });
  }
  if (const auto text = statement.text()) {
    const NodePtr node = text_node(*text);
    return each([&](const python::Dict* set) { return lower_text(node, set, site, out); });
  }
  const NodePtr node = node_of(statement);
  if (!node) return false;
  if (node->as<clause::TextNode>()) {
    return each([&](const python::Dict* set) { return lower_text(node, set, site, out); });
  }
  if (node->as<clause::FunctionNode>() || node->as<clause::NextValueNode>() ||
      node->as<clause::ResolvedNode>()) {
    auto query = std::make_shared<clause::Query>();
    query->columns = {node};
    return each([&](const python::Dict* set) { return lower_query(query, set, site, out); });
  }
  World::of(site).raise(site, "sqlalchemy.exc.ObjectNotExecutableError",
                        "Not an executable object: " + python::describe(statement));
  return false;
}

}  // namespace migc::library
