// What PostgreSQL's dialect writes is read as the operation it was written for.

#include <random>

#include <gtest/gtest.h>

#include "compiler/ir/schema.h"
#include "compiler/json/write.h"
#include "compiler/sql/lower.h"
#include "dialects/catalogue.h"

namespace migc::sql {
namespace {

using namespace ir;

/// Operations as their statements tell them: no more than SQL can say, and said as it is read.
class Random {
 public:
  explicit Random(unsigned seed) : generator_(seed) {}

  Action action() {
    switch (below(25)) {
      case 0:
        return CreateTable{table()};
      case 1:
        return DropTable{.table = name(), .if_exists = chance(2)};
      case 2:
        return RenameTable{name(), word(), std::nullopt};
      case 3:
        return AddColumn{.table = name(), .column = column(word())};
      case 4:
        return DropColumn{.table = name(), .column = word()};
      case 5:
        return AlterColumn{.table = name(), .column = word(), .new_name = "new_" + word()};
      case 6: {
        AlterColumn alter{.table = name(), .column = word(), .type = type()};
        if (chance(2)) alter.using_expression = expression();
        return alter;
      }
      case 7:
        return AlterColumn{.table = name(), .column = word(), .nullable = chance(2)};
      case 8: {
        AlterColumn alter{.table = name(), .column = word()};
        alter.server_default.emplace();
        if (chance(2)) *alter.server_default = raw_sql(expression());
        return alter;
      }
      case 9:
        return AddConstraint{name(), constraint(words(1))};
      case 10:
        return DropConstraint{.table = name(), .name = {word()}};
      case 11:
        return create_index();
      case 12: {
        DropIndex drop{.name = {word()}, .schema = schema(), .if_exists = chance(2)};
        if (chance(3)) drop.options.items = {{"postgresql_concurrently", {true}}};
        return drop;
      }
      case 13:
        return CommentTable{name(), chance(3) ? std::nullopt : std::optional(literal()),
                            std::nullopt};
      case 14:
        return CreateType{.type = {.kind = enumeration()}, .definition = {}};
      case 15:
        return DropType{.name = name()};  // `if_exists` asks the replay, not the server.
      case 16:
        return alter_type();
      case 17:
        return CreateSequence{.name = name(), .options = sequence(), .type = {}};
      case 18:
        return DropSequence{.name = name(), .if_exists = chance(2)};
      case 19:
        return CreateView{.name = name(), .definition = "SELECT 1 AS a", .or_replace = chance(2)};
      case 20:
        return DropView{.name = name(), .materialized = chance(2), .if_exists = chance(2)};
      case 21:
        return CreateSchema{.name = word(), .if_not_exists = chance(2)};
      case 22:
        return DropSchema{.name = word(), .if_exists = chance(2), .cascade = chance(2)};
      case 23:
        return Truncate{.tables = {name(), name()}, .cascade = chance(2)};
      default:
        return rows();
    }
  }

 private:
  std::size_t below(std::size_t limit) { return generator_() % limit; }
  bool chance(std::size_t one_in) { return below(one_in) == 0; }
  template <class T, std::size_t N>
  const T& one_of(const T (&list)[N]) {
    return list[below(N)];
  }

  std::string word() {
    static const std::string list[] = {"users", "id",         "Group",  "order", "a b",
                                       "é",     "say \"hi\"", "x1",     "_y",    "select",
                                       "the'n", "a.b",        "team_id"};
    return one_of(list);
  }
  /// Different ones.
  std::vector<std::string> words(std::size_t least) {
    std::vector<std::string> list;
    for (std::size_t i = least + below(3); i > 0; --i) {
      list.push_back(word());
      list.back() += std::to_string(i);
    }
    return list;
  }
  std::string schema() { return chance(3) ? "Shop" : ""; }
  TableName name() { return {schema(), word()}; }
  std::string literal() {
    static const std::string list[] = {"plain", "it's", "", "50%", "a; b", "-- c", "ä\n", ":x"};
    return one_of(list);
  }
  std::string expression() {
    static const std::string list[] = {"now()",   "0",         "lower('A, B')", "(a + 1) * 2",
                                       "'it''s'", "'x'::text", "a IS NOT NULL"};
    return one_of(list);
  }
  std::optional<int> number() { return chance(2) ? std::nullopt : std::optional<int>(below(30)); }

