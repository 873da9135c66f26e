#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/python/builtins.h"
#include "compiler/python/code_points.h"
#include "compiler/python/format.h"
#include "compiler/python/machine.h"
#include "compiler/python/unicode.h"

namespace migc::python {
namespace {

std::string_view self_text(const Call& call) { return call.self->text().value_or(""); }

bool has_self(const Call& call) {
  if (call.self->text()) return true;
  call.raise("TypeError",
             fmt::format("descriptor '{}' for 'str' objects doesn't apply to a '{}' object",
                         call.callee, type_name(*call.self)));
  return false;
}

/// Part `[start:end]` of the text by code points, and where it begins (in code points and bytes).
struct Part {
  std::string_view text;
  std::size_t first = 0, byte = 0;
  bool within = true;  ///< The start does not lie beyond the end of the text.
};

bool bound(const Call& call, const std::optional<Value>& value, std::int64_t length,
           std::int64_t absent, std::int64_t& out) {
  out = absent;
  if (!value || value->is_none()) return true;
  const std::optional<std::int64_t> integer = value->integer();
  if (!integer) {
    if (!value->is_unknown()) {
      call.raise("TypeError", "slice indices must be integers or None or have an __index__ method");
    }
    return false;
  }
  out = *integer < 0 ? std::max<std::int64_t>(*integer + length, 0) : *integer;
  return true;
}

std::optional<Part> part_of(const Call& call, std::string_view text,
                            const std::optional<Value>& start, const std::optional<Value>& end) {
  if (!start && !end) return Part{text};
  const bool ascii = is_ascii(text);
  const auto length = static_cast<std::int64_t>(ascii ? text.size() : code_points(text));
  std::int64_t first = 0, last = 0;
  if (!bound(call, start, length, 0, first) || !bound(call, end, length, length, last)) {
    return std::nullopt;
  }
  Part part;
  part.within = first <= length;
  last = std::min(last, length);
  part.first = static_cast<std::size_t>(std::min(first, length));
  part.byte = byte_of(text, part.first);
  if (last < first) {
    part.text = text.substr(part.byte, 0);
    part.within = false;
    return part;
  }
  part.text = text.substr(part.byte, byte_of(text, static_cast<std::size_t>(last)) - part.byte);
  return part;
}

Value unknown_part(const Call& call) {
  return call.failed() ? Value::none() : call.unknown("where the search starts");
}

Value text_of(const Call& call, std::string text) { return call.text(std::move(text)); }
Value truth_of(const Call& call, bool truth) { return Value::boolean(truth, call.span); }

/// A required `str` argument of the search methods.
bool needs_text(const Call& call, const Value& value, std::string_view& out, Value& unknown,
                std::string_view message = "must be str, not {}") {
  if (value.is_unknown()) {
    unknown = value;
    return false;
  }
  const std::optional<std::string_view> text = value.text();
  if (!text) {
    call.raise("TypeError", fmt::format(fmt::runtime(message), type_name(value)));
    return false;
  }
  out = *text;
  return true;
}

// ---- case

using Change = char32_t (*)(char32_t);

/// Character by character; nothing when a case is more than one character.
template <class F>
std::optional<std::string> changed(std::string_view text, F&& change) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const char32_t point = decode_utf8(text, i);
    if (!has_simple_case(point)) return std::nullopt;
    append_utf8(out, change(point));
  }
  return out;
}

Value cased(const Call& call, std::optional<std::string> text) {
  if (!text) return call.unknown("a character whose cases are several characters");
  return text_of(call, std::move(*text));
}

bool no_arguments(const Call& call) { return call.bind({}) && has_self(call); }

/// Greek sigma looks at its neighbours.
bool has_sigma(std::string_view text) { return text.find("\xce\xa3") != std::string_view::npos; }

