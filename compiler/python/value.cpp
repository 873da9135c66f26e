#include "compiler/python/value.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <functional>

#include "compiler/python/equality.h"
#include "compiler/python/meter.h"
#include "compiler/python/native.h"

namespace migc::python {
namespace {

/// Above this many names a namespace is looked up by hash.
constexpr std::size_t linear_limit = 8;
constexpr std::uint32_t empty_slot = 0xffff'ffff;

std::uint64_t mix(std::uint64_t hash) {
  hash ^= hash >> 33;
  hash *= 0xff51afd7ed558ccd;
  return hash ^ (hash >> 33);
}

std::uint64_t hash_text(std::string_view text) { return std::hash<std::string_view>{}(text); }

/// Of a name: nearly all are short, and two loads that may overlap hold all of such a one.
std::uint64_t hash_name(std::string_view name) {
  constexpr std::uint64_t odd = 0x9e3779b97f4a7c15U;
  const std::size_t size = name.size();
  std::uint64_t first = 0, last = 0;
  if (size > 16) return hash_text(name);
  if (size >= 8) {
    std::memcpy(&first, name.data(), 8);
    std::memcpy(&last, name.data() + size - 8, 8);
  } else if (size >= 4) {
    std::memcpy(&first, name.data(), 4);
    std::memcpy(&last, name.data() + size - 4, 4);
  } else if (size > 0) {
    first = static_cast<unsigned char>(name[0]);
    last = static_cast<unsigned char>(name[size - 1]) |
           static_cast<std::uint64_t>(static_cast<unsigned char>(name[size / 2])) << 8U;
  }
  std::uint64_t hash = (first ^ (last * odd) ^ size) * odd;
  hash ^= hash >> 32U;
  return hash * odd >> 16U;
}

struct MeteredText {
  MeteredText(std::string text_, std::shared_ptr<Meter> meter_)
      : text(std::move(text_)), meter(std::move(meter_)) {
    if (meter) meter->take(text.size());
  }
  MeteredText(const MeteredText&) = delete;
  MeteredText& operator=(const MeteredText&) = delete;
  ~MeteredText() {
    if (meter) meter->give_back(text.size());
  }
  std::string text;
  std::shared_ptr<Meter> meter;
};

}  // namespace

Value::Data::Data() = default;
Value::Data::Data(const Data&) = default;
Value::Data::Data(Data&&) noexcept = default;
Value::Data& Value::Data::operator=(const Data&) = default;
Value::Data& Value::Data::operator=(Data&&) noexcept = default;
Value::Data::~Data() = default;

Text::Text(std::string text) {
  if (text.empty()) return;
  auto owner = std::make_shared<const std::string>(std::move(text));
  view_ = *owner;
  owner_ = std::move(owner);
}

Text::Text(std::string text, std::shared_ptr<Meter> meter) {
  if (text.empty()) return;
  auto owner = std::make_shared<const MeteredText>(std::move(text), std::move(meter));
  view_ = owner->text;
  owner_ = std::move(owner);
}

Value Value::text(std::string text, Span span) { return {Str(std::move(text)), span}; }
Value Value::borrowed(std::string_view text, Span span) {
  return {Str(Text::borrowed(text)), span};
}
Value Value::bytes(std::string bytes, Span span) { return {Bytes(std::move(bytes)), span}; }
Value Value::list(std::vector<Value> items, Span span) {
  auto list = std::make_shared<List>();
  list->items = std::move(items);
  return {std::move(list), span};
}
Value Value::tuple(std::vector<Value> items, Span span) {
  auto tuple = std::make_shared<Tuple>();
  tuple->items = std::move(items);
  return {std::move(tuple), span};
}
Value Value::dict(Span span) { return {std::make_shared<Dict>(), span}; }
Value Value::set(Span span) { return {std::make_shared<Set>(), span}; }
Value Value::builtin(const Builtin& function, Span span) { return {&function, span}; }
Value Value::object(std::shared_ptr<Native> native, Span span) { return {std::move(native), span}; }
Value Value::type(std::shared_ptr<Class> cls, Span span) { return {std::move(cls), span}; }
Value Value::module(std::shared_ptr<Module> module, Span span) { return {std::move(module), span}; }
Value Value::bound(Value self, const Builtin& function, Span span) {
  return {std::make_shared<BoundMethod>(BoundMethod{std::move(self), builtin(function)}), span};
}
Value Value::iterator(std::shared_ptr<Iterator> iterator, Span span) {
  return {std::move(iterator), span};
}
Value Value::unknown(Span because, std::string why) {
  return {std::make_shared<const Unknown>(Unknown{because, std::move(why)}), because};
}
Value Value::unknown(const Unknown& same) {
  return {std::make_shared<const Unknown>(same), same.because};
}

namespace {

/// The native part of an instance of a user's `class C(str, …)`, or the value itself.
const Value& plain(const Value& value) {
  const Value* at = &value;
  for (int depth = 0; depth < 8; ++depth) {
    const Instance* instance = at->as<Instance>();
    if (!instance || instance->payload.is_none()) break;
    at = &instance->payload;
  }
  return *at;
}

}  // namespace

std::optional<std::string_view> Value::text() const {
  if (const Str* text = plain(*this).as<Str>()) return text->view();
  return std::nullopt;
}

std::optional<bool> Value::boolean() const {
  if (const bool* value = as<bool>()) return *value;
  return std::nullopt;
}

std::optional<std::int64_t> Value::integer() const {
  const Value& value = plain(*this);
  if (const Int* integer = value.as<Int>()) return integer->small();
  if (const bool* truth = value.as<bool>()) return *truth;
  return std::nullopt;
}

std::optional<double> Value::real() const {
  const Value& value = plain(*this);
  if (const double* real = value.as<double>()) return *real;
  if (const Int* integer = value.as<Int>()) return integer->to_double();
  return std::nullopt;
}

const std::vector<Value>* Value::items() const {
  const Value& value = plain(*this);
  if (const List* list = value.as<List>()) return list->blurred ? nullptr : &list->items;
  if (const Tuple* tuple = value.as<Tuple>()) return &tuple->items;
  return nullptr;
}

const Dict* Value::dictionary() const {
  const Dict* dict = plain(*this).as<Dict>();
  return dict && !dict->blurred ? dict : nullptr;
}

Native* Value::native() const {
  const auto* held = std::get_if<std::shared_ptr<Native>>(&plain(*this).data);
  return held ? held->get() : nullptr;
}

std::shared_ptr<Native> Value::native_share() const {
  const auto* held = std::get_if<std::shared_ptr<Native>>(&plain(*this).data);
  return held ? *held : nullptr;
}

const NativeClass* Value::any_native_class() const {
  const Class* cls = as<Class>();
  return cls ? cls->native : nullptr;
}

// ---- namespaces

std::size_t Namespace::index_of(std::string_view name) const {
  if (index_.empty()) {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (entries_[i].name == name) return i;
    }
    return entries_.size();
  }
  const std::size_t mask = index_.size() - 1;
  for (std::size_t slot = hash_name(name) & mask;; slot = (slot + 1) & mask) {
    if (index_[slot] == empty_slot) return entries_.size();
    if (entries_[index_[slot]].name == name) return index_[slot];
  }
}

