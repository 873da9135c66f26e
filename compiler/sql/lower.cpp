#include "compiler/sql/lower.h"

namespace migc::sql {

// Nothing is understood yet: whatever the text touches becomes unknown.
Lowered lower(std::string_view, std::string_view, const Origin&, Diagnostics&) {
  return {{}, false};
}

}  // namespace migc::sql
