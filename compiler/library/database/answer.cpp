#include "compiler/library/database/answer.h"

#include <algorithm>
#include <array>
#include <map>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "compiler/library/database/cells.h"
#include "compiler/library/database/known_rows.h"
#include "compiler/library/database/query_functions.h"
#include "compiler/sql/query.h"

namespace migc::library {
namespace {

using ir::Operator;
using python::Value;

/// A table as a query sees it: columns under an alias, and rows.
struct Relation {
  struct Column {
    std::string alias, name;
  };
  struct Row {
    std::vector<Value> cells;
    bool perhaps = false;
  };
  std::vector<Column> columns;
  std::vector<Row> rows;
  bool unordered = false;  ///< A server may give the rows in any order.
};

/// One row of a relation, and the rows of the queries around it.
struct Frame {
  const Relation* relation = nullptr;
  const Relation::Row* row = nullptr;
  const Frame* outer = nullptr;
};

/// Carries a query out on what is known. What is not known ends it, with the reason.
class Engine {
 public:
  Engine(const ir::Schema& schema, const Outside& outside, Missing missing)
      : schema_(schema), outside_(outside), missing_(missing) {}

  /// An expression for one row, as it was at some time: what else there is now does not count.
  std::optional<Value> in_row(const ir::Expr& expr, const std::vector<std::string>& names,
                              const std::vector<Value>& cells) {
    alone_ = true;
    Relation relation;
    for (const std::string& name : names) relation.columns.push_back({"", name});
    relation.rows.push_back({cells, false});
    const Frame frame{&relation, cells.empty() ? nullptr : &relation.rows.front(), nullptr};
    return value(expr, frame);
  }

  std::optional<RowSet> run(const ir::Select& select, const Frame* outer = nullptr) {
    if (++depth_ > 40) return unknown("a query nested too deeply");
    std::optional<RowSet> result = query(select, outer);
    --depth_;
    return result;
  }

  std::string why;
  std::vector<std::string> empty, filled;

 private:
  std::nullopt_t unknown(std::string reason) {
    if (why.empty()) why = std::move(reason);
    return std::nullopt;
  }

  // ---- queries

  std::optional<RowSet> query(const ir::Select& select, const Frame* outer) {
    if (select.raw) return raw(**select.raw, outer);
    const std::size_t known = common_.size();
    for (const ir::CommonTable& table : select.with) {
      if (table.recursive) common_.push_back({table.name, RowSet{}});  // Starts without rows.
      std::optional<RowSet> rows = run(*table.select, outer);
      if (table.recursive) {
        common_.pop_back();
        if (rows && !rows->rows.empty()) rows = unknown("a recursive query with rows");
      }
      if (rows && !table.columns.empty()) rows->names = table.columns;
      common_.push_back({table.name, std::move(rows)});
    }
    std::optional<RowSet> result =
        !select.set_operator.empty() ? combined(select, outer) : plain(select, outer);
    common_.resize(known);
    return result;
  }

  std::optional<RowSet> raw(const ir::Expr& text, const Frame* outer) {
    const std::optional<std::string> sql = ir::plain_text(text);
    const std::optional<ir::Select> read =
        sql ? sql::read_query(*sql, outside_.dialect) : std::nullopt;
    if (!read) return unknown("the query cannot be read");
    return run(*read, outer);
  }

  std::optional<RowSet> combined(const ir::Select& select, const Frame* outer) {
    std::optional<RowSet> result;
    for (const ir::Select& part : select.parts) {
      std::optional<RowSet> rows = run(part, outer);
      if (select.set_operator.starts_with("UNION")) {
        if (!rows) return std::nullopt;
        if (result) {
          std::ranges::move(rows->rows, std::back_inserter(result->rows));
        } else {
          result = std::move(rows);
        }
        continue;
      }
      // EXCEPT and INTERSECT take rows away.
      if (!result) {
        if (!rows) return std::nullopt;
        result = std::move(rows);
        if (result->rows.empty()) return result;
      } else {
        return unknown("EXCEPT or INTERSECT of rows");
      }
    }
    if (result && result->rows.size() > 1 && select.set_operator == "UNION") {
      return unknown("UNION of rows that may be equal");
    }
    return result;
  }

