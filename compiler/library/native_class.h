#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "compiler/python/native.h"
#include "compiler/python/signature.h"

namespace migc::library {

/// A class of a library in a few lines: its names, what makes instances, its methods.
///
///     const SpecClass index_spec{"Index", "sqlalchemy.sql.schema", make_index};
///     std::shared_ptr<python::Class> index_class() {
///       static const auto cls = define_class(index_spec, {}, index_methods);
///       return cls;
///     }
class SpecClass final : public python::NativeClass {
 public:
  using Make = python::Value (*)(const std::shared_ptr<python::Class>& cls,
                                 const python::Call& call);

  constexpr SpecClass(std::string_view name, std::string_view module, Make make,
                      bool all_modelled = false)
      : name_(name), module_(module), make_(make), complete_(all_modelled) {}

  std::string_view name() const override { return name_; }
  std::string_view module() const override { return module_; }
  bool complete() const override { return complete_; }
  python::Value instantiate(const std::shared_ptr<python::Class>& cls,
                            const python::Call& call) const override {
    return make_(cls, call);
  }

 private:
  std::string_view name_, module_;
  Make make_;
  bool complete_;
};

inline std::shared_ptr<python::Class> define_class(
    const python::NativeClass& native, std::vector<std::shared_ptr<python::Class>> bases = {},
    std::span<const python::Builtin> methods = {}) {
  std::shared_ptr<python::Class> cls = python::native_class(native, std::move(bases));
  for (const python::Builtin& method : methods) {
    cls->attributes.set(method.name, python::Value::builtin(method));
  }
  return cls;
}

}  // namespace migc::library
