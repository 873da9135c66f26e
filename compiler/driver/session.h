#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/base/files.h"
#include "compiler/base/source.h"
#include "compiler/driver/output.h"

namespace migc::driver {

enum class Status {
  Clean = 0,
  Findings = 1,     ///< At or above `--fail-on`.
  Usage = 2,        ///< The command line is wrong.
  Input = 3,        ///< Something that was read is missing or wrong.
  NotRendered = 4,  ///< A revision has no SQL that migc can vouch for.
  Output = 5,       ///< The result could not be written, or a database refused it.
  Internal = 70,
};

/// What surrounds a run. Tests bring one that lives in memory.
struct Host {
  const Files& files;
  Output& output;
  /// A variable of the process's environment. Only the driver asks.
  std::function<std::optional<std::string>(const std::string& name)> variable;
  unsigned workers = 1;
  bool terminal = false;  ///< Standard error is a terminal that shows colors.
};

using NamedText = std::pair<std::string, std::string>;

/// The options that every command takes, before or after its name.
struct GlobalOptions {
  std::vector<std::string> config;       ///< `-c`: an ini file, a TOML file, or one of each.
  std::string name = "alembic";          ///< `-n`: the section of the ini file.
  std::vector<std::string> x_arguments;  ///< `-x`, for `context.get_x_argument()`.
  bool raise_error = false, quiet = false;
  std::optional<std::string> output;  ///< `-o`: instead of standard output.

  std::optional<std::string> dialect, url, server_version, now;
  std::vector<NamedText> set;        ///< Options of the configuration file.
  std::vector<NamedText> define;     ///< Names that migrations import: JSON.
  std::vector<NamedText> env;        ///< The environment variables that migrations see.
  std::vector<NamedText> arguments;  ///< `--kwarg`: arguments of `context.configure()`.
  bool color = false;
};

/// One run of one command: what was read, what is to be said, what is to be written.
class Session {
 public:
  Session(GlobalOptions global, Host& around) : options(std::move(global)), host(around) {}
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  const GlobalOptions options;
  Host& host;
  Sources sources;
  Diagnostics diagnostics;

  /// Part of the result. Nothing is written before the end, and nothing at all after an error.
  void print(std::string_view text) { result_ += text; }
  void print(std::string&& text) {
    if (result_.empty()) {
      result_ = std::move(text);
    } else {
      result_ += text;
    }
  }
  /// A listing or a message, which `--quiet` keeps back.
  void tell(std::string_view text) {
    if (!options.quiet) result_ += text;
  }
  /// For a result that stands although errors were reported: a report, `--keep-going`.
  void keep_result() { keep_result_ = true; }

  /// Says what was reported, writes the result in one piece, and gives the exit code. What comes
  /// after the first call counts no more.
  Status finish(Status status);

 private:
  void report();
  Status write(Status status);

  std::string result_;
  bool keep_result_ = false;
  std::optional<Status> finished_;
};

}  // namespace migc::driver
