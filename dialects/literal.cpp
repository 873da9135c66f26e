#include "dialects/literal.h"

#include <charconv>
#include <cmath>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "dialects/dialect.h"

namespace migc::dialects {

std::string float_text(double value) {
  std::string text = fmt::format("{}", value);
  if (text.find_first_of(".eni") == std::string::npos) text += ".0";
  return text;
}

std::string iso_date(const ir::DateValue& date) {
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

std::string iso_time(const ir::TimeValue& time, bool with_zone) {
  std::string text = fmt::format("{:02}:{:02}:{:02}", time.hour, time.minute, time.second);
  if (time.microsecond != 0) text += fmt::format(".{:06}", time.microsecond);
  if (with_zone && time.utc_offset_seconds) {
    const std::int64_t offset = *time.utc_offset_seconds;
    const std::int64_t size = offset < 0 ? -offset : offset;
    text += fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', size / 3600, size / 60 % 60);
    if (size % 60 != 0) text += fmt::format(":{:02}", size % 60);
  }
  return text;
}

std::string seconds_text(const ir::Duration& duration) {
  const double whole = static_cast<double>(duration.days * 86400 + duration.seconds);
  return float_text(whole + static_cast<double>(duration.microseconds) / 1e6);
}

std::string hyphenated(std::string_view hex) {
  if (hex.size() != 32) return std::string(hex);
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4),
                     hex.substr(16, 4), hex.substr(20));
}

namespace {

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = decode_utf8(text, at);
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      default:
        if (c >= 0x20 && c < 0x7f) {
          out += static_cast<char>(c);
        } else if (c < 0x10000) {
          out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
          const unsigned rest = static_cast<unsigned>(c) - 0x10000;
          out += fmt::format("\\u{:04x}\\u{:04x}", 0xd800 + (rest >> 10), 0xdc00 + (rest & 0x3ff));
        }
    }
  }
  out += '"';
}

bool append_json(std::string& out, const ir::Datum& value) {
  return migc::match(
      value.data,
      [&](const ir::Null&) {
        out += "null";
        return true;
      },
      [&](bool b) {
        out += b ? "true" : "false";
        return true;
      },
      [&](std::int64_t n) {
        out += fmt::format("{}", n);
        return true;
      },
      [&](double n) {
        out += float_text(n);
        return std::isfinite(n);
      },
      [&](const ir::Decimal& n) {
        out += n.text;
        return n.text.find_first_not_of("-0123456789") == std::string::npos;
      },
      [&](const std::string& s) {
        append_json_string(out, s);
        return true;
      },
      [](const ir::Bytes&) { return false; }, [](const ir::DateValue&) { return false; },
      [](const ir::TimeValue&) { return false; }, [](const ir::DateTimeValue&) { return false; },
      [](const ir::Duration&) { return false; }, [](const ir::UuidValue&) { return false; },
      [](const ir::EnumMember&) { return false; },
      [&](const ir::DatumList& list) {
        out += '[';
        bool first = true;
        for (const ir::Datum& item : list.items) {
          if (!first) out += ", ";
          first = false;
          if (!append_json(out, item)) return false;
        }
        out += ']';
        return true;
      },
      [&](const ir::DatumObject& object) {
        out += '{';
        bool first = true;
        for (const auto& [key, item] : object.items) {
          if (!first) out += ", ";
          first = false;
          append_json_string(out, key);
          out += ": ";
          if (!append_json(out, item)) return false;
        }
        out += '}';
        return true;
      });
}

/// What int() makes of a text: digits with a sign, blanks around, underscores between.
std::optional<std::string> integer_text(std::string_view text) {
  text = trim(text);
  std::string digits;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    if (text[0] == '-') digits += '-';
    text.remove_prefix(1);
  }
  if (text.empty()) return std::nullopt;
  for (const char c : text) {
    if (c == '_') continue;
    if (c < '0' || c > '9') return std::nullopt;
    digits += c;
  }
  return digits;
}