Value upper(const Call& call) {
  if (!no_arguments(call)) return Value::none();
  return cased(call, changed(self_text(call), to_upper_case));
}
Value lower(const Call& call) {
  if (!no_arguments(call)) return Value::none();
  if (has_sigma(self_text(call))) return call.unknown("the case of a sigma");
  return cased(call, changed(self_text(call), to_lower_case));
}
Value casefold(const Call& call) {
  if (!no_arguments(call)) return Value::none();
  if (!is_ascii(self_text(call))) return call.unknown("`casefold` beyond ASCII");
  return cased(call, changed(self_text(call), to_lower_case));
}
Value swapcase(const Call& call) {
  if (!no_arguments(call)) return Value::none();
  if (has_sigma(self_text(call))) return call.unknown("the case of a sigma");
  return cased(call, changed(self_text(call), [](char32_t c) {
                 return is_upper(c) ? to_lower_case(c) : is_lower(c) ? to_upper_case(c) : c;
               }));
}
Value capitalize(const Call& call) {
  if (!no_arguments(call)) return Value::none();
  if (has_sigma(self_text(call))) return call.unknown("the case of a sigma");
  bool first = true;
  return cased(call, changed(self_text(call), [&](char32_t c) {
                 return std::exchange(first, false) ? to_title_case(c) : to_lower_case(c);
               }));
}
bool is_cased(char32_t c) { return is_upper(c) || is_lower(c) || is_title(c); }
Value title(const Call& call) {
  if (!no_arguments(call)) return Value::none();
  if (has_sigma(self_text(call))) return call.unknown("the case of a sigma");
  bool after_cased = false;
  return cased(call, changed(self_text(call), [&](char32_t c) {
                 const char32_t result = after_cased ? to_lower_case(c) : to_title_case(c);
                 after_cased = is_cased(c);
                 return result;
               }));
}

// ---- questions

template <class F>
Value all_of(const Call& call, F&& holds) {
  if (!no_arguments(call)) return Value::none();
  const std::string_view text = self_text(call);
  if (text.empty()) return truth_of(call, false);
  for (std::size_t i = 0; i < text.size();) {
    if (!holds(decode_utf8(text, i))) return truth_of(call, false);
  }
  return truth_of(call, true);
}
Value isalpha(const Call& call) { return all_of(call, is_alphabetic); }
Value isdecimal(const Call& call) { return all_of(call, is_decimal); }
Value isspace(const Call& call) { return all_of(call, is_space); }

/// Questions whose tables for characters beyond ASCII are not here.
template <class F>
Value ascii_question(const Call& call, F&& holds) {
  if (!no_arguments(call)) return Value::none();
  const std::string_view text = self_text(call);
  bool all = !text.empty(), sure = true;
  for (std::size_t i = 0; i < text.size();) {
    const char32_t point = decode_utf8(text, i);
    if (holds(point)) continue;
    if (point < 0x80)
      all = false;
    else
      sure = false;
  }
  if (!all) return truth_of(call, false);
  return sure ? truth_of(call, true) : call.unknown("whether such characters are digits");
}
Value isdigit(const Call& call) { return ascii_question(call, is_decimal); }
Value isnumeric(const Call& call) { return ascii_question(call, is_decimal); }
Value isalnum(const Call& call) {
  return ascii_question(call, [](char32_t c) { return is_alphabetic(c) || is_decimal(c); });
}
Value isidentifier(const Call& call) {
  if (!no_arguments(call)) return Value::none();
  const std::string_view text = self_text(call);
  if (!is_ascii(text)) return call.unknown("identifiers beyond ASCII");
  const auto letter = [](char c) { return c == '_' || is_alphabetic(static_cast<char32_t>(c)); };
  if (text.empty() || !letter(text[0])) return truth_of(call, false);
  return truth_of(call, std::all_of(text.begin(), text.end(),
                                    [&](char c) { return letter(c) || (c >= '0' && c <= '9'); }));
}
Value isascii(const Call& call) {
  if (!no_arguments(call)) return Value::none();
  return truth_of(call, is_ascii(self_text(call)));
}
Value isprintable(const Call& call) {
  if (!no_arguments(call)) return Value::none();
  const std::string_view text = self_text(call);
  for (std::size_t i = 0; i < text.size();) {
    if (!is_printable(decode_utf8(text, i))) return truth_of(call, false);
  }
  return truth_of(call, true);
}
Value cased_question(const Call& call, bool (*wanted)(char32_t), bool (*other)(char32_t)) {
  if (!no_arguments(call)) return Value::none();
  const std::string_view text = self_text(call);
  bool any = false;
  for (std::size_t i = 0; i < text.size();) {
    const char32_t point = decode_utf8(text, i);
    if (other(point) || is_title(point)) return truth_of(call, false);
    any |= wanted(point);
  }
  return truth_of(call, any);
}
Value isupper(const Call& call) { return cased_question(call, is_upper, is_lower); }
Value islower(const Call& call) { return cased_question(call, is_lower, is_upper); }
Value istitle(const Call& call) {
  if (!no_arguments(call)) return Value::none();
  const std::string_view text = self_text(call);
  bool any = false, after_cased = false;
  for (std::size_t i = 0; i < text.size();) {
    const char32_t point = decode_utf8(text, i);
    if (is_upper(point) || is_title(point)) {
      if (after_cased) return truth_of(call, false);
      any = after_cased = true;
    } else if (is_lower(point)) {
      if (!after_cased) return truth_of(call, false);
    } else {
      after_cased = false;
    }
  }
  return truth_of(call, any);
}

