#include "compiler/driver/output.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/base/files.h"
#include "compiler/base/text.h"

namespace migc::driver {
namespace {

Output::Failure failure(int error) {
  std::string why = std::strerror(error);
  why.replace(0, 1, ascii_lower(why.substr(0, 1)));
  return {std::move(why), error == EPIPE};
}

std::optional<Output::Failure> write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failure(errno);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return std::nullopt;
}

/// What `open` would give a new file, which `mkstemp` does not.
mode_t new_file_mode() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

std::optional<Output::Failure> write_in_place(const std::string& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_TRUNC);
  if (file < 0) return failure(errno);
  std::optional<Output::Failure> failed = write_all(file, text);
  if (::close(file) != 0 && !failed) failed = failure(errno);
  return failed;
}

std::optional<Output::Failure> replace_file(const std::string& path, std::string_view text,
                                            mode_t mode) {
  std::string temporary = path + ".XXXXXX";
  const int file = ::mkstemp(temporary.data());
  if (file < 0) return failure(errno);

  std::optional<Output::Failure> failed = write_all(file, text);
  if (!failed && ::fchmod(file, mode) != 0) failed = failure(errno);
  // Without the sync a crash after the rename could leave an empty file under the final name.
  if (!failed && ::fsync(file) != 0 && errno != EINVAL) failed = failure(errno);
  if (::close(file) != 0 && !failed) failed = failure(errno);
  if (!failed && std::rename(temporary.c_str(), path.c_str()) != 0) failed = failure(errno);
  if (failed) ::unlink(temporary.c_str());
  return failed;
}

}  // namespace

std::optional<Output::Failure> RealOutput::standard(std::string_view text) {
  return write_all(STDOUT_FILENO, text);
}

void RealOutput::error(std::string_view text) { write_all(STDERR_FILENO, text); }

std::optional<Output::Failure> RealOutput::file(const std::string& path, std::string_view text) {
  if (path == "-") return standard(text);
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return replace_file(path, text, new_file_mode());
  if (S_ISDIR(status.st_mode)) return failure(EISDIR);
  if (!S_ISREG(status.st_mode)) return write_in_place(path, text);  // /dev/stdout, a FIFO
  // A symbolic link stays one: what it points to is replaced.
  return replace_file(RealFiles().canonical(path).value_or(path), text, status.st_mode & 0777);
}

std::optional<Output::Failure> MemoryOutput::standard(std::string_view text) {
  out += text;
  return std::nullopt;
}

void MemoryOutput::error(std::string_view text) { err += text; }

std::optional<Output::Failure> MemoryOutput::file(const std::string& path, std::string_view text) {
  files[path] = text;
  return std::nullopt;
}

}  // namespace migc::driver
