#include "compiler/base/files.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/base/parallel.h"

namespace migc {
namespace {

class OnDisk : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "/migc.XXXXXX";
    folder = ::mkdtemp(name.data());
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  std::string write(const std::string& name, const std::string& text) const {
    const std::string path = folder + "/" + name;
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  std::string folder;
  RealFiles files;
};

TEST_F(OnDisk, AFileIsReadWhole) {
  for (const std::size_t size : {0U, 1U, 4096U, 100000U}) {
    const std::string text(size, 'x');
    const Files::Content content = files.read(write("a.py", text));
    EXPECT_EQ(content.error, "");
    EXPECT_EQ(content.text, text);
  }
}

TEST_F(OnDisk, NulBytesAreKept) {
  const std::string text("a\0b", 3);
  EXPECT_EQ(files.read(write("a.py", text)).text, text);
}

TEST_F(OnDisk, MissingFilesFoldersAndFifosAreRefusedAtOnce) {
  ASSERT_EQ(::mkfifo((folder + "/pipe").c_str(), 0600), 0);
  EXPECT_EQ(files.read(folder + "/none").error, "no such file or directory");
  EXPECT_EQ(files.read(folder).error, "is a directory");
  EXPECT_EQ(files.read(folder + "/pipe").error, "not a regular file");
  EXPECT_EQ(files.read("/dev/zero").error, "not a regular file");
}

TEST_F(OnDisk, HugeFilesAreRefused) {
  const std::string path = write("big.py", "");
  ASSERT_EQ(::truncate(path.c_str(), Files::max_file_size + 1), 0);
  EXPECT_EQ(files.read(path).error, "larger than 16 MiB");
}

TEST_F(OnDisk, ListingIsSortedAndSeesThroughLinks) {
  write("b.py", "");
  write("a.py", "");
  std::filesystem::create_directory(folder + "/sub");
  ASSERT_EQ(::symlink("a.py", (folder + "/link.py").c_str()), 0);
  ASSERT_EQ(::symlink("sub", (folder + "/linked").c_str()), 0);
  ASSERT_EQ(::symlink("nowhere", (folder + "/broken").c_str()), 0);
  std::vector<std::pair<std::string, Files::Kind>> found;
  for (const Files::Entry& entry : files.list(folder)) found.emplace_back(entry.name, entry.kind);
  using enum Files::Kind;
  EXPECT_EQ(found, (std::vector<std::pair<std::string, Files::Kind>>{{"a.py", File},
                                                                     {"b.py", File},
                                                                     {"broken", Missing},
                                                                     {"link.py", File},
                                                                     {"linked", Directory},
                                                                     {"sub", Directory}}));
}

TEST_F(OnDisk, CanonicalResolvesLinksAndDots) {
  write("a.py", "");
  ASSERT_EQ(::symlink("a.py", (folder + "/link.py").c_str()), 0);
  const std::string real = files.canonical(folder).value();
  EXPECT_EQ(files.canonical(folder + "/./link.py"), real + "/a.py");
  EXPECT_EQ(files.canonical(folder + "/none"), std::nullopt);
}

TEST(InMemory, RelativeAndCanonicalPathsNameTheSameFile) {
  const MemoryFiles files{{"versions/a.py", "text"}};
  const std::string path = files.canonical("versions/../versions/./a.py").value();
  EXPECT_EQ(path, "/project/versions/a.py");
  EXPECT_EQ(files.read(path).text, "text");
  EXPECT_EQ(files.kind("/project/versions"), Files::Kind::Directory);
  EXPECT_EQ(files.kind("/project"), Files::Kind::Directory);
  EXPECT_EQ(files.kind("/elsewhere"), Files::Kind::Missing);
  EXPECT_EQ(files.canonical("."), "/project");
  EXPECT_EQ(files.canonical(""), "/project");
  EXPECT_EQ(files.canonical("versions/b.py"), std::nullopt);
}

TEST(InMemory, ListingNamesEachFolderOnce) {
  const MemoryFiles files{{"a/x.py", ""}, {"a.py", ""}, {"a/y.py", ""}, {"b/z.py", ""}};
  std::vector<std::string> names;
  for (const Files::Entry& entry : files.list(".")) names.push_back(entry.name);
  EXPECT_EQ(names, (std::vector<std::string>{"a", "a.py", "b"}));
  EXPECT_EQ(files.list("a").size(), 2U);
  EXPECT_EQ(files.list("none").size(), 0U);
}

TEST(InMemory, ReadsAreRemembered) {
  const MemoryFiles files{{"a.py", "text"}};
  EXPECT_EQ(files.read("none.py").error, "no such file or directory");
  files.read("a.py");
  EXPECT_EQ(files.reads(), (std::vector<std::string>{"none.py", "a.py"}));
}

TEST(InMemory, ManyThreadsMayRead) {
  const MemoryFiles files{{"a.py", "text"}};
  parallel_for(1000, 4, [&](std::size_t, unsigned) { files.read("a.py"); });
  EXPECT_EQ(files.reads().size(), 1000U);
}

TEST(Paths, JoinAndNormalise) {
  EXPECT_EQ(join_path("a", "b"), "a/b");
  EXPECT_EQ(join_path("a/", "b"), "a/b");
  EXPECT_EQ(join_path("a", "/b"), "/b");
  EXPECT_EQ(join_path("", "b"), "b");
  EXPECT_EQ(join_path(".", "b"), "b");
  EXPECT_EQ(normal_path("a/./b/../c"), "a/c");
  EXPECT_EQ(normal_path("../a"), "../a");
  EXPECT_EQ(normal_path("/../a"), "/a");
  EXPECT_EQ(parent_path("a/b"), "a");
  EXPECT_EQ(parent_path("/a"), "/");
  EXPECT_EQ(parent_path("a"), "");
  EXPECT_EQ(file_name("a/b.py"), "b.py");
}

}  // namespace
}  // namespace migc
