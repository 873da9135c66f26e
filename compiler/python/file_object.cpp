#include <fmt/format.h>

#include "compiler/python/builtins.h"
#include "compiler/python/machine.h"

namespace migc::python {
namespace {

/// What `open()` gives for reading a file of the project.
class FileObject final : public Native {
 public:
  FileObject(std::string text, bool binary) : text_(std::move(text)), binary_(binary) {}
  std::string_view type_name() const override {
    return binary_ ? "BufferedReader" : "TextIOWrapper";
  }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override;
  std::optional<Value> enter(const Site& site) override {
    return Value::object(shared_from_this(), site.span);
  }
  std::shared_ptr<Iterator> iterate(const Site& site) const override;

  Value made(const Site& site, std::string_view part) const {
    return binary_ ? site.evaluator.machine().make_bytes(site.span, std::string(part))
                   : site.text(std::string(part));
  }
  /// The next line with its end; empty at the end of the file.
  std::string_view line() {
    const std::size_t end = text_.find('\n', at_);
    const std::size_t stop = end == std::string::npos ? text_.size() : end + 1;
    const std::string_view found = std::string_view(text_).substr(at_, stop - at_);
    at_ = stop;
    return found;
  }
  std::string_view rest() {
    const std::string_view found = std::string_view(text_).substr(at_);
    at_ = text_.size();
    return found;
  }

 private:
  std::string text_;
  bool binary_;
  std::size_t at_ = 0;
};

class LineIterator final : public Iterator {
 public:
  explicit LineIterator(std::shared_ptr<FileObject> file) : file_(std::move(file)) {}
  std::optional<Value> next(const Site& site) override {
    const std::string_view line = file_->line();
    if (line.empty()) return std::nullopt;
    return file_->made(site, line);
  }

 private:
  std::shared_ptr<FileObject> file_;
};

Value read(const Call& call) {
  std::optional<std::int64_t> size;
  if (!call.bind({{"size", size}, {"/"}})) return Value::none();
  if (size && *size >= 0) return call.unknown("part of a file");
  FileObject& file = call.receiver<FileObject>();
  return file.made(call, file.rest());
}
Value read_line(const Call& call) {
  FileObject& file = call.receiver<FileObject>();
  return file.made(call, file.line());
}
Value read_lines(const Call& call) {
  FileObject& file = call.receiver<FileObject>();
  std::vector<Value> lines;
  for (std::string_view line = file.line(); !line.empty(); line = file.line()) {
    lines.push_back(file.made(call, line));
    if (call.failed() || !call.pay(1)) return Value::none();
  }
  return call.evaluator.machine().list(call.span, std::move(lines));
}
Value close(const Call& call) { return Value::none(call.span); }

constexpr Builtin methods[] = {
    {"close", close, true},
    {"read", read, true},
    {"readline", read_line, true},
    {"readlines", read_lines, true},
};

std::optional<Value> FileObject::attribute(std::string_view name, const Site& site) const {
  for (const Builtin& method : methods) {
    if (method.name == name) {
      return Value::bound(
          Value::object(std::const_pointer_cast<Native>(shared_from_this()), site.span), method,
          site.span);
    }
  }
  return std::nullopt;
}

std::shared_ptr<Iterator> FileObject::iterate(const Site&) const {
  return std::make_shared<LineIterator>(
      std::static_pointer_cast<FileObject>(std::const_pointer_cast<Native>(shared_from_this())));
}

}  // namespace

Value open_file(const Call& call) {
  Value path;
  std::optional<std::string> mode, encoding;
  std::optional<Value> buffering;
  Options options;
  if (!call.bind({{"file", path},
                  {"mode", mode},
                  {"buffering", buffering},
                  {"encoding", encoding},
                  {"options", options}})) {
    return Value::none();
  }
  if (path.is_unknown()) return path;
  const std::string how = mode.value_or("r");
  if (how.find_first_of("wax+") != std::string::npos) {
    const Value unknown = call.unknown("writing files is not modelled");
    call.host().unknown_call(call, *unknown.unknown(), true);
    return unknown;
  }
  const Value name = path.text() ? path : call.str(path);
  if (call.failed() || name.is_unknown()) return name;
  Value content = call.host().read_file(name.text().value_or(""), call);
  if (call.failed() || content.is_unknown()) return content;
  std::string text(content.as<Bytes>() ? content.as<Bytes>()->view() : content.text().value_or(""));
  const bool binary = how.find('b') != std::string::npos;
  if (!binary) {
    // Every kind of line end reads as `\n`.
    std::string unified;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '\r') {
        unified += text[i];
        continue;
      }
      unified += '\n';
      if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
    }
    text = std::move(unified);
  }
  return Value::object(std::make_shared<FileObject>(std::move(text), binary), call.span);
}

}  // namespace migc::python
