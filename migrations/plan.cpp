#include "migrations/plan.h"

#include <algorithm>
#include <functional>
#include <span>

#include "compiler/base/arena.h"
#include "compiler/base/parallel.h"
#include "compiler/library/alembic/environment.h"
#include "compiler/python/parser.h"
#include "dialects/catalogue.h"
#include "migrations/at_fault.h"

namespace migc::migrations {
namespace {

using library::EnvironmentAction;

/// What env.py does when the arms of its undecided branches are put aside: what surely happens, or
/// else the first way to run migrations that it has.
std::vector<EnvironmentAction> decided(const std::vector<EnvironmentAction>& actions,
                                       Diagnostics& diagnostics) {
  const auto runs = [](const EnvironmentAction& action) {
    return action.kind == EnvironmentAction::Kind::RunMigrations;
  };
  const bool surely =
      std::ranges::any_of(actions, [&](const auto& a) { return runs(a) && !a.possible; });
  std::vector<EnvironmentAction> result;
  if (surely) {
    // A configure() behind an undecided branch stands when there is no other before the run.
    const bool configured = std::ranges::any_of(actions, [](const auto& a) {
      return a.kind == EnvironmentAction::Kind::Configure && !a.possible;
    });
    bool first = true;
    for (const EnvironmentAction& action : actions) {
      const bool stands_in =
          !configured && first && action.kind == EnvironmentAction::Kind::Configure;
      if (action.possible && !stands_in) continue;
      if (action.kind == EnvironmentAction::Kind::Configure) first = false;
      result.push_back(action);
    }
    return result;
  }
  bool ran = false;
  for (const EnvironmentAction& action : actions) {
    if (ran && action.kind != EnvironmentAction::Kind::End) break;
    result.push_back(action);
    if (runs(action)) ran = true;
  }
  if (ran) {
    diagnostics.warning(
        "undecided-environment", result.back().where,
        "env.py runs migrations behind a condition that cannot be decided; the first "
        "way it has is taken");
  }
  return result;
}

void collect_assumptions(const std::vector<ir::Operation>& operations,
                         std::vector<std::string>& out) {
  for (const ir::Operation& operation : operations) {
    for (const std::string& assumption : operation.assumptions) {
      if (std::ranges::find(out, assumption) == out.end()) out.push_back(assumption);
    }
    if (const auto* batch = std::get_if<ir::Batch>(&operation.action)) {
      collect_assumptions(batch->operations, out);
    } else if (const auto* block = std::get_if<ir::Autocommit>(&operation.action)) {
      collect_assumptions(block->operations, out);
    }
  }
}

std::vector<Span> error_places(const Diagnostics& diagnostics) {
  std::vector<Span> places;
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    if (diagnostic.severity == Severity::Error) places.push_back(diagnostic.span);
  }
  return places;
}

/// The text of a revision without what was surely carried out: the statements of its function
/// before the first one with an error.
std::string text_from_errors(const Source& source, std::string_view function,
                             const std::vector<Span>& errors) {
  Arena arena;
  Diagnostics unheard;
  const python::ast::Module module = python::parse(source, arena, unheard);
  for (const python::ast::Stmt* stmt : module.body) {
    const auto* def = stmt->as<python::ast::Def>();
    if (def == nullptr || def->name.text != function || def->body.empty()) continue;
    const std::uint32_t begin = def->body.front()->span.begin;
    std::uint32_t end = begin;
    for (const python::ast::Stmt* each : def->body) {
      const bool wrong = std::ranges::any_of(errors, [&](const Span& error) {
        return error.begin < each->span.end && error.end > each->span.begin;
      });
      if (wrong) break;
      end = each->span.end;
    }
    const bool all_inside = std::ranges::all_of(errors, [&](const Span& error) {
      return error.source == source.id && error.begin >= end && error.end <= stmt->span.end;
    });
    if (!all_inside) break;
    std::string text = source.text.substr(0, begin);
    text += source.text.substr(end, stmt->span.end - end);
    // The way back is taken only if the rest goes that way.
    const std::string_view rest = std::string_view(source.text).substr(stmt->span.end);
    const std::string_view back = function == "upgrade" ? "downgrade" : "upgrade";
    const bool goes_back = text.find(fmt::format("{}(", back)) != std::string::npos;
    const auto other = std::ranges::find_if(module.body, [&](const python::ast::Stmt* each) {
      const auto* named = each->as<python::ast::Def>();
      return named != nullptr && named->name.text == back && each->span.begin >= stmt->span.end;
    });
    if (goes_back || other == module.body.end()) return text + std::string(rest);
    text += source.text.substr(stmt->span.end, (*other)->span.begin - stmt->span.end);
    return text + source.text.substr((*other)->span.end);
  }
  return std::string(source.text);
}

/// The state of the database between two steps. Few scripts need it, so it is made when somebody
/// asks for it, and then carried along.
class State {
 public:
  struct Replayed {
    ir::Schema at_start;  ///< Before the first step.
    ir::Schema schema;
    std::string doubt = {};  ///< What makes the state doubtful; empty while nothing does.
  };
  /// The state after so many of the steps.
  using Replay = std::function<Replayed(std::size_t)>;
  /// Changes the state as a revision does.
  using Carry = std::function<void(RevisionIndex, const Body&, Replayed&)>;

