#include "compiler/library/standard/run_moment.h"

#include "compiler/library/standard/timedelta.h"
#include "compiler/python/signature.h"

namespace migc::library {
namespace {

using dialects::Moment;
using python::Builtin;
using python::Call;
using python::Site;
using python::Value;

Value made(Moment moment, const Call& call) {
  return Value::object(std::make_shared<RunMoment>(moment), call.span);
}

// replace(*, tzinfo): an instant loses its zone, or gets the one that it is of.
Value replace(const Call& call) {
  const Value* zone = call.keyword("tzinfo");
  if (zone == nullptr || call.keywords.size() != 1 || !call.positional.empty()) {
    return RunMoment::unknown(call);
  }
  const Moment moment = call.receiver<RunMoment>().moment;
  const auto* other = zone->object<Timezone>();
  const bool utc = other != nullptr && other->offset == 0;
  if (moment == Moment::Aware && zone->is_none()) return made(Moment::Utc, call);
  if (moment == Moment::Aware && utc) return made(moment, call);
  if (moment == Moment::Utc && utc) return made(Moment::Aware, call);
  if (moment != Moment::Aware && zone->is_none()) return made(moment, call);
  return RunMoment::unknown(call);
}

// date()
Value date(const Call& call) {
  return call.receiver<RunMoment>().moment == Moment::Local ? made(Moment::Today, call)
                                                            : RunMoment::unknown(call);
}

constexpr Builtin replace_method{"replace", replace, true}, date_method{"date", date, true};

/// Whether Python's own dates answer an operator with this, so that the other operand is not asked.
bool is_of_python(const Value& other) {
  const python::Native* native = other.native();
  return native == nullptr || native->type_name() == "datetime" || native->type_name() == "date" ||
         native->type_name() == "timedelta";
}

}  // namespace

std::optional<Value> RunMoment::attribute(std::string_view name, const Site& site) const {
  const auto bound = [&](const Builtin& method) {
    return Value::bound(Value::object(std::const_pointer_cast<python::Native>(shared_from_this())),
                        method, site.span);
  };
  if (moment != Moment::Today && name == "replace") return bound(replace_method);
  if (moment != Moment::Today && name == "date") return bound(date_method);
  return unknown(site);
}

std::optional<Value> RunMoment::binary(python::ast::BinaryOp, const Value& other, bool,
                                       const Site& site) const {
  if (!is_of_python(other)) return std::nullopt;
  return unknown(site);
}

std::optional<Value> RunMoment::compare(python::ast::CompareOp, const Value& other,
                                        const Site& site) const {
  if (!is_of_python(other)) return std::nullopt;
  return unknown(site);
}

}  // namespace migc::library
