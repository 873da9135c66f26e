#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/library/sqlalchemy/clause.h"
#include "compiler/python/native.h"

namespace migc::library {

// INSERT, UPDATE and DELETE as SQLAlchemy holds them; private to the files that model them.

struct DmlValue {
  std::string key;  ///< Of the column.
  python::Value value;
};
struct Conflict {
  std::string constraint;
  std::vector<clause::NodePtr> elements;
  clause::NodePtr target_where, where;
  bool update = false, ordered = false;
  std::vector<DmlValue> assignments;
};

struct Dml {
  enum class Kind { Insert, Update, Delete };
  Kind kind = Kind::Insert;
  std::string dialect;  ///< Of `postgresql.insert`; empty: of SQLAlchemy itself.
  clause::SourcePtr table;
  python::Value attributes;  ///< Of a model: a dict of the keys of columns by attribute, or None.
  bool has_values = false;   ///< values() was called.
  bool multiple = false;     ///< … with a list of rows.
  bool ordered = false;
  std::vector<std::vector<DmlValue>> rows;
  std::vector<std::string> names;  ///< from_select
  clause::QueryPtr select;
  bool include_defaults = true;
  std::vector<clause::NodePtr> where, returning;
  std::vector<clause::DialectText> prefixes;
  std::vector<clause::SourcePtr> ctes;
  std::optional<Conflict> conflict;
  ir::Options options;
  std::optional<python::Unknown> unknown;  ///< Why a condition or a value of it is not known.
};

/// The key of the column that goes by this name in values().
std::string column_key(const Dml& dml, std::string_view name);

/// The name under which `insert.inserted` goes until it is printed as VALUES(column).
inline constexpr const char* inserted_alias = "inserted row";

class DmlObject final : public python::Native {
 public:
  explicit DmlObject(std::shared_ptr<const Dml> dml) : dml_(std::move(dml)) {}

  std::string_view type_name() const override;
  std::optional<python::Value> attribute(std::string_view name,
                                         const python::Site& site) const override;
  python::Value truth(const python::Site& site) const override;
  const std::shared_ptr<const Dml>& dml() const { return dml_; }

 private:
  std::shared_ptr<const Dml> dml_;
};

/// What the statement does with these parameters (a dict, or null). False: refused.
bool lower_dml(const Dml& dml, const python::Dict* parameters, const python::Site& site,
               std::vector<ir::Action>& out, std::string dialect = {});

}  // namespace migc::library
