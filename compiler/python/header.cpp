#include "compiler/python/header.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "compiler/base/match.h"
#include "compiler/python/parsing.h"

namespace migc::python {
namespace {

enum Fact : std::size_t { Revision, DownRevision, BranchLabels, DependsOn };
constexpr std::array<std::string_view, 4> fact_names = {"revision", "down_revision",
                                                        "branch_labels", "depends_on"};

std::optional<Fact> find_fact(std::string_view name) {
  for (std::size_t i = 0; i < fact_names.size(); ++i) {
    if (fact_names[i] == name) return static_cast<Fact>(i);
  }
  return std::nullopt;
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Whether a line of `text` begins with the name of a fact.
bool mentions_fact(std::string_view text) {
  if (text.find('\r') != std::string_view::npos && text.find('\n') == std::string_view::npos) {
    return true;  // Lines of old Macs: rare enough to be read in full.
  }
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at)) {
    const std::string_view line = text.substr(++at);
    if (line.empty()) return false;
    if (line[0] != 'r' && line[0] != 'd' && line[0] != 'b') continue;
    for (const std::string_view name : fact_names) {
      if (line.starts_with(name) && (line.size() == name.size() || !is_word(line[name.size()]))) {
        return true;
      }
    }
  }
  return false;
}

/// What one name is bound to as far as it has been read.
struct Binding {
  const Expr* value = nullptr;
  bool literal = true;  ///< Also while nothing is bound.
};

class HeaderReader {
 public:
  void statements(Block block, bool certain) {
    for (const Stmt* statement : block) read(*statement, certain);
  }
  Header finish() &&;

 private:
  /// `certain`: at the top of the module, where a statement is executed once.
  void read(const Stmt& statement, bool certain);
  void bind(std::string_view name, const Expr* value) {
    if (const std::optional<Fact> fact = find_fact(name))
      bindings_[*fact] = {value, value != nullptr};
  }
  void bind_target(const Expr& target, const Expr* value) {
    if (const Name* name = target.as<Name>()) bind(name->text, value);
    if (const Starred* starred = target.as<Starred>()) bind_target(*starred->value, nullptr);
    if (const Sequence* sequence = target.as<Sequence>()) {
      for (const Expr* item : sequence->items) bind_target(*item, nullptr);
    }
  }
  std::vector<HeaderName> names(Fact fact);

