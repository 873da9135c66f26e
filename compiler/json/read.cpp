#include "compiler/json/read.h"

#include <algorithm>
#include <limits>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "compiler/json/fields.h"
#include "compiler/json/text.h"
#include "compiler/json/values.h"

namespace migc::json {
namespace {

/// What a table says of its key: as SQLAlchemy does, a column that says `primary_key` is part of
/// it.
void settle(Table& table) {
  std::vector<std::string> columns;
  for (Column& column : table.columns) {
    if (!column.primary_key) continue;
    if (!column.nullable_said) column.nullable = false;
    columns.push_back(column.name);
  }
  if (columns.empty() || table.primary_key() != nullptr) return;
  PrimaryKey key;
  key.columns = std::move(columns);
  key.implicit = true;
  key.origin = table.origin;
  table.constraints.insert(table.constraints.begin(), std::move(key));
}
/// The indexes of a table stand within it.
void settle_indexes(const TableName& table, std::vector<Index>& indexes) {
  for (Index& index : indexes) {
    if (index.table.name.empty()) index.table = table;
  }
}

class Reader {
 public:
  explicit Reader(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  // ---- plain values

  bool get(const Node& node, bool& value, Bare) {
    if (!expect(node, Node::Kind::Boolean)) return false;
    value = node.boolean;
    return true;
  }
  bool get(const Node& node, std::int64_t& value, Bare) {
    if (!expect(node, Node::Kind::Integer)) return false;
    value = node.integer;
    return true;
  }
  bool get(const Node& node, int& value, Bare) {
    if (!expect(node, Node::Kind::Integer)) return false;
    if (node.integer < std::numeric_limits<int>::min() ||
        node.integer > std::numeric_limits<int>::max()) {
      return refuse(node.span, "number `{}` is too large", node.text);
    }
    value = static_cast<int>(node.integer);
    return true;
  }
  bool get(const Node& node, std::string& value, Bare) {
    if (!expect(node, Node::Kind::String)) return false;
    value = node.text;
    return true;
  }
  template <NamedEnum E>
  bool get(const Node& node, E& value, Bare) {
    if (!expect(node, Node::Kind::String)) return false;
    const auto& names = Names<E>::list;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i] != node.text) continue;
      value = static_cast<E>(i);
      return true;
    }
    return unknown_name(node.span, "no value", node.text, names);
  }
  template <class T>
  bool get(const Node& node, Box<T>& value, Bare bare) {
    return get(node, *value, bare);
  }
  template <class T>
  bool get(const Node& node, std::optional<T>& value, Bare bare) {
    if (node.kind == Node::Kind::Null && bare != Bare::Value) return true;
    value.emplace();
    return get(node, *value, bare);
  }
  /// A change: `null` removes.
  template <class T>
  bool get(const Node& node, std::optional<std::optional<T>>& value, Bare bare) {
    value.emplace();
    return node.kind == Node::Kind::Null || get(node, *value, bare);
  }
  template <class T>
  bool get(const Node& node, std::vector<T>& list, Bare bare) {
    if (!expect(node, Node::Kind::Array)) return false;
    bool whole = true;
    for (const Node& item : node.items) {
      list.emplace_back();
      whole = get(item, list.back(), bare) && whole;
    }
    return whole;
  }
  template <class A, class B>
  bool get(const Node& node, std::pair<A, B>& pair, Bare bare) {
    if (!expect(node, Node::Kind::Array)) return false;
    if (node.items.size() != 2) return refuse(node.span, "expected a list of two");
    return get(node.items[0], pair.first, bare) && get(node.items[1], pair.second, bare);
  }
  template <class T>
  bool get(const Node& node, std::vector<std::pair<std::string, T>>& map, Bare bare) {
    if (node.kind == Node::Kind::Array) return get_pairs(node, map, bare);
    if (!expect(node, Node::Kind::Object)) return false;
    bool whole = true;
    for (const Member& member : node.members) {
      map.emplace_back(member.key, T{});
      whole = get(member.value, map.back().second, bare) && whole;
    }
    return whole;
  }
  bool get(const Node& node, std::vector<std::pair<Expr, Expr>>& map, Bare) {
    if (node.kind == Node::Kind::Array) return get_pairs(node, map, Bare::Value);
    if (!expect(node, Node::Kind::Object)) return false;
    bool whole = true;
    for (const Member& member : node.members) {
      map.push_back({column_named(member.key), Expr{}});
      whole = get(member.value, map.back().second, Bare::Value) && whole;
    }
    return whole;
  }
  template <class P>
  bool get_pairs(const Node& node, std::vector<P>& list, Bare bare) {
    bool whole = true;
    for (const Node& item : node.items) {
      list.emplace_back();
      whole = get(item, list.back(), bare) && whole;
    }
    return whole;
  }

