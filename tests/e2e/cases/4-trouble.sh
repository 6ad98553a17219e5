# shellcheck shell=bash
# shellcheck disable=SC2154 # here, run and the like are set by the script that reads this file
# What goes wrong on the way, and how the next run gets over it.

# A helm that dies by kill -9 as soon as its release is recorded, which leaves the release pending.
deadly_helm() {
  cat >"$run/tmp/deadly-helm" <<EOF
#!/bin/bash
case " \$* " in
  *" install "*|*" upgrade "*) ;;
  *) exec helm "\$@" ;;
esac
helm "\$@" &
helm=\$!
while kill -0 \$helm 2>/dev/null; do
  if kubectl --context cluster-d get secret -n coroot -l owner=helm,status=pending-install -o name 2>/dev/null | grep -q .; then
    kill -KILL \$helm
  fi
  sleep 0.02
done
wait \$helm
EOF
  chmod +x "$run/tmp/deadly-helm"
  echo "$run/tmp/deadly-helm"
}

case_helm_killed_in_the_middle() {
  : "an install whose helm was killed converges with the next run"
  ctl install --context cluster-d --operator-only --chart "$chart" --helm "$(deadly_helm)" --timeout 200s --yes
  ((status != 0)) || flunk "the killed helm went unnoticed"
  [[ $(helm --kube-context cluster-d list -n coroot -a -o json | jq -r '.[].status') == pending-install ]] ||
    flunk "the case did not happen: $(helm --kube-context cluster-d list -n coroot -a)"
  ctl install --context cluster-d --operator-only --chart "$chart" --timeout 200s --yes
  expect_exit 0
  [[ $(helm --kube-context cluster-d list -n coroot -a -o json | jq -r '.[].status') == deployed ]] ||
    flunk "the release is not deployed: $(helm --kube-context cluster-d list -n coroot -a)"
}

link_guide_hub() {
  ctl link-clusters --hub prod-c=cluster-d --member "prod-a=cluster-a,${1:-$url_a}" --member "prod-b=cluster-b,$url_b" \
    --aggregate prod-global --node-port 30001 --timeout 300s --no-verify --yes "${@:2}"
}

case_hub_in_the_guides_order() {
  : "a hub that has only the operator gets the guide's resource"
  link_guide_hub
  expect_exit 0
  has_content cluster-d hub.yaml
}

case_hub_that_kubectl_owns() {
  : "a hub applied by the guide's kubectl is a conflict that names its owner, before any write"
  kube cluster-d delete coroot coroot -n coroot --wait
  kube cluster-d apply -f "$here/expected/hub.yaml"
  remember cluster-a cluster-b cluster-d
  link_guide_hub https://coroot-a.example.org
  expect_exit 1
  says 'kubectl-client-side-apply'
  says 'force-conflicts'
  unchanged
  link_guide_hub https://coroot-a.example.org --force-conflicts
  expect_exit 0
  content_of cluster-d | grep -qF https://coroot-a.example.org || flunk "the new URL is not there"
}

case_privileged_pods_refused() {
  : "install on a cluster that refuses privileged pods names the DaemonSet and why"
  "$here/stage" operator "$run" "$build" cluster-e
  ctl install --context cluster-e=prod-e --chart "$chart" --node-port 30001 --timeout 60s --yes
  expect_exit 1
  says 'DaemonSet.*coroot-node-agent'
  says 'privileged'
  [[ $(kube cluster-e get coroot coroot -n coroot -o jsonpath='{.status.status}') == OK ]] ||
    flunk "the resource was expected to say OK all the same"
}
