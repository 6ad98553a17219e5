# shellcheck shell=bash
# shellcheck disable=SC2154 # here, run and the like are set by the script that reads this file
# What the linked fleet says, whole and with a part of it dead.

case_status_of_the_fleet() {
  : "status shows clusters, projects and equal key fingerprints"
  ctl status --hub cluster-c --context cluster-a --context cluster-b
  expect_exit 0
  local word
  for word in "${three[@]}" prod-a prod-b prod-c prod-global; do answers "$word"; done
  ctl status --hub cluster-c --context cluster-a --context cluster-b -o json
  expect_exit 0
  json . | grep node-agent >/dev/null || flunk "the JSON has no components"
}

case_contexts_show_roles() {
  : "contexts knows the hub from the members"
  ctl contexts
  expect_exit 0
  answers 'cluster-a .*member'
  answers 'cluster-c .*hub'
}

case_cause_across_clusters() {
  : "rca finds the recorded incident's cause in the terminal and as JSON"
  local subject name
  subject=$(jq -r .subject "$incident/truth.json")
  name=${subject##*:}
  ctl rca --hub cluster-c --project prod-global "${incident_window[@]}"
  expect_exit 0
  answers "$name"
  answers "${subject%%:*}"
  ctl rca --hub cluster-c --project prod-global "${incident_window[@]}" -o json -v=9
  expect_exit 0
  json . | grep -- "$name" >/dev/null || flunk "the JSON does not name $name"
}

case_project_in_the_terminal() {
  : "apps, topology and incidents show the aggregated project with the clusters of its rows"
  ctl apps --hub cluster-c --project prod-global "${patience[@]}"
  expect_exit 0
  answers '^prod-a .*shop/checkout'
  answers '^prod-b .*shop/orders'
  ctl topology checkout --hub cluster-c --project prod-global "${patience[@]}"
  expect_exit 0
  answers 'prod-b shop/orders'
  ctl topology --hub cluster-c --project prod-global "${patience[@]}" --cross-cluster -o json
  expect_exit 0
  [[ $(json '.calls | length') -gt 0 && $(json '[.calls[] | select(.crosses_clusters | not)] | length') == 0 ]] ||
    flunk "not the calls between clusters"
  ctl incidents --hub cluster-c --project prod-global "${patience[@]}" -o json
  expect_exit 0
  [[ $(json '[.incidents[].app] | length == (unique | length)') == true ]] || flunk "an outage is shown twice"
  ctl incidents show "$(json '.incidents[0].key')" --hub cluster-c --project prod-global "${patience[@]}"
  expect_exit 0
  answers 'Seen in +prod-global'
}

case_reading_changes_nothing() {
  : "reading verbs write nothing"
  remember "${all[@]}"
  ctl contexts -v=9
  ctl status --hub cluster-c --context cluster-a --context cluster-b -v=9
  ctl rca --hub cluster-c --project prod-global "${incident_window[@]}" -v=9
  ctl apps --hub cluster-c --project prod-global "${patience[@]}" -v=9
  ctl topology --hub cluster-c --project prod-global "${patience[@]}" -v=9
  ctl incidents --hub cluster-c --project prod-global "${patience[@]}" -v=9
  unchanged
}

case_one_cluster_is_dead() {
  : "with one member dead, contexts, status and rca answer for the others, name it and end with exit 3"
  trap '"$here/bed" start-api "$run" cluster-b; "$here/prometheus" start "$run" prod-b' EXIT # also when the case fails
  "$here/bed" stop-api "$run" cluster-b
  local began=$SECONDS
  ctl contexts
  expect_exit 3
  tells 'cluster-b.*(refused|unreachable)'
  answers 'cluster-a .*member'
  ctl status --hub cluster-c --context cluster-a --context cluster-b
  expect_exit 3
  tells 'cluster-b'
  answers 'prod-a'
  : "its telemetry still reaches the hub: rca has the whole answer, and names the server that it was told to ask"
  ctl rca --hub cluster-c --context cluster-a --context cluster-b --project prod-global "${incident_window[@]}"
  expect_exit 3
  tells 'cluster-b.*(refused|unreachable)'
  answers 'ledger-db'
  "$here/stage" stop "$run" prometheus.prod-b
  ctl rca --hub cluster-c --project prod-global "${incident_window[@]}"
  expect_exit 3
  tells 'prod-b'
  ((SECONDS - began < 180)) || flunk "took $((SECONDS - began)) s"
}
