#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/base/source.h"

namespace migc::python {

/// A revision id or a label, and the literal that spells it.
struct HeaderName {
  std::string text;
  Span span;
};

/// The module-level facts that place a revision in the graph.
struct Header {
  std::optional<HeaderName> revision;
  std::vector<HeaderName> down_revisions;  ///< Empty for `None`.
  std::vector<HeaderName> branch_labels;
  std::vector<HeaderName> depends_on;
  Span down_revision_span;  ///< Of the whole value; `none` when the module does not assign it.
  std::string doc;          ///< The docstring as written: neither stripped nor cut.
  Span doc_span;
  /// Every fact was a literal; otherwise the module must be evaluated.
  bool complete = false;
};

/// Reads the header of a revision script without parsing its functions.
///
/// `heads`, `history` and the graph need four assignments out of a whole file, so this stops at the
/// first `def`, `class` or decorator, unless a later line begins with one of the four names. A
/// later full evaluation must come to the same facts.
Header read_header(const Source& source, Diagnostics& diagnostics);

}  // namespace migc::python
