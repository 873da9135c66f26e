// `uuid`: UUID values, and uuid4() made of the revision and the place of the call, so that the same
// project always gives the same script.
#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/library/catalogue.h"
#include "compiler/library/native_class.h"
#include "compiler/library/standard/digest.h"
#include "compiler/library/world.h"

namespace migc::library {
namespace {

using python::Call;
using python::Site;
using python::Value;

std::shared_ptr<python::Class> uuid_class();

class Uuid final : public python::Native {
 public:
  explicit Uuid(std::string hex_digits) : hex(std::move(hex_digits)) {}

  const std::string hex;  ///< 32 lower-case digits.

  std::string_view type_name() const override { return "UUID"; }
  std::shared_ptr<python::Class> type() const override { return uuid_class(); }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override {
    if (name == "hex") return Value::text(hex, site.span);
    if (name == "version") {
      return Value::integer(python::Int(std::int64_t{hex[12]} - '0'), site.span);
    }
    if (name == "urn") return Value::text("urn:uuid:" + *str(), site.span);
    if (name == "bytes") {
      std::string bytes;
      for (std::size_t i = 0; i < 32; i += 2) {
        bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
      }
      return Value::bytes(std::move(bytes), site.span);
    }
    return std::nullopt;
  }
  std::optional<Value> compare(python::ast::CompareOp op, const Value& other,
                               const Site& site) const override {
    const auto* that = other.object<Uuid>();
    if (that == nullptr) return std::nullopt;
    using enum python::ast::CompareOp;
    if (op == Equal) return Value::boolean(hex == that->hex, site.span);
    if (op == NotEqual) return Value::boolean(hex != that->hex, site.span);
    if (op == Less) return Value::boolean(hex < that->hex, site.span);
    if (op == Greater) return Value::boolean(hex > that->hex, site.span);
    return std::nullopt;
  }
  std::optional<bool> equals(const Native& other) const override {
    const auto* that = dynamic_cast<const Uuid*>(&other);
    return that && that->hex == hex;
  }
  std::optional<std::uint64_t> hash() const override { return std::hash<std::string>()(hex); }
  std::optional<std::string> str() const override {
    return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4),
                       hex.substr(16, 4), hex.substr(20));
  }
  std::optional<std::string> repr() const override { return fmt::format("UUID('{}')", *str()); }
};

Value make(std::string hex, const Site& site) {
  return Value::object(std::make_shared<Uuid>(std::move(hex)), site.span);
}

/// The first 16 bytes as a UUID of this version.
std::string versioned(std::string bytes, int version) {
  bytes.resize(16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0F) | (version << 4));
  bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80);
  return hex_of(bytes);
}

// UUID(hex=None, bytes=None, bytes_le=None, fields=None, int=None, version=None)
Value make_uuid(const std::shared_ptr<python::Class>&, const Call& call) {
  std::optional<std::string> hex;
  std::optional<Value> bytes, other_bytes, fields, number, version;
  if (!call.bind({{"hex", hex},
                  {"bytes", bytes},
                  {"bytes_le", other_bytes},
                  {"fields", fields},
                  {"int", number},
                  {"version", version}})) {
    return Value::none();
  }
  if (bytes && bytes->as<python::Bytes>() && bytes->as<python::Bytes>()->view().size() == 16) {
    return make(hex_of(bytes->as<python::Bytes>()->view()), call);
  }
  if (number) {
    if (const auto small = number->integer(); small && *small >= 0) {
      return make(fmt::format("{:032x}", *small), call);
    }
  }
  if (!hex) return call.unknown("this form of UUID()");
  std::string digits = ascii_lower(*hex);
  digits = replace_all(replace_all(digits, "urn:", ""), "uuid:", "");
  std::erase_if(digits, [](char c) { return c == '-' || c == '{' || c == '}'; });
  if (digits.size() != 32 || digits.find_first_not_of("0123456789abcdef") != std::string::npos) {
    return call.raise("ValueError", "badly formed hexadecimal UUID string");
  }
  return make(std::move(digits), call);
}

// uuid.uuid4(): chance has no place in a script; the revision and the place of the call decide.
Value random_uuid(const Call& call) {
  World& world = World::of(call);
  world
      .warn(call, "made-up-uuid",
            "a random UUID is made up from the revision and the place of this call")
      .help("write the value down if it matters");
  const std::string seed =
      fmt::format("{}:{}:{}", world.revision, call.span.begin, world.next_random());
  return make(versioned(digest(Digest::Sha256, seed), 4), call);
}

// uuid.uuid5(namespace, name), uuid3
Value named_uuid(const Call& call, Digest algorithm, int version) {
  std::shared_ptr<Uuid> space;
  std::string name;
  if (!call.bind({{"namespace", space}, {"name", name}})) return Value::none();
  std::string data;
  for (std::size_t i = 0; i < 32; i += 2) {
    data += static_cast<char>(std::stoi(space->hex.substr(i, 2), nullptr, 16));
  }
  return make(versioned(digest(algorithm, data + name), version), call);
}
Value uuid5(const Call& call) { return named_uuid(call, Digest::Sha1, 5); }
Value uuid3(const Call& call) { return named_uuid(call, Digest::Md5, 3); }

std::shared_ptr<python::Class> uuid_class() {
  static const SpecClass spec("UUID", "uuid", make_uuid);
  static const auto cls = define_class(spec);
  return cls;
}

constexpr python::Builtin functions[] = {
    {"uuid1", random_uuid}, {"uuid4", random_uuid}, {"uuid3", uuid3}, {"uuid5", uuid5}};

constexpr python::ModelledModule modules[] = {
    {"uuid", [](python::Module& module) {
       module.type(uuid_class());
       for (const python::Builtin& function : functions) module.function(function);
       const auto space = [&](std::string_view name, char digit) {
         module.define(name, Value::object(std::make_shared<Uuid>(
                                 fmt::format("6ba7b81{}9dad11d180b400c04fd430c8", digit))));
       };
       space("NAMESPACE_DNS", '0');
       space("NAMESPACE_URL", '1');
       space("NAMESPACE_OID", '2');
       space("NAMESPACE_X500", '4');
     }}};

}  // namespace

extern const Part standard_uuid{modules};

}  // namespace migc::library
