add_executable(rca_tool "${PROJECT_SOURCE_DIR}/tests/support/rca_tool.cpp")
target_link_libraries(rca_tool PRIVATE corootctl::ops corootctl::rca corootctl_settings)

set(SCENARIOS "${PROJECT_SOURCE_DIR}/tests/scenarios")
add_executable(scenario_tool "${SCENARIOS}/scenario_tool.cpp" "${SCENARIOS}/plans.cpp" "${SCENARIOS}/incident_maker.cpp"
  "${SCENARIOS}/incident_model.cpp" "${SCENARIOS}/incident_faults.cpp" "${SCENARIOS}/incident_damage.cpp")
target_include_directories(scenario_tool PRIVATE "${PROJECT_SOURCE_DIR}/tests")
target_link_libraries(scenario_tool PRIVATE corootctl::signals corootctl::base corootctl_settings)
