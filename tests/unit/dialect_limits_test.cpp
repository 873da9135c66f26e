// What a dialect refuses and no migration can come to say.

#include <gtest/gtest.h>

#include "compiler/ir/schema.h"
#include "dialects/catalogue.h"

namespace migc::dialects {
namespace {

using namespace ir;

/// The codes of what is reported of `SELECT expr`.
std::vector<std::string> refused(Expr expr, std::string_view name) {
  const Target target{.dialect = find_dialect(name)};
  Script script;
  Diagnostics diagnostics;
  Query query;
  query.select.columns.push_back(std::move(expr));
  target.dialect->render({.origin = {}, .action = std::move(query)}, Schema::open_world(), target,
                         script, diagnostics);
  std::vector<std::string> codes;
  for (const Diagnostic& d : diagnostics.all()) codes.emplace_back(d.code);
  return codes;
}

Expr nested(int depth) {
  Expr expr = raw_sql("1");
  for (int i = 0; i < depth; ++i) expr = {Group{std::move(expr)}};
  return expr;
}

TEST(DialectLimits, ExpressionsAreNestedOnlySoDeep) {
  EXPECT_TRUE(refused(nested(50), "postgresql").empty());
  EXPECT_EQ(refused(nested(1000), "postgresql"), std::vector<std::string>{"expression-too-deep"});
}

TEST(DialectLimits, AValueMustHaveASpelling) {
  Literal literal{.value = {DatumList{{{std::int64_t{1}}}}}, .type = {}};
  literal.type.kind = Date{};
  EXPECT_EQ(refused({std::move(literal)}, "sqlite"),
            std::vector<std::string>{"unsupported-literal"});
}

}  // namespace
}  // namespace migc::dialects
