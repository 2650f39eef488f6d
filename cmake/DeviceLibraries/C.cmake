# libc.a: LLVM libc's own functions, what runtime/sysroot adds to them, and the
# compiler's runtime routines. One function is one archive member, so that a
# program links what it calls.
#
# Everything that needs the host or a thread is left to runtime/device: streams,
# the heap, the end of the process, clocks and the environment.

set(libc_source "${llvm}/libc")

# Whole folders of the source, and what in them is not for this library.
set(libc_folders
  src/ctype src/string src/strings src/stdlib src/inttypes src/errno src/wchar
  src/wctype src/time src/math/generic src/complex/generic src/fenv src/search
  src/stdbit src/nl_types src/__support/StringUtil src/__support/wchar)
set(libc_files
  src/locale/locale.cpp src/locale/localeconv.cpp src/unistd/swab.cpp
  src/stdio/vsnprintf.cpp src/stdio/vsscanf.cpp)
set(libc_excluded
  # runtime/device's
  "src/stdlib/(_Exit|at_quick_exit|atexit|exit|quick_exit|getenv)\\.cpp"
  "src/time/(time|localtime|localtime_r|ctime|ctime_r)\\.cpp"
  # half precision, bfloat16 and quadruple precision
  "src/(math|complex)/generic/.*(f16|bf16|f128).*\\.cpp"
  "src/math/generic/(bf16|f16|f128).*\\.cpp"
  # gives a zero the wrong sign
  "src/complex/generic/cproj[fl]?\\.cpp"
  # kept in thread_local tables
  "src/search/h[a-z_]*\\.cpp"
  # built without a header that declares them
  "src/math/generic/u?fromfpx?[fl]?\\.cpp")

foreach(folder IN LISTS libc_folders)
  file(GLOB sources "${libc_source}/${folder}/*.cpp")
  list(APPEND libc_sources ${sources})
endforeach()
foreach(pattern IN LISTS libc_excluded)
  list(FILTER libc_sources EXCLUDE REGEX "/${pattern}$")
endforeach()
list(TRANSFORM libc_files PREPEND "${libc_source}/")
list(APPEND libc_sources ${libc_files})
list(TRANSFORM libc_sources REPLACE ".*/(src/time/time_utils.cpp)$" "${patched}/libc/\\1")

# Hardware instructions instead of the portable code. There are none for fmod and
# remainder, whose nvptx files end in calls of themselves.
foreach(name ceil copysign fabs floor fma fmax fmin nearbyint rint round sqrt trunc)
  foreach(suffix "" f)
    list(REMOVE_ITEM libc_sources "${libc_source}/src/math/generic/${name}${suffix}.cpp")
    list(APPEND libc_sources "${libc_source}/src/math/nvptx/${name}${suffix}.cpp")
  endforeach()
endforeach()

# These functions access a program's objects as bytes, words or types of their own,
# and are inlined into the program: the optimizer would take it that a memcmp of
# ints does not read what was stored as an int.
add_compile_options(-fno-strict-aliasing)

add_library(libc_objects OBJECT ${libc_sources})
add_dependencies(libc_objects headers)
target_include_directories(libc_objects SYSTEM PRIVATE "${patched}/libc" "${libc_source}")
target_compile_definitions(libc_objects PRIVATE
  LIBC_NAMESPACE=__llvm_libc_heddle
  LIBC_FULL_BUILD
  LIBC_COPT_PUBLIC_PACKAGING
  LIBC_TARGET_OS_IS_GPU
  LIBC_ERRNO_MODE=LIBC_ERRNO_MODE_EXTERNAL
  # One thread is one warp and only rand() has state; it is atomic.
  LIBC_THREAD_MODE=LIBC_THREAD_MODE_SINGLE
  LIBC_QSORT_IMPL=LIBC_QSORT_QUICK_SORT
  LIBC_COPT_STRING_LENGTH_IMPL=element
  LIBC_COPT_FIND_FIRST_CHARACTER_IMPL=element
  LIBC_CONF_WCTYPE_MODE=LIBC_WCTYPE_MODE_ASCII
  # Error below one unit in the last place, as other C libraries have; the tables
  # and second passes for the last bit would dominate the code of a program.
  "LIBC_MATH=(LIBC_MATH_SKIP_ACCURATE_PASS|LIBC_MATH_SMALL_TABLES|LIBC_MATH_NO_EXCEPT)")
