#pragma once

#include <memory>
#include <optional>
#include <string>

#include "compiler/ir/schema.h"
#include "compiler/library/sqlalchemy/schema.h"
#include "compiler/library/world.h"

namespace migc::library {

/// Whether a table is there: from the replay, or from `--assume-present` and `--assume-absent`.
ir::Presence table_presence(const ir::TableName& name, const ir::Schema& schema,
                            const Outside& outside);
/// The table as reflection would find it. Null: reported, or raised when there is none.
const ir::Table* known_table(const ir::TableName& name, const ir::Schema& schema,
                             const python::Site& site);
/// A column's type as reflection makes it; Unknown where servers give back another than was said.
python::Value reflected_type(const ir::Type& type, const python::Site& site);
/// `Table(name, metadata, autoload_with=bind)`. Null: reported or raised.
std::shared_ptr<Table> reflected_table(const ir::TableName& name,
                                       const std::shared_ptr<MetaData>& metadata,
                                       const python::Site& site);
/// The tables of a schema, by name; nothing, and refused, when they are not all known.
std::optional<std::vector<std::string>> table_names(const std::string& schema,
                                                    const ir::Schema& state,
                                                    const python::Site& site);
/// Keys, in the order a server lists them, with those of constraints where it makes indexes of
/// them.
struct ReflectedIndex {
  std::string name;
  std::vector<std::optional<std::string>> columns;
  bool unique = false;
  bool of_constraint = false;
};
std::vector<ReflectedIndex> reflected_indexes(const ir::Table& table, const Outside& outside);

}  // namespace migc::library
