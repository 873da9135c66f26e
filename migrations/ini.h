#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/base/source.h"

namespace migc::migrations {

/// A configuration file as Python's ConfigParser reads it (with BasicInterpolation, and defaults
/// such as `here` given from outside).
class Ini {
 public:
  struct Option {
    std::string name;  ///< Lower case.
    std::string raw;   ///< Before `%(name)s` is replaced.
    Span span;         ///< The value.
  };

  /// Reports what ConfigParser raises for; the rest is read nevertheless.
  static Ini read(const Source& source, std::vector<std::pair<std::string, std::string>> defaults,
                  Diagnostics& diagnostics);

  /// The names of sections in order, without DEFAULT.
  std::vector<std::string> sections() const;
  /// The names of a section's options, with those of DEFAULT.
  std::vector<std::string> options(std::string_view section) const;
  bool has_section(std::string_view section) const;
  bool has_option(std::string_view section, std::string_view option) const;
  /// The option of a section or, failing that, of DEFAULT, with `%(name)s` replaced. Nothing when
  /// it is absent, or when it cannot be replaced; that is reported.
  std::optional<std::string> value(std::string_view section, std::string_view option,
                                   Diagnostics& diagnostics) const;
  /// All options of a section, those of DEFAULT first, as `items()` gives them.
  std::optional<std::vector<std::pair<std::string, std::string>>> items(
      std::string_view section, Diagnostics& diagnostics) const;
  std::optional<Span> span(std::string_view section, std::string_view option) const;

  /// As ConfigParser.set(): the section is made when it is missing.
  void set(std::string_view section, std::string_view option, std::string value);

 private:
  struct Section {
    std::string name;
    std::vector<Option> options;
    std::map<std::string, std::size_t, std::less<>> places;  ///< Of options, by name.
  };
  const Section* find(std::string_view section) const;
  const Option* find(std::string_view section, std::string_view option) const;
  std::optional<std::string> interpolated(const Section* section, const Option& option,
                                          Diagnostics& diagnostics) const;
  friend class IniReader;

  Section defaults_;
  std::vector<Section> sections_;
  std::map<std::string, std::size_t, std::less<>> section_places_;
};

}  // namespace migc::migrations
