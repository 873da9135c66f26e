#include "compiler/json/check.h"

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "compiler/ir/walk.h"

namespace migc::json {
namespace {

using namespace ir;

class Checker {
 public:
  Checker(const Operation& operation, Diagnostics& diagnostics)
      : operation_(operation), diagnostics_(diagnostics) {}

  void check() {
    match(
        operation_.action,  //
        [&](const CreateTable& op) { table(op.table); },
        [&](const DropTable& op) { name(op.table); },
        [&](const RenameTable& op) {
          name(op.table);
          if (!op.new_schema) said(op.new_name, "the new name");
        },
        [&](const AddColumn& op) {
          name(op.table);
          column(op.column);
          for (const Constraint& each : op.constraints) constraint(each);
          for (const Index& each : op.indexes) index(each);
        },
        [&](const DropColumn& op) {
          name(op.table);
          said(op.column, "the column");
        },
        [&](const AlterColumn& op) {
          name(op.table);
          said(op.column, "the column");
          if (op.new_name) said(*op.new_name, "the new name");
          if (op.type) type(*op.type);
          if (op.existing.type) type(*op.existing.type);
        },
        [&](const AddConstraint& op) {
          name(op.table);
          constraint(op.constraint);
          if (const auto* key = std::get_if<PrimaryKey>(&op.constraint);
              key && key->columns.empty())
            wrong("a primary key has columns");
        },
        [&](const DropConstraint& op) { name(op.table); },
        [&](const CreateIndex& op) {
          name(op.index.table);
          index(op.index);
        },
        [&](const DropIndex& op) { said(op.name.text, "the index"); },
        [&](const RenameIndex& op) {
          said(op.name.text, "the index");
          said(op.new_name, "the new name");
        },
        [&](const RenameConstraint& op) {
          name(op.table);
          said(op.name, "the constraint");
          said(op.new_name, "the new name");
        },
        [&](const CommentTable& op) { name(op.table); },
        [&](const CreateType& op) { type(op.type); }, [&](const DropType& op) { name(op.name); },
        [&](const AlterType& op) {
          name(op.name);
          if (!op.add_value && !op.rename_value && !op.new_name && !op.new_schema)
            wrong(
                "nothing is changed: give `add_value`, `rename_value`, `new_name` or "
                "`new_schema`");
        },
        [&](const CreateSequence& op) { name(op.name); },
        [&](const DropSequence& op) { name(op.name); },
        [&](const CreateView& op) {
          name(op.name);
          said(op.definition, "the definition");
        },
        [&](const DropView& op) { name(op.name); },
        [&](const CreateSchema& op) { said(op.name, "the schema"); },
        [&](const DropSchema& op) { said(op.name, "the schema"); },
        [&](const InsertRows& op) { rows(op); },
        [&](const InsertSelect& op) {
          name(op.table);
          distinct(op.columns);
          select(op.select);
        },
        [&](const Update& op) {
          name(op.table.table);
          if (op.assignments.empty()) wrong("`assignments` is empty: an UPDATE sets something");
          for (const auto& [left, right] : op.assignments) {
            expression(left);
            expression(right);
          }
          if (op.where) expression(*op.where);
        },
        [&](const Delete& op) {
          name(op.table.table);
          if (op.where) expression(*op.where);
        },
        [&](const Truncate& op) {
          if (op.tables.empty()) wrong("no table is named");
          for (const TableName& each : op.tables) name(each);
        },
        [&](const Query& op) { select(op.select); }, [&](const Execute& op) { text(op.sql); },
        [&](const Batch& op) {
          name(op.table);
          json::check(op.operations, diagnostics_);
        },
        [&](const Autocommit& op) { json::check(op.operations, diagnostics_); },
        [&](const Note&) {});
  }

 private:
  void wrong(std::string what) {
    diagnostics_.error("invalid-definition", operation_.origin.where, "{}", what);
  }
  void said(std::string_view text, std::string_view what) {
    if (text.empty()) wrong(fmt::format("{} is empty", what));
  }
  void name(const TableName& name) { said(name.name, "a name"); }

  void distinct(const std::vector<std::string>& names) {
    std::set<std::string_view> seen;
    for (const std::string& each : names) {
      said(each, "the name of a column");
      if (!seen.insert(each).second)
        wrong(fmt::format("column `{}` is named twice", escape_controls(each)));
    }
  }

  void table(const Table& table) {
    name(table.name);
    std::vector<std::string> names;
    for (const Column& each : table.columns) {
      names.push_back(each.name);
      column(each);
    }
    distinct(names);
    for (const Constraint& each : table.constraints) {
      constraint(each);
      present(columns_of(each), names);
    }
    for (const Index& each : table.indexes) index(each);
  }
  static std::span<const std::string> columns_of(const Constraint& constraint) {
    return match(
        constraint,  //
        [](const PrimaryKey& key) -> std::span<const std::string> { return key.columns; },
        [](const Unique& unique) -> std::span<const std::string> { return unique.columns; },
        [](const ForeignKey& key) -> std::span<const std::string> { return key.columns; },
        [](const auto&) -> std::span<const std::string> { return {}; });
  }
  void present(std::span<const std::string> wanted, const std::vector<std::string>& names) {
    for (const std::string& each : wanted) {
      if (std::ranges::find(names, each) != names.end()) continue;
      wrong(fmt::format("the table has no column `{}`", escape_controls(each)));
    }
  }

