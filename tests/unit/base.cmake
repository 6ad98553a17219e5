list(APPEND UNIT_SOURCES test_base_process.cpp test_base_secret_string.cpp test_base_text.cpp test_base_files.cpp)
