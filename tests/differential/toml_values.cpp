// Prints what read_toml makes of files, for differential/toml_values.py. Standard input: a file
// after each line `FILE <bytes>`. Output: `!` for one that is refused, else a JSON object of the
// values by name.

#include <iostream>
#include <string>

#include <fmt/format.h>

#include "migrations/toml.h"

int main() {
  using namespace migc;
  std::string header;
  while (std::getline(std::cin, header)) {
    std::string text(std::stoul(header.substr(5)), '\0');
    std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
    std::cin.get();
    Sources sources;
    Diagnostics diagnostics;
    const auto values = migrations::read_toml(sources.add("x.toml", text), diagnostics);
    if (!values) {
      std::cout << "!\n";
      continue;
    }
    std::cout << "{";
    bool first = true;
    for (const migrations::TomlValue& value : *values) {
      if (value.inner) continue;
      std::cout << (first ? "" : ", ") << '"';
      for (const char c : value.name) {
        std::cout << fmt::format("{:02x}", static_cast<unsigned char>(c));
      }
      std::cout << "\": " << value.json;
      first = false;
    }
    std::cout << "}\n";
  }
}
