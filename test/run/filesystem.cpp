// std::filesystem: what is there, what can be done to it, and errors.
// RUN: rm -rf %t.dir && %agree %s -std=c++20 -O1 -- %t.dir

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace fs = std::filesystem;

static void write(const fs::path &Path, std::string Text) {
  std::ofstream(Path, std::ios::binary) << Text;
}

static std::string read(const fs::path &Path) {
  std::ifstream In(Path, std::ios::binary);
  return {std::istreambuf_iterator<char>(In), {}};
}

static const char *kind(fs::file_status Status) {
  switch (Status.type()) {
  case fs::file_type::regular: return "file";
  case fs::file_type::directory: return "directory";
  case fs::file_type::symlink: return "link";
  case fs::file_type::fifo: return "fifo";
  case fs::file_type::character: return "character";
  case fs::file_type::not_found: return "nothing";
  default: return "other";
  }
}

template <typename Iterator> static void list(const fs::path &Root, Iterator It) {
  std::vector<std::string> Names;
  for (const fs::directory_entry &Entry : It)
    Names.push_back(Entry.path().lexically_relative(Root).generic_string() + ' ' +
                    kind(Entry.symlink_status()) +
                    (Entry.is_regular_file() ? ' ' + std::to_string(Entry.file_size()) : ""));
  std::ranges::sort(Names);
  for (const std::string &Name : Names)
    std::cout << "  " << Name << '\n';
}

template <typename Function> static void failing(const char *What, Function F) {
  try {
    F();
    std::cout << What << " did not fail\n";
  } catch (const fs::filesystem_error &Error) {
    std::cout << What << ": " << Error.code().value() << ' ' << Error.code().message() << ' '
              << Error.path1().filename() << Error.path2().filename() << '\n';
  }
}

[[gnu::noinline]] static void create(const fs::path &Root) {
  std::cout << fs::create_directory(Root) << fs::create_directory(Root)
            << fs::create_directories(Root / "a/b/c") << '\n';
  write(Root / "one", "1");
  write(Root / "a/two", std::string(10000, '2'));
  write(Root / "a/b/null", std::string("\0x\0", 3));
  fs::create_symlink("a/two", Root / "link");
  fs::create_directory_symlink("a/b", Root / "b");
  fs::create_symlink("nowhere", Root / "dangling");
  fs::create_hard_link(Root / "one", Root / "uno");
  std::cout << "directory\n";
  list(Root, fs::directory_iterator(Root));
  std::cout << "recursive\n";
  list(Root, fs::recursive_directory_iterator(Root));
  std::cout << "through links\n";
  list(Root, fs::recursive_directory_iterator(Root, fs::directory_options::follow_directory_symlink));
}

[[gnu::noinline]] static void questions(const fs::path &Root) {
  std::cout << fs::read_symlink(Root / "link") << fs::hard_link_count(Root / "one")
            << fs::equivalent(Root / "one", Root / "uno") << fs::exists(Root / "dangling")
            << fs::is_symlink(Root / "dangling") << fs::is_empty(Root / "a/b/c")
            << kind(fs::status(Root / "link")) << kind(fs::status("/dev/null")) << '\n';
  std::cout << (fs::canonical(Root / "b/../two") == fs::canonical(Root / "a/two"))
            << (fs::weakly_canonical(Root / "b/c/none") == fs::canonical(Root / "a/b/c") / "none")
            << fs::relative(Root / "a/b", Root / "a/b/c") << '\n';
}

[[gnu::noinline]] static void copies(const fs::path &Root) {
  std::cout << fs::copy_file(Root / "a/two", Root / "copy") << read(Root / "copy").size()
            << fs::copy_file(Root / "one", Root / "copy", fs::copy_options::skip_existing)
            << fs::copy_file(Root / "one", Root / "copy", fs::copy_options::overwrite_existing)
            << read(Root / "copy") << '\n';
  write(Root / "nothing", "");
  std::cout << fs::copy_file(Root / "nothing", Root / "nothing2") << fs::file_size(Root / "nothing2") << '\n';
  fs::copy(Root / "a", Root / "tree", fs::copy_options::recursive);
  list(Root / "tree", fs::recursive_directory_iterator(Root / "tree"));
  fs::resize_file(Root / "copy", 7);
  std::cout << fs::file_size(Root / "copy") << '\n';
  fs::resize_file(Root / "copy", 0);
  fs::rename(Root / "copy", Root / "a/moved");
  std::cout << fs::exists(Root / "copy") << fs::exists(Root / "a/moved") << '\n';
}

