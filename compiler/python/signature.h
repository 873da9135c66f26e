#pragma once

#include <concepts>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "compiler/python/native.h"

namespace migc::python {

struct Parameter;

struct Argument {
  Value value;
  Span span;  ///< Of the expression; `value.span` is where the value was made.
};
struct KeywordArgument {
  std::string_view name;
  Value value;
  Span span;
};

/// What `*args` receives.
struct Rest {
  std::vector<Argument> arguments;
};
/// What `**kw` receives.
struct Options {
  std::vector<KeywordArgument> arguments;
  const Value* find(std::string_view name) const;
};

/// A call on its way into C++: `op.add_column("users", column, schema="app")`.
struct Call : Site {
  std::string_view callee;      ///< As messages name it.
  const Value* self = nullptr;  ///< Of a bound method.
  std::vector<Argument> positional;
  std::vector<KeywordArgument> keywords;
  std::vector<Value> keeps;  ///< What the names of keywords from a `**dict` live in.
  /// `*args` or `**kw` of an unknown value stood among the arguments: some are not known.
  std::shared_ptr<const Unknown> incomplete;

  /// Gives each parameter its argument. False: something was wrong and has been reported or raised,
  /// so the function has nothing to do.
  ///
  ///     call.bind({{"table_name", table}, {"column", column}, {"*"}, {"schema", schema}})
  ///
  /// A plain variable is required, a `std::optional` is not: it stays empty when the argument is
  /// absent or None (`optional<Value>` and `optional<optional<T>>` tell these two apart). `{"*"}`
  /// makes the following keyword-only, `{"/"}` the preceding positional-only. A `Rest` takes
  /// further positions, an `Options` further keywords. A `Value` takes anything, Unknown too; every
  /// other type reports an unknown argument with its cause.
  bool bind(std::initializer_list<Parameter> parameters) const;

  const Value* keyword(std::string_view name) const;
  /// The receiver's library object; the caller knows its class.
  template <class N>
  N& receiver() const {
    return *self->object<N>();
  }
};

/// An argument that is being converted.
struct Binding {
  const Call& call;
  std::string_view parameter;
  Span span;

  /// Report and return false. `expected`: "a string", "a list of columns".
  bool mismatch(std::string_view expected, const Value& actual) const;
  bool unknown(const Unknown& cause) const;
  /// Both of the above: Unknown says its cause, anything else is a mismatch.
  bool refuse(std::string_view expected, const Value& actual) const;
};

// The customization point: how a parameter of this type is made of a value. Libraries add overloads
// in namespace `migc::python` for their own types (found by argument-dependent lookup).
bool from_value(const Value& value, Value& out, const Binding& binding);
bool from_value(const Value& value, bool& out,
                const Binding& binding);  ///< Truth of a plain value.
bool from_value(const Value& value, int& out, const Binding& binding);
bool from_value(const Value& value, std::int64_t& out, const Binding& binding);
bool from_value(const Value& value, double& out, const Binding& binding);
bool from_value(const Value& value, Int& out, const Binding& binding);
bool from_value(const Value& value, std::string& out, const Binding& binding);
/// The items of a list, tuple or other iterable; nothing (and reported) when they are not known.
std::optional<std::vector<Value>> items_from_value(const Value& value, const Binding& binding);

template <std::derived_from<Native> N>
bool from_value(const Value& value, std::shared_ptr<N>& out, const Binding& binding) {
  out = std::dynamic_pointer_cast<N>(value.native_share());
  return out || binding.refuse("another kind of object", value);
}
/// None becomes an empty optional.
template <class T>
bool from_value(const Value& value, std::optional<T>& out, const Binding& binding) {
  if constexpr (!std::is_same_v<T, Value>) {
    if (value.is_none()) return out.reset(), true;
  }
  return from_value(value, out.emplace(), binding);
}
template <class T>
bool from_value(const Value& value, std::vector<T>& out, const Binding& binding) {
  const std::optional<std::vector<Value>> items = items_from_value(value, binding);
  if (!items) return false;
  out.clear();
  out.reserve(items->size());
  for (const Value& item : *items) {
    T element{};
    if (!from_value(item, element, binding)) return false;
    out.push_back(std::move(element));
  }
  return true;
}

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

/// One parameter of a signature and the variable that receives it.
struct Parameter {
  enum class Kind { Ordinary, Rest, Options, KeywordMark, PositionalMark };

  template <class T>
  Parameter(std::string_view parameter_name, T& variable)  // NOLINT: `{"name", variable}`
      : name(parameter_name), required(!is_optional<T>), target(&variable) {
    if constexpr (is_optional<T>) {
      // The outer optional says "absent"; what it holds converts, None included where it can.
      convert = [](const Value& value, void* to, const Binding& binding) {
        T& out = *static_cast<T*>(to);
        using Inner = typename T::value_type;
        if constexpr (is_optional<Inner>) {
          return from_value(value, out.emplace(), binding);
        } else {
          return from_value(value, out, binding);
        }
      };
    } else {
      convert = [](const Value& value, void* to, const Binding& binding) {
        return from_value(value, *static_cast<T*>(to), binding);
      };
    }
  }
  Parameter(std::string_view parameter_name, Rest& rest)  // NOLINT
      : name(parameter_name), kind(Kind::Rest), target(&rest) {}
  Parameter(std::string_view parameter_name, Options& options)  // NOLINT
      : name(parameter_name), kind(Kind::Options), target(&options) {}
  Parameter(const char (&mark)[2])  // NOLINT: `{"*"}` and `{"/"}`
      : name(mark), kind(mark[0] == '*' ? Kind::KeywordMark : Kind::PositionalMark) {}

  std::string_view name;
  Kind kind = Kind::Ordinary;
  bool required = false;
  void* target = nullptr;
  bool (*convert)(const Value&, void*, const Binding&) = nullptr;
};

}  // namespace migc::python
