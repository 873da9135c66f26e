#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/ir/type.h"
#include "compiler/python/native.h"
#include "compiler/python/signature.h"

namespace migc::library {

class TypeObject;

/// One class of `sqlalchemy.types` or of a dialect: what an instance starts as, and how its
/// arguments change that.
struct TypeSpec {
  /// How instances come about, and what a user's subclass means.
  enum class Kind { Plain, Decorator, UserDefined, Abstract };

  std::string_view name;
  std::string_view dialect;  ///< `postgresql`; empty: of SQLAlchemy itself.
  std::string_view base;     ///< A class of the same dialect or of SQLAlchemy itself.
  std::string_view exact;    ///< See ir::Type::exact.
  ir::Type start;
  /// Reads the arguments of the call. False: reported.
  bool (*arguments)(const python::Call& call, TypeObject& object) = nullptr;
  Kind kind = Kind::Plain;
};

/// The class of a column type: makes instances of it.
class TypeClass final : public python::NativeClass {
 public:
  explicit TypeClass(const TypeSpec& type_spec) : spec(type_spec) {}

  std::string_view name() const override { return spec.name; }
  std::string_view module() const override;
  python::Value instantiate(const std::shared_ptr<python::Class>& cls,
                            const python::Call& call) const override;

  const TypeSpec& spec;
};

/// An instance of a type class: `sa.String(50)`. Of a user's subclass it is the native part.
class TypeObject final : public python::Native {
 public:
  std::string_view type_name() const override;
  std::shared_ptr<python::Class> type() const override { return cls; }
  std::optional<python::Value> attribute(std::string_view name,
                                         const python::Site& site) const override;
  bool set_attribute(std::string_view name, const python::Value& value,
                     const python::Site& site) override;
  std::optional<std::string> repr() const override;
  void forget() override;

  ir::Type sql;
  const TypeSpec* spec = nullptr;
  std::shared_ptr<python::Class> cls;
  python::Value item;  ///< An ARRAY's item type, a decorator's impl, what a variant stands on.
  python::Value enum_class;  ///< Of an Enum made from a Python enumeration.
  std::vector<std::pair<std::string, python::Value>> variants;  ///< with_variant: the values.
  std::vector<std::pair<std::string, python::Value>> extra;     ///< Attributes set by the user.
};

/// A type as an argument: what the IR needs, and the Python object it came from (a TypeDecorator of
/// the user's processes values by its own methods).
struct SqlType {
  ir::Type type;
  python::Value value;
};

/// The column type that `value` is: an instance, or a class (which is instantiated). Nothing when
/// it is none, or not known; `because` then says why if it is not known, else it was raised or is
/// no type.
std::optional<ir::Type> type_of(const python::Value& value, const python::Site& site,
                                python::Value* because = nullptr);
/// Whether it is an instance or subclass of SQLAlchemy's types at all.
bool is_type(const python::Value& value);

/// What a value becomes on its way into SQL as this type: through `process_bind_param` of a
/// TypeDecorator of the user's (for the running dialect). Unknown when that is not known.
python::Value bound_value(const python::Value& type, const python::Value& value,
                          const python::Site& site);

/// The type as whose literal that value is written: of a decorator that processes values, its impl.
ir::Type literal_type(const SqlType& type, const python::Site& site);

/// The class of this name (`String`; `JSONB` of `postgresql`), or null.
std::shared_ptr<python::Class> type_class(std::string_view name, std::string_view dialect = {});
/// An instance of a type without arguments: `type_value("Integer")`.
python::Value type_value(ir::Type type, std::string_view name, std::string_view dialect = {});

/// Adds a family of classes to the registry; all are made on first use.
std::span<const TypeSpec> generic_type_specs();
std::span<const TypeSpec> dialect_type_specs();

}  // namespace migc::library

namespace migc::python {
bool from_value(const Value& value, library::SqlType& out, const Binding& binding);
bool from_value(const Value& value, ir::Type& out, const Binding& binding);
}  // namespace migc::python
