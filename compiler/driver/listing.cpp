#include "compiler/driver/listing.h"

#include <fmt/format.h>

#include "compiler/base/text.h"

namespace migc::driver {
namespace {

using migrations::Graph;
using migrations::Reference;
using migrations::Revision;
using migrations::RevisionIndex;

std::string joined(const std::vector<Reference>& references) {
  std::string text;
  for (const Reference& reference : references) {
    text += fmt::format("{}{}", text.empty() ? "" : ", ", reference.name);
  }
  return text;
}

std::string down_revisions(const Revision& revision) {
  return revision.down_revisions.empty() ? "<base>" : joined(revision.down_revisions);
}

/// Docstrings go to a terminal: line ends and tabs stay, what could steer it does not.
std::string printable(std::string_view text) {
  std::string result;
  std::size_t from = 0;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    if (at < text.size() && text[at] != '\n' && text[at] != '\t') continue;
    result += escape_controls(text.substr(from, at - from));
    if (at < text.size()) result += text[at];
    from = at + 1;
  }
  return result;
}

/// As `str.splitlines`: at all that Python holds for a line end.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  std::size_t from = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t next = at;
    const char32_t c = decode_utf8(text, next);
    const bool ends = (c >= 0x0a && c <= 0x0d) || (c >= 0x1c && c <= 0x1e) || c == 0x85 ||
                      c == 0x2028 || c == 0x2029;
    if (ends) {
      lines.push_back(text.substr(from, at - from));
      if (c == '\r' && text.substr(next).starts_with('\n')) ++next;
      from = next;
    }
    at = next;
  }
  if (from < text.size()) lines.push_back(text.substr(from));
  return lines;
}

}  // namespace

std::string listing_line(const Graph& graph, RevisionIndex index, const ListingStyle& style) {
  const Revision& revision = graph[index];
  std::string text;
  if (style.parents) {
    text = down_revisions(revision);
    if (!revision.depends_on.empty()) text += fmt::format(" ({})", joined(revision.depends_on));
    text += " -> ";
  }
  text += revision.id;
  if (style.labels) {
    const std::vector<std::string> labels = graph.labels(index);
    if (!labels.empty()) text += fmt::format(" ({})", join_text(labels, ", "));
  }
  if (graph.is_head(index)) text += graph.is_real_head(index) ? " (head)" : " (effective head)";
  if (style.tree_marks && graph.is_branch_point(index)) text += " (branchpoint)";
  if (style.tree_marks && graph.is_merge_point(index)) text += " (mergepoint)";
  if (style.message) text += fmt::format(", {}", printable(message(revision)));
  return text;
}

std::string listing_block(const Graph& graph, RevisionIndex index) {
  const Revision& revision = graph[index];
  const bool merge = graph.is_merge_point(index);
  std::string text = fmt::format(
      "Rev: {}{}{}{}\n", revision.id, graph.is_head(index) ? " (head)" : "",
      graph.is_branch_point(index) ? " (branchpoint)" : "", merge ? " (mergepoint)" : "");
  text += fmt::format("{}: {}\n", merge ? "Merges" : "Parent", down_revisions(revision));
  if (!revision.depends_on.empty()) {
    text += fmt::format("Also depends on: {}\n", joined(revision.depends_on));
  }
  if (graph.is_branch_point(index)) {
    std::vector<std::string> children;
    for (const RevisionIndex child : graph.children(index)) children.push_back(graph[child].id);
    text += fmt::format("Branches into: {}\n", join_text(children, ", "));
  }
  const std::vector<std::string> labels = graph.labels(index);
  if (!labels.empty()) text += fmt::format("Branch names: {}\n", join_text(labels, ", "));
  text += fmt::format("Path: {}\n\n", revision.path);
  std::vector<std::string> doc;
  for (const std::string_view line : lines_of(revision.doc)) {
    doc.push_back(fmt::format("    {}", printable(line)));
  }
  return text + join_text(doc, "\n") + "\n";
}

}  // namespace migc::driver
