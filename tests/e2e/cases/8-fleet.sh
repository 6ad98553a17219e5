# shellcheck shell=bash
# shellcheck disable=SC2154 # here, run and the like are set by the script that reads this file
# A fleet as its file says: plan and apply with the real helm. The operators are there already, the rest is not.

# fleet_file [LINE...]: two members, the hub, one aggregate; LINEs are added to the block of the last member.
fleet_file() {
  cat <<EOF_FLEET
apiVersion: corootctl.coroot.com/v1
kind: Fleet
name: prod
defaults:
  operator: {chart: $chart}
  exposure: {type: NodePort, nodePort: 30001}
hub:
  context: cluster-d
aggregates:
- name: prod-global
members:
- name: prod-a
  context: cluster-a
- name: prod-b
  context: cluster-b
EOF_FLEET
  (($# == 0)) || printf '  %s\n' "$@"
}

fleet=$run/tmp/fleet.yaml

fleet_apply() { ctl apply -f "$fleet" --no-verify --timeout "${pods_limit}s" --yes "$@"; }

# fleet_starts_bare CONTEXT...
fleet_starts_bare() {
  local context
  for context in "$@"; do
    kube "$context" get crd/coroots.coroot.com >"$run/tmp/definition" 2>&1 || continue
    forget_coroot "$context"
    kube "$context" delete secret/remote-coroot-clusters secret/coroot secret/coroot-agents secret/coroot-hub-key \
      -n coroot --ignore-not-found
  done
}

# projects_are JSON: the names of the hub's projects.
projects_are() {
  local names
  names=$(kube cluster-d get coroot coroot -n coroot -o json | jq -c '[.spec.projects[].name]')
  [[ $names == "$1" ]] || flunk "the hub has the projects $names"
}

case_fleet_is_drafted_and_brought_about() {
  : "from clusters without Coroot: fleet init drafts, plan shows, apply brings, and then nothing is pending"
  fleet_starts_bare cluster-a cluster-b cluster-d
  ctl fleet init --hub cluster-d=prod-d --context cluster-a=prod-a --context cluster-b=prod-b -f "$run/tmp/drafted.yaml"
  expect_exit 0
  printf 'defaults:\n  operator: {chart: %s}\n  exposure: {type: NodePort, nodePort: 30001}\n' "$chart" \
    >>"$run/tmp/drafted.yaml"
  ctl plan -f "$run/tmp/drafted.yaml"
  expect_exit 7
  ctl apply -f "$run/tmp/drafted.yaml" --no-verify --timeout "${pods_limit}s" --yes
  expect_exit 0
  projects_are '["prod-a","prod-b","prod-d","all-clusters"]'
  ctl plan -f "$run/tmp/drafted.yaml"
  expect_exit 0
}

case_fleet_converges() {
  : "apply brings what plan shows, wave by wave; then nothing is pending and another apply writes nothing"
  fleet_starts_bare cluster-a cluster-b cluster-d
  fleet_file >"$fleet"
  remember cluster-a cluster-b cluster-d
  ctl plan -f "$fleet"
  expect_exit 7
  answers '^members +prod-a +create +Coroot coroot/coroot'
  answers '^hub +cluster-d +create +Secret coroot/remote-coroot-clusters +waits for the keys of prod-a, prod-b'
  unchanged
  fleet_apply
  expect_exit 0
  answers '^members +cluster-b +Coroot coroot/coroot +created'
  answers '^hub +cluster-d +Coroot coroot/coroot +created'
  projects_are '["prod-a","prod-b","prod-global"]'
  ctl plan -f "$fleet"
  expect_exit 0
  says 'Plan: nothing to do'
  remember cluster-a cluster-b cluster-d
  fleet_apply
  expect_exit 0
  says 'Nothing changed'
  unchanged
}

# drifts_by MANAGER: that manager's write is shown and refused, then taken over.
drifts_by() {
  kube cluster-b patch coroot coroot -n coroot --field-manager "$1" --type merge -p '{"spec": {"cacheTTL": "3d"}}'
  ctl plan -f "$fleet"
  expect_exit 7
  answers "prod-b +change +Coroot coroot/coroot +written by $1 \\(20[0-9TZ:-]+\\): .spec.cacheTTL"
  answers 'spec.cacheTTL: "3d" -> "7d"'
  remember cluster-a cluster-b cluster-d
  fleet_apply
  expect_exit 1
  says 'nothing was written'
  says "Coroot coroot/coroot: $1 "
  says '.spec.cacheTTL'
  unchanged
  fleet_apply --force-conflicts
  expect_exit 0
  ctl plan -f "$fleet"
  expect_exit 0
}

case_fleet_shows_drift() {
  : "a field that another manager wrote is shown with its owner; apply refuses before any write, or takes it over"
  local manager
  fleet_file 'spec: {cacheTTL: 7d}' >"$fleet"
  fleet_apply
  expect_exit 0
  for manager in kubectl-patch argocd-controller helm; do drifts_by "$manager"; done
}

case_fleet_carries_out_a_reviewed_plan() {
  : "apply --plan carries out the plan that was reviewed, and refuses when a cluster has moved since"
  fleet_file 'spec: {cacheTTL: 9d}' >"$fleet"
  ctl plan -f "$fleet" -o json
  expect_exit 7
  cp "$stdout" "$run/tmp/plan.json"
  kube cluster-b patch coroot coroot -n coroot --type merge -p '{"spec": {"cacheTTL": "8d"}}'
  remember cluster-a cluster-b cluster-d
  fleet_apply --plan "$run/tmp/plan.json" --force-conflicts
  expect_exit 1
  says 'the file or the cluster moved in prod-b'
  unchanged
  ctl plan -f "$fleet" -o json
  cp "$stdout" "$run/tmp/plan.json"
  fleet_apply --plan "$run/tmp/plan.json" --force-conflicts
  expect_exit 0
}

case_fleet_grows_by_one_block() {
  : "a block more in the file is a member more on the hub; an aggregate more is a project more; the rest is left alone"
  fleet_starts_bare cluster-c
  fleet_file >"$fleet"
  fleet_apply
  expect_exit 0
  printf -- '- name: prod-c\n  context: cluster-c\n' >>"$fleet"
  sed -i 's/^- name: prod-global$/&\n- name: two\n  members: [prod-a, prod-c]/' "$fleet"
  remember cluster-a cluster-b
  ctl plan -f "$fleet"
  expect_exit 7
  answers '^members +prod-c +create +Coroot coroot/coroot'
  answers '^hub +cluster-d +change +Coroot coroot/coroot'
  fleet_apply
  expect_exit 0
  projects_are '["prod-a","prod-b","prod-global","prod-c","two"]'
  ctl plan -f "$fleet"
  expect_exit 0
  unchanged
}

# hub_knows PROJECT: whether the server of the hub has it.
hub_knows() {
  curl --silent --fail --noproxy '*' http://127.0.0.1:8080/api/user | jq -e --arg name "$1" \
    '.projects | any(.name == $name)' >"$run/tmp/known"
}

# server_generation: of the hub's server; each is a restart.
server_generation() {
  kube cluster-d get statefulset coroot-coroot -n coroot -o 'jsonpath={.metadata.generation}'
}

case_fleet_moves_a_member() {
  : "a member that is read becomes one that pushes, its project on the hub made anew; and back, with one restart each"
  local generation
  cp "$fleet" "$run/tmp/remote.yaml"
  sed -i 's#context: cluster-d#&\n  url: https://hub.example.com#' "$run/tmp/remote.yaml"
  { cat "$run/tmp/remote.yaml"; echo '  topology: agents'; } >"$fleet"
  hub_knows prod-c || flunk "the hub's server has no project prod-c"
  ctl plan -f "$fleet"
  expect_exit 7
  answers '^hub +cluster-d +delete +Coroot project prod-c'
  answers 'prod-c moves from remote to agents'
  generation=$(server_generation)
  fleet_apply
  expect_exit 0
  answers '^hub +cluster-d +Coroot project prod-c +deleted'
  ! hub_knows prod-c || flunk "the hub's server still has what it knew of prod-c"
  (($(server_generation) == generation + 1)) || flunk "the hub's server did not restart once"
  [[ $(kube cluster-c get coroot coroot -n coroot -o 'jsonpath={.spec.agentsOnly.corootURL}') == \
    https://hub.example.com ]] || flunk "the member does not push"
  [[ $(secret_value cluster-c coroot-hub-key agent-api-key) == "$(secret_value cluster-d coroot-agents prod-c)" ]] ||
    flunk "the member has another key than the hub"
  ctl plan -f "$fleet"
  expect_exit 0
  cp "$run/tmp/remote.yaml" "$fleet"
  ctl plan -f "$fleet"
  expect_exit 7
  answers 'prod-c moves from agents to remote'
  fleet_apply
  expect_exit 0
  [[ -z $(kube cluster-c get coroot coroot -n coroot -o 'jsonpath={.spec.agentsOnly}') ]] || flunk "it still pushes"
  ctl plan -f "$fleet"
  expect_exit 0
}

case_fleet_forgets_with_prune_only() {
  : "a member that leaves the file leaves the hub with --prune only, its key last; a foreign project stays"
  fleet_file | sed '/name: prod-b/,$d' >"$fleet"
  kube cluster-d patch coroot coroot -n coroot --type json \
    -p '[{"op": "add", "path": "/spec/projects/-", "value": {"name": "other", "memberProjects": ["prod-a"]}}]'
  ctl plan -f "$fleet"
  answers 'no more in the file: prod-b, prod-c, two; --prune takes them from the hub'
  fleet_apply --prune --force-conflicts
  expect_exit 0
  projects_are '["prod-a","prod-global","other"]'
  [[ -z $(secret_value cluster-d remote-coroot-clusters prod-b) ]] || flunk "the key is still there"
  ctl plan -f "$fleet" --prune
  expect_exit 0
}

case_fleet_takes_two_at_once() {
  : "two people who apply different members at the same time end with both on the hub"
  fleet_file | sed '/^aggregates:/,$d; s/context: cluster-d/context: cluster-d\n  project: prod-c/' >"$fleet"
  fleet_apply --prune
  expect_exit 0
  fleet_starts_bare cluster-d # both make the hub's resource and its Secret
  fleet_file | sed 's/context: cluster-d/context: cluster-d\n  project: prod-c/' >"$fleet"
  corootctl apply -f "$fleet" --member prod-a --no-verify --timeout "${pods_limit}s" --yes >"$run/tmp/other" 2>&1 &
  local other=$!
  fleet_apply --member prod-b
  expect_exit 0
  wait "$other" || flunk "the other one failed: $(cat "$run/tmp/other")"
  [[ $(kube cluster-d get coroot coroot -n coroot -o json | jq -c '[.spec.projects[].name] | sort') == \
    '["prod-a","prod-b","prod-c","prod-global"]' ]] || flunk "one of the two is lost"
  ctl plan -f "$fleet"
  expect_exit 0
}

# live CONTEXT KIND/NAME...: without what an API server gives each new object, and without who wrote it.
live() {
  kube "$1" get "${@:2}" -n coroot --ignore-not-found -o json |
    jq -S '[.items[]? // .] | map(del(.status, .metadata.managedFields, .metadata.uid, .metadata.resourceVersion,
      .metadata.creationTimestamp, .metadata.generation))'
}

# key_of PROJECT PROPERTY CONTEXT SECRET KEY: a line for render --keys.
key_of() { printf '%s: {%s: "%s"}\n' "$1" "$2" "$(secret_value "${@:3}")"; }
keys_of_read_members() {
  key_of prod-a multi-cluster-api-key cluster-a coroot multi-cluster-api-key
  key_of prod-b multi-cluster-api-key cluster-b coroot multi-cluster-api-key
}
keys_of_both_topologies() {
  key_of prod-a multi-cluster-api-key cluster-a coroot multi-cluster-api-key
  key_of prod-b agent-api-key cluster-d coroot-agents prod-b
}

# rendered_is_applied KEYS FOLDER=CONTEXT...: each object that apply made of $fleet comes out of render by hand, too,
# the Secrets that it copied with KEYS.
rendered_is_applied() {
  local keys=$1 each made=(namespace/coroot coroot/coroot secret/remote-coroot-clusters secret/coroot-hub-key)
  shift
  fleet_apply --wait=false
  expect_exit 0
  "$keys" >"$run/tmp/keys.yaml"
  sed 's/operator: .*/operator: {install: false}/' "$fleet" >"$run/tmp/rendered.yaml" # its chart is a path
  ctl render -f "$run/tmp/rendered.yaml" --format plain --emit-secrets --keys "$run/tmp/keys.yaml" \
    --out "$run/tmp/rendered"
  expect_exit 0
  for each; do
    live "${each#*=}" "${made[@]}" >"$run/tmp/applied.json"
    kube "${each#*=}" delete coroot/coroot secret/remote-coroot-clusters secret/coroot-hub-key -n coroot \
      --ignore-not-found
    kube "${each#*=}" apply --server-side -f "$run/tmp/rendered/${each%=*}" --recursive
    live "${each#*=}" "${made[@]}" >"$run/tmp/by-hand.json"
    equal "$run/tmp/applied.json" "$run/tmp/by-hand.json"
  done
}

case_fleet_rendered_is_the_fleet_applied() {
  : "what render writes, applied with kubectl by hand, is what apply makes, for members that are read or push"
  fleet_file | sed 's#context: cluster-\([ab]\)$#&\n  url: https://coroot-\1.example.com#' >"$fleet"
  fleet_starts_bare cluster-d # with what somebody else has put into it
  rendered_is_applied keys_of_read_members prod-a=cluster-a prod-b=cluster-b cluster-d=cluster-d
  fleet_starts_bare cluster-b cluster-d
  sed -i "s#context: cluster-d#&\n  url: https://hub.example.com#" "$fleet"
  sed -i "s#url: https://coroot-b.*#topology: agents#" "$fleet"
  rendered_is_applied keys_of_both_topologies prod-a=cluster-a cluster-d=cluster-d prod-b=cluster-b
  [[ $(kube cluster-b get coroot coroot -n coroot -o 'jsonpath={.spec.agentsOnly.corootURL}') == \
    https://hub.example.com ]] || flunk "the member does not push"
}
