// `op.get_bind()`, and what executing something on it gives.
#include <algorithm>
#include <array>

#include "compiler/library/alembic/directives.h"
#include "compiler/library/catalogue.h"
#include "compiler/library/database/answer.h"
#include "compiler/library/native_class.h"
#include "compiler/library/raw_sql.h"
#include "compiler/library/sqlalchemy/engine.h"
#include "compiler/library/sqlalchemy/expression.h"
#include "compiler/library/sqlalchemy/url.h"

namespace migc::library {
namespace {

using python::Builtin;
using python::Call;
using python::Class;
using python::Site;
using python::Value;

constexpr std::string_view data_help =
    "let the database do the work, as in `INSERT … SELECT` or `UPDATE … FROM`, or give the "
    "revision its SQL with a comment `# migc: offline-sql FILE`";

/// A row of a result: a tuple whose items have names.
class Row final : public python::Native {
 public:
  Row(std::vector<std::string> names, std::vector<Value> cells)
      : names_(std::move(names)), cells_(std::move(cells)) {}

  std::string_view type_name() const override { return "Row"; }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override;
  std::optional<Value> item(const Value& index, const Site& site) const override {
    if (const auto key = index.text()) return find(*key);
    return site.item(Value::tuple(cells_, site.span), index);
  }
  std::optional<Value> length(const Site& site) const override {
    return Value::integer(static_cast<std::int64_t>(cells_.size()), site.span);
  }
  std::shared_ptr<python::Iterator> iterate(const Site&) const override {
    return python::iterate(cells_);
  }
  std::optional<Value> contains(const Value& item, const Site& site) const override {
    const Value found = site.compare(python::ast::CompareOp::In, item, Value::tuple(cells_));
    return found;
  }
  std::optional<Value> compare(python::ast::CompareOp op, const Value& other,
                               const Site& site) const override {
    const Row* row = other.object<Row>();
    return site.compare(op, Value::tuple(cells_), row ? Value::tuple(row->cells_) : other);
  }
  void forget() override { cells_.clear(); }

  std::optional<Value> find(std::string_view name) const {
    const auto found = std::ranges::find(names_, name);
    if (found == names_.end()) return std::nullopt;
    return cells_[static_cast<std::size_t>(found - names_.begin())];
  }
  Value dictionary(const Site& site) const {
    Value dict = Value::dict(site.span);
    for (std::size_t i = 0; i < names_.size() && i < cells_.size(); ++i) {
      dict.as<python::Dict>()->set(names_[i], cells_[i]);
    }
    return dict;
  }

 private:
  std::vector<std::string> names_;
  std::vector<Value> cells_;
};

Value as_dict(const Call& call) { return call.receiver<Row>().dictionary(call); }
constexpr Builtin as_dict_method{"_asdict", as_dict, true};

std::optional<Value> Row::attribute(std::string_view name, const Site& site) const {
  if (std::optional<Value> cell = find(name)) return cell;
  if (name == "_mapping") return dictionary(site);
  if (name == "_asdict") {
    return Value::bound(Value::object(std::const_pointer_cast<python::Native>(shared_from_this())),
                        as_dict_method, site.span);
  }
  return std::nullopt;
}

/// What executing a statement gave. Its rows are asked of the replay when somebody wants them.
class Result final : public python::Native {
 public:
  enum class Form { Rows, Scalars, Mappings };

  std::string_view type_name() const override {
    return form == Form::Rows ? "CursorResult" : "ScalarResult";
  }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override;
  std::shared_ptr<python::Iterator> iterate(const Site& site) const override {
    std::optional<std::vector<Value>> rest = take(site);
    return python::iterate(rest ? std::move(*rest) : std::vector<Value>{});
  }
  /// A context manager that closes it.
  std::optional<Value> enter(const Site& site) override {
    return Value::object(shared_from_this(), site.span);
  }
  bool leave(const Value&, const Site&) override { return false; }

