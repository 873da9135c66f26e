// Any text, for each server: no crash, and what is split is part of it.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "compiler/sql/directives.h"
#include "compiler/sql/lower.h"
#include "compiler/sql/split.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace migc;
  const std::string text(reinterpret_cast<const char*>(data), size);
  Sources sources;
  Diagnostics diagnostics;
  for (const std::string_view dialect : {"postgresql", "mysql", "sqlite", "mssql", "oracle"}) {
    for (const std::string_view s : sql::split_statements(text, sql::syntax_of(dialect))) {
      if (s.data() < text.data() || s.data() + s.size() > text.data() + text.size()) std::abort();
    }
    sql::lower(text, dialect, {}, diagnostics);
  }
  const Source& source = sources.add("a.sql", text);
  sql::read_header(source, diagnostics);
  sql::read_sections(source, diagnostics);
  sql::read_directives(source);
  return 0;
}
