#include <algorithm>

#include "compiler/library/alembic/directives.h"
#include "compiler/library/catalogue.h"
#include "compiler/library/sqlalchemy/ddl.h"
#include "compiler/library/sqlalchemy/schema.h"
#include "dialects/dialect.h"

namespace migc::library {

using python::Call;
using python::Site;
using python::Value;

namespace {

/// A column as bulk_insert sees it.
struct Target {
  std::string key;
  ir::ColumnRef reference;
  SqlType type;
  const Column* column = nullptr;  ///< Of a Table: it may have a default.
};

std::optional<std::vector<Target>> targets_of(const FromClause& table) {
  std::vector<Target> targets;
  for (const auto& [key, value] : table.exported_columns()) {
    const auto* element = value.object<ColumnElement>();
    if (!element) return std::nullopt;
    Target target{.key = key, .type = element->sql_type(), .column = value.object<Column>()};
    const ir::Expr expr = element->expr();
    const auto* reference = std::get_if<ir::ColumnRef>(&expr.node);
    if (!reference) return std::nullopt;
    target.reference = *reference;
    targets.push_back(std::move(target));
  }
  return targets;
}

/// The value that `default=` gives a row that does not say one. Nothing: it has none, or it was
/// refused (then `refused` is set).
std::optional<ir::Expr> default_of(const Target& target, bool& refused, const Site& site) {
  if (!target.column || target.column->default_value.is_none()) return std::nullopt;
  const Value& value = target.column->default_value;
  if (target.column->column.sequence) {
    const dialects::Target* server = World::of(site).outside().target;
    if (server != nullptr && !server->dialect->facts().sequences) return std::nullopt;
    return ir::Expr{ir::NextValue{*target.column->column.sequence}};
  }
  if (value.as<python::Function>() || value.as<python::Class>() ||
      value.as<const python::Builtin*>() || value.is_unknown()) {
    World::of(site).refuse(
        site,
        fmt::format("the default of the column `{}` is a function, which gives each row a value of "
                    "its own",
                    target.key),
        "say the value in the rows");
    refused = true;
    return std::nullopt;
  }
  std::optional<ir::Expr> expr = lower_expression(value, site, &target.type);
  refused = !expr;
  return expr;
}

}  // namespace

// op.bulk_insert(table, rows, *, multiinsert=True)
Value bulk_insert(const Call& call) {
  std::shared_ptr<FromClause> table;
  Value rows;
  std::optional<Value> multiinsert;
  if (!call.bind({{"table", table}, {"rows", rows}, {"*"}, {"multiinsert", multiinsert}})) {
    return Value::none();
  }
  if (const python::Unknown* unknown = rows.unknown()) {
    python::Binding{call, "rows", rows.span}.unknown(*unknown);
    return Value::none();
  }
  if (!rows.items()) {
    if (rows.dictionary()) return call.raise("TypeError", "List expected");
    if (!rows.as<python::Iterator>()) return call.raise("TypeError", "List expected");
  }
  const std::optional<std::vector<Value>> items = call.items(rows);
  if (!items) return Value::none();
  const std::optional<std::vector<Target>> targets = targets_of(*table);
  const ir::FromItem item = table->from_item();
  const auto* reference = std::get_if<ir::TableRef>(&item.node);
  if (!targets || !reference) {
    World::of(call).refuse(call, "rows can be inserted into a table only");
    return Value::none();
  }

  const Directive directive(call);
  ir::InsertRows insert{.table = reference->table, .bulk = true};
  const auto flush = [&] {
    if (!insert.rows.empty()) directive.emit(insert);
    insert.rows.clear();
  };
  if (items->empty()) {
    directive.emit(insert);
    return Value::none(call.span);
  }
  for (const Value& row : *items) {
    if (const python::Unknown* unknown = row.unknown()) {
      python::Binding{call, "rows", row.span}.unknown(*unknown);
      return Value::none();
    }
    const python::Dict* values = row.dictionary();
    if (!values) return call.raise("TypeError", "List of dictionaries expected");
    bool fine = true;
    values->each([&](const Value& key, const Value&) {
      const auto text = key.text();
      const bool known = text && std::ranges::find(*targets, *text, &Target::key) != targets->end();
      if (!fine || known) return;
      fine = false;
      call.raise("sqlalchemy.exc.CompileError",
                 fmt::format("Unconsumed column names: {}", text ? *text : python::describe(key)));
    });
    if (!fine) return Value::none();
    std::vector<std::string> columns;
    std::vector<ir::Expr> cells;
    for (const Target& target : *targets) {
      const Value* value = values->find(target.key);
      std::optional<ir::Expr> cell;
      if (value) {
        const Site site{call.evaluator, value->span};
        cell = lower_expression(*value, site, &target.type);
        if (!cell) return Value::none();
      } else {
        bool refused = false;
        cell = default_of(target, refused, call);
        if (refused) return Value::none();
        if (!cell) continue;
      }
      columns.push_back(target.reference.column);
      cells.push_back(std::move(*cell));
    }
    if (columns != insert.columns) flush();
    insert.columns = std::move(columns);
    insert.rows.push_back(std::move(cells));
  }
  flush();
  return Value::none(call.span);
}

void execute_statement(const Value& statement, const Value* parameters, const Site& site) {
  World& world = World::of(site);
  if (const python::Unknown* unknown = statement.unknown()) {
    Diagnostic& diagnostic =
        world.diagnostics().error("unknown-argument", site.span, "the statement is not known");
    if (unknown->because != Span{}) diagnostic.label(unknown->because, unknown->why);
    return;
  }
  if (const auto text = statement.text(); text && !parameters) {
    if (std::optional<ir::Expr> sql = text_sql(*text, statement.span, site)) {
      world.emit(site, ir::Execute{.sql = std::move(*sql)});
    }
    return;
  }
  if (const DdlElement* ddl = statement.object<DdlElement>()) {
    for (const ir::Action& action : ddl->actions) world.emit(site, action);
    return;
  }
  std::vector<ir::Action> actions;
  const std::size_t errors = world.diagnostics().errors();
  if (lower_statement(statement, parameters, site, actions)) {
    for (ir::Action& action : actions) world.emit(site, std::move(action));
    return;
  }
  if (site.failed() || world.diagnostics().errors() > errors) return;
  site.raise("AttributeError",
             fmt::format("'{}' object has no attribute 'compile'", python::type_name(statement)));
}

// op.execute(sqltext, *, execution_options=None), also of a batch_op
Value execute(const Call& call) {
  Value sqltext;
  std::optional<Value> execution_options;
  if (!call.bind({{"sqltext", sqltext}, {"*"}, {"execution_options", execution_options}})) {
    return Value::none();
  }
  execute_statement(sqltext, nullptr, call);
  return Value::none(call.span);
}

// op.inline_literal(value, type_=None)
Value inline_literal(const Call& call) {
  Value value;
  std::optional<Value> type;
  if (!call.bind({{"value", value}, {"type_", type}})) return Value::none();
  const std::shared_ptr<python::Module> sqlalchemy = modelled_modules().find("sqlalchemy");
  const Value* literal = sqlalchemy ? sqlalchemy->attributes.find("literal") : nullptr;
  if (!literal) return call.unknown("sqlalchemy.literal");
  std::vector<Value> arguments{value};
  if (type && !type->is_none()) arguments.push_back(*type);
  return call.call(*literal, std::move(arguments));
}

}  // namespace migc::library