  std::optional<RowSet> plain(const ir::Select& select, const Frame* outer) {
    if (!select.values.empty()) return unknown("VALUES as a query");
    Relation source;
    if (select.from.empty()) {
      source.rows.emplace_back();
    } else {
      std::optional<Relation> product = from(select.from, outer);
      if (!product) return std::nullopt;
      source = std::move(*product);
    }
    if (select.where && !filter(source, **select.where, outer)) return std::nullopt;

    if (select.limit) {
      const Frame frame{nullptr, nullptr, outer};
      const std::optional<Value> limit = value(**select.limit, frame);
      const auto number = limit ? limit->integer() : std::nullopt;
      if (number && *number == 0) source.rows.clear();
      if (!source.rows.empty() &&
          (!number ||
           (source.rows.size() > static_cast<std::size_t>(std::max<std::int64_t>(*number, 0)) &&
            select.order_by.empty()))) {
        return unknown("LIMIT over rows without an order");
      }
    }
    if (select.offset && !source.rows.empty()) return unknown("OFFSET over rows");

    const bool aggregate = std::ranges::any_of(
        select.columns, [&](const ir::Expr& column) { return aggregates_in(column); });
    RowSet result;
    for (const ir::Expr& column : select.columns) add_names(column, source, result.names);
    if (!select.group_by.empty() || select.having) {
      if (select.having && select.group_by.empty()) return unknown("HAVING without GROUP BY");
      if (source.rows.empty()) return result;
      return unknown("GROUP BY over rows");
    }
    if (aggregate) return aggregated(select, source, outer, std::move(result));
    if (source.rows.empty()) {
      // An unknown function could be an aggregate, which makes a row of none.
      for (const ir::Expr& column : select.columns) {
        if (!only_scalars(column)) return unknown("a function that may be an aggregate");
      }
      return result;
    }
    if (std::ranges::any_of(source.rows, &Relation::Row::perhaps)) {
      return unknown("rows that only the server knows");
    }
    if (source.rows.size() > 1 && !order(select, source, outer)) {
      return unknown("the order of the rows");
    }
    if (source.rows.size() > 1 && source.unordered && select.order_by.empty()) {
      return unknown("the order of the rows that the migrations put there");
    }
    for (const Relation::Row& row : source.rows) {
      const Frame frame{&source, &row, outer};
      std::vector<Value>& cells = result.rows.emplace_back();
      for (const ir::Expr& column : select.columns) {
        if (!append(column, frame, cells)) return std::nullopt;
      }
    }
    if (select.limit) {
      const Frame frame{nullptr, nullptr, outer};
      const std::optional<Value> limit = value(**select.limit, frame);
      const auto size = static_cast<std::size_t>(limit->integer().value_or(0));
      if (result.rows.size() > size) result.rows.resize(size);
    }
    if ((select.distinct || !select.distinct_on.empty()) && result.rows.size() > 1) {
      return unknown("DISTINCT over rows");
    }
    return result;
  }

  std::optional<RowSet> aggregated(const ir::Select& select, const Relation& source,
                                   const Frame* outer, RowSet result) {
    if (std::ranges::any_of(source.rows, &Relation::Row::perhaps)) {
      return unknown("rows that only the server knows");
    }
    group_ = &source;
    const Frame frame{&source, nullptr, outer};
    std::vector<Value>& cells = result.rows.emplace_back();
    for (const ir::Expr& column : select.columns) {
      std::optional<Value> cell = value(column, frame);
      if (!cell) {
        group_ = nullptr;
        return unknown("an aggregate over rows");
      }
      cells.push_back(std::move(*cell));
    }
    group_ = nullptr;
    return result;
  }

  /// False: their order is not known. A catalogue has none of its own; our order is by name.
  bool order(const ir::Select& select, Relation& source, const Frame* outer) {
    if (select.order_by.empty()) return true;  // In the order of names: assumed by whoever asks.
    for (auto key = select.order_by.rbegin(); key != select.order_by.rend(); ++key) {
      const ir::Expr* expr = &*key;
      bool descending = false;
      if (const auto* unary = std::get_if<ir::Unary>(&expr->node)) {
        if (unary->op != Operator::Descending && unary->op != Operator::Ascending) return false;
        descending = unary->op == Operator::Descending;
        expr = &*unary->operand;
      }
      std::vector<std::pair<std::string, std::size_t>> keys;
      for (std::size_t i = 0; i < source.rows.size(); ++i) {
        const Frame frame{&source, &source.rows[i], outer};
        const std::optional<Value> cell = value(*expr, frame);
        if (!cell) return false;
        if (const auto text = cell->text()) {
          // By the server's collation.
          if (source.unordered && !sorts_alike(*text)) return false;
          keys.emplace_back(std::string(*text), i);
        } else if (const auto number = cell->integer(); number && *number >= 0) {
          keys.emplace_back(fmt::format("{:020}", *number), i);
        } else {
          return false;
        }
      }
      std::ranges::stable_sort(keys, [&](const auto& a, const auto& b) {
        return descending ? b.first < a.first : a.first < b.first;
      });
      const auto tie = std::ranges::adjacent_find(
          keys, [](const auto& a, const auto& b) { return a.first == b.first; });
      if (source.unordered && tie != keys.end()) return false;
      std::vector<Relation::Row> sorted;
      for (const auto& [_, i] : keys) sorted.push_back(source.rows[i]);
      source.rows = std::move(sorted);
    }
    return true;
  }

