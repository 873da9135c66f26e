#pragma once

#include <string>
#include <vector>

#include "compiler/base/source.h"
#include "compiler/ir/schema.h"
#include "compiler/json/read.h"

namespace migc::json {

/// With `sources`, each operation says where it was written (`"at": "versions/a1.py:12"`).
struct WriteOptions {
  const Sources* sources = nullptr;
  int indent = 2;
};

/// `read(write(x)) == x`.
std::string write(const Definition& definition, const WriteOptions& options = {});
std::string write(const std::vector<Definition>& definitions, const WriteOptions& options = {});
std::string write(const std::vector<ir::Operation>& operations, const WriteOptions& options = {});

/// What is known of a database: tables, types, sequences, views. Tables of which only a part is
/// known say so with `"complete": false`.
std::string write(const ir::Schema& schema, const WriteOptions& options = {});

/// The JSON Schema of definitions, made from the same description of the IR that is read and
/// written by: docs/migration.schema.json.
std::string published_schema();

}  // namespace migc::json
