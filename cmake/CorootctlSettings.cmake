# Settings every target of the project shares: language level, warnings, sanitizers.
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()

add_library(corootctl_settings INTERFACE)
target_compile_features(corootctl_settings INTERFACE cxx_std_20)
target_compile_options(corootctl_settings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast
  $<$<BOOL:${COROOTCTL_WERROR}>:-Werror>)
target_compile_definitions(corootctl_settings INTERFACE COROOTCTL_VERSION="${PROJECT_VERSION}")
if(COROOTCTL_SANITIZE)
  target_compile_options(corootctl_settings INTERFACE
    -fsanitize=${COROOTCTL_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(corootctl_settings INTERFACE -fsanitize=${COROOTCTL_SANITIZE})
  # These stand at every access, take a third of the compilation, and AddressSanitizer finds most of what they would.
  if(COROOTCTL_SANITIZE MATCHES undefined)
    target_compile_options(corootctl_settings INTERFACE -fno-sanitize=null,alignment,object-size,vptr)
  endif()
endif()

# Reading the standard library costs more than compiling our code: with COROOTCTL_UNITY several sources of a target are
# compiled as one. Names in unnamed namespaces must then differ within a room.
option(COROOTCTL_UNITY "Compile several sources at once: half the time of a cold build" OFF)
set(CMAKE_UNITY_BUILD ${COROOTCTL_UNITY})
set(CMAKE_UNITY_BUILD_BATCH_SIZE 16)

# corootctl_library(NAME LINKS target ... PRIVATE_LINKS target ... SOURCES generated.cpp ...)
# One static library per folder of lib/, known to others as corootctl::NAME: every .cpp below the folder, so that a new
# file cannot be forgotten in a list.
function(corootctl_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "*.cpp")
  add_library(corootctl_${name} STATIC ${sources} ${ARG_SOURCES})
  add_library(corootctl::${name} ALIAS corootctl_${name})
  target_include_directories(corootctl_${name} PUBLIC "${PROJECT_SOURCE_DIR}/lib")
  target_link_libraries(corootctl_${name} PUBLIC ${ARG_LINKS} PRIVATE corootctl_settings ${ARG_PRIVATE_LINKS})
  target_compile_features(corootctl_${name} PUBLIC cxx_std_20)
  # What reads foreign text counts its branches, so that the fuzzers see where an input leads.
  if(COROOTCTL_FUZZ AND name MATCHES "^(coroot|document|fleetfile|kube|signals)$")
    target_compile_options(corootctl_${name} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
endfunction()
