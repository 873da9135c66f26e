#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/ir/naming.h"
#include "compiler/ir/operation.h"
#include "compiler/ir/persistent_map.h"

namespace migc::ir {

enum class Presence { Absent, Present, Unknown };
enum class Rows { None, Known, Unknown };  ///< `Known`: what the plan itself inserted.

/// What was done to a table that had no rows, the last first: with `Rows::Known` it is all that
/// its rows come from.
struct RowChange {
  Action action;
  std::shared_ptr<const RowChange> before;
  std::size_t length = 1;  ///< Of the chain.
};

/// Something that was dropped.
struct Tombstone {
  std::string name;
  Origin where;
  bool existed = false;  ///< It was there before the first operation that named it.
};
using Tombstones = std::vector<Tombstone>;

/// What is known of a table.
struct TableState {
  Presence presence = Presence::Present;
  /// Every column, constraint and index is in `table`. Otherwise the table was there before the
  /// first revision, or something unread may have changed it, and `table` is the part that is
  /// known.
  bool complete = true;
  Rows rows = Rows::Unknown;
  std::shared_ptr<const RowChange> row_changes;
  bool had_rows = false;  ///< Before those: what counts by itself does not begin at one.
  Table table;
  Tombstones dropped_columns, dropped_constraints, dropped_indexes;
  Origin changed;  ///< Where it was created or dropped, or became unknown.

  // What was there before the first operation that named it.
  bool existed = false;
  std::vector<std::string> existed_columns, existed_constraints, existed_indexes;
  std::vector<std::string> renamed_into;  ///< New names of columns of which nothing else is known.
};

/// A type of its own: an enum, a domain, or any other by its definition.
struct TypeState {
  Presence presence = Presence::Present;
  Type type;
  std::string definition;
  Origin changed;
  bool existed = false;  ///< As in a table.
};
struct SequenceState {
  Presence presence = Presence::Present;
  CreateSequence sequence;
  Origin changed;
  bool existed = false;  ///< As in a table.
};
struct ViewState {
  Presence presence = Presence::Present;
  CreateView view;
  Origin changed;
  bool existed = false;  ///< As in a table.
};
struct NamespaceState {
  Presence presence = Presence::Present;
  Origin changed;
  bool existed = false;  ///< As in a table.
};

/// The database as the operations so far have left it.
///
/// Copies are cheap and share what they have in common. In an open world a thing that no operation
/// named may well exist; only `empty_database()` answers "absent" for it.
///
///     Schema schema = Schema::empty_database(postgresql_naming);
///     apply(operation, schema, diagnostics);
///     if (const Table* users = schema.find_table({"", "users"})) …
class Schema {
 public:
  Schema() = default;  ///< An open world without names given by a server.
  static Schema empty_database(const Naming& naming = plain_naming);
  static Schema open_world(const Naming& naming = plain_naming);
  /// An open world that sets `asked`, which outlives it, as soon as anybody asks what it holds.
  static Schema watched(bool& asked, const Naming& naming = plain_naming);

  const Naming& naming() const { return *naming_; }
  /// What no operation named may exist.
  bool is_open() const {
    note_asked();
    return open_;
  }
  bool is_watched() const { return asked_ != nullptr; }

  // Tables. The pointers live until the next change of this schema.

  /// The table if every part of it is known; otherwise null.
  const Table* find_table(const TableName& name) const;
  /// What is known of the table, also that it was dropped; null if no operation named it.
  const TableState* find_state(const TableName& name) const;
  /// A column of a table that is known in whole or in part.
  const Column* find_column(const TableName& table, std::string_view column) const;
  Presence table(const TableName& name) const;
  Presence column(const TableName& table, std::string_view column) const;
  Rows rows(const TableName& table) const;

  /// By name in a schema; `find_index(table, name)` where names belong to tables.
  const Index* find_index(std::string_view name) const { return find_index_in("", name); }
  const Index* find_index_in(std::string_view schema, std::string_view name) const;
  const Index* find_index(const TableName& table, std::string_view name) const;
  const Constraint* find_constraint(const TableName& table, std::string_view name) const;
  /// Foreign keys of other tables that refer to this one: the table that holds it, and the key.
  std::vector<std::pair<TableName, ForeignKey>> references_to(const TableName& table) const;

