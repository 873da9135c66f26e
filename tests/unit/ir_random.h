#pragma once

#include <random>
#include <string>

#include "compiler/base/match.h"
#include "compiler/json/fields.h"

namespace migc::json {

/// Any value of any type of the IR, by the description that JSON is read and written by.
class Random {
 public:
  explicit Random(unsigned seed) : generator_(seed) {}

  void make(bool& value) { value = chance(2); }
  void make(int& value) { value = static_cast<int>(below(2000)) - 1000; }
  void make(std::int64_t& value) {
    value = static_cast<std::int64_t>(generator_());
    if (chance(2)) value %= 100;
  }
  void make(std::string& value) {
    static constexpr std::string_view pieces[] = {"a", "Users", "\"", "\\", "\n", "é", "\x01",
                                                  ".", "😀",     " ",  "'",  "%",  "{", "::"};
    value.clear();
    for (std::size_t i = below(4); i > 0; --i) value += pieces[below(std::size(pieces))];
  }
  template <NamedEnum E>
  void make(E& value) {
    value = static_cast<E>(below(Names<E>::list.size()));
  }
  template <class T>
  void make(Box<T>& value) {
    make(*value);
  }
  template <class T>
  void make(std::optional<T>& value) {
    value.reset();
    if (!deep() && chance(2)) make(value.emplace());
  }
  template <class T>
  void make(std::vector<T>& list) {
    list.clear();
    for (std::size_t i = deep() ? 0 : below(3); i > 0; --i) make(list.emplace_back());
  }
  template <class A, class B>
  void make(std::pair<A, B>& pair) {
    make(pair.first);
    make(pair.second);
  }
  void make(TableName& name) {
    make(name.schema);
    make(name.name);
    name.name += "t";
    make(name.quote);
  }
  void make(ObjectName& name) {
    make(name.text);
    name.text += "n";
    make(name.generated);
    make(name.quote);
  }
  void make(Null&) {}
  void make(double& value) {
    value = static_cast<double>(below(1000)) / 8 * (chance(2) ? 1e200 : 1);
  }
  void make(Decimal& value) { value.text = "123456789012345678901234567890.5"; }
  void make(Bytes& value) { make(value.data); }
  void make(DateValue& d) {
    d = {1 + static_cast<int>(below(9999)), 1 + static_cast<int>(below(12)),
         1 + static_cast<int>(below(28))};
  }
  void make(TimeValue& t) {
    const auto number = [&](std::size_t limit) { return static_cast<int>(below(limit)); };
    t = {number(24), number(60), number(60), number(2) * number(1000000), std::nullopt};
    if (chance(2)) t.utc_offset_seconds = number(86400) - 43200;
  }
  void make(DateTimeValue& d) {
    make(d.date);
    make(d.time);
  }
  void make(Duration& d) { d = {-3, 4, 5}; }
  void make(UuidValue& u) { u.hex = "00112233445566778899aabbccddeeff"; }
  void make(EnumMember& m) {
    make(m.class_name);
    make(m.name);
  }
  void make(DatumList& list) { make(list.items); }
  void make(DatumObject& object) { make(object.items); }
  void make(Datum& datum) { make(datum.data); }
  void make(OptionValue& value) { make(value.data); }
  void make(Options& options) { make(options.items); }
  void make(NoDefault&) {}
  void make(FetchedDefault&) {}
  void make(Expr& expr) { make(expr.node); }
  void make(FromItem& item) { make(item.node); }
  void make(IndexElement& element) { make(element.expression); }
  void make(Operation& operation) {
    make(operation.action);
    fields(operation);
  }
  void make(Type& type) {
    make(type.kind);
    fields(type);
  }
  void make(Column& column) {
    fields(column);
    column.primary_key = false;  // A table settles its own key.
  }
  template <class... Kinds>
  void make(std::variant<Kinds...>& value) {
    ++depth_;
    std::size_t which = deep() ? 0 : below(sizeof...(Kinds));
    ((which-- == 0 ? make(value.template emplace<Kinds>()) : void()), ...);
    --depth_;
  }
  template <Described T>
  void make(T& value) {
    fields(value);
  }

 private:
  template <class T>
  void fields(T& value) {
    ++depth_;
    std::apply([&](const auto&... f) { (make(value.*f.member), ...); }, Fields<T>::list);
    --depth_;
  }
  bool deep() const { return depth_ > 4; }
  std::size_t below(std::size_t limit) { return generator_() % limit; }
  bool chance(std::size_t one_in) { return below(one_in) == 0; }

  std::mt19937_64 generator_;
  int depth_ = 0;
};

}  // namespace migc::json
