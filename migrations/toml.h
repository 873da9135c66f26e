#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/base/source.h"

namespace migc::migrations {

/// A value of a TOML file, as the configuration needs it.
struct TomlValue {
  enum class Kind { Text, Boolean, List, Other };

  std::string name;  ///< With its tables: `define.app.config.SCHEMA`.
  Kind kind = Kind::Other;
  std::string text;               ///< Of a text; else as it is written.
  std::vector<std::string> list;  ///< Of a list of texts.
  std::string json;               ///< The value as JSON.
  bool boolean = false;
  bool inner = false;  ///< Part of a `{…}`, which is a value of its own.
  Span span;
};

/// The values of a TOML 1.0 file in order. Nothing, and that is reported, when it is no TOML.
///
/// Ours, since Debian's parser aborts on some malformed files.
std::optional<std::vector<TomlValue>> read_toml(const Source& source, Diagnostics& diagnostics);

}  // namespace migc::migrations
