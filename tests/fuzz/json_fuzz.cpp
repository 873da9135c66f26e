// Any text: no crash, and what was read is written and read again as the same.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "compiler/base/text.h"
#include "compiler/json/read.h"
#include "compiler/json/write.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace migc;
  Sources sources;
  Diagnostics diagnostics;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const json::Definition definition = json::read(sources.add("a1.json", text), diagnostics);
  if (diagnostics.has_errors() || !valid_utf8(text)) return 0;

  const std::string written = json::write(definition);
  const json::Definition again = json::read(sources.add("a1.json", written), diagnostics);
  if (diagnostics.has_errors() || json::write(again) != written) std::abort();
  return 0;
}
