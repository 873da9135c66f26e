#include <algorithm>

#include <fmt/format.h>

#include "compiler/python/builtins.h"
#include "compiler/python/machine.h"

namespace migc::python {

bool sort_values(const Call& call, std::vector<Value>& items, const Value& key, bool reverse,
                 Value& unknown) {
  Evaluator::Machine& machine = call.evaluator.machine();
  const std::size_t count = items.size();
  std::vector<Value> keys;
  if (!key.is_none()) {
    for (const Value& item : items) {
      keys.push_back(machine.call(key, {item}, call.span));
      if (call.failed()) return false;
    }
  } else {
    keys = items;
  }
  std::vector<std::size_t> order(count);
  for (std::size_t i = 0; i < count; ++i) order[i] = i;
  for (const Value& each : keys) {
    if (each.is_unknown() && count > 1) {
      unknown = each;
      return false;
    }
  }
  // A merge sort of our own: the order may come from user code that contradicts itself or fails.
  bool stopped = false;
  const auto less = [&](std::size_t a, std::size_t b) {
    if (!machine.step(call.span)) {
      stopped = true;
      return false;
    }
    const Value result = machine.compare(ast::CompareOp::Less, keys[a], keys[b], call.span);
    if (call.failed()) {
      stopped = true;
      return false;
    }
    switch (machine.decide(result, call.span)) {
      case Evaluator::Machine::Decision::True:
        return true;
      case Evaluator::Machine::Decision::False:
        return false;
      case Evaluator::Machine::Decision::Undecided:
        unknown = machine.undecided(result, call.span);
        stopped = true;
        return false;
      case Evaluator::Machine::Decision::Failed:
        stopped = true;
        return false;
    }
    return false;
  };
  // Stability in reverse means: reverse, sort, reverse.
  if (reverse) std::reverse(order.begin(), order.end());
  std::vector<std::size_t> merged(count);
  for (std::size_t width = 1; width < count && !stopped; width *= 2) {
    for (std::size_t from = 0; from < count && !stopped; from += 2 * width) {
      const std::size_t middle = std::min(from + width, count),
                        end = std::min(from + 2 * width, count);
      std::size_t left = from, right = middle, out = from;
      while (left < middle && right < end && !stopped) {
        merged[out++] = less(order[right], order[left]) ? order[right++] : order[left++];
      }
      while (left < middle) merged[out++] = order[left++];
      while (right < end) merged[out++] = order[right++];
    }
    order.swap(merged);
  }
  if (stopped) return false;
  if (reverse) std::reverse(order.begin(), order.end());
  std::vector<Value> sorted;
  sorted.reserve(count);
  for (const std::size_t i : order) sorted.push_back(std::move(items[i]));
  items = std::move(sorted);
  return true;
}

namespace {

const Value& plain_self(const Call& call) {
  const Instance* instance = call.self->as<Instance>();
  return instance && !instance->payload.is_none() ? instance->payload : *call.self;
}

Value done(const Call& call) { return Value::none(call.span); }

// ---- list

std::shared_ptr<List> self_list(const Call& call) {
  std::shared_ptr<List> list = plain_self(call).share<List>();
  if (!list) {
    call.raise("TypeError",
               fmt::format("descriptor '{}' for 'list' objects doesn't apply to a '{}' object",
                           call.callee, type_name(*call.self)));
  }
  return list;
}

Value list_append(const Call& call) {
  Value item;
  const std::shared_ptr<List> list = self_list(call);
  if (!list || !call.bind({{"object", item}, {"/"}}) || !call.may_change(*list)) return done(call);
  call.holds(list, item);
  list->items.push_back(std::move(item));
  return done(call);
}

Value list_extend(const Call& call) {
  Value iterable, unknown;
  const std::shared_ptr<List> list = self_list(call);
  if (!list || !call.bind({{"iterable", iterable}, {"/"}}) || !call.may_change(*list)) {
    return done(call);
  }
  Evaluator::Machine& machine = call.evaluator.machine();
  bool hash_ordered = false;
  const std::optional<std::vector<Value>> items =
      machine.items(iterable, call.span, &unknown, &hash_ordered);
  if (!items) {
    if (!call.failed()) machine.blur(plain_self(call), unknown.share<const Unknown>());
    return done(call);
  }
  for (const Value& item : *items) call.holds(list, item);
  list->items.insert(list->items.end(), items->begin(), items->end());
  list->hash_ordered |= hash_ordered;
  return done(call);
}

Value list_insert(const Call& call) {
  Value index, item;
  const std::shared_ptr<List> list = self_list(call);
  if (!list || !call.bind({{"index", index}, {"object", item}, {"/"}}) || !call.may_change(*list)) {
    return done(call);
  }
  if (index.is_unknown()) {
    call.evaluator.machine().blur(plain_self(call), index.share<const Unknown>());
    return done(call);
  }
  std::optional<std::int64_t> at = index.integer();
  if (!at) {
    return call.raise("TypeError", fmt::format("'{}' object cannot be interpreted as an integer",
                                               type_name(index)));
  }
  const auto size = static_cast<std::int64_t>(list->items.size());
  if (*at < 0) at = std::max<std::int64_t>(*at + size, 0);
  if (!call.pay(list->items.size() / 64)) return done(call);
  call.holds(list, item);
  list->items.insert(list->items.begin() + std::min(*at, size), std::move(item));
  return done(call);
}

Value list_pop(const Call& call) {
  std::optional<Value> index;
  const std::shared_ptr<List> list = self_list(call);
  if (!list || !call.bind({{"index", index}, {"/"}})) return done(call);
  const bool may = call.may_change(*list);
  if (!may) {
    return call.failed() ? done(call)
                         : Value{list->blurred ? list->blurred : std::make_shared<const Unknown>(),
                                 call.span};
  }
  if (list->items.empty()) return call.raise("IndexError", "pop from empty list");
  if (index && index->is_unknown()) {
    call.evaluator.machine().blur(plain_self(call), index->share<const Unknown>());
    return *index;
  }
  std::optional<std::int64_t> at = index ? index->integer() : std::optional<std::int64_t>(-1);
  if (!at) {
    return call.raise("TypeError", fmt::format("'{}' object cannot be interpreted as an integer",
                                               type_name(*index)));
  }
  const auto size = static_cast<std::int64_t>(list->items.size());
  if (*at < 0) *at += size;
  if (*at < 0 || *at >= size) return call.raise("IndexError", "pop index out of range");
  if (!call.pay(static_cast<std::size_t>(size - *at) / 64)) return done(call);
  Value item = std::move(list->items[static_cast<std::size_t>(*at)]);
  list->items.erase(list->items.begin() + *at);
  return item;
}

/// Where an equal item stands; nothing when there is none (`unknown` says whether that is sure).
std::optional<std::size_t> position(const Call& call, const std::vector<Value>& items,
                                    const Value& wanted, Value& unknown, std::int64_t from = 0,
                                    std::int64_t to = -1) {
  Evaluator::Machine& machine = call.evaluator.machine();
  const auto size = static_cast<std::int64_t>(items.size());
  if (to < 0 || to > size) to = size;
  for (std::int64_t i = from; i < to && i < static_cast<std::int64_t>(items.size()); ++i) {
    const Value item = items[static_cast<std::size_t>(i)];
    if (!machine.step(call.span)) return std::nullopt;
    if (identical(item, wanted) == true) return static_cast<std::size_t>(i);
    const std::optional<bool> same = machine.equals(item, wanted, call.span);
    if (call.failed()) return std::nullopt;
    if (!same) {
      unknown = call.unknown("whether an item is equal");
      return std::nullopt;
    }
    if (*same) return static_cast<std::size_t>(i);
  }
  return std::nullopt;
}

Value list_remove(const Call& call) {
  Value wanted, unknown;
  const std::shared_ptr<List> list = self_list(call);
  if (!list || !call.bind({{"value", wanted}, {"/"}}) || !call.may_change(*list)) return done(call);
  const std::optional<std::size_t> at = position(call, list->items, wanted, unknown);
  if (call.failed()) return done(call);
  if (unknown.is_unknown()) {
    call.evaluator.machine().blur(plain_self(call), unknown.share<const Unknown>());
    return done(call);
  }
  if (!at) return call.raise("ValueError", "list.remove(x): x not in list");
  list->items.erase(list->items.begin() + static_cast<std::ptrdiff_t>(*at));
  return done(call);
}

Value index_in(const Call& call, const std::vector<Value>& items, std::string_view missing) {
  Value wanted, unknown;
  std::optional<std::int64_t> start, end;
  if (!call.bind({{"value", wanted}, {"start", start}, {"stop", end}, {"/"}})) return done(call);
  const auto size = static_cast<std::int64_t>(items.size());
  std::int64_t from = start.value_or(0), to = end.value_or(size);
  if (from < 0) from = std::max<std::int64_t>(from + size, 0);
  if (to < 0) to = std::max<std::int64_t>(to + size, 0);
  const std::vector<Value> copy = items;
  const std::optional<std::size_t> at = position(call, copy, wanted, unknown, from, to);
  if (call.failed()) return done(call);
  if (unknown.is_unknown()) return unknown;
  if (!at) {
    if (missing.empty()) {
      const Value shown = call.repr(wanted);
      return call.raise("ValueError", fmt::format("{} is not in list", shown.text().value_or("?")));
    }
    return call.raise("ValueError", std::string(missing));
  }
  return Value::integer(static_cast<std::int64_t>(*at), call.span);
}

Value count_in(const Call& call, const std::vector<Value>& items) {
  Value wanted;
  if (!call.bind({{"value", wanted}, {"/"}})) return done(call);
  Evaluator::Machine& machine = call.evaluator.machine();
  std::int64_t count = 0;
  const std::vector<Value> copy = items;
  for (const Value& item : copy) {
    if (!machine.step(call.span)) return done(call);
    const std::optional<bool> same =
        identical(item, wanted) == true ? true : machine.equals(item, wanted, call.span);
    if (call.failed()) return done(call);
    if (!same) return call.unknown("how many items are equal");
    count += *same;
  }
  return Value::integer(count, call.span);
}

Value list_index(const Call& call) {
  const std::shared_ptr<List> list = self_list(call);
  return list ? index_in(call, list->items, "") : done(call);
}
Value list_count(const Call& call) {
  const std::shared_ptr<List> list = self_list(call);
  return list ? count_in(call, list->items) : done(call);
}
Value list_clear(const Call& call) {
  const std::shared_ptr<List> list = self_list(call);
  if (!list || !call.bind({}) || !call.may_change(*list)) return done(call);
  list->items.clear();
  return done(call);
}
Value list_copy(const Call& call) {
  const std::shared_ptr<List> list = self_list(call);
  if (!list || !call.bind({}) || !call.pay(list->items.size())) return done(call);
  Value made = call.evaluator.machine().list(call.span, list->items);
  made.as<List>()->hash_ordered = list->hash_ordered;
  return made;
}
Value list_reverse(const Call& call) {
  const std::shared_ptr<List> list = self_list(call);
  if (!list || !call.bind({}) || !call.may_change(*list)) return done(call);
  if (!call.pay(list->items.size() / 8)) return done(call);
  std::reverse(list->items.begin(), list->items.end());
  return done(call);
}
Value list_sort(const Call& call) {
  std::optional<Value> key;
  std::optional<bool> reverse;
  const std::shared_ptr<List> list = self_list(call);
  if (!list || !call.bind({{"*"}, {"key", key}, {"reverse", reverse}}) || !call.may_change(*list)) {
    return done(call);
  }
  Value unknown;
  std::vector<Value> items = list->items;
  if (!sort_values(call, items, key.value_or(Value::none()), reverse.value_or(false), unknown)) {
    if (!call.failed())
      call.evaluator.machine().blur(plain_self(call), unknown.share<const Unknown>());
    return done(call);
  }
  list->items = std::move(items);
  list->hash_ordered = false;
  return done(call);
}

// ---- tuple

const Tuple* self_tuple(const Call& call) {
  const Tuple* tuple = plain_self(call).as<Tuple>();
  if (!tuple) call.raise("TypeError", "this method wants a tuple");
  return tuple;
}
Value tuple_index(const Call& call) {
  const Tuple* tuple = self_tuple(call);
  return tuple ? index_in(call, tuple->items, "tuple.index(x): x not in tuple") : done(call);
}
Value tuple_count(const Call& call) {
  const Tuple* tuple = self_tuple(call);
  return tuple ? count_in(call, tuple->items) : done(call);
}
Value tuple_asdict(const Call& call) {
  const Tuple* tuple = self_tuple(call);
  if (!tuple || tuple->names.empty()) return call.unknown("`_asdict`");
  Value dict = Value::dict(call.span);
  for (std::size_t i = 0; i < tuple->names.size(); ++i) {
    dict.as<Dict>()->set(tuple->names[i], tuple->items[i]);
  }
  return dict;
}
Value tuple_replace(const Call& call) {
  const Tuple* tuple = self_tuple(call);
  if (!tuple || tuple->names.empty()) return call.unknown("`_replace`");
  Value made = call.evaluator.machine().tuple(call.span, tuple->items);
  Tuple& changed = *made.as<Tuple>();
  changed.names = tuple->names;
  changed.cls = tuple->cls;
  for (const KeywordArgument& keyword : call.keywords) {
    const auto at = std::find(changed.names.begin(), changed.names.end(), keyword.name);
    if (at == changed.names.end()) {
      return call.raise("ValueError",
                        fmt::format("Got unexpected field names: ['{}']", keyword.name));
    }
    changed.items[static_cast<std::size_t>(at - changed.names.begin())] = keyword.value;
  }
  return made;
}

// ---- dict

std::shared_ptr<Dict> self_dict(const Call& call) {
  std::shared_ptr<Dict> dict = plain_self(call).share<Dict>();
  if (!dict) {
    call.raise("TypeError",
               fmt::format("descriptor '{}' for 'dict' objects doesn't apply to a '{}' object",
                           call.callee, type_name(*call.self)));
  }
  return dict;
}

/// `keys()`, `values()`, `items()`: they see later changes.
class DictView final : public Native {
 public:
  enum class Kind { Keys, Values, Items };
  DictView(std::shared_ptr<Dict> dict, Kind kind) : dict_(std::move(dict)), kind_(kind) {}

