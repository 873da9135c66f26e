// Modules that are part of the language: the evaluator knows what they do.
#include "compiler/library/catalogue.h"
#include "compiler/python/builtins.h"

namespace migc::library {
namespace {

constexpr python::ModelledModule modules[] = {{"enum", python::define_enum},
                                              {"contextlib", python::define_contextlib},
                                              {"dataclasses", python::define_dataclasses},
                                              {"functools", python::define_functools},
                                              {"builtins", python::define_builtins}};

}  // namespace

extern const Part standard_language{modules};

}  // namespace migc::library
