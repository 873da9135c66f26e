#include "tests/databases/process.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/program.h"

namespace migc::tests {
namespace {

/// After fork: only calls that are safe there, and exit on any failure.
[[noreturn]] void become(std::vector<char*>& words, const passwd* user, const char* out,
                         const char* err) {
  const auto open_as = [](const char* path, int target) {
    const int file = ::open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (file < 0 || ::dup2(file, target) < 0) ::_exit(126);
  };
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (nothing < 0 || ::dup2(nothing, STDIN_FILENO) < 0) ::_exit(126);
  open_as(out, STDOUT_FILENO);
  open_as(err, STDERR_FILENO);
  if (user != nullptr && (::setgroups(0, nullptr) != 0 || ::setgid(user->pw_gid) != 0 ||
                          ::setuid(user->pw_uid) != 0)) {
    ::_exit(126);
  }
  // Only after the change of user, which forgets it.
  ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
  ::execvp(words.front(), words.data());
  ::_exit(127);
}

const passwd* user_to_become(const std::string& name) {
  if (name.empty() || ::geteuid() != 0) return nullptr;
  const passwd* user = ::getpwnam(name.c_str());
  if (user == nullptr) throw std::runtime_error("there is no user " + name);
  return user;
}

}  // namespace

Process::Process(const Command& command) {
  std::vector<std::string> copies = command.words;
  std::vector<char*> words;
  for (std::string& word : copies) words.push_back(word.data());
  words.push_back(nullptr);
  const passwd* user = user_to_become(command.user);
  const std::string out = command.out.empty() ? "/dev/null" : command.out;
  const std::string err = command.err.empty() ? "/dev/null" : command.err;
  id_ = ::fork();
  if (id_ < 0) throw std::runtime_error(fmt::format("fork: {}", std::strerror(errno)));
  if (id_ == 0) become(words, user, out.c_str(), err.c_str());
}

int Process::wait() {
  if (id_ == 0) return status_;
  int status = 0;
  while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) {
  }
  id_ = 0;
  return status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool Process::running() {
  if (id_ == 0) return false;
  siginfo_t info{};
  return ::waitid(P_PID, static_cast<id_t>(id_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         info.si_pid == 0;
}

void Process::stop(int signal) {
  if (id_ == 0) return;
  ::kill(id_, signal);
  wait();
}

void run_or_fail(Command command, const std::string& error_file) {
  command.err = error_file;
  if (command.out.empty()) command.out = error_file;
  const int status = Process(command).wait();
  if (status == 0) return;
  const bool wrote = std::filesystem::exists(error_file);
  throw std::runtime_error(fmt::format("{} ends with {}\n{}", command.words.front(), status,
                                       wrote ? read_text(error_file) : std::string()));
}

TemporaryFolder::TemporaryFolder(const std::string& below)
    : path([&] {
        namespace fs = std::filesystem;
        const fs::path folder = below.empty() ? fs::temp_directory_path() : fs::path(below);
        std::string name = folder / "migc-databases-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr) {
          throw std::runtime_error(fmt::format("mkdtemp {}: {}", name, std::strerror(errno)));
        }
        return name;
      }()) {}

TemporaryFolder::~TemporaryFolder() {
  std::error_code unheard;
  std::filesystem::remove_all(path, unheard);
}

std::string memory_folder() {
  std::error_code none;
  const std::filesystem::space_info space = std::filesystem::space("/dev/shm", none);
  constexpr std::uintmax_t enough = 1U << 30;
  return !none && space.available > enough && ::access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "";
}

void TemporaryFolder::give_to(const std::string& user) const {
  const passwd* owner = user_to_become(user);
  if (owner != nullptr && ::chown(path.c_str(), owner->pw_uid, owner->pw_gid) != 0) {
    throw std::runtime_error(fmt::format("chown {}: {}", path, std::strerror(errno)));
  }
}

}  // namespace migc::tests
