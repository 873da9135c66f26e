#include <csignal>
#include <cstdlib>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include <pthread.h>
#include <unistd.h>

#include "compiler/driver/run.h"

namespace {

/// Runs `work` on a thread with a large stack, and lets all further threads have one.
///
/// What nests deeply in a hostile file is refused where it is walked, but a value that was made in
/// a loop is also taken down level by level. Only the pages that are touched cost anything.
template <class Work>
void on_large_stack(Work&& work) {
  for (std::size_t bytes = std::size_t{1} << 30; bytes >= (std::size_t{16} << 20); bytes /= 2) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, bytes);
    const bool set = pthread_setattr_default_np(&attributes) == 0;
    pthread_attr_destroy(&attributes);
    if (!set) continue;
    try {
      std::thread(work).join();
      return;
    } catch (const std::system_error&) {  // So much address space is not to be had.
    }
  }
  work();
}

}  // namespace

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
  int status = 0;
  on_large_stack([&] { status = driver::run(arguments, host); });
  return status;
}
