#include "compiler/sql/pg.h"

#include <pg_query.h>

#include <nlohmann/json.hpp>

#include "compiler/sql/split.h"

namespace migc::sql {
namespace {

// The library recurses once for each of these; see `measure`.
constexpr std::size_t max_depth = 1000;
constexpr std::size_t max_chain = 10000;

class Result {
 public:
  explicit Result(const char* sql) : result_(pg_query_parse(sql)) {}
  ~Result() { pg_query_free_parse_result(result_); }
  Result(const Result&) = delete;
  Result& operator=(const Result&) = delete;
  const PgQueryParseResult* operator->() const { return &result_; }

 private:
  PgQueryParseResult result_;
};

/// The library counts characters from one.
std::size_t byte_offset(const std::string& sql, int position) {
  std::size_t at = 0;
  for (int i = 1; i < position && at < sql.size(); ++i) {
    ++at;
    while (at < sql.size() && (sql[at] & 0xC0) == 0x80) ++at;
  }
  return at;
}

/// Builds the tree while the JSON is read.
class Builder {
 public:
  explicit Builder(PgNode& root) : root_(root) {}

  bool null() { return node().present = true; }
  bool boolean(bool value) { return (node().truth = value, true); }
  bool number_integer(std::int64_t value) { return (node().number = value, true); }
  bool number_unsigned(std::uint64_t value) {
    return (node().number = static_cast<std::int64_t>(value), true);
  }
  bool number_float(double, const std::string&) { return (node(), true); }
  bool string(std::string& value) { return (node().value = std::move(value), true); }
  bool binary(std::vector<std::uint8_t>&) { return false; }
  bool start_object(std::size_t) { return start(); }
  bool key(std::string& name) { return (key_ = std::move(name), true); }
  bool end_object() { return end(); }
  bool start_array(std::size_t) { return start(); }
  bool end_array() { return end(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) {
    return false;
  }

 private:
  bool start() {
    open_.push_back(&node());
    return true;
  }
  bool end() {
    open_.pop_back();
    return true;
  }
  /// The pointer to a parent stays good: only the innermost open node grows.
  PgNode& node() {
    PgNode* made = &root_;
    if (!open_.empty() && !key_.empty()) {
      made = &open_.back()->members.emplace_back(std::move(key_), PgNode{}).second;
    } else if (!open_.empty()) {
      made = &open_.back()->items.emplace_back();
    }
    key_.clear();
    made->present = true;
    return *made;
  }

  PgNode& root_;
  std::vector<PgNode*> open_;
  std::string key_;
};

}  // namespace

const PgNode& PgNode::operator[](std::string_view key) const {
  static const PgNode absent;
  for (const auto& [name, node] : members) {
    if (name == key) return node;
  }
  return absent;
}

std::string_view PgNode::kind() const {
  return members.size() == 1 ? std::string_view(members.front().first) : std::string_view();
}

const PgNode& PgNode::inner() const {
  static const PgNode absent;
  return members.empty() ? absent : members.front().second;
}

PgResult parse_postgresql(const std::string& sql) {
  if (const std::size_t zero = sql.find('\0'); zero != std::string::npos) {
    return {{}, PgError{"a zero byte in the text", zero}};
  }
  const Extent extent = measure(sql, syntax_of("postgresql"));
  if (extent.depth > max_depth) return {{}, PgError{"nested too deeply", 0}};
  if (extent.chain > max_chain) return {{}, PgError{"an expression too long to read", 0}};

  const Result parsed(sql.c_str());
  if (parsed->error != nullptr) {
    return {{}, PgError{parsed->error->message, byte_offset(sql, parsed->error->cursorpos)}};
  }
  PgResult result;
  Builder builder(result.tree);
  const std::string_view tree = parsed->parse_tree;
  if (!nlohmann::json::sax_parse(tree.begin(), tree.end(), &builder)) {
    result.error = PgError{"the parse tree cannot be read", 0};
  }
  return result;
}

}  // namespace migc::sql
