# shellcheck shell=bash
# shellcheck disable=SC2154 # here, run and the like are set by the script that reads this file
# Members and a hub that somebody made with the guide's four files and `kubectl apply`.

hub_by_hand=cluster-d

# guide_secret: the guide's Secret for the hub as a file, with the members' keys of now.
guide_secret() {
  cat <<EOF_SECRET
apiVersion: v1
kind: Secret
metadata: {name: remote-coroot-clusters, namespace: coroot}
stringData:
  prod-a: $(secret_value cluster-a coroot multi-cluster-api-key)
  prod-b: $(secret_value cluster-b coroot multi-cluster-api-key)
EOF_SECRET
}

has_server() { kube "$1" rollout status statefulset/coroot-coroot -n coroot --timeout=1s; }

# unlinked_hub: the guide's hub before it is linked.
unlinked_hub() {
  sed '/- name: prod-a/,/- name: prod-c/{/- name: prod-c/!d}; /- name: prod-global/,$d' "$here/expected/hub.yaml"
}

# hub_from FILE [SECRET_FILE]: the hub anew, from these files only.
hub_from() {
  forget_coroot "$hub_by_hand"
  kube "$hub_by_hand" delete secret/remote-coroot-clusters -n coroot --ignore-not-found
  [[ -z ${2:-} ]] || kube "$hub_by_hand" apply -f "$2"
  kube "$hub_by_hand" apply -f "$1"
  wait_until "$pods_limit" "the hub's server" has_server "$hub_by_hand"
}

link_by_hand() {
  ctl link-clusters --hub "$hub_by_hand=prod-c" --member "cluster-a=prod-a,${1:-$url_a}" \
    --member "cluster-b=prod-b,$url_b" --aggregate prod-global --timeout "${pods_limit}s" --no-verify --yes "${@:2}"
}

hub_projects() { kube "$hub_by_hand" get coroot coroot -n coroot -o json | jq -c '[.spec.projects[].name]'; }
server_generation() {
  kube "$hub_by_hand" get statefulset coroot-coroot -n coroot -o json |
    jq -r '.spec.template.metadata.annotations["checksum/config"]'
}

case_members_made_with_the_guide() {
  : "install takes over members made with kubectl apply: without conflict where both agree, else it names the owner"
  local letter
  for letter in a b; do
    forget_coroot "cluster-$letter"
    kube "cluster-$letter" apply -f "$here/expected/member-$letter.yaml"
    wait_until "$pods_limit" "the member's server" has_server "cluster-$letter"
  done
  ctl install --context cluster-a=prod-a --chart "$chart" --node-port 30001 --timeout "${pods_limit}s" --yes
  expect_exit 0
  silent_about 'restarts|To go back'
  has_content cluster-a member-a.yaml
  remember cluster-b
  ctl install --context cluster-b=prod-b --chart "$chart" --node-port 30001 --set metricsRefreshInterval=30s \
    --timeout "${pods_limit}s" --yes
  expect_exit 1
  says 'kubectl-client-side-apply owns .spec.metricsRefreshInterval'
  says 'force-conflicts'
  unchanged
  ctl install --context cluster-b=prod-b --chart "$chart" --node-port 30001 --set metricsRefreshInterval=30s \
    --timeout "${pods_limit}s" --yes --force-conflicts
  expect_exit 0
  says 'server pod, the only one, restarts: spec.metricsRefreshInterval changes'
  says 'spec.metricsRefreshInterval is taken over from kubectl-client-side-apply'
  ctl status --context cluster-b --timeout "${pods_limit}s"
  says 'another .kubectl apply. of the file that it was made from would set back spec.metricsRefreshInterval'
  kube cluster-b apply -f "$here/expected/member-b.yaml"
  ctl status --context cluster-b --timeout "${pods_limit}s"
  silent_about 'kubectl apply'
}

