// `collections`: the dicts with a difference, deque as a list, namedtuple.
#include <algorithm>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/library/catalogue.h"
#include "compiler/library/native_class.h"

namespace migc::library {
namespace {

using python::Call;
using python::Site;
using python::Value;

/// Fills a dict from a mapping or pairs, then keywords, as dict() does. False: it raised or is not
/// known.
bool fill(python::Dict& dict, const std::optional<Value>& from, const python::Options& keywords,
          const Site& site) {
  if (from && from->dictionary()) {
    from->dictionary()->each([&](const Value& key, const Value& value) { dict.set(key, value); });
  } else if (from) {
    const auto pairs = site.items(*from);
    if (!pairs) return false;
    for (const Value& pair : *pairs) {
      const auto both = site.items(pair);
      if (!both || both->size() != 2 || !dict.set((*both)[0], (*both)[1])) return false;
    }
  }
  for (const python::KeywordArgument& keyword : keywords.arguments) {
    dict.set(keyword.name, keyword.value);
  }
  return true;
}

Value filled(Value dict, const std::optional<Value>& from, const python::Options& keywords,
             const Call& call) {
  if (fill(*dict.as<python::Dict>(), from, keywords, call)) return dict;
  return call.failed() ? Value::none() : call.unknown("what this dict is made of");
}

// OrderedDict(items=(), **kw)
Value ordered_dict(const Call& call) {
  std::optional<Value> items;
  python::Options keywords;
  if (!call.bind({{"items", items}, {"**", keywords}})) return Value::none();
  Value dict = Value::dict(call.span);
  dict.as<python::Dict>()->type_name = "OrderedDict";
  return filled(std::move(dict), items, keywords, call);
}

// defaultdict(default_factory=None, items=(), **kw)
Value default_dict(const Call& call) {
  std::optional<Value> factory, items;
  python::Options keywords;
  if (!call.bind({{"default_factory", factory}, {"items", items}, {"**", keywords}})) {
    return Value::none();
  }
  Value dict = Value::dict(call.span);
  dict.as<python::Dict>()->type_name = "defaultdict";
  if (factory && !factory->is_none()) {
    dict.as<python::Dict>()->default_factory = std::make_shared<Value>(*factory);
  }
  return filled(std::move(dict), items, keywords, call);
}

// Counter(iterable=())
Value counter(const Call& call) {
  std::optional<Value> items;
  if (!call.bind({{"iterable", items}})) return Value::none();
  Value dict = Value::dict(call.span);
  auto& counts = *dict.as<python::Dict>();
  counts.type_name = "Counter";
  if (!items) return dict;
  if (items->dictionary()) return filled(std::move(dict), items, {}, call);
  const auto members = call.items(*items);
  if (!members) return call.failed() ? Value::none() : call.unknown("what is counted");
  for (const Value& member : *members) {
    const Value* count = counts.find(member);
    const std::int64_t before = count != nullptr ? count->integer().value_or(0) : 0;
    if (!counts.set(member, Value::integer(python::Int(before + 1)))) {
      return call.unknown("what is counted");
    }
  }
  return dict;
}

// deque(iterable=(), maxlen=None)
Value deque(const Call& call) {
  std::optional<Value> items, maxlen;
  if (!call.bind({{"iterable", items}, {"maxlen", maxlen}})) return Value::none();
  if (maxlen && !maxlen->is_none()) return call.unknown("a deque with a length");
  if (!items) return Value::list({}, call.span);
  auto members = call.items(*items);
  if (!members) return call.failed() ? Value::none() : call.unknown("what this deque is made of");
  return Value::list(std::move(*members), call.span);
}

/// The class that namedtuple() makes: its fields stand in `Class::fields`.
Value make_named(const std::shared_ptr<python::Class>& cls, const Call& call) {
  std::vector<Value> items(cls->fields.size());
  std::vector<bool> given(items.size());
  if (call.positional.size() > items.size()) {
    return call.raise("TypeError", fmt::format("{} takes {} values but {} were given", cls->name,
                                               items.size(), call.positional.size()));
  }
  for (std::size_t i = 0; i < call.positional.size(); ++i) {
    items[i] = call.positional[i].value;
    given[i] = true;
  }
  for (const python::KeywordArgument& keyword : call.keywords) {
    const auto field = std::find(cls->fields.begin(), cls->fields.end(), keyword.name);
    if (field == cls->fields.end()) {
      return call.raise("TypeError", fmt::format("{} has no field '{}'", cls->name, keyword.name));
    }
    const auto at = static_cast<std::size_t>(field - cls->fields.begin());
    items[at] = keyword.value;
    given[at] = true;
  }
  const Value* defaults = cls->attributes.find("_field_defaults");
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (given[i]) continue;
    const Value* value =
        defaults != nullptr ? defaults->as<python::Dict>()->find(cls->fields[i]) : nullptr;
    if (value == nullptr) {
      return call.raise("TypeError",
                        fmt::format("{} lacks a value for '{}'", cls->name, cls->fields[i]));
    }
    items[i] = *value;
  }
  Value tuple = Value::tuple(std::move(items), call.span);
  tuple.as<python::Tuple>()->names = cls->fields;
  tuple.as<python::Tuple>()->cls = cls;
  return tuple;
}

const SpecClass named_spec("tuple", "builtins", make_named);

// namedtuple(typename, field_names, *, rename=False, defaults=None, module=None)
Value namedtuple(const Call& call) {
  std::string name;
  Value fields;
  std::optional<Value> rename, defaults, module;
  if (!call.bind({{"typename", name},
                  {"field_names", fields},
                  {"*"},
                  {"rename", rename},
                  {"defaults", defaults},
                  {"module", module}})) {
    return Value::none();
  }
  auto cls = std::make_shared<python::Class>();
  cls->name = name;
  cls->native = &named_spec;
  if (const auto text = fields.text()) {
    for (const std::string_view field : split(replace_all(std::string(*text), ",", " "), ' ')) {
      if (!field.empty()) cls->fields.emplace_back(field);
    }
  } else {
    const auto items = call.items(fields);
    if (!items) return call.failed() ? Value::none() : call.unknown("the fields of a namedtuple");
    for (const Value& item : *items) {
      const auto field = item.text();
      if (!field) return call.unknown("the fields of a namedtuple");
      cls->fields.emplace_back(*field);
    }
  }
  if (defaults && !defaults->is_none()) {
    const auto values = call.items(*defaults);
    if (!values || values->size() > cls->fields.size()) {
      return call.unknown("the defaults of a namedtuple");
    }
    Value table = Value::dict(call.span);
    for (std::size_t i = 0; i < values->size(); ++i) {
      table.as<python::Dict>()->set(cls->fields[cls->fields.size() - values->size() + i],
                                    (*values)[i]);
    }
    cls->attributes.set("_field_defaults", table);
  }
  std::vector<Value> names;
  for (const std::string& field : cls->fields) names.push_back(Value::text(field));
  cls->attributes.set("_fields", Value::tuple(std::move(names)));
  return Value::type(std::move(cls), call.span);
}

constexpr python::Builtin functions[] = {{"OrderedDict", ordered_dict},
                                         {"defaultdict", default_dict},
                                         {"Counter", counter},
                                         {"deque", deque},
                                         {"namedtuple", namedtuple}};

constexpr python::ModelledModule modules[] = {{"collections", [](python::Module& module) {
                                                 for (const python::Builtin& function : functions) {
                                                   module.function(function);
                                                 }
                                               }}};

}  // namespace

extern const Part standard_collections{modules};

}  // namespace migc::library
