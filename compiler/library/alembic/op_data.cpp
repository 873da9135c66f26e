#include <algorithm>

#include "compiler/library/alembic/directives.h"
#include "compiler/library/catalogue.h"
#include "compiler/library/raw_sql.h"
#include "compiler/library/sqlalchemy/clause_objects.h"
#include "compiler/library/sqlalchemy/ddl.h"
#include "compiler/library/sqlalchemy/dml.h"
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

bool holds_unknown(const Value* parameters) {
  if (!parameters) return false;
  bool found = false;
  const auto look = [&](const Value& set) {
    found = found || set.is_unknown();
    if (const python::Dict* dict = set.dictionary()) {
      dict->each([&](const Value&, const Value& value) { found = found || value.is_unknown(); });
    }
  };
  look(*parameters);
  if (const std::vector<Value>* sets = parameters->items()) std::ranges::for_each(*sets, look);
  return found;
}

/// The tables whose rows the statement updates or deletes, and nothing else, if what it writes or
/// asks for is not known.
std::vector<ir::TableName> blurred_targets(const Value& statement, const Value* parameters,
                                           const Site& site) {
  std::vector<ir::TableName> tables;
  if (const auto* object = statement.object<DmlObject>()) {
    const Dml& dml = *object->dml();
    const auto unknown = [](const DmlValue& value) { return value.value.is_unknown(); };
    const bool blurred = dml.unknown || holds_unknown(parameters) ||
                         std::ranges::any_of(dml.rows, [&](const std::vector<DmlValue>& row) {
                           return std::ranges::any_of(row, unknown);
                         });
    const auto* table = dml.table ? dml.table->as<clause::TableSource>() : nullptr;
    if (blurred && table && dml.kind != Dml::Kind::Insert && dml.ctes.empty()) {
      tables.push_back(table->name);
    }
    return tables;
  }
  const clause::NodePtr node = node_of(statement);
  const auto* text = node ? node->as<clause::TextNode>() : nullptr;
  if (!text) return tables;
  const bool bound = std::ranges::any_of(text->pieces, [](const auto& piece) {
    const auto* parameter = std::get_if<clause::TextNode::Parameter>(&piece);
    const auto* bind =
        parameter && parameter->bind ? parameter->bind->template as<clause::Bind>() : nullptr;
    return bind && bind->value && bind->value->is_unknown();
  });
  if (!bound && !holds_unknown(parameters)) return tables;
  std::string sql;
  for (const auto& piece : text->pieces) {
    const auto* words = std::get_if<std::string>(&piece);
    sql += words ? *words : "NULL";
  }
  std::vector<ir::Operation> read(1);
  read.front().action = ir::Execute{.sql = ir::raw_sql(std::move(sql))};
  Diagnostics unheard;
  read_raw_sql(read, World::of(site).outside().dialect, unheard);
  const auto& execute = std::get<ir::Execute>(read.front().action);
  for (const ir::Operation& effect : execute.effects) {
    if (const auto* update = std::get_if<ir::Update>(&effect.action)) {
      tables.push_back(update->table.table);
    } else if (const auto* erase = std::get_if<ir::Delete>(&effect.action)) {
      tables.push_back(erase->table.table);
    } else {
      return {};
    }
  }
  if (!execute.understood) tables.clear();
  return tables;
}

/// An UPDATE or DELETE of which something is not known, on a table without rows: it can be left
/// out.
bool changes_nothing(const Value& statement, const Value* parameters, const Site& site) {
  const std::vector<ir::TableName> tables = blurred_targets(statement, parameters, site);
  if (tables.empty()) return false;
  World& world = World::of(site);
  const ir::Schema* state = world.state(site, "what a statement changes");
  if (state == nullptr) return true;  // Evaluated again, or refused.
  for (const ir::TableName& table : tables) {
    if (state->table(table) != ir::Presence::Present || state->rows(table) != ir::Rows::None) {
      return false;
    }
  }
  for (const ir::TableName& table : tables) world.assume(fmt::format("`{}` has no rows", table));
  return true;
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

bool execute_statement(const Value& statement, const Value* parameters, const Site& site) {
  World& world = World::of(site);
  if (const python::Unknown* unknown = statement.unknown()) {
    Diagnostic& diagnostic =
        world.diagnostics().error("unknown-argument", site.span, "the statement is not known");
    if (unknown->because != Span{}) diagnostic.label(unknown->because, unknown->why);
    return false;
  }
  if (changes_nothing(statement, parameters, site)) return true;
  if (const auto text = statement.text(); text && !parameters) {
    if (std::optional<ir::Expr> sql = text_sql(*text, statement.span, site)) {
      world.emit(site, ir::Execute{.sql = std::move(*sql)});
    }
    return false;
  }
  if (const DdlElement* ddl = statement.object<DdlElement>()) {
    for (const ir::Action& action : ddl->actions) world.emit(site, action);
    return false;
  }
  std::vector<ir::Action> actions;
  const std::size_t errors = world.diagnostics().errors();
  if (lower_statement(statement, parameters, site, actions)) {
    for (ir::Action& action : actions) world.emit(site, std::move(action));
    return false;
  }
  if (site.failed() || world.diagnostics().errors() > errors) return false;
  site.raise("AttributeError",
             fmt::format("'{}' object has no attribute 'compile'", python::type_name(statement)));
  return false;
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
