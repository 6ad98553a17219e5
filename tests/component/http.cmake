list(APPEND COMPONENT_SOURCES issuer.cpp loopback.cpp test_http_http2.cpp test_http_proxy.cpp test_http_streaming.cpp test_http_tls.cpp test_http_transport.cpp)
