#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace migc::python {

/// Keywords that are names elsewhere (`match`, `case`, `type`, `_`) are `Name` here: only the
/// parser can tell.
enum class TokenKind : std::uint8_t {
  End,
  Newline,
  Indent,
  Dedent,
  Error,  // Reported by the lexer; the statement it stands in is lost.
  Name,
  Number,
  String,
  FStringStart,
  FStringMiddle,
  FStringEnd,
  // Operators
  LeftParen,
  RightParen,
  LeftBracket,
  RightBracket,
  LeftBrace,
  RightBrace,
  Comma,
  Colon,
  ColonEqual,
  Semicolon,
  Dot,
  Ellipsis,
  Arrow,
  Exclamation,  // Only before the conversion in an f-string.
  Equal,
  EqualEqual,
  NotEqual,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  Plus,
  Minus,
  Star,
  DoubleStar,
  Slash,
  DoubleSlash,
  Percent,
  At,
  ShiftLeft,
  ShiftRight,
  Ampersand,
  Bar,
  Caret,
  Tilde,
  PlusEqual,
  MinusEqual,
  StarEqual,
  DoubleStarEqual,
  SlashEqual,
  DoubleSlashEqual,
  PercentEqual,
  AtEqual,
  ShiftLeftEqual,
  ShiftRightEqual,
  AmpersandEqual,
  BarEqual,
  CaretEqual,
  // Keywords
  And,
  As,
  Assert,
  Async,
  Await,
  Break,
  Class,
  Continue,
  Def,
  Del,
  Elif,
  Else,
  Except,
  False,
  Finally,
  For,
  From,
  Global,
  If,
  Import,
  In,
  Is,
  Lambda,
  None,
  Nonlocal,
  Not,
  Or,
  Pass,
  Raise,
  Return,
  True,
  Try,
  While,
  With,
  Yield,
};
inline constexpr std::size_t token_kinds = static_cast<std::size_t>(TokenKind::Yield) + 1;

/// What the lexer saw on its way, so that the parser need not look again.
namespace token_flag {
// String, FStringStart, FStringMiddle
inline constexpr std::uint8_t raw = 1;
inline constexpr std::uint8_t bytes = 2;
inline constexpr std::uint8_t triple = 4;
inline constexpr std::uint8_t decode =
    8;  ///< Has a backslash that counts, a `\r` or a doubled brace.
// Number
inline constexpr std::uint8_t prefixed = 1;
inline constexpr std::uint8_t floating = 2;
inline constexpr std::uint8_t imaginary = 4;
inline constexpr std::uint8_t underscores = 8;
}  // namespace token_flag

struct Token {
  std::uint32_t begin = 0, end = 0;
  TokenKind kind = TokenKind::End;
  std::uint8_t flags = 0;
};

/// As a message shows it: "`)`", "the end of the line", "an indented line".
std::string_view describe(TokenKind kind);

}  // namespace migc::python