  /// What is left of the rows, which are gone then. Nothing, and refused: not known.
  std::optional<std::vector<Value>> take(const Site& site) const {
    if (!ask(site, "the rows of a query")) return std::nullopt;
    std::vector<Value> rest;
    for (; facts->next < facts->answer->rows->rows.size(); ++facts->next) {
      rest.push_back(row(facts->next, site));
    }
    return rest;
  }
  /// Answers the statement, once. False: it was refused.
  bool ask(const Site& site, std::string_view what) const {
    if (answered(site, what)) return true;
    if (facts->answer) {
      World::of(site).refuse(
          site, fmt::format("{} is only known to the database: {}", what, facts->answer->why),
          std::string(data_help));
    }
    return false;
  }
  /// The same without a word when it is not known.
  bool answered(const Site& site, std::string_view what) const {
    World& world = World::of(site);
    if (!facts->answer) {
      const std::optional<ir::Schema> state = world.state_before(facts->serial, site, what);
      if (!state) return false;
      facts->answer = facts->action
                          ? library::answer(*facts->action, *state, world.outside(), facts->missing)
                          : Answer{.why = "what was executed is not known"};
      if (facts->answer->rows && facts->question) world.retract(facts->serial);
      for (const std::string& table : facts->answer->empty) {
        world.assume(fmt::format("`{}` has no rows", table));
      }
      for (const std::string& table : facts->answer->filled) {
        world.assume(fmt::format("`{}` holds the rows that the plan put there", table));
      }
    }
    if (facts->answer->rows && facts->answer->empty.empty() && facts->answer->filled.empty()) {
      world.assume("the database holds what the revisions before made");
    }
    return facts->answer->rows.has_value();
  }
  Value row(std::size_t index, const Site& site) const {
    const std::vector<Value>& cells = facts->answer->rows->rows[index];
    if (form == Form::Scalars) return cells.empty() ? Value::none(site.span) : cells.front();
    const auto made = std::make_shared<Row>(facts->answer->rows->names, cells);
    return form == Form::Mappings ? made->dictionary(site) : Value::object(made, site.span);
  }

