#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/operation.h"
#include "compiler/library/world.h"
#include "compiler/python/native.h"
#include "compiler/python/signature.h"

namespace migc::library {

/// `with op.batch_alter_table("t") as batch_op`: collects operations until the block ends. What
/// `op.*` and `execute()` do meanwhile comes before them, as in Alembic.
class BatchOperations final : public python::Native {
 public:
  std::string_view type_name() const override { return "BatchOperations"; }
  bool complete() const override { return true; }
  std::optional<python::Value> attribute(std::string_view name,
                                         const python::Site& site) const override;

  ir::Batch batch;
  Origin origin;
};

/// Where the operations of a directive go, and the table they are for: `op.add_column("t", …)`
/// names it, `batch_op.add_column(…)` knows it.
class Directive {
 public:
  explicit Directive(const python::Call& call);

  /// Whether the call is on a `batch_op`: then directives have no table and schema arguments.
  bool batch() const { return batch_ != nullptr; }
  const ir::TableName& table() const { return batch_->batch.table; }
  void emit(ir::Action action) const;

 private:
  const python::Call& call_;
  BatchOperations* batch_ = nullptr;
};

/// The directives of `alembic.op`, and those of a `batch_op` (methods).
std::span<const python::Builtin> operation_directives();
std::span<const python::Builtin> batch_directives();

// op_tables.cpp
python::Value create_table(const python::Call& call);
python::Value drop_table(const python::Call& call);
python::Value rename_table(const python::Call& call);
python::Value add_column(const python::Call& call);
python::Value drop_column(const python::Call& call);
python::Value alter_column(const python::Call& call);
python::Value create_table_comment(const python::Call& call);
python::Value drop_table_comment(const python::Call& call);
python::Value batch_alter_table(const python::Call& call);
// op_constraints.cpp
python::Value create_primary_key(const python::Call& call);
python::Value create_unique_constraint(const python::Call& call);
python::Value create_foreign_key(const python::Call& call);
python::Value create_check_constraint(const python::Call& call);
python::Value create_exclude_constraint(const python::Call& call);
python::Value drop_constraint(const python::Call& call);
python::Value create_index(const python::Call& call);
python::Value drop_index(const python::Call& call);
// op_data.cpp
python::Value bulk_insert(const python::Call& call);
python::Value execute(const python::Call& call);
python::Value inline_literal(const python::Call& call);
// op.cpp
python::Value f(const python::Call& call);
python::Value get_bind(const python::Call& call);
python::Value get_context(const python::Call& call);
python::Value run_async(const python::Call& call);
python::Value invoke(const python::Call& call);

/// `Operations`: what functions of registered operations get, with all directives as methods.
python::Value operations_value(const python::Site& site);
/// `op.get_context()`
python::Value migration_context_value(const python::Site& site);

/// Executes a statement, a text or DDL: of `op.execute`, `bind.execute` and so on. `parameters` may
/// be null. Reports what it cannot. True: it was left out, since it changes no row.
bool execute_statement(const python::Value& statement, const python::Value* parameters,
                       const python::Site& site);

}  // namespace migc::library
