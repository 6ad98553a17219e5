# shellcheck shell=bash
# shellcheck disable=SC2119,SC2120,SC2154 # arguments are optional; here, run and the like come from who reads this file
# What must be the same with every Kubernetes, kubectl and Helm.

chart=$here/chart/coroot-operator-stand-in
both=(cluster-a cluster-b)
patience=(--timeout "${pods_limit}s")

install_both() {
  ctl install --context cluster-a=prod-a --context cluster-b=prod-c --chart "$chart" --node-port 30001 \
    "${patience[@]}" --yes "$@"
}

# operator_of_a ARGUMENTS...: installs only the operator, and waits for nothing.
operator_of_a() {
  ctl install --context cluster-a --operator-only --chart "$chart" --wait=false "${patience[@]}" --yes "$@"
}

link_both() {
  ctl link-clusters --hub cluster-b=prod-c --member cluster-a=prod-a --aggregate prod-global "${patience[@]}" --yes "$@"
}

# changes_nothing COMMAND...: it ends with 0 and no object is written.
changes_nothing() {
  remember "${both[@]}"
  "$@"
  expect_exit 0
  unchanged
}

revisions() { helm --kube-context cluster-a history coroot-operator -n coroot -o json | jq -r '.[].status'; }

# requested_cpu: what the operator of the first cluster asks for.
requested_cpu() {
  kube cluster-a get deployment/coroot-operator -n coroot -o json |
    jq -r '.spec.template.spec.containers[0].resources.requests.cpu'
}

case_contexts() {
  : "contexts shows each cluster with its version"
  local version
  version=$(kube cluster-a version -o json | jq -r .serverVersion.gitVersion)
  changes_nothing ctl contexts
  answers "cluster-a .*${version#v}"
  answers "cluster-b .*${version#v}"
}

case_dry_runs_of_install() {
  : "install --dry-run=client and --dry-run=server write nothing"
  changes_nothing install_both --dry-run=client -o yaml
  answers 'kind: Coroot'
  changes_nothing install_both --dry-run=server
  tells 'nothing was written'
}

case_install() {
  : "install ends when all of it runs, with one deployed release a cluster"
  install_both
  expect_exit 0
  local name
  for name in "${both[@]}"; do
    [[ $(pods "$name" | grep -c ' Running True$') == 9 ]] || flunk "pods of $name: $(pods "$name")"
    [[ $(helm --kube-context "$name" list -n coroot -o json | jq -r '.[] | "\(.revision) \(.status)"') == \
      "1 deployed" ]] || flunk "helm list of $name: $(helm --kube-context "$name" list -n coroot -a)"
  done
}

case_install_again() {
  : "a second install says that nothing changed, and changes nothing"
  changes_nothing install_both
  tells 'nothing changed'
}

case_values_of_helm() {
  : "values with a null and a large number settle after one run, and a run without values keeps them"
  printf 'podAnnotations: {team: shop}\nimage: {pullPolicy: null}\nid: 9007199254740993\n' >"$run/tmp/values.yaml"
  operator_of_a --helm-values "$run/tmp/values.yaml"
  expect_exit 0
  tells 'helm release coroot/coroot-operator +changed'
  kube cluster-a rollout status deployment/coroot-operator -n coroot --timeout=120s
  changes_nothing operator_of_a --helm-values "$run/tmp/values.yaml"
  changes_nothing operator_of_a
  [[ $(revisions) == $'superseded\ndeployed' ]] || flunk "revisions: $(revisions)"
}

case_field_of_another_manager() {
  : "a field that kubectl set is taken over: at once by Helm 3, with --force-conflicts by Helm 4"
  kube cluster-a set resources deployment/coroot-operator -n coroot --requests=cpu=200m
  kube cluster-a rollout status deployment/coroot-operator -n coroot --timeout=120s
  printf 'resources: {requests: {cpu: 300m, memory: 64Mi}}\n' >"$run/tmp/values.yaml"
  operator_of_a --helm-values "$run/tmp/values.yaml"
  if [[ $row_helm == 4.* ]]; then
    expect_exit 1
    says 'conflict with "kubectl-set"'
    says -- '--force-conflicts takes them over'
    silent_about 'level='
    [[ $(grep -o 'UPGRADE FAILED' "$stderr" | wc -l) == 1 ]] || flunk "the failure is not told once"
    operator_of_a --helm-values "$run/tmp/values.yaml" --force-conflicts
  fi
  expect_exit 0
  [[ $(requested_cpu) == 300m ]] || flunk "not taken over: the operator asks for $(requested_cpu)"
  kube cluster-a rollout status deployment/coroot-operator -n coroot --timeout=120s
}

