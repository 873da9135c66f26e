#include "compiler/ir/expr.h"

#include "compiler/base/match.h"

namespace migc::ir {
namespace {

Type type_of_select(const Select& select) {
  if (!select.parts.empty()) return type_of_select(select.parts.front());
  return select.columns.empty() ? Type{} : type_of(select.columns.front());
}

Type type_of_case(const Case& node) {
  for (const auto& [condition, result] : node.whens) {
    Type type = type_of(result);
    if (!std::holds_alternative<NullType>(type.kind)) return type;
  }
  return node.otherwise ? type_of(**node.otherwise) : Type{};
}

}  // namespace

Datum::Data::Data() = default;
Datum::Data::Data(const Data&) = default;
Datum::Data::Data(Data&&) noexcept = default;
Datum::Data& Datum::Data::operator=(const Data&) = default;
Datum::Data& Datum::Data::operator=(Data&&) noexcept = default;
Datum::Data::~Data() = default;

Expr::Node::Node() = default;
Expr::Node::Node(const Node&) = default;
Expr::Node::Node(Node&&) noexcept = default;
Expr::Node& Expr::Node::operator=(const Node&) = default;
Expr::Node& Expr::Node::operator=(Node&&) noexcept = default;
Expr::Node::~Node() = default;

FromItem::Node::Node() = default;
FromItem::Node::Node(const Node&) = default;
FromItem::Node::Node(Node&&) noexcept = default;
FromItem::Node& FromItem::Node::operator=(const Node&) = default;
FromItem::Node& FromItem::Node::operator=(Node&&) noexcept = default;
FromItem::Node::~Node() = default;

Type type_of(const Expr& expr) {
  return match(
      expr.node, [](const Literal& node) { return node.type; },
      [](const Placeholder& node) { return node.type; }, [](const RawSql&) { return Type{}; },
      [](const ColumnRef& node) { return node.type; },
      [](const Keyword& node) {
        const bool truth = node.word == Keyword::Word::True || node.word == Keyword::Word::False;
        return truth ? Type{Boolean{}} : Type{};
      },
      [](const Function& node) { return node.type; },
      [](const Over& node) { return type_of(*node.element); },
      [](const Filter& node) { return type_of(*node.element); },
      [](const WithinGroup& node) { return type_of(*node.element); },
      [](const Unary& node) { return node.type; }, [](const BinaryExpr& node) { return node.type; },
      [](const List& node) {
        return node.op == Operator::And || node.op == Operator::Or ? Type{Boolean{}} : Type{};
      },
      [](const Group& node) { return type_of(*node.inner); },
      [](const Cast& node) { return node.type; },
      [](const Case& node) { return type_of_case(node); },
      [](const Extract&) { return Type{Integer{}}; },
      [](const Labeled& node) { return type_of(*node.inner); },
      [](const Subquery& node) { return type_of_select(*node.select); },
      [](const EmptySet&) { return Type{}; }, [](const ArrayLiteral& node) { return node.type; },
      [](const NextValue&) { return Type{Integer{}}; },
      [](const Ordered& node) { return type_of(*node.element); });
}

}  // namespace migc::ir
