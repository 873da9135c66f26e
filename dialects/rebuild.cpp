// A batch as one new table: create, copy, drop, rename.
#include "dialects/rebuild.h"

#include <algorithm>
#include <functional>
#include <set>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "compiler/ir/order.h"
#include "compiler/ir/schema.h"
#include "compiler/ir/walk.h"

namespace migc::dialects {
namespace {

void replace_name(std::vector<std::string>& names, const std::string& from, const std::string& to) {
  std::ranges::replace(names, from, to);
}

void rename_in(ir::Constraint& constraint, const std::string& from, const std::string& to,
               const std::string& quoted) {
  migc::match(
      constraint, [&](ir::PrimaryKey& c) { replace_name(c.columns, from, to); },
      [&](ir::Unique& c) { replace_name(c.columns, from, to); },
      [&](ir::ForeignKey& c) { replace_name(c.columns, from, to); },
      [&](ir::Check& c) {
        if (c.column == from) c.column = to;
        if (c.type_of == from) c.type_of = to;
        ir::rename_column_in(c.condition, from, to, quoted);
      },
      [&](ir::Exclude& c) {
        for (auto& element : c.elements) ir::rename_column_in(element.expression, from, to, quoted);
        if (c.where) ir::rename_column_in(*c.where, from, to, quoted);
      });
}

/// The condition of a partial index, also where it was said as text.
void for_each_condition(ir::Index& index, const std::function<void(ir::Expr&)>& visit) {
  for (auto& [name, value] : index.options.items) {
    if (!name.ends_with("_where")) continue;
    if (auto* condition = std::get_if<ir::Expr>(&value.data)) {
      visit(*condition);
    } else if (auto* text = std::get_if<std::string>(&value.data)) {
      ir::Expr raw = ir::raw_sql(*text);
      visit(raw);
      value.data = std::move(raw);
    }
  }
}

void rename_in(ir::Index& index, const std::string& from, const std::string& to,
               const std::string& quoted) {
  for (ir::IndexElement& element : index.elements) {
    ir::rename_column_in(element.expression, from, to, quoted);
  }
  for_each_condition(index, [&](ir::Expr& e) { ir::rename_column_in(e, from, to, quoted); });
}

bool condition_mentions(ir::Index index, const std::string& column) {
  bool found = false;
  for_each_condition(index, [&](ir::Expr& e) { found = found || ir::mentions_column(e, column); });
  return found;
}

bool depends_on(const ir::Constraint& constraint, const std::string& column) {
  const auto holds = [&](const std::vector<std::string>& names) {
    return std::ranges::find(names, column) != names.end();
  };
  return migc::match(
      constraint, [](const ir::PrimaryKey&) { return false; },  // It loses the column, no more.
      [&](const ir::Unique& c) { return holds(c.columns); },
      [&](const ir::ForeignKey& c) { return holds(c.columns); },
      [&](const ir::Check& c) {
        return c.column == column || c.type_of == column ||
               ir::mentions_column(c.condition, column);
      },
      [&](const ir::Exclude& c) {
        return std::ranges::any_of(c.elements, [&](const auto& element) {
          return ir::mentions_column(element.expression, column);
        });
      });
}

bool is_primary(const ir::Constraint& constraint) {
  return std::holds_alternative<ir::PrimaryKey>(constraint);
}

bool of_type(const ir::Constraint& constraint, const std::string& column) {
  const auto* check = std::get_if<ir::Check>(&constraint);
  return check != nullptr && check->type_of == column && !column.empty();
}

std::size_t affinity(const ir::Type& type) {
  static constexpr std::size_t numeric = 3, text = 5;
  if (std::holds_alternative<ir::Float>(type.kind)) return numeric;
  if (std::holds_alternative<ir::Enum>(type.kind)) return text;
  return type.kind.index();
}

}  // namespace

bool same_affinity(const ir::Type& a, const ir::Type& b) {
  static_assert(std::is_same_v<std::variant_alternative_t<3, decltype(ir::Type::kind)::variant>,
                               ir::Numeric>);
  static_assert(
      std::is_same_v<std::variant_alternative_t<5, decltype(ir::Type::kind)::variant>, ir::String>);
  if (affinity(a) != affinity(b)) return false;
  return !std::holds_alternative<ir::Named>(a.kind) || a.kind == b.kind;
}

Rebuild::Rebuild(const Dialect& dialect, ir::Table old, bool from_replay, const Rendering& in)
    : dialect_(dialect), in_(in), from_replay_(from_replay), old_(std::move(old)), new_(old_) {
  for (const ir::Column& existing : new_.columns) {
    transfers_.push_back(
        {existing.name, ir::Expr{ir::ColumnRef{
                            .table = old_.name, .column = existing.name, .type = existing.type}}});
    existing_order_.push_back(existing.name);
  }
  new_.indexes.clear();
  // SQLAlchemy attaches what stands in a column before what stands beside it.
  const auto stands_in_column = [&](const ir::Constraint& constraint) {
    const Span where = ir::origin_of(constraint).where;
    return where != Span{} && std::ranges::any_of(old_.columns, [&](const ir::Column& each) {
             const Span around = each.origin.where;
             return around.source == where.source && around.begin <= where.begin &&
                    where.end <= around.end;
           });
  };
  for (ir::Table* table : {&old_, &new_}) {
    std::ranges::stable_partition(table->constraints, stands_in_column);
  }
}

ir::Column* Rebuild::column(std::string_view key) {
  for (std::size_t i = 0; i < transfers_.size(); ++i) {
    if (transfers_[i].key == key) return &new_.columns[i];
  }
  in_.refuse("unknown-column", "table `{}` has no column `{}`", old_.name, key);
  return nullptr;
}

bool Rebuild::take(const ir::Operation& operation) {
  return migc::match(
      operation.action, [&](const ir::AddColumn& a) { return add_column(a); },
      [&](const ir::DropColumn& a) { return drop_column(a); },
      [&](const ir::AlterColumn& a) { return alter_column(a); },
      [&](const ir::AddConstraint& a) { return add_constraint(a.constraint); },
      [&](const ir::DropConstraint& a) {
        if (a.name.empty()) {
          in_.refuse("unnamed-constraint", "constraint of `{}` cannot be dropped without its name",
                     old_.name);
          return false;
        }
        return drop_constraint(a.name, true);
      },
      [&](const ir::CreateIndex& a) {
        new_indexes_.push_back(a.index);
        return true;
      },
      [&](const ir::DropIndex& a) { return drop_index(a); },
      [&](const ir::CommentTable& a) {
        new_.comment = a.comment;
        return true;
      },
      [&](const auto&) {
        in_.refuse("unsupported-operation", "{}: this cannot be part of a batch",
                   ir::describe(operation));
        return false;
      });
}

void Rebuild::place(const std::string& name, const ir::AddColumn& add) {
  std::optional<std::string> before = add.insert_before, after = add.insert_after;
  const auto at = [&](const std::string& key) {
    return static_cast<std::size_t>(std::ranges::find(existing_order_, key) -
                                    existing_order_.begin());
  };
  const auto neighbour = [&](const std::string& key, bool following) -> std::optional<std::string> {
    for (const auto& [first, second] : added_order_) {
      if (following && first == key) return second;
      if (!following && second == key) return first;
    }
    return std::nullopt;
  };
  if (partial_.empty()) {
    if (after && !before) {
      const std::size_t index = at(*after);
      if (index == existing_order_.size()) {
        before = neighbour(*after, true);
      } else if (index + 1 < existing_order_.size()) {
        before = existing_order_[index + 1];
      }
    }
    if (before && !after) {
      const std::size_t index = at(*before);
      if (index == existing_order_.size()) {
        after = neighbour(*before, false);
      } else if (index > 0) {
        after = existing_order_[index - 1];
      }
    }
  }
  if (before) added_order_.emplace_back(name, *before);
  if (after) added_order_.emplace_back(*after, name);
  if (partial_.empty() && !before && !after && !existing_order_.empty()) {
    added_order_.emplace_back(existing_order_.back(), name);
  }
}

bool Rebuild::add_column(const ir::AddColumn& add) {
  place(add.column.name, add);
  new_.columns.push_back(add.column);
  transfers_.push_back({add.column.name, std::nullopt});
  if (add.inline_primary_key && add.column.primary_key && new_.primary_key() == nullptr) {
    new_.constraints.emplace_back(ir::PrimaryKey{.columns = {add.column.name}, .implicit = true});
  }
  for (const ir::Constraint& constraint : add.constraints) {
    const auto* check = std::get_if<ir::Check>(&constraint);
    const bool belongs = check != nullptr && (!check->column.empty() || !check->type_of.empty());
    if (belongs) {
      new_.constraints.push_back(constraint);
    } else if (!is_primary(constraint) && !add_constraint(constraint)) {
      return false;
    }
  }
  new_indexes_.insert(new_indexes_.end(), add.indexes.begin(), add.indexes.end());
  return true;
}

bool Rebuild::drop_column(const ir::DropColumn& drop) {
  const ir::Column* doomed = column(drop.column);
  if (doomed == nullptr) return false;
  const std::string name = doomed->name;
  for (const ir::Column& other : new_.columns) {
    const auto* formula = std::get_if<ir::Computed>(&other.server_default);
    if (formula == nullptr || other.name == name) continue;
    if (!ir::mentions_column(formula->expression, name)) continue;
    in_.refuse("column-in-use", "column `{}` of `{}` cannot be dropped: `{}` is computed from it",
               name, old_.name, other.name)
        .help("drop the computed column before");
    return false;
  }
  const auto index = doomed - new_.columns.data();
  new_.columns.erase(new_.columns.begin() + index);
  transfers_.erase(transfers_.begin() + index);
  std::erase(existing_order_, drop.column);

  std::erase_if(new_.constraints, [&](const auto& c) { return depends_on(c, name); });
  for (ir::Constraint& constraint : new_.constraints) {
    if (auto* key = std::get_if<ir::PrimaryKey>(&constraint)) std::erase(key->columns, name);
  }
  for (std::vector<ir::Index>* indexes : {&old_.indexes, &new_indexes_}) {
    std::erase_if(*indexes, [&](const ir::Index& existing) {
      if (condition_mentions(existing, name)) {
        in_.warn("index-dropped",
                 "index `{}` is dropped along with `{}`, which its condition names",
                 existing.name.text, name);
        return true;
      }
      return std::ranges::any_of(existing.elements, [&](const ir::IndexElement& element) {
        return ir::mentions_column(element.expression, name);
      });
    });
  }
  dropped_.push_back(name);
  return true;
}

bool Rebuild::alter_column(const ir::AlterColumn& alter) {
  ir::Column* existing = column(alter.column);
  if (existing == nullptr) return false;
  const auto index = static_cast<std::size_t>(existing - new_.columns.data());

  if (alter.type) {
    const ir::Type& type = alter.type->resolved(dialect_.facts().name);
    if (!same_affinity(existing->type, type) && dialect_.casts_in_rebuild(type) &&
        transfers_[index].value) {
      transfers_[index].value =
          ir::Expr{ir::Labeled{ir::Expr{ir::Cast{*transfers_[index].value, type}}, alter.column}};
    }
    std::erase_if(new_.constraints,
                  [&](const ir::Constraint& c) { return of_type(c, existing->name); });
    existing->type = *alter.type;
    for (const ir::Constraint& constraint : alter.type_constraints) {
      new_.constraints.push_back(constraint);
    }
  }
  if (alter.nullable) {
    existing->nullable = *alter.nullable;
    existing->nullable_said = true;
  }
  if (alter.server_default)
    existing->server_default = alter.server_default->value_or(ir::NoDefault{});
  if (alter.comment) existing->comment = *alter.comment;
  if (alter.autoincrement) {
    existing->autoincrement =
        *alter.autoincrement ? ir::Column::Autoincrement::On : ir::Column::Autoincrement::Off;
  }
  if (alter.new_name && *alter.new_name != existing->name) {
    const std::string from = existing->name;
    existing->name = *alter.new_name;
    const std::string& to = existing->name;
    const std::string quoted = dialect_.quote(to, in_);
    for (ir::Constraint& constraint : new_.constraints) {
      rename_in(constraint, from, to, quoted);
      auto* key = std::get_if<ir::ForeignKey>(&constraint);
      if (key != nullptr && in_.before.key(key->referred) == in_.before.key(old_.name)) {
        replace_name(key->referred_columns, from, to);
      }
    }
    for (ir::Index& kept : old_.indexes) rename_in(kept, from, to, quoted);
    for (ir::Index& added : new_indexes_) rename_in(added, from, to, quoted);
    for (ir::Column& other : new_.columns) {
      if (auto* formula = std::get_if<ir::Computed>(&other.server_default)) {
        ir::rename_column_in(formula->expression, from, to, quoted);
      }
    }
    renamed_.emplace_back(from, to);
  }
  return true;
}

bool Rebuild::add_constraint(const ir::Constraint& constraint) {
  const ir::ObjectName& name = ir::name_of(constraint);
  if (name.empty() && !from_replay_) {
    in_.refuse("unnamed-constraint", "constraint added to `{}` in a batch has no name", old_.name);
    return false;
  }
  if (const auto* key = std::get_if<ir::PrimaryKey>(&constraint)) {
    std::erase_if(new_.constraints, is_primary);
    for (ir::Column& each : new_.columns) {
      each.primary_key = std::ranges::find(key->columns, each.name) != key->columns.end();
    }
  }
  // One of the same name takes its place.
  for (ir::Constraint& existing : new_.constraints) {
    if (!name.empty() && ir::name_of(existing).text == name.text) {
      existing = constraint;
      return true;
    }
  }
  new_.constraints.push_back(constraint);
  return true;
}

bool Rebuild::drop_constraint(const ir::ObjectName& name, bool required) {
  auto found = std::ranges::find_if(
      new_.constraints, [&](const ir::Constraint& c) { return ir::name_of(c).text == name.text; });
  if (found == new_.constraints.end()) {
    found = std::ranges::find_if(new_.constraints, [&](const ir::Constraint& c) {
      return ir::name_of(c).empty() &&
             ir::conventional_name(convention_, old_.name, c) == name.text;
    });
  }
  if (found == new_.constraints.end()) {
    if (required) {
      in_.refuse("unknown-constraint", "table `{}` has no constraint `{}`", old_.name, name.text);
    }
    return !required;
  }
  if (const auto* key = std::get_if<ir::PrimaryKey>(&*found)) {
    for (ir::Column& each : new_.columns) {
      if (std::ranges::find(key->columns, each.name) != key->columns.end()) {
        each.primary_key = false;
      }
    }
  }
  new_.constraints.erase(found);
  return true;
}

bool Rebuild::drop_index(const ir::DropIndex& drop) {
  const auto by_name = [&](const ir::Index& index) { return index.name.text == drop.name.text; };
  if (std::erase_if(old_.indexes, by_name) + std::erase_if(new_indexes_, by_name) > 0) return true;
  if (drop.if_exists) return true;
  in_.refuse("unknown-index", "table `{}` has no index `{}`", old_.name, drop.name.text);
  return false;
}

void Rebuild::reorder(const std::vector<std::vector<std::string>>& partial) { partial_ = partial; }

void Rebuild::add_options(const ir::Options& options) {
  for (const auto& [name, value] : options.items) {
    const auto same = [&](const auto& item) { return item.first == name; };
    std::erase_if(new_.options.items, same);
  }
  new_.options.items.insert(new_.options.items.begin(), options.items.begin(), options.items.end());
}

void Rebuild::name_by(const ir::NamingConvention& convention) { convention_ = convention; }

void Rebuild::rename_in_place(const std::string& from, const std::string& to) {
  for (Transfer& transfer : transfers_) {
    if (transfer.value && transfer.key == from) ir::rename_column_in(*transfer.value, from, to);
  }
}

void Rebuild::add_constraints(const std::vector<ir::Constraint>& constraints) {
  said_.insert(said_.end(), constraints.begin(), constraints.end());
}

ir::TableName Rebuild::temporary_name() const {
  std::size_t end = 0;
  const std::string whole = "_alembic_tmp_" + old_.name.name;
  for (int i = 0; i < 50 && end < whole.size(); ++i) decode_utf8(whole, end);
  return {old_.name.schema, whole.substr(0, end)};
}

ir::Table Rebuild::new_table() const {
  ir::Table table = new_;
  table.name = temporary_name();

  if (!partial_.empty() || !added_order_.empty()) {
    std::vector<std::pair<std::string, std::string>> before;
    const auto chain = [&](const std::vector<std::string>& names) {
      for (std::size_t i = 1; i < names.size(); ++i) before.emplace_back(names[i - 1], names[i]);
    };
    std::vector<std::string> keys;
    for (const Transfer& transfer : transfers_) keys.push_back(transfer.key);
    if (partial_.empty()) {
      chain({keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(existing_order_.size())});
    }
    for (const auto& names : partial_) chain(names);
    before.insert(before.end(), added_order_.begin(), added_order_.end());
    table.columns.clear();
    for (const std::string& key : ir::ordered(keys, before)) {
      const auto at = std::ranges::find(transfers_, key, &Transfer::key) - transfers_.begin();
      table.columns.push_back(new_.columns[static_cast<std::size_t>(at)]);
    }
  }

  // Those said for the batch come first, then what types bring, the named and the others.
  std::vector<ir::Constraint> by_type, named, unnamed;
  for (const ir::Constraint& constraint : new_.constraints) {
    const auto* check = std::get_if<ir::Check>(&constraint);
    const bool typed = check != nullptr && !check->type_of.empty();
    (typed ? by_type : !ir::name_of(constraint).empty() ? named : unnamed).push_back(constraint);
  }
  table.constraints = said_;
  for (const auto* group : {&by_type, &named, &unnamed}) {
    table.constraints.insert(table.constraints.end(), group->begin(), group->end());
  }
  return table;
}

ir::InsertSelect Rebuild::copy() const {
  const ir::Table target = new_table();
  ir::InsertSelect insert{.table = target.name,
                          .columns = {},
                          .select = {},
                          .returning = {},
                          .with = {},
                          .prefixes = {},
                          .on_conflict = {}};
  for (const ir::Column& each : target.columns) {
    for (std::size_t i = 0; i < transfers_.size(); ++i) {
      if (new_.columns[i].name != each.name || !transfers_[i].value) continue;
      if (std::holds_alternative<ir::Computed>(each.server_default)) continue;  // It fills itself.
      insert.columns.push_back(each.name);
      insert.select.columns.push_back(*transfers_[i].value);
    }
  }
  insert.select.from.push_back({ir::TableRef{old_.name, {}}});
  return insert;
}

std::vector<ir::Index> Rebuild::indexes() const {
  std::vector<ir::Index> all = old_.indexes;
  for (const ir::Index& added : new_indexes_) {
    std::erase_if(all, [&](const ir::Index& index) { return index.name.text == added.name.text; });
    all.push_back(added);
  }
  for (ir::Index& index : all) index.table = old_.name;
  return all;
}

// ---- the statements

void Dialect::rebuild(const ir::Batch& batch, const Rendering& out) const {
  std::optional<ir::Table> old = batch.copy_from;
  if (!old) {
    if (const ir::Table* known = out.before.find_table(batch.table)) old = *known;
  }
  if (!old) {
    out.refuse("unknown-table",
               "`{}` must be rebuilt, and not all of its columns and constraints are known",
               batch.table)
        .help("give the table as `copy_from=`");
    return;
  }
  if (!batch.copy_from && old->options.flag("unmodelled")) {
    out.refuse("unknown-table",
               "`{}` must be rebuilt, and the SQL that made it says more than can be restated",
               batch.table)
        .help("give the table as `copy_from=`, or rebuild it in SQL of your own");
    return;
  }
  old->name = batch.table;
  *old = completed(std::move(*old));

  Rebuild rebuild(*this, std::move(*old), !batch.copy_from, out);
  rebuild.reorder(batch.partial_reordering);
  rebuild.add_options(batch.table_options);
  rebuild.add_constraints(batch.table_args);
  rebuild.name_by(batch.naming_convention);
  for (const ir::Operation& operation : batch.operations) {
    if (!rebuild.take(operation)) return;
  }
  write_rebuild(rebuild, !batch.copy_from, out);
}

void Dialect::write_rebuild(const Rebuild& rebuild, bool, const Rendering& out) const {
  prepare_rebuild(rebuild, out);
  create_table({rebuild.new_table(), false}, out);
  insert_select(rebuild.copy(), out);
  drop_table({.table = rebuild.old_table().name}, out);
  rename_table({.table = rebuild.temporary_name(), .new_name = rebuild.old_table().name.name}, out);
  for (const ir::Index& index : rebuild.indexes()) create_index({index, false}, out);
}

void Dialect::prepare_rebuild(const Rebuild&, const Rendering&) const {}

bool Dialect::casts_in_rebuild(const ir::Type&) const { return true; }

}  // namespace migc::dialects
