#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "compiler/python/value.h"

namespace migc::python {

/// A module that migrations import and that is modelled in C++: a member of a catalogue.
///
///     extern const python::ModelledModule textwrap{"textwrap", [](python::Module& module) {
///       module.function(dedent);
///     }};
struct ModelledModule {
  std::string_view name;  ///< Dotted, absolute.
  void (*define)(Module& module);
  bool complete = false;  ///< A name it lacks is an ImportError rather than Unknown.
};

/// All modelled modules, made once and frozen, so that any number of threads may import them.
///
/// A module with dots in its name becomes an attribute of its parent, which is made when it is not
/// modelled itself.
class ModelledModules {
 public:
  explicit ModelledModules(std::span<const ModelledModule* const> catalogue);

  std::shared_ptr<Module> find(std::string_view name) const;  ///< Null when it is not modelled.
  /// Some modelled module has this first part (`sqlalchemy` of `sqlalchemy.ext.mutable`).
  bool knows_package(std::string_view top) const { return find(top) != nullptr; }

 private:
  std::map<std::string, std::shared_ptr<Module>, std::less<>> modules_;
};

}  // namespace migc::python
