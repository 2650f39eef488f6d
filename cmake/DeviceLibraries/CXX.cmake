# libc++.a and libc++abi.a: the source lists of libcxx/src/CMakeLists.txt and
# libcxxabi/src/CMakeLists.txt for the configuration in Headers.cmake.

set(libcxx_source "${llvm}/libcxx/src")
set(libcxx_sources
  algorithm any bind call_once charconv chrono error_category exception expected
  filesystem/directory_entry filesystem/directory_iterator filesystem/filesystem_clock
  filesystem/filesystem_error filesystem/operations filesystem/path
  functional hash memory memory_resource new_handler new_helpers optional print
  random random_shuffle ryu/d2fixed ryu/d2s ryu/f2s stdexcept string system_error
  typeinfo valarray variant vector verbose_abort
  # threads; barriers and shared mutexes are in their headers
  atomic condition_variable_destructor condition_variable future
  mutex_destructor mutex thread
  # localization
  fstream ios ios.instantiations iostream locale ostream regex strstream
  # what -fexperimental-library needs
  experimental/keep experimental/log_hardening_failure
  experimental/chrono_exception experimental/time_zone experimental/tzdb experimental/tzdb_list)
list(TRANSFORM libcxx_sources PREPEND "${libcxx_source}/")
list(TRANSFORM libcxx_sources APPEND ".cpp")
foreach(name atomic condition_variable experimental/tzdb filesystem/operations future iostream locale mutex thread)
  list(TRANSFORM libcxx_sources REPLACE ".*/${name}.cpp$" "${patched}/libcxx/src/${name}.cpp")
endforeach()

# The wide streams are iostream.cpp again.
file(WRITE "${CMAKE_BINARY_DIR}/patched/iostream_wide.cpp.in"
  "#define WIDE_STREAMS\n#include \"libcxx/src/iostream.cpp\"\n")
configure_file("${patched}/iostream_wide.cpp.in" "${patched}/iostream_wide.cpp" COPYONLY)
list(APPEND libcxx_sources "${patched}/iostream_wide.cpp")

set(libcxxabi_source "${llvm}/libcxxabi/src")
set(libcxxabi_sources
  cxa_aux_runtime cxa_default_handlers cxa_demangle cxa_exception_storage cxa_guard
  cxa_handlers cxa_vector cxa_virtual stdlib_exception stdlib_stdexcept
  stdlib_typeinfo abort_message fallback_malloc private_typeinfo
  stdlib_new_delete cxa_exception cxa_personality)
list(TRANSFORM libcxxabi_sources PREPEND "${libcxxabi_source}/")
list(TRANSFORM libcxxabi_sources APPEND ".cpp")
foreach(name cxa_default_handlers stdlib_new_delete)
  list(TRANSFORM libcxxabi_sources REPLACE ".*/${name}.cpp$" "${patched}/libcxxabi/src/${name}.cpp")
endforeach()

set(cxx_options
  -std=c++23 -fexceptions -fcxx-exceptions -frtti -fsized-deallocation
  # A call to libm must stay a call: NVPTX has no instruction for llvm.sin.
  -fmath-errno
  # clang would pass printf's arguments as CUDA's vprintf takes them.
  -fno-builtin-printf
  -nostdinc++ "SHELL:-isystem ${HEDDLE_INCLUDE}/c++/v1"
  "SHELL:-isystem ${HEDDLE_CLANG_INCLUDE}" "SHELL:-isystem ${HEDDLE_INCLUDE}" -w)

add_library(c++ STATIC ${libcxx_sources})
add_dependencies(c++ headers)
target_include_directories(c++ PRIVATE "${libcxx_source}" "${libcxx_source}/experimental" "${libcxx_source}/filesystem" "${llvm}/libc")
target_compile_definitions(c++ PRIVATE
  _LIBCPP_BUILDING_LIBRARY _LIBCPP_REMOVE_TRANSITIVE_INCLUDES
  # Errors have Linux's numbers.
  _LIBCPP_ELAST=4095
  # from_chars shares its conversion code with libc
  LIBCXX_BUILDING_LIBCXXABI LIBC_NAMESPACE=__llvm_libc_common_utils)
target_compile_options(c++ PRIVATE ${cxx_options})

# Most of a program that includes <iostream> is this code, much of which it never
# runs, and most of the time to compile it is ptxas's. At -Oz both are half.
foreach(source IN LISTS libcxx_sources)
  if(source MATCHES "/(directory_entry|directory_iterator|filesystem_error|fstream|ios|ios\\.instantiations|iostream|iostream_wide|locale|operations|ostream|regex|strstream|system_error)\\.cpp$")
    set_source_files_properties("${source}" PROPERTIES COMPILE_OPTIONS -Oz)
  endif()
endforeach()

foreach(source IN LISTS libcxx_sources)
  if(source MATCHES "/experimental/(chrono_exception|time_zone|tzdb|tzdb_list)\\.cpp$")
    set_source_files_properties("${source}" PROPERTIES COMPILE_OPTIONS "-Oz;-fexperimental-library")
  endif()
endforeach()

add_library(c++abi STATIC ${libcxxabi_sources})
add_dependencies(c++abi headers)
target_include_directories(c++abi PRIVATE "${llvm}/libcxxabi/include" "${libcxxabi_source}" "${libcxx_source}")
target_compile_definitions(c++abi PRIVATE
  _LIBCPP_BUILDING_LIBRARY _LIBCXXABI_BUILDING_LIBRARY)
target_compile_options(c++abi PRIVATE ${cxx_options})
