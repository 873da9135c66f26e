#include <algorithm>

#include "compiler/library/alembic/directives.h"
#include "compiler/library/sqlalchemy/ddl.h"
#include "compiler/library/sqlalchemy/events.h"
#include "compiler/library/sqlalchemy/schema.h"
#include "dialects/dialect.h"

namespace migc::library {

using python::Call;
using python::Site;
using python::Value;

namespace {

std::string schema_text(const std::optional<SqlName>& schema) {
  return schema ? schema->text : std::string();
}

/// A MetaData with the naming convention of target_metadata: what Alembic makes tables in.
std::shared_ptr<MetaData> target_metadata(const Site& site) {
  auto metadata = std::make_shared<MetaData>();
  metadata->naming_convention = World::of(site).outside().naming_convention;
  return metadata;
}

Value refused(const Call& call, std::string_view what) {
  return call.unknown(fmt::format("{} was refused", what));
}

/// The column with what hangs on it, as ADD COLUMN takes it apart.
std::optional<ir::AddColumn> added(const ir::TableName& table, std::shared_ptr<Column> column,
                                   const Call& call) {
  const std::optional<ir::Table> built =
      build_table({table, {std::move(column)}, {}, {}}, target_naming(call), call);
  if (!built) return std::nullopt;
  ir::AddColumn add{.table = table, .column = built->columns.front(), .indexes = built->indexes};
  for (const ir::Constraint& constraint : built->constraints) {
    if (!std::holds_alternative<ir::PrimaryKey>(constraint)) add.constraints.push_back(constraint);
  }
  return add;
}

}  // namespace

namespace {

/// What the table holds is not known. For `lint` it is one that this revision makes all the same.
Value unread_table(const ir::TableName& name, const Call& call) {
  if (World::of(call).explore && !name.name.empty()) {
    ir::CreateTable create{.table = {.name = name}};
    create.table.options.items.emplace_back("unread", ir::OptionValue{true});
    Directive(call).emit(std::move(create));
  }
  return refused(call, "a table");
}

}  // namespace

// op.create_table(table_name, *columns, if_not_exists=None, **kw)
Value create_table(const Call& call) {
  SqlName name;
  python::Rest columns;
  std::optional<bool> if_not_exists;
  std::optional<Value> info, quote, quote_schema, listeners, implicit_returning, keep_existing,
      extend_existing, included, autoload;
  TableArguments arguments;
  if (!call.bind({{"table_name", name},
                  {"columns", columns},
                  {"if_not_exists", if_not_exists},
                  {"schema", arguments.schema},
                  {"comment", arguments.comment},
                  {"prefixes", arguments.prefixes},
                  {"info", info},
                  {"quote", quote},
                  {"quote_schema", quote_schema},
                  {"listeners", listeners},
                  {"implicit_returning", implicit_returning},
                  {"keep_existing", keep_existing},
                  {"extend_existing", extend_existing},
                  {"autoload_with", autoload},
                  {"_constraints_included", included},
                  {"kw", arguments.keywords}})) {
    return unread_table(name.table(schema_text(arguments.schema)), call);
  }
  if (quote && quote->boolean()) name.quote = *quote->boolean();
  const ir::TableName full_name = name.table(schema_text(arguments.schema));
  const std::shared_ptr<Table> table =
      make_table(full_name, target_metadata(call), columns.arguments, call);
  if (!table || !arguments.apply(*table, call)) return unread_table(full_name, call);
  std::optional<ir::Table> built = table_of(*table, call);
  if (!built) return unread_table(full_name, call);
  Directive(call).emit(ir::CreateTable{std::move(*built), if_not_exists.value_or(false)});
  return Value::object(table, call.span);
}

// op.drop_table(table_name, *, schema=None, if_exists=None, **kw)
Value drop_table(const Call& call) {
  SqlName name;
  std::optional<SqlName> schema;
  std::optional<bool> if_exists;
  std::optional<Value> info, comment, prefixes, columns;
  python::Options keywords;
  ir::DropTable drop;
  if (!call.bind({{"table_name", name},
                  {"*"},
                  {"schema", schema},
                  {"if_exists", if_exists},
                  {"info", info},
                  {"comment", comment},
                  {"prefixes", prefixes},
                  {"kw", keywords}}) ||
      !dialect_options(keywords, "Table", drop.options, call)) {
    return Value::none();
  }
  drop.table = name.table(schema_text(schema));
  drop.if_exists = if_exists.value_or(false);
  Directive(call).emit(std::move(drop));
  return Value::none(call.span);
}

// op.rename_table(old_table_name, new_table_name, *, schema=None)
Value rename_table(const Call& call) {
  SqlName old_name, new_name;
  std::optional<SqlName> schema;
  if (!call.bind({{"old_table_name", old_name},
                  {"new_table_name", new_name},
                  {"*"},
                  {"schema", schema}})) {
    return Value::none();
  }
  Directive(call).emit(ir::RenameTable{old_name.table(schema_text(schema)), new_name.text, {}});
  return Value::none(call.span);
}

// op.add_column(table_name, column, *, schema=None, if_not_exists=None, inline_references=None,
//               inline_primary_key=None)
// batch_op.add_column(column, *, insert_before=None, insert_after=None, if_not_exists=None,
//                     inline_references=None, inline_primary_key=None)
Value add_column(const Call& call) {
  const Directive directive(call);
  SqlName table;
  std::shared_ptr<Column> column;
  std::optional<SqlName> schema;
  std::optional<std::string> insert_before, insert_after;
  std::optional<bool> if_not_exists, inline_references, inline_primary_key;
  if (directive.batch() ? !call.bind({{"column", column},
                                      {"*"},
                                      {"insert_before", insert_before},
                                      {"insert_after", insert_after},
                                      {"if_not_exists", if_not_exists},
                                      {"inline_references", inline_references},
                                      {"inline_primary_key", inline_primary_key}})
                        : !call.bind({{"table_name", table},
                                      {"column", column},
                                      {"*"},
                                      {"schema", schema},
                                      {"if_not_exists", if_not_exists},
                                      {"inline_references", inline_references},
                                      {"inline_primary_key", inline_primary_key}})) {
    return Value::none();
  }
  std::optional<ir::AddColumn> add =
      added(directive.batch() ? directive.table() : table.table(schema_text(schema)), column, call);
  if (!add) return Value::none();
  add->if_not_exists = if_not_exists.value_or(false);
  add->inline_references = inline_references.value_or(false);
  add->inline_primary_key = inline_primary_key.value_or(false);
  add->insert_before = insert_before;
  add->insert_after = insert_after;
  directive.emit(std::move(*add));
  return Value::none(call.span);
}

// op.drop_column(table_name, column_name, *, schema=None, if_exists=None, **kw)
// batch_op.drop_column(column_name, **kw)
Value drop_column(const Call& call) {
  const Directive directive(call);
  SqlName table, column;
  std::optional<SqlName> schema;
  std::optional<bool> if_exists;
  python::Options keywords;
  if (directive.batch()
          ? !call.bind({{"column_name", column}, {"*"}, {"if_exists", if_exists}, {"kw", keywords}})
          : !call.bind({{"table_name", table},
                        {"column_name", column},
                        {"*"},
                        {"schema", schema},
                        {"if_exists", if_exists},
                        {"kw", keywords}})) {
    return Value::none();
  }
  ir::DropColumn drop{
      .table = directive.batch() ? directive.table() : table.table(schema_text(schema)),
      .column = column.text,
      .if_exists = if_exists.value_or(false)};
  for (const python::KeywordArgument& keyword : keywords.arguments) {
    ir::OptionValue value;
    if (!option_value(keyword.value, value, call)) return Value::none();
    drop.options.items.emplace_back(std::string(keyword.name), std::move(value));
  }
  directive.emit(std::move(drop));
  return Value::none(call.span);
}

namespace {

/// An argument whose absence is spelled False, and whose removal None.
bool said(const std::optional<Value>& value) {
  return value && !(value->as<bool>() && !*value->as<bool>());
}

bool default_change(const std::optional<Value>& value, ir::Change<ir::Default>& out,
                    const Call& call, bool existing) {
  if (!said(value)) return true;
  // Alembic looks at an existing default only where it must restate it.
  if (existing && (value->as<python::Int>() || value->as<double>() || value->as<bool>())) {
    out.emplace(ir::FetchedDefault{});
    return true;
  }
  if (value->is_none()) {
    out.emplace(std::nullopt);
    return true;
  }
  ir::Default made;
  if (!server_default_of(*value, made, call)) return false;
  out.emplace(std::move(made));
  return true;
}

bool comment_change(const std::optional<Value>& value, std::string_view parameter,
                    ir::Change<std::string>& out, const Call& call) {
  if (!said(value)) return true;
  if (value->is_none()) {
    out.emplace(std::nullopt);
    return true;
  }
  const auto text = value->text();
  if (!text) return python::Binding{call, parameter, value->span}.refuse("a string", *value);
  out.emplace(std::string(*text));
  return true;
}

}  // namespace

// op.alter_column(table_name, column_name, *, nullable=None, comment=False, server_default=False,
//                 new_column_name=None, type_=None, existing_type=None,
//                 existing_server_default=False, existing_nullable=None, existing_comment=None,
//                 schema=None, **kw)
// batch_op.alter_column(column_name, *, …, insert_before=None, insert_after=None, **kw)
Value alter_column(const Call& call) {
  const Directive directive(call);
  // A Column in place of its name says nothing of a change; Alembic does not look at it then.
  if (!directive.batch() && call.positional.size() == 2 && call.keywords.empty() &&
      call.positional[1].value.object<Column>() != nullptr) {
    return Value::none(call.span);
  }
  SqlName table, column;
  std::optional<SqlName> schema, new_name;
  std::optional<bool> nullable, existing_nullable, autoincrement, existing_autoincrement;
  std::optional<Value> comment, server_default, existing_server_default, existing_comment;
  std::optional<SqlType> given_type;
  std::optional<ir::Type> existing_type;
  std::optional<std::string> insert_before, insert_after, using_expression;
  python::Options keywords;
  if (directive.batch() ? !call.bind({{"column_name", column},
                                      {"nullable", nullable},
                                      {"comment", comment},
                                      {"server_default", server_default},
                                      {"new_column_name", new_name},
                                      {"type_", given_type},
                                      {"existing_type", existing_type},
                                      {"existing_server_default", existing_server_default},
                                      {"existing_nullable", existing_nullable},
                                      {"existing_comment", existing_comment},
                                      {"insert_before", insert_before},
                                      {"insert_after", insert_after},
                                      {"autoincrement", autoincrement},
                                      {"existing_autoincrement", existing_autoincrement},
                                      {"postgresql_using", using_expression},
                                      {"kw", keywords}})
                        : !call.bind({{"table_name", table},
                                      {"column_name", column},
                                      {"*"},
                                      {"nullable", nullable},
                                      {"comment", comment},
                                      {"server_default", server_default},
                                      {"new_column_name", new_name},
                                      {"type_", given_type},
                                      {"existing_type", existing_type},
                                      {"existing_server_default", existing_server_default},
                                      {"existing_nullable", existing_nullable},
                                      {"existing_comment", existing_comment},
                                      {"schema", schema},
                                      {"autoincrement", autoincrement},
                                      {"existing_autoincrement", existing_autoincrement},
                                      {"postgresql_using", using_expression},
                                      {"kw", keywords}})) {
    return Value::none();
  }
  const std::optional<ir::Type> type = given_type ? std::optional(given_type->type) : std::nullopt;
  ir::AlterColumn alter{
      .table = directive.batch() ? directive.table() : table.table(schema_text(schema)),
      .column = column.text,
      .type = type,
      .nullable = nullable,
      .autoincrement = autoincrement,
      .using_expression = using_expression,
      .insert_before = insert_before,
      .insert_after = insert_after};
  if (new_name) alter.new_name = new_name->text;
  alter.existing.type = existing_type;
  alter.existing.nullable = existing_nullable;
  alter.existing.autoincrement = existing_autoincrement;
  if (!default_change(server_default, alter.server_default, call, false) ||
      !default_change(existing_server_default, alter.existing.server_default, call, true) ||
      !comment_change(comment, "comment", alter.comment, call) ||
      !comment_change(existing_comment, "existing_comment", alter.existing.comment, call)) {
    return Value::none();
  }
  const NamingRules naming = target_naming(call);
  if (type && !type_checks(*type, alter.table, alter.new_name.value_or(column.text), naming,
                           alter.type_constraints, call)) {
    return Value::none();
  }
  if (type && existing_type &&
      !type_checks(*existing_type, alter.table, column.text, naming,
                   alter.existing_type_constraints, call)) {
    return Value::none();
  }
  if (given_type &&
      !listened_constraints(*given_type, alter.table, alter.new_name.value_or(column.text), naming,
                            alter.type_constraints, call)) {
    return Value::none();
  }
  for (const python::KeywordArgument& keyword : keywords.arguments) {
    ir::OptionValue value;
    if (!option_value(keyword.value, value, call)) return Value::none();
    alter.options.items.emplace_back(std::string(keyword.name), std::move(value));
  }
  directive.emit(std::move(alter));
  return Value::none(call.span);
}

// op.create_table_comment(table_name, comment, *, existing_comment=None, schema=None)
// batch_op.create_table_comment(comment, *, existing_comment=None)
Value create_table_comment(const Call& call) {
  const Directive directive(call);
  SqlName table;
  std::optional<std::string> comment, existing_comment;
  std::optional<SqlName> schema;
  if (directive.batch()
          ? !call.bind({{"comment", comment}, {"*"}, {"existing_comment", existing_comment}})
          : !call.bind({{"table_name", table},
                        {"comment", comment},
                        {"*"},
                        {"existing_comment", existing_comment},
                        {"schema", schema}})) {
    return Value::none();
  }
  directive.emit(
      ir::CommentTable{directive.batch() ? directive.table() : table.table(schema_text(schema)),
                       comment, existing_comment});
  return Value::none(call.span);
}

// op.drop_table_comment(table_name, *, existing_comment=None, schema=None)
// batch_op.drop_table_comment(*, existing_comment=None)
Value drop_table_comment(const Call& call) {
  const Directive directive(call);
  SqlName table;
  std::optional<std::string> existing_comment;
  std::optional<SqlName> schema;
  if (directive.batch() ? !call.bind({{"*"}, {"existing_comment", existing_comment}})
                        : !call.bind({{"table_name", table},
                                      {"*"},
                                      {"existing_comment", existing_comment},
                                      {"schema", schema}})) {
    return Value::none();
  }
  directive.emit(
      ir::CommentTable{directive.batch() ? directive.table() : table.table(schema_text(schema)),
                       std::nullopt, existing_comment});
  return Value::none(call.span);
}

// ---- batch_alter_table

namespace {

class BatchBlock final : public python::Native {
 public:
  std::string_view type_name() const override { return "batch_alter_table"; }
  std::optional<Value> enter(const Site& site) override {
    return Value::object(operations, site.span);
  }
  bool leave(const Value& exception, const Site& site) override {
    if (!exception.is_none()) return false;  // As in Alembic, nothing is done then.
    const ir::Batch& batch = operations->batch;
    const dialects::Target* target = World::of(site).outside().target;
    const bool alters = target && target->dialect && target->dialect->facts().alters_columns;
    if (batch.recreate == ir::Batch::Recreate::Never ||
        (batch.recreate == ir::Batch::Recreate::Auto && alters)) {
      for (const ir::Operation& operation : batch.operations) {
        const auto* add = std::get_if<ir::AddColumn>(&operation.action);
        if (add && (add->insert_before || add->insert_after)) {
          site.raise("Exception",
                     "Can't specify insert_before or insert_after when using ALTER; please specify "
                     "recreate='always'");
          return false;
        }
      }
    }
    const bool remade = batch.recreate == ir::Batch::Recreate::Always ||
                        std::ranges::any_of(batch.operations, [](const ir::Operation& operation) {
                          return !std::holds_alternative<ir::AddColumn>(operation.action) &&
                                 !std::holds_alternative<ir::CreateIndex>(operation.action) &&
                                 !std::holds_alternative<ir::DropIndex>(operation.action);
                        });
    if (target && !alters && remade && batch.recreate != ir::Batch::Recreate::Never) {
      std::vector<ir::Operation>& all = operations->batch.operations;
      for (ir::Operation& said : reflected) said.origin = operations->origin;
      all.insert(all.begin(), reflected.begin(), reflected.end());
    }
    World::of(site).emit_from(operations->origin, site, operations->batch);
    return false;
  }

