#include <algorithm>

#include <fmt/format.h>

#include "compiler/python/builtins.h"
#include "compiler/python/code_points.h"
#include "compiler/python/equality.h"
#include "compiler/python/machine.h"

namespace migc::python {
namespace {

const Value& payload_of(const Value& value) {
  const Instance* instance = value.as<Instance>();
  return instance && !instance->payload.is_none() ? instance->payload : value;
}

struct Indices {
  std::int64_t start = 0, stop = 0, step = 1;
  std::size_t count = 0;
};

/// As `slice.indices(length)`; nothing when raised or not known.
std::optional<Indices> indices(const Site& site, const Slice& slice, std::size_t size,
                               Value& unknown) {
  const auto length = static_cast<std::int64_t>(size);
  const auto part = [&](const Value& value, std::int64_t absent, std::int64_t& out) -> bool {
    if (value.is_none()) {
      out = absent;
      return true;
    }
    if (value.is_unknown()) {
      unknown = value;
      return false;
    }
    if (const Int* integer = value.as<Int>(); integer && !integer->small()) {
      out = integer->negative() ? -(std::int64_t{1} << 62) : std::int64_t{1} << 62;
      return true;
    }
    const std::optional<std::int64_t> integer = value.integer();
    if (!integer) {
      site.raise("TypeError", "slice indices must be integers or None or have an __index__ method");
      return false;
    }
    constexpr std::int64_t far = std::int64_t{1} << 62;
    out = std::clamp(*integer, -far, far);
    return true;
  };
  Indices result;
  if (!part(slice.step, 1, result.step)) return std::nullopt;
  if (result.step == 0) {
    site.raise("ValueError", "slice step cannot be zero");
    return std::nullopt;
  }
  const bool up = result.step > 0;
  std::int64_t start = 0, stop = 0;
  if (!part(slice.lower, up ? 0 : length - 1, start)) return std::nullopt;
  if (!part(slice.upper, up ? length : -1, stop)) return std::nullopt;
  const auto clamp = [&](std::int64_t at, bool given) {
    if (given && at < 0) at += length;
    return up ? std::clamp<std::int64_t>(at, 0, length)
              : std::clamp<std::int64_t>(at, -1, length - 1);
  };
  start = clamp(start, !slice.lower.is_none());
  stop = clamp(stop, !slice.upper.is_none());
  result.start = start;
  result.stop = stop;
  if (up && start < stop) {
    result.count = static_cast<std::size_t>((stop - start - 1) / result.step + 1);
  } else if (!up && start > stop) {
    result.count = static_cast<std::size_t>((start - stop - 1) / -result.step + 1);
  }
  return result;
}

template <class F>
void each_index(const Indices& at, F&& visit) {
  std::int64_t index = at.start;
  for (std::size_t i = 0; i < at.count; ++i) {
    visit(static_cast<std::size_t>(index));
    if (i + 1 < at.count) index += at.step;
  }
}

/// An index of a sequence; nothing when raised or not known.
std::optional<std::size_t> position(const Site& site, const Value& index, std::size_t size,
                                    std::string_view what, std::string_view outcome) {
  std::optional<std::int64_t> at = index.integer();
  if (index.as<Int>() && !at) {
    site.raise("IndexError", fmt::format("cannot fit 'int' into an index-sized integer"));
    return std::nullopt;
  }
  if (!at) {
    const std::string_view rest = what == "string" ? "" : " or slices";
    site.raise("TypeError", fmt::format("{} indices must be integers{}, not {}{}{}", what, rest,
                                        what == "string" ? "'" : "", type_name(index),
                                        what == "string" ? "'" : ""));
    return std::nullopt;
  }
  if (*at < 0) *at += static_cast<std::int64_t>(size);
  if (*at < 0 || *at >= static_cast<std::int64_t>(size)) {
    site.raise("IndexError", fmt::format("{} {}", what, outcome));
    return std::nullopt;
  }
  return static_cast<std::size_t>(*at);
}

std::string_view code_point_at(std::string_view text, std::size_t index) {
  if (is_ascii(text)) return text.substr(index, 1);
  const std::size_t begin = byte_of(text, index);
  std::size_t end = begin + 1;
  while (end < text.size() && !starts_code_point(text[end])) ++end;
  return text.substr(begin, end - begin);
}

// ---- iterators that see later changes, as Python's do

class ListIterator final : public Iterator {
 public:
  explicit ListIterator(std::shared_ptr<List> list) : list_(std::move(list)) {}
  std::optional<Value> next(const Site&) override {
    if (!list_) return std::nullopt;
    if (list_->blurred) {
      uncertain = list_->blurred;
      return std::nullopt;
    }
    if (at_ >= list_->items.size()) {
      list_.reset();
      return std::nullopt;
    }
    return list_->items[at_++];
  }
  std::string_view type_name() const override { return "list_iterator"; }
  bool hash_ordered() const override { return list_ && list_->hash_ordered; }
  void forget() override { list_.reset(); }

