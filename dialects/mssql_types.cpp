// Types of SQL Server and their literals.
#include <algorithm>
#include <array>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "dialects/mssql.h"

namespace migc::dialects {
namespace {

constexpr auto plain_types = std::to_array<std::string_view>(
    {"BIT", "DATETIME", "DATE", "IMAGE", "MONEY", "ROWVERSION", "SMALLDATETIME", "SMALLMONEY",
     "TIMESTAMP", "TINYINT", "UNIQUEIDENTIFIER", "XML"});

std::string with_precision(std::string name, std::optional<int> precision, const ir::Type& type) {
  if (precision && type.dialect != "mysql") name += fmt::format("({})", *precision);
  return name;
}

void note_large(std::string_view old_type, const Rendering& in) {
  in.unlike_alembic(fmt::format(
      "large values have the types of SQL Server 2012 and later; Alembic writes {}", old_type));
}

void note_moment(std::string_view type, const Rendering& in) {
  in.unlike_alembic(
      fmt::format("{0} is {0}; Alembic writes DATETIME, as for a server older than 2008", type));
}

}  // namespace

// TEXT, NTEXT and IMAGE are of before 2012.
bool Mssql::modern_types(const Rendering& in) const {
  return in.target.deprecate_large_types.value_or(in.target.server() >= ServerVersion{11, 0, 0});
}

std::string Mssql::string_type(std::string_view name, const ir::String& text,
                               const Rendering&) const {
  std::string words(name);
  const bool varying = name == "VARCHAR" || name == "NVARCHAR";
  if (text.length.value_or(0) != 0) {
    words += fmt::format("({})", *text.length);
  } else if (varying || text.max) {
    words += "(max)";
  }
  if (!text.collation.empty()) words += " COLLATE " + text.collation;
  return words;
}

std::string Mssql::spell_type(const ir::Type& type, const Rendering& in,
                              const ir::Column* column) const {
  const std::string& exact = type.exact;
  const bool generic = exact.empty();

  if (const auto* text = std::get_if<ir::String>(&type.kind)) {
    if (exact == "NTEXT") return string_type(exact, *text, in);
    if (exact == "XML") return exact;
    if (generic) {
      const std::string_view national = text->unicode ? "N" : "";
      if (text->form == ir::String::Form::Text && !modern_types(in)) {
        return string_type(fmt::format("{}TEXT", national), *text, in);
      }
      if (text->form == ir::String::Form::Text && !in.target.deprecate_large_types) {
        note_large(text->unicode ? "NTEXT" : "TEXT", in);
      }
      return string_type(
          fmt::format("{}{}", national, text->form == ir::String::Form::Fixed ? "CHAR" : "VARCHAR"),
          *text, in);
    }
  }
  if (const auto* bytes = std::get_if<ir::Binary>(&type.kind)) {
    if (generic && !modern_types(in)) return "IMAGE";
    if (generic && !in.target.deprecate_large_types) note_large("IMAGE", in);
    if (generic || exact == "VARBINARY") {
      const std::string length =
          bytes->length.value_or(0) != 0 ? fmt::format("{}", *bytes->length) : "max";
      return fmt::format("VARBINARY({}){}", length, bytes->filestream ? " FILESTREAM" : "");
    }
  }
  if (std::holds_alternative<ir::Boolean>(type.kind) && generic) return "BIT";
  if (const auto* time = std::get_if<ir::Time>(&type.kind); time != nullptr) {
    const bool own = exact == "TIME" && type.dialect != "sqlite";
    if (!own && (generic || exact == "TIME")) note_moment("TIME", in);
    if (generic || exact == "TIME") return with_precision("TIME", time->precision, type);
  }
  if (std::holds_alternative<ir::Date>(type.kind) && (generic || type.dialect == "sqlite")) {
    note_moment("DATE", in);
  }
  if (const auto* stamp = std::get_if<ir::Timestamp>(&type.kind)) {
    if (generic) return stamp->timezone ? "DATETIMEOFFSET" : "DATETIME";
    if (exact == "DATETIMEOFFSET" || exact == "DATETIME2") {
      return with_precision(exact, stamp->precision, type);
    }
  }
  if (const auto* real = std::get_if<ir::Float>(&type.kind)) {
    if (generic && real->size == ir::Float::Size::Double) return "DOUBLE PRECISION";
    if (generic || exact == "FLOAT") {
      return real->precision ? fmt::format("FLOAT({})", *real->precision) : "FLOAT";
    }
  }
  if (std::holds_alternative<ir::Json>(type.kind)) {
    return generic || exact == "JSON" ? "NVARCHAR(max)" : no_such_type(type, in);
  }
  if (std::holds_alternative<ir::Uuid>(type.kind) && exact == "UUID") {
    in.unlike_alembic("a UUID is a UNIQUEIDENTIFIER; Alembic writes a type that is not there");
    return "UNIQUEIDENTIFIER";
  }
  if (const auto* uuid = std::get_if<ir::Uuid>(&type.kind); uuid != nullptr && generic) {
    return uuid->native ? "UNIQUEIDENTIFIER" : "CHAR(32)";
  }
  if (const auto* named = std::get_if<ir::Enum>(&type.kind);
      named != nullptr && named->dialect_native && type.dialect != "postgresql") {
    return no_such_type(type, in);
  }
  if (exact == "sql_variant" || exact == "SQL_VARIANT") return "SQL_VARIANT";
  if (std::ranges::find(plain_types, std::string_view(exact)) != plain_types.end()) return exact;
  return Dialect::spell_type(type, in, column);
}

// A text beyond ASCII loses its letters unless it says that it is Unicode.
std::string Mssql::string_literal(std::string_view text, const Rendering& in) const {
  const bool ascii =
      std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!ascii) {
    in.unlike_alembic("text beyond ASCII is written as N'…'; without the N letters are lost");
  }
  return (ascii ? "" : "N") + Dialect::string_literal(text, in);
}

std::string Mssql::spell_literal(const ir::Datum& value, const ir::Type& type,
                                 const Rendering& in) const {
  const auto* text = std::get_if<ir::String>(&type.kind);
  const bool unicode = text != nullptr && text->unicode;
  if (unicode && std::holds_alternative<std::string>(value.data)) {
    return "N" + Dialect::string_literal(std::get<std::string>(value.data), in);
  }
  const auto* uuid = std::get_if<ir::Uuid>(&type.kind);
  if (uuid != nullptr && uuid->native && std::holds_alternative<std::string>(value.data)) {
    return string_literal(std::get<std::string>(value.data), in);
  }
  return Dialect::spell_literal(value, type, in);
}

std::string Mssql::bytes_literal(std::string_view bytes, const Rendering& in) const {
  in.unlike_alembic("bytes are written in hexadecimal; Alembic writes them as text");
  std::string digits = "0x";
  for (const char c : bytes) digits += fmt::format("{:02X}", static_cast<unsigned char>(c));
  return digits;
}

}  // namespace migc::dialects
