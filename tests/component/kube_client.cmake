list(APPEND COMPONENT_SOURCES test_kube_secrets.cpp test_kube_session.cpp)
