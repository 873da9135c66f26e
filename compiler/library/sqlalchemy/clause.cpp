#include "compiler/library/sqlalchemy/clause.h"

#include <algorithm>

#include "compiler/base/match.h"

namespace migc::library::clause {
namespace {

constexpr int smallest = -100, largest = 100;

std::optional<int> precedence(Operator op) {
  switch (op) {
    case Operator::Any:
    case Operator::All:
    case Operator::GetItem:
    case Operator::JsonGetItem:
    case Operator::JsonPathGetItem:
      return 15;
    case Operator::Multiply:
    case Operator::Divide:
    case Operator::FloorDivide:
    case Operator::Modulo:
    case Operator::Negate:
    case Operator::BitwiseNot:
      return 8;
    case Operator::Add:
    case Operator::Subtract:
    case Operator::BitwiseXor:
    case Operator::BitwiseOr:
    case Operator::BitwiseAnd:
    case Operator::ShiftLeft:
    case Operator::ShiftRight:
      return 7;
    case Operator::Concat:
    case Operator::Match:
    case Operator::NotMatch:
    case Operator::RegexpMatch:
    case Operator::NotRegexpMatch:
    case Operator::RegexpReplace:
    case Operator::ILike:
    case Operator::NotILike:
    case Operator::Like:
    case Operator::NotLike:
    case Operator::In:
    case Operator::NotIn:
    case Operator::Is:
    case Operator::IsNot:
    case Operator::Equal:
    case Operator::NotEqual:
    case Operator::IsDistinctFrom:
    case Operator::IsNotDistinctFrom:
    case Operator::Greater:
    case Operator::Less:
    case Operator::GreaterEqual:
    case Operator::LessEqual:
    case Operator::Between:
    case Operator::NotBetween:
    case Operator::Distinct:
    case Operator::Not:
    case Operator::IsTrue:
    case Operator::IsFalse:
      return 5;
    case Operator::Collate:
      return 4;
    case Operator::And:
    case Operator::Ascending:
    case Operator::Descending:
      return 3;
    case Operator::Or:
      return 2;
    case Operator::Exists:
      return 0;
    case Operator::Comma:
      return -1;
    default:
      return std::nullopt;
  }
}

bool associative(Operator op) {
  return op == Operator::Add || op == Operator::Multiply || op == Operator::Concat ||
         op == Operator::And || op == Operator::Or;
}
bool natural(Operator op) {
  return associative(op) || op == Operator::GetItem || op == Operator::JsonGetItem ||
         op == Operator::JsonPathGetItem;
}

/// Whether `op` binds no more tightly than what it stands in, so that it needs parentheses.
bool precedes(Operator op, const std::optional<Custom>& custom, const Against& against) {
  if (against.kind == Against::Kind::Nothing) return true;
  const int own = custom ? custom->precedence : precedence(op).value_or(smallest);
  if (against.kind == Against::Kind::Condition) return own <= -10;
  if (op == against.op && op != Operator::Custom && natural(op)) return false;
  if (op == Operator::Custom && against.op == Operator::Custom && custom && custom->natural &&
      custom->precedence == against.precedence) {
    return false;
  }
  const int outer = against.op == Operator::Custom ? against.precedence
                                                   : precedence(against.op).value_or(largest);
  return own <= outer;
}

NodePtr group(const NodePtr& node) { return make(GroupNode{node}, node->type); }

bool implicitly_boolean(const NodePtr& node) {
  return match(
      node->data,
      [](const BinaryNode& binary) {
        return is_comparison(binary.op, binary.custom) || binary.op == Operator::And;
      },
      [](const ListNode& list) { return list.op == Operator::And || list.op == Operator::Or; },
      [](const GroupNode& inner) { return implicitly_boolean(inner.inner); },
      [](const auto&) { return false; });
}

NodePtr as_boolean(const NodePtr& node, bool positive) {
  // Where a comparison is wrapped, every dialect knows a condition when it sees one.
  if (implicitly_boolean(node)) {
    return positive ? node : make(UnaryNode{Operator::Not, node, {}}, boolean_type());
  }
  return make(UnaryNode{positive ? Operator::IsTrue : Operator::IsFalse, node, {}}, boolean_type());
}

/// The rule that columns, functions, casts and other unstructured expressions follow.
NodePtr group_element(const NodePtr& node, const Against& against) {
  const bool condition = against.kind == Against::Kind::Condition ||
                         (against.kind == Against::Kind::Operator &&
                          (against.op == Operator::And || against.op == Operator::Or));
  if (condition && is_boolean(node)) return as_boolean(node, true);
  if (against.kind == Against::Kind::Operator &&
      (against.op == Operator::Any || against.op == Operator::All)) {
    return group(node);
  }
  return node;
}

bool binds_against(const Against& against, Operator op) {
  return against.kind == Against::Kind::Operator && against.op == op;
}

/// The items of a chain of the same operator; parentheses around it are of no account.
const std::vector<NodePtr>* flat_items(const NodePtr& node, Operator op, Affinity type) {
  if (const auto* group_ = node->as<GroupNode>()) return flat_items(group_->inner, op, type);
  if (const auto* list = node->as<ListNode>(); list && list->op == op && !list->tuple) {
    return affinity(node) == type ? &list->items : nullptr;
  }
  return nullptr;
}

/// Calls with each expression that stands directly in it, absent ones (null) too; those of queries
/// are their own.
template <class Visit>
void each_operand(const Node::Data& data, Visit&& visit) {
  const auto all = [&](const std::vector<NodePtr>& nodes) {
    for (const NodePtr& one : nodes) visit(one);
  };
  match(
      data, [&](const FunctionNode& function) { all(function.arguments); },
      [&](const UnaryNode& unary) { visit(unary.operand); },
      [&](const BinaryNode& binary) {
        visit(binary.left);
        visit(binary.right);
      },
      [&](const ListNode& list) { all(list.items); },
      [&](const GroupNode& group) { visit(group.inner); },
      [&](const CastNode& cast) { visit(cast.operand); },
      [&](const TypeCoerceNode& coerce) { visit(coerce.operand); },
      [&](const CaseNode& cases) {
        visit(cases.value);
        for (const auto& [condition, result] : cases.whens) {
          visit(condition);
          visit(result);
        }
        visit(cases.otherwise);
      },
      [&](const ExtractNode& extract) { visit(extract.operand); },
      [&](const LabelNode& label) { visit(label.operand); },
      [&](const OverNode& over) {
        visit(over.element);
        all(over.partition_by);
        all(over.order_by);
      },
      [&](const FilterNode& filter) {
        visit(filter.element);
        all(filter.criteria);
      },
      [&](const WithinGroupNode& within) {
        visit(within.element);
        all(within.order_by);
      },
      [&](const ArrayNode& array) { all(array.items); },
      [&](const OrderedNode& ordered) {
        visit(ordered.element);
        all(ordered.order_by);
      },
      [](const Bind&) {}, [](const ColumnNode&) {}, [](const KeywordNode&) {},
      [](const TextNode&) {}, [](const QueryNode&) {}, [](const NextValueNode&) {},
      [](const EmptySetNode&) {}, [](const LabelReference&) {}, [](const ResolvedNode&) {},
      [](const OversizedNode&) {});
}

}  // namespace

Node::Data::Data() = default;
Node::Data::Data(const Data&) = default;
Node::Data::Data(Data&&) noexcept = default;
Node::Data& Node::Data::operator=(const Data&) = default;
Node::Data& Node::Data::operator=(Data&&) noexcept = default;
Node::Data::~Data() = default;

Source::Data::Data() = default;
Source::Data::Data(const Data&) = default;
Source::Data::Data(Data&&) noexcept = default;
Source::Data& Source::Data::operator=(const Data&) = default;
Source::Data& Source::Data::operator=(Data&&) noexcept = default;
Source::Data::~Data() = default;

NodePtr make(Node::Data data, SqlType type) {
  std::size_t parts = 1;
  each_operand(data, [&](const NodePtr& operand) {
    if (operand) parts += operand->parts;
  });
  if (parts > largest_expression) {
    data = OversizedNode{};
    parts = 1;
  }
  return std::make_shared<const Node>(Node{std::move(data), std::move(type), parts});
}

NodePtr keyword(ir::Keyword::Word word) {
  const bool truth = word == ir::Keyword::Word::True || word == ir::Keyword::Word::False;
  return make(KeywordNode{word}, truth ? boolean_type() : SqlType{});
}

SqlType boolean_type() { return {{ir::Boolean{}}, {}}; }
SqlType integer_type() { return {{ir::Integer{}}, {}}; }
SqlType string_type() { return {{ir::String{}}, {}}; }

// ---- sources

bool same(const SourcePtr& a, const SourcePtr& b) {
  if (a == b) return true;
  if (!a || !b) return false;
  const auto* left = a->as<TableSource>();
  const auto* right = b->as<TableSource>();
  return left && right && left->identity == right->identity && left->identity != nullptr;
}

bool contains(const std::vector<SourcePtr>& sources, const SourcePtr& source) {
  return std::ranges::any_of(sources, [&](const SourcePtr& one) { return same(one, source); });
}

NodePtr column_of(const SourcePtr& source, const ColumnSpec& spec) {
  return make(ColumnNode{source, spec.name, spec.key}, spec.type);
}

NodePtr column_of(const SourcePtr& source, std::string_view key) {
  if (const auto* join = source->as<JoinSource>()) {
    // `t_id` of a join names the column `id` of `t`.
    for (const SourcePtr& side : {join->left, join->right}) {
      if (const auto* table = side->as<TableSource>()) {
        const std::string prefix = table->name.name + "_";
        if (key.starts_with(prefix)) {
          if (NodePtr column = column_of(side, key.substr(prefix.size()))) return column;
        }
      }
      if (NodePtr column = column_of(side, key)) return column;
    }
    return nullptr;
  }
  for (const ColumnSpec& spec : source->columns) {
    if (spec.key == key) return column_of(source, spec);
  }
  return nullptr;
}

std::vector<NodePtr> columns_of(const SourcePtr& source) {
  std::vector<NodePtr> columns;
  if (const auto* join = source->as<JoinSource>()) {
    columns = columns_of(join->left);
    for (NodePtr& column : columns_of(join->right)) columns.push_back(std::move(column));
    return columns;
  }
  for (const ColumnSpec& spec : source->columns) columns.push_back(column_of(source, spec));
  return columns;
}

bool same(const NodePtr& a, const NodePtr& b) {
  if (a == b) return true;
  const auto* left = a->as<ColumnNode>();
  const auto* right = b->as<ColumnNode>();
  return left && right && left->source && same(left->source, right->source) &&
         left->name == right->name && left->key == right->key;
}

void add_sources(const SourcePtr& source, std::vector<SourcePtr>& out) {
  out.push_back(source);
  if (const auto* join = source->as<JoinSource>()) {
    add_sources(join->left, out);
    add_sources(join->right, out);
  }
}

void add_sources(const NodePtr& node, std::vector<SourcePtr>& out) {
  if (!node) return;
  if (const auto* column = node->as<ColumnNode>()) {
    if (column->source) out.push_back(column->source);
    return;
  }
  each_operand(node->data, [&](const NodePtr& operand) { add_sources(operand, out); });
}

// ---- types

Affinity affinity(const ir::Type& type) {
  return match(
      type.kind, [](const ir::NullType&) { return Affinity::Null; },
      [](const ir::Boolean&) { return Affinity::Boolean; },
      [](const ir::Integer&) { return Affinity::Integer; },
      [](const ir::Numeric&) { return Affinity::Numeric; },
      [](const ir::Float&) { return Affinity::Numeric; },
      [](const ir::String&) { return Affinity::String; },
      [](const ir::Binary&) { return Affinity::Binary; },
      [](const ir::Date&) { return Affinity::Date; },
      [](const ir::Time&) { return Affinity::Time; },
      [](const ir::Timestamp&) { return Affinity::DateTime; },
      [](const ir::Interval&) { return Affinity::Interval; },
      [](const ir::Json&) { return Affinity::Json; },
      [](const ir::Uuid&) { return Affinity::Uuid; },
      [](const ir::Enum& values) {
        return values.dialect_native ? Affinity::NamedEnum : Affinity::String;
      },
      [](const ir::Array&) { return Affinity::Array; },
      [](const ir::Domain&) { return Affinity::Other; },
      [](const ir::Named&) { return Affinity::Other; });
}

bool is_boolean(const NodePtr& node) { return affinity(node) == Affinity::Boolean; }

// ---- operators

bool is_comparison(Operator op, const std::optional<Custom>& custom) {
  switch (op) {
    case Operator::Equal:
    case Operator::NotEqual:
    case Operator::Less:
    case Operator::LessEqual:
    case Operator::Greater:
    case Operator::GreaterEqual:
    case Operator::Is:
    case Operator::IsNot:
    case Operator::IsDistinctFrom:
    case Operator::IsNotDistinctFrom:
    case Operator::Like:
    case Operator::NotLike:
    case Operator::ILike:
    case Operator::NotILike:
    case Operator::In:
    case Operator::NotIn:
    case Operator::Between:
    case Operator::NotBetween:
    case Operator::RegexpMatch:
    case Operator::NotRegexpMatch:
    case Operator::Match:
    case Operator::NotMatch:
    case Operator::Contains:
    case Operator::NotContains:
    case Operator::StartsWith:
    case Operator::NotStartsWith:
    case Operator::EndsWith:
    case Operator::NotEndsWith:
    case Operator::IContains:
    case Operator::NotIContains:
    case Operator::IStartsWith:
    case Operator::NotIStartsWith:
    case Operator::IEndsWith:
    case Operator::NotIEndsWith:
      return true;
    case Operator::Custom:
      return custom && custom->comparison;
    default:
      return false;
  }
}

std::optional<Operator> opposite(Operator op) {
  static constexpr std::pair<Operator, Operator> pairs[] = {
      {Operator::Equal, Operator::NotEqual},
      {Operator::Less, Operator::GreaterEqual},
      {Operator::LessEqual, Operator::Greater},
      {Operator::Is, Operator::IsNot},
      {Operator::IsDistinctFrom, Operator::IsNotDistinctFrom},
      {Operator::Like, Operator::NotLike},
      {Operator::ILike, Operator::NotILike},
      {Operator::In, Operator::NotIn},
      {Operator::Between, Operator::NotBetween},
      {Operator::RegexpMatch, Operator::NotRegexpMatch},
      {Operator::Match, Operator::NotMatch},
      {Operator::Contains, Operator::NotContains},
      {Operator::StartsWith, Operator::NotStartsWith},
      {Operator::EndsWith, Operator::NotEndsWith},
      {Operator::IContains, Operator::NotIContains},
      {Operator::IStartsWith, Operator::NotIStartsWith},
      {Operator::IEndsWith, Operator::NotIEndsWith},
  };
  for (const auto& [one, other] : pairs) {
    if (op == one) return other;
    if (op == other) return one;
  }
  return std::nullopt;
}

NodePtr self_group(const NodePtr& node, const Against& against) {
  const auto structured = [&](Operator op, const std::optional<Custom>& custom, bool boolean) {
    if (precedes(op, custom, against) || (binds_against(against, Operator::Not) && !boolean)) {
      return group(node);
    }
    return node;
  };
  return match(
      node->data, [&](const Bind&) { return group_element(node, against); },
      [&](const ColumnNode&) { return group_element(node, against); },
      [&](const KeywordNode&) { return group_element(node, against); },
      [&](const TextNode&) {
        return binds_against(against, Operator::In) || binds_against(against, Operator::NotIn)
                   ? group(node)
                   : node;
      },
      [&](const FunctionNode&) {
        if (binds_against(against, Operator::GetItem) && affinity(node) == Affinity::Array) {
          return group(node);
        }
        return group_element(node, against);
      },
      [&](const UnaryNode& unary) {
        switch (unary.op) {
          case Operator::IsTrue:
          case Operator::IsFalse:
          // Behind their operand: they are no operators of their own.
          case Operator::Ascending:
          case Operator::Descending:
          case Operator::NullsFirst:
          case Operator::NullsLast:
            return node;
          default:
            return precedes(unary.op, std::nullopt, against) ? group(node) : node;
        }
      },
      [&](const BinaryNode& binary_) {
        return structured(binary_.op, binary_.custom, is_comparison(binary_.op, binary_.custom));
      },
      [&](const ListNode& list) {
        if (list.tuple) return node;
        const bool conditions = list.op == Operator::And || list.op == Operator::Or;
        if (conditions && list.items.empty()) return node;
        return structured(list.op, std::nullopt, conditions);
      },
      [&](const GroupNode&) { return node; },
      [&](const CastNode&) { return group_element(node, against); },
      [&](const TypeCoerceNode& coerce) {
        const NodePtr grouped = self_group(coerce.operand, against);
        return grouped == coerce.operand ? node : make(TypeCoerceNode{grouped}, node->type);
      },
      [&](const CaseNode&) { return group_element(node, against); },
      [&](const ExtractNode&) { return group_element(node, against); },
      [&](const LabelNode& label) {
        const NodePtr inner = self_group(label.operand, against);
        return inner == label.operand ? node : make(LabelNode{label.name, inner}, node->type);
      },
      [&](const OverNode&) { return group_element(node, against); },
      [&](const FilterNode&) {
        // FILTER binds like an operator of its own.
        const bool needs =
            against.kind == Against::Kind::Nothing ||
            (against.kind == Against::Kind::Operator &&
             6 <= (against.op == Operator::Custom ? against.precedence
                                                  : precedence(against.op).value_or(largest)));
        return needs ? group(node) : group_element(node, against);
      },
      [&](const WithinGroupNode&) { return group_element(node, against); },
      [&](const QueryNode&) { return node; },
      [&](const ArrayNode&) {
        return binds_against(against, Operator::Any) || binds_against(against, Operator::All) ||
                       binds_against(against, Operator::GetItem)
                   ? group(node)
                   : node;
      },
      [&](const NextValueNode&) { return group_element(node, against); },
      [&](const OrderedNode&) { return node; }, [&](const EmptySetNode&) { return node; },
      [&](const LabelReference&) { return node; }, [&](const OversizedNode&) { return node; },
      [&](const ResolvedNode&) { return group_element(node, against); });
}

NodePtr with_type(const NodePtr& node, const SqlType& type) {
  if (affinity(node) != Affinity::Null) return node;
  if (const auto* bind = node->as<Bind>()) return make(*bind, type);
  if (const auto* inner = node->as<GroupNode>()) {
    const NodePtr typed = with_type(inner->inner, type);
    return typed == inner->inner ? node : make(GroupNode{typed}, type);
  }
  return node;
}

NodePtr binary(Operator op, const NodePtr& left, const NodePtr& right, SqlType type, bool negatable,
               const Custom* custom) {
  if (associative(op)) {
    const Affinity kind = affinity(type.type);
    const std::vector<NodePtr>* before = flat_items(left, op, kind);
    const std::vector<NodePtr>* behind = flat_items(right, op, kind);
    const auto flat_pair = [&](const NodePtr& node) -> const BinaryNode* {
      const auto* grouped = node->as<GroupNode>();
      const auto* pair = (grouped ? grouped->inner : node)->as<BinaryNode>();
      return pair && pair->op == op && affinity(node) == kind ? pair : nullptr;
    };
    const BinaryNode* pair_before = flat_pair(left);
    const BinaryNode* pair_behind = flat_pair(right);
    if (before || behind || pair_before || pair_behind) {
      ListNode list{op, {}, false};
      const auto add = [&](const NodePtr& whole, const std::vector<NodePtr>* items,
                           const BinaryNode* pair) {
        if (items) {
          for (const NodePtr& item : *items) list.items.push_back(item);
        } else if (pair) {
          list.items.push_back(pair->left);
          list.items.push_back(pair->right);
        } else {
          list.items.push_back(whole);
        }
      };
      add(left, before, pair_before);
      add(right, behind, pair_behind);
      for (NodePtr& item : list.items) item = self_group(item, against(op));
      return make(std::move(list), std::move(type));
    }
  }
  Against place = against(op);
  if (custom) place.precedence = custom->precedence;
  BinaryNode node;
  node.op = op;
  if (custom) node.custom = *custom;
  node.left = self_group(left, place);
  node.right = self_group(right, place);
  const auto* collection = right->as<UnaryNode>();
  node.negatable =
      negatable &&
      !(collection && (collection->op == Operator::Any || collection->op == Operator::All));
  node.first = left.get();
  node.second = right.get();
  return make(std::move(node), std::move(type));
}

NodePtr operate(Operator op, const NodePtr& left, const NodePtr& right) {
  const Affinity own = affinity(left), other = affinity(right);
  SqlType type = left->type;
  const auto result = [&](Affinity kind) -> SqlType {
    if (kind == own) return left->type;
    if (kind == other) return right->type;
    switch (kind) {
      case Affinity::Integer:
        return integer_type();
      case Affinity::Numeric:
        return {{ir::Numeric{}}, {}};
      case Affinity::Date:
        return {{ir::Date{}}, {}};
      case Affinity::DateTime:
        return {{ir::Timestamp{}}, {}};
      case Affinity::Interval:
        return {{ir::Interval{}}, {}};
      case Affinity::Time:
        return {{ir::Time{}}, {}};
      default:
        return left->type;
    }
  };

  const bool text = own == Affinity::String || own == Affinity::Binary || own == Affinity::Array ||
                    own == Affinity::NamedEnum;
  const bool other_text = other == Affinity::String || other == Affinity::Binary ||
                          other == Affinity::Array || other == Affinity::NamedEnum;
  if (op == Operator::Add && text && (other_text || other == Affinity::Null)) {
    return binary(Operator::Concat, left, right, left->type);
  }
  if (own == Affinity::Null && other != Affinity::Null &&
      (op == Operator::Add || op == Operator::Multiply)) {
    // The type that is known decides.
    if (op == Operator::Add && other_text)
      return binary(Operator::Concat, left, right, right->type);
    type = right->type;
  } else if (own == Affinity::Integer) {
    if (op == Operator::Add && other == Affinity::Date) type = result(Affinity::Date);
    if ((op == Operator::Add || op == Operator::Subtract || op == Operator::Multiply ||
         op == Operator::Divide) &&
        other == Affinity::Numeric) {
      type = result(Affinity::Numeric);
    }
    if (op == Operator::Multiply && other == Affinity::Interval) type = result(Affinity::Interval);
    if (op == Operator::Divide && other == Affinity::Integer) type = result(Affinity::Numeric);
  } else if (own == Affinity::Date) {
    if (op == Operator::Add && other == Affinity::Interval) type = result(Affinity::DateTime);
    if (op == Operator::Add && other == Affinity::Time) type = result(Affinity::DateTime);
    if (op == Operator::Subtract && other == Affinity::Date) type = integer_type();
    if (op == Operator::Subtract && other == Affinity::Interval) type = result(Affinity::DateTime);
    if (op == Operator::Subtract && other == Affinity::DateTime) type = result(Affinity::Interval);
  } else if (own == Affinity::DateTime || own == Affinity::Time) {
    if (op == Operator::Subtract && other == own) type = result(Affinity::Interval);
    if (op == Operator::Add && own == Affinity::Time && other == Affinity::Date) {
      type = result(Affinity::DateTime);
    }
  } else if (own == Affinity::Interval) {
    if (op == Operator::Add && (other == Affinity::Date || other == Affinity::DateTime)) {
      type = result(Affinity::DateTime);
    }
    if (op == Operator::Add && other == Affinity::Time) type = result(Affinity::Time);
  }
  return binary(op, left, right, std::move(type));
}

NodePtr negate(const NodePtr& node) {
  const auto plain = [&]() -> NodePtr {
    if (is_boolean(node)) return as_boolean(node, false);
    return make(UnaryNode{Operator::Not, self_group(node, against(Operator::Not)), {}}, {});
  };
  if (const auto* word = node->as<KeywordNode>()) {
    if (word->word == ir::Keyword::Word::True) return keyword(ir::Keyword::Word::False);
    if (word->word == ir::Keyword::Word::False) return keyword(ir::Keyword::Word::True);
    return plain();
  }
  if (const auto* pair = node->as<BinaryNode>()) {
    if (const std::optional<Operator> other = opposite(pair->op); pair->negatable && other) {
      BinaryNode turned = *pair;
      turned.op = *other;
      return make(std::move(turned), node->type);
    }
    return negate(group(node));
  }
  if (const auto* unary = node->as<UnaryNode>()) {
    if (unary->op == Operator::IsTrue || unary->op == Operator::IsFalse) {
      if (unary->operand->as<KeywordNode>()) return negate(unary->operand);
      return as_boolean(unary->operand, unary->op == Operator::IsFalse);
    }
    if (is_boolean(node)) {
      return make(UnaryNode{Operator::Not, self_group(node, against(Operator::Not)), {}},
                  boolean_type());
    }
    return plain();
  }
  if (const auto* list = node->as<ListNode>(); list && !list->tuple) {
    return make(UnaryNode{Operator::Not, self_group(node, against(Operator::Not)), {}}, {});
  }
  if (const auto* label = node->as<LabelNode>()) return negate(label->operand);
  if (node->as<TextNode>()) {
    return make(UnaryNode{Operator::Not, self_group(node, against(Operator::Not)), {}}, {});
  }
  return plain();
}

namespace {

/// Folds true and false; groups what is left for its place.
std::vector<NodePtr> process(Operator op, const std::vector<NodePtr>& clauses, bool& several) {
  const auto is_word = [](const NodePtr& node, ir::Keyword::Word word) {
    const auto* keyword_ = node->as<KeywordNode>();
    return keyword_ && keyword_->word == word;
  };
  const auto go_on = op == Operator::And ? ir::Keyword::Word::True : ir::Keyword::Word::False;
  const auto skip = op == Operator::And ? ir::Keyword::Word::False : ir::Keyword::Word::True;
  NodePtr neutral;
  std::vector<NodePtr> kept;
  several = false;
  for (const NodePtr& clause : clauses) {
    if (is_word(clause, go_on)) {
      neutral = clause;
    } else if (is_word(clause, skip)) {
      kept = {clause};
      break;
    } else {
      kept.push_back(clause);
    }
  }
  if (kept.empty() && neutral) kept = {neutral};
  several = kept.size() > 1;
  for (NodePtr& one : kept) one = self_group(one, several ? against(op) : against_condition());
  return kept;
}

}  // namespace

NodePtr conjunction(Operator op, const std::vector<NodePtr>& clauses) {
  if (clauses.empty()) return make(ListNode{op, {}, false}, boolean_type());
  bool several = false;
  const std::vector<NodePtr> kept = process(op, clauses, several);
  if (!several) return kept.front();
  ListNode list{op, {}, false};
  for (const NodePtr& one : kept) {
    const auto* grouped = one->as<GroupNode>();
    const auto* inner = (grouped ? grouped->inner : one)->as<ListNode>();
    if (inner && inner->op == op && !inner->tuple) {
      for (const NodePtr& item : inner->items) list.items.push_back(item);
    } else {
      list.items.push_back(one);
    }
  }
  return make(std::move(list), boolean_type());
}

NodePtr criteria(const std::vector<NodePtr>& clauses) {
  if (clauses.empty()) return nullptr;
  bool several = false;
  std::vector<NodePtr> kept = process(Operator::And, clauses, several);
  if (kept.empty()) return nullptr;
  if (!several) return kept.front();
  return make(ListNode{Operator::And, std::move(kept), false, true}, boolean_type());
}

}  // namespace migc::library::clause
