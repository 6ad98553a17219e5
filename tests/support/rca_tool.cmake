add_executable(rca_tool "${PROJECT_SOURCE_DIR}/tests/support/rca_tool.cpp")
target_link_libraries(rca_tool PRIVATE corootctl::ops corootctl::rca corootctl_settings)
