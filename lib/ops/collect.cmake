list(APPEND OPS_SOURCES
  collect.cpp
  collect_apps.cpp
  collect_data.cpp
  collect_edges.cpp
  collect_events.cpp
  collect_fetch.cpp
  collect_inventory.cpp
  collect_nodes.cpp
  collect_queries.cpp
  collect_resolve.cpp
  collect_tally.cpp
  collect_target.cpp
  collect_window.cpp
  collect_world.cpp
  probe.cpp
  rca_live.cpp
  service_proxy.cpp)
