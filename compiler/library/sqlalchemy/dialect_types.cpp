#include <array>

#include "compiler/base/text.h"
#include "compiler/library/catalogue.h"
#include "compiler/library/sqlalchemy/type_methods.h"
#include "compiler/library/sqlalchemy/types.h"

namespace migc::library {

using python::Call;
using python::Value;

namespace {

bool no_arguments(const Call&, TypeObject&) { return true; }

// ---- PostgreSQL

// TIMESTAMP(timezone=False, precision=None)
bool pg_time_arguments(const Call& call, TypeObject& object) {
  std::optional<bool> timezone;
  std::optional<int> precision;
  if (!call.bind({{"timezone", timezone}, {"precision", precision}})) return false;
  if (auto* time = std::get_if<ir::Time>(&object.sql.kind)) {
    *time = {timezone.value_or(false), precision};
  } else {
    auto& stamp = std::get<ir::Timestamp>(object.sql.kind);
    stamp.timezone = timezone.value_or(false);
    stamp.precision = precision;
  }
  return true;
}

// INTERVAL(precision=None, fields=None)
bool pg_interval_arguments(const Call& call, TypeObject& object) {
  std::optional<int> precision;
  std::optional<std::string> fields;
  if (!call.bind({{"precision", precision}, {"fields", fields}})) return false;
  auto& interval = std::get<ir::Interval>(object.sql.kind);
  interval.precision = precision;
  interval.fields = fields.value_or("");
  return true;
}

// BIT(length=None, varying=False)
bool pg_bit_arguments(const Call& call, TypeObject& object) {
  std::optional<int> length;
  std::optional<bool> varying;
  if (!call.bind({{"length", length}, {"varying", varying}})) return false;
  std::string sql = varying.value_or(false) ? "BIT VARYING" : "BIT";
  if (length) {
    sql += fmt::format("({})", *length);
  } else if (!varying.value_or(false)) {
    sql += "(1)";
  }
  object.sql.kind = ir::Named{std::move(sql)};
  return true;
}

// JSONB(none_as_null=False, astext_type=None)
bool pg_json_arguments(const Call& call, TypeObject& object) {
  std::optional<bool> none_as_null;
  std::optional<Value> astext_type;
  if (!call.bind({{"none_as_null", none_as_null}, {"astext_type", astext_type}})) return false;
  std::get<ir::Json>(object.sql.kind).none_as_null = none_as_null.value_or(false);
  return true;
}

// CITEXT(length=None, collation=None), HSTORE(text_type=None)
bool citext_arguments(const Call& call, TypeObject&) {
  std::optional<Value> length, collation;
  return call.bind({{"length", length}, {"collation", collation}});
}
bool hstore_arguments(const Call& call, TypeObject&) {
  std::optional<Value> text_type;
  return call.bind({{"text_type", text_type}});
}

// BYTEA(length=None)
bool binary_arguments(const Call& call, TypeObject& object) {
  std::optional<std::int64_t> length;
  if (!call.bind({{"length", length}})) return false;
  std::get<ir::Binary>(object.sql.kind).length = length;
  return true;
}

/// A default or check of a domain: a string, or text().
bool text_or_sql(const std::optional<Value>& value, std::optional<Box<ir::Expr>>& out, bool quoted,
                 const Call& call) {
  if (!value || value->is_none()) return true;
  return sql_text(*value, quoted, out, call);
}

// DOMAIN(name, data_type, *, collation=None, default=None, constraint_name=None, not_null=None,
//        check=None, create_type=True, **kw)
bool domain_arguments(const Call& call, TypeObject& object) {
  Value name;
  SqlType data_type;
  std::optional<std::string> collation, schema;
  std::optional<Value> default_value, check, constraint_name, metadata, quote, inherit_schema;
  std::optional<bool> not_null, create_type;
  if (!call.bind({{"name", name},
                  {"data_type", data_type},
                  {"*"},
                  {"collation", collation},
                  {"default", default_value},
                  {"constraint_name", constraint_name},
                  {"not_null", not_null},
                  {"check", check},
                  {"create_type", create_type},
                  {"schema", schema},
                  {"metadata", metadata},
                  {"quote", quote},
                  {"inherit_schema", inherit_schema}})) {
    return false;
  }
  auto& domain = std::get<ir::Domain>(object.sql.kind);
  *domain.base = std::move(data_type.type);
  domain.collation = collation.value_or("");
  domain.not_null = not_null;
  domain.create_type = create_type.value_or(true);
  domain.schema = schema.value_or("");
  object.item = data_type.value;
  if (!object_name(name, domain.name, call)) return false;
  if (constraint_name && !object_name(*constraint_name, domain.constraint_name, call)) return false;
  return text_or_sql(default_value, domain.default_value, true, call) &&
         text_or_sql(check, domain.check, false, call);
}

// ---- MySQL

// INTEGER(display_width=None, *, unsigned=False, zerofill=False)
bool mysql_integer_arguments(const Call& call, TypeObject& object) {
  std::optional<int> display_width;
  std::optional<bool> is_unsigned, zerofill;
  if (!call.bind(
          {{"display_width", display_width}, {"unsigned", is_unsigned}, {"zerofill", zerofill}})) {
    return false;
  }
  auto& integer = std::get<ir::Integer>(object.sql.kind);
  integer.display_width = display_width;
  integer.is_unsigned = is_unsigned.value_or(false);
  integer.zerofill = zerofill.value_or(false);
  return true;
}

// DECIMAL(precision=None, scale=None, asdecimal=True, *, unsigned=False, zerofill=False)
bool mysql_numeric_arguments(const Call& call, TypeObject& object) {
  std::optional<int> precision, scale;
  std::optional<bool> asdecimal, is_unsigned, zerofill;
  if (!call.bind({{"precision", precision},
                  {"scale", scale},
                  {"asdecimal", asdecimal},
                  {"unsigned", is_unsigned},
                  {"zerofill", zerofill}})) {
    return false;
  }
  if (auto* numeric = std::get_if<ir::Numeric>(&object.sql.kind)) {
    numeric->precision = precision;
    numeric->scale = scale;
    numeric->as_decimal = asdecimal.value_or(true);
    numeric->is_unsigned = is_unsigned.value_or(false);
    numeric->zerofill = zerofill.value_or(false);
    return true;
  }
  auto& real = std::get<ir::Float>(object.sql.kind);
  const bool double_form = real.size != ir::Float::Size::Normal;
  if (double_form && precision.has_value() != scale.has_value()) {
    call.raise("sqlalchemy.exc.ArgumentError",
               "You must specify both precision and scale or omit both altogether.");
    return false;
  }
  real.precision = precision;
  real.scale = scale;
  real.as_decimal = asdecimal.value_or(double_form);
  real.is_unsigned = is_unsigned.value_or(false);
  real.zerofill = zerofill.value_or(false);
  return true;
}

// VARCHAR(length=None, *, charset=None, collation=None, ascii=False, unicode=False, binary=False,
//         national=False)
bool mysql_string_arguments(const Call& call, TypeObject& object) {
  std::optional<std::int64_t> length;
  std::optional<std::string> charset, collation;
  std::optional<bool> ascii, unicode, binary, national;
  if (!call.bind({{"length", length},
                  {"charset", charset},
                  {"collation", collation},
                  {"ascii", ascii},
                  {"unicode", unicode},
                  {"binary", binary},
                  {"national", national}})) {
    return false;
  }
  auto& string = std::get<ir::String>(object.sql.kind);
  string.length = length;
  string.charset = charset.value_or("");
  string.collation = collation.value_or("");
  string.ascii = ascii.value_or(false);
  string.unicode_charset = unicode.value_or(false);
  string.binary = binary.value_or(false);
  string.national = string.national || national.value_or(false);
  return true;
}

// DATETIME(timezone=False, fsp=None)
bool mysql_time_arguments(const Call& call, TypeObject& object) {
  std::optional<bool> timezone;
  std::optional<int> fsp;
  if (!call.bind({{"timezone", timezone}, {"fsp", fsp}})) return false;
  if (auto* time = std::get_if<ir::Time>(&object.sql.kind)) {
    *time = {timezone.value_or(false), fsp};
  } else {
    auto& stamp = std::get<ir::Timestamp>(object.sql.kind);
    stamp.timezone = timezone.value_or(false);
    stamp.precision = fsp;
  }
  return true;
}

// BIT(length=None), YEAR(display_width=None)
bool mysql_bit_arguments(const Call& call, TypeObject& object) {
  std::optional<int> length;
  if (!call.bind({{"length", length}})) return false;
  object.sql.kind = ir::Named{length ? fmt::format("BIT({})", *length) : std::string("BIT")};
  return true;
}
bool mysql_year_arguments(const Call& call, TypeObject& object) {
  std::optional<int> width;
  if (!call.bind({{"display_width", width}})) return false;
  object.sql.kind = ir::Named{width ? fmt::format("YEAR({})", *width) : std::string("YEAR")};
  return true;
}

// ---- SQL Server

// DATETIME2(precision=None)
bool mssql_time_arguments(const Call& call, TypeObject& object) {
  std::optional<int> precision;
  std::optional<bool> timezone;
  if (!call.bind({{"precision", precision}, {"timezone", timezone}})) return false;
  if (auto* time = std::get_if<ir::Time>(&object.sql.kind)) {
    time->precision = precision;
  } else {
    std::get<ir::Timestamp>(object.sql.kind).precision = precision;
  }
  return true;
}

// VARBINARY(length=None, filestream=False)
bool mssql_varbinary_arguments(const Call& call, TypeObject& object) {
  std::optional<Value> length;
  std::optional<bool> filestream;
  if (!call.bind({{"length", length}, {"filestream", filestream}})) return false;
  auto& binary = std::get<ir::Binary>(object.sql.kind);
  if (length && !length->is_none()) {
    if (const auto number = length->integer()) {
      binary.length = *number;
    } else if (const auto text = length->text(); text && equal_ignoring_case(*text, "max")) {
      binary.max = true;
    } else {
      return python::Binding{call, "length", length->span}.refuse("a number or `max`", *length);
    }
  }
  binary.filestream = filestream.value_or(false);
  if (binary.filestream && !binary.max) {
    call.raise("ValueError", "length must be None or 'max' when setting filestream");
    return false;
  }
  return true;
}

// TIMESTAMP(convert_int=False)
bool rowversion_arguments(const Call& call, TypeObject&) {
  std::optional<bool> convert_int;
  return call.bind({{"convert_int", convert_int}});
}

// UNIQUEIDENTIFIER(as_uuid=True)
bool uniqueidentifier_arguments(const Call& call, TypeObject& object) {
  std::optional<bool> as_uuid;
  if (!call.bind({{"as_uuid", as_uuid}})) return false;
  std::get<ir::Uuid>(object.sql.kind).as_uuid = as_uuid.value_or(true);
  return true;
}

// REAL(**kw): precision is fixed
bool mssql_real_arguments(const Call& call, TypeObject& object) {
  std::optional<bool> asdecimal;
  std::optional<Value> decimal_return_scale, precision;
  if (!call.bind({{"precision", precision},
                  {"asdecimal", asdecimal},
                  {"decimal_return_scale", decimal_return_scale}})) {
    return false;
  }
  std::get<ir::Float>(object.sql.kind).as_decimal = asdecimal.value_or(false);
  return true;
}

// BIT(create_constraint=False, name=None)
bool mssql_bit_arguments(const Call& call, TypeObject&) {
  std::optional<Value> create_constraint, name;
  return call.bind({{"create_constraint", create_constraint}, {"name", name}});
}

// NTEXT(length=None, collation=None)
bool string_arguments(const Call& call, TypeObject& object) {
  std::optional<std::int64_t> length;
  std::optional<std::string> collation;
  if (!call.bind({{"length", length}, {"collation", collation}})) return false;
  auto& string = std::get<ir::String>(object.sql.kind);
  string.length = length;
  string.collation = collation.value_or("");
  return true;
}
bool json_arguments(const Call& call, TypeObject& object) {
  std::optional<bool> none_as_null;
  if (!call.bind({{"none_as_null", none_as_null}})) return false;
  std::get<ir::Json>(object.sql.kind).none_as_null = none_as_null.value_or(false);
  return true;
}

// ---- Oracle

// NUMBER(precision=None, scale=None, asdecimal=None)
bool number_arguments(const Call& call, TypeObject& object) {
  std::optional<int> precision, scale;
  std::optional<bool> asdecimal;
  if (!call.bind({{"precision", precision}, {"scale", scale}, {"asdecimal", asdecimal}})) {
    return false;
  }
  auto& numeric = std::get<ir::Numeric>(object.sql.kind);
  numeric.precision = precision;
  numeric.scale = scale;
  numeric.as_decimal = asdecimal.value_or(scale.value_or(0) > 0);
  return true;
}

// FLOAT(binary_precision=None, asdecimal=False, decimal_return_scale=None)
bool oracle_float_arguments(const Call& call, TypeObject& object) {
  std::optional<int> binary_precision, decimal_return_scale;
  std::optional<bool> asdecimal;
  if (!call.bind({{"binary_precision", binary_precision},
                  {"asdecimal", asdecimal},
                  {"decimal_return_scale", decimal_return_scale}})) {
    return false;
  }
  auto& real = std::get<ir::Float>(object.sql.kind);
  real.binary_precision = binary_precision;
  real.as_decimal = asdecimal.value_or(false);
  return true;
}

// BINARY_DOUBLE(precision=None, asdecimal=False, decimal_return_scale=None)
bool float_arguments(const Call& call, TypeObject& object) {
  std::optional<int> precision, decimal_return_scale;
  std::optional<bool> asdecimal;
  if (!call.bind({{"precision", precision},
                  {"asdecimal", asdecimal},
                  {"decimal_return_scale", decimal_return_scale}})) {
    return false;
  }
  auto& real = std::get<ir::Float>(object.sql.kind);
  real.precision = precision;
  real.as_decimal = asdecimal.value_or(false);
  return true;
}

// INTERVAL(day_precision=None, second_precision=None)
bool oracle_interval_arguments(const Call& call, TypeObject& object) {
  std::optional<int> day_precision, second_precision;
  if (!call.bind({{"day_precision", day_precision}, {"second_precision", second_precision}})) {
    return false;
  }
  auto& interval = std::get<ir::Interval>(object.sql.kind);
  interval.day_precision = day_precision;
  interval.second_precision = second_precision;
  return true;
}

// TIMESTAMP(timezone=False, local_timezone=False)
bool oracle_timestamp_arguments(const Call& call, TypeObject& object) {
  std::optional<bool> timezone, local_timezone;
  if (!call.bind({{"timezone", timezone}, {"local_timezone", local_timezone}})) return false;
  if (timezone.value_or(false) && local_timezone.value_or(false)) {
    call.raise("sqlalchemy.exc.ArgumentError",
               "timezone and local_timezone are mutually exclusive");
    return false;
  }
  auto& stamp = std::get<ir::Timestamp>(object.sql.kind);
  stamp.timezone = timezone.value_or(false);
  stamp.local_timezone = local_timezone.value_or(false);
  return true;
}

// DATE(timezone=False)
bool oracle_date_arguments(const Call& call, TypeObject&) {
  std::optional<bool> timezone;
  return call.bind({{"timezone", timezone}});
}

// VECTOR(dim=None, storage_format=None, storage_type=None)
bool vector_arguments(const Call& call, TypeObject& object) {
  std::optional<int> dim;
  std::optional<Value> storage_format, storage_type;
  if (!call.bind(
          {{"dim", dim}, {"storage_format", storage_format}, {"storage_type", storage_type}})) {
    return false;
  }
  std::string format = "*";
  if (storage_format && !storage_format->is_none()) {
    const auto text = storage_format->text();
    if (!text) {
      return python::Binding{call, "storage_format", storage_format->span}.refuse(
          "a VectorStorageFormat", *storage_format);
    }
    format = *text;
  }
  const auto storage = storage_type ? storage_type->text() : std::nullopt;
  object.sql.kind = ir::Named{fmt::format("VECTOR({},{},{})", dim ? std::to_string(*dim) : "*",
                                          format, storage.value_or("*"))};
  return true;
}

// ---- SQLite

// DATE(storage_format=None, regexp=None)
bool sqlite_time_arguments(const Call& call, TypeObject&) {
  std::optional<Value> storage_format, regexp, truncate_microseconds, timezone;
  return call.bind({{"storage_format", storage_format},
                    {"regexp", regexp},
                    {"truncate_microseconds", truncate_microseconds},
                    {"timezone", timezone}});
}

constexpr auto plain = TypeSpec::Kind::Plain;

ir::Type of(auto kind) { return {.kind = std::move(kind)}; }
ir::Type named(std::string sql) { return {.kind = ir::Named{std::move(sql)}}; }
ir::String varying(bool unicode = false, bool national = false) {
  return {.form = ir::String::Form::Varying, .unicode = unicode, .national = national};
}
ir::String fixed(bool unicode = false, bool national = false) {
  return {.form = ir::String::Form::Fixed, .unicode = unicode, .national = national};
}
ir::String text(std::string size = {}, bool unicode = false) {
  return {.form = ir::String::Form::Text, .unicode = unicode, .size = std::move(size)};
}
ir::Binary blob(std::string size) { return {.size = std::move(size)}; }

std::vector<TypeSpec> postgresql_types() {
  constexpr std::string_view pg = "postgresql";
  std::vector<TypeSpec> specs{
      {"ARRAY", pg, "ARRAY", "", of(ir::Array{Box<ir::Type>(ir::Type{}), std::nullopt}),
       array_arguments, plain},
      {"BIT", pg, "TypeEngine", "BIT", named("BIT(1)"), pg_bit_arguments, plain},
      {"BYTEA", pg, "LargeBinary", "BYTEA", of(ir::Binary{}), binary_arguments, plain},
      {"CITEXT", pg, "TEXT", "CITEXT", named("CITEXT"), citext_arguments, plain},
      {"DOMAIN", pg, "TypeEngine", "", of(ir::Domain{.base = Box<ir::Type>(ir::Type{})}),
       domain_arguments, plain},
      {"ENUM", pg, "Enum", "", of(ir::Enum{.dialect_native = true}), enum_arguments, plain},
      {"HSTORE", pg, "TypeEngine", "HSTORE", named("HSTORE"), hstore_arguments, plain},
      {"INTERVAL", pg, "Interval", "INTERVAL", of(ir::Interval{}), pg_interval_arguments, plain},
      {"JSON", pg, "JSON", "JSON", of(ir::Json{}), pg_json_arguments, plain},
      {"JSONB", pg, "JSON", "JSONB", of(ir::Json{.binary = true}), pg_json_arguments, plain},
      {"TIME", pg, "TIME", "TIME", of(ir::Time{}), pg_time_arguments, plain},
      {"TIMESTAMP", pg, "TIMESTAMP", "TIMESTAMP", of(ir::Timestamp{}), pg_time_arguments, plain},
  };
  // Types that are nothing but their name.
  static constexpr std::array names{
      "CIDR",          "INET",         "MACADDR",        "MACADDR8",       "MONEY",
      "OID",           "REGCLASS",     "REGCONFIG",      "TSQUERY",        "TSVECTOR",
      "JSONPATH",      "DATERANGE",    "INT4RANGE",      "INT8RANGE",      "NUMRANGE",
      "TSRANGE",       "TSTZRANGE",    "DATEMULTIRANGE", "INT4MULTIRANGE", "INT8MULTIRANGE",
      "NUMMULTIRANGE", "TSMULTIRANGE", "TSTZMULTIRANGE"};
  for (const char* name : names) {
    specs.push_back({name, pg, "TypeEngine", name, named(name), no_arguments, plain});
  }
  return specs;
}

std::vector<TypeSpec> mysql_types() {
  constexpr std::string_view mysql = "mysql";
  using Size = ir::Integer::Size;
  using FloatSize = ir::Float::Size;
  std::vector<TypeSpec> specs{
      {"TINYINT", mysql, "Integer", "TINYINT", of(ir::Integer{Size::Tiny}), mysql_integer_arguments,
       plain},
      {"SMALLINT", mysql, "SMALLINT", "SMALLINT", of(ir::Integer{Size::Small}),
       mysql_integer_arguments, plain},
      {"MEDIUMINT", mysql, "Integer", "MEDIUMINT", of(ir::Integer{Size::Medium}),
       mysql_integer_arguments, plain},
      {"INTEGER", mysql, "INTEGER", "INTEGER", of(ir::Integer{}), mysql_integer_arguments, plain},
      {"BIGINT", mysql, "BIGINT", "BIGINT", of(ir::Integer{Size::Big}), mysql_integer_arguments,
       plain},
      {"DECIMAL", mysql, "DECIMAL", "DECIMAL", of(ir::Numeric{}), mysql_numeric_arguments, plain},
      {"NUMERIC", mysql, "NUMERIC", "NUMERIC", of(ir::Numeric{}), mysql_numeric_arguments, plain},
      {"FLOAT", mysql, "FLOAT", "FLOAT", of(ir::Float{}), mysql_numeric_arguments, plain},
      {"DOUBLE", mysql, "DOUBLE", "DOUBLE", of(ir::Float{FloatSize::Double}),
       mysql_numeric_arguments, plain},
      {"REAL", mysql, "REAL", "REAL", of(ir::Float{FloatSize::Single}), mysql_numeric_arguments,
       plain},
      {"CHAR", mysql, "CHAR", "CHAR", of(fixed()), mysql_string_arguments, plain},
      {"VARCHAR", mysql, "VARCHAR", "VARCHAR", of(varying()), mysql_string_arguments, plain},
      {"NCHAR", mysql, "NCHAR", "NCHAR", of(fixed(true, true)), mysql_string_arguments, plain},
      {"NVARCHAR", mysql, "NVARCHAR", "NVARCHAR", of(varying(true, true)), mysql_string_arguments,
       plain},
      {"TEXT", mysql, "TEXT", "TEXT", of(text()), mysql_string_arguments, plain},
      {"TINYTEXT", mysql, "String", "TINYTEXT", of(text("TINY")), mysql_string_arguments, plain},
      {"MEDIUMTEXT", mysql, "String", "MEDIUMTEXT", of(text("MEDIUM")), mysql_string_arguments,
       plain},
      {"LONGTEXT", mysql, "String", "LONGTEXT", of(text("LONG")), mysql_string_arguments, plain},
      {"TINYBLOB", mysql, "TypeEngine", "TINYBLOB", of(blob("TINY")), binary_arguments, plain},
      {"MEDIUMBLOB", mysql, "TypeEngine", "MEDIUMBLOB", of(blob("MEDIUM")), binary_arguments,
       plain},
      {"LONGBLOB", mysql, "TypeEngine", "LONGBLOB", of(blob("LONG")), binary_arguments, plain},
      {"DATETIME", mysql, "DATETIME", "DATETIME", of(ir::Timestamp{}), mysql_time_arguments, plain},
      {"TIMESTAMP", mysql, "TIMESTAMP", "TIMESTAMP", of(ir::Timestamp{}), mysql_time_arguments,
       plain},
      {"TIME", mysql, "TIME", "TIME", of(ir::Time{}), mysql_time_arguments, plain},
      {"YEAR", mysql, "TypeEngine", "YEAR", named("YEAR"), mysql_year_arguments, plain},
      {"BIT", mysql, "TypeEngine", "BIT", named("BIT"), mysql_bit_arguments, plain},
      {"ENUM", mysql, "Enum", "ENUM", of(ir::Enum{.dialect_native = true}), enum_arguments, plain},
      {"SET", mysql, "String", "SET", of(ir::Enum{.set = true, .dialect_native = true}),
       enum_arguments, plain},
      {"JSON", mysql, "JSON", "JSON", of(ir::Json{}), json_arguments, plain},
      {"INET4", mysql, "TypeEngine", "INET4", named("INET4"), no_arguments, plain},
      {"INET6", mysql, "TypeEngine", "INET6", named("INET6"), no_arguments, plain},
  };
  return specs;
}

std::vector<TypeSpec> mssql_types() {
  constexpr std::string_view mssql = "mssql";
  using Form = ir::Binary::Form;
  std::vector<TypeSpec> specs{
      {"BIT", mssql, "Boolean", "BIT", of(ir::Boolean{}), mssql_bit_arguments, plain},
      {"TINYINT", mssql, "Integer", "TINYINT", of(ir::Integer{ir::Integer::Size::Tiny}),
       no_arguments, plain},
      {"DATETIME2", mssql, "DateTime", "DATETIME2", of(ir::Timestamp{}), mssql_time_arguments,
       plain},
      {"DATETIMEOFFSET", mssql, "DateTime", "DATETIMEOFFSET", of(ir::Timestamp{.timezone = true}),
       mssql_time_arguments, plain},
      {"SMALLDATETIME", mssql, "DateTime", "SMALLDATETIME", of(ir::Timestamp{}),
       mssql_time_arguments, plain},
      {"TIME", mssql, "TIME", "TIME", of(ir::Time{}), mssql_time_arguments, plain},
      {"DOUBLE_PRECISION", mssql, "DOUBLE_PRECISION", "DOUBLE PRECISION",
       of(ir::Float{ir::Float::Size::Double}), mssql_real_arguments, plain},
      {"REAL", mssql, "REAL", "REAL", of(ir::Float{ir::Float::Size::Single}), mssql_real_arguments,
       plain},
      {"IMAGE", mssql, "LargeBinary", "IMAGE", of(ir::Binary{}), binary_arguments, plain},
      {"NTEXT", mssql, "UnicodeText", "NTEXT", of(text("", true)), string_arguments, plain},
      {"XML", mssql, "Text", "XML", of(text()), string_arguments, plain},
      {"JSON", mssql, "JSON", "JSON", of(ir::Json{}), json_arguments, plain},
      {"MONEY", mssql, "TypeEngine", "MONEY", named("MONEY"), no_arguments, plain},
      {"SMALLMONEY", mssql, "TypeEngine", "SMALLMONEY", named("SMALLMONEY"), no_arguments, plain},
      {"SQL_VARIANT", mssql, "TypeEngine", "sql_variant", named("SQL_VARIANT"), no_arguments,
       plain},
      {"TIMESTAMP", mssql, "TypeEngine", "TIMESTAMP", of(ir::Binary{Form::Fixed}),
       rowversion_arguments, plain},
      {"ROWVERSION", mssql, "TIMESTAMP", "ROWVERSION", of(ir::Binary{Form::Fixed}),
       rowversion_arguments, plain},
      {"UNIQUEIDENTIFIER", mssql, "Uuid", "UNIQUEIDENTIFIER", of(ir::Uuid{}),
       uniqueidentifier_arguments, plain},
      {"VARBINARY", mssql, "VARBINARY", "VARBINARY", of(ir::Binary{Form::Varying}),
       mssql_varbinary_arguments, plain},
  };
  return specs;
}

std::vector<TypeSpec> oracle_types() {
  constexpr std::string_view oracle = "oracle";
  using FloatSize = ir::Float::Size;
  std::vector<TypeSpec> specs{
      {"BFILE", oracle, "LargeBinary", "BFILE", of(ir::Binary{}), binary_arguments, plain},
      {"BINARY_DOUBLE", oracle, "Double", "BINARY_DOUBLE", of(ir::Float{FloatSize::Double}),
       float_arguments, plain},
      {"BINARY_FLOAT", oracle, "Float", "BINARY_FLOAT", of(ir::Float{}), float_arguments, plain},
      {"DATE", oracle, "DateTime", "DATE", of(ir::Timestamp{}), oracle_date_arguments, plain},
      {"FLOAT", oracle, "FLOAT", "FLOAT", of(ir::Float{}), oracle_float_arguments, plain},
      {"INTERVAL", oracle, "Interval", "INTERVAL", of(ir::Interval{}), oracle_interval_arguments,
       plain},
      {"LONG", oracle, "Text", "LONG", of(text()), string_arguments, plain},
      {"NCLOB", oracle, "Text", "NCLOB", of(text("", true)), string_arguments, plain},
      {"NUMBER", oracle, "Numeric", "NUMBER", of(ir::Numeric{}), number_arguments, plain},
      {"RAW", oracle, "TypeEngine", "RAW", of(ir::Binary{ir::Binary::Form::Varying}),
       binary_arguments, plain},
      {"ROWID", oracle, "TypeEngine", "ROWID", named("ROWID"), no_arguments, plain},
      {"TIMESTAMP", oracle, "TIMESTAMP", "TIMESTAMP", of(ir::Timestamp{}),
       oracle_timestamp_arguments, plain},
      {"VARCHAR2", oracle, "VARCHAR", "VARCHAR2", of(varying()), string_arguments, plain},
      {"VECTOR", oracle, "TypeEngine", "VECTOR", named("VECTOR(*,*)"), vector_arguments, plain},
  };
  return specs;
}

std::vector<TypeSpec> sqlite_types() {
  constexpr std::string_view sqlite = "sqlite";
  return {
      {"DATE", sqlite, "Date", "", of(ir::Date{}), sqlite_time_arguments, plain},
      {"DATETIME", sqlite, "DateTime", "", of(ir::Timestamp{}), sqlite_time_arguments, plain},
      {"TIME", sqlite, "Time", "", of(ir::Time{}), sqlite_time_arguments, plain},
      {"JSON", sqlite, "JSON", "JSON", of(ir::Json{}), json_arguments, plain},
  };
}

/// The classes of SQLAlchemy itself that a dialect's module exports too.
void define_dialect(python::Module& module, std::string_view dialect,
                    std::initializer_list<std::string_view> shared) {
  for (const std::string_view name : shared) module.define(name, Value::type(type_class(name)));
  for (const TypeSpec& spec : dialect_type_specs()) {
    if (spec.dialect == dialect) {
      module.define(spec.name, Value::type(type_class(spec.name, dialect)));
    }
  }
}

void define_postgresql(python::Module& module) {
  define_dialect(module, "postgresql",
                 {"BIGINT", "BOOLEAN", "CHAR", "DATE", "DOUBLE_PRECISION", "FLOAT", "INTEGER",
                  "NUMERIC", "REAL", "SMALLINT", "TEXT", "UUID", "VARCHAR"});
}
void define_mysql(python::Module& module) {
  define_dialect(module, "mysql", {"BINARY", "BLOB", "BOOLEAN", "DATE", "VARBINARY"});
}
void define_mssql(python::Module& module) {
  define_dialect(module, "mssql",
                 {"BIGINT", "BINARY", "CHAR", "DATE", "DATETIME", "DECIMAL", "FLOAT", "INTEGER",
                  "NCHAR", "NUMERIC", "NVARCHAR", "SMALLINT", "TEXT", "VARCHAR"});
}
void define_oracle(python::Module& module) {
  define_dialect(
      module, "oracle",
      {"BLOB", "CHAR", "CLOB", "DOUBLE_PRECISION", "NCHAR", "NVARCHAR", "REAL", "VARCHAR"});
  module.define("NVARCHAR2", Value::type(type_class("NVARCHAR")));
}
void define_sqlite(python::Module& module) {
  define_dialect(module, "sqlite",
                 {"BLOB", "BOOLEAN", "CHAR", "DECIMAL", "FLOAT", "INTEGER", "NUMERIC", "REAL",
                  "SMALLINT", "TEXT", "TIMESTAMP", "VARCHAR"});
}

constexpr python::ModelledModule modules[] = {
    {"sqlalchemy.dialects.postgresql", define_postgresql},
    {"sqlalchemy.dialects.postgresql.base", define_postgresql},
    {"sqlalchemy.dialects.postgresql.types", define_postgresql},
    {"sqlalchemy.dialects.postgresql.json", define_postgresql},
    {"sqlalchemy.dialects.postgresql.array", define_postgresql},
    {"sqlalchemy.dialects.postgresql.hstore", define_postgresql},
    {"sqlalchemy.dialects.postgresql.ranges", define_postgresql},
    {"sqlalchemy.dialects.postgresql.named_types", define_postgresql},
    {"sqlalchemy.dialects.mysql", define_mysql},
    {"sqlalchemy.dialects.mysql.base", define_mysql},
    {"sqlalchemy.dialects.mysql.types", define_mysql},
    {"sqlalchemy.dialects.mysql.json", define_mysql},
    {"sqlalchemy.dialects.mysql.enumerated", define_mysql},
    {"sqlalchemy.dialects.mssql", define_mssql},
    {"sqlalchemy.dialects.mssql.base", define_mssql},
    {"sqlalchemy.dialects.mssql.json", define_mssql},
    {"sqlalchemy.dialects.oracle", define_oracle},
    {"sqlalchemy.dialects.oracle.base", define_oracle},
    {"sqlalchemy.dialects.oracle.types", define_oracle},
    {"sqlalchemy.dialects.sqlite", define_sqlite},
    {"sqlalchemy.dialects.sqlite.base", define_sqlite},
    {"sqlalchemy.dialects.sqlite.json", define_sqlite},
};

}  // namespace

std::span<const TypeSpec> dialect_type_specs() {
  static const std::vector<TypeSpec> all = [] {
    std::vector<TypeSpec> specs = postgresql_types();
    for (auto* family : {mysql_types, mssql_types, oracle_types, sqlite_types}) {
      for (TypeSpec& spec : family()) specs.push_back(std::move(spec));
    }
    return specs;
  }();
  return all;
}

extern const Part sqlalchemy_dialect_types{modules};

}  // namespace migc::library