  std::array<Binding, fact_names.size()> bindings_;
};

void HeaderReader::read(const Stmt& statement, bool certain) {
  match(
      statement.node,
      [&](const Assign& assign) {
        for (const Expr* target : assign.targets) {
          bind_target(*target, certain ? assign.value : nullptr);
        }
      },
      [&](const AnnAssign& assign) {
        if (assign.value) bind_target(*assign.target, certain ? assign.value : nullptr);
      },
      [&](const AugAssign& assign) { bind_target(*assign.target, nullptr); },
      [&](const If& branch) {
        for (const IfClause& clause : branch.clauses) statements(clause.body, false);
        statements(branch.orelse, false);
      },
      [&](const For& loop) {
        bind_target(*loop.target, nullptr);
        statements(loop.body, false);
        statements(loop.orelse, false);
      },
      [&](const While& loop) {
        statements(loop.body, false);
        statements(loop.orelse, false);
      },
      [&](const With& with) {
        for (const WithItem& item : with.items) {
          if (item.target) bind_target(*item.target, nullptr);
        }
        statements(with.body, false);
      },
      [&](const Try& attempt) {
        statements(attempt.body, false);
        for (const Handler& handler : attempt.handlers) {
          bind(handler.name.text, nullptr);
          statements(handler.body, false);
        }
        statements(attempt.orelse, false);
        statements(attempt.finally, false);
      },
      [&](const Match& choice) {
        for (const MatchCase& arm : choice.cases) statements(arm.body, false);
      },
      [&](const Import& import) {
        for (const Alias& alias : import.names) {
          bind((alias.as_name.text.empty() ? alias.name : alias.as_name).text, nullptr);
        }
      },
      [&](const ImportFrom& import) {
        for (const Alias& alias : import.names) {
          bind((alias.as_name.text.empty() ? alias.name : alias.as_name).text, nullptr);
          if (alias.name.text != "*") continue;
          // May bring any name. Labels and dependencies are hardly ever named before such a line,
          // so this concerns the two that every revision has.
          for (const Fact fact : {Revision, DownRevision}) bindings_[fact] = {nullptr, false};
        }
      },
      [&](const Delete& removal) {
        for (const Expr* target : removal.targets) bind_target(*target, nullptr);
      },
      [&](const Def& def) { bind(def.name.text, nullptr); },
      [&](const ClassDef& cls) { bind(cls.name.text, nullptr); },
      [&](const TypeAlias& alias) { bind(alias.name.text, nullptr); }, [](const ExprStmt&) {},
      [](const Return&) {}, [](const Raise&) {}, [](const Pass&) {}, [](const Jump&) {},
      [](const ScopeStmt&) {}, [](const Assert&) {});
}

/// Text of a string literal, or nothing.
std::optional<HeaderName> name_of(const Expr& value) {
  const Constant* constant = value.as<Constant>();
  const String* text = constant ? std::get_if<String>(&constant->value) : nullptr;
  if (!text || !text->unknown_character.empty()) return std::nullopt;
  return HeaderName{std::string(text->text), value.span};
}

/// `None`, a string, or a tuple, list or set of strings.
std::vector<HeaderName> HeaderReader::names(Fact fact) {
  Binding& binding = bindings_[fact];
  if (!binding.value) return {};
  const Constant* constant = binding.value->as<Constant>();
  const Singleton* singleton = constant ? std::get_if<Singleton>(&constant->value) : nullptr;
  if (singleton && *singleton == Singleton::None) return {};
  std::vector<HeaderName> result;
  if (const Sequence* sequence = binding.value->as<Sequence>()) {
    for (const Expr* item : sequence->items) {
      std::optional<HeaderName> name = name_of(*item);
      if (!name) {
        binding.literal = false;
        return {};
      }
      result.push_back(*std::move(name));
    }
    return result;
  }
  if (std::optional<HeaderName> name = name_of(*binding.value)) {
    result.push_back(*std::move(name));
  } else {
    binding.literal = false;
  }
  return result;
}

Header HeaderReader::finish() && {
  Header header;
  if (const Expr* value = bindings_[Revision].value) {
    header.revision = name_of(*value);
    if (!header.revision) bindings_[Revision].literal = false;
  }
  header.down_revisions = names(DownRevision);
  header.branch_labels = names(BranchLabels);
  header.depends_on = names(DependsOn);
  if (const Expr* value = bindings_[DownRevision].value) header.down_revision_span = value->span;
  header.complete = true;
  for (const Binding& binding : bindings_) header.complete = header.complete && binding.literal;
  return header;
}

/// Leaves out the lines at the top of the module that bind no fact, so that they need no parsing:
/// mostly imports. The first line stays, since it may be the docstring.
void drop_idle_lines(std::string_view text, std::vector<Token>& tokens) {
  auto to = tokens.begin();
  int depth = 0;
  bool first_line = true;
  for (auto at = tokens.begin(); at != tokens.end();) {
    const auto line = at;
    bool kept = first_line || depth > 0 ||
                (at->kind != TokenKind::Name && at->kind != TokenKind::Import &&
                 at->kind != TokenKind::From);
    first_line = false;
    for (bool ended = false; at != tokens.end() && !ended; ++at) {
      switch (at->kind) {
        case TokenKind::Indent:
          ++depth;
          break;
        case TokenKind::Dedent:
          --depth;
          break;
        case TokenKind::Name:
          kept = kept || find_fact(text.substr(at->begin, at->end - at->begin));
          break;
        case TokenKind::Newline:
          ended = true;
          break;
        case TokenKind::Star:  // `from … import *` may bind anything.
        case TokenKind::Error:
        case TokenKind::End:
          kept = true;
          break;
        default:
          break;
      }
    }
    if (at != tokens.end() && at->kind == TokenKind::Indent) kept = true;
    if (kept) to = std::copy(line, at, to);
  }
  tokens.erase(to, tokens.end());
}

}  // namespace

Header read_header(const Source& source, Diagnostics& diagnostics) {
  const std::size_t errors = diagnostics.errors();
  std::vector<Token> tokens = lex(source, diagnostics, LexUntil::FirstDefinition);
  const std::string_view rest = std::string_view(source.text).substr(tokens.back().begin);
  if (mentions_fact(rest)) tokens = lex(source, diagnostics);
  drop_idle_lines(source.text, tokens);

  Arena arena;
  const Module module = Parser(source, tokens, arena, diagnostics).module();
  HeaderReader reader;
  reader.statements(module.body, true);
  Header header = std::move(reader).finish();
  header.doc = module.doc();
  if (module.docstring) header.doc_span = module.docstring->span;
  if (diagnostics.errors() > errors) header.complete = false;
  return header;
}

}  // namespace migc::python
