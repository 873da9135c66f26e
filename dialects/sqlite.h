#pragma once

#include "compiler/ir/naming.h"
#include "compiler/ir/schema.h"
#include "dialects/dialect.h"

namespace migc::dialects {

class Sqlite final : public Dialect {
 public:
  Sqlite();
  std::span<const Driver> drivers() const override;
  const ir::Naming& naming() const override { return ir::sqlite_naming; }
  bool casts_in_rebuild(const ir::Type& type) const override;

 protected:
  std::unique_ptr<ExpressionPrinter> printer(const Rendering& in) const override;
  std::span<const std::string_view> reserved_words() const override;
  std::string altered_name(const ir::TableName& table, const Rendering& in) const override;
  std::string spell_type(const ir::Type& type, const Rendering& in,
                         const ir::Column* column) const override;
  std::string timestamp_literal(const ir::DateTimeValue& value, const Rendering& in) const override;
  std::string midnight_literal(const ir::DateValue& date, const Rendering& in) const override;
  std::string time_literal(const ir::TimeValue& value, const Rendering& in) const override;
  std::string bytes_literal(std::string_view bytes, const Rendering& in) const override;
  std::string spell_literal(const ir::Datum& value, const ir::Type& type,
                            const Rendering& in) const override;

  void rename_table(const ir::RenameTable& rename, const Rendering& out) const override;
  void add_column(const ir::AddColumn& add, const Rendering& out) const override;
  void drop_column(const ir::DropColumn& drop, const Rendering& out) const override;
  void alter_column(const ir::AlterColumn& alter, const Rendering& out) const override;
  void alter_name(const ir::AlterColumn& alter, const Rendering& out) const override;
  void add_constraint(const ir::AddConstraint& add, const Rendering& out) const override;
  void drop_constraint(const ir::DropConstraint& drop, const Rendering& out) const override;
  void comment_table(const ir::CommentTable& comment, const Rendering& out) const override;
  void create_index(const ir::CreateIndex& create, const Rendering& out) const override;
  void truncate(const ir::Truncate& truncate, const Rendering& out) const override;

  std::string create_table_words(const ir::Table& table, bool if_not_exists,
                                 const Rendering& in) const override;
  std::string column_definition(const ir::Column& column, const ir::Table& table,
                                const Rendering& in) const override;
  std::string default_value(const ir::Expr& value, const ir::Column& column,
                            const Rendering& in) const override;
  std::string table_options(const ir::Table& table, const Rendering& in) const override;
  std::string table_constraint(const ir::Constraint& constraint, const ir::Table& table,
                               const Rendering& in) const override;
  std::string foreign_key(const ir::ForeignKey& key, const Rendering& in) const override;
  std::string index_elements(const ir::Index& index, const Rendering& in) const override;
  void create_sequence(const ir::CreateSequence& create, const Rendering& out) const override;
  void drop_sequence(const ir::DropSequence& drop, const Rendering& out) const override;
  void create_schema(const ir::CreateSchema& create, const Rendering& out) const override;
  void drop_schema(const ir::DropSchema& drop, const Rendering& out) const override;
  std::string referred_name(const ir::TableName& table, const Rendering& in) const override;

  bool rebuilds(const ir::Batch& batch, const Rendering& in) const override;
  void write_rebuild(const Rebuild& rebuild, bool from_replay, const Rendering& out) const override;

 private:
  bool inline_key(const ir::Column& column, const ir::Table& table, const Rendering& in) const;
  void rebuild_for(const ir::TableName& table, ir::Action action, const Rendering& out) const;
  bool keeps_triggers(const Rebuild& rebuild, const Rendering& out) const;
  bool renames_first(Rebuild& rebuild, const Rendering& out) const;
  bool must_change(const ir::TableName& table, const std::string& column, ir::Presence wanted,
                   const Rendering& out) const;
  bool fits_add_column(const ir::AddColumn& add) const;
};

}  // namespace migc::dialects
