# shellcheck shell=bash
# shellcheck disable=SC2154 # here, run and the like are set by the script that reads this file
# Living with it: taking a Coroot away, bringing the operator up to date. With the real helm.

# bare CONTEXT...: no Coroot, no operator, no keys; the namespace stays.
bare() {
  local context
  for context in "$@"; do
    kube "$context" get namespace/coroot >"$run/tmp/namespace" 2>&1 || kube "$context" create namespace coroot
    kube "$context" label namespace/coroot pod-security.kubernetes.io/enforce=privileged --overwrite
    if kube "$context" get crd/coroots.coroot.com >"$run/tmp/definition" 2>&1; then
      kube "$context" get coroots -A -o json | jq -r '.items[] | "\(.metadata.namespace) \(.metadata.name)"' |
        while read -r space name; do kube "$context" delete "coroot/$name" -n "$space" --wait; done
      : "before the definition goes: without it the garbage collector no longer knows their owner, and they stay"
      kube "$context" wait --for=delete statefulsets,deployments,daemonsets,services -A \
        -l app.kubernetes.io/managed-by=coroot-operator --timeout=150s
    fi
    helm --kube-context "$context" uninstall coroot-operator -n coroot --ignore-not-found --wait
    kube "$context" delete crd/coroots.coroot.com --ignore-not-found
    kube "$context" delete deployment/coroot-operator serviceaccount/coroot-operator -n coroot --ignore-not-found
    kube "$context" delete clusterrole/coroot-operator clusterrolebinding/coroot-operator --ignore-not-found
    kube "$context" delete namespace team-b --ignore-not-found
    opaque_values "$context" >>"$run/secrets.gone"
    kube "$context" delete secrets,persistentvolumeclaims --all -n coroot --ignore-not-found
    free_volumes "$context"
  done
}

# free_volumes CONTEXT: no controller does it for volumes that nobody provisioned.
free_volumes() {
  kube "$1" get persistentvolumes -o json |
    jq '.items |= map(select(.status.phase == "Released") | del(.spec.claimRef, .metadata.resourceVersion))' \
      >"$run/tmp/released.json"
  [[ $(jq '.items | length' "$run/tmp/released.json") == 0 ]] || kube "$1" replace -f "$run/tmp/released.json"
}

living_install() { ctl install "$@" --chart "$chart" --node-port 30001 --timeout "${pods_limit}s" --yes; }

# second_coroot CONTEXT: of another team, in a namespace of its own.
second_coroot() {
  kube "$1" create namespace team-b
  kube "$1" label namespace team-b pod-security.kubernetes.io/enforce=privileged
  kube "$1" create -f - <<'EOF_COROOT'
apiVersion: coroot.com/v1
kind: Coroot
metadata: {name: other, namespace: team-b}
spec: {projects: [{name: team-b, apiKeys: [{description: agents, keySecret: {name: other, key: agents}}]}]}
EOF_COROOT
  local work=(deployment/other-{prometheus,cluster-agent} daemonset/other-node-agent)
  work+=(statefulset/other-{clickhouse-keeper,clickhouse-shard-0,coroot})
  wait_until 60 "the operator's work for team-b" kube "$1" get "${work[@]}" -n team-b
}

# what_runs CONTEXT NAMESPACE: the workloads with their generations.
what_runs() {
  kube "$1" get deployments,statefulsets,daemonsets,services -n "$2" -o json |
    jq -r '.items[] | "\(.kind) \(.metadata.name) \(.metadata.uid) \(.metadata.generation)"' | sort
}

case_uninstall_one_of_two() {
  : "of two Coroots one goes with all that was made for it, the other is not touched and keeps its operator"
  bare cluster-a
  living_install --context cluster-a=prod-a
  expect_exit 0
  second_coroot cluster-a
  what_runs cluster-a team-b >"$run/tmp/team-b.before"
  ctl uninstall --context cluster-a=prod-a --delete-crd --yes
  expect_exit 1
  says 'Coroot team-b/other would go, too'
  ctl uninstall --context cluster-a=prod-a --dry-run=server
  expect_exit 0
  ctl uninstall --context cluster-a=prod-a --timeout 120s --yes
  expect_exit 0
  answers 'Coroot coroot/coroot +deleted'
  answers 'coroot-operator: Coroot team-b/other needs it'
  what_runs cluster-a coroot >"$run/tmp/coroot.after"
  ! grep -v '^Deployment coroot-operator ' "$run/tmp/coroot.after" || flunk "something is left in coroot"
  what_runs cluster-a team-b >"$run/tmp/team-b.after"
  equal "$run/tmp/team-b.before" "$run/tmp/team-b.after"
  [[ $(kube cluster-a get persistentvolumeclaims -n coroot -o json | jq '.items | length') == 6 ]] ||
    flunk "volumes are gone"
  kube cluster-a get secret/coroot -n coroot
}

