#include <gmock/gmock.h>

#include "compiler/sql/directives.h"
#include "compiler/sql/split.h"
#include "compiler/sql/tokens.h"

namespace migc::sql {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> statements(std::string_view sql, std::string_view dialect) {
  std::vector<std::string> result;
  for (const std::string_view s : split_statements(sql, syntax_of(dialect))) result.emplace_back(s);
  return result;
}

TEST(Split, SemicolonsInQuotesAndCommentsBelongToTheirStatement) {
  EXPECT_THAT(statements("SELECT ';' ; -- a;b\nSELECT \"x;y\" /* ; /* ; */ ; */;;", "postgresql"),
              ElementsAre("SELECT ';'", "SELECT \"x;y\""));
  EXPECT_THAT(statements("SELECT 'it''s;'; SELECT 2", ""),
              ElementsAre("SELECT 'it''s;'", "SELECT 2"));
  EXPECT_THAT(statements("  ; ;", ""), IsEmpty());
}

TEST(Split, EachServerQuotesInItsWay) {
  EXPECT_THAT(statements("DO $a$ x; $$ y; $a$; SELECT 1", "postgresql"),
              ElementsAre("DO $a$ x; $$ y; $a$", "SELECT 1"));
  EXPECT_THAT(statements("SELECT 'a\\';b'; SELECT `c;d` # e;\n; SELECT 2", "mysql"),
              ElementsAre("SELECT 'a\\';b'", "SELECT `c;d`", "SELECT 2"));
  EXPECT_THAT(statements("SELECT [a;b]; SELECT 1", "mssql"),
              ElementsAre("SELECT [a;b]", "SELECT 1"));
  EXPECT_THAT(statements("SELECT E'a\\';b'; SELECT 1", "postgresql"),
              ElementsAre("SELECT E'a\\';b'", "SELECT 1"));
}

TEST(Split, RoutineBodiesStayWhole) {
  const std::string trigger =
      "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET c = CASE WHEN 1 THEN 2 END; "
      "DELETE FROM d; END";
  EXPECT_THAT(statements(trigger + "; SELECT 1", "sqlite"), ElementsAre(trigger, "SELECT 1"));
  EXPECT_THAT(statements("BEGIN; SELECT 1; END; SELECT 2", "sqlite"),
              ElementsAre("BEGIN", "SELECT 1", "END", "SELECT 2"));
  EXPECT_THAT(statements("DELIMITER //\nCREATE PROCEDURE p() BEGIN IF x THEN y; END IF; END//\n"
                         "DELIMITER ;\nSELECT 1;",
                         "mysql"),
              ElementsAre("CREATE PROCEDURE p() BEGIN IF x THEN y; END IF; END", "SELECT 1"));
  EXPECT_THAT(statements("CREATE PROC p AS SELECT 1; SELECT 2\nGO\nSELECT 3\ngo\n", "mssql"),
              ElementsAre("CREATE PROC p AS SELECT 1", "SELECT 2", "SELECT 3"));
  EXPECT_THAT(statements("DECLARE x int; BEGIN y; END;\n/\nSELECT 1 / 2 FROM dual", "oracle"),
              ElementsAre("DECLARE x int; BEGIN y; END", "SELECT 1 / 2 FROM dual"));
}

TEST(Split, MeasuresWhatAParserWouldRecurseOn) {
  const Syntax syntax = syntax_of("postgresql");
  EXPECT_EQ(measure("SELECT ((1))", syntax).depth, 2U);
  EXPECT_EQ(measure("SELECT '((((', 1", syntax).depth, 0U);
  std::string sum = "SELECT 1";
  for (int i = 0; i < 999; ++i) sum += "+1";
  EXPECT_GE(measure(sum, syntax).chain, 1000U);
  std::string rows = "INSERT INTO t VALUES (1)";
  for (int i = 0; i < 9999; ++i) rows += ", (1)";
  EXPECT_LT(measure(rows, syntax).chain, 100U);
  std::string unions = "SELECT 1, 2";
  for (int i = 0; i < 500; ++i) unions += " UNION SELECT 1, 2";
  EXPECT_GE(measure(unions, syntax).chain, 500U);
}

TEST(Directives, TheHeadOfASqlFilePlacesItInTheGraph) {
  Sources sources;
  Diagnostics diagnostics;
  const Source& source = sources.add("a.sql",
                                     "-- message: add users\n-- revision: b2\n"
                                     "-- down_revision: a1, a2\n\nCREATE TABLE t ();\n"
                                     "-- revision: c3\n");
  const Header header = read_header(source, diagnostics);
  EXPECT_EQ(header.message, "add users");
  ASSERT_TRUE(header.revision);
  EXPECT_EQ(header.revision->text, "b2");
  EXPECT_EQ(sources.text(header.revision->span), "b2");
  ASSERT_EQ(header.down_revisions.size(), 2U);
  EXPECT_EQ(sources.text(header.down_revisions[1].span), "a2");
  EXPECT_TRUE(diagnostics.empty());
}

TEST(Directives, NoneIsNoParent) {
  Sources sources;
  Diagnostics diagnostics;
  const Header header =
      read_header(sources.add("a.sql", "-- revision: a1\n-- down_revision: None\n"), diagnostics);
  EXPECT_TRUE(header.down_revisions.empty());
  EXPECT_NE(header.down_revision_span.source, SourceId::none);
}

TEST(Directives, SectionsAreUpAndDown) {
  Sources sources;
  Diagnostics diagnostics;
  const Source& source = sources.add(
      "a.sql", "-- revision: a1\n-- migrate:up transaction:false\nA;\n-- migrate:down\nB;\n");
  const Sections sections = read_sections(source, diagnostics);
  ASSERT_TRUE(sections.up && sections.down);
  EXPECT_EQ(sources.text(sections.up->span), "A;\n");
  EXPECT_FALSE(sections.up->transaction);
  EXPECT_EQ(sources.text(sections.down->span), "B;\n");
  EXPECT_TRUE(sections.down->transaction);

  const Sections whole = read_sections(sources.add("b.sql", "A;\n"), diagnostics);
  EXPECT_EQ(sources.text(whole.up->span), "A;\n");
  EXPECT_FALSE(whole.down);
  EXPECT_TRUE(diagnostics.empty());

  read_sections(sources.add("c.sql", "-- migrate:sideways\n-- migrate:up\n-- migrate:up\n"),
                diagnostics);
  EXPECT_EQ(diagnostics.errors(), 2U);
}

TEST(Directives, CommentsMaySpeakToMigc) {
  Sources sources;
  const Source& source =
      sources.add("a.sql", "DROP TABLE t; -- migc: ignore[drop-table] it is empty\n-- other\n");
  const std::vector<Directive> directives = read_directives(source);
  ASSERT_EQ(directives.size(), 1U);
  EXPECT_EQ(directives[0].text, "ignore[drop-table] it is empty");
}

}  // namespace
}  // namespace migc::sql
