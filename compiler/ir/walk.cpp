#include "compiler/ir/walk.h"

#include <algorithm>
#include <cctype>
#include <type_traits>

#include "compiler/base/match.h"
#include "compiler/base/text.h"

namespace migc::ir {
namespace {

/// One walker for both kinds of access: `E` is `Expr` or `const Expr`.
template <class E>
class Walker {
  template <class T>
  using Like = std::conditional_t<std::is_const_v<E>, const T, T>;

 public:
  explicit Walker(const std::function<void(E&)>& visit) : visit_(visit) {}

  void expr(E& e) {
    visit_(e);
    match(
        e.node, [](Like<Literal>&) {}, [](Like<Placeholder>&) {},
        [&](Like<RawSql>& n) {
          for (auto& piece : n.pieces) {
            if (auto* inner = std::get_if<Box<Expr>>(&piece)) expr(**inner);
          }
        },
        [](Like<ColumnRef>&) {}, [](Like<Keyword>&) {},
        [&](Like<Function>& n) { all(n.arguments); },
        [&](Like<Over>& n) {
          expr(*n.element);
          all(n.partition_by);
          all(n.order_by);
        },
        [&](Like<Filter>& n) {
          expr(*n.element);
          expr(*n.condition);
        },
        [&](Like<WithinGroup>& n) {
          expr(*n.element);
          all(n.order_by);
        },
        [&](Like<Unary>& n) { expr(*n.operand); },
        [&](Like<BinaryExpr>& n) {
          expr(*n.left);
          expr(*n.right);
        },
        [&](Like<List>& n) { all(n.items); }, [&](Like<Group>& n) { expr(*n.inner); },
        [&](Like<Cast>& n) { expr(*n.operand); },
        [&](Like<Case>& n) {
          maybe(n.value);
          for (auto& [when, then] : n.whens) {
            expr(when);
            expr(then);
          }
          maybe(n.otherwise);
        },
        [&](Like<Extract>& n) { expr(*n.operand); }, [&](Like<Labeled>& n) { expr(*n.inner); },
        [&](Like<Subquery>& n) { select(*n.select); }, [](Like<EmptySet>&) {},
        [&](Like<ArrayLiteral>& n) { all(n.items); }, [](Like<NextValue>&) {},
        [&](Like<Ordered>& n) {
          expr(*n.element);
          all(n.order_by);
        });
  }

  void select(Like<Select>& s) {
    for (auto& table : s.with) select(*table.select);
    all(s.distinct_on);
    all(s.columns);
    for (auto& item : s.from) from(item);
    maybe(s.where);
    maybe(s.having);
    all(s.group_by);
    all(s.order_by);
    maybe(s.limit);
    maybe(s.offset);
    maybe(s.fetch);
    for (auto& part : s.parts) select(part);
    for (auto& row : s.values) all(row);
    maybe(s.raw);
  }

 private:
  void from(Like<FromItem>& item) {
    match(
        item.node, [](Like<TableRef>&) {}, [&](Like<SubqueryRef>& n) { select(*n.select); },
        [&](Like<FunctionRef>& n) { expr(n.function); },
        [&](Like<ValuesRef>& n) {
          for (auto& row : n.rows) all(row);
        },
        [&](Like<Join>& n) {
          from(*n.left);
          from(*n.right);
          if (n.on) expr(*n.on);
        },
        [&](Like<RawFrom>& n) { expr(n.text); });
  }
  void all(Like<std::vector<Expr>>& list) {
    for (auto& item : list) expr(item);
  }
  void maybe(Like<std::optional<Box<Expr>>>& box) {
    if (box) expr(**box);
  }