case_uninstall_the_last() {
  : "with the last Coroot goes the operator's release; the definition stays, and a repeat changes nothing"
  ctl uninstall --context cluster-a=team-b -n team-b --timeout 120s --yes
  expect_exit 0
  answers 'Deployment coroot/coroot-operator +deleted'
  answers 'CustomResourceDefinition coroots.coroot.com'
  [[ -z $(helm --kube-context cluster-a list -n coroot -aq) ]] || flunk "helm still has the release"
  ! kube cluster-a get clusterrole/coroot-operator 2>"$run/tmp/ignored" || flunk "its rights are left"
  kube cluster-a get crd/coroots.coroot.com
  remember cluster-a
  ctl uninstall --context cluster-a=team-b -n team-b --yes
  expect_exit 0
  says 'gone already'
  unchanged
}

case_install_over_what_was_kept() {
  : "the next install takes over the definition, the keys and the volumes that stayed"
  local key
  key=$(secret_value cluster-a coroot agent-api-key)
  living_install --context cluster-a=prod-a
  expect_exit 0
  [[ $(secret_value cluster-a coroot agent-api-key) == "$key" ]] || flunk "the key is another one"
  [[ $(helm --kube-context cluster-a list -n coroot -o json | jq -r '.[].status') == deployed ]] || flunk "no release"
}

case_uninstall_everything() {
  : "told so, nothing stays but the namespace"
  ctl uninstall --context cluster-a=prod-a --delete-data --delete-keys --delete-crd --timeout 120s --yes
  expect_exit 0
  ! kube cluster-a get crd/coroots.coroot.com 2>"$run/tmp/ignored" || flunk "the definition is left"
  [[ $(kube cluster-a get secrets,persistentvolumeclaims -n coroot -o json | jq '.items | length') == 0 ]] ||
    flunk "keys or volumes are left"
  free_volumes cluster-a
}

# next_chart: the same chart, a version later, with a new field: the stand-in's has its fields in a template, the real
# one in a file.
next_chart() {
  next=$run/tmp/chart-next
  rm -rf "$next"
  cp -r "$chart" "$next"
  sed -i 's/^version: .*/version: 99.0.0/' "$next/Chart.yaml"
  find "$next" -type f -exec sed -i -E 's/^( *)cacheTTL:/\1cacheTiers: {type: string}\n&/' {} +
  grep -rq '^ *cacheTiers:' "$next" || flunk "no new field in $next"
}

case_upgrade_wave_by_wave() {
  : "upgrade shows the change, brings the canary, waits for its data at the hub, then the rest; then nothing more"
  bare cluster-a cluster-b cluster-d
  living_install --context cluster-a=prod-a --context cluster-b=prod-b
  expect_exit 0
  ctl install --context cluster-d --operator-only --chart "$chart" --timeout "${pods_limit}s" --yes
  expect_exit 0
  ctl link-clusters --hub cluster-d --member cluster-a=prod-a --member cluster-b=prod-b --aggregate prod-global \
    --timeout "${pods_limit}s" --yes
  expect_exit 0
  next_chart
  remember cluster-a cluster-b
  ctl upgrade --context cluster-a --context cluster-b --hub cluster-d --chart "$next" --dry-run=server
  expect_exit 0
  answers 'chart .* -> 99.0.0'
  answers 'new fields: spec.cacheTiers'
  unchanged
  ctl upgrade --context cluster-a --context cluster-b --hub cluster-d --canary cluster-b --chart "$next" \
    --timeout "${pods_limit}s" --yes
  expect_exit 0
  answers '^1 +cluster-b .*99.0.0 .*upgraded +prod-b ok'
  answers '^2 +cluster-a .*99.0.0 .*upgraded +prod-a ok'
  local name
  for name in cluster-a cluster-b; do
    [[ $(helm --kube-context "$name" list -n coroot -o json | jq -r '.[] | "\(.chart) \(.revision) \(.status)"') == \
      "coroot-operator-99.0.0 2 deployed" ]] || flunk "helm list of $name"
    kube "$name" get crd/coroots.coroot.com -o json >"$run/tmp/definition.json"
    grep -q cacheTiers "$run/tmp/definition.json" || flunk "$name has the old definition"
  done
  remember cluster-a cluster-b
  ctl upgrade --context cluster-a --context cluster-b --hub cluster-d --chart "$next" --timeout "${pods_limit}s" --yes
  expect_exit 0
  says 'Nothing changed'
  unchanged
}

case_upgrade_refuses() {
  : "an older chart and an operator without helm are refused before any write"
  remember cluster-a
  ctl upgrade --context cluster-a --chart "$chart" --yes
  expect_exit 2
  says 'is older than 99.0.0'
  unchanged
}
