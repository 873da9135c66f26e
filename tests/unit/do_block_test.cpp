#include "compiler/sql/do_block.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace migc::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;

auto statement(const char* text, bool if_needed, bool possible) {
  return ::testing::AllOf(Field(&BlockStatement::text, text),
                          Field(&BlockStatement::if_needed, if_needed),
                          Field(&BlockStatement::possible, possible));
}

TEST(DoBlock, StatementsStandForThemselves) {
  EXPECT_THAT(read_block("BEGIN DROP TABLE a; NULL; RAISE NOTICE 'x'; EXECUTE 'DROP TABLE b'; END"),
              testing::Optional(ElementsAre(statement("DROP TABLE a", false, false),
                                            statement("DROP TABLE b", false, false))));
}

TEST(DoBlock, AHandlerOfExistenceIsIfNeeded) {
  EXPECT_THAT(
      read_block("BEGIN CREATE TYPE mood AS ENUM ('a'); "
                 "EXCEPTION WHEN duplicate_object THEN NULL; END;"),
      testing::Optional(ElementsAre(statement("CREATE TYPE mood AS ENUM ('a')", true, false))));
  EXPECT_THAT(read_block("BEGIN DROP TABLE a; DROP TABLE b; "
                         "EXCEPTION WHEN undefined_table THEN NULL; END"),
              testing::Optional(ElementsAre(statement("DROP TABLE a", false, true),
                                            statement("DROP TABLE b", false, true))));
  EXPECT_THAT(read_block("BEGIN DELETE FROM a; EXCEPTION WHEN others THEN NULL; END"),
              testing::Optional(ElementsAre(statement("DELETE FROM a", false, true))));
}

TEST(DoBlock, AConditionCountsWhereItNamesWhatIsMade) {
  EXPECT_THAT(
      read_block("BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood') THEN "
                 "CREATE TYPE mood AS ENUM ('a'); END IF; END"),
      testing::Optional(ElementsAre(statement("CREATE TYPE mood AS ENUM ('a')", true, false))));
  EXPECT_THAT(
      read_block("BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'other') THEN "
                 "CREATE TYPE mood AS ENUM ('a'); END IF; END"),
      testing::Optional(ElementsAre(statement("CREATE TYPE mood AS ENUM ('a')", false, true))));
  EXPECT_THAT(read_block("BEGIN IF (SELECT count(*) FROM a) > 0 THEN DROP TABLE a; "
                         "ELSE DROP TABLE b; END IF; END"),
              testing::Optional(ElementsAre(statement("DROP TABLE a", false, true),
                                            statement("DROP TABLE b", false, true))));
}

TEST(DoBlock, RolesAreNoPartOfTheSchema) {
  EXPECT_THAT(read_block("BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'r') THEN "
                         "CREATE ROLE r; EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', "
                         "current_schema(), 'r'); END IF; END"),
              testing::Optional(IsEmpty()));
}

TEST(DoBlock, WhatDoesMoreIsNotRead) {
  for (const char* body : {"DECLARE r record; BEGIN DROP TABLE a; END",
                           "BEGIN FOR r IN SELECT 1 LOOP DROP TABLE a; END LOOP; END",
                           "BEGIN EXECUTE format('DROP TABLE %I', 'a'); END",
                           "BEGIN EXECUTE 'DROP TABLE ' || 'a'; END",
                           "BEGIN PERFORM make_tables(); END", "BEGIN DROP TABLE a", ""}) {
    EXPECT_EQ(read_block(body), std::nullopt) << body;
  }
}

}  // namespace
}  // namespace migc::sql
