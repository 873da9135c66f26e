#include "migrations/ini.h"

#include <algorithm>

#include <fmt/format.h>

#include "compiler/base/text.h"

namespace migc::migrations {
namespace {

/// What Python's `str.isspace` and `\s` hold for white space.
bool is_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x20) || c == 0x85 || c == 0xa0 ||
         c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
         c == 0x205f || c == 0x3000;
}

std::string_view strip_left(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t next = at;
    if (!is_space(decode_utf8(text, next))) return text.substr(at);
    at = next;
  }
  return {};
}

std::string_view strip_right(std::string_view text) {
  while (!text.empty()) {
    std::size_t start = text.size() - 1;
    while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xc0) == 0x80) --start;
    std::size_t at = start;
    if (!is_space(decode_utf8(text, at))) return text;
    text = text.substr(0, start);
  }
  return text;
}

std::string_view strip(std::string_view text) { return strip_right(strip_left(text)); }

/// `str.lower()`, for the scripts whose capitals lie at a fixed distance.
std::string lower(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    char32_t c = decode_utf8(text, at);
    const bool latin = c >= 0xc0 && c <= 0xde && c != 0xd7;
    const bool greek = c >= 0x391 && c <= 0x3ab && c != 0x3a2;
    const bool cyrillic = c >= 0x410 && c <= 0x42f;
    if ((c >= 'A' && c <= 'Z') || latin || greek || cyrillic) c += 32;
    if (c >= 0x400 && c <= 0x40f) c += 80;
    append_utf8(result, c);
  }
  return result;
}

constexpr std::string_view default_section = "DEFAULT";
/// As ConfigParser's limit.
constexpr int most_depth = 10;
/// A value may name others that name others: a few bytes could ask for gigabytes.
constexpr std::size_t most_bytes = 1 << 20;

}  // namespace

/// Reads line by line, as ConfigParser's `_read` does.
class IniReader {
 public:
  IniReader(Ini& ini, const Source& source, Diagnostics& diagnostics)
      : ini_(ini), source_(source), diagnostics_(diagnostics) {}

