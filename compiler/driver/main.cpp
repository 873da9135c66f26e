#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

#include "compiler/driver/run.h"

int main(int count, char** words) {
  using namespace migc;
  std::signal(SIGPIPE, SIG_IGN);  // NOLINT: a write then fails with EPIPE, which is handled.

  const RealFiles files;
  driver::RealOutput output;
  const auto variable = [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
  driver::Host host{files, output, variable, std::thread::hardware_concurrency(),
                    ::isatty(STDERR_FILENO) != 0 && !variable("NO_COLOR")};
  const std::vector<std::string> arguments(words + (count > 0 ? 1 : 0), words + count);
  return driver::run(arguments, host);
}
