// What an upgrade does and its downgrade takes back leaves the schema as it was, for random schemas
// and random histories.
#include <algorithm>
#include <deque>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "compiler/ir/diff.h"
#include "compiler/ir/schema.h"
#include "tests/unit/ir_builders.h"

namespace migc::ir {
namespace {

std::size_t below(std::size_t count) { return *rc::gen::inRange<std::size_t>(0, count); }
bool chance(int percent) { return *rc::gen::inRange(0, 100) < percent; }
template <class T>
const T& one_of(const std::vector<T>& list) {
  return list[below(list.size())];
}

Type random_type() {
  Type type;
  switch (below(8)) {
    case 0:
      type.kind = Integer{};
      break;
    case 1:
      type.kind = Integer{.size = Integer::Size::Big};
      break;
    case 2:
      type.kind = String{.length = static_cast<std::int64_t>(1 + below(300))};
      break;
    case 3:
      type.kind = Numeric{.precision = 10, .scale = static_cast<int>(below(4))};
      break;
    case 4:
      type.kind = Timestamp{.timezone = chance(50)};
      break;
    case 5:
      type.kind = Boolean{};
      break;
    case 6:
      type.kind = Json{.binary = chance(50)};
      break;
    default:
      type.kind = String{.form = String::Form::Text};
  }
  return type;
}

Default random_default() {
  if (chance(60)) return NoDefault{};
  return Expr{RawSql{{std::to_string(below(100))}}};
}

/// Random steps that are possible where they are taken, each with the step that takes it back.
class History {
 public:
  explicit History(const Naming& naming) : schema_(Schema::empty_database(naming)) {}

  void grow(std::size_t steps) {
    for (std::size_t i = 0; i < steps; ++i) step();
  }
  /// From here on what is done is to be taken back.
  void mark() { back_.clear(); }

  const Schema& schema() const { return schema_; }
  std::vector<Operation> way_back() const { return {back_.begin(), back_.end()}; }

 private:
  using Step = void (History::*)();

  void step() {
    static const std::vector<Step> steps{
        &History::create_table,  &History::create_table,    &History::drop_table,
        &History::rename_table,  &History::add_column,      &History::add_column,
        &History::drop_column,   &History::rename_column,   &History::alter_column,
        &History::alter_column,  &History::create_index,    &History::drop_index,
        &History::rename_index,  &History::add_unique,      &History::add_check,
        &History::add_reference, &History::drop_constraint, &History::comment_table,
        &History::create_type,   &History::rename_value,    &History::create_sequence,
        &History::create_view,   &History::create_namespace};
    (this->*one_of(steps))();
  }

  void act(Action up, Action down) {
    Diagnostics diagnostics;
    const bool sound = apply({{}, std::move(up)}, schema_, diagnostics);
    RC_ASSERT(sound);
    RC_ASSERT(diagnostics.empty());
    back_.push_front({.origin = {}, .action = std::move(down)});
  }

  std::string fresh(std::string_view stem) {
    return std::string(stem) + std::to_string(++names_) + (chance(10) ? " \"odd\" Name" : "");
  }

  std::vector<Table> tables() const {
    std::vector<Table> found;
    schema_.for_each_table([&](const TableState& state) {
      if (state.presence == Presence::Present) found.push_back(state.table);
    });
    return found;
  }
  std::optional<Table> any_table() const {
    const std::vector<Table> all = tables();
    if (all.empty()) return std::nullopt;
    return one_of(all);
  }
  /// A column on which nothing else stands.
  std::optional<Column> free_column(const Table& table) const {
    std::vector<Column> free;
    for (const Column& column : table.columns) {
      if (!column.primary_key && !is_used(table, column.name)) free.push_back(column);
    }
    if (free.empty()) return std::nullopt;
    return one_of(free);
  }
  bool is_used(const Table& table, const std::string& column) const {
    const auto named = [&](const std::vector<std::string>& names) {
      return std::ranges::find(names, column) != names.end();
    };
    for (const Index& index : table.indexes) {
      for (const IndexElement& element : index.elements) {
        if (std::get<ColumnRef>(element.expression.node).column == column) return true;
      }
    }
    for (const Constraint& constraint : table.constraints) {
      if (const auto* key = std::get_if<PrimaryKey>(&constraint); key && named(key->columns)) {
        return true;
      }
      if (const auto* key = std::get_if<Unique>(&constraint); key && named(key->columns)) {
        return true;
      }
      if (const auto* key = std::get_if<ForeignKey>(&constraint); key && named(key->columns)) {
        return true;
      }
      if (const auto* check = std::get_if<Check>(&constraint)) {
        const auto* raw = std::get_if<RawSql>(&check->condition.node);
        if (raw && std::get<std::string>(raw->pieces.front()).find(column) != std::string::npos) {
          return true;
        }
      }
    }
    return false;
  }
  Column random_column() {
    Column column;
    column.name = fresh("c");
    column.type = random_type();
    column.nullable = chance(60);
    column.server_default = random_default();
    if (chance(20)) column.comment = "it's a comment";
    return column;
  }