  const TypeState* find_type(const TableName& name) const { return found(types_, name); }
  const SequenceState* find_sequence(const TableName& name) const {
    return found(sequences_, name);
  }
  const ViewState* find_view(const TableName& name) const { return found(views_, name); }
  const NamespaceState* find_namespace(const std::string& name) const {
    return found(namespaces_, {"", name});
  }
  Presence type(const TableName& name) const;
  Presence sequence(const TableName& name) const;
  Presence view(const TableName& name) const;

  // All of a kind in the order of their names, also dropped and unknown ones.
  void for_each_table(const std::function<void(const TableState&)>& visit) const;
  void for_each_type(const std::function<void(const TypeState&)>& visit) const;
  void for_each_sequence(const std::function<void(const SequenceState&)>& visit) const;
  void for_each_view(const std::function<void(const ViewState&)>& visit) const;
  void for_each_namespace(
      const std::function<void(const std::string&, const NamespaceState&)>& visit) const;

  // What cannot be read.

  /// Nothing is known any more: SQL that could not be read, or a revision that was skipped.
  void forget_everything(const Origin& because);
  void forget_table(const TableName& name, const Origin& because);
  /// What columns, keys and indexes it has is not all known; that it is there and its rows are.
  void forget_shape(const TableName& name, const Origin& because);
  /// Any table may have rows: an application has worked with the database.
  void forget_rows();
  /// The tables whose names stand in the text may have rows, and be there if nobody knows them.
  void forget_rows_of(std::string_view text, const Origin& because);
  /// Forgets the tables, types and so on whose names stand in the text.
  void forget_named_in(std::string_view text, const Origin& because);
  /// The same for a text of which only the names matter, not what statements may stand in it. What
  /// it names and nobody knows may exist as well.
  void forget_words_of(std::string_view text, const Origin& because);

  /// The name by which things are compared: without the default schema, folded if the server folds.
  TableName key(const TableName& name) const;

  /// Visits what the two do not share; a missing one is null.
  static void for_each_table_difference(
      const Schema& a, const Schema& b,
      const std::function<void(const TableState*, const TableState*)>& visit);

 private:
  friend class Replay;
  friend class Comparison;

  template <class State>
  const State* found(const PersistentMap<TableName, State>& map, const TableName& name) const {
    note_asked();
    return map.find(key(name));
  }
  void note_asked() const {
    if (asked_ != nullptr) *asked_ = true;
  }

  using Words = std::set<std::string, std::less<>>;
  Words forget_words(std::string_view text, const Origin& because);
  static void add_words(std::shared_ptr<const Words>& to, Words words);
  /// A thing of which no operation spoke.
  Presence unspoken(const TableName& name) const;
  Rows unspoken_rows(const TableName& name) const;

  const Naming* naming_ = &plain_naming;
  bool open_ = true;
  /// Words of what could not be read: things of these names may exist, or hold rows.
  std::shared_ptr<const Words> perhaps_there_, perhaps_filled_;
  bool* asked_ = nullptr;  ///< Of a watched one.
  Origin forgotten_;
  PersistentMap<TableName, TableState> tables_;
  PersistentMap<TableName, std::vector<TableName>>
      index_owners_;  ///< Index -> tables that have it.
  /// Table -> tables, in order, that have or once had a foreign key to it.
  PersistentMap<TableName, std::vector<TableName>> referrers_;
  PersistentMap<TableName, Tombstone> lost_indexes_;  ///< Dropped without a word of their table.
  PersistentMap<TableName, TypeState> types_;
  PersistentMap<TableName, SequenceState> sequences_;
  PersistentMap<TableName, ViewState> views_;
  PersistentMap<TableName, NamespaceState> namespaces_;
};

/// The name of a type of its own: of an enum, a domain, or of one given by its SQL name.
std::optional<TableName> name_of(const Type& type);

/// Carries the operation out on the schema.
///
/// Contradictions (creating what exists, dropping what was dropped, a column added twice) are
/// warnings that show both places, and the result is false; that something was never seen is none.
/// An operation that is only `possible` leaves what it touches unknown.
bool apply(const Operation& operation, Schema& schema, Diagnostics& diagnostics);
bool apply(const std::vector<Operation>& operations, Schema& schema, Diagnostics& diagnostics);

}  // namespace migc::ir
