#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/ir/replay.h"
#include "compiler/ir/restate.h"
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

/// Whether the server counts the column by itself, from one.
bool counts(const Column& column, const Table& table, const Naming& naming) {
  // Servers of the others may count in larger steps.
  if (&naming != &postgresql_naming && &naming != &sqlite_naming) return false;
  if (const auto* identity = std::get_if<Identity>(&column.server_default)) {
    return identity->sequence == SequenceOptions{};
  }
  const PrimaryKey* key = table.primary_key();
  const bool alone = key != nullptr && key->columns == std::vector{column.name};
  const bool refers = std::ranges::any_of(table.constraints, [&](const Constraint& constraint) {
    const auto* reference = std::get_if<ForeignKey>(&constraint);
    return reference != nullptr &&
           std::ranges::find(reference->columns, column.name) != reference->columns.end();
  });
  return alone && !refers && std::holds_alternative<Integer>(column.type.kind) &&
         !column.sequence && !column.has_server_default() &&
         column.autoincrement != Column::Autoincrement::Off;
}

/// What a column holds in a row that does not name it. SQL without text: not known.
Expr unsaid(const Column& column, const TableState& state, const Naming& naming) {
  if (!state.had_rows && counts(column, state.table, naming)) return {NextValue{}};
  if (const auto* given = std::get_if<Expr>(&column.server_default)) return *given;
  const bool by_itself = column.primary_key || column.sequence ||
                         column.autoincrement == Column::Autoincrement::On ||
                         std::holds_alternative<Timestamp>(column.type.kind);  // MySQL's first.
  if (column.nullable && !column.has_server_default() && !by_itself) {
    return {Keyword{Keyword::Word::Null}};
  }
  return raw_sql("");
}

/// The rows with a cell for every column of the table, each as a value of the column's type.
std::optional<InsertRows> whole_rows(const InsertRows& insert, const TableState& state,
                                     const Naming& naming) {
  const Table& table = state.table;
  InsertRows whole{.table = insert.table, .on_conflict = insert.on_conflict};
  for (const Column& column : table.columns) whole.columns.push_back(column.name);
  std::vector<std::string> named = insert.columns;
  if (named.empty()) {
    // Values that are left out at the end are the defaults.
    named = whole.columns;
    if (!insert.rows.empty() && insert.rows.front().size() < named.size()) {
      named.resize(insert.rows.front().size());
    }
  }
  const auto place = [&](const std::string& name) {
    return std::ranges::find_if(named, [&](const std::string& other) {
      return folds_columns(naming) ? equal_ignoring_case(name, other) : name == other;
    });
  };
  std::vector<std::vector<Expr>> rows = insert.rows;
  if (insert.default_values) rows.assign(1, {});
  for (const std::vector<Expr>& row : rows) {
    if (!insert.default_values && row.size() != named.size()) return std::nullopt;
    std::vector<Expr>& cells = whole.rows.emplace_back();
    for (const Column& column : table.columns) {
      const auto at = place(column.name);
      const auto index = static_cast<std::size_t>(at - named.begin());
      const bool said = !insert.default_values && at != named.end();
      const auto* keyword = said ? std::get_if<Keyword>(&row[index].node) : nullptr;
      const bool by_default = keyword != nullptr && keyword->word == Keyword::Word::Default;
      cells.push_back(
          {Cast{said && !by_default ? row[index] : unsaid(column, state, naming), column.type}});
    }
  }
  return whole;
}

}  // namespace

void Replay::carry_out(const InsertRows& insert) {
  TableState* state = filled(insert.table);
  if (state == nullptr || (insert.rows.empty() && !insert.default_values)) return;
  if (state->rows == Rows::None) {
    state->rows = Rows::Known;
    state->row_changes = nullptr;
  }
  std::optional<InsertRows> whole =
      state->complete ? whole_rows(insert, *state, schema_.naming()) : std::nullopt;
  if (whole) {
    note_rows(*state, std::move(*whole));
  } else {
    state->rows = Rows::Unknown;
  }
}

void Replay::note_rows(TableState& state, Action action) {
  constexpr std::size_t longest = 500;
  if (state.rows != Rows::Known) return;
  const std::size_t length = state.row_changes ? state.row_changes->length + 1 : 1;
  if (length > longest) {
    state.rows = Rows::Unknown;
    state.row_changes = nullptr;
    return;
  }
  state.row_changes =
      std::make_shared<const RowChange>(RowChange{std::move(action), state.row_changes, length});
}

void Replay::doubt_referrers(const TableName& table, bool deleted) {
  for_each_referrer(table, [&](TableState& other) {
    const bool follows = std::ranges::any_of(other.table.constraints, [&](const Constraint& c) {
      if (!refers(c, table)) return false;
      const auto& key = std::get<ForeignKey>(c);
      return !(deleted ? key.on_delete : key.on_update).empty();
    });
    if (follows && other.rows == Rows::Known) other.rows = Rows::Unknown;
  });
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
  Update typed = update;
  for (auto& [target, value] : typed.assignments) {
    const auto* reference = std::get_if<ColumnRef>(&target.node);
    const Column* column = reference ? column_of(*state, reference->column) : nullptr;
    value = {Cast{column ? value : raw_sql(""), column ? column->type : Type{}}};
  }
  note_rows(*state, std::move(typed));
  doubt_referrers(update.table.table, false);
}

void Replay::carry_out(const Delete& erase) {
  TableState* state = filled(erase.table.table);
  if (state == nullptr) return;
  const bool all = !erase.where && erase.using_tables.empty() && erase.options.items.empty();
  if (state->rows != Rows::None) doubt_referrers(erase.table.table, true);
  if (all) {
    state->had_rows = state->had_rows || state->rows != Rows::None;
    state->rows = Rows::None;
  } else {
    note_rows(*state, erase);
  }
}

void Replay::carry_out(const Truncate& truncate) {
  std::vector<TableName> tables = truncate.tables;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    if (TableState* state = filled(tables[i])) {
      state->had_rows = state->had_rows || state->rows != Rows::None;
      state->rows = Rows::None;
    }
    if (!truncate.cascade) continue;
    for (const auto& [referrer, unused] : schema_.references_to(tables[i])) {
      if (std::ranges::find(tables, referrer) == tables.end()) tables.push_back(referrer);
    }
  }
}

void Replay::carry_out(const Query&) {}

}  // namespace migc::ir
