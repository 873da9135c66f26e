// `sqlalchemy.engine.url`: URLs of databases, whole or with parts that are not known.
#include "compiler/library/sqlalchemy/url.h"

#include <array>
#include <charconv>

#include <fmt/format.h>

#include "compiler/library/catalogue.h"
#include "compiler/library/native_class.h"

namespace migc::library {
namespace {

using python::Builtin;
using python::Call;
using python::Class;
using python::Site;
using python::Value;

constexpr std::array<std::string_view, 7> part_names = {
    "drivername", "username", "password", "host", "port", "database", "query"};
enum Component : std::size_t { DriverName, UserName, Password, Host, Port, Database, Query };
using Parts = std::array<Value, part_names.size()>;

const std::shared_ptr<Class>& url_class();

/// `%40` -> `@`, as urllib.parse.unquote does for ASCII.
std::string unquoted(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    const char* digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2) {
      result += static_cast<char>(value);
      i += 2;
    } else {
      result += text[i];
    }
  }
  return result;
}

/// As URL.render_as_string() quotes a user name or a password: all but letters, digits, ` +_.-~`.
std::string quoted(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view(" +_.-~").find(c) != std::string_view::npos;
    result += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return result;
}

class Url final : public python::Native {
 public:
  explicit Url(Parts parts) : parts_(std::move(parts)) {}
  std::string_view type_name() const override { return "URL"; }
  std::shared_ptr<Class> type() const override { return url_class(); }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override {
    for (std::size_t i = 0; i < part_names.size(); ++i) {
      if (part_names[i] == name) return parts_[i];
    }
    (void)site;
    return std::nullopt;
  }
  std::optional<std::string> str() const override { return text(true); }
  const Parts& parts() const { return parts_; }

  /// `postgresql+psycopg`, where it is known.
  std::optional<std::string_view> driver_name() const { return parts_[DriverName].text(); }

  /// Nothing when not all of it is known.
  std::optional<std::string> text(bool hides_password) const {
    const auto driver = driver_name();
    const python::Dict* query = parts_[Query].dictionary();
    if (!driver || !query || !query->entries().empty()) return std::nullopt;
    for (const Value& part : parts_) {
      if (part.is_unknown()) return std::nullopt;
    }
    const auto said = [&](Component part) { return parts_[part].text(); };
    std::string result = fmt::format("{}://", *driver);
    if (const auto user = said(UserName)) {
      result += quoted(*user);
      if (const auto password = said(Password)) {
        result += ":" + (hides_password ? std::string("***") : quoted(*password));
      }
      result += '@';
    }
    if (const auto host = said(Host)) {
      result += host->find(':') == std::string_view::npos ? std::string(*host)
                                                          : fmt::format("[{}]", *host);
    }
    if (const auto port = parts_[Port].integer()) result += fmt::format(":{}", *port);
    if (const auto database = said(Database)) result += fmt::format("/{}", *database);
    return result;
  }

 private:
  Parts parts_;
};

Value make(Parts parts, const Site& site) {
  return Value::object(std::make_shared<Url>(std::move(parts)), site.span);
}

// URL.create(drivername, username=None, password=None, host=None, port=None, database=None, query)
Value create(const Call& call) {
  Value driver;
  std::array<std::optional<Value>, 6> given;
  if (!call.bind({{"drivername", driver},
                  {"username", given[0]},
                  {"password", given[1]},
                  {"host", given[2]},
                  {"port", given[3]},
                  {"database", given[4]},
                  {"query", given[5]}})) {
    return Value::none();
  }
  Parts parts;
  parts[DriverName] = driver;
  for (std::size_t i = 0; i < given.size(); ++i) parts[i + 1] = given[i].value_or(Value::none());
  if (parts[Query].is_none()) parts[Query] = Value::dict(call.span);
  if (const auto port = parts[Port].text()) {
    std::int64_t number = 0;
    std::from_chars(port->data(), port->data() + port->size(), number);
    parts[Port] = Value::integer(number);
  }
  return make(std::move(parts), call);
}