  bool get(const Node& node, TableName& name, Bare) {
    if (node.kind == Node::Kind::String) {
      name.name = node.text;
      return true;
    }
    if (!expect(node, Node::Kind::Object, "a name")) return false;
    return known_keys(node, {"schema", "name", "quote"}) && part(node, "name", name.name, true) &&
           part(node, "schema", name.schema) && part(node, "quote", name.quote);
  }
  bool get(const Node& node, ObjectName& name, Bare) {
    if (node.kind == Node::Kind::String) {
      name.text = node.text;
      return true;
    }
    if (!expect(node, Node::Kind::Object, "a name")) return false;
    return known_keys(node, {"name", "generated", "quote"}) &&
           part(node, "name", name.text, true) && part(node, "generated", name.generated) &&
           part(node, "quote", name.quote);
  }

  // ---- data

  bool get(const Node& node, Datum& datum, Bare bare) {
    switch (node.kind) {
      case Node::Kind::Null:
        datum.data = Null{};
        return true;
      case Node::Kind::Boolean:
        datum.data = node.boolean;
        return true;
      case Node::Kind::Integer:
        datum.data = node.integer;
        return true;
      case Node::Kind::Real:
        if (node.text.find_first_of(".eE") == std::string::npos) {
          datum.data = Decimal{node.text};
        } else {
          datum.data = node.real;
        }
        return true;
      case Node::Kind::String:
        datum.data = node.text;
        return true;
      case Node::Kind::Array:
        return get(node, datum.data.emplace<DatumList>().items, bare);
      case Node::Kind::Object:
        return tagged_datum(node, datum, bare);
    }
    return false;
  }
  bool tagged_datum(const Node& node, Datum& datum, Bare bare) {
    static constexpr std::array<std::string_view, 10> tags{"float",  "decimal",  "bytes",    "date",
                                                           "time",   "datetime", "duration", "uuid",
                                                           "member", "object"};
    if (node.members.size() != 1) {
      return refuse(node.span, "expected one of {} as the only key", listed(tags));
    }
    const auto& [key, key_span, value] = node.members.front();
    if (key == "duration") {
      std::vector<std::int64_t> parts;
      if (!get(value, parts, bare)) return false;
      if (parts.size() != 3) return refuse(value.span, "expected days, seconds, microseconds");
      datum.data = Duration{parts[0], parts[1], parts[2]};
      return true;
    }
    if (key == "member") {
      std::pair<std::string, std::string> names;
      if (!get(value, names, bare)) return false;
      datum.data = EnumMember{names.first, names.second};
      return true;
    }
    if (key == "object") return get(value, datum.data.emplace<DatumObject>().items, bare);
    if (std::ranges::find(tags, key) == tags.end()) {
      return unknown_name(key_span, "no kind of value", key, tags);
    }
    if (!expect(value, Node::Kind::String)) return false;
    const std::string& text = value.text;
    const auto take = [&](auto read) {
      if (read) datum.data = std::move(*read);
      return read ? true : refuse(value.span, "`{}` is no {}", text, key);
    };
    if (key == "date") return take(read_date(text));
    if (key == "time") return take(read_time(text));
    if (key == "datetime") return take(read_datetime(text));
    if (key == "float") return take(special_float(text));
    if (key == "bytes") {
      std::optional<std::string> bytes = read_hex(text);
      return take(bytes ? std::optional(Bytes{*bytes}) : std::nullopt);
    }
    if (key == "uuid") {
      const std::string hex = ascii_lower(replace_all(text, "-", ""));
      const bool whole = hex.size() == 32 && read_hex(hex);
      return take(whole ? std::optional(UuidValue{hex}) : std::nullopt);
    }
    datum.data = Decimal{text};
    return true;
  }
  static std::optional<double> special_float(std::string_view text) {
    using limits = std::numeric_limits<double>;
    if (text == "nan") return limits::quiet_NaN();
    if (text == "inf") return limits::infinity();
    if (text == "-inf") return -limits::infinity();
    return std::nullopt;
  }
  bool get(const Node& node, OptionValue& value, Bare bare) {
    switch (node.kind) {
      case Node::Kind::Null:
        value.data = Null{};
        return true;
      case Node::Kind::Boolean:
        value.data = node.boolean;
        return true;
      case Node::Kind::Integer:
        value.data = node.integer;
        return true;
      case Node::Kind::Real:
        value.data = node.real;
        return true;
      case Node::Kind::String:
        value.data = node.text;
        return true;
      case Node::Kind::Array:
        return get(node, value.data.emplace<OptionList>(), bare);
      case Node::Kind::Object:
        break;
    }
    if (const Node* map = node.find("map")) {
      return known_keys(node, {"map"}) && get(*map, value.data.emplace<OptionMap>(), bare);
    }
    if (const Node* expression = node.find("expression")) {
      return known_keys(node, {"expression"}) &&
             get(*expression, value.data.emplace<Expr>(), Bare::Sql);
    }
    return refuse(node.span, "expected `map` or `expression` as the only key");
  }
  bool get(const Node& node, Options& options, Bare bare) { return get(node, options.items, bare); }

