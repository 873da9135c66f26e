#include "compiler/sql/pg_definitions.h"

#include <algorithm>
#include <charconv>

#include "compiler/base/text.h"

namespace migc::sql {
namespace {

using namespace ir;  // NOLINT: all that is made here.

const std::string& string_of(const PgNode& node) { return node.inner().text("sval"); }

std::optional<std::int64_t> integer_of(const PgNode& node) {
  const PgNode& inner = node.inner();
  if (node.is("Integer")) return inner["ival"].number;
  if (node.is("A_Const") && inner["ival"]) return inner["ival"]["ival"].number;
  return std::nullopt;
}

std::optional<int> small(const std::vector<PgNode>& list, std::size_t i) {
  if (i >= list.size()) return std::nullopt;
  const std::optional<std::int64_t> value = integer_of(list[i]);
  return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

std::string_view referential_action(const std::string& code) {
  if (code == "c") return "CASCADE";
  if (code == "n") return "SET NULL";
  if (code == "d") return "SET DEFAULT";
  if (code == "r") return "RESTRICT";
  return "";
}

std::string quoted_by_need(const std::string& name) {
  const bool plain = !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  return plain ? name : fmt::format("\"{}\"", replace_all(name, "\"", "\"\""));
}

Expr column_ref(const std::string& name) {
  ColumnRef reference;
  reference.column = name;
  return {std::move(reference)};
}

OptionValue option(bool value) { return {value}; }
OptionValue option(std::string value) { return {std::move(value)}; }
OptionValue option(Expr value) { return {std::move(value)}; }

/// `serial` and its like: an integer that counts by itself.
std::optional<Integer::Size> serial_size(const PgNode& type_name) {
  const std::vector<std::string> names = strings(type_name.list("names"));
  if (names.size() != 1) return std::nullopt;
  if (names[0] == "serial" || names[0] == "serial4") return Integer::Size::Normal;
  if (names[0] == "bigserial" || names[0] == "serial8") return Integer::Size::Big;
  if (names[0] == "smallserial" || names[0] == "serial2") return Integer::Size::Small;
  return std::nullopt;
}

}  // namespace

TableName table_name(const PgNode& range_var) {
  const PgNode& node = range_var.is("RangeVar") ? range_var.inner() : range_var;
  return {node.text("schemaname"), node.text("relname")};
}

std::vector<std::string> strings(const std::vector<PgNode>& list) {
  std::vector<std::string> result;
  for (const PgNode& node : list) result.push_back(string_of(node));
  return result;
}

TableName qualified(const std::vector<PgNode>& names) {
  const std::vector<std::string> parts = strings(names);
  if (parts.empty()) return {};
  return {parts.size() > 1 ? parts[parts.size() - 2] : "", parts.back()};
}

// ---- types

std::string PgDefinitions::type_text(const PgNode& type_name, const std::string& name) const {
  const std::vector<PgNode>& modifiers = type_name.list("typmods");
  if (modifiers.empty()) return name;
  // What the modifiers say stands in the parentheses behind the name.
  const auto [from, to] = text_.parenthesized(text_.word_at(offset_of(type_name)));
  return fmt::format("{}({})", name, text_.between(from, to));
}

Type PgDefinitions::type(const PgNode& type_name) const {
  Type type;
  std::vector<std::string> names = strings(type_name.list("names"));
  if (names.size() > 1 && names.front() == "pg_catalog") names.erase(names.begin());
  const std::string name = names.size() == 1 ? names[0] : "";
  const std::vector<PgNode>& modifiers = type_name.list("typmods");
  const auto is = [&](std::string_view a, std::string_view b = {}) {
    return name == a || (!b.empty() && name == b);
  };
  if (is("int4", "serial") || is("serial4")) {
    type.kind = Integer{};
  } else if (is("int8", "bigserial") || is("serial8")) {
    type.kind = Integer{.size = Integer::Size::Big};
  } else if (is("int2", "smallserial") || is("serial2")) {
    type.kind = Integer{.size = Integer::Size::Small};
  } else if (is("bool")) {
    type.kind = Boolean{};
  } else if (is("numeric")) {
    type.kind = Numeric{.precision = small(modifiers, 0), .scale = small(modifiers, 1)};
  } else if (is("float4")) {
    type.kind = Float{.size = Float::Size::Single};
  } else if (is("float8")) {
    type.kind = Float{.size = Float::Size::Double};
  } else if (is("text")) {
    type.kind = String{.form = String::Form::Text};
  } else if (is("varchar")) {
    type.kind = String{.length = small(modifiers, 0)};
  } else if (is("bpchar")) {
    type.kind = String{.form = String::Form::Fixed, .length = small(modifiers, 0)};
  } else if (is("bytea")) {
    type.kind = Binary{};
  } else if (is("date")) {
    type.kind = Date{};
  } else if (is("time", "timetz")) {
    type.kind = Time{.timezone = name == "timetz", .precision = small(modifiers, 0)};
  } else if (is("timestamp", "timestamptz")) {
    type.kind = Timestamp{.timezone = name == "timestamptz", .precision = small(modifiers, 0)};
  } else if (is("interval") && modifiers.empty()) {
    type.kind = Interval{};
  } else if (is("json", "jsonb")) {
    type.kind = Json{.binary = name == "jsonb"};
  } else if (is("uuid")) {
    type.kind = Uuid{};
  } else {
    std::string sql;
    for (const std::string& part : names) {
      sql += fmt::format("{}{}", sql.empty() ? "" : ".", quoted_by_need(part));
    }
    type.kind = Named{type_text(type_name, sql)};
  }
  const std::size_t bounds = type_name.list("arrayBounds").size();
  if (bounds == 0) return type;
  Array array{.item = std::move(type)};
  if (bounds > 1) array.dimensions = static_cast<int>(bounds);
  Type result;
  result.kind = std::move(array);
  return result;
}

// ---- expressions

/// The tree leaves out whole numbers that are not positive; the text has them.
std::optional<std::int64_t> PgDefinitions::number_at(std::size_t at) const {
  const bool negative = at < text_.size() && text_[at].is("-");
  if (negative) ++at;
  if (at >= text_.size()) return std::nullopt;
  const std::string_view digits = text_[at].text;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return negative ? -value : value;
}

Expr PgDefinitions::expression_after(std::string_view keyword, const PgNode& expression) const {
  const std::int64_t left = leftmost(expression);
  if (left < 0) return raw_sql("");
  const std::size_t first = text_.word_at(static_cast<std::size_t>(left));
  const std::size_t at = text_.find_before(keyword, first);
  if (at == text_.size()) return raw_sql("");
  // The end: of the item, or of what a column says before it says the next thing.
  return raw_sql(text_.between(at + 1, text_.end_of_item(at)));
}

Expr PgDefinitions::value(const PgNode& node, std::size_t from, std::size_t to) const {
  if (node.is("SetToDefault")) return {Keyword{Keyword::Word::Default}};
  if (!node.is("A_Const")) return raw_sql(text_.between(from, to));
  const PgNode& constant = node.inner();
  Literal literal;
  if (constant["sval"]) {
    literal.value.data = constant["sval"].text("sval");
  } else if (constant["ival"]) {
    const std::optional<std::int64_t> number =
        constant["ival"]["ival"] ? constant["ival"]["ival"].number : number_at(from);
    if (!number) return raw_sql(text_.between(from, to));
    literal.value.data = *number;
  } else if (constant["fval"]) {
    literal.value.data = Decimal{constant["fval"].text("fval")};
  } else if (constant["boolval"]) {
    literal.value.data = constant["boolval"].flag("boolval");
  } else if (!constant.flag("isnull")) {
    return raw_sql(text_.between(from, to));
  }
  return {std::move(literal)};
}

// ---- columns

/// `START WITH -5`
std::optional<std::int64_t> PgDefinitions::option_number(const PgNode& element) const {
  const PgNode& argument = element["arg"];
  if (!argument.is("Integer")) return std::nullopt;
  if (argument.inner()["ival"]) return argument.inner()["ival"].number;
  std::size_t at = text_.word_at(offset_of(element)) + 1;
  while (at < text_.size() && text_[at].kind == Token::Kind::Word) ++at;
  return number_at(at);
}

SequenceOptions PgDefinitions::sequence(const std::vector<PgNode>& options) const {
  SequenceOptions result;
  for (const PgNode& node : options) {
    const PgNode& element = node.inner();
    const std::string& name = element.text("defname");
    const std::optional<std::int64_t> number =
        element["arg"] ? option_number(element) : std::nullopt;
    if (name == "start") result.start = number;
    if (name == "increment") result.increment = number;
    if (name == "cache") result.cache = number;
    if (name == "minvalue") result.min_value = number;
    if (name == "minvalue" && !number) result.no_min_value = true;
    if (name == "maxvalue") result.max_value = number;
    if (name == "maxvalue" && !number) result.no_max_value = true;
    if (name == "cycle") result.cycle = element["arg"].inner().flag("boolval");
  }
  return result;
}

Identity PgDefinitions::identity(const PgNode& node) const {
  Identity identity;
  identity.always = node.text("generated_when") == "a";
  identity.sequence = sequence(node.list("options"));
  return identity;
}

Deferral PgDefinitions::deferral(const PgNode& node) const {
  Deferral result;
  if (node.flag("deferrable")) result.deferrable = true;
  if (node.flag("initdeferred")) result.initially = "DEFERRED";
  return result;
}

Column PgDefinitions::column(const PgNode& definition, std::vector<Constraint>& constraints) const {
  Column column;
  column.name = definition.text("colname");
  column.type = type(definition["typeName"]);
  column.origin = origin_;
  const bool serial = serial_size(definition["typeName"]).has_value();
  if (serial) column.nullable = false;
  std::vector<std::size_t> places;  // Where the next thing is said of it.
  for (const PgNode& node : definition.list("constraints")) {
    places.push_back(offset_of(node.inner()));
  }
  if (const PgNode& clause = definition["collClause"]) {
    places.push_back(offset_of(clause));
    column.collation = qualified(clause.list("collname")).name;
  }

  Constraint* last = nullptr;
  for (const PgNode& node : definition.list("constraints")) {
    const PgNode& inner = node.inner();
    const std::string& kind = inner.text("contype");
    if (kind == "CONSTR_NOTNULL" || kind == "CONSTR_NULL") {
      column.nullable = kind == "CONSTR_NULL";
      column.nullable_said = true;
    } else if (kind == "CONSTR_DEFAULT") {
      const std::size_t at = text_.word_at(offset_of(inner));
      const std::size_t keyword = text_.find("DEFAULT", at, text_.size(), text_[at].depth);
      std::size_t end = text_.end_of_item(keyword);
      for (const std::size_t place : places) {
        if (place > offset_of(inner)) end = std::min(end, text_.word_at(place));
      }
      column.server_default = raw_sql(text_.between(keyword + 1, end));
    } else if (kind == "CONSTR_IDENTITY") {
      column.server_default = identity(inner);
      column.nullable = false;
    } else if (kind == "CONSTR_GENERATED") {
      const auto [from, to] = text_.parenthesized(text_.word_at(offset_of(inner)));
      column.server_default = Computed{raw_sql(text_.between(from, to)), true};
    } else if (kind.starts_with("CONSTR_ATTR_") && last != nullptr) {
      std::visit(
          [&](auto& c) {
            if (kind.ends_with("NOT_DEFERRABLE")) {
              c.deferral.deferrable = false;
            } else if (kind.ends_with("_DEFERRABLE")) {
              c.deferral.deferrable = true;
            } else {
              c.deferral.initially = kind.ends_with("_DEFERRED") ? "DEFERRED" : "IMMEDIATE";
            }
          },
          *last);
    } else if (std::optional<Constraint> made = constraint(inner, column.name)) {
      if (std::holds_alternative<PrimaryKey>(*made)) {
        column.primary_key = true;
        column.nullable = false;
      }
      constraints.push_back(std::move(*made));
      last = &constraints.back();
    }
  }
  if (serial && !column.primary_key) {
    column.autoincrement = Column::Autoincrement::On;
    column.options.items.emplace_back("serial", option(true));
  }
  return column;
}

// ---- constraints

Exclude PgDefinitions::exclusion(const PgNode& node) const {
  Exclude exclude;
  exclude.using_method = node.text("access_method").empty() ? "btree" : node.text("access_method");
  const std::size_t at = text_.word_at(offset_of(node));
  const auto [from, to] = text_.parenthesized(at);
  const auto pieces = text_.items(from, to);
  std::size_t i = 0;
  for (const PgNode& pair : node.list("exclusions")) {
    const std::vector<PgNode>& parts =
        pair.inner().items.empty() ? pair.inner().list("items") : pair.inner().items;
    if (parts.size() != 2) continue;
    const PgNode& element = parts[0].inner();
    Exclude::Element made;
    if (!element.text("name").empty()) {
      made.expression = column_ref(element.text("name"));
    } else if (i < pieces.size()) {
      const std::size_t with =
          text_.find("WITH", pieces[i].first, pieces[i].second, text_[pieces[i].first].depth);
      made.expression = raw_sql(text_.between(pieces[i].first, with));
    }
    const std::vector<std::string> op = strings(parts[1].inner().list("items"));
    made.op = op.empty() ? "" : op.back();
    const std::vector<std::string> classes = strings(element.list("opclass"));
    if (!classes.empty()) made.operator_class = classes.back();
    exclude.elements.push_back(std::move(made));
    ++i;
  }
  if (node["where_clause"]) {
    const std::size_t where = text_.find("WHERE", to, text_.size(), text_[at].depth);
    const auto [first, last] = text_.parenthesized(where);
    exclude.where = raw_sql(text_.between(first, last));
  }
  return exclude;
}

std::optional<Constraint> PgDefinitions::constraint(const PgNode& node,
                                                    const std::string& column) const {
  const std::string& kind = node.text("contype");
  const ObjectName name{node.text("conname")};
  const auto columns_or = [&](std::vector<std::string> columns) {
    return columns.empty() && !column.empty() ? std::vector{column} : columns;
  };
  Options options;
  if (!node.text("indexname").empty()) {
    options.items.emplace_back("postgresql_using_index", option(node.text("indexname")));
  }
  if (const std::vector<std::string> include = strings(node.list("including")); !include.empty()) {
    OptionList list;
    for (const std::string& c : include) list.push_back(option(c));
    options.items.emplace_back("postgresql_include", OptionValue{std::move(list)});
  }
  if (node.flag("skip_validation") && !node.flag("initially_valid") &&
      (kind == "CONSTR_FOREIGN" || kind == "CONSTR_CHECK")) {
    options.items.emplace_back("postgresql_not_valid", option(true));
  }
  if (kind == "CONSTR_PRIMARY") {
    PrimaryKey key{name, columns_or(strings(node.list("keys"))), deferral(node), options, origin_};
    key.implicit = name.empty();
    return key;
  }
  if (kind == "CONSTR_UNIQUE") {
    return Unique{name, columns_or(strings(node.list("keys"))), deferral(node), options, origin_};
  }
  if (kind == "CONSTR_FOREIGN") {
    ForeignKey key;
    key.name = name;
    key.columns = columns_or(strings(node.list("fk_attrs")));
    key.referred = table_name(node["pktable"]);
    key.referred_columns = strings(node.list("pk_attrs"));
    key.on_update = referential_action(node.text("fk_upd_action"));
    key.on_delete = referential_action(node.text("fk_del_action"));
    if (node.text("fk_matchtype") == "f") key.match = "FULL";
    key.deferral = deferral(node);
    key.options = options;
    key.origin = origin_;
    return key;
  }
  if (kind == "CONSTR_CHECK") {
    Check check;
    check.name = name;
    const auto [from, to] = text_.parenthesized(text_.word_at(offset_of(node)));
    check.condition = raw_sql(text_.between(from, to));
    check.column = column;
    check.options = options;
    if (node.flag("is_no_inherit")) {
      check.options.items.emplace_back("postgresql_no_inherit", option(true));
    }
    check.origin = origin_;
    return check;
  }
  if (kind == "CONSTR_EXCLUSION") {
    Exclude exclude = exclusion(node);
    exclude.name = name;
    exclude.deferral = deferral(node);
    exclude.origin = origin_;
    return exclude;
  }
  return std::nullopt;
}

// ---- tables and indexes

Table PgDefinitions::table(const PgNode& create) const {
  Table table;
  table.name = table_name(create["relation"]);
  table.origin = origin_;
  const std::string& persistence = create["relation"].text("relpersistence");
  if (persistence == "t") table.prefixes.push_back("TEMPORARY");
  if (persistence == "u") table.prefixes.push_back("UNLOGGED");
  bool unread = create["ofTypename"].present;
  for (const PgNode& element : create.list("tableElts")) {
    if (element.is("ColumnDef")) {
      table.columns.push_back(column(element.inner(), table.constraints));
    } else if (element.is("Constraint")) {
      if (auto made = constraint(element.inner(), ""))
        table.constraints.push_back(std::move(*made));
    } else {
      unread = true;  // LIKE: the columns of another table.
    }
  }
  if (const PgNode& parents = create["inhRelations"]; !parents.items.empty()) {
    const TableName parent = table_name(parents.items.front());
    table.options.items.emplace_back(
        create["partbound"] ? "postgresql_partition_of" : "postgresql_inherits",
        option(fmt::format("{}", parent)));
    unread = true;
  }
  if (const PgNode& partition = create["partspec"]) {
    const std::size_t at = text_.word_at(offset_of(partition));
    std::size_t by = text_.find("BY", at, text_.size(), text_[at].depth);
    table.options.items.emplace_back(
        "postgresql_partition_by",
        option(text_.between(by + 1, text_.parenthesized(by).second + 1)));
  }
  if (unread) table.options.items.emplace_back("unread", option(true));
  // A key of the table says the same of its columns as one of a column does.
  if (const PrimaryKey* key = table.primary_key()) {
    for (const std::string& name : key->columns) {
      if (Column* found = table.find_column(name)) {
        found->primary_key = true;
        found->nullable = false;
        if (key->columns.size() != 1) continue;
        found->autoincrement = Column::Autoincrement::Auto;
        std::erase_if(found->options.items,
                      [](const auto& item) { return item.first == "serial"; });
      }
    }
  }
  return table;
}

Index PgDefinitions::index(const PgNode& statement) const {
  Index index;
  index.name.text = statement.text("idxname");
  index.table = table_name(statement["relation"]);
  index.unique = statement.flag("unique");
  index.origin = origin_;

  const std::size_t table_at = text_.word_at(offset_of(statement["relation"]));
  const auto [from, to] = text_.parenthesized(table_at);
  const auto pieces = text_.items(from, to);
  std::size_t i = 0;
  for (const PgNode& node : statement.list("indexParams")) {
    const PgNode& element = node.inner();
    const bool plain = !element.text("name").empty() && element.list("opclass").empty() &&
                       element.text("ordering") != "SORTBY_DESC" &&
                       element.text("nulls_ordering") == "SORTBY_NULLS_DEFAULT" &&
                       element.list("collation").empty();
    if (plain || i >= pieces.size()) {
      index.elements.push_back({column_ref(element.text("name"))});
    } else {
      index.elements.push_back({raw_sql(text_.between(pieces[i].first, pieces[i].second))});
    }
    ++i;
  }
  std::vector<std::pair<std::string, OptionValue>>& options = index.options.items;
  if (const std::string& method = statement.text("accessMethod"); method != "btree") {
    options.emplace_back("postgresql_using", option(method));
  }
  if (statement.flag("concurrent")) options.emplace_back("postgresql_concurrently", option(true));
  if (const PgNode& include = statement["indexIncludingParams"]; !include.items.empty()) {
    OptionList list;
    for (const PgNode& node : include.items) list.push_back(option(node.inner().text("name")));
    options.emplace_back("postgresql_include", OptionValue{std::move(list)});
  }
  if (const PgNode& where = statement["whereClause"]) {
    options.emplace_back("postgresql_where", option(expression_after("WHERE", where)));
  }
  return index;
}

}  // namespace migc::sql
