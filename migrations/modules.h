#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/arena.h"
#include "compiler/base/diagnostic.h"
#include "compiler/base/files.h"
#include "compiler/base/source.h"
#include "compiler/library/world.h"
#include "compiler/python/ast.h"
#include "compiler/python/evaluate.h"
#include "compiler/python/native.h"
#include "compiler/python/parser.h"

namespace migc::migrations {

/// The project's own Python modules, as revisions and `env.py` import them: found below the import
/// roots and nowhere else; parsed and evaluated once a run, statically like everything, then frozen
/// and shared by all. What cannot be known of them is Unknown, not an error: most of a project has
/// nothing to do with its migrations.
///
/// Safe from many threads.
class Modules {
 public:
  /// `roots`: absolute folders, in the order of `sys.path`. Nothing outside them is read.
  Modules(std::vector<std::string> roots, const library::Outside& outside, const Files& files,
          Sources& sources)
      : roots_(std::move(roots)), outside_(outside), files_(files), sources_(sources) {}

  /// The module of this dotted name, or nothing when the project has none.
  std::optional<python::Value> import(std::string_view name, const python::Site& site);

  /// Modules that env.py imported may be changed by it until now: from here on nothing changes.
  void settle();

  /// Parses a file that is evaluated elsewhere and keeps its tree, as those of modules are kept.
  const python::ast::Module& tree(const Source& source, Diagnostics& diagnostics) {
    const std::unique_lock lock(mutex_);
    return trees_.emplace_back(python::parse(source, arena_, diagnostics));
  }
  /// Directives that the modules registered which env.py imported.
  std::vector<std::pair<std::string, python::Value>> registered() const;

  /// The text of a file inside the project.
  std::optional<std::string> read_file(std::string_view path) const;

 private:
  using Loaded = std::map<std::string, std::shared_ptr<python::Module>, std::less<>>;

  struct Found {
    std::string path;
    bool is_package = false, has_file = false;
    std::optional<std::string_view> text;  ///< Of a third party's module that migc models.
  };
  std::optional<Found> find(const std::string& name) const;
  bool inside(const std::string& path) const;
  /// Evaluates the module's file. `loading` holds it meanwhile, half made, for import cycles.
  void load(const Found& found, const std::shared_ptr<python::Module>& module,
            python::Evaluator& evaluator);

  /// The evaluation of a module that env.py may still change.
  struct Open {
    explicit Open(const library::Outside& outside);
    Diagnostics unheard;
    library::World world;
    python::Evaluator evaluator;
  };

  const std::vector<std::string> roots_;
  const library::Outside& outside_;
  const Files& files_;
  Sources& sources_;
  std::recursive_mutex mutex_;
  Arena arena_;
  std::deque<python::ast::Module> trees_;  ///< Functions keep pointing into them.
  Loaded loaded_;
  std::set<std::string, std::less<>> absent_;
  std::vector<std::unique_ptr<Open>> open_;
  /// Directives by the module with which they came, and those that came with env.py.
  using Directives = std::vector<std::pair<std::string, python::Value>>;
  std::map<std::string, Directives, std::less<>> registered_;
  Directives of_environment_;
};

}  // namespace migc::migrations
