#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/python/ast.h"
#include "compiler/python/value.h"

namespace migc::python {

class Host;

/// Where in the code something is asked, and who evaluates it.
struct Site {
  Evaluator& evaluator;
  Span span;

  Host& host() const;
  /// The host as what it really is: `site.host<World>()`.
  template <class H>
  H& host() const {
    return static_cast<H&>(host());
  }

  /// Raises a Python exception (`"TypeError"`); `return site.raise(…)`. The value returned is of no
  /// use: whoever calls into Python asks `failed()` before going on.
  Value raise(std::string_view type, std::string message, std::string help = {}) const;
  Value raise(Value exception) const;
  bool failed() const;  ///< An exception is on its way, or evaluation stopped.
  Value unknown(std::string why) const { return Value::unknown(span, std::move(why)); }

  /// Before any change of a shared value. False: it may not change, and that is reported.
  bool may_change(Mutable& changed) const;
  /// After `held` became reachable from `holder` (breaks cycles at the end).
  void holds(const std::shared_ptr<Mutable>& holder, const Value& held) const;
  /// Pays for work beyond the one step of each node: bytes copied, items made. False: budget gone.
  bool pay(std::size_t steps) const;
  /// A string of the budget; Unknown and stopped when it is too large.
  Value text(std::string text) const;

  // Python's own operations, user code included.
  Value attribute(const Value& of, std::string_view name) const;
  Value call(const Value& callee, std::vector<Value> arguments = {}) const;
  Value call(const Value& callee, std::vector<Value> arguments,
             std::vector<std::pair<std::string_view, Value>> keywords) const;
  Value binary(ast::BinaryOp op, const Value& left, const Value& right) const;
  Value compare(ast::CompareOp op, const Value& left, const Value& right) const;
  Value item(const Value& of, const Value& index) const;
  std::optional<bool> truth(const Value& value) const;  ///< Nothing when unknown (or failed).
  Value str(const Value& value) const;                  ///< A `str` or Unknown.
  Value repr(const Value& value) const;
  /// All items; nothing when unknown or not iterable (then that is raised).
  std::optional<std::vector<Value>> items(const Value& iterable) const;
};

/// A function written in C++, in static storage: `constexpr Builtin text{"text", &make_text};`
struct Builtin {
  std::string_view name;
  Value (*function)(const Call&);
  /// Looked up through an instance it gets it as `call.self`; through the class, from the first
  /// argument.
  bool method = false;
};

/// A lazily running `for`.
class Iterator : public Mutable {
 public:
  /// The next item; nothing at the end or when `site.failed()`.
  virtual std::optional<Value> next(const Site& site) = 0;
  virtual std::string_view type_name() const { return "iterator"; }
  virtual bool hash_ordered() const { return false; }
  /// Set when what it iterates over is not known from here on.
  std::shared_ptr<const Unknown> uncertain;
};
/// Over values that are there already.
std::shared_ptr<Iterator> iterate(std::vector<Value> items, bool hash_ordered = false);

/// An object of a modelled library. What a class does not override is answered with
/// `AttributeError` or `TypeError` by an object that is `complete()`, with Unknown by all others.
///
///     class Column final : public Native {
///      public:
///       std::string_view type_name() const override { return "Column"; }
///       std::optional<Value> attribute(std::string_view name, const Site& site) const override {
///         if (name == "name") return Value::text(column.name, site.span);
///         return std::nullopt;
///       }
///       ir::Column column;
///     };
///
/// Objects that several revisions see are frozen: they may be read from many threads at once.
class Native : public Mutable, public std::enable_shared_from_this<Native> {
 public:
  virtual std::string_view type_name() const = 0;
  /// Everything it answers is modelled, so what it lacks does not exist.
  virtual bool complete() const { return false; }
  /// Of `type(x)` and `isinstance`; attributes it finds there are bound to the object.
  virtual std::shared_ptr<Class> type() const { return nullptr; }

  virtual std::optional<Value> attribute(std::string_view name, const Site& site) const;
  virtual std::vector<std::string_view> attribute_names() const { return {}; }
  /// False: no such attribute.
  virtual bool set_attribute(std::string_view name, const Value& value, const Site& site);
  virtual Value call(const Call& call);
  virtual bool callable() const { return false; }

  // Nothing: not implemented, the other operand is asked. `reflected`: this one stands right.
  virtual std::optional<Value> binary(ast::BinaryOp op, const Value& other, bool reflected,
                                      const Site& site) const;
  virtual std::optional<Value> compare(ast::CompareOp op, const Value& other,
                                       const Site& site) const;
  virtual std::optional<Value> unary(ast::UnaryOp op, const Site& site) const;
  virtual std::optional<Value> contains(const Value& item, const Site& site) const;
  virtual Value truth(const Site& site) const;  ///< A bool or Unknown; true if not overridden.

  virtual std::optional<Value> item(const Value& index, const Site& site) const;
  virtual bool set_item(const Value& index, const Value& value, const Site& site);
  virtual bool delete_item(const Value& index, const Site& site);
  virtual std::optional<Value> length(const Site& site) const;
  virtual std::shared_ptr<Iterator> iterate(const Site& site) const;  ///< Null: not iterable.

  /// `with object as target`: the target. Nothing: no context manager.
  virtual std::optional<Value> enter(const Site& site);
  /// `exception` is None if all went well; true swallows it.
  virtual bool leave(const Value& exception, const Site& site);

  virtual std::optional<std::string> repr() const { return std::nullopt; }
  virtual std::optional<std::string> str() const { return repr(); }
  /// `format(object, spec)` with a spec that is not empty.
  virtual std::optional<Value> format(std::string_view spec, const Site& site) const;
  /// By identity if not overridden. Equal ones have equal hashes.
  virtual std::optional<bool> equals(const Native& other) const { return this == &other; }
  virtual std::optional<std::uint64_t> hash() const {
    return reinterpret_cast<std::uintptr_t>(this);
  }
};

/// A class of a modelled library: it makes instances, and users may derive from it.
///
///     class IntegerType final : public NativeClass {
///       std::string_view name() const override { return "Integer"; }
///       Value instantiate(const std::shared_ptr<Class>&, const Call& call) const override {…}
///     };
///     module.type(native_class(integer_type, {base}));
class NativeClass {
 public:
  virtual ~NativeClass() = default;
  virtual std::string_view name() const = 0;
  virtual std::string_view module() const { return ""; }
  virtual bool complete() const { return false; }
  /// `cls` is the class that is called, perhaps a user's: then the result becomes the `payload` of
  /// the user's instance, made when its `__init__` calls `super().__init__(…)`, or from the
  /// arguments of the call when it has no `__init__`.
  virtual Value instantiate(const std::shared_ptr<Class>& cls, const Call& call) const = 0;
  /// An attribute of the class itself, before those of `Class::attributes`.
  virtual std::optional<Value> attribute(const std::shared_ptr<Class>& cls, std::string_view name,
                                         const Site& site) const;
  /// `Mapped[int]`, `list[str]`: the class itself if not overridden.
  virtual Value subscript(const std::shared_ptr<Class>& cls, const Value& index,
                          const Site& site) const;
  /// A user derived `made` from it; the body has run. May add attributes.
  virtual void derived(Class& made, const Site& site) const;
  /// `isinstance(value, cls)` for values that are no instances; nothing when it is not known.
  virtual std::optional<bool> is_instance(const Value& value) const;
};

/// The frozen class value for `native`, which is static.
std::shared_ptr<Class> native_class(const NativeClass& native,
                                    std::vector<std::shared_ptr<Class>> bases = {});

}  // namespace migc::python