[[gnu::noinline]] static void attributes(const fs::path &Root) {
  fs::permissions(Root / "one", fs::perms::owner_read);
  std::cout << std::oct << unsigned(fs::status(Root / "one").permissions()) << ' ';
  fs::permissions(Root / "one", fs::perms::group_all, fs::perm_options::add);
  std::cout << unsigned(fs::status(Root / "one").permissions()) << std::dec << '\n';

  using namespace std::chrono;
  auto Past = fs::file_time_type::clock::now() - hours(1000);
  fs::last_write_time(Root / "one", Past);
  auto Told = fs::last_write_time(Root / "one");
  std::cout << (Told <= Past && Past - Told < microseconds(1)) << '\n';
  std::cout << (fs::space(Root).capacity > fs::space(Root).available) << '\n';
}

[[gnu::noinline]] static void current(const fs::path &Root) {
  fs::path Before = fs::current_path();
  fs::current_path(Root / "a");
  std::cout << fs::exists("two") << fs::exists("b/null") << fs::current_path().filename() << '\n';
  fs::current_path(Before);
}

[[gnu::noinline]] static void errors(const fs::path &Root) {
  failing("file_size", [&] { (void)fs::file_size(Root / "none"); });
  failing("create_directory", [&] { fs::create_directory(Root / "none/below"); });
  failing("remove", [&] { fs::remove(Root / "a"); });
  failing("rename", [&] { fs::rename(Root / "none", Root / "other"); });
  failing("iterate", [&] { fs::directory_iterator It(Root / "one"); });
  failing("read_symlink", [&] { (void)fs::read_symlink(Root / "one"); });
  failing("long", [&] { (void)fs::status(Root / std::string(300, 'x')); });
  std::error_code Code;
  fs::copy_file(Root / "one", Root / "uno", Code);
  std::cout << Code.value() << '\n';
  std::cout << fs::remove(Root / "none", Code) << Code.value()
            << (fs::file_size(Root / "none", Code) == uintmax_t(-1)) << Code.value() << '\n';
  fs::path Longest = Root;
  for (int I = 0; I < 20; ++I)
    Longest /= std::string(250, 'y');
  std::cout << fs::exists(Longest, Code) << Code.value() << '\n';
}

[[gnu::noinline]] static void threads(const fs::path &Root) {
  // Threads in one tree.
  std::vector<std::thread> Threads;
  for (int I = 0; I < 8; ++I)
    Threads.emplace_back([&Root, I] {
      fs::path Mine = Root / "threads" / std::to_string(I);
      fs::create_directories(Mine);
      for (int J = 0; J < 4; ++J)
        write(Mine / std::to_string(J), std::string(I, 't'));
      fs::rename(Mine / "0", Mine / "zero");
    });
  for (std::thread &T : Threads)
    T.join();
  list(Root / "threads", fs::recursive_directory_iterator(Root / "threads"));
}

[[gnu::noinline]] static void many(const fs::path &Root) {
  // More entries than one answer of the host holds.
  fs::create_directory(Root / "many");
  for (int I = 0; I < 300; ++I)
    write(Root / "many" / ("a rather long name, so that they are many " + std::to_string(I)), "");
  std::cout << std::distance(fs::directory_iterator(Root / "many"), {}) << '\n';
}

int main(int, char **argv) {
  fs::path Root = argv[1];
  create(Root);
  questions(Root);
  copies(Root);
  attributes(Root);
  current(Root);
  errors(Root);
  threads(Root);
  many(Root);
  std::cout << fs::remove_all(Root) << fs::exists(Root) << fs::remove_all(Root) << '\n';
}