  State(Replay replay, Carry carry) : replay_(std::move(replay)), carry_(std::move(carry)) {}

  Replayed& known() {
    if (!known_) known_ = replay_(done_);
    return *known_;
  }
  ir::Schema& now() { return known().schema; }

  /// The next step is done; `body` is what its revision does, if it has one.
  void advance(std::optional<RevisionIndex> revision, const Body& body) {
    ++done_;
    if (known_ && revision) carry_(*revision, body, *known_);
  }

 private:
  const Replay replay_;
  const Carry carry_;
  std::size_t done_ = 0;
  std::optional<Replayed> known_;
};

class Planner {
 public:
  Planner(const Project& project, const Surroundings& surroundings, const PlanRequest& request,
          Diagnostics& diagnostics)
      : project_(project),
        surroundings_(surroundings),
        request_(request),
        sources_(surroundings.sources()),
        diagnostics_(diagnostics) {}

  std::optional<Plan> plan(const std::vector<EnvironmentAction>& actions, library::World& world,
                           python::Evaluator& evaluator) {
    for (const EnvironmentAction& action : actions) {
      switch (action.kind) {
        case EnvironmentAction::Kind::Configure: {
          std::optional<ContextOptions> context = read_context(action, project_, diagnostics_);
          if (!context) return std::nullopt;
          plan_.context = std::move(*context);
          configured_ = true;
          break;
        }
        case EnvironmentAction::Kind::Begin:
          if (writes()) plan_.text += writer().begin();
          break;
        case EnvironmentAction::Kind::End:
          if (writes()) plan_.text += writer().commit();
          break;
        case EnvironmentAction::Kind::Execute:
          if (writes()) {
            plan_.text += writer().operations(action.operations, plan_.after, plan_.diagnostics);
          }
          break;
        case EnvironmentAction::Kind::RunMigrations:
          if (!configured_) {
            diagnostics_.error("unconfigured", action.where,
                               "env.py runs migrations before it calls context.configure()");
            return std::nullopt;
          }
          if (!run(action, world, evaluator)) return std::nullopt;
          break;
      }
    }
    return std::move(plan_);
  }

 private:
  bool writes() const { return configured_ && request_.script.has_value(); }
  ScriptWriter writer() const {
    return {plan_.context, request_.script.value_or(ScriptOptions{}), sources_};
  }

  bool run(const EnvironmentAction& action, library::World& world, python::Evaluator& evaluator) {
    if (request_.version_table_only) {
      if (writes()) plan_.text += writer().version_table(plan_.diagnostics);
      return true;
    }
    const std::optional<std::vector<Step>> steps = request_.steps(plan_.context.starting_revision);
    if (!steps || steps->empty()) return steps.has_value();
    const library::Outside outside = surroundings_.of_revisions(plan_.context, action.arguments);
    perform(*steps, outside, world, evaluator);
    return true;
  }

  /// A step as far as it goes without the state before it.
  struct Draft {
    Body body;
    WrittenStep written;
    bool asked = false;  ///< … for the state: what is written is of no use.
  };

