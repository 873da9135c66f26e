#include <nlohmann/json.hpp>

#include "compiler/json/fields.h"
#include "compiler/json/write.h"

namespace migc::json {
namespace {

using Json = nlohmann::ordered_json;

// What structs without a tag are called.
constexpr std::string_view name_of(const Select*) { return "select"; }
constexpr std::string_view name_of(const CommonTable*) { return "common_table"; }
constexpr std::string_view name_of(const ForUpdate*) { return "for_update"; }
constexpr std::string_view name_of(const Identity*) { return "identity"; }
constexpr std::string_view name_of(const Computed*) { return "computed"; }
constexpr std::string_view name_of(const Exclude::Element*) { return "exclude_element"; }
constexpr std::string_view name_of(const Index*) { return "index"; }
constexpr std::string_view name_of(const Column*) { return "column"; }
constexpr std::string_view name_of(const Table*) { return "table"; }
constexpr std::string_view name_of(const Existing*) { return "existing"; }
constexpr std::string_view name_of(const OnConflict*) { return "on_conflict"; }

Json plain(std::string_view type) { return {{"type", type}}; }
Json string() { return plain("string"); }
Json array_of(Json items) { return {{"type", "array"}, {"items", std::move(items)}}; }
Json any_of(Json list) { return {{"anyOf", std::move(list)}}; }
Json object(Json properties, const std::vector<std::string>& required = {}) {
  Json result{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) result["required"] = required;
  result["additionalProperties"] = false;
  return result;
}
Json map_of(Json values) {
  return {{"type", "object"}, {"additionalProperties", std::move(values)}};
}
Json pair_of(Json first, Json second) {
  return {{"type", "array"},
          {"items", Json::array({std::move(first), std::move(second)})},
          {"minItems", 2},
          {"maxItems", 2}};
}
/// An object with this one key.
Json only(std::string_view key, Json value) {
  return object({{std::string(key), std::move(value)}}, {std::string(key)});
}
Json reference(std::string_view name) { return {{"$ref", fmt::format("#/definitions/{}", name)}}; }

/// Describes what `Reader` takes, type by type. Each definition is made when it is first needed.
class Publisher {
 public:
  // ---- plain values

  Json of(const bool*, Bare) { return plain("boolean"); }
  Json of(const int*, Bare) { return plain("integer"); }
  Json of(const std::int64_t*, Bare) { return plain("integer"); }
  Json of(const std::string*, Bare) { return string(); }
  template <NamedEnum E>
  Json of(const E*, Bare) {
    return {{"enum", Names<E>::list}};
  }
  template <class T>
  Json of(const Box<T>*, Bare bare) {
    return of<T>(bare);
  }
  /// Where a bare value may stand, null is one.
  template <class T>
  Json of(const std::optional<T>*, Bare bare) {
    return bare == Bare::Value ? of<T>(bare) : or_null(of<T>(bare));
  }
  template <class T>
  Json of(const std::optional<std::optional<T>>*, Bare bare) {
    return or_null(of<T>(bare));
  }
  template <class T>
  Json of(const std::vector<T>*, Bare bare) {
    return array_of(of<T>(bare));
  }
  template <class A, class B>
  Json of(const std::pair<A, B>*, Bare bare) {
    return pair_of(of<A>(bare), of<B>(bare));
  }
  template <class T>
  Json of(const std::vector<std::pair<std::string, T>>*, Bare bare) {
    return any_of({map_of(of<T>(bare)), array_of(pair_of(string(), of<T>(bare)))});
  }
  Json of(const std::vector<std::pair<Expr, Expr>>*, Bare) {
    const Json value = of<Expr>(Bare::Value);
    return any_of({map_of(value), array_of(pair_of(value, value))});
  }
  Json of(const TableName*, Bare) {
    return define("table_name", [&] {
      return any_of(
          {string(),
           object({{"name", string()}, {"schema", string()}, {"quote", or_null(plain("boolean"))}},
                  {"name"})});
    });
  }
  Json of(const ObjectName*, Bare) {
    return define("object_name", [&] {
      return any_of({string(), object({{"name", string()},
                                       {"generated", plain("boolean")},
                                       {"quote", or_null(plain("boolean"))}},
                                      {"name"})});
    });
  }

