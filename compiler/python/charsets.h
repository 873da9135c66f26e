#pragma once

#include <string_view>

namespace migc::python {

/// What the bytes 0x80 to 0xff stand for in an eight-bit encoding, zero for nothing; null if no
/// such encoding is known. `name` in lower case, with `-` for `_`.
const char16_t* find_charset(std::string_view name);

}  // namespace migc::python