  void perform(const std::vector<Step>& steps, const library::Outside& outside,
               library::World& world, python::Evaluator& evaluator) {
    const ir::Naming& naming = plan_.context.target.dialect->naming();
    const bool downgrade = steps.front().kind == Step::Kind::Downgrade;
    const library::Direction direction =
        downgrade ? library::Direction::Downgrade : library::Direction::Upgrade;
    const ScriptWriter script = writer();
    State state([&](std::size_t done) { return state_after(done, steps, outside, direction); },
                [&](RevisionIndex index, const Body& body, State::Replayed& at) {
                  carry(index, body, direction, outside, at);
                });
    // Where it is asked for in any case, it is carried along from the start.
    if (!writes() || !plan_.context.on_version_apply.empty()) state.now();
    std::vector<std::string> heads;
    if (!steps.front().first) heads = steps.front().from;

    const auto make = [&](std::size_t i, const std::function<void()>& await_turn) {
      const Step& step = steps[i];
      Draft draft;
      if (step.revision) {
        draft.body = evaluate(project_, *step.revision, outside,
                              {.direction = direction, .await_turn = await_turn}, sources_);
      }
      if (writes() && !draft.body.asked_schema) {
        ir::Schema unknown = ir::Schema::watched(draft.asked, naming);
        draft.written = script.step(step, draft.body, unknown);
      }
      return draft;
    };
    const auto take = [&](std::size_t i, Draft draft) {
      const Step& step = steps[i];
      if (draft.body.asked_schema) {
        draft.body = evaluate_in(state.known(), *step.revision, direction, outside);
        draft.asked = true;
      }
      if (draft.asked && writes()) {
        ir::Schema before = state.now();
        draft.written = script.step(step, draft.body, before);
      }
      if (!writes()) draft.written.diagnostics = draft.body.diagnostics;
      if (step.revision) note_assumptions(*step.revision, draft.body);
      state.advance(step.revision, draft.body);
      plan_.text += draft.written.text;
      plan_.diagnostics.merge(std::move(draft.written.diagnostics));

      update(heads, step);
      std::vector<ir::Operation> added;
      for (const python::Value& callback : plan_.context.on_version_apply) {
        std::vector<ir::Operation> asked = library::call_version_apply(
            callback,
            {step.kind != Step::Kind::Downgrade && step.upward, step.kind == Step::Kind::Stamp,
             step.upward ? step.to : step.from, step.upward ? step.from : step.to, heads},
            world, evaluator);
        std::ranges::move(asked, std::back_inserter(added));
      }
      if (!writes()) return;
      ir::Schema unknown = ir::Schema::open_world(naming);
      plan_.text +=
          script.end_of_step(added, added.empty() ? unknown : state.now(), plan_.diagnostics);
    };
    parallel_in_order(steps.size(), project_.options.workers, make, take);
    if (!writes()) plan_.after = state.now();
  }

  /// The version table is there before the first revision runs.
  ir::Schema with_version_table(const ir::Schema& schema) const {
    ir::Schema seen = schema;
    if (seen.find_state(plan_.context.version_table) != nullptr) return seen;
    Diagnostics unheard;
    ir::apply(create_version_table(plan_.context), seen, unheard);
    ir::InsertRows row;
    row.table = plan_.context.version_table;
    row.default_values = true;
    ir::apply({.origin = {}, .action = std::move(row)}, seen, unheard);
    return seen;
  }

  /// Changes the state as the revision does. One that cannot be rendered is evaluated again without
  /// the statements at fault, of which only that is unknown what they may have changed.
  void carry(RevisionIndex index, const Body& body, library::Direction direction,
             const library::Outside& outside, State::Replayed& state) const {
    Diagnostics contradictions;  // Told by `lint`; a script is what the author says.
    if (!body.diagnostics.has_errors()) {
      ir::apply(body.operations, state.schema, contradictions);
      return;
    }
    constexpr int most_passes = 8;
    const Revision& revision = project_.graph[index];
    const bool up = direction == library::Direction::Upgrade;
    std::vector<Fault> faults;
    Body rest;
    const Diagnostics* errors = &body.diagnostics;
    for (int pass = 0; pass < most_passes && errors->has_errors(); ++pass) {
      auto found = project_.kind(index) == RevisionFile::Kind::Python
                       ? find_faults(sources_[revision.source], up ? "upgrade" : "downgrade",
                                     *errors, faults)
                       : std::nullopt;
      if (!found) break;
      faults = std::move(*found);
      EvaluateOptions options{.direction = direction, .at_load = &state.at_start};
      const ir::Schema seen = with_version_table(state.schema);
      options.schema = &seen;
      options.doubt = state.doubt;
      for (const Fault& fault : faults) options.without.push_back(fault.statement);
      rest = evaluate(project_, index, outside, options, sources_);
      errors = &rest.diagnostics;
    }
    if (errors->has_errors()) {
      ir::apply(body.operations, state.schema, contradictions);
      state.doubt = forget(index, direction, error_places(body.diagnostics), state.schema);
      return;
    }
    auto fault = faults.begin();
    for (const ir::Operation& operation : rest.operations) {
      const Span& where = operation.origin.in_revision.source == revision.source
                              ? operation.origin.in_revision
                              : operation.origin.where;
      for (; fault != faults.end() && fault->statement.begin < where.begin; ++fault) {
        forget(*fault, revision, state.schema);
      }
      ir::apply({operation}, state.schema, contradictions);
    }
    for (; fault != faults.end(); ++fault) forget(*fault, revision, state.schema);
    state.doubt = fmt::format(
        "revision `{}` could not be rendered; its statements at fault are taken to change only "
        "what they name",
        revision.id);
  }

