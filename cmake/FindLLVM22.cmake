# Finds LLVM and Clang 22: the one major version Heddle supports, because its
# passes and drivers use C++ interfaces that change with every version, and
# because earlier NVPTX backends lack what the generated code needs.
#
# Defines the target LLVM22::LLVM (headers and the shared library), the target
# LLVM22::ClangCpp, and
#   LLVM22_TOOLS_DIR   folder of clang++, opt, FileCheck, llvm-tblgen, ...
#   LLVM22_CLANG       the clang++ to compile with
#   LLVM22_RESOURCE_INCLUDE_DIR  clang's own headers (stddef.h, ...)

find_package(LLVM 22.1 CONFIG
  HINTS /usr/lib/llvm-22/lib/cmake/llvm /usr/lib/llvm-22/cmake)

set(LLVM22_advice "Heddle needs LLVM and Clang of major version 22, exactly. On Debian: "
  "apt-get install clang-22 llvm-22-dev libclang-22-dev libclang-cpp22-dev llvm-22-tools lld-22. "
  "Elsewhere, give the installation with -DLLVM_DIR=<prefix>/lib/cmake/llvm.")
string(CONCAT LLVM22_advice ${LLVM22_advice})
if(NOT LLVM_FOUND)
  message(FATAL_ERROR "LLVM 22 was not found. ${LLVM22_advice}")
endif()
if(NOT LLVM_VERSION_MAJOR EQUAL 22)
  message(FATAL_ERROR "Found LLVM ${LLVM_PACKAGE_VERSION}. ${LLVM22_advice}")
endif()

set(LLVM22_TOOLS_DIR ${LLVM_TOOLS_BINARY_DIR})
find_program(LLVM22_CLANG NAMES clang++-22 clang++
  HINTS ${LLVM22_TOOLS_DIR} NO_DEFAULT_PATH)
find_program(LLVM22_CLANG NAMES clang++-22)
find_program(LLVM22_TBLGEN NAMES llvm-tblgen-22 llvm-tblgen
  HINTS ${LLVM22_TOOLS_DIR})
find_library(LLVM22_CLANG_CPP NAMES clang-cpp
  HINTS ${LLVM_LIBRARY_DIRS} NO_DEFAULT_PATH)
foreach(needed CLANG TBLGEN CLANG_CPP)
  if(NOT LLVM22_${needed})
    message(FATAL_ERROR
      "LLVM ${LLVM_PACKAGE_VERSION} lacks LLVM22_${needed}. ${LLVM22_advice}")
  endif()
endforeach()

execute_process(COMMAND ${LLVM22_CLANG} -print-resource-dir
  OUTPUT_VARIABLE LLVM22_RESOURCE_DIR OUTPUT_STRIP_TRAILING_WHITESPACE
  COMMAND_ERROR_IS_FATAL ANY)
set(LLVM22_RESOURCE_INCLUDE_DIR ${LLVM22_RESOURCE_DIR}/include)

separate_arguments(LLVM22_definitions NATIVE_COMMAND "${LLVM_DEFINITIONS}")
if(NOT TARGET LLVM22::LLVM)
  add_library(LLVM22::LLVM INTERFACE IMPORTED)
  target_include_directories(LLVM22::LLVM SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS})
  target_compile_definitions(LLVM22::LLVM INTERFACE ${LLVM22_definitions})
  # Heddle derives from LLVM's classes, whose type information the shared
  # library does not have.
  target_compile_options(LLVM22::LLVM INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti -fno-exceptions>)
  target_link_libraries(LLVM22::LLVM INTERFACE LLVM)

  add_library(LLVM22::ClangCpp INTERFACE IMPORTED)
  target_link_libraries(LLVM22::ClangCpp INTERFACE
    ${LLVM22_CLANG_CPP} LLVM22::LLVM)
endif()

message(STATUS "LLVM ${LLVM_PACKAGE_VERSION}, ${LLVM22_CLANG}")
