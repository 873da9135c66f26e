#pragma once

#include <string>

#include "migrations/graph.h"

namespace migc::driver {

/// How Alembic writes a revision in a listing.
struct ListingStyle {
  bool labels = false, message = false, parents = false;
  bool tree_marks = true;  ///< `(branchpoint)` and `(mergepoint)`.
};

/// `<base> -> 3f2a9c (billing) (head), add invoices`, without a line end.
std::string listing_line(const migrations::Graph& graph, migrations::RevisionIndex revision,
                         const ListingStyle& style);

/// The block of lines that `-v` and `show` print for a revision, with its last empty line.
std::string listing_block(const migrations::Graph& graph, migrations::RevisionIndex revision);

}  // namespace migc::driver
