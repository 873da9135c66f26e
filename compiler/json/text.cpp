#include "compiler/json/text.h"

#include <charconv>
#include <set>

#include "compiler/base/text.h"

namespace migc::json {
namespace {

constexpr int max_depth = 200;

class Parser {
 public:
  Parser(const Source& source, Diagnostics& diagnostics)
      : source_(source), text_(source.text), diagnostics_(diagnostics) {}

  std::optional<Node> document() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    Node node;
    if (!value(node, 0)) return std::nullopt;
    skip_blanks();
    if (at_ < text_.size()) {
      fail(at_, "text after the end of the value");
      return std::nullopt;
    }
    return node;
  }

 private:
  Span span(std::size_t begin, std::size_t end) const {
    return {source_.id, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  }
  bool fail(std::size_t at, std::string_view what) {
    const std::size_t end = std::min(at + 1, text_.size());
    diagnostics_.error("invalid-json", span(at, end), "{}", what);
    return false;
  }
  void skip_blanks() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != text_.npos) ++at_;
  }
  bool take(char c) {
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool value(Node& node, int depth) {
    skip_blanks();
    if (at_ >= text_.size()) return fail(at_, "expected a value, found the end of the file");
    if (depth > max_depth) return fail(at_, "nested too deeply");
    const std::size_t begin = at_;
    const bool read = [&] {
      switch (text_[at_]) {
        case '{':
          return object(node, depth);
        case '[':
          return array(node, depth);
        case '"':
          node.kind = Node::Kind::String;
          return string(node.text);
        default:
          return word(node);
      }
    }();
    node.span = span(begin, at_);
    return read;
  }

  bool object(Node& node, int depth) {
    node.kind = Node::Kind::Object;
    ++at_;
    if (take('}')) return true;
    std::set<std::string, std::less<>> seen;
    while (true) {
      skip_blanks();
      Member member;
      const std::size_t begin = at_;
      if (at_ >= text_.size() || text_[at_] != '"') return fail(at_, "expected a key in quotes");
      if (!string(member.key)) return false;
      member.key_span = span(begin, at_);
      if (!seen.insert(member.key).second) {
        diagnostics_.error("invalid-json", member.key_span, "key `{}` given twice", member.key);
        return false;
      }
      if (!take(':')) return fail(at_, "expected `:` after the key");
      if (!value(member.value, depth + 1)) return false;
      node.members.push_back(std::move(member));
      if (take('}')) return true;
      if (!take(',')) return fail(at_, "expected `,` or `}`");
    }
  }

  bool array(Node& node, int depth) {
    node.kind = Node::Kind::Array;
    ++at_;
    if (take(']')) return true;
    while (true) {
      node.items.emplace_back();
      if (!value(node.items.back(), depth + 1)) return false;
      if (take(']')) return true;
      if (!take(',')) return fail(at_, "expected `,` or `]`");
    }
  }

  bool word(Node& node) {
    const auto is = [&](std::string_view name) {
      if (!text_.substr(at_).starts_with(name)) return false;
      at_ += name.size();
      return true;
    };
    if (is("null")) return true;
    if (is("true") || is("false")) {
      node.kind = Node::Kind::Boolean;
      node.boolean = text_[at_ - 2] == 'u';
      return true;
    }
    return number(node);
  }

  std::size_t digits() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
    return at_ - begin;
  }
  bool number(Node& node) {
    const std::size_t begin = at_;
    if (text_[at_] == '-') ++at_;
    const std::size_t first = at_;
    const std::size_t whole = digits();
    if (whole == 0) return fail(begin, "expected a value");
    if (whole > 1 && text_[first] == '0') return fail(first, "a number cannot begin with 0");
    node.kind = Node::Kind::Integer;
    if (at_ < text_.size() && text_[at_] == '.') {
      ++at_;
      node.kind = Node::Kind::Real;
      if (digits() == 0) return fail(at_, "expected digits after the point");
    }
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      ++at_;
      node.kind = Node::Kind::Real;
      if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
      if (digits() == 0) return fail(at_, "expected digits in the exponent");
    }
    node.text = text_.substr(begin, at_ - begin);
    const char* const from = node.text.data();
    const char* const to = from + node.text.size();
    std::from_chars(from, to, node.real);
    if (node.kind == Node::Kind::Integer &&
        std::from_chars(from, to, node.integer).ec != std::errc()) {
      node.kind = Node::Kind::Real;  // Beyond 64 bits; `text` has all of it.
    }
    return true;
  }

  bool string(std::string& out) {
    const std::size_t begin = at_++;
    while (true) {
      if (at_ >= text_.size()) return fail(begin, "string without an end");
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return true;
      }
      if (static_cast<unsigned char>(c) < 0x20) return fail(at_, "control character in a string");
      ++at_;
      if (c != '\\') {
        out += c;
      } else if (!escape(out)) {
        return false;
      }
    }
  }
  bool escape(std::string& out) {
    static constexpr std::string_view names = "\"\\/bfnrt", values = "\"\\/\b\f\n\r\t";
    if (at_ >= text_.size()) return fail(at_ - 1, "string without an end");
    const char c = text_[at_++];
    if (const std::size_t found = names.find(c); found != names.npos) {
      out += values[found];
      return true;
    }
    if (c != 'u') return fail(at_ - 2, "unknown escape");
    std::uint32_t unit = 0;
    if (!hex(unit)) return false;
    if (unit >= 0xD800 && unit < 0xDC00) {
      std::uint32_t low = 0;
      if (!text_.substr(at_).starts_with("\\u")) return fail(at_, "half of a surrogate pair");
      at_ += 2;
      if (!hex(low)) return false;
      if (low < 0xDC00 || low > 0xDFFF) return fail(at_ - 6, "half of a surrogate pair");
      unit = 0x10000 + ((unit - 0xD800) << 10U) + (low - 0xDC00);
    } else if (unit >= 0xDC00 && unit < 0xE000) {
      return fail(at_ - 6, "half of a surrogate pair");
    }
    append_utf8(out, static_cast<char32_t>(unit));
    return true;
  }
  bool hex(std::uint32_t& unit) {
    const std::string_view digits = text_.substr(at_, 4);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), unit, 16);
    if (error != std::errc() || end != digits.data() + 4) {
      return fail(at_, "expected four hexadecimal digits");
    }
    at_ += 4;
    return true;
  }

  const Source& source_;
  std::string_view text_;
  Diagnostics& diagnostics_;
  std::size_t at_ = 0;
};

}  // namespace

const Node* Node::find(std::string_view key) const {
  for (const Member& member : members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

std::optional<Node> parse(const Source& source, Diagnostics& diagnostics) {
  return Parser(source, diagnostics).document();
}

std::string_view describe(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::Null:
      return "null";
    case Node::Kind::Boolean:
      return "a boolean";
    case Node::Kind::Integer:
    case Node::Kind::Real:
      return "a number";
    case Node::Kind::String:
      return "a string";
    case Node::Kind::Array:
      return "a list";
    case Node::Kind::Object:
      return "an object";
  }
  return "";
}

}  // namespace migc::json
