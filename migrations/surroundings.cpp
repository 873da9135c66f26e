#include "migrations/surroundings.h"

namespace migc::migrations {

Surroundings::Surroundings(const Project& project, const Files& files, Sources& sources,
                           Diagnostics& diagnostics)
    : outside_(outside_of(project, diagnostics)),
      files_(files),
      sources_(sources),
      modules_(project.import_roots(), outside_, files, sources) {
  outside_.import_module = [this](std::string_view name, const python::Site& site) {
    return modules_.import(name, site);
  };
  outside_.read_file = [this](std::string_view path) { return modules_.read_file(path); };
}

library::Outside Surroundings::of_revisions(
    const ContextOptions& context,
    std::vector<std::pair<std::string, python::Value>> run_arguments) const {
  library::Outside outside = outside_;
  outside.dialect = context.target.dialect->facts().name;
  outside.driver = context.target.driver.name;
  outside.url = context.url;
  outside.target = &context.target;
  outside.literal_binds = context.target.literal_binds;
  outside.naming_convention = context.naming_convention;
  python::freeze(outside.naming_convention);  // Threads share it, and the functions in it.
  outside.context_options = context.arguments;
  outside.run_arguments = std::move(run_arguments);
  outside.registered = modules_.registered();
  for (const auto& [_, value] : outside.run_arguments) python::freeze(value);
  return outside;
}

}  // namespace migc::migrations
