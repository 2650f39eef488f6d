# What compiles for the device: clang of LLVM 22, its own headers that device
# code includes, and the device's C and C++ libraries, which
# tools/build-device-libraries builds into a cache that outlives the build
# folder. Sets, for runtime/,
#   HEDDLE_CLANG            clang++ of LLVM 22
#   HEDDLE_SYSROOT          include folder of the device's C library
#   HEDDLE_SYSROOT_DEPENDS  the file that says that it is there

set(HEDDLE_CLANG ${LLVM22_CLANG})

# nvptx64 has no default include path: these stand beside the C library's.
set(builtin_headers ${HEDDLE_INCLUDE_DIR}/builtin)
file(GLOB builtin_sources
  ${LLVM22_RESOURCE_INCLUDE_DIR}/__float_*.h
  ${LLVM22_RESOURCE_INCLUDE_DIR}/__stdarg_*.h
  ${LLVM22_RESOURCE_INCLUDE_DIR}/__stddef_*.h)
foreach(header float inttypes iso646 limits stdalign stdarg stdatomic stdbool
               stdckdint stddef stdint stdnoreturn tgmath unwind varargs)
  list(APPEND builtin_sources ${LLVM22_RESOURCE_INCLUDE_DIR}/${header}.h)
endforeach()
file(COPY ${builtin_sources} DESTINATION ${builtin_headers})
# The sanitizers' interfaces, which a package of their own brings.
file(GLOB sanitizer_headers ${LLVM22_RESOURCE_INCLUDE_DIR}/sanitizer/*.h)
file(COPY ${sanitizer_headers} DESTINATION ${builtin_headers}/sanitizer)

set(HEDDLE_SYSROOT ${HEDDLE_INCLUDE_DIR}/include)
set(HEDDLE_SYSROOT_DEPENDS ${PROJECT_BINARY_DIR}/device-libraries/installed)
set(device_libraries ${PROJECT_BINARY_DIR}/device-libraries/tree)
set(device_library_files)
foreach(library c c++ c++abi)
  list(APPEND device_library_files ${HEDDLE_DEVICE_LIBRARY_DIR}/lib${library}.a)
endforeach()
file(GLOB_RECURSE device_library_sources CONFIGURE_DEPENDS
  ${PROJECT_SOURCE_DIR}/cmake/DeviceLibraries/*
  ${PROJECT_SOURCE_DIR}/runtime/sysroot/*)
# What the plugin does to each file.
foreach(source Frontend Passes LowerByVal LowerMath LowerThreads LowerWideAtomics)
  list(APPEND device_library_sources ${PROJECT_SOURCE_DIR}/plugin/${source}.cpp)
endforeach()
add_custom_command(OUTPUT ${HEDDLE_SYSROOT_DEPENDS}
  BYPRODUCTS ${device_library_files}
  COMMAND ${CMAKE_COMMAND} -E env HEDDLE_LLVM_SOURCE=${HEDDLE_LLVM_SOURCE}
    HEDDLE_PLUGIN=${HEDDLE_LIBRARY_DIR}/libHeddle.so
    ${PROJECT_SOURCE_DIR}/tools/build-device-libraries ${device_libraries}
  COMMAND ${CMAKE_COMMAND} -E rm -rf ${HEDDLE_SYSROOT}
  COMMAND ${CMAKE_COMMAND} -E copy_directory
    ${device_libraries}/include ${HEDDLE_SYSROOT}
  COMMAND ${CMAKE_COMMAND} -E copy_directory
    ${device_libraries}/lib ${HEDDLE_DEVICE_LIBRARY_DIR}
  COMMAND ${CMAKE_COMMAND} -E touch ${HEDDLE_SYSROOT_DEPENDS}
  DEPENDS Heddle HeddleClang ${PROJECT_SOURCE_DIR}/tools/build-device-libraries
    ${device_library_sources}
  COMMENT "Building the device's C and C++ libraries (once, minutes)"
  USES_TERMINAL VERBATIM)
add_custom_target(device-libraries ALL DEPENDS ${HEDDLE_SYSROOT_DEPENDS})

# Bitcode archives and headers are data to the host: they go where the drivers
# look, below lib/heddle and include/heddle.
install(DIRECTORY ${HEDDLE_DEVICE_LIBRARY_DIR} DESTINATION lib)
install(DIRECTORY ${HEDDLE_INCLUDE_DIR} DESTINATION include)
