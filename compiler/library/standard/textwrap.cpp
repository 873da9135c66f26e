// `textwrap`: dedent() and indent(); wrapping is done as textwrap's defaults do it.
#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/library/catalogue.h"
#include "compiler/python/signature.h"

namespace migc::library {
namespace {

using python::Call;
using python::Value;

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\n\r\f\v") == std::string_view::npos;
}

// textwrap.dedent(text): white space at the start that all lines share goes; blank lines become
// empty.
Value dedent(const Call& call) {
  std::string text;
  if (!call.bind({{"text", text}})) return Value::none();
  const std::vector<std::string_view> lines = split(text, '\n');
  std::optional<std::string_view> margin;
  for (const std::string_view line : lines) {
    const std::size_t content = line.find_first_not_of(" \t");
    if (content == std::string_view::npos) continue;
    const std::string_view space = line.substr(0, content);
    if (!margin) {
      margin = space;
      continue;
    }
    const auto differ = std::ranges::mismatch(*margin, space);
    margin = margin->substr(0, static_cast<std::size_t>(differ.in1 - margin->begin()));
  }
  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) out += '\n';
    if (lines[i].find_first_not_of(" \t") == std::string_view::npos) continue;
    out += lines[i].substr(margin->size());
  }
  return call.text(std::move(out));
}

// textwrap.indent(text, prefix, predicate=None)
Value indent(const Call& call) {
  std::string text, prefix;
  std::optional<Value> predicate;
  if (!call.bind({{"text", text}, {"prefix", prefix}, {"predicate", predicate}}))
    return Value::none();
  std::string out;
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t newline = text.find('\n', start);
    const std::size_t end = newline == std::string::npos ? text.size() : newline + 1;
    const std::string_view line = std::string_view(text).substr(start, end - start);
    bool prefixed = !is_blank(line);
    if (predicate && !predicate->is_none()) {
      const auto said = call.truth(call.call(*predicate, {Value::text(std::string(line))}));
      if (!said) return call.unknown("the predicate of textwrap.indent()");
      prefixed = *said;
    }
    if (prefixed) out += prefix;
    out += line;
    start = end;
  }
  return call.text(std::move(out));
}

/// Lines of at most `width` characters, cut at white space; words that hold hyphens are not
/// modelled.
std::optional<std::vector<std::string>> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  std::string line;
  std::string flat = replace_all(std::string(text), "\t", "        ");
  std::ranges::replace_if(
      flat, [](char c) { return c == '\n' || c == '\r' || c == '\f' || c == '\v'; }, ' ');
  for (const std::string_view word : split(flat, ' ')) {
    if (word.empty()) continue;
    const std::size_t length = count_code_points(word);
    if (length > width || word.find('-') != std::string_view::npos) return std::nullopt;
    if (!line.empty() && count_code_points(line) + 1 + length > width) {
      lines.push_back(std::move(line));
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += word;
  }
  if (!line.empty()) lines.push_back(std::move(line));
  // Runs of blanks inside a line are kept by textwrap.
  if (flat.find("  ") != std::string::npos) return std::nullopt;
  return lines;
}

std::optional<std::vector<std::string>> wrap_arguments(const Call& call) {
  std::string text;
  std::optional<int> width;
  python::Options options;
  if (!call.bind({{"text", text}, {"width", width}, {"**", options}})) return std::nullopt;
  if (!options.arguments.empty() || width.value_or(70) < 1) return std::nullopt;
  return wrapped(text, static_cast<std::size_t>(width.value_or(70)));
}

Value fill(const Call& call) {
  const auto lines = wrap_arguments(call);
  if (!lines) return call.unknown("this use of textwrap.fill()");
  return call.text(join_text(*lines, "\n"));
}

Value wrap(const Call& call) {
  const auto lines = wrap_arguments(call);
  if (!lines) return call.unknown("this use of textwrap.wrap()");
  std::vector<Value> items;
  for (const std::string& line : *lines) items.push_back(Value::text(line));
  return Value::list(std::move(items), call.span);
}

constexpr python::Builtin functions[] = {
    {"dedent", dedent}, {"indent", indent}, {"fill", fill}, {"wrap", wrap}};

constexpr python::ModelledModule modules[] = {{"textwrap", [](python::Module& module) {
                                                 for (const python::Builtin& function : functions) {
                                                   module.function(function);
                                                 }
                                               }}};

}  // namespace

extern const Part standard_textwrap{modules};

}  // namespace migc::library