  std::string_view type_name() const override {
    switch (kind_) {
      case Kind::Keys:
        return "dict_keys";
      case Kind::Values:
        return "dict_values";
      case Kind::Items:
        return "dict_items";
    }
    return "";
  }
  bool complete() const override { return true; }
  std::optional<Value> length(const Site& site) const override {
    if (dict_->blurred) return Value{dict_->blurred, site.span};
    return Value::integer(static_cast<std::int64_t>(dict_->size()), site.span);
  }
  Value truth(const Site& site) const override {
    if (dict_->blurred) return {dict_->blurred, site.span};
    return Value::boolean(dict_->size() > 0, site.span);
  }
  std::optional<Value> contains(const Value& item, const Site& site) const override {
    if (kind_ == Kind::Keys) {
      return site.evaluator.machine().contains(Value{dict_, site.span}, item, site.span);
    }
    return std::nullopt;
  }
  std::shared_ptr<Iterator> iterate(const Site& site) const override {
    return std::make_shared<ViewIterator>(dict_, kind_, site.evaluator.machine());
  }
  std::optional<Value> binary(ast::BinaryOp op, const Value& other, bool reflected,
                              const Site& site) const override {
    if (kind_ == Kind::Values) return std::nullopt;
    using enum ast::BinaryOp;
    if (op != BitAnd && op != BitOr && op != BitXor && op != Subtract) return std::nullopt;
    Evaluator::Machine& machine = site.evaluator.machine();
    const Value mine = set_of(*this, site);
    const Value theirs = machine.call(Value::type(types().set), {other}, site.span);
    if (site.failed() || theirs.is_unknown()) return theirs;
    if (mine.is_unknown()) return mine;
    return reflected ? machine.binary(op, theirs, mine, site.span)
                     : machine.binary(op, mine, theirs, site.span);
  }
  std::optional<Value> compare(ast::CompareOp op, const Value& other,
                               const Site& site) const override {
    if (kind_ == Kind::Values) return std::nullopt;
    const DictView* view = other.object<DictView>();
    if (!view && !other.as<Set>()) return std::nullopt;
    const Value mine = set_of(*this, site);
    if (site.failed() || mine.is_unknown()) return mine;
    const Value theirs = view ? set_of(*view, site) : other;
    return site.compare(op, mine, theirs);
  }
  std::optional<std::string> repr() const override {
    std::string text(type_name());
    text += "([";
    bool first = true, known = true;
    dict_->each([&](const Value& key, const Value& value) {
      if (!std::exchange(first, false)) text += ", ";
      const std::optional<std::string> k = kind_ == Kind::Values ? "" : python::repr(key);
      const std::optional<std::string> v = kind_ == Kind::Keys ? "" : python::repr(value);
      known = known && k && v;
      if (!known) return;
      text += kind_ == Kind::Items ? fmt::format("({}, {})", *k, *v) : *k + *v;
    });
    if (!known || text.size() > (4 << 20)) return std::nullopt;
    return text + "])";
  }
  std::optional<std::uint64_t> hash() const override { return std::nullopt; }
  void forget() override {}