 private:
  std::shared_ptr<List> list_;
  std::size_t at_ = 0;
};

class TupleIterator final : public Iterator {
 public:
  explicit TupleIterator(std::shared_ptr<Tuple> tuple) : tuple_(std::move(tuple)) {}
  std::optional<Value> next(const Site&) override {
    if (at_ >= tuple_->items.size()) return std::nullopt;
    return tuple_->items[at_++];
  }
  std::string_view type_name() const override { return "tuple_iterator"; }
  bool hash_ordered() const override { return tuple_->hash_ordered && tuple_->items.size() > 1; }

 private:
  std::shared_ptr<Tuple> tuple_;
  std::size_t at_ = 0;
};

class TextIterator final : public Iterator {
 public:
  explicit TextIterator(Str text) : text_(std::move(text)) {}
  std::optional<Value> next(const Site& site) override {
    const std::string_view text = text_.view();
    if (at_ == text.size()) return std::nullopt;
    std::size_t end = at_ + 1;
    while (end < text.size() && !starts_code_point(text[end])) ++end;
    const std::string_view point = text.substr(at_, end - at_);
    at_ = end;
    return text_.owned() ? Value::text(std::string(point), site.span)
                         : Value::borrowed(point, site.span);
  }
  std::string_view type_name() const override { return "str_iterator"; }

 private:
  Str text_;
  std::size_t at_ = 0;
};

class BytesIterator final : public Iterator {
 public:
  explicit BytesIterator(Bytes bytes) : bytes_(std::move(bytes)) {}
  std::optional<Value> next(const Site& site) override {
    if (at_ == bytes_.view().size()) return std::nullopt;
    return Value::integer(static_cast<unsigned char>(bytes_.view()[at_++]), site.span);
  }
  std::string_view type_name() const override { return "bytes_iterator"; }

 private:
  Bytes bytes_;
  std::size_t at_ = 0;
};

class RangeIterator final : public Iterator {
 public:
  explicit RangeIterator(std::shared_ptr<Range> range)
      : range_(std::move(range)), next_(range_->start), left_(range_->length) {}
  std::optional<Value> next(const Site& site) override {
    if (left_.zero()) return std::nullopt;
    Value value = Value::integer(next_, site.span);
    next_ = next_ + range_->step;
    left_ = left_ - Int(1);
    return value;
  }
  std::string_view type_name() const override { return "range_iterator"; }

