#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "compiler/python/value.h"

namespace migc::python {

// As `hash_of` and `equal`; `cost` counts the parts that were looked at, which the budget pays for.
std::optional<std::uint64_t> hash_at_cost(const Value& value, std::size_t& cost);
std::optional<bool> equal_at_cost(const Value& a, const Value& b, std::size_t& cost);

}  // namespace migc::python
