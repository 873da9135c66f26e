#include "dialects/server_version.h"

#include <array>
#include <charconv>
#include <utility>

#include "compiler/base/text.h"

namespace migc::dialects {

std::optional<ServerVersion> read_server_version(std::string_view text, std::string_view dialect) {
  ServerVersion version;
  if (dialect == "oracle") {
    for (const std::string_view letters : {"ai", "c", "g", "i"}) {
      if (!text.ends_with(letters)) continue;
      text.remove_suffix(letters.size());
      break;
    }
  }
  int* parts[] = {&version.major, &version.minor, &version.patch};
  std::size_t i = 0;
  for (const std::string_view part : split(text, '.')) {
    int ignored = 0;
    int& number = i < 3 ? *parts[i] : ignored;
    ++i;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
    const bool digits = !part.empty() && part[0] >= '0' && part[0] <= '9';
    if (!digits || error != std::errc() || end != part.data() + part.size()) return std::nullopt;
  }
  if (i > 5) return std::nullopt;
  if (dialect != "mssql" || version.major < 1000) return version;
  static constexpr std::array<std::pair<int, ServerVersion>, 9> years{{
      {2005, {9, 0, 0}},
      {2008, {10, 0, 0}},
      {2012, {11, 0, 0}},
      {2014, {12, 0, 0}},
      {2016, {13, 0, 0}},
      {2017, {14, 0, 0}},
      {2019, {15, 0, 0}},
      {2022, {16, 0, 0}},
      {2025, {17, 0, 0}},
  }};
  for (const auto& [year, known] : years) {
    if (year == version.major && i == 1) return known;
  }
  return std::nullopt;
}

}  // namespace migc::dialects
