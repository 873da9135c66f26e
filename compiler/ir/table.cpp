#include "compiler/ir/table.h"

#include <algorithm>

#include "compiler/base/match.h"

namespace migc::ir {

OptionValue::Data::Data() = default;
OptionValue::Data::Data(const Data&) = default;
OptionValue::Data::Data(Data&&) noexcept = default;
OptionValue::Data& OptionValue::Data::operator=(const Data&) = default;
OptionValue::Data& OptionValue::Data::operator=(Data&&) noexcept = default;
OptionValue::Data::~Data() = default;

Default::Default() = default;
Default::Default(const Default&) = default;
Default::Default(Default&&) noexcept = default;
Default& Default::operator=(const Default&) = default;
Default& Default::operator=(Default&&) noexcept = default;
Default::~Default() = default;

Constraint::Constraint() = default;
Constraint::Constraint(const Constraint&) = default;
Constraint::Constraint(Constraint&&) noexcept = default;
Constraint& Constraint::operator=(const Constraint&) = default;
Constraint& Constraint::operator=(Constraint&&) noexcept = default;
Constraint::~Constraint() = default;

std::optional<std::string> plain_text(const Expr& expr) {
  const RawSql* raw = std::get_if<RawSql>(&expr.node);
  if (raw == nullptr) return std::nullopt;
  std::string text;
  for (const auto& piece : raw->pieces) {
    const std::string* words = std::get_if<std::string>(&piece);
    if (words == nullptr) return std::nullopt;
    text += *words;
  }
  return text;
}

const OptionValue* Options::find(std::string_view name) const {
  const auto found = std::ranges::find(
      items, name, [](const auto& item) -> std::string_view { return item.first; });
  return found == items.end() ? nullptr : &found->second;
}

bool Options::flag(std::string_view name) const {
  const OptionValue* value = find(name);
  if (value == nullptr) return false;
  return match(
      value->data, [](const Null&) { return false; }, [](bool b) { return b; },
      [](std::int64_t n) { return n != 0; }, [](double n) { return n != 0; },
      [](const std::string& s) { return !s.empty(); }, [](const Expr&) { return true; },
      [](const OptionList& list) { return !list.empty(); },
      [](const OptionMap& map) { return !map.empty(); });
}

std::optional<std::string> Options::text(std::string_view name) const {
  const OptionValue* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (const std::string* s = std::get_if<std::string>(&value->data)) return *s;
  if (const std::int64_t* n = std::get_if<std::int64_t>(&value->data)) return fmt::format("{}", *n);
  if (const Expr* expr = std::get_if<Expr>(&value->data)) return plain_text(*expr);
  return std::nullopt;
}

const ObjectName& name_of(const Constraint& constraint) {
  return std::visit([](const auto& c) -> const ObjectName& { return c.name; }, constraint);
}

const Origin& origin_of(const Constraint& constraint) {
  return std::visit([](const auto& c) -> const Origin& { return c.origin; }, constraint);
}

const Column* Table::find_column(std::string_view column) const {
  const auto found = std::ranges::find(columns, column, &Column::name);
  return found == columns.end() ? nullptr : &*found;
}

Column* Table::find_column(std::string_view column) {
  const auto found = std::ranges::find(columns, column, &Column::name);
  return found == columns.end() ? nullptr : &*found;
}

const PrimaryKey* Table::primary_key() const {
  for (const Constraint& constraint : constraints) {
    if (const auto* key = std::get_if<PrimaryKey>(&constraint)) return key;
  }
  return nullptr;
}

const Column* autoincrement_column(const Table& table) {
  const PrimaryKey* key = table.primary_key();
  if (key == nullptr) return nullptr;
  const auto in_foreign_key = [&](const Column& column) {
    return std::ranges::any_of(table.constraints, [&](const Constraint& constraint) {
      const auto* foreign = std::get_if<ForeignKey>(&constraint);
      return foreign != nullptr &&
             std::ranges::find(foreign->columns, column.name) != foreign->columns.end();
    });
  };
  const auto counts = [&](const Column& column, bool automatic) {
    const Type& type = column.type;
    const bool numeric = std::holds_alternative<Integer>(type.kind) ||
                         std::holds_alternative<Numeric>(type.kind) ||
                         std::holds_alternative<Float>(type.kind);
    if (!numeric) return false;
    const bool identity = std::holds_alternative<Identity>(column.server_default);
    if (automatic && column.has_server_default() && !identity) return false;
    return column.autoincrement == Column::Autoincrement::IgnoreForeignKey || !automatic ||
           !in_foreign_key(column);
  };

  for (const std::string& name : key->columns) {
    const Column* column = table.find_column(name);
    if (column != nullptr && column->autoincrement == Column::Autoincrement::On) {
      return counts(*column, false) ? column : nullptr;
    }
  }
  if (key->columns.size() != 1) return nullptr;
  const Column* column = table.find_column(key->columns.front());
  if (column == nullptr || column->autoincrement == Column::Autoincrement::Off) return nullptr;
  return counts(*column, true) ? column : nullptr;
}

}  // namespace migc::ir
