#pragma once

// How a struct of the IR is described: its fields by name. fields.h has the descriptions.

#include <array>
#include <string_view>
#include <tuple>

#include "compiler/ir/operation.h"

namespace migc::json {

/// What a bare JSON string means where an expression stands.
enum class Bare {
  Sql,     ///< Raw SQL: a default, a condition.
  Value,   ///< The text itself: a row, whatever stands within another expression.
  Column,  ///< A column's name.
};

template <class S, class M>
struct Field {
  std::string_view name;
  M S::*member;
  bool required = false;
  Bare bare = Bare::Sql;
};
/// A struct whose fields stand among those of the outer one.
template <class S, class M>
struct Flat {
  M S::*member;
};

template <class S, class M>
constexpr Field<S, M> field(std::string_view name, M S::*member, Bare bare = Bare::Sql) {
  return {name, member, false, bare};
}
template <class S, class M>
constexpr Field<S, M> must(std::string_view name, M S::*member, Bare bare = Bare::Sql) {
  return {name, member, true, bare};
}
template <class S, class M>
constexpr Flat<S, M> flat(M S::*member) {
  return {member};
}

/// `list`: the fields of T; `tag`: its name where T is one of several kinds.
template <class T>
struct Fields;
template <class T>
concept Described = requires {
  Fields<T>::list;
};

/// The names of an enumeration, in its order.
template <class E>
struct Names;
template <class E>
concept NamedEnum = requires {
  Names<E>::list;
};

using namespace ir;  // NOLINT: read by few files, and it speaks of nothing else.

}  // namespace migc::json
