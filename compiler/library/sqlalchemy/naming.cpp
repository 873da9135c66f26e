#include <algorithm>
#include <array>

#include "compiler/base/match.h"
#include "compiler/library/sqlalchemy/schema.h"
#include "compiler/library/world.h"

namespace migc::library {

using python::Class;
using python::Site;
using python::Value;

namespace {

constexpr std::string_view default_index_template = "ix_%(column_0_label)s";

struct KindClass {
  std::string_view kind, class_name;
};
constexpr std::array<KindClass, 5> kind_classes{{{"ix", "Index"},
                                                 {"pk", "PrimaryKeyConstraint"},
                                                 {"ck", "CheckConstraint"},
                                                 {"uq", "UniqueConstraint"},
                                                 {"fk", "ForeignKeyConstraint"}}};

/// The template for a kind: under its two letters or under the class itself.
const Value* template_for(const Value& convention, std::string_view kind) {
  const python::Dict* dict = convention.dictionary();
  if (!dict) return nullptr;
  if (const Value* found = dict->find(kind)) return found;
  const Value* by_class = nullptr;
  const auto wanted = std::ranges::find(kind_classes, kind, &KindClass::kind);
  dict->each([&](const Value& key, const Value& value) {
    const Class* cls = key.as<Class>();
    if (cls && wanted != kind_classes.end() && cls->name == wanted->class_name) by_class = &value;
  });
  return by_class;
}

struct TokenError {
  std::string message;
};

/// `column_0_name`, `column_1_key`, `referred_column_0_name`, `column_0_N_name`, `column_0N_label`.
std::optional<std::string> column_token(std::string_view token,
                                        const NamingRules::Subject& subject) {
  constexpr std::string_view referred_prefix = "referred_";
  const bool referred = token.starts_with(referred_prefix);
  if (referred) token.remove_prefix(referred_prefix.size());
  constexpr std::string_view prefix = "column_";
  if (!token.starts_with(prefix)) return std::nullopt;
  token.remove_prefix(prefix.size());
  std::size_t digits = 0;
  std::size_t index = 0;
  while (digits < token.size() && token[digits] >= '0' && token[digits] <= '9' && digits < 4) {
    index = index * 10 + static_cast<std::size_t>(token[digits] - '0');
    ++digits;
  }
  if (digits == 0) return std::nullopt;
  token.remove_prefix(digits);
  bool all = false;
  std::string separator;
  if (token.starts_with("_N_")) {
    all = true;
    separator = "_";
    token.remove_prefix(3);
  } else if (token.starts_with("N_")) {
    all = true;
    token.remove_prefix(2);
  } else if (token.starts_with("_")) {
    token.remove_prefix(1);
  } else {
    return std::nullopt;
  }
  const auto text_of = [&](std::size_t i) -> std::string {
    if (referred) {
      return i < subject.referred_columns.size() ? subject.referred_columns[i] : std::string();
    }
    if (i >= subject.columns.size()) return {};
    if (token == "key") return i < subject.keys.size() ? subject.keys[i] : subject.columns[i];
    if (token == "label") {
      std::string schema = subject.table.schema;
      std::ranges::replace(schema, '.', '_');
      return fmt::format("{}{}{}_{}", schema, schema.empty() ? "" : "_", subject.table.name,
                         subject.columns[i]);
    }
    return subject.columns[i];
  };
  if (token != "name" && token != "key" && token != "label") return std::nullopt;
  if (referred && token != "name") return std::nullopt;
  if (!all) return text_of(index);
  std::string joined;
  const std::size_t count = referred ? subject.referred_columns.size() : subject.columns.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) joined += separator;
    joined += text_of(i);
  }
  return joined;
}

