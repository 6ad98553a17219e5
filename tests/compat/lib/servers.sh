# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # shared with the script that reads this file
# Real Coroot servers: the members prod-a and prod-b, and a hub with prod-c and the aggregated project. Needs
# lib/common.sh of tests/e2e, $run, and $coroot, the server's binary; $run/urls has NAME=URL of each cluster's store. A
# hub asks its members' stores through them; $members_refresh and $hub_refresh say how often they and it ask unasked.
#
# A server from its source, which is not in the Go module proxy: `git checkout v1.24.5`, any text as static/index.html,
# the package liblz4-dev, then `go build -ldflags "-X main.version=1.24.5"`.

hub=http://127.0.0.1:8080
# The series carry the ids of the projects that they were sent to, on the server that they were sent to.
declare -A own_projects=([prod-a]=m4t8a2xk [prod-b]=q7b1z5hw [prod-c]=c9f3n6rd) ports=([prod-a]=8081 [prod-b]=8082)
aggregate=g6w1l3mz members_refresh=15s hub_refresh=15s

# projects_in DIRECTORY ID=NAME...: a server's database with these projects, before it makes its own.
projects_in() {
  python3 - "$@" <<'END'
import sqlite3, sys
database = sqlite3.connect(sys.argv[1] + "/db.sqlite")
database.execute("CREATE TABLE project (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE, prometheus TEXT)")
database.executemany("INSERT INTO project (id, name) VALUES (?, ?)", [pair.split("=") for pair in sys.argv[2:]])
database.commit()
END
}

# start_coroot NAME PORT CLUSTER REFRESH PROJECTS: a server over the store of this cluster. JSON is YAML.
start_coroot() {
  local url
  url=$(sed -n "s/^$3=//p" "$run/urls")
  jq -n --arg listen "127.0.0.1:$2" --arg data "$run/$1" --arg url "$url" --arg refresh "$4" --argjson projects "$5" '{
    listen_address: $listen, data_dir: $data, grpc: {disabled: true}, auth: {anonymous_role: "Viewer"},
    global_prometheus: {url: $url, refresh_interval: $refresh}, disable_usage_statistics: true,
    do_not_check_for_updates: true, projects: $projects}' >"$run/$1/config.yaml"
  launch "$run" "$1" "$coroot" "--config=$run/$1/config.yaml"
  wait_until 100 "Coroot $1 (see its log)" curl --silent --fail --noproxy '*' "http://127.0.0.1:$2/health"
}

start_servers() {
  local name
  for name in "${!ports[@]}"; do
    mkdir "$run/$name"
    projects_in "$run/$name" "${own_projects[$name]}=$name"
    start_coroot "$name" "${ports[$name]}" "$name" "$members_refresh" "$(jq -n --arg name "$name" '[{
      name: $name, apiKeys: [{key: "agents-of-\($name)", description: "agents"},
                             {key: "link-to-\($name)", description: "multi-cluster"}]}]')"
  done
  mkdir "$run/hub"
  projects_in "$run/hub" "${own_projects[prod-c]}=prod-c" "$aggregate=prod-global"
  start_coroot hub 8080 prod-c "$hub_refresh" "$(jq -n --arg refresh "$hub_refresh" '
    [{name: "prod-a", port: 8081}, {name: "prod-b", port: 8082} | {name, remoteCoroot: {
      url: "http://127.0.0.1:\(.port)", apiKey: "link-to-\(.name)", metricResolution: $refresh}}]
    + [{name: "prod-c", apiKeys: [{key: "agents-of-prod-c", description: "agents"}]},
       {name: "prod-global", memberProjects: ["prod-a", "prod-b", "prod-c"]}]')"
}

# ask PATH: what the hub answers.
ask() { curl --silent --fail --noproxy '*' "$hub/api$1"; }

# A hub opens its first incidents a minute after its start; its map shows them when the end of its cache passed them.
has_incidents() {
  sleep 4 # each answer costs the hub the making of a map
  ask "/project/$aggregate/overview/map" | jq -e '(.context.incidents | length > 0) and (.data.map | length > 0)'
}

# compare_map: the map that the hub shows has no app and no call that $run/snapshot.json lacks; prints their number.
compare_map() {
  ask /user >"$run/user.json"
  ask "/project/$aggregate/overview/map" >"$run/map.json"
  jq -n --slurpfile user "$run/user.json" --slurpfile map "$run/map.json" --slurpfile snapshot "$run/snapshot.json" \
    -f "$compat/../scenarios/lost.jq" >"$run/lost.json"
  jq -rj .counted "$run/lost.json"
  jq -ej 'if .apps == [] and .calls == [] then ", none lost" else ", lost: \(.apps + .calls)" | halt_error end' \
    "$run/lost.json"
}

# describe_coroot: its name and version.
describe_coroot() {
  "$(find_go)" version -m "$coroot" | sed -n 's/.*main\.version=\([0-9.]*\).*/Coroot \1/p'
}
