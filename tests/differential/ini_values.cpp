// Prints what Ini makes of files, for differential/ini_values.py. Standard input: a file after each
// line `FILE <bytes>`. Output a line each: `!` for one that is refused, else per section and option
// `section NUL option NUL value NUL`, hexadecimal; `?` in place of a value that cannot be replaced.

#include <iostream>
#include <string>

#include <fmt/format.h>

#include "migrations/ini.h"

namespace {

std::string hex(const std::string& text) {
  std::string result;
  for (const char c : text) result += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return result;
}

}  // namespace

int main() {
  using namespace migc;
  std::string header;
  while (std::getline(std::cin, header)) {
    std::string text(std::stoul(header.substr(5)), '\0');
    std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
    std::cin.get();
    Sources sources;
    Diagnostics diagnostics;
    const auto ini =
        migrations::Ini::read(sources.add("x.ini", text), {{"here", "/h"}}, diagnostics);
    if (diagnostics.has_errors()) {
      std::cout << "!\n";
      continue;
    }
    std::string line;
    for (const std::string& section : ini.sections()) {
      line += fmt::format("[{}]", hex(section));
      for (const auto& name : ini.options(section)) {
        Diagnostics quiet;
        const auto value = ini.value(section, name, quiet);
        line += fmt::format(" {}={}", hex(name), value ? hex(*value) : "?");
      }
      line += ' ';
    }
    std::cout << line << "\n";
  }
}