  void create_table() {
    std::vector<Column> columns{id()};
    for (std::size_t i = below(4); i > 0; --i) columns.push_back(random_column());
    Action create = ir::create_table(fresh("t"), std::move(columns));
    const TableName name = std::get<CreateTable>(create).table.name;
    act(std::move(create), DropTable{.table = name});
  }
  void drop_table() {
    const std::optional<Table> table = any_table();
    if (!table || !schema_.references_to(table->name).empty()) return;
    act(DropTable{.table = table->name}, CreateTable{*table});
  }
  void rename_table() {
    const std::optional<Table> table = any_table();
    if (!table) return;
    const std::string name = fresh("t");
    act(RenameTable{table->name, name, {}}, RenameTable{{"", name}, table->name.name, {}});
  }
  void add_column() {
    const std::optional<Table> table = any_table();
    if (!table) return;
    AddColumn add;
    add.table = table->name;
    add.column = random_column();
    const std::string name = add.column.name;
    act(std::move(add), DropColumn{.table = table->name, .column = name});
  }
  void drop_column() {
    const std::optional<Table> table = any_table();
    const std::optional<Column> column = table ? free_column(*table) : std::nullopt;
    if (!column) return;
    AddColumn add;
    add.table = table->name;
    add.column = *column;
    act(DropColumn{.table = table->name, .column = column->name}, std::move(add));
  }
  void rename_column() {
    const std::optional<Table> table = any_table();
    if (!table) return;
    const std::string old = one_of(table->columns).name, name = fresh("c");
    AlterColumn up, down;
    up.table = down.table = table->name;
    up.column = down.new_name.emplace(old);
    down.column = up.new_name.emplace(name);
    act(std::move(up), std::move(down));
  }
  void alter_column() {
    const std::optional<Table> table = any_table();
    const std::optional<Column> column = table ? free_column(*table) : std::nullopt;
    if (!column) return;
    AlterColumn up, down;
    up.table = down.table = table->name;
    up.column = down.column = column->name;
    if (chance(50)) {
      up.type = random_type();
      down.type = column->type;
    }
    if (chance(50)) {
      up.nullable = !column->nullable;
      down.nullable = column->nullable;
    }
    if (chance(50)) {
      const Default now = random_default();
      const auto change = [](const Default& value) -> Change<Default> {
        if (std::holds_alternative<NoDefault>(value)) return std::optional<Default>{};
        return std::optional<Default>{value};
      };
      up.server_default = change(now);
      down.server_default = change(column->server_default);
    }
    if (chance(30)) {
      up.comment = std::optional<std::string>{"another"};
      down.comment = column->comment;
    }
    act(std::move(up), std::move(down));
  }
  void create_index() {
    const std::optional<Table> table = any_table();
    if (!table) return;
    Action create = ir::create_index(fresh("ix"), table->name.name, {one_of(table->columns).name});
    std::get<CreateIndex>(create).index.unique = chance(30);
    const ObjectName name = std::get<CreateIndex>(create).index.name;
    act(std::move(create), DropIndex{.name = name, .table = table->name});
  }
  std::optional<Index> any_index() const {
    std::vector<Index> all;
    for (const Table& table : tables()) {
      all.insert(all.end(), table.indexes.begin(), table.indexes.end());
    }
    if (all.empty()) return std::nullopt;
    return one_of(all);
  }
  void drop_index() {
    const std::optional<Index> index = any_index();
    if (index) act(DropIndex{.name = index->name, .table = index->table}, CreateIndex{*index});
  }
  void rename_index() {
    const std::optional<Index> index = any_index();
    if (!index) return;
    const std::string name = fresh("ix");
    act(RenameIndex{index->name, "", name}, RenameIndex{{name}, "", index->name.text});
  }
  void add(const TableName& table, Constraint constraint, DropConstraint::Kind kind) {
    const ObjectName name = name_of(constraint);
    act(AddConstraint{table, std::move(constraint)},
        DropConstraint{.table = table, .name = name, .kind = kind});
  }
  void add_unique() {
    const std::optional<Table> table = any_table();
    if (!table) return;
    Unique unique;
    unique.name.text = fresh("uq");
    unique.columns = {one_of(table->columns).name};
    add(table->name, std::move(unique), DropConstraint::Kind::Unique);
  }
  void add_check() {
    const std::optional<Table> table = any_table();
    if (!table) return;
    Check check;
    check.name.text = fresh("ck");
    check.condition = {RawSql{{"id > " + std::to_string(below(9))}}};
    add(table->name, std::move(check), DropConstraint::Kind::Check);
  }
  void add_reference() {
    const std::optional<Table> from = any_table(), to = any_table();
    if (!from || !to) return;
    ForeignKey key;
    key.name.text = fresh("fk");
    key.columns = {one_of(from->columns).name};
    key.referred = to->name;
    key.referred_columns = {to->columns.front().name};
    add(from->name, std::move(key), DropConstraint::Kind::ForeignKey);
  }
  void drop_constraint() {
    const std::optional<Table> table = any_table();
    if (!table || table->constraints.empty()) return;
    const Constraint constraint = one_of(table->constraints);
    if (std::holds_alternative<PrimaryKey>(constraint)) return;
    act(DropConstraint{.table = table->name, .name = name_of(constraint)},
        AddConstraint{table->name, constraint});
  }
  void comment_table() {
    const std::optional<Table> table = any_table();
    if (!table) return;
    act(CommentTable{table->name, fresh("words "), table->comment},
        CommentTable{table->name, table->comment, {}});
  }
  void create_type() {
    Type type;
    type.kind = Enum{.values = {"a", "b'c"}, .name = {fresh("e")}};
    const ObjectName name = std::get<Enum>(type.kind).name;
    act(CreateType{.type = std::move(type)}, DropType{.name = {"", name.text}});
  }
  void rename_value() {
    std::vector<TableName> names;
    std::string value;
    schema_.for_each_type([&](const TypeState& state) {
      if (state.presence == Presence::Present) names.push_back(*name_of(state.type));
    });
    if (names.empty()) return;
    const TableName name = one_of(names);
    const std::string old = std::get<Enum>(schema_.find_type(name)->type.kind).values.front();
    AlterType up{.name = name}, down{.name = name};
    const std::string other = fresh("v");
    up.rename_value = {old, other};
    down.rename_value = {other, old};
    act(std::move(up), std::move(down));
  }
  void create_sequence() {
    const TableName name{"", fresh("s")};
    act(CreateSequence{.name = name, .options = {.start = 5}}, DropSequence{.name = name});
  }
  void create_view() {
    const TableName name{"", fresh("v")};
    act(CreateView{.name = name, .definition = "SELECT 1"}, DropView{.name = name});
  }
  void create_namespace() {
    const std::string name = fresh("n");
    act(CreateSchema{.name = name}, DropSchema{.name = name});
  }

