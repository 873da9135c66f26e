#include "migrations/at_fault.h"

#include <algorithm>
#include <array>
#include <set>

#include "compiler/base/arena.h"
#include "compiler/base/text.h"
#include "compiler/ir/walk.h"
#include "compiler/python/ast.h"
#include "compiler/python/parser.h"

namespace migc::migrations {
namespace {

namespace ast = python::ast;
using Words = std::set<std::string, std::less<>>;

Words words_of(std::string_view text) {
  Words words;
  ir::for_each_word(text, [&](std::string_view word, std::size_t) { words.emplace(word); });
  return words;
}

bool share(const Words& a, const Words& b) {
  return std::ranges::any_of(a, [&](const std::string& word) { return b.contains(word); });
}

bool within(const Span& inner, const Span& outer) {
  return inner.source == outer.source && inner.begin >= outer.begin && inner.begin < outer.end;
}

/// The directives that change one table, and where its name stands among the arguments.
struct Directive {
  std::string_view name;
  std::size_t table;
};
constexpr std::array directives{Directive{"add_column", 0},
                                Directive{"alter_column", 0},
                                Directive{"create_check_constraint", 1},
                                Directive{"create_exclude_constraint", 1},
                                Directive{"create_foreign_key", 1},
                                Directive{"create_index", 1},
                                Directive{"create_primary_key", 1},
                                Directive{"create_table", 0},
                                Directive{"create_table_comment", 0},
                                Directive{"create_unique_constraint", 1},
                                Directive{"drop_column", 0},
                                Directive{"drop_constraint", 1}};

std::optional<std::string> literal(const ast::Expr* expr) {
  const auto* constant = expr ? expr->as<ast::Constant>() : nullptr;
  const auto* text = constant ? std::get_if<ast::String>(&constant->value) : nullptr;
  return text ? std::optional<std::string>(text->text) : std::nullopt;
}

const ast::Expr* argument(const ast::Call& call, std::size_t place, std::string_view keyword) {
  std::size_t at = 0;
  for (const ast::Argument& each : call.arguments) {
    if (!each.name.text.empty() ? each.name.text == keyword : at++ == place) return each.value;
  }
  return nullptr;
}

std::optional<ir::TableName> table_of(const ast::Call& call, std::size_t place) {
  const auto name = literal(argument(call, place, "table_name"));
  const ast::Expr* schema = argument(call, call.arguments.size(), "schema");
  const auto in = schema ? literal(schema) : std::optional<std::string>("");
  if (!name || !in) return std::nullopt;
  return ir::TableName{*in, *name};
}

const ast::Call* call_of(const ast::Stmt& stmt) {
  const ast::Expr* value = nullptr;
  if (const auto* expression = stmt.as<ast::ExprStmt>()) value = expression->value;
  if (const auto* assign = stmt.as<ast::Assign>()) value = assign->value;
  return value ? value->as<ast::Call>() : nullptr;
}

/// Whether it speaks of rows, and of nothing that makes or changes what holds them.
bool only_rows(std::string_view text) {
  static constexpr std::array<std::string_view, 5> rows{"bulk_insert", "delete", "insert", "select",
                                                        "update"};
  static constexpr std::array<std::string_view, 12> shapes{
      "alter", "alter_column", "batch_alter_table", "comment", "copy", "create", "drop", "exec",
      "open",  "rename",       "rename_table",      "truncate"};
  bool speaks = false, shapes_too = false;
  ir::for_each_word(text, [&](std::string_view word, std::size_t) {
    const std::string lower = ascii_lower(word);
    speaks = speaks || std::ranges::find(rows, lower) != rows.end();
    shapes_too = shapes_too || std::ranges::find(shapes, lower) != shapes.end() ||
                 lower.starts_with("create_") || lower.starts_with("drop_") ||
                 lower.starts_with("add_") || lower.starts_with("replace_");
  });
  return speaks && !shapes_too;
}

class Finder {
 public:
  Finder(const Source& source, std::string_view function) : source_(source) {
    Diagnostics unheard;
    module_ = python::parse(source, arena_, unheard);
    for (const ast::Stmt* stmt : module_.body) {
      const auto* def = stmt->as<ast::Def>();
      if (def != nullptr && def->name.text == function) function_ = stmt;
    }
  }

  bool found() const { return function_ != nullptr; }
  const ast::Def& body() const { return *function_->as<ast::Def>(); }