case_release_goes_from_helm_to_helm() {
  : "a release changes hands between this Helm and the oldest one, and is unchanged in both"
  changes_nothing operator_of_a --helm "$oldest_helm" --helm-values "$run/tmp/values.yaml"
  printf 'resources: {requests: {cpu: 400m, memory: 64Mi}}\n' >"$run/tmp/values.yaml"
  operator_of_a --helm "$oldest_helm" --helm-values "$run/tmp/values.yaml"
  expect_exit 0
  kube cluster-a rollout status deployment/coroot-operator -n coroot --timeout=120s
  changes_nothing operator_of_a --helm-values "$run/tmp/values.yaml"
  printf 'resources: {requests: {cpu: 500m, memory: 64Mi}}\n' >"$run/tmp/values.yaml"
  operator_of_a --helm-values "$run/tmp/values.yaml"
  expect_exit 0
  [[ $(requested_cpu) == 500m ]] || flunk "the operator asks for $(requested_cpu)"
  kube cluster-a rollout status deployment/coroot-operator -n coroot --timeout=120s
}

# unfinished_release: a revision that a killed helm left behind, made from the deployed one.
unfinished_release() {
  local last
  last=$(helm --kube-context cluster-a history coroot-operator -n coroot -o json | jq '.[-1].revision')
  kube cluster-a get secret "sh.helm.release.v1.coroot-operator.v$last" -n coroot -o json |
    jq --arg version "$((last + 1))" '.metadata = {namespace: "coroot", labels: .metadata.labels,
      name: "sh.helm.release.v1.coroot-operator.v\($version)"}
      | .metadata.labels += {status: "pending-upgrade", version: $version}' | kube cluster-a create -f -
}

case_dry_run_over_an_unfinished_release() {
  : "install --dry-run=server leaves the record of an unfinished release alone; install gets over it"
  unfinished_release
  remember cluster-a
  operator_of_a --dry-run=server
  unchanged
  operator_of_a
  expect_exit 0
  ! revisions | grep pending || flunk "revisions: $(revisions)"
}

case_dry_run_of_link() {
  : "link-clusters --dry-run=server writes nothing"
  changes_nothing link_both --dry-run=server
  tells 'prod-global'
}

case_link() {
  : "link-clusters joins the member to the hub and sees its data there"
  link_both
  expect_exit 0
  [[ $(secret_value cluster-b remote-coroot-clusters prod-a) == \
    "$(secret_value cluster-a coroot multi-cluster-api-key)" ]] || flunk "the hub has another key"
}

case_link_again() {
  : "a second link says that nothing changed, and changes nothing"
  changes_nothing link_both
  tells 'nothing changed'
}

case_status() {
  : "status shows the hub, the member and what runs in them"
  changes_nothing ctl status --hub cluster-b --context cluster-a
  answers 'prod-global'
  answers 'prod-a'
}

case_what_the_hub_knows() {
  : "rca, apps, topology and incidents answer through the API server's service proxy"
  local question
  changes_nothing ctl rca --hub cluster-b --project prod-global --since 1h --member-timeout 100s "${patience[@]}"
  answers 'ledger-db'
  for question in apps topology incidents; do
    ctl "$question" --hub cluster-b --project prod-global "${patience[@]}"
    expect_exit 0
    answers 'prod-b'
  done
}

# plugin VERSION: a credential plugin that answers in this version of the API, with the token of the second cluster.
plugin() {
  mkdir -p "$run/tmp/plugins"
  cat >"$run/tmp/plugins/login-$1" <<EOF
#!/bin/bash
printf '{"apiVersion": "client.authentication.k8s.io/$1", "kind": "ExecCredential", "status": {"token": "%s"}}' \
  "\$(cut -d, -f1 '$run/pki/tokens.csv')"
EOF
  chmod +x "$run/tmp/plugins/login-$1"
  echo "$run/tmp/plugins/login-$1"
}

case_credential_plugins() {
  : "credential plugins of v1 and v1beta1 log in, as kubectl wrote them down"
  local version
  cp "$KUBECONFIG" "$run/tmp/kubeconfig"
  export KUBECONFIG=$run/tmp/kubeconfig
  for version in v1 v1beta1; do
    kubectl config set-credentials "by-$version" --exec-command="$(plugin "$version")" --exec-interactive-mode=Never \
      --exec-api-version="client.authentication.k8s.io/$version"
    kubectl config set-context "by-$version" --cluster=cluster-b --user="by-$version"
  done
  ctl contexts --context 'by-*' -o json
  expect_exit 0
  [[ $(json '[.[].reachable]' | jq -c .) == '[true,true]' ]] || flunk "not both were reached"
}

case_kubeconfig_as_kyaml() {
  : "a kubeconfig that kubectl printed as KYAML is read"
  KUBECTL_KYAML=true kubectl config view --raw --flatten -o kyaml >"$run/tmp/kyaml"
  grep -q '^  kind: "Config",$' "$run/tmp/kyaml" || flunk "not KYAML: $(head -n 3 "$run/tmp/kyaml")"
  KUBECONFIG=$run/tmp/kyaml ctl contexts -o json
  expect_exit 0
  [[ $(json '[.[].reachable]' | jq -c .) == '[true,true]' ]] || flunk "not both were reached"
}
