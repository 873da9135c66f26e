// What SQL Server wants done before a column or a table can go, and rows that set an identity.
#include <algorithm>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "compiler/ir/schema.h"
#include "compiler/ir/walk.h"
#include "dialects/mssql.h"
#include "dialects/name_release.h"

namespace migc::dialects {
namespace {

const ir::Column* identity_column(const ir::Table& table) {
  for (const ir::Column& column : table.columns) {
    if (std::holds_alternative<ir::Identity>(column.server_default) ||
        (column.autoincrement == ir::Column::Autoincrement::On && !column.sequence)) {
      return &column;
    }
  }
  const ir::Column* automatic = ir::autoincrement_column(table);
  return automatic != nullptr && automatic->sequence ? nullptr : automatic;
}

bool sets_identity(const ir::Table& table, const std::vector<std::string>& columns) {
  const ir::Column* counted = identity_column(table);
  return counted != nullptr && std::ranges::find(columns, counted->name) != columns.end();
}

bool holds(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// Whether a constraint stands on the column, and on others besides.
struct Standing {
  bool here = false, elsewhere = false;
};

Standing standing(const ir::Constraint& constraint, const ir::Table& table,
                  std::string_view column) {
  const auto of = [&](const std::vector<std::string>& names) {
    return Standing{holds(names, column), names.size() > 1};
  };
  return migc::match(
      constraint, [&](const ir::PrimaryKey& c) { return of(c.columns); },
      [&](const ir::Unique& c) { return of(c.columns); },
      [&](const ir::ForeignKey& c) { return of(c.columns); },
      [&](const ir::Check& c) {
        const auto on = [&](std::string_view name) {
          return c.column == name || c.type_of == name || ir::mentions_column(c.condition, name);
        };
        return Standing{on(column), std::ranges::any_of(table.columns, [&](const ir::Column& each) {
                          return each.name != column && on(each.name);
                        })};
      },
      [](const ir::Exclude&) { return Standing{}; });
}

}  // namespace

// ---- columns that go

// A column cannot go while anything stands on it.
void Mssql::clear_column(const ir::DropColumn& drop, const Rendering& out) const {
  const ir::TableState* state = out.before.find_state(drop.table);
  if (state == nullptr || state->presence == ir::Presence::Absent) return;
  const ir::Table& table = state->table;
  const ir::Column* column = table.find_column(drop.column);
  if (column == nullptr) return;

  bool cleared = false;
  const auto say = [&](std::string_view what, const Standing& on) {
    cleared = true;
    if (!on.elsewhere) return;
    out.warn("dropped-with-column", "{} goes with `{}.{}`, and other columns lose it", what,
             drop.table, drop.column);
  };
  const auto keep = [&](std::string_view what) {
    out.warn("column-in-use", "{} stands on `{}.{}`, which cannot be dropped before it", what,
             drop.table, drop.column)
        .help("drop it by its name first");
  };
  for (const auto& [referrer, key] : out.before.references_to(drop.table)) {
    if (holds(key.referred_columns, drop.column)) {
      keep(fmt::format("foreign key `{}` of `{}`", key.name.text, referrer));
    }
  }
  for (const ir::Index& index : table.indexes) {
    const auto on = [&](std::string_view name) {
      return std::ranges::any_of(index.elements, [&](const ir::IndexElement& element) {
        return ir::mentions_column(element.expression, name);
      });
    };
    if (!on(drop.column) || index.name.empty()) continue;
    say(fmt::format("index `{}`", index.name.text),
        {true, std::ranges::any_of(table.columns, [&](const ir::Column& each) {
           return each.name != drop.column && on(each.name);
         })});
    ir::DropIndex gone{.name = index.name};
    gone.table = drop.table;
    drop_index(gone, out);
  }
  for (const ir::Constraint& constraint : table.constraints) {
    const Standing on = standing(constraint, table, drop.column);
    if (!on.here) continue;
    const auto* check = std::get_if<ir::Check>(&constraint);
    if (check != nullptr &&
        !is_written(constraint, check->type_of.empty() ? nullptr : &column->type)) {
      continue;
    }
    const bool is_key = std::holds_alternative<ir::ForeignKey>(constraint);
    // What the author has cleared away by a flag.
    if (check != nullptr && option_flag(drop.options, "drop_check", out) && !on.elsewhere) continue;
    if (is_key && option_flag(drop.options, "drop_foreign_key", out)) continue;
    const ir::ObjectName& name = ir::name_of(constraint);
    if (std::holds_alternative<ir::PrimaryKey>(constraint)) {
      keep("the primary key");
    } else if (!name.empty()) {
      say(fmt::format("constraint `{}`", name.text), on);
      drop_constraint({.table = drop.table, .name = name}, out);
    } else if (is_key) {
      say("a foreign key", on);
      drop_hidden_key(drop, out);
    } else if (check != nullptr && check->column == drop.column) {
      say("a CHECK", on);
      drop_hidden_constraint(drop.table, drop.column, "sys.check_constraints", out);
    } else {
      keep(check != nullptr ? "a CHECK without a name" : "a unique constraint without a name");
    }
  }
  if (std::holds_alternative<ir::Expr>(column->server_default) &&
      !option_flag(drop.options, "drop_default", out)) {
    say("the default", {true, false});
    drop_hidden_constraint(drop.table, drop.column, "sys.default_constraints", out);
  }
  if (cleared) {
    out.unlike_alembic(
        "what the replayed schema knows to stand on a column (default, CHECK, key, index) is "
        "dropped before it; Alembic leaves that to flags, and the statement fails");
  }
}

// ---- identities

// An identity column takes values of the author only while the table allows it.
void Mssql::insert_rows(const ir::InsertRows& insert, const Rendering& out) const {
  const ir::Table* known = out.before.find_table(insert.table);
  bool allows = insert.bulk;
  if (known != nullptr) {
    allows = !insert.rows.empty() && sets_identity(*known, insert.columns);
  }
  if (insert.bulk && !allows) {
    out.unlike_alembic(
        "IDENTITY_INSERT is set only for a table that has an identity column, and for rows that "
        "set it; Alembic sets it for each bulk_insert()");
  }
  if (!insert.bulk && allows) note_identity(out);
  const std::string table = table_name(insert.table, out);
  const std::string off = fmt::format("SET IDENTITY_INSERT {} OFF", table);
  // The rows of one bulk_insert() with other columns go on where the last ones ended.
  const bool goes_on = allows && out.out.size() > 0 && out.out.units().back().text == off &&
                       out.out.units().back().origin.where == out.span;
  if (goes_on) out.out.truncate(out.out.size() - 1);
  if (allows && !goes_on) out.add("SET IDENTITY_INSERT {} ON", table);
  Dialect::insert_rows(insert, out);
  if (allows) out.add("{}", off);
}

void Mssql::insert_select(const ir::InsertSelect& insert, const Rendering& out) const {
  const ir::Table* known = out.before.find_table(insert.table);
  if (known == nullptr || !sets_identity(*known, insert.columns)) {
    return Dialect::insert_select(insert, out);
  }
  note_identity(out);
  const std::string table = table_name(insert.table, out);
  out.add("SET IDENTITY_INSERT {} ON", table);
  Dialect::insert_select(insert, out);
  out.add("SET IDENTITY_INSERT {} OFF", table);
}

void Mssql::note_identity(const Rendering& out) const {
  out.unlike_alembic(
      "IDENTITY_INSERT is set for an INSERT that says the value of an identity column; Alembic "
      "sets it for bulk_insert() only");
}

// ---- batches

void Mssql::write_rebuild(const Rebuild& rebuild, bool, const Rendering& out) const {
  const std::optional<NameRelease> release = release_names(rebuild, out);
  if (!release) return;
  for (const ir::DropConstraint& drop : release->drops) drop_constraint(drop, out);
  create_table({release->fresh, false}, out);
  const ir::InsertSelect copy = rebuild.copy();
  const bool counted = sets_identity(release->fresh, copy.columns);
  const std::string table = table_name(release->fresh.name, out);
  if (counted) {
    note_identity(out);
    out.add("SET IDENTITY_INSERT {} ON", table);
  }
  Dialect::insert_select(copy, out);
  if (counted) out.add("SET IDENTITY_INSERT {} OFF", table);
  const ir::TableName& name = rebuild.old_table().name;
  drop_table({.table = name}, out);
  rename_table({.table = rebuild.temporary_name(), .new_name = name.name}, out);
  for (const ir::Index& index : rebuild.indexes()) create_index({index, false}, out);
  for (const ir::AddConstraint& add : release->later) add_constraint(add, out);
}

}  // namespace migc::dialects
