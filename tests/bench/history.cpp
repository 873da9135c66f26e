#include "tests/bench/history.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace migc::bench {
namespace {

/// SplitMix64: the same numbers with every library.
class Random {
 public:
  std::size_t below(std::size_t limit) {
    state_ += 0x9E3779B97F4A7C15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return static_cast<std::size_t>((z ^ (z >> 31)) % limit);
  }

  template <std::size_t size>
  std::string_view pick(const std::array<std::string_view, size>& words) {
    return words[below(size)];
  }

 private:
  std::uint64_t state_ = 20240108;
};

constexpr std::array<std::string_view, 12> nouns{"account", "booking", "customer", "delivery",
                                                 "event",   "invoice", "item",     "message",
                                                 "order",   "payment", "product",  "session"};
constexpr std::array<std::string_view, 12> attributes{"amount",   "city",  "comment",  "country",
                                                      "currency", "email", "label",    "locale",
                                                      "notes",    "phone", "priority", "weight"};
constexpr std::array<std::string_view, 9> types{
    "sa.Integer()", "sa.BigInteger()", "sa.String(length=120)",
    "sa.Text()",    "sa.Boolean()",    "sa.DateTime(timezone=True)",
    "sa.Date()",    "sa.JSON()",       "sa.Numeric(precision=12, scale=2)"};

void write(const std::string& path, const std::string& text) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr || std::fwrite(text.data(), 1, text.size(), file) != text.size()) {
    throw std::runtime_error("cannot write " + path);
  }
  std::fclose(file);
}

std::string id(std::size_t number) {
  return fmt::format("{:012x}", (number * 0x9E3779B97F4B + 0xA1B2C3D4) & 0xFFFFFFFFFFFF);
}

/// The bodies of one revision after the other; every step is valid after those before it.
class Author {
 public:
  explicit Author(bool own_tables_only) : own_tables_only_(own_tables_only) {}

  struct Body {
    std::string up, down;
  };

  Body next() {
    ++step_;
    if (own_tables_only_ || tables_.size() < 5) return create_table();
    switch (random_.below(6)) {
      case 0:
        return create_table();
      case 1:
        return index();
      case 2:
        return alter();
      case 3:
        return data();
      default:
        return add_columns();
    }
  }

 private:
  const std::string& table() { return tables_[random_.below(tables_.size())]; }

  std::string column_name() { return fmt::format("{}_{}", random_.pick(attributes), step_); }

  Body create_table() {
    const std::string name = fmt::format("{}_{}", random_.pick(nouns), step_);
    std::string columns;
    for (std::size_t i = 0; i < 4 + random_.below(8); ++i) {
      columns +=
          fmt::format("        sa.Column(\"{}_{}\", {}, nullable={}),\n", random_.pick(attributes),
                      i, random_.pick(types), random_.below(2) == 0 ? "True" : "False");
    }
    std::string parent;
    if (!own_tables_only_ && !tables_.empty()) {
      parent = fmt::format(
          "        sa.Column(\"parent_id\", sa.BigInteger(), nullable=True),\n"
          "        sa.ForeignKeyConstraint([\"parent_id\"], [\"{}.id\"], "
          "name=op.f(\"fk_{}_parent_id\"), ondelete=\"CASCADE\"),\n",
          table(), name);
    }
    tables_.push_back(name);
    return {fmt::format("    op.create_table(\n"
                        "        \"{0}\",\n"
                        "        sa.Column(\"id\", sa.BigInteger(), autoincrement=True, "
                        "nullable=False),\n"
                        "{1}{2}"
                        "        sa.Column(\"created_at\", sa.DateTime(timezone=True), "
                        "server_default=sa.func.now(), nullable=False),\n"
                        "        sa.PrimaryKeyConstraint(\"id\", name=op.f(\"pk_{0}\")),\n"
                        "    )\n"
                        "    op.create_index(op.f(\"ix_{0}_created_at\"), \"{0}\", "
                        "[\"created_at\"], unique=False)\n",
                        name, columns, parent),
            fmt::format("    op.drop_index(op.f(\"ix_{0}_created_at\"), table_name=\"{0}\")\n"
                        "    op.drop_table(\"{0}\")\n",
                        name)};
  }

  Body add_columns() {
    const std::string target = table();
    Body body;
    for (std::size_t i = 0; i < 1 + random_.below(3); ++i) {
      const std::string name = fmt::format("{}_{}", column_name(), i);
      body.up += fmt::format("    op.add_column(\"{}\", sa.Column(\"{}\", {}, nullable=True))\n",
                             target, name, random_.pick(types));
      body.down = fmt::format("    op.drop_column(\"{}\", \"{}\")\n", target, name) + body.down;
    }
    return body;
  }

