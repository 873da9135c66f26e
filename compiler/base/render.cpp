#include "compiler/base/render.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "compiler/base/text.h"

namespace migc {
namespace {

constexpr std::size_t tab_width = 4;
constexpr std::size_t longest_line = 200;  ///< Bytes shown of a line; minified code has no end.
constexpr std::size_t context_before = 80;

struct Range {
  char32_t first, last;
};

// What terminals draw two cells wide: the wide and full-width blocks of Unicode, coarsely.
constexpr std::array wide_ranges{
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x23E9, 0x23EC},
    Range{0x2E80, 0x303E},   Range{0x3041, 0x33FF},   Range{0x3400, 0x4DBF},
    Range{0x4E00, 0x9FFF},   Range{0xA000, 0xA4CF},   Range{0xA960, 0xA97F},
    Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},
    Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},   Range{0x1F300, 0x1F64F},
    Range{0x1F680, 0x1F6FF}, Range{0x1F900, 0x1F9FF}, Range{0x20000, 0x3FFFD}};

// What adds no cell: combining marks, joiners, variation selectors.
constexpr std::array zero_ranges{
    Range{0x0300, 0x036F}, Range{0x0483, 0x0489}, Range{0x0591, 0x05BD}, Range{0x064B, 0x065F},
    Range{0x0E34, 0x0E3A}, Range{0x1AB0, 0x1AFF}, Range{0x1DC0, 0x1DFF}, Range{0x200B, 0x200F},
    Range{0x20D0, 0x20FF}, Range{0xFE00, 0xFE0F}, Range{0xFE20, 0xFE2F}, Range{0xE0100, 0xE01EF}};

template <std::size_t size>
bool is_in(const std::array<Range, size>& ranges, char32_t c) {
  return std::ranges::any_of(ranges, [&](Range r) { return r.first <= c && c <= r.last; });
}

/// Text as a terminal may safely show it, and the cells it takes.
struct Shown {
  std::string text;
  std::size_t width = 0;
};

Shown shown(std::string_view text) {
  Shown result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    const char32_t c = decode_utf8(text, at);
    if (c == '\t') {
      result.text.append(tab_width, ' ');
      result.width += tab_width;
      continue;
    }
    const std::string_view bytes = text.substr(start, at - start);
    if (c == 0xFFFD) {
      result.text += "\xEF\xBF\xBD";
      ++result.width;
      continue;
    }
    const std::string escaped = escape_controls(bytes);
    result.text += escaped;
    if (escaped != bytes) {
      result.width += escaped.size();
    } else if (!is_in(zero_ranges, c)) {
      result.width += is_in(wide_ranges, c) ? 2 : 1;
    }
  }
  return result;
}

/// A line of a source by its bytes, without its end.
struct Line {
  std::size_t number = 1, begin = 0, end = 0;
};

Line line_at(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  Line line;
  for (;;) {
    line.end = std::min(text.find_first_of("\r\n", line.begin), text.size());
    const std::size_t next = line.end + (text.substr(line.end, 2) == "\r\n" ? 2 : 1);
    if (offset < next || line.end == text.size()) return line;
    line.begin = next;
    ++line.number;
  }
}

/// A stretch of one line to be underlined; the text stands behind or below it.
struct Mark {
  Line line;
  std::size_t begin = 0, end = 0;  ///< Bytes in the source.
  bool primary = false;
  std::string text;
};

std::string_view severity_name(Severity severity) {
  switch (severity) {
    case Severity::Note:
      return "note";
    case Severity::Warning:
      return "warning";
    case Severity::Error:
      return "error";
  }
  return {};
}

class Renderer {
 public:
  Renderer(const Diagnostic& diagnostic, const Sources& sources, const RenderOptions& options)
      : diagnostic_(diagnostic), sources_(sources), color_(options.color) {}

  std::string operator()() {
    std::vector<SourceId> files;
    collect(files);
    head();
    for (const SourceId file : files) excerpt(file, file == files.front());
    for (const Label& label : diagnostic_.labels) {
      if (label.span.source == SourceId::none) remark("note", label.text);
    }
    for (const std::string& note : diagnostic_.notes) remark("note", note);
    if (!diagnostic_.help_text.empty()) remark("help", diagnostic_.help_text);
    if (diagnostic_.fix) remark("fix", diagnostic_.fix->title);
    return std::move(out_);
  }