  /// Shared by the views of one result.
  struct Facts {
    std::optional<ir::Action> action;
    std::uint64_t serial = 0;
    bool question = false;  ///< It only reads.
    Missing missing = Missing::Unknown;
    std::optional<Answer> answer;
    std::size_t next = 0;
  };
  std::shared_ptr<Facts> facts = std::make_shared<Facts>();
  Form form = Form::Rows;
};

Value unknown_rows(const Site& site) { return site.unknown("rows that only the database knows"); }

// fetchall(), all(), fetchmany(size=None)
Value fetch_all(const Call& call) {
  std::optional<std::vector<Value>> rows = call.receiver<Result>().take(call);
  if (!rows) return unknown_rows(call);
  return Value::list(std::move(*rows), call.span);
}

std::optional<Value> next_row(const Call& call) {
  const Result& result = call.receiver<Result>();
  if (!result.ask(call, "a row of a query")) return std::nullopt;
  if (result.facts->next >= result.facts->answer->rows->rows.size()) return Value::none(call.span);
  return result.row(result.facts->next++, call);
}

// fetchone(), first()
Value fetch_one(const Call& call) { return next_row(call).value_or(unknown_rows(call)); }

Value first_cell(const Call& call, const Value& row) {
  if (const Row* of = row.object<Row>()) {
    std::optional<Value> cell = of->item(Value::integer(0), call);
    return cell.value_or(unknown_rows(call));
  }
  return row;
}

// scalar()
Value scalar(const Call& call) {
  const std::optional<Value> row = next_row(call);
  return row ? first_cell(call, *row) : unknown_rows(call);
}

// one(), one_or_none(), scalar_one(), scalar_one_or_none()
Value exactly_one(const Call& call, bool or_none, bool first) {
  const Result& result = call.receiver<Result>();
  if (!result.ask(call, "the row of a query")) return unknown_rows(call);
  const std::size_t left = result.facts->answer->rows->rows.size() - result.facts->next;
  if (left > 1) {
    return call.raise("sqlalchemy.exc.MultipleResultsFound",
                      "Multiple rows were found when exactly one was required");
  }
  if (left == 0) {
    if (or_none) return Value::none(call.span);
    return call.raise("sqlalchemy.exc.NoResultFound", "No row was found when one was required");
  }
  const Value row = result.row(result.facts->next++, call);
  return first ? first_cell(call, row) : row;
}
Value one(const Call& call) { return exactly_one(call, false, false); }
Value one_or_none(const Call& call) { return exactly_one(call, true, false); }
Value scalar_one(const Call& call) { return exactly_one(call, false, true); }
Value scalar_one_or_none(const Call& call) { return exactly_one(call, true, true); }

Value in_form(const Call& call, Result::Form form) {
  auto made = std::make_shared<Result>();
  made->facts = call.receiver<Result>().facts;
  made->form = form;
  return Value::object(std::move(made), call.span);
}
// scalars(index=0), mappings(), unique(strategy=None), tuples(), yield_per(num), …
Value scalars(const Call& call) { return in_form(call, Result::Form::Scalars); }
Value mappings(const Call& call) { return in_form(call, Result::Form::Mappings); }
Value same_result(const Call& call) { return *call.self; }
Value close_result(const Call& call) { return Value::none(call.span); }

// keys()
Value keys(const Call& call) {
  const Result& result = call.receiver<Result>();
  if (!result.ask(call, "the columns of a query")) return unknown_rows(call);
  std::vector<Value> names;
  for (const std::string& name : result.facts->answer->rows->names) {
    names.push_back(Value::text(name));
  }
  return Value::list(std::move(names), call.span);
}

constexpr Builtin result_methods[] = {{"fetchall", fetch_all, true},
                                      {"all", fetch_all, true},
                                      {"fetchmany", fetch_all, true},
                                      {"fetchone", fetch_one, true},
                                      {"first", fetch_one, true},
                                      {"scalar", scalar, true},
                                      {"one", one, true},
                                      {"one_or_none", one_or_none, true},
                                      {"scalar_one", scalar_one, true},
                                      {"scalar_one_or_none", scalar_one_or_none, true},
                                      {"scalars", scalars, true},
                                      {"mappings", mappings, true},
                                      {"unique", same_result, true},
                                      {"tuples", same_result, true},
                                      {"yield_per", same_result, true},
                                      {"execution_options", same_result, true},
                                      {"close", close_result, true},
                                      {"keys", keys, true}};

std::optional<Value> Result::attribute(std::string_view name, const Site& site) const {
  for (const Builtin& method : result_methods) {
    if (method.name != name) continue;
    return Value::bound(Value::object(std::const_pointer_cast<python::Native>(shared_from_this())),
                        method, site.span);
  }
  if (name == "rowcount") {
    if (!answered(site, "`.rowcount` of a statement")) {  // Often it is only printed.
      return World::of(site).unknown_fact(
          site, "how many rows a statement changes is only known to the database");
    }
    return Value::integer(facts->answer->count.value_or(0), site.span);
  }
  if (name == "inserted_primary_key") {
    if (!ask(site, "the key of an inserted row")) return unknown_rows(site);
    const RowSet& keys = *facts->answer->rows;
    if (keys.rows.size() == 1)
      return Value::object(std::make_shared<Row>(keys.names, keys.rows[0]));
  }
  return World::of(site).refuse(
      site, fmt::format("`.{}` of an executed statement is only known to the database", name),
      std::string(data_help));
}

// ---- executing

/// One set of parameters, as a driver takes them: by position or by name.
struct DriverParameters {
  const std::vector<Value>* values = nullptr;
  const python::Dict* named = nullptr;
};

/// The sets of parameters in what stands behind the statement; a list of tuples or dicts is many.
/// Nothing: it is none of that, or not known.
std::optional<std::vector<DriverParameters>> driver_parameters(const Value* parameters) {
  std::vector<DriverParameters> sets;
  if (!parameters || parameters->is_none()) return std::vector<DriverParameters>(1);
  const auto one = [&](const Value& value) {
    if (const python::Dict* named = value.dictionary()) {
      sets.push_back({.named = named});
    } else if (const std::vector<Value>* values = value.items()) {
      sets.push_back({.values = values});
    } else {
      return false;
    }
    return true;
  };
  const auto* list = parameters->as<python::List>();
  const bool many = list && std::ranges::all_of(list->items, [](const Value& item) {
                      return item.dictionary() || item.items();
                    });
  if (!many) {
    if (!one(*parameters)) return std::nullopt;
    return sets;
  }
  for (const Value& item : list->items) one(item);
  return sets;
}

/// A text for the driver with its parameters in place: `%s`, `%(name)s` and `%%` of the drivers for
/// PostgreSQL and MySQL, `?` and `:name` of the one for SQLite. Nothing: refused.
std::optional<ir::Expr> driver_text(std::string_view text, const DriverParameters& given,
                                    const Call& call) {
  World& world = World::of(call);
  const std::string& dialect = world.outside().dialect;
  const bool percent = dialect == "postgresql" || dialect == "mysql" || dialect == "mariadb";
  const auto refuse = [&] {
    world.refuse(call, "a string with parameters for the driver",
                 "wrap the string in `sa.text(…)` and name the parameters `:name`");
    return std::nullopt;
  };
  const bool parameters = given.named || (given.values && !given.values->empty());
  if (!percent && (text.find('%') != std::string_view::npos || parameters)) return refuse();
  if (!percent) return ir::raw_sql(std::string(text));
  if (!world.outside().driver.empty() && parameters) {
    static constexpr std::array drivers{"psycopg2", "psycopg", "mysqldb", "pymysql",
                                        "mysqlconnector"};
    if (std::ranges::find(drivers, world.outside().driver) == drivers.end()) return refuse();
  }
  ir::RawSql sql;
  std::string written;
  std::size_t next = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      written += text[i];
      continue;
    }
    const std::string_view rest = text.substr(i + 1);
    const Value* value = nullptr;
    if (rest.starts_with('%')) {
      written += '%';
      ++i;
      continue;
    }
    if (rest.starts_with('s') && given.values && next < given.values->size()) {
      value = &(*given.values)[next++];
      i += 1;
    } else if (const std::size_t end = rest.find(")s");
               rest.starts_with('(') && end != std::string_view::npos && given.named) {
      value = given.named->find(rest.substr(1, end - 1));
      i += end + 2;
    }
    if (!value) return refuse();
    std::optional<ir::Expr> cell = lower_expression(*value, call);
    if (!cell) return std::nullopt;
    sql.pieces.emplace_back(std::move(written));
    sql.pieces.emplace_back(Box<ir::Expr>(std::move(*cell)));
    written.clear();
  }
  if (given.values && next != given.values->size()) return refuse();
  sql.pieces.emplace_back(std::move(written));
  return ir::Expr{std::move(sql)};
}

