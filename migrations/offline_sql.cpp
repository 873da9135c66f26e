#include "migrations/offline_sql.h"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/python/lexer.h"
#include "migrations/project.h"

namespace migc::migrations {
namespace {

struct Comment {
  Span span;
  std::string_view path;
};

/// The comments that name a file, each alone on its line.
std::vector<Comment> comments_of(const Source& source) {
  constexpr std::string_view word = "offline-sql";
  std::vector<Comment> found;
  const std::string_view text = source.text;
  static const std::boyer_moore_horspool_searcher searcher(word.begin(), word.end());
  if (std::search(text.begin(), text.end(), searcher) == text.end()) return found;
  Diagnostics unheard;
  const std::vector<python::Token> tokens = python::lex(source, unheard);
  for (const std::string_view line : split(text, '\n')) {
    const std::string_view comment = trim(line);
    if (!comment.starts_with('#')) continue;
    std::string_view rest = trim(comment.substr(1));
    if (!rest.starts_with("migc:")) continue;
    rest = trim(rest.substr(5));
    if (!rest.starts_with(word)) continue;
    const auto begin = static_cast<std::uint32_t>(comment.data() - text.data());
    const Span span{source.id, begin, begin + static_cast<std::uint32_t>(comment.size())};
    const bool in_string = std::ranges::any_of(tokens, [&](const python::Token& token) {
      return token.begin < span.begin && span.begin < token.end;
    });
    if (!in_string) found.push_back({span, trim(rest.substr(word.size()))});
  }
  return found;
}

bool is_inside(const std::string& real, const std::vector<std::string>& roots, const Files& files) {
  return std::ranges::any_of(roots, [&](const std::string& root) {
    const std::optional<std::string> folder = files.canonical(root);
    return folder && *folder != "/" && real.starts_with(*folder + "/");
  });
}

}  // namespace

std::optional<OfflineSql> read_offline_sql(const Source& revision, const std::string& path,
                                           const std::vector<std::string>& roots,
                                           const Files& files, Sources& sources,
                                           const std::string& working_folder) {
  const std::vector<Comment> comments = comments_of(revision);
  if (comments.empty()) return std::nullopt;
  OfflineSql result{.where = comments.front().span};
  if (comments.size() > 1) {
    result.where = comments[1].span;
    result.problem = "the revision names a second SQL file";
    result.help = "one file holds both directions: `-- migrate:up` and `-- migrate:down`";
    return result;
  }
  const std::string name(comments.front().path);
  if (name.empty()) {
    result.problem = "the comment names no file";
    result.help = "write `# migc: offline-sql FILE`";
    return result;
  }
  const std::string file =
      normal_path(name.starts_with('/') ? name : join_path(parent_path(path), name));
  const std::optional<std::string> real = files.canonical(file);
  if (!real || files.kind(file) != Files::Kind::File) {
    result.problem = fmt::format("there is no file `{}`", name);
    result.help = "the path starts at the folder of the revision";
    return result;
  }
  if (!is_inside(*real, roots, files)) {
    result.problem = fmt::format("`{}` lies outside the project", name);
    result.help = "keep the SQL beside the revision that it stands for";
    return result;
  }
  Diagnostics problems;
  const Source* source = read_source(file, files, sources, problems, working_folder);
  if (source == nullptr) {
    result.problem = fmt::format("`{}` cannot be read", name);
    return result;
  }
  result.source = source->id;
  return result;
}

}  // namespace migc::migrations
