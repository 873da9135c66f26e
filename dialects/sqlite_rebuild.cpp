// A new table in the place of one that SQLite cannot change, without loss of what hangs on it.
#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/ir/schema.h"
#include "compiler/ir/walk.h"
#include "dialects/literal.h"
#include "dialects/rebuild.h"
#include "dialects/sqlite.h"

namespace migc::dialects {
namespace {

/// The replay keeps a trigger's text with its table; without the text it is known by name alone.
constexpr std::string_view trigger_prefix = "trigger:";

struct Trigger {
  std::string name;
  const ir::Expr* text = nullptr;
};

std::vector<Trigger> triggers_of(const ir::Table& table) {
  std::vector<Trigger> triggers;
  for (const auto& [name, value] : table.options.items) {
    if (!name.starts_with(trigger_prefix)) continue;
    triggers.push_back({name.substr(trigger_prefix.size()), std::get_if<ir::Expr>(&value.data)});
  }
  return triggers;
}

bool names_word(std::string_view text, std::string_view wanted) {
  bool found = false;
  ir::for_each_word(text, [&](std::string_view word, std::size_t) {
    found = found || equal_ignoring_case(word, wanted);
  });
  return found;
}

/// Whether views or triggers stand that a new table of the old name must not disturb.
bool others_look_on(const Rendering& out) {
  bool found = false;
  out.before.for_each_view(
      [&](const ir::ViewState& state) { found = found || state.presence != ir::Presence::Absent; });
  out.before.for_each_table([&](const ir::TableState& state) {
    found = found || (state.presence != ir::Presence::Absent && !triggers_of(state.table).empty());
  });
  return found;
}

/// Views that seem to use a column that will be gone.
void warn_of_views(const Rebuild& rebuild, const Rendering& out) {
  out.before.for_each_view([&](const ir::ViewState& state) {
    const std::string& query = state.view.definition;
    if (state.presence == ir::Presence::Absent) return;
    if (!names_word(query, rebuild.old_table().name.name)) return;
    for (const std::string& column : rebuild.dropped()) {
      if (!names_word(query, column)) continue;
      out.warn("view-uses-column", "view `{}` seems to use column `{}` of `{}`, which is dropped",
               state.view.name, column, rebuild.old_table().name)
          .help("drop the view before, and create it again without the column");
    }
  });
}

/// What the script itself said last of foreign keys.
std::optional<bool> turned_on(const Script& script) {
  std::optional<bool> on;
  for (const Unit& unit : script.units()) {
    const std::string text = ascii_lower(unit.text);
    if (unit.kind == Unit::Kind::Comment || text.find("foreign_keys") == std::string::npos)
      continue;
    std::vector<std::string> words;
    ir::for_each_word(text, [&](std::string_view word, std::size_t) { words.emplace_back(word); });
    if (words.size() < 2 || words[0] != "pragma") continue;
    on = words.back() == "on" || words.back() == "true" || words.back() == "yes" ||
         (words.back() == "foreign_keys" && text.find('1') != std::string::npos);
  }
  return on;
}

bool refers_to_itself(const Rebuild& rebuild, const Rendering& out) {
  const ir::TableName own = out.before.key(rebuild.old_table().name);
  const ir::Table made = rebuild.new_table();
  return std::ranges::any_of(made.constraints, [&](const ir::Constraint& constraint) {
    const auto* key = std::get_if<ir::ForeignKey>(&constraint);
    return key != nullptr && out.before.key(key->referred) == own;
  });
}

bool counts_up(const ir::Table& table, const Rendering& in) {
  return option_flag(table.options, "autoincrement", in);
}

/// Rows may be left out where a constraint says so.
bool drops_rows(const ir::Table& table) {
  const auto says = [](const ir::Options& options) {
    return std::ranges::any_of(options.items, [](const auto& item) {
      return item.first.find("on_conflict") != std::string::npos;
    });
  };
  return std::ranges::any_of(table.columns, [&](const auto& c) { return says(c.options); }) ||
         std::ranges::any_of(table.constraints, [&](const ir::Constraint& constraint) {
           return std::visit([&](const auto& c) { return says(c.options); }, constraint);
         });
}

}  // namespace

/// A trigger goes with its table. Its text is known or the table stays.
bool Sqlite::keeps_triggers(const Rebuild& rebuild, const Rendering& out) const {
  const ir::TableState* state = out.before.find_state(rebuild.old_table().name);
  if (state == nullptr) return true;
  for (const Trigger& trigger : triggers_of(state->table)) {
    const std::string text =
        trigger.text == nullptr ? "" : ir::plain_text(*trigger.text).value_or("");
    std::string changed;
    for (const auto& [from, to] : rebuild.renamed()) {
      if (names_word(text, from)) changed = from;
    }
    for (const std::string& column : rebuild.dropped()) {
      if (names_word(text, column)) changed = column;
    }
    if (!text.empty() && changed.empty()) continue;
    const std::string why = text.empty() ? "its text was changed by a rename"
                                         : fmt::format("it names column `{}`", changed);
    out.refuse("trigger-lost", "`{}` must be rebuilt, which drops its trigger `{}`, and {}",
               rebuild.old_table().name, trigger.name, why)
        .help("drop the trigger before, and create it again behind the change");
    return false;
  }
  return true;
}

/// Foreign keys, views and triggers follow a column that is renamed, not one that is made anew.
bool Sqlite::renames_first(Rebuild& rebuild, const Rendering& out) const {
  const ir::Table& old = rebuild.old_table();
  const bool watched = others_look_on(out);
  const auto references = out.before.references_to(old.name);
  for (const auto& [from, to] : rebuild.renamed()) {
    const bool referred = std::ranges::any_of(references, [&, &old_name = from](const auto& item) {
      return std::ranges::find(item.second.referred_columns, old_name) !=
             item.second.referred_columns.end();
    });
    if (!referred && !watched) continue;
    const auto taken = [&, &new_name = to](const ir::Column& column) {
      return equal_ignoring_case(column.name, new_name);
    };
    if (out.target.server() < ServerVersion{3, 25, 0} || std::ranges::any_of(old.columns, taken)) {
      out.refuse("unsupported-rename",
                 "column `{}` of `{}` cannot become `{}` along with what refers to it", from,
                 old.name, to);
      return false;
    }
    out.add("ALTER TABLE {} RENAME COLUMN {} TO {}", altered_name(old.name, out), quote(from, out),
            quote(to, out));
    rebuild.rename_in_place(from, to);
  }
  return true;
}

// DROP TABLE must not happen unless all rows have arrived, and a client may run on after an error.
// SQLite has one statement that undoes what came before it: a constraint that fails with ROLLBACK.
// It stands at the end of a savepoint and succeeds only where the copy left its proof.
void Sqlite::write_rebuild(const Rebuild& said, bool from_replay, const Rendering& out) const {
  Rebuild rebuild = said;
  const ir::TableName old = rebuild.old_table().name;
  if (!keeps_triggers(rebuild, out)) return;
  warn_of_views(rebuild, out);

  // Dropping a table deletes its rows first, and with foreign keys on, those that refer to them.
  // That holds for the copy as well, where it refers to the old table by the name of its own.
  const bool referred = !out.before.references_to(old).empty() || refers_to_itself(rebuild, out);
  const bool watched = others_look_on(out);
  const std::optional<bool> on = turned_on(out.out);
  if (referred && out.out.in_transaction()) {
    out.warn(
           "pragma-in-transaction",
           "PRAGMA foreign_keys does nothing within a transaction: with foreign keys on, dropping "
           "`{}` deletes the rows that refer to it",
           old)
        .help("leave `transactional_ddl` out of context.configure()");
  } else if (referred && !on) {
    out.warn("foreign-keys-off",
             "foreign keys are turned off to rebuild `{}`, and stay off for this connection", old)
        .help(
            "off is what SQLite begins with; where they must be on, this revision must say so "
            "before: after op.execute(\"PRAGMA foreign_keys=ON\") they are turned on again");
  }
  if (referred) out.add("PRAGMA foreign_keys=OFF");
  if (from_replay) {
    out.add("SAVEPOINT _migc_rebuild");
    out.add("CREATE TEMPORARY TABLE _migc_rebuild (all_rows_copied INTEGER NOT NULL)");
  }
  if (!renames_first(rebuild, out)) return;
  if (watched) out.add("PRAGMA legacy_alter_table=ON");

  const ir::Table made = rebuild.new_table();
  const std::string from = table_name(old, out), to = table_name(made.name, out);
  const std::string in_schema = old.schema.empty() ? "" : schema_name(old.schema, out) + ".";
  create_table({made, false}, out);
  insert_select(rebuild.copy(), out);
  if (from_replay) {
    if (counts_up(made, out) && counts_up(rebuild.old_table(), out)) {
      out.add("DELETE FROM {}sqlite_sequence WHERE name = {}", in_schema,
              string_literal(made.name.name, out));
      out.add(
          "INSERT INTO {0}sqlite_sequence (name, seq) SELECT {1}, seq FROM "
          "{0}sqlite_sequence WHERE name = {2}",
          in_schema, string_literal(made.name.name, out), string_literal(old.name, out));
    }
    if (drops_rows(made)) {
      out.add(
          "INSERT INTO _migc_rebuild SELECT 1 WHERE EXISTS (SELECT * FROM {}) OR NOT EXISTS "
          "(SELECT * FROM {})",
          to, from);
    } else {
      out.add(
          "INSERT INTO _migc_rebuild SELECT 1 WHERE (SELECT count(*) FROM {}) = "
          "(SELECT count(*) FROM {})",
          to, from);
    }
  }
  drop_table({.table = old}, out);
  rename_table({.table = made.name, .new_name = old.name}, out);
  if (from_replay) {
    out.add(
        "INSERT OR ROLLBACK INTO _migc_rebuild SELECT min(all_rows_copied) FROM _migc_rebuild "
        "WHERE EXISTS (SELECT * FROM {}sqlite_master WHERE name = {})",
        in_schema, string_literal(old.name, out));
    out.add("DROP TABLE _migc_rebuild");
    out.add("RELEASE _migc_rebuild");
  }
  for (const ir::Index& index : rebuild.indexes()) create_index({index, false}, out);
  if (watched) out.add("PRAGMA legacy_alter_table=OFF");
  if (const ir::TableState* state = out.before.find_state(old)) {
    for (const Trigger& trigger : triggers_of(state->table)) {
      out.add("{}", expr(*trigger.text, out));
    }
  }
  if (referred) out.add("PRAGMA foreign_key_check");
  if (referred && on == true && !out.out.in_transaction()) out.add("PRAGMA foreign_keys=ON");
}

}  // namespace migc::dialects
