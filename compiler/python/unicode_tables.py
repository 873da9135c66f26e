#!/usr/bin/env python3
"""Writes unicode_tables.cpp: what CPython's str methods know about characters beyond ASCII.

    python3 compiler/python/unicode_tables.py > compiler/python/unicode_tables.cpp
"""
import sys

POINTS = [c for c in range(0x80, 0x110000) if not 0xD800 <= c <= 0xDFFF]


def ranges(holds):
    found, start, last = [], None, None
    for point in POINTS + [0x110000]:
        yes = point < 0x110000 and holds(chr(point))
        if yes and start is None:
            start = point
        if not yes and start is not None:
            found.append((start, last))
            start = None
        last = point
    return found


def mappings(change):
    """(first, last, stride, delta) of the single characters that map to single characters."""
    pairs = []
    for point in POINTS:
        mapped = change(chr(point))
        if len(mapped) == 1 and mapped != chr(point):
            pairs.append((point, ord(mapped) - point))
    found = []
    for point, delta in pairs:
        if found:
            first, last, stride, before = found[-1]
            step = point - last
            if before == delta and step in (1, 2) and (stride in (0, step)):
                found[-1] = (first, point, step, delta)
                continue
        found.append((point, point, 0, delta))
    return [(a, b, s or 1, d) for a, b, s, d in found]


def several(change):
    return ranges(lambda c: len(change(c)) != 1)


def table(kind, name, rows):
    print(f"constexpr {kind} {name}[] = {{")
    line = "   "
    for row in rows:
        text = " {" + ", ".join(hex(n) if i < 2 else str(n) for i, n in enumerate(row)) + "},"
        if len(line) + len(text) > 100:
            print(line)
            line = "   "
        line += text
    print(line)
    print("};\n")


print(f"// Written by unicode_tables.py from CPython {sys.version_info[0]}.{sys.version_info[1]}.")
print('#include "compiler/python/unicode.h"\n')
print("#include <algorithm>\n#include <iterator>\n")
print("namespace migc::python {\nnamespace {\n")
print("struct Range {\n  char32_t first, last;\n};")
print("struct Mapping {\n  char32_t first, last;\n  int stride, delta;\n};\n")
for name, holds in [("printable", str.isprintable), ("alphabetic", str.isalpha), ("decimal", str.isdecimal),
                    ("space", str.isspace),
                    ("upper_case", str.isupper), ("lower_case", str.islower),
                    ("title_case", lambda c: c.istitle() and not c.isupper())]:
    table("Range", name, ranges(holds))
for name, change in [("to_upper", str.upper), ("to_lower", str.lower), ("to_title", str.title)]:
    table("Mapping", name, mappings(change))
table("Range", "several", ranges(lambda c: any(len(f(c)) != 1 for f in (str.upper, str.lower, str.title))))
print("""template <std::size_t N>
bool within(const Range (&table)[N], char32_t point) {
  const Range* at = std::upper_bound(std::begin(table), std::end(table), point,
                                     [](char32_t p, const Range& range) { return p < range.first; });
  return at != std::begin(table) && point <= std::prev(at)->last;
}

template <std::size_t N>
char32_t mapped(const Mapping (&table)[N], char32_t point) {
  const Mapping* at =
      std::upper_bound(std::begin(table), std::end(table), point,
                       [](char32_t p, const Mapping& row) { return p < row.first; });
  // Alternating rows may overlap, so a few before are asked too.
  for (int tries = 0; at != std::begin(table) && tries < 3; ++tries) {
    --at;
    if (point <= at->last && static_cast<int>(point - at->first) % at->stride == 0) {
      return static_cast<char32_t>(static_cast<int>(point) + at->delta);
    }
  }
  return point;
}

bool ascii_letter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool ascii_digit(char32_t c) { return c >= '0' && c <= '9'; }

}  // namespace

bool is_printable(char32_t c) { return c < 0x80 ? c >= 0x20 && c != 0x7f : within(printable, c); }
bool is_alphabetic(char32_t c) { return c < 0x80 ? ascii_letter(c) : within(alphabetic, c); }
bool is_decimal(char32_t c) { return c < 0x80 ? ascii_digit(c) : within(decimal, c); }
bool is_space(char32_t c) {
  return c < 0x80 ? (c >= 9 && c <= 13) || (c >= 28 && c <= 32) : within(space, c);
}
bool is_upper(char32_t c) { return c < 0x80 ? c >= 'A' && c <= 'Z' : within(upper_case, c); }
bool is_lower(char32_t c) { return c < 0x80 ? c >= 'a' && c <= 'z' : within(lower_case, c); }
bool is_title(char32_t c) { return c >= 0x80 && within(title_case, c); }
bool has_simple_case(char32_t c) { return c < 0x80 || !within(several, c); }
char32_t to_upper_case(char32_t c) {
  if (c < 0x80) return c >= 'a' && c <= 'z' ? c - 32 : c;
  return mapped(to_upper, c);
}
char32_t to_lower_case(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  return mapped(to_lower, c);
}
char32_t to_title_case(char32_t c) {
  if (c < 0x80) return c >= 'a' && c <= 'z' ? c - 32 : c;
  return mapped(to_title, c);
}

}  // namespace migc::python""")