target_compile_options(libc_objects PRIVATE
  -std=gnu++17 -fno-exceptions -fno-rtti -fno-math-errno
  "SHELL:-isystem ${HEDDLE_CLANG_INCLUDE}" "SHELL:-isystem ${HEDDLE_INCLUDE}" -w)

# Formatting is large, and slow anyway. At -O2 ptxas takes 30 s for vsnprintf
# alone, which is in every program that prints; at -Oz it takes 3 s.
foreach(name stdio/vsnprintf stdio/vsscanf stdlib/strfromd stdlib/strfromf stdlib/strfroml
        time/strftime time/strftime_l)
  set_source_files_properties("${libc_source}/src/${name}.cpp" PROPERTIES COMPILE_OPTIONS -Oz)
endforeach()

# For what runtime/device's vsnprintf does not know.
set_source_files_properties("${libc_source}/src/stdio/vsnprintf.cpp" PROPERTIES
  COMPILE_DEFINITIONS vsnprintf=__heddle_vsnprintf_any)

# What LLVM libc has for mktime knows no zones: here it is timegm.
set_source_files_properties("${libc_source}/src/time/mktime.cpp" PROPERTIES COMPILE_DEFINITIONS mktime=timegm)

# A callback's exception passes through these, as through other C libraries'.
foreach(name stdlib/bsearch stdlib/qsort stdlib/qsort_r search/lfind search/lsearch)
  set_source_files_properties("${libc_source}/src/${name}.cpp" PROPERTIES COMPILE_OPTIONS -fexceptions)
endforeach()

# Errors have Linux's numbers here, so strerror needs Linux's table of them.
set_source_files_properties("${libc_source}/src/__support/StringUtil/error_to_string.cpp" PROPERTIES
  COMPILE_DEFINITIONS __linux__
  INCLUDE_DIRECTORIES "${CMAKE_CURRENT_SOURCE_DIR}/linux-numbers")

# What LLVM libc lacks.
file(GLOB sysroot_c CONFIGURE_DEPENDS "${sysroot}/src/*.c" "${sysroot}/src/*/*.c")
add_library(sysroot_objects OBJECT ${sysroot_c})
add_dependencies(sysroot_objects headers)
target_compile_options(sysroot_objects PRIVATE
  -std=gnu17 -fno-builtin -Wall -Wextra -Werror
  "SHELL:-isystem ${HEDDLE_CLANG_INCLUDE}" "SHELL:-isystem ${HEDDLE_INCLUDE}")

# Ends by an exception.
set_source_files_properties("${sysroot}/src/c11_thread_exit.c" PROPERTIES COMPILE_OPTIONS -fexceptions)

# compiler-rt: what clang and the code generators call by name.
set(builtins
  atomic
  divdc3 divsc3 divti3 modti3 muldc3 mulsc3 muloti4 mulodi4 mulosi4 multi3
  powidf2 powisf2 udivmodti4 udivti3 umodti3
  fixdfti fixsfti fixunsdfti fixunssfti floattidf floattisf floatuntidf floatuntisf)
list(TRANSFORM builtins PREPEND "${llvm}/compiler-rt/lib/builtins/")
list(TRANSFORM builtins APPEND ".c")
list(TRANSFORM builtins REPLACE ".*/atomic.c$" "${patched}/compiler-rt/lib/builtins/atomic.c")
add_library(builtins_objects OBJECT ${builtins})
add_dependencies(builtins_objects headers)
target_include_directories(builtins_objects PRIVATE "${llvm}/compiler-rt/lib/builtins")
target_compile_options(builtins_objects PRIVATE
  -std=gnu11 -fno-builtin -w "SHELL:-isystem ${HEDDLE_CLANG_INCLUDE}" "SHELL:-isystem ${HEDDLE_INCLUDE}")

# Atomics too large for the hardware take a lock; pthread's queues its waiters,
# where spinning on one word by a thousand warps would stop them all.
target_compile_definitions(builtins_objects PRIVATE _LIBATOMIC_USE_PTHREAD SPINLOCK_COUNT=256)

add_library(c STATIC
  $<TARGET_OBJECTS:libc_objects> $<TARGET_OBJECTS:sysroot_objects> $<TARGET_OBJECTS:builtins_objects>)
