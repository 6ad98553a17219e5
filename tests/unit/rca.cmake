list(APPEND UNIT_SOURCES
  ../scenarios/incident_maker.cpp
  ../scenarios/incident_model.cpp
  test_rca_scenarios.cpp)