  Body index() {
    const std::string target = table();
    const std::string name = fmt::format("ix_{}_{}", target, step_);
    return {fmt::format("    op.create_index(\"{}\", \"{}\", [\"created_at\", \"id\"], "
                        "unique=False, postgresql_where=sa.text(\"id > 0\"))\n",
                        name, target),
            fmt::format("    op.drop_index(\"{}\", table_name=\"{}\")\n", name, target)};
  }

  Body alter() {
    const std::string target = table();
    return {fmt::format("    with op.batch_alter_table(\"{}\", schema=None) as batch_op:\n"
                        "        batch_op.alter_column(\"created_at\", "
                        "existing_type=sa.DateTime(timezone=True), nullable=True)\n",
                        target),
            fmt::format("    with op.batch_alter_table(\"{}\", schema=None) as batch_op:\n"
                        "        batch_op.alter_column(\"created_at\", "
                        "existing_type=sa.DateTime(timezone=True), nullable=False)\n",
                        target)};
  }

  Body data() {
    const std::string target = table();
    return {fmt::format("    op.execute(\n"
                        "        \"\"\"\n"
                        "        UPDATE {0} SET created_at = now()\n"
                        "        WHERE created_at IS NULL AND id < {1}\n"
                        "        \"\"\"\n"
                        "    )\n"
                        "    rows = sa.table(\"{0}\", sa.column(\"id\", sa.BigInteger()))\n"
                        "    op.execute(rows.delete().where(rows.c.id == {1}))\n",
                        target, step_),
            "    pass\n"};
  }

  Random random_;
  bool own_tables_only_;
  std::size_t step_ = 0;
  std::vector<std::string> tables_;
};

/// The parents of each revision, by number.
std::vector<std::vector<std::size_t>> parents(std::size_t count, Shape shape) {
  std::vector<std::vector<std::size_t>> result(count);
  if (shape == Shape::Line) {
    for (std::size_t i = 1; i < count; ++i) result[i] = {i - 1};
    return result;
  }
  Random random;
  std::vector<std::size_t> heads{0};
  for (std::size_t i = 1; i < count; ++i) {
    const std::size_t left = count - i;
    const std::size_t a = random.below(heads.size());
    if (heads.size() > 1 && (heads.size() >= left || random.below(10) < 2)) {
      const std::size_t b = (a + 1 + random.below(heads.size() - 1)) % heads.size();
      result[i] = {heads[a], heads[b]};
      heads[a] = i;
      heads.erase(heads.begin() + static_cast<std::ptrdiff_t>(b));
    } else if (heads.size() < 60 && heads.size() + 1 < left && random.below(10) < 3) {
      result[i] = {i - 1 - random.below(std::min<std::size_t>(i, 40))};
      const auto was_head = std::ranges::find(heads, result[i][0]);
      if (was_head == heads.end()) {
        heads.push_back(i);
      } else {
        *was_head = i;
      }
    } else {
      result[i] = {heads[a]};
      heads[a] = i;
    }
  }
  return result;
}

std::string parent_text(const std::vector<std::size_t>& parents) {
  if (parents.empty()) return "None";
  if (parents.size() == 1) return fmt::format("\"{}\"", id(parents[0]));
  return fmt::format("(\"{}\", \"{}\")", id(parents[0]), id(parents[1]));
}

}  // namespace

void write_history(const std::string& folder, std::size_t count, Shape shape, Bodies bodies) {
  std::filesystem::create_directories(folder + "/versions");
  write(folder + "/alembic.ini",
        "[alembic]\nscript_location = %(here)s\npath_separator = os\n"
        "sqlalchemy.url = postgresql://shop@localhost/shop\n");
  write(folder + "/env.py",
        "from alembic import context\n\n"
        "context.configure(\n"
        "    url=context.config.get_main_option(\"sqlalchemy.url\"),\n"
        "    literal_binds=True,\n"
        "    dialect_opts={\"paramstyle\": \"named\"},\n"
        ")\n"
        "with context.begin_transaction():\n"
        "    context.run_migrations()\n");

  const std::vector<std::vector<std::size_t>> graph = parents(count, shape);
  Author author(shape == Shape::Bushy);
  for (std::size_t i = 0; i < count; ++i) {
    Author::Body body{"    pass\n", "    pass\n"};
    if (bodies == Bodies::Full && graph[i].size() < 2) body = author.next();
    const std::string text = fmt::format(
        "\"\"\"step {0} of the history\n\n"
        "Revision ID: {1}\nRevises: {2}\nCreate Date: 2024-01-08 09:12:44.102931\n\n\"\"\"\n"
        "import sqlalchemy as sa\nfrom alembic import op\n\n"
        "# revision identifiers, used by Alembic.\n"
        "revision = \"{1}\"\ndown_revision = {2}\nbranch_labels = None\ndepends_on = None\n\n\n"
        "def upgrade() -> None:\n{3}\n\ndef downgrade() -> None:\n{4}",
        i, id(i), parent_text(graph[i]), body.up, body.down);
    write(fmt::format("{}/versions/{}_step_{}.py", folder, id(i), i), text);
  }
}

}  // namespace migc::bench
