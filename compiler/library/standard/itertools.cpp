// `itertools`, `operator`, `copy`, `math`: functions of values. Iterators are worked out at once,
// as far as they end.
#include <cmath>
#include <numbers>
#include <numeric>

#include "compiler/library/catalogue.h"
#include "compiler/python/signature.h"

namespace migc::library {
namespace {

using python::Call;
using python::Site;
using python::Value;
using python::ast::BinaryOp;
using python::ast::CompareOp;

Value not_iterable(const Call& call) {
  return call.failed() ? Value::none() : call.unknown("what is iterated over");
}

/// The items of each argument; nothing when one is not known.
std::optional<std::vector<std::vector<Value>>> all_items(const Call& call) {
  std::vector<std::vector<Value>> result;
  for (const python::Argument& argument : call.positional) {
    auto items = call.items(argument.value);
    if (!items) return std::nullopt;
    result.push_back(std::move(*items));
  }
  return result;
}

Value chain(const Call& call) {
  const auto lists = all_items(call);
  if (!lists) return not_iterable(call);
  std::vector<Value> items;
  for (const auto& list : *lists) items.insert(items.end(), list.begin(), list.end());
  return Value::list(std::move(items), call.span);
}

Value chain_from_iterable(const Call& call) {
  Value outer;
  if (!call.bind({{"iterable", outer}})) return Value::none();
  const auto lists = call.items(outer);
  if (!lists) return not_iterable(call);
  std::vector<Value> items;
  for (const Value& list : *lists) {
    const auto inner = call.items(list);
    if (!inner) return not_iterable(call);
    items.insert(items.end(), inner->begin(), inner->end());
  }
  return Value::list(std::move(items), call.span);
}

// product(*iterables, repeat=1)
Value product(const Call& call) {
  auto lists = all_items(call);
  if (!lists) return not_iterable(call);
  if (const Value* repeat = call.keyword("repeat")) {
    const auto count = repeat->integer();
    if (!count || *count < 0 || *count > 20) return call.unknown("how often product() repeats");
    const auto once = *lists;
    lists->clear();
    for (std::int64_t i = 0; i < *count; ++i) lists->insert(lists->end(), once.begin(), once.end());
  }
  std::vector<std::vector<Value>> rows{{}};
  for (const auto& list : *lists) {
    if (!call.pay(rows.size() * (list.size() + 1))) return Value::none();
    std::vector<std::vector<Value>> longer;
    for (const auto& row : rows) {
      for (const Value& item : list) {
        longer.push_back(row);
        longer.back().push_back(item);
      }
    }
    rows = std::move(longer);
  }
  std::vector<Value> items;
  for (auto& row : rows) items.push_back(Value::tuple(std::move(row), call.span));
  return Value::list(std::move(items), call.span);
}

// combinations(iterable, r)
Value combinations(const Call& call) {
  Value iterable;
  std::int64_t r = 0;
  if (!call.bind({{"iterable", iterable}, {"r", r}})) return Value::none();
  const auto pool = call.items(iterable);
  if (!pool) return not_iterable(call);
  const auto n = static_cast<std::int64_t>(pool->size());
  std::vector<Value> result;
  if (r < 0 || r > n) return Value::list(std::move(result), call.span);
  std::vector<std::int64_t> at(static_cast<std::size_t>(r));
  std::iota(at.begin(), at.end(), 0);
  for (;;) {
    if (!call.pay(at.size() + 1)) return Value::none();
    std::vector<Value> row;
    for (const std::int64_t i : at) row.push_back((*pool)[static_cast<std::size_t>(i)]);
    result.push_back(Value::tuple(std::move(row), call.span));
    std::int64_t i = r - 1;
    while (i >= 0 && at[static_cast<std::size_t>(i)] == i + n - r) --i;
    if (i < 0) return Value::list(std::move(result), call.span);
    ++at[static_cast<std::size_t>(i)];
    for (std::int64_t j = i + 1; j < r; ++j) {
      at[static_cast<std::size_t>(j)] = at[static_cast<std::size_t>(j - 1)] + 1;
    }
  }
}

// islice(iterable, stop) or islice(iterable, start, stop[, step])
Value islice(const Call& call) {
  if (call.positional.size() < 2) return call.unknown("this use of islice()");
  const auto items = call.items(call.positional[0].value);
  if (!items) return not_iterable(call);
  const auto bound = [&](std::size_t i, std::int64_t otherwise) -> std::optional<std::int64_t> {
    if (i >= call.positional.size() || call.positional[i].value.is_none()) return otherwise;
    return call.positional[i].value.integer();
  };
  const auto size = static_cast<std::int64_t>(items->size());
  const bool only_stop = call.positional.size() == 2;
  const auto start = only_stop ? std::optional<std::int64_t>(0) : bound(1, 0);
  const auto stop = bound(only_stop ? 1 : 2, size);
  const auto step = bound(3, 1);
  if (!start || !stop || !step || *step < 1 || *start < 0)
    return call.unknown("the bounds of islice()");
  std::vector<Value> result;
  for (std::int64_t i = *start; i < std::min(*stop, size); i += *step) {
    result.push_back((*items)[static_cast<std::size_t>(i)]);
  }
  return Value::list(std::move(result), call.span);
}

// zip_longest(*iterables, fillvalue=None)
Value zip_longest(const Call& call) {
  const auto lists = all_items(call);
  if (!lists) return not_iterable(call);
  const Value* fill = call.keyword("fillvalue");
  std::size_t length = 0;
  for (const auto& list : *lists) length = std::max(length, list.size());
  std::vector<Value> rows;
  for (std::size_t i = 0; i < length; ++i) {
    std::vector<Value> row;
    for (const auto& list : *lists) {
      row.push_back(i < list.size() ? list[i] : fill != nullptr ? *fill : Value::none(call.span));
    }
    rows.push_back(Value::tuple(std::move(row), call.span));
  }
  return Value::list(std::move(rows), call.span);
}

// groupby(iterable, key=None): each group as a list
Value groupby(const Call& call) {
  Value iterable;
  std::optional<Value> key;
  if (!call.bind({{"iterable", iterable}, {"key", key}})) return Value::none();
  const auto items = call.items(iterable);
  if (!items) return not_iterable(call);
  std::vector<Value> groups;
  std::optional<Value> current;
  std::vector<Value> members;
  const auto close = [&] {
    if (current) {
      groups.push_back(
          Value::tuple({*current, Value::list(std::move(members), call.span)}, call.span));
    }
    members.clear();
  };
  for (const Value& item : *items) {
    const Value name = key && !key->is_none() ? call.call(*key, {item}) : item;
    if (call.failed()) return Value::none();
    if (!current || !call.truth(call.compare(CompareOp::Equal, *current, name)).value_or(false)) {
      close();
      current = name;
    }
    members.push_back(item);
  }
  close();
  return Value::list(std::move(groups), call.span);
}

constexpr python::Builtin from_iterable{"from_iterable", chain_from_iterable};

/// `itertools.chain`: a function with a function on it.
class Chain final : public python::Native {
 public:
  std::string_view type_name() const override { return "type"; }
  bool callable() const override { return true; }
  Value call(const Call& call) override { return chain(call); }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override {
    if (name == "from_iterable") return Value::builtin(from_iterable, site.span);
    return std::nullopt;
  }
};

constexpr python::Builtin itertools_functions[] = {{"product", product},
                                                   {"combinations", combinations},
                                                   {"islice", islice},
                                                   {"zip_longest", zip_longest},
                                                   {"groupby", groupby}};

void define_itertools(python::Module& module) {
  module.define("chain", Value::object(std::make_shared<Chain>()));
  for (const python::Builtin& function : itertools_functions) module.function(function);
}

// ---- operator

template <BinaryOp op>
Value binary(const Call& call) {
  Value a, b;
  if (!call.bind({{"a", a}, {"b", b}})) return Value::none();
  return call.binary(op, a, b);
}

template <CompareOp op>
Value compare(const Call& call) {
  Value a, b;
  if (!call.bind({{"a", a}, {"b", b}})) return Value::none();
  return call.compare(op, a, b);
}

/// `itemgetter(…)` and `attrgetter(…)`
class Getter final : public python::Native {
 public:
  Getter(std::vector<Value> keys, bool attributes)
      : keys_(std::move(keys)), attributes_(attributes) {}
  std::string_view type_name() const override { return attributes_ ? "attrgetter" : "itemgetter"; }
  bool callable() const override { return true; }
  Value call(const Call& call) override {
    Value of;
    if (!call.bind({{"obj", of}})) return Value::none();
    std::vector<Value> found;
    for (const Value& key : keys_) {
      found.push_back(attributes_ ? call.attribute(of, *key.text()) : call.item(of, key));
      if (call.failed()) return Value::none();
    }
    return found.size() == 1 ? found.front() : Value::tuple(std::move(found), call.span);
  }

