list(APPEND COMPONENT_SOURCES test_cli_project.cpp)
