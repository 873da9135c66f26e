#include "compiler/python/parsing.h"

namespace migc::python {
namespace {

/// What `f"{value=}"` shows of the code, as CPython: no comments, one kind of line end.
std::string without_comments(std::string_view code) {
  std::string shown;
  char quote = '\0';
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (quote == '\0' && c == '#') {
      i = std::min(code.find_first_of("\r\n", i), code.size()) - 1;
      continue;
    }
    if (c == '\r') {
      shown += '\n';
      if (i + 1 < code.size() && code[i + 1] == '\n') ++i;
      continue;
    }
    if (c == '"' || c == '\'') quote = quote == '\0' ? c : quote == c ? '\0' : quote;
    shown += c;
  }
  return shown;
}

}  // namespace

const Expr* Parser::atom() {
  const std::uint32_t from = begin();
  switch (kind()) {
    case K::Name:
      ++t_;
      return make(from, 1, Name{text(t_[-1])});
    case K::String:
    case K::FStringStart:
      return strings();
    case K::Number:
      return number();
    case K::LeftParen:
      return group();
    case K::LeftBracket:
      return list_display();
    case K::LeftBrace:
      return brace_display();
    case K::None:
      ++t_;
      return constant(from, {Singleton::None});
    case K::True:
      ++t_;
      return constant(from, {Singleton::True});
    case K::False:
      ++t_;
      return constant(from, {Singleton::False});
    case K::Ellipsis:
      ++t_;
      return constant(from, {Singleton::Ellipsis});
    default:
      break;
  }
  unexpected("an expression");
  return arena_.make<Expr>(Span{source_.id, from, from}, 1U, Name{});
}

/// `(`: an expression in parentheses, a tuple, a generator.
const Expr* Parser::group() {
  const std::uint32_t from = begin();
  ++t_;
  if (accept(K::RightParen)) return make(from, 1, Sequence{SequenceKind::Tuple, {}});
  if (is(K::Yield)) {
    const Expr* value = yield_expression();
    expect(K::RightParen);
    return value;
  }
  const Expr* first = is(K::Star) ? list_item() : named_expression();
  if (at_comprehension()) {
    Expr result = *comprehension(ComprehensionKind::Generator, first, nullptr, from);
    expect(K::RightParen);
    result.span = span_from(from);
    return arena_.make<Expr>(result);
  }
  if (is(K::Comma)) {
    List<const Expr*> items(*this);
    items.push(first);
    while (accept(K::Comma) && !is(K::RightParen)) {
      items.push(is(K::Star) ? list_item() : named_expression());
    }
    if (!is(K::RightParen)) unexpected("`,` or `)`");
    accept(K::RightParen);
    const std::uint32_t most = height(items.view());
    return make(from, most + 1, Sequence{SequenceKind::Tuple, items.finish()});
  }
  if (!is(K::RightParen)) unexpected("`)`");
  accept(K::RightParen);
  if (first->as<Starred>()) fail(first->span, "a starred expression cannot stand alone here");
  return first;
}

const Expr* Parser::list_display() {
  const std::uint32_t from = begin();
  ++t_;
  List<const Expr*> items(*this);
  while (!is(K::RightBracket) && !is(K::End)) {
    items.push(is(K::Star) ? list_item() : named_expression());
    if (items.size() == 1 && at_comprehension()) {
      Expr result = *comprehension(ComprehensionKind::List, items.back(), nullptr, from);
      expect(K::RightBracket);
      result.span = span_from(from);
      return arena_.make<Expr>(result);
    }
    if (!accept(K::Comma)) break;
  }
  if (!is(K::RightBracket)) unexpected("`,` or `]`");
  accept(K::RightBracket);
  const std::uint32_t most = height(items.view());
  return make(from, most + 1, Sequence{SequenceKind::List, items.finish()});
}

