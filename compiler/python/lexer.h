#pragma once

#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/base/source.h"
#include "compiler/python/token.h"

namespace migc::python {

/// How far to read.
enum class LexUntil : std::uint8_t {
  End,
  FirstDefinition,  ///< Up to the first `def`, `class` or decorator at the start of a line.
};

/// Cuts a source into tokens, as CPython's tokenizer does: INDENT and DEDENT from the white space
/// at the start of lines, none of it inside brackets, f-strings in pieces with the tokens of their
/// fields between them (the rules of 3.12, which take all older f-strings too).
///
/// The last token is always `End`, after the last `Newline` and `Dedent`. What is no token is
/// reported and becomes `Error`.
std::vector<Token> lex(const Source& source, Diagnostics& diagnostics,
                       LexUntil until = LexUntil::End);

}  // namespace migc::python
