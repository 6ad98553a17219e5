list(APPEND UNIT_SOURCES
  test_document_edit.cpp
  test_document_json.cpp
  test_document_limits.cpp
  test_document_round_trip.cpp
  test_document_set.cpp
  test_document_value.cpp
  test_document_yaml_read.cpp
  test_document_yaml_scalars.cpp
  test_document_yaml_write.cpp)