void Namespace::rehash() {
  index_.clear();
  if (entries_.size() <= linear_limit) return;
  index_.assign(std::bit_ceil(entries_.size() * 2 + 2), empty_slot);
  const std::size_t mask = index_.size() - 1;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    std::size_t slot = hash_name(entries_[i].name) & mask;
    while (index_[slot] != empty_slot) slot = (slot + 1) & mask;
    index_[slot] = static_cast<std::uint32_t>(i);
  }
}

const Value* Namespace::find(std::string_view name) const {
  const std::size_t i = index_of(name);
  return i < entries_.size() ? &entries_[i].value : nullptr;
}

Value* Namespace::find(std::string_view name) {
  const std::size_t i = index_of(name);
  return i < entries_.size() ? &entries_[i].value : nullptr;
}

void Namespace::set(std::string_view name, Value value) {
  const std::size_t i = index_of(name);
  if (i < entries_.size()) {
    entries_[i].value = std::move(value);
    return;
  }
  entries_.push_back({name, std::move(value)});
  if (entries_.size() <= linear_limit) return;
  if (entries_.size() * 2 > index_.size()) return rehash();
  const std::size_t mask = index_.size() - 1;
  std::size_t slot = hash_name(name) & mask;
  while (index_[slot] != empty_slot) slot = (slot + 1) & mask;
  index_[slot] = static_cast<std::uint32_t>(i);
}

