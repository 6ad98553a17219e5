list(APPEND UNIT_SOURCES test_kube_client.cpp test_kube_retry.cpp test_kube_rollout.cpp test_kube_status.cpp
  test_kube_watch.cpp)
