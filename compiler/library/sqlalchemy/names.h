#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compiler/ir/name.h"
#include "compiler/ir/table.h"
#include "compiler/python/signature.h"

namespace migc::library {

/// A name as SQLAlchemy takes one: a string, or one that says how it is quoted (`quoted_name`), or
/// one that no naming convention may touch (`op.f`, `sa.schema.conv`).
struct SqlName {
  std::string text;
  std::optional<bool> quote;
  bool final = false;  ///< `op.f(…)`: stands as it is; cut when too long.

  ir::ObjectName object() const { return {text, final, quote}; }
  ir::TableName table(std::string_view schema = {}) const {
    return {std::string(schema), text, quote};
  }
};

/// The value of `op.f(name)` and of `quoted_name(name, quote)`: strings that remember.
python::Value conv_value(std::string text, const python::Site& site);
python::Value quoted_name_value(std::string text, std::optional<bool> quote,
                                const python::Site& site);

/// Dialect options and whatever else stands in `**kw`.
struct KeywordOptions {
  ir::Options options;
};
/// Reads `postgresql_where=…` and its like into options; `construct` is the SQLAlchemy class whose
/// arguments they are (`Index`, `Table`, `UniqueConstraint`, …). A name that the dialect does not
/// know is refused as SQLAlchemy does. False: reported.
bool dialect_options(const python::Options& keywords, std::string_view construct, ir::Options& out,
                     const python::Call& call);
/// Any value as an option's: SQL expressions become ir::Expr. False: reported.
bool option_value(const python::Value& value, ir::OptionValue& out, const python::Call& call);

}  // namespace migc::library

namespace migc::python {
bool from_value(const Value& value, library::SqlName& out, const Binding& binding);
}  // namespace migc::python