 private:
  static Value set_of(const DictView& view, const Site& site) {
    std::vector<Value> items;
    view.dict_->each([&](const Value& key, const Value& value) {
      items.push_back(view.kind_ == Kind::Keys ? key : Value::tuple({key, value}, site.span));
    });
    Evaluator::Machine& machine = site.evaluator.machine();
    return machine.call(Value::type(types().set), {machine.list(site.span, std::move(items))},
                        site.span);
  }

  class ViewIterator final : public Iterator {
   public:
    ViewIterator(std::shared_ptr<Dict> dict, Kind kind, Evaluator::Machine&)
        : dict_(std::move(dict)), size_(dict_->size()), kind_(kind) {}
    std::optional<Value> next(const Site& site) override {
      if (!dict_) return std::nullopt;
      if (dict_->blurred) {
        uncertain = dict_->blurred;
        return std::nullopt;
      }
      if (dict_->size() != size_) {
        site.raise("RuntimeError", "dictionary changed size during iteration");
        return std::nullopt;
      }
      while (at_ < dict_->entries().size() && !dict_->entries()[at_].present) ++at_;
      if (at_ >= dict_->entries().size()) {
        dict_.reset();
        return std::nullopt;
      }
      const Dict::Entry& entry = dict_->entries()[at_++];
      switch (kind_) {
        case Kind::Keys:
          return entry.key;
        case Kind::Values:
          return entry.value;
        case Kind::Items:
          return site.evaluator.machine().tuple(entry.value.span, {entry.key, entry.value});
      }
      return std::nullopt;
    }
    std::string_view type_name() const override { return "dict_keyiterator"; }
    void forget() override { dict_.reset(); }

