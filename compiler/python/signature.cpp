#include "compiler/python/signature.h"

#include <algorithm>
#include <limits>
#include <span>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/python/evaluate.h"

namespace migc::python {
namespace {

std::string quoted_names(const std::vector<std::string_view>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 < names.size() ? ", " : names.size() > 2 ? ", and " : " and ";
    text += fmt::format("'{}'", names[i]);
  }
  return text;
}

}  // namespace

const Value* Options::find(std::string_view name) const {
  for (const KeywordArgument& argument : arguments) {
    if (argument.name == name) return &argument.value;
  }
  return nullptr;
}

const Value* Call::keyword(std::string_view name) const {
  for (const KeywordArgument& argument : keywords) {
    if (argument.name == name) return &argument.value;
  }
  return nullptr;
}

bool Call::bind(std::initializer_list<Parameter> list) const {
  using Kind = Parameter::Kind;
  const std::span<const Parameter> parameters(list.begin(), list.size());
  if (failed()) return false;
  if (incomplete) {
    const Binding binding{*this, "*", span};
    binding.unknown(*incomplete);
    return false;
  }

  const auto fill = [&](const Parameter& parameter, const Value& value, Span at) {
    return parameter.convert(value, parameter.target, Binding{*this, parameter.name, at});
  };
  const auto wrong = [&](std::string message, std::string help = {}) {
    raise("TypeError", fmt::format("{}() {}", callee, message), std::move(help));
    return false;
  };

  // Where the positional-only ones end, and whether a position may still go to a parameter.
  std::size_t positional_only = 0;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (parameters[i].kind == Kind::PositionalMark) positional_only = i;
  }

  std::size_t next = 0;
  std::size_t takes = 0;
  bool open = true, has_rest = false;
  std::vector<std::string_view> missing, missing_keywords;
  const Parameter* options = nullptr;
  std::size_t used_keywords = 0;
  bool good = true;

  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Parameter& parameter = parameters[i];
    switch (parameter.kind) {
      case Kind::KeywordMark:
        open = false;
        continue;
      case Kind::PositionalMark:
        continue;
      case Kind::Rest: {
        Rest& rest = *static_cast<Rest*>(parameter.target);
        rest.arguments.assign(positional.begin() + static_cast<std::ptrdiff_t>(next),
                              positional.end());
        next = positional.size();
        open = false;
        has_rest = true;
        continue;
      }
      case Kind::Options:
        options = &parameter;
        continue;
      case Kind::Ordinary:
        break;
    }
    const KeywordArgument* keyword = nullptr;
    if (i >= positional_only && used_keywords < keywords.size()) {
      for (const KeywordArgument& argument : keywords) {
        if (argument.name == parameter.name) keyword = &argument;
      }
    }
    if (open) ++takes;
    if (open && next < positional.size()) {
      const Argument& argument = positional[next++];
      if (keyword)
        return wrong(fmt::format("got multiple values for argument '{}'", parameter.name));
      good = fill(parameter, argument.value, argument.span) && good;
    } else if (keyword) {
      ++used_keywords;
      good = fill(parameter, keyword->value, keyword->span) && good;
    } else {
      if (parameter.required) (open ? missing : missing_keywords).push_back(parameter.name);
      continue;
    }
    if (failed()) return false;
  }

  if (next < positional.size() && !has_rest) {
    return wrong(fmt::format("takes {} positional argument{} but {} {} given", takes,
                             takes == 1 ? "" : "s", positional.size(),
                             positional.size() == 1 ? "was" : "were"));
  }
  if (used_keywords < keywords.size() || options) {
    for (const KeywordArgument& argument : keywords) {
      const bool known =
          std::any_of(parameters.begin() + static_cast<std::ptrdiff_t>(positional_only),
                      parameters.end(), [&](const Parameter& parameter) {
                        return parameter.kind == Kind::Ordinary && parameter.name == argument.name;
                      });
      if (known) continue;
      if (options) {
        static_cast<Options*>(options->target)->arguments.push_back(argument);
        continue;
      }
      std::vector<std::string_view> names;
      for (const Parameter& parameter : parameters) {
        if (parameter.kind == Kind::Ordinary) names.push_back(parameter.name);
      }
      const std::optional<std::string> closest = closest_name(argument.name, names);
      return wrong(fmt::format("got an unexpected keyword argument '{}'", argument.name),
                   closest ? fmt::format("did you mean `{}`?", *closest) : "");
    }
  }
  if (!missing.empty()) {
    return wrong(fmt::format("missing {} required positional argument{}: {}", missing.size(),
                             missing.size() == 1 ? "" : "s", quoted_names(missing)));
  }
  if (!missing_keywords.empty()) {
    return wrong(fmt::format("missing {} required keyword-only argument{}: {}",
                             missing_keywords.size(), missing_keywords.size() == 1 ? "" : "s",
                             quoted_names(missing_keywords)));
  }
  return good;
}

