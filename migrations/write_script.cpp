#include "migrations/write_script.h"

#include "compiler/base/text.h"
#include "dialects/script.h"

namespace migc::migrations {
namespace {

using dialects::Script;
using dialects::Unit;

ir::Type version_type() {
  ir::String text;
  text.length = 32;
  return {.kind = text};
}

/// The version id as Alembic writes it: between quotes.
ir::Expr version_literal(const std::string& id) {
  return {
      ir::ColumnRef{.column = fmt::format("'{}'", replace_all(id, "'", "''")), .verbatim = true}};
}

ir::Expr version_column(const ir::TableName& table) {
  return {ir::ColumnRef{.table = table, .column = "version_num", .type = version_type()}};
}

ir::Operation create_version_table(const ContextOptions& context) {
  ir::CreateTable create;
  create.table.name = context.version_table;
  ir::Column column;
  column.name = "version_num";
  column.type = version_type();
  column.nullable = false;
  column.primary_key = context.version_table_primary_key;
  create.table.columns.push_back(std::move(column));
  if (context.version_table_primary_key) {
    ir::PrimaryKey key;
    key.name.text = context.version_table.name + "_pkc";
    key.columns = {"version_num"};
    create.table.constraints.push_back(std::move(key));
  }
  return {.action = std::move(create)};
}

ir::Operation version_statement(const VersionChange& change, const ContextOptions& context) {
  const ir::TableName& table = context.version_table;
  const auto where_version_is = [&](const std::string& id) {
    ir::BinaryExpr equal;
    equal.op = ir::Operator::Equal;
    equal.left = version_column(table);
    equal.right = version_literal(id);
    return ir::Expr{std::move(equal)};
  };
  switch (change.kind) {
    case VersionChange::Kind::Insert: {
      ir::InsertRows insert;
      insert.table = table;
      insert.columns = {"version_num"};
      insert.rows = {{version_literal(change.to)}};
      if (context.version_table_primary_key) insert.primary_key = {"version_num"};
      return {.action = std::move(insert)};
    }
    case VersionChange::Kind::Update: {
      ir::Update update;
      update.table.table = table;
      update.assignments.emplace_back(version_column(table), version_literal(change.to));
      update.where = where_version_is(change.from);
      return {.action = std::move(update)};
    }
    case VersionChange::Kind::Delete: {
      ir::Delete remove;
      remove.table.table = table;
      remove.where = where_version_is(change.from);
      return {.action = std::move(remove)};
    }
  }
  return {};
}

/// `-- Running upgrade a, b -> c`
std::string running(const Step& step) {
  const auto kind = [&]() -> std::string_view {
    switch (step.kind) {
      case Step::Kind::Upgrade:
        return "upgrade";
      case Step::Kind::Downgrade:
        return "downgrade";
      case Step::Kind::Stamp:
        return "stamp_revision";
    }
    return "";
  };
  return fmt::format("Running {} {} -> {}", kind(), escape_controls(join_text(step.from, ", ")),
                     escape_controls(join_text(step.to, ", ")));
}

class Writer {
 public:
  Writer(const Plan& plan, const Graph& graph, const ScriptOptions& options, const Sources& sources,
         Diagnostics& diagnostics)
      : plan_(plan),
        graph_(graph),
        options_(options),
        sources_(sources),
        diagnostics_(diagnostics),
        schema_(plan.before) {}

  WrittenScript write() {
    for (const PlanItem& item : plan_.items) {
      switch (item.kind) {
        case PlanItem::Kind::Begin:
          if (outer_transaction()) script_.begin();
          break;
        case PlanItem::Kind::End:
          if (outer_transaction()) script_.commit();
          break;
        case PlanItem::Kind::VersionTable:
          render(create_version_table(plan_.context), diagnostics_);
          break;
        case PlanItem::Kind::Execute:
          render(item.operations, diagnostics_);
          break;
        case PlanItem::Kind::Step:
          step(item.step);
          break;
      }
    }
    written_.text = script_text(script_, target());
    return std::move(written_);
  }

