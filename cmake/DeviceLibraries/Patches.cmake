# Copies of the source files that patches/ changes, in ${patched}, laid out as
# in the source. Files that come out as they were keep their time stamps.

set(patched "${CMAKE_BINARY_DIR}/patched")
find_program(HEDDLE_PATCH NAMES patch REQUIRED)

function(apply_patch name folder)
  set(patch "${CMAKE_CURRENT_SOURCE_DIR}/patches/${name}")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${patch}")
  set(scratch "${CMAKE_BINARY_DIR}/patching")
  file(REMOVE_RECURSE "${scratch}")
  file(STRINGS "${patch}" files REGEX "^\\+\\+\\+ b/")
  list(TRANSFORM files REPLACE "^\\+\\+\\+ b/" "")
  foreach(file IN LISTS files)
    get_filename_component(parent "${file}" DIRECTORY)
    file(COPY "${llvm}/${folder}/${file}" DESTINATION "${scratch}/${parent}" NO_SOURCE_PERMISSIONS)
  endforeach()
  execute_process(COMMAND "${HEDDLE_PATCH}" -p1 -s -i "${patch}" WORKING_DIRECTORY "${scratch}" COMMAND_ERROR_IS_FATAL ANY)
  foreach(file IN LISTS files)
    configure_file("${scratch}/${file}" "${patched}/${folder}/${file}" COPYONLY)
  endforeach()
endfunction()

apply_patch(libcxx-link-on-demand.patch libcxx)
apply_patch(libcxx-thread-exit-on-demand.patch libcxx)
apply_patch(libcxx-atomic-wait.patch libcxx)
apply_patch(libcxxabi-new-delete.patch libcxxabi)
apply_patch(libc-scanf-result.patch libc)
apply_patch(compiler-rt-atomic-types.patch compiler-rt)
