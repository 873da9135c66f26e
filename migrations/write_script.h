#pragma once

#include <array>
#include <string>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/base/source.h"
#include "compiler/ir/schema.h"
#include "dialects/script.h"
#include "migrations/context.h"
#include "migrations/project.h"
#include "migrations/steps.h"

namespace migc::migrations {

struct ScriptOptions {
  /// A revision that cannot be rendered becomes a comment and a statement that fails, instead of
  /// an error that leaves no script.
  bool keep_going = false;
};

/// A part of a script, finished but for what env.py adds to it.
struct WrittenStep {
  std::string text;
  Diagnostics diagnostics;
  bool rendered = true;  ///< Otherwise an error says why not.
};

/// Writes the parts of a script as `alembic … --sql` prints them. Safe from many threads.
class ScriptWriter {
 public:
  ScriptWriter(const ContextOptions& context, ScriptOptions options, const Sources& sources);

  // The outer transaction, where the context has one.
  std::string begin() const;
  std::string commit() const;
  std::string version_table(Diagnostics& diagnostics) const;

  /// A step: what its revision does and what becomes of the version table.
  ///
  /// `before` is the state it starts from and is carried on through its operations, unless it is
  /// watched (`Schema::watched`): then the text is of use only if nobody asked.
  WrittenStep step(const Step& step, const Body& body, ir::Schema& before) const;
  /// What ends a step, after the operations that env.py adds (`on_version_apply`).
  std::string end_of_step(const std::vector<ir::Operation>& added, ir::Schema& before,
                          Diagnostics& diagnostics) const;
  std::string operations(const std::vector<ir::Operation>& operations, ir::Schema& before,
                         Diagnostics& diagnostics) const;

 private:
  const dialects::Target& target() const { return context_.target; }
  bool outer_transaction() const {
    return target().transactional_ddl && !context_.transaction_per_migration;
  }
  bool inner_transaction() const {
    return target().transactional_ddl && context_.transaction_per_migration;
  }
  void render(const std::vector<ir::Operation>& operations, ir::Schema& before,
              dialects::Script& script, Diagnostics& diagnostics) const;
  void mark(const Diagnostics& diagnostics, dialects::Script& script) const;

  std::string version_text(const VersionChange& change, Diagnostics& diagnostics) const;

  const ContextOptions& context_;
  const ScriptOptions options_;
  const Sources& sources_;
  /// A change of each kind as text, with stand-ins for the ids: rendering it anew for every
  /// revision would be a good part of all the work.
  std::array<std::string, 3> version_samples_;
};

/// What makes the version table.
ir::Operation create_version_table(const ContextOptions& context);

/// A script's units as text: each ends with an empty line; statements get their terminator and,
/// where the client wants one, the batch separator.
std::string script_text(const dialects::Script& script, const dialects::Target& target);

}  // namespace migc::migrations
