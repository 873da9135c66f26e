#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/ir/operation.h"
#include "compiler/ir/schema.h"
#include "compiler/python/evaluate.h"
#include "compiler/python/value.h"

namespace migc::dialects {
struct Target;
}

namespace migc::library {

using NamedText = std::pair<std::string, std::string>;

enum class Direction { Upgrade, Downgrade };

/// What a run says of everything outside a module: the server it writes for, the options of the
/// command line, the configuration. The same for every revision of a run, read by many threads.
struct Outside {
  std::string dialect = "postgresql";  ///< As SQLAlchemy names it; `mariadb` is one of its own.
  std::string driver;                  ///< `psycopg2`; empty: the dialect's default one.
  std::string url;                     ///< With the password; empty when only a dialect is known.
  const dialects::Target* target = nullptr;  ///< What texts and names are spelled for, when known.
  std::optional<std::string> server_version;

  std::vector<std::string> x_arguments;      ///< `-x`, as written.
  std::string tag;                           ///< `--tag`
  std::string destination, starting;         ///< The revisions of the command, as written.
  std::vector<NamedText> definitions;        ///< `--define package.module.name=JSON`
  std::vector<NamedText> variables;          ///< `--env NAME=VALUE`
  std::vector<std::string> present, absent;  ///< `--assume-present`, `--assume-absent`
  std::vector<NamedText> arguments;          ///< `--kwarg NAME=JSON`: of context.configure().
  std::optional<std::int64_t> now;           ///< `--now`, in microseconds since 1970.

  /// An option of a section of the ini file; of the main section when that is empty.
  std::function<std::optional<std::string>(std::string_view section, std::string_view name)> option;
  std::function<std::optional<std::vector<NamedText>>(std::string_view section)> section;
  std::string config_file, section_name = "alembic", script_location;

  /// A module of the project by its dotted name, read statically; nothing: not the project's.
  std::function<std::optional<python::Value>(std::string_view module, const python::Site& site)>
      import_module;
  /// The text of a file of the project; nothing when there is none or it lies outside.
  std::function<std::optional<std::string>(std::string_view path)> read_file;

  /// What `context.configure()` said, by name (`compare_type`, `version_table`,
  /// `user_module_prefix`): `op.get_context().opts`.
  std::vector<std::pair<std::string, python::Value>> context_options;
  /// Those that env.py gives to `context.run_migrations()`, of upgrade() and downgrade().
  std::vector<std::pair<std::string, python::Value>> run_arguments;
  /// `op.<name>` that modules registered which env.py imported.
  std::vector<std::pair<std::string, python::Value>> registered;
  /// `MetaData(naming_convention=…)` of target_metadata: a dict, or None.
  python::Value naming_convention;
  bool literal_binds = true;
};

/// What `env.py` did, in order. What it configured last holds for the actions after it.
struct EnvironmentAction {
  enum class Kind { Configure, Begin, End, RunMigrations, Execute };

  Kind kind = Kind::Configure;
  Span where;
  bool possible = false;  ///< In an arm of a branch that could not be decided.
  std::vector<std::pair<std::string, python::Value>> arguments;  ///< Of the call, by name.
  std::vector<ir::Operation> operations;                         ///< Of `context.execute()`.
};

/// The host of one evaluation: of the outside it knows what it was given, and it collects what the
/// code does. `op.*` emits into the innermost open frame: of the revision, of a batch, of an
/// autocommit block.
///
///     World world{outside, diagnostics};
///     world.direction = Direction::Upgrade;
///     const std::vector<ir::Operation> operations = run(module, "upgrade", world);
class World final : public python::Host {
 public:
  World(const Outside& outside, Diagnostics& diagnostics);
  ~World() override;

  static World& of(const python::Site& site) { return site.host<World>(); }

  // ---- what it is told besides

  const Outside& outside() const { return outside_; }
  Diagnostics& diagnostics() { return diagnostics_; }
  Direction direction = Direction::Upgrade;
  /// The replayed state just before this revision. Null: not asked for yet; then whoever needs it
  /// calls `needs_schema`, which makes the answer Unknown, and the revision is evaluated again.
  const ir::Schema* schema = nullptr;
  std::string revision;      ///< The id, which seeds uuid4() and random.
  bool environment = false;  ///< `env.py` runs, not a revision.
  /// Environment variables that were not given may be set nevertheless: they are unknown.
  bool doubts_absent_variables = false;
  bool missed_variable = false;  ///< Set when one was asked for that was not given.
  bool explore = false;          ///< Lint: both arms of an undecided branch.
  /// The state before the first revision: Alembic loads every revision's module before it runs any.
  const ir::Schema* schema_at_load = nullptr;
  bool loading = false;  ///< The module's own statements run, not yet its function.
  /// What answers from the replay lean on besides: that a revision before could not be rendered.
  std::string doubt;
  /// Returns once every revision before this one is evaluated. What the first import of a module of
  /// the project gives depends on the modules that stand already. Empty: there is no other thread.
  std::function<void()> await_turn;

  /// Counts up: what tells one made-up value at a place from the next.
  std::uint64_t next_random() { return random_++; }

  // ---- what it collects

