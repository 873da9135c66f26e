// `re`, matched by RE2. Where RE2 and Python could differ (look-around, back references, characters
// beyond ASCII in classes, `$` before a last newline) the result is not known.
#include <algorithm>

#include <re2/re2.h>

#include "compiler/base/text.h"
#include "compiler/library/catalogue.h"
#include "compiler/library/native_class.h"

namespace migc::library {
namespace {

using python::Call;
using python::Site;
using python::Value;

enum Flag : std::int64_t {
  ignore_case = 2,
  multi_line = 8,
  dot_all = 16,
  verbose = 64,
  ascii = 256
};

/// A compiled pattern, shared by whatever came of it.
struct Program {
  std::string text;
  std::int64_t flags = 0;
  std::unique_ptr<RE2> expression;
  bool has_end_mark = false;     ///< An unescaped `$`.
  bool has_ascii_class = false;  ///< `\w`, `\d`, `\s`, `\b`, or letters whose case is ignored.
};
using ProgramPtr = std::shared_ptr<const Program>;

/// Why a pattern cannot be handed to RE2, or nothing.
std::shared_ptr<Program> compile(const std::string& text, std::int64_t flags) {
  if ((flags & ~(ignore_case | multi_line | dot_all | ascii)) != 0) return nullptr;
  auto program = std::make_shared<Program>();
  program->text = text;
  program->flags = flags;
  program->has_ascii_class = (flags & ignore_case) != 0;
  std::string translated;
  bool in_class = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      const char next = text[++i];
      if (next == 'Z') {
        translated += "\\z";
        continue;
      }
      if (next >= '1' && next <= '9') return nullptr;
      if (std::string_view("wWdDsSbB").find(next) != std::string_view::npos) {
        program->has_ascii_class = true;
      }
      translated += '\\';
      translated += next;
      continue;
    }
    if (text[i] == '[') in_class = true;
    if (text[i] == ']') in_class = false;
    if (text[i] == '$' && !in_class) program->has_end_mark = true;
    translated += text[i];
  }
  RE2::Options options;
  options.set_log_errors(false);
  options.set_case_sensitive((flags & ignore_case) == 0);
  options.set_dot_nl((flags & dot_all) != 0);
  options.set_max_mem(8 << 20);
  if ((flags & multi_line) != 0) translated = "(?m)" + translated;
  program->expression = std::make_unique<RE2>(translated, options);
  return program->expression->ok() ? program : nullptr;
}

/// RE2 may be asked about this text.
bool agrees(const Program& program, std::string_view text) {
  if (program.has_end_mark && (program.flags & multi_line) == 0 && text.ends_with('\n'))
    return false;
  const bool plain =
      std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return plain || !program.has_ascii_class;
}

struct Groups {
  std::vector<std::optional<std::pair<std::size_t, std::size_t>>> spans;  ///< Byte offsets.
};

std::optional<Groups> match_at(const Program& program, std::string_view text, std::size_t from,
                               RE2::Anchor anchor) {
  const auto count = static_cast<std::size_t>(program.expression->NumberOfCapturingGroups()) + 1;
  std::vector<re2::StringPiece> pieces(count);
  const re2::StringPiece whole(text.data(), text.size());
  if (!program.expression->Match(whole, from, text.size(), anchor, pieces.data(),
                                 static_cast<int>(count))) {
    return std::nullopt;
  }
  Groups groups;
  for (const re2::StringPiece& piece : pieces) {
    if (piece.data() == nullptr) {
      groups.spans.emplace_back();
    } else {
      const auto begin = static_cast<std::size_t>(piece.data() - text.data());
      groups.spans.emplace_back(std::pair{begin, begin + piece.size()});
    }
  }
  return groups;
}

/// All matches from left to right; an empty one may follow another directly, as since Python 3.7.
std::vector<Groups> all_matches(const Program& program, std::string_view text) {
  std::vector<Groups> found;
  std::size_t at = 0;
  while (at <= text.size()) {
    std::optional<Groups> groups = match_at(program, text, at, RE2::UNANCHORED);
    if (!groups) break;
    const auto [begin, end] = *groups->spans[0];
    if (begin == end) {
      at = end;
      if (at < text.size()) {
        decode_utf8(text, at);
      } else {
        ++at;
      }
    } else {
      at = end;
    }
    found.push_back(std::move(*groups));
  }
  return found;
}

