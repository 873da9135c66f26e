#include "tests/support/differences.h"

#include <stdexcept>

#include <fmt/format.h>
#include <fnmatch.h>

#include "compiler/base/text.h"
#include "tests/support/program.h"

namespace migc::tests {

Differences::Differences(const std::string& path) {
  const std::string text = read_text(path);
  int number = 0;
  for (const std::string_view line : split(text, '\n')) {
    ++number;
    if (trim(line).empty() || line.starts_with('#')) continue;
    const std::vector<std::string_view> fields = split(line, '\t');
    if (fields.size() != 3) {
      throw std::runtime_error(fmt::format("{}:{}: not three fields", path, number));
    }
    all_.push_back(
        {number, std::string(fields[0]), std::string(fields[1]), std::string(fields[2])});
  }
}

const Difference* Differences::explain(const std::string& name, const std::string& target) const {
  for (const Difference& difference : all_) {
    if (::fnmatch(difference.cases.c_str(), name.c_str(), FNM_NOESCAPE) != 0) continue;
    if (::fnmatch(difference.target.c_str(), target.c_str(), FNM_NOESCAPE) != 0) continue;
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
