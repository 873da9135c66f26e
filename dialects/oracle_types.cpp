// Types of Oracle Database and their literals.
#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "dialects/literal.h"
#include "dialects/oracle.h"

namespace migc::dialects {
namespace {

std::string numeric(std::string_view name, std::optional<int> precision, std::optional<int> scale) {
  if (!precision) return std::string(name);
  if (!scale) return fmt::format("{}({})", name, *precision);
  return fmt::format("{}({}, {})", name, *precision, *scale);
}

}  // namespace

std::string Oracle::varying(std::string_view name, const ir::String& text, bool characters,
                            const ir::Type& type, const Rendering& in) const {
  if (text.length.value_or(0) == 0) {
    in.refuse("unsupported-type", "{} needs a length for `{}`", facts().display, ir::describe(type))
        .help("say how long the text may be, or use Text");
    return {};
  }
  return fmt::format("{}({}{})", name, *text.length, characters ? " CHAR" : "");
}

std::string Oracle::spell_type(const ir::Type& type, const Rendering& in,
                               const ir::Column* column) const {
  const std::string& exact = type.exact;
  const bool generic = exact.empty();

  if (const auto* text = std::get_if<ir::String>(&type.kind)) {
    if (generic && text->form == ir::String::Form::Text) return "CLOB";
    if (generic || exact == "VARCHAR2") return varying("VARCHAR2", *text, true, type, in);
    if (exact == "VARCHAR") return varying("VARCHAR", *text, true, type, in);
    if (exact == "NVARCHAR" || exact == "NVARCHAR2") {
      return varying("NVARCHAR2", *text, false, type, in);
    }
    if (exact == "LONG") return exact;
  }
  if (const auto* integer = std::get_if<ir::Integer>(&type.kind)) {
    if (generic && integer->size == ir::Integer::Size::Big) return "NUMBER(19)";
  }
  if (const auto* number = std::get_if<ir::Numeric>(&type.kind)) {
    if (exact == "NUMBER") return numeric("NUMBER", number->precision, number->scale);
  }
  if (const auto* real = std::get_if<ir::Float>(&type.kind)) {
    if (exact == "REAL") return exact;
    const bool wide = real->size == ir::Float::Size::Double;
    if (exact == "BINARY_FLOAT" || exact == "BINARY_DOUBLE") {
      return numeric(exact, real->precision, std::nullopt);
    }
    if (wide && (generic || exact == "DOUBLE PRECISION" || exact == "DOUBLE_PRECISION")) {
      return numeric("DOUBLE PRECISION", real->precision, std::nullopt);
    }
    if (generic || exact == "FLOAT") {
      if (real->precision.value_or(0) != 0 && !real->binary_precision) {
        in.refuse("unsupported-type", "{} counts the precision of FLOAT in binary digits",
                  facts().display)
            .help("use `oracle.FLOAT(binary_precision=…)` as a variant");
        return {};
      }
      return numeric("FLOAT", real->binary_precision, std::nullopt);
    }
  }
  if (std::holds_alternative<ir::Boolean>(type.kind) && generic) return "SMALLINT";
  if (std::holds_alternative<ir::Time>(type.kind)) {
    in.refuse("unsupported-type", "{} has no type for a time of day", facts().display)
        .help("use DateTime or Interval");
    return {};
  }
  if (const auto* stamp = std::get_if<ir::Timestamp>(&type.kind)) {
    if (generic) return "DATE";
    if (exact == "TIMESTAMP") {
      return stamp->local_timezone ? "TIMESTAMP WITH LOCAL TIME ZONE"
             : stamp->timezone     ? "TIMESTAMP WITH TIME ZONE"
                                   : "TIMESTAMP";
    }
  }
  if (const auto* span = std::get_if<ir::Interval>(&type.kind)) {
    if (!span->native) return "DATE";
    if (!type.dialect.empty() && type.dialect != "oracle") return no_such_type(type, in);
    const auto digits = [](std::optional<int> count) {
      return count ? fmt::format("({})", *count) : std::string();
    };
    return fmt::format("INTERVAL DAY{} TO SECOND{}", digits(span->day_precision),
                       digits(span->second_precision));
  }
  if (const auto* bytes = std::get_if<ir::Binary>(&type.kind)) {
    if (exact == "RAW") {
      return bytes->length.value_or(0) != 0 ? fmt::format("RAW({})", *bytes->length) : "RAW";
    }
  }
  if (std::holds_alternative<ir::Json>(type.kind)) return no_such_type(type, in);
  if (std::holds_alternative<ir::Uuid>(type.kind) && !generic) return no_such_type(type, in);
  if (const auto* named = std::get_if<ir::Enum>(&type.kind);
      named != nullptr && named->dialect_native && type.dialect != "postgresql") {
    return no_such_type(type, in);
  }
  if (const auto* named = std::get_if<ir::Named>(&type.kind);
      named != nullptr && type.dialect == "oracle") {
    return named->sql;
  }
  return Dialect::spell_type(type, in, column);
}

std::string Oracle::bytes_literal(std::string_view bytes, const Rendering& in) const {
  in.unlike_alembic("bytes are written in hexadecimal; Alembic writes them as text");
  std::string digits;
  for (const char c : bytes) digits += fmt::format("{:02X}", static_cast<unsigned char>(c));
  return fmt::format("HEXTORAW('{}')", digits);
}

std::string Oracle::date_literal(const ir::DateValue& date, const Rendering&) const {
  return fmt::format("TO_DATE('{}', 'YYYY-MM-DD')", iso_date(date));
}

std::string Oracle::midnight_literal(const ir::DateValue& date, const Rendering&) const {
  return fmt::format("TO_DATE('{}', 'YYYY-MM-DD HH24:MI:SS')", iso_date(date));
}

std::string Oracle::timestamp_literal(const ir::DateTimeValue& value, const Rendering& in) const {
  const bool zone = value.time.utc_offset_seconds.has_value();
  const bool fraction = value.time.microsecond != 0;
  const std::string text = fmt::format("{} {}", iso_date(value.date), iso_time(value.time, zone));
  if (zone) {
    in.unlike_alembic(
        "a moment with an offset is a TO_TIMESTAMP_TZ(); TO_DATE() rejects the offset");
    return fmt::format("TO_TIMESTAMP_TZ('{}', 'YYYY-MM-DD HH24:MI:SS{}TZH:TZM')", text,
                       fraction ? ".FF" : "");
  }
  if (fraction) return fmt::format("TO_TIMESTAMP('{}', 'YYYY-MM-DD HH24:MI:SS.FF')", text);
  return fmt::format("TO_DATE('{}', 'YYYY-MM-DD HH24:MI:SS')", text);
}

std::string Oracle::interval_literal(const ir::Duration& value, const ir::Type&,
                                     const Rendering&) const {
  return fmt::format("NUMTODSINTERVAL({}, 'SECOND')", seconds_text(value));
}

}  // namespace migc::dialects