  // ---- data

  Json of(const Datum*, Bare) {
    return define("value", [&] {
      const Json value = reference("value");
      Json duration = array_of(plain("integer"));
      duration["minItems"] = duration["maxItems"] = 3;
      return any_of({{{"type", {"null", "boolean", "number", "string"}}},
                     array_of(value),
                     only("float", {{"enum", {"nan", "inf", "-inf"}}}),
                     only("decimal", string()),
                     only("bytes", string()),
                     only("date", string()),
                     only("time", string()),
                     only("datetime", string()),
                     only("duration", std::move(duration)),
                     only("uuid", string()),
                     only("member", pair_of(string(), string())),
                     only("object", any_of({map_of(value), array_of(pair_of(string(), value))}))});
    });
  }
  Json of(const OptionValue*, Bare) {
    return define("option", [&] {
      const Json option = reference("option");
      return any_of({{{"type", {"null", "boolean", "number", "string"}}},
                     array_of(option),
                     only("expression", of<Expr>(Bare::Sql)),
                     only("map", any_of({map_of(option), array_of(pair_of(string(), option))}))});
    });
  }
  Json of(const Options*, Bare bare) {
    return of<std::vector<std::pair<std::string, OptionValue>>>(bare);
  }

  // ---- expressions, types, kinds

  Json of(const std::vector<std::variant<std::string, Box<Expr>>>*, Bare) {
    return any_of({string(), array_of(any_of({string(), only("value", of<Expr>(Bare::Value))}))});
  }
  Json of(const Expr*, Bare bare) {
    switch (bare) {
      case Bare::Sql:
        return define("sql", [&] {
          Json expr = bare_expr();
          expr["description"] = "A string is SQL as written.";
          return expr;
        });
      case Bare::Value:
        return define("value_expression", [&] {
          Json expr = bare_expr();
          expr["description"] = "A string is the value itself.";
          return expr;
        });
      case Bare::Column:
        return define("column_expression", [&] {
          Json expr = bare_expr();
          expr["description"] = "A string is the name of a column.";
          return expr;
        });
    }
    return {};
  }
  Json of(const FromItem*, Bare) {
    return define("from", [&] {
      Json list = Json::array({string()});
      add_kinds(list, "from", static_cast<decltype(FromItem::node)*>(nullptr));
      return any_of(std::move(list));
    });
  }
  Json of(const Type*, Bare) {
    return define("type", [&] {
      Json names = Json::array();
      add_names(names, static_cast<decltype(Type::kind)*>(nullptr));
      for (const auto& [name, kind] : type_names()) names.push_back(name);
      Json list = Json::array({{{"enum", std::move(names)}}});
      add_kinds<Type>(list, "type", static_cast<decltype(Type::kind)*>(nullptr));
      return any_of(std::move(list));
    });
  }
  Json of(const Default*, Bare) {
    return define("default", [&] {
      return any_of({of<Expr>(Bare::Sql), only("none", plain("boolean")),
                     only("fetched", plain("boolean")), only("identity", of<Identity>(Bare::Sql)),
                     only("computed", of<Computed>(Bare::Sql))});
    });
  }
  Json of(const IndexElement*, Bare) { return of<Expr>(Bare::Column); }
  Json of(const Constraint*, Bare) {
    return define("constraint", [&] {
      Json list = Json::array();
      add_kinds(list, "kind", static_cast<Constraint*>(nullptr));
      return any_of(std::move(list));
    });
  }
  Json of(const Operation*, Bare) {
    return define("operation", [&] {
      Json list = Json::array();
      add_kinds<Operation>(list, "op", static_cast<Action*>(nullptr), "at");
      return any_of(std::move(list));
    });
  }
  template <Described T>
  Json of(const T*, Bare) {
    return define(name_of(static_cast<const T*>(nullptr)), [&] {
      Json properties = Json::object();
      std::vector<std::string> required;
      add_fields<T>(properties, required);
      return object(std::move(properties), required);
    });
  }
  template <class T>
  Json of(Bare bare) {
    return of(static_cast<const T*>(nullptr), bare);
  }