void Namespace::set_owned(std::string_view name, Value value) {
  if (Value* known = find(name)) {
    *known = std::move(value);
    return;
  }
  owned_.push_back(std::make_shared<const std::string>(name));
  set(*owned_.back(), std::move(value));
}

bool Namespace::erase(std::string_view name) {
  const std::size_t i = index_of(name);
  if (i == entries_.size()) return false;
  entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(i));
  rehash();
  return true;
}

void Namespace::clear() {
  // The values may hold the last share in whatever holds this, so they die after it is empty.
  const std::vector<Entry> dying = std::move(entries_);
  entries_.clear();
  index_.clear();
}

std::vector<std::string_view> Namespace::names() const {
  std::vector<std::string_view> names;
  names.reserve(entries_.size());
  for (const Entry& entry : entries_) names.push_back(entry.name);
  return names;
}

// ---- dict

std::size_t Dict::position(const Value& key, std::uint64_t hash) const {
  if (index_.empty()) {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (entries_[i].present && entries_[i].hash == hash &&
          equal(entries_[i].key, key).value_or(false)) {
        return i;
      }
    }
    return entries_.size();
  }
  const std::size_t mask = index_.size() - 1;
  for (std::size_t slot = mix(hash) & mask;; slot = (slot + 1) & mask) {
    const std::uint32_t i = index_[slot];
    if (i == empty_slot) return entries_.size();
    if (entries_[i].present && entries_[i].hash == hash &&
        equal(entries_[i].key, key).value_or(false)) {
      return i;
    }
  }
}

void Dict::rehash(std::size_t slots) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (!entries_[i].present) continue;
    if (kept != i) entries_[kept] = std::move(entries_[i]);
    ++kept;
  }
  entries_.resize(kept);
  index_.clear();
  if (slots <= linear_limit) return;
  index_.assign(std::bit_ceil(slots * 2), empty_slot);
  const std::size_t mask = index_.size() - 1;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    std::size_t slot = mix(entries_[i].hash) & mask;
    while (index_[slot] != empty_slot) slot = (slot + 1) & mask;
    index_[slot] = static_cast<std::uint32_t>(i);
  }
}

Value* Dict::find(const Value& key) { return const_cast<Value*>(std::as_const(*this).find(key)); }

const Value* Dict::find(const Value& key) const {
  const std::optional<std::uint64_t> hash = hash_of(key);
  if (!hash) return nullptr;
  const std::size_t i = position(key, *hash);
  return i < entries_.size() ? &entries_[i].value : nullptr;
}

const Value* Dict::find(std::string_view key) const { return find(Value::borrowed(key)); }

bool Dict::set(Value key, Value value) {
  const std::optional<std::uint64_t> hash = hash_of(key);
  if (!hash) return false;
  const std::size_t i = position(key, *hash);
  if (i < entries_.size()) {
    entries_[i].value = std::move(value);
    return true;
  }
  entries_.push_back({*hash, std::move(key), std::move(value)});
  ++live_;
  if (entries_.size() > linear_limit) {
    if (entries_.size() * 3 > index_.size() * 2) {
      rehash(live_ * 2);
    } else {
      const std::size_t mask = index_.size() - 1;
      std::size_t slot = mix(*hash) & mask;
      while (index_[slot] != empty_slot) slot = (slot + 1) & mask;
      index_[slot] = static_cast<std::uint32_t>(i);
    }
  }
  return true;
}

bool Dict::erase(const Value& key) {
  const std::optional<std::uint64_t> hash = hash_of(key);
  if (!hash) return false;
  const std::size_t i = position(key, *hash);
  if (i == entries_.size()) return false;
  entries_[i].present = false;
  entries_[i].key = entries_[i].value = Value::none();
  --live_;
  if (entries_.size() > 2 * live_ + linear_limit) rehash(live_ * 2);
  return true;
}

