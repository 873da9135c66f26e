#include "compiler/base/files.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/base/text.h"

namespace migc {
namespace {

Files::Kind kind_of(mode_t mode) {
  if (S_ISREG(mode)) return Files::Kind::File;
  if (S_ISDIR(mode)) return Files::Kind::Directory;
  return Files::Kind::Other;
}

std::string error_text(int error) {
  std::string text = std::strerror(error);
  return ascii_lower(text.substr(0, 1)) + text.substr(1);
}

/// Where a path of `MemoryFiles` leads.
std::string absolute(const std::string& path) {
  return normal_path(join_path(MemoryFiles::folder, path));
}

}  // namespace

Files::Kind RealFiles::kind(const std::string& path) const {
  struct stat status {};
  if (::stat(path.empty() ? "." : path.c_str(), &status) != 0) return Kind::Missing;
  return kind_of(status.st_mode);
}

Files::Content RealFiles::read(const std::string& path) const {
  // O_NONBLOCK: opening a FIFO must not wait for a writer.
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return {{}, error_text(errno)};
  Content content;
  struct stat status {};
  if (::fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
    content.error = S_ISDIR(status.st_mode) ? "is a directory" : "not a regular file";
  } else if (static_cast<std::size_t>(status.st_size) > max_file_size) {
    content.error = fmt::format("larger than {} MiB", max_file_size >> 20);
  } else {
    // One byte more than the size, so that a single read sees the end of the file.
    content.text.resize(static_cast<std::size_t>(status.st_size) + 1);
    std::size_t used = 0;
    for (;;) {
      if (used == content.text.size()) {
        if (used > max_file_size) {
          content.error = "grows while it is read";
          break;
        }
        content.text.resize(used * 2);
      }
      const ssize_t got = ::read(file, content.text.data() + used, content.text.size() - used);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) content.error = error_text(errno);
      if (got <= 0) break;
      used += static_cast<std::size_t>(got);
      if (used == static_cast<std::size_t>(status.st_size)) break;
    }
    content.text.resize(used);
  }
  ::close(file);
  return content;
}

std::vector<Files::Entry> RealFiles::list(const std::string& folder) const {
  std::vector<Entry> entries;
  DIR* directory = ::opendir(folder.empty() ? "." : folder.c_str());
  if (directory == nullptr) return entries;
  while (const dirent* entry = ::readdir(directory)) {
    const std::string_view name = static_cast<const char*>(entry->d_name);
    if (name == "." || name == "..") continue;
    Kind kind = Kind::Other;
    if (entry->d_type == DT_REG) {
      kind = Kind::File;
    } else if (entry->d_type == DT_DIR) {
      kind = Kind::Directory;
    } else if (entry->d_type == DT_LNK || entry->d_type == DT_UNKNOWN) {
      kind = this->kind(join_path(folder, name));
    }
    const bool link = entry->d_type == DT_LNK || entry->d_type == DT_UNKNOWN;
    entries.push_back({std::string(name), kind, link});
  }
  ::closedir(directory);
  std::ranges::sort(entries, {}, &Entry::name);
  return entries;
}

std::optional<std::string> RealFiles::canonical(const std::string& path) const {
  char* resolved = ::realpath(path.empty() ? "." : path.c_str(), nullptr);
  if (resolved == nullptr) return std::nullopt;
  std::string result = resolved;
  std::free(resolved);  // NOLINT: realpath allocates with malloc.
  return result;
}

MemoryFiles::MemoryFiles(const std::map<std::string, std::string>& files) {
  for (const auto& [path, text] : files) write(path, text);
}

void MemoryFiles::write(const std::string& path, std::string text) {
  files_[absolute(path)] = std::move(text);
}

std::vector<std::string> MemoryFiles::reads() const {
  const std::lock_guard lock(mutex_);
  return reads_;
}

Files::Kind MemoryFiles::kind(const std::string& path) const {
  const std::string name = absolute(path);
  if (name == "/" || name == folder) return Kind::Directory;
  if (files_.contains(name)) return Kind::File;
  const auto after = files_.lower_bound(name + "/");
  return after != files_.end() && after->first.starts_with(name + "/") ? Kind::Directory
                                                                       : Kind::Missing;
}

Files::Content MemoryFiles::read(const std::string& path) const {
  {
    const std::lock_guard lock(mutex_);
    reads_.push_back(path);
  }
  const auto found = files_.find(absolute(path));
  if (found != files_.end()) return {found->second, {}};
  return {{}, kind(path) == Kind::Directory ? "is a directory" : "no such file or directory"};
}

std::vector<Files::Entry> MemoryFiles::list(const std::string& path) const {
  std::string prefix = absolute(path);
  if (prefix != "/") prefix += '/';
  std::vector<Entry> entries;
  for (auto at = files_.lower_bound(prefix); at != files_.end() && at->first.starts_with(prefix);
       ++at) {
    const std::string rest = at->first.substr(prefix.size());
    const std::size_t slash = rest.find('/');
    Entry entry{rest.substr(0, slash), slash == std::string::npos ? Kind::File : Kind::Directory};
    if (entries.empty() || entries.back().name != entry.name) entries.push_back(std::move(entry));
  }
  std::ranges::sort(entries, {}, &Entry::name);
  const auto same = [](const Entry& a, const Entry& b) { return a.name == b.name; };
  entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());
  return entries;
}

std::optional<std::string> MemoryFiles::canonical(const std::string& path) const {
  if (kind(path) == Kind::Missing) return std::nullopt;
  return absolute(path);
}

std::string join_path(std::string_view folder, std::string_view name) {
  if (folder.empty() || folder == "." || name.starts_with('/')) return std::string(name);
  if (name.empty()) return std::string(folder);
  return folder.ends_with('/') ? fmt::format("{}{}", folder, name)
                               : fmt::format("{}/{}", folder, name);
}

std::string parent_path(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {};
  return std::string(path.substr(0, slash == 0 ? 1 : slash));
}

std::string file_name(std::string_view path) {
  return std::string(path.substr(path.rfind('/') + 1));
}

std::string normal_path(std::string_view path) {
  std::vector<std::string> parts;
  const bool absolute = path.starts_with('/');
  for (const std::string_view part : split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else if (part != ".." || !absolute) {
      parts.emplace_back(part);
    }
  }
  return (absolute ? "/" : "") + join_text(parts, "/");
}

}  // namespace migc
