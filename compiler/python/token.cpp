#include "compiler/python/token.h"

#include <array>

namespace migc::python {

std::string_view describe(TokenKind kind) {
  // clang-format off
  static constexpr std::array<std::string_view, token_kinds> names = {
      "the end of the file", "the end of the line", "an indented line", "a less indented line",
      "a broken token", "a name", "a number", "a string", "an f-string", "text of an f-string",
      "the end of an f-string",
      "`(`", "`)`", "`[`", "`]`", "`{`", "`}`", "`,`", "`:`", "`:=`", "`;`", "`.`", "`...`", "`->`",
      "`!`", "`=`", "`==`", "`!=`", "`<`", "`<=`", "`>`", "`>=`", "`+`", "`-`", "`*`", "`**`", "`/`",
      "`//`", "`%`", "`@`", "`<<`", "`>>`", "`&`", "`|`", "`^`", "`~`", "`+=`", "`-=`", "`*=`",
      "`**=`", "`/=`", "`//=`", "`%=`", "`@=`", "`<<=`", "`>>=`", "`&=`", "`|=`", "`^=`",
      "`and`", "`as`", "`assert`", "`async`", "`await`", "`break`", "`class`", "`continue`", "`def`",
      "`del`", "`elif`", "`else`", "`except`", "`False`", "`finally`", "`for`", "`from`", "`global`",
      "`if`", "`import`", "`in`", "`is`", "`lambda`", "`None`", "`nonlocal`", "`not`", "`or`",
      "`pass`", "`raise`", "`return`", "`True`", "`try`", "`while`", "`with`", "`yield`"};
  // clang-format on
  static_assert(!names.back().empty());
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace migc::python
