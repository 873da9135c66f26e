#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace migc::driver {

/// Where a run writes: the streams and the files named by `-o`. The counterpart of `Files`.
class Output {
 public:
  struct Failure {
    std::string why;     ///< Lower case: "no space left on device".
    bool quiet = false;  ///< The reader went away; there is nobody to tell.

    friend bool operator==(const Failure&, const Failure&) = default;
  };

  virtual ~Output() = default;
  virtual std::optional<Failure> standard(std::string_view text) = 0;
  virtual void error(std::string_view text) = 0;  ///< Standard error; a failure there is lost.
  /// The whole text under that name, or the file that was there before.
  virtual std::optional<Failure> file(const std::string& path, std::string_view text) = 0;
};

/// The process's streams and the disk. A file is written beside its place, synced and renamed.
class RealOutput final : public Output {
 public:
  std::optional<Failure> standard(std::string_view text) override;
  void error(std::string_view text) override;
  std::optional<Failure> file(const std::string& path, std::string_view text) override;
};

/// Keeps what a run wrote, for tests.
class MemoryOutput final : public Output {
 public:
  std::string out, err;
  std::map<std::string, std::string> files;

  std::optional<Failure> standard(std::string_view text) override;
  void error(std::string_view text) override;
  std::optional<Failure> file(const std::string& path, std::string_view text) override;
};

}  // namespace migc::driver
