list(APPEND UNIT_SOURCES
  test_signals_catalogue.cpp
  test_signals_reader.cpp
  test_signals_writer.cpp)