  // ---- expressions, types, kinds

  static Expr column_named(const std::string& name) {
    ColumnRef reference;
    reference.column = name;
    return {std::move(reference)};
  }
  bool get(const Node& node, std::vector<std::variant<std::string, Box<Expr>>>& pieces, Bare) {
    if (node.kind == Node::Kind::String) {
      pieces.emplace_back(node.text);
      return true;
    }
    if (!expect(node, Node::Kind::Array, "SQL")) return false;
    bool whole = true;
    for (const Node& item : node.items) {
      if (item.kind == Node::Kind::String) {
        pieces.emplace_back(item.text);
        continue;
      }
      const Node* value = item.kind == Node::Kind::Object ? item.find("value") : nullptr;
      if (value == nullptr) return refuse(item.span, "expected text or an object with `value`");
      Expr expr;
      whole = known_keys(item, {"value"}) && get(*value, expr, Bare::Value) && whole;
      pieces.emplace_back(Box<Expr>(std::move(expr)));
    }
    return whole;
  }
  bool get(const Node& node, Expr& expr, Bare bare) {
    if (node.kind == Node::Kind::Array) {
      return refuse(node.span, "expected an expression, found a list");
    }
    if (node.kind != Node::Kind::Object) {
      if (node.kind == Node::Kind::String && bare == Bare::Sql) {
        expr = raw_sql(node.text);
        return true;
      }
      if (node.kind == Node::Kind::String && bare == Bare::Column) {
        expr = column_named(node.text);
        return true;
      }
      return get(node, expr.node.emplace<Literal>().value, bare);
    }
    if (node.find("expr") != nullptr) return tagged(node, "expr", "expression", expr.node);
    if (node.find("sql") != nullptr) return fields(node, expr.node.emplace<RawSql>());
    if (node.find("column") != nullptr) return fields(node, expr.node.emplace<ColumnRef>());
    if (node.find("value") != nullptr) return fields(node, expr.node.emplace<Literal>());
    return refuse(node.span, "expected `sql`, `column`, `value` or `expr` in an expression");
  }
  bool get(const Node& node, FromItem& item, Bare bare) {
    if (node.kind == Node::Kind::String) {
      return get(node, item.node.emplace<TableRef>().table, bare);
    }
    return tagged(node, "from", "source of rows", item.node);
  }
  bool get(const Node& node, Type& type, Bare) {
    if (node.kind == Node::Kind::String) return type_named(node, type);
    return tagged(node, "type", "type", type.kind, type);
  }
  bool type_named(const Node& node, Type& type) {
    for (const auto& [name, kind] : type_names()) {
      if (name != node.text) continue;
      type.kind = kind;
      return true;
    }
    if (!kind_named(node.text, node.span, "type", type.kind)) return false;
    return std::visit(
        [&]<class Kind>(const Kind&) {
          return says_all<Kind>() ||
                 refuse(node.span, "type `{}` needs an object that says more", node.text);
        },
        type.kind);
  }
  bool get(const Node& node, Default& value, Bare) {
    const auto is = [&](std::string_view key) {
      return node.kind == Node::Kind::Object ? node.find(key) : nullptr;
    };
    if (const Node* none = is("none")) {
      bool unused = false;
      value = NoDefault{};
      return known_keys(node, {"none"}) && get(*none, unused, Bare::Sql);
    }
    if (const Node* fetched = is("fetched")) {
      bool unused = false;
      value = FetchedDefault{};
      return known_keys(node, {"fetched"}) && get(*fetched, unused, Bare::Sql);
    }
    if (const Node* identity = is("identity")) {
      return known_keys(node, {"identity"}) && fields(*identity, value.emplace<Identity>());
    }
    if (const Node* computed = is("computed")) {
      return known_keys(node, {"computed"}) && fields(*computed, value.emplace<Computed>());
    }
    return get(node, value.emplace<Expr>(), Bare::Sql);
  }
  bool get(const Node& node, IndexElement& element, Bare) {
    return get(node, element.expression, Bare::Column);
  }
  bool get(const Node& node, Constraint& constraint, Bare) {
    return tagged(node, "kind", "constraint", constraint);
  }
  bool get(const Node& node, Operation& operation, Bare) {
    operation.origin = {node.span, node.span};
    return tagged(node, "op", "operation", operation.action, operation, "at");
  }
  template <Described T>
  bool get(const Node& node, T& value, Bare) {
    return fields(node, value);
  }

