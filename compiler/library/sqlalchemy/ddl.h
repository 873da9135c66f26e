#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/library/sqlalchemy/schema.h"

namespace migc::library {

/// What `sa.Table` and `op.create_table` take by keyword beside their own.
struct TableArguments {
  std::optional<SqlName> schema;
  std::optional<std::string> comment;
  std::optional<std::vector<python::Value>> prefixes;
  python::Options keywords;

  bool apply(Table& table, const python::Call& call) const;  ///< False: reported.
};

/// A DDL construct: `CreateTable(t)`, `DropIndex(i)`, `CreateSchema("s")`, `DDL("…")`: what it does
/// when it is executed.
class DdlElement final : public python::Native {
 public:
  explicit DdlElement(std::string_view name) : name_(name) {}
  std::string_view type_name() const override { return name_; }

  std::vector<ir::Action> actions;

 private:
  std::string_view name_;
};

/// What DROP CONSTRAINT calls the kind.
ir::DropConstraint::Kind drop_kind(const ir::Constraint& constraint);

}  // namespace migc::library
