// `logging`, `warnings`, `time`, …: what they do is for whoever watches a run, not for the script.
#include <deque>

#include "compiler/library/catalogue.h"
#include "compiler/python/signature.h"

namespace migc::library {
namespace {

using python::Call;
using python::Site;
using python::Value;

/// Answers every attribute and call with itself and does nothing: a logger, a handler, a filter.
class Silent final : public python::Native {
 public:
  std::string_view type_name() const override { return "Logger"; }
  std::optional<Value> attribute(std::string_view, const Site& site) const override {
    return Value::object(std::make_shared<Silent>(), site.span);
  }
  bool set_attribute(std::string_view, const Value&, const Site&) override { return true; }
  Value call(const Call& call) override {
    return Value::object(std::make_shared<Silent>(), call.span);
  }
  bool callable() const override { return true; }
  std::optional<Value> enter(const Site& site) override {
    return Value::object(std::make_shared<Silent>(), site.span);
  }
  bool leave(const Value&, const Site&) override { return false; }
  /// Whether something would be logged is nobody's business here: no.
  Value truth(const Site& site) const override { return Value::boolean(false, site.span); }
};

Value nothing(const Call& call) { return Value::none(call.span); }

Value silent(const Call& call) { return Value::object(std::make_shared<Silent>(), call.span); }

void functions_of(python::Module& module, std::initializer_list<std::string_view> names,
                  Value (*function)(const Call&)) {
  static std::deque<python::Builtin>
      made;  // Modules are made once and live as long as the program.
  for (const std::string_view name : names) {
    module.function(made.emplace_back(python::Builtin{name, function}));
  }
}

void define_logging(python::Module& module) {
  functions_of(module,
               {"getLogger", "StreamHandler", "FileHandler", "NullHandler", "Formatter", "Logger",
                "LoggerAdapter", "getLoggerClass"},
               silent);
  functions_of(module,
               {"debug", "info", "warning", "warn", "error", "critical", "exception", "log",
                "basicConfig", "disable", "captureWarnings", "addLevelName", "shutdown"},
               nothing);
  const std::pair<std::string_view, int> levels[] = {{"NOTSET", 0},    {"DEBUG", 10}, {"INFO", 20},
                                                     {"WARNING", 30},  {"WARN", 30},  {"ERROR", 40},
                                                     {"CRITICAL", 50}, {"FATAL", 50}};
  for (const auto& [name, level] : levels) {
    module.define(name, Value::integer(python::Int(std::int64_t{level})));
  }
}

void define_logging_config(python::Module& module) {
  functions_of(module, {"fileConfig", "dictConfig"}, nothing);
}

void define_logging_handlers(python::Module& module) {
  functions_of(module, {"RotatingFileHandler", "TimedRotatingFileHandler", "SysLogHandler"},
               silent);
}

void define_warnings(python::Module& module) {
  functions_of(module, {"warn", "simplefilter", "filterwarnings", "resetwarnings"}, nothing);
  functions_of(module, {"catch_warnings"}, silent);
}

Value stopped_clock(const Call& call) { return Value::real(0.0, call.span); }

void define_time(python::Module& module) {
  functions_of(module, {"sleep"}, nothing);
  // Deadlines and durations: time stands still while a migration is read.
  functions_of(module, {"monotonic", "perf_counter", "process_time"}, stopped_clock);
}

constexpr python::ModelledModule modules[] = {
    {"logging", define_logging},
    {"logging.config", define_logging_config},
    {"logging.handlers", define_logging_handlers},
    {"warnings", define_warnings},
    {"time", define_time},
};

}  // namespace

extern const Part standard_silent{modules};

}  // namespace migc::library
