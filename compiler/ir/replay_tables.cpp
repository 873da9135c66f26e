#include <algorithm>

#include "compiler/base/match.h"
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

bool uses_column(const Constraint& constraint, std::string_view column) {
  return match(
      constraint, [&](const PrimaryKey& c) { return contains(c.columns, column); },
      [&](const Unique& c) { return contains(c.columns, column); },
      [&](const ForeignKey& c) { return contains(c.columns, column); },
      [&](const Check& c) {
        return c.column == column || c.type_of == column || mentions_column(c.condition, column);
      },
      [&](const Exclude& c) {
        return (c.where && mentions_column(*c.where, column)) ||
               std::ranges::any_of(c.elements, [&](const Exclude::Element& e) {
                 return mentions_column(e.expression, column);
               });
      });
}

/// Also in the condition of a partial index.
bool uses_column(const Index& index, std::string_view column) {
  for (const auto& [name, value] : index.options.items) {
    if (!name.ends_with("_where")) continue;
    const auto* condition = std::get_if<Expr>(&value.data);
    if (condition != nullptr && mentions_column(*condition, column)) return true;
    const auto* text = std::get_if<std::string>(&value.data);
    if (text != nullptr && mentions_column(raw_sql(*text), column)) return true;
  }
  return std::ranges::any_of(index.elements, [&](const IndexElement& element) {
    return mentions_column(element.expression, column);
  });
}

void rename_column(Constraint& constraint, const std::string& from, const std::string& to) {
  match(
      constraint, [&](PrimaryKey& c) { replace(c.columns, from, to); },
      [&](Unique& c) { replace(c.columns, from, to); },
      [&](ForeignKey& c) { replace(c.columns, from, to); },
      [&](Check& c) {
        if (c.column == from) c.column = to;
        if (c.type_of == from) c.type_of = to;
        rename_column_in(c.condition, from, to);
      },
      [&](Exclude& c) {
        for (Exclude::Element& element : c.elements) rename_column_in(element.expression, from, to);
        if (c.where) rename_column_in(*c.where, from, to);
      });
}

/// PostgreSQL's SERIAL on a column that is no key, or not any more.
constexpr std::string_view serial = "serial";
/// Of a column that cannot be restated: its SQL says more of it than is modelled.
constexpr std::string_view unmodelled = "unmodelled";
/// MySQL's AUTO_INCREMENT, likewise.
constexpr std::string_view auto_increment = "auto_increment";

/// Where a server folds what is written without quotes, `quote=False` leaves it another name.
void fold_name(Column& column, const Naming& naming) {
  if (column.quote != false) return;
  if (&naming == &postgresql_naming) column.name = ascii_lower(column.name);
  if (&naming == &oracle_naming) column.name = ascii_upper(column.name);
}

/// Whether the server counts this column up by a sequence of the column's own.
bool counts_by_sequence(const Table& table, const Column& column) {
  return autoincrement_column(table) == &column && !column.has_server_default() && !column.sequence;
}

/// … which it goes on doing when the key is gone that it followed from.
void keep_counting(Column& column) {
  if (!column.options.flag(serial)) column.options.items.emplace_back(serial, OptionValue{{true}});
}

/// The tables that PostgreSQL's INHERITS names.
std::vector<TableName> parents_of(const Table& table) {
  std::vector<TableName> parents;
  const auto add = [&](const OptionValue& value) {
    const auto* name = std::get_if<std::string>(&value.data);
    if (name != nullptr) parents.push_back({table.name.schema, *name});
  };
  const OptionValue* said = table.options.find("postgresql_inherits");
  if (said == nullptr) return parents;
  if (const auto* list = std::get_if<OptionList>(&said->data)) {
    std::ranges::for_each(*list, add);
  } else {
    add(*said);
  }
  return parents;
}

