#include <gtest/gtest.h>

#include "compiler/driver/run.h"

namespace migc::driver {
namespace {

struct Result {
  int status = 0;
  std::string out, err;
};

Result migc(const std::vector<std::string>& arguments) {
  const MemoryFiles files;
  MemoryOutput output;
  Host host{files, output, [](const std::string&) { return std::nullopt; }};
  const int status = run(arguments, host);
  return {status, output.out, output.err};
}

TEST(Run, VersionIsOneLineOnStandardOutput) {
  const Result result = migc({"--version"});
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.out.find("migc "), 0U);
  EXPECT_EQ(result.out.find('\n'), result.out.size() - 1);
  EXPECT_EQ(result.err, "");
}

TEST(Run, HelpGoesToStandardOutputWithExamples) {
  const Result result = migc({"--help"});
  EXPECT_EQ(result.status, 0);
  EXPECT_NE(result.out.find("migc upgrade head --sql"), std::string::npos);
}

TEST(Run, MissingAndUnknownCommandsAreUsageErrors) {
  for (const auto& arguments : {std::vector<std::string>{}, {"upgarde"}, {"--no-such"}}) {
    const Result result = migc(arguments);
    EXPECT_EQ(result.status, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_NE(result.err, "");
  }
}

}  // namespace
}  // namespace migc::driver
