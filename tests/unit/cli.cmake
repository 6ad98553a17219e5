list(APPEND UNIT_SOURCES
  test_cli_app.cpp
  test_cli_exit_code.cpp
  test_cli_options.cpp
  test_cli_output.cpp
  test_cli_rca_junit.cpp
  test_cli_selection.cpp
  test_cli_project_views.cpp
  test_cli_talk.cpp
  test_cli_values.cpp
  test_cli_views.cpp
  test_cli_watch.cpp)
list(APPEND UNIT_LINKS corootctl_cli)
