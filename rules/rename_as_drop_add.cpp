#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "compiler/base/text.h"
#include "linter/rule.h"

namespace migc::rules {
namespace {

bool mentions(std::string_view sql, std::string_view name) {
  return ascii_lower(sql).find(ascii_lower(name)) != std::string::npos;
}

/// Values may be carried over by this step: an UPDATE of the table, an INSERT from a query, or SQL
/// that cannot be read and names the table.
bool copies(const linter::Step& step, const ir::TableName& table) {
  const ir::Action& action = step.operation.action;
  if (const auto* update = std::get_if<ir::Update>(&action)) {
    return step.before.key(update->table.table) == step.before.key(table);
  }
  if (std::holds_alternative<ir::InsertSelect>(action)) return true;
  if (const auto* execute = std::get_if<ir::Execute>(&action)) {
    const auto text = ir::plain_text(execute->sql);
    return !text || mentions(*text, table.name);
  }
  return false;
}

/// The words of a name: `full_name` has two.
std::vector<std::string> words(std::string_view name) {
  std::vector<std::string> result;
  for (const std::string_view word : split(name, '_')) {
    if (!word.empty()) result.push_back(ascii_lower(word));
  }
  return result;
}
/// Words that say what kind of thing a column holds, not which.
bool is_general(std::string_view word) {
  static constexpr std::array general{"at", "by",   "count", "date", "has",  "id",
                                      "is", "key",  "name",  "no",   "on",   "time",
                                      "to", "type", "uid",   "url",  "uuid", "value"};
  return std::ranges::find(general, word) != general.end();
}
/// One name is the other with words left out, they share a word that says something, or they are
/// nearly spelled alike.
bool names_are_near(std::string_view a, std::string_view b) {
  const std::vector<std::string> of_a = words(a), of_b = words(b);
  const auto has = [](const std::vector<std::string>& list, const std::string& word) {
    return std::ranges::find(list, word) != list.end();
  };
  const auto within = [&](const std::vector<std::string>& small,
                          const std::vector<std::string>& large) {
    return std::ranges::all_of(small, [&](const std::string& word) { return has(large, word); });
  };
  if (within(of_a, of_b) || within(of_b, of_a)) return true;
  if (std::ranges::any_of(
          of_a, [&](const std::string& word) { return !is_general(word) && has(of_b, word); })) {
    return true;
  }
  const std::string_view shorter = a.size() < b.size() ? a : b,
                         longer = a.size() < b.size() ? b : a;
  if (shorter.size() > 3 && ascii_lower(longer).find(ascii_lower(shorter)) != std::string::npos) {
    return true;
  }
  return closest_name(a, std::vector<std::string_view>{b}).has_value();
}

const ir::TableName* referred(std::span<const ir::Constraint> constraints,
                              std::string_view column) {
  for (const ir::Constraint& constraint : constraints) {
    const auto* key = std::get_if<ir::ForeignKey>(&constraint);
    if (key != nullptr && key->columns.size() == 1 && key->columns[0] == column) {
      return &key->referred;
    }
  }
  return nullptr;
}
/// Whether both refer to the same table, as far as they refer to one.
std::optional<bool> refer_alike(const linter::RevisionView& view, const linter::Step& drop_step,
                                const ir::DropColumn& drop, const ir::AddColumn& add) {
  // Whichever order the steps have, both keys stood on one side of them.
  const ir::Table* first = view.before.find_table(drop.table);
  const ir::Table* last = view.after.find_table(drop.table);
  const ir::TableName* before =
      first == nullptr ? nullptr : referred(first->constraints, drop.column);
  const ir::TableName* after = referred(add.constraints, add.column.name);
  if (after == nullptr && last != nullptr) after = referred(last->constraints, add.column.name);
  if (before == nullptr || after == nullptr) return std::nullopt;
  return drop_step.before.key(*before) == drop_step.before.key(*after);
}

/// The only column of the same kind that the revision adds to the table, if it drops no other.
const linter::Step* replacement(const linter::RevisionView& view, const linter::Step& drop_step,
                                const ir::DropColumn& drop, const ir::Column& dropped) {
  const linter::Step* found = nullptr;
  std::size_t candidates = 0, drops = 0;
  const ir::TableName table = drop_step.before.key(drop.table);
  for (const linter::Step& step : view.upgrade) {
    const auto* other = std::get_if<ir::DropColumn>(&step.operation.action);
    if (other != nullptr && step.before.key(other->table) == table) ++drops;
    const auto* add = std::get_if<ir::AddColumn>(&step.operation.action);
    if (add == nullptr || step.before.key(add->table) != table) continue;
    if (add->column.name == drop.column) continue;
    if (add->column.type.kind.index() != dropped.type.kind.index()) continue;
    found = &step;
    ++candidates;
  }
  // With several of each there is no telling which became which.
  return candidates == 1 && drops == 1 ? found : nullptr;
}

void check(const linter::RevisionView& view, linter::Report& report) {
  for (const linter::Step& drop_step : view.upgrade) {
    const auto* drop = std::get_if<ir::DropColumn>(&drop_step.operation.action);
    if (drop == nullptr || drop_step.creates(drop->table)) continue;
    const ir::Column* dropped = drop_step.before.find_column(drop->table, drop->column);
    if (dropped == nullptr || drop_step.adds(drop->table, drop->column)) continue;
    const linter::Step* add_step = replacement(view, drop_step, *drop, *dropped);
    if (add_step == nullptr) continue;
    const bool copied = std::ranges::any_of(
        view.upgrade, [&](const linter::Step& step) { return copies(step, drop->table); });
    if (copied) continue;

    const auto& add = std::get<ir::AddColumn>(add_step->operation.action);
    const std::string& added = add.column.name;
    // One column may simply be of no use any more, and another one new.
    const std::optional<bool> alike = refer_alike(view, drop_step, *drop, add);
    const bool said = mentions(migrations::message(view.revision), "rename");
    if (!alike.value_or(said || names_are_near(drop->column, added))) continue;
    report
        .at(drop_step,
            "column `{}` of `{}` is dropped and `{}` of the same kind added: a rename that loses "
            "the values",
            drop->column, drop->table, added)
        .label(add_step->operation.origin.where, "added here")
        .help(fmt::format("rename it: op.alter_column(\"{}\", \"{}\", new_column_name=\"{}\")",
                          drop->table.name, drop->column, added));
  }
}

}  // namespace

extern const linter::Rule rename_as_drop_add{
    .id = "DES012",
    .name = "rename-as-drop-add",
    .severity = Severity::Error,
    .summary = "a column is dropped and one of the same kind added, with no copy between",
    .explanation = R"md(
Autogenerate cannot see that a column was renamed: it drops the old one and adds
the new one, and all values are gone.

    op.add_column("users", sa.Column("full_name", sa.String(80)))
    op.drop_column("users", "name")

Rename it instead:

    op.alter_column("users", "name", new_column_name="full_name")

Or, if the old release must keep working, add the new column, copy the values,
and drop the old column in a later revision.

Columns of different kinds, several on either side, and revisions that copy the
values are not reported; nor are columns whose foreign keys refer to different
tables, or whose names have nothing in common while the revision does not call
itself a rename.
)md",
    .check_revision = check,
};

}  // namespace migc::rules
