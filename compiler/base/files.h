#pragma once

#include <cstddef>
#include <initializer_list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace migc {

/// The one seam to the file system: lists and reads. Paths are given as the user or the
/// configuration wrote them; relative ones are relative to the working directory. Safe from many
/// threads.
class Files {
 public:
  enum class Kind { Missing, File, Directory, Other };

  struct Entry {
    std::string name;        ///< Without the folder.
    Kind kind = Kind::File;  ///< Of what a symbolic link leads to.
    bool link = false;       ///< It is, or may be, a symbolic link.
  };

  struct Content {
    std::string text;
    std::string error;  ///< Not empty: why it could not be read, lower case ("permission denied").
  };

  /// Larger files are refused with a clear error.
  static constexpr std::size_t max_file_size = 16 * 1024 * 1024;

  virtual ~Files() = default;
  virtual Kind kind(const std::string& path) const = 0;
  virtual Content read(const std::string& path) const = 0;
  virtual std::vector<Entry> list(
      const std::string& folder) const = 0;  ///< Sorted by name (bytes).
  /// The path with symbolic links, `.` and `..` resolved; nothing when it does not exist.
  virtual std::optional<std::string> canonical(const std::string& path) const = 0;
};

/// The disk. Only regular files are read (never a FIFO or a device).
class RealFiles final : public Files {
 public:
  Kind kind(const std::string& path) const override;
  Content read(const std::string& path) const override;
  std::vector<Entry> list(const std::string& folder) const override;
  std::optional<std::string> canonical(const std::string& path) const override;
};

/// A file system that lives in memory, for tests; remembers what was read. Relative paths mean
/// those below `folder`, so that `a.py` and its canonical path name the same file.
class MemoryFiles final : public Files {
 public:
  static constexpr std::string_view folder = "/project";  ///< The working directory.

  MemoryFiles() = default;
  explicit MemoryFiles(const std::map<std::string, std::string>& files);
  MemoryFiles(std::initializer_list<std::pair<const std::string, std::string>> files)
      : MemoryFiles(std::map<std::string, std::string>(files)) {}
  void write(const std::string& path, std::string text);
  std::vector<std::string> reads() const;  ///< As they were asked for.

  Kind kind(const std::string& path) const override;
  Content read(const std::string& path) const override;
  std::vector<Entry> list(const std::string& path) const override;
  std::optional<std::string> canonical(const std::string& path) const override;

 private:
  std::map<std::string, std::string> files_;  ///< By absolute path.
  mutable std::mutex mutex_;
  mutable std::vector<std::string> reads_;
};

/// `folder/name`, or `name` alone when it is absolute or the folder is empty; `.` parts dropped.
std::string join_path(std::string_view folder, std::string_view name);
std::string parent_path(std::string_view path);
std::string file_name(std::string_view path);
/// Lexically: `a/./b/../c` becomes `a/c`.
std::string normal_path(std::string_view path);

}  // namespace migc
