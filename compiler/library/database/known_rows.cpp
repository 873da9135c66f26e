#include "compiler/library/database/known_rows.h"

#include <algorithm>
#include <charconv>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "compiler/library/database/answer.h"
#include "compiler/library/database/cells.h"

namespace migc::library {
namespace {

using python::Value;

Value not_known() { return Value::unknown({}, "a value in the database"); }

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<bool> truth_word(std::string_view text) {
  const std::string word = ascii_lower(text);
  if (word == "t" || word == "true" || word == "yes" || word == "on" || word == "1") return true;
  if (word == "f" || word == "false" || word == "no" || word == "off" || word == "0") return false;
  return std::nullopt;
}

/// What a value becomes in a column of this type.
Value stored(const Value& value, const ir::Type& type, const std::string& dialect) {
  if (value.is_none()) return Value::none();
  const ir::Type& own = type.resolved(dialect);
  const auto text = value.text();
  const bool* flag = value.as<bool>();
  const auto number = flag ? std::nullopt : value.integer();
  return match(
      own.kind,
      [&](const ir::String& string) {
        const bool fits = !string.length || (text && count_code_points(*text) <=
                                                         static_cast<std::size_t>(*string.length));
        if (string.form == ir::String::Form::Fixed || !fits) return not_known();
        if (text) return Value::text(std::string(*text));
        return number ? Value::text(std::to_string(*number)) : not_known();
      },
      [&](const ir::Enum&) { return text ? Value::text(std::string(*text)) : not_known(); },
      [&](const ir::Integer&) {
        if (flag) return Value::integer(*flag ? 1 : 0);
        const auto whole = text ? whole_number(*text) : number;
        return whole ? Value::integer(*whole) : not_known();
      },
      [&](const ir::Boolean&) {
        if (flag) return Value::boolean(*flag);
        if (number) return Value::boolean(*number != 0);
        const auto word = text ? truth_word(*text) : std::nullopt;
        return word ? Value::boolean(*word) : not_known();
      },
      [&](const auto&) { return not_known(); });
}

/// Carries out, one after the other, what was done to the rows.
class Following {
 public:
  Following(const ir::Schema& schema, const Outside& outside, const ir::Table& table)
      : schema_(schema), outside_(outside), table_(table) {}

  bool run(const ir::RowChange& change) {
    std::vector<const ir::RowChange*> all;
    for (const ir::RowChange* at = &change; at; at = at->before.get()) all.push_back(at);
    for (auto at = all.rbegin(); at != all.rend(); ++at) {
      const auto* insert = std::get_if<ir::InsertRows>(&(*at)->action);
      const auto* update = std::get_if<ir::Update>(&(*at)->action);
      const auto* erase = std::get_if<ir::Delete>(&(*at)->action);
      const auto* add = std::get_if<ir::AddColumn>(&(*at)->action);
      const auto* drop = std::get_if<ir::DropColumn>(&(*at)->action);
      const auto* alter = std::get_if<ir::AlterColumn>(&(*at)->action);
      if (insert && !follow(*insert)) return false;
      if (update) follow(*update);
      if (erase) follow(*erase);
      if (add) follow(*add);
      if (drop) follow(*drop);
      if (alter) follow(*alter);
      if (!insert && !update && !erase && !add && !drop && !alter) return false;
      if (rows_.size() > 2000) return false;
    }
    return true;
  }

  KnownRows result() const {
    KnownRows known;
    for (const KnownRows::Row& row : rows_) {
      KnownRows::Row& made = known.rows.emplace_back();
      made.perhaps = row.perhaps;
      for (const ir::Column& column : table_.columns) {
        const auto at = find(column.name);
        made.cells.push_back(at ? row.cells[*at] : not_known());
      }
    }
    return known;
  }

 private:
  enum class Same { No, Yes, Perhaps };

  std::optional<std::size_t> find(std::string_view name) const {
    const auto at = std::ranges::find_if(names_, [&](const std::string& other) {
      return schema_.naming().fold_case ? equal_ignoring_case(name, other) : name == other;
    });
    if (at == names_.end()) return std::nullopt;
    return static_cast<std::size_t>(at - names_.begin());
  }