// ---- searching

enum class Search { Find, Index, ReverseFind, ReverseIndex };

Value search(const Call& call, Search how) {
  Value wanted;
  std::optional<Value> start, end;
  if (!has_self(call) || !call.bind({{"sub", wanted}, {"start", start}, {"end", end}, {"/"}})) {
    return Value::none();
  }
  std::string_view sub;
  Value unknown;
  if (!needs_text(call, wanted, sub, unknown)) return unknown;
  const std::optional<Part> part = part_of(call, self_text(call), start, end);
  if (!part) return unknown_part(call);
  const bool reverse = how == Search::ReverseFind || how == Search::ReverseIndex;
  std::size_t at = reverse ? part->text.rfind(sub) : part->text.find(sub);
  if (!part->within) at = std::string_view::npos;
  if (!call.pay(part->text.size() / 256)) return Value::none();
  if (at == std::string_view::npos) {
    if (how == Search::Index || how == Search::ReverseIndex) {
      return call.raise("ValueError", "substring not found");
    }
    return Value::integer(-1, call.span);
  }
  return Value::integer(
      static_cast<std::int64_t>(part->first + code_points(part->text.substr(0, at))), call.span);
}
Value find(const Call& call) { return search(call, Search::Find); }
Value index(const Call& call) { return search(call, Search::Index); }
Value rfind(const Call& call) { return search(call, Search::ReverseFind); }
Value rindex(const Call& call) { return search(call, Search::ReverseIndex); }

Value count(const Call& call) {
  Value wanted;
  std::optional<Value> start, end;
  if (!has_self(call) || !call.bind({{"sub", wanted}, {"start", start}, {"end", end}, {"/"}})) {
    return Value::none();
  }
  std::string_view sub;
  Value unknown;
  if (!needs_text(call, wanted, sub, unknown)) return unknown;
  const std::optional<Part> part = part_of(call, self_text(call), start, end);
  if (!part) return unknown_part(call);
  if (!call.pay(part->text.size() / 256)) return Value::none();
  std::int64_t found = 0;
  if (sub.empty()) {
    found = part->within ? static_cast<std::int64_t>(code_points(part->text)) + 1 : 0;
  } else {
    for (std::size_t at = part->text.find(sub); at != std::string_view::npos;
         at = part->text.find(sub, at + sub.size())) {
      ++found;
    }
  }
  return Value::integer(found, call.span);
}

Value starts_or_ends(const Call& call, bool starts) {
  Value wanted;
  std::optional<Value> start, end;
  if (!has_self(call) || !call.bind({{"prefix", wanted}, {"start", start}, {"end", end}, {"/"}})) {
    return Value::none();
  }
  if (wanted.is_unknown()) return wanted;
  const std::optional<Part> part = part_of(call, self_text(call), start, end);
  if (!part) return unknown_part(call);
  std::vector<Value> each{wanted};
  if (const Tuple* tuple = wanted.as<Tuple>()) each = tuple->items;
  const std::string_view name = starts ? "startswith" : "endswith";
  for (const Value& value : each) {
    if (value.is_unknown()) return value;
    const std::optional<std::string_view> text = value.text();
    if (!text) {
      if (wanted.as<Tuple>()) {
        return call.raise("TypeError", fmt::format("tuple for {} must only contain str, not {}",
                                                   name, type_name(value)));
      }
      return call.raise("TypeError",
                        fmt::format("{} first arg must be str or a tuple of str, not {}", name,
                                    type_name(value)));
    }
    if (!part->within) continue;
    if (starts ? part->text.starts_with(*text) : part->text.ends_with(*text)) {
      return truth_of(call, true);
    }
  }
  return truth_of(call, false);
}
Value startswith(const Call& call) { return starts_or_ends(call, true); }
Value endswith(const Call& call) { return starts_or_ends(call, false); }

