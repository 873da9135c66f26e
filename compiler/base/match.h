#pragma once

#include <utility>
#include <variant>

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
