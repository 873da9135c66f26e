#pragma once

#include "compiler/ir/naming.h"
#include "dialects/dialect.h"

namespace migc::dialects {

class Oracle final : public Dialect {
 public:
  Oracle();
  std::span<const Driver> drivers() const override;
  const ir::Naming& naming() const override { return ir::oracle_naming; }
  bool needs_quotes(std::string_view name) const override;

 protected:
  std::unique_ptr<ExpressionPrinter> printer(const Rendering& in) const override;
  std::span<const std::string_view> reserved_words() const override;

  // oracle_types.cpp
  std::string spell_type(const ir::Type& type, const Rendering& in,
                         const ir::Column* column) const override;
  std::string bytes_literal(std::string_view bytes, const Rendering& in) const override;
  std::string date_literal(const ir::DateValue& date, const Rendering& in) const override;
  std::string midnight_literal(const ir::DateValue& date, const Rendering& in) const override;
  std::string timestamp_literal(const ir::DateTimeValue& value, const Rendering& in) const override;
  std::string interval_literal(const ir::Duration& value, const ir::Type& type,
                               const Rendering& in) const override;

  std::string table_options(const ir::Table& table, const Rendering& in) const override;
  std::string computed(const ir::Computed& computed, const Rendering& in) const override;
  std::string identity(const ir::Identity& identity, const Rendering& in) const override;
  std::string sequence_options(const ir::SequenceOptions& options) const override;
  std::string cascades(const ir::ForeignKey& key, const Rendering& in) const override;
  std::string match_clause(const ir::ForeignKey& key, const Rendering& in) const override;
  void create_schema(const ir::CreateSchema& create, const Rendering& out) const override;
  void drop_schema(const ir::DropSchema& drop, const Rendering& out) const override;
  void write_rebuild(const Rebuild& rebuild, bool from_replay, const Rendering& out) const override;

  void rename_table(const ir::RenameTable& rename, const Rendering& out) const override;
  void add_column(const ir::AddColumn& add, const Rendering& out) const override;
  std::string_view add_column_words() const override { return "ADD "; }
  void create_index(const ir::CreateIndex& create, const Rendering& out) const override;
  void comment_table(const ir::CommentTable& comment, const Rendering& out) const override;

  void alter_nullable(const ir::AlterColumn& alter, const Rendering& out) const override;
  void alter_type_of(const ir::AlterColumn& alter, const Rendering& out) const override;
  void alter_comment(const ir::AlterColumn& alter, const Rendering& out) const override;
  void alter_name(const ir::AlterColumn& alter, const Rendering& out) const override;
  void set_default(const ir::AlterColumn& alter, const ir::Expr& value,
                   const Rendering& out) const override;
  void drop_default(const ir::AlterColumn& alter, const Rendering& out) const override;
  void alter_identity(const ir::AlterColumn& alter, const Rendering& out) const override;

  void execute(const ir::Execute& execute, const Rendering& out) const override;
  void prepare_client(std::size_t first, const Rendering& out) const override;

 private:
  void refuse_news(std::size_t first, const Rendering& out) const;
  void keep_lines(std::size_t first, const Rendering& out) const;
  std::string varying(std::string_view name, const ir::String& text, bool characters,
                      const ir::Type& type, const Rendering& in) const;
  std::string modify(const ir::AlterColumn& alter, const Rendering& in) const;
};

}  // namespace migc::dialects