/// A string goes to the driver as it is. False: refused.
bool execute_driver_text(std::string_view text, const Value* parameters, const Call& call) {
  World& world = World::of(call);
  const auto sets = driver_parameters(parameters);
  if (!sets) {
    world.refuse(call, "a string with parameters for the driver",
                 "wrap the string in `sa.text(…)` and name the parameters `:name`");
    return false;
  }
  for (const DriverParameters& set : *sets) {
    std::optional<ir::Expr> sql = driver_text(text, set, call);
    if (!sql) return false;
    world.emit(call, ir::Execute{.sql = std::move(*sql), .verbatim = true});
  }
  return true;
}

/// A string as old versions of SQLAlchemy took it.
void execute_string(std::string_view text, const Value* parameters, const Call& call) {
  World::of(call).warn(call, "string-statement",
                       "SQLAlchemy 2 does not execute strings; taken as the driver takes them");
  execute_driver_text(text, parameters, call);
}

Value executed(const Value& statement, const Value* parameters, const Call& call) {
  World& world = World::of(call);
  const std::uint64_t before = world.last_emitted();
  auto result = std::make_shared<Result>();
  if (const auto text = statement.text()) {
    execute_string(*text, parameters, call);
  } else if (execute_statement(statement, parameters, call)) {
    result->facts->answer = Answer{.rows = RowSet{}, .count = 0, .empty = {"what it changes"}};
  }
  if (call.failed()) return Value::none(call.span);
  if (!call.evaluator.may_catch()) result->facts->missing = Missing::Empty;
  const ir::Operation* operation = world.last_operation();
  if (operation && world.last_emitted() > before) {
    std::vector<ir::Operation> read{*operation};
    Diagnostics unheard;
    read_raw_sql(read, world.outside().dialect, unheard);
    result->facts->action = std::move(read.front().action);
    result->facts->serial = world.last_emitted();
    result->facts->question = std::holds_alternative<ir::Query>(operation->action);
    if (const auto* execute = std::get_if<ir::Execute>(&operation->action)) {
      const auto* raw = std::get_if<ir::RawSql>(&execute->sql.node);
      const auto* text =
          raw && !raw->pieces.empty() ? std::get_if<std::string>(&raw->pieces.front()) : nullptr;
      result->facts->question = text && is_question(*text);
    }
  }
  return Value::object(std::move(result), call.span);
}

