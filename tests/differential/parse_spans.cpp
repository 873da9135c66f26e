// Prints the syntax tree of each file named on standard input in the words of CPython's `ast`, so
// that `python_spans.py` can compare the two. A test's tool; nothing of it is in the program.
//
//   = PATH            then one line a statement of the module
//   ! PATH: message   when the file is refused
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include <fmt/format.h>

#include "compiler/python/encoding.h"
#include "compiler/python/parser.h"
#include "tests/support/python_tree.h"

namespace {

using namespace migc;
using namespace migc::python;

void print_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  auto decoded = decode_source(std::move(bytes));
  if (const EncodingError* error = std::get_if<EncodingError>(&decoded)) {
    std::cout << fmt::format("! {}:{}: {}\n", path, error->line, error->message);
    return;
  }
  Sources sources;
  const Source& source = sources.add(path, std::get<std::string>(std::move(decoded)));
  Diagnostics diagnostics;
  Arena arena;
  const ast::Module module = parse(source, arena, diagnostics);
  if (diagnostics.has_errors()) {
    const std::vector<Diagnostic> all = diagnostics.sorted(sources);
    const Position position = sources.position(all.front().span);
    std::cout << fmt::format("! {}:{}:{}: {}\n", path, position.line, position.column,
                             all.front().message);
    return;
  }
  std::cout << "= " << path << '\n';
  for (const ast::Stmt* statement : module.body) {
    std::cout << tests::python_tree(*statement, source.text) << '\n';
  }
}

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  for (std::string path; std::getline(std::cin, path);) print_file(path);
}
