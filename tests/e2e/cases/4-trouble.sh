# shellcheck shell=bash
# shellcheck disable=SC2154 # here, run and the like are set by the script that reads this file
# What goes wrong on the way, and how the next run gets over it.

# endless_chart: the operator's chart with a hook that cannot end, because no node is fit for its pod: helm stands where
# its release is recorded as pending and nothing of it is there yet.
endless_chart() {
  cp -r "$chart" "$run/tmp/endless-chart"
  cat >"$run/tmp/endless-chart/templates/hook.yaml" <<'EOF'
apiVersion: batch/v1
kind: Job
metadata:
  name: endless
  annotations: {helm.sh/hook: pre-install}
spec:
  template:
    spec:
      restartPolicy: Never
      nodeSelector: {no-such: node}
      containers: [{name: wait, image: registry.invalid/wait}]
EOF
  echo "$run/tmp/endless-chart"
}

# noted_helm: a helm that leaves its process id behind.
noted_helm() {
  printf '#!/bin/bash\ncase " $* " in *" install "*|*" upgrade "*) echo "$$" >%q ;; esac\nexec helm "$@"\n' \
    "$run/tmp/helm-pid" >"$run/tmp/noted-helm"
  chmod +x "$run/tmp/noted-helm"
  echo "$run/tmp/noted-helm"
}

release_status() { helm --kube-context cluster-d list -n coroot -a -o json | jq -r '.[].status'; }
is_pending() { [[ $(release_status) == pending-install ]]; }

case_helm_killed_in_the_middle() {
  : "an install whose helm was killed converges with the next run"
  local attempt
  ctl install --context cluster-d --operator-only --chart "$(endless_chart)" --helm "$(noted_helm)" \
    --timeout "${pods_limit}s" --yes &
  attempt=$!
  wait_until 100 "a pending release" is_pending
  kill -KILL "$(cat "$run/tmp/helm-pid")"
  wait "$attempt"
  ctl_finished
  ((status == 1)) || flunk "the killed helm went unnoticed"
  is_pending || flunk "the case did not happen: the release is $(release_status)"
  ctl install --context cluster-d --operator-only --chart "$chart" --timeout "${pods_limit}s" --yes
  expect_exit 0
  [[ $(release_status) == deployed ]] || flunk "the release is $(release_status)"
  kube cluster-d delete job endless -n coroot --ignore-not-found
}

link_guide_hub() {
  ctl link-clusters --hub cluster-d=prod-c --member "cluster-a=prod-a,${1:-$url_a}" --member "cluster-b=prod-b,$url_b" \
    --aggregate prod-global --node-port 30001 --timeout "${pods_limit}s" --no-verify --yes "${@:2}"
}

case_hub_in_the_guides_order() {
  : "a hub that has only the operator gets the guide's resource"
  link_guide_hub
  expect_exit 0
  has_content cluster-d hub.yaml
}

case_link_killed_at_several_moments() {
  : "a link that was killed, wherever it was, is completed by the next run"
  local moment
  forget_coroot cluster-d
  kube cluster-d delete secret/remote-coroot-clusters -n coroot --ignore-not-found
  for moment in 0.05 0.1 0.2 0.4 0.8 1.6; do
    timeout --signal=KILL "$moment" corootctl link-clusters --hub cluster-d=prod-c --member "cluster-a=prod-a,$url_a" \
      --member "cluster-b=prod-b,$url_b" --aggregate prod-global --node-port 30001 --no-verify --yes \
      >/dev/null 2>&1 || true
  done
  link_guide_hub "$url_a"
  expect_exit 0
  has_content cluster-d hub.yaml
}

case_hub_that_kubectl_owns() {
  : "a hub applied by the guide's kubectl is a conflict that names its owner, before any write"
  forget_coroot cluster-d
  kube cluster-d apply -f "$here/expected/hub.yaml"
  remember cluster-a cluster-b cluster-d
  link_guide_hub https://coroot-a.example.org
  expect_exit 1
  says 'kubectl-client-side-apply'
  says 'force-conflicts'
  unchanged
  link_guide_hub https://coroot-a.example.org --force-conflicts
  expect_exit 0
  content_of cluster-d | grep -F https://coroot-a.example.org >/dev/null || flunk "the new URL is not there"
}

case_privileged_pods_refused() {
  : "install on a cluster that refuses privileged pods names the DaemonSet and why"
  "$here/stage" operator "$run" "$build" cluster-e
  ctl install --context cluster-e=prod-e --operator-manifests "$manifests" --node-port 30001 --timeout 60s --yes
  expect_exit 1
  says 'DaemonSet.*coroot-node-agent'
  says 'privileged'
  # The install ends with the first refusal it sees; the operator says OK when its round is over.
  kube cluster-e wait coroot/coroot -n coroot --for=jsonpath='{.status.status}'=OK --timeout=60s ||
    flunk "the resource was expected to say OK all the same"
}

case_failures_have_their_own_exit_codes() {
  : "refused credentials end with 4, a dead server with 5, an unknown context with 2, all beside a good one with 3"
  cp "$KUBECONFIG" "$run/tmp/kubeconfig"
  export KUBECONFIG=$run/tmp/kubeconfig
  kubectl config set-credentials stranger --token=not-a-token-of-anybody
  kubectl config set-context refused --cluster=cluster-a --user=stranger
  kubectl config set-cluster dead --server=https://127.0.0.1:1
  kubectl config set-context dead --cluster=dead --user=stranger
  remember "${all[@]}"
  ctl install --context refused=prod-x --chart "$chart" --yes
  expect_exit 4
  says 'refused'
  ctl install --context dead=prod-x --chart "$chart" --yes
  expect_exit 5
  says 'dead'
  ctl install --context missing=prod-x --chart "$chart" --yes
  expect_exit 2
  says 'missing'
  ctl install --context dead=prod-x --context cluster-b=prod-b --chart "$chart" --node-port 30001 \
    --timeout "${pods_limit}s" --yes
  expect_exit 3
  says 'dead'
  silent_about 'not-a-token-of-anybody'
  unchanged
  rm "$run/tmp/kubeconfig"
}
