#include "compiler/library/bystanders.h"

#include <algorithm>

namespace migc::library {
namespace {

constexpr std::string_view packages[] = {
    "argparse", "atexit",    "boto3",      "botocore",   "contextlib", "csv",      "ftplib",
    "getpass",  "glob",      "gzip",       "httpx",      "io",         "pathlib",  "platform",
    "pprint",   "redis",     "requests",   "select",     "sentry_sdk", "shutil",   "signal",
    "smtplib",  "socket",    "subprocess", "sys",        "tarfile",    "tempfile", "threading",
    "tkinter",  "traceback", "urllib3",    "webbrowser", "yaml",       "zipfile"};

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
