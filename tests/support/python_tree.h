#pragma once

#include <string>
#include <string_view>

#include "compiler/python/ast.h"

namespace migc::tests {

/// A statement with all in it, in the words of CPython's `ast`, every node with its place. `text`
/// is the source. Checks on the way that places lie in the source and that the tree is not too
/// high.
std::string python_tree(const python::ast::Stmt& statement, std::string_view text);

}  // namespace migc::tests
