#include "compiler/library/sqlalchemy/clause.h"

#include <gtest/gtest.h>

namespace migc::library::clause {
namespace {

NodePtr column(std::string name, ir::Type type) {
  return make(ColumnNode{nullptr, {name}, name}, {std::move(type), {}});
}
NodePtr number(std::string name) { return column(std::move(name), {ir::Integer{}}); }
NodePtr word(std::string name) { return column(std::move(name), {ir::String{}}); }
NodePtr flag(std::string name) { return column(std::move(name), {ir::Boolean{}}); }
NodePtr equal(const NodePtr& left, const NodePtr& right) {
  return binary(Operator::Equal, left, right, boolean_type(), true);
}
const NodePtr yes = keyword(ir::Keyword::Word::True);
const NodePtr no = keyword(ir::Keyword::Word::False);

TEST(Clause, ConjunctionsLeaveOutWhatChangesNothing) {
  const NodePtr one = equal(number("a"), number("b"));

  EXPECT_EQ(conjunction(Operator::And, {yes, one}), one);
  EXPECT_EQ(conjunction(Operator::Or, {no, one}), one);
}

TEST(Clause, ConjunctionsEndAtWhatDecidesThem) {
  const NodePtr all = conjunction(Operator::And, {equal(number("a"), number("b")), no});

  const auto* truth = all->as<UnaryNode>();
  ASSERT_NE(truth, nullptr);
  EXPECT_EQ(truth->op, Operator::IsTrue);
  EXPECT_EQ(truth->operand, no);
}

TEST(Clause, ConjunctionsOfTheSameKindAreOneList) {
  const NodePtr inner = conjunction(
      Operator::And, {equal(number("a"), number("b")), equal(number("c"), number("d"))});

  const NodePtr all = conjunction(Operator::And, {inner, equal(number("e"), number("f"))});

  ASSERT_NE(all->as<ListNode>(), nullptr);
  EXPECT_EQ(all->as<ListNode>()->items.size(), 3u);
}

TEST(Clause, BooleanColumnsBecomeConditionsInTheirPlace) {
  const NodePtr condition = criteria({flag("a")});

  ASSERT_NE(condition->as<UnaryNode>(), nullptr);
  EXPECT_EQ(condition->as<UnaryNode>()->op, Operator::IsTrue);
}

TEST(Clause, SumsAreGroupedInProductsOnly) {
  const NodePtr sum = operate(Operator::Add, number("a"), number("b"));

  const NodePtr product = operate(Operator::Multiply, sum, number("c"));
  const NodePtr longer = operate(Operator::Add, sum, number("c"));

  EXPECT_NE(product->as<BinaryNode>()->left->as<GroupNode>(), nullptr);
  ASSERT_NE(longer->as<ListNode>(), nullptr);
  EXPECT_EQ(longer->as<ListNode>()->items.size(), 3u);
}

TEST(Clause, AddingTextsConcatenatesThem) {
  EXPECT_EQ(operate(Operator::Add, word("a"), word("b"))->as<BinaryNode>()->op, Operator::Concat);
  EXPECT_EQ(operate(Operator::Add, number("a"), number("b"))->as<BinaryNode>()->op, Operator::Add);
}

TEST(Clause, NegationTurnsComparisonsAround) {
  const NodePtr turned = negate(equal(number("a"), number("b")));

  ASSERT_NE(turned->as<BinaryNode>(), nullptr);
  EXPECT_EQ(turned->as<BinaryNode>()->op, Operator::NotEqual);
  EXPECT_EQ(negate(turned)->as<BinaryNode>()->op, Operator::Equal);
}

TEST(Clause, NegationOfConjunctionsKeepsThemWhole) {
  const NodePtr both =
      conjunction(Operator::Or, {equal(number("a"), number("b")), equal(number("c"), number("d"))});

  const NodePtr turned = negate(both);

  ASSERT_NE(turned->as<UnaryNode>(), nullptr);
  EXPECT_EQ(turned->as<UnaryNode>()->op, Operator::Not);
  EXPECT_NE(turned->as<UnaryNode>()->operand->as<GroupNode>(), nullptr);
}

TEST(Clause, ColumnsOfOneNameAreToldApart) {
  const auto table = [](std::string name) {
    ColumnSpec id;
    id.key = "id";
    id.name = {"id"};
    auto source = std::make_shared<Source>(Source{TableSource{{"", name}}, {id}});
    std::get<TableSource>(source->data).identity = source.get();
    return SourcePtr(source);
  };
  Query query;
  query.columns = {column_of(table("a"), "id"), column_of(table("b"), "id")};

  const std::vector<OutputColumn> columns = output_columns(query);

  ASSERT_EQ(columns.size(), 2u);
  EXPECT_TRUE(columns[0].label.empty());
  EXPECT_EQ(columns[1].label.text, "id");
  EXPECT_NE(columns[1].label.anonymous, nullptr);
  EXPECT_EQ(columns[1].key, "id_1");
}

TEST(Clause, SubqueriesBringNothingIntoFrom) {
  auto source = std::make_shared<Source>(Source{TableSource{{"", "a"}}, {}});
  auto inner = std::make_shared<Query>();
  inner->from = {source};
  std::vector<SourcePtr> found;

  add_sources(equal(number("x"), make(QueryNode{inner})), found);

  EXPECT_TRUE(found.empty());
}

}  // namespace
}  // namespace migc::library::clause