/// `{`: a dict, a set, or a comprehension of either.
const Expr* Parser::brace_display() {
  const std::uint32_t from = begin();
  ++t_;
  if (is(K::RightBrace) || is(K::DoubleStar)) return dict_rest(nullptr, from);
  const bool is_key = !is(K::Star) && !(is(K::Name) && kind(1) == K::ColonEqual);
  const Expr* first = is(K::Star) ? list_item() : named_expression();
  if (is(K::Colon) && is_key) return dict_rest(first, from);
  if (at_comprehension()) {
    Expr result = *comprehension(ComprehensionKind::Set, first, nullptr, from);
    expect(K::RightBrace);
    result.span = span_from(from);
    return arena_.make<Expr>(result);
  }
  List<const Expr*> items(*this);
  items.push(first);
  while (accept(K::Comma) && !is(K::RightBrace)) {
    items.push(is(K::Star) ? list_item() : named_expression());
  }
  if (!is(K::RightBrace)) unexpected("`,` or `}`");
  accept(K::RightBrace);
  const std::uint32_t most = height(items.view());
  return make(from, most + 1, Sequence{SequenceKind::Set, items.finish()});
}

/// `key` is the first key when it has been read already.
const Expr* Parser::dict_rest(const Expr* key, std::uint32_t from) {
  List<DictItem> items(*this);
  std::uint32_t most = 0;
  while ((key || !is(K::RightBrace)) && !is(K::End)) {
    const Expr* value = nullptr;
    if (!key && accept(K::DoubleStar)) {
      value = bit_or();
    } else {
      if (!key) key = expression();
      expect(K::Colon);
      value = expression();
      if (items.size() == 0 && at_comprehension()) {
        Expr result = *comprehension(ComprehensionKind::Dict, key, value, from);
        expect(K::RightBrace);
        result.span = span_from(from);
        return arena_.make<Expr>(result);
      }
    }
    most = std::max({most, height(key), value->height});
    items.push({key, value});
    key = nullptr;
    if (!accept(K::Comma)) break;
  }
  if (!is(K::RightBrace)) unexpected("`,` or `}`");
  accept(K::RightBrace);
  return make(from, most + 1, Dict{items.finish()});
}

const Expr* Parser::number() {
  const Token token = *t_++;
  std::string_view digits = text(token);
  if (token.flags & token_flag::imaginary) {
    digits.remove_suffix(1);
    return constant(token.begin, {Imaginary{decode_float(digits)}});
  }
  if (token.flags & token_flag::floating) {
    return constant(token.begin, {Float{decode_float(digits)}});
  }
  Int value{digits, 10};
  if (token.flags & token_flag::prefixed) {
    const char marker = static_cast<char>(digits[1] | 0x20);
    value.base = marker == 'x' ? 16 : marker == 'o' ? 8 : 2;
    value.digits.remove_prefix(2);
  }
  if (token.flags & token_flag::underscores) {
    buffer_.assign(value.digits);
    std::erase(buffer_, '_');
    value.digits = arena_.copy(std::string_view(buffer_));
  }
  return constant(token.begin, {value});
}

/// The text of a string token between its quotes.
std::string_view Parser::body(const Token& token) const {
  std::string_view all = text(token);
  std::size_t prefix = 0;
  while (all[prefix] != '"' && all[prefix] != '\'') ++prefix;
  const std::size_t quotes = token.flags & token_flag::triple ? 3 : 1;
  return all.substr(prefix + quotes, all.size() - prefix - 2 * quotes);
}

void Parser::literal_fault(const LiteralFault& fault, std::uint32_t body_begin) {
  fail({source_.id, body_begin + static_cast<std::uint32_t>(fault.begin),
        body_begin + static_cast<std::uint32_t>(fault.end)},
       "{}", fault.message);
}

/// One string token, decoded.
String Parser::literal(const Token& token) {
  const std::string_view raw = body(token);
  if (!(token.flags & (token_flag::decode | token_flag::bytes))) return {raw, {}};
  buffer_.clear();
  String result{};
  const auto fault = decode_literal(raw, token.flags, buffer_, result.unknown_character);
  if (fault) literal_fault(*fault, static_cast<std::uint32_t>(raw.data() - text_.data()));
  result.text = arena_.copy(std::string_view(buffer_));
  return result;
}

