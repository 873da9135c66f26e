#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/base/source.h"

namespace migc::json {

struct Member;

/// A JSON value and where it stands, which the usual libraries do not keep and every message needs.
struct Node {
  enum class Kind { Null, Boolean, Integer, Real, String, Array, Object };
  Kind kind = Kind::Null;
  Span span;
  bool boolean = false;
  std::int64_t integer = 0;
  double real = 0;
  std::string text;  ///< Of a string, decoded; of a number, as written.
  std::vector<Node> items;
  std::vector<Member> members;

  const Node* find(std::string_view key) const;
};
struct Member {
  std::string key;
  Span key_span;
  Node value;
};

/// Reads strict JSON (RFC 8259), at most 200 deep. The first fault is reported and ends it.
std::optional<Node> parse(const Source& source, Diagnostics& diagnostics);

std::string_view describe(Node::Kind kind);  ///< "an object"

}  // namespace migc::json