 private:
  std::shared_ptr<Range> range_;
  Int next_, left_;
};

/// Keys of a dict or members of a set. `holder` keeps them alive.
class KeyIterator final : public Iterator {
 public:
  KeyIterator(std::shared_ptr<Mutable> holder, const Dict& dict, bool set)
      : holder_(std::move(holder)), dict_(&dict), size_(dict.size()), set_(set) {}
  std::optional<Value> next(const Site& site) override {
    if (!holder_) return std::nullopt;
    if (holder_->blurred) {
      uncertain = holder_->blurred;
      return std::nullopt;
    }
    if (dict_->size() != size_) {
      site.raise("RuntimeError", set_ ? "Set changed size during iteration"
                                      : "dictionary changed size during iteration");
      return std::nullopt;
    }
    const std::vector<Dict::Entry>& entries = dict_->entries();
    while (at_ < entries.size() && !entries[at_].present) ++at_;
    if (at_ >= entries.size()) {
      holder_.reset();
      return std::nullopt;
    }
    return entries[at_++].key;
  }
  std::string_view type_name() const override { return set_ ? "set_iterator" : "dict_keyiterator"; }
  bool hash_ordered() const override { return set_ && size_ > 1; }
  void forget() override { holder_.reset(); }

 private:
  std::shared_ptr<Mutable> holder_;
  const Dict* dict_;
  std::size_t size_, at_ = 0;
  bool set_;
};

/// Calls `__next__` of a user's iterator.
class InstanceIterator final : public Iterator {
 public:
  InstanceIterator(Value self, Value method) : self_(std::move(self)), method_(std::move(method)) {}
  std::optional<Value> next(const Site& site) override {
    Evaluator::Machine& machine = site.evaluator.machine();
    Value value = machine.call(method_, {self_}, site.span);
    if (!machine.failed()) {
      if (value.is_unknown()) {
        // It may end here or not.
        uncertain = value.share<const Unknown>();
        return std::nullopt;
      }
      return value;
    }
    if (machine.pending() &&
        machine.pending()->cls->derives_from(*exception_class("StopIteration"))) {
      machine.take_pending();
    }
    return std::nullopt;
  }
  void forget() override { self_ = method_ = Value::none(); }

 private:
  Value self_, method_;
};

/// Asks `__getitem__` with 0, 1, … until it raises IndexError.
class IndexIterator final : public Iterator {
 public:
  explicit IndexIterator(Value self) : self_(std::move(self)) {}
  std::optional<Value> next(const Site& site) override {
    Evaluator::Machine& machine = site.evaluator.machine();
    Value value = machine.item(self_, Value::integer(at_++, site.span), site.span);
    if (!machine.failed()) return value;
    if (machine.pending() && machine.pending()->cls->derives_from(*exception_class("IndexError"))) {
      machine.take_pending();
    }
    return std::nullopt;
  }
  void forget() override { self_ = Value::none(); }

