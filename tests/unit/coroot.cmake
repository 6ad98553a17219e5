list(APPEND UNIT_SOURCES
  coroot_fixture.cpp
  test_coroot_answer.cpp
  test_coroot_client.cpp
  test_coroot_panel.cpp
  test_coroot_views.cpp)
