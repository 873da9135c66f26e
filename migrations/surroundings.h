#pragma once

#include "compiler/base/diagnostic.h"
#include "compiler/base/files.h"
#include "compiler/base/source.h"
#include "compiler/library/world.h"
#include "migrations/context.h"
#include "migrations/modules.h"
#include "migrations/project.h"

namespace migc::migrations {

/// All that the evaluation of a project's code may know of outside: configuration, command line,
/// the project's own modules. Lives as long as anything evaluated with it.
class Surroundings {
 public:
  Surroundings(const Project& project, const Files& files, Sources& sources,
               Diagnostics& diagnostics);
  Surroundings(const Surroundings&) = delete;
  Surroundings& operator=(const Surroundings&) = delete;

  const library::Outside& of_environment() const { return outside_; }
  library::Outside& of_environment() { return outside_; }
  /// … of revisions, once env.py has said what for; `run_arguments` are those it gives to
  /// `run_migrations()`. The context must outlive the result.
  library::Outside of_revisions(
      const ContextOptions& context,
      std::vector<std::pair<std::string, python::Value>> run_arguments) const;

  /// The syntax tree of env.py, to which the functions of its values keep pointing.
  const python::ast::Module& environment_tree(const Source& source,
                                              Diagnostics& diagnostics) const {
    return modules_.tree(source, diagnostics);
  }
  /// Called once env.py has run: from here on nothing changes the modules that it imported.
  void settle() const { modules_.settle(); }

  const Files& files() const { return files_; }
  Sources& sources() const { return sources_; }

 private:
  library::Outside outside_;
  const Files& files_;
  Sources& sources_;
  mutable Modules modules_;
};

}  // namespace migc::migrations