// ---- stripping

Value strip_sides(const Call& call, bool left, bool right) {
  std::optional<Value> chars;
  if (!has_self(call) || !call.bind({{"chars", chars}, {"/"}})) return Value::none();
  std::string_view text = self_text(call);
  std::function<bool(char32_t)> unwanted = is_space;
  std::u32string set;
  if (chars && !chars->is_none()) {
    if (chars->is_unknown()) return *chars;
    const std::optional<std::string_view> wanted = chars->text();
    if (!wanted) {
      return call.raise("TypeError", fmt::format("{} arg must be None or str", call.callee));
    }
    for (std::size_t i = 0; i < wanted->size();) set += decode_utf8(*wanted, i);
    unwanted = [&](char32_t c) { return set.find(c) != std::u32string::npos; };
  }
  while (left && !text.empty()) {
    std::size_t at = 0;
    if (!unwanted(decode_utf8(text, at))) break;
    text.remove_prefix(at);
  }
  while (right && !text.empty()) {
    std::size_t begin = text.size() - 1;
    while (begin > 0 && !starts_code_point(text[begin])) --begin;
    std::size_t at = begin;
    if (!unwanted(decode_utf8(text, at))) break;
    text.remove_suffix(text.size() - begin);
  }
  return text_of(call, std::string(text));
}
Value strip(const Call& call) { return strip_sides(call, true, true); }
Value lstrip(const Call& call) { return strip_sides(call, true, false); }
Value rstrip(const Call& call) { return strip_sides(call, false, true); }

Value remove_end(const Call& call, bool prefix) {
  Value wanted;
  if (!has_self(call) || !call.bind({{"prefix", wanted}, {"/"}})) return Value::none();
  std::string_view end;
  Value unknown;
  if (!needs_text(call, wanted, end, unknown,
                  prefix ? "removeprefix() argument must be str, not {}"
                         : "removesuffix() argument must be str, not {}")) {
    return unknown;
  }
  std::string_view text = self_text(call);
  if (prefix && text.starts_with(end)) text.remove_prefix(end.size());
  if (!prefix && text.ends_with(end)) text.remove_suffix(end.size());
  return text_of(call, std::string(text));
}
Value removeprefix(const Call& call) { return remove_end(call, true); }
Value removesuffix(const Call& call) { return remove_end(call, false); }

// ---- padding

Value justify(const Call& call, char side) {
  Value width_value;
  std::optional<Value> fill_value;
  if (!has_self(call) || !call.bind({{"width", width_value}, {"fillchar", fill_value}, {"/"}})) {
    return Value::none();
  }
  if (width_value.is_unknown()) return width_value;
  const std::optional<std::int64_t> width = width_value.integer();
  if (!width) {
    return call.raise("TypeError", fmt::format("'{}' object cannot be interpreted as an integer",
                                               type_name(width_value)));
  }
  std::string_view fill = " ";
  if (fill_value) {
    if (fill_value->is_unknown()) return *fill_value;
    const std::optional<std::string_view> given = fill_value->text();
    if (!given) {
      return call.raise("TypeError",
                        fmt::format("The fill character must be a unicode character, not {}",
                                    type_name(*fill_value)));
    }
    if (code_points(*given) != 1) {
      return call.raise("TypeError", "The fill character must be exactly one character long");
    }
    fill = *given;
  }
  const std::string_view text = self_text(call);
  const auto length = static_cast<std::int64_t>(code_points(text));
  if (*width <= length) return text_of(call, std::string(text));
  Evaluator::Machine& machine = call.evaluator.machine();
  const std::int64_t room = *width - length;
  if (room > (std::int64_t{1} << 40) ||
      !machine.room_for_text(call.span, static_cast<std::uint64_t>(room) * fill.size())) {
    machine.exceed(call.span, "a text becomes too long");
    return Value::none();
  }
  std::int64_t left = 0;
  if (side == '>') left = room;
  if (side == '^') left = room / 2 + (room & *width & 1);
  std::string out;
  for (std::int64_t i = 0; i < left; ++i) out += fill;
  out += text;
  for (std::int64_t i = left; i < room; ++i) out += fill;
  return text_of(call, std::move(out));
}
Value ljust(const Call& call) { return justify(call, '<'); }
Value rjust(const Call& call) { return justify(call, '>'); }
Value center(const Call& call) { return justify(call, '^'); }

