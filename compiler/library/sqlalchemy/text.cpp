// text(): SQL as written, with `:name` parameters.
#include <algorithm>

#include "compiler/base/match.h"
#include "compiler/library/catalogue.h"
#include "compiler/library/sqlalchemy/clause_objects.h"
#include "compiler/library/sqlalchemy/resolve.h"
#include "compiler/library/world.h"

namespace migc::library {

using clause::NodePtr;
using clause::TextNode;
using python::Call;
using python::Site;
using python::Value;

namespace {

bool word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// Finds what of a text stands in strings, quoted names and comments.
class Quotes {
 public:
  explicit Quotes(std::string_view sql) : inside_(sql.size(), false) {
    for (std::size_t i = 0; i < sql.size();) i = step(sql, i);
  }
  bool inside(std::size_t at) const { return at < inside_.size() && inside_[at]; }

 private:
  std::size_t mark(std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to && i < inside_.size(); ++i) inside_[i] = true;
    return to;
  }
  std::size_t step(std::string_view sql, std::size_t i) {
    const char c = sql[i];
    if (c == '\'' || c == '"' || c == '`') {
      const std::size_t close = sql.find(c, i + 1);
      return mark(i, close == std::string_view::npos ? sql.size() : close + 1);
    }
    if (sql.substr(i, 2) == "--") {
      const std::size_t end = sql.find('\n', i);
      return mark(i, end == std::string_view::npos ? sql.size() : end);
    }
    if (sql.substr(i, 2) == "/*") {
      const std::size_t end = sql.find("*/", i + 2);
      return mark(i, end == std::string_view::npos ? sql.size() : end + 2);
    }
    if (c == '$' && (i == 0 || !word_character(sql[i - 1]))) {
      std::size_t tag = i + 1;
      while (tag < sql.size() && word_character(sql[tag])) ++tag;
      if (tag < sql.size() && sql[tag] == '$') {
        const std::string_view delimiter = sql.substr(i, tag + 1 - i);
        const std::size_t close = sql.find(delimiter, tag + 1);
        return mark(i, close == std::string_view::npos ? sql.size() : close + delimiter.size());
      }
    }
    return i + 1;
  }

  std::vector<bool> inside_;
};

/// The parameter that starts at the colon at `at`: its end, or 0.
std::size_t parameter_end(std::string_view sql, std::size_t at) {
  if (at > 0) {
    const char before = sql[at - 1];
    if (before == ':' || before == '\\' || before == '$' || word_character(before)) return 0;
  }
  std::size_t end = at + 1;
  while (end < sql.size() && (word_character(sql[end]) || sql[end] == '$')) ++end;
  if (end == at + 1) return 0;
  if (end < sql.size() && sql[end] == ':') return 0;
  return end;
}

/// `\:x` and `\::` say that what follows is no parameter.
std::string unescape(std::string_view sql) {
  std::string text;
  for (std::size_t i = 0; i < sql.size(); ++i) {
    if (sql[i] == '\\' && i + 1 < sql.size() && sql[i + 1] == ':') {
      std::size_t end = i + 2;
      while (end < sql.size() && (word_character(sql[end]) || sql[end] == '$')) ++end;
      if (end >= sql.size() || sql[end] != ':') continue;
    }
    text += sql[i];
  }
  return text;
}

const TextNode* text_of(const NodePtr& node) {
  if (const auto* group = node->as<clause::GroupNode>()) return text_of(group->inner);
  return node->as<TextNode>();
}

// text(text)
Value make_text(const Call& call) {
  std::string text;
  std::optional<Value> bind;
  if (!call.bind({{"text", text}, {"bind", bind}})) return call.unknown("text that is not known");
  return clause_value(text_node(text), call);
}

constexpr python::Builtin text_function{"text", &make_text};

void define(python::Module& module) { module.function(text_function); }

constexpr python::ModelledModule modules[] = {
    {"sqlalchemy", define},
    {"sqlalchemy.sql", define},
    {"sqlalchemy.sql.expression", define},
    {"sqlalchemy.sql.elements", define},
};

}  // namespace

extern const Part sqlalchemy_text{modules};

NodePtr text_node(std::string_view sql) {
  const Quotes quotes(sql);
  TextNode node;
  std::size_t done = 0;
  for (std::size_t i = 0; i < sql.size();) {
    const std::size_t end = sql[i] == ':' ? parameter_end(sql, i) : 0;
    if (end == 0) {
      ++i;
      continue;
    }
    if (i > done) node.pieces.emplace_back(unescape(sql.substr(done, i - done)));
    node.pieces.emplace_back(TextNode::Parameter{std::string(sql.substr(i + 1, end - i - 1)),
                                                 nullptr, quotes.inside(i)});
    done = i = end;
  }
  if (done < sql.size() || node.pieces.empty()) {
    node.pieces.emplace_back(unescape(sql.substr(done)));
  }
  return clause::make(std::move(node));
}

NodePtr with_parameter(const NodePtr& text, std::string_view name, const Value& value,
                       const SqlType* type) {
  const TextNode* node = text_of(text);
  if (!node) return text;
  TextNode changed = *node;
  bool any = false;
  for (auto& piece : changed.pieces) {
    auto* parameter = std::get_if<TextNode::Parameter>(&piece);
    if (!parameter || parameter->name != name) continue;
    any = true;
    clause::Bind bind;
    SqlType own = type ? *type : natural_type(value);
    if (parameter->bind) {
      bind = *parameter->bind->as<clause::Bind>();
      if (!type && clause::affinity(parameter->bind) != clause::Affinity::Null) {
        own = parameter->bind->type;
      }
    }
    bind.key = name;
    bind.value = value;
    parameter->bind = clause::make(std::move(bind), std::move(own));
  }
  return any ? clause::make(std::move(changed)) : nullptr;
}

NodePtr with_parameters(const NodePtr& text, const python::Dict& values) {
  NodePtr result = text;
  values.each([&](const Value& key, const Value& value) {
    const auto name = key.text();
    if (!name) return;
    if (NodePtr changed = with_parameter(result, *name, value, nullptr)) {
      result = std::move(changed);
    }
  });
  return result;
}

// params(*args, **kwargs) of a text
Value text_params(const Call& call) {
  python::Rest dicts;
  python::Options values;
  if (!call.bind({{"args", dicts}, {"kwargs", values}})) {
    return call.unknown("a text whose parameters are not known");
  }
  NodePtr text = node_of(*call.self);
  for (const python::Argument& argument : dicts.arguments) {
    if (argument.value.is_unknown()) return argument.value;
    if (const python::Dict* dict = argument.value.dictionary()) text = with_parameters(text, *dict);
  }
  for (const python::KeywordArgument& argument : values.arguments) {
    if (NodePtr changed = with_parameter(text, argument.name, argument.value, nullptr)) {
      text = std::move(changed);
    }
  }
  return clause_value(text, call);
}

std::optional<ir::Expr> text_sql(std::string_view text, Span where, const Site& site) {
  const Site at{site.evaluator, where};
  clause::Resolver resolver(at);
  ir::Expr expr = resolver.expr(text_node(text));
  if (resolver.failed()) return std::nullopt;
  return expr;
}

}  // namespace migc::library
