#pragma once

#include "compiler/base/arena.h"
#include "compiler/base/diagnostic.h"
#include "compiler/base/source.h"
#include "compiler/python/ast.h"

namespace migc::python {

/// Parses a whole module of Python 3.8 to 3.13.
///
/// A syntax error is reported and the parse goes on at the next statement, so that one run shows
/// every fault; the broken statement is left out of the tree. Nothing of a module with errors
/// should be evaluated: ask `diagnostics`. The tree borrows from `source` and `arena`.
ast::Module parse(const Source& source, Arena& arena, Diagnostics& diagnostics);

}  // namespace migc::python
