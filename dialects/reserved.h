#pragma once

#include <span>
#include <string_view>

namespace migc::dialects {

/// The words a dialect quotes wherever they are names: lower case, sorted.
std::span<const std::string_view> reserved_postgresql();
std::span<const std::string_view> reserved_mysql();
std::span<const std::string_view> reserved_mariadb();
std::span<const std::string_view> reserved_sqlite();
std::span<const std::string_view> reserved_mssql();
std::span<const std::string_view> reserved_oracle();

}  // namespace migc::dialects