/// MySQL counts any column that is restated so, if it is part of a key.
void restate_counting(Column& column, const AlterColumn& alter) {
  const bool restated =
      alter.new_name || alter.nullable || alter.type || alter.autoincrement || alter.comment;
  const std::optional<bool> said =
      alter.autoincrement ? alter.autoincrement : alter.existing.autoincrement;
  if (!restated || !said) return;
  std::erase_if(column.options.items,
                [](const auto& item) { return item.first == auto_increment; });
  if (!*said) return;
  column.options.items.emplace_back(auto_increment, OptionValue{{true}});
  column.nullable = false;
}

/// PostgreSQL's `ADD UNIQUE USING INDEX ix`: the index becomes that of the key, under its name.
constexpr std::string_view using_index = "postgresql_using_index";

bool is_kind(const Constraint& constraint, DropConstraint::Kind kind) {
  using enum DropConstraint::Kind;
  switch (kind) {
    case Unsaid:
      return true;
    case PrimaryKey:
      return std::holds_alternative<ir::PrimaryKey>(constraint);
    case Unique:
      return std::holds_alternative<ir::Unique>(constraint);
    case ForeignKey:
      return std::holds_alternative<ir::ForeignKey>(constraint);
    case Check:
      return std::holds_alternative<ir::Check>(constraint) ||
             std::holds_alternative<Exclude>(constraint);
  }
  return false;
}

}  // namespace

// ---- tables and columns

void Replay::carry_out(const CreateTable& create) {
  const TableName& name = create.table.name;
  const TableState* known = schema_.find_state(name);
  const bool present = known != nullptr && known->presence == Presence::Present;
  if (present && create.if_not_exists) return;
  if (present) {
    exists(known->changed, fmt::format("table `{}` exists already", name));
    disown_indexes(*known);
  } else if (const ViewState* view = schema_.find_view(name);
             view != nullptr && view->presence == Presence::Present) {
    exists(view->changed, fmt::format("a view `{}` exists already", name));
  }
  const bool may_have_been = schema_.table(name) == Presence::Unknown;

  TableState state;
  state.changed = origin_;
  state.existed = known != nullptr && known->existed;
  state.table = create.table;
  state.table.constraints.clear();
  state.table.indexes.clear();
  // With IF NOT EXISTS, one that was there before stays as it was.
  state.complete = !(create.if_not_exists && may_have_been) && !create.table.options.flag("unread");
  state.rows = state.complete && !create.table.options.flag("filled") ? Rows::None : Rows::Unknown;
  for (Column& column : state.table.columns) fold_name(column, schema_.naming());
  std::vector<std::string> folded;
  for (const Column& column : state.table.columns) folded.push_back(column.name);
  inherit_columns(state);
  for (Constraint constraint : create.table.constraints) {
    for (std::size_t i = 0; i < create.table.columns.size(); ++i) {
      const std::string& said = create.table.columns[i].name;
      if (said != folded[i]) rename_column(constraint, said, folded[i]);
    }
    add_named(state, std::move(constraint));
  }
  for (const Index& index : create.table.indexes) add_index(state, index);
  schema_.tables_.set(schema_.key(name), std::move(state));
  note_namespace(name.schema);
  if (schema_.naming().native_enums) {
    for (const Column& column : create.table.columns) create_enum(column.type, name);
  }
}

void Replay::inherit_columns(TableState& state) const {
  if (&schema_.naming() != &postgresql_naming) return;
  std::vector<Column> columns;
  for (const TableName& name : parents_of(state.table)) {
    const Table* parent = schema_.find_table(name);
    if (parent == nullptr) {
      state.complete = false;
      continue;
    }
    for (const Column& column : parent->columns) {
      if (state.table.find_column(column.name) != nullptr) continue;
      const bool twice = std::ranges::any_of(
          columns, [&](const Column& other) { return other.name == column.name; });
      if (!twice) columns.push_back(column);
    }
  }
  state.table.columns.insert(state.table.columns.begin(), columns.begin(), columns.end());
}

