// Migrations as JSON: the published schema says what is read, what `migc ir` prints keeps to it,
// and the examples of docs/json-migrations.md do what stands below them.

#include <filesystem>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "compiler/base/text.h"
#include "compiler/json/read.h"
#include "compiler/json/write.h"
#include "tests/support/case.h"
#include "tests/unit/ir_random.h"

namespace migc::tests {
namespace {

using Value = nlohmann::json;
const std::string root = MIGC_ROOT;

/// The part of JSON Schema (draft 7) that the published schema uses; any other word is refused.
class Validator {
 public:
  explicit Validator(Value schema) : schema_(std::move(schema)) {}

  bool accepts(const Value& value) const { return accepts(schema_, value); }

 private:
  bool accepts(const Value& schema, const Value& value) const {
    if (schema.is_boolean()) return schema.get<bool>();
    for (const auto& [word, said] : schema.items()) {
      if (!holds(word, said, schema, value)) return false;
    }
    return true;
  }

  bool holds(const std::string& word, const Value& said, const Value& schema,
             const Value& value) const {
    const auto fits = [&](const Value& part) { return accepts(part, value); };
    if (word == "$ref") {
      const std::string path = said.get<std::string>().substr(1);
      return accepts(schema_.at(Value::json_pointer(path)), value);
    }
    if (word == "anyOf") return std::any_of(said.begin(), said.end(), fits);
    if (word == "type") {
      return said.is_string() ? has_type(value, said)
                              : std::any_of(said.begin(), said.end(), [&](const Value& type) {
                                  return has_type(value, type);
                                });
    }
    if (word == "const") return value == said;
    if (word == "enum") return std::find(said.begin(), said.end(), value) != said.end();
    if (word == "required") {
      return !value.is_object() || std::all_of(said.begin(), said.end(), [&](const Value& key) {
        return value.contains(key.get<std::string>());
      });
    }
    if (word == "properties") {
      if (!value.is_object()) return true;
      return std::all_of(said.items().begin(), said.items().end(), [&](const auto& property) {
        return !value.contains(property.key()) ||
               accepts(property.value(), value.at(property.key()));
      });
    }
    if (word == "additionalProperties") {
      if (!value.is_object()) return true;
      const auto& items = value.items();
      return std::all_of(items.begin(), items.end(), [&](const auto& item) {
        const bool known =
            schema.contains("properties") && schema.at("properties").contains(item.key());
        return known || accepts(said, item.value());
      });
    }
    if (word == "items") {
      if (!value.is_array()) return true;
      std::size_t i = 0;
      return std::all_of(value.begin(), value.end(), [&](const Value& item) {
        return said.is_array() ? i >= said.size() || accepts(said[i++], item) : accepts(said, item);
      });
    }
    if (word == "minItems") return !value.is_array() || value.size() >= said.get<std::size_t>();
    if (word == "maxItems") return !value.is_array() || value.size() <= said.get<std::size_t>();
    if (word == "$schema" || word == "title" || word == "description" || word == "definitions") {
      return true;
    }
    ADD_FAILURE() << "the schema says `" << word << "`, which this test does not know";
    return false;
  }

  static bool has_type(const Value& value, const Value& type) {
    const std::string name = type.get<std::string>();
    if (name == "integer") return value.is_number_integer();
    if (name == "number") return value.is_number();
    return value.type_name() == name;
  }

