// `hashlib`, `base64`, `binascii`, `secrets`: digests and encodings of what is known.
#include <fmt/format.h>
#include <openssl/evp.h>

#include "compiler/library/catalogue.h"
#include "compiler/library/native_class.h"
#include "compiler/library/standard/digest.h"

namespace migc::library {
namespace {

using python::Call;
using python::Site;
using python::Value;

std::optional<std::string> bytes_of(const Value& value) {
  if (const auto* bytes = value.as<python::Bytes>()) return std::string(bytes->view());
  return std::nullopt;
}

class Hash final : public python::Native {
 public:
  Hash(Digest algorithm, std::string bytes) : data(std::move(bytes)), algorithm_(algorithm) {}

  std::string data;

  std::string_view type_name() const override { return "HASH"; }
  std::shared_ptr<python::Class> type() const override;
  std::string bytes() const { return digest(algorithm_, data); }

 private:
  Digest algorithm_;
};

Value hash_digest(const Call& call) {
  return Value::bytes(call.receiver<Hash>().bytes(), call.span);
}
Value hash_hexdigest(const Call& call) { return call.text(hex_of(call.receiver<Hash>().bytes())); }
Value hash_update(const Call& call) {
  Value data;
  if (!call.bind({{"data", data}})) return Value::none();
  const auto bytes = bytes_of(data);
  if (!bytes) return call.raise("TypeError", "object supporting the buffer API required");
  call.receiver<Hash>().data += *bytes;
  return Value::none(call.span);
}

constexpr python::Builtin hash_methods[] = {{"digest", hash_digest, true},
                                            {"hexdigest", hash_hexdigest, true},
                                            {"update", hash_update, true}};

std::shared_ptr<python::Class> Hash::type() const {
  static const SpecClass spec("HASH", "_hashlib", [](const auto&, const Call& call) {
    return call.unknown("a hash object");
  });
  static const auto cls = define_class(spec, {}, hash_methods);
  return cls;
}

template <Digest algorithm>
Value make_hash(const Call& call) {
  std::optional<Value> data, security;
  if (!call.bind({{"string", data}, {"*"}, {"usedforsecurity", security}})) return Value::none();
  std::string bytes;
  if (data) {
    if (const python::Unknown* cause = data->unknown()) return Value::unknown(*cause);
    const auto known = bytes_of(*data);
    if (!known) return call.raise("TypeError", "Strings must be encoded before hashing");
    bytes = *known;
  }
  return Value::object(std::make_shared<Hash>(algorithm, std::move(bytes)), call.span);
}

constexpr python::Builtin hash_functions[] = {
    {"md5", make_hash<Digest::Md5>},       {"sha1", make_hash<Digest::Sha1>},
    {"sha224", make_hash<Digest::Sha224>}, {"sha256", make_hash<Digest::Sha256>},
    {"sha384", make_hash<Digest::Sha384>}, {"sha512", make_hash<Digest::Sha512>}};

// ---- base64

std::string encode64(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3), '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                  reinterpret_cast<const unsigned char*>(bytes.data()),
                  static_cast<int>(bytes.size()));
  return out;
}

std::optional<std::string> decode64(std::string text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  std::string out(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  out.resize(out.size() - padding);
  return out;
}

void url_safe(std::string& text, bool encode) {
  for (char& c : text) {
    if (encode && c == '+')
      c = '-';
    else if (encode && c == '/')
      c = '_';
    else if (!encode && c == '-')
      c = '+';
    else if (!encode && c == '_')
      c = '/';
  }
}

template <bool safe>
Value b64encode(const Call& call) {
  Value data;
  if (!call.bind({{"s", data}})) return Value::none();
  if (const python::Unknown* cause = data.unknown()) return Value::unknown(*cause);
  const auto bytes = bytes_of(data);
  if (!bytes) return call.raise("TypeError", "a bytes-like object is required");
  std::string text = encode64(*bytes);
  if (safe) url_safe(text, true);
  return Value::bytes(std::move(text), call.span);
}

template <bool safe>
Value b64decode(const Call& call) {
  Value data;
  if (!call.bind({{"s", data}})) return Value::none();
  if (const python::Unknown* cause = data.unknown()) return Value::unknown(*cause);
  std::string text;
  if (const auto said = data.text()) {
    text = *said;
  } else if (const auto bytes = bytes_of(data)) {
    text = *bytes;
  } else {
    return call.raise("TypeError", "a bytes-like object or ASCII string is required");
  }
  if (safe) url_safe(text, false);
  std::optional<std::string> decoded = decode64(std::move(text));
  if (!decoded) return call.unknown("this base64 text");
  return Value::bytes(std::move(*decoded), call.span);
}

constexpr python::Builtin base64_functions[] = {
    {"b64encode", b64encode<false>},          {"standard_b64encode", b64encode<false>},
    {"urlsafe_b64encode", b64encode<true>},   {"b64decode", b64decode<false>},
    {"standard_b64decode", b64decode<false>}, {"urlsafe_b64decode", b64decode<true>}};

constexpr python::ModelledModule modules[] = {
    {"hashlib",
     [](python::Module& module) {
       for (const python::Builtin& function : hash_functions) module.function(function);
     }},
    {"base64", [](python::Module& module) {
       for (const python::Builtin& function : base64_functions) module.function(function);
     }}};

}  // namespace

extern const Part standard_hashlib{modules};

}  // namespace migc::library
