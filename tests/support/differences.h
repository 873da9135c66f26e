#pragma once

#include <string>
#include <vector>

namespace migc::tests {

/// One line of tests/differential/differences.tsv: results that are meant to differ from Alembic's.
struct Difference {
  int line = 0;
  std::string cases;   ///< Shell pattern of `group/case`.
  std::string target;  ///< Shell pattern of the dialect, or of an environment's arguments.
  std::string reason;
  mutable int uses = 0;
};

class Differences {
 public:
  explicit Differences(const std::string& path);
  /// The first line that names this result; counts its use.
  const Difference* explain(const std::string& name, const std::string& target) const;
  const std::vector<Difference>& all() const { return all_; }

 private:
  std::vector<Difference> all_;
};

/// The one list.
const Differences& differences();

}  // namespace migc::tests
