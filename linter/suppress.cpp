#include "linter/suppress.h"

#include <algorithm>

#include "compiler/base/text.h"

namespace migc::linter {
namespace {

/// Where the comment of a line begins, quotes minded as far as one line shows them.
std::size_t comment_start(std::string_view line) {
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != 0) {
      if (c == '\\') {
        ++i;
      } else if (c == quote) {
        quote = 0;
      }
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '#' || line.substr(i, 2) == "--") {
      return i;
    }
  }
  return std::string_view::npos;
}

}  // namespace

std::vector<Suppression> read_suppressions(const Source& source, Diagnostics& diagnostics) {
  std::vector<Suppression> result;
  const std::string_view text = source.text;
  if (text.find("migc:") == std::string_view::npos) return result;

  int number = 0;
  std::size_t offset = 0;
  for (const std::string_view line : split(text, '\n')) {
    ++number;
    const std::size_t line_offset = offset;
    offset += line.size() + 1;
    const std::size_t start = comment_start(line);
    if (start == std::string_view::npos) continue;
    std::string_view comment = line.substr(start);
    const std::size_t mark = comment.find("migc:");
    if (mark == std::string_view::npos) continue;
    std::string_view words = trim(comment.substr(mark + 5));
    if (!words.starts_with("ignore")) continue;

    Suppression suppression;
    suppression.span = {source.id, static_cast<std::uint32_t>(line_offset + start),
                        static_cast<std::uint32_t>(line_offset + line.size())};
    words.remove_prefix(6);
    if (words.starts_with("-file")) {
      suppression.whole_file = true;
      words.remove_prefix(5);
    }
    const std::size_t close = words.find(']');
    if (!words.starts_with('[') || close == std::string_view::npos) {
      diagnostics.error("bad-suppression", suppression.span, "which rules are ignored is not said")
          .help("write `# migc: ignore[drop-table] the reason`");
      continue;
    }
    for (const std::string_view rule : split(words.substr(1, close - 1), ',')) {
      suppression.rules.emplace_back(trim(rule));
    }
    suppression.reason = std::string(trim(words.substr(close + 1)));
    if (suppression.reason.empty()) {
      diagnostics.error("suppression-without-reason", suppression.span, "no reason is given")
          .help("write why behind the bracket: who reads it later will ask");
    }
    // A comment alone on its line counts for the next line that is none.
    suppression.line = trim(line.substr(0, start)).empty() ? -number : number;
    result.push_back(std::move(suppression));
  }

  // Comments alone on their lines: find the line of code below.
  const std::vector<std::string_view> lines = split(text, '\n');
  for (Suppression& suppression : result) {
    if (suppression.line >= 0) continue;
    auto next = static_cast<std::size_t>(-suppression.line);
    while (next < lines.size()) {
      const std::string_view line = trim(lines[next]);
      if (!line.empty() && !line.starts_with('#') && !line.starts_with("--")) break;
      ++next;
    }
    suppression.line = static_cast<int>(next) + 1;
  }
  return result;
}

}  // namespace migc::linter