   private:
    std::shared_ptr<Dict> dict_;
    std::size_t at_ = 0, size_;
    Kind kind_;
  };

  std::shared_ptr<Dict> dict_;
  Kind kind_;
};

Value view(const Call& call, DictView::Kind kind) {
  const std::shared_ptr<Dict> dict = self_dict(call);
  if (!dict || !call.bind({})) return done(call);
  return Value::object(std::make_shared<DictView>(dict, kind), call.span);
}
Value dict_keys(const Call& call) { return view(call, DictView::Kind::Keys); }
Value dict_values(const Call& call) { return view(call, DictView::Kind::Values); }
Value dict_items(const Call& call) { return view(call, DictView::Kind::Items); }

Value dict_get(const Call& call) {
  Value key;
  std::optional<Value> fallback;
  const std::shared_ptr<Dict> dict = self_dict(call);
  if (!dict || !call.bind({{"key", key}, {"default", fallback}, {"/"}})) return done(call);
  Value unknown;
  Evaluator::Machine& machine = call.evaluator.machine();
  if (!machine.hashable(key, call.span, &unknown)) return call.failed() ? done(call) : unknown;
  if (const Value* found = dict->find(key)) return machine.settled(*found);
  return fallback.value_or(Value::none(call.span));
}

Value dict_setdefault(const Call& call) {
  Value key;
  std::optional<Value> fallback;
  const std::shared_ptr<Dict> dict = self_dict(call);
  if (!dict || !call.bind({{"key", key}, {"default", fallback}, {"/"}})) return done(call);
  Value unknown;
  Evaluator::Machine& machine = call.evaluator.machine();
  if (!machine.hashable(key, call.span, &unknown)) return call.failed() ? done(call) : unknown;
  if (const Value* found = dict->find(key)) return machine.settled(*found);
  Value value = fallback.value_or(Value::none(call.span));
  if (!call.may_change(*dict)) return value;
  call.holds(dict, value);
  dict->set(std::move(key), value);
  return value;
}

Value dict_pop(const Call& call) {
  Value key;
  std::optional<Value> fallback;
  const std::shared_ptr<Dict> dict = self_dict(call);
  if (!dict || !call.bind({{"key", key}, {"default", fallback}, {"/"}})) return done(call);
  Value unknown;
  Evaluator::Machine& machine = call.evaluator.machine();
  if (!machine.hashable(key, call.span, &unknown)) return call.failed() ? done(call) : unknown;
  const Value* found = dict->find(key);
  if (!found) {
    if (fallback) return *fallback;
    Value result = call.raise("KeyError", "");
    if (machine.pending()) machine.pending()->args = {key};
    return result;
  }
  Value value = machine.settled(*found);
  if (call.may_change(*dict)) dict->erase(key);
  return value;
}

Value dict_popitem(const Call& call) {
  const std::shared_ptr<Dict> dict = self_dict(call);
  if (!dict || !call.bind({})) return done(call);
  for (std::size_t i = dict->entries().size(); i-- > 0;) {
    const Dict::Entry entry = dict->entries()[i];
    if (!entry.present) continue;
    if (call.may_change(*dict)) dict->erase(entry.key);
    return call.evaluator.machine().tuple(call.span, {entry.key, entry.value});
  }
  return call.raise("KeyError", "popitem(): dictionary is empty");
}

Value dict_update(const Call& call) {
  const std::shared_ptr<Dict> dict = self_dict(call);
  if (!dict || !call.may_change(*dict)) return done(call);
  if (call.positional.size() > 1) {
    return call.raise("TypeError", fmt::format("update expected at most 1 argument, got {}",
                                               call.positional.size()));
  }
  Value unknown = call.incomplete ? Value{call.incomplete, call.span} : fill_dict(call, dict);
  if (!call.failed() && unknown.is_unknown()) {
    call.evaluator.machine().blur(plain_self(call), unknown.share<const Unknown>());
  }
  return done(call);
}

Value dict_clear(const Call& call) {
  const std::shared_ptr<Dict> dict = self_dict(call);
  if (!dict || !call.bind({}) || !call.may_change(*dict)) return done(call);
  const std::shared_ptr<Value> factory = dict->default_factory;
  dict->forget();
  dict->default_factory = factory;
  return done(call);
}

Value dict_copy(const Call& call) {
  const std::shared_ptr<Dict> dict = self_dict(call);
  if (!dict || !call.bind({}) || !call.pay(2 * dict->size())) return done(call);
  auto copy = call.evaluator.machine().make<Dict>();
  copy->default_factory = dict->default_factory;
  copy->type_name = dict->type_name;
  dict->each([&](const Value& key, const Value& value) { copy->set(key, value); });
  return {std::move(copy), call.span};
}

Value dict_fromkeys(const Call& call) {
  Value iterable, unknown;
  std::optional<Value> value;
  if (!call.bind({{"iterable", iterable}, {"value", value}, {"/"}})) return done(call);
  Evaluator::Machine& machine = call.evaluator.machine();
  const std::optional<std::vector<Value>> keys = machine.items(iterable, call.span, &unknown);
  if (!keys) return call.failed() ? done(call) : unknown;
  auto dict = machine.make<Dict>();
  for (const Value& key : *keys) {
    if (!machine.hashable(key, call.span, &unknown)) return call.failed() ? done(call) : unknown;
    dict->set(key, value.value_or(Value::none(call.span)));
  }
  return {std::move(dict), call.span};
}

Value dict_move_to_end(const Call& call) {
  Value key;
  std::optional<bool> last;
  const std::shared_ptr<Dict> dict = self_dict(call);
  if (!dict || !call.bind({{"key", key}, {"last", last}}) || !call.may_change(*dict))
    return done(call);
  const Value* found = dict->find(key);
  if (!found) return call.raise("KeyError", "");
  const Value value = *found;
  dict->erase(key);
  if (last.value_or(true)) {
    dict->set(key, value);
    return done(call);
  }
  const std::vector<Dict::Entry> rest = dict->entries();
  for (const Dict::Entry& entry : rest) {
    if (entry.present) dict->erase(entry.key);
  }
  dict->set(key, value);
  for (const Dict::Entry& entry : rest) {
    if (entry.present) dict->set(entry.key, entry.value);
  }
  return done(call);
}

// ---- set

std::shared_ptr<Set> self_set(const Call& call) {
  std::shared_ptr<Set> set = plain_self(call).share<Set>();
  if (!set) call.raise("TypeError", fmt::format("'{}' wants a set", call.callee));
  return set;
}

Value set_add(const Call& call) {
  Value item, unknown;
  const std::shared_ptr<Set> set = self_set(call);
  if (!set || !call.bind({{"element", item}, {"/"}}) || !call.may_change(*set)) return done(call);
  if (!call.evaluator.machine().hashable(item, call.span, &unknown)) {
    if (!call.failed()) {
      call.evaluator.machine().blur(plain_self(call), unknown.share<const Unknown>());
    }
    return done(call);
  }
  call.holds(set, item);
  set->members.set(std::move(item), Value::none());
  return done(call);
}

Value take_out(const Call& call, bool must_be_there) {
  Value item, unknown;
  const std::shared_ptr<Set> set = self_set(call);
  if (!set || !call.bind({{"element", item}, {"/"}}) || !call.may_change(*set)) return done(call);
  Evaluator::Machine& machine = call.evaluator.machine();
  if (!machine.hashable(item, call.span, &unknown)) {
    if (!call.failed()) machine.blur(plain_self(call), unknown.share<const Unknown>());
    return done(call);
  }
  if (!set->members.erase(item) && must_be_there) {
    call.raise("KeyError", "");
    if (machine.pending()) machine.pending()->args = {item};
  }
  return done(call);
}
Value set_remove(const Call& call) { return take_out(call, true); }
Value set_discard(const Call& call) { return take_out(call, false); }

Value set_pop(const Call& call) {
  const std::shared_ptr<Set> set = self_set(call);
  if (!set || !call.bind({}) || !call.may_change(*set)) return done(call);
  if (set->size() == 0) return call.raise("KeyError", "pop from an empty set");
  if (set->size() > 1) {
    Value unknown = call.unknown("which member of a set is taken");
    call.evaluator.machine().blur(plain_self(call), unknown.share<const Unknown>());
    return unknown;
  }
  Value item;
  set->members.each([&](const Value& member, const Value&) { item = member; });
  set->members.erase(item);
  return item;
}

Value set_clear(const Call& call) {
  const std::shared_ptr<Set> set = self_set(call);
  if (!set || !call.bind({}) || !call.may_change(*set)) return done(call);
  set->members.forget();
  return done(call);
}

Value set_copy(const Call& call) {
  const std::shared_ptr<Set> set = self_set(call);
  if (!set || !call.bind({}) || !call.pay(2 * set->size())) return done(call);
  auto copy = call.evaluator.machine().make<Set>();
  copy->members = set->members;
  copy->is_frozenset = set->is_frozenset;
  return {std::move(copy), call.span};
}

/// The arguments as sets; false: failed, or `unknown`.
bool others(const Call& call, std::vector<std::shared_ptr<Set>>& sets, Value& unknown) {
  Rest rest;
  if (!call.bind({{"others", rest}})) return false;
  Evaluator::Machine& machine = call.evaluator.machine();
  for (const Argument& argument : rest.arguments) {
    Value made = argument.value;
    if (!made.as<Set>()) made = machine.call(Value::type(types().set), {argument.value}, call.span);
    if (call.failed()) return false;
    const std::shared_ptr<Set> set = made.share<Set>();
    if (!set || set->blurred) {
      unknown = made.is_unknown() ? made : call.unknown("the members of a set");
      return false;
    }
    sets.push_back(set);
  }
  return true;
}

Value combined(const Call& call, ast::BinaryOp op, bool in_place) {
  const std::shared_ptr<Set> set = self_set(call);
  std::vector<std::shared_ptr<Set>> sets;
  Value unknown;
  if (!set) return done(call);
  if (in_place && !call.may_change(*set)) return done(call);
  if (!others(call, sets, unknown)) {
    if (call.failed()) return done(call);
    if (in_place) {
      call.evaluator.machine().blur(plain_self(call), unknown.share<const Unknown>());
      return done(call);
    }
    return unknown;
  }
  Value result = set_operation(call, ast::BinaryOp::BitOr, *set, Set{});
  for (const std::shared_ptr<Set>& other : sets) {
    if (!call.pay(set->size() + other->size())) return done(call);
    result = set_operation(call, op, *result.as<Set>(), *other);
  }
  if (!in_place) return result;
  set->members = result.as<Set>()->members;
  return done(call);
}
Value set_union(const Call& call) { return combined(call, ast::BinaryOp::BitOr, false); }
Value set_intersection(const Call& call) { return combined(call, ast::BinaryOp::BitAnd, false); }
Value set_difference(const Call& call) { return combined(call, ast::BinaryOp::Subtract, false); }
Value set_symmetric(const Call& call) { return combined(call, ast::BinaryOp::BitXor, false); }
Value set_update(const Call& call) { return combined(call, ast::BinaryOp::BitOr, true); }
Value set_intersection_update(const Call& call) {
  return combined(call, ast::BinaryOp::BitAnd, true);
}
Value set_difference_update(const Call& call) {
  return combined(call, ast::BinaryOp::Subtract, true);
}
Value set_symmetric_update(const Call& call) { return combined(call, ast::BinaryOp::BitXor, true); }

Value set_question(const Call& call, char question) {
  const std::shared_ptr<Set> set = self_set(call);
  std::vector<std::shared_ptr<Set>> sets;
  Value unknown;
  if (!set || !others(call, sets, unknown)) return call.failed() ? done(call) : unknown;
  if (sets.size() != 1)
    return call.raise("TypeError", fmt::format("{}() takes exactly one argument", call.callee));
  const Set &a = question == '>' ? *sets[0] : *set, &b = question == '>' ? *set : *sets[0];
  bool holds = true;
  a.members.each([&](const Value& member, const Value&) {
    const bool in_other = b.members.find(member) != nullptr;
    holds = holds && in_other == (question != '|');
  });
  return Value::boolean(holds, call.span);
}
Value set_issubset(const Call& call) { return set_question(call, '<'); }
Value set_issuperset(const Call& call) { return set_question(call, '>'); }
Value set_isdisjoint(const Call& call) { return set_question(call, '|'); }

constexpr Builtin list_table[] = {
    {"append", list_append, true},   {"clear", list_clear, true},   {"copy", list_copy, true},
    {"count", list_count, true},     {"extend", list_extend, true}, {"index", list_index, true},
    {"insert", list_insert, true},   {"pop", list_pop, true},       {"remove", list_remove, true},
    {"reverse", list_reverse, true}, {"sort", list_sort, true},
};
constexpr Builtin tuple_table[] = {
    {"count", tuple_count, true},
    {"index", tuple_index, true},
    {"_asdict", tuple_asdict, true},
    {"_replace", tuple_replace, true},
};
constexpr Builtin dict_table[] = {
    {"clear", dict_clear, true},
    {"copy", dict_copy, true},
    {"fromkeys", dict_fromkeys},
    {"get", dict_get, true},
    {"items", dict_items, true},
    {"keys", dict_keys, true},
    {"pop", dict_pop, true},
    {"popitem", dict_popitem, true},
    {"setdefault", dict_setdefault, true},
    {"update", dict_update, true},
    {"values", dict_values, true},
    {"move_to_end", dict_move_to_end, true},
};
constexpr Builtin set_table[] = {
    {"add", set_add, true},
    {"clear", set_clear, true},
    {"copy", set_copy, true},
    {"difference", set_difference, true},
    {"difference_update", set_difference_update, true},
    {"discard", set_discard, true},
    {"intersection", set_intersection, true},
    {"intersection_update", set_intersection_update, true},
    {"isdisjoint", set_isdisjoint, true},
    {"issubset", set_issubset, true},
    {"issuperset", set_issuperset, true},
    {"pop", set_pop, true},
    {"remove", set_remove, true},
    {"symmetric_difference", set_symmetric, true},
    {"symmetric_difference_update", set_symmetric_update, true},
    {"union", set_union, true},
    {"update", set_update, true},
};
constexpr Builtin frozenset_table[] = {
    {"copy", set_copy, true},
    {"difference", set_difference, true},
    {"intersection", set_intersection, true},
    {"isdisjoint", set_isdisjoint, true},
    {"issubset", set_issubset, true},
    {"issuperset", set_issuperset, true},
    {"symmetric_difference", set_symmetric, true},
    {"union", set_union, true},
};

}  // namespace

std::span<const Builtin> list_methods() { return list_table; }
std::span<const Builtin> tuple_methods() { return tuple_table; }
std::span<const Builtin> dict_methods() { return dict_table; }
std::span<const Builtin> set_methods() { return set_table; }
std::span<const Builtin> frozenset_methods() { return frozenset_table; }

}  // namespace migc::python