  void add_names(const ir::Expr& column, const Relation& source, std::vector<std::string>& names) {
    if (const auto* label = std::get_if<ir::Labeled>(&column.node)) {
      names.push_back(label->name);
    } else if (const auto* reference = std::get_if<ir::ColumnRef>(&column.node)) {
      if (!reference->star) {
        names.push_back(reference->column);
        return;
      }
      for (const Relation::Column& each : source.columns) {
        if (reference->table.name.empty() || each.alias == reference->table.name) {
          names.push_back(each.name);
        }
      }
    } else if (const auto* function = std::get_if<ir::Function>(&column.node)) {
      names.push_back(function->name);
    } else {
      names.emplace_back("?column?");
    }
  }

  bool append(const ir::Expr& column, const Frame& frame, std::vector<Value>& cells) {
    const auto* reference = std::get_if<ir::ColumnRef>(&column.node);
    const bool star = reference && reference->star;
    const auto* keyword = std::get_if<ir::Keyword>(&column.node);
    if (!star && !(keyword && keyword->word == ir::Keyword::Word::Star)) {
      std::optional<Value> cell = value(column, frame);
      if (cell) cell = fetched(std::move(*cell), column);
      // A cell that is not known may not matter.
      cells.push_back(cell ? std::move(*cell) : Value::unknown({}, "a value in the database"));
      return true;
    }
    for (std::size_t i = 0; frame.relation && i < frame.relation->columns.size(); ++i) {
      if (!reference || reference->table.name.empty() ||
          frame.relation->columns[i].alias == reference->table.name) {
        std::optional<Value> cell = fetched(frame.row->cells[i], column);
        cells.push_back(cell ? std::move(*cell) : Value::unknown({}, "a value in the database"));
      }
    }
    return true;
  }
  /// A value as it comes back: the type that a query gives a column may make something else of it.
  std::optional<Value> fetched(Value value, const ir::Expr& column) const {
    const ir::Expr* expr = &column;
    while (const auto* label = std::get_if<ir::Labeled>(&expr->node)) expr = &*label->inner;
    const auto* reference = std::get_if<ir::ColumnRef>(&expr->node);
    if (value.is_none() && !(reference && reference->type.coerces_values)) return value;
    const bool raw = !reference || std::holds_alternative<ir::NullType>(reference->type.kind);
    const bool truth = reference && std::holds_alternative<ir::Boolean>(reference->type.kind);
    if (value.as<bool>() && !truth && outside_.dialect != "postgresql") {
      return Value::integer(*value.as<bool>() ? 1 : 0);
    }
    if (raw || (truth && !reference->type.coerces_values)) return value;
    const bool plain = std::holds_alternative<ir::Integer>(reference->type.kind) ||
                       std::holds_alternative<ir::String>(reference->type.kind);
    if (!plain || reference->type.coerces_values) return std::nullopt;
    return value;
  }

  // ---- FROM

  std::optional<Relation> from(const std::vector<ir::FromItem>& items, const Frame* outer) {
    std::vector<std::optional<Relation>> relations;
    for (const ir::FromItem& item : items) relations.push_back(relation(item, outer));
    return product(std::move(relations));
  }

  /// Without rows as soon as one of them is.
  std::optional<Relation> product(std::vector<std::optional<Relation>> relations) {
    for (std::optional<Relation>& one : relations) {
      if (one && one->rows.empty()) return std::move(one);
    }
    std::optional<Relation> result;
    for (std::optional<Relation>& one : relations) {
      if (!one) return std::nullopt;
      result = result ? crossed(*result, *one) : std::move(one);
      if (!result) return std::nullopt;
    }
    return result;
  }

  std::optional<Relation> crossed(const Relation& left, const Relation& right) {
    Relation result;
    result.columns = left.columns;
    result.unordered = left.unordered || right.unordered;
    std::ranges::copy(right.columns, std::back_inserter(result.columns));
    if (left.rows.size() * right.rows.size() > 200000) return unknown("a query over too much");
    for (const Relation::Row& a : left.rows) {
      for (const Relation::Row& b : right.rows) result.rows.push_back(joined(a, b));
    }
    return result;
  }
  static Relation::Row joined(const Relation::Row& a, const Relation::Row& b) {
    Relation::Row row{a.cells, a.perhaps || b.perhaps};
    std::ranges::copy(b.cells, std::back_inserter(row.cells));
    return row;
  }