class Match final : public python::Native {
 public:
  Match(ProgramPtr program, std::string text, Groups groups)
      : program_(std::move(program)), text_(std::move(text)), groups_(std::move(groups)) {}

  std::string_view type_name() const override { return "Match"; }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override;
  std::optional<Value> item(const Value& index, const Site& site) const override {
    return group(index, site);
  }

  Value at(std::size_t i, const Site& site) const {
    if (!groups_.spans[i]) return Value::none(site.span);
    const auto [begin, end] = *groups_.spans[i];
    return site.text(text_.substr(begin, end - begin));
  }
  Value group(const Value& index, const Site& site) const {
    if (const auto number = index.integer()) {
      if (*number >= 0 && static_cast<std::size_t>(*number) < groups_.spans.size()) {
        return at(static_cast<std::size_t>(*number), site);
      }
    } else if (const auto name = index.text()) {
      const auto& names = program_->expression->NamedCapturingGroups();
      const auto found = names.find(std::string(*name));
      if (found != names.end()) return at(static_cast<std::size_t>(found->second), site);
    }
    return site.raise("IndexError", "no such group");
  }
  const Groups& groups() const { return groups_; }
  const Program& program() const { return *program_; }
  std::size_t offset(std::size_t bytes) const {
    return count_code_points(std::string_view(text_).substr(0, bytes));
  }

 private:
  const ProgramPtr program_;
  const std::string text_;
  const Groups groups_;
};

Value match_group(const Call& call) {
  const auto& self = call.receiver<Match>();
  if (call.positional.empty()) return self.at(0, call);
  if (call.positional.size() == 1) return self.group(call.positional[0].value, call);
  std::vector<Value> items;
  for (const python::Argument& argument : call.positional) {
    items.push_back(self.group(argument.value, call));
  }
  return Value::tuple(std::move(items), call.span);
}

Value match_groups(const Call& call) {
  const auto& self = call.receiver<Match>();
  std::vector<Value> items;
  for (std::size_t i = 1; i < self.groups().spans.size(); ++i) items.push_back(self.at(i, call));
  return Value::tuple(std::move(items), call.span);
}

Value match_groupdict(const Call& call) {
  const auto& self = call.receiver<Match>();
  Value dict = Value::dict(call.span);
  std::vector<std::pair<int, std::string>> names;
  for (const auto& [name, i] : self.program().expression->NamedCapturingGroups())
    names.emplace_back(i, name);
  std::ranges::sort(names);
  for (const auto& [i, name] : names) {
    dict.as<python::Dict>()->set(name, self.at(static_cast<std::size_t>(i), call));
  }
  return dict;
}

template <bool end>
Value match_bound(const Call& call) {
  const auto& self = call.receiver<Match>();
  const auto [first, last] = *self.groups().spans[0];
  return Value::integer(python::Int(static_cast<std::int64_t>(self.offset(end ? last : first))),
                        call.span);
}

constexpr python::Builtin match_methods[] = {{"group", match_group, true},
                                             {"groups", match_groups, true},
                                             {"groupdict", match_groupdict, true},
                                             {"start", match_bound<false>, true},
                                             {"end", match_bound<true>, true}};

std::optional<Value> Match::attribute(std::string_view name, const Site& site) const {
  for (const python::Builtin& method : match_methods) {
    if (method.name == name) {
      auto self = std::const_pointer_cast<Native>(
          std::shared_ptr<const Native>(std::make_shared<Match>(program_, text_, groups_)));
      return Value::bound(Value::object(std::move(self)), method, site.span);
    }
  }
  if (name == "string") return Value::text(text_, site.span);
  return std::nullopt;
}

class Pattern final : public python::Native {
 public:
  explicit Pattern(ProgramPtr compiled) : program(std::move(compiled)) {}
  const ProgramPtr program;
  std::string_view type_name() const override { return "Pattern"; }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override;
};

// ---- what functions of the module and methods of a pattern share

Value not_modelled(const Site& site) { return site.unknown("what this regular expression does"); }

Value search(const ProgramPtr& program, const std::string& text, RE2::Anchor anchor,
             const Site& site) {
  if (!agrees(*program, text)) return not_modelled(site);
  std::optional<Groups> groups = match_at(*program, text, 0, anchor);
  if (!groups) return Value::none(site.span);
  return Value::object(std::make_shared<Match>(program, text, std::move(*groups)), site.span);
}

