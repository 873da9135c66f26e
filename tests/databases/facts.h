#pragma once

#include <string>
#include <vector>

namespace migc::tests {

// The columns of a schema in words that do not depend on the server, so that what the catalogue
// says can be held against the replayed schema itself, and not only against what migc prints of it.

std::vector<std::string> facts_of_catalogue(const std::string& dialect,
                                            const std::vector<std::string>& lines);
/// Of what `migc schema --format json` prints.
std::vector<std::string> facts_of_schema(const std::string& dialect, const std::string& text);

}  // namespace migc::tests
