#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/base/files.h"
#include "compiler/base/source.h"
#include "compiler/ir/operation.h"
#include "compiler/library/world.h"
#include "migrations/environment.h"
#include "migrations/graph.h"

namespace migc::migrations {

/// What the command line says of a project, over what its files say.
struct ProjectOptions {
  EnvironmentOptions environment;
  std::optional<std::string> dialect, url, server_version;
  std::optional<std::int64_t> now;  ///< In microseconds since 1970.
  std::vector<NamedText> define, variables, arguments;
  std::vector<std::string> x_arguments;
  std::vector<std::string> present, absent;  ///< Tables and the like that are (not) there.
  unsigned workers = 1;
};

/// A project as it was read: configuration, revisions, graph. What revisions do is asked for with
/// `Evaluation`.
struct Project {
  ProjectOptions options;
  Environment environment;
  Graph graph;
  std::string working_folder;  ///< Absolute: what relative import roots start from.
  /// The folders above the scripts, up to the one that holds the project's `pyproject.toml` or the
  /// like, and `src` in them: where its packages are installed from.
  std::vector<std::string> package_folders;

  /// Absolute folders from which the project's own modules are imported, as Alembic's `sys.path`.
  std::vector<std::string> import_roots() const;
  RevisionFile::Kind kind(RevisionIndex index) const;
};

/// Reads a project: configuration, the headers of all revisions, the graph. What is wrong with
/// single files is reported and the rest is read; nothing when there is no project at all.
std::optional<Project> load(const ProjectOptions& options, const Files& files, Sources& sources,
                            Diagnostics& diagnostics);

/// A Python file of the project as text; null, and that is reported, when it cannot be read.
/// Messages show its path from the working folder, which is asked for unless it is given.
const Source* read_source(const std::string& path, const Files& files, Sources& sources,
                          Diagnostics& diagnostics,
                          std::optional<std::string> working_folder = std::nullopt);

/// What everything of the project is evaluated with, before `env.py` has spoken.
library::Outside outside_of(const Project& project, Diagnostics& diagnostics);

/// What one revision does in one direction.
struct Body {
  std::vector<ir::Operation> operations;
  Diagnostics diagnostics;    ///< An error: not all of it can be rendered.
  bool asked_schema = false;  ///< It asked for the state before it, and got no answer.
  bool defined = false;       ///< The revision has such a function.
  bool raises = false;        ///< … which says itself that it cannot be done.
  Span function;              ///< Its name, where it is defined; else the start of the file.
};

struct EvaluateOptions {
  library::Direction direction = library::Direction::Upgrade;
  const ir::Schema* schema =
      nullptr;  ///< The state just before the revision, once somebody has it.
  const ir::Schema* at_load = nullptr;    ///< `World::schema_at_load`
  std::string doubt = {};                 ///< `World::doubt`
  bool explore = false;                   ///< Both arms of an undecided branch: `lint`.
  bool read_sql = true;                   ///< Find the effects of raw SQL.
  std::function<void()> await_turn = {};  ///< `World::await_turn`
  std::vector<Span> without = {};         ///< Statements that are passed over.
};

/// Evaluates the revision's function. A pure function of its arguments; safe from many threads.
Body evaluate(const Project& project, RevisionIndex revision, const library::Outside& outside,
              const EvaluateOptions& options, const Sources& sources);

/// `evaluate` of many, in parallel and without a schema; results in the order asked.
std::vector<Body> evaluate_all(const Project& project, const Path& revisions,
                               const library::Outside& outside, const EvaluateOptions& options,
                               const Sources& sources);

}  // namespace migc::migrations
