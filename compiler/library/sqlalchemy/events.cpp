// sqlalchemy.event: listeners of types and columns, which may add to the table that they join.
#include "compiler/library/sqlalchemy/events.h"

#include <algorithm>
#include <array>

#include "compiler/library/catalogue.h"
#include "compiler/library/world.h"

namespace migc::library {

using python::Call;
using python::Class;
using python::Site;
using python::Value;

namespace {

constexpr std::string_view listeners_attribute = "__migc_listeners__";
constexpr std::array attachments{"before_parent_attach", "after_parent_attach"};

bool is_attachment(std::string_view event) {
  return std::ranges::find(attachments, event) != attachments.end();
}

/// Remembers the listener where it is one that is followed. False: it is not.
bool remember(const Value& target, std::string_view event, const Value& function,
              const Site& site) {
  if (!is_attachment(event)) return false;
  if (const auto column = std::dynamic_pointer_cast<Column>(target.native_share())) {
    if (!site.may_change(*column)) return true;
    site.holds(column, function);
    column->listeners.emplace_back(std::string(event), function);
    return true;
  }
  const std::shared_ptr<Class> cls = target.share<Class>();
  if (!cls || !cls->user || !target.native_class<TypeClass>()) return false;
  if (!site.may_change(*cls)) return true;
  if (!cls->attributes.find(listeners_attribute)) {
    cls->attributes.set(listeners_attribute, Value::list());
  }
  site.holds(cls, function);
  cls->attributes.find(listeners_attribute)
      ->as<python::List>()
      ->items.push_back(Value::tuple({Value::text(std::string(event)), function}));
  return true;
}

// listen(target, identifier, fn, *args, **kw)
Value listen(const Call& call) {
  Value target, function;
  std::string event;
  python::Rest more;
  python::Options options;
  if (!call.bind({{"target", target},
                  {"identifier", event},
                  {"fn", function},
                  {"args", more},
                  {"kw", options}})) {
    return Value::none();
  }
  World& world = World::of(call);
  if (!remember(target, event, function, call) && !world.explore && !world.environment) {
    world.refuse(call, fmt::format("what a listener of `{}` does is not followed", event));
  }
  return Value::none(call.span);
}

/// What `listens_for(target, identifier)` gives.
class Listens final : public python::Native {
 public:
  Listens(Value target, std::string event) : target_(std::move(target)), event_(std::move(event)) {}
  std::string_view type_name() const override { return "function"; }
  bool callable() const override { return true; }
  Value call(const Call& call) override {
    Value function;
    if (!call.bind({{"fn", function}})) return Value::none();
    remember(target_, event_, function, call);
    return function;
  }
  void forget() override { target_ = {}; }

 private:
  Value target_;
  std::string event_;
};

// listens_for(target, identifier, *args, **kw)
Value listens_for(const Call& call) {
  Value target;
  std::string event;
  python::Rest more;
  python::Options options;
  if (!call.bind({{"target", target}, {"identifier", event}, {"args", more}, {"kw", options}})) {
    return Value::none();
  }
  return Value::object(std::make_shared<Listens>(std::move(target), std::move(event)), call.span);
}

constexpr python::Builtin functions[] = {{"listen", listen}, {"listens_for", listens_for}};

constexpr python::ModelledModule modules[] = {
    {"sqlalchemy.event",
     [](python::Module& module) {
       for (const python::Builtin& function : functions) module.function(function);
     }},
};

/// The listeners of a class and of its bases, of both events in their order.
std::vector<Value> listeners_of(const Class& cls) {
  std::vector<Value> found;
  for (const std::string_view event : attachments) {
    const auto look = [&](const Class& at) {
      const Value* list = at.user ? at.attributes.find(listeners_attribute) : nullptr;
      if (!list || !list->items()) return;
      for (const Value& entry : *list->items()) {
        if ((*entry.items())[0].text() == event) found.push_back((*entry.items())[1]);
      }
    };
    look(cls);
    for (const std::shared_ptr<Class>& base : cls.mro) look(*base);
  }
  return found;
}

}  // namespace

extern const Part sqlalchemy_events{modules};

bool listened_constraints(const SqlType& type, const ir::TableName& table,
                          const std::string& column, const NamingRules& naming,
                          std::vector<ir::Constraint>& out, const Site& site) {
  const auto* instance = type.value.as<python::Instance>();
  const auto* object = type.value.object<TypeObject>();
  const Class* cls = instance ? instance->cls.get() : object ? object->cls.get() : nullptr;
  if (!cls || !cls->user) return true;
  const std::vector<Value> listeners = listeners_of(*cls);
  if (listeners.empty()) return true;

  const auto made = std::make_shared<Column>();
  made->column.name = column;
  made->column.type = type.type;
  made->key = column;
  made->type_ = type;
  const Value column_value = Value::object(made);
  for (const Value& listener : listeners) {
    site.call(listener, {type.value, column_value});
    if (site.failed()) return false;
  }
  const auto owner = std::make_shared<Table>();
  owner->name = table;
  owner->columns.push_back(made);
  made->table = owner;
  for (const std::string_view event : attachments) {
    const auto attached = made->listeners;
    for (const auto& [of, listener] : attached) {
      if (of != event) continue;
      site.call(listener, {column_value, Value::object(owner)});
      if (site.failed()) return false;
    }
  }
  if (!owner->indexes.empty()) {
    World::of(site).refuse(site, "an index that a listener adds to a table");
    return false;
  }
  for (const std::shared_ptr<ConstraintItem>& item : owner->constraints) {
    std::optional<ir::Constraint> constraint = build_constraint(*item, table, naming, site);
    if (!constraint) return false;
    out.push_back(std::move(*constraint));
  }
  made->table = nullptr;  // They hold each other.
  return true;
}

}  // namespace migc::library
