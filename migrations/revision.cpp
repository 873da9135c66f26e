#include "migrations/revision.h"

namespace migc::migrations {

std::string_view message(const Revision& revision) {
  const std::string_view doc = revision.doc;
  return doc.substr(0, doc.find("\n\n"));
}

}  // namespace migc::migrations
