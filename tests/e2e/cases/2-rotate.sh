# shellcheck shell=bash
# shellcheck disable=SC2154 # here, run and the like are set by the script that reads this file
# A link that lives: its keys, and a member that leaves and comes back.

hub_projects() { kube cluster-c get coroot coroot -n coroot -o json | jq -c '[.spec.projects[].name] | sort'; }

# keys_of CONTEXT: the keys that its server reads from Secrets, as NAME/KEY.
keys_of() {
  kube "$1" get statefulset coroot-coroot -n coroot -o json |
    jq -r '.spec.template.spec.containers[0].env[]? | .valueFrom.secretKeyRef // empty | "\(.name)/\(.key)"' |
    grep -v '/password$' | sort
}

case_keys_status() {
  : "keys status shows both sides of each member as the same, and writes nothing"
  remember "${three[@]}"
  ctl keys status --hub cluster-c --context cluster-a --context cluster-b
  expect_exit 0
  answers '^prod-a +cluster-a +([0-9a-f]{8}) +\1 +yes'
  answers '^prod-b +cluster-b +([0-9a-f]{8}) +\1 +yes'
  unchanged
}

case_rotate_dry_run() {
  : "keys rotate --dry-run=server shows the second key and writes nothing"
  remember "${three[@]}"
  ctl keys rotate --hub cluster-c cluster-a=prod-a --dry-run=server
  expect_exit 0
  answers 'coroot-next-key'
  unchanged
}

# begin_reading CONTEXT PROJECT: from here on somebody reads that member through the hub all the time.
begin_reading() {
  PYTHONDONTWRITEBYTECODE=1 python3 "$here/../faults/reader.py" "$run" cluster-c "$1" "$2" >"$run/tmp/reads.json" 2>&1 &
  reader=$!
  wait_until 60 "the first read" grep -q reading "$run/tmp/reads.json"
}

# end_reading FILTER: what became of the reads, of which the filter of jq holds.
end_reading() {
  kill "$reader"
  wait "$reader" || flunk "the reader failed: $(cat "$run/tmp/reads.json")"
  tail -n 1 "$run/tmp/reads.json" >"$run/tmp/counts.json"
  jq -e "$1" "$run/tmp/counts.json" >"$run/tmp/ignored" ||
    flunk "not so of the reads: $1: $(cat "$run/tmp/counts.json")"
}

well_read='.answered > 3 and .refused == 0 and .failed == 0'

case_rotate() {
  : "keys rotate gives a member a new key, the old one is gone, and of a steady reader's reads none fails by a key"
  local old new reader
  begin_reading cluster-a prod-a
  old=$(secret_value cluster-a coroot multi-cluster-api-key)
  ctl keys rotate --hub cluster-c cluster-a=prod-a --timeout "${pods_limit}s" --yes
  expect_exit 0
  answers '^prod-a +cluster-a +[0-9a-f]{8} +[0-9a-f]{8} +rotated'
  end_reading "$well_read and .hub_restarts == 1 and .member_restarts >= 1"
  new=$(secret_value cluster-a coroot multi-cluster-api-key)
  [[ $new =~ ^[A-Za-z0-9]{32}$ && $new != "$old" ]] || flunk "the member's key did not change"
  [[ $(secret_value cluster-c remote-coroot-clusters prod-a) == "$new" ]] || flunk "the hub has another key"
  [[ $(keys_of cluster-a) == $'coroot/agent-api-key\ncoroot/multi-cluster-api-key' ]] ||
    flunk "the member's server reads: $(keys_of cluster-a)"
  ! kube cluster-a get secret coroot-next-key -n coroot 2>/dev/null || flunk "the Secret of the next key is still there"
  has_content cluster-a member-a.yaml
  ctl keys status --hub cluster-c --context cluster-a
  answers '^prod-a +cluster-a +([0-9a-f]{8}) +\1 +yes +yes'
}

case_rotate_interrupted() {
  : "a rotation that is killed in the middle is found by keys status and finished by the same command"
  local old reader
  old=$(secret_value cluster-b coroot multi-cluster-api-key)
  begin_reading cluster-b prod-b
  corootctl keys rotate --hub cluster-c cluster-b=prod-b --timeout "${pods_limit}s" --yes >"$run/tmp/killed" 2>&1 &
  local pid=$! end=$((SECONDS + 60))
  until [[ -n $(secret_value cluster-b coroot-next-key multi-cluster-api-key 2>/dev/null) ]]; do
    ((SECONDS < end)) || flunk "there is no second key: $(cat "$run/tmp/killed")"
    sleep 0.2
  done
  kill -9 "$pid"
  wait "$pid" || true
  ctl keys status --hub cluster-c --context cluster-b
  answers '^prod-b .*(second key|the old one is to be dropped)'
  ctl keys rotate --hub cluster-c cluster-b=prod-b --timeout "${pods_limit}s" --yes
  expect_exit 0
  end_reading "$well_read"
  [[ $(secret_value cluster-b coroot multi-cluster-api-key) != "$old" ]] || flunk "the old key is still there"
  [[ $(secret_value cluster-c remote-coroot-clusters prod-b) == \
    "$(secret_value cluster-b coroot multi-cluster-api-key)" ]] || flunk "the hub has another key"
}

