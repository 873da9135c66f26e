#include "dialects/script.h"

#include <iterator>

namespace migc::dialects {

void Script::statement(std::string text) { push(Unit::Kind::Statement, std::move(text)); }
void Script::comment(std::string text) { push(Unit::Kind::Comment, "-- " + std::move(text)); }
void Script::begin() { push(Unit::Kind::Begin, {}); }
void Script::commit() { push(Unit::Kind::Commit, {}); }
void Script::raw(std::string text) { push(Unit::Kind::Raw, std::move(text)); }
void Script::separator() { push(Unit::Kind::Separator, {}); }

void Script::truncate(std::size_t size) {
  if (size < units_.size()) units_.resize(size);
}

void Script::append(Script&& other) {
  units_.insert(units_.end(), std::make_move_iterator(other.units_.begin()),
                std::make_move_iterator(other.units_.end()));
  other.units_.clear();
}

void Script::push(Unit::Kind kind, std::string text) {
  units_.push_back({kind, std::move(text), origin_});
}

}  // namespace migc::dialects
