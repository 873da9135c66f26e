#include "tests/support/program.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>

#include "compiler/driver/run.h"

namespace migc::tests {

Outcome run_migc(const std::vector<std::string>& arguments, const Texts& files,
                 const Texts& variables) {
  const MemoryFiles memory(files);
  driver::MemoryOutput output;
  const auto variable = [&](const std::string& name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
  driver::Host host{memory, output, variable};
  const int status = driver::run(arguments, host);
  return {status, std::move(output.out), std::move(output.err), std::move(output.files)};
}

std::string default_ini(const std::string& dialect) {
  return fmt::format(
      "[alembic]\n"
      "script_location = %(here)s\n"
      "prepend_sys_path = .\n"
      "path_separator = os\n"
      "sqlalchemy.url = {}://u:p@localhost/x\n",
      dialect);
}

std::string default_env() {
  return R"py(from alembic import context

config = context.config
target_metadata = None


def run_migrations_offline():
    url = config.get_main_option("sqlalchemy.url")
    context.configure(
        url=url,
        target_metadata=target_metadata,
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
    )

    with context.begin_transaction():
        context.run_migrations()


run_migrations_offline()
)py";
}

const std::vector<std::string>& dialects() {
  static const std::vector<std::string> names{"postgresql", "mysql", "mariadb",
                                              "sqlite",     "mssql", "oracle"};
  return names;
}

std::string read_text(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + path);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

void write_text(const std::string& path, const std::string& text) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream stream(path, std::ios::binary);
  stream << text;
  if (!stream.flush()) throw std::runtime_error("cannot write " + path);
}

Texts read_tree(const std::string& folder) {
  namespace fs = std::filesystem;
  Texts files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const std::string name = fs::relative(entry.path(), folder);
    if (name.find("__pycache__") == std::string::npos) files[name] = read_text(entry.path());
  }
  return files;
}

bool updating() {
  const char* value = std::getenv("MIGC_UPDATE");
  return value != nullptr && std::string(value) == "1";
}

}  // namespace migc::tests