std::shared_ptr<Class> mock_connection_class();

/// `op.get_bind()`, its engine, and connections that a migration opens beside it.
class MockConnection final : public python::Native {
 public:
  bool engine = false;
  bool own = false;         ///< Opened by the migration.
  bool autocommit = false;  ///< … and outside of the script's transaction.

  std::string_view type_name() const override { return "MockConnection"; }
  std::shared_ptr<Class> type() const override { return mock_connection_class(); }
  bool complete() const override { return true; }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override;
  std::optional<Value> enter(const Site& site) override { return value(site); }
  bool leave(const Value&, const Site&) override { return false; }
  std::optional<bool> equals(const python::Native& other) const override {
    return dynamic_cast<const MockConnection*>(&other) != nullptr;
  }
  std::optional<std::uint64_t> hash() const override { return 7; }

 private:
  Value value(const Site& site) const {
    return Value::object(std::const_pointer_cast<python::Native>(shared_from_this()), site.span);
  }
};

bool is_autocommit(const Call& call) {
  const auto* connection = call.self ? call.self->object<MockConnection>() : nullptr;
  return connection != nullptr && connection->autocommit;
}

/// What a connection of its own in AUTOCOMMIT carries out stands outside the script's transaction.
Value carried_out(const Call& call, std::uint64_t before, Value value) {
  World& world = World::of(call);
  const auto* result = value.object<Result>();
  if (is_autocommit(call) && result != nullptr && !result->facts->question &&
      world.last_emitted() != before) {
    world.take_out_last();
  }
  return value;
}

// Connection.execute(statement, parameters=None, *, execution_options=None)
Value execute(const Call& call) {
  const std::uint64_t before = World::of(call).last_emitted();
  Value statement;
  std::optional<Value> parameters, execution_options;
  python::Rest more;
  python::Options keywords;
  if (!call.bind({{"statement", statement},
                  {"parameters", parameters},
                  {"more", more},
                  {"execution_options", execution_options},
                  {"params", keywords}})) {
    return Value::none();
  }
  if (!more.arguments.empty()) {  // Old versions took rows as further arguments.
    std::vector<Value> rows{*parameters};
    for (const python::Argument& row : more.arguments) rows.push_back(row.value);
    parameters = Value::list(std::move(rows), call.span);
  }
  if (!keywords.arguments.empty()) {  // … and parameters by name.
    parameters = Value::dict(call.span);
    for (const python::KeywordArgument& keyword : keywords.arguments) {
      parameters->as<python::Dict>()->set(keyword.name, keyword.value);
    }
  }
  const bool given = parameters && !parameters->is_none();
  return carried_out(call, before, executed(statement, given ? &*parameters : nullptr, call));
}

