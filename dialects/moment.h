#pragma once

#include <string_view>

namespace migc::dialects {

/// The moment when a script runs, as a migration asks for it in Python.
enum class Moment {
  Utc,    ///< `datetime.utcnow()`: of UTC, without a zone.
  Local,  ///< `datetime.now()`: of the clock on the wall, without a zone.
  Aware,  ///< `datetime.now(timezone.utc)`: an instant.
  Today,  ///< `date.today()`
};

/// The server's expression for it; empty when it has none that means just that.
std::string_view expression_of(Moment moment, std::string_view dialect);

}  // namespace migc::dialects
