// What Python values are as parts of SQL expressions.
#include <algorithm>
#include <charconv>

#include "compiler/base/text.h"
#include "compiler/library/sqlalchemy/clause_objects.h"
#include "compiler/library/sqlalchemy/resolve.h"
#include "compiler/library/sqlalchemy/schema.h"
#include "compiler/library/world.h"

namespace migc::library {

using clause::NodePtr;
using clause::Operator;
using clause::SourcePtr;
using python::Site;
using python::Value;

namespace {

std::string_view object_kind(const Value& value) {
  const python::Native* native = value.native();
  return native ? native->type_name() : std::string_view{};
}

/// The value's class, where it is the plain one: a subclass is no longer what its base is.
bool is_plain(const Value& value) { return value.as<python::Instance>() == nullptr; }

class Digits {
 public:
  explicit Digits(std::string_view text) : text_(text) {}

  std::optional<std::int64_t> number() {
    std::int64_t value = 0;
    const char* begin = text_.data() + at_;
    const char* end = text_.data() + text_.size();
    const auto [stop, error] = std::from_chars(begin, end, value);
    if (error != std::errc{}) return std::nullopt;
    at_ += static_cast<std::size_t>(stop - begin);
    return value;
  }
  bool skip(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool skip(std::string_view words) {
    if (!text_.substr(at_).starts_with(words)) return false;
    at_ += words.size();
    return true;
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  std::size_t at() const { return at_; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

std::optional<ir::DateValue> read_date(Digits& digits) {
  const auto year = digits.number();
  if (!year || !digits.skip('-')) return std::nullopt;
  const auto month = digits.number();
  if (!month || !digits.skip('-')) return std::nullopt;
  const auto day = digits.number();
  if (!day) return std::nullopt;
  return ir::DateValue{static_cast<int>(*year), static_cast<int>(*month), static_cast<int>(*day)};
}

std::optional<ir::TimeValue> read_time(Digits& digits) {
  ir::TimeValue time;
  const auto hour = digits.number();
  if (!hour || !digits.skip(':')) return std::nullopt;
  const auto minute = digits.number();
  if (!minute || !digits.skip(':')) return std::nullopt;
  const auto second = digits.number();
  if (!second) return std::nullopt;
  time.hour = static_cast<int>(*hour);
  time.minute = static_cast<int>(*minute);
  time.second = static_cast<int>(*second);
  if (digits.skip('.')) {
    const std::size_t before = digits.at();
    auto fraction = digits.number().value_or(0);
    for (std::size_t i = digits.at() - before; i < 6; ++i) fraction *= 10;
    time.microsecond = static_cast<int>(fraction);
  }
  if (digits.peek() == '+' || digits.peek() == '-') {
    const std::int64_t sign = digits.skip('-') ? -1 : 1;
    if (sign > 0) digits.skip('+');
    const std::int64_t hours = digits.number().value_or(0);
    digits.skip(':');
    const std::int64_t minutes = digits.number().value_or(0);
    const std::int64_t seconds = digits.skip(':') ? digits.number().value_or(0) : 0;
    time.utc_offset_seconds = sign * (hours * 3600 + minutes * 60 + seconds);
  }
  return time;
}

/// `1 day, 0:00:02.000003`, `-1 day, 23:59:59`, `0:00:01`
std::optional<ir::Duration> read_duration(std::string_view text) {
  ir::Duration duration;
  const std::size_t comma = text.find(", ");
  if (comma != std::string_view::npos) {
    Digits days(text.substr(0, comma));
    const auto number = days.number();
    if (!number) return std::nullopt;
    duration.days = *number;
    text.remove_prefix(comma + 2);
  }
  Digits digits(text);
  const auto time = read_time(digits);
  if (!time) return std::nullopt;
  duration.seconds = time->hour * 3600 + time->minute * 60 + time->second;
  duration.microseconds = time->microsecond;
  return duration;
}

std::optional<ir::Datum> object_datum(const Value& value) {
  const python::Native* native = value.native();
  if (!native) return std::nullopt;
  const std::string_view kind = native->type_name();
  const std::optional<std::string> text = native->str();
  if (!text) return std::nullopt;
  Digits digits(*text);
  if (kind == "Decimal") return ir::Datum{ir::Decimal{*text}};
  if (kind == "UUID") {
    return ir::Datum{ir::UuidValue{ascii_lower(replace_all(*text, "-", ""))}};
  }
  if (kind == "date") {
    if (auto date = read_date(digits)) return ir::Datum{*date};
  }
  if (kind == "time") {
    if (auto time = read_time(digits)) return ir::Datum{*time};
  }
  if (kind == "datetime") {
    auto date = read_date(digits);
    if (date && digits.skip(' ')) {
      if (auto time = read_time(digits)) return ir::Datum{ir::DateTimeValue{*date, *time}};
    }
  }
  if (kind == "timedelta") {
    if (auto duration = read_duration(*text)) return ir::Datum{*duration};
  }
  return std::nullopt;
}

}  // namespace

std::optional<ir::Datum> datum_of(const Value& value, const Site& site) {
  if (value.is_none()) return ir::Datum{ir::Null{}};
  if (const python::Unknown* unknown = value.unknown()) {
    World::of(site)
        .diagnostics()
        .error("unknown-argument", site.span, "value is not known: {}", unknown->why)
        .label(unknown->because, "made here");
    return std::nullopt;
  }
  if (const auto* instance = value.as<python::Instance>();
      instance && instance->cls && instance->cls->enumeration) {
    const Value* name = instance->attributes.find("_name_");
    if (!name) name = instance->attributes.find("name");
    const auto text = name ? name->text() : std::nullopt;
    if (text) return ir::Datum{ir::EnumMember{instance->cls->name, std::string(*text)}};
  }
  if (const bool* truth = value.as<bool>()) return ir::Datum{*truth};
  if (const auto* number = value.as<python::Int>()) {
    if (const auto small = number->small()) return ir::Datum{*small};
    return ir::Datum{ir::Decimal{number->to_string()}};
  }
  if (const double* real = value.as<double>()) return ir::Datum{*real};
  if (const auto* bytes = value.as<python::Bytes>()) {
    return ir::Datum{ir::Bytes{std::string(bytes->view())}};
  }
  if (const auto text = value.text()) return ir::Datum{std::string(*text)};
  if (const auto number = value.integer()) return ir::Datum{*number};
  if (const auto real = value.real()) return ir::Datum{*real};
  const std::vector<Value>* items = value.items();
  std::optional<std::vector<Value>> members;
  if (!items && value.as<python::Set>()) {
    members = site.items(value);
    if (!members) return std::nullopt;
    items = &*members;
  }
  if (items) {
    ir::DatumList list;
    for (const Value& item : *items) {
      std::optional<ir::Datum> datum = datum_of(item, site);
      if (!datum) return std::nullopt;
      list.items.push_back(std::move(*datum));
    }
    return ir::Datum{std::move(list)};
  }
  if (const python::Dict* dict = value.dictionary()) {
    ir::DatumObject object;
    bool good = true;
    dict->each([&](const Value& key, const Value& item) {
      std::string name;
      if (const auto text = key.text()) {
        name = *text;
      } else if (const auto number = key.integer()) {
        name = std::to_string(*number);  // As json.dumps() writes such a key.
      } else {
        good = false;
        return;
      }
      std::optional<ir::Datum> datum = good ? datum_of(item, site) : std::nullopt;
      if (!datum) {
        good = false;
        return;
      }
      object.items.emplace_back(std::move(name), std::move(*datum));
    });
    if (good) return ir::Datum{std::move(object)};
    return std::nullopt;
  }
  if (std::optional<ir::Datum> datum = object_datum(value)) return datum;
  World::of(site).refuse(
      site, fmt::format("a value of type `{}` cannot be written as SQL", python::type_name(value)));
  return std::nullopt;
}

SqlType natural_type(const Value& value) {
  if (!is_plain(value)) return {};
  if (value.as<bool>()) return clause::boolean_type();
  if (value.as<python::Int>()) return clause::integer_type();
  if (value.as<double>()) return {{ir::Float{}}, {}};
  if (value.as<python::Str>()) return clause::string_type();
  if (value.as<python::Bytes>()) return {{ir::Binary{}}, {}};
  const std::string_view kind = object_kind(value);
  if (kind == "Decimal") return {{ir::Numeric{}}, {}};
  if (kind == "UUID") return {{ir::Uuid{}}, {}};
  if (kind == "date") return {{ir::Date{}}, {}};
  if (kind == "time") return {{ir::Time{}}, {}};
  if (kind == "datetime") return {{ir::Timestamp{}}, {}};
  if (kind == "timedelta") return {{ir::Interval{}}, {}};
  return {};
}

NodePtr literal(const Value& value, SqlType type) {
  clause::Bind bind;
  bind.key = "param";
  bind.value = value;
  return clause::make(std::move(bind), std::move(type));
}

NodePtr node_of(const Value& value) {
  if (const auto* element = value.object<ColumnElement>()) return element->node();
  if (const auto* query = value.object<QueryObject>()) {
    SqlType type;
    const auto& columns = query->query()->columns;
    if (columns.size() == 1) type = columns.front()->type;
    return clause::make(clause::QueryNode{query->query()}, std::move(type));
  }
  return nullptr;
}

SourcePtr source_of(const Value& value) {
  if (const auto* cls = value.as<python::Class>()) {  // A model stands for its table.
    const Value* table = cls->user ? cls->find("__table__") : nullptr;
    return table ? source_of(*table) : nullptr;
  }
  if (const auto* from = value.object<FromClause>()) return from->source();
  if (const NodePtr node = node_of(value)) {
    if (const auto* text = node->as<clause::TextNode>(); text) {
      return std::make_shared<const clause::Source>(clause::Source{clause::RawSource{node}, {}});
    }
    if (node->as<clause::FunctionNode>()) {
      return std::make_shared<const clause::Source>(
          clause::Source{clause::FunctionSource{node, {}}, {}});
    }
  }
  return nullptr;
}

clause::QueryPtr query_of(const Value& value) {
  const auto* query = value.object<QueryObject>();
  return query ? query->query() : nullptr;
}

NodePtr literal_or_node(const Value& value, const SqlType* as) {
  if (NodePtr node = node_of(value)) return as ? clause::with_type(node, *as) : node;
  if (value.is_none() && !as) return clause::keyword(ir::Keyword::Word::Null);
  return literal(value, as ? *as : natural_type(value));
}

NodePtr operand(const Value& value, const NodePtr& left, Operator op) {
  if (NodePtr node = node_of(value)) return clause::with_type(node, left->type);
  if (value.is_none()) return clause::keyword(ir::Keyword::Word::Null);
  (void)op;
  // A literal is of the other side's type, unless it is plainly of another family.
  const ir::Type& other = left->type.type;
  const auto* binary = std::get_if<ir::Binary>(&other.kind);
  const bool decorated = other.coerces_values || (binary && binary->pickle);
  SqlType own = natural_type(value);
  const clause::Affinity natural = clause::affinity(own.type);
  const clause::Affinity affinity = clause::affinity(left);
  const bool takes_text =
      natural == clause::Affinity::String &&
      (affinity == clause::Affinity::Binary || affinity == clause::Affinity::Uuid ||
       affinity == clause::Affinity::NamedEnum);
  if (decorated || takes_text || natural == clause::Affinity::Null || natural == affinity) {
    return literal(value, left->type);
  }
  return literal(value, std::move(own));
}

void warn_old_form(const Site& site, std::string_view now) {
  World::of(site).warn(site, "old-form",
                       fmt::format("since SQLAlchemy 2 {}; taken as before", now));
}

NodePtr condition(const Value& value, const Site& site) {
  if (const bool* truth = value.as<bool>()) {
    return clause::keyword(*truth ? ir::Keyword::Word::True : ir::Keyword::Word::False);
  }
  if (value.is_none()) return clause::keyword(ir::Keyword::Word::Null);
  if (NodePtr node = node_of(value)) return node;
  World::of(site).raise(
      site, "sqlalchemy.exc.ArgumentError",
      "SQL expression for WHERE/HAVING role expected, got " + python::describe(value) + ".");
  return nullptr;
}

NodePtr ordering(const Value& value, const Site& site) {
  if (const auto text = value.text()) {
    return clause::make(clause::LabelReference{std::string(*text)});
  }
  if (NodePtr node = node_of(value)) return node;
  World::of(site).raise(site, "sqlalchemy.exc.ArgumentError",
                        "ORDER BY / GROUP BY / DISTINCT etc. expression expected, got " +
                            python::describe(value) + ".");
  return nullptr;
}

const python::Unknown* first_unknown(const std::vector<python::Argument>& arguments) {
  for (const python::Argument& argument : arguments) {
    if (const python::Unknown* unknown = argument.value.unknown()) return unknown;
  }
  return nullptr;
}

std::vector<Value> flat_arguments(const std::vector<python::Argument>& arguments) {
  std::vector<Value> values;
  if (arguments.size() == 1) {
    if (const std::vector<Value>* items = arguments.front().value.items()) return *items;
  }
  for (const python::Argument& argument : arguments) values.push_back(argument.value);
  return values;
}

bool is_expression(const Value& value) {
  return value.object<ColumnElement>() != nullptr || value.object<QueryObject>() != nullptr;
}

std::optional<ir::Expr> lower_expression(const Value& value, const Site& site, const SqlType* as) {
  if (const python::Unknown* unknown = value.unknown()) {
    World::of(site)
        .diagnostics()
        .error("unknown-argument", site.span, "expression is not known: {}", unknown->why)
        .label(unknown->because, "made here");
    return std::nullopt;
  }
  if (const auto* element = value.object<ColumnElement>()) {
    const NodePtr node = element->node();
    if (const auto* made = node->as<clause::ResolvedNode>()) return made->expr;
  }
  clause::Resolver resolver(site);
  ir::Expr expr = resolver.expr(literal_or_node(value, as));
  if (resolver.failed()) return std::nullopt;
  return expr;
}

const python::Builtin* find_method(std::span<const python::Builtin> methods,
                                   std::string_view name) {
  const auto found = std::ranges::find(methods, name, &python::Builtin::name);
  return found == methods.end() ? nullptr : &*found;
}

Value bind_method(const python::Native& self, const python::Builtin& method, const Site& site) {
  auto share = std::const_pointer_cast<python::Native>(self.shared_from_this());
  return Value::bound(Value::object(std::move(share), site.span), method, site.span);
}

Value clause_value(NodePtr node, const Site& site) {
  return Value::object(std::make_shared<ClauseObject>(std::move(node)), site.span);
}
Value source_value(SourcePtr source, const Site& site) {
  return Value::object(std::make_shared<SourceObject>(std::move(source)), site.span);
}
Value query_value(clause::QueryPtr query, const Site& site) {
  return Value::object(std::make_shared<QueryObject>(std::move(query)), site.span);
}

// ---- tables and columns of schema items

clause::NodePtr ColumnElement::node() const {
  const auto* column = dynamic_cast<const Column*>(this);
  if (!column) return clause::make(clause::ResolvedNode{expr()}, sql_type());
  const std::string key = column->key.empty() ? column->column.name : column->key;
  const clause::Name name{column->column.name, nullptr, column->column.quote};
  if (!column->table) return clause::make(clause::ColumnNode{nullptr, name, key}, sql_type());
  return clause::make(clause::ColumnNode{column->table->source(), name, key}, sql_type());
}

clause::SourcePtr FromClause::source() const {
  const auto* table = dynamic_cast<const Table*>(this);
  if (!table) return nullptr;
  clause::Source source{clause::TableSource{table->name, table, table->weak_from_this()}, {}};
  const auto primary_of_constraint = [&](const Column& column) {
    for (const auto& item : table->constraints) {
      if (!std::holds_alternative<ir::PrimaryKey>(item->constraint)) continue;
      for (const Value& part : item->columns) {
        if (part.text() == std::string_view(column.column.name)) return true;
        if (part.object<Column>() == &column) return true;
      }
    }
    return false;
  };
  for (const std::shared_ptr<Column>& column : table->columns) {
    clause::ColumnSpec spec;
    spec.name = {column->column.name, nullptr, column->column.quote};
    spec.key = column->key.empty() ? column->column.name : column->key;
    spec.type = column->type_;
    spec.primary_key = column->column.primary_key || primary_of_constraint(*column);
    spec.nullable = column->column.nullable;
    spec.has_server_default = column->column.has_server_default();
    spec.default_value = column->default_value;
    spec.onupdate = column->onupdate;
    spec.sequence = column->column.sequence;
    for (const std::shared_ptr<ForeignKey>& key : column->foreign_keys) {
      const auto target = key->target.text();
      if (const auto* other = key->target.object<Column>(); other && other->table) {
        spec.references.emplace_back(other->table->name, other->column.name);
      } else if (target) {
        const std::vector<std::string_view> parts = split(*target, '.');
        if (parts.size() == 2) {
          spec.references.emplace_back(ir::TableName{"", std::string(parts[0])},
                                       std::string(parts[1]));
        } else if (parts.size() == 3) {
          spec.references.emplace_back(ir::TableName{std::string(parts[0]), std::string(parts[1])},
                                       std::string(parts[2]));
        }
      }
    }
    source.columns.push_back(std::move(spec));
  }
  // The column that the server counts up: the only integer one of the key, without a default.
  std::vector<std::size_t> keys;
  for (std::size_t i = 0; i < source.columns.size(); ++i) {
    if (source.columns[i].primary_key) keys.push_back(i);
  }
  if (keys.size() == 1) {
    const Column& column = *table->columns[keys.front()];
    const clause::Affinity kind = clause::affinity(column.type_.type);
    const bool counts = (kind == clause::Affinity::Integer || kind == clause::Affinity::Numeric) &&
                        column.column.autoincrement != ir::Column::Autoincrement::Off &&
                        column.foreign_keys.empty() && column.default_value.is_none();
    source.columns[keys.front()].autoincrement = counts;
  }
  return std::make_shared<const clause::Source>(std::move(source));
}

}  // namespace migc::library