  /// Appends to the innermost frame, with the place of the call and what was assumed on the way.
  void emit(const python::Site& site, ir::Action action);
  /// The operation as `emit` would append it.
  ir::Operation operation(const python::Site& site, ir::Action action);
  /// Appends an operation that began elsewhere: a block is emitted where it ends.
  void emit_from(const Origin& origin, const python::Site& site, ir::Action action);
  /// Takes what is emitted until `close_frame`, which hands it over.
  void open_frame();
  std::vector<ir::Operation> close_frame();
  std::size_t depth() const { return frames_.size(); }

  /// What was answered from the replay or assumed; recorded on the operations that follow.
  void assume(std::string what);
  /// The schema was asked for. Unknown, with the reason, when there is none yet.
  python::Value needs_schema(const python::Site& site, std::string_view what);
  bool asked_schema() const { return asked_schema_; }
  /// The database as the operations so far have left it, until the next one; null, and refused,
  /// when it is not known yet. `what` asks for it (`inspect()`).
  const ir::Schema* state(const python::Site& site, std::string_view what);
  /// The operation that was emitted last, and taking one back: a query whose rows are known.
  std::uint64_t last_emitted() const { return serial_; }
  void retract(std::uint64_t serial);
  const ir::Operation* last_operation() const;
  /// Puts the last operation into an autocommit block of its own.
  void take_out_last();
  /// The database just before the operation of this serial; nothing, and refused, as `state`.
  std::optional<ir::Schema> state_before(std::uint64_t serial, const python::Site& site,
                                         std::string_view what);

  std::vector<EnvironmentAction> actions;  ///< Of `env.py`.
  /// The modules of the project that are being imported by this evaluation, which does nothing
  /// else: null for that of a revision or of `env.py`.
  std::map<std::string, std::shared_ptr<python::Module>, std::less<>>* importing = nullptr;

  // ---- what the code changed for the rest of its evaluation

  std::vector<std::pair<std::string, python::Value>> registered;  ///< `op.<name>` of the user's.
  /// … of modules that are imported.
  void take_registered(const std::vector<std::pair<std::string, python::Value>>& directives);
  std::shared_ptr<python::Module> own_op, own_alembic;  ///< With those; null while none is used.
  /// `config.set_main_option()`: section, name, value.
  std::vector<std::tuple<std::string, std::string, std::string>> set_options;
  /// … to what is not known.
  std::vector<std::tuple<std::string, std::string, python::Unknown>> unknown_options;
  python::Value config_attributes;  ///< `config.attributes`, a dict; None while nobody asked.
  /// Tables, with the MetaData to which they were added, when that one is shared.
  std::vector<std::pair<const python::Native*, std::shared_ptr<python::Native>>> added_tables;

  /// Refuses what stands at `site`: an error with the code `unsupported`, once for each place.
  /// The value is Unknown.
  python::Value refuse(const python::Site& site, std::string reason, std::string help = {});
  /// As `refuse`, for what Alembic or SQLAlchemy raise on too (`sqlalchemy.exc.CompileError`): an
  /// exception that the code can catch.
  python::Value raise(const python::Site& site, std::string_view type, std::string message);
  Diagnostic& warn(const python::Site& site, std::string_view code, std::string message);

  /// All operations; call when the evaluation is over.
  std::vector<ir::Operation> take_operations();

  // ---- python::Host

  python::Value import_module(std::string_view name, const python::Site& site) override;
  python::Value read_file(std::string_view path, const python::Site& site) override;
  Undecided undecided(const python::Site& site, const python::Unknown& condition) override;
  void unknown_call(const python::Call& call, const python::Unknown& callee,
                    bool discarded) override;
  void unknown_argument(const python::Binding& binding, const python::Unknown& cause) override;
  void printed(const python::Site& site) override;
  void hash_order(const python::Site& site) override;
  bool avoids_raise(const python::Value& condition) override;
  bool passes_raise(const python::Site& site, const python::Unknown& condition) override;
  bool tries() const override { return !explore; }
  void cannot_try(const python::Site& site) override;
  void changes_unknown(const python::Site& site) override;
  /// Where something unknown was changed that a session could write: the last place, if any.
  const std::optional<Span>& changed_unknown() const { return changed_unknown_; }

  /// A fact of the database that is not known and may not matter: Unknown.
  python::Value unknown_fact(const python::Site& site, std::string reason);

 private:
  struct Frame {
    std::vector<ir::Operation> operations;
    std::vector<std::uint64_t> serials;
  };
  void append(ir::Operation operation);
  const ir::Schema* start(const python::Site& site, std::string_view what);
  void apply_to(const ir::Operation& operation, ir::Schema& to) const;

  const Outside& outside_;
  Diagnostics& diagnostics_;
  std::vector<Frame> frames_{1};
  std::uint64_t serial_ = 0;
  std::unique_ptr<ir::Schema> working_, inner_;
  std::size_t applied_ = 0;  ///< Operations of the outermost frame that `working_` has.
  std::vector<Span> refused_;
  /// Conditions whose arms were tried, with their places.
  std::vector<std::pair<python::Unknown, Span>> tried_;
  std::optional<Span> changed_unknown_;
  bool leans_on_facts_ = false;  ///< `unknown_fact` gave something.
  std::vector<Span> unknown_causes_;
  std::vector<std::string> assumptions_;
  bool asked_schema_ = false;
  bool printed_ = false;
  std::uint64_t random_ = 0;
};

}  // namespace migc::library