 private:
  const std::vector<Value> keys_;
  const bool attributes_;
};

template <bool attributes>
Value getter(const Call& call) {
  std::vector<Value> keys;
  for (const python::Argument& argument : call.positional) {
    const auto name = argument.value.text();
    if (attributes && (!name || name->find('.') != std::string_view::npos)) {
      return call.unknown("this use of attrgetter()");
    }
    keys.push_back(argument.value);
  }
  return Value::object(std::make_shared<Getter>(std::move(keys), attributes), call.span);
}

constexpr python::Builtin operator_functions[] = {
    {"add", binary<BinaryOp::Add>},
    {"sub", binary<BinaryOp::Subtract>},
    {"mul", binary<BinaryOp::Multiply>},
    {"truediv", binary<BinaryOp::Divide>},
    {"floordiv", binary<BinaryOp::FloorDivide>},
    {"mod", binary<BinaryOp::Modulo>},
    {"and_", binary<BinaryOp::BitAnd>},
    {"or_", binary<BinaryOp::BitOr>},
    {"eq", compare<CompareOp::Equal>},
    {"ne", compare<CompareOp::NotEqual>},
    {"lt", compare<CompareOp::Less>},
    {"le", compare<CompareOp::LessEqual>},
    {"gt", compare<CompareOp::Greater>},
    {"ge", compare<CompareOp::GreaterEqual>},
    {"itemgetter", getter<false>},
    {"attrgetter", getter<true>},
};

void define_operator(python::Module& module) {
  for (const python::Builtin& function : operator_functions) module.function(function);
}

// ---- copy

Value copied(const Value& value, bool deep, const Site& site, int depth) {
  if (depth > 100) return site.unknown("a value nested too deep to copy");
  const auto inner = [&](const Value& item) {
    return deep ? copied(item, true, site, depth + 1) : item;
  };
  if (const auto* list = value.as<python::List>()) {
    std::vector<Value> items;
    for (const Value& item : list->items) items.push_back(inner(item));
    return Value::list(std::move(items), site.span);
  }
  if (const auto* tuple = value.as<python::Tuple>()) {
    if (!deep || tuple->cls) return value;
    std::vector<Value> items;
    for (const Value& item : tuple->items) items.push_back(inner(item));
    return Value::tuple(std::move(items), site.span);
  }
  if (const auto* dict = value.as<python::Dict>()) {
    Value made = Value::dict(site.span);
    auto& to = *made.as<python::Dict>();
    to.default_factory = dict->default_factory;
    to.type_name = dict->type_name;
    dict->each([&](const Value& key, const Value& item) { to.set(key, inner(item)); });
    return made;
  }
  if (const auto* set = value.as<python::Set>()) {
    Value made = Value::set(site.span);
    *made.as<python::Set>() = *set;
    made.as<python::Set>()->frozen = false;
    return made;
  }
  if (value.as<python::Instance>() != nullptr || value.native() != nullptr) {
    return site.unknown("a copy of an object");
  }
  return value;
}

template <bool deep>
Value copy(const Call& call) {
  Value value;
  if (!call.bind({{"x", value}})) return Value::none();
  return copied(value, deep, call, 0);
}

constexpr python::Builtin copy_functions[] = {{"copy", copy<false>}, {"deepcopy", copy<true>}};

void define_copy(python::Module& module) {
  for (const python::Builtin& function : copy_functions) module.function(function);
}

// ---- math

template <double (*function)(double), bool whole>
Value real_function(const Call& call) {
  double x = 0;
  if (!call.bind({{"x", x}})) return Value::none();
  const double result = function(x);
  if (!std::isfinite(result)) return call.unknown("a result of math beyond floating point");
  if (!whole) return Value::real(result, call.span);
  if (const auto number = python::Int::from_double(result))
    return Value::integer(*number, call.span);
  return call.unknown("a result of math");
}

double floor_of(double x) { return std::floor(x); }
double ceil_of(double x) { return std::ceil(x); }
double trunc_of(double x) { return std::trunc(x); }
double sqrt_of(double x) { return std::sqrt(x); }

constexpr python::Builtin math_functions[] = {{"floor", real_function<floor_of, true>},
                                              {"ceil", real_function<ceil_of, true>},
                                              {"trunc", real_function<trunc_of, true>},
                                              {"sqrt", real_function<sqrt_of, false>}};

void define_math(python::Module& module) {
  for (const python::Builtin& function : math_functions) module.function(function);
  module.define("pi", Value::real(std::numbers::pi));
  module.define("e", Value::real(std::numbers::e));
  module.define("inf", Value::real(INFINITY));
  module.define("nan", Value::real(NAN));
}

constexpr python::ModelledModule modules[] = {{"itertools", define_itertools},
                                              {"operator", define_operator},
                                              {"copy", define_copy},
                                              {"math", define_math}};

}  // namespace

extern const Part standard_itertools{modules};

}  // namespace migc::library
