#include <algorithm>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/python/builtins.h"
#include "compiler/python/machine.h"

namespace migc::python {
namespace {

std::string_view self_bytes(const Call& call) {
  const Bytes* bytes = call.self->as<Bytes>();
  return bytes ? bytes->view() : std::string_view{};
}

Value bytes_of(const Call& call, std::string bytes) {
  return call.evaluator.machine().make_bytes(call.span, std::move(bytes));
}

bool needs_bytes(const Call& call, const Value& value, std::string_view& out, Value& unknown) {
  if (value.is_unknown()) {
    unknown = value;
    return false;
  }
  const Bytes* bytes = value.as<Bytes>();
  if (!bytes) {
    call.raise("TypeError",
               fmt::format("a bytes-like object is required, not '{}'", type_name(value)));
    return false;
  }
  out = bytes->view();
  return true;
}

Value decode(const Call& call) {
  std::optional<std::string> encoding, errors;
  if (!call.bind({{"encoding", encoding}, {"errors", errors}})) return Value::none();
  std::string name = ascii_lower(encoding.value_or("utf-8"));
  std::replace(name.begin(), name.end(), '_', '-');
  const std::string_view bytes = self_bytes(call);
  if (name == "utf-8" || name == "utf8" || name == "ascii" || name == "us-ascii") {
    const bool ascii = name == "ascii" || name == "us-ascii";
    const bool good = ascii
                          ? std::all_of(bytes.begin(), bytes.end(),
                                        [](char c) { return static_cast<unsigned char>(c) < 0x80; })
                          : valid_utf8(bytes);
    if (good) return call.text(std::string(bytes));
    if (errors) return call.unknown("this treatment of errors");
    return call.raise("UnicodeDecodeError", fmt::format("'{}' codec can't decode byte", name));
  }
  if (name == "latin-1" || name == "latin1" || name == "iso-8859-1") {
    std::string text;
    for (const char c : bytes) append_utf8(text, static_cast<unsigned char>(c));
    return call.text(std::move(text));
  }
  return call.unknown(fmt::format("the encoding `{}`", name));
}

Value hex(const Call& call) {
  if (!call.positional.empty() || !call.keywords.empty())
    return call.unknown("`hex` with separators");
  std::string text;
  for (const char c : self_bytes(call))
    text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return call.text(std::move(text));
}

Value fromhex(const Call& call) {
  std::string text;
  if (!call.bind({{"string", text}, {"/"}})) return Value::none();
  std::string bytes;
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c = static_cast<char>(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == ' ' || (text[i] >= '\t' && text[i] <= '\r')) {
      ++i;
      continue;
    }
    const int high = digit(text[i]), low = i + 1 < text.size() ? digit(text[i + 1]) : -1;
    if (high < 0 || low < 0) {
      return call.raise("ValueError",
                        fmt::format("non-hexadecimal number found in fromhex() arg at position {}",
                                    high < 0 ? i : i + 1));
    }
    bytes += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return bytes_of(call, std::move(bytes));
}

Value join(const Call& call) {
  Value iterable, unknown;
  if (!call.bind({{"iterable", iterable}, {"/"}})) return Value::none();
  const std::optional<std::vector<Value>> items =
      call.evaluator.machine().items(iterable, call.span, &unknown);
  if (!items) return call.failed() ? Value::none() : unknown;
  std::string out;
  for (std::size_t i = 0; i < items->size(); ++i) {
    std::string_view part;
    if (!needs_bytes(call, (*items)[i], part, unknown)) return unknown;
    if (i > 0) out += self_bytes(call);
    out += part;
    if (out.size() > 64 * 1024 * 1024) break;
  }
  return bytes_of(call, std::move(out));
}

Value starts_or_ends(const Call& call, bool starts) {
  Value wanted, unknown;
  if (!call.bind({{"prefix", wanted}, {"/"}})) return Value::none();
  std::vector<Value> each{wanted};
  if (const Tuple* tuple = wanted.as<Tuple>()) each = tuple->items;
  for (const Value& value : each) {
    std::string_view part;
    if (!needs_bytes(call, value, part, unknown)) return unknown;
    const std::string_view bytes = self_bytes(call);
    if (starts ? bytes.starts_with(part) : bytes.ends_with(part)) {
      return Value::boolean(true, call.span);
    }
  }
  return Value::boolean(false, call.span);
}
Value startswith(const Call& call) { return starts_or_ends(call, true); }
Value endswith(const Call& call) { return starts_or_ends(call, false); }

Value strip_sides(const Call& call, bool left, bool right) {
  std::optional<Value> chars;
  if (!call.bind({{"bytes", chars}, {"/"}})) return Value::none();
  std::string_view unwanted = " \t\n\r\v\f";
  Value unknown;
  if (chars && !chars->is_none() && !needs_bytes(call, *chars, unwanted, unknown)) return unknown;
  std::string_view bytes = self_bytes(call);
  const auto is_unwanted = [&](char c) { return unwanted.find(c) != std::string_view::npos; };
  while (left && !bytes.empty() && is_unwanted(bytes.front())) bytes.remove_prefix(1);
  while (right && !bytes.empty() && is_unwanted(bytes.back())) bytes.remove_suffix(1);
  return bytes_of(call, std::string(bytes));
}
Value strip(const Call& call) { return strip_sides(call, true, true); }
Value lstrip(const Call& call) { return strip_sides(call, true, false); }
Value rstrip(const Call& call) { return strip_sides(call, false, true); }

Value replace(const Call& call) {
  Value old_value, new_value, unknown;
  if (!call.bind({{"old", old_value}, {"new", new_value}, {"/"}})) return Value::none();
  std::string_view from, to;
  if (!needs_bytes(call, old_value, from, unknown) || !needs_bytes(call, new_value, to, unknown)) {
    return unknown;
  }
  if (from.empty()) return call.unknown("replacing nothing");
  const std::uint64_t most = self_bytes(call).size() / from.size() * to.size();
  if (!call.evaluator.machine().room_for_text(call.span, most)) return Value::none();
  return bytes_of(call, replace_all(std::string(self_bytes(call)), from, to));
}

Value split(const Call& call) {
  Value separator, unknown;
  if (!call.bind({{"sep", separator}})) return Value::none();
  std::string_view by;
  if (!needs_bytes(call, separator, by, unknown)) return unknown;
  if (by.empty()) return call.raise("ValueError", "empty separator");
  std::vector<Value> parts;
  std::string_view rest = self_bytes(call);
  for (std::size_t at = rest.find(by); at != std::string_view::npos; at = rest.find(by)) {
    parts.push_back(Value::bytes(std::string(rest.substr(0, at)), call.span));
    rest.remove_prefix(at + by.size());
    if (!call.pay(1)) return Value::none();
  }
  parts.push_back(Value::bytes(std::string(rest), call.span));
  return call.evaluator.machine().list(call.span, std::move(parts));
}

Value upper(const Call& call) { return bytes_of(call, ascii_upper(self_bytes(call))); }
Value lower(const Call& call) { return bytes_of(call, ascii_lower(self_bytes(call))); }

Value find(const Call& call) {
  Value wanted, unknown;
  if (!call.bind({{"sub", wanted}, {"/"}})) return Value::none();
  std::string_view sub;
  if (!needs_bytes(call, wanted, sub, unknown)) return unknown;
  const std::size_t at = self_bytes(call).find(sub);
  return Value::integer(at == std::string_view::npos ? -1 : static_cast<std::int64_t>(at),
                        call.span);
}

constexpr Builtin table[] = {
    {"decode", decode, true}, {"endswith", endswith, true}, {"find", find, true},
    {"fromhex", fromhex},     {"hex", hex, true},           {"join", join, true},
    {"lower", lower, true},   {"lstrip", lstrip, true},     {"replace", replace, true},
    {"rstrip", rstrip, true}, {"split", split, true},       {"startswith", startswith, true},
    {"strip", strip, true},   {"upper", upper, true},
};

}  // namespace

std::span<const Builtin> bytes_methods() { return table; }

}  // namespace migc::python