case_hub_linked_with_the_guide() {
  : "a hub that the guide linked already is adopted as it is; a change names kubectl as owner and what follows"
  guide_secret >"$run/tmp/guide-secret.yaml"
  hub_from "$here/expected/hub.yaml" "$run/tmp/guide-secret.yaml"
  local before
  before=$(server_generation)
  link_by_hand "$url_a"
  expect_exit 0
  silent_about 'restarts'
  has_content "$hub_by_hand" hub.yaml
  [[ $(server_generation) == "$before" ]] || flunk "the hub's server got a new configuration"
  remember "$hub_by_hand"
  link_by_hand https://coroot-a.example.org
  expect_exit 1
  says 'kubectl-client-side-apply owns .spec.projects'
  says 'force-conflicts'
  unchanged
  link_by_hand https://coroot-a.example.org --force-conflicts
  expect_exit 0
  says 'another .kubectl apply. of its file would undo this'
  [[ $(server_generation) != "$before" ]] || flunk "the wait ended before the new configuration"
  ctl status --hub "$hub_by_hand" --timeout "${pods_limit}s"
  says 'another .kubectl apply. of the file that it was made from would set back spec.projects'
  silent_about 'set back data'
}

case_link_taken_away_by_kubectl() {
  : "a link over a hub of kubectl's survives no kubectl apply of the old file: status warns before, and tells after"
  unlinked_hub >"$run/tmp/unlinked.yaml"
  hub_from "$run/tmp/unlinked.yaml"
  link_by_hand "$url_a"
  expect_exit 1
  says 'kubectl-client-side-apply owns .spec.projects'
  link_by_hand "$url_a" --force-conflicts
  expect_exit 0
  [[ $(hub_projects) == '["prod-c","prod-a","prod-b","prod-global"]' ]] || flunk "the hub has $(hub_projects)"
  ctl status --hub "$hub_by_hand" --timeout "${pods_limit}s"
  says 'would take away projects prod-a, prod-b, prod-global'
  kube "$hub_by_hand" apply -f "$run/tmp/unlinked.yaml"
  [[ $(hub_projects) == '["prod-c"]' ]] || flunk "kubectl was expected to take the link away: $(hub_projects)"
  ctl status --hub "$hub_by_hand" --timeout "${pods_limit}s"
  says 'has keys that no project of Coroot coroot/coroot names: prod-a, prod-b'
  says 'spec.projects was last written by kubectl-client-side-apply'
  link_by_hand "$url_a" --force-conflicts
  expect_exit 0
  : "brought up to date, the file keeps the link"
  kube "$hub_by_hand" apply -f "$here/expected/hub.yaml"
  ctl status --hub "$hub_by_hand" --timeout "${pods_limit}s"
  silent_about 'kubectl apply'
}

case_the_way_back() {
  : "the commands that link-clusters ends with bring back the hub as it was"
  hub_from "$run/tmp/unlinked.yaml"
  content_of "$hub_by_hand" >"$run/tmp/hub-before.json"
  link_by_hand "$url_a" --force-conflicts
  expect_exit 0
  says 'To go back'
  sed -n 's/^  \(kubectl .*\)/\1/p' "$stderr" >"$run/tmp/way-back"
  (($(wc -l <"$run/tmp/way-back") == 2)) || flunk "two commands were expected"
  bash -eu "$run/tmp/way-back"
  content_of "$hub_by_hand" >"$run/tmp/hub-after.json"
  equal "$run/tmp/hub-before.json" "$run/tmp/hub-after.json"
  [[ -z $(kube "$hub_by_hand" get secret remote-coroot-clusters -n coroot --ignore-not-found) ]] ||
    flunk "the Secret is still there"
}

case_key_of_a_link_is_gone() {
  : "a link whose key is gone from the hub's Secret is told before the hub's next start"
  link_by_hand "$url_a" --force-conflicts
  expect_exit 0
  kube "$hub_by_hand" patch secret remote-coroot-clusters -n coroot --type=json \
    -p '[{"op": "remove", "path": "/data/prod-a"}]'
  ctl status --hub "$hub_by_hand" --timeout "${pods_limit}s"
  ((status != 0)) || flunk "all is well?"
  says 'prod-a: Secret coroot/remote-coroot-clusters has no key prod-a: .*does not start'
  kube "$hub_by_hand" delete secret remote-coroot-clusters -n coroot
  ctl status --hub "$hub_by_hand" --timeout "${pods_limit}s"
  says 'Secret coroot/remote-coroot-clusters does not exist'
}
