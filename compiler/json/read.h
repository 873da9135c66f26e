#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/base/source.h"
#include "compiler/ir/operation.h"

namespace migc::json {

/// A revision id or a label, and where it stands.
struct HeaderName {
  std::string text;
  Span span;
  friend bool operator==(const HeaderName& a, const HeaderName& b) { return a.text == b.text; }
};

/// The facts that place a revision in the graph.
struct Header {
  std::optional<HeaderName> revision;
  std::vector<HeaderName> down_revisions, branch_labels, depends_on;
  Span down_revision_span;  ///< `none` when the text does not say it.
  std::string message;
  Span message_span;
  friend bool operator==(const Header& a, const Header& b) {
    return a.revision == b.revision && a.down_revisions == b.down_revisions &&
           a.branch_labels == b.branch_labels && a.depends_on == b.depends_on &&
           a.message == b.message;
  }
};

/// A migration written as JSON; docs/json-migrations.md is its description for users.
struct Definition {
  Header header;
  std::optional<std::vector<ir::Operation>> upgrade, downgrade;  ///< Unsaid, or a list.
  friend bool operator==(const Definition&, const Definition&) = default;
};

/// Reads a whole definition. Operations carry the places where they stand in the text. What is
/// wrong is reported where it stands, and the rest is read.
Definition read(const Source& source, Diagnostics& diagnostics);

/// Reads what the graph needs and only checks that the rest is JSON.
Header read_header(const Source& source, Diagnostics& diagnostics);

/// Reads a list of operations, as `migc ir` prints them within a definition.
std::vector<ir::Operation> read_operations(const Source& source, Diagnostics& diagnostics);

}  // namespace migc::json
