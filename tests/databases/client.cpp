#include "tests/databases/client.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "tests/support/program.h"

namespace migc::tests {
namespace {

constexpr std::string_view marker = "@@@ ";

std::string script_name(std::size_t job, std::size_t step) {
  return fmt::format("script-{}-{}.sql", job, step);
}

std::string driving_script(const ClientLanguage& language, std::span<const Job> jobs,
                           const std::string& folder) {
  std::string text;
  const auto line = [&](std::string_view form, const std::string& value) {
    text += fmt::format(fmt::runtime(form), value) + "\n";
  };
  for (std::size_t j = 0; j < jobs.size(); ++j) {
    for (std::size_t s = 0; s < jobs[j].size(); ++s) {
      const Step& step = jobs[j][s];
      line(language.mark, fmt::format("{}{} {}", marker, j, s));
      if (step.kind == Step::Kind::Reset) {
        line(language.include, language.reset);
      } else if (step.kind == Step::Kind::Catalogue) {
        line(language.include, language.catalogue);
      } else {
        const std::string file = folder + "/" + script_name(j, s);
        write_text(file, step.text);
        const bool silent = step.kind == Step::Kind::Script;
        if (silent) text += language.before_script;
        line(language.include, file);
        if (silent) text += language.after_script;
      }
    }
  }
  line(language.mark, fmt::format("{}end", marker));
  return text;
}

/// `psql:/tmp/x/script-3-1.sql:7: ERROR:  …`, `ERROR 1064 (42000) at line 7 in file:
/// '/tmp/x/script-3-1.sql': …`
void read_errors(const std::string& text, std::vector<JobResult>& results) {
  for (const std::string_view line : split(text, '\n')) {
    const std::size_t error = line.find("ERROR");
    if (error == std::string_view::npos) continue;
    const std::size_t name = line.find("/script-");
    if (name == std::string_view::npos) throw std::runtime_error("client: " + std::string(line));
    const std::vector<std::string_view> numbers =
        split(line.substr(name + 8, line.find(".sql", name) - name - 8), '-');
    StepResult& result = results.at(std::stoul(std::string(numbers.at(0))))
                             .at(std::stoul(std::string(numbers.at(1))));
    const std::size_t after = line.find(": ", name + 1);
    if (result.error.empty() && after != std::string_view::npos) {
      result.error = trim(line.substr(after + 2));
    }
  }
}

void read_answers(const std::string& text, std::span<const Job> jobs,
                  std::vector<JobResult>& results) {
  StepResult* current = nullptr;
  bool keep = false, ended = false;
  for (const std::string_view line : split(text, '\n')) {
    if (!line.starts_with(marker)) {
      if (keep && !line.empty()) current->lines.emplace_back(line);
      continue;
    }
    const std::vector<std::string_view> words = split(line, ' ');
    ended = words.at(1) == "end";
    if (ended) break;
    const std::size_t job = std::stoul(std::string(words.at(1)));
    const std::size_t step = std::stoul(std::string(words.at(2)));
    current = &results.at(job).at(step);
    keep =
        jobs[job][step].kind == Step::Kind::Catalogue || jobs[job][step].kind == Step::Kind::Rows;
  }
  if (!ended) throw std::runtime_error("the client did not come to the end");
}

}  // namespace

std::vector<JobResult> run_through_client(const ClientLanguage& language, std::span<const Job> jobs,
                                          const std::string& folder) {
  std::filesystem::create_directories(folder);
  std::vector<JobResult> results;
  for (const Job& job : jobs) results.emplace_back(job.size());
  const std::string all = folder + "/all.sql";
  write_text(all, driving_script(language, jobs, folder));

  Command command{
      .words = language.words, .user = {}, .out = folder + "/out", .err = folder + "/err"};
  if (language.file_option.empty()) {
    command.words.insert(command.words.end(), {"-e", "source " + all});
  } else {
    command.words.insert(command.words.end(), {language.file_option, all});
  }
  Process(command).wait();
  const std::string errors = read_text(command.err);
  read_errors(errors, results);
  try {
    read_answers(read_text(command.out), jobs, results);
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(fmt::format("{}: {}", error.what(), errors.substr(0, 2000)));
  }
  for (JobResult& result : results) {
    for (StepResult& step : result) std::ranges::sort(step.lines);
  }
  std::filesystem::remove_all(folder);
  return results;
}

}  // namespace migc::tests
