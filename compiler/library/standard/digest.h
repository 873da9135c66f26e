#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace migc::library {

enum class Digest : std::uint8_t { Md5, Sha1, Sha224, Sha256, Sha384, Sha512 };

/// The digest's bytes. Reads nothing but `data`: libcrypto's configuration file, which may name
/// modules to be loaded, is not looked at.
std::string digest(Digest algorithm, std::string_view data);

/// Two small digits for each byte.
std::string hex_of(std::string_view bytes);

}  // namespace migc::library
