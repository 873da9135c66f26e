// Stands in for libFuzzer: runs the body on every file of a folder, and on simple variants of it.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::size_t runs = 0;

void run(const std::string& text) {
  ++runs;
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

void replay(const std::string& text) {
  run(text);
  // Few, evenly spread: the sanitizer build runs this as well.
  constexpr std::size_t variants = 24;
  for (std::size_t i = 0; i < variants && !text.empty(); ++i) {
    const std::size_t at = text.size() * i / variants;
    run(text.substr(0, at));
    run(text.substr(at));
    std::string flipped = text;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << (i % 8)));
    run(flipped);
    std::string doubled = text;
    doubled.insert(at, text.substr(at, 16));
    run(doubled);
  }
}

}  // namespace

int main(int count, char** words) {
  namespace fs = std::filesystem;
  std::size_t files = 0;
  for (int i = 1; i < count; ++i) {
    if (!fs::exists(words[i])) continue;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(words[i])) {
      if (!entry.is_regular_file()) continue;
      ++files;
      std::ifstream stream(entry.path(), std::ios::binary);
      std::ostringstream text;
      text << stream.rdbuf();
      replay(text.str());
    }
  }
  std::printf("%zu files, %zu runs\n", files, runs);
  return files > 0 ? 0 : 1;
}
