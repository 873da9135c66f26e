#include "linter/lint.h"

#include <algorithm>
#include <map>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "linter/suppress.h"

namespace migc::linter {
namespace {

/// What a revision made so far. Steps refer to it.
struct Made {
  std::vector<ir::TableName> tables;
  std::vector<std::pair<ir::TableName, std::string>> columns;
};

/// Takes operations apart into steps, replaying them on the way.
class Unfolding {
 public:
  Unfolding(const migrations::Revision& revision, const dialects::Target& target,
            ir::Schema& schema, Made& made, Diagnostics& diagnostics)
      : revision_(revision),
        target_(target),
        schema_(schema),
        created_(made.tables),
        added_(made.columns),
        diagnostics_(diagnostics) {}

  std::vector<Step> unfold(const std::vector<ir::Operation>& operations) {
    all(operations, target_.transactional_ddl, false);
    return std::move(steps_);
  }

 private:
  void all(const std::vector<ir::Operation>& operations, bool in_transaction, bool in_batch) {
    for (const ir::Operation& operation : operations) one(operation, in_transaction, in_batch);
  }

  void one(const ir::Operation& operation, bool in_transaction, bool in_batch) {
    if (const auto* batch = std::get_if<ir::Batch>(&operation.action)) {
      return all(batch->operations, in_transaction, true);
    }
    if (const auto* autocommit = std::get_if<ir::Autocommit>(&operation.action)) {
      return all(autocommit->operations, false, in_batch);
    }
    const auto* execute = std::get_if<ir::Execute>(&operation.action);
    if (execute != nullptr) {
      const auto begins = dialects::begins_transaction(ir::plain_text(execute->sql).value_or(""));
      if (begins) committed_ = !*begins;
    }
    if (execute != nullptr && execute->understood) {
      return all(execute->effects, in_transaction, in_batch);
    }
    steps_.push_back(Step{.revision = revision_,
                          .operation = operation,
                          .before = schema_,
                          .target = target_.dialect->facts(),
                          .in_transaction = in_transaction && !committed_,
                          .in_batch = in_batch,
                          .created_before = created_.size(),
                          .created = created_,
                          .added_before = added_.size(),
                          .added = added_});
    ir::apply(operation, schema_, diagnostics_);
    if (const auto* add = std::get_if<ir::AddColumn>(&operation.action)) {
      added_.emplace_back(schema_.key(add->table), add->column.name);
    } else if (const auto* create = std::get_if<ir::CreateTable>(&operation.action)) {
      created_.push_back(schema_.key(create->table.name));
    } else if (const auto* rename = std::get_if<ir::RenameTable>(&operation.action)) {
      if (std::ranges::find(created_, schema_.key(rename->table)) != created_.end()) {
        created_.push_back(schema_.key({rename->table.schema, rename->new_name}));
      }
    }
  }

  const migrations::Revision& revision_;
  const dialects::Target& target_;
  bool committed_ = false;  ///< `COMMIT` was said.
  ir::Schema& schema_;
  std::vector<ir::TableName>& created_;
  std::vector<std::pair<ir::TableName, std::string>>& added_;
  Diagnostics& diagnostics_;
  std::vector<Step> steps_;
};

/// What could not be read of a revision is told, but does not fail the gate by itself.
void tell_unread(const Diagnostics& from, Diagnostics& to) {
  for (Diagnostic diagnostic : from.all()) {
    if (diagnostic.severity == Severity::Error) {
      diagnostic.severity = Severity::Warning;
      diagnostic.notes.emplace_back("the revision is judged without what could not be read");
    }
    to.add(std::move(diagnostic));
  }
}

class Linter {
 public:
  Linter(const migrations::Project& project, const migrations::Surroundings& surroundings,
         const migrations::ContextOptions& context, std::span<const Rule* const> rules,
         const Config& config, Diagnostics& diagnostics)
      : project_(project),
        graph_(project.graph),
        surroundings_(surroundings),
        context_(context),
        all_rules_(rules),
        config_(config),
        diagnostics_(diagnostics) {
    for (const Rule* rule : rules) {
      if (config.runs(*rule)) rules_.push_back(rule);
    }
  }