  void column(const Column& column) {
    said(column.name, "the name of a column");
    type(column.type);
    if (const auto* value = std::get_if<Expr>(&column.server_default)) expression(*value);
    if (const auto* value = std::get_if<Computed>(&column.server_default)) {
      expression(value->expression);
    }
  }

  void constraint(const Constraint& constraint) {
    match(
        constraint, [](const PrimaryKey&) {},
        [&](const Unique& unique) {
          if (unique.columns.empty()) wrong("a unique constraint has columns");
        },
        [&](const ForeignKey& key) {
          name(key.referred);
          if (key.columns.empty()) wrong("a foreign key has columns");
          if (!key.referred_columns.empty() && key.referred_columns.size() != key.columns.size())
            wrong(fmt::format("a foreign key of {} columns refers to {}", key.columns.size(),
                              key.referred_columns.size()));
        },
        [&](const Check& check) { text(check.condition); },
        [&](const Exclude& exclude) {
          if (exclude.elements.empty()) wrong("an exclusion constraint has elements");
        });
  }
  void index(const Index& index) {
    if (index.elements.empty()) wrong("an index has columns or expressions");
    for (const IndexElement& each : index.elements) expression(each.expression);
  }

  void rows(const InsertRows& insert) {
    name(insert.table);
    distinct(insert.columns);
    if (insert.rows.empty() && !insert.default_values && !insert.bulk) {
      wrong("no rows: give `rows`, or `default_values`");
    }
    for (const std::vector<Expr>& row : insert.rows) {
      if (row.size() != insert.columns.size())
        wrong(fmt::format("a row has {} values for {} columns", row.size(), insert.columns.size()));
      for (const Expr& value : row) expression(value);
    }
  }

  void select(const Select& select) {
    walk(select, [&](const Expr& part) { node(part); });
  }
  void expression(const Expr& expr) {
    walk(expr, [&](const Expr& part) { node(part); });
  }
  void node(const Expr& expr) {
    if (const auto* column = std::get_if<ColumnRef>(&expr.node)) {
      if (!column->star) said(column->column, "the name of a column");
    } else if (const auto* function = std::get_if<Function>(&expr.node)) {
      said(function->name, "the name of a function");
    } else if (const auto* cast = std::get_if<Cast>(&expr.node)) {
      type(cast->type);
    } else if (const auto* cases = std::get_if<Case>(&expr.node)) {
      if (cases->whens.empty()) wrong("a CASE has at least one `when`");
    } else if (const auto* list = std::get_if<List>(&expr.node)) {
      if (list->items.empty()) wrong("a list of operands is empty");
    }
  }
  /// SQL text with something in it.
  void text(const Expr& sql) {
    expression(sql);
    const auto* raw = std::get_if<RawSql>(&sql.node);
    if (raw == nullptr) return;
    const bool blank = std::ranges::all_of(raw->pieces, [](const auto& piece) {
      const auto* words = std::get_if<std::string>(&piece);
      return words != nullptr && trim(*words).empty();
    });
    if (blank) wrong("the SQL is empty");
  }

  template <class Number>
  void at_least(std::optional<Number> value, Number least, std::string_view what) {
    if (value && *value < least) wrong(fmt::format("{} is {}", what, *value));
  }
  void type(const Type& type) {
    match(
        type.kind,  //
        [&](const Numeric& t) { at_least(t.precision, 1, "a precision"); },
        [&](const Float& t) { at_least(t.precision, 0, "a precision"); },
        [&](const String& t) { at_least(t.length, std::int64_t{0}, "a length"); },
        [&](const Binary& t) { at_least(t.length, std::int64_t{0}, "a length"); },
        [&](const Time& t) { at_least(t.precision, 0, "a precision"); },
        [&](const Timestamp& t) { at_least(t.precision, 0, "a precision"); },
        [&](const Integer& t) { at_least(t.display_width, 1, "a display width"); },
        [&](const Enum& t) {
          std::set<std::string_view> seen;
          for (const std::string& value : t.values) {
            if (!seen.insert(value).second)
              wrong(fmt::format("an enum has `{}` twice", escape_controls(value)));
          }
        },
        [&](const Array& t) {
          at_least(t.dimensions, 1, "the number of dimensions");
          this->type(*t.item);
        },
        [&](const Domain& t) { this->type(*t.base); },
        [&](const Named& t) { said(t.sql, "the name of a type"); }, [](const auto&) {});
    for (const auto& [dialect, variant] : type.variants) this->type(variant);
  }

  const Operation& operation_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check(const std::vector<Operation>& operations, Diagnostics& diagnostics) {
  for (const Operation& operation : operations) Checker(operation, diagnostics).check();
}

}  // namespace migc::json
