// A batch as one new table: create, copy, drop, rename.
#include "dialects/dialect.h"

namespace migc::dialects {

void Dialect::rebuild(const ir::Batch& batch, const Rendering& out) const {
  out.refuse("unsupported-operation", "`{}` cannot be rebuilt yet", batch.table);
}

}  // namespace migc::dialects
