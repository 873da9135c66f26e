#include "migrations/write_script.h"

#include <algorithm>

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

constexpr VersionChange::Kind version_changes[] = {
    VersionChange::Kind::Insert, VersionChange::Kind::Update, VersionChange::Kind::Delete};
constexpr std::string_view from_stand_in = "migc:from", to_stand_in = "migc:to";

/// No quoting and no escaping changes it.
bool is_plain(std::string_view id) {
  return std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  });
}

/// Text that a database's client can take in: UTF-8 without NUL. What Python has in a string
/// besides are lone surrogates.
bool readable(const Script& script, std::size_t start) {
  for (std::size_t i = start; i < script.size(); ++i) {
    const std::string& text = script.units()[i].text;
    if (text.find('\0') != std::string::npos) return false;
    for (std::size_t at = text.find('\xed'); at != std::string::npos;
         at = text.find('\xed', at + 1)) {
      if (at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) >= 0xa0) return false;
    }
  }
  return true;
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

}  // namespace

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

ScriptWriter::ScriptWriter(const ContextOptions& context, ScriptOptions options,
                           const Sources& sources)
    : context_(context), options_(options), sources_(sources) {
  for (const auto kind : version_changes) {
    Diagnostics unheard;
    version_samples_[static_cast<std::size_t>(kind)] =
        version_text({kind, std::string(from_stand_in), std::string(to_stand_in)}, unheard);
  }
}

std::string ScriptWriter::version_text(const VersionChange& change,
                                       Diagnostics& diagnostics) const {
  const std::string& sample = version_samples_[static_cast<std::size_t>(change.kind)];
  if (!sample.empty() && is_plain(change.from) && is_plain(change.to)) {
    return replace_all(replace_all(sample, from_stand_in, change.from), to_stand_in, change.to);
  }
  bool asked = false;
  ir::Schema unknown = ir::Schema::watched(asked, target().dialect->naming());
  return operations({version_statement(change, context_)}, unknown, diagnostics);
}

std::string ScriptWriter::begin() const {
  Script script;
  if (outer_transaction()) script.begin();
  return script_text(script, target());
}

std::string ScriptWriter::commit() const {
  Script script;
  if (outer_transaction()) script.commit();
  return script_text(script, target());
}

std::string ScriptWriter::version_table(Diagnostics& diagnostics) const {
  bool asked = false;
  ir::Schema unknown = ir::Schema::watched(asked, target().dialect->naming());
  return operations({create_version_table(context_)}, unknown, diagnostics);
}

std::string ScriptWriter::operations(const std::vector<ir::Operation>& operations,
                                     ir::Schema& before, Diagnostics& diagnostics) const {
  Script script;
  render(operations, before, script, diagnostics);
  return script_text(script, target());
}

void ScriptWriter::render(const std::vector<ir::Operation>& operations, ir::Schema& before,
                          Script& script, Diagnostics& diagnostics) const {
  for (const ir::Operation& operation : operations) {
    script.set_origin(operation.origin);
    target().dialect->render(operation, before, target(), script, diagnostics);
    if (before.is_watched()) continue;
    Diagnostics contradictions;  // Told by `lint`; a script is what the author says.
    ir::apply(operation, before, contradictions);
  }
}

WrittenStep ScriptWriter::step(const Step& step, const Body& body, ir::Schema& before) const {
  WrittenStep written;
  Script script(outer_transaction());
  if (inner_transaction()) script.begin();
  bool asked = false;
  ir::Schema unknown = ir::Schema::watched(asked, target().dialect->naming());
  if (step.first) render({create_version_table(context_)}, unknown, script, written.diagnostics);
  script.comment(running(step));

  const std::size_t start = script.size();
  written.diagnostics = body.diagnostics;
  if (!written.diagnostics.has_errors()) {
    render(body.operations, before, script, written.diagnostics);
  }
  if (!readable(script, start)) {
    written.diagnostics.error("unreadable-text", body.function,
                              "a zero byte or half of a surrogate pair would stand in the script, "
                              "which no client reads");
  }
  written.rendered = !written.diagnostics.has_errors();
  if (!written.rendered) {
    script.truncate(start);
    if (options_.keep_going) mark(written.diagnostics, script);
  }
  written.text = script_text(script, target());
  for (const VersionChange& change : step.changes) {
    written.text += version_text(change, written.diagnostics);
  }
  return written;
}

std::string ScriptWriter::end_of_step(const std::vector<ir::Operation>& added, ir::Schema& before,
                                      Diagnostics& diagnostics) const {
  Script script(outer_transaction() || inner_transaction());
  render(added, before, script, diagnostics);
  if (inner_transaction()) script.commit();
  return script_text(script, target());
}

/// The place and the reason, then a statement that fails, so that nobody applies the script
/// without having read it.
void ScriptWriter::mark(const Diagnostics& diagnostics, Script& script) const {
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    if (diagnostic.severity != Severity::Error) continue;
    const std::string place = fmt::format("{}:{}", sources_[diagnostic.span.source].path,
                                          sources_.position(diagnostic.span).line);
    script.comment(
        escape_controls(fmt::format("migc: not rendered: {}: {}", place, diagnostic.message)));
    const dialects::Dialect& dialect = *target().dialect;
    script.statement(fmt::format("SELECT * FROM {}", dialect.quoted("migc: not rendered")));
    return;
  }
}

}  // namespace migc::migrations
