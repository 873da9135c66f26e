#pragma once

#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "compiler/base/source.h"

namespace migc {

enum class Severity { Note, Warning, Error };

/// A place that matters for a diagnostic and why it does; never repeats the message.
struct Label {
  Span span;
  std::string text;
};

struct Edit {
  Span span;
  std::string replacement;
};

/// A change of the source that cures a finding. `safe`: it cannot change what the code means.
struct Fix {
  std::string title;
  std::vector<Edit> edits;
  bool safe = false;
};

/// The only thing that ever speaks to the user.
struct Diagnostic {
  std::string_view code;  ///< Static storage: `unknown-revision`, or a rule's name.
  Severity severity = Severity::Error;
  Span span;
  std::string message;  ///< Lower case, no final period, code in backticks.
  std::vector<Label> labels;
  std::vector<std::string> notes;
  std::string help_text;
  std::optional<Fix> fix;

  Diagnostic& label(Span where, std::string text) {
    labels.push_back({where, std::move(text)});
    return *this;
  }
  Diagnostic& note(std::string text) {
    notes.push_back(std::move(text));
    return *this;
  }
  Diagnostic& help(std::string text) {
    help_text = std::move(text);
    return *this;
  }
};

/// The sink every phase reports to. What the user wrote wrongly is data: phases report it here and
/// go on with the best value they have, so that one run shows every fault.
class Diagnostics {
 public:
  template <class... Args>
  Diagnostic& error(std::string_view code, Span span, fmt::format_string<Args...> format,
                    Args&&... args) {
    return add(Severity::Error, code, span, fmt::format(format, std::forward<Args>(args)...));
  }
  template <class... Args>
  Diagnostic& warning(std::string_view code, Span span, fmt::format_string<Args...> format,
                      Args&&... args) {
    return add(Severity::Warning, code, span, fmt::format(format, std::forward<Args>(args)...));
  }
  /// The reference stays valid until the sink is merged or dies.
  Diagnostic& add(Severity severity, std::string_view code, Span span, std::string message);
  Diagnostic& add(Diagnostic diagnostic);

  void merge(Diagnostics&& other);  ///< In the order of the calls; `other` is left empty.
  bool has_errors() const { return errors_ > 0; }
  std::size_t errors() const { return errors_; }
  bool empty() const { return all_.empty(); }
  const std::list<Diagnostic>& all() const { return all_; }
  std::vector<Diagnostic> sorted(
      const Sources& sources) const;  ///< By path, place, severity; no doubles.

 private:
  std::list<Diagnostic> all_;  ///< Most sinks stay empty: a list takes no memory then.
  std::size_t errors_ = 0;
};

}  // namespace migc
