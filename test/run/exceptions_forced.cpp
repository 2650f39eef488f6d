// _Unwind_ForcedUnwind runs cleanups, passes catch clauses with a type, ends in
// catch (...), and tells the stop function where the stack ends.
// RUN: %agree %s -O0
// RUN: %agree %s -O2

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <unwind.h>

struct Cleanup {
  const char *Name;
  ~Cleanup() { std::printf("cleanup %s\n", Name); }
};

static _Unwind_Reason_Code stop(int, _Unwind_Action Actions, auto,
                                _Unwind_Exception *, _Unwind_Context *,
                                void *Argument) {
  if (Actions & _UA_END_OF_STACK) {
    std::printf("end of %s\n", static_cast<const char *>(Argument));
    std::exit(3);
  }
  return _URC_NO_REASON;
}

static void deleted(_Unwind_Reason_Code, _Unwind_Exception *) {
  std::printf("deleted\n");
}

[[gnu::noinline]] static void unwind(const char *Name) {
  static _Unwind_Exception Exception;
  std::memset(&Exception, 0, sizeof Exception);
  Exception.exception_cleanup = deleted;
  _Unwind_ForcedUnwind(&Exception, stop, const_cast<char *>(Name));
  std::printf("came back\n");
}

[[gnu::noinline]] static void passHandler(const char *Name) {
  Cleanup Outer{"outer"};
  try {
    Cleanup Inner{"inner"};
    unwind(Name);
  } catch (int) {
    std::printf("caught\n");
  }
}

int main() {
  try {
    passHandler("main");
  } catch (...) {
    std::printf("taken\n");
  }
  std::thread(passHandler, "thread").join();
  std::printf("not reached\n");
}
