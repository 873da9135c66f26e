#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/ir/operation.h"
#include "compiler/library/sqlalchemy/expression.h"
#include "compiler/library/sqlalchemy/names.h"
#include "compiler/library/sqlalchemy/types.h"
#include "compiler/python/native.h"
#include "compiler/python/signature.h"

namespace migc::library {

class Column;
class Table;
class MetaData;

/// `sa.ForeignKey("users.id", ondelete="CASCADE")`, as it stands in a Column.
class ForeignKey final : public python::Native {
 public:
  std::string_view type_name() const override { return "ForeignKey"; }
  std::shared_ptr<python::Class> type() const override;
  std::optional<python::Value> attribute(std::string_view name,
                                         const python::Site& site) const override;
  void forget() override { target = {}; }

  python::Value target;  ///< A string or a Column.
  ir::ForeignKey key;    ///< All but its columns.
  bool named_none = true;
};

/// A constraint object: PrimaryKey, Unique, ForeignKey, Check, Exclude.
class ConstraintItem final : public python::Native {
 public:
  std::string_view type_name() const override;
  std::shared_ptr<python::Class> type() const override;
  std::optional<python::Value> attribute(std::string_view name,
                                         const python::Site& site) const override;
  bool set_attribute(std::string_view name, const python::Value& value,
                     const python::Site& site) override;
  void forget() override;

  ir::Constraint constraint;
  std::vector<python::Value> columns;    ///< Names or Column objects, in the order written.
  std::vector<python::Value> referents;  ///< Of a foreign key.
  SqlName name;
  std::shared_ptr<Table> table;  ///< Once it is part of one.
};

/// `sa.Index("ix", "a", sa.text("lower(b)"))`
class IndexItem final : public python::Native {
 public:
  std::string_view type_name() const override { return "Index"; }
  std::shared_ptr<python::Class> type() const override;
  std::optional<python::Value> attribute(std::string_view name,
                                         const python::Site& site) const override;
  void forget() override;

  SqlName name;
  std::vector<python::Value> expressions;  ///< Names, Column objects or SQL.
  bool unique = false;
  ir::Options options;
  Origin origin;
  std::shared_ptr<Table> table;
};

/// Identity(), Computed(), Sequence(), FetchedValue(), DefaultClause(), ColumnDefault: what gives a
/// column its values.
class DefaultItem final : public python::Native {
 public:
  enum class Kind { Server, Identity, Computed, Fetched, Sequence, Python };

  std::string_view type_name() const override;
  std::shared_ptr<python::Class> type() const override;
  std::optional<python::Value> attribute(std::string_view name,
                                         const python::Site& site) const override;
  void forget() override { value = {}; }

  Kind kind = Kind::Server;
  python::Value value;  ///< Of Server and Python: what was given.
  ir::Default server;   ///< Of Server, Identity, Computed, Fetched.
  // Of Sequence:
  ir::TableName sequence;
  ir::SequenceOptions options;
  std::optional<ir::Type> data_type;
  std::shared_ptr<MetaData> metadata;
  bool for_update = false;
};

/// `sa.Column`: a part of a table, and an expression.
class Column final : public ColumnElement {
 public:
  std::string_view type_name() const override { return "Column"; }
  std::shared_ptr<python::Class> type() const override;
  std::optional<python::Value> attribute(std::string_view name,
                                         const python::Site& site) const override;
  bool set_attribute(std::string_view name, const python::Value& value,
                     const python::Site& site) override;
  void forget() override;
  std::optional<std::string> repr() const override;

  ir::Expr expr() const override;  ///< `t.c`
  const SqlType& sql_type() const override { return type_; }

  ir::Column column;
  SqlType type_;
  std::string key;
  bool nullable_said = false;
  bool system = false;  ///< The server has it by itself: CREATE TABLE leaves it out.
  std::vector<std::shared_ptr<ForeignKey>> foreign_keys;
  std::vector<std::shared_ptr<ConstraintItem>> checks;
  bool index = false;
  std::optional<bool> unique;
  python::Value
      default_value;  ///< Python's: a value, a function, SQL, a Sequence; None if not said.
  python::Value onupdate;
  python::Value info;
  std::shared_ptr<Table> table;                                  ///< Once it is part of one.
  std::vector<std::pair<std::string, python::Value>> listeners;  ///< By the event's name.
};

/// `sa.Table("users", metadata, …)` and what `op.create_table` returns.
class Table final : public FromClause {
 public:
  std::string_view type_name() const override { return "Table"; }
  std::shared_ptr<python::Class> type() const override;
  std::optional<python::Value> attribute(std::string_view name,
                                         const python::Site& site) const override;
  void forget() override;
  std::optional<std::string> repr() const override;

  ir::FromItem from_item() const override;
  std::vector<std::pair<std::string, python::Value>> exported_columns() const override;

  const Column* find_column(std::string_view key) const;
  std::shared_ptr<Column> share_column(std::string_view key) const;

