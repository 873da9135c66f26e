#include "migrations/project.h"

#include <algorithm>
#include <array>

#include "compiler/base/arena.h"
#include "compiler/base/parallel.h"
#include "compiler/base/text.h"
#include "compiler/json/check.h"
#include "compiler/json/read.h"
#include "compiler/library/module_facts.h"
#include "compiler/library/run.h"
#include "compiler/python/encoding.h"
#include "compiler/python/header.h"
#include "compiler/python/parser.h"
#include "compiler/sql/directives.h"
#include "dialects/dialect.h"
#include "migrations/at_fault.h"
#include "migrations/modules.h"
#include "migrations/raw_sql.h"

namespace migc::migrations {
namespace {

template <class Name>
std::vector<Reference> references(std::vector<Name> names) {
  std::vector<Reference> result;
  for (Name& name : names) result.push_back({std::move(name.text), name.span});
  return result;
}

/// A revision as far as its file's header says.
struct Loaded {
  Revision revision;
  Diagnostics diagnostics;
  bool usable = false;
};

/// The header's facts from evaluating the module, for those that no literal says.
void evaluate_header(const Source& source, const library::Outside& outside,
                     const std::function<void()>& await_turn, Loaded& loaded) {
  Arena arena;
  const python::ast::Module module = python::parse(source, arena, loaded.diagnostics);
  if (loaded.diagnostics.has_errors()) return;
  library::World world(outside, loaded.diagnostics);
  world.await_turn = await_turn;
  const std::optional<library::ModuleFacts> facts =
      library::module_facts(module, loaded.revision.path, world);
  if (!facts) return;
  loaded.revision.id = facts->revision;
  const auto named = [&](const std::vector<std::string>& names) {
    std::vector<Reference> result;
    for (const std::string& name : names) result.push_back({name, loaded.revision.id_span});
    return result;
  };
  loaded.revision.down_revisions = named(facts->down_revisions);
  loaded.revision.depends_on = named(facts->depends_on);
  loaded.revision.branch_labels = named(facts->branch_labels);
  loaded.usable = true;
}

void read_python(const Source& source, const library::Outside& outside,
                 const std::function<void()>& await_turn, Loaded& loaded) {
  python::Header header = python::read_header(source, loaded.diagnostics);
  Revision& revision = loaded.revision;
  revision.source = source.id;
  revision.doc = std::string(trim(header.doc));
  revision.id_span = {source.id, 0, 0};
  if (!header.complete || !header.revision) {
    return evaluate_header(source, outside, await_turn, loaded);
  }
  revision.id = std::move(header.revision->text);
  revision.id_span = header.revision->span;
  revision.down_revisions = references(std::move(header.down_revisions));
  revision.depends_on = references(std::move(header.depends_on));
  revision.branch_labels = references(std::move(header.branch_labels));
  loaded.usable = true;
}

/// The header of a JSON or SQL file.
template <class Header>
void take_header(const Source& source, Header header, Loaded& loaded) {
  Revision& revision = loaded.revision;
  revision.source = source.id;
  revision.doc = std::string(trim(header.message));
  if (!header.revision) {
    if (!loaded.diagnostics.has_errors()) {
      loaded.diagnostics.error("no-revision", {source.id, 0, 0},
                               "the file does not set `revision`");
    }
    return;
  }
  revision.id = std::move(header.revision->text);
  revision.id_span = header.revision->span;
  revision.down_revisions = references(std::move(header.down_revisions));
  revision.depends_on = references(std::move(header.depends_on));
  revision.branch_labels = references(std::move(header.branch_labels));
  loaded.usable = true;
}

/// Data files lie beside revisions, and Alembic passes them by. Ours are those that say what they
/// are.
bool is_definition(const Source& source, RevisionFile::Kind kind) {
  const auto says = [&](std::string_view word) {
    return source.text.find(word) != std::string::npos;
  };
  if (kind == RevisionFile::Kind::Sql) return says("revision:");
  const std::size_t first = source.text.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  const bool object = first != std::string::npos && source.text[first] == '{';
  // A misspelt key is told of, not passed by.
  return object && (says("\"revision\"") || says("\"Revision\"") || says("\"down_revision\"") ||
                    (says("\"upgrade\"") && says("\"op\"")));
}

Loaded read_revision(const RevisionFile& file, const Files& files, Sources& sources,
                     const std::string& working_folder, const std::vector<std::string>& roots,
                     const library::Outside& outside, const std::function<void()>& await_turn) {
  Loaded loaded;
  const Source* source = read_source(file.path, files, sources, loaded.diagnostics, working_folder);
  if (source == nullptr) return loaded;
  loaded.revision.path = file.path;
  if (file.kind != RevisionFile::Kind::Python && !is_definition(*source, file.kind)) return loaded;
  switch (file.kind) {
    case RevisionFile::Kind::Python:
      read_python(*source, outside, await_turn, loaded);
      loaded.revision.offline_sql =
          read_offline_sql(*source, file.path, roots, files, sources, working_folder);
      break;
    case RevisionFile::Kind::Json:
      take_header(*source, json::read_header(*source, loaded.diagnostics), loaded);
      break;
    case RevisionFile::Kind::Sql:
      take_header(*source, sql::read_header(*source, loaded.diagnostics), loaded);
      break;
  }
  return loaded;
}

}  // namespace

const Source* read_source(const std::string& path, const Files& files, Sources& sources,
                          Diagnostics& diagnostics, std::optional<std::string> working_folder) {
  Files::Content content = files.read(path);
  if (!working_folder) working_folder = files.canonical(".");
  const std::string inside = join_path(working_folder.value_or(""), "") + "/";
  const std::string shown = path.starts_with(inside) ? path.substr(inside.size()) : path;
  const auto nowhere = [&] { return Span{sources.add(shown, "").id, 0, 0}; };
  if (!content.error.empty()) {
    diagnostics.error("unreadable-file", nowhere(), "`{}` cannot be read: {}", path, content.error);
    return nullptr;
  }
  std::variant<std::string, python::EncodingError> text =
      python::decode_source(std::move(content.text));
  if (const auto* error = std::get_if<python::EncodingError>(&text)) {
    diagnostics.error("bad-encoding", nowhere(), "line {}: {}", error->line, error->message);
    return nullptr;
  }
  return &sources.add(shown, std::move(std::get<std::string>(text)));
}

RevisionFile::Kind Project::kind(RevisionIndex index) const {
  const std::string& path = graph[index].path;
  if (path.ends_with(".json")) return RevisionFile::Kind::Json;
  return path.ends_with(".sql") ? RevisionFile::Kind::Sql : RevisionFile::Kind::Python;
}

std::vector<std::string> Project::import_roots() const {
  std::vector<std::string> roots;
  const auto add = [&](const std::string& folder) {
    if (std::ranges::find(roots, folder) == roots.end()) roots.push_back(folder);
  };
  for (const std::string& folder : environment.prepend_sys_path) {
    add(folder.starts_with('/') ? folder : normal_path(join_path(working_folder, folder)));
  }
  add(environment.here);
  add(environment.script_location);
  for (const std::string& folder : environment.version_locations) add(folder);
  for (const std::string& folder : package_folders) add(folder);
  return roots;
}

namespace {

std::vector<std::string> find_package_folders(const std::string& script_location,
                                              const Files& files) {
  constexpr std::string_view markers[] = {"pyproject.toml", "setup.py", "setup.cfg", ".git"};
  constexpr int highest = 12;
  std::vector<std::string> folders;
  std::string folder = files.canonical(script_location).value_or("");
  for (int height = 0; height < highest && folder.size() > 1; ++height) {
    // What lies in a package is imported through it.
    if (files.kind(join_path(folder, "__init__.py")) == Files::Kind::Missing) {
      folders.push_back(folder);
    }
    if (const std::string src = join_path(folder, "src");
        files.kind(src) == Files::Kind::Directory) {
      folders.push_back(src);
    }
    const bool top = std::ranges::any_of(markers, [&](std::string_view marker) {
      return files.kind(join_path(folder, marker)) != Files::Kind::Missing;
    });
    if (top) return folders;
    folder = parent_path(folder);
  }
  return {};  // Nothing says where the project ends.
}

}  // namespace

std::optional<Project> load(const ProjectOptions& options, const Files& files, Sources& sources,
                            Diagnostics& diagnostics) {
  std::optional<Environment> environment =
      read_environment(options.environment, files, sources, diagnostics);
  if (!environment) return std::nullopt;
  Project project{.options = options, .environment = std::move(*environment)};
  project.working_folder = files.canonical(".").value_or("");
  project.package_folders = find_package_folders(project.environment.script_location, files);

  const std::vector<RevisionFile> found = revision_files(project.environment, files, diagnostics);
  library::Outside outside = outside_of(project, diagnostics);
  const std::vector<std::string> roots = project.import_roots();
  Modules modules(roots, outside, files, sources);
  outside.import_module = [&](std::string_view name, const python::Site& site) {
    return modules.import(name, site);
  };
  std::vector<Revision> revisions;
  parallel_in_order(
      found.size(), options.workers,
      [&](std::size_t i, const std::function<void()>& await_turn) {
        return read_revision(found[i], files, sources, project.working_folder, roots, outside,
                             await_turn);
      },
      [&](std::size_t, Loaded&& loaded) {
        diagnostics.merge(std::move(loaded.diagnostics));
        if (loaded.usable) revisions.push_back(std::move(loaded.revision));
      });
  project.graph = Graph::build(std::move(revisions), diagnostics);
  return project;
}

library::Outside outside_of(const Project& project, Diagnostics& diagnostics) {
  const Environment& environment = project.environment;
  library::Outside outside;
  outside.x_arguments = project.options.x_arguments;
  outside.present = project.options.present;
  outside.absent = project.options.absent;
  outside.now = project.options.now;
  outside.definitions = environment.define;
  std::ranges::copy(project.options.define, std::back_inserter(outside.definitions));
  outside.variables = environment.variables;
  std::ranges::copy(project.options.variables, std::back_inserter(outside.variables));
  outside.arguments = environment.arguments;
  std::ranges::copy(project.options.arguments, std::back_inserter(outside.arguments));
  outside.server_version =
      project.options.server_version ? project.options.server_version : environment.server_version;
  outside.config_file = environment.ini_path;
  outside.section_name = environment.section;
  outside.script_location = environment.script_location;
  const ProjectOptions& options = project.options;
  outside.option = [&environment, &diagnostics, &options](
                       std::string_view section,
                       std::string_view name) -> std::optional<std::string> {
    if (section.empty()) section = environment.section;
    if ((!options.dialect && !options.url) || name != "sqlalchemy.url") {
      return environment.ini.value(section, name, diagnostics);
    }
    // `%(DATABASE_URL)s` may be set where the project is deployed.
    Diagnostics unheard;
    const auto value = environment.ini.value(section, name, unheard);
    if (!unheard.has_errors()) return value;
    return options.url ? *options.url : *options.dialect + "://";
  };
  outside.section = [&environment, &diagnostics](std::string_view section) {
    return environment.ini.has_section(section) ? environment.ini.items(section, diagnostics)
                                                : std::nullopt;
  };
  return outside;
}

namespace {

Body evaluate_json(const Source& source, library::Direction direction) {
  Body body;
  body.function = {source.id, 0, 0};
  json::Definition definition = json::read(source, body.diagnostics);
  auto& operations =
      direction == library::Direction::Upgrade ? definition.upgrade : definition.downgrade;
  body.defined = operations.has_value();
  if (operations && !body.diagnostics.has_errors()) json::check(*operations, body.diagnostics);
  if (operations) body.operations = std::move(*operations);
  return body;
}

Body evaluate_sql(const Source& source, library::Direction direction,
                  const dialects::Facts& dialect) {
  Body body;
  body.function = {source.id, 0, 0};
  const sql::Sections sections = sql::read_sections(source, body.diagnostics);
  const std::optional<sql::Section>& section =
      direction == library::Direction::Upgrade ? sections.up : sections.down;
  body.defined = section.has_value();
  if (!section) return body;
  const std::string_view text =
      std::string_view(source.text)
          .substr(section->span.begin, section->span.end - section->span.begin);
  body.operations = statements(text, section->span, dialect, body.diagnostics);
  if (!section->transaction) {
    ir::Autocommit outside_transaction{std::move(body.operations)};
    body.operations = {};
    body.operations.push_back(
        {.origin = {section->span, section->span}, .action = std::move(outside_transaction)});
  }
  return body;
}

/// A revision that lacks the way back cannot be downgraded.
void demand_function(const Revision& revision, std::string_view function, Body& body) {
  if (body.defined || body.diagnostics.has_errors()) return;
  body.diagnostics.error("missing-function", body.function, "revision `{}` has no `{}`",
                         revision.id, function);
}

}  // namespace

Body evaluate(const Project& project, RevisionIndex index, const library::Outside& outside,
              const EvaluateOptions& options, const Sources& sources) {
  const Revision& revision = project.graph[index];
  const std::string_view function =
      options.direction == library::Direction::Upgrade ? "upgrade" : "downgrade";
  const dialects::Facts& dialect = outside.target->dialect->facts();
  if (project.kind(index) != RevisionFile::Kind::Python) {
    const Source& source = sources[revision.source];
    Body body = project.kind(index) == RevisionFile::Kind::Json
                    ? evaluate_json(source, options.direction)
                    : evaluate_sql(source, options.direction, dialect);
    demand_function(revision, function, body);
    return body;
  }
  Body body;
  body.function = {revision.source, 0, 0};
  if (const std::optional<OfflineSql>& given = revision.offline_sql) {
    if (!given->problem.empty()) {
      Diagnostic& diagnostic =
          body.diagnostics.error("offline-sql", given->where, "{}", given->problem);
      if (!given->help.empty()) diagnostic.help(given->help);
      return body;
    }
    Body reviewed = evaluate_sql(sources[given->source], options.direction, dialect);
    if (reviewed.defined || reviewed.diagnostics.has_errors()) {
      for (ir::Operation& operation : reviewed.operations) {
        operation.origin.in_revision = given->where;
      }
      reviewed.function = body.function;
      return reviewed;
    }
  }
  Arena arena;
  Source shortened;
  if (!options.without.empty()) {
    shortened = sources[revision.source];
    shortened.text = without(std::move(shortened.text), options.without);
  }
  const python::ast::Module module = python::parse(
      options.without.empty() ? sources[revision.source] : shortened, arena, body.diagnostics);
  if (body.diagnostics.has_errors()) return body;

  library::World world(outside, body.diagnostics);
  world.direction = options.direction;
  world.schema = options.schema;
  world.schema_at_load = options.at_load;
  world.doubt = options.doubt;
  world.revision = revision.id;
  world.explore = options.explore;
  world.await_turn = options.await_turn;
  library::Outcome outcome = library::run(module, revision.path, function, world);
  body.operations = std::move(outcome.operations);
  body.defined = outcome.defined;
  body.raises = outcome.raises;
  // One that comes from another module has no place of its own in this file.
  if (outcome.function.source == revision.source) body.function = outcome.function;
  body.asked_schema = world.asked_schema();
  if (options.read_sql) read_raw_sql(body.operations, dialect, body.diagnostics);
  demand_function(revision, function, body);
  return body;
}

std::vector<Body> evaluate_all(const Project& project, const Path& revisions,
                               const library::Outside& outside, const EvaluateOptions& options,
                               const Sources& sources) {
  std::vector<Body> bodies;
  bodies.reserve(revisions.size());
  parallel_in_order(
      revisions.size(), project.options.workers,
      [&](std::size_t i, const std::function<void()>& await_turn) {
        EvaluateOptions own = options;
        own.await_turn = await_turn;
        return evaluate(project, revisions[i], outside, own, sources);
      },
      [&](std::size_t, Body&& body) { bodies.push_back(std::move(body)); });
  return bodies;
}

}  // namespace migc::migrations
