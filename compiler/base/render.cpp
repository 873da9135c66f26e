#include "compiler/base/render.h"

namespace migc {

std::string render(const Diagnostic& diagnostic, const Sources& sources, const RenderOptions&) {
  const Position at = sources.position(diagnostic.span);
  return fmt::format("error: {} [{}]\n  --> {}:{}:{}\n", diagnostic.message, diagnostic.code,
                     sources[diagnostic.span.source].path, at.line, at.column);
}

}  // namespace migc
