#include <algorithm>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "compiler/library/alembic/directives.h"
#include "compiler/library/sqlalchemy/schema.h"

namespace migc::library {

using python::Call;
using python::Value;

namespace {

std::string schema_text(const std::optional<SqlName>& schema) {
  return schema ? schema->text : std::string();
}

Origin origin_of_call(const Call& call) { return {call.span, call.evaluator.outermost_call()}; }

/// The columns of a constraint or index: a list of names, or one string, through whose characters
/// Python would go.
struct ColumnList {
  std::vector<Value> values;
};

}  // namespace
}  // namespace migc::library

namespace migc::python {
static bool from_value(const Value& value, library::ColumnList& out, const Binding& binding) {
  if (const auto text = value.text()) {
    for (std::size_t at = 0; at < text->size();) {
      const std::size_t begin = at;
      decode_utf8(*text, at);
      out.values.push_back(Value::text(std::string(text->substr(begin, at - begin)), value.span));
    }
    return true;
  }
  return from_value(value, out.values, binding);
}
}  // namespace migc::python

namespace migc::library {
namespace {

void add(const Directive& directive, const ConstraintItem& item, const ir::TableName& table,
         const Call& call) {
  std::optional<ir::Constraint> constraint =
      build_constraint(item, table, target_naming(call), call);
  if (constraint) directive.emit(ir::AddConstraint{table, std::move(*constraint)});
}

}  // namespace

// op.create_primary_key(constraint_name, table_name, columns, *, schema=None)
// batch_op.create_primary_key(constraint_name, columns)
Value create_primary_key(const Call& call) {
  const Directive directive(call);
  std::optional<SqlName> name, schema;
  SqlName table;
  ConstraintItem item;
  ColumnList columns;
  if (directive.batch() ? !call.bind({{"constraint_name", name}, {"columns", columns}})
                        : !call.bind({{"constraint_name", name},
                                      {"table_name", table},
                                      {"columns", columns},
                                      {"*"},
                                      {"schema", schema}})) {
    return Value::none();
  }
  if (name) item.name = *name;
  item.columns = std::move(columns.values);
  item.constraint = ir::PrimaryKey{.origin = origin_of_call(call)};
  add(directive, item, directive.batch() ? directive.table() : table.table(schema_text(schema)),
      call);
  return Value::none(call.span);
}

// op.create_unique_constraint(constraint_name, table_name, columns, *, schema=None, **kw)
// batch_op.create_unique_constraint(constraint_name, columns, **kw)
Value create_unique_constraint(const Call& call) {
  const Directive directive(call);
  std::optional<SqlName> name, schema;
  SqlName table;
  ConstraintItem item;
  ColumnList columns;
  std::optional<bool> deferrable;
  std::optional<std::string> initially;
  std::optional<Value> info;
  python::Options keywords;
  if (directive.batch() ? !call.bind({{"constraint_name", name},
                                      {"columns", columns},
                                      {"*"},
                                      {"deferrable", deferrable},
                                      {"initially", initially},
                                      {"info", info},
                                      {"kw", keywords}})
                        : !call.bind({{"constraint_name", name},
                                      {"table_name", table},
                                      {"columns", columns},
                                      {"*"},
                                      {"schema", schema},
                                      {"deferrable", deferrable},
                                      {"initially", initially},
                                      {"info", info},
                                      {"kw", keywords}})) {
    return Value::none();
  }
  if (name) item.name = *name;
  item.columns = std::move(columns.values);
  ir::Unique unique{.deferral = {deferrable, initially.value_or("")},
                    .origin = origin_of_call(call)};
  if (!dialect_options(keywords, "UniqueConstraint", unique.options, call)) return Value::none();
  item.constraint = std::move(unique);
  add(directive, item, directive.batch() ? directive.table() : table.table(schema_text(schema)),
      call);
  return Value::none(call.span);
}

// op.create_foreign_key(constraint_name, source_table, referent_table, local_cols, remote_cols, *,
//                       onupdate=None, ondelete=None, deferrable=None, initially=None, match=None,
//                       source_schema=None, referent_schema=None, **dialect_kw)
// batch_op.create_foreign_key(constraint_name, referent_table, local_cols, remote_cols, *,
//                             referent_schema=None, onupdate=None, …, **dialect_kw)
Value create_foreign_key(const Call& call) {
  const Directive directive(call);
  std::optional<SqlName> name, source_schema, referent_schema;
  SqlName source, referent;
  ConstraintItem item;
  ColumnList columns, remote_columns;
  std::vector<std::string> remote;
  std::optional<std::string> onupdate, ondelete, initially, match_text;
  std::optional<bool> deferrable, use_alter;
  std::optional<Value> info, comment, link_to_name;
  python::Options keywords;
  if (directive.batch() ? !call.bind({{"constraint_name", name},
                                      {"referent_table", referent},
                                      {"local_cols", columns},
                                      {"remote_cols", remote_columns},
                                      {"*"},
                                      {"referent_schema", referent_schema},
                                      {"onupdate", onupdate},
                                      {"ondelete", ondelete},
                                      {"deferrable", deferrable},
                                      {"initially", initially},
                                      {"match", match_text},
                                      {"use_alter", use_alter},
                                      {"link_to_name", link_to_name},
                                      {"info", info},
                                      {"comment", comment},
                                      {"dialect_kw", keywords}})
                        : !call.bind({{"constraint_name", name},
                                      {"source_table", source},
                                      {"referent_table", referent},
                                      {"local_cols", columns},
                                      {"remote_cols", remote_columns},
                                      {"*"},
                                      {"onupdate", onupdate},
                                      {"ondelete", ondelete},
                                      {"deferrable", deferrable},
                                      {"initially", initially},
                                      {"match", match_text},
                                      {"source_schema", source_schema},
                                      {"referent_schema", referent_schema},
                                      {"use_alter", use_alter},
                                      {"link_to_name", link_to_name},
                                      {"info", info},
                                      {"comment", comment},
                                      {"dialect_kw", keywords}})) {
    return Value::none();
  }
  item.columns = std::move(columns.values);
  for (const Value& column : remote_columns.values) {
    const auto text = column.text();
    if (!text) {
      python::Binding{call, "remote_cols", column.span}.refuse("a list of names", column);
      return Value::none();
    }
    remote.emplace_back(*text);
  }
  if (item.columns.size() != remote.size()) {
    return call.raise("sqlalchemy.exc.ArgumentError",
                      "ForeignKeyConstraint number of constrained columns must match the number of "
                      "referenced columns.");
  }
  if (name) item.name = *name;
  const ir::TableName table =
      directive.batch() ? directive.table() : source.table(schema_text(source_schema));
  ir::ForeignKey key{.on_update = onupdate.value_or(""),
                     .on_delete = ondelete.value_or(""),
                     .match = match_text.value_or(""),
                     .deferral = {deferrable, initially.value_or("")},
                     .use_alter = use_alter.value_or(false),
                     .origin = origin_of_call(call)};
  // Given as names, not as `table.column`: dots in them are no separators.
  for (const Value& column : item.columns) {
    const auto text = column.text();
    if (!text) {
      python::Binding{call, "local_cols", column.span}.refuse("a list of names", column);
      return Value::none();
    }
    key.columns.emplace_back(*text);
  }
  key.referred = referent.table(schema_text(referent_schema));
  key.referred_columns = remote;
  if (!dialect_options(keywords, "ForeignKeyConstraint", key.options, call)) return Value::none();
  const std::optional<ir::ObjectName> made =
      target_naming(call).name(item.name,
                               {.kind = "fk",
                                .table = table,
                                .columns = key.columns,
                                .referred = key.referred,
                                .referred_columns = key.referred_columns},
                               false, call);
  if (!made) return Value::none();
  key.name = *made;
  directive.emit(ir::AddConstraint{table, std::move(key)});
  return Value::none(call.span);
}

// op.create_check_constraint(constraint_name, table_name, condition, *, schema=None, **kw)
// batch_op.create_check_constraint(constraint_name, condition, **kw)
Value create_check_constraint(const Call& call) {
  const Directive directive(call);
  std::optional<SqlName> name, schema;
  SqlName table;
  Value condition;
  std::optional<bool> deferrable;
  std::optional<std::string> initially;
  std::optional<Value> info, create_rule, type_bound;
  python::Options keywords;
  if (directive.batch() ? !call.bind({{"constraint_name", name},
                                      {"condition", condition},
                                      {"*"},
                                      {"deferrable", deferrable},
                                      {"initially", initially},
                                      {"info", info},
                                      {"_create_rule", create_rule},
                                      {"_type_bound", type_bound},
                                      {"kw", keywords}})
                        : !call.bind({{"constraint_name", name},
                                      {"table_name", table},
                                      {"condition", condition},
                                      {"*"},
                                      {"schema", schema},
                                      {"deferrable", deferrable},
                                      {"initially", initially},
                                      {"info", info},
                                      {"_create_rule", create_rule},
                                      {"_type_bound", type_bound},
                                      {"kw", keywords}})) {
    return Value::none();
  }
  std::optional<ir::Expr> lowered = condition_of(condition, call);
  if (!lowered) return Value::none();
  ConstraintItem item;
  if (name) item.name = *name;
  ir::Check check{.condition = std::move(*lowered),
                  .deferral = {deferrable, initially.value_or("")},
                  .origin = origin_of_call(call)};
  if (!dialect_options(keywords, "CheckConstraint", check.options, call)) return Value::none();
  item.constraint = std::move(check);
  add(directive, item, directive.batch() ? directive.table() : table.table(schema_text(schema)),
      call);
  return Value::none(call.span);
}

// op.create_exclude_constraint(constraint_name, table_name, *elements, where=None, schema=None,
//                              using=None, deferrable=None, initially=None)
// batch_op.create_exclude_constraint(constraint_name, *elements, …)
Value create_exclude_constraint(const Call& call) {
  const Directive directive(call);
  std::optional<SqlName> name, schema;
  SqlName table;
  python::Rest elements;
  std::optional<Value> where, ops;
  std::optional<std::string> using_method, initially;
  std::optional<bool> deferrable;
  if (directive.batch() ? !call.bind({{"constraint_name", name},
                                      {"elements", elements},
                                      {"where", where},
                                      {"using", using_method},
                                      {"deferrable", deferrable},
                                      {"initially", initially},
                                      {"ops", ops}})
                        : !call.bind({{"constraint_name", name},
                                      {"table_name", table},
                                      {"elements", elements},
                                      {"where", where},
                                      {"schema", schema},
                                      {"using", using_method},
                                      {"deferrable", deferrable},
                                      {"initially", initially},
                                      {"ops", ops}})) {
    return Value::none();
  }
  std::optional<ir::Exclude> exclude = exclude_of(
      elements.arguments, where ? *where : Value::none(), ops ? *ops : Value::none(), call);
  if (!exclude) return Value::none();
  if (using_method) exclude->using_method = *using_method;
  exclude->deferral = {deferrable, initially.value_or("")};
  exclude->origin = origin_of_call(call);
  ConstraintItem item;
  if (name) item.name = *name;
  item.constraint = std::move(*exclude);
  add(directive, item, directive.batch() ? directive.table() : table.table(schema_text(schema)),
      call);
  return Value::none(call.span);
}

// op.drop_constraint(constraint_name, table_name, type_=None, *, schema=None, if_exists=None)
// batch_op.drop_constraint(constraint_name, type_=None)
Value drop_constraint(const Call& call) {
  using Kind = ir::DropConstraint::Kind;
  const Directive directive(call);
  std::optional<SqlName> name, schema;
  SqlName table;
  std::optional<std::string> type;
  std::optional<bool> if_exists;
  if (directive.batch() ? !call.bind({{"constraint_name", name}, {"type_", type}})
                        : !call.bind({{"constraint_name", name},
                                      {"table_name", table},
                                      {"type_", type},
                                      {"*"},
                                      {"schema", schema},
                                      {"if_exists", if_exists}})) {
    return Value::none();
  }
  ir::DropConstraint drop{
      .table = directive.batch() ? directive.table() : table.table(schema_text(schema)),
      .if_exists = if_exists.value_or(false)};
  std::string_view convention;
  if (type == "foreignkey") {
    drop.kind = Kind::ForeignKey;
    convention = "fk";
  } else if (type == "primary") {
    drop.kind = Kind::PrimaryKey;
    convention = "pk";
  } else if (type == "unique") {
    drop.kind = Kind::Unique;
    convention = "uq";
  } else if (type == "check") {
    drop.kind = Kind::Check;
    convention = "ck";
  } else if (type) {
    return call.raise("TypeError",
                      "'type' can be one of 'check', 'foreignkey', 'primary', 'unique', None");
  }
  const SqlName said = name.value_or(SqlName{});
  drop.name = said.object();
  // A convention says nothing of a constraint of an unknown kind, and needs columns for the others.
  const bool renames =
      !convention.empty() && (convention == "ck" || convention == "pk" || !said.text.empty());
  if (renames) {
    const std::optional<ir::ObjectName> made =
        target_naming(call).name(said, {.kind = convention, .table = drop.table}, false, call);
    if (!made) return Value::none();
    drop.name = *made;
  }
  if (drop.name.empty() && drop.kind != Kind::PrimaryKey) {
    return call.raise("sqlalchemy.exc.CompileError",
                      "Can't emit DROP CONSTRAINT for a constraint that has no name");
  }
  directive.emit(std::move(drop));
  return Value::none(call.span);
}

// op.create_index(index_name, table_name, columns, *, schema=None, unique=False,
//                 if_not_exists=None, **kw)
// batch_op.create_index(index_name, columns, **kw)
Value create_index(const Call& call) {
  const Directive directive(call);
  std::optional<SqlName> name, schema;
  SqlName table;
  IndexItem item;
  ColumnList columns;
  std::optional<bool> unique, if_not_exists, quote;
  std::optional<Value> info;
  python::Options keywords;
  if (directive.batch() ? !call.bind({{"index_name", name},
                                      {"columns", columns},
                                      {"*"},
                                      {"unique", unique},
                                      {"if_not_exists", if_not_exists},
                                      {"quote", quote},
                                      {"info", info},
                                      {"kw", keywords}})
                        : !call.bind({{"index_name", name},
                                      {"table_name", table},
                                      {"columns", columns},
                                      {"*"},
                                      {"schema", schema},
                                      {"unique", unique},
                                      {"if_not_exists", if_not_exists},
                                      {"quote", quote},
                                      {"info", info},
                                      {"kw", keywords}})) {
    return Value::none();
  }
  if (name) item.name = *name;
  if (quote) item.name.quote = quote;
  item.expressions = std::move(columns.values);
  item.unique = unique.value_or(false);
  item.origin = origin_of_call(call);
  for (const Value& expression : item.expressions) {
    if (const python::Unknown* unknown = expression.unknown()) {
      python::Binding{call, "columns", expression.span}.unknown(*unknown);
      return Value::none();
    }
    if (!expression.text() && !is_expression(expression) && !expression.object<Column>()) {
      return call.raise("ValueError", "String or text() construct expected");
    }
  }
  if (!dialect_options(keywords, "Index", item.options, call)) return Value::none();
  const ir::TableName on = directive.batch() ? directive.table() : table.table(schema_text(schema));
  std::optional<ir::Index> index = build_index(item, on, target_naming(call), call);
  const bool by_name = std::ranges::any_of(
      item.options.items, [](const auto& option) { return option.first == "postgresql_ops"; });
  for (std::size_t i = 0; index && by_name && i < index->elements.size(); ++i) {
    // A text goes by its own words.
    ir::Expr& expr = index->elements[i].expression;
    if (const auto text = ir::plain_text(expr)) {
      expr = ir::Expr{ir::Labeled{ir::Expr(expr), *text}};
    }
  }
  if (index) directive.emit(ir::CreateIndex{std::move(*index), if_not_exists.value_or(false)});
  return Value::none(call.span);
}

// op.drop_index(index_name, table_name=None, *, schema=None, if_exists=None, **kw)
// batch_op.drop_index(index_name, **kw)
Value drop_index(const Call& call) {
  const Directive directive(call);
  std::optional<SqlName> name, table, schema;
  std::optional<bool> if_exists, unique, quote;
  std::optional<Value> info, columns;
  python::Options keywords;
  if (directive.batch() ? !call.bind({{"index_name", name},
                                      {"*"},
                                      {"if_exists", if_exists},
                                      {"unique", unique},
                                      {"info", info},
                                      {"kw", keywords}})
                        : !call.bind({{"index_name", name},
                                      {"table_name", table},
                                      {"*"},
                                      {"schema", schema},
                                      {"if_exists", if_exists},
                                      {"unique", unique},
                                      {"info", info},
                                      {"kw", keywords}})) {
    return Value::none();
  }
  ir::DropIndex drop{.if_exists = if_exists.value_or(false)};
  if (!dialect_options(keywords, "Index", drop.options, call)) return Value::none();
  if (name) drop.name = name->object();
  if (directive.batch()) {
    drop.table = directive.table();
    drop.schema = directive.table().schema;
  } else {
    drop.schema = schema_text(schema);
    if (table) drop.table = table->table(drop.schema);
  }
  if (drop.name.empty()) {
    // Alembic does not know the columns, and names it as if there were one called `x`.
    const ir::TableName on = drop.table.value_or(ir::TableName{drop.schema, "no_table"});
    const std::optional<ir::ObjectName> made =
        target_naming(call).name({}, {.kind = "ix", .table = on, .columns = {"x"}}, false, call);
    if (!made) return Value::none();
    drop.name = *made;
  }
  directive.emit(std::move(drop));
  return Value::none(call.span);
}

}  // namespace migc::library
