#pragma once

#include <optional>
#include <string_view>

namespace migc::library {

/// The model of a third party's module (`sqlmodel.sql.sqltypes`) as Python source, or nothing. What
/// stands in `third_party/` is compiled in.
std::optional<std::string_view> third_party_source(std::string_view module);
/// Some model has a name below this one.
bool third_party_package(std::string_view module);

}  // namespace migc::library
