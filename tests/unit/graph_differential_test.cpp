// What Alembic makes of 2,000 random graphs (recorded by tests/differential/graphs.py, which
// describes the format), against `Graph` and the steps made from it.

#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "compiler/base/text.h"
#include "migrations/graph.h"
#include "migrations/steps.h"

namespace migc::migrations {
namespace {

constexpr std::string_view letters =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

std::vector<Reference> references(std::string_view text) {
  std::vector<Reference> result;
  if (text.empty()) return result;
  for (const std::string_view name : split(text, ',')) result.push_back({std::string(name), {}});
  return result;
}

class Recording {
 public:
  void read_graph(std::string_view text) {
    std::vector<Revision> revisions;
    for (const std::string_view word : split(text, ' ')) {
      const auto parts = split(word, '|');
      Revision revision;
      revision.id = parts[0];
      revision.down_revisions = references(parts[1]);
      revision.depends_on = references(parts[2]);
      revision.branch_labels = references(parts[3]);
      revisions.push_back(std::move(revision));
    }
    built_ = Diagnostics();
    graph_ = Graph::build(std::move(revisions), built_);
  }

  bool refused() const { return built_.has_errors(); }
  std::string first_message() const {
    return built_.empty() ? std::string() : built_.all().front().message;
  }

  char letter(RevisionIndex index) const { return letters[position(index)]; }
  char letter(std::string_view id) const { return letter(*graph_.find(id)); }
  std::string text(const std::optional<Path>& path) const {
    if (!path) return "!";
    std::string result;
    for (const RevisionIndex index : *path) result += letter(index);
    return result;
  }

  std::string listing() const {
    Diagnostics diagnostics;
    const std::optional<Path> path = graph_.history("", "", diagnostics);
    if (!path) return "!";
    std::vector<std::string> words;
    for (const RevisionIndex index : *path) {
      std::string word(1, letter(index));
      if (graph_.is_head(index)) word += graph_.is_real_head(index) ? 'h' : 'e';
      if (graph_.is_branch_point(index)) word += 'b';
      if (graph_.is_merge_point(index)) word += 'm';
      const std::vector<std::string> labels = graph_.labels(index);
      if (!labels.empty()) word += ":" + join_text(labels, ",");
      words.push_back(word);
    }
    return join_text(words, " ");
  }

  std::string branches() const {
    std::vector<std::string> words;
    for (std::size_t i = 0; i < graph_.size(); ++i) {
      const RevisionIndex index{static_cast<std::uint32_t>(i)};
      if (!graph_.is_branch_point(index)) continue;
      std::string word{letter(index), '>'};
      for (const RevisionIndex child : graph_.children(index)) word += letter(child);
      words.push_back(word);
    }
    return join_text(words, " ");
  }

  std::string answer(std::string_view question) const {
    Diagnostics diagnostics;
    if (question == "L") return listing();
    if (question == "H") return text(graph_.heads());
    if (question == "R") return text(graph_.resolve("heads", diagnostics));
    if (question == "B") return branches();
    if (question.starts_with("?")) return text(graph_.resolve(question.substr(1), diagnostics));
    const auto ends = split(question.substr(2), ':');
    if (question[0] == 'h') return text(graph_.history(ends[0], ends[1], diagnostics));

    const std::optional<Path> start = graph_.starting_points(ends[0], diagnostics);
    if (!start) return "!";
    std::optional<std::vector<Step>> steps;
    if (question[0] == 's') {
      std::vector<std::string> targets;
      for (const std::string_view target : split(ends[1], ' ')) targets.emplace_back(target);
      steps = stamp_steps(graph_, *start, targets, diagnostics);
    } else if (question[0] == 'u') {
      const std::optional<Path> path = graph_.upgrade_path(*start, ends[1], diagnostics);
      if (path) steps = upgrade_steps(graph_, *start, *path, diagnostics);
    } else {
      const std::optional<Path> path = graph_.downgrade_path(*start, ends[1], diagnostics);
      if (path) steps = downgrade_steps(graph_, *start, *path, diagnostics);
    }
    EXPECT_EQ(steps.has_value(), !diagnostics.has_errors()) << question;
    if (!steps) return "!";
    std::string result;
    for (const Step& step : *steps) {
      result += step.revision ? letter(*step.revision) : '/';
      if (step.first) result += '*';
      for (const VersionChange& change : step.changes) {
        using enum VersionChange::Kind;
        switch (change.kind) {
          case Insert:
            result += {'I', letter(change.to)};
            break;
          case Delete:
            result += {'D', letter(change.from)};
            break;
          case Update:
            result += {'U', letter(change.from), letter(change.to)};
            break;
        }
      }
    }
    return result;
  }

 private:
  Graph graph_;
  Diagnostics built_;
};

TEST(GraphDifferential, AnswersAsAlembicDoes) {
  std::ifstream file(MIGC_ROOT "/tests/differential/data/graphs.txt");
  ASSERT_TRUE(file.is_open());
  Recording recording;
  std::string line, graph;
  int graphs = 0, questions = 0, wrong = 0;
  bool expect_loaded = true;
  while (std::getline(file, line)) {
    if (line.starts_with("G ")) {
      graph = line;
      recording.read_graph(std::string_view(line).substr(2));
      ++graphs;
      expect_loaded = true;
      continue;
    }
    if (line == "F") {
      EXPECT_TRUE(recording.refused()) << graph;
      continue;
    }
    if (expect_loaded) {
      EXPECT_FALSE(recording.refused()) << graph << "\n" << recording.first_message();
      expect_loaded = false;
    }
    if (recording.refused()) continue;
    const bool plain = line[0] == 'L' || line[0] == 'H' || line[0] == 'R' || line[0] == 'B';
    const std::size_t end = plain ? 1 : line.find('=');
    const std::string question = line.substr(0, end);
    const std::string expected = line.substr(end + 1);
    ++questions;
    const std::string got = recording.answer(question);
    if (got != expected && ++wrong < 20) {
      ADD_FAILURE() << graph << "\n" << question << "\nAlembic " << expected << "\nmigc    " << got;
    }
  }
  EXPECT_EQ(wrong, 0) << "of " << questions;
  EXPECT_GE(graphs, 2000);
  EXPECT_GE(questions, 20000);
}

}  // namespace
}  // namespace migc::migrations