void Replay::create_enum(const Type& type, const TableName& table) {
  const Type& resolved = type.resolved("postgresql");
  if (const auto* array = std::get_if<Array>(&resolved.kind))
    return create_enum(*array->item, table);
  const auto* enumeration = std::get_if<Enum>(&resolved.kind);
  if (enumeration == nullptr || !enumeration->native || !enumeration->create_type) return;
  const std::optional<TableName> own = name_of(resolved);
  if (!own) return;
  const bool inherits = own->schema.empty() && enumeration->inherit_schema;
  const TableName name = inherits ? TableName{table.schema, own->name} : *own;
  const TypeState* known = schema_.find_type(name);
  if (known != nullptr && known->presence == Presence::Present) return;
  schema_.types_.set(schema_.key(name), {Presence::Present, resolved, "", origin_});
}

void Replay::carry_out(const DropTable& drop) {
  const TableState* known = schema_.find_state(drop.table);
  if (known != nullptr && known->presence == Presence::Absent) {
    if (!drop.if_exists) {
      gone(known->changed, fmt::format("table `{}` was dropped before", drop.table));
    }
    return;
  }
  if (known != nullptr) disown_indexes(*known);
  if (drop.cascade) {
    drop_references(drop.table);
    doubt_views();
  }
  TableState state;
  state.presence = Presence::Absent;
  state.rows = Rows::None;
  state.table.name = drop.table;
  state.changed = origin_;
  state.existed = known == nullptr ? !drop.if_exists : known->existed;
  schema_.tables_.set(schema_.key(drop.table), std::move(state));
}

void Replay::carry_out(const RenameTable& rename) {
  const TableName target{rename.new_schema.value_or(rename.table.schema),
                         rename.new_name.empty() ? rename.table.name : rename.new_name};
  if (const ViewState* view = schema_.find_view(rename.table);
      view != nullptr && schema_.find_state(rename.table) == nullptr) {
    ViewState moved = *view;
    moved.view.name = target;
    schema_.views_.erase(schema_.key(rename.table));
    schema_.views_.set(schema_.key(target), std::move(moved));
    return;
  }
  if (schema_.key(target) == schema_.key(rename.table)) return;
  const TableState* there = schema_.find_state(target);
  if (there != nullptr && there->presence == Presence::Present) {
    exists(there->changed, fmt::format("table `{}` exists already", target));
  }
  doubt_triggers(rename.table.name);
  TableState state = existing(rename.table);
  disown_indexes(state);
  for_each_referrer(rename.table,
                    [&](TableState& other) { refer_to(other, rename.table, target); });
  refer_to(state, rename.table, target);
  rename_keys_of(state, target);
  state.table.name = target;
  for (const Constraint& constraint : state.table.constraints) note_reference(constraint, target);
  own_indexes(state);

  TableState absent;
  absent.presence = Presence::Absent;
  absent.rows = Rows::None;
  absent.table.name = rename.table;
  absent.changed = origin_;
  absent.existed = state.existed;
  // The way back: a name that was only lent.
  state.existed = there != nullptr && there->existed;
  schema_.tables_.set(schema_.key(rename.table), std::move(absent));
  schema_.tables_.set(schema_.key(target), std::move(state));
  note_namespace(target.schema);
}

void Replay::rename_keys_of(TableState& state, const TableName& to) {
  const std::string_view middle = schema_.naming().follows_table;
  if (middle.empty()) return;
  const std::string start = fmt::format("{}{}", state.table.name.name, middle);
  for (Constraint& constraint : state.table.constraints) {
    auto* key = std::get_if<ForeignKey>(&constraint);
    if (key == nullptr || !key->name.text.starts_with(start)) continue;
    key->name.text = fmt::format("{}{}{}", to.name, middle, key->name.text.substr(start.size()));
  }
}

void Replay::refer_to(TableState& state, const TableName& from, const TableName& to) {
  for (Constraint& constraint : state.table.constraints) {
    if (!refers(constraint, from)) continue;
    std::get<ForeignKey>(constraint).referred = to;
    note_reference(constraint, state.table.name);
  }
}