 private:
  const dialects::Target& target() const { return plan_.context.target; }
  bool outer_transaction() const {
    return target().transactional_ddl && !plan_.context.transaction_per_migration;
  }
  bool inner_transaction() const {
    return target().transactional_ddl && plan_.context.transaction_per_migration;
  }

  void render(const ir::Operation& operation, Diagnostics& diagnostics) {
    script_.set_origin(operation.origin);
    target().dialect->render(operation, schema_, target(), script_, diagnostics);
    Diagnostics contradictions;  // Told by `lint`; a script is what the author says.
    ir::apply(operation, schema_, contradictions);
  }

  void render(const std::vector<ir::Operation>& operations, Diagnostics& diagnostics) {
    for (const ir::Operation& operation : operations) render(operation, diagnostics);
  }

  void step(const PlannedStep& planned) {
    ++written_.steps;
    if (inner_transaction()) script_.begin();
    if (planned.step.first) render(create_version_table(plan_.context), diagnostics_);
    script_.comment(running(planned.step));
    revision(planned);
    for (const VersionChange& change : planned.step.changes) {
      render(version_statement(change, plan_.context), diagnostics_);
    }
    render(planned.after, diagnostics_);
    if (inner_transaction()) script_.commit();
  }

  void revision(const PlannedStep& planned) {
    const std::size_t start = script_.size();
    Diagnostics diagnostics;
    for (const Diagnostic& diagnostic : planned.body.diagnostics.all()) diagnostics.add(diagnostic);
    if (!diagnostics.has_errors()) render(planned.body.operations, diagnostics);
    if (!diagnostics.has_errors()) {
      diagnostics_.merge(std::move(diagnostics));
      return;
    }

    ++written_.not_rendered;
    script_.truncate(start);
    schema_.forget_everything({graph_[*planned.step.revision].id_span, {}});
    if (options_.keep_going) mark(diagnostics);
    diagnostics_.merge(std::move(diagnostics));
  }

  /// The place and the reason, then a statement that fails, so that nobody applies the script
  /// without having read it.
  void mark(const Diagnostics& diagnostics) {
    for (const Diagnostic& diagnostic : diagnostics.all()) {
      if (diagnostic.severity != Severity::Error) continue;
      const std::string place = fmt::format("{}:{}", sources_[diagnostic.span.source].path,
                                            sources_.position(diagnostic.span).line);
      script_.comment(
          escape_controls(fmt::format("migc: not rendered: {}: {}", place, diagnostic.message)));
      const dialects::Dialect& dialect = *target().dialect;
      script_.statement(fmt::format("SELECT * FROM {}", dialect.quoted("migc: not rendered")));
      return;
    }
  }

  const Plan& plan_;
  const Graph& graph_;
  const ScriptOptions& options_;
  const Sources& sources_;
  Diagnostics& diagnostics_;
  ir::Schema schema_;
  Script script_;
  WrittenScript written_;
};

}  // namespace

std::string script_text(const Script& script, const dialects::Target& target) {
  const dialects::Facts& facts = target.dialect->facts();
  std::string text;
  const auto add = [&](std::string_view unit) { text.append(unit).append("\n\n"); };
  const auto separate = [&] {
    if (!target.batch_separator.empty()) add(target.batch_separator);
  };
  for (const Unit& unit : script.units()) {
    switch (unit.kind) {
      case Unit::Kind::Statement:
        add(fmt::format("{}{}", unit.text, facts.terminator));
        separate();
        break;
      case Unit::Kind::Comment:
        add(unit.text);
        break;
      case Unit::Kind::Raw:
        add(unit.text);
        break;
      case Unit::Kind::Begin:
        add(fmt::format("{}{}", facts.begin, facts.terminator));
        if (facts.separates_begin) separate();
        break;
      case Unit::Kind::Commit:
        add(fmt::format("{}{}", facts.commit, facts.terminator));
        separate();
        break;
      case Unit::Kind::Separator:
        separate();
        break;
    }
  }
  return text;
}

WrittenScript write_script(const Plan& plan, const Graph& graph, const ScriptOptions& options,
                           const Sources& sources, Diagnostics& diagnostics) {
  return Writer(plan, graph, options, sources, diagnostics).write();
}

}  // namespace migc::migrations
