// Local time in the zone of TZ, and what prints and reads it.
// RUN: env TZ=Europe/Berlin %agree --keep %s -O2 -D_GNU_SOURCE
// RUN: env TZ=America/St_Johns %agree --keep --again
// RUN: env TZ= %agree --keep --again
// RUN: env -u TZ %agree --again

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <thread>

static void show(std::time_t Time) {
  std::tm Local = *std::localtime(&Time);
  char Text[200];
  std::strftime(Text, sizeof(Text), "%a %b %e %Y %T %z %Z, day %j, week %V of %G, %I %p", &Local);
  std::printf("%s, summer %d, offset %ld, back %lld\n", Text, Local.tm_isdst, long(Local.tm_gmtoff),
              (long long)(std::mktime(&Local)));
  std::tm Universal = *std::gmtime(&Time);
  std::strftime(Text, sizeof(Text), "%F %R %z %Z", &Universal);
  std::printf("%s, %lld\n", Text, (long long)(timegm(&Universal)));
  std::printf("%s", std::ctime(&Time));
}

static void showAll() {
  tzset();
  std::printf("%s %s %ld %d\n", tzname[0], tzname[1], timezone, daylight);
  for (std::time_t Time : {0LL, 1700000000LL, 1720000000LL, -1LL, -2000000000LL, 4102444800LL, 1711846800LL})
    show(Time);
}

int main() {
  showAll();
  setenv("TZ", "Asia/Kolkata", 1);
  showAll();
  setenv("TZ", "XYZ3ABC,M3.2.0,M11.1.0", 1);
  showAll();
  unsetenv("TZ");
  show(1720000000);

  setenv("TZ", "Europe/Berlin", 1);
  std::tm Odd = {};
  Odd.tm_year = 124;
  Odd.tm_mon = 14; // normalized to March 2025
  Odd.tm_mday = 30;
  Odd.tm_hour = 2; // an hour that there was not
  Odd.tm_min = 30;
  Odd.tm_isdst = -1;
  std::time_t Seconds = std::mktime(&Odd);
  std::printf("%lld: %d-%d-%d %d:%d, weekday %d, day %d, summer %d\n", (long long)Seconds, Odd.tm_year, Odd.tm_mon,
              Odd.tm_mday, Odd.tm_hour, Odd.tm_min, Odd.tm_wday, Odd.tm_yday, Odd.tm_isdst);
  std::tm Far = {};
  Far.tm_year = 2147483647;
  Far.tm_mon = 2147483647;
  std::printf("%lld\n", (long long)std::mktime(&Far));

  std::time_t Time = 1720000000;
  std::cout << std::put_time(std::localtime(&Time), "%c|%x|%X|%D|%d.%m.%y %H:%M:%S %Z %z") << '\n';
  std::tm Read = {};
  std::istringstream In("2024-02-29 23:59:58 rest");
  In >> std::get_time(&Read, "%Y-%m-%d %H:%M:%S");
  std::string Rest;
  In >> Rest;
  std::cout << Read.tm_year << ' ' << Read.tm_mon << ' ' << Read.tm_mday << ' ' << Read.tm_hour << ':' << Read.tm_min
            << ':' << Read.tm_sec << ' ' << Rest << '\n';

  // Threads in their own time.
  std::tm Broken[16];
  std::thread Threads[16];
  for (int I = 0; I < 16; ++I)
    Threads[I] = std::thread([&Broken, I] {
      std::time_t Time = 1700000000 + I * 3000000;
      localtime_r(&Time, &Broken[I]);
    });
  for (int I = 0; I < 16; ++I) {
    Threads[I].join();
    std::cout << std::put_time(&Broken[I], "%F %T %Z") << '\n';
  }
  auto Now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::cout << (std::localtime(&Now)->tm_year > 124) << '\n';
}