  Type type() {
    Type made;
    switch (below(16)) {
      case 0:
        made.kind = Integer{};
        break;
      case 1:
        made.kind = Integer{.size = Integer::Size::Big};
        break;
      case 2:
        made.kind = Integer{.size = Integer::Size::Small};
        break;
      case 3:
        made.kind = Boolean{};
        break;
      case 4:
        made.kind = Numeric{.precision = 30, .scale = number()};
        break;
      case 5:
        made.kind = Float{.size = Float::Size::Double};
        break;
      case 6:
        made.kind = String{.form = String::Form::Text};
        break;
      case 7:
        made.kind = String{.length = number()};
        break;
      case 8:
        made.kind = Binary{};
        break;
      case 9:
        made.kind = Date{};
        break;
      case 10:
        made.kind = Time{.timezone = chance(2)};
        break;
      case 11:
        made.kind = Timestamp{.timezone = chance(2), .precision = std::nullopt};
        break;
      case 12:
        made.kind = Interval{};
        break;
      case 13:
        made.kind = Uuid{};
        break;
      case 14:
        made.kind = Named{"tsvector"};
        break;
      default: {
        Type item;
        item.kind = Integer{};
        made.kind = Array{.item = item, .dimensions = std::nullopt};
      }
    }
    return made;
  }
  SequenceOptions sequence() {
    SequenceOptions options;
    if (chance(2)) options.start = static_cast<std::int64_t>(below(100)) - 50;
    if (chance(2)) options.increment = 5;
    if (chance(3)) options.min_value = -100;
    if (chance(3)) options.no_max_value = true;
    if (chance(3)) options.cache = 7;
    if (chance(3)) options.cycle = true;
    return options;
  }
  Column column(std::string name) {
    Column made;
    made.name = std::move(name);
    made.type = type();
    made.nullable = chance(2);
    made.nullable_said = !made.nullable;
    if (chance(3)) made.server_default = raw_sql(chance(2) ? "now()" : "(a IS NOT NULL)");
    if (chance(6)) {
      made.type.kind = Integer{};
      made.server_default = Identity{.always = chance(2), .sequence = sequence()};
      made.nullable = false;
      made.nullable_said = false;
    }
    if (chance(6) && made.nullable) made.server_default = Computed{raw_sql("1 + 2"), true};
    return made;
  }
  Constraint constraint(std::vector<std::string> columns) {
    Deferral deferral;
    if (chance(3)) deferral = {true, chance(2) ? "DEFERRED" : ""};
    switch (below(4)) {
      case 0:
        return PrimaryKey{.name = {word()}, .columns = std::move(columns), .deferral = deferral};
      case 1:
        return Unique{.name = {word()}, .columns = std::move(columns), .deferral = deferral};
      case 2: {
        static const std::string actions[] = {"", "CASCADE", "SET NULL", "RESTRICT"};
        ForeignKey key{.name = {word()}, .columns = columns, .referred = name()};
        for (std::string& column : columns) column += "r";
        key.referred_columns = std::move(columns);
        key.on_delete = one_of(actions);
        key.on_update = one_of(actions);
        key.deferral = deferral;
        if (chance(3)) key.options.items = {{"postgresql_not_valid", {true}}};
        return key;
      }
      default:
        return Check{.name = {word()}, .condition = raw_sql("a > 0 AND (b OR c)")};
    }
  }
  Table table() {
    Table made{.name = name()};
    for (std::string& column_name : words(1))
      made.columns.push_back(column(std::move(column_name)));
    std::vector<std::string> names;
    for (const Column& c : made.columns) names.push_back(c.name);
    bool has_key = false;
    for (std::size_t i = below(3); i > 0; --i) {
      Constraint c = constraint(names);
      std::visit([&](auto& named) { named.name.text += std::to_string(i); }, c);
      if (auto* key = std::get_if<ForeignKey>(&c)) key->options = {};
      if (std::holds_alternative<PrimaryKey>(c)) {
        if (has_key) continue;
        has_key = true;
        for (Column& column : made.columns) {
          column.primary_key = true;
          column.nullable = false;
          column.nullable_said = !std::holds_alternative<Identity>(column.server_default);
          // A whole number alone in the key becomes SERIAL, an integer.
          if (std::holds_alternative<Numeric>(column.type.kind)) column.type.kind = Boolean{};
        }
      }
      const bool key = std::holds_alternative<PrimaryKey>(c);
      made.constraints.insert(key ? made.constraints.begin() : made.constraints.end(),
                              std::move(c));
    }
    return made;
  }
  Action create_index() {
    CreateIndex create{.index = {.name = {word()}, .table = name()}};
    for (std::string& column : words(1)) {
      ColumnRef reference;
      reference.column = std::move(column);
      create.index.elements.push_back({Expr{std::move(reference)}});
    }
    if (chance(3)) create.index.elements.push_back({raw_sql("lower(a)")});
    create.index.unique = chance(2);
    create.if_not_exists = chance(3);
    auto& options = create.index.options.items;
    if (chance(3)) options.push_back({"postgresql_using", {std::string("gin")}});
    if (chance(3)) options.push_back({"postgresql_concurrently", {true}});
    if (chance(3)) {
      OptionList list{{word() + "i"}};
      options.push_back({"postgresql_include", {std::move(list)}});
    }
    if (chance(3)) options.push_back({"postgresql_where", {raw_sql("a > 0")}});
    return create;
  }
  Enum enumeration() {
    Enum made{.values = {"new", literal(), "it''s"}, .name = {word()}};
    made.schema = schema();
    return made;
  }
  Action alter_type() {
    AlterType alter{.name = name()};
    if (chance(2)) {
      alter.rename_value = {{literal() + "a", literal() + "b"}};
      return alter;
    }
    alter.add_value = literal() + "b";
    alter.if_not_exists = chance(2);
    if (chance(3)) {
      alter.before = literal() + "c";
    } else if (chance(2)) {
      alter.after = literal() + "c";
    }
    return alter;
  }
  Action rows() {
    InsertRows insert{.table = name(), .columns = words(1)};
    std::vector<Expr>& row = insert.rows.emplace_back();
    for (std::size_t i = 0; i < insert.columns.size(); ++i) {
      Literal value;
      switch (below(4)) {
        case 0:
          value.value.data = static_cast<std::int64_t>(below(100)) - 50;
          break;
        case 1:
          value.value.data = literal();
          break;
        case 2:
          value.value.data = Null{};
          break;
        default:
          value.value.data = Decimal{"1.50"};
          break;
      }
      row.push_back({std::move(value)});
    }
    return insert;
  }

