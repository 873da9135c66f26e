#include <memory>
#include <set>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "compiler/driver/command.h"
#include "compiler/driver/script.h"
#include "compiler/json/write.h"
#include "dialects/script.h"
#include "migrations/plan.h"
#include "migrations/write_script.h"

namespace migc::driver {
namespace {

struct Options {
  std::string revision = "heads";
  std::string format = "sql";
};

/// Tables so that what they refer to comes first. Foreign keys that close a circle come behind all.
struct TableOrder {
  std::vector<ir::Table> tables;
  std::vector<ir::AddConstraint> closing;
};

class Ordering {
 public:
  /// Without `closes` a table may refer to one that comes later.
  Ordering(const ir::Schema& schema, bool closes) : schema_(schema), closes_(closes) {}

  TableOrder operator()() {
    schema_.for_each_table([&](const ir::TableState& state) {
      if (state.presence == ir::Presence::Present) visit(state);
    });
    return std::move(order_);
  }

 private:
  void visit(const ir::TableState& state) {
    const ir::TableName key = schema_.key(state.table.name);
    if (!seen_.insert(key).second) return;
    ir::Table table = state.table;
    for (const ir::Constraint& constraint : state.table.constraints) {
      const auto* foreign = std::get_if<ir::ForeignKey>(&constraint);
      if (foreign == nullptr) continue;
      const ir::TableName referred = schema_.key(foreign->referred);
      const ir::TableState* there = schema_.find_state(foreign->referred);
      if (referred == key || there == nullptr || there->presence != ir::Presence::Present) continue;
      visit(*there);
      if (done_.contains(referred) || !closes_) continue;
      order_.closing.push_back({.table = table.name, .constraint = constraint});
      std::erase(table.constraints, constraint);
    }
    done_.insert(key);
    order_.tables.push_back(std::move(table));
  }

  const ir::Schema& schema_;
  const bool closes_;
  TableOrder order_;
  std::set<ir::TableName> seen_, done_;
};

/// The schema as the statements that make it: types, then tables with their indexes.
std::string as_sql(const ir::Schema& schema, const dialects::Target& target,
                   Diagnostics& diagnostics) {
  dialects::Script script;
  ir::Schema made = ir::Schema::empty_database(target.dialect->naming());
  Diagnostics unheard;
  const auto add = [&](ir::Action action) {
    const ir::Operation operation{.action = std::move(action)};
    target.dialect->render(operation, made, target, script, diagnostics);
    ir::apply(operation, made, unheard);
  };
  const bool alters = target.dialect->facts().alters_columns;
  schema.for_each_namespace([&](const std::string& name, const ir::NamespaceState& state) {
    if (state.presence == ir::Presence::Present) add(ir::CreateSchema{.name = name});
  });
  schema.for_each_type([&](const ir::TypeState& state) {
    if (state.presence != ir::Presence::Present) return;
    add(ir::CreateType{.type = state.type, .definition = state.definition});
  });
  schema.for_each_sequence([&](const ir::SequenceState& state) {
    if (state.presence == ir::Presence::Present) add(state.sequence);
  });
  schema.for_each_table([&](const ir::TableState& state) {
    if (state.presence == ir::Presence::Unknown) {
      script.comment(fmt::format("table {}: whether it is there is not known", state.table.name));
    } else if (state.presence == ir::Presence::Present && !state.complete) {
      script.comment(fmt::format("table {}: only a part of it is known", state.table.name));
    }
  });
  TableOrder order = Ordering(schema, alters)();
  for (ir::Table& table : order.tables) add(ir::CreateTable{.table = std::move(table)});
  for (ir::AddConstraint& constraint : order.closing) add(std::move(constraint));
  schema.for_each_view([&](const ir::ViewState& state) {
    if (state.presence == ir::Presence::Present) add(state.view);
  });
  return migrations::script_text(script, target);
}

Status run(const Options& options, Session& session) {
  const std::optional<migrations::Project> project = load_project(session);
  if (!project || session.diagnostics.has_errors()) return session.finish(Status::Input);
  const migrations::Surroundings surroundings(*project, session.host.files, session.sources,
                                              session.diagnostics);
  migrations::PlanRequest request;
  request.steps = [&](const std::string&) -> std::optional<std::vector<migrations::Step>> {
    const auto path = project->graph.upgrade_path({}, options.revision, session.diagnostics);
    if (!path) return std::nullopt;
    return migrations::upgrade_steps(project->graph, {}, *path, session.diagnostics);
  };
  std::optional<migrations::Plan> plan =
      migrations::make_plan(*project, surroundings, request, session.diagnostics);
  if (!plan || session.diagnostics.has_errors()) return session.finish(Status::Input);

  session.diagnostics.merge(std::move(plan->diagnostics));
  session.print(options.format == "json"
                    ? json::write(plan->after)
                    : as_sql(plan->after, plan->context.target, session.diagnostics));
  return session.finish(session.diagnostics.has_errors() ? Status::NotRendered : Status::Clean);
}

Action add(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  app.add_option("revision", options->revision, "After this revision; after all when absent");
  app.add_option("--format", options->format, "How it is printed: sql or json")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"sql", "json"}));
  return [options](Session& session) { return run(*options, session); };
}

}  // namespace

extern const Command schema{.name = "schema",
                            .summary = "Print the schema that the revisions up to one make.",
                            .examples =
                                "  migc schema\n"
                                "  migc schema 3f2a9c --format json\n",
                            .add = add};

}  // namespace migc::driver