// ---- conversions

bool Binding::mismatch(std::string_view expected, const Value& actual) const {
  if (call.failed()) return false;
  Diagnostic& diagnostic = call.evaluator.diagnostics().error(
      "argument-type", span, "argument `{}` of `{}` must be {}, not `{}`", parameter, call.callee,
      expected, describe(actual));
  if (actual.span != Span{} && !(actual.span == span)) diagnostic.label(actual.span, "made here");
  return false;
}

bool Binding::unknown(const Unknown& cause) const {
  if (!call.failed()) call.host().unknown_argument(*this, cause);
  return false;
}

bool Binding::refuse(std::string_view expected, const Value& actual) const {
  if (const Unknown* cause = actual.unknown()) return unknown(*cause);
  if (const List* list = actual.as<List>(); list && list->blurred) return unknown(*list->blurred);
  if (const Dict* dict = actual.as<Dict>(); dict && dict->blurred) return unknown(*dict->blurred);
  return mismatch(expected, actual);
}

bool from_value(const Value& value, Value& out, const Binding&) {
  out = value;
  return true;
}

bool from_value(const Value& value, bool& out, const Binding& binding) {
  if (const std::optional<bool> truth = value.boolean()) {
    out = *truth;
    return true;
  }
  if (value.is_none()) {
    out = false;
    return true;
  }
  if (value.is_unknown()) return binding.refuse("a bool", value);
  // Python's libraries take anything and ask for its truth.
  const std::optional<bool> truth = binding.call.truth(value);
  if (!truth) return binding.refuse("a bool", value);
  out = *truth;
  return true;
}

bool from_value(const Value& value, std::int64_t& out, const Binding& binding) {
  const std::optional<std::int64_t> integer = value.integer();
  if (!integer) return binding.refuse("an int", value);
  out = *integer;
  return true;
}

bool from_value(const Value& value, int& out, const Binding& binding) {
  const std::optional<std::int64_t> integer = value.integer();
  if (!integer || *integer < std::numeric_limits<int>::min() ||
      *integer > std::numeric_limits<int>::max()) {
    return binding.refuse("an int", value);
  }
  out = static_cast<int>(*integer);
  return true;
}

bool from_value(const Value& value, double& out, const Binding& binding) {
  const std::optional<double> real = value.real();
  if (!real) return binding.refuse("a number", value);
  out = *real;
  return true;
}

bool from_value(const Value& value, Int& out, const Binding& binding) {
  if (const Int* integer = value.as<Int>()) {
    out = *integer;
    return true;
  }
  const std::optional<std::int64_t> integer = value.integer();
  if (!integer) return binding.refuse("an int", value);
  out = Int(*integer);
  return true;
}

bool from_value(const Value& value, std::string& out, const Binding& binding) {
  const std::optional<std::string_view> text = value.text();
  if (!text) return binding.refuse("a string", value);
  out = *text;
  return true;
}

std::optional<std::vector<Value>> items_from_value(const Value& value, const Binding& binding) {
  if (const std::vector<Value>* items = value.items()) return *items;
  if (value.is_unknown() || value.is_none() || value.text()) {
    binding.refuse("a list", value);
    return std::nullopt;
  }
  std::optional<std::vector<Value>> items = binding.call.items(value);
  if (!items && !binding.call.failed()) binding.refuse("a list", value);
  return items;
}

}  // namespace migc::python
