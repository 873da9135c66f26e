#include "tests/databases/round_trip.h"

#include <algorithm>
#include <random>
#include <vector>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "tests/support/program.h"

namespace migc::tests {
namespace {

/// Names and texts of what quoting, escaping and parameters stumble over.
class Generator {
 public:
  /// Text of up to `pieces` pieces.
  std::string text(std::size_t pieces) {
    static const std::vector<std::string> hard{
        "'",   "''",  "\"", "`",      "\\",    "\\'",   "\\n",   "\n", "\r\n", "\t", "$$",
        "$a$", "%",   "%%", "%s",     "%(a)s", ":name", "::int", ";",  "--",   "/*", "*/",
        "{",   "}",   "[",  "]",      "?",     "@",     "#",     "&",  "^",    "~",  "\x01",
        "é",   "世",  "а",  "select", "a",     "b",     " ",     "_",  ".",    ",",  "()",
        "E'",  "U&'", "X'", "N'",     "GO",    "/",     "\\\\",  "0",  "9",    "!",  "|"};
    std::string made;
    const std::size_t length = below(pieces + 1);
    for (std::size_t i = 0; i < length; ++i) made += hard[below(hard.size())];
    return made;
  }

  /// A name that every server takes between its quotes, and no other has.
  std::string name() {
    std::string made = text(8);
    // No name can say a carriage return to MariaDB, whose client drops it.
    std::erase(made, '\r');
    std::erase(made, '\x01');
    return made + fmt::format("n{}", count_++);
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }

  std::mt19937 random_{20240521};
  int count_ = 0;
};

/// As a string of Python, escaped wherever it can be.
std::string python_string(const std::string& text) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = decode_utf8(text, at);
    if (c < 0x20 || c == '"' || c == '\\' || c >= 0x7f) {
      out += fmt::format("\\U{:08x}", static_cast<std::uint32_t>(c));
    } else {
      out += static_cast<char>(c);
    }
  }
  return out + "\"";
}

std::string hex(const std::string& text) {
  std::string out;
  for (const char c : text) out += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return out;
}

/// One migration's worth of names and texts.
struct Batch {
  std::vector<std::string> names, texts;

  std::string migration() const {
    std::string source =
        "from alembic import op\nimport sqlalchemy as sa\n\n"
        "revision = \"a\"\ndown_revision = None\n\n\ndef upgrade():\n";
    for (std::size_t i = 0; i < names.size(); i += 100) {
      source += fmt::format("    op.create_table({}", python_string(names[i]));
      for (std::size_t j = i + 1; j < std::min(i + 100, names.size()); ++j) {
        source += fmt::format(",\n        sa.Column({}, sa.Integer())", python_string(names[j]));
      }
      source += ")\n";
    }
    source +=
        "    t = op.create_table(\"t\", sa.Column(\"i\", sa.Integer()), sa.Column(\"v\", "
        "sa.Text()))\n    op.bulk_insert(t, [\n";
    for (std::size_t i = 0; i < texts.size(); ++i) {
      source += fmt::format("        {{\"i\": {}, \"v\": {}}},\n", i, python_string(texts[i]));
    }
    return source + "    ])\n";
  }
};

struct Questions {
  std::string names, texts;  ///< Queries that answer in hexadecimal, a row each.
};

Questions questions(const std::string& dialect) {
  if (dialect == "postgresql") {
    return {
        "SELECT encode(convert_to(name, 'UTF8'), 'hex') FROM (SELECT relname::text AS name FROM "
        "pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace UNION ALL SELECT "
        "attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE attnum > 0 AND "
        "relkind = 'r' AND relnamespace = 'public'::regnamespace) names;",
        "SELECT i || ' ' || encode(convert_to(v, 'UTF8'), 'hex') FROM t;"};
  }
  if (dialect == "sqlite") {
    return {
        "SELECT lower(hex(name)) FROM sqlite_master WHERE type = 'table' UNION ALL SELECT "
        "lower(hex(c.name)) FROM sqlite_master m JOIN pragma_table_info(m.name) c",
        "SELECT i || ' ' || lower(hex(v)) FROM t"};
  }
  return {
      "SELECT lower(hex(table_name)) FROM information_schema.tables WHERE table_schema = 'x' UNION "
      "ALL SELECT lower(hex(column_name)) FROM information_schema.columns WHERE table_schema = "
      "'x';",
      "SELECT concat(i, ' ', lower(hex(v))) FROM t;"};
}

}  // namespace

std::string round_trip(Server& server, const std::string& dialect, int count) {
  constexpr int most = 10'000;
  Generator generator;
  std::string lost;
  for (int done = 0; done < count && lost.empty(); done += most) {
    Batch batch;
    for (int i = 0; i < std::min(most, count - done); ++i) {
      batch.names.push_back(generator.name());
      batch.texts.push_back(generator.text(12));
    }
    const Outcome outcome = run_migc({"-c", "alembic.ini", "upgrade", "heads", "--sql"},
                                     {{"alembic.ini", default_ini(dialect)},
                                      {"env.py", default_env()},
                                      {"versions/a.py", batch.migration()}});
    if (outcome.status != 0) return outcome.err;
    const Questions ask = questions(dialect);
    using Kind = Step::Kind;
    const JobResult answer = server
                                 .run({{{Kind::Reset, {}},
                                        {Kind::Script, outcome.out},
                                        {Kind::Rows, ask.names},
                                        {Kind::Rows, ask.texts}}})
                                 .front();
    if (!answer[1].error.empty()) return answer[1].error;
    const auto has = [](const StepResult& result, const std::string& line) {
      return std::ranges::binary_search(result.lines, line);
    };
    for (std::size_t i = 0; i < batch.names.size(); ++i) {
      if (!has(answer[2], hex(batch.names[i]))) lost += "name " + batch.names[i] + "\n";
      if (!has(answer[3], fmt::format("{} {}", i, hex(batch.texts[i])))) {
        lost += "text " + batch.texts[i] + "\n";
      }
    }
  }
  return lost;
}

}  // namespace migc::tests