  std::optional<Relation> relation(const ir::FromItem& item, const Frame* outer) {
    return match(
        item.node,
        [&](const ir::TableRef& table) -> std::optional<Relation> { return table_of(table); },
        [&](const ir::SubqueryRef& subquery) -> std::optional<Relation> {
          if (subquery.lateral) return unknown("a lateral subquery");
          std::optional<RowSet> rows = run(*subquery.select, outer);
          if (!rows) return std::nullopt;
          if (!subquery.column_names.empty()) rows->names = subquery.column_names;
          return as_relation(*rows, subquery.alias);
        },
        [&](const ir::FunctionRef&) -> std::optional<Relation> {
          return unknown("rows that a function makes");
        },
        [&](const ir::ValuesRef&) -> std::optional<Relation> { return unknown("VALUES"); },
        [&](const ir::Join& join) -> std::optional<Relation> { return join_of(join, outer); },
        [&](const ir::RawFrom& text) -> std::optional<Relation> {
          const std::optional<std::string> name = ir::plain_text(text.text);
          const auto read =
              name ? sql::read_query("SELECT * FROM " + *name, outside_.dialect) : std::nullopt;
          if (!read) return unknown("FROM a text that cannot be read");
          return from(read->from, outer);
        });
  }

  std::optional<Relation> join_of(const ir::Join& join, const Frame* outer) {
    std::optional<Relation> left = relation(*join.left, outer);
    const bool inner = join.kind == ir::Join::Kind::Inner || join.kind == ir::Join::Kind::Cross;
    if (left && left->rows.empty() && join.kind != ir::Join::Kind::Full) return left;
    std::optional<Relation> right = relation(*join.right, outer);
    if (inner && right && right->rows.empty()) return right;
    if (!left || !right) return std::nullopt;
    if (join.kind == ir::Join::Kind::Full) {
      if (left->rows.empty() && right->rows.empty()) return left;
      return unknown("a FULL JOIN of rows");
    }
    if (inner) {
      std::optional<Relation> both = crossed(*left, *right);
      if (!both || (join.on && !filter(*both, *join.on, outer))) return std::nullopt;
      return both;
    }
    Relation result;
    result.columns = left->columns;
    result.unordered = left->unordered || right->unordered;
    std::ranges::copy(right->columns, std::back_inserter(result.columns));
    for (const Relation::Row& row : left->rows) {
      Relation one;
      one.columns = result.columns;
      for (const Relation::Row& other : right->rows) one.rows.push_back(joined(row, other));
      if (join.on && !filter(one, *join.on, outer)) return std::nullopt;
      if (std::ranges::any_of(one.rows, &Relation::Row::perhaps) && !row.perhaps) {
        return unknown("rows that only the server knows");
      }
      if (one.rows.empty()) {
        Relation::Row alone = row;
        alone.cells.resize(result.columns.size(), Value::none());
        one.rows.push_back(std::move(alone));
      }
      std::ranges::move(one.rows, std::back_inserter(result.rows));
    }
    return result;
  }

  static Relation as_relation(const RowSet& rows, const std::string& alias) {
    Relation result;
    for (const std::string& name : rows.names) result.columns.push_back({alias, name});
    for (const std::vector<Value>& row : rows.rows) result.rows.push_back({row, false});
    return result;
  }

  std::optional<Relation> table_of(const ir::TableRef& table) {
    if (alone_) return unknown("the rows of a table at an earlier time");
    const std::string alias = table.alias.empty() ? table.table.name : table.alias;
    if (table.table.schema.empty()) {
      for (auto known = common_.rbegin(); known != common_.rend(); ++known) {
        if (known->first != table.table.name) continue;
        if (!known->second) return unknown("a query in WITH");
        return as_relation(*known->second, alias);
      }
    }
    if (is_catalog(table.table)) return catalog_of(table.table, alias);
    const ir::TableState* state = schema_.find_state(table.table);
    const ir::Presence presence = schema_.table(table.table);
    if (presence == ir::Presence::Absent) {
      if (schema_.view(table.table) != ir::Presence::Absent) {
        return unknown(fmt::format("the rows of the view `{}` are not known", table.table));
      }
      if (state == nullptr && missing_ == Missing::Empty &&
          schema_.rows(table.table) == ir::Rows::None &&
          !schema_.references_to(table.table).empty()) {
        empty.push_back(fmt::format("{}", table.table));
        return Relation{};
      }
      return unknown(fmt::format("table `{}` does not exist at this point", table.table));
    }
    if (presence == ir::Presence::Unknown) {
      return unknown(fmt::format("whether table `{}` has rows is not known", table.table));
    }
    Relation result;
    for (const ir::Column& column : state->table.columns) {
      result.columns.push_back({alias, column.name});
    }
    if (schema_.rows(table.table) == ir::Rows::None) {
      empty.push_back(fmt::format("{}", table.table));
      return result;
    }
    std::optional<KnownRows> known = known_rows(*state, schema_, outside_);
    if (!known) return unknown(fmt::format("table `{}` may have rows", table.table));
    for (KnownRows::Row& row : known->rows) {
      result.rows.push_back({std::move(row.cells), row.perhaps});
    }
    result.unordered = true;
    filled.push_back(fmt::format("{}", table.table));
    return result;
  }