  /// A cell as the replay left it: a value cast to the column's type.
  Value cell(const ir::Expr& expr, const std::vector<Value>& row) const {
    const auto* cast = std::get_if<ir::Cast>(&expr.node);
    if (!cast) return not_known();
    if (const auto* literal = std::get_if<ir::Literal>(&cast->operand->node)) {
      const auto* member = std::get_if<ir::EnumMember>(&literal->value.data);
      const auto* type = std::get_if<ir::Enum>(&literal->type.kind);
      if (member && type) {
        for (const auto& [name, value] : type->members) {
          if (name == member->name) return stored(Value::text(value), cast->type, dialect());
        }
      }
    }
    const std::optional<Value> value = value_in_row(*cast->operand, names_, row, schema_, outside_);
    return value ? stored(*value, cast->type, dialect()) : not_known();
  }
  const std::string& dialect() const { return outside_.dialect; }

  /// Whether a condition holds for a row; nothing when that is not known.
  std::optional<bool> holds(const std::optional<ir::Expr>& condition,
                            const std::vector<Value>& row) const {
    if (!condition) return true;
    const std::optional<Value> value = value_in_row(*condition, names_, row, schema_, outside_);
    if (!value || value->is_unknown()) return std::nullopt;
    if (value->is_none()) return false;
    if (const auto flag = value->boolean()) return *flag;
    if (const auto number = value->integer()) return *number != 0;
    return std::nullopt;
  }

  bool follow(const ir::InsertRows& insert) {
    if (rows_.empty()) names_ = insert.columns;
    if (names_.size() != insert.columns.size()) return false;
    const bool certain = !insert.on_conflict || (rows_.empty() && insert.rows.size() == 1);
    for (const std::vector<ir::Expr>& given : insert.rows) {
      KnownRows::Row row;
      row.cells.assign(names_.size(), not_known());
      for (std::size_t i = 0; i < given.size() && i < insert.columns.size(); ++i) {
        const auto at = find(insert.columns[i]);
        if (!at) return false;
        const auto* cast = std::get_if<ir::Cast>(&given[i].node);
        const bool counts = cast && std::holds_alternative<ir::NextValue>(cast->operand->node);
        row.cells[*at] = counts ? counted(*at) : cell(given[i], {});
      }
      if (!certain) {
        const Same same = conflicts(row, *insert.on_conflict);
        if (same != Same::No && insert.on_conflict->update) return false;
        if (same == Same::Yes) continue;
        row.perhaps = same == Same::Perhaps;
      }
      rows_.push_back(std::move(row));
    }
    return true;
  }

  /// The next number of a column that counts by itself.
  Value counted(std::size_t column) {
    if (dialect() == "postgresql") return Value::integer(++counter_);
    std::int64_t largest = 0;
    for (const KnownRows::Row& row : rows_) {
      const auto number = row.cells[column].integer();
      if (!number || row.perhaps || table_.options.flag("sqlite_autoincrement")) return not_known();
      largest = std::max(largest, *number);
    }
    return Value::integer(largest + 1);
  }

  /// Whether the server takes the row for one that is there already.
  Same conflicts(const KnownRows::Row& row, const ir::OnConflict& conflict) const {
    if (!conflict.elements.empty() || conflict.target_where) return Same::Perhaps;
    std::vector<std::vector<std::string>> keys;
    if (!conflict.columns.empty()) {
      keys.push_back(conflict.columns);
    } else {
      for (const ir::Index& index : table_.indexes) {
        if (index.unique) return Same::Perhaps;
      }
      for (const ir::Constraint& constraint : table_.constraints) {
        const auto* primary = std::get_if<ir::PrimaryKey>(&constraint);
        const auto* unique = std::get_if<ir::Unique>(&constraint);
        if (std::holds_alternative<ir::Exclude>(constraint)) return Same::Perhaps;
        if (primary && !counts_alone(*primary)) keys.push_back(primary->columns);
        if (unique) keys.push_back(unique->columns);
      }
    }
    Same result = Same::No;
    for (const std::vector<std::string>& key : keys) {
      for (const KnownRows::Row& other : rows_) {
        Same same = equal(row, other, key);
        if (same == Same::Yes && other.perhaps) same = Same::Perhaps;
        if (same == Same::Yes) return Same::Yes;
        if (same == Same::Perhaps) result = same;
      }
    }
    return result;
  }
  /// A key that the server gives by itself is always new.
  bool counts_alone(const ir::PrimaryKey& key) const {
    if (key.columns.size() != 1) return false;
    const ir::Column* column = table_.find_column(key.columns.front());
    const auto at = column ? find(column->name) : std::nullopt;
    return at && std::holds_alternative<ir::Integer>(column->type.kind) &&
           std::ranges::all_of(
               rows_, [&](const KnownRows::Row& row) { return row.cells[*at].is_unknown(); });
  }
  Same equal(const KnownRows::Row& a, const KnownRows::Row& b,
             const std::vector<std::string>& key) const {
    Same result = Same::Yes;
    for (const std::string& name : key) {
      const auto at = find(name);
      if (!at) return Same::Perhaps;
      const Value &x = a.cells[*at], &y = b.cells[*at];
      if (x.is_none() || y.is_none()) return Same::No;
      if (x.is_unknown() || y.is_unknown()) {
        result = Same::Perhaps;
        continue;
      }
      const std::optional<bool> same = same_cell(x, y, dialect());
      if (same == false) return Same::No;
      if (!same) result = Same::Perhaps;
    }
    return result;
  }

