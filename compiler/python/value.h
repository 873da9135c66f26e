#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/base/source.h"
#include "compiler/python/integer.h"

/// What evaluation knows: the values of Python, and `Unknown` for what it does not.
///
/// Immutable values copy; lists, dicts, sets, instances, classes and modules are shared, as in
/// Python. Values live as long as the `Evaluator` that made them (it breaks the cycles among them
/// when it dies), except frozen ones, which live as long as they are held and which any number of
/// threads may read.
namespace migc::python {

class Evaluator;
class Native;
class NativeClass;
class Iterator;
class Meter;
struct Builtin;
struct Call;
struct Names;
struct Scope;
struct Site;
struct Value;

namespace ast {
struct Def;
struct Lambda;
}  // namespace ast

/// What is not known: the place that made it so and the reason ("imported from `myapp.models`").
struct Unknown {
  Span because;
  std::string why;
};

struct None {
  friend bool operator==(None, None) { return true; }
};
struct Ellipsis {
  friend bool operator==(Ellipsis, Ellipsis) { return true; }
};
struct NotImplemented {
  friend bool operator==(NotImplemented, NotImplemented) { return true; }
};

/// An immutable string of bytes, cheap to copy: borrowed from a source or arena, or shared.
class Text {
 public:
  Text() = default;
  explicit Text(std::string text);
  /// `meter` is told when the last copy dies, so that a budget counts what is alive.
  Text(std::string text, std::shared_ptr<Meter> meter);
  static Text borrowed(std::string_view text) {
    Text result;
    result.view_ = text;
    return result;
  }

  std::string_view view() const { return view_; }
  operator std::string_view() const { return view_; }  // NOLINT: it is one
  bool owned() const { return owner_ != nullptr; }

 private:
  std::string_view view_;
  std::shared_ptr<const void> owner_;
};

/// `str`: UTF-8 with the semantics of code points.
struct Str : Text {
  using Text::Text;
  Str() = default;
  explicit Str(Text text) : Text(std::move(text)) {}
};
struct Bytes : Text {
  using Text::Text;
  Bytes() = default;
  explicit Bytes(Text text) : Text(std::move(text)) {}
};

struct List;
struct Tuple;
struct Dict;
struct Set;
struct Range;
struct Slice;
struct Function;
struct BoundMethod;
struct Class;
struct Instance;
struct Module;
struct Wrapper;

/// One value and the code that made it. Ask with `as<T>()`:
///
///     if (const List* list = value.as<List>()) …
///     if (std::optional<std::string_view> text = value.text()) …     // also of a `class C(str,
///     Enum)` if (const Column* column = value.object<Column>()) …          // an object of a
///     modelled library
struct Value {
  struct Data
      : std::variant<None, bool, Int, double, Str, Bytes, std::shared_ptr<List>,
                     std::shared_ptr<Tuple>, std::shared_ptr<Dict>, std::shared_ptr<Set>,
                     std::shared_ptr<Range>, std::shared_ptr<Slice>, std::shared_ptr<Function>,
                     std::shared_ptr<BoundMethod>, std::shared_ptr<Class>,
                     std::shared_ptr<Instance>, const Builtin*, std::shared_ptr<Module>,
                     std::shared_ptr<Iterator>, std::shared_ptr<Wrapper>, std::shared_ptr<Native>,
                     Ellipsis, NotImplemented, std::shared_ptr<const Unknown>> {
    using variant::variant;
    using variant::operator=;
    Data();
    Data(const Data&);
    Data(Data&&) noexcept;
    Data& operator=(const Data&);
    Data& operator=(Data&&) noexcept;
    ~Data();
  };

  Data data;
  Span span;

  static Value none(Span span = {}) { return {None{}, span}; }
  static Value boolean(bool value, Span span = {}) { return {value, span}; }
  static Value integer(Int value, Span span = {}) { return {std::move(value), span}; }
  static Value real(double value, Span span = {}) { return {value, span}; }
  static Value text(std::string text, Span span = {});
  static Value borrowed(std::string_view text, Span span = {});  ///< `text` outlives the value.
  static Value bytes(std::string bytes, Span span = {});
  static Value list(std::vector<Value> items = {}, Span span = {});
  static Value tuple(std::vector<Value> items = {}, Span span = {});
  static Value dict(Span span = {});
  static Value set(Span span = {});
  static Value builtin(const Builtin& function, Span span = {});  ///< `function` is static.
  static Value object(std::shared_ptr<Native> native, Span span = {});
  static Value type(std::shared_ptr<Class> cls, Span span = {});
  static Value module(std::shared_ptr<Module> module, Span span = {});
  static Value bound(Value self, const Builtin& function, Span span = {});
  static Value iterator(std::shared_ptr<Iterator> iterator, Span span = {});
  static Value unknown(Span because, std::string why);
  static Value unknown(const Unknown& same);

  bool is_none() const { return std::holds_alternative<None>(data); }
  bool is_unknown() const { return std::holds_alternative<std::shared_ptr<const Unknown>>(data); }
  const Unknown* unknown() const { return pointed<const Unknown>(); }

