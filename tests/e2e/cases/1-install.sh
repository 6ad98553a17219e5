# shellcheck shell=bash
# shellcheck disable=SC2154 # here, run and the like are set by the script that reads this file
# From bare clusters to three running Coroots.

members=(cluster-a=prod-a cluster-b=prod-b cluster-c=prod-c)
three=(cluster-a cluster-b cluster-c)

install_three() {
  local arguments=() target
  for target in "${members[@]}"; do arguments+=(--context "$target"); done
  ctl install "${arguments[@]}" --chart "$chart" --node-port 30001 --timeout "${pods_limit}s" --yes "$@"
}

case_manifests_are_the_charts() {
  : "the manifests for installs without helm are what the chart renders to"
  "$here/render-operator-manifests" --check
}

case_contexts_of_bare_clusters() {
  : "contexts lists every cluster as reachable and without Coroot, and changes nothing"
  remember "${three[@]}"
  ctl contexts
  expect_exit 0
  local name
  for name in "${three[@]}"; do answers "$name .*1\.34"; done
  unchanged
}

case_a_write_needs_a_named_context() {
  : "install without a context is a usage error that names --context"
  ctl install --project prod-a --chart "$chart" --yes
  expect_exit 2
  says -- '--context'
}

case_client_dry_run() {
  : "install --dry-run=client prints the manifests and writes nothing"
  remember "${three[@]}"
  ctl install --context cluster-a=prod-a --chart "$chart" --node-port 30001 --dry-run=client --yes -o yaml
  expect_exit 0
  answers 'kind: Coroot'
  unchanged
}

case_install_three_at_once() {
  : "install on three contexts at once ends when all of it runs"
  install_three
  expect_exit 0
  local name component
  for name in "${three[@]}"; do
    for component in clickhouse clickhouse-keeper cluster-agent coroot node-agent prometheus; do
      answers "$component"
    done
    {
      printf '%s Running True\n' coroot-clickhouse-keeper-{0,1,2} coroot-clickhouse-shard-0-0 coroot-cluster-agent \
        coroot-coroot-0 coroot-node-agent coroot-operator coroot-prometheus
    } | sort >"$run/tmp/expected-pods"
    pods "$name" >"$run/tmp/pods"
    equal "$run/tmp/expected-pods" "$run/tmp/pods"
  done
}

case_resources_equal_the_guide() {
  : "the members' resources equal the guide's by content"
  has_content cluster-a member-a.yaml
  has_content cluster-b member-b.yaml
}

case_releases_are_listed() {
  : "helm list shows one deployed release a cluster"
  local name
  for name in "${three[@]}"; do
    [[ $(helm --kube-context "$name" list -n coroot -o json | jq -r '.[] | "\(.name) \(.revision) \(.status)"') == \
      "coroot-operator 1 deployed" ]] || flunk "helm list of $name: $(helm --kube-context "$name" list -n coroot -a)"
  done
}

case_install_again() {
  : "a second install reports no change and changes nothing"
  remember "${three[@]}"
  install_three -v=9
  expect_exit 0
  tells 'unchanged|no change|nothing to do|up to date'
  unchanged
}

case_field_that_the_crd_does_not_know() {
  : "an unknown field is refused before the first write, with its name"
  remember "${three[@]}"
  install_three --set metricsRefreshIntervall=30s
  ((status != 0)) || flunk "accepted"
  says 'metricsRefreshIntervall'
  unchanged
}

case_pod_security_by_default() {
  : "a cluster that refuses privileged pods by default is told before the first write, with the command that opens it"
  kube cluster-d create namespace coroot
  remember cluster-d
  ctl install --context cluster-d=prod-d --chart "$chart" --yes
  expect_exit 1
  says 'cluster refuses privileged pods in namespace coroot, and the node agent is one'
  says 'violates PodSecurity "baseline'
  says 'kubectl label namespace coroot pod-security.kubernetes.io/enforce=privileged --overwrite'
  unchanged
  kube cluster-d label namespace coroot pod-security.kubernetes.io/enforce=privileged --overwrite
  ctl install --context cluster-d=prod-d --chart "$chart" --dry-run=server --yes
  expect_exit 0
  kube cluster-d delete namespace coroot --wait
}
