#include "compiler/base/source.h"

#include "compiler/base/text.h"

namespace migc {

const Source& Sources::add(std::string path, std::string text) {
  const std::lock_guard lock(mutex_);
  const auto id = static_cast<SourceId>(sources_.size());
  return sources_.emplace_back(Source{id, std::move(path), std::move(text)});
}

const Source& Sources::operator[](SourceId id) const {
  const std::lock_guard lock(mutex_);
  const auto index = static_cast<std::size_t>(id);
  return sources_[index < sources_.size() ? index : 0];
}

Position Sources::position(Span span) const {
  const std::string_view text = (*this)[span.source].text;
  const std::string_view before = text.substr(0, span.begin);
  Position result;
  std::size_t line_start = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const bool lone_return = before[i] == '\r' && (i + 1 >= text.size() || text[i + 1] != '\n');
    if (before[i] == '\n' || lone_return) {
      ++result.line;
      line_start = i + 1;
    }
  }
  result.column = 1 + static_cast<int>(count_code_points(before.substr(line_start)));
  return result;
}

std::string_view Sources::line(SourceId id, int number) const {
  const std::string_view text = (*this)[id].text;
  std::size_t start = 0;
  for (int line = 1; line < number; ++line) {
    const std::size_t end = text.find_first_of("\r\n", start);
    if (end == std::string_view::npos) return {};
    start = end + (text.substr(end, 2) == "\r\n" ? 2 : 1);
  }
  return text.substr(start, text.find_first_of("\r\n", start) - start);
}

std::string_view Sources::text(Span span) const {
  const std::string_view text = (*this)[span.source].text;
  if (span.begin >= text.size()) return {};
  return text.substr(span.begin, span.end - span.begin);
}

}  // namespace migc