 private:
  // ---- messages

  template <class... Args>
  bool refuse(Span span, fmt::format_string<Args...> format, Args&&... args) {
    diagnostics_.error("invalid-definition", span, format, std::forward<Args>(args)...);
    return false;
  }
  bool expect(const Node& node, Node::Kind kind, std::string_view name = {}) {
    if (node.kind == kind) return true;
    return refuse(node.span, "expected {}, found {}", name.empty() ? describe(kind) : name,
                  describe(node.kind));
  }
  template <class Names>
  static std::string listed(const Names& names) {
    std::string text;
    for (const std::string_view name : names) {
      text += fmt::format("{}`{}`", text.empty() ? "" : ", ", name);
    }
    return text;
  }
  template <class Candidates>
  bool unknown_name(Span span, std::string_view what, std::string_view name,
                    const Candidates& candidates) {
    Diagnostic& diagnostic = diagnostics_.error("invalid-definition", span, "{} `{}`", what, name);
    const std::vector<std::string_view> list(candidates.begin(), candidates.end());
    if (const std::optional<std::string> closest = closest_name(name, list)) {
      diagnostic.help(fmt::format("did you mean `{}`?", *closest));
    } else {
      diagnostic.help(fmt::format("one of {}", listed(list)));
    }
    return false;
  }

  // ---- objects

