// Types of MySQL and MariaDB.
#include <algorithm>
#include <cmath>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "dialects/mysql.h"

namespace migc::dialects {

std::string Mysql::numeric_type(std::string text, bool is_unsigned, bool zerofill) const {
  if (is_unsigned) text += " UNSIGNED";
  if (zerofill) text += " ZEROFILL";
  return text;
}

std::string Mysql::extended(std::string text, const ir::String& type, bool national) const {
  std::string charset, collation;
  if (!type.charset.empty()) {
    charset = " CHARACTER SET " + type.charset;
  } else if (type.ascii) {
    charset = " ASCII";
  } else if (type.unicode_charset) {
    charset = " UNICODE";
  }
  if (!type.collation.empty()) {
    collation = " COLLATE " + type.collation;
  } else if (type.binary) {
    collation = " BINARY";
  }
  if (national) return fmt::format("NATIONAL {}{}", text, collation);
  return text + charset + collation;
}

std::string Mysql::string_type(std::string_view name, const ir::String& text,
                               const Rendering& in) const {
  if (name == "NCHAR" || name == "NVARCHAR") {
    ir::String national = text;
    national.national = true;
    return string_type(name.substr(1), national, in);
  }
  if (name == "VARCHAR" && !text.length) {
    in.refuse("unsupported-type", "{} needs a length for VARCHAR", facts().display)
        .help("say how long the text may be, or use Text");
    return {};
  }
  if (text.max) {
    in.refuse("unsupported-type", "{} has no VARCHAR(max)", facts().display);
    return {};
  }
  const bool sized = text.length && !name.starts_with("TINY") && !name.starts_with("MEDIUM") &&
                     !name.starts_with("LONG");
  return extended(sized ? fmt::format("{}({})", name, *text.length) : std::string(name), text,
                  text.national);
}

// What is text is written as such, anything else in hexadecimal.
std::string Mysql::bytes_literal(std::string_view bytes, const Rendering& in) const {
  const bool plain = std::ranges::all_of(bytes, [](char c) { return c >= 0x20 && c < 0x7f; });
  if (plain) return string_literal(bytes, in);
  in.unlike_alembic("bytes are written in hexadecimal; Alembic writes them as text");
  std::string digits;
  for (const char c : bytes) digits += fmt::format("{:02X}", static_cast<unsigned char>(c));
  return fmt::format("X'{}'", digits);
}

std::string Mysql::spell_type(const ir::Type& type, const Rendering& in,
                              const ir::Column* column) const {
  const std::string& exact = type.exact;
  const bool own = type.dialect == "mysql";
  const auto fractions = [&](std::string name, std::optional<int> precision) {
    if (own && precision.value_or(0) != 0) name += fmt::format("({})", *precision);
    return name;
  };

  if (const auto* integer = std::get_if<ir::Integer>(&type.kind)) {
    if (!exact.empty() && exact != "TINYINT" && exact != "MEDIUMINT" && exact != "INTEGER" &&
        exact != "BIGINT" && exact != "SMALLINT") {
      return Dialect::spell_type(type, in, column);
    }
    std::string name = exact.empty() ? Dialect::spell_type(type, in, column) : exact;
    if (integer->display_width) name += fmt::format("({})", *integer->display_width);
    return numeric_type(std::move(name), integer->is_unsigned, integer->zerofill);
  }
  if (const auto* number = std::get_if<ir::Numeric>(&type.kind)) {
    return numeric_type(Dialect::spell_type(type, in, column), number->is_unsigned,
                        number->zerofill);
  }
  if (const auto* real = std::get_if<ir::Float>(&type.kind)) {
    const std::string name =
        exact.empty() ? (real->size == ir::Float::Size::Double ? "DOUBLE" : "FLOAT") : exact;
    if (name != "FLOAT" && name != "DOUBLE" && name != "REAL") {
      return Dialect::spell_type(type, in, column);
    }
    std::string text = name;
    if (real->precision && real->scale) {
      text += fmt::format("({}, {})", *real->precision, *real->scale);
    } else if (real->precision && name == "FLOAT") {
      text += fmt::format("({})", *real->precision);
    }
    return numeric_type(std::move(text), real->is_unsigned, real->zerofill);
  }
  if (const auto* text = std::get_if<ir::String>(&type.kind)) {
    if (exact == "TINYTEXT" || exact == "MEDIUMTEXT" || exact == "LONGTEXT") {
      return string_type(exact, *text, in);
    }
  }
  if (const auto* bytes = std::get_if<ir::Binary>(&type.kind)) {
    if (exact == "TIMESTAMP") return exact;  // SQL Server's, by its name
    if (exact == "TINYBLOB" || exact == "MEDIUMBLOB" || exact == "LONGBLOB") return exact;
    if (exact.empty() || exact == "BLOB") {
      return bytes->length ? fmt::format("BLOB({})", *bytes->length) : "BLOB";
    }
    if (exact == "VARBINARY" && !bytes->length) return no_such_type(type, in);
  }
  if (std::holds_alternative<ir::Boolean>(type.kind) && (exact.empty() || exact == "BOOLEAN")) {
    return "BOOL";
  }
  if (const auto* time = std::get_if<ir::Time>(&type.kind)) {
    if (exact.empty() || exact == "TIME") return fractions("TIME", time->precision);
  }
  if (const auto* stamp = std::get_if<ir::Timestamp>(&type.kind)) {
    if (exact.empty() || exact == "DATETIME" || exact == "TIMESTAMP") {
      return fractions(exact.empty() ? "DATETIME" : exact, stamp->precision);
    }
  }
  if (std::holds_alternative<ir::Uuid>(type.kind) && exact == "UUID") {
    const std::optional<ServerVersion> since = uuid_since();
    if (!since || in.target.server() < *since) {
      in.warn("unsupported-type", "{} has no type UUID and rejects the statement", facts().display)
          .help("use `sa.Uuid`, which is a CHAR(32) there");
    }
  }
  if (std::holds_alternative<ir::Json>(type.kind)) {
    return exact.empty() || exact == "JSON" ? "JSON" : no_such_type(type, in);
  }
  if (const auto* named = std::get_if<ir::Enum>(&type.kind)) {
    if (!named->native && !named->dialect_native) return Dialect::spell_type(type, in, column);
    std::vector<std::string> values;
    for (const std::string& value : named->values) values.push_back(string_literal(value, in));
    const ir::String text{.collation = named->collation, .charset = named->charset};
    return extended(fmt::format("{}({})", named->set ? "SET" : "ENUM", join_text(values, ",")),
                    text, false);
  }
  if (const auto* named = std::get_if<ir::Named>(&type.kind);
      named != nullptr && (own || type.dialect == "postgresql") &&
      (exact == "BIT" || exact == "YEAR")) {
    return replace_all(named->sql, " VARYING", "");
  }
  return Dialect::spell_type(type, in, column);
}

// ---- literals

std::string Mysql::spell_literal(const ir::Datum& value, const ir::Type& type,
                                 const Rendering& in) const {
  const auto* number = std::get_if<double>(&value.data);
  const bool finite = number == nullptr || std::isfinite(*number);
  return finite ? Dialect::spell_literal(value, type, in) : no_such_literal(value, type, in);
}

}  // namespace migc::dialects
