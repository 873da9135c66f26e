#include "compiler/base/text.h"

#include <gtest/gtest.h>

namespace migc {
namespace {

TEST(ClosestName, FindsSwapsCaseAndMissingLetters) {
  const std::vector<std::string> names{"nullable", "server_default", "existing_type"};
  EXPECT_EQ(closest_name("nulable", names), "nullable");
  EXPECT_EQ(closest_name("NULLABLE", names), "nullable");
  EXPECT_EQ(closest_name("nullabel", names), "nullable");
  EXPECT_EQ(closest_name("existing_typ", names), "existing_type");
  EXPECT_EQ(closest_name("zzz", names), std::nullopt);
  EXPECT_EQ(closest_name("", names), std::nullopt);
}

TEST(Text, SplitKeepsEmptyParts) {
  EXPECT_EQ(split("a,,b", ',').size(), 3U);
  EXPECT_EQ(split("", ',').size(), 1U);
}

TEST(Text, TrimAndReplace) {
  EXPECT_EQ(trim(" \ta \n"), "a");
  EXPECT_EQ(trim(" \n"), "");
  EXPECT_EQ(replace_all("aaa", "a", "bb"), "bbbbbb");
  EXPECT_EQ(replace_all("abc", "", "x"), "abc");
}

TEST(Utf8, DecodesWhatAppendWrites) {
  for (const char32_t c : {U'a', U'é', U'表', U'😀', char32_t{0x7F}, char32_t{0x80}, char32_t{0x7FF},
                           char32_t{0x800}, char32_t{0xFFFF}, char32_t{0x10FFFF}}) {
    std::string text;
    append_utf8(text, c);
    std::size_t at = 0;
    EXPECT_EQ(decode_utf8(text, at), c);
    EXPECT_EQ(at, text.size());
    EXPECT_TRUE(valid_utf8(text));
  }
}

TEST(Utf8, MalformedBytesAreOneByteLong) {
  // Overlong, surrogate, too large, cut off, lone continuation.
  for (const std::string_view text :
       {"\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE8\xA1", "\x80"}) {
    std::size_t at = 0;
    EXPECT_EQ(decode_utf8(text, at), char32_t{0xFFFD});
    EXPECT_EQ(at, 1U);
    EXPECT_FALSE(valid_utf8(text));
  }
  EXPECT_TRUE(valid_utf8("\xEF\xBF\xBD"));
}

TEST(EscapeControls, LeavesNothingATerminalObeys) {
  EXPECT_EQ(escape_controls("a\nb\tc\x1b\x7f"), "a\\nb\\tc\\x1b\\x7f");
  EXPECT_EQ(escape_controls("\xC2\x9B"), "\\x9b");
  EXPECT_EQ(escape_controls("\xE2\x80\xA8\xE2\x80\xAE"), "\\u2028\\u202e");
  EXPECT_EQ(escape_controls("é表"), "é表");
}

}  // namespace
}  // namespace migc
