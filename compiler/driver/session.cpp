#include "compiler/driver/session.h"

#include <fmt/format.h>

#include "compiler/base/render.h"

namespace migc::driver {

Status Session::finish(Status status) {
  if (finished_) return *finished_;
  report();
  if (diagnostics.has_errors() && status == Status::Clean) status = Status::Input;
  const bool whole = !diagnostics.has_errors() || keep_result_;
  finished_ = whole ? write(status) : status;
  return *finished_;
}

void Session::report() {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics.sorted(sources)) {
    if (options.quiet && diagnostic.severity != Severity::Error) continue;
    text += render(diagnostic, sources, {.color = options.color});
  }
  if (!text.empty()) host.output.error(text);
}

Status Session::write(Status status) {
  const std::optional<Output::Failure> failed =
      options.output ? host.output.file(*options.output, result_) : host.output.standard(result_);
  if (!failed) return status;
  if (!failed->quiet) {
    host.output.error(fmt::format(
        "error: cannot write {}: {} [cannot-write]\n",
        options.output ? fmt::format("`{}`", *options.output) : std::string("standard output"),
        failed->why));
  }
  return Status::Output;
}

}  // namespace migc::driver
