# The public headers, put together in ${HEDDLE_INCLUDE}: libc's types and
# macros as they are, the headers that libc's generator makes, those of
# runtime/sysroot, and libc++'s under c++/v1.
#
# A header that both the generator and runtime/sysroot have is runtime/sysroot's;
# it may include the generated one as <llvm-libc/NAME>.

set(libc_include "${llvm}/libc/include")
set(generated_headers
  assert complex ctype endian features fenv float inttypes limits locale math
  nl_types search stdbit stdckdint stdint string strings sysexits)

file(GLOB_RECURSE sysroot_headers RELATIVE "${sysroot}/include" CONFIGURE_DEPENDS
  "${sysroot}/include/*.h")
foreach(header IN LISTS sysroot_headers)
  configure_file("${sysroot}/include/${header}" "${HEDDLE_INCLUDE}/${header}" COPYONLY)
endforeach()
foreach(header IN LISTS HEDDLE_INSTALLED_HEADERS)
  if(NOT header IN_LIST sysroot_headers) # of an earlier run, and gone since
    file(REMOVE "${HEDDLE_INCLUDE}/${header}")
  endif()
endforeach()
set(HEDDLE_INSTALLED_HEADERS "${sysroot_headers}" CACHE INTERNAL "Headers of runtime/sysroot in the build folder")

configure_file("${libc_include}/__llvm-libc-common.h" "${HEDDLE_INCLUDE}/__llvm-libc-common.h" COPYONLY)
file(COPY "${libc_include}/llvm-libc-types" "${libc_include}/llvm-libc-macros"
  DESTINATION "${HEDDLE_INCLUDE}"
  FILES_MATCHING PATTERN "*.h"
  PATTERN "EFI*" EXCLUDE PATTERN "Elf*" EXCLUDE
  PATTERN "struct_tm.h" EXCLUDE
  PATTERN "baremetal" EXCLUDE PATTERN "darwin" EXCLUDE PATTERN "linux" EXCLUDE PATTERN "windows" EXCLUDE)

configure_file("${patched}/libc/include/llvm-libc-types/struct_tm.h"
  "${HEDDLE_INCLUDE}/llvm-libc-types/struct_tm.h" COPYONLY)

foreach(name IN LISTS generated_headers)
  set(output "${HEDDLE_INCLUDE}/${name}.h")
  if("${name}.h" IN_LIST sysroot_headers)
    set(output "${HEDDLE_INCLUDE}/llvm-libc/${name}.h")
  endif()
  add_custom_command(OUTPUT "${output}"
    COMMAND "${HEDDLE_PYTHON}" -B "${llvm}/libc/utils/hdrgen/main.py"
      --output "${output}" "${libc_include}/${name}.yaml"
    DEPENDS "${libc_include}/${name}.yaml"
    COMMENT "Generating ${name}.h" VERBATIM)
  list(APPEND header_files "${output}")
endforeach()
add_custom_target(headers DEPENDS ${header_files})

# libc++: a configuration instead of the questions of its own build.
file(COPY "${llvm}/libcxx/include/" DESTINATION "${HEDDLE_INCLUDE}/c++/v1"
  PATTERN "CMakeLists.txt" EXCLUDE PATTERN "*.in" EXCLUDE
  REGEX "/(__locale|__locale_dir/(num|time|money|messages)\\.h|__thread/thread\\.h)$" EXCLUDE
  REGEX "/libcxx/include/(__config|barrier|semaphore|shared_mutex|__atomic/atomic_(sync|waitable_traits)\\.h)$" EXCLUDE
  REGEX "/__cxx03/__thread/thread\\.h$" EXCLUDE)
file(COPY "${patched}/libcxx/include/" DESTINATION "${HEDDLE_INCLUDE}/c++/v1")
file(COPY "${llvm}/libcxxabi/include/cxxabi.h"
  "${llvm}/libcxxabi/include/__cxxabi_config.h" DESTINATION "${HEDDLE_INCLUDE}/c++/v1")
configure_file("${llvm}/libcxx/vendor/llvm/default_assertion_handler.in"
  "${HEDDLE_INCLUDE}/c++/v1/__assertion_handler" COPYONLY)

set(_LIBCPP_ABI_VERSION 1)
set(_LIBCPP_ABI_NAMESPACE __1)
set(_LIBCPP_ABI_FORCE_ITANIUM OFF)
set(_LIBCPP_ABI_FORCE_MICROSOFT OFF)
set(_LIBCPP_HAS_THREADS ON)
set(_LIBCPP_HAS_MONOTONIC_CLOCK ON)
set(_LIBCPP_HAS_TERMINAL ON)
set(_LIBCPP_HAS_MUSL_LIBC OFF)
set(_LIBCPP_HAS_THREAD_API_PTHREAD ON)
set(_LIBCPP_HAS_THREAD_API_EXTERNAL OFF)
set(_LIBCPP_HAS_THREAD_API_WIN32 OFF)
set(_LIBCPP_HAS_VENDOR_AVAILABILITY_ANNOTATIONS OFF)
set(_LIBCPP_HAS_FILESYSTEM ON)
set(_LIBCPP_HAS_RANDOM_DEVICE ON)
set(_LIBCPP_HAS_LOCALIZATION ON)
set(_LIBCPP_HAS_UNICODE ON)
set(_LIBCPP_HAS_WIDE_CHARACTERS ON)
set(_LIBCPP_HAS_TIME_ZONE_DATABASE ON)
set(_LIBCPP_INSTRUMENTED_WITH_ASAN OFF)
set(_LIBCPP_PSTL_BACKEND_SERIAL ON)
set(_LIBCPP_HARDENING_MODE_DEFAULT 2)         # none
set(_LIBCPP_ASSERTION_SEMANTIC_DEFAULT "_LIBCPP_ASSERTION_SEMANTIC_HARDENING_DEPENDENT")
set(_LIBCPP_EXTRA_SITE_DEFINES "
// One static library for the whole program: nothing is exported.
#define _LIBCPP_DISABLE_VISIBILITY_ANNOTATIONS
// Equal types have one type_info, as everything is linked into one module.
#define _LIBCPP_TYPEINFO_COMPARISON_IMPLEMENTATION 1
// The runtime waits for a word of any size.
#define _LIBCPP_ABI_ATOMIC_WAIT_NATIVE_BY_SIZE
// The device's C library has the ASCII classification tables of the C locale only.
#define _LIBCPP_PROVIDES_DEFAULT_RUNE_TABLE
#define _LIBCPP_HAS_CLOCK_GETTIME")
configure_file("${llvm}/libcxx/include/__config_site.in"
  "${HEDDLE_INCLUDE}/c++/v1/__config_site" @ONLY)