void Replay::carry_out(const AddColumn& add) {
  TableState& state = existing(add.table);
  if (const Column* there = column_of(state, add.column.name)) {
    if (!add.if_not_exists) {
      contradiction("already-exists", there->origin, "added here",
                    fmt::format("column `{}.{}` exists already", add.table, add.column.name));
      *column_of(state, add.column.name) = add.column;
    }
    return;
  }
  revive(state.dropped_columns, add.column.name, state.existed_columns);
  Column column = add.column;
  if (column.origin.where.source == SourceId::none) column.origin = origin_;
  fold_name(column, schema_.naming());
  if (&schema_.naming() == &postgresql_naming && column.primary_key) {
    Table alone{.name = add.table, .columns = {column}, .constraints = add.constraints};
    if (alone.primary_key() == nullptr) {
      alone.constraints.emplace_back(PrimaryKey{.columns = {column.name}});
    }
    if (counts_by_sequence(alone, alone.columns.front())) keep_counting(column);
  }
  place(state, std::move(column), add.insert_before, add.insert_after);
  if (state.rows == Rows::Known) {
    AddColumn noted{.table = add.table, .column = add.column};
    note_rows(state, std::move(noted));
  }
  if (add.column.primary_key && state.table.primary_key() == nullptr && state.complete &&
      std::ranges::none_of(add.constraints, [](const Constraint& c) {
        return std::holds_alternative<PrimaryKey>(c);
      })) {
    if (add.inline_primary_key) add_named(state, PrimaryKey{.columns = {add.column.name}});
  }
  for (const Constraint& constraint : add.constraints) add_named(state, constraint);
  for (const Index& index : add.indexes) add_index(state, index);
}

void Replay::place(TableState& state, Column column, const std::optional<std::string>& before,
                   const std::optional<std::string>& after) const {
  std::vector<Column>& columns = state.table.columns;
  const std::optional<std::string>& anchor = before ? before : after;
  auto at = anchor ? std::ranges::find_if(
                         columns, [&](const Column& c) { return same_name(c.name, *anchor); })
                   : columns.end();
  if (at != columns.end() && !before) ++at;
  columns.insert(at, std::move(column));
}

void Replay::carry_out(const DropColumn& drop) {
  TableState& state = existing(drop.table);
  if (column_of(state, drop.column) == nullptr) {
    const Tombstone* dropped = find_tombstone(state.dropped_columns, drop.column);
    if (dropped != nullptr && !drop.if_exists) {
      gone(dropped->where,
           fmt::format("column `{}.{}` was dropped before", drop.table, drop.column));
    }
    if (dropped == nullptr) {
      const bool known = std::erase(state.renamed_into, drop.column) > 0 || drop.if_exists;
      bury(state.dropped_columns, drop.column, origin_, known || state.complete,
           state.existed_columns);
    }
    return;
  }
  std::erase_if(state.table.columns,
                [&](const Column& c) { return same_name(c.name, drop.column); });
  note_rows(state, drop);
  bury(state.dropped_columns, drop.column, origin_, true, state.existed_columns);
  std::erase_if(state.table.constraints,
                [&](const Constraint& c) { return uses_column(c, drop.column); });
  drop_from_indexes(state, drop.column);
  for_each_referrer(drop.table, [&](TableState& other) {
    std::erase_if(other.table.constraints, [&](const Constraint& c) {
      return refers(c, drop.table) &&
             contains(std::get<ForeignKey>(c).referred_columns, drop.column);
    });
  });
}

void Replay::drop_from_indexes(TableState& state, const std::string& column) {
  std::erase_if(state.table.indexes, [&](Index& index) {
    if (!uses_column(index, column)) return false;
    if (schema_.naming().indexes_outlive_columns) {
      std::erase_if(index.elements, [&](const IndexElement& element) {
        return mentions_column(element.expression, column);
      });
      if (!index.elements.empty()) return false;
    }
    disown_index(index.name.text, state.table.name);
    return true;
  });
}

