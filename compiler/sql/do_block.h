#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace migc::sql {

/// A statement within an anonymous block of PL/pgSQL.
struct BlockStatement {
  std::string text;
  /// Carried out only where what it makes is not there yet, or what it drops is there.
  bool if_needed = false;
  bool possible = false;  ///< Whether it runs hangs on what is not read.
};

/// The statements in the body of `DO`, when it is made of nothing but statements, IF and handlers
/// of exceptions. What only concerns roles is left out. Nothing: it does more.
std::optional<std::vector<BlockStatement>> read_block(std::string_view body);

}  // namespace migc::sql