Value zfill(const Call& call) {
  std::int64_t width = 0;
  if (!has_self(call) || !call.bind({{"width", width}, {"/"}})) return Value::none();
  std::string_view text = self_text(call);
  const auto length = static_cast<std::int64_t>(code_points(text));
  if (width <= length) return text_of(call, std::string(text));
  Evaluator::Machine& machine = call.evaluator.machine();
  if (width > (std::int64_t{1} << 40) ||
      !machine.room_for_text(call.span, static_cast<std::uint64_t>(width))) {
    machine.exceed(call.span, "a text becomes too long");
    return Value::none();
  }
  std::string out;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    out += text[0];
    text.remove_prefix(1);
  }
  out.append(static_cast<std::size_t>(width - length), '0');
  out += text;
  return text_of(call, std::move(out));
}

Value expandtabs(const Call& call) {
  std::optional<std::int64_t> tab_size;
  if (!has_self(call) || !call.bind({{"tabsize", tab_size}})) return Value::none();
  const std::int64_t size = tab_size.value_or(8);
  if (size > 10'000) return call.unknown("so wide tabs");
  std::string out;
  std::int64_t column = 0;
  for (const char c : self_text(call)) {
    if (c == '\t') {
      if (size > 0) {
        const std::int64_t spaces = size - column % size;
        out.append(static_cast<std::size_t>(spaces), ' ');
        column += spaces;
      }
    } else {
      out += c;
      if (c == '\n' || c == '\r')
        column = 0;
      else if (starts_code_point(c))
        ++column;
    }
    if (out.size() > 64 * 1024 * 1024) break;
  }
  return text_of(call, std::move(out));
}

// ---- taking apart

Value pieces(const Call& call, const std::vector<std::string_view>& parts) {
  if (!call.pay(parts.size())) return Value::none();
  std::vector<Value> items;
  items.reserve(parts.size());
  for (const std::string_view part : parts)
    items.push_back(Value::text(std::string(part), call.span));
  return call.evaluator.machine().list(call.span, std::move(items));
}

Value split_text(const Call& call, bool from_right) {
  std::optional<Value> separator, limit_value;
  if (!has_self(call) || !call.bind({{"sep", separator}, {"maxsplit", limit_value}})) {
    return Value::none();
  }
  std::int64_t limit = -1;
  if (limit_value) {
    if (limit_value->is_unknown()) return *limit_value;
    const std::optional<std::int64_t> given = limit_value->integer();
    if (!given) {
      return call.raise("TypeError", fmt::format("'{}' object cannot be interpreted as an integer",
                                                 type_name(*limit_value)));
    }
    limit = *given;
  }
  std::string_view text = self_text(call);
  std::vector<std::string_view> parts;
  const auto may_split = [&] {
    return limit < 0 || static_cast<std::int64_t>(parts.size()) < limit;
  };
  if (separator && !separator->is_none()) {
    std::string_view by;
    Value unknown;
    if (!needs_text(call, *separator, by, unknown, "must be str or None, not {}")) return unknown;
    if (by.empty()) return call.raise("ValueError", "empty separator");
    while (may_split()) {
      const std::size_t at = from_right ? text.rfind(by) : text.find(by);
      if (at == std::string_view::npos) break;
      parts.push_back(from_right ? text.substr(at + by.size()) : text.substr(0, at));
      text = from_right ? text.substr(0, at) : text.substr(at + by.size());
    }
    parts.push_back(text);
  } else {
    // Runs of white space; those at both ends give nothing.
    struct Word {
      std::size_t begin, end;
    };
    std::vector<Word> words;
    for (std::size_t i = 0; i < text.size();) {
      const std::size_t begin = i;
      const bool space = is_space(decode_utf8(text, i));
      if (space) continue;
      if (!words.empty() && words.back().end == begin)
        words.back().end = i;
      else
        words.push_back({begin, i});
    }
    if (!from_right) {
      for (std::size_t w = 0; w < words.size(); ++w) {
        if (may_split()) {
          parts.push_back(text.substr(words[w].begin, words[w].end - words[w].begin));
          continue;
        }
        // The rest goes unsplit, and keeps the white space at its end.
        parts.push_back(text.substr(words[w].begin));
        break;
      }
    } else {
      for (std::size_t w = words.size(); w-- > 0;) {
        if (may_split()) {
          parts.push_back(text.substr(words[w].begin, words[w].end - words[w].begin));
          continue;
        }
        parts.push_back(text.substr(0, words[w].end));
        break;
      }
    }
  }
  if (from_right) std::reverse(parts.begin(), parts.end());
  return pieces(call, parts);
}
Value split(const Call& call) { return split_text(call, false); }
Value rsplit(const Call& call) { return split_text(call, true); }

Value splitlines(const Call& call) {
  std::optional<bool> keep;
  if (!has_self(call) || !call.bind({{"keepends", keep}})) return Value::none();
  const std::string_view text = self_text(call);
  std::vector<std::string_view> lines;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t at = i;
    const char32_t c = decode_utf8(text, i);
    const bool breaks = (c >= 0x0a && c <= 0x0d) || (c >= 0x1c && c <= 0x1e) || c == 0x85 ||
                        c == 0x2028 || c == 0x2029;
    if (!breaks) continue;
    if (c == '\r' && i < text.size() && text[i] == '\n') ++i;
    lines.push_back(text.substr(begin, (keep.value_or(false) ? i : at) - begin));
    begin = i;
  }
  if (begin < text.size()) lines.push_back(text.substr(begin));
  return pieces(call, lines);
}