std::optional<std::string> integer_literal(const ir::Datum& value) {
  if (const auto* b = std::get_if<bool>(&value.data)) return *b ? "1" : "0";
  if (const auto* n = std::get_if<std::int64_t>(&value.data)) return fmt::format("{}", *n);
  if (const auto* n = std::get_if<double>(&value.data); n != nullptr && std::isfinite(*n)) {
    return fmt::format("{:.0f}", std::trunc(*n));
  }
  if (const auto* n = std::get_if<ir::Decimal>(&value.data)) {
    return integer_text(std::string_view(n->text).substr(0, n->text.find('.')));
  }
  if (const auto* s = std::get_if<std::string>(&value.data)) return integer_text(*s);
  return std::nullopt;
}

std::optional<std::string> number_literal(const ir::Datum& value) {
  if (const auto* n = std::get_if<double>(&value.data)) {
    if (!std::isfinite(*n)) return std::nullopt;
    return float_text(*n);
  }
  if (const auto* n = std::get_if<ir::Decimal>(&value.data)) return n->text;
  if (const auto* s = std::get_if<std::string>(&value.data)) {
    const std::string_view text = trim(*s);
    double parsed = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return std::string(text);
  }
  return integer_literal(value);
}

}  // namespace

std::optional<std::string> json_text(const ir::Datum& value) {
  std::string text;
  if (!append_json(text, value)) return std::nullopt;
  return text;
}

std::string Dialect::literal(const ir::Datum& value, const ir::Type& type,
                             const Rendering& in) const {
  if (std::holds_alternative<ir::Null>(value.data)) return "NULL";
  return spell_literal(value, own_type(type), in);
}

std::string Dialect::string_literal(std::string_view text, const Rendering& in) const {
  std::string escaped = replace_all(std::string(text), "'", "''");
  if (facts_.backslash_escapes) {
    escaped = replace_all(std::move(escaped), "\\", "\\\\");
    // Clients drop it at the end of a line.
    escaped = replace_all(std::move(escaped), "\r", "\\r");
  }
  return fmt::format("'{}'", percent_doubled(std::move(escaped), in));
}

std::string Dialect::boolean_literal(bool value) const {
  if (!facts_.native_boolean) return value ? "1" : "0";
  return value ? "true" : "false";
}

std::string Dialect::no_such_literal(const ir::Datum&, const ir::Type& type,
                                     const Rendering& in) const {
  in.refuse("unsupported-literal", "a value of this kind cannot be written as `{}`",
            ir::describe(type));
  return {};
}

