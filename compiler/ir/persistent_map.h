#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/ir/name.h"

namespace migc::ir {

/// Priority of a key in the tree. It depends on the key alone, so that two maps of the same keys
/// have the same shape whatever their history.
inline std::uint64_t shape_of(std::string_view text, std::uint64_t seed = 0xcbf29ce484222325U) {
  for (const char c : text) seed = (seed ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return seed ^ (seed >> 29U);
}
inline std::uint64_t shape_of(const TableName& name) {
  return shape_of(name.name, shape_of(name.schema) ^ 0x9e3779b97f4a7c15U);
}

/// An ordered map that copies in constant time and shares what two copies have in common.
///
/// A treap whose nodes are copied only while another map holds them too: a map that nobody else
/// copied is changed in place. Values are immutable for those who look and copied by `edit`.
template <class Key, class Value>
class PersistentMap {
 public:
  const Value* find(const Key& key) const {
    const Node* node = root_.get();
    while (node != nullptr && node->key != key) {
      node = (key < node->key ? node->left : node->right).get();
    }
    return node == nullptr ? nullptr : node->value.get();
  }

  /// The value of `key`, to be changed. It is made when it is not there.
  Value& edit(const Key& key) {
    if (find(key) == nullptr) set(key, Value{});
    Link* link = &root_;
    while (true) {
      Node& node = own(*link);
      if (node.key == key) return own_value(node);
      link = key < node.key ? &node.left : &node.right;
    }
  }

  void set(const Key& key, Value value) {
    auto held = std::make_shared<Value>(std::move(value));
    Link* link = &root_;
    const std::uint64_t priority = shape_of(key);
    while (*link != nullptr && (*link)->key != key && above(**link, priority, key)) {
      Node& node = own(*link);
      link = key < node.key ? &node.left : &node.right;
    }
    if (*link != nullptr && (*link)->key == key) {
      own(*link).value = std::move(held);
      return;
    }
    auto [less, same, greater] = split(*link, key);
    *link = std::make_shared<Node>(
        Node{key, priority, std::move(held), std::move(less), std::move(greater)});
  }

  bool erase(const Key& key) {
    if (find(key) == nullptr) return false;
    Link* link = &root_;
    while ((*link)->key != key) {
      Node& node = own(*link);
      link = key < node.key ? &node.left : &node.right;
    }
    const Link gone = *link;
    *link = merge(gone->left, gone->right);
    return true;
  }

  void clear() { root_ = nullptr; }
  bool empty() const { return root_ == nullptr; }

  /// In the order of the keys.
  template <class Visit>
  void for_each(Visit&& visit) const {
    std::vector<const Node*> open;
    const Node* node = root_.get();
    while (node != nullptr || !open.empty()) {
      for (; node != nullptr; node = node->left.get()) open.push_back(node);
      node = open.back();
      open.pop_back();
      visit(node->key, static_cast<const Value&>(*node->value));
      node = node->right.get();
    }
  }

  /// Visits the keys whose values are not one and the same object: `visit(key, ours, theirs)`, a
  /// missing one null. What the two maps share is passed over unseen.
  template <class Visit>
  static void for_each_difference(const PersistentMap& a, const PersistentMap& b, Visit&& visit) {
    differences(a.root_, b.root_, visit);
  }

 private:
  struct Node;
  using Link = std::shared_ptr<Node>;
  struct Node {
    Key key;
    std::uint64_t priority = 0;
    std::shared_ptr<Value> value;
    Link left, right;
  };
  struct Parts {
    Link less;
    std::shared_ptr<Value> same;
    Link greater;
  };

  static bool above(const Node& node, std::uint64_t priority, const Key& key) {
    return node.priority != priority ? node.priority > priority : node.key < key;
  }

  template <class T>
  static bool shared(const std::shared_ptr<T>& pointer) {
    if (pointer.use_count() > 1) return true;
    std::atomic_thread_fence(std::memory_order_acquire);  // Whoever let go of it has finished.
    return false;
  }
  static Node& own(Link& link) {
    if (shared(link)) link = std::make_shared<Node>(*link);
    return *link;
  }
  static Value& own_value(Node& node) {
    if (shared(node.value)) node.value = std::make_shared<Value>(*node.value);
    return *node.value;
  }

  static Parts split(const Link& link, const Key& key) {
    if (link == nullptr) return {};
    if (link->key == key) return {link->left, link->value, link->right};
    if (key < link->key) {
      Parts parts = split(link->left, key);
      if (parts.greater == link->left) return {nullptr, nullptr, link};
      parts.greater = std::make_shared<Node>(
          Node{link->key, link->priority, link->value, std::move(parts.greater), link->right});
      return parts;
    }
    Parts parts = split(link->right, key);
    if (parts.less == link->right) return {link, nullptr, nullptr};
    parts.less = std::make_shared<Node>(
        Node{link->key, link->priority, link->value, link->left, std::move(parts.less)});
    return parts;
  }

  static Link merge(const Link& a, const Link& b) {
    if (a == nullptr) return b;
    if (b == nullptr) return a;
    if (above(*a, b->priority, b->key)) {
      return std::make_shared<Node>(
          Node{a->key, a->priority, a->value, a->left, merge(a->right, b)});
    }
    return std::make_shared<Node>(Node{b->key, b->priority, b->value, merge(a, b->left), b->right});
  }

  template <class Visit>
  static void differences(const Link& a, const Link& b, Visit& visit) {
    if (a == b) return;
    if (a == nullptr) {
      differences(a, b->left, visit);
      visit(b->key, static_cast<const Value*>(nullptr), static_cast<const Value*>(b->value.get()));
      differences(a, b->right, visit);
      return;
    }
    const Parts parts = split(b, a->key);
    differences(a->left, parts.less, visit);
    if (a->value != parts.same) {
      visit(a->key, static_cast<const Value*>(a->value.get()),
            static_cast<const Value*>(parts.same.get()));
    }
    differences(a->right, parts.greater, visit);
  }

  Link root_;
};

}  // namespace migc::ir
