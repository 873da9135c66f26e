#include "compiler/ir/schema.h"

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/ir/restate.h"
#include "compiler/ir/walk.h"

namespace migc::ir {
namespace {

/// Words that create or run what their statement does not spell out.
bool hides_effects(std::string_view word) {
  static constexpr std::string_view words[] = {"call", "create", "exec", "execute", "rename"};
  return std::ranges::any_of(words,
                             [&](std::string_view w) { return equal_ignoring_case(w, word); });
}

/// Of what stands behind EXECUTE: a right to do so, a trigger's function, or a text (of `format`)
/// that creates nothing itself.
bool executes_plain_text(std::string_view rest) {
  std::string_view text = trim(rest);
  for (const std::string_view word : {"on ", "function ", "procedure "}) {
    if (equal_ignoring_case(text.substr(0, word.size()), word)) return true;
  }
  if (equal_ignoring_case(text.substr(0, 6), "format")) {
    text = trim(text.substr(6));
    if (!text.starts_with('(')) return false;
    text = trim(text.substr(1));
  }
  bool plain = false;
  while (text.starts_with('\'')) {  // Texts one after another are one.
    const std::size_t end = text.find('\'', 1);
    if (end == std::string_view::npos) return false;
    plain = true;
    // Of a format, only names may be put in.
    const std::string_view literal = text.substr(1, end - 1);
    if (literal.find("%s") != std::string_view::npos) return false;
    for_each_word(literal, [&](std::string_view word, std::size_t) {
      if (hides_effects(word) && !equal_ignoring_case(word, "execute")) plain = false;
    });
    if (!plain) return false;
    text = trim(text.substr(end + 1));
  }
  return plain && (text.empty() || std::string_view(",;)").find(text.front()) != text.npos);
}

template <class State>
Presence presence_of(const State* state, Presence unspoken) {
  return state != nullptr ? state->presence : unspoken;
}

}  // namespace

Schema Schema::empty_database(const Naming& naming) {
  Schema schema = open_world(naming);
  schema.open_ = false;
  return schema;
}

Schema Schema::open_world(const Naming& naming) {
  Schema schema;
  schema.naming_ = &naming;
  return schema;
}

Schema Schema::watched(bool& asked, const Naming& naming) {
  Schema schema = open_world(naming);
  schema.asked_ = &asked;
  return schema;
}

TableName Schema::key(const TableName& name) const {
  const auto folded = [&](const std::string& text) {
    return naming_->fold_case ? ascii_lower(text) : text;
  };
  TableName result{folded(name.schema), folded(name.name)};
  if (result.schema == naming_->default_schema) result.schema.clear();
  return result;
}

const Table* Schema::find_table(const TableName& name) const {
  const TableState* state = find_state(name);
  const bool known = state != nullptr && state->presence == Presence::Present && state->complete;
  return known ? &state->table : nullptr;
}

const TableState* Schema::find_state(const TableName& name) const { return found(tables_, name); }

const Column* Schema::find_column(const TableName& table, std::string_view column) const {
  const TableState* state = find_state(table);
  if (state == nullptr || state->presence != Presence::Present) return nullptr;
  if (!folds_columns(*naming_)) return state->table.find_column(column);
  const auto found = std::ranges::find_if(
      state->table.columns, [&](const Column& c) { return equal_ignoring_case(c.name, column); });
  return found == state->table.columns.end() ? nullptr : &*found;
}

Presence Schema::unspoken(const TableName& name) const {
  if (open_) return Presence::Unknown;
  const bool named = perhaps_there_ && perhaps_there_->contains(ascii_lower(name.name));
  return named ? Presence::Unknown : Presence::Absent;
}

Rows Schema::unspoken_rows(const TableName& name) const {
  if (unspoken(name) == Presence::Unknown) return Rows::Unknown;
  const bool named = perhaps_filled_ && perhaps_filled_->contains(ascii_lower(name.name));
  return named ? Rows::Unknown : Rows::None;
}

void Schema::add_words(std::shared_ptr<const Words>& to, Words words) {
  if (to) words.insert(to->begin(), to->end());
  to = std::make_shared<const Words>(std::move(words));
}

Presence Schema::table(const TableName& name) const {
  const TableState* state = find_state(name);
  return state != nullptr ? state->presence : unspoken(name);
}

Presence Schema::column(const TableName& table, std::string_view column) const {
  const TableState* state = find_state(table);
  if (state == nullptr || state->presence != Presence::Present) return this->table(table);
  if (find_column(table, column) != nullptr) return Presence::Present;
  if (state->complete) return Presence::Absent;
  const bool dropped = std::ranges::find(state->dropped_columns, column, &Tombstone::name) !=
                       state->dropped_columns.end();
  return dropped ? Presence::Absent : Presence::Unknown;
}

Rows Schema::rows(const TableName& table) const {
  const TableState* state = find_state(table);
  if (state == nullptr) return unspoken_rows(table);
  return state->presence == Presence::Absent ? Rows::None : state->rows;
}

const Index* Schema::find_index_in(std::string_view schema, std::string_view name) const {
  const std::vector<TableName>* owners =
      found(index_owners_, {std::string(schema), std::string(name)});
  if (owners == nullptr) return nullptr;
  for (const TableName& owner : *owners) {
    if (const Index* index = find_index(owner, name)) return index;
  }
  return nullptr;
}

const Index* Schema::find_index(const TableName& table, std::string_view name) const {
  const TableState* state = find_state(table);
  if (state == nullptr || state->presence != Presence::Present) return nullptr;
  for (const Index& index : state->table.indexes) {
    if (index.name.text == name) return &index;
    if (folds_columns(*naming_) && equal_ignoring_case(index.name.text, name)) return &index;
  }
  return nullptr;
}

const Constraint* Schema::find_constraint(const TableName& table, std::string_view name) const {
  const TableState* state = find_state(table);
  if (state == nullptr || state->presence != Presence::Present) return nullptr;
  for (const Constraint& constraint : state->table.constraints) {
    const std::string& text = name_of(constraint).text;
    if (text == name) return &constraint;
    if (folds_columns(*naming_) && equal_ignoring_case(text, name)) return &constraint;
  }
  return nullptr;
}

std::vector<std::pair<TableName, ForeignKey>> Schema::references_to(const TableName& table) const {
  note_asked();
  const TableName wanted = key(table);
  std::vector<std::pair<TableName, ForeignKey>> result;
  const std::vector<TableName>* referrers = referrers_.find(wanted);
  if (referrers == nullptr) return result;
  for (const TableName& referrer : *referrers) {
    const TableState* state = tables_.find(referrer);
    if (referrer == wanted || state == nullptr || state->presence == Presence::Absent) continue;
    for (const Constraint& constraint : state->table.constraints) {
      const auto* reference = std::get_if<ForeignKey>(&constraint);
      if (reference == nullptr || key(reference->referred) != wanted) continue;
      result.emplace_back(state->table.name, *reference);
    }
  }
  return result;
}

Presence Schema::type(const TableName& name) const {
  return presence_of(find_type(name), unspoken(name));
}
Presence Schema::sequence(const TableName& name) const {
  return presence_of(find_sequence(name), unspoken(name));
}
Presence Schema::view(const TableName& name) const {
  return presence_of(find_view(name), unspoken(name));
}

void Schema::for_each_table(const std::function<void(const TableState&)>& visit) const {
  note_asked();
  tables_.for_each([&](const TableName&, const TableState& state) { visit(state); });
}
void Schema::for_each_type(const std::function<void(const TypeState&)>& visit) const {
  note_asked();
  types_.for_each([&](const TableName&, const TypeState& state) { visit(state); });
}
void Schema::for_each_sequence(const std::function<void(const SequenceState&)>& visit) const {
  note_asked();
  sequences_.for_each([&](const TableName&, const SequenceState& state) { visit(state); });
}
void Schema::for_each_view(const std::function<void(const ViewState&)>& visit) const {
  note_asked();
  views_.for_each([&](const TableName&, const ViewState& state) { visit(state); });
}
void Schema::for_each_namespace(
    const std::function<void(const std::string&, const NamespaceState&)>& visit) const {
  note_asked();
  namespaces_.for_each(
      [&](const TableName& name, const NamespaceState& state) { visit(name.name, state); });
}

void Schema::forget_everything(const Origin& because) {
  const Naming& naming = *naming_;
  *this = open_world(naming);
  forgotten_ = because;
}

void Schema::forget_table(const TableName& name, const Origin& because) {
  TableState& state = tables_.edit(key(name));
  if (state.table.name.name.empty()) state.table.name = name;
  state.presence = Presence::Unknown;
  state.complete = false;
  state.rows = Rows::Unknown;
  state.changed = because;
}

void Schema::forget_shape(const TableName& name, const Origin& because) {
  if (tables_.find(key(name)) == nullptr) return forget_table(name, because);
  TableState& state = tables_.edit(key(name));
  state.complete = false;
  state.changed = because;
}

void Schema::forget_rows() {
  std::vector<TableName> names;
  for_each_table([&](const TableState& state) {
    if (state.presence != Presence::Absent) names.push_back(state.table.name);
  });
  for (const TableName& name : names) {
    TableState& state = tables_.edit(key(name));
    state.rows = Rows::Unknown;
    state.row_changes.reset();
  }
}

void Schema::forget_rows_of(std::string_view text, const Origin& because) {
  Words words;
  for_each_word(text, [&](std::string_view word, std::size_t) {
    words.insert(std::string(word));
    words.insert(ascii_lower(word));
  });
  std::vector<TableName> names;
  for_each_table([&](const TableState& state) {
    const std::string& name = state.table.name.name;
    if (words.contains(name) || words.contains(ascii_lower(name)))
      names.push_back(state.table.name);
  });
  for (const TableName& name : names) {
    TableState& state = tables_.edit(key(name));
    if (state.presence == Presence::Absent) continue;
    state.rows = Rows::Unknown;
    state.row_changes.reset();
    state.changed = because;
  }
  add_words(perhaps_filled_, std::move(words));
}

void Schema::forget_named_in(std::string_view text, const Origin& because) {
  for_each_word(text, [&](std::string_view word, std::size_t at) {
    if (!hides_effects(word)) return;
    const bool spelled_out =
        equal_ignoring_case(word, "execute") && executes_plain_text(text.substr(at + word.size()));
    if (!spelled_out) open_ = true;
  });
  add_words(perhaps_filled_, forget_words(text, because));
}

void Schema::forget_words_of(std::string_view text, const Origin& because) {
  add_words(perhaps_there_, forget_words(text, because));
}

Schema::Words Schema::forget_words(std::string_view text, const Origin& because) {
  Words words;
  for_each_word(text, [&](std::string_view word, std::size_t) {
    words.insert(std::string(word));
    words.insert(ascii_lower(word));
  });
  // A literal may be a name as well: EXECUTE 'DROP TABLE t', to_regclass('t').
  for (std::size_t at = text.find('\''); at != std::string_view::npos;) {
    const std::size_t end = text.find('\'', at + 1);
    if (end == std::string_view::npos) break;
    for_each_word(text.substr(at + 1, end - at - 1), [&](std::string_view word, std::size_t) {
      words.insert(std::string(word));
      words.insert(ascii_lower(word));
    });
    at = text.find('\'', end + 1);
  }

  // Which schema an unqualified name means depends on the search path, so all are tried.
  std::vector<std::string> schemas{""};
  namespaces_.for_each(
      [&](const TableName& name, const NamespaceState&) { schemas.push_back(name.name); });
  for (const std::string& word : words) {
    for (const std::string& schema : schemas) {
      const TableName name = key({schema, word});
      if (tables_.find(name) != nullptr) forget_table(name, because);
      const auto forget = [&](auto& map) {
        if (map.find(name) == nullptr) return;
        auto& state = map.edit(name);
        state.presence = Presence::Unknown;
        state.changed = because;
      };
      forget(types_);
      forget(sequences_);
      forget(views_);
      const std::vector<TableName>* owners = index_owners_.find(name);
      if (owners == nullptr) continue;
      for (const TableName& owner : std::vector<TableName>(*owners)) forget_table(owner, because);
    }
  }
  return words;
}

void Schema::for_each_table_difference(
    const Schema& a, const Schema& b,
    const std::function<void(const TableState*, const TableState*)>& visit) {
  PersistentMap<TableName, TableState>::for_each_difference(
      a.tables_, b.tables_,
      [&](const TableName&, const TableState* ours, const TableState* theirs) {
        visit(ours, theirs);
      });
}

std::optional<TableName> name_of(const Type& type) {
  const auto qualified = [](std::string schema,
                            const ObjectName& name) -> std::optional<TableName> {
    if (name.empty()) return std::nullopt;
    return TableName{std::move(schema), name.text, name.quote};
  };
  if (const auto* t = std::get_if<Enum>(&type.kind)) return qualified(t->schema, t->name);
  if (const auto* t = std::get_if<Domain>(&type.kind)) return qualified(t->schema, t->name);
  if (const auto* t = std::get_if<Array>(&type.kind)) return name_of(*t->item);
  const auto* named = std::get_if<Named>(&type.kind);
  if (named == nullptr || named->sql.find('(') != std::string::npos) return std::nullopt;
  const std::vector<std::string_view> parts = split(named->sql, '.');
  const auto bare = [](std::string_view part) {
    const bool quoted = part.size() > 2 && part.front() == '"' && part.back() == '"';
    return std::string(quoted ? part.substr(1, part.size() - 2) : part);
  };
  if (parts.size() == 1) return TableName{"", bare(parts[0])};
  if (parts.size() == 2) return TableName{bare(parts[0]), bare(parts[1])};
  return std::nullopt;
}

}  // namespace migc::ir