  Json definitions() && { return std::move(definitions_); }

 private:
  static Json or_null(Json schema) { return any_of({plain("null"), std::move(schema)}); }

  template <class Make>
  Json define(std::string_view name, Make make) {
    const std::string key(name);
    if (!definitions_.contains(key)) {
      definitions_[key] = nullptr;  // What it is made of may refer to it.
      Json made = make();
      definitions_[key] = std::move(made);
    }
    return reference(name);
  }

  template <class T>
  void add_fields(Json& properties, std::vector<std::string>& required) {
    const auto add = [&]<class S, class M>(const Field<S, M>& f) {
      properties[std::string(f.name)] = of<M>(f.bare);
      if (f.required) required.emplace_back(f.name);
    };
    const auto add_any = [&]<class F>(const F& f) {
      if constexpr (requires { f.name; }) {
        add(f);
      } else {
        add_fields<std::remove_cvref_t<decltype(std::declval<T&>().*f.member)>>(properties,
                                                                                required);
      }
    };
    std::apply([&](const auto&... f) { (add_any(f), ...); }, Fields<T>::list);
  }

  struct Nothing {};
  /// The object of one kind; `Outer`: fields that stand beside its own.
  template <class Kind, class Outer = Nothing>
  Json kind(std::string_view tag, bool tag_needed = true, std::string_view ignored = {}) {
    Json properties{{std::string(tag), {{"const", Fields<Kind>::tag}}}};
    std::vector<std::string> required;
    if (tag_needed) required.emplace_back(tag);
    add_fields<Kind>(properties, required);
    if constexpr (!std::is_same_v<Outer, Nothing>) add_fields<Outer>(properties, required);
    if (!ignored.empty()) properties[std::string(ignored)] = true;
    return object(std::move(properties), required);
  }
  template <class Outer = Nothing, class... Kinds>
  void add_kinds(Json& list, std::string_view tag, const std::variant<Kinds...>*,
                 std::string_view ignored = {}) {
    (list.push_back(kind<Kinds, Outer>(tag, true, ignored)), ...);
  }
  /// The kinds whose name alone says everything.
  template <class... Kinds>
  static void add_names(Json& list, const std::variant<Kinds...>*) {
    (..., (says_all<Kinds>() ? list.push_back(Fields<Kinds>::tag) : void()));
  }

  Json bare_expr() {
    return any_of({{{"type", {"null", "boolean", "number", "string"}}}, expression()});
  }
  Json expression() {
    return define("expression", [&] {
      // Three kinds are known by their first key.
      Json list = Json::array({kind<RawSql>("expr", false), kind<ColumnRef>("expr", false),
                               kind<Literal>("expr", false)});
      add_kinds(list, "expr", static_cast<decltype(Expr::node)*>(nullptr));
      return any_of(std::move(list));
    });
  }

  Json definitions_ = Json::object();
};

}  // namespace

std::string published_schema() {
  Publisher publisher;
  const Json name_or_names = any_of({{{"type", {"null", "string"}}}, array_of(string())});
  Json properties{{"$schema", string()},
                  {"revision", string()},
                  {"down_revision", name_or_names},
                  {"branch_labels", name_or_names},
                  {"depends_on", name_or_names},
                  {"message", string()}};
  for (const char* direction : {"upgrade", "downgrade"}) {
    properties[direction] = publisher.of<std::vector<Operation>>(Bare::Sql);
  }
  Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"},
              {"title", "A migration for migc"}};
  schema.update(object(std::move(properties), {"revision"}));
  schema["definitions"] = std::move(publisher).definitions();
  return schema.dump(1, ' ') + "\n";
}

}  // namespace migc::json
