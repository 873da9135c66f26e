#pragma once

#include "compiler/ir/naming.h"
#include "dialects/dialect.h"

namespace migc::dialects {

class Mysql : public Dialect {
 public:
  explicit Mysql(const Facts& facts) : Dialect(facts) {}
  std::span<const Driver> drivers() const override;
  const ir::Naming& naming() const override { return ir::mysql_naming; }

 protected:
  std::unique_ptr<ExpressionPrinter> printer(const Rendering& in) const override;
  std::span<const std::string_view> reserved_words() const override;
  std::string quoted(std::string_view name) const override;
  std::string altered_name(const ir::TableName& table, const Rendering& in) const override;

  // mysql_types.cpp
  std::string spell_type(const ir::Type& type, const Rendering& in,
                         const ir::Column* column) const override;
  std::string string_type(std::string_view name, const ir::String& text,
                          const Rendering& in) const override;
  std::string bytes_literal(std::string_view bytes, const Rendering& in) const override;

  std::string spell_literal(const ir::Datum& value, const ir::Type& type,
                            const Rendering& in) const override;

  void create_table(const ir::CreateTable& create, const Rendering& out) const override;
  void add_column(const ir::AddColumn& add, const Rendering& out) const override;
  void drop_column(const ir::DropColumn& drop, const Rendering& out) const override;
  std::string column_definition(const ir::Column& column, const ir::Table& table,
                                const Rendering& in) const override;
  std::string default_value(const ir::Expr& value, const ir::Column& column,
                            const Rendering& in) const override;
  std::string table_options(const ir::Table& table, const Rendering& in) const override;
  std::string sequence_options(const ir::SequenceOptions& options) const override;

  std::string primary_key(const ir::PrimaryKey& key, const Rendering& in) const override;
  std::string match_clause(const ir::ForeignKey& key, const Rendering& in) const override;
  void drop_constraint(const ir::DropConstraint& drop, const Rendering& out) const override;
  void drop_type_constraint(const ir::TableName& table, const ir::Constraint& constraint,
                            const Rendering& out) const override;

  void prepare_rebuild(const Rebuild& rebuild, const Rendering& out) const override;
  void write_rebuild(const Rebuild& rebuild, bool from_replay, const Rendering& out) const override;

  void create_index(const ir::CreateIndex& create, const Rendering& out) const override;
  void drop_index(const ir::DropIndex& drop, const Rendering& out) const override;
  std::string index_elements(const ir::Index& index, const Rendering& in) const override;

  void comment_table(const ir::CommentTable& comment, const Rendering& out) const override;
  void alter_facts(const ir::AlterColumn& alter, const Rendering& out) const override;
  bool counts_by_autoincrement() const override { return true; }
  void execute(const ir::Execute& execute, const Rendering& out) const override;

  /// IF [NOT] EXISTS for columns, indexes and constraints.
  virtual bool conditional_parts() const { return false; }
  virtual std::string_view drop_check_words() const { return "CHECK "; }
  virtual bool functional_indexes() const { return true; }
  virtual ServerVersion default_expressions_since() const { return {8, 0, 13}; }
  /// Since when the server has a type UUID; none: it has not.
  virtual std::optional<ServerVersion> uuid_since() const { return std::nullopt; }
  /// A CHECK that stands in a column is a part of what MODIFY restates.
  virtual bool checks_stand_in_columns() const { return false; }
  /// Whether a computed column that does not say so is NULL.
  virtual bool computed_is_nullable() const { return false; }

 private:
  std::string numeric_type(std::string text, bool is_unsigned, bool zerofill) const;
  std::string extended(std::string text, const ir::String& type, bool national) const;
  std::string if_exists(bool said, std::string_view words, const Rendering& in) const;
  ir::AlterColumn filled(const ir::AlterColumn& alter, const Rendering& in) const;
  void contradictions(const ir::AlterColumn& alter, const ir::Column& known, bool counts,
                      const Rendering& in) const;
  void fill_type(ir::AlterColumn& all, const ir::Column& known, const Rendering& in) const;
  void note_functional(const std::string& text, const Rendering& in) const;
  std::string checks_of_column(const ir::AlterColumn& alter, const Rendering& in) const;
  bool restate_computed(const ir::AlterColumn& alter, const Rendering& out) const;
};

}  // namespace migc::dialects
