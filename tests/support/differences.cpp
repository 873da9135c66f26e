#include "tests/support/differences.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <fnmatch.h>

#include "compiler/base/text.h"
#include "tests/support/program.h"

namespace migc::tests {

bool Difference::accepts(std::span<const std::string> recorded, const std::string& printed) const {
  if (edits.empty()) return true;
  return std::ranges::any_of(recorded, [&](std::string text) {
    for (const auto& [pattern, replacement] : edits) {
      text = std::regex_replace(text, pattern, replacement);
    }
    return text == printed;
  });
}

Differences::Differences(const std::string& path) {
  const std::string text = read_text(path);
  int number = 0;
  std::vector<std::pair<std::regex, std::string>> edits;
  for (const std::string_view line : split(text, '\n')) {
    ++number;
    const std::vector<std::string_view> fields = split(line, '\t');
    if (fields[0] == "#!edit" && fields.size() == 3) {
      edits.emplace_back(std::string(fields[1]), std::string(fields[2]));
      continue;
    }
    if (trim(line).empty() || line.starts_with('#')) continue;
    if (fields.size() != 3) {
      throw std::runtime_error(fmt::format("{}:{}: not three fields", path, number));
    }
    all_.push_back({number, std::string(fields[0]), std::string(fields[1]), std::string(fields[2]),
                    std::exchange(edits, {})});
  }
}

const Difference* Differences::explain(const std::string& name, const std::string& target,
                                       std::span<const std::string> recorded,
                                       const std::string& printed) const {
  for (const Difference& difference : all_) {
    if (::fnmatch(difference.cases.c_str(), name.c_str(), FNM_NOESCAPE) != 0) continue;
    if (::fnmatch(difference.target.c_str(), target.c_str(), FNM_NOESCAPE) != 0) continue;
    if (!difference.accepts(recorded, printed)) continue;
    ++difference.uses;
    return &difference;
  }
  return nullptr;
}

const Differences& differences() {
  static const Differences list(MIGC_ROOT "/tests/differential/differences.tsv");
  return list;
}

}  // namespace migc::tests
