#include "migrations/environment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace migc::migrations {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

using Texts = std::map<std::string, std::string>;

struct Project {
  MemoryFiles files;
  Sources sources;
  Diagnostics diagnostics;
  EnvironmentOptions options;

  explicit Project(const Texts& texts) : files(texts) { files.write("migrations/env.py", ""); }
  std::optional<Environment> read() {
    return read_environment(options, files, sources, diagnostics);
  }
  std::vector<std::string> names(const Environment& environment) {
    std::vector<std::string> result;
    for (const RevisionFile& file : revision_files(environment, files, diagnostics)) {
      result.push_back(file_name(file.path));
    }
    return result;
  }
  std::string fault() const {
    return diagnostics.empty() ? std::string() : diagnostics.all().front().message;
  }
};

Texts ini(std::string_view lines) {
  return {{"alembic.ini", "[alembic]\nscript_location = migrations\n" + std::string(lines)}};
}

TEST(Environment, ReadsAnIniFile) {
  Project project(ini("sqlalchemy.url = postgresql://localhost/shop\n"));
  const auto environment = project.read();

  ASSERT_TRUE(environment.has_value()) << project.fault();
  const std::string here = *project.files.canonical(".");
  EXPECT_EQ(environment->here, here);
  EXPECT_EQ(environment->script_location, join_path(here, "migrations"));
  EXPECT_THAT(environment->version_locations, ElementsAre(join_path(here, "migrations/versions")));
  EXPECT_EQ(environment->main_option("sqlalchemy.url", project.diagnostics),
            "postgresql://localhost/shop");
}

TEST(Environment, SplitsPathsBySeparatorOrAsEverBefore) {
  Project modern(ini("path_separator = os\nversion_locations = /a:/b c: /d\n"));
  EXPECT_THAT(modern.read()->version_locations, ElementsAre("/a", "/b c", "/d"));

  Project lines(ini("path_separator = newline\nversion_locations =\n  /a\n  /b\n"));
  EXPECT_THAT(lines.read()->version_locations, ElementsAre("/a", "/b"));

  Project older(ini("version_path_separator = space\nversion_locations = /a /b\n"));
  EXPECT_THAT(older.read()->version_locations, ElementsAre("/a", "/b"));

  Project legacy(ini("version_locations = /a, /b /c\nprepend_sys_path = .:lib, src\n"));
  const auto environment = legacy.read();
  EXPECT_THAT(environment->version_locations, ElementsAre("/a", "/b", "/c"));
  EXPECT_THAT(environment->prepend_sys_path, ElementsAre(".", "lib", "src"));

  Project wrong(ini("path_separator = comma\nversion_locations = /a\n"));
  EXPECT_FALSE(wrong.read().has_value());
  EXPECT_THAT(wrong.fault(), HasSubstr("`comma` separates no paths"));
}

TEST(Environment, FindsAPackageWhereSysPathLeads) {
  Project project(
      {{"alembic.ini", "[alembic]\nprepend_sys_path = lib\nscript_location = shop.db:migrations\n"},
       {"lib/shop/db/migrations/env.py", ""}});
  const auto environment = project.read();

  ASSERT_TRUE(environment.has_value()) << project.fault();
  EXPECT_THAT(environment->script_location, testing::EndsWith("/lib/shop/db/migrations"));
}

TEST(Environment, ReadsPyprojectWhereTheIniFileIsSilent) {
  Project project(Texts{{"pyproject.toml",
                         "[tool.alembic]\nscript_location = \"%(here)s/migrations\"\n"
                         "version_locations = [\"%(here)s/a\", \"%(here)s/b\"]\n"
                         "recursive_version_locations = true\n"}});
  const auto environment = project.read();

  ASSERT_TRUE(environment.has_value()) << project.fault();
  const std::string here = *project.files.canonical(".");
  EXPECT_THAT(environment->version_locations,
              ElementsAre(join_path(here, "a"), join_path(here, "b")));
  EXPECT_TRUE(environment->recursive_version_locations);
}

