#pragma once

#include <regex>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace migc::tests {

/// One line of tests/differential/differences.tsv: results that are meant to differ from Alembic's.
struct Difference {
  int line = 0;
  std::string cases;   ///< Shell pattern of `group/case`.
  std::string target;  ///< Shell pattern of the dialect, or of an environment's arguments.
  std::string reason;
  /// `#!edit` lines before it: a result is meant only when these, done to Alembic's text, make it.
  std::vector<std::pair<std::regex, std::string>> edits;
  mutable int uses = 0;

  bool accepts(std::span<const std::string> recorded, const std::string& printed) const;
};

class Differences {
 public:
  explicit Differences(const std::string& path);
  /// The first line that names this result and accepts it; counts its use.
  const Difference* explain(const std::string& name, const std::string& target,
                            std::span<const std::string> recorded,
                            const std::string& printed) const;
  const std::vector<Difference>& all() const { return all_; }

 private:
  std::vector<Difference> all_;
};

/// The one list.
const Differences& differences();

}  // namespace migc::tests
