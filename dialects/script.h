#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "compiler/base/source.h"

namespace migc::dialects {

/// One entry of a script. What stands around it (terminator, batch separator, blank lines) is the
/// writer's business.
struct Unit {
  enum class Kind {
    Statement,  ///< SQL, finished but for its terminator.
    Comment,    ///< A `--` line, whole.
    Begin,      ///< A transaction starts here; the dialect's facts have the words.
    Commit,     ///< … and ends here.
    Raw,        ///< Text printed as it is, without terminator and separator.
    Separator,  ///< The dialect's batch separator alone.
  };
  Kind kind = Kind::Statement;
  std::string text;
  Origin origin;
};

/// Whether the text begins (true) or ends (false) a transaction; nothing for any other statement.
std::optional<bool> begins_transaction(std::string_view sql);

/// The statements of a run, in order.
class Script {
 public:
  /// `in_transaction`: one was begun before the first unit.
  explicit Script(bool in_transaction = false) : began_in_transaction_(in_transaction) {}

  /// A statement by its words: `out.add("DROP TABLE {}", name)`.
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    statement(fmt::format(format, std::forward<Args>(args)...));
  }
  /// A statement without its terminator. As Alembic prints it: without blanks around, tabs outside
  /// of literals as four spaces; a comment at its end is closed by a line end.
  void statement(std::string text);
  void comment(std::string text);  ///< Without the leading `-- `.
  void begin();
  void commit();
  void raw(std::string text);
  void raw_before(std::size_t unit, std::string text);
  void separator();

  /// Whether a backslash escapes within 'literals', as in MySQL.
  void set_backslash_escapes(bool escapes) { backslash_escapes_ = escapes; }
  /// What the next units come from.
  void set_origin(const Origin& origin) { origin_ = origin; }

  const std::vector<Unit>& units() const { return units_; }
  bool in_transaction() const;
  std::size_t size() const { return units_.size(); }
  /// Forgets the units from `size` on: what was written of an operation that failed half-way.
  void truncate(std::size_t size);
  void append(Script&& other);

 private:
  void push(Unit::Kind kind, std::string text);

  std::vector<Unit> units_;
  Origin origin_;
  bool began_in_transaction_;
  bool backslash_escapes_ = false;
};

}  // namespace migc::dialects
