// Any bytes at all: decoding, the header, the parse, and a message at every fault.

#include <cstddef>
#include <cstdint>
#include <string>

#include "compiler/base/render.h"
#include "compiler/python/encoding.h"
#include "compiler/python/header.h"
#include "compiler/python/parser.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace migc;
  auto decoded = python::decode_source(std::string(reinterpret_cast<const char*>(data), size));
  const std::string* text = std::get_if<std::string>(&decoded);
  if (text == nullptr) return 0;

  Sources sources;
  const Source& source = sources.add("fuzz.py", *text);
  Diagnostics diagnostics;
  Arena arena;
  python::read_header(source, diagnostics);
  python::parse(source, arena, diagnostics);
  std::size_t shown = 0;
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    if (++shown > 20) break;
    render(diagnostic, sources);
  }
  return 0;
}