  bool known_keys(const Node& node, const std::vector<std::string_view>& keys) {
    bool whole = true;
    for (const Member& member : node.members) {
      if (std::ranges::find(keys, member.key) != keys.end()) continue;
      whole = unknown_name(member.key_span, "no key", member.key, keys);
    }
    return whole;
  }
  template <class T>
  bool part(const Node& node, std::string_view key, T& value, bool required = false,
            Bare bare = Bare::Sql) {
    if (const Node* found = node.find(key)) return get(*found, value, bare);
    if (!required) return true;
    const Span brace{node.span.source, node.span.begin, node.span.begin + 1};
    return refuse(brace, "`{}` is missing", key);
  }

  template <class T>
  static void list_keys(std::vector<std::string_view>& keys) {
    const auto add = [&]<class F>(const F& f) {
      if constexpr (requires { f.name; }) {
        keys.push_back(f.name);
      } else {
        list_keys<std::remove_cvref_t<decltype(T{}.*f.member)>>(keys);
      }
    };
    std::apply([&](const auto&... f) { (add(f), ...); }, Fields<T>::list);
  }
  template <class T>
  bool read_fields(const Node& node, T& value) {
    bool whole = true;
    const auto read = [&]<class F>(const F& f) {
      if constexpr (requires { f.name; }) {
        whole = part(node, f.name, value.*f.member, f.required, f.bare) && whole;
      } else {
        whole = read_fields(node, value.*f.member) && whole;
      }
    };
    std::apply([&](const auto&... f) { (read(f), ...); }, Fields<T>::list);
    if constexpr (requires { value.origin; }) value.origin = {node.span, node.span};
    if constexpr (std::is_same_v<T, Table>) {
      settle(value);
      settle_indexes(value.name, value.indexes);
    }
    if constexpr (std::is_same_v<T, AddColumn>) settle_indexes(value.table, value.indexes);
    return whole;
  }
  template <class T>
  bool fields(const Node& node, T& value) {
    if (!expect(node, Node::Kind::Object)) return false;
    std::vector<std::string_view> keys;
    list_keys<T>(keys);
    const bool known = known_keys(node, keys);
    return read_fields(node, value) && known;
  }

  struct Nothing {};
  /// One of several kinds: `tag` names which; `outer`: fields that stand beside those of the kind.
  template <class... Kinds, class Outer = Nothing>
  bool tagged(const Node& node, std::string_view tag, std::string_view what,
              std::variant<Kinds...>& value, Outer&& outer = {}, std::string_view ignored = {}) {
    if (!expect(node, Node::Kind::Object, fmt::format("a {} as an object", what))) return false;
    std::string name;
    if (!part(node, tag, name, true) || !kind_named(name, node.find(tag)->span, what, value)) {
      return false;
    }
    std::vector<std::string_view> keys{tag};
    if (!ignored.empty()) keys.push_back(ignored);
    constexpr bool wrapped = !std::is_same_v<std::remove_cvref_t<Outer>, Nothing>;
    if constexpr (wrapped) list_keys<std::remove_cvref_t<Outer>>(keys);
    const bool inner = std::visit(
        [&]<class Kind>(Kind& kind) {
          list_keys<Kind>(keys);
          const bool known = known_keys(node, keys);
          return read_fields(node, kind) && known;
        },
        value);
    if constexpr (wrapped) {
      if (!read_own_fields(node, outer)) return false;
    }
    return inner;
  }
  /// The fields alone: what else `read_fields` does was done for the kind within.
  template <class T>
  bool read_own_fields(const Node& node, T& value) {
    bool whole = true;
    std::apply(
        [&](const auto&... f) {
          ((whole = part(node, f.name, value.*f.member, f.required, f.bare) && whole), ...);
        },
        Fields<T>::list);
    return whole;
  }
  template <class... Kinds>
  bool kind_named(const std::string& name, Span span, std::string_view what,
                  std::variant<Kinds...>& value) {
    const bool found =
        ((Fields<Kinds>::tag == name && (value.template emplace<Kinds>(), true)) || ...);
    if (found) return true;
    static constexpr std::array<std::string_view, sizeof...(Kinds)> tags{Fields<Kinds>::tag...};
    return unknown_name(span, fmt::format("no {}", what), name, tags);
  }

  Diagnostics& diagnostics_;
};

// ---- definitions