  std::optional<Relation> catalog_of(const ir::TableName& name, const std::string& alias) {
    if (schema_.is_open()) return unknown("what the database held before is not known");
    std::optional<Catalog> found = catalog(name, schema_, outside_);
    if (!found) return unknown(fmt::format("`{}` is only known to the database", name));
    Relation result;
    for (std::string& column : found->columns) result.columns.push_back({alias, std::move(column)});
    for (Catalog::Row& row : found->rows) {
      result.rows.push_back({std::move(row.cells), row.perhaps});
    }
    return result;
  }

  /// False: not known for some row.
  bool filter(Relation& relation, const ir::Expr& condition, const Frame* outer) {
    std::vector<Relation::Row> kept;
    for (Relation::Row& row : relation.rows) {
      const Frame frame{&relation, &row, outer};
      const Truth truth = decide(condition, frame);
      if (truth == Truth::Unknown) {
        if (row.perhaps) {
          kept.push_back(std::move(row));
          continue;
        }
        unknown("a condition that only the database can decide");
        return false;
      }
      if (truth == Truth::True) kept.push_back(std::move(row));
    }
    relation.rows = std::move(kept);
    return true;
  }

  // ---- expressions

  enum class Truth { False, True, Null, Unknown };

  static Truth truth_of(const std::optional<Value>& value) {
    if (!value || value->is_unknown()) return Truth::Unknown;
    if (value->is_none()) return Truth::Null;
    if (const auto flag = value->boolean()) return *flag ? Truth::True : Truth::False;
    if (const auto number = value->integer()) return *number != 0 ? Truth::True : Truth::False;
    return Truth::Unknown;
  }
  static std::optional<Value> value_of(Truth truth) {
    if (truth == Truth::Unknown) return std::nullopt;
    if (truth == Truth::Null) return Value::none();
    return Value::boolean(truth == Truth::True);
  }

  Truth decide(const ir::Expr& expr, const Frame& frame) {
    if (const auto* list = std::get_if<ir::List>(&expr.node);
        list && (list->op == Operator::And || list->op == Operator::Or)) {
      const Truth absorbing = list->op == Operator::And ? Truth::False : Truth::True;
      const Truth neutral = list->op == Operator::And ? Truth::True : Truth::False;
      Truth result = neutral;
      for (const ir::Expr& item : list->items) {
        const Truth truth = decide(item, frame);
        if (truth == absorbing) return absorbing;
        if (truth == Truth::Unknown) result = Truth::Unknown;
        if (truth == Truth::Null && result == neutral) result = Truth::Null;
      }
      return result;
    }
    if (const auto* group = std::get_if<ir::Group>(&expr.node)) return decide(*group->inner, frame);
    return truth_of(value(expr, frame));
  }

  std::optional<Value> value(const ir::Expr& expr, const Frame& frame) {
    return match(
        expr.node, [&](const ir::Literal& literal) { return cell_of(literal.value); },
        [&](const ir::ColumnRef& column) { return cell(column, frame); },
        [&](const ir::Keyword& keyword) -> std::optional<Value> {
          if (keyword.word == ir::Keyword::Word::Null) return Value::none();
          if (keyword.word == ir::Keyword::Word::True) return Value::boolean(true);
          if (keyword.word == ir::Keyword::Word::False) return Value::boolean(false);
          return std::nullopt;
        },
        [&](const ir::Group& group) { return value(*group.inner, frame); },
        [&](const ir::Labeled& label) { return value(*label.inner, frame); },
        [&](const ir::Cast& cast) { return cast_of(cast, frame); },
        [&](const ir::Function& function) { return function_of(function, frame); },
        [&](const ir::BinaryExpr& binary) { return binary_of(binary, frame); },
        [&](const ir::Unary& unary) { return unary_of(unary, frame); },
        [&](const ir::List& list) -> std::optional<Value> {
          if (list.op != Operator::And && list.op != Operator::Or) return std::nullopt;
          return value_of(decide(expr, frame));
        },
        [&](const ir::Subquery& subquery) -> std::optional<Value> {
          const std::optional<RowSet> rows = quiet(*subquery.select, &frame);
          if (!rows || rows->rows.size() > 1) return std::nullopt;
          if (rows->rows.empty() || rows->rows.front().empty()) return Value::none();
          return rows->rows.front().front();
        },
        [&](const ir::RawSql& raw) -> std::optional<Value> {
          const std::optional<std::string> text = ir::plain_text({raw});
          const auto read =
              text ? sql::read_query("SELECT " + *text, outside_.dialect) : std::nullopt;
          if (!read || read->columns.size() != 1 || !read->from.empty()) return std::nullopt;
          if (read->limit || read->where || !read->order_by.empty()) return std::nullopt;
          return value(read->columns.front(), frame);
        },
        [&](const auto&) -> std::optional<Value> { return std::nullopt; });
  }