Value find_all(const ProgramPtr& program, const std::string& text, const Site& site) {
  if (!agrees(*program, text)) return not_modelled(site);
  std::vector<Value> items;
  for (Groups& groups : all_matches(*program, text)) {
    const Match match(program, text, std::move(groups));
    const std::size_t count = match.groups().spans.size();
    const auto part = [&](std::size_t i) {
      const Value value = match.at(i, site);
      return value.is_none() ? Value::text("", site.span) : value;
    };
    if (count <= 2) {
      items.push_back(part(count - 1));
    } else {
      std::vector<Value> row;
      for (std::size_t i = 1; i < count; ++i) row.push_back(part(i));
      items.push_back(Value::tuple(std::move(row), site.span));
    }
  }
  return Value::list(std::move(items), site.span);
}

/// The replacement of sub() with `\1`, `\g<name>` and escapes; nothing for what is not modelled.
std::optional<std::string> expand(std::string_view pattern, const Match& match, const Site& site) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '\\') {
      out += pattern[i];
      continue;
    }
    if (++i == pattern.size()) return std::nullopt;
    Value group;
    if (pattern[i] >= '1' && pattern[i] <= '9') {
      group = match.group(Value::integer(python::Int(std::int64_t{pattern[i] - '0'})), site);
    } else if (pattern.substr(i, 2) == "g<") {
      const std::size_t close = pattern.find('>', i);
      if (close == std::string_view::npos) return std::nullopt;
      const std::string name(pattern.substr(i + 2, close - i - 2));
      const bool number =
          !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
      if (number && name.size() > 2) return std::nullopt;
      group = match.group(
          number ? Value::integer(python::Int(std::int64_t{std::stoi(name)})) : Value::text(name),
          site);
      i = close;
    } else if (pattern[i] == 'n') {
      out += '\n';
      continue;
    } else if (pattern[i] == '\\') {
      out += '\\';
      continue;
    } else {
      return std::nullopt;
    }
    if (site.failed()) return std::nullopt;
    if (const auto text = group.text()) out += *text;
  }
  return out;
}

Value substitute(const ProgramPtr& program, const Value& replacement, const std::string& text,
                 std::int64_t limit, const Site& site) {
  if (!agrees(*program, text)) return not_modelled(site);
  std::string out;
  std::size_t copied = 0;
  std::int64_t done = 0;
  for (Groups& groups : all_matches(*program, text)) {
    if (limit > 0 && done == limit) break;
    const auto [begin, end] = *groups.spans[0];
    auto match = std::make_shared<Match>(program, text, std::move(groups));
    out.append(text, copied, begin - copied);
    if (const auto pattern = replacement.text()) {
      const auto expanded = expand(*pattern, *match, site);
      if (!expanded) return site.failed() ? Value::none() : not_modelled(site);
      out += *expanded;
    } else {
      const Value made = site.call(replacement, {Value::object(match)});
      const auto words = made.text();
      if (!words) return site.failed() ? Value::none() : not_modelled(site);
      out += *words;
    }
    copied = end;
    ++done;
  }
  out.append(text, copied);
  return site.text(std::move(out));
}

Value split_text(const ProgramPtr& program, const std::string& text, std::int64_t limit,
                 const Site& site) {
  if (!agrees(*program, text)) return not_modelled(site);
  std::vector<Value> items;
  std::size_t start = 0;
  for (Groups& groups : all_matches(*program, text)) {
    if (limit > 0 && static_cast<std::int64_t>(items.size()) >= limit) break;
    const auto [begin, end] = *groups.spans[0];
    items.push_back(site.text(text.substr(start, begin - start)));
    const Match match(program, text, std::move(groups));
    for (std::size_t i = 1; i < match.groups().spans.size(); ++i)
      items.push_back(match.at(i, site));
    start = end;
  }
  items.push_back(site.text(text.substr(start)));
  return Value::list(std::move(items), site.span);
}

/// The pattern of a call: of the bound Pattern, or the first argument with its flags.
ProgramPtr program_of(const Value& pattern, const std::optional<Value>& flags) {
  if (const auto* compiled = pattern.object<Pattern>()) return compiled->program;
  const auto text = pattern.text();
  if (!text) return nullptr;
  std::int64_t bits = 0;
  if (flags) {
    const auto number = flags->integer();
    if (!number) return nullptr;
    bits = *number;
  }
  return compile(std::string(*text), bits);
}

template <RE2::Anchor anchor>
Value search_function(const Call& call) {
  Value pattern;
  std::string text;
  std::optional<Value> flags;
  if (!call.bind({{"pattern", pattern}, {"string", text}, {"flags", flags}})) return Value::none();
  const ProgramPtr program = program_of(pattern, flags);
  return program ? search(program, text, anchor, call) : not_modelled(call);
}