  /// The statements in which this error is.
  std::vector<const ast::Stmt*> at(const Diagnostic& error) {
    if (const ast::Stmt* stmt = innermost(body().body, error.span)) return {stmt};
    for (const Label& label : error.labels) {
      if (label.text != "called from here") continue;
      if (const ast::Stmt* stmt = innermost(body().body, label.span)) return {stmt};
    }
    // In a function of the file: wherever that is used.
    Words names;
    for (const ast::Stmt* stmt : module_.body) {
      if (stmt != function_ && stmt->as<ast::Def>() && within(error.span, stmt->span)) {
        names.emplace(stmt->as<ast::Def>()->name.text);
      }
    }
    for (std::size_t known = 0; known != names.size();) {
      known = names.size();
      for (const ast::Stmt* stmt : module_.body) {
        const auto* def = stmt->as<ast::Def>();
        if (def && stmt != function_ && share(names, words_of(text(stmt->span)))) {
          names.emplace(def->name.text);
        }
      }
    }
    std::vector<const ast::Stmt*> users;
    for (const ast::Stmt* stmt : body().body) {
      if (share(names, words_of(text(stmt->span)))) users.push_back(stmt);
    }
    return users;
  }

  /// Those behind it, in the function's own block, that use what it may set or change.
  std::vector<const ast::Stmt*> users_of(const ast::Stmt& fault) const {
    const Words changed = changes(text(fault.span));
    std::vector<const ast::Stmt*> users;
    for (const ast::Stmt* stmt : body().body) {
      if (stmt->span.begin > fault.span.begin && !within(fault.span, stmt->span) &&
          share(changed, words_of(text(stmt->span)))) {
        users.push_back(stmt);
      }
    }
    return users;
  }

  bool may_end(const ast::Stmt& stmt) const { return words_of(text(stmt.span)).contains("return"); }

  Fault fault(const ast::Stmt& stmt) const {
    Fault fault;
    fault.statement = stmt.span;
    if (const ast::Call* call = call_of(stmt)) reach(*call, stmt.span, fault);
    if (fault.reach != Fault::Reach::Words) return fault;
    fault.words = slice(stmt.span);
    const Words words = words_of(fault.words);
    if (only_rows(fault.words)) fault.reach = Fault::Reach::Rows;
    if (words.contains("create_all") || words.contains("drop_all")) fault.reach = Fault::Reach::All;
    return fault;
  }

 private:
  std::string_view text(const Span& span) const {
    return std::string_view(source_.text).substr(span.begin, span.end - span.begin);
  }

  /// Blocks that are surely entered, or not, as far as the error tells, are looked into.
  const ast::Stmt* innermost(ast::Block block, const Span& span) const {
    if (span.source != source_.id) return nullptr;
    for (const ast::Stmt* stmt : block) {
      if (!within(span, stmt->span)) continue;
      std::vector<ast::Block> inner;
      if (const auto* with = stmt->as<ast::With>()) inner.push_back(with->body);
      if (const auto* branch = stmt->as<ast::If>()) {
        for (const ast::IfClause& clause : branch->clauses) inner.push_back(clause.body);
        inner.push_back(branch->orelse);
      }
      for (const ast::Block& each : inner) {
        if (const ast::Stmt* found = innermost(each, span)) return found;
      }
      return stmt;
    }
    return nullptr;
  }

  void reach(const ast::Call& call, const Span& where, Fault& fault) const {
    const auto* member = call.callee->as<ast::Attribute>();
    const auto* object = member ? member->object->as<ast::Name>() : nullptr;
    if (!object) return;
    const auto directive = std::ranges::find(directives, member->name.text, &Directive::name);
    if (directive == directives.end()) return;
    std::optional<ir::TableName> table;
    if (object->text == "op") {
      table = table_of(call, directive->table);
    } else {
      table = batch(body().body, where, object->text);
    }
    if (!table) return;
    fault.table = *table;
    fault.reach = directive->name == "create_table" ? Fault::Reach::NewTable : Fault::Reach::Shape;
  }

  /// The table of the `with op.batch_alter_table(…) as <name>` around this place.
  static std::optional<ir::TableName> batch(ast::Block block, const Span& where,
                                            std::string_view name) {
    for (const ast::Stmt* stmt : block) {
      const auto* with = stmt->as<ast::With>();
      if (!with || !within(where, stmt->span)) continue;
      for (const ast::WithItem& item : with->items) {
        const auto* call = item.context->as<ast::Call>();
        const auto* member = call ? call->callee->as<ast::Attribute>() : nullptr;
        const auto* target = item.target ? item.target->as<ast::Name>() : nullptr;
        if (member && member->name.text == "batch_alter_table" && target && target->text == name) {
          return table_of(*call, 0);
        }
      }
      return batch(with->body, where, name);
    }
    return std::nullopt;
  }

