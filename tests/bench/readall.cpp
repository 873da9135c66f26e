// The yardstick: opens, reads and closes every file of a folder in one thread, and nothing else.

#include <cstdio>
#include <string>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

int main(int count, char** words) {
  DIR* folder = ::opendir(count > 1 ? words[1] : ".");
  if (folder == nullptr) return 1;
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(folder)) {
    if (entry->d_type == DT_REG) names.emplace_back(static_cast<const char*>(entry->d_name));
  }
  std::vector<char> buffer(1 << 20);
  unsigned long bytes = 0;
  for (const std::string& name : names) {
    const int file = ::openat(::dirfd(folder), name.c_str(), O_RDONLY);
    for (ssize_t got; (got = ::read(file, buffer.data(), buffer.size())) > 0;) {
      bytes += static_cast<unsigned long>(got);
    }
    ::close(file);
  }
  std::printf("%zu files, %lu bytes\n", names.size(), bytes);
}