  /// The alternative: `T*` for shared ones and for plain ones alike, null when it is another.
  template <class T>
  auto as() const {
    if constexpr (holds<std::shared_ptr<T>>(static_cast<Data*>(nullptr))) {
      return pointed<T>();
    } else {
      return std::get_if<T>(&data);
    }
  }
  /// The alternative with a share in it.
  template <class T>
  std::shared_ptr<T> share() const {
    const auto* held = std::get_if<std::shared_ptr<T>>(&data);
    return held ? *held : nullptr;
  }

  // The facts of a simple value, looking through instances of subclasses of `str`, `int`, ….
  std::optional<std::string_view> text() const;
  std::optional<bool> boolean() const;
  std::optional<std::int64_t> integer() const;  ///< Of an int that fits or a bool.
  std::optional<double> real() const;           ///< Of a float or an int.
  /// The items of a list or tuple (or an instance of a subclass), else null.
  const std::vector<Value>* items() const;
  const Dict* dictionary() const;

  /// The library object of this class, also as the native part of a user's instance.
  template <class N>
  N* object() const {
    return dynamic_cast<N*>(native());
  }
  Native* native() const;
  std::shared_ptr<Native> native_share() const;
  /// The native class that this class is or derives from: `value.native_class<Enum>()`.
  template <class N>
  const N* native_class() const {
    return dynamic_cast<const N*>(any_native_class());
  }
  const NativeClass* any_native_class() const;

 private:
  template <class T, class... Alternatives>
  static constexpr bool holds(std::variant<Alternatives...>*) {
    return (std::is_same_v<T, Alternatives> || ...);
  }
  template <class T>
  T* pointed() const {
    const auto* held = std::get_if<std::shared_ptr<T>>(&data);
    return held ? held->get() : nullptr;
  }
};

/// What all shared, changeable values have in common. Whoever changes one asks
/// `Site::may_change(value)` first.
struct Mutable {
  bool frozen = false;          ///< Shared between revisions and threads: never changed again.
  bool tracked = false;         ///< Known to the evaluator, which breaks its cycles at the end.
  std::uint32_t exploring = 0;  ///< How many undecided branches deep it was made.
  /// Changed in an arm of an undecided branch, or by unknown code: what it holds is not known.
  std::shared_ptr<const Unknown> blurred;
  bool only_keys_blurred = false;  ///< … but only in the items `Dict::possible_keys` names.

  Mutable() = default;
  Mutable(const Mutable&) = default;
  Mutable& operator=(const Mutable&) = default;
  virtual ~Mutable() = default;
  virtual void forget() {}  ///< Lets go of all values.
};

/// Names and values: variables of a scope, attributes of a class or module. Linear while small.
///
/// Names are borrowed; `set_owned` keeps a copy of a computed one.
class Namespace {
 public:
  struct Entry {
    std::string_view name;
    Value value;
  };

  const Value* find(std::string_view name) const;
  Value* find(std::string_view name);
  void set(std::string_view name, Value value);
  void set_owned(std::string_view name, Value value);
  bool erase(std::string_view name);
  void clear();
  const std::vector<Entry>& entries() const { return entries_; }
  std::vector<std::string_view> names() const;

 private:
  std::size_t index_of(std::string_view name) const;
  void rehash();

  std::vector<Entry> entries_;
  std::vector<std::uint32_t> index_;  ///< Open addressing, used above a few entries.
  std::vector<std::shared_ptr<const std::string>> owned_;
};

struct List : Mutable {
  std::vector<Value> items;
  /// Its order is that of a set, which CPython leaves to hashing; ours is the order of insertion.
  bool hash_ordered = false;
  void forget() override { items.clear(); }
};

struct Tuple : Mutable {
  std::vector<Value> items;
  bool hash_ordered = false;
  std::vector<std::string> names;  ///< Field names of a named tuple.
  std::shared_ptr<Class> cls;      ///< The class of a named tuple.
  void forget() override;
};

/// Python's hash for deciding equality of keys; nothing for what is unhashable or not known.
std::optional<std::uint64_t> hash_of(const Value& value);
/// `a == b` for values that need no user code; nothing when it cannot be known without.
std::optional<bool> equal(const Value& a, const Value& b);
/// `a is b`; nothing where CPython's answer is an accident (equal strings, large ints).
std::optional<bool> identical(const Value& a, const Value& b);

/// Insertion ordered; keys have passed `hash_of`.
struct Dict : Mutable {
  struct Entry {
    std::uint64_t hash = 0;
    Value key, value;
    bool present = true;
  };