  /// A query within an expression: that it is not known need not end everything.
  std::optional<RowSet> quiet(const ir::Select& select, const Frame* frame) {
    const Relation* group = std::exchange(group_, nullptr);
    const std::string before = why;
    std::optional<RowSet> rows = run(select, frame);
    if (!rows) why = before;
    group_ = group;
    return rows;
  }

  std::optional<Value> cell(const ir::ColumnRef& column, const Frame& frame) {
    const bool folds = schema_.naming().fold_case || outside_.dialect != "postgresql" ||
                       column.column == ascii_lower(column.column);
    const auto same = [&](std::string_view a, std::string_view b) {
      return folds ? ascii_lower(a) == ascii_lower(b) : a == b;
    };
    for (const Frame* at = &frame; at; at = at->outer) {
      if (!at->relation || !at->row) continue;
      for (std::size_t i = 0; i < at->relation->columns.size(); ++i) {
        const Relation::Column& each = at->relation->columns[i];
        if (!same(each.name, column.column)) continue;
        if (!column.table.name.empty() && !same(each.alias, column.table.name)) continue;
        const Value& found = at->row->cells[i];
        if (found.is_unknown()) return std::nullopt;
        return found;
      }
    }
    return std::nullopt;
  }

  std::optional<Value> cast_of(const ir::Cast& cast, const Frame& frame) {
    std::optional<Value> operand = value(*cast.operand, frame);
    const auto* named = std::get_if<ir::Named>(&cast.type.kind);
    if (!operand || !named || operand->is_none()) return operand;
    const std::string type = ascii_lower(named->sql);
    const auto text = operand->text();
    if (type == "regclass" && text) return regclass(*text);
    if (type == "text" || type == "varchar" || type == "name" || type == "oid" ||
        type == "bpchar" || type == "sql_identifier") {
      return text ? operand : std::nullopt;
    }
    return std::nullopt;
  }

  std::optional<Value> regclass(std::string_view text) const {
    if (alone_) return std::nullopt;
    if (!text.empty() && text.front() == '\x04') return Value::text(std::string(text));
    const std::string name = replace_all(std::string(text), "\"", "");
    const std::size_t dot = name.find('.');
    ir::TableName table{dot == std::string::npos ? "" : name.substr(0, dot),
                        dot == std::string::npos ? name : name.substr(dot + 1)};
    const ir::TableState* state = schema_.find_state(table);
    if (state && state->presence == ir::Presence::Present) {
      return Value::text(object_id("class", state->table.name));
    }
    if (schema_.naming().indexes_in_schema && state == nullptr) {
      const ir::Index* index = schema_.find_index_in(table.schema, table.name);
      if (index != nullptr && schema_.table(index->table) == ir::Presence::Present) {
        return Value::text(object_id("class", {index->table.schema, index->name.text}));
      }
    }
    if (schema_.table(table) == ir::Presence::Absent &&
        schema_.view(table) == ir::Presence::Absent && !schema_.find_index(table.name) &&
        !schema_.find_sequence(table)) {
      return Value::none();
    }
    return std::nullopt;
  }

  std::optional<Value> function_of(const ir::Function& function, const Frame& frame) {
    const std::string name = ascii_lower(function.name);
    if (group_ && is_aggregate(name)) {
      if (name == "count") {
        const ir::Expr* counted = function.arguments.empty() ? nullptr : &function.arguments[0];
        const auto* keyword = counted ? std::get_if<ir::Keyword>(&counted->node) : nullptr;
        if (!counted || (keyword && keyword->word == ir::Keyword::Word::Star) ||
            std::holds_alternative<ir::Literal>(counted->node)) {
          return Value::integer(static_cast<std::int64_t>(group_->rows.size()));
        }
      }
      const Relation* group = std::exchange(group_, nullptr);
      std::vector<std::optional<Value>> values;
      for (const Relation::Row& row : group->rows) {
        values.push_back(function.arguments.size() == 1
                             ? value(function.arguments[0], Frame{group, &row, frame.outer})
                             : std::nullopt);
      }
      group_ = group;
      return aggregate(name, values);
    }
    if (name == "current_schema" || name == "database" || name == "schema") {
      return Value::text(default_schema(schema_, outside_));
    }
    if (name == "to_regclass" && function.arguments.size() == 1) {
      const std::optional<Value> text = value(function.arguments[0], frame);
      if (!text || !text->text()) return std::nullopt;
      return regclass(*text->text());
    }
    if (name == "coalesce" || name == "ifnull") {
      for (const ir::Expr& argument : function.arguments) {
        std::optional<Value> item = value(argument, frame);
        if (!item || !item->is_none()) return item;
      }
      return Value::none();
    }
    if ((name == "lower" || name == "upper") && function.arguments.size() == 1) {
      const std::optional<Value> text = value(function.arguments[0], frame);
      if (!text || !text->text() || name == "upper") return std::nullopt;
      return Value::text(ascii_lower(*text->text()));
    }
    return std::nullopt;
  }

