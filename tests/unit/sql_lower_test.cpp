#include <gmock/gmock.h>

#include "compiler/ir/schema.h"
#include "compiler/sql/lower.h"

namespace migc::sql {
namespace {

using namespace ir;
using testing::ElementsAre;
using testing::IsEmpty;

struct Read {
  Lowered lowered;
  std::vector<std::string> warnings;
};

Read read(std::string_view sql, std::string_view dialect = "postgresql") {
  Diagnostics diagnostics;
  Read result{lower(sql, dialect, {}, diagnostics), {}};
  for (const Diagnostic& d : diagnostics.all()) result.warnings.push_back(d.message);
  return result;
}

/// The effects in words; a last `?` when they are not all.
std::vector<std::string> effects(std::string_view sql, std::string_view dialect = "postgresql") {
  const Read result = read(sql, dialect);
  std::vector<std::string> words;
  for (const Operation& operation : result.lowered.effects) words.push_back(describe(operation));
  if (!result.lowered.understood) words.emplace_back("?");
  return words;
}

template <class T>
T only(std::string_view sql, std::string_view dialect = "postgresql") {
  const Read result = read(sql, dialect);
  EXPECT_TRUE(result.lowered.understood) << sql;
  EXPECT_EQ(result.lowered.effects.size(), 1U) << sql;
  if (result.lowered.effects.empty()) return {};
  const T* found = std::get_if<T>(&result.lowered.effects.front().action);
  EXPECT_NE(found, nullptr) << sql;
  return found == nullptr ? T{} : *found;
}

std::string default_of(const Column& column) {
  const auto* expr = std::get_if<Expr>(&column.server_default);
  return expr == nullptr ? "" : plain_text(*expr).value_or("?");
}

TEST(LowerPostgresql, ATableWithItsColumns) {
  const Table table = only<CreateTable>(R"(
      CREATE TABLE IF NOT EXISTS app.users (
        id bigserial PRIMARY KEY,
        email varchar(200) NOT NULL DEFAULT lower('A,B'::text) UNIQUE,
        amount numeric(10, 2)[] DEFAULT '{}',
        made timestamp(3) with time zone DEFAULT (now() + interval '1 day') NOT NULL,
        team integer REFERENCES teams (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
        place geometry(Point, 4326),
        twice integer GENERATED ALWAYS AS (id * 2) STORED,
        CONSTRAINT ck CHECK (team > 0 AND (1 = 1)),
        UNIQUE (email, team)))")
                          .table;
  EXPECT_EQ(table.name, (TableName{"app", "users"}));
  ASSERT_EQ(table.columns.size(), 7U);
  EXPECT_EQ(table.columns[0].type, (Type{.kind = Integer{.size = Integer::Size::Big}}));
  EXPECT_TRUE(table.columns[0].primary_key);
  EXPECT_FALSE(table.columns[1].nullable);
  EXPECT_EQ(default_of(table.columns[1]), "lower('A,B'::text)");
  EXPECT_EQ(table.columns[1].type, (Type{.kind = String{.length = 200}}));
  EXPECT_TRUE(std::holds_alternative<Array>(table.columns[2].type.kind));
  EXPECT_EQ(default_of(table.columns[2]), "'{}'");
  EXPECT_EQ(default_of(table.columns[3]), "(now() + interval '1 day')");
  EXPECT_EQ(table.columns[5].type.kind, decltype(Type::kind)(Named{"geometry(Point, 4326)"}));
  const auto* computed = std::get_if<Computed>(&table.columns[6].server_default);
  ASSERT_NE(computed, nullptr);
  EXPECT_EQ(plain_text(computed->expression), "id * 2");

  ASSERT_EQ(table.constraints.size(), 5U);
  EXPECT_EQ(std::get<PrimaryKey>(table.constraints[0]).columns, std::vector<std::string>{"id"});
  const auto& key = std::get<ForeignKey>(table.constraints[2]);
  EXPECT_EQ(key.on_delete, "CASCADE");
  EXPECT_EQ(key.deferral.deferrable, true);
  EXPECT_EQ(key.deferral.initially, "DEFERRED");
  const auto& check = std::get<Check>(table.constraints[3]);
  EXPECT_EQ(check.name.text, "ck");
  EXPECT_EQ(plain_text(check.condition), "team > 0 AND (1 = 1)");
  EXPECT_THAT(std::get<Unique>(table.constraints[4]).columns, ElementsAre("email", "team"));
}

TEST(LowerPostgresql, EachPartOfAnAlterTable) {
  EXPECT_THAT(
      effects("ALTER TABLE t ADD COLUMN IF NOT EXISTS a int, DROP COLUMN b CASCADE, ALTER c TYPE "
              "bigint USING c::bigint, ALTER d SET NOT NULL, ALTER e SET DEFAULT f(1, 2), ALTER g "
              "DROP DEFAULT, ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES u NOT VALID, VALIDATE "
              "CONSTRAINT k, DROP CONSTRAINT IF EXISTS l, OWNER TO me"),
      ElementsAre("add column `t.a`", "drop column `t.b`", "alter column `t.c`",
                  "alter column `t.d`", "alter column `t.e`", "alter column `t.g`",
                  "add foreign key `k` to `t`", "drop constraint `l` of `t`"));
  const auto type = only<AlterColumn>("ALTER TABLE t ALTER c TYPE bigint USING c::bigint");
  EXPECT_EQ(type.using_expression, "c::bigint");
  const auto set = only<AlterColumn>("ALTER TABLE t ALTER e SET DEFAULT f(1, 2)");
  EXPECT_EQ(plain_text(std::get<Expr>(**set.server_default)), "f(1, 2)");
  const auto key = only<AddConstraint>(
      "ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES u (b) NOT VALID");
  EXPECT_TRUE(std::get<ForeignKey>(key.constraint).options.flag("postgresql_not_valid"));
  const auto valid = only<AddConstraint>("ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u (b)");
  EXPECT_FALSE(std::get<ForeignKey>(valid.constraint).options.flag("postgresql_not_valid"));
}

TEST(LowerPostgresql, Indexes) {
  const auto create = only<CreateIndex>(
      "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ix ON s.t USING gin (lower(a) text_ops, b) "
      "WHERE b > 5");
  EXPECT_TRUE(create.if_not_exists);
  EXPECT_TRUE(create.index.unique);
  EXPECT_EQ(create.index.table, (TableName{"s", "t"}));
  EXPECT_EQ(plain_text(create.index.elements[0].expression), "lower(a) text_ops");
  EXPECT_EQ(std::get<ColumnRef>(create.index.elements[1].expression.node).column, "b");
  EXPECT_TRUE(create.index.options.flag("postgresql_concurrently"));
  EXPECT_EQ(create.index.options.text("postgresql_using"), "gin");
  EXPECT_EQ(create.index.options.text("postgresql_where"), "b > 5");
  const auto drop = only<DropIndex>("DROP INDEX CONCURRENTLY IF EXISTS s.ix");
  EXPECT_EQ(drop.schema, "s");
  EXPECT_TRUE(drop.options.flag("postgresql_concurrently"));
}

TEST(LowerPostgresql, TypesAndTheRest) {
  EXPECT_THAT(
      effects("CREATE TYPE e AS ENUM ('a', 'b'); ALTER TYPE e ADD VALUE 'c' AFTER 'a'; "
              "ALTER TYPE e RENAME TO f; DROP TYPE IF EXISTS s.f; CREATE SEQUENCE q START 5; "
              "CREATE VIEW v AS SELECT 1; CREATE MATERIALIZED VIEW m AS SELECT 1; DROP VIEW v;"
              "CREATE SCHEMA x; DROP SCHEMA x CASCADE; COMMENT ON TABLE t IS 'x'; COMMENT ON "
              "COLUMN s.t.c IS NULL; TRUNCATE a, b CASCADE; ALTER TABLE t RENAME TO u; ALTER "
              "TABLE t RENAME c TO d; ALTER INDEX i RENAME TO j; ALTER TABLE t SET SCHEMA z"),
      ElementsAre("create type enum e", "alter type `e`", "alter type `e`", "drop type `s.f`",
                  "create sequence `q`", "create view `v`", "create view `m`", "drop view `v`",
                  "create schema `x`", "drop schema `x`", "comment on table `t`",
                  "alter column `s.t.c`", "truncate `a`", "rename table `t` to `u`",
                  "alter column `t.c`", "rename index `i` to `j`", "rename table `t` to `t`"));
  const auto value = only<AlterType>("ALTER TYPE e ADD VALUE IF NOT EXISTS 'c' BEFORE 'a'");
  EXPECT_EQ(value.before, "a");
  EXPECT_TRUE(value.if_not_exists);
  EXPECT_EQ(only<CreateView>("CREATE OR REPLACE VIEW v AS SELECT 'as' FROM t;").definition,
            "SELECT 'as' FROM t");
}

TEST(LowerPostgresql, DataStatements) {
  const auto insert = only<InsertRows>("INSERT INTO t (a, b) VALUES (1, 'x'), (f(2, 3), NULL)");
  EXPECT_THAT(insert.columns, ElementsAre("a", "b"));
  ASSERT_EQ(insert.rows.size(), 2U);
  EXPECT_EQ(std::get<Literal>(insert.rows[0][1].node).value.data, decltype(Datum::data)("x"));
  EXPECT_EQ(plain_text(insert.rows[1][0]), "f(2, 3)");
  EXPECT_EQ(std::get<Literal>(insert.rows[1][1].node).value.data, decltype(Datum::data)(Null{}));

  const auto update = only<Update>(
      "UPDATE t AS x SET a = 1, b = f(c, d) FROM u WHERE x.id = u.id "
      "RETURNING a");
  EXPECT_EQ(update.table.table.name, "t");
  EXPECT_EQ(plain_text(update.assignments[1].second), "f(c, d)");
  EXPECT_EQ(plain_text(*update.where), "x.id = u.id");
  EXPECT_FALSE(only<Delete>("DELETE FROM t").where);
  EXPECT_EQ(plain_text(*only<Delete>("DELETE FROM t WHERE a IN (SELECT 1 WHERE true)").where),
            "a IN (SELECT 1 WHERE true)");
  EXPECT_THAT(effects("WITH d AS (DELETE FROM q RETURNING *) INSERT INTO r SELECT * FROM d"),
              ElementsAre("delete from `q`", "insert into `r` from a query"));
}

TEST(LowerPostgresql, WhatCannotBeReadIsNotUnderstood) {
  EXPECT_THAT(effects("SELECT 1; SET search_path = x; GRANT SELECT ON t TO me; ANALYZE; "
                      "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'DROP TABLE t'; "
                      "SELECT setval('s', 1); SELECT f(a) FROM t"),
              IsEmpty());
  EXPECT_THAT(effects("DO $$ BEGIN EXECUTE 'DROP TABLE ' || t; END $$"), ElementsAre("?"));
  EXPECT_THAT(effects("SELECT make_tables()"), ElementsAre("?"));
  EXPECT_THAT(effects("CALL f()"), ElementsAre("?"));
  const Read bad = read("CREATE TABLE a (id int); CREATE TABEL b");
  EXPECT_FALSE(bad.lowered.understood);
  EXPECT_EQ(bad.lowered.effects.size(), 1U);
  EXPECT_THAT(bad.warnings,
              ElementsAre("PostgreSQL cannot read this: syntax error at or near \"TABEL\""));
}

TEST(LowerPostgresql, ColumnsOfAnotherTableAreUnread) {
  for (const std::string_view sql :
       {"CREATE TABLE t AS SELECT 1", "CREATE TABLE t (LIKE u)", "SELECT 1 AS a INTO t",
        "CREATE TABLE t PARTITION OF u FOR VALUES IN (1)", "CREATE TABLE t () INHERITS (u)"}) {
    EXPECT_TRUE(only<CreateTable>(sql).table.options.flag("unread")) << sql;
  }
}

TEST(LowerPostgresql, StatementsOfASourceHaveTheirOwnPlaces) {
  Diagnostics diagnostics;
  const std::string_view sql = "DROP TABLE a;\n DROP TABLE b";
  const Span all{SourceId{3}, 100, 100 + static_cast<std::uint32_t>(sql.size())};
  const Lowered lowered = lower(sql, "postgresql", {all, all}, diagnostics);
  ASSERT_EQ(lowered.effects.size(), 2U);
  EXPECT_EQ(lowered.effects[1].origin.where, (Span{SourceId{3}, 115, 127}));
  const Span literal{SourceId{3}, 100, 110};
  EXPECT_EQ(lower(sql, "postgresql", {literal, literal}, diagnostics).effects[1].origin.where,
            literal);
}

TEST(LowerPostgresql, HostileTextIsRefusedNotCrashed) {
  std::string sum = "SELECT 1";
  for (int i = 0; i < 100000; ++i) sum += "+1";
  EXPECT_FALSE(read(sum).lowered.understood);
  EXPECT_FALSE(read("SELECT " + std::string(100000, '(')).lowered.understood);
  EXPECT_FALSE(read(std::string("SELECT 1\0x", 10)).lowered.understood);
  std::string nots = "SELECT ";
  for (int i = 0; i < 20000; ++i) nots += "NOT ";
  EXPECT_FALSE(read(nots + "true").lowered.understood);
  std::string rows = "INSERT INTO t VALUES (0)";
  for (int i = 0; i < 100000; ++i) rows += ",(1)";
  EXPECT_EQ(only<InsertRows>(rows).rows.size(), 100001U);
}

TEST(LowerPostgresql, RawSqlChangesTheSchema) {
  Schema schema = Schema::empty_database(postgresql_naming);
  Diagnostics diagnostics;
  const std::string sql =
      "CREATE TABLE t (id int PRIMARY KEY, a int); CREATE INDEX ix ON t (a); ALTER TABLE t RENAME "
      "a "
      "TO b; ALTER TABLE t DROP COLUMN id";
  Lowered lowered = lower(sql, "postgresql", {}, diagnostics);
  apply({.action = Execute{raw_sql(sql), lowered.effects, lowered.understood}}, schema,
        diagnostics);
  EXPECT_EQ(schema.column({"", "t"}, "b"), Presence::Present);
  EXPECT_EQ(schema.column({"", "t"}, "id"), Presence::Absent);
  EXPECT_NE(schema.find_index("ix"), nullptr);
  EXPECT_TRUE(diagnostics.empty());
}

// ---- other servers

TEST(LowerWords, ATableOfMysql) {
  const Table table = only<CreateTable>(
                          "CREATE TABLE `users` (`id` int(11) unsigned NOT NULL AUTO_INCREMENT, "
                          "key_name varchar(20) "
                          "CHARACTER SET utf8 DEFAULT 'a,b' COMMENT 'it''s', ok tinyint(1), kind "
                          "ENUM('a','b'), PRIMARY "
                          "KEY (`id`), UNIQUE KEY `uq` (`key_name`), KEY `ix` (`ok`), CONSTRAINT "
                          "`fk` FOREIGN KEY (`id`) "
                          "REFERENCES `b` (`c`) ON DELETE CASCADE) ENGINE=InnoDB",
                          "mysql")
                          .table;
  ASSERT_EQ(table.columns.size(), 4U);
  EXPECT_TRUE(table.columns[0].primary_key);
  EXPECT_TRUE(std::get<Integer>(table.columns[0].type.kind).is_unsigned);
  EXPECT_EQ(default_of(table.columns[1]), "'a,b'");
  EXPECT_EQ(table.columns[1].comment, "it's");
  EXPECT_TRUE(std::holds_alternative<Boolean>(table.columns[2].type.kind));
  EXPECT_THAT(std::get<Enum>(table.columns[3].type.kind).values, ElementsAre("a", "b"));
  EXPECT_EQ(table.indexes.size(), 1U);
  EXPECT_EQ(table.constraints.size(), 3U);
  EXPECT_EQ(std::get<ForeignKey>(table.constraints[2]).on_delete, "CASCADE");
}

TEST(LowerWords, AlterTablesOfOtherServers) {
  EXPECT_THAT(
      effects("ALTER TABLE t ADD a int, DROP COLUMN b, MODIFY c bigint NOT NULL, CHANGE d e "
              "text, ADD INDEX ix (a), DROP INDEX iy, DROP FOREIGN KEY fk, RENAME COLUMN x TO y",
              "mysql"),
      ElementsAre("add column `t.a`", "drop column `t.b`", "alter column `t.c`",
                  "alter column `t.d`", "create index `ix` on `t`", "drop index `iy`",
                  "drop constraint `fk` of `t`", "alter column `t.x`"));
  EXPECT_THAT(effects("ALTER TABLE [dbo].[t] ADD [a] int NULL, b int; ALTER TABLE t ALTER COLUMN a "
                      "bigint NOT NULL; DROP INDEX ix ON t",
                      "mssql"),
              ElementsAre("add column `dbo.t.a`", "add column `dbo.t.b`", "alter column `t.a`",
                          "drop index `ix`"));
  EXPECT_THAT(effects("ALTER TABLE t ADD (a NUMBER(10), b VARCHAR2(20)); ALTER TABLE T RENAME TO u",
                      "oracle"),
              ElementsAre("add column `t.a`", "add column `t.b`", "rename table `t` to `u`"));
}

TEST(LowerWords, DataAndTheRest) {
  EXPECT_THAT(
      effects("INSERT INTO t (a) VALUES (1), (2); INSERT OR IGNORE INTO t SELECT * FROM u; "
              "UPDATE t SET a = 1 WHERE b; DELETE FROM t; PRAGMA foreign_keys=ON; DROP TABLE IF "
              "EXISTS a; CREATE VIEW v AS SELECT 1; CREATE UNIQUE INDEX ix ON t (a, lower(b))",
              "sqlite"),
      ElementsAre("insert 2 rows into `t`", "insert into `t` from a query", "update `t`",
                  "delete from `t`", "drop table `a`", "create view `v`",
                  "create index `ix` on `t`"));
  const auto update = only<Update>("UPDATE t SET a = f(1, 2), b = 3 WHERE c", "sqlite");
  EXPECT_EQ(plain_text(update.assignments[0].second), "f(1, 2)");
  EXPECT_EQ(plain_text(*update.where), "c");
  EXPECT_THAT(effects("EXEC sp_rename 'a', 'b'", "mssql"), ElementsAre("?"));
  EXPECT_THAT(effects("RENAME TABLE a TO b, c TO d", "mysql"),
              ElementsAre("rename table `a` to `b`", "rename table `c` to `d`"));
}

}  // namespace
}  // namespace migc::sql