TEST(Environment, TakesOnlyTheWordTrueInAnIniFile) {
  Project no(ini("sourceless = True\n"));
  EXPECT_FALSE(no.read()->sourceless);
  Project yes(ini("sourceless = true\n"));
  EXPECT_TRUE(yes.read()->sourceless);
}

TEST(Environment, ReadsMigcToml) {
  auto texts = ini("");
  texts["migc.toml"] =
      "dialect = \"mysql\"\nserver_version = 8.0\n"
      "[define]\nshop.config.SCHEMA = \"sales\"\n\"shop.config.SIZES\" = [1, 2]\n"
      "[env]\nREGION = \"eu\"\n[set]\n\"sqlalchemy.url\" = \"mysql://100%\"\n";
  Project project(texts);
  const auto environment = project.read();

  ASSERT_TRUE(environment.has_value()) << project.fault();
  EXPECT_EQ(environment->dialect, "mysql");
  EXPECT_THAT(environment->define,
              testing::UnorderedElementsAre(Pair("shop.config.SCHEMA", "\"sales\""),
                                            Pair("shop.config.SIZES", "[1, 2]")));
  EXPECT_THAT(environment->variables, ElementsAre(Pair("REGION", "eu")));
  EXPECT_EQ(environment->main_option("sqlalchemy.url", project.diagnostics), "mysql://100%");
}

TEST(Environment, LetsTheCommandLineSetOptions) {
  Project project(Texts{{"alembic.ini", "[alembic]\n"}});
  project.options.set = {{"script_location", "migrations"}};

  EXPECT_TRUE(project.read().has_value()) << project.fault();
}

TEST(Environment, SaysWhyThereIsNoProject) {
  Project nothing(Texts{});
  EXPECT_FALSE(nothing.read().has_value());
  EXPECT_THAT(nothing.fault(), HasSubstr("no `alembic.ini` here"));

  Project other(Texts{{"alembic.ini", "[staging]\nscript_location = migrations\n"}});
  EXPECT_FALSE(other.read().has_value());
  EXPECT_THAT(other.diagnostics.all().front().notes, ElementsAre(HasSubstr("only staging")));

  Project lost(Texts{{"alembic.ini", "[alembic]\nscript_location = nowhere\n"}});
  EXPECT_FALSE(lost.read().has_value());
  EXPECT_THAT(lost.fault(), HasSubstr("no folder `nowhere`"));

  Project unnamed(Texts{});
  unnamed.options.config = {"other.ini"};
  EXPECT_FALSE(unnamed.read().has_value());
  EXPECT_THAT(unnamed.fault(), HasSubstr("no file `other.ini`"));
}

TEST(Environment, ListsRevisionFilesByName) {
  auto texts = ini("");
  for (const char* name : {"b.py", "a.py", "__init__.py", ".#c.py", "readme.txt", "d.pyc", "c.json",
                           "deep/e.py", "__pycache__/a.py"}) {
    texts[std::string("migrations/versions/") + name] = "";
  }
  Project flat(texts);
  EXPECT_THAT(flat.names(*flat.read()), ElementsAre("a.py", "b.py", "c.json"));

  texts["alembic.ini"] += "recursive_version_locations = true\n";
  Project deep(texts);
  EXPECT_THAT(deep.names(*deep.read()), ElementsAre("a.py", "b.py", "c.json", "e.py"));
}

TEST(Environment, ReadsAFileOnce) {
  auto texts = ini("path_separator = space\nversion_locations = migrations/v migrations/v\n");
  texts["migrations/v/a.py"] = "";
  Project project(texts);

  EXPECT_THAT(project.names(*project.read()), ElementsAre("a.py"));
  EXPECT_THAT(project.fault(), HasSubstr("is found twice"));
}

}  // namespace
}  // namespace migc::migrations
