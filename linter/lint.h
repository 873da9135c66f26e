#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "linter/config.h"
#include "linter/rule.h"
#include "migrations/project.h"
#include "migrations/surroundings.h"

namespace migc::linter {

struct Request {
  std::vector<std::string> paths;    ///< Only revisions of these files and folders are judged.
  std::optional<std::string> since;  ///< Only those after this revision.
};

struct Suppressed {
  Finding finding;
  std::string reason;
};

struct Result {
  std::vector<Finding> findings;  ///< By file and place.
  std::vector<Suppressed> suppressed;
  std::size_t revisions = 0;  ///< Judged.
};

/// Replays the whole history and judges each revision asked for with every rule that runs. What
/// of a revision cannot be read is reported to `diagnostics` as a warning; the rest is judged.
Result lint(const migrations::Project& project, const migrations::Surroundings& surroundings,
            const migrations::ContextOptions& context, std::span<const Rule* const> rules,
            const Config& config, const Request& request, Diagnostics& diagnostics);

}  // namespace migc::linter
