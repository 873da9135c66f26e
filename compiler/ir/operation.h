#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/base/box.h"
#include "compiler/base/source.h"
#include "compiler/ir/table.h"

namespace migc::ir {

struct Operation;

// ---- tables and columns

struct CreateTable {
  Table table;
  bool if_not_exists = false;
  friend bool operator==(const CreateTable&, const CreateTable&) = default;
};
struct DropTable {
  TableName table;
  bool if_exists = false, cascade = false;
  Options options;
  friend bool operator==(const DropTable&, const DropTable&) = default;
};
struct RenameTable {
  TableName table;
  std::string new_name;
  std::optional<std::string> new_schema;  ///< ALTER TABLE … SET SCHEMA, from raw SQL.
  friend bool operator==(const RenameTable&, const RenameTable&) = default;
};
/// One column with what hangs on it: its constraints (foreign keys, UNIQUE, CHECKs) and indexes.
struct AddColumn {
  TableName table;
  Column column;
  std::vector<Constraint> constraints;
  std::vector<Index> indexes;
  bool if_not_exists = false, inline_references = false, inline_primary_key = false;
  std::optional<std::string> insert_before, insert_after;  ///< Batch only.
  friend bool operator==(const AddColumn&, const AddColumn&) = default;
};
struct DropColumn {
  TableName table;
  std::string column;
  bool if_exists = false, cascade = false;
  Options options;  ///< mssql_drop_check, mssql_drop_default, mssql_drop_foreign_key
  friend bool operator==(const DropColumn&, const DropColumn&) = default;
};

/// A change of one fact: absent (unsaid), set, or removed.
template <class T>
using Change = std::optional<std::optional<T>>;

/// What the revision says of the column as it is (`existing_*`): each fact unsaid, said to be none,
/// or said.
struct Existing {
  std::optional<Type> type;
  std::optional<bool> nullable;
  Change<Default> server_default;
  Change<std::string> comment;
  std::optional<bool> autoincrement;
  friend bool operator==(const Existing&, const Existing&) = default;
};
struct AlterColumn {
  TableName table;
  std::string column;
  std::optional<std::string> new_name;
  std::optional<Type> type;
  std::vector<Constraint> type_constraints;           ///< CHECKs that the new type brings.
  std::vector<Constraint> existing_type_constraints;  ///< … and those the existing one had.
  std::optional<bool> nullable;
  Change<Default> server_default;
  Change<std::string> comment;
  std::optional<bool> autoincrement;
  Existing existing;
  std::optional<std::string> using_expression;  ///< postgresql_using
  std::optional<std::string> insert_before, insert_after;
  Options options;
  friend bool operator==(const AlterColumn&, const AlterColumn&) = default;
};

// ---- constraints, indexes, comments

struct AddConstraint {
  TableName table;
  Constraint constraint;
  friend bool operator==(const AddConstraint&, const AddConstraint&) = default;
};
struct DropConstraint {
  enum class Kind { Unsaid, PrimaryKey, Unique, ForeignKey, Check };
  TableName table;
  ObjectName name;
  Kind kind = Kind::Unsaid;
  bool if_exists = false, cascade = false;
  Options options;
  friend bool operator==(const DropConstraint&, const DropConstraint&) = default;
};
struct CreateIndex {
  Index index;
  bool if_not_exists = false;
  friend bool operator==(const CreateIndex&, const CreateIndex&) = default;
};
struct DropIndex {
  ObjectName name;
  std::optional<TableName> table;  ///< Unsaid in `op.drop_index("ix")`.
  std::string schema;
  bool if_exists = false, cascade = false;
  Options options;
  friend bool operator==(const DropIndex&, const DropIndex&) = default;
};
struct RenameIndex {
  ObjectName name;
  std::string schema, new_name;
  friend bool operator==(const RenameIndex&, const RenameIndex&) = default;
};
struct RenameConstraint {
  TableName table;
  std::string name, new_name;
  friend bool operator==(const RenameConstraint&, const RenameConstraint&) = default;
};
struct CommentTable {
  TableName table;
  std::optional<std::string> comment;  ///< None: removed.
  std::optional<std::string> existing_comment;
  friend bool operator==(const CommentTable&, const CommentTable&) = default;
};

// ---- types, sequences, views, schemas

struct CreateType {
  Type type;  ///< Enum, Domain, or Named (a composite: `definition`).
  std::string definition;
  bool if_not_exists = false;
  friend bool operator==(const CreateType&, const CreateType&) = default;
};
struct DropType {
  TableName name;
  bool domain = false, if_exists = false, cascade = false;
  friend bool operator==(const DropType&, const DropType&) = default;
};
struct AlterType {
  TableName name;
  std::optional<std::string> add_value;
  std::optional<std::string> before, after;
  std::optional<std::pair<std::string, std::string>> rename_value;
  std::optional<std::string> new_name, new_schema;
  bool if_not_exists = false;
  friend bool operator==(const AlterType&, const AlterType&) = default;
};
struct CreateSequence {
  TableName name;
  SequenceOptions options;
  std::optional<Type> type;
  bool if_not_exists = false;
  friend bool operator==(const CreateSequence&, const CreateSequence&) = default;
};
struct DropSequence {
  TableName name;
  bool if_exists = false, cascade = false;
  friend bool operator==(const DropSequence&, const DropSequence&) = default;
};
struct CreateView {
  TableName name;
  std::string definition;  ///< The query's text.
  bool or_replace = false, materialized = false, if_not_exists = false;
  friend bool operator==(const CreateView&, const CreateView&) = default;
};
struct DropView {
  TableName name;
  bool materialized = false, if_exists = false, cascade = false;
  friend bool operator==(const DropView&, const DropView&) = default;
};
struct CreateSchema {
  std::string name;
  bool if_not_exists = false;
  friend bool operator==(const CreateSchema&, const CreateSchema&) = default;
};
struct DropSchema {
  std::string name;
  bool if_exists = false, cascade = false;
  friend bool operator==(const DropSchema&, const DropSchema&) = default;
};

// ---- data

/// ON CONFLICT, ON DUPLICATE KEY.
struct OnConflict {
  std::vector<std::string> columns;
  std::vector<Expr> elements;  ///< Index expressions, instead of columns.
  std::string constraint;
  std::optional<Expr> target_where;
  bool update = false;
  std::vector<std::pair<std::string, Expr>> assignments;
  std::optional<Expr> where;
  std::string dialect;  ///< postgresql, sqlite, mysql
  friend bool operator==(const OnConflict&, const OnConflict&) = default;
};
/// INSERT … VALUES. Each row has one expression a column. `bulk`: op.bulk_insert, one statement a
/// row.
struct InsertRows {
  TableName table;
  std::vector<std::string> columns;
  std::vector<std::vector<Expr>> rows;
  bool bulk = false;
  bool default_values = false;
  std::vector<Expr> returning;           ///< Said by the author.
  std::vector<std::string> primary_key;  ///< Columns SQLAlchemy would ask back (RETURNING t.id).
  std::vector<CommonTable> with;
  std::vector<std::string> prefixes;
  std::optional<OnConflict> on_conflict;
  Options options;
  friend bool operator==(const InsertRows&, const InsertRows&) = default;
};
struct InsertSelect {
  TableName table;
  std::vector<std::string> columns;
  Select select;
  std::vector<Expr> returning;
  std::vector<CommonTable> with;
  std::vector<std::string> prefixes;
  std::optional<OnConflict> on_conflict;
  friend bool operator==(const InsertSelect&, const InsertSelect&) = default;
};
struct Update {
  TableRef table;
  std::vector<std::pair<Expr, Expr>> assignments;  ///< Left: ColumnRef.
  std::vector<FromItem> from;
  std::optional<Expr> where;
  std::vector<Expr> returning;
  std::vector<CommonTable> with;
  std::vector<std::string> prefixes;
  Options options;  ///< mysql_limit …
  friend bool operator==(const Update&, const Update&) = default;
};
struct Delete {
  TableRef table;
  std::vector<FromItem> using_tables;
  std::optional<Expr> where;
  std::vector<Expr> returning;
  std::vector<CommonTable> with;
  std::vector<std::string> prefixes;
  Options options;
  friend bool operator==(const Delete&, const Delete&) = default;
};
struct Truncate {
  std::vector<TableName> tables;
  bool cascade = false, restart_identity = false;
  friend bool operator==(const Truncate&, const Truncate&) = default;
};
/// A query whose result nobody uses.
struct Query {
  Select select;
  friend bool operator==(const Query&, const Query&) = default;
};

// ---- what is not lowered, and what holds others

/// SQL as written. `effects`: what the front end for its dialect read out of it, in order, for the
/// schema and the rules; the text alone is printed. `understood`: effects are the whole of it; else
/// whatever the text may have touched is unknown.
struct Execute {
  Expr sql;  ///< RawSql.
  std::vector<Operation> effects;
  bool understood = false;
  bool verbatim = false;  ///< Not through text(): no bind or percent processing was due.
  friend bool operator==(const Execute&, const Execute&);
};
/// `with op.batch_alter_table(…)`: one rebuild where the server cannot ALTER, else its operations
/// in order.
struct Batch {
  TableName table;
  enum class Recreate { Auto, Always, Never };
  Recreate recreate = Recreate::Auto;
  std::optional<Table> copy_from;
  std::vector<std::pair<std::string, std::string>> naming_convention;
  std::vector<Constraint> table_args;
  Options table_options;
  std::vector<std::vector<std::string>> partial_reordering;
  std::vector<Operation> operations;
  friend bool operator==(const Batch&, const Batch&);
};
/// `with op.get_context().autocommit_block()`: outside any transaction.
struct Autocommit {
  std::vector<Operation> operations;
  friend bool operator==(const Autocommit&, const Autocommit&);
};
/// Text for the script alone: `get_context().impl.static_output(…)`.
struct Note {
  std::string text;
  friend bool operator==(const Note&, const Note&) = default;
};

struct Action : std::variant<CreateTable, DropTable, RenameTable, AddColumn, DropColumn,
                             AlterColumn, AddConstraint, DropConstraint, CreateIndex, DropIndex,
                             RenameIndex, RenameConstraint, CommentTable, CreateType, DropType,
                             AlterType, CreateSequence, DropSequence, CreateView, DropView,
                             CreateSchema, DropSchema, InsertRows, InsertSelect, Update, Delete,
                             Truncate, Query, Execute, Batch, Autocommit, Note> {
  using variant::variant;
  using variant::operator=;
  Action();
  Action(const Action&);
  Action(Action&&) noexcept;
  Action& operator=(const Action&);
  Action& operator=(Action&&) noexcept;
  ~Action();
};

/// One thing a revision does, and where it says so.
struct Operation {
  Origin origin;
  Action action;
  bool possible =
      false;  ///< Behind a condition that could not be decided (lint explores both arms).
  std::vector<std::string>
      assumptions;  ///< What was answered from the replay or assumed on the way here.
  friend bool operator==(const Operation& a, const Operation& b) { return a.action == b.action; }
};

/// One line for messages: "create table `users`".
std::string describe(const Operation& operation);

}  // namespace migc::ir