  ir::TableName name;
  std::vector<std::shared_ptr<Column>> columns;
  std::vector<std::shared_ptr<ConstraintItem>> constraints;
  std::vector<std::shared_ptr<IndexItem>> indexes;
  std::optional<std::string> comment;
  std::vector<std::string> prefixes;
  ir::Options options;
  Origin origin;
  python::Value info;
  std::shared_ptr<MetaData> metadata;
  bool reflected = false;  ///< Made of what the database holds.
};

/// `sa.MetaData(naming_convention=…, schema=…)`
class MetaData final : public python::Native {
 public:
  std::string_view type_name() const override { return "MetaData"; }
  std::shared_ptr<python::Class> type() const override;
  std::optional<python::Value> attribute(std::string_view name,
                                         const python::Site& site) const override;
  bool set_attribute(std::string_view name, const python::Value& value,
                     const python::Site& site) override;
  void forget() override;

  python::Value naming_convention;  ///< A dict, or None.
  std::string schema;
  std::vector<std::shared_ptr<Table>> tables;  ///< In the order they were made; see `all`.
  /// Those that came to a MetaData which several revisions share: with modules that were imported
  /// after it, whose turn it is when they are.
  struct Later {
    std::mutex mutex;
    std::vector<std::shared_ptr<Table>> tables;
  };
  std::shared_ptr<Later> later = std::make_shared<Later>();

  /// The tables as this evaluation sees them.
  std::vector<std::shared_ptr<Table>> all(const python::Site& site) const;
  void add(const std::shared_ptr<Table>& table, const python::Site& site);
  std::vector<std::shared_ptr<DefaultItem>> sequences;
  python::Value info;
};

/// What names the constraints and indexes of a table that were not named, or not finally.
///
/// Without a convention an index is called `ix_<table>_<column>` and constraints have no name.
class NamingRules {
 public:
  NamingRules() = default;
  /// `convention`: a dict of templates by `ix`, `pk`, `ck`, `uq`, `fk` and of tokens; or None.
  explicit NamingRules(python::Value convention);

  struct Subject {
    std::string_view kind;  ///< `ix`, `pk`, …
    ir::TableName table;
    std::vector<std::string> columns;  ///< Names; of an index on an expression, its text.
    std::vector<std::string> keys;     ///< … and keys, where they differ.
    ir::TableName referred;
    std::vector<std::string> referred_columns;
  };
  /// The name of the object: `said` where that stands, made of the convention's template where one
  /// applies, else empty. `type_bound`: made by a type without a name of its own. Nothing when it
  /// was refused (a template needs a name and there is none).
  std::optional<ir::ObjectName> name(const SqlName& said, const Subject& subject, bool type_bound,
                                     const python::Site& site) const;
  bool has(std::string_view kind) const;

 private:
  python::Value convention_;
};

/// How a table that op directives make is built: of these columns and constraints, in this order.
struct TableParts {
  ir::TableName name;
  std::vector<std::shared_ptr<Column>> columns;
  std::vector<std::shared_ptr<ConstraintItem>> constraints;
  std::vector<std::shared_ptr<IndexItem>> indexes;
};
/// The columns, constraints (primary key first, then those written, then those that columns bring)
/// and indexes of a table. Nothing when something was refused.
std::optional<ir::Table> build_table(const TableParts& parts, const NamingRules& naming,
                                     const python::Site& site);
std::optional<ir::Table> table_of(const Table& table, const python::Site& site);

/// One constraint of a table that is not there: `op.create_unique_constraint`.
std::optional<ir::Constraint> build_constraint(const ConstraintItem& item,
                                               const ir::TableName& table,
                                               const NamingRules& naming, const python::Site& site);
std::optional<ir::Index> build_index(const IndexItem& item, const ir::TableName& table,
                                     const NamingRules& naming, const python::Site& site);
/// The CHECKs that a type brings to a column (Boolean, Enum with create_constraint).
bool type_checks(const ir::Type& type, const ir::TableName& table, std::string_view column,
                 const NamingRules& naming, std::vector<ir::Constraint>& out,
                 const python::Site& site);

/// The column that an expression mentions first.
std::optional<std::string> first_column(const ir::Expr& expr);

/// `server_default=`: a string is a literal, text() and expressions are SQL. False: reported.
bool server_default_of(const python::Value& value, ir::Default& out, const python::Call& call);
/// CHECK (…): a string or text() is SQL.
std::optional<ir::Expr> condition_of(const python::Value& value, const python::Call& call);
/// EXCLUDE from pairs of an expression and an operator.
std::optional<ir::Exclude> exclude_of(const std::vector<python::Argument>& elements,
                                      const python::Value& where, const python::Value& ops,
                                      const python::Call& call);
/// The target of a foreign key: `schema.table.column` or a Column. False: reported.
bool referent_of(const python::Value& value, std::string_view default_schema, ir::TableName& table,
                 std::string& column, const python::Site& site);
/// The naming rules of target_metadata, which op directives follow.
NamingRules target_naming(const python::Site& site);

/// Makes a table of Column, Constraint and Index arguments; the columns know it then. Null:
/// reported.
std::shared_ptr<Table> make_table(ir::TableName name, std::shared_ptr<MetaData> metadata,
                                  const std::vector<python::Argument>& items,
                                  const python::Call& call);

}  // namespace migc::library
