#pragma once

#include <utility>
#include <variant>

// Closed sets are std::variants. One that is a member of much is a struct derived from its variant,
// whose copying, moving and destruction are declared in the header and defaulted in the .cpp: else
// every file that holds a column or a value compiles all of it again (half of the compile time).

namespace migc {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

/// `match(variant, [](const A&) {…}, [](const B&) {…})`: a forgotten alternative does not compile.
template <class Variant, class... F>
decltype(auto) match(Variant&& variant, F&&... cases) {
  return std::visit(Overloaded{std::forward<F>(cases)...}, std::forward<Variant>(variant));
}

}  // namespace migc
