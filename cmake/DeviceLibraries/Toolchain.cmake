# Clang 22 for nvptx64 bitcode. The bitcode is for no GPU in particular: the
# architecture is the baseline whose atomics and nanosleep the libraries rely
# on, and heddle-ld recompiles everything for the GPU the program is linked for.

set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR nvptx64)

find_program(HEDDLE_CLANG NAMES clang-22 REQUIRED)
find_program(HEDDLE_CLANGXX NAMES clang++-22 REQUIRED)
find_program(CMAKE_AR NAMES llvm-ar-22 REQUIRED)
find_program(CMAKE_RANLIB NAMES llvm-ranlib-22 REQUIRED)
set(CMAKE_C_COMPILER "${HEDDLE_CLANG}")
set(CMAKE_CXX_COMPILER "${HEDDLE_CLANGXX}")
set(CMAKE_C_COMPILER_WORKS ON)
set(CMAKE_CXX_COMPILER_WORKS ON)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)

set(HEDDLE_TARGET_FLAGS
  "--target=nvptx64-nvidia-cuda -march=sm_70 --cuda-feature=+ptx73 -nogpulib -flto -Wno-unknown-cuda-version")
set(CMAKE_C_FLAGS_INIT "${HEDDLE_TARGET_FLAGS}")
set(CMAKE_CXX_FLAGS_INIT "${HEDDLE_TARGET_FLAGS}")
set(CMAKE_C_FLAGS_RELEASE_INIT "-O2 -DNDEBUG")
set(CMAKE_CXX_FLAGS_RELEASE_INIT "-O2 -DNDEBUG")
