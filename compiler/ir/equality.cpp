// Comparisons of the types that contain each other, which only here are all complete.
#include "compiler/ir/operation.h"

namespace migc::ir {

bool operator==(const Domain& a, const Domain& b) {
  return a.name == b.name && a.schema == b.schema && a.base == b.base &&
         a.collation == b.collation && a.not_null == b.not_null &&
         a.default_value == b.default_value && a.constraint_name == b.constraint_name &&
         a.check == b.check && a.create_type == b.create_type;
}

bool operator==(const Type& a, const Type& b) {
  // A text of SQL is the type that it stands for, however that is spelled.
  const bool written = (a.dialect == "sql") != (b.dialect == "sql");
  return a.kind == b.kind && (written || (a.exact == b.exact && a.dialect == b.dialect)) &&
         a.variants == b.variants && a.check_constraint == b.check_constraint &&
         a.check_name == b.check_name && a.coerces_values == b.coerces_values;
}

bool operator==(const DatumList&, const DatumList&) = default;
bool operator==(const DatumObject&, const DatumObject&) = default;
bool operator==(const RawSql&, const RawSql&) = default;
bool operator==(const Function&, const Function&) = default;
bool operator==(const Over&, const Over&) = default;
bool operator==(const Filter&, const Filter&) = default;
bool operator==(const WithinGroup&, const WithinGroup&) = default;
bool operator==(const Unary&, const Unary&) = default;
bool operator==(const BinaryExpr&, const BinaryExpr&) = default;
bool operator==(const List&, const List&) = default;
bool operator==(const Group&, const Group&) = default;
bool operator==(const Cast&, const Cast&) = default;
bool operator==(const Case&, const Case&) = default;
bool operator==(const Extract&, const Extract&) = default;
bool operator==(const Labeled&, const Labeled&) = default;
bool operator==(const Subquery&, const Subquery&) = default;
bool operator==(const ArrayLiteral&, const ArrayLiteral&) = default;
bool operator==(const Ordered&, const Ordered&) = default;
bool operator==(const Expr&, const Expr&) = default;
bool operator==(const SubqueryRef&, const SubqueryRef&) = default;
bool operator==(const FunctionRef&, const FunctionRef&) = default;
bool operator==(const ValuesRef&, const ValuesRef&) = default;
bool operator==(const Join&, const Join&) = default;
bool operator==(const RawFrom&, const RawFrom&) = default;
bool operator==(const FromItem&, const FromItem&) = default;
bool operator==(const CommonTable&, const CommonTable&) = default;
bool operator==(const Select&, const Select&) = default;
bool operator==(const OptionValue&, const OptionValue&) = default;
bool operator==(const Options&, const Options&) = default;
bool operator==(const Execute&, const Execute&) = default;
bool operator==(const Batch&, const Batch&) = default;
bool operator==(const Autocommit&, const Autocommit&) = default;

}  // namespace migc::ir
