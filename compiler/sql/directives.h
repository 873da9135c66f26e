#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/base/source.h"

namespace migc::sql {

/// A revision id or a label, and where it stands.
struct HeaderName {
  std::string text;
  Span span;
};

/// The facts that place a migration written as plain SQL in the graph, from comments at its head:
///
///     -- message: add the age of users
///     -- revision: 7b1d2f
///     -- down_revision: 3f2a9c
///     -- branch_labels: billing
///     -- depends_on: 99aa
struct Header {
  std::optional<HeaderName> revision;
  std::vector<HeaderName> down_revisions, branch_labels, depends_on;
  Span down_revision_span;  ///< `none` when the text does not say it.
  std::string message;
  Span message_span;
};
Header read_header(const Source& source, Diagnostics& diagnostics);

/// A stretch of statements, after `-- migrate:up` or `-- migrate:down`.
struct Section {
  Span span;
  bool transaction = true;  ///< `-- migrate:up transaction:false` turns it off.
};
/// Without any marker, the whole file is the upgrade.
struct Sections {
  std::optional<Section> up, down;
};
Sections read_sections(const Source& source, Diagnostics& diagnostics);

/// `-- migc: ignore[rule] reason` and the like: every comment that speaks to migc.
struct Directive {
  std::string_view text;  ///< What follows `migc:`.
  Span span;              ///< Of the comment.
};
std::vector<Directive> read_directives(const Source& source);

}  // namespace migc::sql
