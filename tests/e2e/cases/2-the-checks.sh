# shellcheck shell=bash
# shellcheck disable=SC2154 # here, run and the like are set by the script that reads this file
# What `check` and `preflight` find on real API servers: nothing in a healthy fleet, and each breakage by its code.
# Before the cases of 3-ask, which end one member's Prometheus.

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
  printf '{"data": {"prod-a": "%s"}}' "$kept" >"$run/tmp/patch.json" # no argument of a program has it
  kube cluster-c patch secret remote-coroot-clusters -n coroot --patch-file "$run/tmp/patch.json" >/dev/null
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

# may_install [FILTER]: the user "prober" has what rbac prints for install, changed by a filter of jq.
may_install() {
  ctl rbac install --operator-by helm -n coroot --user prober --role-name prober -o json
  cp "$stdout" "$run/tmp/prober.json"
  kube cluster-a delete -f "$run/tmp/prober.json" --ignore-not-found >/dev/null
  jq "${1:-.}" "$run/tmp/prober.json" | kube cluster-a create -f - >/dev/null
}

# ask_preflight: fills missing with what CRT103 finds, and state.
ask_preflight() {
  ctl preflight --context cluster-a -n coroot --as prober --helm "$(command -v helm)" -o json
  missing=$(json '.checks[] | select(.code == "CRT103") | .findings[]?.message')
  state=$(json '.checks[] | select(.code == "CRT103") | .state')
}

case_preflight_with_the_printed_roles() {
  : "preflight misses no right of a user with exactly the roles that rbac prints, and names the one that is taken away"
  local missing state
  may_install
  ask_preflight
  [[ $missing == "" && $state == passed ]] || flunk "$state: $missing"
  may_install '(.items[].rules[]? | select(.resourceNames == ["coroot"] and .resources == ["coroots"]).verbs)
    -= ["patch"]'
  ask_preflight
  [[ $missing == "this user may not patch coroots.coroot.com named coroot in coroot" ]] || flunk "$missing"
  kube cluster-a delete -f "$run/tmp/prober.json" >/dev/null
}

# may_probe [VERB]: the user "prober" has the rights of check --probe-from-hub, but not the way to the hub's Coroot, so
# that only the Job could tell about addresses; without VERB on jobs.
may_probe() {
  ctl rbac check --in hub -n coroot --user prober --role-name prober -o json
  kube cluster-c delete role/prober rolebinding/prober -n coroot --ignore-not-found >/dev/null
  jq --arg verb "${1:-}" '.items[0].rules |= (map(select(.resources[0] != "services/proxy"))
    | map(if .resources[0] == "jobs" then .verbs -= [$verb] else . end))' "$stdout" |
    kube cluster-c create -f - >/dev/null
}

probe() {
  ctl check --hub cluster-c -n coroot --as prober --probe-from-hub -o json
  [[ $(kube cluster-c get jobs -n coroot -o name) == "" ]] || flunk "the Job is still there"
  unprobed=$(json '.checks[] | select(.code == "CRT311") | .unchecked[]?.why')
}

case_check_probes_from_the_hub() {
  : "check --probe-from-hub: the API server takes its Job and its pod at the restricted level, and nothing stays behind"
  local unprobed
  may_probe
  kube cluster-c label namespace coroot pod-security.kubernetes.io/enforce=restricted --overwrite >/dev/null
  probe
  kube cluster-c label namespace coroot pod-security.kubernetes.io/enforce=privileged --overwrite >/dev/null
  : "kwok ends the pod without running anything in it"
  [[ $unprobed == *"https://coroot-a.example.com was not probed from inside the hub: the probe ended without"* ]] ||
    flunk "$unprobed"
  wait_until 30 "the garbage collector takes the pod" no_probe_pods
}

no_probe_pods() {
  [[ $(kube cluster-c get pods -n coroot -l app.kubernetes.io/name=corootctl-probe -o name) == "" ]]
}

case_check_probe_without_a_right() {
  : "a user who may not write the Job hears which right is missing"
  local unprobed
  may_probe patch
  probe
  [[ $unprobed == *'cannot patch resource "jobs" in API group "batch" in the namespace "coroot"'* ]] ||
    flunk "$unprobed"
}

case_check_probe_that_gets_no_pod() {
  : "a quota that lets no pod of the Job in is named"
  local unprobed
  may_probe
  kube cluster-c create quota none --hard=pods=0 -n coroot >/dev/null
  wait_until 30 "the quota counts" quota_counts
  probe
  kube cluster-c delete quota none -n coroot >/dev/null
  [[ $unprobed == *"no pod is made: Error creating: pods"*"exceeded quota: none"* ]] || flunk "$unprobed"
  kube cluster-c delete role/prober rolebinding/prober -n coroot >/dev/null
}

quota_counts() { kube cluster-c get quota none -n coroot -o json | jq -e '.status.hard.pods == "0"'; }

case_check_with_few_rights() {
  : "a user who may read nothing but the namespace gets everything else as not checked"
  ctl check --context cluster-a -n coroot --as nobody -o json
  [[ $(json '[.checks[] | select(.state == "passed")] | map(.code) | join(" ")') == CRT101 ]] ||
    flunk "passed for nobody: $(json '[.checks[] | select(.state == "passed")] | map(.code) | join(" ")')"
}

# plant_keys: what somebody wrote who knew no better, in forms of their own.
plant_keys() {
  local key
  key=$(secret_value cluster-a coroot multi-cluster-api-key)
  {
    echo '{"metadata": {"annotations": {'
    printf '"plain": "the key is %s",' "$key"
    printf '"login": "%s",' "$(printf 'user:%s' "$key" | base64 -w 0)"
    printf '"twice": "%s",' "$(printf '%s' "$key" | base64 -w 0 | base64 -w 0)"
    printf '"hex": "%s"}}}' "$(printf '%s' "$key" | od -An -tx1 | tr -d ' \n')"
  } >"$run/tmp/patch.json"
  kube cluster-a patch configmap coroot-coroot -n coroot --patch-file "$run/tmp/patch.json"
}

case_no_key_in_a_bundle() {
  : "a bundle of a fleet in whose objects keys were written has none of them, in any encoding, and the checks run on it"
  local name
  plant_keys
  for name in "${three[@]}"; do opaque_values "$name"; done | awk 'length > 8' | sort -u >"$run/tmp/keys"
  (($(wc -l <"$run/tmp/keys") >= 7)) || flunk "only $(wc -l <"$run/tmp/keys") keys to look for"
  kube cluster-a get configmap coroot-coroot -n coroot -o json >"$run/tmp/configmap.json"
  tar -czf "$run/tmp/bad.tar.gz" -C "$run/tmp" configmap.json
  [[ $("$here/find_keys" "$run/tmp/bad.tar.gz" "$run/tmp/keys") == configmap.json ]] || flunk "nothing was planted"
  ctl bundle "${fleet_flags[@]}" --file "$run/outputs/bundle.tar.gz"
  ((status == 0 || status == 3)) || flunk "no bundle" # kwok's pods have no logs
  [[ -z $("$here/find_keys" "$run/outputs/bundle.tar.gz" "$run/tmp/keys") ]] ||
    flunk "keys are in: $("$here/find_keys" "$run/outputs/bundle.tar.gz" "$run/tmp/keys")"
  ctl bundle inspect "$run/outputs/bundle.tar.gz"
  expect_exit 0
  answers 'cluster-a'
  kube cluster-a annotate configmap coroot-coroot -n coroot plain- login- twice- hex- >/dev/null
}