  std::mt19937 generator_;
};

TEST(SqlRoundTrip, WhatPostgresqlIsToldIsReadAsTheSameOperation) {
  const dialects::Dialect* dialect = dialects::find_dialect("postgresql");
  const dialects::Target target{.dialect = dialect};
  const Schema before = Schema::open_world(postgresql_naming);
  std::size_t compared = 0;
  for (unsigned seed = 0; seed < 2000; ++seed) {
    const Operation operation{.origin = {}, .action = Random(seed).action()};
    const std::string wanted = json::write(std::vector{operation});
    dialects::Script script;
    Diagnostics diagnostics;
    dialect->render(operation, before, target, script, diagnostics);
    ASSERT_FALSE(diagnostics.has_errors()) << diagnostics.all().front().message << "\n" << wanted;
    ASSERT_EQ(script.size(), 1U) << wanted;
    const std::string& sql = script.units().front().text;
    const Lowered lowered = lower(sql, "postgresql", {}, diagnostics);
    ASSERT_TRUE(diagnostics.empty()) << diagnostics.all().front().message << "\n" << sql;
    ASSERT_TRUE(lowered.understood) << sql;
    ASSERT_EQ(lowered.effects.size(), 1U) << sql;
    if (!(lowered.effects.front() == operation))
      ADD_FAILURE() << seed << ": " << sql << "\nwas\n"
                    << wanted << "\nand is read as\n"
                    << json::write(lowered.effects);
    ++compared;
  }
  EXPECT_EQ(compared, 2000U);
}

}  // namespace
}  // namespace migc::sql
