#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/base/source.h"
#include "compiler/ir/expr.h"
#include "compiler/ir/name.h"
#include "compiler/ir/type.h"

namespace migc::ir {

/// What a dialect owns: `postgresql_where`, `mysql_engine`, `sqlite_autoincrement`. In the order
/// written.
struct OptionValue;
using OptionList = std::vector<OptionValue>;
using OptionMap = std::vector<std::pair<std::string, OptionValue>>;
struct OptionValue {
  struct Data
      : std::variant<Null, bool, std::int64_t, double, std::string, Expr, OptionList, OptionMap> {
    using variant::variant;
    using variant::operator=;
    Data();
    Data(const Data&);
    Data(Data&&) noexcept;
    Data& operator=(const Data&);
    Data& operator=(Data&&) noexcept;
    ~Data();
  };
  Data data;
  friend bool operator==(const OptionValue&, const OptionValue&);
};
struct Options {
  std::vector<std::pair<std::string, OptionValue>> items;

  const OptionValue* find(std::string_view name) const;
  bool flag(std::string_view name) const;  ///< Present and true.
  std::optional<std::string> text(
      std::string_view name) const;  ///< Present and a string (or a number's text).
  friend bool operator==(const Options&, const Options&);
};

/// GENERATED … AS IDENTITY and CREATE SEQUENCE share these.
struct SequenceOptions {
  std::optional<std::int64_t> start, increment, min_value, max_value, cache;
  bool no_min_value = false, no_max_value = false;
  std::optional<bool> cycle, order;
  friend bool operator==(const SequenceOptions&, const SequenceOptions&) = default;
};
struct Identity {
  bool always = false, on_null = false;
  SequenceOptions sequence;
  friend bool operator==(const Identity&, const Identity&) = default;
};
struct Computed {
  Expr expression;
  std::optional<bool> persisted;
  friend bool operator==(const Computed&, const Computed&) = default;
};
struct NoDefault {
  friend bool operator==(const NoDefault&, const NoDefault&) = default;
};
struct FetchedDefault {  ///< sa.FetchedValue(): the server has one, the script does not say it.
  friend bool operator==(const FetchedDefault&, const FetchedDefault&) = default;
};
struct Default : std::variant<NoDefault, Expr, Identity, Computed, FetchedDefault> {
  using variant::variant;
  using variant::operator=;
  Default();
  Default(const Default&);
  Default(Default&&) noexcept;
  Default& operator=(const Default&);
  Default& operator=(Default&&) noexcept;
  ~Default();
};

// ---- constraints

/// NOT DEFERRABLE and the like, shared by the kinds.
struct Deferral {
  std::optional<bool> deferrable;
  std::string initially;  ///< `DEFERRED`, `IMMEDIATE` or empty.
  friend bool operator==(const Deferral&, const Deferral&) = default;
};
struct PrimaryKey {
  ObjectName name;
  std::vector<std::string> columns;
  Deferral deferral;
  Options options;
  Origin origin;
  bool implicit = false;  ///< From `primary_key=True` on columns.
  friend bool operator==(const PrimaryKey&, const PrimaryKey&) = default;
};
struct Unique {
  ObjectName name;
  std::vector<std::string> columns;
  Deferral deferral;
  Options options;
  Origin origin;
  friend bool operator==(const Unique&, const Unique&) = default;
};
struct ForeignKey {
  ObjectName name;
  std::vector<std::string> columns;
  TableName referred;
  std::vector<std::string> referred_columns;
  std::string on_update, on_delete, match;
  Deferral deferral;
  bool use_alter = false;
  Options options;
  Origin origin;
  friend bool operator==(const ForeignKey&, const ForeignKey&) = default;
};
struct Check {
  ObjectName name;
  Expr condition;
  Deferral deferral;
  std::string column;   ///< Written inline behind this column; empty: of the table.
  std::string type_of;  ///< Made by the type (Boolean, Enum) of this column.
  Options options;
  Origin origin;
  friend bool operator==(const Check&, const Check&) = default;
};
struct Exclude {  ///< PostgreSQL's EXCLUDE.
  struct Element {
    Expr expression;
    std::string op;
    std::string operator_class;
    friend bool operator==(const Element&, const Element&) = default;
  };
  ObjectName name;
  std::vector<Element> elements;
  std::string using_method = "gist";
  std::optional<Expr> where;
  Deferral deferral;
  Options options;
  Origin origin;
  friend bool operator==(const Exclude&, const Exclude&) = default;
};
struct Constraint : std::variant<PrimaryKey, Unique, ForeignKey, Check, Exclude> {
  using variant::variant;
  using variant::operator=;
  Constraint();
  Constraint(const Constraint&);
  Constraint(Constraint&&) noexcept;
  Constraint& operator=(const Constraint&);
  Constraint& operator=(Constraint&&) noexcept;
  ~Constraint();
};

const ObjectName& name_of(const Constraint& constraint);
const Origin& origin_of(const Constraint& constraint);

struct IndexElement {
  Expr expression;  ///< A ColumnRef with an empty table for a plain column.
  friend bool operator==(const IndexElement&, const IndexElement&) = default;
};
struct Index {
  ObjectName name;
  TableName table;
  std::vector<IndexElement> elements;
  bool unique = false;
  Options options;  ///< postgresql_using, postgresql_where, mysql_length …
  Origin origin;
  friend bool operator==(const Index&, const Index&) = default;
};

struct Column {
  std::string name;
  Type type;
  bool nullable = true;
  bool nullable_said = false;  ///< `nullable=` was written.
  bool primary_key = false;
  enum class Autoincrement { Auto, On, Off, IgnoreForeignKey };
  Autoincrement autoincrement = Autoincrement::Auto;
  Default server_default;
  std::optional<TableName> sequence;  ///< A Sequence as its default.
  std::optional<std::string> comment;
  std::string collation;
  Options options;
  std::optional<bool> quote = std::nullopt;
  Origin origin;
  friend bool operator==(const Column&, const Column&) = default;

  bool has_server_default() const { return !std::holds_alternative<NoDefault>(server_default); }
};

/// A table: of CREATE TABLE, and of the replayed schema.
struct Table {
  TableName name;
  std::vector<Column> columns;
  std::vector<Constraint> constraints;  ///< In the order they are printed.
  std::vector<Index> indexes;
  std::optional<std::string> comment;
  std::vector<std::string> prefixes;  ///< TEMPORARY …
  Options options;
  Origin origin;
  friend bool operator==(const Table&, const Table&) = default;

  const Column* find_column(std::string_view column) const;
  Column* find_column(std::string_view column);
  const PrimaryKey* primary_key() const;
};

/// The column that SQLAlchemy lets the server count up (SERIAL, AUTO_INCREMENT, IDENTITY), or null:
/// the only integer column of the primary key without default or foreign key.
const Column* autoincrement_column(const Table& table);

}  // namespace migc::ir