void Dict::forget() {
  const std::vector<Entry> dying = std::move(entries_);
  const std::shared_ptr<Value> factory = std::move(default_factory);
  entries_.clear();
  index_.clear();
  live_ = 0;
}

// ---- letting go

void Tuple::forget() {
  const std::vector<Value> dying = std::move(items);
  items.clear();
}
void Scope::forget() {
  variables.clear();
  const auto dying = std::move(outer);
  const auto cls = std::move(method_of);
}
void Function::forget() {
  const auto dying = std::move(defaults);
  defaults.clear();
  const auto a = std::move(outer);
  const auto b = std::move(module);
  const auto c = std::move(owner);
  attributes.clear();
}
void Class::forget() {
  const auto a = std::move(bases);
  const auto b = std::move(mro);
  bases.clear();
  mro.clear();
  attributes.clear();
}
void Instance::forget() {
  attributes.clear();
  const Value dying = std::exchange(payload, Value::none());
  const auto a = std::move(args);
  args.clear();
  const auto b = std::move(cause);
  const auto c = std::move(context);
}

void Module::function(const Builtin& builtin) { define(builtin.name, Value::builtin(builtin)); }
void Module::type(std::shared_ptr<Class> cls) {
  const std::string_view attribute = cls->name;
  define(attribute, Value::type(std::move(cls)));
}

const Value* Class::find(std::string_view attribute) const {
  if (const Value* own = attributes.find(attribute)) return own;
  for (const std::shared_ptr<Class>& base : mro) {
    if (const Value* inherited = base->attributes.find(attribute)) return inherited;
  }
  return nullptr;
}

bool Class::derives_from(const Class& other) const {
  if (this == &other) return true;
  for (const std::shared_ptr<Class>& base : mro) {
    if (base.get() == &other) return true;
  }
  return false;
}

// ---- hash and equality

namespace {

/// Shared structures can be exponentially large when walked as trees.
struct Fuel {
  static constexpr int full = 100'000;
  int left = full;
  int depth = 0;
  bool spend() { return --left >= 0 && depth < 200; }
};

std::optional<std::uint64_t> hash_value(const Value& value, Fuel& fuel) {
  if (!fuel.spend()) return std::nullopt;
  const auto pointer = [](const void* at) -> std::optional<std::uint64_t> {
    return mix(reinterpret_cast<std::uintptr_t>(at));
  };
  const auto sequence = [&](const std::vector<Value>& items) -> std::optional<std::uint64_t> {
    std::uint64_t hash = 0x345678 + items.size();
    ++fuel.depth;
    for (const Value& item : items) {
      const std::optional<std::uint64_t> part = hash_value(item, fuel);
      if (!part) return std::nullopt;
      hash = mix(hash * 31 + *part);
    }
    --fuel.depth;
    return hash;
  };
  if (const Str* text = value.as<Str>()) return hash_text(*text);
  if (value.is_none()) return 0x5f3759df;
  if (const bool* truth = value.as<bool>()) return Int(*truth).hash();
  if (const Int* integer = value.as<Int>()) return integer->hash();
  if (const double* real = value.as<double>()) {
    const std::optional<Int> whole = Int::from_double(*real);
    if (whole && std::trunc(*real) == *real) return whole->hash();
    return mix(std::bit_cast<std::uint64_t>(*real));
  }
  if (const Bytes* bytes = value.as<Bytes>()) return hash_text(*bytes) ^ 1;
  if (const Tuple* tuple = value.as<Tuple>()) return sequence(tuple->items);
  if (const Instance* instance = value.as<Instance>()) {
    if (const Value* hash = instance->cls->find("__hash__"); hash && !hash->as<const Builtin*>()) {
      return std::nullopt;
    }
    if (const Value* eq = instance->cls->find("__eq__"); eq && !eq->as<const Builtin*>()) {
      return std::nullopt;
    }
    if (!instance->cls->fields.empty()) return std::nullopt;
    if (!instance->payload.is_none()) return hash_value(instance->payload, fuel);
    return pointer(instance);
  }
  if (const Set* set = value.as<Set>()) {
    if (!set->is_frozenset) return std::nullopt;
    std::uint64_t hash = set->size();
    bool known = true;
    set->members.each([&](const Value& member, const Value&) {
      const std::optional<std::uint64_t> part = hash_value(member, fuel);
      known = known && part;
      if (part) hash += mix(*part);
    });
    if (!known) return std::nullopt;
    return hash;
  }
  if (const Range* range = value.as<Range>()) return range->length.hash() ^ 7;
  if (const Native* native = value.native()) return native->hash();
  if (const Builtin* const* builtin = value.as<const Builtin*>()) return pointer(*builtin);
  if (const Class* cls = value.as<Class>()) return pointer(cls);
  if (const Function* function = value.as<Function>()) return pointer(function);
  if (const Module* module = value.as<Module>()) return pointer(module);
  if (const Iterator* iterator = value.as<Iterator>()) return pointer(iterator);
  if (value.as<Ellipsis>()) return 0xe111;
  return std::nullopt;
}

std::optional<bool> equal_values(const Value& a, const Value& b, Fuel& fuel);

std::optional<bool> equal_items(const std::vector<Value>& a, const std::vector<Value>& b,
                                Fuel& fuel) {
  if (a.size() != b.size()) return false;
  ++fuel.depth;
  bool known = true;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::optional<bool> same =
        identical(a[i], b[i]) == true ? true : equal_values(a[i], b[i], fuel);
    if (!same) {
      known = false;
    } else if (!*same) {
      --fuel.depth;
      if (!known) return std::nullopt;
      return false;
    }
  }
  --fuel.depth;
  if (!known) return std::nullopt;
  return true;
}

