list(APPEND COMPONENT_SOURCES
  test_fakes_apply.cpp
  test_fakes_cluster.cpp
  test_fakes_coroot.cpp
  test_fakes_operator.cpp
  test_fakes_prometheus.cpp
  test_fakes_sandbox.cpp)
