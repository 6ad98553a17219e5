list(APPEND UNIT_SOURCES
  test_ops_link_plan.cpp
  test_ops_member_resource.cpp
  test_ops_member_url.cpp
  test_ops_operator_manifests.cpp
  test_ops_outages.cpp
  test_ops_resource.cpp
  test_ops_service_proxy.cpp
  test_ops_views.cpp
  test_kube_managed_fields.cpp)
