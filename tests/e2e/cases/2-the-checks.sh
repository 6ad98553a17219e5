# shellcheck shell=bash
# shellcheck disable=SC2154 # here, run and the like are set by the script that reads this file
# What `check` and `preflight` find on real API servers: nothing in a healthy fleet, and each breakage by its code.
# Before the cases of 3-ask, which end one member's Prometheus.

fleet_flags=(--hub cluster-c --context cluster-a --context cluster-b)

# finds CODE...: check names exactly these, but for what the stand-in Coroot always leaves open, and for clusters that
# were all made with one range of Service addresses.
finds() {
  ctl check "${fleet_flags[@]}" --suppress CRT308,CRT317 -o name
  [[ $(sort "$stdout" | paste -sd ' ') == "$*" ]] || flunk "found $(sort "$stdout" | paste -sd ' '), not $*"
}

# soon_finds CODE...: the same once controllers have seen what was done.
soon_finds() {
  local end=$((SECONDS + 60))
  until (finds "$@" >/dev/null); do
    ((SECONDS < end)) || { finds "$@"; return; }
    sleep 1
  done
}

case_check_a_healthy_fleet() {
  : "check finds no error in a healthy fleet, in any form, and writes nothing"
  soon_finds ''
  remember "${all[@]}"
  ctl check "${fleet_flags[@]}" -o json
  expect_exit 0
  [[ $(json .summary.errors) == 0 ]] || flunk "there are errors"
  (($(json .summary.passed) > 35)) || flunk "only $(json .summary.passed) checks passed"
  ctl check "${fleet_flags[@]}" -o sarif
  [[ $(json '.runs[0].tool.driver.rules | length') -gt 40 ]] || flunk "rules are missing"
  ctl check "${fleet_flags[@]}" -o junit
  answers '<testsuite name="corootctl check" tests="[0-9]+" failures="0"'
  unchanged
}

case_check_a_key_that_differs() {
  : "check finds a hub's copy of a key that is not the member's"
  local kept
  kept=$(kube cluster-c get secret remote-coroot-clusters -n coroot -o jsonpath='{.data.prod-a}')
  kube cluster-c patch secret remote-coroot-clusters -n coroot \
    -p "{\"data\": {\"prod-a\": \"$(printf other | base64)\"}}" >/dev/null
  finds CRT304@cluster-c
  kube cluster-c patch secret remote-coroot-clusters -n coroot -p "{\"data\": {\"prod-a\": \"$kept\"}}" >/dev/null
  finds ''
}

case_check_a_second_operator() {
  : "check finds a second operator in another namespace"
  kube cluster-a get deployment coroot-operator -n coroot -o json |
    jq 'del(.status) | .spec.replicas = 0 |
      .metadata = {name: "coroot-operator", namespace: "default", labels: .metadata.labels}' |
    kube cluster-a apply -f - >/dev/null
  finds CRT202@cluster-a CRT205@cluster-a
  kube cluster-a delete deployment coroot-operator -n default >/dev/null
  finds ''
}

case_check_a_namespace_that_is_closed() {
  : "check finds a namespace that lets no agent in any more, while the agents still run"
  kube cluster-b label namespace coroot pod-security.kubernetes.io/enforce=baseline --overwrite >/dev/null
  finds CRT107@cluster-b
  kube cluster-b label namespace coroot pod-security.kubernetes.io/enforce=privileged --overwrite >/dev/null
  finds ''
}

case_preflight_before_an_installation() {
  : "preflight finds a cluster without a default StorageClass, and a user without rights"
  local class
  class=$(kube cluster-a get storageclass -o jsonpath='{.items[0].metadata.name}')
  ctl preflight --context cluster-a --helm "$(command -v helm)" -o name
  expect_exit 0
  kube cluster-a annotate storageclass "$class" storageclass.kubernetes.io/is-default-class=false --overwrite >/dev/null
  ctl preflight --context cluster-a --helm "$(command -v helm)" -o name
  expect_exit 9
  [[ $(cat "$stdout") == CRT105@cluster-a ]] || flunk "found $(cat "$stdout")"
  kube cluster-a annotate storageclass "$class" storageclass.kubernetes.io/is-default-class=true --overwrite >/dev/null
  ctl preflight --context cluster-a --helm "$(command -v helm)" --as nobody -o json
  [[ $(json '.checks[] | select(.code == "CRT103") | .state') == found ]] || flunk "no right is missing"
}

# probe: check with a Coroot of the hub that nobody can reach, so that only the Job could tell about addresses.
probe() {
  ctl check "${fleet_flags[@]}" --coroot-url http://127.0.0.1:9 --probe-from-hub -o json
  [[ $(kube cluster-c get jobs -n coroot -o name) == "" ]] || flunk "the Job is still there"
  unprobed=$(json '.checks[] | select(.code == "CRT311") | .unchecked[].why')
}

case_check_probes_from_the_hub() {
  : "check --probe-from-hub: the API server takes its Job and its pod at the restricted level, and nothing stays behind"
  local unprobed
  kube cluster-c label namespace coroot pod-security.kubernetes.io/enforce=restricted --overwrite >/dev/null
  probe
  : "kwok ends the pod without running anything in it"
  [[ $unprobed == *"https://coroot-a.example.com was not probed from inside the hub: the probe ended without"* ]] ||
    flunk "$unprobed"
  kube cluster-c label namespace coroot pod-security.kubernetes.io/enforce=privileged --overwrite >/dev/null
  wait_until 30 "the garbage collector takes the pod" no_probe_pods
}

no_probe_pods() {
  [[ $(kube cluster-c get pods -n coroot -l app.kubernetes.io/name=corootctl-probe -o name) == "" ]]
}

case_check_probe_that_gets_no_pod() {
  : "a quota that lets no pod of the Job in is named"
  local unprobed
  kube cluster-c create quota none --hard=pods=0 -n coroot >/dev/null
  wait_until 30 "the quota counts" quota_counts
  probe
  kube cluster-c delete quota none -n coroot >/dev/null
  [[ $unprobed == *"no pod is made: Error creating: pods"*"exceeded quota: none"* ]] || flunk "$unprobed"
}

quota_counts() { kube cluster-c get quota none -n coroot -o json | jq -e '.status.hard.pods == "0"'; }

case_check_with_few_rights() {
  : "a user who may read nothing but the namespace gets everything else as not checked"
  ctl check --context cluster-a -n coroot --as nobody -o json
  [[ $(json '[.checks[] | select(.state == "passed")] | map(.code) | join(" ")') == CRT101 ]] ||
    flunk "passed for nobody: $(json '[.checks[] | select(.state == "passed")] | map(.code) | join(" ")')"
}
