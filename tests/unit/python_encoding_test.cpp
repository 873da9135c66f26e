#include <gtest/gtest.h>

#include "compiler/python/encoding.h"

namespace migc::python {
namespace {

using namespace std::string_literals;

std::string decoded(std::string bytes) {
  const auto result = decode_source(std::move(bytes));
  if (const EncodingError* error = std::get_if<EncodingError>(&result)) {
    return "line " + std::to_string(error->line) + ": " + error->message;
  }
  return std::get<std::string>(result);
}
bool refused(std::string bytes) {
  return std::holds_alternative<EncodingError>(decode_source(std::move(bytes)));
}

TEST(Encoding, Utf8IsTakenAsItIs) {
  EXPECT_EQ(decoded(""), "");
  EXPECT_EQ(decoded("x = 'é'\r\n"), "x = 'é'\r\n");
  EXPECT_EQ(decoded("\xef\xbb\xbfx = 1\n"), "x = 1\n");
  EXPECT_EQ(decoded("\xef\xbb\xbf# coding: utf-8\nx"), "# coding: utf-8\nx");
  EXPECT_EQ(decoded("# coding: UTF_8\n'é'"), "# coding: UTF_8\n'é'");
  EXPECT_EQ(decoded("# coding: utf-8-unix\n'é'"), "# coding: utf-8-unix\n'é'");
  EXPECT_EQ(decoded("x = 1\ny = '\xe9'\n"),
            "line 2: byte 0xe9 is not UTF-8; a file in another encoding says so in a comment "
            "`# coding: name`");
  EXPECT_EQ(decoded("# \xe9t\xe9\nx = '#é'  # \xff\n"), "# \ufffdt\ufffd\nx = '#é'  # \ufffd\n");
  EXPECT_TRUE(refused("# coding: utf-8\n# \xe9\n"));
  EXPECT_TRUE(refused("x = '# \xe9'\n"));
  EXPECT_TRUE(refused("\xef\xbb\xbf# \xe9\n"));
  EXPECT_TRUE(refused("'\xed\xa0\x80'"));      // A surrogate.
  EXPECT_TRUE(refused("'\xc0\xaf'"));          // Too long a form.
  EXPECT_TRUE(refused("'\xf4\x90\x80\x80'"));  // Beyond U+10FFFF.
}

TEST(Encoding, TheCommentNamesTheEncoding) {
  for (const char* cookie :
       {"# -*- coding: latin-1 -*-\n", "#coding=iso-8859-1\n",
        "#!/usr/bin/python\n# vim: set fileencoding=latin1 :\n", "\n# coding: ISO8859-1\n",
        " \t\f# coding:\tL1\r\n", "# coding: iso_8859_1\r", "# coding: latin-1-unix\n"}) {
    EXPECT_EQ(decoded(cookie + "'\xe9\x80'"s), cookie + "'é\u0080'"s) << cookie;
  }
  EXPECT_EQ(decoded("# coding: cp1252\n'\x80\x93\xe9'"), "# coding: cp1252\n'€“é'");
  EXPECT_EQ(decoded("# coding: windows-1252\n'\x81'"),
            "line 2: byte 0x81 does not exist in `windows-1252`");
  EXPECT_EQ(decoded("# coding: iso-8859-15\n'\xa4\xe9'"), "# coding: iso-8859-15\n'€é'");
  EXPECT_EQ(decoded("# coding: koi8-r\n'\xf0\xd2\xc9'"), "# coding: koi8-r\n'При'");
  EXPECT_EQ(decoded("# coding: cp1251\n'\xcf\xf0\xe8'"), "# coding: cp1251\n'При'");
  EXPECT_EQ(decoded("# coding: ascii\n'\xe9'"), "line 2: byte 0xe9 does not exist in `ascii`");
}

TEST(Encoding, OnlyTheFirstTwoLinesCountAndOnlyComments) {
  EXPECT_TRUE(refused("\n\n# coding: latin-1\n'\xe9'"));
  EXPECT_TRUE(refused("x = 1\n# coding: latin-1\n'\xe9'"));
  EXPECT_TRUE(refused("x = 1 # coding: latin-1\n'\xe9'"));
  EXPECT_EQ(decoded("x = 1\n# coding: nonsense\n"), "x = 1\n# coding: nonsense\n");
  EXPECT_EQ(decoded("# encoding and decoding\n'é'"), "# encoding and decoding\n'é'");
  EXPECT_EQ(decoded("# coding : latin-1\n'é'"), "# coding : latin-1\n'é'");
}

TEST(Encoding, WhatIsNotUnderstoodIsRefused) {
  EXPECT_EQ(decoded("# coding: rot13\nx"), "line 1: the encoding `rot13` is not known here");
  EXPECT_EQ(decoded("# coding: utf-16\nx"), "line 1: the encoding `utf-16` is not known here");
  EXPECT_EQ(decoded("\xff\xfex\0"s), "line 1: the file is UTF-16; Python source is UTF-8");
  EXPECT_EQ(decoded("\xef\xbb\xbf# coding: latin-1\nx"),
            "line 1: the file has a UTF-8 byte order mark and says it is `latin-1`");
  EXPECT_EQ(decoded("x\n\0"s), "line 2: source code cannot contain null bytes");
}

}  // namespace
}  // namespace migc::python
