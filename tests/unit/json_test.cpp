#include <gmock/gmock.h>

#include "compiler/json/read.h"
#include "compiler/json/write.h"
#include "tests/unit/ir_builders.h"
#include "tests/unit/ir_random.h"

namespace migc::json {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Read {
  Sources sources;
  Diagnostics diagnostics;
  Definition definition;
};

void read_text(Read& result, std::string text) {
  const Source& source = result.sources.add("a1.json", std::move(text));
  result.definition = read(source, result.diagnostics);
}

/// "3:14: message (help)"
std::vector<std::string> messages(const Read& read) {
  std::vector<std::string> list;
  for (const Diagnostic& d : read.diagnostics.all()) {
    const Position at = read.sources.position(d.span);
    list.push_back(fmt::format("{}:{}: {}{}", at.line, at.column, d.message,
                               d.help_text.empty() ? "" : fmt::format(" ({})", d.help_text)));
  }
  return list;
}

std::vector<std::string> faults(std::string text) {
  Read result;
  read_text(result, std::move(text));
  return messages(result);
}

template <class Kind>
void expect_round_trip(int count) {
  for (int seed = 0; seed < count; ++seed) {
    Operation operation;
    Random(static_cast<unsigned>(seed)).make(operation.action.emplace<Kind>());
    const std::string text = write(std::vector{operation});
    Sources sources;
    Diagnostics diagnostics;
    const auto back = read_operations(sources.add("a1.json", text), diagnostics);
    ASSERT_TRUE(diagnostics.empty()) << diagnostics.all().front().message << "\n" << text;
    ASSERT_EQ(back.size(), 1U);
    ASSERT_TRUE(back.front() == operation) << text << "\nbecame\n" << write(back);
    ASSERT_EQ(write(back), text);
  }
}

TEST(Json, EveryOperationComesBackAsItWasWritten) {
  const auto all = []<class... Kinds>(const std::variant<Kinds...>*) {
    (expect_round_trip<Kinds>(30), ...);
  };
  all(static_cast<const Action*>(nullptr));
}

TEST(Json, DefinitionsComeBackAsTheyWereWritten) {
  Definition definition;
  definition.header.revision = {"b2", {}};
  definition.header.down_revisions = {{"a1", {}}, {"a2", {}}};
  definition.header.branch_labels = {{"billing", {}}};
  definition.header.message = "add \"users\"";
  definition.upgrade = {{{}, create_table("users", {id(), text("name")})}};
  definition.downgrade.emplace();
  Read result;
  read_text(result, write(definition));
  EXPECT_THAT(messages(result), IsEmpty());
  EXPECT_TRUE(result.definition == definition);
}

TEST(Json, ADefinitionMayBeWrittenByHand) {
  Read result;
  read_text(result, R"json({
  "revision": "b2",
  "down_revision": "a1",
  "upgrade": [
    {"op": "create_table", "table": "users", "columns": [
      {"name": "id", "type": "bigint", "primary_key": true},
      {"name": "email", "type": {"type": "string", "length": 200}, "nullable": false},
      {"name": "made", "type": "timestamptz", "server_default": "now()"}]},
    {"op": "create_index", "name": "ix", "table": "users", "columns": ["email", {"sql": "lower(email)"}]},
    {"op": "insert_rows", "table": "users", "columns": ["id", "email"], "rows": [[1, "a@b.c"]]},
    {"op": "update", "table": "users", "assignments": {"email": "x"}, "where": "id = 1"},
    {"op": "execute", "sql": "ANALYZE users"}
  ]
})json");
  EXPECT_THAT(messages(result), IsEmpty());
  EXPECT_FALSE(result.definition.downgrade);
  const std::vector<Operation>& up = *result.definition.upgrade;
  ASSERT_EQ(up.size(), 5U);
  const Table& users = std::get<CreateTable>(up[0].action).table;
  ASSERT_NE(users.primary_key(), nullptr);
  EXPECT_THAT(users.primary_key()->columns, ElementsAre("id"));
  EXPECT_FALSE(users.columns[0].nullable);
  EXPECT_EQ(std::get<Expr>(users.columns[2].server_default), raw_sql("now()"));
  const Index& index = std::get<CreateIndex>(up[1].action).index;
  EXPECT_EQ(std::get<ColumnRef>(index.elements[0].expression.node).column, "email");
  EXPECT_EQ(index.elements[1].expression, raw_sql("lower(email)"));
  const Literal& email = std::get<Literal>(std::get<InsertRows>(up[2].action).rows[0][1].node);
  EXPECT_EQ(email.value.data, decltype(Datum::data)("a@b.c"));
  EXPECT_EQ(result.sources.position(up[4].origin.where).line, 12);
}

TEST(Json, FaultsAreReportedWhereTheyStand) {
  EXPECT_THAT(
      faults("{\"revision\": \"a\",\n \"upgrade\": [{\"op\": \"add_colum\", \"table\": 1}]}"),
      ElementsAre("2:21: no operation `add_colum` (did you mean `add_column`?)"));
  EXPECT_THAT(faults("{\"revision\": \"a\", \"upgrade\": [{\"op\": \"drop_table\"}]}"),
              ElementsAre("1:31: `table` is missing"));
  EXPECT_THAT(faults("{\"revision\": \"a\", \"upgrade\": [\n{\"op\": \"drop_table\", \"table\": 5,"
                     " \"cascde\": true}]}"),
              ElementsAre("2:34: no key `cascde` (did you mean `cascade`?)",
                          "2:31: expected a name, found a number"));
  EXPECT_THAT(
      faults("{\"down_revison\": null}"),
      ElementsAre("1:1: `revision` is missing (give its id as text)",
                  "1:2: no key `down_revison` in a migration (did you mean `down_revision`?)"));
}

TEST(Json, WhatIsNotJsonIsReportedOnceWhereItBegins) {
  EXPECT_THAT(faults(""), ElementsAre("1:1: expected a value, found the end of the file"));
  EXPECT_THAT(faults("{\"a\": 1,}"), ElementsAre("1:9: expected a key in quotes"));
  EXPECT_THAT(faults("{\"a\": 01}"), ElementsAre("1:7: a number cannot begin with 0"));
  EXPECT_THAT(faults("{\"a\": 1, \"a\": 2}"), ElementsAre("1:10: key `a` given twice"));
  EXPECT_THAT(faults("{\"a\": \"\\ud800\"}"), ElementsAre("1:14: half of a surrogate pair"));
  EXPECT_THAT(faults("[1] x"), ElementsAre("1:5: text after the end of the value"));
  EXPECT_THAT(faults(std::string(100000, '[')), ElementsAre("1:202: nested too deeply"));
}

TEST(Json, ASchemaSaysWhatItDoesNotKnow) {
  Schema schema = Schema::open_world(postgresql_naming);
  Diagnostics diagnostics;
  apply({{}, create_table("users", {id()})}, schema, diagnostics);
  apply({{}, AddColumn{{"", "pets"}, integer("age")}}, schema, diagnostics);
  const std::string text = write(schema);
  EXPECT_THAT(text, HasSubstr("\"table\": \"users\""));
  EXPECT_THAT(text, HasSubstr("\"complete\": false"));
  EXPECT_THAT(text, HasSubstr("\"users_pkey\""));
  EXPECT_THAT(text, HasSubstr("\"open\": true"));
}

}  // namespace
}  // namespace migc::json