/// What a function of the user's for a token is given: the constraint and its table.
std::pair<Value, Value> arguments_of(const NamingRules::Subject& subject, const SqlName& said,
                                     const Site& site) {
  auto table = std::make_shared<Table>();
  table->name = subject.table;
  std::vector<Value> columns;
  for (std::size_t i = 0; i < subject.columns.size(); ++i) {
    auto column = std::make_shared<Column>();
    column->column.name = subject.columns[i];
    column->key = i < subject.keys.size() ? subject.keys[i] : subject.columns[i];
    table->columns.push_back(column);
    columns.push_back(Value::object(std::move(column), site.span));
  }
  auto item = std::make_shared<ConstraintItem>();
  item->name = said;
  item->columns = std::move(columns);
  item->table = table;
  if (subject.kind == "pk") item->constraint = ir::PrimaryKey{};
  if (subject.kind == "uq") item->constraint = ir::Unique{};
  if (subject.kind == "ck") item->constraint = ir::Check{};
  if (subject.kind == "fk") {
    item->constraint = ir::ForeignKey{};
    for (const std::string& column : subject.referred_columns) {
      const std::string target =
          subject.referred.schema.empty()
              ? fmt::format("{}.{}", subject.referred.name, column)
              : fmt::format("{}.{}.{}", subject.referred.schema, subject.referred.name, column);
      item->referents.push_back(Value::text(target, site.span));
    }
  }
  return {Value::object(std::move(item), site.span), Value::object(std::move(table), site.span)};
}

}  // namespace

NamingRules::NamingRules(Value convention) : convention_(std::move(convention)) {}

bool NamingRules::has(std::string_view kind) const {
  if (convention_.dictionary()) return template_for(convention_, kind) != nullptr;
  return kind == "ix";
}

std::optional<ir::ObjectName> NamingRules::name(const SqlName& said, const Subject& subject,
                                                bool type_bound, const Site& site) const {
  if (said.final) return said.object();
  const Value* given = template_for(convention_, subject.kind);
  std::string_view text;
  if (given) {
    if (given->is_none()) return said.object();
    const auto spelled = given->text();
    if (!spelled) {
      World::of(site).refuse(
          site, fmt::format("the naming convention for `{}` is not known", subject.kind));
      return std::nullopt;
    }
    text = *spelled;
  } else if (convention_.is_unknown()) {
    // A convention exists but is not known: only names that it cannot touch are sure.
    if (!said.text.empty() && subject.kind != "ck") return said.object();
    World::of(site).refuse(
        site, "the naming convention of `target_metadata` is not known",
        "say it with `--kwarg naming_convention=JSON` (`{}` when there is none), or "
        "name the constraint with `op.f(…)`");
    return std::nullopt;
  } else if (!convention_.dictionary() && subject.kind == "ix") {
    text = default_index_template;
  } else {
    return said.object();
  }
  const bool takes_name = text.find("constraint_name") != std::string_view::npos;
  if (!said.text.empty() && !takes_name) return said.object();

  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%' || at + 1 >= text.size()) {
      result += text[at];
      continue;
    }
    if (text[at + 1] == '%') {
      result += '%';
      ++at;
      continue;
    }
    const std::size_t close = text.find(")s", at);
    if (text[at + 1] != '(' || close == std::string_view::npos) {
      site.raise("ValueError", "unsupported format character in a naming convention");
      return std::nullopt;
    }
    const std::string_view token = text.substr(at + 2, close - at - 2);
    at = close + 1;
    if (const python::Dict* dict = convention_.dictionary()) {
      if (const Value* custom = dict->find(token)) {
        const auto [constraint, table] = arguments_of(subject, said, site);
        const Value made = site.call(*custom, {constraint, table});
        if (site.failed()) return std::nullopt;
        if (!made.text()) {
          World::of(site).refuse(site,
                                 fmt::format("`{}` of the naming convention is not known", token));
          return std::nullopt;
        }
        result += *made.text();
        continue;
      }
    }
    if (token == "table_name") {
      result += subject.table.name;
    } else if (token == "constraint_name") {
      if (said.text.empty()) {
        if (type_bound) return ir::ObjectName{};
        site.raise(
            "sqlalchemy.exc.InvalidRequestError",
            "Naming convention including %(constraint_name)s token requires that constraint is "
            "explicitly named.");
        return std::nullopt;
      }
      result += said.text;
    } else if (token == "referred_table_name") {
      result += subject.referred.name;
    } else if (const std::optional<std::string> column = column_token(token, subject)) {
      result += *column;
    } else {
      site.raise("KeyError", fmt::format("'{}'", token));
      return std::nullopt;
    }
  }
  return ir::ObjectName{std::move(result), true, std::nullopt};
}

NamingRules target_naming(const Site& site) {
  return NamingRules(World::of(site).outside().naming_convention);
}

}  // namespace migc::library
