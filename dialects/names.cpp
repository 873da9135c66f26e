// Quoting and shortening of identifiers.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

#include "compiler/base/text.h"
#include "dialects/dialect.h"

namespace migc::dialects {
namespace {

/// MD5 (RFC 1321), for the tails of shortened names alone.
std::array<std::uint8_t, 16> md5(std::string_view text) {
  constexpr std::array<int, 16> turns{7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21};
  std::array<std::uint32_t, 64> sines{};
  for (std::size_t i = 0; i < sines.size(); ++i) {
    sines[i] = static_cast<std::uint32_t>(
        std::floor(std::fabs(std::sin(static_cast<double>(i + 1))) * 4294967296.0));
  }

  std::string padded(text);
  const std::uint64_t bits = std::uint64_t{text.size()} * 8;
  padded.push_back(static_cast<char>(0x80));
  while (padded.size() % 64 != 56) padded.push_back('\0');
  for (unsigned i = 0; i < 8; ++i) padded.push_back(static_cast<char>(bits >> (8 * i)));

  std::array<std::uint32_t, 4> state{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  for (std::size_t block = 0; block < padded.size(); block += 64) {
    std::array<std::uint32_t, 16> words{};
    for (std::size_t i = 0; i < 64; ++i) {
      const std::uint32_t byte = static_cast<unsigned char>(padded[block + i]);
      words[i / 4] |= byte << (8 * (i % 4));
    }
    auto [a, b, c, d] = state;
    for (std::size_t i = 0; i < 64; ++i) {
      std::uint32_t mixed = 0;
      std::size_t word = 0;
      switch (i / 16) {
        case 0:
          mixed = (b & c) | (~b & d);
          word = i;
          break;
        case 1:
          mixed = (d & b) | (~d & c);
          word = (5 * i + 1) % 16;
          break;
        case 2:
          mixed = b ^ c ^ d;
          word = (3 * i + 5) % 16;
          break;
        case 3:
          mixed = c ^ (b | ~d);
          word = (7 * i) % 16;
          break;
      }
      const std::uint32_t turned =
          b + std::rotl(a + mixed + sines[i] + words[word], turns[(i / 16) * 4 + i % 4]);
      a = d;
      d = c;
      c = b;
      b = turned;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
  }

  std::array<std::uint8_t, 16> digest{};
  for (std::size_t i = 0; i < 16; ++i) {
    digest[i] = static_cast<std::uint8_t>(state[i / 4] >> (8 * (i % 4)));
  }
  return digest;
}

}  // namespace

std::string shortened(std::string_view name, std::size_t limit) {
  if (count_code_points(name) <= limit) return std::string(name);
  std::size_t end = 0;
  for (std::size_t i = 0; i + 8 < limit; ++i) decode_utf8(name, end);
  const auto digest = md5(name);
  return fmt::format("{}_{:02x}{:02x}", name.substr(0, end), digest[14], digest[15]);
}

bool Dialect::needs_quotes(std::string_view name) const {
  if (name.empty() || (name[0] >= '0' && name[0] <= '9') || name[0] == '$') return true;
  const bool plain = std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
  });
  return !plain || std::ranges::binary_search(reserved_words(), name);
}

std::string Dialect::quoted(std::string_view name) const {
  return fmt::format("\"{}\"", replace_all(std::string(name), "\"", "\"\""));
}

std::string Dialect::quote(std::string_view name, const Rendering& in) const {
  return quote(name, std::nullopt, in);
}

std::string Dialect::quote(std::string_view name, std::optional<bool> said,
                           const Rendering& in) const {
  if (!said.value_or(needs_quotes(name))) return std::string(name);
  std::string text = quoted(name);
  return percent_doubled(std::move(text), in);
}

std::string Dialect::quote(const ir::ObjectName& name, const Rendering& in) const {
  if (name.generated) {
    return quote(shortened(name.text, facts_.generated_limit), name.quote, in);
  }
  if (count_code_points(name.text) > facts_.identifier_limit) {
    in.refuse("identifier-too-long", "name `{}` is longer than the {} characters of {}", name.text,
              facts_.identifier_limit, facts_.display)
        .help("give it a shorter name");
  }
  return quote(name.text, name.quote, in);
}

std::string Dialect::schema_name(std::string_view schema, const Rendering& in) const {
  return quote(schema, in);
}

std::string Dialect::table_name(const ir::TableName& table, const Rendering& in) const {
  const std::string name = quote(table.name, table.quote, in);
  return table.schema.empty() ? name : fmt::format("{}.{}", schema_name(table.schema, in), name);
}

std::string Dialect::altered_name(const ir::TableName& table, const Rendering& in) const {
  const std::string name = quote(table.name, table.quote, in);
  if (table.schema.empty()) return name;
  std::vector<std::string> parts;
  for (const std::string_view part : split(table.schema, '.')) parts.push_back(quote(part, in));
  return fmt::format("{}.{}", join_text(parts, "."), name);
}

std::string Dialect::name_list(std::span<const std::string> names, const Rendering& in) const {
  std::vector<std::string> quoted_names;
  for (const std::string& name : names) quoted_names.push_back(quote(name, in));
  return join_text(quoted_names, ", ");
}

const ir::Expr& unlabeled(const ir::Expr& expr) {
  const ir::Expr* inner = &expr;
  while (const auto* labeled = std::get_if<ir::Labeled>(&inner->node)) inner = &*labeled->inner;
  return *inner;
}

const ir::OptionValue* option(const ir::Options& options, std::string_view name,
                              const Rendering& in) {
  if (options.items.empty()) return nullptr;
  const Facts& facts = in.dialect.facts();
  const auto* own = options.find(fmt::format("{}_{}", facts.name, name));
  if (own != nullptr || facts.family.empty()) return own;
  return options.find(fmt::format("{}_{}", facts.family, name));
}

std::optional<std::string> option_text(const ir::Options& options, std::string_view name,
                                       const Rendering& in) {
  const ir::OptionValue* value = option(options, name, in);
  if (value == nullptr) return std::nullopt;
  return ir::Options{{{"value", *value}}}.text("value");
}

bool option_flag(const ir::Options& options, std::string_view name, const Rendering& in) {
  const ir::OptionValue* value = option(options, name, in);
  return value != nullptr && ir::Options{{{"value", *value}}}.flag("value");
}

}  // namespace migc::dialects
