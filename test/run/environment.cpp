// The environment, and commands, which get it as the program has left it.
// RUN: env HEDDLE_TEST_A=before HEDDLE_TEST_B=both %agree %s -O2 -D_GNU_SOURCE

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

static const char *value(const char *Name) {
  const char *Text = std::getenv(Name);
  return Text ? Text : "(none)";
}

static void command(const char *Text) {
  std::fflush(stdout);
  int Status = std::system(Text);
  std::printf("%s: exited %d with %d, signal %d\n", Text, WIFEXITED(Status), WEXITSTATUS(Status), WTERMSIG(Status));
}

static void show() {
  std::printf("%s %s %s\n", value("HEDDLE_TEST_A"), value("HEDDLE_TEST_B"), value("HEDDLE_TEST_C"));
  command("echo $HEDDLE_TEST_A $HEDDLE_TEST_B $HEDDLE_TEST_C");
}

int main() {
  show();
  std::printf("%d\n", setenv("HEDDLE_TEST_A", "ignored", 0));
  std::printf("%d\n", setenv("HEDDLE_TEST_C", "new one", 0));
  std::printf("%d\n", setenv("HEDDLE_TEST_B", "", 1));
  show();
  std::printf("%d\n", unsetenv("HEDDLE_TEST_A"));
  static char Entry[] = "HEDDLE_TEST_B=put";
  std::printf("%d\n", putenv(Entry));
  show();
  Entry[14] = 'P'; // putenv keeps the program's own string
  show();
  static char Name[] = "HEDDLE_TEST_B";
  std::printf("%d\n", putenv(Name));
  show();
  errno = 0;
  std::printf("%d %s\n", setenv("A=B", "x", 1), std::strerror(errno));
  std::printf("%d %s\n", unsetenv(""), std::strerror(errno));

  std::vector<std::thread> Threads;
  for (int I = 0; I < 8; ++I)
    Threads.emplace_back([I] {
      for (int J = 0; J < 20; ++J)
        setenv(("HEDDLE_TEST_T" + std::to_string(I * 20 + J)).c_str(), std::to_string(J).c_str(), 1);
    });
  for (std::thread &T : Threads)
    T.join();
  int Sum = 0;
  for (int I = 0; I < 160; ++I)
    Sum += std::atoi(value(("HEDDLE_TEST_T" + std::to_string(I)).c_str()));
  std::printf("%d\n", Sum);
  for (int I = 0; I < 160; ++I)
    unsetenv(("HEDDLE_TEST_T" + std::to_string(I)).c_str());

  std::printf("%d\n", std::system(nullptr) != 0);
  command("exit 7");
  command("kill -9 $$");
  command("no-such-command 2>/dev/null");
  setenv("PATH", "/usr/bin:/bin", 1);
  std::printf("%d %s\n", clearenv(), value("PATH"));
  setenv("HEDDLE_TEST_C", "only", 1);
  command("/usr/bin/env | /bin/grep -c HEDDLE_TEST");
  int Count = 0;
  for (char **Each = environ; *Each; ++Each)
    ++Count;
  std::printf("%d\n", Count);
}