  /// The text of a statement and of all that binds the names in it.
  std::string slice(const Span& span) const {
    std::string result(text(span));
    Words words = words_of(result);
    std::set<const ast::Stmt*> taken;
    const auto take = [&](ast::Block block) {
      bool more = false;
      for (const ast::Stmt* stmt : block) {
        if (stmt == function_ || taken.contains(stmt) || !share(binds(*stmt), words)) continue;
        taken.insert(stmt);
        result += "\n";
        result += text(stmt->span);
        words.merge(words_of(text(stmt->span)));
        more = true;
      }
      return more;
    };
    while (take(module_.body) || take(body().body)) continue;
    return result;
  }

  Words binds(const ast::Stmt& stmt) const {
    if (const auto* def = stmt.as<ast::Def>()) return {std::string(def->name.text)};
    if (const auto* cls = stmt.as<ast::ClassDef>()) return {std::string(cls->name.text)};
    Words names;
    if (const auto* assign = stmt.as<ast::Assign>()) {
      for (const ast::Expr* target : assign->targets) names.merge(words_of(text(target->span)));
    }
    if (const auto* assign = stmt.as<ast::AnnAssign>())
      names = words_of(text(assign->target->span));
    return names;
  }

  /// The names that a statement sets, or on which it calls what changes a collection.
  static Words changes(std::string_view statement) {
    static constexpr std::array methods{"add",        "append", "clear", "discard",
                                        "extend",     "insert", "pop",   "remove",
                                        "setdefault", "sort",   "update"};
    const auto is_word = [](char c) {
      return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    const auto word_before = [&](std::size_t end) {
      std::size_t begin = end;
      while (begin > 0 && is_word(statement[begin - 1])) --begin;
      return statement.substr(begin, end - begin);
    };
    Words names;
    for (const std::string_view method : methods) {
      const std::string call = "." + std::string(method) + "(";
      for (std::size_t at = statement.find(call); at != std::string_view::npos;
           at = statement.find(call, at + 1)) {
        names.emplace(word_before(at));
      }
    }
    // `a = …`, `a, b = …`, `a[k] = …`, `a += …`, at the begin of a line.
    for (std::size_t line = 0; line < statement.size();) {
      const std::size_t end = std::min(statement.find('\n', line), statement.size());
      const std::string_view each = statement.substr(line, end - line);
      const std::size_t equals = each.find('=');
      if (equals != std::string_view::npos && equals > 0 && each.substr(equals, 2) != "==" &&
          each.substr(0, equals).find('(') == std::string_view::npos &&
          std::string_view("!<>").find(each[equals - 1]) == std::string_view::npos) {
        names.merge(words_of(each.substr(0, equals)));
      }
      line = end + 1;
    }
    names.erase("");
    return names;
  }

  const Source& source_;
  Arena arena_;
  ast::Module module_;
  const ast::Stmt* function_ = nullptr;
};

}  // namespace

std::optional<std::vector<Fault>> find_faults(const Source& source, std::string_view function,
                                              const Diagnostics& diagnostics,
                                              const std::vector<Fault>& before) {
  Finder finder(source, function);
  if (!finder.found()) return std::nullopt;
  std::vector<Fault> faults = before;
  std::vector<const ast::Stmt*> todo;
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    if (diagnostic.severity != Severity::Error) continue;
    const std::vector<const ast::Stmt*> found = finder.at(diagnostic);
    if (found.empty()) return std::nullopt;
    todo.insert(todo.end(), found.begin(), found.end());
  }
  while (!todo.empty()) {
    const ast::Stmt* stmt = todo.back();
    todo.pop_back();
    const bool known = std::ranges::any_of(
        faults, [&](const Fault& fault) { return within(stmt->span, fault.statement); });
    if (known) continue;
    if (finder.may_end(*stmt)) return std::nullopt;
    faults.push_back(finder.fault(*stmt));
    const std::vector<const ast::Stmt*> users = finder.users_of(*stmt);
    todo.insert(todo.end(), users.begin(), users.end());
  }
  if (faults.size() == before.size()) return std::nullopt;
  std::ranges::sort(faults, {}, [](const Fault& fault) { return fault.statement.begin; });
  return faults;
}

std::string without(std::string text, const std::vector<Span>& statements) {
  for (const Span& span : statements) {
    for (std::uint32_t at = span.begin; at < span.end; ++at) {
      if (text[at] != '\n') text[at] = ' ';
    }
    text.replace(span.begin, 4, "pass");
  }
  return text;
}

}  // namespace migc::migrations
