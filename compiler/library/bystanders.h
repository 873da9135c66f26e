#pragma once

#include "compiler/python/value.h"

namespace migc::library {

/// Whether it comes from a package that has nothing to do with the database that is migrated:
/// files, archives, the network, the terminal. What is done with it is no part of the script.
bool is_bystander(const python::Unknown& value);

}  // namespace migc::library