Value partition_text(const Call& call, bool from_right) {
  Value wanted;
  if (!has_self(call) || !call.bind({{"sep", wanted}, {"/"}})) return Value::none();
  std::string_view by;
  Value unknown;
  if (!needs_text(call, wanted, by, unknown)) return unknown;
  if (by.empty()) return call.raise("ValueError", "empty separator");
  const std::string_view text = self_text(call);
  const std::size_t at = from_right ? text.rfind(by) : text.find(by);
  std::string_view head = text, middle, tail;
  if (at != std::string_view::npos) {
    head = text.substr(0, at);
    middle = by;
    tail = text.substr(at + by.size());
  } else if (from_right) {
    std::swap(head, tail);
  }
  std::vector<Value> parts;
  for (const std::string_view part : {head, middle, tail}) {
    parts.push_back(Value::text(std::string(part), call.span));
  }
  return call.evaluator.machine().tuple(call.span, std::move(parts));
}
Value partition(const Call& call) { return partition_text(call, false); }
Value rpartition(const Call& call) { return partition_text(call, true); }

// ---- putting together

Value join(const Call& call) {
  Value iterable;
  if (!has_self(call) || !call.bind({{"iterable", iterable}, {"/"}})) return Value::none();
  if (iterable.is_unknown()) return iterable;
  Value unknown;
  bool hash_ordered = false;
  const std::optional<std::vector<Value>> items =
      call.evaluator.machine().items(iterable, call.span, &unknown, &hash_ordered);
  if (!items) return call.failed() ? Value::none() : unknown;
  if (hash_ordered && items->size() > 1) call.host().hash_order(call);
  const std::string_view separator = self_text(call);
  std::string out;
  for (std::size_t i = 0; i < items->size(); ++i) {
    const Value& item = (*items)[i];
    if (item.is_unknown()) {
      unknown = item;
      continue;
    }
    const std::optional<std::string_view> text = item.text();
    if (!text) {
      return call.raise(
          "TypeError",
          fmt::format("sequence item {}: expected str instance, {} found", i, type_name(item)));
    }
    if (i > 0) out += separator;
    out += *text;
    if (out.size() > 64 * 1024 * 1024) return text_of(call, std::move(out));
  }
  if (unknown.is_unknown()) return unknown;
  return text_of(call, std::move(out));
}

