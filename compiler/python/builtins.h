#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "compiler/python/native.h"
#include "compiler/python/signature.h"
#include "compiler/python/value.h"

namespace migc::python {

/// The classes of the language itself, frozen.
struct Types {
  std::shared_ptr<Class> object, type, none, boolean, integer, real, complex, text, bytes, list,
      tuple, dict, set, frozenset, range, slice, function, builtin, method, module, iterator,
      generator, property, static_method, class_method, super, ellipsis, not_implemented;
  std::shared_ptr<Class> base_exception, exception;
  std::shared_ptr<Class> enum_, repr_enum, int_enum, str_enum, flag, int_flag, enum_auto;
};
const Types& types();

/// `type(value)`; null when that is not known.
std::shared_ptr<Class> class_of(const Value& value);
/// A built-in exception (`"KeyError"`), or null.
std::shared_ptr<Class> exception_class(std::string_view name);
/// What names mean that nobody defined: `len`, `str`, `ValueError`.
const Value* find_builtin(std::string_view name);
/// All of them, for spelling suggestions.
const Namespace& builtin_names();

/// `object.__init__` and its like, for `super().__init__()`; null when it has no such method.
const Builtin* object_method(std::string_view name);

/// A frozen exception class of a library (`sqlalchemy.exc.NoSuchTableError`).
std::shared_ptr<Class> make_exception_class(std::string name, std::shared_ptr<Class> base);

/// Contents of modules that need the evaluator's own parts: `enum`, `contextlib`, `dataclasses`,
/// `functools`. The catalogue of the standard library names them.
void define_enum(Module& module);
void define_contextlib(Module& module);
void define_dataclasses(Module& module);
void define_functools(Module& module);
void define_builtins(Module& module);

/// A modelled type with nothing but a name and a function that makes instances.
class PlainType final : public NativeClass {
 public:
  constexpr PlainType(std::string_view name,
                      Value (*make)(const std::shared_ptr<Class>&, const Call&))
      : name_(name), make_(make) {}
  std::string_view name() const override { return name_; }
  std::string_view module() const override { return "builtins"; }
  bool complete() const override { return true; }
  Value instantiate(const std::shared_ptr<Class>& cls, const Call& call) const override {
    return make_(cls, call);
  }

 private:
  std::string_view name_;
  Value (*make_)(const std::shared_ptr<Class>&, const Call&);
};

/// What `dict(…)` and `dict.update(…)` do with the arguments of `call`: None, or Unknown, or
/// raised.
Value fill_dict(const Call& call, const std::shared_ptr<Dict>& dict);
/// `open(…)`: files of the project, for reading.
Value open_file(const Call& call);
/// Sorts by Python's `<`, stably. False: failed, or `unknown` says why it cannot.
bool sort_values(const Call& call, std::vector<Value>& items, const Value& key, bool reverse,
                 Value& unknown);
/// `a | b` and its like, of sets.
Value set_operation(const Site& site, ast::BinaryOp op, const Set& a, const Set& b);

// Tables of methods, sorted by file: text_methods.cpp, ….
std::span<const Builtin> text_methods();
std::span<const Builtin> bytes_methods();
std::span<const Builtin> list_methods();
std::span<const Builtin> tuple_methods();
std::span<const Builtin> dict_methods();
std::span<const Builtin> set_methods();
std::span<const Builtin> frozenset_methods();
std::span<const Builtin> integer_methods();
std::span<const Builtin> real_methods();
std::span<const Builtin> range_methods();
std::span<const Builtin> generator_methods();
std::span<const Builtin> exception_methods();
std::span<const Builtin> property_methods();
std::span<const Builtin> builtin_functions();

}  // namespace migc::python
