# shellcheck shell=bash
# shellcheck disable=SC2154 # here, run and the like are set by the script that reads this file
# One thing broken on real API servers, and `check` finds its code and no other one. Of each case the first breakage;
# COROOTCTL_E2E_CHECKS=all takes them all, which is minutes more. After each one the clusters are put back in etcd.

# state keep, state back: of the three clusters, as it was before anything was broken.
state() {
  PYTHONDONTWRITEBYTECODE=1 python3 "$here/../faults/clusters.py" "$1" "$run" "$run/tmp/state.json" "${three[@]}"
}

# is_left_out: all but the first breakage of a case, unless all were asked for.
is_left_out() {
  breakages=$((breakages + 1))
  [[ ${COROOTCTL_E2E_CHECKS:-} != all ]] && ((breakages > 1))
}

# breaks CODES COMMAND...: after the command, check finds these codes, separated by blanks.
breaks() {
  is_left_out && return
  [[ -e $run/tmp/state.json ]] || state keep
  "${@:2}" >"$run/tmp/breaking" 2>&1 || flunk "cannot break it for $1: $(cat "$run/tmp/breaking")"
  soon_finds "$1"
  echo "found $1"
  kube cluster-a delete node node-2 --ignore-not-found # nodes are not part of the state that is kept
  state back
}

# edit CONTEXT OBJECT FILTER [FLAG]: one object, changed by jq.
edit() {
  kube "$1" get "$2" -n coroot -o json | jq "$3 | del(.metadata.resourceVersion)" | kube "$1" replace "${@:4}" -f -
}

hub_project() { edit cluster-c coroot/coroot ".spec.projects |= map(if .name == \"$1\" then $2 else . end)"; }

# breaks_node CODES CONTEXT FILTER: nodes are not put back with the rest, and kwok would put right what it sees.
breaks_node() {
  is_left_out && return
  kube "$2" get node node-1 -o json | jq 'del(.metadata.resourceVersion)' >"$run/tmp/node.json"
  kill -STOP "$(cat "$run/pids/$2.kwok")"
  edit "$2" node/node-1 "$3" --subresource=status
  soon_finds "$1"
  echo "found $1"
  kube "$2" replace --subresource=status -f "$run/tmp/node.json"
  kill -CONT "$(cat "$run/pids/$2.kwok")"
}

with_operator() { "$here/stage" operator "$run" "$build" "$1"; }
without_operator() { "$here/stage" stop "$run" "$1.operator"; }

case_codes_of_nodes() {
  : "an old kubelet, an old kernel, addresses that another cluster has: each by its code alone"
  local breakages=0
  breaks_node CRT102@cluster-a cluster-a '.status.nodeInfo.kubeletVersion = "v1.29.3"'
  breaks_node CRT110@cluster-a cluster-a '.status.nodeInfo.kernelVersion = "4.18.0-553.el8.x86_64"'
  breaks_node CRT316 cluster-b '.status.addresses = [{type: "InternalIP", address: "10.1.255.1"}]'
}

case_codes_of_one_cluster_twice() {
  : "two contexts of one cluster are found as that, and not also as shared keys and addresses"
  own_kubeconfig
  kubectl config set-context also-cluster-a --cluster=cluster-a --user=admin-cluster-a
  ctl check "${fleet_flags[@]}" --context also-cluster-a --suppress CRT308,CRT317 -o name
  [[ $(cat "$stdout") == CRT108 ]] || flunk "found $(paste -sd ' ' "$stdout")"
}

case_codes_of_preflight() {
  : "preflight finds a cluster that refuses privileged pods, a quota that is too small, a helm that is not there"
  local helm
  helm=$(command -v helm)
  kube cluster-d create namespace coroot
  ctl preflight --context cluster-d --helm "$helm" -o name
  [[ $(cat "$stdout") == CRT107@cluster-d ]] || flunk "found $(paste -sd ' ' "$stdout")"
  kube cluster-d label namespace coroot pod-security.kubernetes.io/enforce=privileged
  kube cluster-d create quota small --hard=requests.storage=20Gi -n coroot
  ctl preflight --context cluster-d --helm "$helm" -o name
  [[ $(cat "$stdout") == CRT106@cluster-d ]] || flunk "found $(paste -sd ' ' "$stdout")"
  ctl preflight --context cluster-a --helm "$run/no-helm" -o name
  [[ $(cat "$stdout") == CRT104 ]] || flunk "found $(paste -sd ' ' "$stdout")"
  kube cluster-d delete namespace coroot --wait
}

deleted_resource() {
  edit cluster-a coroot/coroot '.metadata.finalizers = ["example.com/held"]'
  kube cluster-a delete coroot/coroot -n coroot --wait=false
}

second_resource() {
  kube cluster-a create -f - <<'EOF_COROOT'
apiVersion: coroot.com/v1
kind: Coroot
metadata: {name: edge, namespace: default}
spec: {apiKey: an-agents-key, agentsOnly: {corootURL: "https://coroot.example.com"}}
EOF_COROOT
}