void Replay::carry_out(const AlterColumn& alter) {
  TableState& state = existing(alter.table);
  if (const Tombstone* dropped = find_tombstone(state.dropped_columns, alter.column);
      dropped != nullptr && column_of(state, alter.column) == nullptr) {
    gone(dropped->where,
         fmt::format("column `{}.{}` was dropped before this", alter.table, alter.column));
    return;
  }
  for (const Constraint& old : alter.existing_type_constraints) {
    std::erase_if(state.table.constraints, [&](const Constraint& c) {
      return c == old || (!name_of(old).empty() && name_of(c) == name_of(old));
    });
  }
  if (alter.type && &schema_.naming() == &sqlite_naming) {  // Its new table has them no longer.
    std::erase_if(state.table.constraints, [&](const Constraint& c) {
      const auto* check = std::get_if<Check>(&c);
      return check != nullptr && check->type_of == alter.column;
    });
  }
  Column* column = column_of(state, alter.column);
  if (column != nullptr && column->name != alter.column) {  // … in another case.
    AlterColumn own = alter;
    own.column = column->name;
    return carry_out(own);
  }
  if (column == nullptr && !state.complete) column = learned(state, alter);
  if (state.rows == Rows::Known && (alter.type || alter.new_name)) {
    AlterColumn noted = alter;
    // A text stays what it is, and so does a number.
    if (column != nullptr && alter.type && column->type.kind.index() == alter.type->kind.index() &&
        (std::holds_alternative<String>(alter.type->kind) ||
         std::holds_alternative<Integer>(alter.type->kind))) {
      noted.type.reset();
    }
    note_rows(state, std::move(noted));
  }
  if (column != nullptr) {
    const Type old = column->type;
    change(*column, alter);
    if (&schema_.naming() == &mysql_naming) {
      restate_counting(*column, alter);
      if (column->primary_key) column->nullable = false;
    }
    const bool restates = &schema_.naming() == &mysql_naming || &schema_.naming() == &mssql_naming;
    if (restates && alter.type && alter.type->dialect != "sql") {
      keep_collation(column->type, old, schema_.naming());
    }
    if (alter.options.flag("restates_check")) {
      std::erase_if(state.table.constraints, [&](const Constraint& c) {
        const auto* check = std::get_if<Check>(&c);
        return check != nullptr && check->name.empty() && same_name(check->column, column->name);
      });
    }
  }
  for (const Constraint& constraint : alter.type_constraints) add_named(state, constraint);
  if (alter.new_name && *alter.new_name != alter.column) rename_column_of(state, alter);
}

Column* Replay::learned(TableState& state, const AlterColumn& alter) {
  const std::optional<bool> nullable =
      alter.existing.nullable ? alter.existing.nullable : alter.nullable;
  const bool default_known = alter.existing.server_default || alter.server_default;
  if (!(alter.existing.type || alter.type) || !nullable || !default_known) return nullptr;
  Column column;
  column.name = alter.column;
  column.origin = origin_;
  column.nullable = *nullable;
  if (alter.existing.type) column.type = *alter.existing.type;
  if (alter.existing.server_default && *alter.existing.server_default) {
    column.server_default = **alter.existing.server_default;
  }
  if (alter.existing.comment) column.comment = *alter.existing.comment;
  state.existed_columns.push_back(column.name);
  state.table.columns.push_back(std::move(column));
  return &state.table.columns.back();
}

void Replay::change(Column& column, const AlterColumn& alter) {
  if (alter.type) column.type = *alter.type;
  if (alter.nullable) column.nullable = *alter.nullable;
  if (alter.server_default) {
    column.server_default = alter.server_default->value_or(Default(NoDefault{}));
    std::erase_if(column.options.items, [](const auto& item) { return item.first == serial; });
  }
  if (alter.comment) column.comment = *alter.comment;
  if (alter.options.find(unmodelled) != nullptr) {
    std::erase_if(column.options.items, [](const auto& item) { return item.first == unmodelled; });
    if (alter.options.flag(unmodelled)) {
      column.options.items.emplace_back(unmodelled, OptionValue{{true}});
    }
  }
  if (alter.autoincrement) {
    column.autoincrement =
        *alter.autoincrement ? Column::Autoincrement::On : Column::Autoincrement::Off;
  }
}