Value findall(const Call& call) {
  Value pattern;
  std::string text;
  std::optional<Value> flags;
  if (!call.bind({{"pattern", pattern}, {"string", text}, {"flags", flags}})) return Value::none();
  const ProgramPtr program = program_of(pattern, flags);
  return program ? find_all(program, text, call) : not_modelled(call);
}

Value sub(const Call& call) {
  Value pattern, replacement;
  std::string text;
  std::optional<std::int64_t> count;
  std::optional<Value> flags;
  if (!call.bind({{"pattern", pattern},
                  {"repl", replacement},
                  {"string", text},
                  {"count", count},
                  {"flags", flags}})) {
    return Value::none();
  }
  const ProgramPtr program = program_of(pattern, flags);
  return program ? substitute(program, replacement, text, count.value_or(0), call)
                 : not_modelled(call);
}

Value split_function(const Call& call) {
  Value pattern;
  std::string text;
  std::optional<std::int64_t> limit;
  std::optional<Value> flags;
  if (!call.bind({{"pattern", pattern}, {"string", text}, {"maxsplit", limit}, {"flags", flags}}))
    return Value::none();
  const ProgramPtr program = program_of(pattern, flags);
  return program ? split_text(program, text, limit.value_or(0), call) : not_modelled(call);
}

Value compile_function(const Call& call) {
  Value pattern;
  std::optional<Value> flags;
  if (!call.bind({{"pattern", pattern}, {"flags", flags}})) return Value::none();
  ProgramPtr program = program_of(pattern, flags);
  if (!program) return not_modelled(call);
  return Value::object(std::make_shared<Pattern>(std::move(program)), call.span);
}

// re.escape(pattern)
Value escape(const Call& call) {
  std::string text;
  if (!call.bind({{"pattern", text}})) return Value::none();
  std::string out;
  for (const char c : text) {
    if (std::string_view("()[]{}?*+-|^$\\.&~# \t\n\r\v\f").find(c) != std::string_view::npos)
      out += '\\';
    out += c;
  }
  return call.text(std::move(out));
}

constexpr python::Builtin functions[] = {
    {"match", search_function<RE2::ANCHOR_START>},
    {"fullmatch", search_function<RE2::ANCHOR_BOTH>},
    {"search", search_function<RE2::UNANCHORED>},
    {"findall", findall},
    {"sub", sub},
    {"split", split_function},
    {"compile", compile_function},
    {"escape", escape},
};

/// A method of a pattern is the module's function with the pattern in front.
class PatternMethod final : public python::Native {
 public:
  PatternMethod(ProgramPtr program, const python::Builtin& function)
      : program_(std::move(program)), function_(function) {}
  std::string_view type_name() const override { return "builtin_function_or_method"; }
  bool callable() const override { return true; }
  Value call(const Call& call) override {
    Call with_pattern = call;
    with_pattern.positional.insert(
        with_pattern.positional.begin(),
        python::Argument{Value::object(std::make_shared<Pattern>(program_)), call.span});
    return function_.function(with_pattern);
  }

 private:
  const ProgramPtr program_;
  const python::Builtin& function_;
};

std::optional<Value> Pattern::attribute(std::string_view name, const Site& site) const {
  if (name == "pattern") return Value::text(program->text, site.span);
  for (const python::Builtin& function : functions) {
    if (function.name == name) {
      return Value::object(std::make_shared<PatternMethod>(program, function), site.span);
    }
  }
  return std::nullopt;
}

constexpr python::ModelledModule modules[] = {
    {"re", [](python::Module& module) {
       for (const python::Builtin& function : functions) module.function(function);
       const std::pair<std::string_view, std::int64_t> flags[] = {{"IGNORECASE", ignore_case},
                                                                  {"I", ignore_case},
                                                                  {"MULTILINE", multi_line},
                                                                  {"M", multi_line},
                                                                  {"DOTALL", dot_all},
                                                                  {"S", dot_all},
                                                                  {"VERBOSE", verbose},
                                                                  {"X", verbose},
                                                                  {"ASCII", ascii},
                                                                  {"A", ascii}};
       for (const auto& [name, bit] : flags) module.define(name, Value::integer(python::Int(bit)));
     }}};

}  // namespace

extern const Part standard_re{modules};

}  // namespace migc::library