class DefinitionReader {
 public:
  explicit DefinitionReader(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  Header header(const Node& node) {
    Header header;
    if (node.kind != Node::Kind::Object) {
      diagnostics_.error("invalid-definition", node.span, "expected an object, found {}",
                         describe(node.kind));
      return header;
    }
    std::vector<HeaderName> revision;
    names(node, "revision", revision);
    if (revision.size() == 1) {
      header.revision = revision.front();
    } else if (node.find("revision") == nullptr || !revision.empty()) {
      const Span brace{node.span.source, node.span.begin, node.span.begin + 1};
      diagnostics_.error("invalid-definition", brace, "`revision` is missing")
          .help("give its id as text");
    }
    names(node, "down_revision", header.down_revisions);
    names(node, "branch_labels", header.branch_labels);
    names(node, "depends_on", header.depends_on);
    if (const Node* down = node.find("down_revision")) header.down_revision_span = down->span;
    if (const Node* message = node.find("message")) {
      header.message_span = message->span;
      if (message->kind == Node::Kind::String) {
        header.message = message->text;
      } else {
        diagnostics_.error("invalid-definition", message->span, "expected a string, found {}",
                           describe(message->kind));
      }
    }
    known_keys(node);
    return header;
  }

  std::optional<std::vector<Operation>> operations(const Node& node, std::string_view key) {
    const Node* list = node.find(key);
    if (list == nullptr) return std::nullopt;
    std::vector<Operation> result;
    Reader(diagnostics_).get(*list, result, Bare::Sql);
    return result;
  }

 private:
  /// Null, one name, or a list of names.
  void names(const Node& node, std::string_view key, std::vector<HeaderName>& list) {
    const Node* found = node.find(key);
    if (found == nullptr || found->kind == Node::Kind::Null) return;
    if (found->kind == Node::Kind::String) {
      list.push_back({found->text, found->span});
      return;
    }
    if (found->kind != Node::Kind::Array) {
      diagnostics_.error("invalid-definition", found->span,
                         "expected null, a string or a list of strings, found {}",
                         describe(found->kind));
      return;
    }
    for (const Node& item : found->items) {
      if (item.kind == Node::Kind::String) {
        list.push_back({item.text, item.span});
      } else {
        diagnostics_.error("invalid-definition", item.span, "expected a string, found {}",
                           describe(item.kind));
      }
    }
  }
  void known_keys(const Node& node) {
    static constexpr std::array<std::string_view, 8> keys{
        "$schema",    "revision", "down_revision", "branch_labels",
        "depends_on", "message",  "upgrade",       "downgrade"};
    for (const Member& member : node.members) {
      if (std::ranges::find(keys, member.key) != keys.end()) continue;
      Diagnostic& diagnostic = diagnostics_.error("invalid-definition", member.key_span,
                                                  "no key `{}` in a migration", member.key);
      if (const auto closest = closest_name(member.key, keys)) {
        diagnostic.help(fmt::format("did you mean `{}`?", *closest));
      }
    }
  }

  Diagnostics& diagnostics_;
};

}  // namespace

Definition read(const Source& source, Diagnostics& diagnostics) {
  Definition definition;
  const std::optional<Node> node = parse(source, diagnostics);
  if (!node) return definition;
  DefinitionReader reader(diagnostics);
  definition.header = reader.header(*node);
  definition.upgrade = reader.operations(*node, "upgrade");
  definition.downgrade = reader.operations(*node, "downgrade");
  return definition;
}

Header read_header(const Source& source, Diagnostics& diagnostics) {
  const std::optional<Node> node = parse(source, diagnostics);
  return node ? DefinitionReader(diagnostics).header(*node) : Header{};
}

std::vector<ir::Operation> read_operations(const Source& source, Diagnostics& diagnostics) {
  std::vector<ir::Operation> operations;
  if (const std::optional<Node> node = parse(source, diagnostics)) {
    Reader(diagnostics).get(*node, operations, Bare::Sql);
  }
  return operations;
}

}  // namespace migc::json
