#include "compiler/driver/output.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace migc::driver {
namespace {

namespace fs = std::filesystem;

class RealOutputTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "/migc.XXXXXX";
    folder = ::mkdtemp(name.data());
  }
  void TearDown() override { fs::remove_all(folder); }

  std::string read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(folder + "/" + name).rdbuf();
    return text.str();
  }
  long entries() const {
    return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
  }

  std::string folder;
  RealOutput output;
};

TEST_F(RealOutputTest, AFileIsReplacedWholeAndKeepsItsMode) {
  ASSERT_EQ(output.file(folder + "/plan.sql", "first, and longer"), std::nullopt);
  ASSERT_EQ(::chmod((folder + "/plan.sql").c_str(), 0640), 0);
  ASSERT_EQ(output.file(folder + "/plan.sql", "second"), std::nullopt);
  EXPECT_EQ(read("plan.sql"), "second");
  EXPECT_EQ(fs::status(folder + "/plan.sql").permissions(), fs::perms(0640));
  EXPECT_EQ(entries(), 1);
}

TEST_F(RealOutputTest, ANewFileHasTheModeOfTheMask) {
  const mode_t before = ::umask(022);
  ASSERT_EQ(output.file(folder + "/plan.sql", "text"), std::nullopt);
  ::umask(before);
  EXPECT_EQ(fs::status(folder + "/plan.sql").permissions(), fs::perms(0644));
}

TEST_F(RealOutputTest, ALinkStaysALink) {
  ASSERT_EQ(output.file(folder + "/real.sql", "first"), std::nullopt);
  ASSERT_EQ(::symlink("real.sql", (folder + "/link.sql").c_str()), 0);
  ASSERT_EQ(output.file(folder + "/link.sql", "second"), std::nullopt);
  EXPECT_TRUE(fs::is_symlink(folder + "/link.sql"));
  EXPECT_EQ(read("real.sql"), "second");
}

TEST_F(RealOutputTest, WhatCannotBeWrittenIsSaidAndLeavesNothing) {
  EXPECT_EQ(output.file(folder, "x")->why, "is a directory");
  EXPECT_EQ(output.file(folder + "/none/plan.sql", "x")->why, "no such file or directory");
  EXPECT_EQ(output.file("/dev/full", "x")->why, "no space left on device");
  EXPECT_EQ(entries(), 0);
}

TEST_F(RealOutputTest, ADeviceIsWrittenInPlace) {
  EXPECT_EQ(output.file("/dev/null", "x"), std::nullopt);
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

}  // namespace
}  // namespace migc::driver
