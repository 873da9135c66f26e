#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dialects/dialect.h"

namespace migc::dialects {

/// A table on its way to a new form: `CREATE` the new one, copy the rows, `DROP` the old one,
/// rename.
class Rebuild {
 public:
  /// `old` as it is; `from_replay`: by the replayed schema rather than by the author.
  Rebuild(const Dialect& dialect, ir::Table old, bool from_replay, const Rendering& in);

  /// Takes over an operation of the batch; false, and a diagnostic, if it cannot be.
  bool take(const ir::Operation& operation);
  void reorder(const std::vector<std::vector<std::string>>& partial);
  void add_options(const ir::Options& options);
  void add_constraints(const std::vector<ir::Constraint>& constraints);

  /// Names by which the batch may call constraints that have none.
  void name_by(const ir::NamingConvention& convention);
  /// The old table's column was given its new name before the copy.
  void rename_in_place(const std::string& from, const std::string& to);

  const ir::Table& old_table() const { return old_; }
  /// Columns that got a name, with it, and those that are gone.
  const std::vector<std::pair<std::string, std::string>>& renamed() const { return renamed_; }
  const std::vector<std::string>& dropped() const { return dropped_; }
  ir::TableName temporary_name() const;
  /// The new table, under its temporary name and without indexes.
  ir::Table new_table() const;
  ir::InsertSelect copy() const;
  std::vector<ir::Index> indexes() const;

 private:
  struct Transfer {
    std::string key;  ///< The column's name when the batch began.
    std::optional<ir::Expr> value;
  };

  bool add_column(const ir::AddColumn& add);
  bool drop_column(const ir::DropColumn& drop);
  bool alter_column(const ir::AlterColumn& alter);
  bool add_constraint(const ir::Constraint& constraint);
  bool drop_constraint(const ir::ObjectName& name, bool required);
  bool drop_index(const ir::DropIndex& drop);
  ir::Column* column(std::string_view key);
  void place(const std::string& name, const ir::AddColumn& add);

  const Dialect& dialect_;
  const Rendering& in_;
  bool from_replay_;
  ir::Table old_, new_;
  std::vector<Transfer> transfers_;  ///< Beside new_.columns.
  std::vector<std::string> existing_order_;
  std::vector<std::pair<std::string, std::string>> added_order_;
  std::vector<std::vector<std::string>> partial_;
  std::vector<ir::Constraint> said_;  ///< `table_args`, which come first.
  std::vector<ir::Index> new_indexes_;
  ir::NamingConvention convention_;
  std::vector<std::pair<std::string, std::string>> renamed_;
  std::vector<std::string> dropped_;
};

/// Whether a value of one type must be cast to become one of the other.
bool same_affinity(const ir::Type& a, const ir::Type& b);

}  // namespace migc::dialects
