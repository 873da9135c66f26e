#include "compiler/base/render.h"

#include <gtest/gtest.h>

namespace migc {
namespace {

class Render : public testing::Test {
 protected:
  Span find(const Source& source, std::string_view word) {
    const auto begin = static_cast<std::uint32_t>(source.text.find(word));
    return {source.id, begin, begin + static_cast<std::uint32_t>(word.size())};
  }
  std::string text(const RenderOptions& options = {}) {
    return render(diagnostics.all().front(), sources, options);
  }

  Sources sources;
  Diagnostics diagnostics;
};

TEST_F(Render, ShowsPlaceCaretsLabelAndHelp) {
  const Source& source =
      sources.add("versions/7b1d.py", std::string(13, '\n') + "down_revision = \"3f2a9c\"\n");
  const Span span = find(source, "3f2a9c");
  diagnostics.error("unknown-revision", span, "no revision `{}`", "3f2a9c")
      .label(span, "named here as the parent")
      .help("did you mean `3f2a9e`?");
  EXPECT_EQ(text(),
            "error: no revision `3f2a9c` [unknown-revision]\n"
            "  --> versions/7b1d.py:14:18\n"
            "   |\n"
            "14 | down_revision = \"3f2a9c\"\n"
            "   |                  ^^^^^^ named here as the parent\n"
            "   = help: did you mean `3f2a9e`?\n");
}

TEST_F(Render, WithoutAPlaceThereIsOneLineAndItsNotes) {
  diagnostics.warning("no-config", {}, "no configuration file").note("looked for `alembic.ini`");
  EXPECT_EQ(text(),
            "warning: no configuration file [no-config]\n"
            "  = note: looked for `alembic.ini`\n");
}

TEST_F(Render, TabsAreFourCellsAndWideLettersTwo) {
  const Source& source = sources.add("a.py", "\tx = \"表é\" + bad\n");
  diagnostics.error("e", find(source, "bad"), "m");
  EXPECT_EQ(text(),
            "error: m [e]\n"
            " --> a.py:1:13\n"
            "  |\n"
            "1 |     x = \"表é\" + bad\n"
            "  |                 ^^^\n");
}

TEST_F(Render, CombiningMarksTakeNoCell) {
  const Source& source = sources.add("a.py", "e\xCC\x81 bad");
  diagnostics.error("e", find(source, "bad"), "m");
  EXPECT_NE(text().find("  |   ^^^\n"), std::string::npos);
}

TEST_F(Render, ASpanOfSeveralLinesShowsItsEnds) {
  const Source& source = sources.add("a.py", "f(\n  1,\n  2,\n  3)\ng()\n");
  diagnostics.error("e", find(source, "f(\n  1,\n  2,\n  3)"), "m")
      .label(find(source, "f(\n  1,\n  2,\n  3)"), "all of it");
  EXPECT_EQ(text(),
            "error: m [e]\n"
            " --> a.py:1:1\n"
            "  |\n"
            "1 | f(\n"
            "  | ^^\n"
            "...\n"
            "4 |   3)\n"
            "  |   ^^ all of it\n");
}

TEST_F(Render, LabelsOfOneLineHangUnderTheirMarks) {
  const Source& source = sources.add("a.py", "first = second(third)\n");
  diagnostics.error("e", find(source, "second"), "m")
      .label(find(source, "third"), "right")
      .label(find(source, "first"), "left");
  EXPECT_EQ(text(),
            "error: m [e]\n"
            " --> a.py:1:9\n"
            "  |\n"
            "1 | first = second(third)\n"
            "  | -----   ^^^^^^ ----- right\n"
            "  | left\n");
}

TEST_F(Render, LabelsInOtherFilesGetAnExcerptOfTheirOwn) {
  const Source& here = sources.add("a.py", "use(x)\n");
  const Source& there = sources.add("b.py", std::string(9, '\n') + "x = 1\n");
  diagnostics.error("e", find(here, "x"), "m").label(find(there, "x"), "made here");
  EXPECT_EQ(text(),
            "error: m [e]\n"
            "  --> a.py:1:5\n"
            "   |\n"
            " 1 | use(x)\n"
            "   |     ^\n"
            "  ::: b.py:10:1\n"
            "   |\n"
            "10 | x = 1\n"
            "   | - made here\n");
}

TEST_F(Render, ControlCharactersOfTheUserAreEscaped) {
  const Source& source = sources.add("a\x1b.py", "x\x1b[2J bad\n");
  diagnostics.error("e", find(source, "bad"), "name `{}`", "a\n\x1b[31m").help("one\ntwo");
  EXPECT_EQ(text(),
            "error: name `a\\n\\x1b[31m` [e]\n"
            " --> a\\x1b.py:1:7\n"
            "  |\n"
            "1 | x\\x1b[2J bad\n"
            "  |          ^^^\n"
            "  = help: one\n"
            "          two\n");
}

TEST_F(Render, ALongLineIsCutAroundItsMark) {
  const Source& source =
      sources.add("a.py", std::string(5000, 'a') + "BAD" + std::string(5000, 'b'));
  diagnostics.error("e", find(source, "BAD"), "m");
  const std::string result = text();
  EXPECT_LT(result.size(), 500U);
  const std::size_t line = result.find("1 | ");
  const std::size_t carets = result.find("  | ", line + 4);
  // The ellipsis is three bytes and one cell.
  EXPECT_EQ(result.find("BAD") - line - 2, result.find("^^^") - carets);
}

TEST_F(Render, PlacesAtOrPastTheEndDoNotCrash) {
  const Source& source = sources.add("a.py", "x");
  for (const Span span : {Span{source.id, 1, 1}, Span{source.id, 50, 90}, Span{source.id, 1, 0}}) {
    Diagnostics one;
    one.error("e", span, "m");
    EXPECT_NE(render(one.all().front(), sources).find('^'), std::string::npos);
  }
}

TEST_F(Render, AnEmptyFileHasAFirstLine) {
  const Source& source = sources.add("a.py", "");
  diagnostics.error("e", {source.id, 0, 0}, "m");
  EXPECT_EQ(text(), "error: m [e]\n --> a.py:1:1\n  |\n1 |\n  | ^\n");
}

TEST_F(Render, LineEndsOfAllKindsCount) {
  const Source& source = sources.add("a.py", "a\r\nb\rc\nbad\n");
  diagnostics.error("e", find(source, "bad"), "m");
  EXPECT_NE(text().find("\n4 | bad\n"), std::string::npos);
}

TEST_F(Render, ColorsOnlyWhenAsked) {
  const Source& source = sources.add("a.py", "bad");
  diagnostics.error("e", find(source, "bad"), "m");
  EXPECT_EQ(text().find('\x1b'), std::string::npos);
  EXPECT_NE(text({.color = true}).find("\x1b[1;31merror\x1b[0m"), std::string::npos);
}

}  // namespace
}  // namespace migc
