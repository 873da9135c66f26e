#pragma once

#include <cstddef>
#include <string>

namespace migc::bench {

enum class Shape {
  Line,   ///< One revision after the other.
  Bushy,  ///< Many open branches, merged now and then; one head at the end.
};

enum class Bodies {
  Full,   ///< Tables, columns, indexes, enums, data: as long as revisions usually are.
  Empty,  ///< `pass`: what the graph alone costs.
};

/// Writes a project with that many revisions. The same arguments give the same bytes.
void write_history(const std::string& folder, std::size_t count, Shape shape, Bodies bodies);

}  // namespace migc::bench
