list(APPEND UNIT_SOURCES
  ../scenarios/incident_damage.cpp
  ../scenarios/incident_faults.cpp
  ../scenarios/incident_maker.cpp
  ../scenarios/incident_model.cpp
  ../scenarios/plans.cpp
  rca_fixture.cpp
  test_rca_diagnose.cpp
  test_rca_missing_data.cpp
  test_rca_properties.cpp
  test_rca_recorded.cpp
  test_rca_render.cpp
  test_rca_scenarios.cpp
  test_rca_statistics.cpp
  test_rca_window.cpp
  test_rca_words.cpp
  test_rca_offline.cpp)