bool is_number(const Value& value) {
  return value.as<bool>() || value.as<Int>() || value.as<double>();
}

Int whole(const Value& value) {
  if (const bool* truth = value.as<bool>()) return Int(*truth);
  return *value.as<Int>();
}

std::optional<bool> equal_values(const Value& a, const Value& b, Fuel& fuel) {
  if (!fuel.spend() || a.is_unknown() || b.is_unknown()) return std::nullopt;
  if (const Str* x = a.as<Str>()) {
    if (const Str* y = b.as<Str>()) return x->view() == y->view();
  }
  if (is_number(a) && is_number(b)) {
    const double *x = a.as<double>(), *y = b.as<double>();
    if (x && y) return *x == *y;
    if (x) return !std::isnan(*x) && Int::compare(whole(b), *x) == 0;
    if (y) return !std::isnan(*y) && Int::compare(whole(a), *y) == 0;
    return whole(a) == whole(b);
  }
  if (Native* native = a.native()) {
    if (const Native* other = b.native()) return native->equals(*other);
    if (a.as<Native>()) return native->complete() ? std::optional(false) : std::nullopt;
  }
  if (b.as<Native>()) return equal_values(b, a, fuel);
  for (const Value* side : {&a, &b}) {
    const Instance* instance = side->as<Instance>();
    if (!instance) continue;
    if (identical(a, b) == true && !instance->cls->find("__eq__")) return true;
    const Value* eq = instance->cls->find("__eq__");
    if ((eq && !eq->as<const Builtin*>()) || instance->cls->open) return std::nullopt;
    if (!instance->cls->fields.empty()) {
      const Instance *x = a.as<Instance>(), *y = b.as<Instance>();
      if (!x || !y || x->cls != y->cls) return false;
      ++fuel.depth;
      for (const std::string& field : x->cls->fields) {
        const Value *left = x->attributes.find(field), *right = y->attributes.find(field);
        if (!left || !right) return std::nullopt;
        const std::optional<bool> same = equal_values(*left, *right, fuel);
        if (!same || !*same) return same;
      }
      --fuel.depth;
      return true;
    }
    if (!instance->payload.is_none()) {
      // Members of an enumeration without a mixed-in type are equal to themselves only; those have
      // no payload.
      return side == &a ? equal_values(instance->payload, b, fuel)
                        : equal_values(a, instance->payload, fuel);
    }
    return identical(a, b);
  }
  if (a.data.index() != b.data.index()) return false;
  if (const Bytes* x = a.as<Bytes>()) return x->view() == b.as<Bytes>()->view();
  if (const List* x = a.as<List>()) return equal_items(x->items, b.as<List>()->items, fuel);
  if (const Tuple* x = a.as<Tuple>()) return equal_items(x->items, b.as<Tuple>()->items, fuel);
  if (const Dict* x = a.as<Dict>()) {
    const Dict* y = b.as<Dict>();
    if (x->size() != y->size()) return false;
    std::optional<bool> result = true;
    ++fuel.depth;
    x->each([&](const Value& key, const Value& value) {
      if (result == false) return;
      const Value* other = y->find(key);
      if (!other) {
        result = false;
        return;
      }
      if (identical(value, *other) == true) return;
      const std::optional<bool> same = equal_values(value, *other, fuel);
      if (!same || !*same) result = same;
    });
    --fuel.depth;
    return result;
  }
  if (const Set* x = a.as<Set>()) {
    const Set* y = b.as<Set>();
    if (x->size() != y->size()) return false;
    bool same = true;
    x->members.each(
        [&](const Value& member, const Value&) { same = same && y->members.find(member); });
    return same;
  }
  if (const Range* x = a.as<Range>()) {
    const Range* y = b.as<Range>();
    if (!(x->length == y->length)) return false;
    if (x->length.zero()) return true;
    if (!(x->start == y->start)) return false;
    return x->length == Int(1) || x->step == y->step;
  }
  if (const Slice* x = a.as<Slice>()) {
    const Slice* y = b.as<Slice>();
    return equal_items({x->lower, x->upper, x->step}, {y->lower, y->upper, y->step}, fuel);
  }
  if (const BoundMethod* x = a.as<BoundMethod>()) {
    const BoundMethod* y = b.as<BoundMethod>();
    const std::optional<bool> self = identical(x->self, y->self);
    if (!self || !*self) return self;
    return equal_values(x->function, y->function, fuel);
  }
  return identical(a, b);
}

}  // namespace

