#include "compiler/sql/word_definitions.h"

#include <charconv>

#include "compiler/base/text.h"

namespace migc::sql {
namespace {

using namespace ir;  // NOLINT: all that is made here.

std::vector<std::int64_t> numbers_of(const std::vector<std::string>& texts) {
  std::vector<std::int64_t> numbers;
  for (const std::string& text : texts) {
    std::int64_t value = 0;
    const char* const end = text.data() + text.size();
    if (std::from_chars(text.data(), end, value).ptr != end) break;
    numbers.push_back(value);
  }
  return numbers;
}

struct Parts {
  std::string name;
  std::vector<std::int64_t> numbers;
  std::vector<std::string> texts;
  bool is_unsigned = false, timezone = false;

  std::optional<std::int64_t> number(std::size_t i) const {
    return i < numbers.size() ? std::optional(numbers[i]) : std::nullopt;
  }
  std::optional<int> small(std::size_t i) const {
    return i < numbers.size() ? std::optional(static_cast<int>(numbers[i])) : std::nullopt;
  }
  bool is(std::initializer_list<std::string_view> names) const {
    for (const std::string_view n : names) {
      if (n == name) return true;
    }
    return false;
  }
};

std::optional<decltype(Type::kind)> known_kind(const Parts& p) {
  using Size = Integer::Size;
  const auto integer = [&](Size size) {
    return Integer{.size = size, .is_unsigned = p.is_unsigned};
  };
  const auto string = [&](String::Form form) {
    String s{.form = form, .length = p.number(0)};
    s.max = !p.texts.empty() && equal_ignoring_case(p.texts.front(), "max");
    s.unicode = p.name.starts_with("n");
    return s;
  };
  if (p.is({"int", "integer", "int4"})) return integer(Size::Normal);
  if (p.is({"bigint", "int8"})) return integer(Size::Big);
  if (p.is({"smallint", "int2"})) return integer(Size::Small);
  if (p.is({"tinyint"})) {
    if (p.number(0) == 1) return Boolean{};
    return integer(Size::Tiny);
  }
  if (p.is({"mediumint"})) return integer(Size::Medium);
  if (p.is({"bool", "boolean"})) return Boolean{};
  if (p.is({"decimal", "numeric", "number", "dec"})) {
    return Numeric{.precision = p.small(0), .scale = p.small(1), .is_unsigned = p.is_unsigned};
  }
  if (p.is({"real"})) return Float{.size = Float::Size::Single};
  if (p.is({"float"})) return Float{.precision = p.small(0), .scale = p.small(1)};
  if (p.is({"double", "double precision"})) return Float{.size = Float::Size::Double};
  if (p.is({"varchar", "nvarchar", "varchar2", "nvarchar2", "character varying"})) {
    return string(String::Form::Varying);
  }
  if (p.is({"char", "nchar", "character"})) return string(String::Form::Fixed);
  if (p.is({"text", "ntext", "clob", "nclob"})) return string(String::Form::Text);
  if (p.is({"tinytext", "mediumtext", "longtext"})) {
    String s = string(String::Form::Text);
    s.size = ascii_upper(p.name.substr(0, p.name.size() - 4));
    return s;
  }
  if (p.is({"blob", "bytea", "image"})) return Binary{};
  if (p.is({"varbinary", "binary"})) {
    Binary b{.form = p.name == "binary" ? Binary::Form::Fixed : Binary::Form::Varying,
             .length = p.number(0)};
    b.max = !p.texts.empty() && equal_ignoring_case(p.texts.front(), "max");
    return b;
  }
  if (p.is({"date"})) return Date{};
  if (p.is({"time"})) return Time{.timezone = p.timezone, .precision = p.small(0)};
  if (p.is({"timestamp", "datetime"})) {
    return Timestamp{.timezone = p.timezone, .precision = p.small(0)};
  }
  if (p.is({"json"})) return Json{};
  if (p.is({"enum", "set"})) {
    Enum e;
    for (const std::string& text : p.texts) {
      const Token token{Token::Kind::String, text, 0, 0, false};
      e.values.push_back(name_of(token, Fold::None));
    }
    e.set = p.name == "set";
    return e;
  }
  return std::nullopt;
}

ForeignKey read_references(Words& words) {
  ForeignKey key;
  key.referred = words.qualified();
  key.referred_columns = words.names_in_parentheses();
  const auto action = [&]() -> std::string {
    for (const std::string_view phrase : {"CASCADE", "RESTRICT", "SET NULL", "SET DEFAULT"}) {
      if (words.take(phrase)) return std::string(phrase);
    }
    words.take("NO ACTION");
    return "";
  };
  while (!words.done()) {
    if (words.take("ON DELETE")) {
      key.on_delete = action();
    } else if (words.take("ON UPDATE")) {
      key.on_update = action();
    } else if (words.take("MATCH")) {
      key.match = ascii_upper(words.next().text);
    } else if (words.take("NOT DEFERRABLE")) {
      key.deferral.deferrable = false;
    } else if (words.take("DEFERRABLE")) {
      key.deferral.deferrable = true;
    } else if (words.take("INITIALLY")) {
      key.deferral.initially = ascii_upper(words.next().text);
    } else {
      break;
    }
  }
  return key;
}

/// A default: a parenthesis, a literal, a name with its arguments.
Expr read_default(Words& words) {
  const std::size_t begin = words.at();
  if (words.peek().kind == Token::Kind::Operator) words.next();  // -1
  if (!words.parenthesized()) {
    words.next();
    words.parenthesized();
  }
  if (words.peek().text == "::") {
    words.next();
    words.next();
    words.parenthesized();
  }
  return raw_sql(words.text(begin, words.at()));
}

Expr condition_in_parentheses(Words& words) {
  const std::optional<Words> inner = words.parenthesized();
  return raw_sql(inner ? inner->rest() : "");
}

}  // namespace

Type read_type(Words& words) {
  const std::size_t begin = words.at();
  Parts parts;
  parts.name = ascii_lower(words.next().text);
  const bool national = parts.name == "national";
  if (national) parts.name = ascii_lower(words.next().text);
  if (parts.name == "double") words.take("PRECISION");
  if ((parts.name == "character" || parts.name == "char" || parts.name == "nchar") &&
      words.take("VARYING")) {
    parts.name = parts.name == "nchar" || national ? "nvarchar" : "character varying";
  } else if (national) {
    parts.name = parts.name == "varchar" ? "nvarchar" : "nchar";
  }
  if (std::optional<Words> arguments = words.parenthesized()) {
    while (!arguments->done()) parts.texts.push_back(arguments->item().rest());
    parts.numbers = numbers_of(parts.texts);
  }
  while (true) {
    if (words.take("UNSIGNED")) {
      parts.is_unsigned = true;
    } else if (words.take("WITH TIME ZONE")) {
      parts.timezone = true;
    } else if (!words.take_any({"SIGNED", "ZEROFILL", "WITHOUT TIME ZONE", "BINARY", "ASCII",
                                "UNICODE", "BYTE"})) {
      break;
    }
  }
  Type type;
  if (auto kind = known_kind(parts)) {
    type.kind = std::move(*kind);
    type.exact = words.text(begin, words.at());
    type.dialect = as_written;
  } else {
    type.kind = Named{words.text(begin, words.at())};
  }
  return type;
}

void leave_unmodelled(Column& column) {
  if (!column.options.flag(unmodelled)) column.options.items.push_back({unmodelled, {true}});
}

Column read_column(Words& words, const Origin& origin, std::vector<Constraint>& constraints) {
  Column column;
  column.name = words.name();
  column.origin = origin;
  static constexpr std::string_view attributes[] = {"PRIMARY",    "NOT",   "NULL",     "DEFAULT",
                                                    "UNIQUE",     "CHECK", "COLLATE",  "REFERENCES",
                                                    "CONSTRAINT", "AS",    "GENERATED"};
  bool typed = words.at_name();
  for (const std::string_view word : attributes) typed = typed && !words.peek().is(word);
  if (typed) column.type = read_type(words);  // SQLite has columns without one.

  ObjectName name;
  while (!words.done()) {
    if (words.take("CONSTRAINT")) {
      name.text = words.name();
      continue;
    }
    if (words.take("NOT NULL")) {
      column.nullable = false;
      column.nullable_said = true;
    } else if (words.take("NULL")) {
      column.nullable_said = true;
    } else if (words.take("DEFAULT")) {
      const std::size_t begin = words.at();
      column.server_default = read_default(words);
      // MySQL: of the default's text as far as any statement says it again.
      if (words.take("ON UPDATE")) {
        words.next();
        words.parenthesized();
        column.server_default = raw_sql(words.text(begin, words.at()));
      }
    } else if (words.take("PRIMARY KEY") || words.take("KEY")) {
      column.primary_key = true;
      column.nullable = false;
      PrimaryKey key{.name = name, .columns = {column.name}, .origin = origin};
      key.implicit = name.empty();
      constraints.push_back(std::move(key));
    } else if (words.take("UNIQUE")) {
      words.take("KEY");
      constraints.push_back(Unique{.name = name, .columns = {column.name}, .origin = origin});
    } else if (words.take("CHECK")) {
      Check check{.name = name, .condition = condition_in_parentheses(words)};
      check.column = column.name;
      check.origin = origin;
      constraints.push_back(std::move(check));
    } else if (words.take("REFERENCES")) {
      ForeignKey key = read_references(words);
      key.name = name;
      key.columns = {column.name};
      key.origin = origin;
      constraints.push_back(std::move(key));
    } else if (words.take("AUTO_INCREMENT")) {
      column.autoincrement = Column::Autoincrement::On;
      column.nullable = false;
      column.options.items.push_back({auto_increment, {true}});
    } else if (words.take("AUTOINCREMENT")) {
      column.autoincrement = Column::Autoincrement::On;
      column.options.items.push_back({"sqlite_autoincrement", {true}});
    } else if (words.take("IDENTITY")) {
      words.parenthesized();
      column.autoincrement = Column::Autoincrement::On;
    } else if (words.take("CHARACTER SET") || words.take("CHARSET")) {
      const std::string charset = words.name();
      if (auto* type = std::get_if<String>(&column.type.kind)) {
        type->charset = charset;
      } else if (auto* values = std::get_if<Enum>(&column.type.kind)) {
        values->charset = charset;
      } else {
        leave_unmodelled(column);
      }
    } else if (words.take("COLLATE")) {
      column.collation = words.name();
      if (auto* type = std::get_if<String>(&column.type.kind)) {
        type->collation = std::exchange(column.collation, {});
      } else if (auto* values = std::get_if<Enum>(&column.type.kind)) {
        values->collation = std::exchange(column.collation, {});
      }
    } else if (words.take("COMMENT")) {
      // What an escape stands for is not read here.
      if (words.peek().text.find('\\') != std::string_view::npos) leave_unmodelled(column);
      column.comment = name_of(words.next(), Fold::None);
    } else if (words.take("GENERATED ALWAYS")) {
      continue;
    } else if (words.take("AS") && words.peek().text == "(") {
      Computed computed{condition_in_parentheses(words), std::nullopt};
      if (words.take_any({"STORED", "PERSISTED", "PERSISTENT"})) computed.persisted = true;
      if (words.take("VIRTUAL")) computed.persisted = false;
      column.server_default = std::move(computed);
    } else if (words.take("FIRST")) {
      continue;
    } else if (words.take("AFTER")) {
      words.name();
    } else {
      words.next();  // ON CONFLICT, INVISIBLE, …
      leave_unmodelled(column);
    }
    name = {};
  }
  return column;
}

std::optional<Constraint> read_constraint(Words& words, const Origin& origin) {
  const std::size_t begin = words.at();
  ObjectName name;
  if (words.take("CONSTRAINT") && !words.peek().is("CHECK") && !words.peek().is("UNIQUE") &&
      !words.peek().is("FOREIGN") && !words.peek().is("PRIMARY")) {
    name.text = words.name();
  }
  if (words.take("PRIMARY KEY")) {
    words.take_any({"CLUSTERED", "NONCLUSTERED"});
    return PrimaryKey{.name = name, .columns = words.names_in_parentheses(), .origin = origin};
  }
  if (words.take("UNIQUE")) {
    words.take_any({"KEY", "INDEX", "CLUSTERED", "NONCLUSTERED"});
    if (words.at_name()) name.text = words.name();
    return Unique{.name = name, .columns = words.names_in_parentheses(), .origin = origin};
  }
  if (words.take("FOREIGN KEY")) {
    if (words.at_name() && name.empty()) name.text = words.name();
    std::vector<std::string> columns = words.names_in_parentheses();
    words.take("REFERENCES");
    ForeignKey key = read_references(words);
    key.name = name;
    key.columns = std::move(columns);
    key.origin = origin;
    return key;
  }
  if (words.take("CHECK")) {
    Check check{.name = name, .condition = condition_in_parentheses(words)};
    check.origin = origin;
    return check;
  }
  words.go_to(begin);
  return std::nullopt;
}

std::vector<IndexElement> read_index_elements(Words& words) {
  std::vector<IndexElement> elements;
  std::optional<Words> inner = words.parenthesized();
  while (inner && !inner->done()) {
    Words item = inner->item();
    const bool plain = item.at_name() && item.end() == 1;
    if (plain) {
      ColumnRef column;
      column.column = item.name();
      elements.push_back({Expr{std::move(column)}});
    } else {
      elements.push_back({raw_sql(item.rest())});
    }
  }
  return elements;
}

std::optional<Index> read_inline_index(Words& words, const TableName& table, const Origin& origin) {
  const std::size_t begin = words.at();
  words.take_any({"FULLTEXT", "SPATIAL"});
  if (!words.take_any({"INDEX", "KEY"})) {
    words.go_to(begin);
    return std::nullopt;
  }
  Index index;
  index.table = table;
  index.origin = origin;
  if (words.at_name()) index.name.text = words.name();
  if (words.peek().text != "(") {  // A column named `key`.
    words.go_to(begin);
    return std::nullopt;
  }
  index.elements = read_index_elements(words);
  return index;
}

}  // namespace migc::sql
