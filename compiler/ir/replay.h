#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/ir/schema.h"

namespace migc::ir {

inline const Tombstone* find_tombstone(const Tombstones& list, std::string_view name) {
  for (const Tombstone& tombstone : list) {
    if (tombstone.name == name) return &tombstone;
  }
  return nullptr;
}
/// A thing came back. If it had been there all along, it belongs to those again.
inline void revive(Tombstones& list, std::string_view name, std::vector<std::string>& existed) {
  const Tombstone* tombstone = find_tombstone(list, name);
  if (tombstone == nullptr) return;
  if (tombstone->existed) existed.emplace_back(name);
  std::erase_if(list, [&](const Tombstone& t) { return t.name == name; });
}
/// `known`: an operation spoke of it before it was dropped.
inline void bury(Tombstones& list, const std::string& name, const Origin& where, bool known,
                 std::vector<std::string>& existed) {
  std::erase_if(list, [&](const Tombstone& t) { return t.name == name; });
  const bool was_there = std::erase(existed, name) > 0;
  list.push_back({name, where, !known || was_there});
}

/// Carries operations out on a schema; what `apply` is made of. One `carry_out` an operation.
class Replay {
 public:
  Replay(Schema& schema, Diagnostics& diagnostics) : schema_(schema), diagnostics_(diagnostics) {}

  /// False once anything contradicted what was there.
  bool run(const Operation& operation);

 private:
  void dispatch(const Action& action);

  // ---- reporting

  Diagnostic& contradiction(std::string_view code, const Origin& other, std::string_view why,
                            std::string message);
  void exists(const Origin& other, std::string message);
  void gone(const Origin& other, std::string message);

  // ---- tables

  /// The state of a table that an operation takes for granted. A table that no operation named is
  /// assumed to have been there all along.
  TableState& existing(const TableName& name);
  TableState* find(const TableName& name);
  bool same_name(std::string_view a, std::string_view b) const;
  Column* column_of(TableState& state, std::string_view name) const;
  void note_namespace(const std::string& name);

  // ---- names

  bool taken(const TableState& state, const std::string& name) const;
  template <class Make>
  void give_name(const TableState& state, ObjectName& name, Make make) {
    if (!name.empty()) return;
    std::string text = make(0);
    for (int attempt = 1; !text.empty() && taken(state, text); ++attempt) {
      std::string next = make(attempt);
      if (next == text) break;  // A name of which there is but one: `PRIMARY`.
      text = std::move(next);
    }
    name.text = std::move(text);
  }
  void add_named(TableState& state, Constraint constraint);
  void add_index(TableState& state, Index index);
  void own_index(const std::string& name, const TableName& table);
  void disown_index(const std::string& name, const TableName& table);
  void disown_indexes(const TableState& state);
  void own_indexes(TableState& state);

  // ---- references and doubt

  /// Changes the tables, other than `name`, whose foreign keys refer to it.
  template <class Change>
  void for_each_referrer(const TableName& name, Change change) {
    for (const auto& [table, unused] : schema_.references_to(name)) {
      change(schema_.tables_.edit(schema_.key(table)));
    }
  }
  bool refers(const Constraint& constraint, const TableName& table) const;
  void drop_references(const TableName& table);
  void doubt_views();
  /// What differs from `before` may or may not have come to pass.
  void doubt(const Schema& before);
  static void keep_common(const TableState& was, TableState& now);
  template <class State>
  static void doubt_map(const PersistentMap<TableName, State>& before,
                        PersistentMap<TableName, State>& now) {
    std::vector<std::pair<TableName, std::optional<State>>> changed;
    PersistentMap<TableName, State>::for_each_difference(
        before, now, [&](const TableName& key, const State* ours, const State*) {
          changed.emplace_back(key, ours == nullptr ? std::nullopt : std::optional(*ours));
        });
    for (auto& [key, was] : changed) {
      if (now.find(key) == nullptr) now.set(key, *was);
      now.edit(key).presence = Presence::Unknown;
    }
  }

  // ---- tables and columns

  void carry_out(const CreateTable& create);
  void inherit_columns(TableState& state) const;
  /// An enum that stands in a CREATE TABLE is created along with it.
  void create_enum(const Type& type, const TableName& table);
  void carry_out(const DropTable& drop);
  void carry_out(const RenameTable& rename);
  void refer_to(TableState& state, const TableName& from, const TableName& to);
  /// Keys that the server named after their table, which is about to be called `to`.
  void rename_keys_of(TableState& state, const TableName& to);
  void carry_out(const AddColumn& add);
  void place(TableState& state, Column column, const std::optional<std::string>& before,
             const std::optional<std::string>& after) const;
  void carry_out(const DropColumn& drop);
  void drop_from_indexes(TableState& state, const std::string& column);
  void carry_out(const AlterColumn& alter);
  /// A column that was there before the first revision, if the revision says enough of it.
  Column* learned(TableState& state, const AlterColumn& alter);
  static void change(Column& column, const AlterColumn& alter);
  void rename_column_of(TableState& state, const AlterColumn& alter);

