#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/base/source.h"

namespace migc::migrations {

/// A value of a TOML file, as the configuration needs it.
struct TomlValue {
  enum class Kind { Text, Boolean, Integer, List, Other };

  std::string name;  ///< Tables are written out: `define.app.config.SCHEMA`.
  Kind kind = Kind::Other;
  std::string text;  ///< Of a text; else as it stands in JSON.
  bool boolean = false;
  std::vector<std::string> list;  ///< Of a list of texts.
  std::string json;               ///< The value as JSON.
  Span span;
};

/// The values of a TOML file in order of their names, or nothing when it is no TOML; that is
/// reported.
std::optional<std::vector<TomlValue>> read_toml(const Source& source, Diagnostics& diagnostics);

}  // namespace migc::migrations
