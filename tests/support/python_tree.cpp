#include "tests/support/python_tree.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <vector>

#include <fmt/format.h>

#include "compiler/base/match.h"

namespace migc::tests {
namespace {

using namespace python::ast;

class Printer {
 public:
  explicit Printer(std::string_view text) : text_(text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool lone = text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n');
      if (text[i] == '\n' || lone) lines_.push_back(static_cast<std::uint32_t>(i + 1));
    }
  }

  void block(Block statements) {
    open('[');
    for (const Stmt* statement : statements) stmt(*statement), item();
    close(']');
  }
  void stmt(const Stmt& statement);
  std::string out;

 private:
  // -- punctuation
  void open(char bracket) { out += bracket; }
  void item() { out += ','; }
  void close(char bracket) {
    if (out.back() == ',') out.pop_back();
    out += bracket;
  }
  void none() { out += "None"; }
  void text(std::string_view bytes) {
    out += 's';
    for (const char c : bytes) {
      const bool plain =
          (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      if (plain) {
        out += c;
      } else {
        out += fmt::format("%{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
      }
    }
  }
  void name(const Identifier& identifier) {
    if (identifier.text.empty()) return none();
    out += 'n';
    text(identifier.text);
  }
  void place(std::uint32_t at) {
    const auto next = std::ranges::upper_bound(lines_, at);
    const auto line = next - lines_.begin();
    out += fmt::format("{}:{}", line, at - *(next - 1));
  }
  void head(std::string_view node, std::uint32_t begin, std::uint32_t end) {
    assert(begin <= end && end <= text_.size());
    out += node;
    if (quiet_ == 0) {
      out += '@';
      place(begin);
      out += '-';
      place(end);
    }
    out += '(';
  }
  void head(std::string_view node, Span span) { head(node, span.begin, span.end); }

  // -- parts
  void expr(const Expr* expression) {
    if (!expression) return none();
    whole(*expression);
  }
  void whole(const Expr& expression);
  void exprs(Exprs list) {
    open('[');
    for (const Expr* one : list) expr(one), item();
    close(']');
  }
  void constant(const Constant& constant, Span span);
  void fstring(std::span<const FStringPiece> pieces, Span span);
  void call_arguments(std::span<const Argument> arguments);
  void parameters(Parameters parameters);
  void comprehension(const Comprehension& comprehension, Span span);
  void pattern(const Pattern* pattern);
  void patterns(std::span<const Pattern* const> list) {
    open('[');
    for (const Pattern* one : list) pattern(one), item();
    close(']');
  }
  void type_parameters(TypeParameters list);
  void aliases(std::span<const Alias> names);
  void if_clauses(std::span<const IfClause> clauses, Block orelse);
  void number(bool flag) { out += flag ? '1' : '0'; }

  std::string_view text_;
  std::vector<std::uint32_t> lines_{0};
  int quiet_ = 0;  ///< Inside f-strings, where CPython's spans vary with its version.
};

std::string_view spelled(BinaryOp op) {
  switch (op) {
    case BinaryOp::Add:
      return "Add";
    case BinaryOp::Subtract:
      return "Sub";
    case BinaryOp::Multiply:
      return "Mult";
    case BinaryOp::MatrixMultiply:
      return "MatMult";
    case BinaryOp::Divide:
      return "Div";
    case BinaryOp::FloorDivide:
      return "FloorDiv";
    case BinaryOp::Modulo:
      return "Mod";
    case BinaryOp::Power:
      return "Pow";
    case BinaryOp::ShiftLeft:
      return "LShift";
    case BinaryOp::ShiftRight:
      return "RShift";
    case BinaryOp::BitAnd:
      return "BitAnd";
    case BinaryOp::BitOr:
      return "BitOr";
    case BinaryOp::BitXor:
      return "BitXor";
  }
  return "";
}

std::string_view spelled(CompareOp op) {
  switch (op) {
    case CompareOp::Equal:
      return "Eq";
    case CompareOp::NotEqual:
      return "NotEq";
    case CompareOp::Less:
      return "Lt";
    case CompareOp::LessEqual:
      return "LtE";
    case CompareOp::Greater:
      return "Gt";
    case CompareOp::GreaterEqual:
      return "GtE";
    case CompareOp::Is:
      return "Is";
    case CompareOp::IsNot:
      return "IsNot";
    case CompareOp::In:
      return "In";
    case CompareOp::NotIn:
      return "NotIn";
  }
  return "";
}

std::string_view spelled(UnaryOp op) {
  switch (op) {
    case UnaryOp::Not:
      return "Not";
    case UnaryOp::Invert:
      return "Invert";
    case UnaryOp::Minus:
      return "USub";
    case UnaryOp::Plus:
      return "UAdd";
  }
  return "";
}

std::string_view spelled(Singleton value) {
  switch (value) {
    case Singleton::None:
      return "None";
    case Singleton::True:
      return "True";
    case Singleton::False:
      return "False";
    case Singleton::Ellipsis:
      return "Ellipsis";
  }
  return "";
}

std::string bits(double value) {
  std::uint64_t image = 0;
  std::memcpy(&image, &value, sizeof value);
  return fmt::format("{:016x}", image);
}

void Printer::constant(const Constant& constant, Span span) {
  head("Constant", span);
  match(
      constant.value, [&](Singleton value) { out += spelled(value); },
      [&](const Int& value) { out += fmt::format("int<{}:{}>", value.base, value.digits); },
      [&](const Float& value) { out += "float" + bits(value.value); },
      [&](const Imaginary& value) { out += "imag" + bits(value.value); },
      [&](const String& value) {
        if (value.unknown_character.empty()) {
          text(value.text);
        } else {
          out += "s?";
        }
      },
      [&](const Bytes& value) {
        out += 'b';
        text(value.bytes);
      });
  close(')');
}

void Printer::fstring(std::span<const FStringPiece> pieces, Span span) {
  head("JoinedStr", span);
  ++quiet_;
  open('[');
  std::string literal;
  bool unknown = false;
  const auto flush = [&] {
    if (literal.empty()) return;
    head("Constant", span);
    if (unknown) {
      out += "s?";
    } else {
      text(literal);
    }
    close(')');
    item();
    literal.clear();
    unknown = false;
  };
  for (const FStringPiece& piece : pieces) {
    if (!piece.value) {
      literal += piece.literal.text;
      unknown = unknown || !piece.literal.unknown_character.empty();
      continue;
    }
    flush();
    head("FormattedValue", span);
    expr(piece.value);
    out += fmt::format(",{},", piece.conversion ? static_cast<int>(piece.conversion) : -1);
    if (piece.format.empty()) {
      none();
    } else {
      fstring(piece.format, span);
    }
    close(')');
    item();
  }
  flush();
  close(']');
  --quiet_;
  close(')');
}

void Printer::call_arguments(std::span<const Argument> arguments) {
  open('[');
  for (const Argument& argument : arguments) {
    if (argument.kind == ArgumentKind::Positional) {
      expr(argument.value);
    } else if (argument.kind == ArgumentKind::Star) {
      head("Starred", argument.span);
      expr(argument.value);
      close(')');
    } else {
      continue;
    }
    item();
  }
  close(']');
  out += ",[";
  for (const Argument& argument : arguments) {
    if (argument.kind != ArgumentKind::Keyword && argument.kind != ArgumentKind::DoubleStar)
      continue;
    head("keyword", argument.span);
    name(argument.name);
    item();
    expr(argument.value);
    close(')');
    item();
  }
  close(']');
}

void Printer::parameters(Parameters list) {
  const auto declared = [&](ParameterKind kind) {
    open('[');
    for (const Parameter& parameter : list) {
      if (parameter.kind != kind) continue;
      out += "arg(";
      name(parameter.name);
      item();
      expr(parameter.annotation);
      close(')');
      item();
    }
    close(']');
    item();
  };
  out += "arguments(";
  declared(ParameterKind::PositionalOnly);
  declared(ParameterKind::Ordinary);
  declared(ParameterKind::Star);
  declared(ParameterKind::KeywordOnly);
  open('[');
  for (const Parameter& parameter : list) {
    if (parameter.kind == ParameterKind::KeywordOnly) expr(parameter.default_value), item();
  }
  close(']');
  item();
  declared(ParameterKind::DoubleStar);
  open('[');
  for (const Parameter& parameter : list) {
    if (parameter.kind == ParameterKind::KeywordOnly || !parameter.default_value) continue;
    expr(parameter.default_value);
    item();
  }
  close(']');
  close(')');
}

void Printer::comprehension(const Comprehension& node, Span span) {
  switch (node.kind) {
    case ComprehensionKind::List:
      head("ListComp", span);
      break;
    case ComprehensionKind::Set:
      head("SetComp", span);
      break;
    case ComprehensionKind::Dict:
      head("DictComp", span);
      break;
    case ComprehensionKind::Generator:
      head("GeneratorExp", span);
      break;
  }
  expr(node.element);
  item();
  if (node.value) expr(node.value), item();
  open('[');
  for (const ComprehensionClause& clause : node.clauses) {
    out += "comprehension(";
    expr(clause.target);
    item();
    expr(clause.iterable);
    item();
    exprs(clause.conditions);
    item();
    number(clause.is_async);
    close(')');
    item();
  }
  close(']');
  close(')');
}

void Printer::whole(const Expr& node) {
  assert(node.height <= max_expr_height);
  const Span span = node.span;
  match(
      node.node,
      [&](const Name& one) {
        head("Name", span);
        name({one.text, span});
        close(')');
      },
      [&](const Constant& one) { constant(one, span); },
      [&](const FString& one) { fstring(one.pieces, span); },
      [&](const Attribute& one) {
        head("Attribute", span);
        expr(one.object);
        item();
        name(one.name);
        close(')');
      },
      [&](const Subscript& one) {
        head("Subscript", span);
        expr(one.object);
        item();
        expr(one.index);
        close(')');
      },
      [&](const Slice& one) {
        head("Slice", span);
        expr(one.lower);
        item();
        expr(one.upper);
        item();
        expr(one.step);
        close(')');
      },
      [&](const Call& one) {
        head("Call", span);
        expr(one.callee);
        item();
        call_arguments(one.arguments);
        close(')');
      },
      [&](const Unary& one) {
        head("UnaryOp", span);
        out += spelled(one.op);
        item();
        expr(one.operand);
        close(')');
      },
      [&](const Binary& one) {
        for (auto term = one.terms.rbegin(); term != one.terms.rend(); ++term) {
          head("BinOp", span.begin, term->end);
        }
        expr(one.first);
        for (const BinaryTerm& term : one.terms) {
          item();
          out += spelled(term.op);
          item();
          expr(term.right);
          close(')');
        }
      },
      [&](const BoolOp& one) {
        head("BoolOp", span);
        out += one.is_and ? "And," : "Or,";
        exprs(one.operands);
        close(')');
      },
      [&](const Compare& one) {
        head("Compare", span);
        expr(one.first);
        out += ",[";
        for (const CompareTerm& term : one.terms) out += spelled(term.op), item();
        close(']');
        out += ",[";
        for (const CompareTerm& term : one.terms) expr(term.right), item();
        close(']');
        close(')');
      },
      [&](const Conditional& one) {
        head("IfExp", span);
        expr(one.test);
        item();
        expr(one.body);
        item();
        expr(one.orelse);
        close(')');
      },
      [&](const Sequence& one) {
        switch (one.kind) {
          case SequenceKind::Tuple:
            head("Tuple", span);
            break;
          case SequenceKind::List:
            head("List", span);
            break;
          case SequenceKind::Set:
            head("Set", span);
            break;
        }
        exprs(one.items);
        close(')');
      },
      [&](const Dict& one) {
        head("Dict", span);
        open('[');
        for (const DictItem& entry : one.items) expr(entry.key), item();
        close(']');
        out += ",[";
        for (const DictItem& entry : one.items) expr(entry.value), item();
        close(']');
        close(')');
      },
      [&](const Comprehension& one) { comprehension(one, span); },
      [&](const Lambda& one) {
        head("Lambda", span);
        parameters(one.parameters);
        item();
        expr(one.body);
        close(')');
      },
      [&](const Await& one) {
        head("Await", span);
        expr(one.value);
        close(')');
      },
      [&](const Yield& one) {
        head("Yield", span);
        expr(one.value);
        close(')');
      },
      [&](const YieldFrom& one) {
        head("YieldFrom", span);
        expr(one.value);
        close(')');
      },
      [&](const Starred& one) {
        head("Starred", span);
        expr(one.value);
        close(')');
      },
      [&](const NamedExpr& one) {
        head("NamedExpr", span);
        expr(one.target);
        item();
        expr(one.value);
        close(')');
      });
}

void Printer::pattern(const Pattern* one) {
  if (!one) return none();
  const Span span = one->span;
  match(
      one->node,
      [&](const MatchValue& node) {
        head("MatchValue", span);
        expr(node.value);
      },
      [&](const MatchSingleton& node) {
        head("MatchSingleton", span);
        out += spelled(node.value);
      },
      [&](const MatchSequence& node) {
        head("MatchSequence", span);
        patterns(node.items);
      },
      [&](const MatchMapping& node) {
        head("MatchMapping", span);
        open('[');
        for (const MatchMappingItem& entry : node.items) expr(entry.key), item();
        close(']');
        out += ",[";
        for (const MatchMappingItem& entry : node.items) pattern(entry.pattern), item();
        close(']');
        item();
        name(node.rest);
      },
      [&](const MatchClass& node) {
        head("MatchClass", span);
        expr(node.cls);
        item();
        patterns(node.positional);
        out += ",[";
        for (const MatchKeyword& keyword : node.keywords) name(keyword.name), item();
        close(']');
        out += ",[";
        for (const MatchKeyword& keyword : node.keywords) pattern(keyword.pattern), item();
        close(']');
      },
      [&](const MatchStar& node) {
        head("MatchStar", span);
        name(node.name);
      },
      [&](const MatchAs& node) {
        head("MatchAs", span);
        pattern(node.pattern);
        item();
        name(node.name);
      },
      [&](const MatchOr& node) {
        head("MatchOr", span);
        patterns(node.alternatives);
      });
  close(')');
}

void Printer::type_parameters(TypeParameters list) {
  open('[');
  for (const TypeParameter& parameter : list) {
    switch (parameter.kind) {
      case TypeParameterKind::Ordinary:
        out += "TypeVar(";
        break;
      case TypeParameterKind::Star:
        out += "TypeVarTuple(";
        break;
      case TypeParameterKind::DoubleStar:
        out += "ParamSpec(";
        break;
    }
    name(parameter.name);
    item();
    expr(parameter.bound);
    item();
    expr(parameter.default_value);
    close(')');
    item();
  }
  close(']');
}

void Printer::aliases(std::span<const Alias> names) {
  open('[');
  for (const Alias& alias : names) {
    out += "alias(";
    name(alias.name);
    item();
    name(alias.as_name);
    close(')');
    item();
  }
  close(']');
}

void Printer::if_clauses(std::span<const IfClause> clauses, Block orelse) {
  head("If", clauses[0].span);
  expr(clauses[0].test);
  item();
  block(clauses[0].body);
  item();
  if (clauses.size() > 1) {
    open('[');
    if_clauses(clauses.subspan(1), orelse);
    close(']');
  } else {
    block(orelse);
  }
  close(')');
}

void Printer::stmt(const Stmt& statement) {
  const Span span = statement.span;
  match(
      statement.node,
      [&](const ExprStmt& one) {
        head("Expr", span);
        expr(one.value);
      },
      [&](const Assign& one) {
        head("Assign", span);
        exprs(one.targets);
        item();
        expr(one.value);
      },
      [&](const AugAssign& one) {
        head("AugAssign", span);
        expr(one.target);
        item();
        out += spelled(one.op);
        item();
        expr(one.value);
      },
      [&](const AnnAssign& one) {
        head("AnnAssign", span);
        expr(one.target);
        item();
        expr(one.annotation);
        item();
        expr(one.value);
      },
      [&](const If& one) {
        if_clauses(one.clauses, one.orelse);
        out.pop_back();
      },
      [&](const For& one) {
        head(one.is_async ? "AsyncFor" : "For", span);
        expr(one.target);
        item();
        expr(one.iterable);
        item();
        block(one.body);
        item();
        block(one.orelse);
      },
      [&](const While& one) {
        head("While", span);
        expr(one.test);
        item();
        block(one.body);
        item();
        block(one.orelse);
      },
      [&](const With& one) {
        head(one.is_async ? "AsyncWith" : "With", span);
        open('[');
        for (const WithItem& entry : one.items) {
          out += "withitem(";
          expr(entry.context);
          item();
          expr(entry.target);
          close(')');
          item();
        }
        close(']');
        item();
        block(one.body);
      },
      [&](const Def& one) {
        head(one.is_async ? "AsyncFunctionDef" : "FunctionDef", span);
        name(one.name);
        item();
        parameters(one.parameters);
        item();
        block(one.body);
        item();
        exprs(one.decorators);
        item();
        expr(one.returns);
        item();
        type_parameters(one.type_parameters);
      },
      [&](const ClassDef& one) {
        head("ClassDef", span);
        name(one.name);
        item();
        call_arguments(one.arguments);
        item();
        block(one.body);
        item();
        exprs(one.decorators);
        item();
        type_parameters(one.type_parameters);
      },
      [&](const Return& one) {
        head("Return", span);
        expr(one.value);
      },
      [&](const Import& one) {
        head("Import", span);
        aliases(one.names);
      },
      [&](const ImportFrom& one) {
        head("ImportFrom", span);
        name(one.module);
        item();
        aliases(one.names);
        out += fmt::format(",{}", one.level);
      },
      [&](const Raise& one) {
        head("Raise", span);
        expr(one.exception);
        item();
        expr(one.cause);
      },
      [&](const Try& one) {
        head(one.is_star ? "TryStar" : "Try", span);
        block(one.body);
        item();
        open('[');
        for (const Handler& handler : one.handlers) {
          head("ExceptHandler", handler.span);
          expr(handler.type);
          item();
          name(handler.name);
          item();
          block(handler.body);
          close(')');
          item();
        }
        close(']');
        item();
        block(one.orelse);
        item();
        block(one.finally);
      },
      [&](const Pass&) { head("Pass", span); },
      [&](const Jump& one) { head(one.is_break ? "Break" : "Continue", span); },
      [&](const ScopeStmt& one) {
        head(one.is_global ? "Global" : "Nonlocal", span);
        open('[');
        for (const Identifier& identifier : one.names) name(identifier), item();
        close(']');
      },
      [&](const Delete& one) {
        head("Delete", span);
        exprs(one.targets);
      },
      [&](const Assert& one) {
        head("Assert", span);
        expr(one.test);
        item();
        expr(one.message);
      },
      [&](const Match& one) {
        head("Match", span);
        expr(one.subject);
        item();
        open('[');
        for (const MatchCase& arm : one.cases) {
          out += "match_case(";
          pattern(arm.pattern);
          item();
          expr(arm.guard);
          item();
          block(arm.body);
          close(')');
          item();
        }
        close(']');
      },
      [&](const TypeAlias& one) {
        head("TypeAlias", span);
        out += "Name(";
        name(one.name);
        close(')');
        item();
        type_parameters(one.type_parameters);
        item();
        expr(one.value);
      });
  close(')');
}

}  // namespace

std::string python_tree(const python::ast::Stmt& statement, std::string_view text) {
  Printer printer(text);
  printer.stmt(statement);
  return std::move(printer.out);
}

}  // namespace migc::tests
