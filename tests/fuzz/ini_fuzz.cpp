// Any text as a configuration file: read, each option asked for, all of it as TOML as well.

#include <cstddef>
#include <cstdint>
#include <string>

#include "migrations/ini.h"
#include "migrations/toml.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace migc;
  const std::string text(reinterpret_cast<const char*>(data), size);
  Sources sources;
  Diagnostics diagnostics;
  const Source& source = sources.add("alembic.ini", text);
  const migrations::Ini ini = migrations::Ini::read(source, {{"here", "/h"}}, diagnostics);
  for (const std::string& section : ini.sections()) {
    const auto items = ini.items(section, diagnostics);
    if (items) {
      for (const auto& [name, value] : *items) (void)ini.has_option(section, name);
    }
  }
  for (const Diagnostic& diagnostic : diagnostics.all()) (void)sources.text(diagnostic.span);
  (void)migrations::read_toml(source, diagnostics);
  return 0;
}