Value replace(const Call& call) {
  Value old_value, new_value;
  std::optional<Value> limit_value;
  if (!has_self(call) ||
      !call.bind({{"old", old_value}, {"new", new_value}, {"count", limit_value}, {"/"}})) {
    return Value::none();
  }
  std::string_view from, to;
  Value unknown;
  if (!needs_text(call, old_value, from, unknown, "replace() argument 1 must be str, not {}") ||
      !needs_text(call, new_value, to, unknown, "replace() argument 2 must be str, not {}")) {
    return unknown;
  }
  std::int64_t limit = -1;
  if (limit_value) {
    if (limit_value->is_unknown()) return *limit_value;
    if (!limit_value->integer()) return call.unknown("how often this is replaced");
    limit = *limit_value->integer();
  }
  const std::string_view text = self_text(call);
  std::string out;
  std::int64_t done = 0;
  const auto may_go_on = [&] { return limit < 0 || done < limit; };
  constexpr std::size_t longest = 64 * 1024 * 1024;
  if (from.empty()) {
    for (std::size_t i = 0; i <= text.size() && out.size() <= longest; ++i) {
      if ((i == text.size() || starts_code_point(text[i])) && may_go_on()) {
        out += to;
        ++done;
      }
      if (i < text.size()) out += text[i];
    }
  } else {
    std::size_t at = 0;
    while (may_go_on() && out.size() <= longest) {
      const std::size_t next = text.find(from, at);
      if (next == std::string_view::npos) break;
      out += text.substr(at, next - at);
      out += to;
      at = next + from.size();
      ++done;
    }
    out += text.substr(at);
  }
  return text_of(call, std::move(out));
}

Value format(const Call& call) {
  if (!has_self(call)) return Value::none();
  return format_braces(call, self_text(call));
}
Value format_with(const Call& call) {
  Value mapping;
  if (!has_self(call) || !call.bind({{"mapping", mapping}, {"/"}})) return Value::none();
  return format_map(call, self_text(call), mapping);
}

Value maketrans(const Call& call) {
  // As a static method it came with its class.
  std::vector<Value> arguments;
  for (const Argument& argument : call.positional) {
    if (argument.value.is_unknown()) return argument.value;
    if (!argument.value.as<Class>()) arguments.push_back(argument.value);
  }
  Value table = Value::dict(call.span);
  Dict& dict = *table.as<Dict>();
  const auto points = [](std::string_view text) {
    std::vector<char32_t> out;
    for (std::size_t i = 0; i < text.size();) out.push_back(decode_utf8(text, i));
    return out;
  };
  const auto code = [&](char32_t c) {
    return Value::integer(static_cast<std::int64_t>(c), call.span);
  };
  if (arguments.size() == 1) {
    const Dict* given = arguments[0].dictionary();
    if (!given)
      return call.raise("TypeError",
                        "if you give only one argument to maketrans it must be a dict");
    bool good = true;
    given->each([&](const Value& key, const Value& value) {
      if (const std::optional<std::string_view> text = key.text()) {
        const std::vector<char32_t> one = points(*text);
        good = good && one.size() == 1;
        if (one.size() == 1) dict.set(code(one[0]), value);
      } else {
        dict.set(key, value);
      }
    });
    if (!good)
      return call.raise("ValueError", "string keys in translate table must be of length 1");
    return table;
  }
  if (arguments.size() < 2 || arguments.size() > 3) return call.unknown("this translation table");
  std::vector<std::vector<char32_t>> texts;
  for (const Value& argument : arguments) {
    if (!argument.text()) return call.raise("TypeError", "maketrans() arguments must be str");
    texts.push_back(points(*argument.text()));
  }
  if (texts[0].size() != texts[1].size()) {
    return call.raise("ValueError", "the first two maketrans arguments must have equal length");
  }
  for (std::size_t i = 0; i < texts[0].size(); ++i) dict.set(code(texts[0][i]), code(texts[1][i]));
  if (texts.size() == 3) {
    for (const char32_t c : texts[2]) dict.set(code(c), Value::none());
  }
  return table;
}