  Result lint(const Request& request) {
    const std::optional<std::vector<bool>> judged = judged_revisions(request);
    if (!judged) return std::move(result_);

    const std::vector<bool> everything(graph_.size(), true);
    const auto order = graph_.order(everything, graph_.real_heads());
    if (order) replay({order->rbegin(), order->rend()}, *judged);

    for (const Rule* rule : rules_) {
      if (rule->check_graph == nullptr) continue;
      Report report(*rule, found_);
      rule->check_graph(graph_, report);
    }
    suppress(*judged);
    std::ranges::stable_sort(result_.findings, [&](const Finding& a, const Finding& b) {
      return place(a.diagnostic) < place(b.diagnostic);
    });
    return std::move(result_);
  }

 private:
  std::tuple<const std::string&, std::uint32_t, std::string_view> place(const Diagnostic& d) const {
    return {surroundings_.sources()[d.span.source].path, d.span.begin, d.code};
  }

  static bool lies_in(const std::string& path, const std::string& place) {
    return path == place || path.starts_with(place + "/");
  }

  std::optional<std::vector<bool>> judged_revisions(const Request& request) {
    std::vector<bool> judged(graph_.size(), true);
    if (request.since) {
      const auto after = graph_.resolve(*request.since, diagnostics_);
      if (!after) return std::nullopt;
      const std::vector<bool> older = graph_.ancestors(*after);
      for (std::size_t i = 0; i < judged.size(); ++i) judged[i] = !older[i];
    }
    if (request.paths.empty()) return judged;
    std::vector<std::string> wanted;
    for (const std::string& path : request.paths) {
      const auto real = surroundings_.files().canonical(path);
      if (!real) {
        diagnostics_.error("unreadable-file", {}, "no file or folder `{}`", escape_controls(path));
        return std::nullopt;
      }
      wanted.push_back(*real);
      if (std::ranges::none_of(graph_.revisions(), [&](const migrations::Revision& revision) {
            return lies_in(revision.path, *real);
          })) {
        diagnostics_
            .warning("no-revision-there", {}, "`{}` is or holds no revision of this project",
                     escape_controls(path))
            .help("nothing of it is judged");
      }
    }
    for (std::size_t i = 0; i < judged.size(); ++i) {
      const std::string& path = graph_.revisions()[i].path;
      judged[i] = judged[i] && std::ranges::any_of(wanted, [&](const std::string& name) {
                    return lies_in(path, name);
                  });
    }
    return judged;
  }

  /// Oldest first: each revision's upgrade on the replayed state, judged where asked.
  void replay(const migrations::Path& order, const std::vector<bool>& judged) {
    const library::Outside outside = surroundings_.of_revisions(context_, {});
    const Sources& sources = surroundings_.sources();
    std::vector<migrations::Body> bodies =
        migrations::evaluate_all(project_, order, outside, {.explore = true}, sources);
    migrations::Path back;
    for (const migrations::RevisionIndex index : order) {
      if (judged[position(index)]) back.push_back(index);
    }
    std::vector<migrations::Body> downgrades = migrations::evaluate_all(
        project_, back, outside, {.direction = library::Direction::Downgrade, .explore = true},
        sources);

    ir::Schema schema = ir::Schema::open_world(context_.target.dialect->naming());
    std::size_t next = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
      migrations::Body& body = bodies[i];
      if (body.asked_schema) {
        body = migrations::evaluate(project_, order[i], outside,
                                    {.schema = &schema, .explore = true}, sources);
      }
      if (!judged[position(order[i])]) {
        Diagnostics unheard;
        ir::apply(body.operations, schema, unheard);
      } else {
        judge(order[i], body, downgrades[next++], outside, schema);
      }
      if (body.diagnostics.has_errors()) {
        schema.forget_everything({graph_[order[i]].id_span, {}});
      }
    }
  }

