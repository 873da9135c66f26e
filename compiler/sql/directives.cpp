#include "compiler/sql/directives.h"

#include <algorithm>

#include "compiler/base/text.h"

namespace migc::sql {
namespace {

struct Line {
  std::string_view text;
  std::size_t at = 0;
};

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back({text.substr(at, end - at), at});
    at = end + 1;
  }
  return lines;
}

Span span_of(const Source& source, std::string_view part) {
  const auto begin = static_cast<std::uint32_t>(part.data() - source.text.data());
  return {source.id, begin, begin + static_cast<std::uint32_t>(part.size())};
}

/// What follows `--` in a line that is a comment as a whole.
std::optional<std::string_view> comment_of(std::string_view line) {
  line = trim(line);
  if (line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  if (!line.starts_with("--")) return std::nullopt;
  return trim(line.substr(2));
}

/// `key: value`, the key without blanks.
std::optional<std::pair<std::string_view, std::string_view>> fact_of(std::string_view comment) {
  const std::size_t colon = comment.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view key = trim(comment.substr(0, colon));
  if (key.empty() || key.find_first_of(" \t") != std::string_view::npos) return std::nullopt;
  return std::pair(key, trim(comment.substr(colon + 1)));
}

std::vector<HeaderName> names_in(const Source& source, std::string_view value) {
  std::vector<HeaderName> names;
  if (value.empty() || equal_ignoring_case(value, "none") || equal_ignoring_case(value, "null")) {
    return names;
  }
  for (const std::string_view part : split(value, ',')) {
    const std::string_view name = trim(part);
    if (!name.empty()) names.push_back({std::string(name), span_of(source, name)});
  }
  return names;
}

}  // namespace

Header read_header(const Source& source, Diagnostics& diagnostics) {
  Header header;
  for (const Line& line : lines_of(source.text)) {
    const std::optional<std::string_view> comment = comment_of(line.text);
    if (!comment) {
      if (trim(line.text).empty()) continue;
      break;  // The header ends with the first statement.
    }
    const auto fact = fact_of(*comment);
    if (!fact) continue;
    const auto& [key, value] = *fact;
    if (key == "migrate") break;
    if (key == "revision") {
      if (header.revision) {
        diagnostics
            .error("duplicate-directive", span_of(source, *comment), "`revision` given twice")
            .label(header.revision->span, "first given here");
      } else if (const auto names = names_in(source, value); names.size() == 1) {
        header.revision = names.front();
      } else {
        diagnostics.error("invalid-directive", span_of(source, *comment),
                          "`revision` takes one id, found {}", names.size());
      }
    } else if (key == "down_revision") {
      header.down_revisions = names_in(source, value);
      header.down_revision_span = span_of(source, value.empty() ? *comment : value);
    } else if (key == "branch_labels") {
      header.branch_labels = names_in(source, value);
    } else if (key == "depends_on") {
      header.depends_on = names_in(source, value);
    } else if (key == "message") {
      header.message = value;
      header.message_span = span_of(source, value);
    }
  }
  return header;
}

Sections read_sections(const Source& source, Diagnostics& diagnostics) {
  Sections sections;
  std::optional<Section>* open = nullptr;
  bool marked = false;
  const auto close = [&](std::size_t at) {
    if (open != nullptr) (*open)->span.end = static_cast<std::uint32_t>(at);
  };
  for (const Line& line : lines_of(source.text)) {
    const std::optional<std::string_view> comment = comment_of(line.text);
    if (!comment || !comment->starts_with("migrate:")) continue;
    close(line.at);
    open = nullptr;
    marked = true;
    const std::string_view rest = comment->substr(8);
    const bool up = rest.starts_with("up"), down = rest.starts_with("down");
    if (!up && !down) {
      diagnostics
          .error("invalid-directive", span_of(source, *comment), "no section `{}`", trim(rest))
          .help("write `-- migrate:up` or `-- migrate:down`");
      continue;
    }
    std::optional<Section>& section = up ? sections.up : sections.down;
    if (section) {
      diagnostics.error("duplicate-directive", span_of(source, *comment),
                        "a second `migrate:{}` section", up ? "up" : "down");
      continue;
    }
    const auto begin =
        static_cast<std::uint32_t>(std::min(line.at + line.text.size() + 1, source.text.size()));
    section = Section{{source.id, begin, begin},
                      rest.find("transaction:false") == std::string_view::npos};
    open = &section;
  }
  close(source.text.size());
  if (!marked) {
    sections.up = Section{{source.id, 0, static_cast<std::uint32_t>(source.text.size())}, true};
  }
  return sections;
}

std::vector<Directive> read_directives(const Source& source) {
  std::vector<Directive> directives;
  for (const Line& line : lines_of(source.text)) {
    const std::size_t dashes = line.text.find("--");
    if (dashes == std::string_view::npos) continue;
    const std::string_view comment = trim(line.text.substr(dashes + 2));
    if (!comment.starts_with("migc:")) continue;
    directives.push_back(
        {trim(comment.substr(5)), span_of(source, trim(line.text.substr(dashes)))});
  }
  return directives;
}

}  // namespace migc::sql