void Replay::rename_column_of(TableState& state, const AlterColumn& alter) {
  const std::string& from = alter.column;
  const std::string& to = *alter.new_name;
  doubt_triggers(alter.table.name, from);
  if (const Column* there = column_of(state, to); there != nullptr && !same_name(from, to)) {
    contradiction("already-exists", there->origin, "added here",
                  fmt::format("column `{}.{}` exists already", alter.table, to));
  }
  if (Column* column = column_of(state, from)) {
    column->name = to;
    bury(state.dropped_columns, from, origin_, true, state.existed_columns);
    revive(state.dropped_columns, to, state.existed_columns);
  } else {
    const bool lent = std::erase(state.renamed_into, from) > 0;
    bury(state.dropped_columns, from, origin_, lent || state.complete, state.existed_columns);
    const Tombstone* back = find_tombstone(state.dropped_columns, to);
    if (back == nullptr || !back->existed) state.renamed_into.push_back(to);
    std::erase_if(state.dropped_columns, [&](const Tombstone& t) { return t.name == to; });
  }
  for (Constraint& constraint : state.table.constraints) {
    rename_column(constraint, from, to);
    if (refers(constraint, alter.table)) {
      replace(std::get<ForeignKey>(constraint).referred_columns, from, to);
    }
  }
  for (Index& index : state.table.indexes) {
    for (IndexElement& element : index.elements) rename_column_in(element.expression, from, to);
    for (auto& [name, value] : index.options.items) {
      if (auto* expr = std::get_if<Expr>(&value.data)) rename_column_in(*expr, from, to);
      if (auto* text = std::get_if<std::string>(&value.data); text && name.ends_with("_where")) {
        Expr condition = raw_sql(*text);
        rename_column_in(condition, from, to);
        value.data = std::move(condition);
      }
    }
  }
  for (Column& column : state.table.columns) {
    if (auto* computed = std::get_if<Computed>(&column.server_default)) {
      rename_column_in(computed->expression, from, to);
    }
  }
  for_each_referrer(alter.table, [&](TableState& other) {
    for (Constraint& constraint : other.table.constraints) {
      if (!refers(constraint, alter.table)) continue;
      replace(std::get<ForeignKey>(constraint).referred_columns, from, to);
    }
  });
}

// ---- constraints, indexes, comments

void Replay::carry_out(const AddConstraint& add) {
  TableState& state = existing(add.table);
  Constraint constraint = add.constraint;
  std::visit(
      [&]<class C>(C& c) {
        if constexpr (std::is_same_v<C, PrimaryKey> || std::is_same_v<C, Unique>) {
          adopt_index(state, c);
        }
      },
      constraint);
  add_constraint(state, std::move(constraint));
}

template <class Key>
void Replay::adopt_index(TableState& state, Key& key) {
  const std::optional<std::string> name = key.options.text(using_index);
  if (!name) return;
  if (key.name.empty()) key.name.text = *name;
  std::erase_if(key.options.items, [](const auto& item) { return item.first == using_index; });
  const auto index = std::ranges::find_if(
      state.table.indexes, [&](const Index& i) { return same_name(i.name.text, *name); });
  if (index == state.table.indexes.end()) {
    // It was made before the first revision: which columns it has, nobody said.
    state.complete = false;
    return;
  }
  for (const IndexElement& element : index->elements) {
    if (const auto* column = std::get_if<ColumnRef>(&element.expression.node)) {
      key.columns.push_back(column->column);
    }
  }
  drop_index_of(state, *name);
}

void Replay::add_constraint(TableState& state, Constraint constraint) {
  const ObjectName& name = name_of(constraint);
  const auto twice = std::ranges::find_if(state.table.constraints, [&](const Constraint& c) {
    return !name.empty() && same_name(name_of(c).text, name.text);
  });
  std::visit(
      [&](auto& c) {
        if (c.origin.where.source == SourceId::none) c.origin = origin_;
      },
      constraint);
  if (twice != state.table.constraints.end()) {
    exists(origin_of(*twice),
           fmt::format("constraint `{}` of `{}` exists already", name.text, state.table.name));
    *twice = std::move(constraint);
    return;
  }
  if (const auto* key = std::get_if<PrimaryKey>(&constraint)) {
    replace_key(state);
    // A column that becomes a key later does not begin to count.
    for (const std::string& part : key->columns) {
      Column* column = column_of(state, part);
      if (column == nullptr || column->autoincrement != Column::Autoincrement::Auto) continue;
      column->autoincrement = Column::Autoincrement::Off;
    }
  }
  add_named(state, std::move(constraint));
}

