#include "compiler/ir/diff.h"

#include <algorithm>

#include "compiler/base/match.h"
#include "compiler/base/text.h"

namespace migc::ir {
namespace {

/// SQL with its accidents taken away: case, spaces, outer parentheses, casts.
std::string essence(std::string_view sql) {
  std::string text;
  bool quoted = false;
  for (std::size_t at = 0; at < sql.size(); ++at) {
    const char c = sql[at];
    if (c == '\'') quoted = !quoted;
    if (quoted) {
      text += c;
    } else if (sql.substr(at, 2) == "::") {
      at += 2;
      const auto in_type = [](char t) {
        return std::isalnum(static_cast<unsigned char>(t)) != 0 || t == '_' || t == ' ' ||
               t == '[' || t == ']' || t == '"' || t == '.';
      };
      while (at < sql.size() && in_type(sql[at])) ++at;
      --at;
    } else if (std::isspace(static_cast<unsigned char>(c)) == 0 && c != '(' && c != ')' &&
               c != '"') {
      text += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return text;
}

std::optional<std::string> datum_text(const Datum& datum) {
  return match(
      datum.data, [](const Null&) { return std::optional<std::string>("null"); },
      [](bool b) { return std::optional<std::string>(b ? "true" : "false"); },
      [](std::int64_t n) { return std::optional(fmt::format("{}", n)); },
      [](double n) { return std::optional(fmt::format("{}", n)); },
      [](const Decimal& n) { return std::optional(n.text); },
      [](const std::string& s) { return std::optional(fmt::format("'{}'", s)); },
      [](const Bytes&) { return std::optional<std::string>(); },
      [](const DateValue&) { return std::optional<std::string>(); },
      [](const TimeValue&) { return std::optional<std::string>(); },
      [](const DateTimeValue&) { return std::optional<std::string>(); },
      [](const Duration&) { return std::optional<std::string>(); },
      [](const UuidValue&) { return std::optional<std::string>(); },
      [](const EnumMember&) { return std::optional<std::string>(); },
      [](const DatumList&) { return std::optional<std::string>(); },
      [](const DatumObject&) { return std::optional<std::string>(); });
}

/// The text of the simplest expressions, which are most of the defaults.
std::optional<std::string> simple_text(const Expr& expr) {
  if (const std::optional<std::string> raw = plain_text(expr)) return essence(*raw);
  if (const auto* literal = std::get_if<Literal>(&expr.node)) {
    const std::optional<std::string> text = datum_text(literal->value);
    return text ? std::optional(essence(*text)) : std::nullopt;
  }
  if (const auto* column = std::get_if<ColumnRef>(&expr.node)) return ascii_lower(column->column);
  if (const auto* group = std::get_if<Group>(&expr.node)) return simple_text(*group->inner);
  if (const auto* cast = std::get_if<Cast>(&expr.node)) return simple_text(*cast->operand);
  if (const auto* function = std::get_if<Function>(&expr.node);
      function != nullptr && function->arguments.empty()) {
    return ascii_lower(function->name);
  }
  if (const auto* keyword = std::get_if<Keyword>(&expr.node)) {
    if (keyword->word == Keyword::Word::Null) return "null";
    if (keyword->word == Keyword::Word::True) return "true";
    if (keyword->word == Keyword::Word::False) return "false";
  }
  return std::nullopt;
}

bool same_moment(const std::string& a, const std::string& b) {
  const auto is_now = [](const std::string& text) {
    return text == "now" || text == "current_timestamp" || text == "timezone'utc',now";
  };
  return is_now(a) && is_now(b);
}

std::string_view action_of(const std::string& clause) {
  return equal_ignoring_case(clause, "NO ACTION") ? std::string_view() : std::string_view(clause);
}

bool same_name(const ObjectName& a, const ObjectName& b) {
  return a.empty() || b.empty() || a.text == b.text;
}

template <class T>
bool said_otherwise(const std::optional<T>& a, const std::optional<T>& b) {
  return a && b && *a != *b;
}

std::string column_label(const TableName& table, std::string_view column) {
  return fmt::format("column `{}.{}`", table, column);
}

std::string constraint_label(const TableName& table, const Constraint& constraint) {
  const std::string_view kind = match(
      constraint, [](const PrimaryKey&) { return std::string_view("primary key"); },
      [](const Unique&) { return std::string_view("unique constraint"); },
      [](const ForeignKey&) { return std::string_view("foreign key"); },
      [](const Check&) { return std::string_view("check constraint"); },
      [](const Exclude&) { return std::string_view("exclude constraint"); });
  const ObjectName& name = name_of(constraint);
  if (!name.empty()) return fmt::format("{} `{}` of `{}`", kind, name.text, table);
  return fmt::format("a {} of `{}`", kind, table);
}

DropConstraint::Kind kind_of(const Constraint& constraint) {
  using enum DropConstraint::Kind;
  return match(
      constraint, [](const ir::PrimaryKey&) { return PrimaryKey; },
      [](const ir::Unique&) { return Unique; }, [](const ir::ForeignKey&) { return ForeignKey; },
      [](const ir::Check&) { return Check; }, [](const Exclude&) { return Unsaid; });
}

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

bool same_expression(const Expr& a, const Expr& b) {
  if (a == b) return true;
  const std::optional<std::string> left = simple_text(a), right = simple_text(b);
  return !left || !right || *left == *right || same_moment(*left, *right);
}

bool same_type(const Type& a, const Type& b) {
  if (std::holds_alternative<NullType>(a.kind) || std::holds_alternative<NullType>(b.kind)) {
    return true;
  }
  if (a.coerces_values || b.coerces_values) return true;  // What stands behind it is not known.
  if (a.kind.index() != b.kind.index()) {
    const bool named =
        std::holds_alternative<Named>(a.kind) || std::holds_alternative<Named>(b.kind);
    if (const auto left = name_of(a), right = name_of(b); left && right) {
      return left->name == right->name;
    }
    return named && equal_ignoring_case(describe(a), describe(b));
  }
  return match(
      a.kind, [](const NullType&) { return true; }, [](const Boolean&) { return true; },
      [&](const Integer& x) { return x.size == std::get<Integer>(b.kind).size; },
      [&](const Numeric& x) {
        const auto& y = std::get<Numeric>(b.kind);
        return x.precision == y.precision && x.scale.value_or(0) == y.scale.value_or(0);
      },
      [&](const Float& x) {
        const auto single = [](const Float& f) { return f.size == Float::Size::Single; };
        const auto& y = std::get<Float>(b.kind);
        return single(x) == single(y) && !said_otherwise(x.precision, y.precision);
      },
      [&](const String& x) {
        const auto& y = std::get<String>(b.kind);
        return x.form == y.form && x.length == y.length && x.max == y.max && x.size == y.size;
      },
      [&](const Binary& x) {
        const auto& y = std::get<Binary>(b.kind);
        return x.form == y.form && x.length == y.length;
      },
      [](const Date&) { return true; },
      [&](const Time& x) { return x.timezone == std::get<Time>(b.kind).timezone; },
      [&](const Timestamp& x) { return x.timezone == std::get<Timestamp>(b.kind).timezone; },
      [](const Interval&) { return true; },
      [&](const Json& x) { return x.binary == std::get<Json>(b.kind).binary; },
      [](const Uuid&) { return true; },
      [&](const Enum& x) {
        const auto& y = std::get<Enum>(b.kind);
        if (!x.name.empty() && !y.name.empty()) return x.name == y.name;
        return x.values == y.values;
      },
      [&](const Array& x) { return same_type(*x.item, *std::get<Array>(b.kind).item); },
      [&](const Domain& x) { return x.name == std::get<Domain>(b.kind).name; },
      [&](const Named& x) { return equal_ignoring_case(x.sql, std::get<Named>(b.kind).sql); });
}

bool same_default(const Default& a, const Default& b) {
  const auto unsaid = [](const Default& d) { return std::holds_alternative<FetchedDefault>(d); };
  if (unsaid(a) || unsaid(b)) return true;
  if (a.index() != b.index()) return false;
  return match(
      a, [](const NoDefault&) { return true; },
      [&](const Expr& x) { return same_expression(x, std::get<Expr>(b)); },
      [&](const Identity& x) { return x.always == std::get<Identity>(b).always; },
      [&](const Computed& x) {
        return same_expression(x.expression, std::get<Computed>(b).expression);
      },
      [](const FetchedDefault&) { return true; });
}

/// Compares `a` with `b` and collects both what leads from one to the other and how to say it.
class Comparison {
 public:
  /// In the order in which they can be carried out.
  enum Phase {
    DropViews,
    DropKeys,
    DropIndexes,
    DropConstraints,
    DropColumns,
    DropTables,
    DropNames,
    Names,
    Types,
    Sequences,
    Tables,
    Columns,
    Alterations,
    Constraints,
    Indexes,
    Keys,
    Views,
  };
  struct Item {
    Phase phase = DropViews;
    Action action;
    Difference difference;
  };

  Comparison(const Schema& a, const Schema& b, Relation relation)
      : a_(a), b_(b), history_(relation == Relation::OneHistory) {}

  std::vector<Item> run() {
    PersistentMap<TableName, NamespaceState>::for_each_difference(
        a_.namespaces_, b_.namespaces_,
        [&](const TableName& key, const NamespaceState* x, const NamespaceState* y) {
          other(key.name, "schema", x, y, Phase::DropNames, Phase::Names, DropSchema{key.name},
                CreateSchema{key.name});
        });
    PersistentMap<TableName, TypeState>::for_each_difference(
        a_.types_, b_.types_,
        [&](const TableName& key, const TypeState* x, const TypeState* y) { type(key, x, y); });
    PersistentMap<TableName, SequenceState>::for_each_difference(
        a_.sequences_, b_.sequences_,
        [&](const TableName& key, const SequenceState* x, const SequenceState* y) {
          other(fmt::format("{}", key), "sequence", x, y, Phase::DropNames, Phase::Sequences,
                DropSequence{key}, y != nullptr ? y->sequence : CreateSequence{key});
        });
    PersistentMap<TableName, TableState>::for_each_difference(
        a_.tables_, b_.tables_,
        [&](const TableName& key, const TableState* x, const TableState* y) { table(key, x, y); });
    PersistentMap<TableName, Tombstone>::for_each_difference(
        a_.lost_indexes_, b_.lost_indexes_,
        [&](const TableName& key, const Tombstone* x, const Tombstone* y) {
          if (!history_ || x != nullptr || y == nullptr || !y->existed) return;
          add(Phase::DropIndexes, DropIndex{.name = {key.name}, .schema = key.schema},
              fmt::format("index `{}` missing", key.name), {}, y->where);
        });
    PersistentMap<TableName, ViewState>::for_each_difference(
        a_.views_, b_.views_, [&](const TableName& key, const ViewState* x, const ViewState* y) {
          other(fmt::format("{}", key), "view", x, y, Phase::DropViews, Phase::Views,
                DropView{key, x != nullptr && x->view.materialized},
                y != nullptr ? y->view : CreateView{key});
        });
    std::ranges::stable_sort(items_, {}, &Item::phase);
    return std::move(items_);
  }

 private:
  void add(Phase phase, Action action, std::string text, const Origin& expected,
           const Origin& found) {
    items_.push_back({phase, std::move(action), {std::move(text), expected, found, {}}});
  }

  /// Presence on both sides, as far as it is known: what one history tells of the first included.
  template <class State>
  std::pair<Presence, Presence> presence(const State* x, const State* y) const {
    const auto of = [](const State* state, bool open) {
      if (state != nullptr) return state->presence;
      return open ? Presence::Unknown : Presence::Absent;
    };
    Presence first = of(x, a_.is_open()), second = of(y, b_.is_open());
    if (history_ && x == nullptr && y != nullptr && second != Presence::Unknown) {
      first = y->existed ? Presence::Present : Presence::Absent;
    }
    return {first, second};
  }

  /// Things that are there or not, and no more.
  template <class State>
  void other(const std::string& name, std::string_view kind, const State* x, const State* y,
             Phase dropping, Phase creating, Action drop, Action create) {
    const auto [first, second] = presence(x, y);
    const Origin from = x != nullptr ? x->changed : Origin{};
    const Origin to = y != nullptr ? y->changed : Origin{};
    if (first == Presence::Present && second == Presence::Absent) {
      add(dropping, std::move(drop), fmt::format("{} `{}` missing", kind, name), from, to);
    } else if (first == Presence::Absent && second == Presence::Present) {
      add(creating, std::move(create), fmt::format("{} `{}` unexpected", kind, name), from, to);
    }
  }

  void type(const TableName& key, const TypeState* x, const TypeState* y) {
    const auto [first, second] = presence(x, y);
    if (first != Presence::Present || second != Presence::Present) {
      const bool domain = x != nullptr && std::holds_alternative<Domain>(x->type.kind);
      other(fmt::format("{}", key), "type", x, y, Phase::DropNames, Phase::Types,
            DropType{key, domain},
            y != nullptr ? CreateType{y->type, y->definition} : CreateType{});
      return;
    }
    if (x == nullptr || y == nullptr) return;
    const auto* from = std::get_if<Enum>(&x->type.kind);
    const auto* to = std::get_if<Enum>(&y->type.kind);
    if (from == nullptr || to == nullptr) return;
    for (std::size_t i = 0; i < to->values.size(); ++i) {
      const std::string& value = to->values[i];
      if (contains(from->values, value)) continue;
      AlterType alter{.name = key, .add_value = value};
      if (i > 0) {
        alter.after = to->values[i - 1];
      } else if (!from->values.empty()) {
        alter.before = from->values.front();
      }
      add(Phase::Types, std::move(alter),
          fmt::format("value `{}` of type `{}` unexpected", value, key), x->changed, y->changed);
    }
    for (const std::string& value : from->values) {
      if (contains(to->values, value)) continue;
      add(Phase::Types, Note{fmt::format("value {} of type {} cannot be dropped", value, key)},
          fmt::format("value `{}` of type `{}` missing", value, key), x->changed, y->changed);
    }
  }

  // ---- tables

  void table(const TableName& key, const TableState* x, const TableState* y) {
    const auto [first, second] = presence(x, y);
    const Origin from = x != nullptr ? x->changed : Origin{};
    const Origin to = y != nullptr ? y->changed : Origin{};
    if (first == Presence::Present && second == Presence::Absent) {
      add(Phase::DropTables, DropTable{key}, fmt::format("table `{}` missing", key), from, to);
    } else if (first == Presence::Absent && second == Presence::Present) {
      create(*y, fmt::format("table `{}` unexpected", key), from);
    } else if (first == Presence::Present && second == Presence::Present && y != nullptr) {
      TableState nothing;  // There before, and no more is known of it.
      nothing.complete = false;
      nothing.table.name = y->table.name;
      contents(x != nullptr ? *x : nothing, *y);
    }
  }

  /// Foreign keys come when all tables are there.
  void create(const TableState& state, std::string text, const Origin& from) {
    CreateTable create{state.table};
    std::erase_if(create.table.constraints, [&](const Constraint& constraint) {
      const auto* reference = std::get_if<ForeignKey>(&constraint);
      if (reference == nullptr || reference->referred == state.table.name) return false;
      items_.push_back({Phase::Keys, AddConstraint{state.table.name, constraint}, {}});
      return true;
    });
    add(Phase::Tables, std::move(create), std::move(text), from, state.changed);
  }

  void contents(const TableState& x, const TableState& y) {
    columns(x, y);
    constraints(x, y);
    indexes(x, y);
    const bool commented = x.complete && y.complete && x.table.comment != y.table.comment;
    if (!commented) return;
    add(Phase::Alterations, CommentTable{y.table.name, y.table.comment, x.table.comment},
        fmt::format("comment of table `{}` differs", y.table.name), x.changed, y.changed);
  }

  /// A part that the other side lacks is missing there only if that side is known well enough.
  bool lacks(const TableState& state, const Tombstones& dropped, std::string_view name) const {
    return state.complete || std::ranges::find(dropped, name, &Tombstone::name) != dropped.end();
  }
  /// A part that only the second side has was made in between.
  bool came_about(const TableState& x, const std::vector<std::string>& existed,
                  std::string_view name) const {
    return x.complete || (history_ && !contains(existed, name));
  }

  void columns(const TableState& x, const TableState& y) {
    const TableName& table = y.table.name;
    for (const Column& column : x.table.columns) {
      if (const Column* other = y.table.find_column(column.name)) {
        alter(table, column, *other);
      } else if (lacks(y, y.dropped_columns, column.name)) {
        add(Phase::DropColumns, DropColumn{table, column.name},
            column_label(table, column.name) + " missing", column.origin, y.changed);
      }
    }
    for (const Column& column : y.table.columns) {
      if (x.table.find_column(column.name) != nullptr) continue;
      if (!x.complete && y.existed && y.complete) continue;
      if (!came_about(x, y.existed_columns, column.name) &&
          std::ranges::find(x.dropped_columns, column.name, &Tombstone::name) ==
              x.dropped_columns.end()) {
        continue;
      }
      add(Phase::Columns, AddColumn{table, column},
          column_label(table, column.name) + " unexpected", x.changed, column.origin);
    }
    if (!history_) return;
    for (const Tombstone& tombstone : y.dropped_columns) {
      if (!tombstone.existed || x.table.find_column(tombstone.name) != nullptr) continue;
      if (std::ranges::find(x.dropped_columns, tombstone.name, &Tombstone::name) !=
          x.dropped_columns.end()) {
        continue;
      }
      add(Phase::DropColumns, DropColumn{table, tombstone.name},
          column_label(table, tombstone.name) + " missing", {}, tombstone.where);
    }
  }

  void alter(const TableName& table, const Column& from, const Column& to) {
    AlterColumn change{.table = table, .column = from.name};
    const auto differs = [&](std::string what) {
      add(Phase::Alterations, change, fmt::format("{} {}", column_label(table, from.name), what),
          from.origin, to.origin);
      change = {.table = table, .column = from.name};
    };
    change.existing.type = from.type;
    change.existing.nullable = from.nullable;
    if (!same_type(from.type, to.type)) {
      change.type = to.type;
      differs(fmt::format("is `{}` instead of `{}`", describe(to.type), describe(from.type)));
    }
    if (from.nullable != to.nullable && !from.primary_key && !to.primary_key) {
      change.nullable = to.nullable;
      differs(to.nullable ? "is nullable" : "is not nullable");
    }
    if (!same_default(from.server_default, to.server_default) && !counts(from) && !counts(to)) {
      change.server_default =
          to.has_server_default() ? std::optional(to.server_default) : std::optional<Default>();
      differs(!to.has_server_default()     ? "has lost its default"
              : !from.has_server_default() ? "has a default"
                                           : "has another default");
    }
    if (from.comment != to.comment) {
      change.comment = to.comment;
      differs("has another comment");
    }
  }
  /// A serial column has a default that its migration does not say.
  static bool counts(const Column& column) {
    const auto* expr = std::get_if<Expr>(&column.server_default);
    if (expr == nullptr) return false;
    const std::optional<std::string> text = simple_text(*expr);
    return text && text->find("nextval") != std::string::npos;
  }

  // ---- constraints and indexes

  bool same(const Constraint& a, const Constraint& b) const {
    if (a.index() != b.index() || !same_name(name_of(a), name_of(b))) return false;
    return match(
        a, [&](const PrimaryKey& x) { return x.columns == std::get<PrimaryKey>(b).columns; },
        [&](const Unique& x) { return x.columns == std::get<Unique>(b).columns; },
        [&](const ForeignKey& x) {
          const auto& y = std::get<ForeignKey>(b);
          const bool columns = x.referred_columns.empty() || y.referred_columns.empty() ||
                               x.referred_columns == y.referred_columns;
          return x.columns == y.columns && a_.key(x.referred) == a_.key(y.referred) && columns &&
                 equal_ignoring_case(action_of(x.on_delete), action_of(y.on_delete)) &&
                 equal_ignoring_case(action_of(x.on_update), action_of(y.on_update));
        },
        [&](const Check& x) {
          const auto& y = std::get<Check>(b);
          // A server rewrites conditions, so a name is all that can be held to.
          return (!x.name.empty() && x.name == y.name) || same_expression(x.condition, y.condition);
        },
        [&](const Exclude& x) { return x.name == std::get<Exclude>(b).name; });
  }
  bool same(const Index& a, const Index& b) const {
    if (!same_name(a.name, b.name) || a.unique != b.unique) return false;
    return std::ranges::equal(a.elements, b.elements,
                              [](const IndexElement& x, const IndexElement& y) {
                                return same_expression(x.expression, y.expression);
                              });
  }

  static Phase phase(const Constraint& constraint, bool dropping) {
    if (std::holds_alternative<ForeignKey>(constraint)) {
      return dropping ? Phase::DropKeys : Phase::Keys;
    }
    return dropping ? Phase::DropConstraints : Phase::Constraints;
  }
  /// It goes with a column of its own that goes.
  static bool falls_with_column(const TableState& y, const std::vector<std::string>& columns) {
    return std::ranges::any_of(
        columns, [&](const std::string& column) { return y.table.find_column(column) == nullptr; });
  }
  static std::vector<std::string> columns_of(const Constraint& constraint) {
    return match(
        constraint, [](const PrimaryKey& c) { return c.columns; },
        [](const Unique& c) { return c.columns; }, [](const ForeignKey& c) { return c.columns; },
        [](const Check& c) {
          return c.column.empty() ? std::vector<std::string>() : std::vector{c.column};
        },
        [](const Exclude&) { return std::vector<std::string>(); });
  }

  void constraints(const TableState& x, const TableState& y) {
    const TableName& table = y.table.name;
    const auto among = [&](const Constraint& constraint, const std::vector<Constraint>& list) {
      return std::ranges::any_of(list, [&](const Constraint& c) { return same(constraint, c); });
    };
    for (const Constraint& constraint : x.table.constraints) {
      const ObjectName& name = name_of(constraint);
      if (among(constraint, y.table.constraints)) continue;
      if (!lacks(y, y.dropped_constraints, name.text)) continue;
      if (y.complete && falls_with_column(y, columns_of(constraint))) continue;
      add(phase(constraint, true), DropConstraint{table, name, kind_of(constraint)},
          constraint_label(table, constraint) + " missing", origin_of(constraint), y.changed);
    }
    for (const Constraint& constraint : y.table.constraints) {
      if (among(constraint, x.table.constraints)) continue;
      if (!came_about(x, y.existed_constraints, name_of(constraint).text)) continue;
      if (!x.complete && y.existed && y.complete) continue;  // Told anew, not made.
      add(phase(constraint, false), AddConstraint{table, constraint},
          constraint_label(table, constraint) + " unexpected", x.changed, origin_of(constraint));
    }
    if (!history_) return;
    for (const Tombstone& tombstone : y.dropped_constraints) {
      const bool known = a_.find_constraint(table, tombstone.name) != nullptr ||
                         std::ranges::find(x.dropped_constraints, tombstone.name,
                                           &Tombstone::name) != x.dropped_constraints.end();
      if (!tombstone.existed || known) continue;
      add(Phase::DropConstraints, DropConstraint{table, {tombstone.name}},
          fmt::format("constraint `{}` of `{}` missing", tombstone.name, table), {},
          tombstone.where);
    }
  }

  void indexes(const TableState& x, const TableState& y) {
    const TableName& table = y.table.name;
    const auto among = [&](const Index& index, const std::vector<Index>& list) {
      return std::ranges::any_of(list, [&](const Index& i) { return same(index, i); });
    };
    const auto columns = [](const Index& index) {
      std::vector<std::string> names;
      for (const IndexElement& element : index.elements) {
        if (const auto* column = std::get_if<ColumnRef>(&element.expression.node)) {
          names.push_back(column->column);
        }
      }
      return names;
    };
    for (const Index& index : x.table.indexes) {
      if (among(index, y.table.indexes) || !lacks(y, y.dropped_indexes, index.name.text)) continue;
      if (y.complete && falls_with_column(y, columns(index))) continue;
      add(Phase::DropIndexes, DropIndex{.name = index.name, .table = table, .schema = table.schema},
          fmt::format("index `{}` of `{}` missing", index.name.text, table), index.origin,
          y.changed);
    }
    for (const Index& index : y.table.indexes) {
      if (among(index, x.table.indexes)) continue;
      if (!came_about(x, y.existed_indexes, index.name.text)) continue;
      if (!x.complete && y.existed && y.complete) continue;
      add(Phase::Indexes, CreateIndex{index},
          fmt::format("index `{}` of `{}` unexpected", index.name.text, table), x.changed,
          index.origin);
    }
    if (!history_) return;
    for (const Tombstone& tombstone : y.dropped_indexes) {
      const bool known = a_.find_index(table, tombstone.name) != nullptr ||
                         std::ranges::find(x.dropped_indexes, tombstone.name, &Tombstone::name) !=
                             x.dropped_indexes.end();
      if (!tombstone.existed || known) continue;
      add(Phase::DropIndexes,
          DropIndex{.name = {tombstone.name}, .table = table, .schema = table.schema},
          fmt::format("index `{}` of `{}` missing", tombstone.name, table), {}, tombstone.where);
    }
  }

  const Schema& a_;
  const Schema& b_;
  const bool history_;
  std::vector<Item> items_;
};

std::vector<Operation> diff(const Schema& from, const Schema& to, Relation relation) {
  std::vector<Operation> operations;
  for (Comparison::Item& item : Comparison(from, to, relation).run()) {
    operations.push_back({item.difference.found, std::move(item.action)});
  }
  return operations;
}

std::vector<Difference> differences(const Schema& expected, const Schema& found,
                                    Relation relation) {
  std::vector<Difference> result;
  for (Comparison::Item& item : Comparison(expected, found, relation).run()) {
    if (item.difference.text.empty()) continue;
    result.push_back(std::move(item.difference));
    result.back().action = std::move(item.action);
  }
  return result;
}

bool operator==(const Schema& a, const Schema& b) { return differences(a, b).empty(); }

}  // namespace migc::ir