// Connection.exec_driver_sql(statement, parameters=None, execution_options=None)
Value exec_driver_sql(const Call& call) {
  std::string statement;
  std::optional<Value> parameters, execution_options;
  if (!call.bind({{"statement", statement},
                  {"parameters", parameters},
                  {"execution_options", execution_options}})) {
    return Value::none();
  }
  World& world = World::of(call);
  const std::uint64_t before = world.last_emitted();
  const bool given = parameters && !parameters->is_none();
  if (!execute_driver_text(statement, given ? &*parameters : nullptr, call)) {
    return call.unknown("what a refused statement gives");
  }
  auto result = std::make_shared<Result>();
  if (!call.evaluator.may_catch()) result->facts->missing = Missing::Empty;
  result->facts->action =
      world.last_operation() ? std::optional(world.last_operation()->action) : std::nullopt;
  result->facts->serial = world.last_emitted();
  result->facts->question = is_question(statement);
  return carried_out(call, before, Value::object(std::move(result), call.span));
}

// Connection.scalar(statement, parameters=None), Connection.scalars(…)
Value scalar_of(const Call& call) {
  const Value result = execute(call);
  if (call.failed() || !result.object<Result>()) return result;
  return call.call(call.attribute(result, "scalar"));
}
Value scalars_of(const Call& call) {
  const Value result = execute(call);
  if (call.failed() || !result.object<Result>()) return result;
  return call.call(call.attribute(result, "scalars"));
}

// AsyncConnection.run_sync(fn, *arg, **kw)
Value run_sync(const Call& call) {
  Value function;
  python::Rest args;
  python::Options kw;
  if (!call.bind({{"fn", function}, {"*arg", args}, {"**kw", kw}})) return Value::none();
  std::vector<Value> arguments{bind_value(call)};
  for (const python::Argument& argument : args.arguments) arguments.push_back(argument.value);
  std::vector<std::pair<std::string_view, Value>> keywords;
  for (const python::KeywordArgument& keyword : kw.arguments) {
    keywords.emplace_back(keyword.name, keyword.value);
  }
  return call.call(function, std::move(arguments), std::move(keywords));
}

// connect(**kwargs): another connection than the script's.
Value connect(const Call& call) {
  auto connection = std::make_shared<MockConnection>();
  connection->own = true;
  connection->autocommit = is_autocommit(call);
  return Value::object(std::move(connection), call.span);
}
// execution_options(**opt): changes the connection itself, and gives a changed engine.
Value execution_options(const Call& call) {
  const Value* level = call.keyword("isolation_level");
  const auto text = level ? level->text() : std::nullopt;
  const auto& self = call.receiver<MockConnection>();
  if (text == "AUTOCOMMIT" && (self.own || self.engine)) {
    auto changed = std::make_shared<MockConnection>(self);
    changed->autocommit = true;
    if (self.own) call.receiver<MockConnection>().autocommit = true;
    return Value::object(std::move(changed), call.span);
  }
  if (level != nullptr) {
    World::of(call)
        .warn(call, "isolation-level",
              "the script has one transaction: an isolation level set here changes nothing in it")
        .help("put what must run outside of it into `with op.get_context().autocommit_block():`");
  }
  return *call.self;
}
Value nothing(const Call& call) { return Value::none(call.span); }
Value yes(const Call& call) { return Value::boolean(true, call.span); }

/// `bind.begin()`, `bind.begin_nested()`: the script has its own transaction.
class Transaction final : public python::Native {
 public:
  explicit Transaction(Value connection) : connection_(std::move(connection)) {}
  std::string_view type_name() const override { return "Transaction"; }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override;
  std::optional<Value> enter(const Site&) override { return connection_; }
  bool leave(const Value&, const Site&) override { return false; }
  void forget() override { connection_ = Value::none(); }

 private:
  Value connection_;
};

