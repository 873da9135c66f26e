#include "compiler/library/bystanders.h"

#include <algorithm>

namespace migc::library {
namespace {

// None that runs what it is given: a program or a thread may change the database.
constexpr std::string_view packages[] = {
    "argparse",  "boto3",   "botocore",   "csv",        "ftplib", "getpass", "glob",     "gzip",
    "httpx",     "io",      "pathlib",    "platform",   "pprint", "redis",   "requests", "select",
    "shutil",    "smtplib", "socket",     "sentry_sdk", "sys",    "tarfile", "tempfile", "tkinter",
    "traceback", "urllib3", "webbrowser", "yaml",       "zipfile"};

}  // namespace

bool is_bystander(const python::Unknown& value) {
  constexpr std::string_view imported = "imported from `";
  const std::size_t at = value.why.find(imported);
  if (at == std::string::npos) return false;
  std::string_view package = std::string_view(value.why).substr(at + imported.size());
  package = package.substr(0, package.find_first_of(".`"));
  return std::ranges::find(packages, package) != std::end(packages);
}

}  // namespace migc::library