  Value* find(const Value& key);
  const Value* find(const Value& key) const;
  const Value* find(std::string_view key) const;
  /// False when the key is unhashable or not known.
  bool set(Value key, Value value);
  void set(std::string_view key, Value value) {
    set(Value::text(std::string(key)), std::move(value));
  }
  bool erase(const Value& key);
  std::size_t size() const { return live_; }
  /// Calls with key and value, in order.
  template <class F>
  void each(F&& visit) const {
    for (const Entry& entry : entries_) {
      if (entry.present) visit(entry.key, entry.value);
    }
  }
  const std::vector<Entry>& entries() const { return entries_; }  ///< With gaps: ask `present`.
  void forget() override;

  std::shared_ptr<Value> default_factory;  ///< Of a `collections.defaultdict`.
  std::string_view type_name = "dict";     ///< `defaultdict`, `OrderedDict`, `Counter`, ….
  std::vector<Value> possible_keys;        ///< Of items that may have been set.

 private:
  std::size_t position(const Value& key, std::uint64_t hash) const;
  void rehash(std::size_t slots);

  std::vector<Entry> entries_;
  std::vector<std::uint32_t> index_;
  std::size_t live_ = 0;
};

struct Set : Mutable {
  Dict members;  ///< Keys only.
  bool is_frozenset = false;
  std::size_t size() const { return members.size(); }
  void forget() override { members.forget(); }
};

struct Range {
  Int start, stop, step;
  Int length;
};

struct Slice {
  Value lower, upper, step;
};

/// The variables of a function's call that inner functions may see.
struct Scope : Mutable {
  enum class Kind { Function, Class, Comprehension };
  Kind kind = Kind::Function;
  Namespace variables;
  std::shared_ptr<Scope> outer;         ///< Null above: the module.
  std::shared_ptr<const Names> locals;  ///< Of the names bound here; null: they are not known.
  std::shared_ptr<Class> method_of;     ///< For `super()`.
  void forget() override;
};

struct Function : Mutable {
  std::string_view name;
  const ast::Def* def = nullptr;
  const ast::Lambda* lambda = nullptr;
  std::vector<std::pair<std::size_t, Value>> defaults;  ///< By index of the parameter.
  std::shared_ptr<Scope> outer;
  std::shared_ptr<Module> module;
  std::shared_ptr<Class> owner;  ///< The class whose body holds the `def`.
  Namespace attributes;
  void forget() override;
};

struct BoundMethod {
  Value self, function;
};

/// `property`, `staticmethod`, `classmethod`, `super()`, `contextmanager`: a value around others.
struct Wrapper {
  enum class Kind { Property, StaticMethod, ClassMethod, Super, Partial, ContextManager, Alias };
  Kind kind{};
  std::vector<Value> values;  ///< getter, setter, deleter; function; class, self.
  std::vector<std::pair<std::string, Value>> keywords;  ///< Of a partial.
};

/// A class of the user, of Python itself (`int`, `ValueError`) or of a modelled library.
struct Class : Mutable {
  std::string name;
  std::string module;
  std::vector<std::shared_ptr<Class>> bases;
  std::vector<std::shared_ptr<Class>> mro;  ///< Without the class itself.
  Namespace attributes;
  const NativeClass* native =
      nullptr;        ///< What makes instances of it or of its nearest native base.
  bool user = false;  ///< Written in Python.
  bool open = false;  ///< Has an unknown base: what it lacks is not known.
  std::shared_ptr<const Unknown> open_because;
  struct Enumeration {
    std::vector<std::string> members;
    bool flag = false;
  };
  std::shared_ptr<Enumeration> enumeration;  ///< Of an `enum.Enum` with members.
  std::vector<std::string> fields;           ///< Of a dataclass, in order.

  const Value* find(std::string_view attribute) const;  ///< Along the bases.
  bool derives_from(const Class& other) const;          ///< Also true of itself.
  void forget() override;
};

/// An instance of a user's class, or an exception.
struct Instance : Mutable {
  std::shared_ptr<Class> cls;
  Namespace attributes;
  /// What its native base made of it: the `str` of a `class C(str)`, a library's object, or none.
  Value payload;
  // Of an exception.
  std::vector<Value> args;
  std::shared_ptr<Instance> cause, context;
  Span raised_at;
  std::string help;
  void forget() override;
};

struct Module : Mutable {
  std::string name;
  std::string package;  ///< What relative imports start from.
  std::string file;
  Namespace attributes;
  bool complete = true;  ///< A name it lacks does not exist; else such a name is not known.

  // For those who model a library:
  void define(std::string_view attribute, Value value) {
    attributes.set(attribute, std::move(value));
  }
  void function(const Builtin& builtin);
  void type(std::shared_ptr<Class> cls);
  void forget() override { attributes.clear(); }
};

/// `type(value).__name__`, for messages.
std::string type_name(const Value& value);
/// Marks it and all it holds as shared between threads: never changed again.
void freeze(const Value& value);
/// `repr(value)` where no user code is needed; nothing when it is not known.
std::optional<std::string> repr(const Value& value);
std::string repr_of_text(std::string_view text);
std::string repr_of_bytes(std::string_view bytes);
std::string repr_of_double(double value);
/// `repr` or the type's name, cut short: for messages.
std::string describe(const Value& value);

}  // namespace migc::python