std::string Dialect::spell_literal(const ir::Datum& value, const ir::Type& type,
                                   const Rendering& in) const {
  const auto none = [&] { return no_such_literal(value, type, in); };
  const auto* text = std::get_if<std::string>(&value.data);
  if (type.coerces_values) return none();

  const auto by_value = [&] {
    return migc::match(
        value.data, [](const ir::Null&) { return std::string("NULL"); },
        [&](bool b) { return boolean_literal(b); },
        [](std::int64_t n) { return fmt::format("{}", n); }, [](double n) { return float_text(n); },
        [](const ir::Decimal& n) { return n.text; },
        [&](const std::string& s) { return string_literal(s, in); },
        [&](const ir::Bytes&) { return spell_literal(value, {.kind = ir::Binary{}}, in); },
        [&](const ir::DateValue&) { return spell_literal(value, {.kind = ir::Date{}}, in); },
        [&](const ir::TimeValue&) { return spell_literal(value, {.kind = ir::Time{}}, in); },
        [&](const ir::DateTimeValue&) {
          return spell_literal(value, {.kind = ir::Timestamp{}}, in);
        },
        [&](const ir::Duration&) { return spell_literal(value, {.kind = ir::Interval{}}, in); },
        [&](const ir::UuidValue&) { return spell_literal(value, {.kind = ir::Uuid{}}, in); },
        [&](const ir::EnumMember&) { return none(); }, [&](const ir::DatumList&) { return none(); },
        [&](const ir::DatumObject&) { return none(); });
  };

  return migc::match(
      type.kind, [&](const ir::NullType&) { return by_value(); },
      [&](const ir::Boolean&) {
        if (const auto* b = std::get_if<bool>(&value.data)) return boolean_literal(*b);
        const auto* n = std::get_if<std::int64_t>(&value.data);
        if (n != nullptr && (*n == 0 || *n == 1)) return boolean_literal(*n == 1);
        return none();
      },
      [&](const ir::Integer&) {
        const auto digits = integer_literal(value);
        return digits ? *digits : none();
      },
      [&](const ir::Numeric&) {
        const auto digits = number_literal(value);
        return digits ? *digits : none();
      },
      [&](const ir::Float&) {
        const auto digits = number_literal(value);
        return digits ? *digits : none();
      },
      [&](const ir::String&) { return text != nullptr ? string_literal(*text, in) : none(); },
      [&](const ir::Binary&) {
        const auto* bytes = std::get_if<ir::Bytes>(&value.data);
        return bytes != nullptr ? bytes_literal(bytes->data, in) : none();
      },
      [&](const ir::Date&) {
        if (const auto* d = std::get_if<ir::DateValue>(&value.data)) {
          return date_literal(*d, in);
        }
        if (const auto* d = std::get_if<ir::DateTimeValue>(&value.data)) {
          return timestamp_literal(*d, in);
        }
        return none();
      },
      [&](const ir::Time&) {
        const auto* t = std::get_if<ir::TimeValue>(&value.data);
        return t != nullptr ? time_literal(*t, in) : none();
      },
      [&](const ir::Timestamp&) {
        if (const auto* d = std::get_if<ir::DateValue>(&value.data)) {
          return midnight_literal(*d, in);
        }
        if (const auto* d = std::get_if<ir::DateTimeValue>(&value.data)) {
          return timestamp_literal(*d, in);
        }
        return none();
      },
      [&](const ir::Interval&) {
        const auto* d = std::get_if<ir::Duration>(&value.data);
        return d != nullptr ? interval_literal(*d, type, in) : none();
      },
      [&](const ir::Json&) {
        const auto json = json_text(value);
        return json ? string_literal(*json, in) : none();
      },
      [&](const ir::Uuid& t) {
        const bool plain = !t.native || !facts_.native_uuid;
        if (const auto* uuid = std::get_if<ir::UuidValue>(&value.data)) {
          return fmt::format("'{}'", plain ? uuid->hex : hyphenated(uuid->hex));
        }
        if (text == nullptr) return none();
        if (!t.as_uuid) return string_literal(replace_all(*text, "-", ""), in);
        return plain ? none() : string_literal(*text, in);
      },
      [&](const ir::Enum& t) {
        if (const auto* member = std::get_if<ir::EnumMember>(&value.data)) {
          for (const auto& [name, stored] : t.members) {
            if (name == member->name) return string_literal(stored, in);
          }
          return string_literal(member->name, in);
        }
        return text != nullptr ? string_literal(*text, in) : none();
      },
      [&](const ir::Array&) { return none(); },
      [&](const ir::Domain& t) { return literal(value, *t.base, in); },
      [&](const ir::Named&) {
        // A type of another database has no values here.
        const bool own = type.dialect.empty() || type.dialect == facts_.name ||
                         (!facts_.family.empty() && type.dialect == facts_.family);
        return own ? by_value() : none();
      });
}

std::string Dialect::bytes_literal(std::string_view bytes, const Rendering& in) const {
  if (!valid_utf8(bytes)) {
    in.refuse("unsupported-literal", "these bytes are not text and {} has no literal for them here",
              facts_.display);
    return {};
  }
  return string_literal(bytes, in);
}
std::string Dialect::date_literal(const ir::DateValue& date, const Rendering&) const {
  return fmt::format("'{}'", iso_date(date));
}
std::string Dialect::midnight_literal(const ir::DateValue& date, const Rendering& in) const {
  return date_literal(date, in);
}
std::string Dialect::time_literal(const ir::TimeValue& time, const Rendering&) const {
  return fmt::format("'{}'", iso_time(time, true));
}
std::string Dialect::timestamp_literal(const ir::DateTimeValue& value, const Rendering&) const {
  return fmt::format("'{} {}'", iso_date(value.date), iso_time(value.time, true));
}
std::string Dialect::interval_literal(const ir::Duration& value, const ir::Type& type,
                                      const Rendering& in) const {
  return no_such_literal({value}, type, in);
}

}  // namespace migc::dialects
