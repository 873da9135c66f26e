#include "compiler/ir/replay.h"

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/ir/order.h"
#include "compiler/ir/restate.h"
#include "compiler/ir/walk.h"

namespace migc::ir {
namespace {

/// Text of an EXECUTE, its parameters left out.
std::string text_of(const Expr& sql) {
  std::string text;
  walk(sql, [&](const Expr& e) {
    const auto* raw = std::get_if<RawSql>(&e.node);
    if (raw == nullptr) return;
    for (const auto& piece : raw->pieces) {
      if (const auto* words = std::get_if<std::string>(&piece)) text += *words + ' ';
    }
  });
  return text;
}

/// What a batch says of the whole table counts only where it is made anew: where that was asked
/// for, and in SQLite, which can hardly change one.
bool makes_new_table(const Batch& batch, const Naming& naming) {
  if (batch.recreate != Batch::Recreate::Auto) return batch.recreate == Batch::Recreate::Always;
  return &naming == &sqlite_naming &&
         std::ranges::any_of(batch.operations, [](const Operation& operation) {
           return !std::holds_alternative<AddColumn>(operation.action) &&
                  !std::holds_alternative<CreateIndex>(operation.action) &&
                  !std::holds_alternative<DropIndex>(operation.action);
         });
}

/// The name of the new table until the old one is gone.
std::string name_while_made(const std::string& table) {
  constexpr int most = 50;
  const std::string whole = "_alembic_tmp_" + table;
  std::size_t end = 0;
  for (int i = 0; i < most && end < whole.size(); ++i) decode_utf8(whole, end);
  return whole.substr(0, end);
}

/// A trigger of SQLite stands among the options of its table: its name, and its text where known.
constexpr std::string_view trigger_prefix = "trigger:";

void note_names(const std::vector<Constraint>& constraints, std::vector<std::string>& names) {
  for (const Constraint& constraint : constraints) {
    if (!name_of(constraint).empty()) names.push_back(name_of(constraint).text);
  }
}

/// The names of constraints that a batch says itself. The server gives the others.
void note_names(const Batch& batch, std::vector<std::string>& names) {
  note_names(batch.table_args, names);
  if (batch.copy_from) note_names(batch.copy_from->constraints, names);
  for (const Operation& operation : batch.operations) {
    if (const auto* add = std::get_if<AddColumn>(&operation.action)) {
      note_names(add->constraints, names);
    } else if (const auto* constraint = std::get_if<AddConstraint>(&operation.action)) {
      note_names({constraint->constraint}, names);
    }
  }
}

void reorder(Table& table, const std::vector<std::vector<std::string>>& partial) {
  if (partial.empty()) return;
  std::vector<std::pair<std::string, std::string>> before;
  for (const auto& names : partial) {
    for (std::size_t i = 1; i < names.size(); ++i) before.emplace_back(names[i - 1], names[i]);
  }
  std::vector<std::string> names;
  for (const Column& column : table.columns) names.push_back(column.name);
  std::vector<Column> columns;
  for (const std::string& name : ordered(names, before))
    columns.push_back(*table.find_column(name));
  table.columns = std::move(columns);
}

}  // namespace

bool Replay::run(const Operation& operation) {
  const Origin outer = origin_;
  const Schema before = operation.possible ? schema_ : Schema();
  Diagnostics unheard;
  origin_ = operation.origin;
  if (operation.possible) {
    Replay maybe(schema_, unheard);
    maybe.origin_ = origin_;
    maybe.convention_ = convention_;
    maybe.dispatch(operation.action);
    doubt(before);
  } else {
    dispatch(operation.action);
  }
  origin_ = outer;
  return consistent_;
}

void Replay::dispatch(const Action& action) {
  std::visit([&](const auto& a) { carry_out(a); }, action);
}

// ---- reporting

Diagnostic& Replay::contradiction(std::string_view code, const Origin& other, std::string_view why,
                                  std::string message) {
  consistent_ = false;
  Diagnostic& diagnostic =
      diagnostics_.add(Severity::Warning, code, origin_.where, std::move(message));
  if (other.where.source != SourceId::none) diagnostic.label(other.where, std::string(why));
  return diagnostic;
}

void Replay::exists(const Origin& other, std::string message) {
  contradiction("already-exists", other, "created here", std::move(message));
}

void Replay::gone(const Origin& other, std::string message) {
  contradiction("already-dropped", other, "dropped here", std::move(message));
}

// ---- tables

TableState& Replay::existing(const TableName& name) {
  const TableName key = schema_.key(name);
  const TableState* known = schema_.tables_.find(key);
  if (known != nullptr && known->presence == Presence::Absent) {
    gone(known->changed, fmt::format("table `{}` was dropped before this", name));
  }
  TableState& state = schema_.tables_.edit(key);
  if (known == nullptr || known->presence != Presence::Present) {
    if (known == nullptr || known->presence == Presence::Absent) {
      const bool existed = known == nullptr || known->existed;
      state = TableState{};
      state.table.name = name;
      state.changed = origin_;
      state.existed = existed;
    }
    state.presence = Presence::Present;
    state.complete = false;
    // A table that was there before the first revision is as empty as the database was.
    const bool taken_for_granted = known == nullptr;
    state.rows = taken_for_granted ? schema_.unspoken_rows(name) : Rows::Unknown;
    note_namespace(name.schema);
  }
  return state;
}

TableState* Replay::find(const TableName& name) {
  const TableName key = schema_.key(name);
  return schema_.tables_.find(key) == nullptr ? nullptr : &schema_.tables_.edit(key);
}

bool Replay::same_name(std::string_view a, std::string_view b) const {
  return folds_columns(schema_.naming()) ? equal_ignoring_case(a, b) : a == b;
}

Column* Replay::column_of(TableState& state, std::string_view name) const {
  const auto found = std::ranges::find_if(state.table.columns,
                                          [&](const Column& c) { return same_name(c.name, name); });
  return found == state.table.columns.end() ? nullptr : &*found;
}

void Replay::note_namespace(const std::string& name) {
  const TableName key = schema_.key({"", name});
  if (key.name.empty() || schema_.namespaces_.find(key) != nullptr) return;
  schema_.namespaces_.set(key, {Presence::Unknown, origin_});
}

// ---- names

bool Replay::taken(const TableState& state, const std::string& name) const {
  const auto is = [&](const ObjectName& other) { return same_name(other.text, name); };
  return std::ranges::any_of(state.table.constraints,
                             [&](const Constraint& c) { return is(name_of(c)); }) ||
         std::ranges::any_of(state.table.indexes, [&](const Index& i) { return is(i.name); }) ||
         (schema_.naming().indexes_in_schema &&
          schema_.find_index_in(state.table.name.schema, name) != nullptr);
}

void Replay::add_named(TableState& state, Constraint constraint) {
  // MySQL looks for the table beside the one that refers to it.
  if (auto* key = std::get_if<ForeignKey>(&constraint);
      key != nullptr && &schema_.naming() == &mysql_naming && key->referred.schema.empty()) {
    key->referred.schema = state.table.name.schema;
  }
  if (const auto give = schema_.naming().constraint) {
    const Constraint unnamed = constraint;
    std::visit(
        [&](auto& c) {
          give_name(state, c.name,
                    [&](int attempt) { return give(state.table, unnamed, attempt); });
        },
        constraint);
  }
  revive(state.dropped_constraints, name_of(constraint).text, state.existed_constraints);
  if (const auto* key = std::get_if<PrimaryKey>(&constraint)) {
    for (const std::string& name : key->columns) {
      if (Column* column = column_of(state, name)) {
        column->primary_key = true;
        const bool takes_null = &schema_.naming() == &sqlite_naming && column->nullable_said;
        if (!takes_null) column->nullable = false;
      }
    }
  }
  state.table.constraints.push_back(std::move(constraint));
  note_reference(state.table.constraints.back(), state.table.name);
}

void Replay::note_reference(const Constraint& constraint, const TableName& table) {
  const auto* reference = std::get_if<ForeignKey>(&constraint);
  if (reference == nullptr) return;
  auto& referrers = schema_.referrers_.edit(schema_.key(reference->referred));
  const TableName referrer = schema_.key(table);
  const auto place = std::ranges::lower_bound(referrers, referrer);
  if (place == referrers.end() || *place != referrer) referrers.insert(place, referrer);
}

void Replay::add_index(TableState& state, Index index) {
  if (const auto give = schema_.naming().index) {
    const Index unnamed = index;
    give_name(state, index.name, [&](int attempt) { return give(state.table, unnamed, attempt); });
  }
  revive(state.dropped_indexes, index.name.text, state.existed_indexes);
  const TableName lost = schema_.key({state.table.name.schema, index.name.text});
  if (const Tombstone* tombstone = schema_.lost_indexes_.find(lost)) {
    if (tombstone->existed) state.existed_indexes.push_back(index.name.text);
    schema_.lost_indexes_.erase(lost);
  }
  if (index.table.name.empty()) index.table = state.table.name;
  own_index(index.name.text, state.table.name);
  state.table.indexes.push_back(std::move(index));
}

void Replay::own_index(const std::string& name, const TableName& table) {
  if (name.empty()) return;
  auto& owners = schema_.index_owners_.edit(schema_.key({table.schema, name}));
  const TableName key = schema_.key(table);
  if (std::ranges::find(owners, key) == owners.end()) owners.push_back(key);
}

void Replay::disown_index(const std::string& name, const TableName& table) {
  const TableName index = schema_.key({table.schema, name});
  if (schema_.index_owners_.find(index) == nullptr) return;
  auto& owners = schema_.index_owners_.edit(index);
  std::erase(owners, schema_.key(table));
  if (owners.empty()) schema_.index_owners_.erase(index);
}

void Replay::disown_indexes(const TableState& state) {
  for (const Index& index : state.table.indexes) disown_index(index.name.text, state.table.name);
}

void Replay::own_indexes(TableState& state) {
  for (Index& index : state.table.indexes) {
    index.table = state.table.name;
    own_index(index.name.text, state.table.name);
  }
}

bool Replay::refers(const Constraint& constraint, const TableName& table) const {
  const auto* reference = std::get_if<ForeignKey>(&constraint);
  return reference != nullptr && schema_.key(reference->referred) == schema_.key(table);
}

void Replay::drop_references(const TableName& table) {
  for_each_referrer(table, [&](TableState& state) {
    std::erase_if(state.table.constraints, [&](const Constraint& c) { return refers(c, table); });
  });
}

void Replay::doubt_views() {
  std::vector<TableName> views;
  schema_.views_.for_each([&](const TableName& name, const ViewState& state) {
    if (state.presence == Presence::Present) views.push_back(name);
  });
  for (const TableName& view : views) schema_.views_.edit(view).presence = Presence::Unknown;
}

void Replay::doubt(const Schema& before) {
  std::vector<std::pair<TableName, std::optional<TableState>>> changed;
  Schema::for_each_table_difference(
      before, schema_, [&](const TableState* ours, const TableState* theirs) {
        const TableState& any = ours != nullptr ? *ours : *theirs;
        changed.emplace_back(any.table.name, ours == nullptr ? std::nullopt : std::optional(*ours));
      });
  for (auto& [name, was] : changed) {
    TableState& now = schema_.tables_.edit(schema_.key(name));
    if (now.table.name.name.empty() && was) now = *was;
    const bool stayed = was && was->presence == Presence::Present && now.presence == was->presence;
    if (stayed) keep_common(*was, now);
    now.presence = stayed ? Presence::Present : Presence::Unknown;
    now.complete = false;
    const bool same_rows = was && was->rows == now.rows && was->row_changes == now.row_changes;
    now.rows = same_rows ? now.rows : Rows::Unknown;
  }
  doubt_map(before.types_, schema_.types_);
  doubt_map(before.sequences_, schema_.sequences_);
  doubt_map(before.views_, schema_.views_);
  doubt_map(before.namespaces_, schema_.namespaces_);
}

void Replay::keep_common(const TableState& was, TableState& now) {
  std::vector<Column> columns;
  for (const Column& column : was.table.columns) {
    const Column* other = now.table.find_column(column.name);
    columns.push_back(column);
    if (other != nullptr && other->type != column.type) columns.back().type = {};
  }
  now.table.columns = std::move(columns);
  now.dropped_columns = was.dropped_columns;
  now.dropped_constraints = was.dropped_constraints;
  now.dropped_indexes = was.dropped_indexes;
  std::erase_if(now.table.constraints, [&](const Constraint& c) {
    return std::ranges::find(was.table.constraints, c) == was.table.constraints.end();
  });
}

// ---- what is not lowered, and what holds others

void Replay::carry_out(const Execute& execute) {
  if (execute.effects.empty() && note_trigger(execute.sql, text_of(execute.sql))) return;
  for (const Operation& effect : execute.effects) {
    Operation placed = effect;
    if (placed.origin.where.source == SourceId::none) placed.origin = origin_;
    run(placed);
  }
  const std::string text = text_of(execute.sql);
  const std::string lower = ascii_lower(text);
  for (const std::string_view word : {"setval", "nextval", "restart"}) {
    if (lower.find(word) != std::string::npos) doubt_counters();
  }
  if (execute.understood) return;
  if (trim(text).empty()) {
    schema_.forget_everything(origin_);
  } else {
    schema_.forget_named_in(text, origin_);
  }
}

bool Replay::note_trigger(const Expr& sql, std::string_view text) {
  if (&schema_.naming() != &sqlite_naming) return false;
  std::vector<std::pair<std::string_view, std::size_t>> words;
  for_each_word(text, [&](std::string_view word, std::size_t at) { words.emplace_back(word, at); });
  std::size_t next = 0;
  const auto take = [&](std::string_view word) {
    const bool there = next < words.size() && equal_ignoring_case(words[next].first, word);
    if (there) ++next;
    return there;
  };
  const bool creates = take("create");
  if (!creates && !take("drop")) return false;
  if (!take("temp")) take("temporary");
  if (!take("trigger")) return false;
  if (take("if") && !take("exists")) {
    take("not");
    take("exists");
  }
  if (next >= words.size()) return false;
  TableName name{"", std::string(words[next].first)};
  const std::size_t behind =
      static_cast<std::size_t>(words[next].first.data() - text.data()) + words[next].first.size();
  const std::size_t dot = text.find_first_not_of(" \t\r\n\"`]", behind);
  if (dot != std::string_view::npos && text[dot] == '.' && next + 1 < words.size()) {
    name = {name.name, std::string(words[++next].first)};
  }
  ++next;
  const auto is_it = [&](const auto& item) {
    return item.first.starts_with(trigger_prefix) &&
           equal_ignoring_case(std::string_view(item.first).substr(trigger_prefix.size()),
                               name.name);
  };
  std::vector<TableName> holders;
  schema_.tables_.for_each([&](const TableName& table, const TableState& state) {
    if (std::ranges::any_of(state.table.options.items, is_it)) holders.push_back(table);
  });
  if (!creates) {
    for (const TableName& holder : holders) {
      std::erase_if(schema_.tables_.edit(holder).table.options.items, is_it);
    }
    return true;
  }
  while (next < words.size() && !take("on")) ++next;
  if (next >= words.size()) return false;
  if (!holders.empty()) return true;  // IF NOT EXISTS, or it fails.
  const TableName table{name.schema, std::string(words[next].first)};

  // Whatever it names may get rows or lose them when it runs.
  std::set<std::string, std::less<>> named;
  for (const auto& [word, at] : words) {
    named.insert(ascii_lower(word));
    const TableName key = schema_.key({name.schema, std::string(word)});
    const TableState* known = schema_.tables_.find(key);
    if (known == nullptr || known->presence == Presence::Absent) continue;
    TableState& state = schema_.tables_.edit(key);
    state.rows = Rows::Unknown;
    state.row_changes.reset();
    state.had_rows = true;
  }
  Schema::add_words(schema_.perhaps_filled_, std::move(named));
  const ViewState* view = schema_.find_view(table);
  if (view != nullptr && view->presence != Presence::Absent)
    return true;  // It stays with the view.
  existing(table).table.options.items.emplace_back(std::string(trigger_prefix) + name.name,
                                                   OptionValue{{sql}});
  return true;
}

void Replay::doubt_triggers(std::string_view table, std::string_view column) {
  if (&schema_.naming() != &sqlite_naming) return;
  const auto named = [&](const Expr& sql) {
    return mentions_column(sql, table) && (column.empty() || mentions_column(sql, column));
  };
  std::vector<TableName> holders;
  schema_.tables_.for_each([&](const TableName& holder, const TableState& state) {
    for (const auto& [name, value] : state.table.options.items) {
      const auto* sql = std::get_if<Expr>(&value.data);
      if (!name.starts_with(trigger_prefix) || sql == nullptr) continue;
      if (named(*sql)) holders.push_back(holder);
    }
  });
  for (const TableName& holder : holders) {
    for (auto& [name, value] : schema_.tables_.edit(holder).table.options.items) {
      const auto* sql = std::get_if<Expr>(&value.data);
      if (!name.starts_with(trigger_prefix) || sql == nullptr) continue;
      if (named(*sql)) value.data = false;
    }
  }
}

void Replay::doubt_counters() {
  std::vector<TableName> counting;
  schema_.tables_.for_each([&](const TableName& name, const TableState& state) {
    if (!state.had_rows) counting.push_back(name);
  });
  for (const TableName& name : counting) schema_.tables_.edit(name).had_rows = true;
}

void Replay::carry_out(const Batch& batch) {
  const NamingConvention* outer = convention_;
  convention_ = &batch.naming_convention;
  if (batch.copy_from && schema_.find_table(batch.table) == nullptr) {
    TableState& state = existing(batch.table);
    disown_indexes(state);
    const Rows rows = state.rows;
    Options kept = std::move(state.table.options);
    std::erase_if(kept.items,
                  [](const auto& item) { return !item.first.starts_with(trigger_prefix); });
    state.table = *batch.copy_from;
    for (auto& item : kept.items) state.table.options.items.push_back(std::move(item));
    state.table.name = batch.table;
    state.complete = true;
    state.rows = rows;
    state.existed = true;
    for (const Column& column : state.table.columns) state.existed_columns.push_back(column.name);
    own_indexes(state);
  }
  std::vector<std::string> kept;
  if (const TableState* there = schema_.find_state(batch.table); there && !batch.copy_from) {
    note_names(there->table.constraints, kept);
  }
  for (const Operation& operation : batch.operations) run(operation);
  convention_ = outer;
  if (!makes_new_table(batch, schema_.naming())) return;
  for (const Constraint& constraint : batch.table_args) {
    add_constraint(existing(batch.table), constraint);
  }
  note_names(batch, kept);
  name_anew(existing(batch.table), kept);
  Table& table = existing(batch.table).table;
  for (const auto& [name, value] : batch.table_options.items) {
    std::erase_if(table.options.items, [&](const auto& item) { return item.first == name; });
    table.options.items.emplace_back(name, value);
  }
  reorder(table, batch.partial_reordering);
}

void Replay::name_anew(TableState& state, const std::vector<std::string>& kept) {
  const auto give = schema_.naming().constraint;
  if (give == nullptr || !schema_.naming().follows_table.empty()) return;
  std::vector<Constraint*> nameless;
  for (Constraint& constraint : state.table.constraints) {
    if (std::ranges::find(kept, name_of(constraint).text) != kept.end()) continue;
    std::visit([](auto& c) { c.name = {}; }, constraint);
    nameless.push_back(&constraint);
  }
  Table made = state.table;
  made.name.name = name_while_made(made.name.name);
  for (Constraint* constraint : nameless) {
    const Constraint unnamed = *constraint;
    std::visit(
        [&](auto& c) {
          give_name(state, c.name, [&](int attempt) { return give(made, unnamed, attempt); });
        },
        *constraint);
  }
}

void Replay::carry_out(const Autocommit& block) {
  for (const Operation& operation : block.operations) run(operation);
}

void Replay::carry_out(const Note&) {}

bool apply(const Operation& operation, Schema& schema, Diagnostics& diagnostics) {
  return Replay(schema, diagnostics).run(operation);
}

bool apply(const std::vector<Operation>& operations, Schema& schema, Diagnostics& diagnostics) {
  Replay replay(schema, diagnostics);
  bool consistent = true;
  for (const Operation& operation : operations) consistent = replay.run(operation) && consistent;
  return consistent;
}

}  // namespace migc::ir