  const std::function<void(E&)>& visit_;
};

void tables_of(const FromItem& item, const std::function<void(const TableName&)>& visit) {
  match(
      item.node, [&](const TableRef& n) { visit(n.table); },
      [&](const SubqueryRef& n) { walk_tables(*n.select, visit); }, [](const FunctionRef&) {},
      [](const ValuesRef&) {},
      [&](const Join& n) {
        tables_of(*n.left, visit);
        tables_of(*n.right, visit);
      },
      [](const RawFrom&) {});
}

bool begins_word(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || (c & 0x80) != 0;
}
bool continues_word(char c) {
  return begins_word(c) || std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '$';
}

}  // namespace

void walk(const Expr& expr, const std::function<void(const Expr&)>& visit) {
  Walker<const Expr>(visit).expr(expr);
}

void walk(Expr& expr, const std::function<void(Expr&)>& visit) { Walker<Expr>(visit).expr(expr); }

void walk(const Select& select, const std::function<void(const Expr&)>& visit) {
  Walker<const Expr>(visit).select(select);
}

void walk_tables(const Select& select, const std::function<void(const TableName&)>& visit) {
  for (const CommonTable& table : select.with) walk_tables(*table.select, visit);
  for (const FromItem& item : select.from) tables_of(item, visit);
  for (const Select& part : select.parts) walk_tables(part, visit);
}

void for_each_word(std::string_view sql,
                   const std::function<void(std::string_view, std::size_t)>& visit) {
  const auto skip_to = [&](std::size_t from, std::string_view end) {
    const std::size_t found = sql.find(end, from);
    return found == std::string_view::npos ? sql.size() : found + end.size();
  };
  for (std::size_t at = 0; at < sql.size();) {
    const char c = sql[at];
    if (c == '\'') {
      at = skip_to(at + 1, "'");
    } else if (sql.substr(at, 2) == "--") {
      at = skip_to(at, "\n");
    } else if (sql.substr(at, 2) == "/*") {
      at = skip_to(at + 2, "*/");
    } else if (c == '"' || c == '`' || c == '[') {
      const std::size_t end = sql.find(c == '[' ? ']' : c, at + 1);
      if (end == std::string_view::npos) {
        ++at;
        continue;
      }
      visit(sql.substr(at + 1, end - at - 1), at);
      at = end + 1;
    } else if (begins_word(c)) {
      std::size_t end = at + 1;
      while (end < sql.size() && continues_word(sql[end])) ++end;
      visit(sql.substr(at, end - at), at);
      at = end;
    } else {
      ++at;
    }
  }
}

bool mentions_column(const Expr& expr, std::string_view column) {
  bool found = false;
  walk(expr, [&](const Expr& e) {
    if (const auto* reference = std::get_if<ColumnRef>(&e.node)) {
      found = found || (!reference->verbatim && reference->column == column);
      if (!reference->verbatim) return;
      for_each_word(reference->column, [&](std::string_view word, std::size_t) {
        found = found || equal_ignoring_case(word, column);
      });
    } else if (const auto* raw = std::get_if<RawSql>(&e.node)) {
      for (const auto& piece : raw->pieces) {
        const auto* text = std::get_if<std::string>(&piece);
        if (text == nullptr) continue;
        for_each_word(*text, [&](std::string_view word, std::size_t) {
          found = found || equal_ignoring_case(word, column);
        });
      }
    }
  });
  return found;
}

void rename_column_in(Expr& expr, std::string_view column, std::string_view new_name,
                      std::string_view quoted) {
  const bool plain = !new_name.empty() && begins_word(new_name.front()) &&
                     std::all_of(new_name.begin(), new_name.end(), continues_word);
  const std::string in_quotes = '"' + replace_all(std::string(new_name), "\"", "\"\"") + '"';
  const std::string_view bare = !quoted.empty() ? quoted : plain ? new_name : in_quotes;
  const auto renamed = [&](const std::string& text) {
    std::string result;
    std::size_t copied = 0;
    for_each_word(text, [&](std::string_view word, std::size_t at) {
      if (!equal_ignoring_case(word, column)) return;
      const bool unquoted = begins_word(text[at]);
      const std::size_t begin = unquoted ? at : at + 1;  // Quotes stay.
      result += text.substr(copied, begin - copied);
      result += unquoted ? bare : new_name;
      copied = begin + word.size();
    });
    return result + text.substr(copied);
  };
  walk(expr, [&](Expr& e) {
    if (auto* reference = std::get_if<ColumnRef>(&e.node)) {
      if (reference->verbatim) {
        reference->column = renamed(reference->column);
      } else if (reference->column == column) {
        reference->column = new_name;
      }
    } else if (auto* raw = std::get_if<RawSql>(&e.node)) {
      for (auto& piece : raw->pieces) {
        if (auto* text = std::get_if<std::string>(&piece)) *text = renamed(*text);
      }
    }
  });
}

}  // namespace migc::ir
