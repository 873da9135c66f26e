#include <algorithm>
#include <array>
#include <charconv>

#include "compiler/base/text.h"
#include "compiler/ir/replay.h"
#include "compiler/ir/walk.h"

namespace migc::ir {
namespace {

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

void replace(std::vector<std::string>& names, std::string_view from, const std::string& to) {
  for (std::string& name : names) {
    if (name == from) name = to;
  }
}

}  // namespace

// ---- types, sequences, views, schemas

void Replay::carry_out(const CreateType& create) {
  const std::optional<TableName> name = name_of(create.type);
  if (!name || !creates("type", *name, schema_.find_type(*name), create.if_not_exists)) return;
  schema_.types_.set(schema_.key(*name), {Presence::Present, create.type, create.definition,
                                          origin_, existed(schema_.find_type(*name))});
  note_namespace(name->schema);
}

void Replay::carry_out(const DropType& drop) {
  const bool unknown = schema_.find_type(drop.name) == nullptr;
  drops(drop.domain ? "domain" : "type", drop.name, schema_.types_, drop.if_exists);
  if (unknown) {
    schema_.types_.edit(schema_.key(drop.name)).type.kind = Named{fmt::format("{}", drop.name)};
  }
  if (!drop.cascade) return;
  for_each_user(drop.name, [&](TableState& state, const std::string& column) {
    carry_out(DropColumn{state.table.name, column, true, true, {}});
  });
}

void Replay::carry_out(const AlterType& alter) {
  const TypeState* known = schema_.find_type(alter.name);
  if (absent(known)) {
    gone(known->changed, fmt::format("type `{}` was dropped before this", alter.name));
    return;
  }
  if (alter.new_name || alter.new_schema) rename_type(alter);
  if (known == nullptr || !(alter.add_value || alter.rename_value)) return;
  change_values(schema_.types_.edit(schema_.key(alter.name)).type, alter);
}

void Replay::change_values(Type& type, const AlterType& alter) {
  auto* enumeration = std::get_if<Enum>(&type.kind);
  if (enumeration == nullptr) return;
  std::vector<std::string>& values = enumeration->values;
  if (alter.rename_value) replace(values, alter.rename_value->first, alter.rename_value->second);
  if (!alter.add_value) return;
  if (contains(values, *alter.add_value)) {
    if (alter.if_not_exists) return;
    exists(schema_.find_type(alter.name)->changed,
           fmt::format("value `{}` of type `{}` exists already", *alter.add_value, alter.name));
    return;
  }
  const std::optional<std::string>& anchor = alter.before ? alter.before : alter.after;
  auto at = anchor ? std::ranges::find(values, *anchor) : values.end();
  if (at != values.end() && !alter.before) ++at;
  values.insert(at, *alter.add_value);
}

void Replay::rename_type(const AlterType& alter) {
  const TableName target{alter.new_schema.value_or(alter.name.schema),
                         alter.new_name.value_or(alter.name.name)};
  const auto rename = [&](Type& type) { rename_in(type, target); };
  const TypeState* known = schema_.find_type(alter.name);
  TypeState old = known != nullptr ? *known : TypeState{};
  if (known == nullptr) {
    old.type.kind = Named{fmt::format("{}", alter.name)};
    old.existed = true;
  }
  old.changed = origin_;
  TypeState moved = old;
  rename(moved.type);
  moved.existed = existed(schema_.find_type(target));
  creates("type", target, schema_.find_type(target), false);
  old.presence = Presence::Absent;
  schema_.types_.set(schema_.key(alter.name), std::move(old));
  schema_.types_.set(schema_.key(target), std::move(moved));
  for_each_user(alter.name, [&](TableState& state, const std::string& column) {
    rename(column_of(state, column)->type);
  });
}

void Replay::rename_in(Type& type, const TableName& name) {
  if (auto* array = std::get_if<Array>(&type.kind)) return rename_in(*array->item, name);
  if (auto* t = std::get_if<Enum>(&type.kind)) {
    t->name = {name.name};
    t->schema = name.schema;
  } else if (auto* domain = std::get_if<Domain>(&type.kind)) {
    domain->name = {name.name};
    domain->schema = name.schema;
  } else if (auto* named = std::get_if<Named>(&type.kind)) {
    named->sql = fmt::format("{}", name);
  }
}

void Replay::carry_out(const CreateSequence& create) {
  if (!creates("sequence", create.name, schema_.find_sequence(create.name), create.if_not_exists)) {
    return;
  }
  schema_.sequences_.set(schema_.key(create.name), {Presence::Present, create, origin_,
                                                    existed(schema_.find_sequence(create.name))});
  note_namespace(create.name.schema);
}

void Replay::carry_out(const DropSequence& drop) {
  drops("sequence", drop.name, schema_.sequences_, drop.if_exists);
  schema_.sequences_.edit(schema_.key(drop.name)).sequence.name = drop.name;
}

void Replay::carry_out(const CreateView& create) {
  if (!creates("view", create.name, schema_.find_view(create.name), create.if_not_exists,
               create.or_replace)) {
    return;
  }
  const TableState* table = schema_.find_state(create.name);
  if (table != nullptr && table->presence == Presence::Present) {
    exists(table->changed, fmt::format("a table `{}` exists already", create.name));
  }
  schema_.views_.set(schema_.key(create.name),
                     {Presence::Present, create, origin_, existed(schema_.find_view(create.name))});
  note_namespace(create.name.schema);
}

void Replay::carry_out(const DropView& drop) {
  drops("view", drop.name, schema_.views_, drop.if_exists);
  schema_.views_.edit(schema_.key(drop.name)).view.name = drop.name;
}

void Replay::carry_out(const CreateSchema& create) {
  const TableName name{"", create.name};
  if (!creates("schema", name, schema_.find_namespace(create.name), create.if_not_exists)) return;
  schema_.namespaces_.set(schema_.key(name), {Presence::Present, origin_,
                                              existed(schema_.find_namespace(create.name))});
}

void Replay::carry_out(const DropSchema& drop) {
  drops("schema", {"", drop.name}, schema_.namespaces_, drop.if_exists);
  if (!drop.cascade) return;
  const auto inside = [&](auto& map) {
    std::vector<TableName> names;
    map.for_each([&](const TableName& name, const auto& state) {
      if (state.presence != Presence::Absent &&
          name.schema == schema_.key({drop.name, ""}).schema) {
        names.push_back(name);
      }
    });
    return names;
  };
  for (const TableName& table : inside(schema_.tables_))
    carry_out(DropTable{table, true, true, {}});
  for (const TableName& name : inside(schema_.types_)) carry_out(DropType{name, false, true, true});
  for (const TableName& name : inside(schema_.sequences_)) carry_out(DropSequence{name});
  for (const TableName& name : inside(schema_.views_)) carry_out(DropView{name});
}

// ---- data

TableState* Replay::filled(const TableName& name) {
  const TableState* known = schema_.find_state(name);
  if (known == nullptr) return nullptr;
  if (known->presence == Presence::Absent) {
    if (const ViewState* view = schema_.find_view(name); present(view)) return nullptr;
    gone(known->changed, fmt::format("table `{}` was dropped before this", name));
    return nullptr;
  }
  return find(name);
}

namespace {

/// What a row surely holds of a value that was inserted.
std::optional<Datum> known_value(const Expr& value) {
  if (const auto* literal = std::get_if<Literal>(&value.node)) return literal->value;
  const auto* keyword = std::get_if<Keyword>(&value.node);
  if (keyword == nullptr) return std::nullopt;
  switch (keyword->word) {
    case Keyword::Word::Null:
      return Datum{Null{}};
    case Keyword::Word::True:
      return Datum{true};
    case Keyword::Word::False:
      return Datum{false};
    case Keyword::Word::Default:
    case Keyword::Word::Star:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

void Replay::carry_out(const InsertRows& insert) {
  TableState* state = filled(insert.table);
  if (state == nullptr || (insert.rows.empty() && !insert.default_values)) return;
  if (state->rows == Rows::Unknown) return;
  constexpr std::size_t most = 2000;
  if (insert.on_conflict || !insert.prefixes.empty() ||
      state->inserted.size() + insert.rows.size() > most) {
    state->rows = Rows::Unknown;
    state->inserted.clear();
    return;
  }
  if (state->rows == Rows::None) state->inserted.clear();
  state->rows = Rows::Known;
  std::vector<std::string> columns = insert.columns;
  if (columns.empty() && state->complete) {
    for (const Column& column : state->table.columns) columns.push_back(column.name);
  }
  for (const std::vector<Expr>& values : insert.rows) {
    KnownRow& row = state->inserted.emplace_back();
    for (std::size_t i = 0; i < values.size() && i < columns.size(); ++i) {
      row.cells.emplace_back(columns[i], known_value(values[i]));
    }
  }
  if (insert.rows.empty()) state->inserted.emplace_back();
}

namespace {

/// Whether two values are the same to every server; nothing when that hangs on its collation.
std::optional<bool> same_value(const Datum& a, const Datum& b) {
  const auto* x = std::get_if<std::string>(&a.data);
  const auto* y = std::get_if<std::string>(&b.data);
  if (x != nullptr && y != nullptr) {
    if (*x == *y) return true;
    const auto plain = [](const std::string& text) {
      return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 127; });
    };
    if (!plain(*x) || !plain(*y) || equal_ignoring_case(*x, *y)) return std::nullopt;
    return false;
  }
  const auto* m = std::get_if<std::int64_t>(&a.data);
  const auto* n = std::get_if<std::int64_t>(&b.data);
  if (m != nullptr && n != nullptr) return *m == *n;
  return std::nullopt;
}

}  // namespace

namespace {

/// `name = 'x'` and `id = 3`, written as text; nothing for anything else.
std::optional<Expr> equality_in(std::string_view text) {
  text = trim(text);
  std::size_t end = 0;
  const auto word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.';
  };
  while (end < text.size() && word(text[end])) ++end;
  std::string_view name = text.substr(0, end);
  if (const std::size_t dot = name.rfind('.'); dot != name.npos) name.remove_prefix(dot + 1);
  std::string_view rest = trim(text.substr(end));
  if (name.empty() || !rest.starts_with('=')) return std::nullopt;
  rest = trim(rest.substr(1));
  if (rest.empty()) return std::nullopt;
  Datum value;
  if (rest.size() >= 2 && rest.front() == '\'' && rest.back() == '\'') {
    const std::string_view inner = rest.substr(1, rest.size() - 2);
    if (inner.find_first_of("'\\") != inner.npos) return std::nullopt;
    value.data = std::string(inner);
  } else {
    std::int64_t number = 0;
    const auto [last, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (error != std::errc() || last != rest.data() + rest.size()) return std::nullopt;
    value.data = number;
  }
  BinaryExpr equality{.op = Operator::Equal,
                      .left = Expr{ColumnRef{.column = ascii_lower(name)}},
                      .right = Expr{Literal{.value = std::move(value)}}};
  return Expr{std::move(equality)};
}

}  // namespace

std::optional<bool> Replay::meets(const std::optional<Expr>& where, const KnownRow& row,
                                  const TableState& state) const {
  if (!where) return true;
  const Expr* condition = &*where;
  while (const auto* group = std::get_if<Group>(&condition->node)) condition = &*group->inner;
  if (const auto* list = std::get_if<List>(&condition->node);
      list != nullptr && list->op == Operator::And) {
    std::optional<bool> all = true;
    for (const Expr& item : list->items) {
      const std::optional<bool> one = meets(item, row, state);
      if (one == false) return false;
      if (!one) all.reset();
    }
    return all;
  }
  if (const std::optional<std::string> text = plain_text(*condition)) {
    const std::optional<Expr> read = equality_in(*text);
    return read ? meets(read, row, state) : std::nullopt;
  }
  const auto* equal = std::get_if<BinaryExpr>(&condition->node);
  if (equal == nullptr || equal->op != Operator::Equal) return std::nullopt;
  const auto* reference = std::get_if<ColumnRef>(&equal->left->node);
  const auto* literal = std::get_if<Literal>(&equal->right->node);
  if (reference == nullptr || literal == nullptr) return std::nullopt;
  const Column* column = state.table.find_column(reference->column);
  if (column == nullptr) return std::nullopt;
  const auto* string = std::get_if<String>(&column->type.kind);
  const bool exact = (string != nullptr && string->form != String::Form::Fixed) ||
                     std::holds_alternative<Integer>(column->type.kind);
  for (const auto& [name, value] : row.cells) {
    if (!exact || !same_name(name, reference->column) || !value) continue;
    if (std::holds_alternative<Null>(value->data)) return false;
    return same_value(*value, literal->value);
  }
  return std::nullopt;
}

void Replay::forget_cells(TableState& state, const std::string& column) const {
  for (KnownRow& row : state.inserted) {
    for (auto& [name, value] : row.cells) {
      if (same_name(name, column)) value.reset();
    }
  }
}

namespace {

/// Whether an expression over no rows makes no row: it has no aggregate in it. Whatever is not
/// known might be one.
bool is_no_aggregate(const Expr& expr) {
  static constexpr std::array known{"coalesce",
                                    "lower",
                                    "upper",
                                    "length",
                                    "concat",
                                    "trim",
                                    "substr",
                                    "substring",
                                    "replace",
                                    "abs",
                                    "round",
                                    "nullif",
                                    "now",
                                    "random",
                                    "md5",
                                    "gen_random_uuid",
                                    "uuid_generate_v4",
                                    "nextval",
                                    "to_char",
                                    "date_trunc",
                                    "left",
                                    "right",
                                    "split_part",
                                    "jsonb_build_object",
                                    "json_build_object",
                                    "unnest",
                                    "cast",
                                    "uuid",
                                    "ifnull",
                                    "hex",
                                    "randomblob"};
  bool fine = true;
  walk(expr, [&](const Expr& part) {
    if (const auto* function = std::get_if<Function>(&part.node)) {
      fine = fine && std::ranges::find(known, ascii_lower(function->name)) != known.end();
    } else if (std::holds_alternative<RawSql>(part.node)) {
      const std::optional<std::string> text = plain_text(part);
      fine = fine && text && text->find('(') == std::string::npos;
    }
  });
  return fine;
}

bool has_no_rows(const FromItem& item, const Schema& schema) {
  if (const auto* table = std::get_if<TableRef>(&item.node)) {
    return schema.table(table->table) == Presence::Present &&
           schema.rows(table->table) == Rows::None;
  }
  const auto* join = std::get_if<Join>(&item.node);
  if (join == nullptr || join->kind == Join::Kind::Full) return false;
  if (has_no_rows(*join->left, schema)) return true;
  return join->kind != Join::Kind::Left && has_no_rows(*join->right, schema);
}

/// The query surely gives no row.
bool has_no_rows(const Select& select, const Schema& schema) {
  if (!select.set_operator.empty()) {
    return select.set_operator.starts_with("UNION") &&
           std::ranges::all_of(select.parts, [&](const Select& part) {
             return part.with.empty() && has_no_rows(part, schema);
           });
  }
  if (!select.with.empty() || select.having) return false;
  const bool none = std::ranges::any_of(
      select.from, [&](const FromItem& item) { return has_no_rows(item, schema); });
  if (!none) return false;
  return !select.group_by.empty() ||
         (!select.columns.empty() && std::ranges::all_of(select.columns, is_no_aggregate));
}

}  // namespace

void Replay::carry_out(const InsertSelect& insert) {
  TableState* state = filled(insert.table);
  if (state == nullptr) return;
  if (state->rows == Rows::None && has_no_rows(insert.select, schema_)) return;
  state->rows = Rows::Unknown;
}

void Replay::carry_out(const Update& update) {
  TableState* state = filled(update.table.table);
  if (state == nullptr || state->rows != Rows::Known) return;
  const bool plain = update.from.empty() && update.with.empty() && update.options.items.empty();
  for (KnownRow& row : state->inserted) {
    const std::optional<bool> hit = plain ? meets(update.where, row, *state) : std::nullopt;
    if (hit == false) continue;
    for (const auto& [column, value] : update.assignments) {
      const auto* reference = std::get_if<ColumnRef>(&column.node);
      if (reference == nullptr) {
        state->rows = Rows::Unknown;
        continue;
      }
      std::erase_if(row.cells,
                    [&](const auto& cell) { return same_name(cell.first, reference->column); });
      row.cells.emplace_back(reference->column,
                             hit == true ? known_value(value) : std::optional<Datum>());
    }
  }
}

void Replay::carry_out(const Delete& erase) {
  TableState* state = filled(erase.table.table);
  if (state == nullptr) return;
  const bool all = !erase.where && erase.using_tables.empty() && erase.options.items.empty();
  if (all) {
    state->rows = Rows::None;
  } else if (state->rows == Rows::Known) {
    const bool plain =
        erase.using_tables.empty() && erase.with.empty() && erase.options.items.empty();
    std::vector<KnownRow> kept;
    for (KnownRow& row : state->inserted) {
      const std::optional<bool> hit = plain ? meets(erase.where, row, *state) : std::nullopt;
      if (!hit) {
        state->rows = Rows::Unknown;
        return;
      }
      if (!*hit) kept.push_back(std::move(row));
    }
    state->inserted = std::move(kept);
    if (state->inserted.empty()) state->rows = Rows::None;
  }
}

void Replay::carry_out(const Truncate& truncate) {
  std::vector<TableName> tables = truncate.tables;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    if (TableState* state = filled(tables[i])) state->rows = Rows::None;
    if (!truncate.cascade) continue;
    for (const auto& [referrer, unused] : schema_.references_to(tables[i])) {
      if (std::ranges::find(tables, referrer) == tables.end()) tables.push_back(referrer);
    }
  }
}

void Replay::carry_out(const Query&) {}

}  // namespace migc::ir
