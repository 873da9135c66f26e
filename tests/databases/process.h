#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace migc::tests {

/// How a program of the system is started.
struct Command {
  std::vector<std::string> words;  ///< The first is the program, by path or name.
  std::string user;      ///< Whom to become first when run as root, who may not start servers.
  std::string out, err;  ///< Files to write to; empty: nowhere.
};

/// A process that dies with its owner, also when the owner crashes.
class Process {
 public:
  explicit Process(const Command& command);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() { stop(); }

  int wait();  ///< Its exit code; 128 + the signal that killed it.
  bool running();
  void stop(int signal = 15);  ///< Sends the signal and waits.

 private:
  pid_t id_ = 0;
  int status_ = 0;
};

/// Runs to the end; fails with what it wrote to standard error unless it ends well.
void run_or_fail(Command command, const std::string& error_file);

/// A folder of its own below the system's temporary one, removed in the end.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::string& below = {});
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  const std::string path;

  std::string operator/(const std::string& name) const { return path + "/" + name; }
  /// Hands the folder to this user, if we are root and may.
  void give_to(const std::string& user) const;
};

/// Where files live in memory, if there is such a place with room for a database; else empty.
std::string memory_folder();

}  // namespace migc::tests
