#include "compiler/ir/restate.h"

namespace migc::ir {
namespace {

struct Letters {
  std::string charset, collation;
  bool said = false;  ///< By another word: NATIONAL, BINARY, ASCII.
};

/// Nothing for what is no text.
std::optional<Letters> letters_of(const Type& type, const Naming& naming) {
  if (const auto* text = std::get_if<String>(&type.kind)) {
    // MySQL's NATIONAL is a character set.
    const bool national =
        &naming == &mysql_naming && (text->national || type.exact.starts_with("N"));
    return Letters{text->charset, text->collation,
                   national || text->ascii || text->binary || text->unicode_charset};
  }
  if (const auto* values = std::get_if<Enum>(&type.kind)) {
    return Letters{values->charset, values->collation};
  }
  return std::nullopt;
}

}  // namespace

bool folds_columns(const Naming& naming) { return naming.fold_case || &naming == &mysql_naming; }

bool keep_collation(Type& type, const Type& old, const Naming& naming) {
  const std::optional<Letters> now = letters_of(type, naming), before = letters_of(old, naming);
  if (!now || !before || now->said || !now->charset.empty() || !now->collation.empty()) {
    return false;
  }
  if (before->charset.empty() && before->collation.empty()) return false;
  if (auto* text = std::get_if<String>(&type.kind)) {
    text->charset = before->charset;
    text->collation = before->collation;
  } else if (auto* values = std::get_if<Enum>(&type.kind)) {
    values->charset = before->charset;
    values->collation = before->collation;
  }
  return true;
}

}  // namespace migc::ir
