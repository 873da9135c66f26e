#include <gtest/gtest.h>

#include "compiler/python/lexer.h"

namespace migc::python {
namespace {

struct Lexed {
  std::vector<TokenKind> kinds;
  std::vector<std::string> texts;  ///< Of the tokens that have any.
  std::string fault;
};

Lexed lexed(std::string text, LexUntil until = LexUntil::End) {
  Sources sources;
  const Source& source = sources.add("t.py", std::move(text));
  Diagnostics diagnostics;
  Lexed result;
  for (const Token& token : lex(source, diagnostics, until)) {
    result.kinds.push_back(token.kind);
    if (token.end > token.begin) {
      result.texts.push_back(source.text.substr(token.begin, token.end - token.begin));
    }
  }
  if (!diagnostics.empty()) result.fault = diagnostics.all().front().message;
  return result;
}

using enum TokenKind;
using Kinds = std::vector<TokenKind>;
using Texts = std::vector<std::string>;

TEST(Lexer, EveryFileEndsAlike) {
  EXPECT_EQ(lexed("").kinds, (Kinds{End}));
  EXPECT_EQ(lexed("\n\n  # only a comment").kinds, (Kinds{End}));
  EXPECT_EQ(lexed("x").kinds, (Kinds{Name, Newline, End}));
  EXPECT_EQ(lexed("x\n").kinds, (Kinds{Name, Newline, End}));
  EXPECT_EQ(lexed("if x:\n  y").kinds,
            (Kinds{If, Name, Colon, Newline, Indent, Name, Newline, Dedent, End}));
}

TEST(Lexer, LineEndsOfAllSystemsAreOne) {
  const Kinds kinds{If, Name, Colon, Newline, Indent, Name, Newline, Dedent, Name, Newline, End};
  EXPECT_EQ(lexed("if x:\n  y\nz\n").kinds, kinds);
  EXPECT_EQ(lexed("if x:\r\n  y\r\nz\r\n").kinds, kinds);
  EXPECT_EQ(lexed("if x:\r  y\rz\r").kinds, kinds);
}

TEST(Lexer, BracketsJoinLines) {
  EXPECT_EQ(lexed("(a,\n# why\n\n    b)\nc").kinds,
            (Kinds{LeftParen, Name, Comma, Name, RightParen, Newline, Name, Newline, End}));
  EXPECT_EQ(lexed("a + \\\n  b").kinds, (Kinds{Name, Plus, Name, Newline, End}));
}

TEST(Lexer, TabsAndSpacesMustAgree) {
  EXPECT_EQ(lexed("if x:\n\ty\n\tz\n").fault, "");
  EXPECT_EQ(lexed("if x:\n        y\n\tz\n").fault,
            "inconsistent use of tabs and spaces in indentation");
  EXPECT_EQ(lexed("if x:\n    y\n  z\n").fault,
            "unindent does not match any outer indentation level");
  EXPECT_EQ(lexed("if x:\n    y\n\f    z\n").fault, "");  // A form feed restarts the column.
}

TEST(Lexer, KeywordsAreWholeWords) {
  EXPECT_EQ(lexed("if iff If").kinds, (Kinds{If, Name, Name, Newline, End}));
  EXPECT_EQ(lexed("None True False nonlocal").kinds,
            (Kinds{None, True, False, Nonlocal, Newline, End}));
  EXPECT_EQ(lexed("match case type _").kinds, (Kinds{Name, Name, Name, Name, Newline, End}));
}

TEST(Lexer, OperatorsAreAsLongAsPossible) {
  EXPECT_EQ(
      lexed("a**=b//c<<=d->e:=f...g!=h").texts,
      (Texts{"a", "**=", "b", "//", "c", "<<=", "d", "->", "e", ":=", "f", "...", "g", "!=", "h"}));
}

TEST(Lexer, Numbers) {
  for (const char* good : {"0", "00", "0_0", "1_000", "0xFf", "0x_f", "0o17", "0b1_0", "1.", ".5",
                           "1.5e-3", "1e5", "09.5", "09e1", "1j", "09j", "1.e5j", "1_0.0_1"}) {
    const Lexed one = lexed(good);
    EXPECT_EQ(one.texts, (Texts{good})) << good;
    EXPECT_EQ(one.fault, "") << good;
  }
  for (const char* bad : {"1_", "1__0", "0x", "0xg", "0b2", "0o8", "012", "1a", "0_7", "1e5x"}) {
    EXPECT_NE(lexed(bad).fault, "") << bad;
  }
  EXPECT_EQ(lexed("1if x else 2").kinds, (Kinds{Number, If, Name, Else, Number, Newline, End}));
}

TEST(Lexer, PrefixesOfStrings) {
  for (const char* good : {"''", "u''", "U''", "r''", "b''", "Rb''", "bR''", "rB''"}) {
    EXPECT_EQ(lexed(good).kinds, (Kinds{String, Newline, End})) << good;
  }
  for (const char* good : {"f''", "rf''", "fR''"}) {
    EXPECT_EQ(lexed(good).kinds, (Kinds{FStringStart, FStringEnd, Newline, End})) << good;
  }
  EXPECT_EQ(lexed("ur''").kinds, (Kinds{Name, String, Newline, End}));
  EXPECT_EQ(lexed("bf''").kinds, (Kinds{Name, String, Newline, End}));
}

TEST(Lexer, StringsEndWherePythonEndsThem) {
  EXPECT_EQ(lexed(R"('a\'b' "c\\" r'\'' )").texts, (Texts{R"('a\'b')", R"("c\\")", R"(r'\'')"}));
  EXPECT_EQ(lexed("'''a'b''c\n'''").texts, (Texts{"'''a'b''c\n'''"}));
  EXPECT_EQ(lexed("'a\\\nb'").texts, (Texts{"'a\\\nb'"}));
  EXPECT_EQ(lexed("'a\nb").fault, "unterminated string literal");
  EXPECT_EQ(lexed("'''a\nb").fault, "unterminated triple-quoted string literal");
  EXPECT_EQ(lexed("'a\\").fault, "unterminated string literal");
}

TEST(Lexer, FStringsComeInPieces) {
  EXPECT_EQ(lexed("f'a{b}c'").kinds, (Kinds{FStringStart, FStringMiddle, LeftBrace, Name,
                                            RightBrace, FStringMiddle, FStringEnd, Newline, End}));
  EXPECT_EQ(lexed("f'{{x}}'").texts, (Texts{"f'", "{{x}}", "'"}));
  EXPECT_EQ(lexed("f'{a:>{w}}'").texts, (Texts{"f'", "{", "a", ":", ">", "{", "w", "}", "}", "'"}));
  EXPECT_EQ(lexed("f'{a!r:x}'").texts, (Texts{"f'", "{", "a", "!", "r", ":", "x", "}", "'"}));
  EXPECT_EQ(lexed("f'{a != b}'").texts, (Texts{"f'", "{", "a", "!=", "b", "}", "'"}));
  EXPECT_EQ(lexed("f'{x[1:2]}{ {1: 2} }'").fault, "");
  EXPECT_EQ(lexed("f'{a['b']}'").fault, "");  // The same quotes inside: since 3.12.
  EXPECT_EQ(lexed("f'\\N{EM DASH}{x}'").texts, (Texts{"f'", "\\N{EM DASH}", "{", "x", "}", "'"}));
  EXPECT_EQ(lexed("rf'\\N{x}'").texts, (Texts{"rf'", "\\N", "{", "x", "}", "'"}));
  EXPECT_EQ(lexed("f'}'").fault, "f-string: single `}` is not allowed");
  EXPECT_EQ(lexed("f'{x:'").fault, "f-string: expected `}`");
}

TEST(Lexer, FaultsOfBrackets) {
  EXPECT_EQ(lexed(")").fault, "unmatched `)`");
  EXPECT_EQ(lexed("(]").fault, "`]` does not match the opening `(`");
  EXPECT_EQ(lexed("f(\n1").fault, "`(` was never closed");
  EXPECT_EQ(lexed(std::string(201, '(')).fault, "too many nested parentheses");
}

TEST(Lexer, CharactersOutsideTheLanguage) {
  EXPECT_EQ(lexed("größe").texts, (Texts{"größe"}));
  EXPECT_EQ(lexed("x = “y”").fault, "invalid character U+201C");
  EXPECT_EQ(lexed("x\u00a0= 1").fault, "invalid character U+00A0");
  EXPECT_EQ(lexed("x = $y").fault, "`$` is not part of Python's syntax");
  EXPECT_EQ(lexed("a <> b").fault, "`<>` is Python 2");
  EXPECT_EQ(lexed("`a`").fault, "``` is not part of Python's syntax");
  EXPECT_EQ(lexed("a \\ b").fault, "unexpected character after line continuation `\\`");
  EXPECT_EQ(lexed(std::string("a\0b", 3)).fault, "source code cannot contain null bytes");
}

TEST(Lexer, TheHeaderStopsAtTheFirstDefinition) {
  const auto count = [](std::string text) {
    return lexed(std::move(text), LexUntil::FirstDefinition).texts.size();
  };
  EXPECT_EQ(count("x = 1\ndef f(): pass\n"), 3U);
  EXPECT_EQ(count("x = 1\n@d\ndef f(): pass\n"), 3U);
  EXPECT_EQ(count("default = 1\nclassy = 2\nasync def f(): pass"), 6U);
  EXPECT_EQ(count("if x:\n  def f(): pass\n"), 9U);
}

}  // namespace
}  // namespace migc::python
