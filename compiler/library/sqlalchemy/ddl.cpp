#include "compiler/library/sqlalchemy/ddl.h"

#include <algorithm>

#include "compiler/base/match.h"
#include "compiler/library/catalogue.h"
#include "compiler/library/native_class.h"
#include "compiler/library/world.h"
#include "dialects/dialect.h"

namespace migc::library {

using python::Call;
using python::Class;
using python::Value;

namespace {

Value construct(std::string_view name, std::vector<ir::Action> actions, const Call& call) {
  auto element = std::make_shared<DdlElement>(name);
  element->actions = std::move(actions);
  return Value::object(std::move(element), call.span);
}
Value construct(std::string_view name, ir::Action action, const Call& call) {
  std::vector<ir::Action> actions;
  actions.push_back(std::move(action));
  return construct(name, std::move(actions), call);
}
Value refused(const Call& call) { return call.unknown("a DDL construct that was refused"); }

// CreateTable(element, include_foreign_key_constraints=None, if_not_exists=False)
Value make_create_table(const std::shared_ptr<Class>&, const Call& call) {
  std::shared_ptr<Table> element;
  std::optional<Value> include;
  std::optional<bool> if_not_exists;
  if (!call.bind({{"element", element},
                  {"include_foreign_key_constraints", include},
                  {"if_not_exists", if_not_exists}})) {
    return refused(call);
  }
  std::optional<ir::Table> table = table_of(*element, call);
  if (!table) return refused(call);
  // The statement alone: indexes and, where they are statements of their own, comments are not it.
  table->indexes.clear();
  const dialects::Target* target = World::of(call).outside().target;
  if (!target || !target->dialect || !target->dialect->facts().inline_comments) {
    table->comment.reset();
    for (ir::Column& column : table->columns) column.comment.reset();
  }
  return construct("CreateTable", ir::CreateTable{std::move(*table), if_not_exists.value_or(false)},
                   call);
}

// DropTable(element, if_exists=False)
Value make_drop_table(const std::shared_ptr<Class>&, const Call& call) {
  std::shared_ptr<Table> element;
  std::optional<bool> if_exists;
  if (!call.bind({{"element", element}, {"if_exists", if_exists}})) return refused(call);
  return construct("DropTable",
                   ir::DropTable{.table = element->name, .if_exists = if_exists.value_or(false)},
                   call);
}

std::optional<ir::Index> index_of(const IndexItem& item, const Call& call) {
  const NamingRules naming(
      item.table && item.table->metadata ? item.table->metadata->naming_convention : Value::none());
  if (!item.table) {
    call.raise("sqlalchemy.exc.CompileError",
               fmt::format("Index '{}' is not associated with any table.", item.name.text));
    return std::nullopt;
  }
  return build_index(item, item.table->name, naming, call);
}

// CreateIndex(element, if_not_exists=False)
Value make_create_index(const std::shared_ptr<Class>&, const Call& call) {
  std::shared_ptr<IndexItem> element;
  std::optional<bool> if_not_exists;
  if (!call.bind({{"element", element}, {"if_not_exists", if_not_exists}})) return refused(call);
  std::optional<ir::Index> index = index_of(*element, call);
  if (!index) return refused(call);
  return construct("CreateIndex", ir::CreateIndex{std::move(*index), if_not_exists.value_or(false)},
                   call);
}

// DropIndex(element, if_exists=False)
Value make_drop_index(const std::shared_ptr<Class>&, const Call& call) {
  std::shared_ptr<IndexItem> element;
  std::optional<bool> if_exists;
  if (!call.bind({{"element", element}, {"if_exists", if_exists}})) return refused(call);
  std::optional<ir::Index> index = index_of(*element, call);
  if (!index) return refused(call);
  return construct("DropIndex",
                   ir::DropIndex{.name = index->name,
                                 .table = index->table,
                                 .schema = index->table.schema,
                                 .if_exists = if_exists.value_or(false),
                                 .options = index->options},
                   call);
}

// CreateSequence(element, if_not_exists=False)
Value make_create_sequence(const std::shared_ptr<Class>&, const Call& call) {
  std::shared_ptr<DefaultItem> element;
  std::optional<bool> if_not_exists;
  if (!call.bind({{"element", element}, {"if_not_exists", if_not_exists}})) return refused(call);
  return construct("CreateSequence",
                   ir::CreateSequence{.name = element->sequence,
                                      .options = element->options,
                                      .type = element->data_type,
                                      .if_not_exists = if_not_exists.value_or(false)},
                   call);
}

// DropSequence(element, if_exists=False)
Value make_drop_sequence(const std::shared_ptr<Class>&, const Call& call) {
  std::shared_ptr<DefaultItem> element;
  std::optional<bool> if_exists;
  if (!call.bind({{"element", element}, {"if_exists", if_exists}})) return refused(call);
  return construct(
      "DropSequence",
      ir::DropSequence{.name = element->sequence, .if_exists = if_exists.value_or(false)}, call);
}

// CreateSchema(name, if_not_exists=False)
Value make_create_schema(const std::shared_ptr<Class>&, const Call& call) {
  SqlName name;
  std::optional<bool> if_not_exists;
  if (!call.bind({{"name", name}, {"if_not_exists", if_not_exists}})) return refused(call);
  return construct("CreateSchema", ir::CreateSchema{name.text, if_not_exists.value_or(false)},
                   call);
}

// DropSchema(name, cascade=False, if_exists=False)
Value make_drop_schema(const std::shared_ptr<Class>&, const Call& call) {
  SqlName name;
  std::optional<bool> cascade, if_exists;
  if (!call.bind({{"name", name}, {"cascade", cascade}, {"if_exists", if_exists}})) {
    return refused(call);
  }
  return construct("DropSchema",
                   ir::DropSchema{name.text, if_exists.value_or(false), cascade.value_or(false)},
                   call);
}

// AddConstraint(element)
Value make_add_constraint(const std::shared_ptr<Class>&, const Call& call) {
  std::shared_ptr<ConstraintItem> element;
  std::optional<Value> isolate_from_table;
  if (!call.bind({{"element", element}, {"isolate_from_table", isolate_from_table}})) {
    return refused(call);
  }
  const ir::TableName table = element->table ? element->table->name : ir::TableName{};
  std::optional<ir::Constraint> constraint = build_constraint(*element, table, {}, call);
  if (!constraint) return refused(call);
  return construct("AddConstraint", ir::AddConstraint{table, std::move(*constraint)}, call);
}

// DropConstraint(element, cascade=False, if_exists=False)
Value make_drop_constraint(const std::shared_ptr<Class>&, const Call& call) {
  std::shared_ptr<ConstraintItem> element;
  std::optional<bool> cascade, if_exists;
  std::optional<Value> isolate_from_table;
  if (!call.bind({{"element", element},
                  {"cascade", cascade},
                  {"if_exists", if_exists},
                  {"isolate_from_table", isolate_from_table}})) {
    return refused(call);
  }
  const ir::TableName table = element->table ? element->table->name : ir::TableName{};
  std::optional<ir::Constraint> constraint = build_constraint(*element, table, {}, call);
  if (!constraint) return refused(call);
  return construct("DropConstraint",
                   ir::DropConstraint{.table = table,
                                      .name = ir::name_of(*constraint),
                                      .kind = drop_kind(*constraint),
                                      .if_exists = if_exists.value_or(false),
                                      .cascade = cascade.value_or(false)},
                   call);
}

// CreateEnumType(type_), DropEnumType(type_), and the same of domains
Value make_create_type(const std::shared_ptr<Class>&, const Call& call) {
  SqlType type;
  if (!call.bind({{"type_", type}})) return refused(call);
  if (!ir::name_of(type.type)) return call.unknown("a type without a name of its own");
  return construct("CreateEnumType", ir::CreateType{.type = type.type}, call);
}
Value make_drop_type(const std::shared_ptr<Class>&, const Call& call) {
  SqlType type;
  if (!call.bind({{"type_", type}})) return refused(call);
  const std::optional<ir::TableName> name = ir::name_of(type.type);
  if (!name) return call.unknown("a type without a name of its own");
  ir::DropType drop{.name = *name};
  drop.domain = std::holds_alternative<ir::Domain>(type.type.kind);
  return construct("DropEnumType", std::move(drop), call);
}

// SetTableComment(element), DropTableComment(element)
Value make_set_table_comment(const std::shared_ptr<Class>&, const Call& call) {
  std::shared_ptr<Table> element;
  if (!call.bind({{"element", element}})) return refused(call);
  return construct("SetTableComment", ir::CommentTable{element->name, element->comment, {}}, call);
}
Value make_drop_table_comment(const std::shared_ptr<Class>&, const Call& call) {
  std::shared_ptr<Table> element;
  if (!call.bind({{"element", element}})) return refused(call);
  return construct("DropTableComment", ir::CommentTable{element->name, {}, {}}, call);
}

// DDL(statement, context=None)
Value make_ddl(const std::shared_ptr<Class>&, const Call& call) {
  Value statement;
  std::optional<Value> context;
  if (!call.bind({{"statement", statement}, {"context", context}})) return refused(call);
  if (const python::Unknown* unknown = statement.unknown()) {
    python::Binding{call, "statement", statement.span}.unknown(*unknown);
    return refused(call);
  }
  if (!statement.text()) {
    return call.raise("sqlalchemy.exc.ArgumentError",
                      fmt::format("Expected a string or unicode SQL statement, got '{}'",
                                  python::describe(statement)));
  }
  const Value names = context && context->dictionary() ? *context : Value::dict(call.span);
  const Value text = call.binary(python::ast::BinaryOp::Modulo, statement, names);
  if (call.failed()) return refused(call);
  if (!text.text()) {
    if (const python::Unknown* unknown = text.unknown()) {
      python::Binding{call, "statement", statement.span}.unknown(*unknown);
    }
    return refused(call);
  }
  return construct(
      "DDL", ir::Execute{.sql = ir::raw_sql(std::string(*text.text())), .verbatim = true}, call);
}

// DDL("…").execute_if(dialect=None, callable_=None, state=None)
Value execute_if(const Call& call) {
  std::optional<Value> dialect, callable, state;
  if (!call.bind({{"dialect", dialect}, {"callable_", callable}, {"state", state}})) {
    return Value::none();
  }
  return *call.self;
}

const SpecClass create_table_spec{"CreateTable", "sqlalchemy.sql.ddl", make_create_table};
const SpecClass drop_table_spec{"DropTable", "sqlalchemy.sql.ddl", make_drop_table};
const SpecClass create_index_spec{"CreateIndex", "sqlalchemy.sql.ddl", make_create_index};
const SpecClass drop_index_spec{"DropIndex", "sqlalchemy.sql.ddl", make_drop_index};
const SpecClass create_sequence_spec{"CreateSequence", "sqlalchemy.sql.ddl", make_create_sequence};
const SpecClass drop_sequence_spec{"DropSequence", "sqlalchemy.sql.ddl", make_drop_sequence};
const SpecClass create_schema_spec{"CreateSchema", "sqlalchemy.sql.ddl", make_create_schema};
const SpecClass drop_schema_spec{"DropSchema", "sqlalchemy.sql.ddl", make_drop_schema};
const SpecClass add_constraint_spec{"AddConstraint", "sqlalchemy.sql.ddl", make_add_constraint};
const SpecClass drop_constraint_spec{"DropConstraint", "sqlalchemy.sql.ddl", make_drop_constraint};
const SpecClass set_table_comment_spec{"SetTableComment", "sqlalchemy.sql.ddl",
                                       make_set_table_comment};
const SpecClass drop_table_comment_spec{"DropTableComment", "sqlalchemy.sql.ddl",
                                        make_drop_table_comment};
const SpecClass create_enum_spec{"CreateEnumType", "sqlalchemy.dialects.postgresql.named_types",
                                 make_create_type};
const SpecClass drop_enum_spec{"DropEnumType", "sqlalchemy.dialects.postgresql.named_types",
                               make_drop_type};
const SpecClass create_domain_spec{"CreateDomainType", "sqlalchemy.dialects.postgresql.named_types",
                                   make_create_type};
const SpecClass drop_domain_spec{"DropDomainType", "sqlalchemy.dialects.postgresql.named_types",
                                 make_drop_type};
const SpecClass ddl_spec{"DDL", "sqlalchemy.sql.ddl", make_ddl};

constexpr python::Builtin ddl_methods[] = {{"execute_if", execute_if, true}};

void define_ddl(python::Module& module) {
  static const std::vector<std::shared_ptr<Class>> classes = [] {
    std::vector<std::shared_ptr<Class>> all;
    for (const SpecClass* spec :
         {&create_table_spec, &drop_table_spec, &create_index_spec, &drop_index_spec,
          &create_sequence_spec, &drop_sequence_spec, &create_schema_spec, &drop_schema_spec,
          &add_constraint_spec, &drop_constraint_spec, &set_table_comment_spec,
          &drop_table_comment_spec, &ddl_spec}) {
      all.push_back(define_class(*spec, {}, ddl_methods));
    }
    return all;
  }();
  for (const std::shared_ptr<Class>& cls : classes) module.type(cls);
}
void define_ddl_alone(python::Module& module) {
  python::Module all;
  define_ddl(all);
  if (const Value* ddl = all.attributes.find("DDL")) module.define("DDL", *ddl);
}

void define_named_types(python::Module& module) {
  static const std::vector<std::shared_ptr<Class>> classes = [] {
    std::vector<std::shared_ptr<Class>> all;
    for (const SpecClass* spec :
         {&create_enum_spec, &drop_enum_spec, &create_domain_spec, &drop_domain_spec}) {
      all.push_back(define_class(*spec));
    }
    return all;
  }();
  for (const std::shared_ptr<Class>& cls : classes) module.type(cls);
}

constexpr python::ModelledModule modules[] = {
    {"sqlalchemy.dialects.postgresql", define_named_types},
    {"sqlalchemy.dialects.postgresql.base", define_named_types},
    {"sqlalchemy.dialects.postgresql.named_types", define_named_types},
    {"sqlalchemy", define_ddl_alone},
    {"sqlalchemy.schema", define_ddl},
    {"sqlalchemy.sql.schema", define_ddl_alone},
    {"sqlalchemy.sql.ddl", define_ddl},
};

}  // namespace

extern const Part sqlalchemy_ddl{modules};

ir::DropConstraint::Kind drop_kind(const ir::Constraint& constraint) {
  using Kind = ir::DropConstraint::Kind;
  return match(
      constraint, [](const ir::PrimaryKey&) { return Kind::PrimaryKey; },
      [](const ir::Unique&) { return Kind::Unique; },
      [](const ir::ForeignKey&) { return Kind::ForeignKey; },
      [](const ir::Check&) { return Kind::Check; },
      [](const ir::Exclude&) { return Kind::Unsaid; });
}

}  // namespace migc::library
