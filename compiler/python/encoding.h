#pragma once

#include <string>
#include <variant>

namespace migc::python {

/// Why the bytes of a file are not Python source.
struct EncodingError {
  std::string message;
  std::size_t line = 1;
};

/// The text of a Python file as UTF-8, without its byte order mark.
///
/// The encoding is what PEP 263 says: a comment `coding: name` in the first two lines, UTF-8
/// without one. Understood are UTF-8 and the eight-bit encodings, under all the names Python has
/// for them; the others (GBK, Shift-JIS, …) are refused by name. So are UTF-16 and null bytes, by
/// CPython too. To be called on the bytes of a file before `Sources::add`.
std::variant<std::string, EncodingError> decode_source(std::string bytes);

}  // namespace migc::python