/// A table has one primary key. In a batch the new one takes its place.
void Replay::replace_key(TableState& state) {
  const PrimaryKey* key = state.table.primary_key();
  if (key == nullptr) return;
  if (convention_ == nullptr) {
    exists(key->origin, fmt::format("table `{}` has a primary key already", state.table.name));
  }
  for (Column& column : state.table.columns) column.primary_key = false;
  std::erase_if(state.table.constraints,
                [](const Constraint& c) { return std::holds_alternative<PrimaryKey>(c); });
}

void Replay::carry_out(const DropConstraint& drop) {
  TableState& state = existing(drop.table);
  const auto found = std::ranges::find_if(state.table.constraints, [&](const Constraint& c) {
    if (drop.name.empty()) {
      return drop.kind == DropConstraint::Kind::PrimaryKey && is_kind(c, drop.kind);
    }
    return same_name(name_of(c).text, drop.name.text) || named_by_convention(state, c, drop);
  });
  if (found == state.table.constraints.end()) {
    if (drop_index_of(state, drop.name.text)) return;  // MySQL: UNIQUE is an index.
    const Tombstone* dropped = find_tombstone(state.dropped_constraints, drop.name.text);
    if (dropped != nullptr && !drop.if_exists) {
      gone(dropped->where,
           fmt::format("constraint `{}` of `{}` was dropped before", drop.name.text, drop.table));
    }
    if (dropped == nullptr) {
      bury(state.dropped_constraints, drop.name.text, origin_, drop.if_exists || state.complete,
           state.existed_constraints);
    }
    return;
  }
  const Constraint constraint = *found;
  if (const auto* key = std::get_if<PrimaryKey>(&constraint)) {
    if (&schema_.naming() == &postgresql_naming) {
      for (Column& column : state.table.columns) {
        if (counts_by_sequence(state.table, column)) keep_counting(column);
      }
    }
    for (const std::string& name : key->columns) {
      if (Column* column = column_of(state, name)) column->primary_key = false;
    }
  }
  if (drop.cascade && !std::holds_alternative<ForeignKey>(constraint) &&
      !std::holds_alternative<Check>(constraint)) {
    drop_references_through(drop.table, constraint);
  }
  TableState& still = schema_.tables_.edit(schema_.key(drop.table));
  std::erase(still.table.constraints, constraint);
  bury(still.dropped_constraints, drop.name.text, origin_, true, still.existed_constraints);
}

bool Replay::named_by_convention(const TableState& state, const Constraint& constraint,
                                 const DropConstraint& drop) const {
  if (convention_ == nullptr || !name_of(constraint).empty()) return false;
  return is_kind(constraint, drop.kind) &&
         conventional_name(*convention_, state.table.name, constraint) == drop.name.text;
}

void Replay::drop_references_through(const TableName& table, const Constraint& key) {
  const auto* primary = std::get_if<PrimaryKey>(&key);
  const auto* unique = std::get_if<Unique>(&key);
  if (primary == nullptr && unique == nullptr) return;
  const std::vector<std::string>& columns = primary != nullptr ? primary->columns : unique->columns;
  for_each_referrer(table, [&](TableState& other) {
    std::erase_if(other.table.constraints, [&](const Constraint& c) {
      if (!refers(c, table)) return false;
      const auto& referred = std::get<ForeignKey>(c).referred_columns;
      return referred == columns || (referred.empty() && primary != nullptr);
    });
  });
}