  void read() {
    if (!valid_utf8(source_.text)) {
      diagnostics_.error("bad-encoding", {source_.id, 0, 0}, "the file is not UTF-8");
      return;
    }
    const std::string_view text = source_.text;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find_first_of("\r\n", at), text.size());
      if (!read_line(text.substr(at, end - at))) break;
      at = end + (text.substr(end).starts_with("\r\n") ? 2 : 1);
    }
    finish_value();
  }

 private:
  /// False: nothing more can be made of the file.
  bool read_line(std::string_view line) {
    const std::string_view value = strip(line);
    const bool comment = value.starts_with('#') || value.starts_with(';');
    if (value.empty() || comment) {
      if (!comment && option_) lines_.emplace_back();
      return true;
    }
    const std::string_view indented = strip_left(line);
    const std::size_t indent =
        count_code_points(line.substr(0, static_cast<std::size_t>(indented.data() - line.data())));
    if (option_ && indent > indent_) {
      lines_.emplace_back(value);
      last_ = value;
      return true;
    }
    indent_ = indent;
    const std::size_t close = value.starts_with('[') ? value.rfind(']') : std::string_view::npos;
    if (close != std::string_view::npos && close > 1) return begin_section(value, close);
    if (!section_) {
      Diagnostic& error =
          diagnostics_.error("ini-syntax", span(value), "a line stands before the first section");
      if (line.starts_with("\xef\xbb\xbf")) {
        error.help("save the file as UTF-8 without a byte order mark, which Python takes for text");
      } else {
        error.help("a configuration file begins with `[alembic]`");
      }
      return false;
    }
    begin_option(value);
    return true;
  }

  bool begin_section(std::string_view value, std::size_t close) {
    finish_value();
    const std::string_view name = value.substr(1, close - 1);
    if (name == default_section) {
      section_ = &ini_.defaults_;
      return true;
    }
    const auto [place, added] =
        ini_.section_places_.try_emplace(std::string(name), ini_.sections_.size());
    if (!added) {
      diagnostics_
          .error("ini-syntax", span(name), "section `{}` stands here twice", escape_controls(name))
          .help("join the two");
      section_ = nullptr;
      return false;
    }
    ini_.sections_.push_back({std::string(name), {}, {}});
    section_ = &ini_.sections_.back();
    return true;
  }

  void begin_option(std::string_view value) {
    const std::size_t delimiter = value.find_first_of("=:");
    if (delimiter == std::string_view::npos) {
      // ConfigParser goes on with the option before.
      diagnostics_.error("ini-syntax", span(value), "neither a section nor `name = value`")
          .help("a continued value is indented");
      return;
    }
    finish_value();
    const std::string_view written = strip_right(value.substr(0, delimiter));
    if (written.empty()) {
      diagnostics_.error("ini-syntax", span(value), "the option has no name");
      return;
    }
    std::string name = lower(written);
    const auto [place, added] = section_->places.try_emplace(name, section_->options.size());
    const bool given = !added && section_->options[place->second].span == Span{};
    if (!added && !given) {
      diagnostics_
          .error("ini-syntax", span(written), "option `{}` stands twice in `[{}]`",
                 escape_controls(name), escape_controls(section_->name))
          .label(section_->options[place->second].span, "the first one");
      return;
    }
    if (added) section_->options.push_back({name, {}, {}});
    option_ = &section_->options[place->second];
    first_ = last_ = strip(value.substr(delimiter + 1));
    lines_.assign(1, std::string(first_));
  }

  void finish_value() {
    if (!option_) return;
    option_->raw = std::string(strip_right(join_text(lines_, "\n")));
    option_->span = join(span(first_), span(last_));
    option_ = nullptr;
  }

  Span span(std::string_view part) const {
    const auto begin = part.empty() && part.data() == nullptr
                           ? std::size_t{0}
                           : static_cast<std::size_t>(part.data() - source_.text.data());
    return {source_.id, static_cast<std::uint32_t>(begin),
            static_cast<std::uint32_t>(begin + part.size())};
  }

  Ini& ini_;
  const Source& source_;
  Diagnostics& diagnostics_;
  Ini::Section* section_ = nullptr;
  Ini::Option* option_ = nullptr;  ///< The one whose value goes on.
  std::vector<std::string> lines_;
  std::string_view first_, last_;
  std::size_t indent_ = 0;
};

Ini Ini::read(const Source& source, std::vector<std::pair<std::string, std::string>> defaults,
              Diagnostics& diagnostics) {
  Ini ini;
  ini.defaults_.name = default_section;
  for (auto& [name, value] : defaults) {
    ini.defaults_.places.emplace(name, ini.defaults_.options.size());
    ini.defaults_.options.push_back({std::move(name), std::move(value), {}});
  }
  IniReader(ini, source, diagnostics).read();
  return ini;
}

std::vector<std::string> Ini::sections() const {
  std::vector<std::string> names;
  for (const Section& section : sections_) names.push_back(section.name);
  return names;
}

std::vector<std::string> Ini::options(std::string_view section) const {
  std::vector<std::string> names;
  const Section* in = find(section);
  if (in == nullptr) return names;
  for (const Option& option : in->options) names.push_back(option.name);
  for (const Option& option : defaults_.options) {
    if (!in->places.contains(option.name)) names.push_back(option.name);
  }
  return names;
}

bool Ini::has_section(std::string_view section) const {
  return section_places_.find(section) != section_places_.end();
}

bool Ini::has_option(std::string_view section, std::string_view option) const {
  return find(section, option) != nullptr;
}

const Ini::Section* Ini::find(std::string_view section) const {
  if (section.empty() || section == default_section) return &defaults_;
  const auto place = section_places_.find(section);
  return place == section_places_.end() ? nullptr : &sections_[place->second];
}

const Ini::Option* Ini::find(std::string_view section, std::string_view option) const {
  const Section* in = find(section);
  if (in == nullptr) return nullptr;
  const std::string name = lower(option);
  for (const Section* one : {in, &defaults_}) {
    const auto place = one->places.find(name);
    if (place != one->places.end()) return &one->options[place->second];
  }
  return nullptr;
}

