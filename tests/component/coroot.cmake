list(APPEND COMPONENT_SOURCES
  test_coroot_live.cpp)
