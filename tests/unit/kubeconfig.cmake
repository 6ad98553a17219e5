list(APPEND UNIT_SOURCES
  test_kube_credentials.cpp
  test_kube_describe.cpp
  test_kube_exec_plugin.cpp
  test_kube_exec_secrets.cpp
  test_kube_in_cluster.cpp
  test_kube_kubeconfig_files.cpp
  test_kube_kubeconfig_parse.cpp
  test_kube_kubeconfig_resolve.cpp
  test_kube_kubeconfig_secrets.cpp
)