std::optional<std::uint64_t> hash_of(const Value& value) {
  std::size_t cost = 0;
  return hash_at_cost(value, cost);
}

std::optional<bool> equal(const Value& a, const Value& b) {
  std::size_t cost = 0;
  return equal_at_cost(a, b, cost);
}

std::optional<std::uint64_t> hash_at_cost(const Value& value, std::size_t& cost) {
  Fuel fuel;
  const std::optional<std::uint64_t> hash = hash_value(value, fuel);
  cost += static_cast<std::size_t>(Fuel::full - fuel.left);
  return hash;
}

std::optional<bool> equal_at_cost(const Value& a, const Value& b, std::size_t& cost) {
  Fuel fuel;
  const std::optional<bool> same = equal_values(a, b, fuel);
  cost += static_cast<std::size_t>(Fuel::full - fuel.left);
  return same;
}

std::optional<bool> identical(const Value& a, const Value& b) {
  if (a.is_unknown() || b.is_unknown()) return std::nullopt;
  if (a.data.index() != b.data.index()) return false;
  return std::visit(
      [&](const auto& x) -> std::optional<bool> {
        using T = std::decay_t<decltype(x)>;
        const T& y = std::get<T>(b.data);
        if constexpr (std::is_same_v<T, None> || std::is_same_v<T, Ellipsis> ||
                      std::is_same_v<T, NotImplemented>) {
          return true;
        } else if constexpr (std::is_same_v<T, bool>) {
          return x == y;
        } else if constexpr (std::is_same_v<T, Int>) {
          if (!(x == y)) return false;
          const std::optional<std::int64_t> small = x.small();
          if (small && *small >= -5 && *small <= 256) return true;
          return std::nullopt;
        } else if constexpr (std::is_same_v<T, double>) {
          if (std::bit_cast<std::uint64_t>(x) != std::bit_cast<std::uint64_t>(y)) return false;
          return std::nullopt;
        } else if constexpr (std::is_same_v<T, Str> || std::is_same_v<T, Bytes>) {
          if (x.view() != y.view()) return false;
          if (x.view().data() == y.view().data()) return true;
          return std::nullopt;
        } else {
          return x == y;
        }
      },
      a.data);
}

// ---- the rest

