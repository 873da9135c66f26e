#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/base/box.h"
#include "compiler/ir/name.h"

namespace migc::ir {

struct Expr;
struct Type;

// One struct a family. What a family's struct holds is what a dialect needs to spell the type and a
// rule needs to judge it. Parameters left out are absent, so that `VARCHAR` and `VARCHAR(50)`
// differ.

struct NullType {  ///< Type unknown or not said.
  friend bool operator==(const NullType&, const NullType&) = default;
};
struct Boolean {
  friend bool operator==(const Boolean&, const Boolean&) = default;
};
struct Integer {
  enum class Size { Tiny, Small, Medium, Normal, Big };
  Size size = Size::Normal;
  bool is_unsigned = false, zerofill = false;  ///< MySQL.
  std::optional<int> display_width;            ///< MySQL.
  friend bool operator==(const Integer&, const Integer&) = default;
};
struct Numeric {  ///< Exact: NUMERIC, DECIMAL, NUMBER, MONEY.
  std::optional<int> precision, scale;
  bool is_unsigned = false, zerofill = false;
  bool as_decimal = true;
  friend bool operator==(const Numeric&, const Numeric&) = default;
};
struct Float {  ///< FLOAT, REAL, DOUBLE.
  enum class Size { Single, Normal, Double };
  Size size = Size::Normal;
  std::optional<int> precision, scale, binary_precision;  ///< `binary_precision`: Oracle.
  bool is_unsigned = false, zerofill = false;
  bool as_decimal = false;
  friend bool operator==(const Float&, const Float&) = default;
};
struct String {
  enum class Form { Varying, Fixed, Text };  ///< VARCHAR; CHAR; TEXT, CLOB.
  Form form = Form::Varying;
  bool unicode = false;  ///< sa.Unicode, NVARCHAR, NCHAR, NTEXT.
  std::optional<std::int64_t> length;
  bool max = false;  ///< VARCHAR(max).
  std::string collation, charset;
  bool ascii = false, binary = false, national = false, unicode_charset = false;  ///< MySQL.
  std::string size;  ///< MySQL: `TINY`, `MEDIUM`, `LONG` text.
  friend bool operator==(const String&, const String&) = default;
};
struct Binary {
  enum class Form { Large, Varying, Fixed };  ///< LargeBinary, BLOB, BYTEA; VARBINARY; BINARY.
  Form form = Form::Large;
  std::optional<std::int64_t> length;
  bool max = false, filestream = false;
  std::string size;  ///< MySQL: `TINY`, `MEDIUM`, `LONG` blob.
  bool pickle = false;
  friend bool operator==(const Binary&, const Binary&) = default;
};
struct Date {
  friend bool operator==(const Date&, const Date&) = default;
};
struct Time {
  bool timezone = false;
  std::optional<int> precision;
  friend bool operator==(const Time&, const Time&) = default;
};
struct Timestamp {
  bool timezone = false, local_timezone = false;  ///< `local_timezone`: Oracle.
  std::optional<int> precision;
  friend bool operator==(const Timestamp&, const Timestamp&) = default;
};
struct Interval {
  bool native = true;
  std::optional<int> second_precision, day_precision, precision;
  std::string fields;  ///< PostgreSQL: `YEAR TO MONTH`.
  friend bool operator==(const Interval&, const Interval&) = default;
};
struct Json {
  bool binary = false;  ///< JSONB.
  bool none_as_null = false;
  friend bool operator==(const Json&, const Json&) = default;
};
struct Uuid {
  bool as_uuid = true, native = true;
  friend bool operator==(const Uuid&, const Uuid&) = default;
};
struct Enum {
  std::vector<std::string> values;  ///< As they are stored.
  ObjectName name;
  std::string schema;
  bool inherit_schema = false;  ///< Takes the schema of its table.
  bool native = true;           ///< A type of its own where the server has that.
  bool create_constraint = false;
  bool create_type = true;  ///< postgresql.ENUM(create_type=False).
  std::optional<std::int64_t> length;
  std::string charset, collation;  ///< mysql.ENUM.
  bool set = false;                ///< mysql.SET.
  bool dialect_native = false;     ///< postgresql.ENUM, mysql.ENUM: not the generic sa.Enum.
  /// Python enum members by their names: what a member given as a value is stored as.
  std::vector<std::pair<std::string, std::string>> members;
  friend bool operator==(const Enum&, const Enum&) = default;
};
struct Array {
  Box<Type> item;
  std::optional<int> dimensions;
  friend bool operator==(const Array&, const Array&) = default;
};
struct Domain {  ///< postgresql.DOMAIN
  ObjectName name;
  std::string schema;
  Box<Type> base;
  std::string collation;
  std::optional<bool> not_null;
  std::optional<Box<Expr>> default_value;
  ObjectName constraint_name;
  std::optional<Box<Expr>> check;
  bool create_type = true;
  friend bool operator==(const Domain& a, const Domain& b);
};
/// Any other type, by its SQL name: INET, TSVECTOR, `geometry(POINT,4326)`, a UserDefinedType's
/// text.
struct Named {
  std::string sql;
  friend bool operator==(const Named&, const Named&) = default;
};

/// A column type as a migration says it: a family, its parameters, and how literally it is meant.
struct Type {
  struct Kind : std::variant<NullType, Boolean, Integer, Numeric, Float, String, Binary, Date, Time,
                             Timestamp, Interval, Json, Uuid, Enum, Array, Domain, Named> {
    using variant::variant;
    using variant::operator=;
    Kind();
    Kind(const Kind&);
    Kind(Kind&&) noexcept;
    Kind& operator=(const Kind&);
    Kind& operator=(Kind&&) noexcept;
    ~Kind();
  };
  Kind kind;
  /// The SQL type's name when it was said outright (`VARCHAR`, `TINYINT`, `DATETIME2`, `JSONB`);
  /// empty for SQLAlchemy's generic types (`String`), which each dialect spells its own way.
  std::string exact;
  std::string
      dialect;  ///< The module it came from: `postgresql` for `postgresql.UUID`; empty for `sa`.
  std::vector<std::pair<std::string, Type>> variants;  ///< with_variant: dialect name -> type.
  bool check_constraint = false;                       ///< sa.Boolean(create_constraint=True).
  ObjectName check_name;                               ///< … and its name.
  std::string python;  ///< The class that made it, for messages: `sa.String`, `myapp.GUID`.
  bool coerces_values =
      false;  ///< A TypeDecorator whose bind processing is not known: literals are refused.

  /// The type for a dialect: the variant said for it, else itself.
  const Type& resolved(std::string_view dialect_name) const;
  friend bool operator==(const Type& a, const Type& b);  ///< Ignores `python`.
};

/// Short spelling for messages: `varchar(50)`, `timestamp with time zone`.
std::string describe(const Type& type);

}  // namespace migc::ir
