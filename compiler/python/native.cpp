#include "compiler/python/native.h"

#include <algorithm>

#include <fmt/format.h>

#include "compiler/python/builtins.h"
#include "compiler/python/machine.h"

namespace migc::python {

// ---- site

Host& Site::host() const { return evaluator.host(); }
Value Site::raise(std::string_view type, std::string message, std::string help) const {
  return evaluator.machine().raise(span, type, std::move(message), std::move(help));
}
Value Site::raise(Value exception) const { return evaluator.machine().raise(span, exception); }
bool Site::failed() const { return evaluator.machine().failed(); }
bool Site::may_change(Mutable& changed) const {
  return evaluator.machine().may_change(span, changed);
}
void Site::holds(const std::shared_ptr<Mutable>& holder, const Value& held) const {
  evaluator.machine().holds(holder, held);
}
bool Site::pay(std::size_t steps) const { return evaluator.machine().step(span, steps); }
Value Site::text(std::string text) const {
  return evaluator.machine().make_text(span, std::move(text));
}
Value Site::attribute(const Value& of, std::string_view name) const {
  return evaluator.machine().attribute(of, name, span);
}
Value Site::call(const Value& callee, std::vector<Value> arguments) const {
  return evaluator.machine().call(callee, std::move(arguments), span);
}

Value Site::call(const Value& callee, std::vector<Value> arguments,
                 std::vector<std::pair<std::string_view, Value>> keywords) const {
  Call call{{evaluator, span}};
  for (Value& argument : arguments) call.positional.push_back({std::move(argument), span});
  for (auto& [name, value] : keywords) call.keywords.push_back({name, std::move(value), span});
  return evaluator.machine().call(callee, call);
}
Value Site::binary(ast::BinaryOp op, const Value& left, const Value& right) const {
  return evaluator.machine().binary(op, left, right, span);
}
Value Site::compare(ast::CompareOp op, const Value& left, const Value& right) const {
  return evaluator.machine().compare(op, left, right, span);
}
Value Site::item(const Value& of, const Value& index) const {
  return evaluator.machine().item(of, index, span);
}
std::optional<bool> Site::truth(const Value& value) const {
  switch (evaluator.machine().decide(value, span)) {
    case Evaluator::Machine::Decision::False:
      return false;
    case Evaluator::Machine::Decision::True:
      return true;
    case Evaluator::Machine::Decision::Undecided:
    case Evaluator::Machine::Decision::Failed:
      break;
  }
  return std::nullopt;
}
Value Site::str(const Value& value) const { return evaluator.machine().str(value, span); }
Value Site::repr(const Value& value) const { return evaluator.machine().repr(value, span); }
std::optional<std::vector<Value>> Site::items(const Value& iterable) const {
  return evaluator.machine().items(iterable, span);
}

// ---- host

Value Host::read_file(std::string_view path, const Site& site) {
  return site.unknown(fmt::format("what the file `{}` holds", path));
}
Host::Undecided Host::undecided(const Site&, const Unknown&) { return Undecided::Error; }
void Host::unknown_call(const Call&, const Unknown&, bool) {}
void Host::unknown_argument(const Binding& binding, const Unknown& cause) {
  Diagnostic& diagnostic = binding.call.evaluator.diagnostics().error(
      "unknown-argument", binding.span, "argument `{}` of `{}` is not known", binding.parameter,
      binding.call.callee);
  if (cause.because != Span{})
    diagnostic.label(cause.because, cause.why);
  else
    diagnostic.note(cause.why);
}
void Host::hash_order(const Site&) {}
bool Host::avoids_raise(const Value&) { return false; }

bool Host::passes_raise(const Site&, const Unknown&) { return true; }

// ---- objects of libraries

std::optional<Value> Native::attribute(std::string_view, const Site&) const { return std::nullopt; }
bool Native::set_attribute(std::string_view, const Value&, const Site&) { return false; }
Value Native::call(const Call& call) {
  if (complete()) {
    return call.raise("TypeError", fmt::format("'{}' object is not callable", type_name()));
  }
  return call.unknown(fmt::format("calling a `{}` is not modelled", type_name()));
}
std::optional<Value> Native::binary(ast::BinaryOp, const Value&, bool, const Site&) const {
  return std::nullopt;
}
std::optional<Value> Native::compare(ast::CompareOp, const Value&, const Site&) const {
  return std::nullopt;
}
std::optional<Value> Native::unary(ast::UnaryOp, const Site&) const { return std::nullopt; }
std::optional<Value> Native::contains(const Value&, const Site&) const { return std::nullopt; }
Value Native::truth(const Site& site) const { return Value::boolean(true, site.span); }
std::optional<Value> Native::item(const Value&, const Site&) const { return std::nullopt; }
bool Native::set_item(const Value&, const Value&, const Site&) { return false; }
bool Native::delete_item(const Value&, const Site&) { return false; }
std::optional<Value> Native::length(const Site&) const { return std::nullopt; }
std::shared_ptr<Iterator> Native::iterate(const Site&) const { return nullptr; }
std::optional<Value> Native::enter(const Site&) { return std::nullopt; }
std::optional<Value> Native::format(std::string_view, const Site&) const { return std::nullopt; }
bool Native::leave(const Value&, const Site&) { return false; }

std::optional<Value> NativeClass::attribute(const std::shared_ptr<Class>&, std::string_view,
                                            const Site&) const {
  return std::nullopt;
}
Value NativeClass::subscript(const std::shared_ptr<Class>& cls, const Value&,
                             const Site& site) const {
  return Value::type(cls, site.span);
}
void NativeClass::derived(Class&, const Site&) const {}
std::optional<bool> NativeClass::is_instance(const Value&) const { return std::nullopt; }

std::shared_ptr<Class> native_class(const NativeClass& native,
                                    std::vector<std::shared_ptr<Class>> bases) {
  auto cls = std::make_shared<Class>();
  cls->name = native.name();
  cls->module = native.module();
  cls->native = &native;
  cls->frozen = true;
  cls->bases = std::move(bases);
  for (const std::shared_ptr<Class>& base : cls->bases) {
    const auto add = [&](const std::shared_ptr<Class>& ancestor) {
      if (std::find(cls->mro.begin(), cls->mro.end(), ancestor) == cls->mro.end()) {
        cls->mro.push_back(ancestor);
      }
    };
    add(base);
    for (const std::shared_ptr<Class>& ancestor : base->mro) add(ancestor);
  }
  return cls;
}

// ---- iterators over what is there

namespace {

class ItemIterator final : public Iterator {
 public:
  ItemIterator(std::vector<Value> items, bool hash_ordered)
      : items_(std::move(items)), hash_ordered_(hash_ordered) {}
  std::optional<Value> next(const Site&) override {
    if (at_ == items_.size()) return std::nullopt;
    return std::move(items_[at_++]);
  }
  bool hash_ordered() const override { return hash_ordered_; }
  void forget() override { items_.clear(), at_ = 0; }

 private:
  std::vector<Value> items_;
  std::size_t at_ = 0;
  bool hash_ordered_;
};

}  // namespace

std::shared_ptr<Iterator> iterate(std::vector<Value> items, bool hash_ordered) {
  return std::make_shared<ItemIterator>(std::move(items), hash_ordered);
}

}  // namespace migc::python