/// Adjacent literals are one.
const Expr* Parser::strings() {
  const std::uint32_t from = begin();
  const bool bytes = is(K::String) && (t_->flags & token_flag::bytes);
  const Token* last = t_;
  bool formatted = false;
  // The pieces of an f-string are tokens of their own, so only plain strings can be counted ahead.
  for (; last->kind == K::String || last->kind == K::FStringStart; ++last) {
    if (last->kind == K::FStringStart) {
      formatted = true;
      break;
    }
  }
  if (formatted && !bytes) return fstrings(from);

  const auto mixed = [&](const Token& token) {
    return token.kind == K::FStringStart || ((token.flags & token_flag::bytes) != 0) != bytes;
  };
  String whole{};
  if (last == t_ + 1) {
    whole = literal(*t_++);
  } else {
    std::string joined;
    for (; is(K::String) || is(K::FStringStart); ++t_) {
      if (mixed(*t_)) {
        fail(span_of(*t_), "bytes and text literals cannot be joined");
        break;
      }
      const std::string_view raw = body(*t_);
      const auto fault = decode_literal(raw, t_->flags, joined, whole.unknown_character);
      if (!fault) continue;
      literal_fault(*fault, static_cast<std::uint32_t>(raw.data() - text_.data()));
      break;
    }
    whole.text = arena_.copy(std::string_view(joined));
  }
  if (bytes) return constant(from, {Bytes{whole.text}});
  return constant(from, {whole});
}

const Expr* Parser::fstrings(std::uint32_t from) {
  List<FStringPiece> pieces(*this);
  std::uint32_t most = 0;
  for (;;) {
    if (is(K::FStringStart)) {
      fstring(pieces, most);
    } else if (is(K::String)) {
      if (t_->flags & token_flag::bytes)
        fail(span_of(*t_), "bytes and text literals cannot be joined");
      if (resume_) break;
      const Token token = *t_++;
      const String text = literal(token);
      if (!text.text.empty()) pieces.push({.span = span_of(token), .literal = text});
    } else {
      break;
    }
  }
  return make(from, most + 1, FString{pieces.finish()});
}

void Parser::fstring(List<FStringPiece>& pieces, std::uint32_t& most) {
  ++t_;
  for (;;) {
    if (is(K::FStringMiddle)) {
      fstring_text(pieces);
    } else if (is(K::LeftBrace)) {
      field(pieces, most);
    } else {
      break;
    }
  }
  if (!is(K::FStringEnd)) unexpected("the end of the f-string");
  accept(K::FStringEnd);
}

void Parser::fstring_text(List<FStringPiece>& pieces) {
  const Token token = *t_++;
  String result{text(token), {}};
  if (token.flags & token_flag::decode) {
    buffer_.clear();
    const auto fault =
        decode_fstring_text(text(token), token.flags, buffer_, result.unknown_character);
    if (fault) literal_fault(*fault, token.begin);
    result.text = arena_.copy(std::string_view(buffer_));
  }
  pieces.push({.span = span_of(token), .literal = result});
}

/// `{value=!r:format}`.
void Parser::field(List<FStringPiece>& pieces, std::uint32_t& most) {
  const Depth depth(*this);
  if (!depth.good()) return;
  const std::uint32_t from = begin();
  ++t_;
  if (is(K::RightBrace) || is(K::Exclamation) || is(K::Colon) || is(K::Equal)) {
    fail(span_of(*t_), "f-string: an expression is missing before {}", describe(kind()));
  }
  FStringPiece piece{};
  piece.value = yield_or_list();
  most = std::max(most, height(piece.value));
  bool debug = false;
  if (accept(K::Equal)) {
    debug = true;
    std::string_view shown = text_.substr(from + 1, begin() - from - 1);
    if (shown.find_first_of("#\r") != std::string_view::npos) {
      shown = arena_.copy(std::string_view(without_comments(shown)));
    }
    pieces.push({.span = {source_.id, from + 1, begin()}, .literal = {shown, {}}});
  }
  if (accept(K::Exclamation)) {
    const std::string_view name = is(K::Name) ? text(*t_) : std::string_view{};
    if ((name != "s" && name != "r" && name != "a") || t_->begin != last_end()) {
      fail(span_of(*t_), "f-string: the conversion must be `!s`, `!r` or `!a`");
    } else {
      piece.conversion = name[0];
      ++t_;
    }
  }
  bool has_format = false;
  if (accept(K::Colon)) {
    has_format = true;
    List<FStringPiece> format(*this);
    for (;;) {
      if (is(K::FStringMiddle)) {
        fstring_text(format);
      } else if (is(K::LeftBrace)) {
        field(format, most);
      } else {
        break;
      }
    }
    piece.format = format.finish();
  }
  if (debug && !has_format && piece.conversion == 0) piece.conversion = 'r';
  if (!is(K::RightBrace)) unexpected("`}` of the f-string");
  accept(K::RightBrace);
  piece.span = span_from(from);
  pieces.push(piece);
}

}  // namespace migc::python