case_codes_of_operators() {
  : "no operator, a resource with errors, one that is written twice, deleted, or a second one: each by its code alone"
  local breakages=0
  breaks CRT201@cluster-a kube cluster-a delete deployment coroot-operator -n coroot --cascade=orphan
  breaks CRT207@cluster-a edit cluster-a coroot/coroot '.spec.replicas = 2'
  breaks CRT211@cluster-a edit cluster-a coroot/coroot '.spec.projects += [.spec.projects[0]]'
  breaks CRT112@cluster-a deleted_resource
  breaks CRT210@cluster-a second_resource
}

lost_pod() {
  kill -STOP "$(cat "$run/pids/cluster-a.kwok")"
  kube cluster-a delete pod -n coroot -l app.kubernetes.io/component=prometheus --force
}

# agents_for_one: of two nodes.
agents_for_one() {
  kube cluster-a get node node-1 -o json | jq '.metadata = {name: "node-2", labels: .metadata.labels} | del(.spec)' |
    kube cluster-a create -f -
  kube cluster-a wait --for=condition=Ready node/node-2 --timeout=60s
  kube cluster-a label node node-1 agents=yes
  edit cluster-a daemonset/coroot-node-agent '.spec.template.spec.nodeSelector.agents = "yes"'
}

case_codes_of_components() {
  : "a pod that no kubelet starts, agents for no node, a configuration that is behind: each by its code alone"
  local breakages=0
  breaks CRT206@cluster-a lost_pod
  kill -CONT "$(cat "$run/pids/cluster-a.kwok")"
  without_operator cluster-a
  breaks CRT209@cluster-a agents_for_one
  kube cluster-a label node node-1 agents-
  breaks CRT208@cluster-a edit cluster-a configmap/coroot-coroot \
    '.binaryData["config.yaml"] = ("projects: []\n" | @base64)'
  with_operator cluster-a
}

one_key_for_two() {
  : "in the environment: no argument of a program may have it"
  key=$(kube cluster-a get secret coroot -n coroot -o jsonpath='{.data.agent-api-key}') \
    edit cluster-b secret/coroot '.data["agent-api-key"] = env.key'
}

key_of_nobody() {
  edit cluster-a secret/coroot '.data.another = ("not of a project" | @base64)'
  edit cluster-a coroot/coroot '.spec.apiKeySecret.key = "another"'
}

case_codes_of_keys() {
  : "keys that are gone, empty, shared, of no project: each by its code alone"
  local breakages=0 name
  for name in "${three[@]}"; do without_operator "$name"; done
  breaks CRT301@cluster-b edit cluster-b secret/coroot 'del(.data["multi-cluster-api-key"])'
  breaks CRT302@cluster-b edit cluster-b secret/coroot '.data["multi-cluster-api-key"] = ""'
  breaks CRT303 one_key_for_two
  breaks CRT305@cluster-a key_of_nobody
  breaks CRT306@cluster-a edit cluster-a coroot/coroot 'del(.spec.apiKeySecret)'
  breaks CRT307@cluster-c edit cluster-c secret/remote-coroot-clusters 'del(.data["prod-a"])'
  for name in "${three[@]}"; do with_operator "$name"; done
}

old_servers() {
  local name
  for name in "${three[@]}"; do
    edit "$name" coroot/coroot '.spec.communityEdition.image.name = "r.invalid/coroot:1.17.7"'
  done
}

case_codes_of_links() {
  : "resolutions, members that do not exist, versions, certificates that nobody looks at: each by its code alone"
  local breakages=0
  breaks CRT309@cluster-c hub_project prod-a '.remoteCoroot.metricResolution = "1d"'
  breaks CRT310@cluster-c hub_project prod-a '.remoteCoroot.metricResolution = "30s"'
  breaks CRT318@cluster-c hub_project prod-global '.memberProjects += ["prod-x"]'
  breaks CRT321@cluster-c hub_project prod-a '.remoteCoroot.tlsSkipVerify = true'
  breaks CRT319@cluster-a edit cluster-a coroot/coroot '.spec.clusterAgent.image.name = "r.invalid/agent:1.5.0"'
  breaks CRT323 edit cluster-b coroot/coroot '.spec.communityEdition.image.name = "r.invalid/coroot:1.23.3"'
  breaks CRT320@cluster-c old_servers
}

# coroot_with [ARGUMENTS...]: the hub's Coroot again, with trouble.
coroot_with() {
  "$here/stage" stop "$run" coroot
  "$here/stage" coroot "$run" "$build" "$@"
}

# breaks_coroot CODES ARGUMENTS...
breaks_coroot() {
  is_left_out && return
  coroot_with "${@:2}"
  soon_finds "$1"
  echo "found $1"
}

case_codes_of_data() {
  : "members that are down, refuse, are no Coroot or send nothing, as the hub's Coroot says it: each by its code alone"
  local breakages=0
  breaks_coroot CRT311@cluster-c --member-state prod-a=down
  breaks_coroot CRT312@cluster-c --member-state prod-a=wrong-url
  breaks_coroot CRT314@cluster-c --member-state prod-a=wrong-key
  breaks_coroot CRT315@cluster-c --member-state prod-a=tunnel
  breaks_coroot CRT322@cluster-c --projects prod-b,prod-c,prod-global
  breaks_coroot CRT401@cluster-c --member-state prod-a=empty
  breaks_coroot CRT404@cluster-c --member-state prod-global=typo
  breaks_coroot CRT405@cluster-c --member-state prod-a=portless
  coroot_with
  soon_finds ''
}