  // ---- constraints, indexes, comments

  void carry_out(const AddConstraint& add);
  void add_constraint(TableState& state, Constraint constraint);
  /// Whoever gives a table a foreign key, or its foreign keys a table, says so.
  void note_reference(const Constraint& constraint, const TableName& table);
  /// A key that is made from an index takes its columns, and the index is one no longer.
  template <class Key>
  void adopt_index(TableState& state, Key& key);
  void replace_key(TableState& state);
  void carry_out(const DropConstraint& drop);
  bool named_by_convention(const TableState& state, const Constraint& constraint,
                           const DropConstraint& drop) const;
  /// Foreign keys lean on a key of the table that they refer to.
  void drop_references_through(const TableName& table, const Constraint& key);
  void carry_out(const CreateIndex& create);
  /// The tables that may hold an index which is named without one.
  std::vector<TableName> owners_of(const std::string& index, const std::string& schema) const;
  void carry_out(const DropIndex& drop);
  bool drop_index_of(TableState& state, const std::string& name);
  void carry_out(const RenameIndex& rename);
  void carry_out(const RenameConstraint& rename);
  void carry_out(const CommentTable& comment);

  // ---- types, sequences, views, schemas

  template <class State>
  static bool present(const State* state) {
    return state != nullptr && state->presence == Presence::Present;
  }
  template <class State>
  static bool absent(const State* state) {
    return state != nullptr && state->presence == Presence::Absent;
  }
  /// Reports and is false when a thing that is to be created is there already.
  template <class State>
  bool creates(std::string_view kind, const TableName& name, const State* known, bool if_not_exists,
               bool or_replace = false) {
    if (!present(known) || or_replace) return true;
    if (if_not_exists) return false;
    exists(known->changed, fmt::format("{} `{}` exists already", kind, name));
    return true;
  }
  template <class State>
  static bool existed(const State* known) {
    return known != nullptr && known->existed;
  }
  template <class State>
  void drops(std::string_view kind, const TableName& name, PersistentMap<TableName, State>& map,
             bool if_exists) {
    const TableName key = schema_.key(name);
    const State* known = map.find(key);
    if (absent(known)) {
      if (!if_exists) gone(known->changed, fmt::format("{} `{}` was dropped before", kind, name));
      return;
    }
    const bool existed = known == nullptr ? !if_exists : known->existed;
    State& state = map.edit(key);
    state.presence = Presence::Absent;
    state.changed = origin_;
    state.existed = existed;
  }
  void carry_out(const CreateType& create);
  void carry_out(const DropType& drop);
  /// `change(table, name of a column of that type)`.
  template <class Change>
  void for_each_user(const TableName& type, Change change) {
    std::vector<std::pair<TableName, std::string>> users;
    schema_.tables_.for_each([&](const TableName& key, const TableState& state) {
      for (const Column& column : state.table.columns) {
        const std::optional<TableName> name = name_of(column.type);
        if (name && schema_.key(*name) == schema_.key(type)) users.emplace_back(key, column.name);
      }
    });
    for (const auto& [table, column] : users) change(schema_.tables_.edit(table), column);
  }
  void carry_out(const AlterType& alter);
  void change_values(Type& type, const AlterType& alter);
  void rename_type(const AlterType& alter);
  static void rename_in(Type& type, const TableName& name);
  void carry_out(const CreateSequence& create);
  void carry_out(const DropSequence& drop);
  void carry_out(const CreateView& create);
  void carry_out(const DropView& drop);
  void carry_out(const CreateSchema& create);
  void carry_out(const DropSchema& drop);

  // ---- data

  /// The table that rows go into or come from, if an operation named it before. That rows are
  /// written says nothing of its columns.
  TableState* filled(const TableName& name);
  /// Remembers what changes rows that are known.
  static void note_rows(TableState& state, Action action);
  /// Rows that foreign keys may change along with those of `table`.
  void doubt_referrers(const TableName& table, bool deleted);
  /// From where what counts by itself goes on is not known any more.
  void doubt_counters();
  void carry_out(const InsertRows& insert);
  void carry_out(const InsertSelect& insert);
  void carry_out(const Update& update);
  void carry_out(const Delete& erase);
  void carry_out(const Truncate& truncate);
  void carry_out(const Query&);

  // ---- what is not lowered, and what holds others

  void carry_out(const Execute& execute);
  /// SQLite's CREATE TRIGGER and DROP TRIGGER; false for anything else.
  bool note_trigger(const Expr& sql, std::string_view text);
  /// A server that renames a table, or its `column`, changes the text of triggers that name it.
  void doubt_triggers(std::string_view table, std::string_view column = {});
  void carry_out(const Batch& batch);
  /// The server named what is not `kept` after the table that the batch made, by its first name.
  void name_anew(TableState& state, const std::vector<std::string>& kept);
  void carry_out(const Autocommit& block);
  void carry_out(const Note&);

  Schema& schema_;
  Diagnostics& diagnostics_;
  Origin origin_;
  const NamingConvention* convention_ = nullptr;
  bool consistent_ = true;
};

}  // namespace migc::ir