// rollback()
Value rollback(const Call& call) {
  return World::of(call).refuse(call, "a rollback would undo what the script did before");
}
// commit()
Value commit(const Call& call) {
  World::of(call).assume("what is committed in between is committed with the whole");
  return Value::none(call.span);
}

constexpr Builtin transaction_methods[] = {
    {"commit", commit}, {"rollback", rollback}, {"close", nothing}};
std::optional<Value> Transaction::attribute(std::string_view name, const Site& site) const {
  for (const Builtin& method : transaction_methods) {
    if (method.name == name) return Value::builtin(method, site.span);
  }
  if (name == "is_active") return Value::boolean(true, site.span);
  return std::nullopt;
}
Value begin(const Call& call) {
  return Value::object(std::make_shared<Transaction>(*call.self), call.span);
}

constexpr Builtin connection_methods[] = {
    {"execute", execute, true},    {"exec_driver_sql", exec_driver_sql, true},
    {"scalar", scalar_of, true},   {"scalars", scalars_of, true},
    {"connect", connect, true},    {"execution_options", execution_options, true},
    {"begin", begin, true},        {"begin_nested", begin, true},
    {"commit", commit, true},      {"rollback", rollback, true},
    {"close", nothing, true},      {"dispose", nothing, true},
    {"in_transaction", yes, true}, {"run_sync", run_sync, true}};

const SpecClass mock_connection_spec{
    "MockConnection", "sqlalchemy.engine.mock",
    [](const std::shared_ptr<Class>&, const Call& call) { return bind_value(call); }, true};

std::shared_ptr<Class> mock_connection_class() {
  static const auto cls = define_class(mock_connection_spec);
  return cls;
}

std::optional<Value> MockConnection::attribute(std::string_view name, const Site& site) const {
  for (const Builtin& method : connection_methods) {
    if (method.name == name) return Value::bound(value(site), method, site.span);
  }
  if (name == "dialect") return dialect_value(site);
  if (name == "engine") {
    auto made = std::make_shared<MockConnection>();
    made->engine = true;
    return Value::object(std::move(made), site.span);
  }
  if (name == "name") return Value::text(World::of(site).outside().dialect, site.span);
  if (name == "closed") return Value::boolean(false, site.span);
  if (name == "url") return url_value(World::of(site).outside().url, site);
  // The driver's own handle.
  if (name == "connection") return site.unknown("`connection` of the connection");
  return std::nullopt;
}

// engine_from_config(configuration, prefix="sqlalchemy.", **kwargs)
Value engine_from_config(const Call& call) {
  Value configuration;
  std::optional<std::string> prefix;
  python::Options keywords;
  if (!call.bind({{"configuration", configuration}, {"prefix", prefix}, {"kwargs", keywords}})) {
    return Value::none();
  }
  // A connection of its own sees what the revisions before did, but nothing of this one so far.
  World& world = World::of(call);
  const python::Dict* options = configuration.dictionary();
  const Value* url = options ? options->find(prefix.value_or("sqlalchemy.") + "url") : nullptr;
  const auto text = url ? url->text() : std::nullopt;
  const std::optional<std::string> own =
      world.outside().option ? world.outside().option("", "sqlalchemy.url") : std::nullopt;
  if (world.environment || !text || !own || *own != *text || world.last_emitted() > 0) {
    return call.unknown("another connection to a database");
  }
  return bind_value(call);
}
constexpr Builtin engine_from_config_function{"engine_from_config", engine_from_config};
void define_engines(python::Module& module) { module.function(engine_from_config_function); }

constexpr python::ModelledModule modules[] = {
    {"sqlalchemy", define_engines},
    {"sqlalchemy.engine", define_engines},
};

}  // namespace

extern const Part database_connection{modules};

Value bind_value(const Site& site) {
  return Value::object(std::make_shared<MockConnection>(), site.span);
}

bool is_bind(const Value& value) { return value.object<MockConnection>() != nullptr; }

}  // namespace migc::library
