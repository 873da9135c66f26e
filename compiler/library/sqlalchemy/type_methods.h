#pragma once

#include <optional>

#include "compiler/ir/expr.h"
#include "compiler/ir/name.h"
#include "compiler/library/sqlalchemy/types.h"

namespace migc::library {

// What the families of types share; private to the files that model types.

bool enum_arguments(const python::Call& call, TypeObject& object);
bool array_arguments(const python::Call& call, TypeObject& object);
/// Methods that instances of the class have: with_variant(), create(), drop(), ….
void define_type_methods(const TypeSpec& spec, python::Class& cls);

/// Calls `callee` with the arguments of `call`.
std::optional<python::Value> call_again(const python::Call& call, const python::Value& callee);
/// A name as schema items take it: a string, `quoted_name`, `op.f(…)`, `sa.schema.conv(…)`, None.
/// False: reported.
bool object_name(const python::Value& value, ir::ObjectName& out, const python::Call& call);

/// SQL given as a string or as text(). `quoted`: a string is a literal, not SQL. False: reported.
bool sql_text(const python::Value& value, bool quoted, std::optional<Box<ir::Expr>>& out,
              const python::Call& call);

}  // namespace migc::library
