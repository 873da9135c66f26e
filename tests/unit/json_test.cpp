#include <random>

#include <gmock/gmock.h>

#include "compiler/base/match.h"
#include "compiler/json/fields.h"
#include "compiler/json/read.h"
#include "compiler/json/write.h"
#include "tests/unit/ir_builders.h"

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

/// Any value of any type of the IR, by the description that JSON is read and written by.
class Random {
 public:
  explicit Random(unsigned seed) : generator_(seed) {}

  void make(bool& value) { value = chance(2); }
  void make(int& value) { value = static_cast<int>(below(2000)) - 1000; }
  void make(std::int64_t& value) {
    value = static_cast<std::int64_t>(generator_());
    if (chance(2)) value %= 100;
  }
  void make(std::string& value) {
    static constexpr std::string_view pieces[] = {"a", "Users", "\"", "\\", "\n", "é", "\x01",
                                                  ".", "😀",     " ",  "'",  "%",  "{", "::"};
    value.clear();
    for (std::size_t i = below(4); i > 0; --i) value += pieces[below(std::size(pieces))];
  }
  template <NamedEnum E>
  void make(E& value) {
    value = static_cast<E>(below(Names<E>::list.size()));
  }
  template <class T>
  void make(Box<T>& value) {
    make(*value);
  }
  template <class T>
  void make(std::optional<T>& value) {
    value.reset();
    if (!deep() && chance(2)) make(value.emplace());
  }
  template <class T>
  void make(std::vector<T>& list) {
    list.clear();
    for (std::size_t i = deep() ? 0 : below(3); i > 0; --i) make(list.emplace_back());
  }
  template <class A, class B>
  void make(std::pair<A, B>& pair) {
    make(pair.first);
    make(pair.second);
  }
  void make(TableName& name) {
    make(name.schema);
    make(name.name);
    name.name += "t";
    make(name.quote);
  }
  void make(ObjectName& name) {
    make(name.text);
    name.text += "n";
    make(name.generated);
    make(name.quote);
  }
  void make(Null&) {}
  void make(double& value) {
    value = static_cast<double>(below(1000)) / 8 * (chance(2) ? 1e200 : 1);
  }
  void make(Decimal& value) { value.text = "123456789012345678901234567890.5"; }
  void make(Bytes& value) { make(value.data); }
  void make(DateValue& d) {
    d = {1 + static_cast<int>(below(9999)), 1 + static_cast<int>(below(12)),
         1 + static_cast<int>(below(28))};
  }
  void make(TimeValue& t) {
    const auto number = [&](std::size_t limit) { return static_cast<int>(below(limit)); };
    t = {number(24), number(60), number(60), number(2) * number(1000000), std::nullopt};
    if (chance(2)) t.utc_offset_seconds = number(86400) - 43200;
  }
  void make(DateTimeValue& d) {
    make(d.date);
    make(d.time);
  }
  void make(Duration& d) { d = {-3, 4, 5}; }
  void make(UuidValue& u) { u.hex = "00112233445566778899aabbccddeeff"; }
  void make(EnumMember& m) {
    make(m.class_name);
    make(m.name);
  }
  void make(DatumList& list) { make(list.items); }
  void make(DatumObject& object) { make(object.items); }
  void make(Datum& datum) { make(datum.data); }
  void make(OptionValue& value) { make(value.data); }
  void make(Options& options) { make(options.items); }
  void make(NoDefault&) {}
  void make(FetchedDefault&) {}
  void make(Expr& expr) { make(expr.node); }
  void make(FromItem& item) { make(item.node); }
  void make(IndexElement& element) { make(element.expression); }
  void make(Operation& operation) {
    make(operation.action);
    fields(operation);
  }
  void make(Type& type) {
    make(type.kind);
    fields(type);
  }
  void make(Column& column) {
    fields(column);
    column.primary_key = false;  // A table settles its own key.
  }
  template <class... Kinds>
  void make(std::variant<Kinds...>& value) {
    ++depth_;
    std::size_t which = deep() ? 0 : below(sizeof...(Kinds));
    ((which-- == 0 ? make(value.template emplace<Kinds>()) : void()), ...);
    --depth_;
  }
  template <Described T>
  void make(T& value) {
    fields(value);
  }

 private:
  template <class T>
  void fields(T& value) {
    ++depth_;
    std::apply([&](const auto&... f) { (make(value.*f.member), ...); }, Fields<T>::list);
    --depth_;
  }
  bool deep() const { return depth_ > 4; }
  std::size_t below(std::size_t limit) { return generator_() % limit; }
  bool chance(std::size_t one_in) { return below(one_in) == 0; }

  std::mt19937_64 generator_;
  int depth_ = 0;
};

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
