list(APPEND COMPONENT_SOURCES
  test_coroot_live.cpp
  test_rca_command.cpp
  test_collect_size.cpp
  ../bench/synthetic_hub.cpp)