void Replay::carry_out(const CreateIndex& create) {
  TableState& state = existing(create.index.table);
  const std::string& name = create.index.name.text;
  const Index* there = nullptr;
  if (!name.empty()) {
    there = schema_.naming().indexes_in_schema
                ? schema_.find_index_in(create.index.table.schema, name)
                : schema_.find_index(create.index.table, name);
  }
  if (there != nullptr) {
    if (create.if_not_exists) return;
    exists(there->origin, fmt::format("index `{}` exists already", name));
    if (schema_.key(there->table) != schema_.key(create.index.table)) return;
    std::erase_if(state.table.indexes,
                  [&](const Index& i) { return same_name(i.name.text, name); });
  }
  Index index = create.index;
  if (index.origin.where.source == SourceId::none) index.origin = origin_;
  add_index(state, std::move(index));
}

std::vector<TableName> Replay::owners_of(const std::string& index,
                                         const std::string& schema) const {
  const auto* owners = schema_.index_owners_.find(schema_.key({schema, index}));
  return owners == nullptr ? std::vector<TableName>() : *owners;
}

void Replay::carry_out(const DropIndex& drop) {
  const std::string& name = drop.name.text;
  std::vector<TableName> owners = owners_of(name, drop.table ? drop.table->schema : drop.schema);
  if (owners.empty() && drop.table) owners.push_back(*drop.table);
  if (drop.table && !schema_.naming().indexes_in_schema) owners = {*drop.table};
  for (const TableName& owner : owners) {
    TableState& state = existing(owner);
    if (drop_index_of(state, name)) {
      bury(state.dropped_indexes, name, origin_, true, state.existed_indexes);
      return;
    }
    const auto unique = std::ranges::find_if(state.table.constraints, [&](const Constraint& c) {
      return same_name(name_of(c).text, name) && !std::holds_alternative<Check>(c);
    });
    if (unique != state.table.constraints.end()) {  // MySQL: the index of a key is the key.
      if (std::holds_alternative<Unique>(*unique)) state.table.constraints.erase(unique);
      return;
    }
    const Tombstone* dropped = find_tombstone(state.dropped_indexes, name);
    if (dropped != nullptr && !drop.if_exists) {
      gone(dropped->where, fmt::format("index `{}` was dropped before", name));
    }
    if (dropped == nullptr) {
      bury(state.dropped_indexes, name, origin_, drop.if_exists || state.complete,
           state.existed_indexes);
    }
  }
  if (!owners.empty()) return;
  const TableName lost = schema_.key({drop.schema, name});
  if (schema_.lost_indexes_.find(lost) == nullptr) {
    schema_.lost_indexes_.set(lost, {name, origin_, !drop.if_exists});
  }
}

bool Replay::drop_index_of(TableState& state, const std::string& name) {
  const auto found = std::ranges::find_if(
      state.table.indexes, [&](const Index& i) { return same_name(i.name.text, name); });
  if (found == state.table.indexes.end() || name.empty()) return false;
  disown_index(name, state.table.name);
  state.table.indexes.erase(found);
  return true;
}

void Replay::carry_out(const RenameIndex& rename) {
  for (const TableName& owner : owners_of(rename.name.text, rename.schema)) {
    TableState& state = existing(owner);
    disown_index(rename.name.text, state.table.name);
    for (Index& index : state.table.indexes) {
      if (same_name(index.name.text, rename.name.text)) index.name = {rename.new_name};
    }
    own_index(rename.new_name, state.table.name);
  }
}

void Replay::carry_out(const RenameConstraint& rename) {
  TableState& state = existing(rename.table);
  for (Constraint& constraint : state.table.constraints) {
    if (!same_name(name_of(constraint).text, rename.name)) continue;
    std::visit([&](auto& c) { c.name = {rename.new_name}; }, constraint);
  }
  const bool known = schema_.find_constraint(rename.table, rename.new_name) != nullptr;
  bury(state.dropped_constraints, rename.name, origin_, known, state.existed_constraints);
  revive(state.dropped_constraints, rename.new_name, state.existed_constraints);
}

void Replay::carry_out(const CommentTable& comment) {
  existing(comment.table).table.comment = comment.comment;
}

}  // namespace migc::ir