  void follow(const ir::Update& update) {
    const bool plain = update.from.empty() && update.with.empty() && update.prefixes.empty() &&
                       update.options.items.empty();
    for (KnownRows::Row& row : rows_) {
      const std::optional<bool> meant = plain ? holds(update.where, row.cells) : std::nullopt;
      if (meant == false) continue;
      const std::vector<Value> before = row.cells;
      for (const auto& [target, value] : update.assignments) {
        const auto* column = std::get_if<ir::ColumnRef>(&target.node);
        const auto at = column ? find(column->column) : std::nullopt;
        if (at) row.cells[*at] = meant ? cell(value, before) : not_known();
        if (!at) row.cells.assign(names_.size(), not_known());
      }
    }
  }

  void follow(const ir::Delete& erase) {
    const bool plain =
        erase.using_tables.empty() && erase.with.empty() && erase.options.items.empty();
    std::vector<KnownRows::Row> kept;
    for (KnownRows::Row& row : rows_) {
      const std::optional<bool> meant = plain ? holds(erase.where, row.cells) : std::nullopt;
      if (meant == true) continue;
      if (!meant) row.perhaps = true;
      kept.push_back(std::move(row));
    }
    rows_ = std::move(kept);
  }

  void follow(const ir::AddColumn& add) {
    Value value = not_known();
    if (const auto* given = std::get_if<ir::Expr>(&add.column.server_default)) {
      value = cell(ir::Expr{ir::Cast{*given, add.column.type}}, {});
    } else if (add.column.nullable && !add.column.has_server_default()) {
      value = Value::none();
    }
    names_.push_back(add.column.name);
    for (KnownRows::Row& row : rows_) row.cells.push_back(value);
  }
  void follow(const ir::DropColumn& drop) {
    const auto at = find(drop.column);
    if (!at) return;
    names_.erase(names_.begin() + static_cast<std::ptrdiff_t>(*at));
    for (KnownRows::Row& row : rows_) {
      row.cells.erase(row.cells.begin() + static_cast<std::ptrdiff_t>(*at));
    }
  }
  void follow(const ir::AlterColumn& alter) {
    const auto at = find(alter.column);
    if (!at) return;
    if (alter.type) {
      for (KnownRows::Row& row : rows_) row.cells[*at] = not_known();
    }
    if (alter.new_name) names_[*at] = *alter.new_name;
  }

  const ir::Schema& schema_;
  const Outside& outside_;
  const ir::Table& table_;
  std::vector<std::string> names_;
  std::vector<KnownRows::Row> rows_;
  std::int64_t counter_ = 0;
};

}  // namespace

std::optional<KnownRows> known_rows(const ir::TableState& table, const ir::Schema& schema,
                                    const Outside& outside) {
  if (table.rows != ir::Rows::Known || !table.complete || !table.row_changes) return std::nullopt;
  Following following(schema, outside, table.table);
  if (!following.run(*table.row_changes)) return std::nullopt;
  return following.result();
}

}  // namespace migc::library
