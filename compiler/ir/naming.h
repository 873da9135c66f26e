#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/ir/table.h"

namespace migc::ir {

/// How a server names what a migration left unnamed, and when it takes two names for one.
///
/// A dialect gives the one of its server to the schema it replays on.
struct Naming {
  std::string_view default_schema;  ///< Said outright, it is the same as none: `public`.
  bool fold_case = false;           ///< `Users` and `users` are one table.
  bool indexes_in_schema = true;    ///< An index name is taken for the whole schema, not a table.
  bool indexes_outlive_columns = false;  ///< Dropping a column takes it out of its indexes.
  bool native_enums = false;             ///< An enum is a type of its own, created with its table.
  /// A foreign key whose name is that of its table and this, and then a number, is renamed with it:
  /// `_ibfk_` (MySQL, "RENAME TABLE Statement").
  std::string_view follows_table = {};
  /// The name the server gives, or nothing when it cannot be foretold. `attempt` counts up while
  /// the name is taken.
  std::string (*constraint)(const Table& table, const Constraint& constraint,
                            int attempt) = nullptr;
  std::string (*index)(const Table& table, const Index& index, int attempt) = nullptr;
};

extern const Naming plain_naming;  ///< Gives no names.
extern const Naming postgresql_naming;
extern const Naming mysql_naming;  ///< Also MariaDB.
extern const Naming sqlite_naming;
extern const Naming mssql_naming;
extern const Naming oracle_naming;

/// Cuts the parts of `first_second_suffix` until it fits, the longer part first, as PostgreSQL
/// does.
std::string postgresql_object_name(std::string_view first, std::string_view second,
                                   std::string_view suffix);

/// `%(table_name)s`-style templates (`fk`, `uq`, `ck`, `pk`, `ix`) of a metadata or a batch.
using NamingConvention = std::vector<std::pair<std::string, std::string>>;
/// The name that a convention gives an unnamed constraint, or nothing when it says nothing of it.
std::optional<std::string> conventional_name(const NamingConvention& convention,
                                             const TableName& table, const Constraint& constraint);

}  // namespace migc::ir
