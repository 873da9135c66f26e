// Any bytes at all: decoded, cut into tokens, parsed, walked, read as the header of a revision; and
// a message at every fault.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <variant>

#include "compiler/base/render.h"
#include "compiler/python/encoding.h"
#include "compiler/python/header.h"
#include "compiler/python/lexer.h"
#include "compiler/python/parser.h"
#include "tests/support/python_tree.h"

namespace {

using namespace migc;
using namespace migc::python;

void require(bool condition) {
  if (!condition) std::abort();
}

void check_tokens(const Source& source) {
  Diagnostics diagnostics;
  const std::vector<Token> tokens = lex(source, diagnostics);
  std::uint32_t last = 0;
  int depth = 0;
  for (const Token& token : tokens) {
    require(token.begin >= last || token.kind == TokenKind::Error);
    require(token.begin <= token.end && token.end <= source.text.size());
    last = token.end;
    depth += token.kind == TokenKind::Indent ? 1 : token.kind == TokenKind::Dedent ? -1 : 0;
    require(depth >= 0);
  }
  require(depth == 0 && tokens.back().kind == TokenKind::End);
}

void check_text(const std::string& text) {
  static Arena arena;  // Large to make under the sanitizers; a worker keeps its own as well.
  arena.reset();
  Sources sources;
  const Source& source = sources.add("fuzz.py", text);
  check_tokens(source);

  Diagnostics diagnostics;
  const ast::Module module = parse(source, arena, diagnostics);
  std::size_t size = 0;
  for (const ast::Stmt* statement : module.body) {
    // A tree is printed with all its places; what borrows from freed memory is found here.
    size += tests::python_tree(*statement, source.text).size();
  }
  require(module.body.empty() || size > 0);

  std::size_t shown = 0;
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    if (++shown > 3) break;
    require(!render(diagnostic, sources).empty());
  }

  Diagnostics of_header;
  const Header header = read_header(source, of_header);
  if (diagnostics.empty()) require(of_header.empty() && header.doc == module.doc());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto decoded = decode_source(bytes);
  const std::string* text = std::get_if<std::string>(&decoded);
  // What cannot be decoded is tried as it is: the lexer must not rely on the decoder.
  check_text(text ? *text : bytes);
  return 0;
}
