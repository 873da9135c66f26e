#include "compiler/json/write.h"

#include <cmath>
#include <set>

#include <nlohmann/json.hpp>

#include "compiler/base/match.h"
#include "compiler/json/fields.h"

namespace migc::json {
namespace {

using Json = nlohmann::ordered_json;

// ---- values as text

std::string date_text(const DateValue& d) {
  return fmt::format("{:04}-{:02}-{:02}", d.year, d.month, d.day);
}

std::string time_text(const TimeValue& t) {
  std::string text = fmt::format("{:02}:{:02}:{:02}", t.hour, t.minute, t.second);
  if (t.microsecond != 0) text += fmt::format(".{:06}", t.microsecond);
  if (!t.utc_offset_seconds) return text;
  const std::int64_t offset = *t.utc_offset_seconds, size = std::abs(offset);
  text += fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', size / 3600, size / 60 % 60);
  if (size % 60 != 0) text += fmt::format(":{:02}", size % 60);
  return text;
}

std::string hex_text(const std::string& bytes) {
  std::string text;
  for (const char c : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text;
}

class Writer {
 public:
  explicit Writer(const Sources* sources) : sources_(sources) {}

  // ---- plain values

  Json put(bool value, Bare) const { return value; }
  Json put(int value, Bare) const { return value; }
  Json put(std::int64_t value, Bare) const { return value; }
  Json put(const std::string& value, Bare) const { return value; }
  template <NamedEnum E>
  Json put(E value, Bare) const {
    return Names<E>::list[static_cast<std::size_t>(value)];
  }
  template <class T>
  Json put(const Box<T>& value, Bare bare) const {
    return put(*value, bare);
  }
  template <class T>
  Json put(const std::optional<T>& value, Bare bare) const {
    return value ? put(*value, bare) : Json();
  }
  template <class T>
  Json put(const std::vector<T>& list, Bare bare) const {
    Json array = Json::array();
    for (const T& item : list) array.push_back(put(item, bare));
    return array;
  }
  template <class A, class B>
  Json put(const std::pair<A, B>& pair, Bare bare) const {
    return Json::array({put(pair.first, bare), put(pair.second, bare)});
  }
  /// An object, unless a key stands twice.
  template <class T>
  Json put(const std::vector<std::pair<std::string, T>>& map, Bare bare) const {
    Json object = Json::object();
    for (const auto& [key, value] : map) object[key] = put(value, bare);
    if (object.size() == map.size()) return object;
    Json array = Json::array();
    for (const auto& item : map) array.push_back(put(item, bare));
    return array;
  }
  /// Columns and what they are set to.
  Json put(const std::vector<std::pair<Expr, Expr>>& map, Bare) const {
    Json object = Json::object();
    for (const auto& [target, value] : map) {
      const Json key = put(target, Bare::Column);
      if (key.is_string()) object[key.get<std::string>()] = put(value, Bare::Value);
    }
    if (object.size() == map.size()) return object;
    Json array = Json::array();
    for (const auto& item : map) array.push_back(put(item, Bare::Value));
    return array;
  }

  Json put(const TableName& name, Bare) const {
    if (name.schema.empty() && !name.quote) return name.name;
    Json object = Json::object();
    if (!name.schema.empty()) object["schema"] = name.schema;
    object["name"] = name.name;
    if (name.quote) object["quote"] = *name.quote;
    return object;
  }
  Json put(const ObjectName& name, Bare) const {
    if (!name.generated && !name.quote) return name.text;
    Json object{{"name", name.text}};
    if (name.generated) object["generated"] = true;
    if (name.quote) object["quote"] = *name.quote;
    return object;
  }

  // ---- data

  Json put(const Datum& datum, Bare bare) const {
    return match(
        datum.data, [](const Null&) { return Json(); }, [](bool b) { return Json(b); },
        [](std::int64_t n) { return Json(n); },
        [](double n) {
          if (std::isnan(n)) return Json{{"float", "nan"}};
          if (std::isinf(n)) return Json{{"float", n > 0 ? "inf" : "-inf"}};
          return Json(n);
        },
        [](const Decimal& d) {
          return Json{{"decimal", d.text}};
        },
        [](const std::string& s) { return Json(s); },
        [](const Bytes& b) {
          return Json{{"bytes", hex_text(b.data)}};
        },
        [](const DateValue& d) {
          return Json{{"date", date_text(d)}};
        },
        [](const TimeValue& t) {
          return Json{{"time", time_text(t)}};
        },
        [](const DateTimeValue& d) {
          return Json{{"datetime", date_text(d.date) + "T" + time_text(d.time)}};
        },
        [](const Duration& d) {
          return Json{{"duration", Json::array({d.days, d.seconds, d.microseconds})}};
        },
        [](const UuidValue& u) {
          return Json{{"uuid", u.hex}};
        },
        [](const EnumMember& m) {
          return Json{{"member", Json::array({m.class_name, m.name})}};
        },
        [&](const DatumList& list) { return put(list.items, bare); },
        [&](const DatumObject& object) {
          return Json{{"object", put(object.items, bare)}};
        });
  }
  Json put(const OptionValue& value, Bare bare) const {
    return match(
        value.data, [](const Null&) { return Json(); }, [](bool b) { return Json(b); },
        [](std::int64_t n) { return Json(n); }, [](double n) { return Json(n); },
        [](const std::string& s) { return Json(s); },
        [&](const Expr& e) {
          return Json{{"expression", put(e, Bare::Sql)}};
        },
        [&](const OptionList& list) { return put(list, bare); },
        [&](const OptionMap& map) {
          return Json{{"map", put(map, bare)}};
        });
  }
  Json put(const Options& options, Bare bare) const { return put(options.items, bare); }

  // ---- expressions, types, kinds

  Json put(const std::vector<std::variant<std::string, Box<Expr>>>& pieces, Bare) const {
    if (pieces.size() == 1 && std::holds_alternative<std::string>(pieces[0])) {
      return std::get<std::string>(pieces[0]);
    }
    Json array = Json::array();
    for (const auto& piece : pieces) {
      array.push_back(match(
          piece, [](const std::string& text) { return Json(text); },
          [&](const Box<Expr>& e) {
            return Json{{"value", put(*e, Bare::Value)}};
          }));
    }
    return array;
  }
  Json put(const Expr& expr, Bare bare) const {
    if (const auto* raw = std::get_if<RawSql>(&expr.node)) {
      Json object = fields(*raw);
      return bare == Bare::Sql && object["sql"].is_string() ? object["sql"] : object;
    }
    if (const auto* column = std::get_if<ColumnRef>(&expr.node)) {
      Json object = fields(*column);
      return bare == Bare::Column && object.size() == 1 ? object["column"] : object;
    }
    if (const auto* literal = std::get_if<Literal>(&expr.node)) {
      Json object = fields(*literal);
      const Json& value = object["value"];
      const bool plain =
          bare == Bare::Value ? value.is_primitive() : value.is_number() || value.is_boolean();
      return object.size() == 1 && plain ? value : object;
    }
    return std::visit([&](const auto& node) { return tagged("expr", node); }, expr.node);
  }
  Json put(const FromItem& item, Bare bare) const {
    if (const auto* table = std::get_if<TableRef>(&item.node)) {
      const Json name = put(table->table, bare);
      if (table->alias.empty() && table->hint.empty() && name.is_string()) return name;
    }
    return std::visit([&](const auto& node) { return tagged("from", node); }, item.node);
  }
  Json put(const Type& type, Bare) const {
    Json object = std::visit([&](const auto& kind) { return tagged("type", kind); }, type.kind);
    add_fields(object, type);
    return object.size() == 1 ? object["type"] : object;
  }
  Json put(const Default& value, Bare) const {
    return match(
        value,
        [](const NoDefault&) {
          return Json{{"none", true}};
        },
        [&](const Expr& e) { return put(e, Bare::Sql); },
        [&](const Identity& i) {
          return Json{{"identity", fields(i)}};
        },
        [&](const Computed& c) {
          return Json{{"computed", fields(c)}};
        },
        [](const FetchedDefault&) {
          return Json{{"fetched", true}};
        });
  }
  Json put(const IndexElement& element, Bare) const {
    return put(element.expression, Bare::Column);
  }
  Json put(const Constraint& constraint, Bare) const {
    return std::visit([&](const auto& c) { return tagged("kind", c); }, constraint);
  }
  Json put(const Operation& operation, Bare) const {
    Json object = std::visit([&](const auto& a) { return tagged("op", a); }, operation.action);
    add_fields(object, operation);
    const Span where = operation.origin.where;
    if (sources_ != nullptr && where.source != SourceId::none) {
      object["at"] =
          fmt::format("{}:{}", (*sources_)[where.source].path, sources_->position(where).line);
    }
    return object;
  }
  template <Described T>
  Json put(const T& value, Bare) const {
    return fields(value);
  }

  template <class T>
  Json fields(const T& value) const {
    Json object = Json::object();
    add_fields(object, value);
    return object;
  }

 private:
  template <class T>
  Json tagged(const char* key, const T& value) const {
    Json object = Json::object();
    object[key] = Fields<T>::tag;
    add_fields(object, value);
    return object;
  }
  template <class T>
  void add_fields(Json& object, const T& value) const {
    [[maybe_unused]] static const T none{};
    std::apply([&](const auto&... f) { (add(object, value, none, f), ...); }, Fields<T>::list);
  }
  template <class S, class M>
  void add(Json& object, const S& value, const S& none, const Field<S, M>& f) const {
    if (!f.required && value.*f.member == none.*f.member) return;
    object[std::string(f.name)] = put(value.*f.member, f.bare);
  }
  template <class S, class M>
  void add(Json& object, const S& value, const S&, const Flat<S, M>& f) const {
    add_fields(object, value.*f.member);
  }

  const Sources* sources_;
};

std::string text_of(const Json& json, const WriteOptions& options) {
  return json.dump(options.indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json names(const std::vector<HeaderName>& list) {
  if (list.empty()) return nullptr;
  if (list.size() == 1) return list.front().text;
  Json array = Json::array();
  for (const HeaderName& name : list) array.push_back(name.text);
  return array;
}

Json definition_json(const Definition& definition, const Writer& writer) {
  const Header& header = definition.header;
  Json object = Json::object();
  if (header.revision) object["revision"] = header.revision->text;
  object["down_revision"] = names(header.down_revisions);
  if (!header.branch_labels.empty()) object["branch_labels"] = names(header.branch_labels);
  if (!header.depends_on.empty()) object["depends_on"] = names(header.depends_on);
  if (!header.message.empty()) object["message"] = header.message;
  if (definition.upgrade) object["upgrade"] = writer.put(*definition.upgrade, Bare::Sql);
  if (definition.downgrade) object["downgrade"] = writer.put(*definition.downgrade, Bare::Sql);
  return object;
}

std::string_view rows_text(Rows rows) {
  switch (rows) {
    case Rows::None:
      return "none";
    case Rows::Known:
      return "known";
    case Rows::Unknown:
      return "unknown";
  }
  return "";
}

}  // namespace

std::string write(const Definition& definition, const WriteOptions& options) {
  return text_of(definition_json(definition, Writer(options.sources)), options);
}

std::string write(const std::vector<Definition>& definitions, const WriteOptions& options) {
  Json array = Json::array();
  for (const Definition& d : definitions)
    array.push_back(definition_json(d, Writer(options.sources)));
  return text_of(array, options);
}

std::string write(const std::vector<ir::Operation>& operations, const WriteOptions& options) {
  return text_of(Writer(options.sources).put(operations, Bare::Sql), options);
}

std::string write(const ir::Schema& schema, const WriteOptions& options) {
  const Writer writer(options.sources);
  Json tables = Json::array(), types = Json::array(), sequences = Json::array(),
       views = Json::array(), schemas = Json::array();
  schema.for_each_table([&](const TableState& state) {
    if (state.presence == Presence::Absent) return;
    Json table = writer.fields(state.table);
    if (state.presence == Presence::Unknown) table["unknown"] = true;
    if (!state.complete) table["complete"] = false;
    table["rows"] = rows_text(state.rows);
    tables.push_back(std::move(table));
  });
  const auto add = [](Json& list, Presence presence, Json item) {
    if (presence == Presence::Absent) return;
    if (presence == Presence::Unknown) item["unknown"] = true;
    list.push_back(std::move(item));
  };
  schema.for_each_type([&](const TypeState& state) {
    add(types, state.presence, writer.fields(CreateType{state.type, state.definition}));
  });
  schema.for_each_sequence([&](const SequenceState& state) {
    add(sequences, state.presence, writer.fields(state.sequence));
  });
  schema.for_each_view(
      [&](const ViewState& state) { add(views, state.presence, writer.fields(state.view)); });
  schema.for_each_namespace([&](const std::string& name, const NamespaceState& state) {
    if (state.presence == Presence::Present) schemas.push_back(name);
  });
  Json object{{"tables", tables},
              {"types", types},
              {"sequences", sequences},
              {"views", views},
              {"schemas", schemas}};
  if (schema.is_open()) object["open"] = true;
  return text_of(object, options);
}

}  // namespace migc::json
