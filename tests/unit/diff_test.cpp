#include "compiler/ir/diff.h"

#include <gmock/gmock.h>

#include "tests/unit/ir_builders.h"

namespace migc::ir {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Schema after(Schema schema, const std::vector<Action>& actions) {
  Diagnostics diagnostics;
  for (const Action& action : actions) apply({{}, action}, schema, diagnostics);
  EXPECT_TRUE(diagnostics.empty());
  return schema;
}

Schema after(const std::vector<Action>& actions) {
  return after(Schema::empty_database(postgresql_naming), actions);
}

std::vector<std::string> texts(const std::vector<Difference>& differences) {
  std::vector<std::string> result;
  for (const Difference& difference : differences) result.push_back(difference.text);
  return result;
}

/// What an upgrade and its downgrade leave behind.
std::vector<std::string> left_by(const std::vector<Action>& up, const std::vector<Action>& down) {
  const Schema before = Schema::open_world(postgresql_naming);
  return texts(differences(before, after(after(before, up), down), Relation::OneHistory));
}

TEST(Diff, SaysWhatIsMissingAndWhatIsThereUnexpected) {
  const Schema expected =
      after({create_table("users", {id(), integer("age")}), create_table("teams", {id()}),
             create_index("ix_age", "users", {"age"})});
  const Schema found =
      after({create_table("users", {id(), text("name")}), create_table("pets", {id()})});
  EXPECT_THAT(
      texts(differences(expected, found)),
      testing::UnorderedElementsAre("column `users.age` missing", "column `users.name` unexpected",
                                    "table `teams` missing", "table `pets` unexpected"));
  EXPECT_FALSE(expected == found);
  EXPECT_TRUE(expected == expected);
}

TEST(Diff, SaysHowAColumnDiffers) {
  Column bare = text("name"), full = integer("name");
  full.nullable = false;
  full.server_default = raw_sql("0");
  const Schema expected = after({create_table("users", {bare})});
  const Schema found = after({create_table("users", {full})});
  EXPECT_THAT(
      texts(differences(expected, found)),
      ElementsAre("column `users.name` is `integer` instead of `text`",
                  "column `users.name` is not nullable", "column `users.name` has a default"));
}

TEST(Diff, TypesAndDefaultsAreTheSameHoweverTheyWereWritten) {
  Type generic, reflected;
  generic.kind = String{.length = 50};
  reflected.kind = String{.length = 50};
  reflected.exact = "VARCHAR";
  EXPECT_TRUE(same_type(generic, reflected));
  reflected.kind = String{.length = 60};
  EXPECT_FALSE(same_type(generic, reflected));

  EXPECT_TRUE(same_default(raw_sql("'x'::character varying"), raw_sql("'x'")));
  EXPECT_TRUE(same_default(raw_sql("(now())"), raw_sql("CURRENT_TIMESTAMP")));
  EXPECT_FALSE(same_default(raw_sql("'x'"), raw_sql("'X'")));
}

TEST(Diff, OperationsLeadFromOneToTheOther) {
  const Schema from =
      after({create_table("users", {id(), integer("age")}),
             create_table("pets", {id(), integer("owner")},
                          {ForeignKey{.columns = {"owner"}, .referred = {"", "users"}}}),
             create_index("ix_age", "users", {"age"})});
  const Schema to =
      after({create_table("users", {id(), text("name")},
                          {ForeignKey{.columns = {"id"}, .referred = {"", "teams"}}}),
             create_table("teams", {id()}), create_index("ix_name", "users", {"name"})});

  Schema reached = from;
  Diagnostics diagnostics;
  EXPECT_TRUE(apply(diff(from, to), reached, diagnostics));
  EXPECT_THAT(texts(differences(to, reached)), IsEmpty());
  EXPECT_THAT(diff(to, reached), IsEmpty());
}

TEST(Diff, WhatIsUnknownAgreesWithAnything) {
  const Schema open = Schema::open_world(postgresql_naming);
  const Schema known = after({create_table("users", {id()})});
  EXPECT_TRUE(open == known);
  const Schema partly = after(open, {AddColumn{{"", "users"}, integer("id")}});
  EXPECT_TRUE(partly == known);
}

TEST(Diff, ADowngradeThatUndoesItsUpgradeLeavesNothing) {
  EXPECT_THAT(left_by({create_table("users", {id()})}, {DropTable{{"", "users"}}}), IsEmpty());
  EXPECT_THAT(
      left_by({AddColumn{{"", "users"}, integer("age")}}, {DropColumn{{"", "users"}, "age"}}),
      IsEmpty());
  EXPECT_THAT(
      left_by({DropColumn{{"", "users"}, "age"}}, {AddColumn{{"", "users"}, integer("age")}}),
      IsEmpty());
  EXPECT_THAT(left_by({RenameTable{{"", "a"}, "b"}}, {RenameTable{{"", "b"}, "a"}}), IsEmpty());
  EXPECT_THAT(left_by({AlterColumn{.table = {"", "t"}, .column = "a", .new_name = "b"}},
                      {AlterColumn{.table = {"", "t"}, .column = "b", .new_name = "a"}}),
              IsEmpty());
  EXPECT_THAT(left_by({DropIndex{.name = {"ix"}}}, {create_index("ix", "users", {"age"})}),
              IsEmpty());
  EXPECT_THAT(left_by({DropTable{{"", "users"}}}, {create_table("users", {id()})}), IsEmpty());
  EXPECT_THAT(left_by({DropType{{"", "c"}}},
                      {CreateType{.type = {.kind = Enum{.values = {"x"}, .name = {"c"}}}}}),
              IsEmpty());
}

TEST(Diff, ADowngradeThatForgetsLeavesIt) {
  Column color{.name = "color"};
  color.type.kind = Enum{.values = {"red"}, .name = {"color"}};
  EXPECT_THAT(left_by({create_table("cars", {color})}, {DropTable{{"", "cars"}}}),
              ElementsAre("type `color` unexpected"));
  EXPECT_THAT(left_by({AddColumn{{"", "users"}, integer("age")}}, {}),
              ElementsAre("column `users.age` unexpected"));
  EXPECT_THAT(left_by({DropColumn{{"", "users"}, "age"}}, {}),
              ElementsAre("column `users.age` missing"));
  EXPECT_THAT(left_by({DropTable{{"", "users"}}}, {}), ElementsAre("table `users` missing"));
  EXPECT_THAT(left_by({create_index("ix", "users", {"age"})}, {}),
              ElementsAre("index `ix` of `users` unexpected"));
  EXPECT_THAT(left_by({DropIndex{.name = {"ix"}}}, {}), ElementsAre("index `ix` missing"));
  EXPECT_THAT(left_by({DropConstraint{{"", "users"}, {"fk"}}}, {}),
              ElementsAre("constraint `fk` of `users` missing"));
  EXPECT_THAT(left_by({RenameTable{{"", "a"}, "b"}}, {}),
              testing::UnorderedElementsAre("table `a` missing", "table `b` unexpected"));
}

}  // namespace
}  // namespace migc::ir
