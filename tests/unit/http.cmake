list(APPEND UNIT_SOURCES test_http_proxy_variables.cpp test_http_text.cpp)
