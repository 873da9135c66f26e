#pragma once

#include <string>
#include <vector>

#include "compiler/library/sqlalchemy/schema.h"

namespace migc::library {

/// The constraints that listeners of a type's class (`before_parent_attach`) put on the table that
/// a column of the type becomes part of. False: reported, or raised.
bool listened_constraints(const SqlType& type, const ir::TableName& table,
                          const std::string& column, const NamingRules& naming,
                          std::vector<ir::Constraint>& out, const python::Site& site);

}  // namespace migc::library
