// What the library reports by throwing arrives as an exception.
// RUN: %agree %s -O0
// RUN: %agree %s -O2

#include <any>
#include <array>
#include <bitset>
#include <charconv>
#include <cstdio>
#include <deque>
#include <functional>
#include <future>
#include <locale>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <typeinfo>
#include <variant>
#include <vector>

template <typename Expected, typename F> void expect(const char *What, F f) {
  try {
    f();
    std::printf("%s: nothing\n", What);
  } catch (const Expected &) {
    std::printf("%s: as expected\n", What);
  } catch (const std::exception &e) {
    std::printf("%s: another, %s\n", What, e.what());
  }
}

struct Base { virtual ~Base() {} };
struct Derived : Base {};

int main(int argc, char **) {
  const size_t far = 10 + size_t(argc);
  expect<std::out_of_range>("vector::at", [&] { std::vector<int>(3).at(far); });
  expect<std::out_of_range>("array::at", [&] { std::array<int, 3>().at(far); });
  expect<std::out_of_range>("deque::at", [&] { std::deque<int>(3).at(far); });
  expect<std::out_of_range>("map::at", [&] { std::map<int, int>().at(1); });
  expect<std::out_of_range>("string::at", [&] { std::string("abc").at(far); });
  expect<std::out_of_range>("substr", [&] { std::string("abc").substr(far); });
  expect<std::out_of_range>("bitset", [&] { std::bitset<4>().set(far); });
  expect<std::invalid_argument>("bitset", [&] { std::bitset<4>("01x"); });
  expect<std::invalid_argument>("stoi", [&] { (void)std::stoi("none"); });
  expect<std::out_of_range>("stoi", [&] { (void)std::stoi("99999999999"); });
  expect<std::invalid_argument>("stod", [&] { (void)std::stod("x"); });
  expect<std::length_error>("length", [&] { std::vector<int>().reserve(~size_t(0)); });
  expect<std::length_error>("string length", [&] { std::string().resize(~size_t(0)); });
  expect<std::bad_cast>("dynamic_cast", [&] {
    Base b;
    Base &r = argc ? b : throw 1;
    (void)dynamic_cast<Derived &>(r);
  });
  expect<std::bad_typeid>("typeid", [&] {
    Base *none = argc ? nullptr : new Base;
    (void)typeid(*none).name();
  });
  expect<std::bad_any_cast>("any_cast", [&] { std::any_cast<int>(std::any(1.5)); });
  expect<std::bad_optional_access>("optional", [&] {
    (void)std::optional<int>().value();
  });
  expect<std::bad_variant_access>("variant", [&] {
    (void)std::get<int>(std::variant<int, double>(1.5));
  });
  expect<std::bad_weak_ptr>("weak_ptr", [&] {
    std::shared_ptr<int>(std::weak_ptr<int>());
  });
  expect<std::bad_function_call>("function", [&] { std::function<void()>()(); });
  expect<std::system_error>("join", [&] { std::thread().join(); });
  expect<std::system_error>("unlock", [&] { std::unique_lock<std::mutex>().lock(); });
  expect<std::future_error>("future", [&] {
    std::promise<int> p;
    p.get_future();
    p.get_future();
  });
  expect<std::ios_base::failure>("stream", [&] {
    std::istringstream in("x");
    in.exceptions(std::ios::failbit);
    int n;
    in >> n;
  });
  expect<std::runtime_error>("locale", [&] { std::locale("no such place"); });
  expect<std::regex_error>("regex", [&] { std::regex("(unclosed"); });
  expect<std::overflow_error>("to_ulong", [&] {
    (void)std::bitset<100>().set(99).to_ulong();
  });
}
