#include "migrations/ini.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace migc::migrations {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

struct Reading {
  Sources sources;
  Diagnostics diagnostics;
  Ini ini;

  explicit Reading(std::string text)
      : ini(Ini::read(sources.add("alembic.ini", std::move(text)), {{"here", "/srv/shop"}},
                      diagnostics)) {}

  std::optional<std::string> value(std::string_view option) {
    return ini.value("alembic", option, diagnostics);
  }
  std::string fault() const {
    return diagnostics.empty() ? std::string() : diagnostics.all().front().message;
  }
};

TEST(Ini, ReplacesNamesOfTheSectionAndOfDefault) {
  Reading file("[DEFAULT]\nroot = %(here)s/db\n[alembic]\nscript_location = %(root)s/migrations\n");

  EXPECT_EQ(file.value("script_location"), "/srv/shop/db/migrations");
}

TEST(Ini, TakesEqualsSignsAndColons) {
  Reading file("[alembic]\na: 1\nb = x = y: z\nURL=postgresql://u:p@h/d\n");

  EXPECT_EQ(file.value("a"), "1");
  EXPECT_EQ(file.value("b"), "x = y: z");
  EXPECT_EQ(file.value("url"), "postgresql://u:p@h/d");
}

TEST(Ini, ContinuesIndentedLinesAndKeepsEmptyOnes) {
  Reading file("[alembic]\nlocations =\n  a\n\n  b\n# no value\n  c\n\nnext = 1\n");

  EXPECT_EQ(file.value("locations"), "\na\n\nb\nc");
  EXPECT_EQ(file.value("next"), "1");
}

TEST(Ini, KnowsNoInlineComments) {
  Reading file("[alembic]\na = 1 ; one\n; b = 2\n# c = 3\n");

  EXPECT_EQ(file.value("a"), "1 ; one");
  EXPECT_EQ(file.value("b"), std::nullopt);
}

TEST(Ini, WritesAPercentSignTwice) {
  Reading file("[alembic]\ntemplate = %%(rev)s_%%(slug)s\n");

  EXPECT_EQ(file.value("template"), "%(rev)s_%(slug)s");
}

TEST(Ini, PointsAtWhatCannotBeReplaced) {
  Reading single("[alembic]\nurl = p%40ss\n");
  EXPECT_EQ(single.value("url"), std::nullopt);
  EXPECT_THAT(single.fault(), HasSubstr("begins no `%(name)s`"));
  EXPECT_EQ(single.sources.text(single.diagnostics.all().front().span), "p%40ss");

  Reading missing("[alembic]\nurl = %(nope)s\n");
  EXPECT_EQ(missing.value("url"), std::nullopt);
  EXPECT_THAT(missing.fault(), HasSubstr("names `nope`"));

  Reading circle("[alembic]\na = %(b)s\nb = %(a)s\n");
  EXPECT_EQ(circle.value("a"), std::nullopt);
  EXPECT_THAT(circle.fault(), HasSubstr("in a circle"));
}

TEST(Ini, StopsAValueThatExplodes) {
  std::string text = "[alembic]\nv0 = %%x\n";
  for (int i = 1; i < 10; ++i) {
    text += "v" + std::to_string(i) + " = ";
    for (int k = 0; k < 100; ++k) text += "%(v" + std::to_string(i - 1) + ")s";
    text += "\n";
  }
  Reading file(text);

  EXPECT_EQ(file.value("v9"), std::nullopt);
  EXPECT_THAT(file.fault(), HasSubstr("beyond all measure"));
}

TEST(Ini, RefusesWhatConfigParserRefuses) {
  EXPECT_THAT(Reading("a = 1\n").fault(), HasSubstr("before the first section"));
  EXPECT_THAT(Reading("[a]\n[a]\n").fault(), HasSubstr("section `a` stands here twice"));
  EXPECT_THAT(Reading("[a]\nx = 1\nX = 2\n").fault(), HasSubstr("option `x` stands twice"));
  EXPECT_THAT(Reading("[a]\nword\n").fault(), HasSubstr("neither a section"));
  EXPECT_THAT(Reading("[a]\nx = \xff\n").fault(), HasSubstr("not UTF-8"));
}

TEST(Ini, GivesItemsWithThoseOfDefault) {
  Reading file("[DEFAULT]\na = 1\n[alembic]\nb = 2\na = 3\n");

  EXPECT_THAT(*file.ini.items("alembic", file.diagnostics),
              ElementsAre(Pair("here", "/srv/shop"), Pair("a", "3"), Pair("b", "2")));
}

TEST(Ini, SetsOptionsLikeConfigParser) {
  Reading file("[alembic]\na = 1\n");
  file.ini.set("alembic", "A", "2");
  file.ini.set("other", "b", "%(here)s");

  EXPECT_EQ(file.value("a"), "2");
  EXPECT_EQ(file.ini.value("other", "b", file.diagnostics), "/srv/shop");
}

}  // namespace
}  // namespace migc::migrations