  /// Of `reflect_args`: what columns are made from, where the table is made anew.
  std::vector<ir::Operation> reflected;
  std::shared_ptr<BatchOperations> operations = std::make_shared<BatchOperations>();
};

/// A column that is taken in the place of the one that is there.
bool take_for_reflected(const std::shared_ptr<Column>& said, const ir::TableName& table,
                        std::vector<ir::Operation>& out, const Call& call) {
  std::optional<ir::AddColumn> add = added(table, said, call);
  if (!add) return false;
  ir::AlterColumn alter{.table = table, .column = add->column.name};
  alter.nullable = add->column.nullable;
  if (!std::holds_alternative<ir::NullType>(add->column.type.kind)) alter.type = add->column.type;
  alter.server_default.emplace();
  if (add->column.has_server_default()) alter.server_default = add->column.server_default;
  std::vector<ir::Constraint> others;
  for (ir::Constraint& constraint : add->constraints) {
    const auto* check = std::get_if<ir::Check>(&constraint);
    const bool typed = check != nullptr && !check->type_of.empty();
    (typed ? alter.type_constraints : others).push_back(std::move(constraint));
  }
  out.push_back({.action = std::move(alter)});
  for (ir::Constraint& constraint : others) {
    out.push_back({.action = ir::AddConstraint{table, std::move(constraint)}});
  }
  return true;
}

bool text_pairs(const std::optional<Value>& value,
                std::vector<std::pair<std::string, std::string>>& out, const Call& call) {
  if (!value || value->is_none()) return true;
  const python::Dict* dict = value->dictionary();
  if (!dict) {
    return python::Binding{call, "naming_convention", value->span}.refuse("a dict", *value);
  }
  dict->each([&](const Value& key, const Value& item) {
    if (key.text() && item.text()) out.emplace_back(*key.text(), *item.text());
  });
  return true;
}

}  // namespace

// op.batch_alter_table(table_name, schema=None, recreate="auto", partial_reordering=None,
//                      copy_from=None, table_args=(), table_kwargs={}, reflect_args=(),
//                      reflect_kwargs={}, naming_convention=None)
Value batch_alter_table(const Call& call) {
  SqlName table;
  std::optional<SqlName> schema;
  std::optional<std::string> recreate;
  std::optional<Value> partial_reordering, copy_from, table_args, table_kwargs, reflect_args,
      reflect_kwargs, naming_convention;
  if (!call.bind({{"table_name", table},
                  {"schema", schema},
                  {"recreate", recreate},
                  {"partial_reordering", partial_reordering},
                  {"copy_from", copy_from},
                  {"table_args", table_args},
                  {"table_kwargs", table_kwargs},
                  {"reflect_args", reflect_args},
                  {"reflect_kwargs", reflect_kwargs},
                  {"naming_convention", naming_convention}})) {
    return refused(call, "a batch");
  }
  auto block = std::make_shared<BatchBlock>();
  ir::Batch& batch = block->operations->batch;
  block->operations->origin = {call.span, call.evaluator.outermost_call()};
  batch.table = table.table(schema_text(schema));
  if (recreate == "always") {
    batch.recreate = ir::Batch::Recreate::Always;
  } else if (recreate == "never") {
    batch.recreate = ir::Batch::Recreate::Never;
  } else if (recreate && recreate != "auto") {
    return call.raise("ValueError", "recreate may be one of 'auto', 'always', or 'never'.");
  }
  if (copy_from && !copy_from->is_none()) {
    const Table* source = copy_from->object<Table>();
    if (!source) {
      python::Binding{call, "copy_from", copy_from->span}.refuse("a Table", *copy_from);
      return refused(call, "a batch");
    }
    batch.copy_from = table_of(*source, call);
    if (!batch.copy_from) return refused(call, "a batch");
  }
  if (table_args && !table_args->is_none()) {
    const std::optional<std::vector<Value>> items = call.items(*table_args);
    if (!items) return refused(call, "a batch");
    for (const Value& item : *items) {
      if (const ConstraintItem* constraint = item.object<ConstraintItem>()) {
        std::optional<ir::Constraint> built =
            build_constraint(*constraint, batch.table, target_naming(call), call);
        if (!built) return refused(call, "a batch");
        batch.table_args.push_back(std::move(*built));
      }
    }
  }
  if (reflect_args && !reflect_args->is_none() && !batch.copy_from) {
    const std::optional<std::vector<Value>> items = call.items(*reflect_args);
    if (!items) return refused(call, "a batch");
    for (const Value& item : *items) {
      if (const std::shared_ptr<Column> column =
              std::dynamic_pointer_cast<Column>(item.native_share())) {
        if (!take_for_reflected(column, batch.table, block->reflected, call)) {
          return refused(call, "a batch");
        }
      } else if (const ConstraintItem* constraint = item.object<ConstraintItem>()) {
        std::optional<ir::Constraint> built =
            build_constraint(*constraint, batch.table, target_naming(call), call);
        if (!built) return refused(call, "a batch");
        batch.table_args.push_back(std::move(*built));
      }
    }
  }
  if (table_kwargs && table_kwargs->dictionary()) {
    bool fine = true;
    table_kwargs->dictionary()->each([&](const Value& key, const Value& item) {
      ir::OptionValue value;
      fine = fine && key.text() && option_value(item, value, call);
      if (fine) batch.table_options.items.emplace_back(*key.text(), std::move(value));
    });
    if (!fine) return refused(call, "a batch");
  }
  if (partial_reordering && !partial_reordering->is_none()) {
    const std::optional<std::vector<Value>> groups = call.items(*partial_reordering);
    if (!groups) return refused(call, "a batch");
    for (const Value& group : *groups) {
      const std::optional<std::vector<Value>> names = call.items(group);
      if (!names) return refused(call, "a batch");
      std::vector<std::string>& order = batch.partial_reordering.emplace_back();
      for (const Value& name : *names) order.emplace_back(name.text().value_or(""));
    }
  }
  if (!text_pairs(naming_convention, batch.naming_convention, call)) {
    return refused(call, "a batch");
  }
  return Value::object(std::move(block), call.span);
}

}  // namespace migc::library