# give_key VALUE: the member's Secret gets another key, and the member's server is started again, behind the hub's back.
give_key() {
  printf '{"data": {"multi-cluster-api-key": "%s"}}' "$1" >"$run/tmp/patch.json" # no argument of a program has it
  kube cluster-a patch secret coroot -n coroot --patch-file "$run/tmp/patch.json"
  # kubectl rollout restart marks the second, and refuses two in one.
  kube cluster-a patch statefulset coroot-coroot -n coroot -p "$(jq -n --arg now "$(date +%s%N)" \
    '.spec.template.metadata.annotations = {"kubectl.kubernetes.io/restartedAt": $now}')"
  kube cluster-a rollout status statefulset/coroot-coroot -n coroot --timeout 100s
}

case_a_reader_that_is_refused() {
  : "who reads a member all the time is refused while its key is one that the hub does not have"
  local key reader
  key=$(kube cluster-a get secret coroot -n coroot -o jsonpath='{.data.multi-cluster-api-key}')
  begin_reading cluster-a prod-a
  give_key "$(printf 'another-key-of-thirty-two-letters' | base64 -w 0)"
  wait_until 60 "the first refusal" grep -q refused "$run/tmp/reads.json"
  give_key "$key"
  end_reading '.refused > 0 and .failed == 0 and .hub_restarts == 0 and .member_restarts == 2'
}

case_unlink_dry_run() {
  : "unlink-clusters --dry-run=server shows what goes and writes nothing"
  remember "${three[@]}"
  ctl unlink-clusters --hub cluster-c --member prod-a --dry-run=server
  expect_exit 0
  answers '^prod-a +prod-global +[0-9a-f]{8} +removed +removed'
  unchanged
}

case_unlink_a_member_that_is_gone() {
  : "unlink-clusters takes a member out whose cluster nobody knows any more; a key of somebody else stays"
  kube cluster-c patch secret remote-coroot-clusters -n coroot --type merge \
    -p '{"stringData": {"theirs": "foreign-key"}}'
  own_kubeconfig
  kubectl config delete-context cluster-a
  ctl unlink-clusters --hub cluster-c --member prod-a --timeout "${pods_limit}s" --yes
  expect_exit 0
  answers '^prod-a +prod-global +[0-9a-f]{8} +removed +removed'
  says 'keeps project prod-a'
  says 'corootctl link-clusters --hub cluster-c --member CONTEXT=prod-a,https://coroot-a.example.com'
  [[ $(hub_projects) == '["prod-b","prod-c","prod-global"]' ]] || flunk "the hub's projects: $(hub_projects)"
  [[ $(kube cluster-c get secret remote-coroot-clusters -n coroot -o json | jq -c '.data | keys') == \
    '["prod-b","theirs"]' ]] || flunk "the hub's Secret has other keys"
  [[ $(keys_of cluster-c) != *remote-coroot-clusters/prod-a* ]] || flunk "the hub's server still reads the key"
  remember cluster-c
  ctl unlink-clusters --hub cluster-c --member prod-a --yes
  expect_exit 0
  says 'Nothing changed'
  unchanged
}

case_link_again_after_unlink() {
  : "what was taken out is linked again by the command that was printed"
  kube cluster-c patch secret remote-coroot-clusters -n coroot --type merge -p '{"data": {"theirs": null}}'
  ctl link-clusters --hub cluster-c --member "cluster-a=prod-a,https://coroot-a.example.com" --aggregate prod-global \
    --timeout "${pods_limit}s" --yes
  expect_exit 0
  [[ $(hub_projects) == '["prod-a","prod-b","prod-c","prod-global"]' ]] || flunk "the hub's projects: $(hub_projects)"
}

case_auth_status() {
  : "auth status says way, login and role at hub and member; a service account's key is not sent through the proxy"
  ctl auth status --hub cluster-c --context cluster-a
  expect_exit 0
  answers '^cluster-c +service proxy +anonymous role +Anonymous +Admin'
  answers '^cluster-a +service proxy +anonymous role +Anonymous +Admin'
  echo some-key >"$run/tmp/key"
  ctl auth status --hub cluster-c --coroot-key-file "$run/tmp/key"
  expect_exit 2
  says "does not pass the Kubernetes API server's proxy"
  COROOTCTL_COROOT_KEY=some-key ctl auth status --hub cluster-c
  expect_exit 0
}