  static void forget(const Fault& fault, const Revision& revision, ir::Schema& schema) {
    const Origin here{revision.id_span, {}};
    if (fault.reach == Fault::Reach::Words) {
      schema.forget_words_of(fault.words, here);
      return;
    }
    if (fault.reach == Fault::Reach::All) {
      schema.forget_everything(here);
      return;
    }
    if (fault.reach == Fault::Reach::Rows) {
      schema.forget_rows_of(fault.words, here);
      return;
    }
    if (fault.reach == Fault::Reach::NewTable) {
      ir::CreateTable create;
      create.table.name = fault.table;
      Diagnostics unheard;
      ir::apply({.origin = here, .action = std::move(create)}, schema, unheard);
    }
    schema.forget_shape(fault.table, here);
  }

  /// A revision that cannot be rendered leaves unknown what its text names.
  std::string forget(RevisionIndex index, library::Direction direction,
                     const std::vector<Span>& errors, ir::Schema& schema) const {
    const Revision& revision = project_.graph[index];
    const Source& source = sources_[revision.source];
    const Origin here{revision.id_span, {}};
    if (project_.kind(index) != RevisionFile::Kind::Python) {
      schema.forget_words_of(source.text, here);
    } else {
      const bool up = direction == library::Direction::Upgrade;
      schema.forget_words_of(text_from_errors(source, up ? "upgrade" : "downgrade", errors), here);
    }
    return fmt::format(
        "revision `{}` could not be rendered; from where it fails on it is taken to change only "
        "what its file names",
        revision.id);
  }

  void note_assumptions(RevisionIndex revision, const Body& body) {
    std::vector<std::string> assumed;
    collect_assumptions(body.operations, assumed);
    if (!assumed.empty()) plan_.assumptions.emplace_back(revision, std::move(assumed));
  }

  static void update(std::vector<std::string>& heads, const Step& step) {
    for (const VersionChange& change : step.changes) {
      std::erase(heads, change.from);
      if (change.kind != VersionChange::Kind::Delete) heads.push_back(change.to);
    }
  }

  /// Those of the revisions that none of the others builds on.
  Path tops(const std::vector<bool>& wanted) const {
    std::vector<bool> below(wanted.size(), false);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (!wanted[i]) continue;
      for (const RevisionIndex lower :
           project_.graph.requirements(RevisionIndex{static_cast<std::uint32_t>(i)})) {
        below[position(lower)] = true;
      }
    }
    Path result;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (wanted[i] && !below[i]) result.push_back(RevisionIndex{static_cast<std::uint32_t>(i)});
    }
    return result;
  }

  /// What the database holds after so many of the steps. A plan that starts at base finds an empty
  /// one; any other, in an open world, what the revisions before it make.
  State::Replayed state_after(std::size_t done, const std::vector<Step>& steps,
                              const library::Outside& outside, library::Direction direction) const {
    const ir::Naming& naming = plan_.context.target.dialect->naming();
    const bool upgrade = direction == library::Direction::Upgrade;
    const bool from_base = steps.front().first && upgrade;
    State::Replayed state;
    state.schema = from_base ? ir::Schema::empty_database(naming) : ir::Schema::open_world(naming);
    state.at_start = state.schema;
    if (!from_base) {
      replay(before(steps, upgrade), library::Direction::Upgrade, outside, state);
      state.schema.forget_rows();
      state.at_start = state.schema;
    }
    Path performed;
    for (const Step& step : std::span(steps).first(done)) {
      if (step.revision) performed.push_back(*step.revision);
    }
    replay(performed, direction, outside, state);
    return state;
  }

  /// The revisions that are there before the first step, oldest first.
  Path before(const std::vector<Step>& steps, bool upgrade) const {
    Path applied;
    for (const Step& step : steps) {
      if (step.revision) applied.push_back(*step.revision);
    }
    if (applied.empty()) return {};
    std::vector<bool> wanted = project_.graph.ancestors(applied);
    if (upgrade) {
      for (const RevisionIndex index : applied) wanted[position(index)] = false;
    }
    Path order = project_.graph.order(wanted, tops(wanted)).value_or(Path{});
    std::ranges::reverse(order);
    return order;
  }

  void replay(const Path& revisions, library::Direction direction, const library::Outside& outside,
              State::Replayed& state) const {
    parallel_in_order(
        revisions.size(), project_.options.workers,
        [&](std::size_t i, const std::function<void()>& await_turn) {
          return evaluate(project_, revisions[i], outside,
                          {.direction = direction, .await_turn = await_turn}, sources_);
        },
        [&](std::size_t i, Body body) {
          if (body.asked_schema) body = evaluate_in(state, revisions[i], direction, outside);
          carry(revisions[i], body, direction, outside, state);
        });
  }

  /// … a revision that asks for the state before it.
  Body evaluate_in(const State::Replayed& state, RevisionIndex revision,
                   library::Direction direction, const library::Outside& outside) const {
    const ir::Schema seen = with_version_table(state.schema);
    return evaluate(
        project_, revision, outside,
        {.direction = direction, .schema = &seen, .at_load = &state.at_start, .doubt = state.doubt},
        sources_);
  }

  const Project& project_;
  const Surroundings& surroundings_;
  const PlanRequest& request_;
  const Sources& sources_;
  Diagnostics& diagnostics_;
  Plan plan_;
  bool configured_ = false;
};