/// The parts of `driver://user:password@host:port/database?query`.
std::optional<Parts> parsed(std::string_view text, const Site& site) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos || scheme == 0) return std::nullopt;
  Parts parts;
  parts.fill(Value::none());
  parts[DriverName] = site.text(std::string(text.substr(0, scheme)));
  std::string_view rest = text.substr(scheme + 3);
  parts[Query] = Value::dict(site.span);
  if (const std::size_t mark = rest.find('?'); mark != std::string_view::npos) {
    if (mark + 1 < rest.size()) parts[Query] = site.unknown("the query of a database's URL");
    rest = rest.substr(0, mark);
  }
  std::string_view authority = rest.substr(0, rest.find('/'));
  // A user name holds no slash, a password may.
  if (const std::size_t at = rest.find('@'); at != std::string_view::npos) {
    const std::string_view user = rest.substr(0, at);
    const std::size_t colon = user.find(':');
    if (user.substr(0, colon).find('/') == std::string_view::npos) {
      parts[UserName] = site.text(unquoted(user.substr(0, colon)));
      if (colon != std::string_view::npos) {
        parts[Password] = site.text(unquoted(user.substr(colon + 1)));
      }
      rest = rest.substr(at + 1);
      authority = rest.substr(0, rest.find('/'));
    }
  }
  if (authority.size() < rest.size()) {
    parts[Database] = site.text(std::string(rest.substr(authority.size() + 1)));
  }
  const std::size_t bracket = authority.starts_with('[') ? authority.find(']') : 0;
  if (bracket == std::string_view::npos) return std::nullopt;
  const std::size_t colon = authority.find(':', bracket);
  if (colon != std::string_view::npos && colon + 1 < authority.size()) {
    const std::string_view digits = authority.substr(colon + 1);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    parts[Port] = Value::integer(number);
  }
  std::string_view host = authority.substr(0, colon);
  if (bracket > 0) host = host.substr(1, bracket - 1);
  if (!host.empty()) parts[Host] = site.text(std::string(host));
  return parts;
}

// make_url(name_or_url)
Value make_url(const Call& call) {
  Value url;
  if (!call.bind({{"name_or_url", url}})) return Value::none();
  if (url.object<Url>() != nullptr) return url;
  if (const python::Unknown* unknown = url.unknown()) return Value::unknown(*unknown);
  const auto text = url.text();
  std::optional<Parts> parts = text ? parsed(*text, call) : std::nullopt;
  if (!parts) {
    return call.raise("sqlalchemy.exc.ArgumentError",
                      "Could not parse SQLAlchemy URL from given URL string");
  }
  return make(*std::move(parts), call);
}

// URL.set(**parts)
Value set(const Call& call) {
  Parts parts = call.receiver<Url>().parts();
  std::array<std::optional<Value>, part_names.size()> given;
  if (!call.bind({{"drivername", given[0]},
                  {"username", given[1]},
                  {"password", given[2]},
                  {"host", given[3]},
                  {"port", given[4]},
                  {"database", given[5]},
                  {"query", given[6]}})) {
    return Value::none();
  }
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (given[i] && !given[i]->is_none()) parts[i] = *given[i];
  }
  return make(std::move(parts), call);
}

// URL.render_as_string(hide_password=True)
Value render_as_string(const Call& call) {
  std::optional<bool> hides;
  if (!call.bind({{"hide_password", hides}})) return Value::none();
  const auto text = call.receiver<Url>().text(hides.value_or(true));
  return text ? call.text(*text) : call.unknown("parts of a database's URL are not known");
}

Value driver_part(const Call& call, bool backend) {
  const auto driver = call.receiver<Url>().driver_name();
  if (!driver) return call.unknown("the driver in a database's URL");
  const std::size_t plus = driver->find('+');
  if (!backend && plus == std::string_view::npos) return call.unknown("a dialect's default driver");
  return call.text(std::string(backend ? driver->substr(0, plus) : driver->substr(plus + 1)));
}
Value backend_name(const Call& call) { return driver_part(call, true); }
Value driver_name(const Call& call) { return driver_part(call, false); }

constexpr Builtin url_methods[] = {{"create", create},
                                   {"set", set, true},
                                   {"render_as_string", render_as_string, true},
                                   {"get_backend_name", backend_name, true},
                                   {"get_driver_name", driver_name, true}};

// In SQLAlchemy 1.3 the class itself took the parts.
const SpecClass url_spec{
    "URL", "sqlalchemy.engine.url",
    [](const std::shared_ptr<Class>&, const Call& call) { return create(call); }};
const std::shared_ptr<Class>& url_class() {
  static const auto cls = define_class(url_spec, {}, url_methods);
  return cls;
}

constexpr Builtin make_url_function{"make_url", make_url};
void define_url(python::Module& module) {
  module.type(url_class());
  module.function(make_url_function);
}

constexpr python::ModelledModule modules[] = {
    {"sqlalchemy", define_url},
    {"sqlalchemy.engine", define_url},
    {"sqlalchemy.engine.url", define_url},
};

}  // namespace

extern const Part sqlalchemy_url{modules};

Value url_value(const std::string& text, const Site& site) {
  std::optional<Parts> parts = parsed(text, site);
  if (!parts) return site.unknown("the URL of the database");
  // `postgresql://` alone says which server, and leaves the rest open; `sqlite://` is whole: a
  // database in memory.
  if (text.ends_with("://") && !text.starts_with("sqlite")) {
    for (std::size_t i = UserName; i < parts->size(); ++i) {
      (*parts)[i] = site.unknown("this part of the database's URL");
    }
  }
  return make(*std::move(parts), site);
}

Value url_text(const Value& url, const Site& site) {
  const Url* object = url.object<Url>();
  if (object == nullptr) return url;
  if (const auto text = object->text(false)) return site.text(*text);
  const auto driver = object->driver_name();
  return driver ? site.text(fmt::format("{}://", *driver))
                : site.unknown("the driver in a database's URL");
}

}  // namespace migc::library
