#include "tests/support/recorded.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "compiler/base/text.h"

namespace migc::tests {
namespace {

struct Section {
  std::vector<std::string> headers;  ///< Several only for `run` with its `also`s.
  std::string text;
};

std::vector<Section> sections(const std::string& data) {
  std::vector<Section> result;
  bool open_end = false;
  const auto finish = [&] {
    if (open_end && !result.empty()) result.back().text.pop_back();
  };
  for (std::size_t start = 0; start < data.size();) {
    const std::size_t end = std::min(data.find('\n', start), data.size() - 1) + 1;
    const std::string_view line = std::string_view(data).substr(start, end - start);
    start = end;
    if (!line.starts_with("%% ")) {
      result.back().text += line;
      continue;
    }
    std::string header(line.substr(3, line.size() - 4));
    const bool also = header.starts_with("also ");
    if (!also) {
      finish();
      result.emplace_back();
    }
    open_end = header.ends_with(" \\");
    if (open_end) header.resize(header.size() - 2);
    result.back().headers.push_back(std::move(header));
  }
  finish();
  return result;
}

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> result;
  for (const std::string_view word : split(text, ' ')) result.emplace_back(word);
  return result;
}

struct Frame {
  std::string before, after;
};

class Group {
 public:
  Group(std::string name, std::vector<Recording>& all) : name_(std::move(name)), all_(all) {}

  void read(const std::string& data) {
    for (const Section& section : sections(data)) {
      std::vector<std::string> header = words(section.headers.front());
      const std::string kind = header.front();
      header.erase(header.begin());
      if (kind == "env") {
        env_ = section.text;
      } else if (kind == "frame") {
        add_frame(header, section.text);
      } else if (kind == "case") {
        case_ = header.at(0);
        revision_ = header.at(1);
        first_ = all_.size();
        source_ = section.text;
      } else {
        for (const std::string& dialect : header) add_output(kind, dialect, section.text);
      }
    }
  }

 private:
  void add_frame(const std::vector<std::string>& dialects, const std::string& text) {
    constexpr std::string_view body = "{body}\n";
    const std::size_t at = text.find(body);
    for (const std::string& dialect : dialects) {
      frames_[dialect] = {text.substr(0, at), text.substr(at + body.size())};
    }
  }

  std::string framed(const std::string& dialect, const std::string& text) const {
    const Frame& frame = frames_.at(dialect);
    return replace_all(frame.before, "{revision}", revision_) + text +
           replace_all(frame.after, "{revision}", revision_);
  }

  void add_output(const std::string& kind, const std::string& dialect, const std::string& text) {
    const std::string whole = kind == "sql" || kind == "alternative" ? framed(dialect, text) : text;
    if (kind == "alternative" || kind == "whole-alternative") {
      const auto found =
          std::find_if(all_.begin() + static_cast<std::ptrdiff_t>(first_), all_.end(),
                       [&](const Recording& recording) { return recording.target == dialect; });
      found->outputs.push_back(whole);
      return;
    }
    Recording recording;
    recording.name = fmt::format("{}/{}", name_, case_);
    recording.target = recording.column = dialect;
    recording.arguments = {"-c", "alembic.ini", "upgrade", "head", "--sql"};
    recording.files = {{"alembic.ini", default_ini(dialect)},
                       {"env.py", env_},
                       {fmt::format("versions/{}.py", case_), source_}};
    recording.raises = kind == "error";
    if (!recording.raises) recording.outputs.push_back(whole);
    all_.push_back(std::move(recording));
  }

  std::string name_, env_, case_, revision_, source_;
  std::map<std::string, Frame> frames_;
  std::size_t first_ = 0;  ///< Of the case's recordings.
  std::vector<Recording>& all_;
};

/// The dialect of the ini file that a command names.
std::string dialect_of(const Texts& files, const std::vector<std::string>& arguments) {
  const auto option = std::ranges::find(arguments, "-c");
  const std::string ini = option == arguments.end() ? "alembic.ini" : *(option + 1);
  const auto found = files.find(ini);
  if (found == files.end()) return "postgresql";
  for (const std::string_view line : split(found->second, '\n')) {
    if (!line.starts_with("sqlalchemy.url")) continue;
    const std::string_view url = trim(line.substr(line.find('=') + 1));
    return std::string(url.substr(0, url.find_first_of("+:")));
  }
  return "postgresql";
}

void read_environment(const std::string& name, const std::string& data,
                      std::vector<Recording>& all) {
  Texts files;
  std::size_t first = all.size();
  for (const Section& section : sections(data)) {
    const std::string& header = section.headers.front();
    if (header.starts_with("file ")) {
      files[header.substr(5)] = section.text;
    } else if (header.starts_with("run ")) {
      first = all.size();
      for (const std::string& run : section.headers) {
        const std::vector<std::string> parts = words(run);
        const std::string arguments = run.substr(parts[0].size() + parts[1].size() + 2);
        Recording recording;
        recording.name = "environments/" + name;
        recording.arguments = nlohmann::json::parse(arguments).get<std::vector<std::string>>();
        recording.target = join_text(recording.arguments, " ");
        recording.column = "environments." + dialect_of(files, recording.arguments);
        recording.files = files;
        recording.outputs.push_back(section.text);
        recording.raises = parts[1] != "0";
        all.push_back(std::move(recording));
      }
    } else {
      for (std::size_t i = first; i < all.size(); ++i) all[i].outputs.push_back(section.text);
    }
  }
}

}  // namespace

std::vector<Recording> read_recordings(const std::string& folder) {
  std::vector<Recording> all;
  for (const auto& [path, text] : read_tree(folder)) {
    const std::string name = std::filesystem::path(path).stem();
    if (path.starts_with("environments/")) {
      read_environment(name, text, all);
    } else {
      Group(name, all).read(text);
    }
  }
  return all;
}

}  // namespace migc::tests