void freeze(const Value& value) {
  std::vector<Value> todo{value};
  const auto push_all = [&](const Namespace& names) {
    for (const Namespace::Entry& entry : names.entries()) todo.push_back(entry.value);
  };
  while (!todo.empty()) {
    const Value at = std::move(todo.back());
    todo.pop_back();
    const auto first = [](Mutable& seen) { return !std::exchange(seen.frozen, true); };
    if (List* list = at.as<List>(); list && first(*list)) {
      todo.insert(todo.end(), list->items.begin(), list->items.end());
    } else if (Tuple* tuple = at.as<Tuple>(); tuple && first(*tuple)) {
      todo.insert(todo.end(), tuple->items.begin(), tuple->items.end());
    } else if (Dict* dict = at.as<Dict>(); dict && first(*dict)) {
      dict->each([&](const Value& key, const Value& held) {
        todo.push_back(key);
        todo.push_back(held);
      });
    } else if (Set* set = at.as<Set>(); set && first(*set)) {
      set->members.each([&](const Value& key, const Value&) { todo.push_back(key); });
    } else if (Instance* instance = at.as<Instance>(); instance && first(*instance)) {
      push_all(instance->attributes);
      todo.push_back(instance->payload);
      todo.push_back(Value::type(instance->cls));
    } else if (Class* cls = at.as<Class>(); cls && first(*cls)) {
      push_all(cls->attributes);
      for (const std::shared_ptr<Class>& base : cls->bases) todo.push_back(Value::type(base));
    } else if (Module* module = at.as<Module>(); module && first(*module)) {
      push_all(module->attributes);
    } else if (Function* function = at.as<Function>(); function && first(*function)) {
      for (const auto& [index, held] : function->defaults) todo.push_back(held);
      push_all(function->attributes);
      if (function->module) todo.push_back(Value::module(function->module));
      if (function->owner) todo.push_back(Value::type(function->owner));
      for (Scope* scope = function->outer.get(); scope && first(*scope);
           scope = scope->outer.get()) {
        push_all(scope->variables);
      }
    } else if (const BoundMethod* method = at.as<BoundMethod>()) {
      todo.push_back(method->self);
      todo.push_back(method->function);
    } else if (const Wrapper* wrapper = at.as<Wrapper>()) {
      todo.insert(todo.end(), wrapper->values.begin(), wrapper->values.end());
    } else if (Iterator* iterator = at.as<Iterator>()) {
      iterator->frozen = true;
    } else if (Native* native = at.as<Native>()) {
      native->frozen = true;
    }
  }
}

std::string type_name(const Value& value) {
  if (const Tuple* tuple = value.as<Tuple>(); tuple && tuple->cls) return tuple->cls->name;
  if (const Dict* dict = value.as<Dict>()) return std::string(dict->type_name);
  if (const Set* set = value.as<Set>()) return set->is_frozenset ? "frozenset" : "set";
  if (const Instance* instance = value.as<Instance>()) return instance->cls->name;
  if (const Iterator* iterator = value.as<Iterator>()) return std::string(iterator->type_name());
  if (const Native* native = value.as<Native>()) return std::string(native->type_name());
  if (const Wrapper* wrapper = value.as<Wrapper>()) {
    switch (wrapper->kind) {
      case Wrapper::Kind::Property:
        return "property";
      case Wrapper::Kind::StaticMethod:
        return "staticmethod";
      case Wrapper::Kind::ClassMethod:
        return "classmethod";
      case Wrapper::Kind::Super:
        return "super";
      case Wrapper::Kind::Partial:
        return "partial";
      case Wrapper::Kind::ContextManager:
        return "function";
      case Wrapper::Kind::Alias:
        return "GenericAlias";
    }
  }
  constexpr std::string_view names[] = {"NoneType",
                                        "bool",
                                        "int",
                                        "float",
                                        "str",
                                        "bytes",
                                        "list",
                                        "tuple",
                                        "dict",
                                        "set",
                                        "range",
                                        "slice",
                                        "function",
                                        "method",
                                        "type",
                                        "object",
                                        "builtin_function_or_method",
                                        "module",
                                        "iterator",
                                        "wrapper",
                                        "object",
                                        "ellipsis",
                                        "NotImplementedType",
                                        "value that is not known"};
  static_assert(std::size(names) == std::variant_size_v<Value::Data::variant>);
  return std::string(names[value.data.index()]);
}

}  // namespace migc::python
