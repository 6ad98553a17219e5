list(APPEND UNIT_SOURCES
  coroot_fixture.cpp
  test_coroot_answer.cpp
  test_coroot_behaviours.cpp
  test_coroot_client.cpp
  test_coroot_panel.cpp
  test_coroot_views.cpp
  ops_fixture.cpp
  test_ops_collect.cpp
  test_ops_probe.cpp
  test_ops_recording.cpp
  test_ops_tally.cpp
  test_ops_topology.cpp
  test_ops_window.cpp)
