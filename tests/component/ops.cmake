list(APPEND COMPONENT_SOURCES test_ops_install.cpp test_ops_link.cpp)
