#pragma once

#include <string>

#include "compiler/base/diagnostic.h"

namespace migc {

struct RenderOptions {
  bool color = false;
};

/// A diagnostic as a terminal shows it: message with code, place, source line with carets, notes,
/// help. Control characters of user text are escaped.
std::string render(const Diagnostic& diagnostic, const Sources& sources,
                   const RenderOptions& options = {});

}  // namespace migc