  Schema schema_;
  std::deque<Operation> back_;
  int names_ = 0;
};

void there_and_back(const Naming& naming) {
  History history(naming);
  history.grow(below(25));
  const Schema before = history.schema();
  history.mark();
  history.grow(1 + below(25));

  Schema after = history.schema();
  Diagnostics diagnostics;
  RC_ASSERT(apply(history.way_back(), after, diagnostics));
  RC_ASSERT(diagnostics.empty());
  std::string left;
  for (const Relation relation : {Relation::Strangers, Relation::OneHistory}) {
    for (const Difference& difference : differences(before, after, relation)) {
      left += difference.text + "\n";
    }
  }
  RC_ASSERT(left == "");
  RC_ASSERT(before == after);
}

/// What refers to a table, found by looking at every table.
std::vector<std::pair<TableName, ForeignKey>> references_seen(const Schema& schema,
                                                              const TableName& table) {
  std::vector<std::pair<TableName, ForeignKey>> seen;
  schema.for_each_table([&](const TableState& state) {
    if (state.presence == Presence::Absent || state.table.name == table) return;
    for (const Constraint& constraint : state.table.constraints) {
      const auto* reference = std::get_if<ForeignKey>(&constraint);
      if (reference != nullptr && reference->referred == table) {
        seen.emplace_back(state.table.name, *reference);
      }
    }
  });
  return seen;
}

RC_GTEST_PROP(ReplayProperty, ReferencesAreFoundFromWhatTheyReferTo, ()) {
  History history(postgresql_naming);
  history.grow(1 + below(50));
  const Schema& schema = history.schema();
  std::vector<TableName> tables;
  schema.for_each_table([&](const TableState& state) { tables.push_back(state.table.name); });
  for (const TableName& table : tables) {
    RC_ASSERT(schema.references_to(table) == references_seen(schema, table));
  }
}

RC_GTEST_PROP(ReplayProperty, TheWayBackLeadsBackOnPostgresql, ()) {
  there_and_back(postgresql_naming);
}
RC_GTEST_PROP(ReplayProperty, TheWayBackLeadsBackWhereNamesArePlain, ()) {
  there_and_back(plain_naming);
}

}  // namespace
}  // namespace migc::ir
