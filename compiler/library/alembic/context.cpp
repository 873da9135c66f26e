#include "compiler/library/catalogue.h"
#include "compiler/library/world.h"

namespace migc::library {
namespace {

void define_context(python::Module&) {}

constexpr python::ModelledModule modules[] = {{"alembic.context", define_context}};

}  // namespace

extern const Part alembic_context{modules};

}  // namespace migc::library
