#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/python/native.h"
#include "compiler/python/signature.h"

namespace migc::python {

/// `format(value, spec)`: a `str`, Unknown, or raised.
Value format_value(const Site& site, const Value& value, std::string_view spec);
/// The same after `!s`, `!r` or `!a`.
Value convert_and_format(const Site& site, const Value& value, char conversion,
                         std::string_view spec);
/// `template % arguments`, for `str` and `bytes`.
Value format_percent(const Site& site, std::string_view pattern, const Value& arguments,
                     bool bytes = false);
/// `template.format(*args, **kw)`.
Value format_braces(const Call& call, std::string_view pattern);
/// `template.format_map(mapping)`.
Value format_map(const Call& call, std::string_view pattern, const Value& mapping);
/// As `%.3f` of C for one of `eEfFgG%`, exactly rounded.
std::string format_double(double value, char type, int precision, bool alternative);
/// Wider fields, and more digits, are refused.
inline constexpr std::size_t max_width = 1 << 20;
/// The digits from `at` on, which is moved behind them; what is beyond `max_width` stays so. False
/// when there are none.
bool read_number(std::string_view text, std::size_t& at, std::size_t& number);
/// `ascii(text)` of what is a repr already.
std::string ascii_only(std::string_view text);

}  // namespace migc::python