Value translate(const Call& call) {
  Value table;
  if (!has_self(call) || !call.bind({{"table", table}, {"/"}})) return Value::none();
  if (table.is_unknown()) return table;
  const Dict* dict = table.dictionary();
  if (!dict) return call.unknown("this translation table");
  std::string out;
  const std::string_view text = self_text(call);
  if (!call.pay(text.size() / 16)) return Value::none();
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t begin = i;
    const char32_t point = decode_utf8(text, i);
    const Value* to = dict->find(Value::integer(static_cast<std::int64_t>(point)));
    if (!to) {
      out += text.substr(begin, i - begin);
    } else if (to->is_none()) {
      continue;
    } else if (to->text()) {
      out += *to->text();
      if (out.size() > 64 * 1024 * 1024) break;
    } else if (const std::optional<std::int64_t> number = to->integer();
               number && *number >= 0 && *number < 0x110000 &&
               !(*number >= 0xd800 && *number <= 0xdfff)) {
      append_utf8(out, static_cast<char32_t>(*number));
    } else {
      return call.unknown("this translation");
    }
  }
  return text_of(call, std::move(out));
}

Value encode(const Call& call) {
  std::optional<std::string> encoding, errors;
  if (!has_self(call) || !call.bind({{"encoding", encoding}, {"errors", errors}})) {
    return Value::none();
  }
  std::string name = ascii_lower(encoding.value_or("utf-8"));
  std::replace(name.begin(), name.end(), '_', '-');
  const std::string_view text = self_text(call);
  Evaluator::Machine& machine = call.evaluator.machine();
  if (name == "utf-8" || name == "utf8") return machine.make_bytes(call.span, std::string(text));
  const bool ascii = name == "ascii" || name == "us-ascii";
  if (!ascii && name != "latin-1" && name != "latin1" && name != "iso-8859-1") {
    return call.unknown(fmt::format("the encoding `{}`", name));
  }
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const char32_t point = decode_utf8(text, i);
    if (point < (ascii ? 0x80U : 0x100U)) {
      out += static_cast<char>(point);
    } else if (errors == "ignore") {
      continue;
    } else if (errors == "replace") {
      out += '?';
    } else if (errors) {
      return call.unknown("this treatment of errors");
    } else {
      return call.raise("UnicodeEncodeError", fmt::format("'{}' codec can't encode character",
                                                          ascii ? "ascii" : "latin-1"));
    }
  }
  return machine.make_bytes(call.span, std::move(out));
}

Value get_length(const Call& call) {
  return call.evaluator.machine().length(*call.self, call.span);
}

constexpr Builtin table[] = {
    {"capitalize", capitalize, true},
    {"casefold", casefold, true},
    {"center", center, true},
    {"count", count, true},
    {"encode", encode, true},
    {"endswith", endswith, true},
    {"expandtabs", expandtabs, true},
    {"find", find, true},
    {"format", format, true},
    {"format_map", format_with, true},
    {"index", index, true},
    {"isalnum", isalnum, true},
    {"isalpha", isalpha, true},
    {"isascii", isascii, true},
    {"isdecimal", isdecimal, true},
    {"isdigit", isdigit, true},
    {"isidentifier", isidentifier, true},
    {"islower", islower, true},
    {"isnumeric", isnumeric, true},
    {"isprintable", isprintable, true},
    {"isspace", isspace, true},
    {"istitle", istitle, true},
    {"isupper", isupper, true},
    {"join", join, true},
    {"ljust", ljust, true},
    {"lower", lower, true},
    {"lstrip", lstrip, true},
    {"maketrans", maketrans, false},
    {"partition", partition, true},
    {"removeprefix", removeprefix, true},
    {"removesuffix", removesuffix, true},
    {"replace", replace, true},
    {"rfind", rfind, true},
    {"rindex", rindex, true},
    {"rjust", rjust, true},
    {"rpartition", rpartition, true},
    {"rsplit", rsplit, true},
    {"rstrip", rstrip, true},
    {"split", split, true},
    {"splitlines", splitlines, true},
    {"startswith", startswith, true},
    {"strip", strip, true},
    {"swapcase", swapcase, true},
    {"title", title, true},
    {"translate", translate, true},
    {"upper", upper, true},
    {"zfill", zfill, true},
    {"__len__", get_length, true},
};

}  // namespace

std::span<const Builtin> text_methods() { return table; }

}  // namespace migc::python
