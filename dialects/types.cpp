// Types as most databases spell them.
#include <array>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "dialects/dialect.h"

namespace migc::dialects {
namespace {

std::string with_precision(std::string_view name, const ir::Numeric& type) {
  if (!type.precision) return std::string(name);
  if (!type.scale) return fmt::format("{}({})", name, *type.precision);
  return fmt::format("{}({}, {})", name, *type.precision, *type.scale);
}

/// A type that raw SQL for this very server says, with what it says elsewhere of its letters.
std::string as_written(const ir::Type& type) {
  std::string charset, collation;
  if (const auto* text = std::get_if<ir::String>(&type.kind)) {
    charset = text->charset;
    collation = text->collation;
  } else if (const auto* values = std::get_if<ir::Enum>(&type.kind)) {
    charset = values->charset;
    collation = values->collation;
  }
  std::string words = type.exact;
  if (!charset.empty()) words += " CHARACTER SET " + charset;
  if (!collation.empty()) words += " COLLATE " + collation;
  return words;
}

}  // namespace

const ir::Type& Dialect::own_type(const ir::Type& type) const {
  const ir::Type& own = type.resolved(facts_.name);
  if (&own != &type || facts_.family.empty()) return own;
  return type.resolved(facts_.family);
}

std::string Dialect::type(const ir::Type& type, const Rendering& in,
                          const ir::Column* column) const {
  const ir::Type& own = own_type(type);
  return own.dialect == "sql" ? as_written(own) : spell_type(own, in, column);
}

std::string Dialect::no_such_type(const ir::Type& type, const Rendering& in) const {
  if (std::holds_alternative<ir::NullType>(type.kind)) {
    in.refuse("unsupported-type", "column without a type").help("say which type it has");
  } else {
    in.refuse("unsupported-type", "{} has no type `{}`", facts_.display, ir::describe(type));
  }
  return {};
}

std::string Dialect::string_type(std::string_view name, const ir::String& text,
                                 const Rendering&) const {
  std::string words(name);
  if (text.max) {
    words += "(max)";
  } else if (text.length.value_or(0) != 0) {
    words += fmt::format("({})", *text.length);
  }
  if (!text.collation.empty()) words += fmt::format(" COLLATE \"{}\"", text.collation);
  return words;
}

std::optional<std::string> Dialect::common_exact_type(const ir::Type& type,
                                                      const Rendering& in) const {
  const std::string& exact = type.exact;
  if (const auto* text = std::get_if<ir::String>(&type.kind)) {
    for (const std::string_view name : {"CHAR", "NCHAR", "VARCHAR", "NVARCHAR", "TEXT"}) {
      if (exact == name) return string_type(name, *text, in);
    }
    if (exact == "CLOB" || exact == "NCLOB") return exact;
    return std::nullopt;
  }
  if (const auto* number = std::get_if<ir::Numeric>(&type.kind)) {
    if (exact == "NUMERIC" || exact == "DECIMAL") return with_precision(exact, *number);
    return std::nullopt;
  }
  if (const auto* bytes = std::get_if<ir::Binary>(&type.kind)) {
    if (exact == "BLOB") return exact;
    if (exact != "BINARY" && exact != "VARBINARY") return std::nullopt;
    if (bytes->max) return std::nullopt;
    return bytes->length.value_or(0) != 0 ? fmt::format("{}({})", exact, *bytes->length) : exact;
  }
  if (exact == "DOUBLE_PRECISION" || exact == "DOUBLE PRECISION") return "DOUBLE PRECISION";
  if (exact == "INT") return "INTEGER";
  for (const std::string_view name : {"FLOAT", "DOUBLE", "REAL", "INTEGER", "SMALLINT", "BIGINT",
                                      "TIMESTAMP", "DATETIME", "DATE", "TIME", "UUID", "BOOLEAN"}) {
    if (exact == name) return exact;
  }
  return std::nullopt;
}

std::string Dialect::spell_type(const ir::Type& type, const Rendering& in,
                                const ir::Column* column) const {
  if (const auto* named = std::get_if<ir::Named>(&type.kind);
      named != nullptr && type.exact.empty()) {
    return named->sql;
  }
  if (!type.exact.empty()) {
    const std::optional<std::string> words = common_exact_type(type, in);
    return words ? *words : no_such_type(type, in);
  }
  return migc::match(
      type.kind, [&](const ir::NullType&) { return no_such_type(type, in); },
      [](const ir::Boolean&) { return std::string("BOOLEAN"); },
      [](const ir::Integer& t) {
        using enum ir::Integer::Size;
        switch (t.size) {
          case Tiny:
          case Small:
            return std::string("SMALLINT");
          case Medium:
          case Normal:
            return std::string("INTEGER");
          case Big:
            return std::string("BIGINT");
        }
        return std::string();
      },
      [](const ir::Numeric& t) { return with_precision("NUMERIC", t); },
      [](const ir::Float& t) {
        return std::string(t.size == ir::Float::Size::Double ? "DOUBLE" : "FLOAT");
      },
      [&](const ir::String& t) {
        return string_type(t.form == ir::String::Form::Text    ? "TEXT"
                           : t.form == ir::String::Form::Fixed ? "CHAR"
                                                               : "VARCHAR",
                           t, in);
      },
      [](const ir::Binary&) { return std::string("BLOB"); },
      [](const ir::Date&) { return std::string("DATE"); },
      [](const ir::Time&) { return std::string("TIME"); },
      [](const ir::Timestamp&) { return std::string("DATETIME"); },
      [&](const ir::Interval&) {
        return spell_type({.kind = ir::Timestamp{}}, in,
                          column);  // An epoch offset, as SQLAlchemy.
      },
      [](const ir::Json&) { return std::string("JSON"); },
      [](const ir::Uuid&) { return std::string("CHAR(32)"); },
      [&](const ir::Enum& t) {
        ir::String text{.length = t.length};
        if (!t.length) {
          std::int64_t longest = 0;
          for (const std::string& value : t.values) {
            longest = std::max(longest, static_cast<std::int64_t>(count_code_points(value)));
          }
          text.length = longest;
        }
        return spell_type({.kind = std::move(text), .exact = "VARCHAR"}, in, column);
      },
      [&](const ir::Array&) { return no_such_type(type, in); },
      [&](const ir::Domain&) { return no_such_type(type, in); },
      [](const ir::Named& t) { return t.sql; });
}

}  // namespace migc::dialects
