#pragma once

#include "compiler/ir/naming.h"
#include "dialects/dialect.h"

namespace migc::dialects {

class Postgresql final : public Dialect {
 public:
  Postgresql();
  std::span<const Driver> drivers() const override;
  std::string string_literal(std::string_view text, const Rendering& in) const override;
  const ir::Naming& naming() const override { return ir::postgresql_naming; }

 protected:
  std::span<const std::string_view> reserved_words() const override;
  std::unique_ptr<ExpressionPrinter> printer(const Rendering& in) const override;
  std::string schema_name(std::string_view schema, const Rendering& in) const override;
  std::string altered_name(const ir::TableName& table, const Rendering& in) const override;

  // postgresql_types.cpp
  std::string spell_type(const ir::Type& type, const Rendering& in,
                         const ir::Column* column) const override;
  std::string spell_literal(const ir::Datum& value, const ir::Type& type,
                            const Rendering& in) const override;
  std::string bytes_literal(std::string_view bytes, const Rendering& in) const override;
  std::string interval_literal(const ir::Duration& value, const ir::Type& type,
                               const Rendering& in) const override;
  void prepare_types(std::span<const ir::Column> columns, bool new_table,
                     const Rendering& out) const override;
  void create_type(const ir::CreateType& create, const Rendering& out) const override;
  void drop_type(const ir::DropType& drop, const Rendering& out) const override;
  void alter_type(const ir::AlterType& alter, const Rendering& out) const override;

  void rename_table(const ir::RenameTable& rename, const Rendering& out) const override;
  void write_rebuild(const Rebuild& rebuild, bool from_replay, const Rendering& out) const override;
  std::string column_definition(const ir::Column& column, const ir::Table& table,
                                const Rendering& in) const override;
  std::string table_options(const ir::Table& table, const Rendering& in) const override;
  std::string computed(const ir::Computed& computed, const Rendering& in) const override;

  std::string primary_key(const ir::PrimaryKey& key, const Rendering& in) const override;
  std::string unique(const ir::Unique& unique, const Rendering& in) const override;
  std::string foreign_key(const ir::ForeignKey& key, const Rendering& in) const override;
  std::string check(const ir::Check& check, const Rendering& in) const override;
  std::string exclude(const ir::Exclude& exclude, const Rendering& in) const override;
  std::string cascades(const ir::ForeignKey& key, const Rendering& in) const override;

  void prepare_rebuild(const Rebuild& rebuild, const Rendering& out) const override;

  void create_index(const ir::CreateIndex& create, const Rendering& out) const override;
  void drop_index(const ir::DropIndex& drop, const Rendering& out) const override;
  std::string index_elements(const ir::Index& index, const Rendering& in) const override;

  void alter_facts(const ir::AlterColumn& alter, const Rendering& out) const override;
  void alter_type_of(const ir::AlterColumn& alter, const Rendering& out) const override;
  void alter_identity(const ir::AlterColumn& alter, const Rendering& out) const override;

 private:
  std::string type_name(std::string_view kind, const ir::ObjectName& name, std::string_view schema,
                        const Rendering& in) const;
  std::string include(const ir::Options& options, const Rendering& in) const;
  std::string validity(const ir::Options& options, const Rendering& in) const;
  std::string operator_class(const ir::Options& options, const ir::Expr& element,
                             const Rendering& in) const;
  std::string enum_definition(const ir::Enum& type, const Rendering& in) const;
  std::string domain_definition(const ir::Domain& type, const Rendering& in) const;
  void prepare_type(const ir::Type& type, std::vector<ir::TableName>& seen, bool altering,
                    const Rendering& out) const;
};

}  // namespace migc::dialects
