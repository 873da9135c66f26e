#include "dialects/name_release.h"

#include <algorithm>

#include "compiler/ir/schema.h"

namespace migc::dialects {

std::optional<NameRelease> release_names(const Rebuild& rebuild, const Rendering& out) {
  const ir::Table& old = rebuild.old_table();
  NameRelease release{.drops = {}, .fresh = rebuild.new_table(), .later = {}};

  const auto is_known = [&](const ir::ForeignKey& key, const ir::TableName& table) {
    if (!key.name.empty()) return true;
    out.refuse("unnamed-constraint",
               "`{}` cannot be rebuilt while a foreign key of `{}` refers to it, which has no name",
               old.name, table)
        .help("give the foreign key a name, or drop it before the batch and create it again");
    return false;
  };
  for (const auto& [table, key] : out.before.references_to(old.name)) {
    if (!is_known(key, table)) return std::nullopt;
    for (const std::string& column : key.referred_columns) {
      if (release.fresh.find_column(column) != nullptr) continue;
      out.refuse("column-in-use",
                 "the batch takes `{}.{}` away, to which foreign key `{}` of `{}` refers", old.name,
                 column, key.name.text, table);
      return std::nullopt;
    }
    release.drops.push_back(
        {.table = table, .name = key.name, .kind = ir::DropConstraint::Kind::ForeignKey});
    release.later.push_back({table, key});
  }

  const auto refers_to_itself = [&](const ir::Constraint& constraint) {
    const auto* key = std::get_if<ir::ForeignKey>(&constraint);
    return key != nullptr && (key->referred == old.name || key->referred == release.fresh.name);
  };
  const auto again = [&](const ir::ObjectName& name) {
    return !name.empty() && std::ranges::any_of(release.fresh.constraints, [&](const auto& other) {
      return ir::name_of(other).text == name.text;
    });
  };
  for (const bool keys : {true, false}) {
    for (const ir::Constraint& constraint : old.constraints) {
      const auto* check = std::get_if<ir::Check>(&constraint);
      // A CHECK that a type brings may not be there.
      if (check != nullptr && !check->type_of.empty() && !out.dialect.facts().boolean_checks) {
        const ir::Column* column = old.find_column(check->type_of);
        if (column != nullptr && std::holds_alternative<ir::Boolean>(column->type.kind)) continue;
      }
      const bool is_key = std::holds_alternative<ir::ForeignKey>(constraint);
      if (is_key != keys || !again(ir::name_of(constraint))) continue;
      release.drops.push_back({.table = old.name,
                               .name = ir::name_of(constraint),
                               .kind = is_key ? ir::DropConstraint::Kind::ForeignKey
                                              : ir::DropConstraint::Kind::Unsaid});
    }
  }
  std::erase_if(release.fresh.constraints, [&](const ir::Constraint& constraint) {
    if (!refers_to_itself(constraint)) return false;
    ir::ForeignKey key = std::get<ir::ForeignKey>(constraint);
    key.referred = old.name;
    key.use_alter = false;
    release.later.push_back({old.name, std::move(key)});
    return true;
  });
  if (!release.drops.empty()) {
    out.unlike_alembic(
        "the old table gives up the names of its constraints, and other tables their foreign keys "
        "to it, before it is rebuilt; Alembic runs into both");
  }
  return release;
}

}  // namespace migc::dialects