  std::optional<Value> binary_of(const ir::BinaryExpr& binary, const Frame& frame) {
    const std::optional<Value> left = value(*binary.left, frame);
    if (binary.op == Operator::In || binary.op == Operator::NotIn) {
      return contained(binary, left, frame);
    }
    const std::optional<Value> right = value(*binary.right, frame);
    if (!left || !right) return std::nullopt;
    const bool null = left->is_none() || right->is_none();
    switch (binary.op) {
      case Operator::Is:
      case Operator::IsNot: {
        const std::optional<bool> same = null ? std::optional(left->is_none() && right->is_none())
                                              : same_cell(*left, *right, outside_.dialect);
        if (!same) return std::nullopt;
        return Value::boolean(*same == (binary.op == Operator::Is));
      }
      case Operator::Equal:
      case Operator::NotEqual: {
        if (null) return Value::none();
        const std::optional<bool> same = same_cell(*left, *right, outside_.dialect);
        if (!same) return std::nullopt;
        return Value::boolean(*same == (binary.op == Operator::Equal));
      }
      case Operator::Less:
      case Operator::LessEqual:
      case Operator::Greater:
      case Operator::GreaterEqual: {
        if (null) return Value::none();
        const auto a = left->integer(), b = right->integer();
        if (!a || !b) return std::nullopt;
        if (binary.op == Operator::Less) return Value::boolean(*a < *b);
        if (binary.op == Operator::LessEqual) return Value::boolean(*a <= *b);
        if (binary.op == Operator::Greater) return Value::boolean(*a > *b);
        return Value::boolean(*a >= *b);
      }
      case Operator::Like:
      case Operator::NotLike: {
        if (null) return Value::none();
        if (!left->text() || !right->text() || is_foreign(*left) || binary.escape) {
          return std::nullopt;
        }
        if (outside_.dialect != "postgresql") return std::nullopt;  // Folds case, or not.
        return Value::boolean(is_like(*left->text(), *right->text()) ==
                              (binary.op == Operator::Like));
      }
      case Operator::Add:
      case Operator::Subtract: {
        if (null) return Value::none();
        const auto a = left->integer(), b = right->integer();
        if (!a || !b) return std::nullopt;
        return Value::integer(binary.op == Operator::Add ? *a + *b : *a - *b);
      }
      default:
        return std::nullopt;
    }
  }

  std::optional<Value> contained(const ir::BinaryExpr& binary, const std::optional<Value>& left,
                                 const Frame& frame) {
    std::vector<std::optional<Value>> items;
    const ir::Expr* right = &*binary.right;
    while (const auto* group = std::get_if<ir::Group>(&right->node)) right = &*group->inner;
    if (const auto* list = std::get_if<ir::List>(&right->node); list) {
      for (const ir::Expr& item : list->items) items.push_back(value(item, frame));
    } else if (const auto* subquery = std::get_if<ir::Subquery>(&right->node)) {
      const std::optional<RowSet> rows = quiet(*subquery->select, &frame);
      if (!rows) return std::nullopt;
      for (const auto& row : rows->rows) {
        items.push_back(row.size() == 1 && !row[0].is_unknown() ? std::optional(row[0])
                                                                : std::nullopt);
      }
    } else {
      return std::nullopt;
    }
    const bool wanted = binary.op == Operator::In;
    if (items.empty()) return Value::boolean(!wanted);
    if (!left) return std::nullopt;
    if (left->is_none()) return Value::none();
    bool certain = true, null = false;
    for (const std::optional<Value>& item : items) {
      if (item && item->is_none()) null = true;
      const std::optional<bool> same = item && !item->is_none()
                                           ? same_cell(*left, *item, outside_.dialect)
                                           : std::optional(false);
      if (!item || !same) certain = false;
      if (item && same == true) return Value::boolean(wanted);
    }
    if (!certain) return std::nullopt;
    if (null) return Value::none();
    return Value::boolean(!wanted);
  }