  Value schema_;
};

const Validator& published() {
  static const Validator validator(Value::parse(json::published_schema()));
  return validator;
}

bool reads(const std::string& text) {
  Sources sources;
  Diagnostics diagnostics;
  json::read(sources.add("a1.json", text), diagnostics);
  return !diagnostics.has_errors();
}

/// Each object within the value, and the value with that object changed.
void for_each_object(Value& value, const std::function<void(Value&)>& visit) {
  if (value.is_object()) visit(value);
  if (value.is_structured()) {
    for (Value& part : value) for_each_object(part, visit);
  }
}

template <class Kind>
Value random_definition(unsigned seed) {
  json::Definition definition;
  definition.header.revision = json::HeaderName{"a1", {}};
  ir::Operation operation;
  json::Random(seed).make(operation.action.emplace<Kind>());
  definition.upgrade = {{operation}};
  return Value::parse(json::write(definition));
}

/// What is written is valid; and of definitions that lack a key, have one too many, or a number in
/// the place of a value, the schema accepts those that are read.
template <class Kind>
void expect_agreement() {
  for (unsigned seed = 0; seed < 2; ++seed) {
    Value definition = random_definition<Kind>(seed);
    ASSERT_TRUE(published().accepts(definition)) << definition.dump(1);
    Value changed = definition;
    int objects = 0;
    for_each_object(changed, [&](Value& object) {
      if (++objects > 6) return;
      const Value before = object;
      for (const auto& [key, unused] : before.items()) {
        object.erase(key);
        EXPECT_EQ(published().accepts(changed), reads(changed.dump())) << changed.dump(1);
        object = before;
        object[key] = 5;
        EXPECT_EQ(published().accepts(changed), reads(changed.dump())) << changed.dump(1);
        object = before;
      }
      object["surplus"] = "x";
      EXPECT_EQ(published().accepts(changed), reads(changed.dump())) << changed.dump(1);
      object = before;
    });
    if (testing::Test::HasFailure()) return;
  }
}

TEST(Definitions, TheSchemaAcceptsWhatIsRead) {
  const auto all = []<class... Kinds>(const std::variant<Kinds...>*) {
    (expect_agreement<Kinds>(), ...);
  };
  all(static_cast<const ir::Action*>(nullptr));
}

TEST(Definitions, ThePublishedSchemaIsTheOneOfTheProgram) {
  const std::string path = root + "/docs/migration.schema.json";
  if (updating()) write_text(path, json::published_schema());
  EXPECT_EQ(std::filesystem::exists(path) ? read_text(path) : "", json::published_schema())
      << "MIGC_UPDATE=1 rewrites docs/migration.schema.json";
}

TEST(Definitions, WhatIrPrintsKeepsToTheSchema) {
  int definitions = 0;
  for (const Case& test_case : read_cases(root + "/tests")) {
    for (const Invocation& run : test_case.runs) {
      const bool prints = !run.arguments.empty() && run.arguments[0] == "ir";
      const std::string golden = root + "/tests/" + test_case.golden(run, "", "out");
      if (!prints || !std::filesystem::exists(golden)) continue;
      for (const Value& definition : Value::parse(read_text(golden))) {
        ++definitions;
        EXPECT_TRUE(published().accepts(definition)) << golden;
      }
    }
  }
  EXPECT_GT(definitions, 0);
}

// ---- docs/json-migrations.md

struct Block {
  std::string language, text;
  std::size_t begin = 0;  ///< Of the text, in the page.
};

std::vector<Block> blocks(const std::string& page) {
  std::vector<Block> found;
  for (std::size_t at = page.find("```"); at != std::string::npos;) {
    const std::size_t begin = page.find('\n', at) + 1;
    const std::size_t end = page.find("```", begin);
    found.push_back({page.substr(at + 3, begin - at - 4), page.substr(begin, end - begin), begin});
    at = page.find("```", end + 3);
  }
  return found;
}

/// The statements of one revision within the script of all.
std::string section(const std::string& script, const std::string& revision) {
  const std::size_t line = script.find(fmt::format("-> {}", revision));
  const std::size_t begin = script.find("\n\n", line) + 2;
  const std::size_t version = std::min(script.find("UPDATE alembic_version", begin),
                                       script.find("INSERT INTO alembic_version", begin));
  return fmt::format("{}\n", trim(script.substr(begin, version - begin)));
}

TEST(Definitions, TheExamplesOfThePageDoWhatStandsBelowThem) {
  const std::string path = root + "/docs/json-migrations.md";
  std::string page = read_text(path);
  std::vector<Block> all = blocks(page);
  Texts files;
  std::vector<std::pair<std::string, Block>> expected;
  std::string revision;
  for (const Block& block : all) {
    if (block.language == "json") {
      const Value definition = Value::parse(block.text);
      EXPECT_TRUE(published().accepts(definition)) << block.text;
      revision = definition.at("revision");
      files[fmt::format("versions/{}.json", revision)] = block.text;
    } else if (block.language == "sql") {
      expected.emplace_back(revision, block);
    }
  }
  ASSERT_GT(files.size(), 1U);
  files["alembic.ini"] = default_ini("postgresql");
  files["env.py"] = default_env();
  const Outcome outcome = run_migc({"upgrade", "heads", "--sql"}, files);
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  for (auto at = expected.rbegin(); at != expected.rend(); ++at) {
    const auto& [id, block] = *at;
    const std::string text = section(outcome.out, id);
    if (updating()) {
      page.replace(block.begin, block.text.size(), text);
    } else {
      EXPECT_EQ(block.text, text) << "MIGC_UPDATE=1 rewrites " << path;
    }
  }
  if (updating()) write_text(path, page);
}

}  // namespace
}  // namespace migc::tests
