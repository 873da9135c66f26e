#pragma once

#include "compiler/ir/naming.h"
#include "dialects/dialect.h"

namespace migc::dialects {

class Mssql final : public Dialect {
 public:
  Mssql();
  std::span<const Driver> drivers() const override;
  const ir::Naming& naming() const override { return ir::mssql_naming; }
  std::string string_literal(std::string_view text, const Rendering& in) const override;

 protected:
  std::unique_ptr<ExpressionPrinter> printer(const Rendering& in) const override;
  std::span<const std::string_view> reserved_words() const override;
  std::string quoted(std::string_view name) const override;
  std::string schema_name(std::string_view schema, const Rendering& in) const override;

  // mssql_types.cpp
  std::string spell_type(const ir::Type& type, const Rendering& in,
                         const ir::Column* column) const override;
  std::string string_type(std::string_view name, const ir::String& text,
                          const Rendering& in) const override;
  std::string spell_literal(const ir::Datum& value, const ir::Type& type,
                            const Rendering& in) const override;
  std::string bytes_literal(std::string_view bytes, const Rendering& in) const override;

  std::string create_table_words(const ir::Table& table, bool if_not_exists,
                                 const Rendering& in) const override;
  std::string column_definition(const ir::Column& column, const ir::Table& table,
                                const Rendering& in) const override;
  std::string computed(const ir::Computed& computed, const Rendering& in) const override;
  std::string identity(const ir::Identity& identity, const Rendering& in) const override;
  std::string primary_key(const ir::PrimaryKey& key, const Rendering& in) const override;
  std::string unique(const ir::Unique& unique, const Rendering& in) const override;
  std::string foreign_key(const ir::ForeignKey& key, const Rendering& in) const override;
  std::string check(const ir::Check& check, const Rendering& in) const override;
  std::string match_clause(const ir::ForeignKey& key, const Rendering& in) const override;
  std::string cascades(const ir::ForeignKey& key, const Rendering& in) const override;

  void rename_table(const ir::RenameTable& rename, const Rendering& out) const override;
  void add_column(const ir::AddColumn& add, const Rendering& out) const override;
  std::string_view add_column_words() const override { return "ADD "; }
  void drop_column(const ir::DropColumn& drop, const Rendering& out) const override;
  void create_index(const ir::CreateIndex& create, const Rendering& out) const override;
  void drop_index(const ir::DropIndex& drop, const Rendering& out) const override;
  void comment_table(const ir::CommentTable& comment, const Rendering& out) const override;
  void comment_column(const ir::TableName& table, std::string_view column,
                      const std::optional<std::string>& comment,
                      const Rendering& out) const override;
  void create_schema(const ir::CreateSchema& create, const Rendering& out) const override;
  void execute(const ir::Execute& execute, const Rendering& out) const override;
  void insert_rows(const ir::InsertRows& insert, const Rendering& out) const override;
  void insert_select(const ir::InsertSelect& insert, const Rendering& out) const override;
  void write_rebuild(const Rebuild& rebuild, bool from_replay, const Rendering& out) const override;
  void prepare_client(std::size_t first, const Rendering& out) const override;

  void alter_facts(const ir::AlterColumn& alter, const Rendering& out) const override;
  void alter_comment(const ir::AlterColumn& alter, const Rendering& out) const override;
  void alter_name(const ir::AlterColumn& alter, const Rendering& out) const override;
  void set_default(const ir::AlterColumn& alter, const ir::Expr& value,
                   const Rendering& out) const override;

 private:
  bool modern_types(const Rendering& in) const;
  std::string clustering(const ir::Options& options, const Rendering& in) const;
  std::string comment_place(const ir::TableName& table, std::string_view column,
                            const Rendering& in) const;
  void drop_hidden_constraint(const ir::TableName& table, std::string_view column,
                              std::string_view catalogue, const Rendering& out) const;
  void drop_hidden_key(const ir::DropColumn& drop, const Rendering& out) const;
  void refuse_deferral(const ir::Deferral& deferral, const Rendering& in) const;
  void refuse_conditions(std::size_t first, const Rendering& out) const;

  // mssql_columns.cpp
  void clear_column(const ir::DropColumn& drop, const Rendering& out) const;
  void note_identity(const Rendering& out) const;
};

}  // namespace migc::dialects
