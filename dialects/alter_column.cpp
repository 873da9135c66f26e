// ALTER COLUMN, step by step.
#include "compiler/ir/schema.h"
#include "dialects/dialect.h"

namespace migc::dialects {

void Dialect::alter_column(const ir::AlterColumn& alter, const Rendering& out) const {
  if (alter.existing.type && alter.type) {
    for (const ir::Constraint& constraint : alter.existing_type_constraints) {
      if (is_written(constraint, &*alter.existing.type)) {
        drop_type_constraint(alter.table, constraint, out);
      }
    }
  }

  if (!counts_by_autoincrement() && (alter.autoincrement || alter.existing.autoincrement)) {
    out.warn("ignored-argument", "`autoincrement` changes nothing on {}", facts_.display);
  }
  alter_facts(alter, out);

  if (!alter.type) return;
  for (const ir::Constraint& constraint : alter.type_constraints) {
    if (is_written(constraint, &*alter.type)) add_constraint({alter.table, constraint}, out);
  }
}

void Dialect::alter_facts(const ir::AlterColumn& alter, const Rendering& out) const {
  if (alter.nullable) alter_nullable(alter, out);
  if (alter.server_default) alter_default(alter, out);
  if (alter.type) alter_type_of(alter, out);
  if (alter.comment) alter_comment(alter, out);
  if (alter.new_name && *alter.new_name != alter.column) alter_name(alter, out);
}

void Dialect::alter_nullable(const ir::AlterColumn& alter, const Rendering& out) const {
  out.add("ALTER TABLE {} ALTER COLUMN {} {} NOT NULL", altered_name(alter.table, out),
          quote(alter.column, out), *alter.nullable ? "DROP" : "SET");
}

void Dialect::alter_type_of(const ir::AlterColumn& alter, const Rendering& out) const {
  out.add("ALTER TABLE {} ALTER COLUMN {} TYPE {}", altered_name(alter.table, out),
          quote(alter.column, out), type(*alter.type, out));
}

void Dialect::alter_comment(const ir::AlterColumn& alter, const Rendering& out) const {
  out.add("COMMENT ON COLUMN {}.{} IS {}", altered_name(alter.table, out), quote(alter.column, out),
          *alter.comment ? string_literal(**alter.comment, out) : "NULL");
}

void Dialect::alter_name(const ir::AlterColumn& alter, const Rendering& out) const {
  out.add("ALTER TABLE {} RENAME {} TO {}", altered_name(alter.table, out),
          quote(alter.column, out), quote(*alter.new_name, out));
}

void Dialect::alter_identity(const ir::AlterColumn& alter, const Rendering& out) const {
  out.refuse("unsupported-operation", "{} cannot add, change or drop the identity of `{}.{}`",
             facts_.display, alter.table, alter.column);
}

namespace {

template <class T>
const T* default_as(const ir::Change<ir::Default>& change) {
  if (!change || !*change) return nullptr;
  return std::get_if<T>(&**change);
}

}  // namespace

void Dialect::alter_default(const ir::AlterColumn& alter, const Rendering& out) const {
  const auto existing = existing_default(alter, out);
  if (default_as<ir::Computed>(alter.server_default) != nullptr ||
      default_as<ir::Computed>(existing) != nullptr) {
    out.refuse("unsupported-operation",
               "{} cannot make `{}.{}` a computed column, or cease to be one", facts_.display,
               alter.table, alter.column);
    return;
  }
  if (default_as<ir::Identity>(alter.server_default) != nullptr ||
      default_as<ir::Identity>(existing) != nullptr) {
    alter_identity(alter, out);
    return;
  }
  if (default_as<ir::FetchedDefault>(alter.server_default) != nullptr) {
    out.refuse("unsupported-operation", "the new default of `{}.{}` is not said", alter.table,
               alter.column);
    return;
  }
  const auto* value = default_as<ir::Expr>(alter.server_default);
  if (value == nullptr) {
    drop_default(alter, out);
  } else {
    set_default(alter, *value, out);
  }
}

void Dialect::set_default(const ir::AlterColumn& alter, const ir::Expr& value,
                          const Rendering& out) const {
  out.add("ALTER TABLE {} ALTER COLUMN {} SET DEFAULT {}", altered_name(alter.table, out),
          quote(alter.column, out), default_value(value, altered_column(alter, out), out));
}

void Dialect::drop_default(const ir::AlterColumn& alter, const Rendering& out) const {
  out.add("ALTER TABLE {} ALTER COLUMN {} DROP DEFAULT", altered_name(alter.table, out),
          quote(alter.column, out));
}

ir::Change<ir::Default> Dialect::existing_default(const ir::AlterColumn& alter,
                                                  const Rendering& in) const {
  if (alter.existing.server_default) return alter.existing.server_default;
  const ir::Column* known = in.before.find_column(alter.table, alter.column);
  if (known == nullptr) return std::nullopt;
  if (!known->has_server_default()) return std::optional<ir::Default>{};
  return std::optional<ir::Default>{known->server_default};
}

ir::Column Dialect::altered_column(const ir::AlterColumn& alter, const Rendering&) const {
  ir::Column column{.name = alter.column, .type = {.kind = ir::Integer{}}};
  if (alter.existing.type) column.type = *alter.existing.type;
  if (alter.type) column.type = *alter.type;
  return column;
}

}  // namespace migc::dialects