std::optional<Span> Ini::span(std::string_view section, std::string_view option) const {
  const Option* found = find(section, option);
  return found == nullptr ? std::nullopt : std::optional(found->span);
}

std::optional<std::string> Ini::value(std::string_view section, std::string_view option,
                                      Diagnostics& diagnostics) const {
  const Option* found = find(section, option);
  if (found == nullptr) return std::nullopt;
  return interpolated(find(section), *found, diagnostics);
}

std::optional<std::vector<std::pair<std::string, std::string>>> Ini::items(
    std::string_view section, Diagnostics& diagnostics) const {
  const Section* in = find(section);
  if (in == nullptr) return std::nullopt;
  std::vector<std::pair<std::string, std::string>> result;
  const auto add = [&](const Option& option) {
    std::optional<std::string> text = interpolated(in, option, diagnostics);
    if (text) result.emplace_back(option.name, std::move(*text));
    return text.has_value();
  };
  for (const Option& option : defaults_.options) {
    const auto own = in->places.find(option.name);
    if (!add(own == in->places.end() ? option : in->options[own->second])) return std::nullopt;
  }
  if (in == &defaults_) return result;
  for (const Option& option : in->options) {
    if (!defaults_.places.contains(option.name) && !add(option)) return std::nullopt;
  }
  return result;
}

std::optional<std::string> Ini::interpolated(const Section* section, const Option& option,
                                             Diagnostics& diagnostics) const {
  // What remains to be replaced, innermost last. A value ends one level of depth.
  std::vector<std::string_view> todo{option.raw};
  std::string result;
  while (!todo.empty()) {
    std::string_view& rest = todo.back();
    if (rest.empty()) {
      todo.pop_back();
      continue;
    }
    const std::size_t percent = std::min(rest.find('%'), rest.size());
    result += rest.substr(0, percent);
    rest.remove_prefix(percent);
    if (result.size() > most_bytes) {
      diagnostics.error("ini-interpolation", option.span,
                        "option `{}` grows beyond all measure when its names are replaced",
                        option.name);
      return std::nullopt;
    }
    if (rest.empty()) continue;
    if (rest.starts_with("%%")) {
      result += '%';
      rest.remove_prefix(2);
      continue;
    }
    const std::size_t close = rest.starts_with("%(") ? rest.find(')') : std::string_view::npos;
    if (close == std::string_view::npos || close == 2 || !rest.substr(close).starts_with(")s")) {
      diagnostics
          .error("ini-interpolation", option.span, "`%` in option `{}` begins no `%(name)s`",
                 option.name)
          .help("a plain percent sign is written `%%`");
      return std::nullopt;
    }
    const std::string name = lower(rest.substr(2, close - 2));
    rest.remove_prefix(close + 2);
    const Option* named = nullptr;
    for (const Section* one : {section, &defaults_}) {
      const auto place = one->places.find(name);
      if (named == nullptr && place != one->places.end()) named = &one->options[place->second];
    }
    if (named == nullptr) {
      diagnostics.error("ini-interpolation", option.span,
                        "option `{}` names `{}`, which is not set", option.name,
                        escape_controls(name));
      return std::nullopt;
    }
    if (named->raw.find('%') == std::string::npos) {
      result += named->raw;
    } else if (todo.size() >= most_depth) {
      diagnostics.error("ini-interpolation", option.span,
                        "the names in option `{}` lead in a circle, or too deep", option.name);
      return std::nullopt;
    } else {
      todo.push_back(named->raw);
    }
  }
  return result;
}

void Ini::set(std::string_view section, std::string_view option, std::string value) {
  Section* in = &defaults_;
  if (!section.empty() && section != default_section) {
    const auto [place, added] = section_places_.try_emplace(std::string(section), sections_.size());
    if (added) sections_.push_back({std::string(section), {}, {}});
    in = &sections_[place->second];
  }
  std::string name = lower(option);
  const auto [place, added] = in->places.try_emplace(name, in->options.size());
  if (added) in->options.push_back({std::move(name), {}, {}});
  in->options[place->second].raw = std::move(value);
}

}  // namespace migc::migrations
