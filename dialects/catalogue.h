#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "dialects/dialect.h"

namespace migc::dialects {

/// A dialect as the catalogue lists it.
struct Entry {
  const Dialect& dialect;
};

/// Every dialect, in the order of CMakeLists.txt.
std::span<const Entry* const> catalogue();

/// The dialect of this name (`postgresql`), or null.
const Dialect* find_dialect(std::string_view name);

/// What a database URL's scheme says: `postgresql+psycopg2://…`.
struct UrlDialect {
  const Dialect* dialect = nullptr;
  Driver driver;
};

/// Reads the scheme of a URL (`postgresql+asyncpg://…`), or a bare dialect name with or without a
/// driver. Nothing when the dialect is not known; an unknown driver is taken for the default one.
std::optional<UrlDialect> dialect_of_url(std::string_view url);

/// The target of a run on this dialect and driver, with the defaults of an offline script.
Target target_for(const Dialect& dialect, const Driver& driver);
Target target_for(const Dialect& dialect);

}  // namespace migc::dialects