 private:
  std::string_view severity_color() const {
    switch (diagnostic_.severity) {
      case Severity::Note:
        return "1;36";
      case Severity::Warning:
        return "1;33";
      case Severity::Error:
        return "1;31";
    }
    return {};
  }

  std::string painted(std::string_view color, std::string_view text) const {
    return color_ ? fmt::format("\x1b[{}m{}\x1b[0m", color, text) : std::string(text);
  }
  std::string quiet(std::string_view text) const { return painted("1;34", text); }

  /// The files to be shown, the diagnostic's own first; and how wide their line numbers are.
  void collect(std::vector<SourceId>& files) {
    const auto add = [&](Span span) {
      if (span.source == SourceId::none) return;
      if (std::ranges::find(files, span.source) == files.end()) files.push_back(span.source);
      const Line last = line_at(sources_[span.source].text, std::max(span.begin, span.end));
      gutter_ = std::max(gutter_, fmt::formatted_size("{}", last.number));
    };
    add(diagnostic_.span);
    for (const Label& label : diagnostic_.labels) add(label.span);
  }

  void head() {
    const std::string code =
        diagnostic_.code.empty() ? std::string() : fmt::format(" [{}]", diagnostic_.code);
    out_ += fmt::format("{}{}{}\n", painted(severity_color(), severity_name(diagnostic_.severity)),
                        painted("1", ": " + escape_controls(diagnostic_.message)), code);
  }

  void excerpt(SourceId file, bool first) {
    const Source& source = sources_[file];
    const std::vector<Mark> marks = marks_in(source);
    if (marks.empty()) return;

    const Span place = place_in(file);
    const Position at = sources_.position(place);
    out_ += fmt::format("{:{}}{} {}:{}:{}\n", "", gutter_, quiet(first ? "-->" : ":::"),
                        escape_controls(source.path), at.line, at.column);
    out_ += fmt::format("{:{}} {}\n", "", gutter_, quiet("|"));

    for (auto from = marks.begin(); from != marks.end();) {
      const auto to = std::find_if(from, marks.end(), [&](const Mark& mark) {
        return mark.line.number != from->line.number;
      });
      show_line(source.text, {from, to});
      if (to != marks.end() && to->line.number > from->line.number + 1) {
        out_ += quiet("...") + "\n";
      }
      from = to;
    }
  }

  /// The place that stands for a file in its headline.
  Span place_in(SourceId file) const {
    if (diagnostic_.span.source == file) return diagnostic_.span;
    return std::ranges::find(diagnostic_.labels, file,
                             [](const Label& label) { return label.span.source; })
        ->span;
  }

  /// In the order of lines, then columns. A label on the diagnostic's own span speaks for it.
  std::vector<Mark> marks_in(const Source& source) const {
    std::vector<Mark> marks;
    if (diagnostic_.span.source == source.id) {
      const auto own = std::ranges::find(diagnostic_.labels, diagnostic_.span, &Label::span);
      add_marks(source, diagnostic_.span, true,
                own == diagnostic_.labels.end() ? std::string() : own->text, marks);
    }
    bool own_seen = false;
    for (const Label& label : diagnostic_.labels) {
      if (label.span.source != source.id) continue;
      if (label.span == diagnostic_.span && !own_seen) {
        own_seen = true;
        continue;
      }
      add_marks(source, label.span, false, label.text, marks);
    }
    std::ranges::stable_sort(marks, [](const Mark& a, const Mark& b) {
      return std::pair(a.line.number, a.begin) < std::pair(b.line.number, b.begin);
    });
    return marks;
  }

  /// One mark, or for a span of several lines one at each end, the text at the last.
  static void add_marks(const Source& source, Span span, bool primary, const std::string& text,
                        std::vector<Mark>& marks) {
    const std::size_t size = source.text.size();
    const std::size_t begin = std::min<std::size_t>(span.begin, size);
    const std::size_t end = std::clamp<std::size_t>(span.end, begin, size);
    const Line first = line_at(source.text, begin);
    const Line last = line_at(source.text, end > begin ? end - 1 : end);
    if (first.number == last.number) {
      marks.push_back({first, begin, end, primary, text});
      return;
    }
    marks.push_back({first, begin, first.end, primary, {}});
    const std::size_t word = source.text.find_first_not_of(" \t", last.begin);
    marks.push_back({last, std::min(word, last.end), end, primary, text});
  }

