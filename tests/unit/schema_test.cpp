#include "compiler/ir/schema.h"

#include <gmock/gmock.h>

#include "tests/unit/ir_builders.h"

namespace migc::ir {
namespace {

using testing::ElementsAre;

struct Replayed {
  Schema schema;
  std::vector<std::string> warnings;
};

Replayed replay(Schema schema, const std::vector<Action>& actions) {
  Diagnostics diagnostics;
  for (const Action& action : actions) apply({{}, action}, schema, diagnostics);
  Replayed result{std::move(schema), {}};
  for (const Diagnostic& d : diagnostics.all()) result.warnings.push_back(d.message);
  return result;
}

Schema schema_of(const std::vector<Action>& actions) {
  return replay(Schema::empty_database(postgresql_naming), actions).schema;
}

std::vector<std::string> warnings_of(const std::vector<Action>& actions) {
  return replay(Schema::open_world(postgresql_naming), actions).warnings;
}

std::vector<std::string> column_names(const Schema& schema, const TableName& table) {
  std::vector<std::string> names;
  for (const Column& column : schema.find_state(table)->table.columns) names.push_back(column.name);
  return names;
}

TEST(PersistentMap, CopiesDoNotSeeEachOthersChanges) {
  PersistentMap<TableName, int> map;
  for (int i = 0; i < 1000; ++i) map.set({"", std::to_string(i)}, i);
  PersistentMap<TableName, int> copy = map;

  copy.edit({"", "500"}) = -1;
  copy.erase({"", "501"});
  copy.set({"", "1000"}, 1000);

  EXPECT_EQ(*map.find({"", "500"}), 500);
  EXPECT_EQ(*copy.find({"", "500"}), -1);
  EXPECT_EQ(*map.find({"", "501"}), 501);
  EXPECT_EQ(copy.find({"", "501"}), nullptr);
  EXPECT_EQ(map.find({"", "1000"}), nullptr);
  std::vector<std::string> different;
  PersistentMap<TableName, int>::for_each_difference(
      map, copy,
      [&](const TableName& key, const int*, const int*) { different.push_back(key.name); });
  EXPECT_THAT(different, testing::UnorderedElementsAre("500", "501", "1000"));
}

TEST(PersistentMap, EqualContentsHaveNoDifferencesWhateverTheirHistory) {
  PersistentMap<TableName, int> up, down;
  for (int i = 0; i < 100; ++i) up.set({"", std::to_string(i)}, i);
  for (int i = 200; i-- > 0;) down.set({"", std::to_string(i)}, i);
  for (int i = 100; i < 200; ++i) EXPECT_TRUE(down.erase({"", std::to_string(i)}));

  std::vector<std::string> keys;
  up.for_each([&](const TableName& key, int) { keys.push_back(key.name); });
  EXPECT_EQ(keys.size(), 100U);
  EXPECT_TRUE(std::ranges::is_sorted(keys));
  int visited = 0;
  PersistentMap<TableName, int>::for_each_difference(
      up, down, [&](const TableName&, const int* a, const int* b) {
        ASSERT_NE(a, nullptr);
        ASSERT_NE(b, nullptr);
        EXPECT_EQ(*a, *b);
        ++visited;
      });
  EXPECT_EQ(visited, 100);  // Separate objects, so all are looked at; a copy would share them.
}

TEST(Schema, WhatNoRevisionNamedIsUnknownInAnOpenWorldAndAbsentInAnEmptyDatabase) {
  EXPECT_EQ(Schema::open_world().table({"", "users"}), Presence::Unknown);
  EXPECT_EQ(Schema::empty_database().table({"", "users"}), Presence::Absent);
}

TEST(Schema, TheDefaultSchemaMayBeSaidOrNot) {
  const Schema schema = schema_of({create_table("users", {id()})});
  EXPECT_NE(schema.find_table({"public", "users"}), nullptr);
  EXPECT_EQ(schema.find_table({"other", "users"}), nullptr);
}

TEST(Schema, SomeServersFoldTheCaseOfNames) {
  const auto folded =
      replay(Schema::empty_database(sqlite_naming), {create_table("Users", {id()})});
  EXPECT_NE(folded.schema.find_table({"", "users"}), nullptr);
  EXPECT_EQ(schema_of({create_table("Users", {id()})}).find_table({"", "users"}), nullptr);
}

TEST(Schema, DroppingATableDropsItsIndexes) {
  const Schema schema =
      schema_of({create_table("users", {id()}), create_index("ix_users_id", "users", {"id"}),
                 DropTable{{"", "users"}}});
  EXPECT_EQ(schema.find_index("ix_users_id"), nullptr);
  EXPECT_EQ(schema.table({"", "users"}), Presence::Absent);
}

TEST(Schema, DroppingAColumnDropsWhatDependsOnIt) {
  const Schema schema =
      schema_of({create_table("users", {id(), integer("age"), integer("team")},
                              {Check{.name = {"ck_age"}, .condition = raw_sql("age > 0")},
                               Unique{.name = {"uq"}, .columns = {"age", "team"}}}),
                 create_index("ix_age", "users", {"age"}),
                 create_index("ix_team", "users", {"team"}), DropColumn{{"", "users"}, "age"}});
  EXPECT_EQ(schema.find_index("ix_age"), nullptr);
  EXPECT_NE(schema.find_index("ix_team"), nullptr);
  EXPECT_EQ(schema.find_constraint({"", "users"}, "ck_age"), nullptr);
  EXPECT_EQ(schema.find_constraint({"", "users"}, "uq"), nullptr);
  EXPECT_EQ(schema.column({"", "users"}, "age"), Presence::Absent);
}

TEST(Schema, MysqlKeepsAnIndexThatLosesOneOfItsColumns) {
  const auto result =
      replay(Schema::empty_database(mysql_naming),
             {create_table("users", {id(), integer("age"), integer("team")}),
              create_index("ix", "users", {"age", "team"}), DropColumn{{"", "users"}, "age"}});
  const Index* index = result.schema.find_index({"", "users"}, "ix");
  ASSERT_NE(index, nullptr);
  EXPECT_EQ(index->elements.size(), 1U);
}

TEST(Schema, RenamingAColumnRenamesItWhereverItIsUsed) {
  const Schema schema = schema_of(
      {create_table("users", {id(), integer("age")},
                    {Check{.name = {"ck"}, .condition = raw_sql("age > 0 AND 'age' <> \"age\"")}}),
       create_table("pets", {integer("owner")},
                    {ForeignKey{.name = {"fk"},
                                .columns = {"owner"},
                                .referred = {"", "users"},
                                .referred_columns = {"age"}}}),
       create_index("ix_age", "users", {"age"}),
       AlterColumn{.table = {"", "users"}, .column = "age", .new_name = "years"}});

  EXPECT_THAT(column_names(schema, {"", "users"}), ElementsAre("id", "years"));
  const auto* check = std::get_if<Check>(schema.find_constraint({"", "users"}, "ck"));
  EXPECT_EQ(plain_text(check->condition), "years > 0 AND 'age' <> \"years\"");
  const auto* key = std::get_if<ForeignKey>(schema.find_constraint({"", "pets"}, "fk"));
  EXPECT_THAT(key->referred_columns, ElementsAre("years"));
  const Expr& element = schema.find_index("ix_age")->elements.front().expression;
  EXPECT_EQ(std::get<ColumnRef>(element.node).column, "years");
}

TEST(Schema, RenamingATableTakesItsIndexesAndTheKeysOfOthersAlong) {
  const Schema schema =
      schema_of({create_table("users", {id()}),
                 create_table("pets", {integer("owner")},
                              {ForeignKey{.columns = {"owner"}, .referred = {"", "users"}}}),
                 create_index("ix", "users", {"id"}), RenameTable{{"", "users"}, "people"}});

  EXPECT_EQ(schema.table({"", "users"}), Presence::Absent);
  EXPECT_EQ(schema.find_index("ix")->table, (TableName{"", "people"}));
  const Constraint* key = schema.find_constraint({"", "pets"}, "pets_owner_fkey");
  ASSERT_NE(key, nullptr);
  EXPECT_EQ(std::get<ForeignKey>(*key).referred, (TableName{"", "people"}));
}

TEST(Schema, PostgresqlNamesWhatWasLeftUnnamed) {
  const Schema schema = schema_of({create_table(
      "users", {id(), integer("age")},
      {Unique{.columns = {"age"}}, Unique{.columns = {"age"}},
       Check{.condition = raw_sql("age > 0")}, Check{.condition = raw_sql("age > id")}})});
  std::vector<std::string> names;
  for (const Constraint& c : schema.find_table({"", "users"})->constraints) {
    names.push_back(name_of(c).text);
  }
  EXPECT_THAT(names, ElementsAre("users_pkey", "users_age_key", "users_age_key1", "users_age_check",
                                 "users_check"));
}

TEST(Schema, MysqlCallsEveryPrimaryKeyPrimary) {
  AddConstraint second{.table = {"", "users"}, .constraint = PrimaryKey{.columns = {"age"}}};
  const Schema schema = replay(Schema::empty_database(mysql_naming),
                               {create_table("users", {id(), integer("age")}), second})
                            .schema;
  for (const Constraint& c : schema.find_table({"", "users"})->constraints) {
    EXPECT_EQ(name_of(c).text, "PRIMARY");
  }
}

TEST(Schema, PostgresqlCutsLongNamesAtTheirLongerPart) {
  EXPECT_EQ(postgresql_object_name(std::string(40, 't'), std::string(40, 'c'), "key"),
            std::string(29, 't') + "_" + std::string(29, 'c') + "_key");
  EXPECT_EQ(postgresql_object_name(std::string(80, 't'), "id", "fkey").size(), 63U);
}

TEST(Schema, CreatingATableTwiceIsAContradictionWithBothPlaces) {
  Schema schema;
  Diagnostics diagnostics;
  const Origin first{{SourceId{1}, 10, 20}, {}}, second{{SourceId{1}, 30, 40}, {}};
  EXPECT_TRUE(apply({first, create_table("users", {id()})}, schema, diagnostics));
  EXPECT_FALSE(apply({second, create_table("users", {id()})}, schema, diagnostics));

  const Diagnostic& warning = diagnostics.all().front();
  EXPECT_EQ(warning.code, "already-exists");
  EXPECT_EQ(warning.severity, Severity::Warning);
  EXPECT_EQ(warning.span.begin, 30U);
  EXPECT_EQ(warning.labels.front().span.begin, 10U);
}

TEST(Schema, OnlyWhatWasDroppedIsMissed) {
  EXPECT_THAT(warnings_of({DropTable{{"", "users"}}, DropTable{{"", "users"}}}),
              ElementsAre("table `users` was dropped before"));
  EXPECT_THAT(warnings_of({DropColumn{{"", "users"}, "age"}, DropColumn{{"", "users"}, "age"}}),
              ElementsAre("column `users.age` was dropped before"));
  EXPECT_THAT(warnings_of({DropTable{{"", "users"}}, AddColumn{{"", "users"}, integer("age")}}),
              ElementsAre("table `users` was dropped before this"));
  EXPECT_THAT(warnings_of({AddColumn{{"", "users"}, integer("age")},
                           AddColumn{{"", "users"}, integer("age")}}),
              ElementsAre("column `users.age` exists already"));
  EXPECT_THAT(warnings_of({DropTable{{"", "a"}}, DropColumn{{"", "b"}, "x"},
                           DropIndex{.name = {"ix"}}, DropConstraint{{"", "c"}, {"fk"}}}),
              ElementsAre());
  EXPECT_THAT(warnings_of({DropTable{{"", "a"}}, DropTable{.table = {"", "a"}, .if_exists = true}}),
              ElementsAre());
}

TEST(Schema, DroppedThingsMayComeBack) {
  EXPECT_THAT(
      warnings_of({create_table("users", {id(), integer("age")}), DropColumn{{"", "users"}, "age"},
                   AddColumn{{"", "users"}, integer("age")}, DropColumn{{"", "users"}, "age"},
                   DropTable{{"", "users"}}, create_table("users", {id()})}),
      ElementsAre());
}

TEST(Schema, ATableThatWasThereBeforeIsKnownInPart) {
  const auto result = replay(Schema::open_world(), {AddColumn{{"", "users"}, integer("age")},
                                                    DropColumn{{"", "users"}, "zip"}});
  EXPECT_EQ(result.schema.find_table({"", "users"}), nullptr);
  EXPECT_EQ(result.schema.column({"", "users"}, "age"), Presence::Present);
  EXPECT_EQ(result.schema.column({"", "users"}, "zip"), Presence::Absent);
  EXPECT_EQ(result.schema.column({"", "users"}, "name"), Presence::Unknown);
}

TEST(Schema, RowsAreNoneUntilSomeAreInserted) {
  Schema schema = schema_of({create_table("users", {id()})});
  EXPECT_EQ(schema.rows({"", "users"}), Rows::None);
  schema = replay(schema, {InsertRows{.table = {"", "users"}, .rows = {{}}}}).schema;
  EXPECT_EQ(schema.rows({"", "users"}), Rows::Known);
  schema = replay(schema, {Delete{.table = {{"", "users"}, ""}}}).schema;
  EXPECT_EQ(schema.rows({"", "users"}), Rows::None);
  schema = replay(schema, {InsertSelect{.table = {"", "users"}}}).schema;
  EXPECT_EQ(schema.rows({"", "users"}), Rows::Unknown);
}

TEST(Schema, SqlThatCannotBeReadMakesTheTablesItNamesUnknown) {
  const Schema schema =
      schema_of({create_table("users", {id()}), create_table("pets", {id()}),
                 Execute{.sql = raw_sql("DO $$ BEGIN ALTER TABLE Users ADD x int; END $$")}});
  EXPECT_EQ(schema.table({"", "users"}), Presence::Unknown);
  EXPECT_EQ(schema.find_table({"", "users"}), nullptr);
  EXPECT_NE(schema.find_table({"", "pets"}), nullptr);
  EXPECT_EQ(schema.table({"", "cats"}), Presence::Absent);
}

TEST(Schema, UnreadSqlThatRunsOtherSqlOpensTheWorld) {
  const Schema schema = schema_of({Execute{.sql = raw_sql("CALL make_tables()")}});
  EXPECT_EQ(schema.table({"", "cats"}), Presence::Unknown);
}

TEST(Schema, WhatRawSqlWasReadToDoIsDone) {
  const Schema schema = schema_of({Execute{.sql = raw_sql("CREATE TABLE t (id integer)"),
                                           .effects = {{{}, create_table("t", {id()})}},
                                           .understood = true}});
  EXPECT_NE(schema.find_table({"", "t"}), nullptr);
}

TEST(Schema, WhatIsOnlyPossibleIsUnknownAfterwards) {
  Schema schema = schema_of({create_table("users", {id(), integer("age")})});
  Diagnostics diagnostics;
  apply({.action = DropColumn{{"", "users"}, "age"}, .possible = true}, schema, diagnostics);
  apply({.action = create_table("pets", {id()}), .possible = true}, schema, diagnostics);

  EXPECT_EQ(schema.table({"", "users"}), Presence::Present);
  EXPECT_EQ(schema.find_table({"", "users"}), nullptr);
  EXPECT_EQ(schema.column({"", "users"}, "age"), Presence::Present);
  EXPECT_EQ(schema.table({"", "pets"}), Presence::Unknown);
  EXPECT_TRUE(diagnostics.empty());
}

TEST(Schema, EnumsAreCreatedWithTheirTableAndKeepTheirOrder) {
  Column color{.name = "color"};
  color.type.kind = Enum{.values = {"red", "blue"}, .name = {"color"}};
  const Schema schema =
      schema_of({create_table("cars", {color}),
                 AlterType{.name = {"", "color"}, .add_value = "green", .before = "blue"},
                 AlterType{.name = {"", "color"}, .rename_value = {{"red", "rot"}}}});
  const TypeState* type = schema.find_type({"", "color"});
  ASSERT_NE(type, nullptr);
  EXPECT_THAT(std::get<Enum>(type->type.kind).values, ElementsAre("rot", "green", "blue"));
}

TEST(Schema, RenamingATypeReachesItsColumns) {
  Column color{.name = "color"};
  color.type.kind = Enum{.values = {"red"}, .name = {"color"}};
  const Schema schema = schema_of(
      {create_table("cars", {color}), AlterType{.name = {"", "color"}, .new_name = "color_old"}});
  EXPECT_EQ(name_of(schema.find_column({"", "cars"}, "color")->type), (TableName{"", "color_old"}));
  EXPECT_EQ(schema.type({"", "color"}), Presence::Absent);
}

TEST(Schema, CascadeDropsTheKeysThatReferToATable) {
  const std::vector<Action> tables = {
      create_table("users", {id()}),
      create_table("pets", {integer("owner")},
                   {ForeignKey{.name = {"fk"}, .columns = {"owner"}, .referred = {"", "users"}}})};
  Schema schema = schema_of(tables);
  EXPECT_EQ(schema.references_to({"public", "users"}).size(), 1U);
  schema = replay(schema, {DropTable{.table = {"", "users"}, .cascade = true}}).schema;
  EXPECT_EQ(schema.find_constraint({"", "pets"}, "fk"), nullptr);
}

TEST(Schema, AKeyMadeFromAnIndexTakesItsColumnsAndItsPlace) {
  const auto key = [](std::string name, std::string index) {
    Unique unique{.name = {std::move(name)}};
    unique.options.items = {{"postgresql_using_index", OptionValue{std::move(index)}}};
    return AddConstraint{{"", "users"}, unique};
  };
  Schema schema = schema_of({create_table("users", {id(), text("email")}),
                             create_index("ix_email", "users", {"email"}), key("uq", "ix_email")});
  EXPECT_EQ(schema.find_index({"", "users"}, "ix_email"), nullptr);
  const Constraint* found = schema.find_constraint({"", "users"}, "uq");
  ASSERT_NE(found, nullptr);
  EXPECT_THAT(std::get<Unique>(*found).columns, ElementsAre("email"));
  const Schema said =
      schema_of({create_table("users", {id(), text("email")}),
                 AddConstraint{{"", "users"}, Unique{.name = {"uq"}, .columns = {"email"}}}});
  EXPECT_TRUE(*schema.find_table({"", "users"}) == *said.find_table({"", "users"}));

  schema = schema_of({create_table("users", {id(), text("email")}), key("", "ix_old")});
  EXPECT_NE(schema.find_constraint({"", "users"}, "ix_old"), nullptr);
  EXPECT_FALSE(schema.find_state({"", "users"})->complete) << "its columns are not known";
}

TEST(Schema, BatchesFindUnnamedConstraintsByTheirConvention) {
  const auto result = replay(
      Schema::empty_database(sqlite_naming),
      {create_table("pets", {integer("owner")},
                    {ForeignKey{.columns = {"owner"}, .referred = {"", "users"}}}),
       Batch{.table = {"", "pets"},
             .naming_convention = {{"fk",
                                    "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s"}},
             .operations = {{{}, DropConstraint{{"", "pets"}, {"fk_pets_owner_users"}}}}}});
  EXPECT_TRUE(result.schema.find_table({"", "pets"})->constraints.empty());
}

TEST(Schema, BatchKnowsTheTableThatItIsGiven) {
  Table table{.name = {"", "users"}, .columns = {id()}};
  const auto result =
      replay(Schema::open_world(sqlite_naming),
             {Batch{.table = {"", "users"},
                    .copy_from = table,
                    .operations = {{{}, AddColumn{{"", "users"}, integer("age")}}}}});
  ASSERT_NE(result.schema.find_table({"", "users"}), nullptr);
  EXPECT_THAT(column_names(result.schema, {"", "users"}), ElementsAre("id", "age"));
}

TEST(Schema, TypesSequencesAndViewsAreMissedOnlyOnceDropped) {
  EXPECT_THAT(
      warnings_of({DropType{{"", "color"}}, DropType{{"", "color"}},
                   CreateSequence{.name = {"", "s"}}, CreateSequence{.name = {"", "s"}},
                   CreateView{.name = {"", "v"}}, CreateView{.name = {"", "v"}, .or_replace = true},
                   DropView{{"", "v"}}, DropView{{"", "v"}}}),
      ElementsAre("type `color` was dropped before", "sequence `s` exists already",
                  "view `v` was dropped before"));
}

}  // namespace
}  // namespace migc::ir
