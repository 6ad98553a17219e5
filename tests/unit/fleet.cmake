list(APPEND UNIT_SOURCES test_fleet.cpp)