  std::optional<Value> unary_of(const ir::Unary& unary, const Frame& frame) {
    if (unary.op == Operator::Not) {
      const Truth truth = decide(*unary.operand, frame);
      if (truth == Truth::True) return Value::boolean(false);
      if (truth == Truth::False) return Value::boolean(true);
      return value_of(truth);
    }
    if (unary.op == Operator::Exists) {
      const ir::Expr* operand = &*unary.operand;
      while (const auto* group = std::get_if<ir::Group>(&operand->node)) operand = &*group->inner;
      const auto* subquery = std::get_if<ir::Subquery>(&operand->node);
      const std::optional<RowSet> rows = subquery ? quiet(*subquery->select, &frame) : std::nullopt;
      if (!rows) return std::nullopt;
      return Value::boolean(!rows->rows.empty());
    }
    return std::nullopt;
  }

  // ---- what a column's expression is made of

  template <class F>
  bool any_function(const ir::Expr& expr, F&& test) const {
    return match(
        expr.node,
        [&](const ir::Function& function) {
          return test(function.name) ||
                 std::ranges::any_of(function.arguments,
                                     [&](const ir::Expr& e) { return any_function(e, test); });
        },
        [&](const ir::Labeled& label) { return any_function(*label.inner, test); },
        [&](const ir::Group& group) { return any_function(*group.inner, test); },
        [&](const ir::Cast& cast) { return any_function(*cast.operand, test); },
        [&](const ir::Unary& unary) {
          return unary.op != Operator::Exists && any_function(*unary.operand, test);
        },
        [&](const ir::BinaryExpr& binary) {
          return any_function(*binary.left, test) || any_function(*binary.right, test);
        },
        [&](const ir::List& list) {
          return std::ranges::any_of(list.items,
                                     [&](const ir::Expr& e) { return any_function(e, test); });
        },
        [&](const ir::RawSql& raw) {
          const std::optional<std::string> text = ir::plain_text({raw});
          if (!text) return test("");
          const auto read = sql::read_query("SELECT " + *text, outside_.dialect);
          if (!read) return test("");
          return std::ranges::any_of(read->columns,
                                     [&](const ir::Expr& e) { return any_function(e, test); });
        },
        [&](const ir::Case& c) {
          return std::ranges::any_of(c.whens,
                                     [&](const auto& when) {
                                       return any_function(when.first, test) ||
                                              any_function(when.second, test);
                                     }) ||
                 (c.otherwise && any_function(**c.otherwise, test));
        },
        [&](const ir::Literal&) { return false; }, [&](const ir::ColumnRef&) { return false; },
        [&](const ir::Keyword&) { return false; }, [&](const ir::Subquery&) { return false; },
        [&](const ir::Extract& extract) { return any_function(*extract.operand, test); },
        [&](const ir::Over& over) {  // Gives a value for each row.
          const auto* function = std::get_if<ir::Function>(&over.element->node);
          const auto any = [&](const std::vector<ir::Expr>& list) {
            return std::ranges::any_of(list,
                                       [&](const ir::Expr& e) { return any_function(e, test); });
          };
          return (function ? any(function->arguments) : any_function(*over.element, test)) ||
                 any(over.partition_by) || any(over.order_by);
        },
        [&](const auto&) { return test(""); });
  }
  bool aggregates_in(const ir::Expr& expr) const {
    return any_function(expr, [](std::string_view name) { return is_aggregate(name); });
  }
  bool only_scalars(const ir::Expr& expr) const {
    return !any_function(expr, [](std::string_view name) { return !is_scalar(name); });
  }

  const ir::Schema& schema_;
  const Outside& outside_;
  Missing missing_;
  std::vector<std::pair<std::string, std::optional<RowSet>>> common_;
  const Relation* group_ = nullptr;
  int depth_ = 0;
  bool alone_ = false;
};

}  // namespace

Answer answer(const ir::Select& select, const ir::Schema& schema, const Outside& outside,
              Missing missing) {
  Engine engine(schema, outside, missing);
  Answer result;
  result.rows = engine.run(select);
  if (result.rows) result.count = static_cast<std::int64_t>(result.rows->rows.size());
  result.why = std::move(engine.why);
  result.empty = std::move(engine.empty);
  result.filled = std::move(engine.filled);
  return result;
}

std::optional<Value> value_in_row(const ir::Expr& expr, const std::vector<std::string>& names,
                                  const std::vector<Value>& cells, const ir::Schema& schema,
                                  const Outside& outside) {
  return Engine(schema, outside, Missing::Unknown).in_row(expr, names, cells);
}

}  // namespace migc::library