/// Evaluates env.py and hands over what it does, while its values live.
using Carry =
    std::function<void(const std::vector<EnvironmentAction>&, library::World&, python::Evaluator&)>;
void evaluate_environment(const Project& project, const Surroundings& surroundings,
                          Diagnostics& diagnostics, const Carry& carry) {
  const std::string& path = project.environment.env_py;
  const Source* source =
      read_source(path, surroundings.files(), surroundings.sources(), diagnostics);
  if (source == nullptr) return;
  const python::ast::Module& module = surroundings.environment_tree(*source, diagnostics);
  if (diagnostics.has_errors()) return;

  // An env.py that wants a variable and raises without it is read once more, with every variable
  // that was not given unknown: it matters only when the script depends on it.
  Diagnostics without_variables;
  for (const bool doubting : {false, true}) {
    Diagnostics spoken;
    library::World world(surroundings.of_environment(), spoken);
    world.explore = true;
    world.doubts_absent_variables = doubting;
    bool again = false;
    library::run_environment(module, path, world, [&](python::Evaluator& evaluator) {
      const std::vector<EnvironmentAction> actions = decided(world.actions, diagnostics);
      const bool runs = std::ranges::any_of(actions, [](const auto& action) {
        return action.kind == EnvironmentAction::Kind::RunMigrations;
      });
      again = !doubting && !runs && spoken.has_errors() && world.missed_variable;
      if (again) {
        without_variables = std::move(spoken);
        return;
      }
      if (doubting) {
        if (!runs) spoken = {};
        spoken.merge(std::move(without_variables));
      }
      for (Diagnostic told : spoken.all()) {
        // What env.py could not do besides is of no account once it came to run the migrations.
        if (runs && told.severity == Severity::Error) {
          told.severity = Severity::Warning;
          told.notes.emplace_back(doubting
                                      ? "variables that `--env` does not give are unknown"
                                      : "env.py came to context.run_migrations() nevertheless");
        }
        diagnostics.add(std::move(told));
      }
      if (!runs && !diagnostics.has_errors()) {
        diagnostics.error("no-migrations-run", {source->id, 0, 0},
                          "env.py does not come to context.run_migrations()");
      }
      surroundings.settle();
      if (!diagnostics.has_errors()) carry(actions, world, evaluator);
    });
    if (!again) break;
  }
}

}  // namespace

std::optional<Plan> make_plan(const Project& project, const Surroundings& surroundings,
                              const PlanRequest& request, Diagnostics& diagnostics) {
  std::optional<Plan> plan;
  evaluate_environment(
      project, surroundings, diagnostics,
      [&](const auto& actions, library::World& world, python::Evaluator& evaluator) {
        plan = Planner(project, surroundings, request, diagnostics).plan(actions, world, evaluator);
      });
  return plan;
}

std::optional<ContextOptions> configured_context(const Project& project,
                                                 const Surroundings& surroundings,
                                                 Diagnostics& diagnostics) {
  std::optional<ContextOptions> context;
  evaluate_environment(project, surroundings, diagnostics,
                       [&](const auto& actions, library::World&, python::Evaluator&) {
                         for (const EnvironmentAction& action : actions) {
                           if (action.kind != EnvironmentAction::Kind::Configure || context)
                             continue;
                           context = read_context(action, project, diagnostics);
                         }
                       });
  return context;
}

}  // namespace migc::migrations