 private:
  Value self_;
  std::int64_t at_ = 0;
};

}  // namespace

// ---- reading

Value Evaluator::Machine::slice_of(const Value& of, const Slice& slice, Span span) {
  Value unknown;
  const Site here = site(span);
  if (const Str* text = of.as<Str>()) {
    const std::string_view view = text->view();
    if (!step(span, view.size() / 256)) return Value::none(span);
    const bool ascii = is_ascii(view);
    const std::optional<Indices> at =
        indices(here, slice, ascii ? view.size() : code_points(view), unknown);
    if (!at) return failed() ? Value::none(span) : unknown;
    if (ascii && at->step == 1) {
      const std::string_view part =
          at->count == 0 ? std::string_view{}
                         : view.substr(static_cast<std::size_t>(at->start), at->count);
      if (!text->owned()) return Value::borrowed(part, span);
      return make_text(span, std::string(part));
    }
    std::string part;
    if (ascii) {
      each_index(*at, [&](std::size_t i) { part += view[i]; });
    } else {
      const std::vector<std::size_t> starts = code_point_starts(view);
      each_index(*at,
                 [&](std::size_t i) { part += view.substr(starts[i], starts[i + 1] - starts[i]); });
    }
    return make_text(span, std::move(part));
  }
  if (const Bytes* bytes = of.as<Bytes>()) {
    const std::string_view view = bytes->view();
    const std::optional<Indices> at = indices(here, slice, view.size(), unknown);
    if (!at) return failed() ? Value::none(span) : unknown;
    std::string part;
    each_index(*at, [&](std::size_t i) { part += view[i]; });
    return make_bytes(span, std::move(part));
  }
  if (const Range* range = of.as<Range>()) {
    const std::optional<std::int64_t> length = range->length.small();
    if (!length) return Value::unknown(span, "a slice of so long a range");
    const std::optional<Indices> at =
        indices(here, slice, static_cast<std::size_t>(*length), unknown);
    if (!at) return failed() ? Value::none(span) : unknown;
    auto part = std::make_shared<Range>();
    part->start = range->start + range->step * Int(at->start);
    part->step = range->step * Int(at->step);
    part->length = Int(static_cast<std::int64_t>(at->count));
    part->stop = range->start + range->step * Int(at->stop);
    return {std::move(part), span};
  }
  const bool is_list = of.as<List>() != nullptr;
  const std::vector<Value>& items = is_list ? of.as<List>()->items : of.as<Tuple>()->items;
  const std::optional<Indices> at = indices(here, slice, items.size(), unknown);
  if (!at) return failed() ? Value::none(span) : unknown;
  if (!room_for_items(span, at->count)) return Value::none(span);
  std::vector<Value> part;
  part.reserve(at->count);
  each_index(*at, [&](std::size_t i) { part.push_back(items[i]); });
  if (!is_list) return tuple(span, std::move(part));
  Value made = list(span, std::move(part));
  made.as<List>()->hash_ordered = of.as<List>()->hash_ordered;
  return made;
}

Value Evaluator::Machine::item(const Value& of_value, const Value& index, Span span) {
  if (of_value.is_unknown()) return of_value;
  if (const Instance* instance = of_value.as<Instance>()) {
    const Value* method = instance->cls->find("__getitem__");
    if (method && !method->as<const Builtin*>()) return call(*method, {of_value, index}, span);
    if (instance->cls->open) return {instance->cls->open_because, span};
  }
  const Value& of = payload_of(of_value);
  const Site here = site(span);
  if (Native* native = of.native()) {
    std::optional<Value> found = native->item(index, here);
    if (failed()) return Value::none(span);
    if (found) return std::move(*found);
    if (!native->complete()) {
      return Value::unknown(span,
                            fmt::format("an item of a `{}` is not modelled", native->type_name()));
    }
  }
  if (const std::shared_ptr<Class> cls = of.share<Class>()) {
    if (cls->enumeration) {
      if (index.is_unknown()) return index;
      const std::optional<std::string_view> name = index.text();
      const std::vector<std::string>& members = cls->enumeration->members;
      if (name && std::find(members.begin(), members.end(), *name) != members.end()) {
        return *cls->attributes.find(*name);
      }
      Value result = raise(span, "KeyError", "");
      if (pending_) pending_->args = {index};
      return result;
    }
    if (const Value* method = cls->find("__class_getitem__")) {
      if (!method->as<const Builtin*>()) {
        return call(bind_attribute(*method, of, cls, span), {index}, span);
      }
    }
    if (cls->native) return cls->native->subscript(cls, index, here);
    if (cls->user) return of;  // `Generic[T]` and its like are about types only.
  }
  if (index.is_unknown()) return index;
  const Slice* slice = index.as<Slice>();
  if (slice &&
      (of.as<Str>() || of.as<Bytes>() || of.as<List>() || of.as<Tuple>() || of.as<Range>())) {
    return slice_of(of, *slice, span);
  }
  if (const List* list = of.as<List>()) {
    const auto at = position(here, index, list->items.size(), "list", "index out of range");
    if (!at) return Value::none(span);
    if (list->hash_ordered && list->items.size() > 1) host().hash_order(here);
    return settled(list->items[*at]);
  }
  if (const Tuple* tuple = of.as<Tuple>()) {
    const auto at = position(here, index, tuple->items.size(), "tuple", "index out of range");
    if (!at) return Value::none(span);
    if (tuple->hash_ordered && tuple->items.size() > 1) host().hash_order(here);
    return settled(tuple->items[*at]);
  }
  if (const std::shared_ptr<Dict> dict = of.share<Dict>()) {
    Value unknown;
    if (!hashable(index, span, &unknown)) return failed() ? Value::none(span) : unknown;
    if (const Value* found = dict->find(index)) return settled(*found);
    if (dict->default_factory) {
      Value made = call(*dict->default_factory, {}, span);
      if (failed() || !may_change(span, *dict)) return made;
      holds(dict, made);
      dict->set(index, made);
      return made;
    }
    if (const Instance* instance = of_value.as<Instance>()) {
      const Value* missing = instance->cls->find("__missing__");
      if (missing) return call(*missing, {of_value, index}, span);
    }
    if (dict->type_name == "Counter") return Value::integer(0, span);
    Value result = raise(span, "KeyError", "");
    if (pending_) pending_->args = {index};
    return result;
  }
  if (const Str* text = of.as<Str>()) {
    const std::string_view view = text->view();
    if (!step(span, view.size() / 256)) return Value::none(span);
    const auto at = position(here, index, code_points(view), "string", "index out of range");
    if (!at) return Value::none(span);
    const std::string_view point = code_point_at(view, *at);
    return text->owned() ? Value::text(std::string(point), span) : Value::borrowed(point, span);
  }
  if (const Bytes* bytes = of.as<Bytes>()) {
    const auto at = position(here, index, bytes->view().size(), "byte", "index out of range");
    if (!at) {
      if (pending_ && pending_->cls->name == "IndexError")
        pending_->args = {Value::borrowed("index out of range")};
      return Value::none(span);
    }
    return Value::integer(static_cast<unsigned char>(bytes->view()[*at]), span);
  }
  if (const Range* range = of.as<Range>()) {
    const std::optional<std::int64_t> length = range->length.small();
    if (!length) return Value::unknown(span, "an item of so long a range");
    const auto at = position(here, index, static_cast<std::size_t>(*length), "range",
                             "object index out of range");
    if (!at) return Value::none(span);
    return Value::integer(range->start + range->step * Int(static_cast<std::int64_t>(*at)), span);
  }
  if (of.as<Wrapper>() || of.as<Function>()) {
    if (of.as<Wrapper>() && of.as<Wrapper>()->kind == Wrapper::Kind::Alias) return of;
  }
  if (of.as<Class>()) {
    return raise(span, "TypeError",
                 fmt::format("type '{}' is not subscriptable", of.as<Class>()->name));
  }
  return raise(span, "TypeError",
               fmt::format("'{}' object is not subscriptable", type_name(of_value)));
}

Value Evaluator::Machine::length(const Value& of_value, Span span) {
  if (of_value.is_unknown()) return of_value;
  if (const Instance* instance = of_value.as<Instance>()) {
    const Value* method = instance->cls->find("__len__");
    if (method && !method->as<const Builtin*>()) return call(*method, {of_value}, span);
    if (instance->cls->open) return {instance->cls->open_because, span};
  }
  const Value& of = payload_of(of_value);
  const auto size = [&](std::size_t count) {
    return Value::integer(static_cast<std::int64_t>(count), span);
  };
  if (const Str* text = of.as<Str>()) {
    if (!step(span, text->view().size() / 256)) return Value::none(span);
    return size(code_points(text->view()));
  }
  if (const Bytes* bytes = of.as<Bytes>()) return size(bytes->view().size());
  if (const List* list = of.as<List>()) return size(list->items.size());
  if (const Tuple* tuple = of.as<Tuple>()) return size(tuple->items.size());
  if (const Dict* dict = of.as<Dict>()) return size(dict->size());
  if (const Set* set = of.as<Set>()) return size(set->size());
  if (const Range* range = of.as<Range>()) return Value::integer(range->length, span);
  if (const Class* cls = of.as<Class>(); cls && cls->enumeration) {
    return size(cls->enumeration->members.size());
  }
  if (Native* native = of.native()) {
    std::optional<Value> found = native->length(site(span));
    if (failed()) return Value::none(span);
    if (found) return std::move(*found);
    if (!native->complete()) {
      return Value::unknown(span, fmt::format("the length of a `{}`", native->type_name()));
    }
  }
  return raise(span, "TypeError",
               fmt::format("object of type '{}' has no len()", type_name(of_value)));
}

bool Evaluator::Machine::hashable(const Value& key, Span span, Value* unknown) {
  if (failed()) return false;
  if (const Unknown* why = key.unknown()) {
    *unknown = Value::unknown(*why);
    return false;
  }
  std::size_t cost = 0;
  const bool has_hash = hash_at_cost(key, cost).has_value();
  if (!step(span, cost / 4)) return false;
  if (has_hash) return true;
  // Either it can never be a key, or user code decides.
  const Value& plain = payload_of(key);
  const Value* culprit = &plain;
  std::function<const Value*(const Value&, int)> find = [&](const Value& value,
                                                            int depth) -> const Value* {
    if (!step(span)) return nullptr;
    if (value.as<List>() || value.as<Dict>()) return &value;
    if (const Set* set = value.as<Set>(); set && !set->is_frozenset) return &value;
    if (value.as<Slice>()) return &value;
    if (const Tuple* tuple = value.as<Tuple>(); tuple && depth < 50) {
      for (const Value& part : tuple->items) {
        if (const Value* found = find(part, depth + 1); found || failed()) return found;
      }
    }
    return nullptr;
  };
  culprit = find(plain, 0);
  if (culprit) {
    raise(span, "TypeError", fmt::format("unhashable type: '{}'", type_name(*culprit)));
  } else {
    *unknown = Value::unknown(span, "the hash of this key");
  }
  return false;
}

// ---- iterating

std::shared_ptr<Iterator> Evaluator::Machine::iterate(const Value& iterable, Span span) {
  if (iterable.is_unknown()) return nullptr;
  if (const std::shared_ptr<Iterator> iterator = iterable.share<Iterator>()) return iterator;
  if (const Instance* instance = iterable.as<Instance>()) {
    if (instance->blurred) return nullptr;
    const Value* method = instance->cls->find("__iter__");
    if (method && !method->as<const Builtin*>()) {
      const Value iterator = call(*method, {iterable}, span);
      if (failed() || iterator.is_unknown()) return nullptr;
      if (const Instance* made = iterator.as<Instance>()) {
        const Value* next = made->cls->find("__next__");
        if (next) return std::make_shared<InstanceIterator>(iterator, *next);
      }
      if (identical(iterator, iterable) == true) return nullptr;
      return iterate(iterator, span);
    }
    if (instance->cls->open) return nullptr;
    if (instance->payload.is_none() && instance->cls->find("__getitem__")) {
      return std::make_shared<IndexIterator>(iterable);
    }
  }
  const Value& plain = payload_of(iterable);
  if (const std::shared_ptr<List> list = plain.share<List>()) {
    if (list->blurred) return nullptr;
    return std::make_shared<ListIterator>(list);
  }
  if (const std::shared_ptr<Tuple> tuple = plain.share<Tuple>()) {
    return std::make_shared<TupleIterator>(tuple);
  }
  if (const std::shared_ptr<Dict> dict = plain.share<Dict>()) {
    if (dict->blurred) return nullptr;
    return std::make_shared<KeyIterator>(dict, *dict, false);
  }
  if (const std::shared_ptr<Set> set = plain.share<Set>()) {
    if (set->blurred) return nullptr;
    return std::make_shared<KeyIterator>(set, set->members, true);
  }
  if (const Str* text = plain.as<Str>()) return std::make_shared<TextIterator>(*text);
  if (const Bytes* bytes = plain.as<Bytes>()) return std::make_shared<BytesIterator>(*bytes);
  if (const std::shared_ptr<Range> range = plain.share<Range>()) {
    return std::make_shared<RangeIterator>(range);
  }
  if (const Class* cls = plain.as<Class>()) {
    if (cls->enumeration) {
      std::vector<Value> members;
      for (const std::string& name : cls->enumeration->members) {
        members.push_back(*cls->attributes.find(name));
      }
      return python::iterate(std::move(members));
    }
    if (cls->open || (cls->native && !cls->native->complete())) return nullptr;
  }
  if (Native* native = plain.native()) {
    std::shared_ptr<Iterator> iterator = native->iterate(site(span));
    if (iterator || failed()) return iterator;
    if (!native->complete()) return nullptr;
  }
  raise(span, "TypeError", fmt::format("'{}' object is not iterable", type_name(iterable)));
  return nullptr;
}

std::optional<std::vector<Value>> Evaluator::Machine::items(const Value& iterable, Span span,
                                                            Value* why, bool* hash_ordered) {
  Value ignored;
  Value& unknown = why ? *why : ignored;
  if (iterable.is_unknown()) {
    unknown = iterable;
    return std::nullopt;
  }
  if (const List* list = iterable.as<List>(); list && !list->blurred) {
    if (!room_for_items(span, list->items.size())) return std::nullopt;
    if (hash_ordered) *hash_ordered = list->hash_ordered;
    return list->items;
  }
  if (const Tuple* tuple = iterable.as<Tuple>()) {
    if (!room_for_items(span, tuple->items.size())) return std::nullopt;
    if (hash_ordered) *hash_ordered = tuple->hash_ordered;
    return tuple->items;
  }
  const std::shared_ptr<Iterator> iterator = iterate(iterable, span);
  if (failed()) return std::nullopt;
  if (!iterator) {
    unknown = Value::unknown(span, "what this iterates over");
    if (const Value held = settled(iterable); held.is_unknown()) unknown = held;
    return std::nullopt;
  }
  if (hash_ordered) *hash_ordered = iterator->hash_ordered();
  std::vector<Value> items;
  while (std::optional<Value> next = iterator->next(site(span))) {
    if (failed() || !step(span)) return std::nullopt;
    items.push_back(std::move(*next));
  }
  if (failed()) return std::nullopt;
  if (iterator->uncertain) {
    unknown = {iterator->uncertain, span};
    return std::nullopt;
  }
  return items;
}

// ---- writing

bool Evaluator::Machine::set_item(const Value& of_value, const Value& index, Value value,
                                  Span span) {
  if (of_value.is_unknown()) {
    host().changes_unknown(site(span));
    return !failed();
  }
  if (const Instance* instance = of_value.as<Instance>()) {
    const Value* method = instance->cls->find("__setitem__");
    if (method && !method->as<const Builtin*>()) {
      call(*method, {of_value, index, std::move(value)}, span);
      return !failed();
    }
    if (instance->cls->open) return true;
  }
  const Value& of = payload_of(of_value);
  const Site here = site(span);
  if (Native* native = of.native()) {
    if (native->set_item(index, value, here)) return true;
    if (failed()) return false;
    if (!native->complete()) {
      owner_.diagnostics_.error("not-modelled", span, "setting an item of a `{}` is not modelled",
                                native->type_name());
      return true;
    }
  }
  if (const std::shared_ptr<Dict> dict = of.share<Dict>()) {
    const bool only_keys = !dict->blurred || dict->only_keys_blurred;
    if (!may_change(span, *dict)) {
      if (!dict->blurred || !only_keys || !index.as<Str>()) return !failed();
      // Every other item is as it was.
      dict->only_keys_blurred = true;
      if (dict->exploring < exploring_) {
        dict->possible_keys.push_back(index);
        return true;
      }
      std::erase_if(dict->possible_keys, [&](const Value& key) {
        return key.as<Str>()->view() == index.as<Str>()->view();
      });
    }
    Value unknown;
    if (!hashable(index, span, &unknown)) {
      if (failed()) return false;
      blur(of, unknown.share<const Unknown>());
      return true;
    }
    if (!step(span)) return false;
    holds(dict, value);
    holds(dict, index);
    dict->set(index, std::move(value));
    return true;
  }
  if (const std::shared_ptr<List> list = of.share<List>()) {
    if (!may_change(span, *list)) return !failed();
    if (index.is_unknown()) {
      blur(of, index.share<const Unknown>());
      return true;
    }
    if (const Slice* slice = index.as<Slice>()) {
      Value unknown;
      const std::optional<std::vector<Value>> more = items(value, span, &unknown);
      if (failed()) return false;
      const std::optional<Indices> at = indices(here, *slice, list->items.size(), unknown);
      if (failed()) return false;
      if (!more || !at) {
        blur(of, unknown.share<const Unknown>());
        return true;
      }
      for (const Value& each : *more) holds(list, each);
      if (at->step == 1) {
        const auto first = list->items.begin() + at->start;
        const auto gap = list->items.erase(first, first + static_cast<std::ptrdiff_t>(at->count));
        list->items.insert(gap, more->begin(), more->end());
        return true;
      }
      if (more->size() != at->count) {
        raise(span, "ValueError",
              fmt::format("attempt to assign sequence of size {} to extended slice of size {}",
                          more->size(), at->count));
        return false;
      }
      std::size_t from = 0;
      each_index(*at, [&](std::size_t i) { list->items[i] = (*more)[from++]; });
      return true;
    }
    const auto at =
        position(here, index, list->items.size(), "list", "assignment index out of range");
    if (!at) return false;
    holds(list, value);
    list->items[*at] = std::move(value);
    return true;
  }
  raise(span, "TypeError",
        fmt::format("'{}' object does not support item assignment", type_name(of_value)));
  return false;
}

bool Evaluator::Machine::delete_item(const Value& of_value, const Value& index, Span span) {
  if (of_value.is_unknown()) return true;
  if (const Instance* instance = of_value.as<Instance>()) {
    const Value* method = instance->cls->find("__delitem__");
    if (method && !method->as<const Builtin*>()) {
      call(*method, {of_value, index}, span);
      return !failed();
    }
    if (instance->cls->open) return true;
  }
  const Value& of = payload_of(of_value);
  const Site here = site(span);
  if (Native* native = of.native()) {
    if (native->delete_item(index, here)) return true;
    if (failed()) return false;
  }
  if (Dict* dict = of.as<Dict>()) {
    if (!may_change(span, *dict)) return !failed();
    Value unknown;
    if (!hashable(index, span, &unknown)) {
      if (failed()) return false;
      blur(of, unknown.share<const Unknown>());
      return true;
    }
    if (dict->erase(index)) return true;
    raise(span, "KeyError", "");
    if (pending_) pending_->args = {index};
    return false;
  }
  if (List* list = of.as<List>()) {
    if (!may_change(span, *list)) return !failed();
    if (index.is_unknown()) {
      blur(of, index.share<const Unknown>());
      return true;
    }
    if (const Slice* slice = index.as<Slice>()) {
      Value unknown;
      const std::optional<Indices> at = indices(here, *slice, list->items.size(), unknown);
      if (failed()) return false;
      if (!at) {
        blur(of, unknown.share<const Unknown>());
        return true;
      }
      std::vector<bool> gone(list->items.size(), false);
      each_index(*at, [&](std::size_t i) { gone[i] = true; });
      std::vector<Value> kept;
      for (std::size_t i = 0; i < gone.size(); ++i) {
        if (!gone[i]) kept.push_back(std::move(list->items[i]));
      }
      list->items = std::move(kept);
      return true;
    }
    const auto at =
        position(here, index, list->items.size(), "list", "assignment index out of range");
    if (!at) return false;
    list->items.erase(list->items.begin() + static_cast<std::ptrdiff_t>(*at));
    return true;
  }
  raise(span, "TypeError",
        fmt::format("'{}' object doesn't support item deletion", type_name(of_value)));
  return false;
}

}  // namespace migc::python
