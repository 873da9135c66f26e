#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>

namespace migc {

/// Names a text in `Sources`. `none` is the source of what the user did not write.
enum class SourceId : std::uint32_t { none = 0 };

/// A stretch of a source: bytes, half-open. Twelve bytes, copied freely.
struct Span {
  SourceId source = SourceId::none;
  std::uint32_t begin = 0, end = 0;

  friend bool operator==(const Span&, const Span&) = default;
};

/// The stretch from the start of `first` to the end of `last`.
inline Span join(Span first, Span last) { return {first.source, first.begin, last.end}; }

/// Where an operation, a column, a constraint comes from.
///
/// `where` is the code that made it; `in_revision` the line of the revision file that led there
/// when the code stands in a helper module (suppressions and fixes use that one). Takes no part in
/// equality: two operations are the same wherever they were written.
struct Origin {
  Span where, in_revision;

  friend bool operator==(const Origin&, const Origin&) { return true; }
};

/// A text the user wrote, as UTF-8, and the path it came from.
struct Source {
  SourceId id{};
  std::string path;  ///< As messages show it.
  std::string text;
};

/// One-based, as editors count; `column` counts code points.
struct Position {
  int line = 1, column = 1;
};

/// Owns every text of a run, so that spans and views stay valid to the end. Safe from many threads.
class Sources {
 public:
  const Source& add(std::string path, std::string text);
  const Source& operator[](SourceId id) const;  ///< `none` is an empty source without a path.
  Position position(Span span) const;           ///< Of the first byte. Counted only when asked.
  std::string_view line(SourceId id, int number) const;  ///< Without its line end.
  std::string_view text(Span span) const;

 private:
  mutable std::mutex mutex_;
  std::deque<Source> sources_{Source{}};
};

}  // namespace migc
