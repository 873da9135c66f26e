#pragma once

// The IR as JSON: every struct's fields by name, once, for the reader, the writer and the published
// JSON Schema alike. A field that has its default value is not written. Here: operations.

#include "compiler/json/table_fields.h"

namespace migc::json {

template <>
struct Names<DropConstraint::Kind> {
  static constexpr std::array<std::string_view, 5> list{"unsaid", "primary_key", "unique",
                                                        "foreign_key", "check"};
};
template <>
struct Names<Batch::Recreate> {
  static constexpr std::array<std::string_view, 3> list{"auto", "always", "never"};
};

template <>
struct Fields<CreateTable> {
  static constexpr std::string_view tag = "create_table";
  static constexpr std::tuple list{flat(&CreateTable::table),
                                   field("if_not_exists", &CreateTable::if_not_exists)};
};
template <>
struct Fields<DropTable> {
  static constexpr std::string_view tag = "drop_table";
  static constexpr std::tuple list{
      must("table", &DropTable::table), field("if_exists", &DropTable::if_exists),
      field("cascade", &DropTable::cascade), field("options", &DropTable::options)};
};
template <>
struct Fields<RenameTable> {
  static constexpr std::string_view tag = "rename_table";
  static constexpr std::tuple list{must("table", &RenameTable::table),
                                   field("new_name", &RenameTable::new_name),
                                   field("new_schema", &RenameTable::new_schema)};
};
template <>
struct Fields<AddColumn> {
  static constexpr std::string_view tag = "add_column";
  static constexpr std::tuple list{must("table", &AddColumn::table),
                                   must("column", &AddColumn::column),
                                   field("constraints", &AddColumn::constraints),
                                   field("indexes", &AddColumn::indexes),
                                   field("if_not_exists", &AddColumn::if_not_exists),
                                   field("inline_references", &AddColumn::inline_references),
                                   field("inline_primary_key", &AddColumn::inline_primary_key),
                                   field("insert_before", &AddColumn::insert_before),
                                   field("insert_after", &AddColumn::insert_after)};
};
template <>
struct Fields<DropColumn> {
  static constexpr std::string_view tag = "drop_column";
  static constexpr std::tuple list{
      must("table", &DropColumn::table), must("column", &DropColumn::column),
      field("if_exists", &DropColumn::if_exists), field("cascade", &DropColumn::cascade),
      field("options", &DropColumn::options)};
};
template <>
struct Fields<Existing> {
  static constexpr std::tuple list{
      field("type", &Existing::type), field("nullable", &Existing::nullable),
      field("server_default", &Existing::server_default), field("comment", &Existing::comment),
      field("autoincrement", &Existing::autoincrement)};
};
template <>
struct Fields<AlterColumn> {
  static constexpr std::string_view tag = "alter_column";
  static constexpr std::tuple list{
      must("table", &AlterColumn::table),
      must("column", &AlterColumn::column),
      field("new_name", &AlterColumn::new_name),
      field("type", &AlterColumn::type),
      field("type_constraints", &AlterColumn::type_constraints),
      field("existing_type_constraints", &AlterColumn::existing_type_constraints),
      field("nullable", &AlterColumn::nullable),
      field("server_default", &AlterColumn::server_default),
      field("comment", &AlterColumn::comment),
      field("autoincrement", &AlterColumn::autoincrement),
      field("existing", &AlterColumn::existing),
      field("using", &AlterColumn::using_expression),
      field("insert_before", &AlterColumn::insert_before),
      field("insert_after", &AlterColumn::insert_after),
      field("options", &AlterColumn::options)};
};
template <>
struct Fields<AddConstraint> {
  static constexpr std::string_view tag = "add_constraint";
  static constexpr std::tuple list{must("table", &AddConstraint::table),
                                   must("constraint", &AddConstraint::constraint)};
};
template <>
struct Fields<DropConstraint> {
  static constexpr std::string_view tag = "drop_constraint";
  static constexpr std::tuple list{
      must("table", &DropConstraint::table),      must("name", &DropConstraint::name),
      field("kind", &DropConstraint::kind),       field("if_exists", &DropConstraint::if_exists),
      field("cascade", &DropConstraint::cascade), field("options", &DropConstraint::options)};
};
template <>
struct Fields<CreateIndex> {
  static constexpr std::string_view tag = "create_index";
  static constexpr std::tuple list{flat(&CreateIndex::index),
                                   field("if_not_exists", &CreateIndex::if_not_exists)};
};
template <>
struct Fields<DropIndex> {
  static constexpr std::string_view tag = "drop_index";
  static constexpr std::tuple list{
      must("name", &DropIndex::name),        field("table", &DropIndex::table),
      field("schema", &DropIndex::schema),   field("if_exists", &DropIndex::if_exists),
      field("cascade", &DropIndex::cascade), field("options", &DropIndex::options)};
};
template <>
struct Fields<RenameIndex> {
  static constexpr std::string_view tag = "rename_index";
  static constexpr std::tuple list{must("name", &RenameIndex::name),
                                   field("schema", &RenameIndex::schema),
                                   must("new_name", &RenameIndex::new_name)};
};
template <>
struct Fields<RenameConstraint> {
  static constexpr std::string_view tag = "rename_constraint";
  static constexpr std::tuple list{must("table", &RenameConstraint::table),
                                   must("name", &RenameConstraint::name),
                                   must("new_name", &RenameConstraint::new_name)};
};
template <>
struct Fields<CommentTable> {
  static constexpr std::string_view tag = "comment_table";
  static constexpr std::tuple list{must("table", &CommentTable::table),
                                   field("comment", &CommentTable::comment),
                                   field("existing_comment", &CommentTable::existing_comment)};
};
template <>
struct Fields<CreateType> {
  static constexpr std::string_view tag = "create_type";
  static constexpr std::tuple list{must("type", &CreateType::type),
                                   field("definition", &CreateType::definition),
                                   field("if_not_exists", &CreateType::if_not_exists)};
};
template <>
struct Fields<DropType> {
  static constexpr std::string_view tag = "drop_type";
  static constexpr std::tuple list{
      must("name", &DropType::name), field("domain", &DropType::domain),
      field("if_exists", &DropType::if_exists), field("cascade", &DropType::cascade)};
};
template <>
struct Fields<AlterType> {
  static constexpr std::string_view tag = "alter_type";
  static constexpr std::tuple list{must("name", &AlterType::name),
                                   field("add_value", &AlterType::add_value),
                                   field("before", &AlterType::before),
                                   field("after", &AlterType::after),
                                   field("rename_value", &AlterType::rename_value),
                                   field("new_name", &AlterType::new_name),
                                   field("new_schema", &AlterType::new_schema),
                                   field("if_not_exists", &AlterType::if_not_exists)};
};
template <>
struct Fields<CreateSequence> {
  static constexpr std::string_view tag = "create_sequence";
  static constexpr std::tuple list{
      must("name", &CreateSequence::name), flat(&CreateSequence::options),
      field("type", &CreateSequence::type), field("if_not_exists", &CreateSequence::if_not_exists)};
};
template <>
struct Fields<DropSequence> {
  static constexpr std::string_view tag = "drop_sequence";
  static constexpr std::tuple list{must("name", &DropSequence::name),
                                   field("if_exists", &DropSequence::if_exists),
                                   field("cascade", &DropSequence::cascade)};
};
template <>
struct Fields<CreateView> {
  static constexpr std::string_view tag = "create_view";
  static constexpr std::tuple list{must("name", &CreateView::name),
                                   must("definition", &CreateView::definition),
                                   field("or_replace", &CreateView::or_replace),
                                   field("materialized", &CreateView::materialized),
                                   field("if_not_exists", &CreateView::if_not_exists)};
};
template <>
struct Fields<DropView> {
  static constexpr std::string_view tag = "drop_view";
  static constexpr std::tuple list{
      must("name", &DropView::name), field("materialized", &DropView::materialized),
      field("if_exists", &DropView::if_exists), field("cascade", &DropView::cascade)};
};
template <>
struct Fields<CreateSchema> {
  static constexpr std::string_view tag = "create_schema";
  static constexpr std::tuple list{must("name", &CreateSchema::name),
                                   field("if_not_exists", &CreateSchema::if_not_exists)};
};
template <>
struct Fields<DropSchema> {
  static constexpr std::string_view tag = "drop_schema";
  static constexpr std::tuple list{must("name", &DropSchema::name),
                                   field("if_exists", &DropSchema::if_exists),
                                   field("cascade", &DropSchema::cascade)};
};
template <>
struct Fields<OnConflict> {
  static constexpr std::tuple list{field("columns", &OnConflict::columns),
                                   field("elements", &OnConflict::elements),
                                   field("constraint", &OnConflict::constraint),
                                   field("target_where", &OnConflict::target_where),
                                   field("update", &OnConflict::update),
                                   field("assignments", &OnConflict::assignments, Bare::Value),
                                   field("where", &OnConflict::where),
                                   field("dialect", &OnConflict::dialect)};
};
template <>
struct Fields<InsertRows> {
  static constexpr std::string_view tag = "insert_rows";
  static constexpr std::tuple list{must("table", &InsertRows::table),
                                   field("columns", &InsertRows::columns),
                                   field("rows", &InsertRows::rows, Bare::Value),
                                   field("bulk", &InsertRows::bulk),
                                   field("default_values", &InsertRows::default_values),
                                   field("returning", &InsertRows::returning, Bare::Column),
                                   field("primary_key", &InsertRows::primary_key),
                                   field("with", &InsertRows::with),
                                   field("prefixes", &InsertRows::prefixes),
                                   field("on_conflict", &InsertRows::on_conflict),
                                   field("options", &InsertRows::options)};
};
template <>
struct Fields<InsertSelect> {
  static constexpr std::string_view tag = "insert_select";
  static constexpr std::tuple list{must("table", &InsertSelect::table),
                                   field("columns", &InsertSelect::columns),
                                   must("select", &InsertSelect::select),
                                   field("returning", &InsertSelect::returning, Bare::Column),
                                   field("with", &InsertSelect::with),
                                   field("prefixes", &InsertSelect::prefixes),
                                   field("on_conflict", &InsertSelect::on_conflict)};
};
template <>
struct Fields<Update> {
  static constexpr std::string_view tag = "update";
  static constexpr std::tuple list{flat(&Update::table),
                                   must("assignments", &Update::assignments, Bare::Value),
                                   field("from", &Update::from),
                                   field("where", &Update::where),
                                   field("returning", &Update::returning, Bare::Column),
                                   field("with", &Update::with),
                                   field("prefixes", &Update::prefixes),
                                   field("options", &Update::options)};
};
template <>
struct Fields<Delete> {
  static constexpr std::string_view tag = "delete";
  static constexpr std::tuple list{flat(&Delete::table),
                                   field("using", &Delete::using_tables),
                                   field("where", &Delete::where),
                                   field("returning", &Delete::returning, Bare::Column),
                                   field("with", &Delete::with),
                                   field("prefixes", &Delete::prefixes),
                                   field("options", &Delete::options)};
};
template <>
struct Fields<Truncate> {
  static constexpr std::string_view tag = "truncate";
  static constexpr std::tuple list{must("tables", &Truncate::tables),
                                   field("cascade", &Truncate::cascade),
                                   field("restart_identity", &Truncate::restart_identity)};
};
template <>
struct Fields<Query> {
  static constexpr std::string_view tag = "query";
  static constexpr std::tuple list{must("select", &Query::select)};
};
template <>
struct Fields<Execute> {
  static constexpr std::string_view tag = "execute";
  static constexpr std::tuple list{must("sql", &Execute::sql), field("effects", &Execute::effects),
                                   field("understood", &Execute::understood),
                                   field("verbatim", &Execute::verbatim)};
};
template <>
struct Fields<Batch> {
  static constexpr std::string_view tag = "batch";
  static constexpr std::tuple list{must("table", &Batch::table),
                                   field("recreate", &Batch::recreate),
                                   field("copy_from", &Batch::copy_from),
                                   field("naming_convention", &Batch::naming_convention),
                                   field("table_args", &Batch::table_args),
                                   field("table_options", &Batch::table_options),
                                   field("partial_reordering", &Batch::partial_reordering),
                                   must("operations", &Batch::operations)};
};
template <>
struct Fields<Autocommit> {
  static constexpr std::string_view tag = "autocommit";
  static constexpr std::tuple list{must("operations", &Autocommit::operations)};
};
template <>
struct Fields<Note> {
  static constexpr std::string_view tag = "note";
  static constexpr std::tuple list{must("text", &Note::text)};
};
/// What stands beside the fields of the action.
template <>
struct Fields<Operation> {
  static constexpr std::tuple list{field("possible", &Operation::possible),
                                   field("assumptions", &Operation::assumptions)};
};

}  // namespace migc::json
