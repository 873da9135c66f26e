#pragma once

#include "compiler/python/native.h"
#include "dialects/moment.h"

namespace migc::library {

/// What `datetime.now()` gives while no `--now` is said: the moment when the script will run. As a
/// value of a statement it becomes the server's own expression; nothing else is known of it.
class RunMoment final : public python::Native {
 public:
  explicit RunMoment(dialects::Moment which) : moment(which) {}

  const dialects::Moment moment;

  /// What every other use of it is.
  static python::Value unknown(const python::Site& site) {
    return site.unknown("the current time is not part of the project; give it with `--now`");
  }

  std::string_view type_name() const override {
    return moment == dialects::Moment::Today ? "date" : "datetime";
  }
  std::optional<python::Value> attribute(std::string_view name,
                                         const python::Site& site) const override;
  std::optional<python::Value> binary(python::ast::BinaryOp, const python::Value& other, bool,
                                      const python::Site& site) const override;
  std::optional<python::Value> compare(python::ast::CompareOp, const python::Value& other,
                                       const python::Site& site) const override;
  std::optional<python::Value> format(std::string_view, const python::Site& site) const override {
    return unknown(site);
  }
};

}  // namespace migc::library