  void judge(migrations::RevisionIndex index, const migrations::Body& up, migrations::Body& down,
             const library::Outside& outside, ir::Schema& schema) {
    ++result_.revisions;
    const migrations::Revision& revision = graph_[index];
    const dialects::Facts& target = context_.target.dialect->facts();
    const ir::Schema before = schema;
    Made made, made_back;
    tell_unread(up.diagnostics, diagnostics_);
    const std::vector<Step> upgrade =
        Unfolding(revision, context_.target, schema, made, diagnostics_).unfold(up.operations);

    if (down.asked_schema) {
      down = migrations::evaluate(
          project_, index, outside,
          {.direction = library::Direction::Downgrade, .schema = &schema, .explore = true},
          surroundings_.sources());
    }
    // A way back that says itself that there is none has been read.
    if (down.defined && !down.raises) tell_unread(down.diagnostics, diagnostics_);
    ir::Schema back_again = schema;
    Diagnostics unheard;
    const std::vector<Step> downgrade =
        Unfolding(revision, context_.target, back_again, made_back, unheard)
            .unfold(down.operations);

    for (const Rule* rule : rules_) {
      Report report(*rule, found_);
      if (rule->check != nullptr) {
        for (const Step& step : upgrade) rule->check(step, report);
      }
      if (rule->check_revision != nullptr) {
        rule->check_revision({.revision = revision,
                              .graph = graph_,
                              .target = target,
                              .upgrade = upgrade,
                              .downgrade = downgrade,
                              .upgrade_known = !up.diagnostics.has_errors(),
                              .downgrade_known = !down.diagnostics.has_errors(),
                              .has_downgrade = down.defined,
                              .downgrade_raises = down.raises,
                              .upgrade_span = up.function,
                              .downgrade_span = down.function,
                              .before = before,
                              .after = schema,
                              .back_again = back_again},
                             report);
      }
    }
  }

  /// Sorts what was found into findings and suppressed ones; a suppression that kept nothing back
  /// is told.
  void suppress(const std::vector<bool>& judged) {
    const Sources& sources = surroundings_.sources();
    std::map<SourceId, std::vector<Suppression>> suppressions;
    for (std::size_t i = 0; i < graph_.size(); ++i) {
      if (!judged[i]) continue;
      const SourceId id = graph_.revisions()[i].source;
      std::vector<Suppression> read = read_suppressions(sources[id], diagnostics_);
      if (!read.empty()) suppressions.emplace(id, std::move(read));
    }
    for (Finding& finding : found_) {
      const Rule* rule = find_rule(finding.diagnostic.code, all_rules_);
      finding.diagnostic.severity = config_.severity_of(*rule);
      Suppression* by = suppression_of(finding, *rule, suppressions);
      if (by == nullptr) {
        result_.findings.push_back(std::move(finding));
      } else {
        by->used = true;
        result_.suppressed.push_back({std::move(finding), by->reason});
      }
    }
    for (const auto& [_, of_file] : suppressions) {
      for (const Suppression& suppression : of_file) tell_unused(suppression);
    }
  }

  Suppression* suppression_of(const Finding& finding, const Rule& rule,
                              std::map<SourceId, std::vector<Suppression>>& suppressions) const {
    const Sources& sources = surroundings_.sources();
    for (const Span span : {finding.in_revision, finding.diagnostic.span}) {
      const auto of_file = suppressions.find(span.source);
      if (of_file == suppressions.end()) continue;
      const int first = sources.position(span).line;
      const int last = sources.position({span.source, span.end, span.end}).line;
      for (Suppression& suppression : of_file->second) {
        const bool here =
            suppression.whole_file || (suppression.line >= first && suppression.line <= last);
        const bool named = std::ranges::any_of(suppression.rules, [&](const std::string& word) {
          return find_rule(word, all_rules_) == &rule;
        });
        if (here && named && !suppression.reason.empty()) return &suppression;
      }
    }
    return nullptr;
  }

  void tell_unused(const Suppression& suppression) {
    for (const std::string& word : suppression.rules) {
      const Rule* rule = find_rule(word, all_rules_);
      if (rule == nullptr) {
        check_rule_name(word, all_rules_, suppression.span, diagnostics_);
      } else if (!suppression.used && !suppression.reason.empty() && config_.runs(*rule)) {
        diagnostics_
            .warning("unused-suppression", suppression.span, "nothing here hurts `{}`", rule->name)
            .help("remove the comment");
      }
    }
  }

  const migrations::Project& project_;
  const migrations::Graph& graph_;
  const migrations::Surroundings& surroundings_;
  const migrations::ContextOptions& context_;
  std::span<const Rule* const> all_rules_;
  const Config& config_;
  Diagnostics& diagnostics_;
  std::vector<const Rule*> rules_;
  std::vector<Finding> found_;
  Result result_;
};

}  // namespace

Result lint(const migrations::Project& project, const migrations::Surroundings& surroundings,
            const migrations::ContextOptions& context, std::span<const Rule* const> rules,
            const Config& config, const Request& request, Diagnostics& diagnostics) {
  return Linter(project, surroundings, context, rules, config, diagnostics).lint(request);
}

}  // namespace migc::linter