  void show_line(std::string_view text, std::vector<Mark> marks) {
    const Line line = marks.front().line;
    std::size_t from = line.begin;
    if (line.end - line.begin > longest_line && marks.front().begin > from + context_before) {
      from = marks.front().begin - context_before;
      while (from < line.end && (static_cast<unsigned char>(text[from]) & 0xC0) == 0x80) ++from;
    }
    std::size_t to = std::min(line.end, from + longest_line);
    while (to < line.end && (static_cast<unsigned char>(text[to]) & 0xC0) == 0x80) ++to;
    const std::string_view before = from > line.begin ? "…" : "";
    const std::string_view after = to < line.end ? "…" : "";

    const std::string row =
        fmt::format("{}{}{}", before, shown(text.substr(from, to - from)).text, after);
    out_ += quiet(fmt::format("{:>{}} |", line.number, gutter_));
    out_ += row.empty() ? "\n" : fmt::format(" {}\n", row);

    std::vector<Cells> cells;
    for (const Mark& mark : marks) {
      const std::size_t begin = std::clamp(mark.begin, from, to);
      const std::size_t end = std::clamp(mark.end, begin, to);
      const std::size_t column =
          (before.empty() ? 0 : 1) + shown(text.substr(from, begin - from)).width;
      const std::size_t width = shown(text.substr(begin, end - begin)).width;
      cells.push_back({column, std::max<std::size_t>(width, 1), mark.primary, mark.text});
    }
    underline(cells);
  }

  struct Cells {
    std::size_t column, width;
    bool primary;
    std::string text;
  };

  /// One row of carets; the text of the rightmost mark stands behind it, the others' below, each
  /// under a bar from its mark.
  void underline(const std::vector<Cells>& cells) {
    std::size_t end = 0;
    for (const Cells& mark : cells) end = std::max(end, mark.column + mark.width);
    std::string row(end, ' ');
    for (const bool primary : {false, true}) {
      for (const Cells& mark : cells) {
        if (mark.primary != primary) continue;
        std::fill_n(row.begin() + static_cast<std::ptrdiff_t>(mark.column), mark.width,
                    primary ? '^' : '-');
      }
    }

    std::vector<const Cells*> spoken;
    for (const Cells& mark : cells) {
      if (!mark.text.empty()) spoken.push_back(&mark);
    }
    const bool inline_text = !spoken.empty() && spoken.back()->column + spoken.back()->width == end;
    std::string tail = inline_text ? " " + escape_controls(spoken.back()->text) : std::string();
    gutter_row(painted_marks(row) + painted(severity_color(), tail));
    if (inline_text) spoken.pop_back();

    while (!spoken.empty()) {
      const Cells& mark = *spoken.back();
      spoken.pop_back();
      std::string bars(mark.column, ' ');
      for (const Cells* left : spoken) {
        if (left->column < mark.column) bars[left->column] = '|';
      }
      gutter_row(fmt::format("{}{}", bars, painted("1;34", escape_controls(mark.text))));
    }
  }

  std::string painted_marks(std::string_view row) const {
    if (!color_) return std::string(row);
    std::string result;
    for (std::size_t at = 0; at < row.size();) {
      const std::size_t next = std::min(row.find_first_not_of(row[at], at), row.size());
      const std::string_view run = row.substr(at, next - at);
      result += run[0] == ' '   ? std::string(run)
                : run[0] == '^' ? painted(severity_color(), run)
                                : quiet(run);
      at = next;
    }
    return result;
  }

  void gutter_row(std::string_view text) {
    out_ += fmt::format("{:{}} {} {}\n", "", gutter_, quiet("|"), text);
  }

  void remark(std::string_view kind, std::string_view text) {
    const std::string head = fmt::format("{:{}} {} {}: ", "", gutter_, quiet("="), kind);
    const std::size_t indent = gutter_ + 5 + kind.size();
    bool first = true;
    for (const std::string_view line : split(text, '\n')) {
      if (first) {
        out_ += head;
      } else {
        out_.append(indent, ' ');
      }
      out_ += escape_controls(line) + "\n";
      first = false;
    }
  }

  const Diagnostic& diagnostic_;
  const Sources& sources_;
  bool color_;
  std::size_t gutter_ = 1;
  std::string out_;
};

}  // namespace

std::string render(const Diagnostic& diagnostic, const Sources& sources,
                   const RenderOptions& options) {
  return Renderer(diagnostic, sources, options)();
}

}  // namespace migc
