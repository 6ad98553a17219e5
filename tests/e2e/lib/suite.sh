# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # here, run and the like are set by the script that reads this file
# What the cases use: running corootctl with everything it says kept, expectations, and pictures of what is in a
# cluster. $run is the run's folder; $stdout, $stderr and $status belong to the latest `ctl`.

case_limit=400 # seconds that one corootctl may take before it counts as hanging
case_patience=900 # seconds that one case may take before it counts as hanging
story_patience=1200 # seconds after which no further file of cases begins: what waits in vain everywhere has to end, too
pods_limit=380 # seconds until pods run: the scheduler may look at one that had no volume again only after 300

# flunk WHY: ends the case as failed, with the latest corootctl's words.
flunk() {
  echo "FAILED: $*"
  if [[ -n ${stdout:-} ]]; then
    sed 's/^/  /' "${stdout%.stdout}.command"
    echo "  exit status $status"
    tail -n 25 "$stdout" | sed 's/^/  stdout: /'
    tail -n 40 "$stderr" | cut -c1-400 | sed 's/^/  stderr: /'
  fi
  exit 1
}

# ctl ARGUMENTS...: runs corootctl as a script would: no terminal, a home and a temporary folder of its own.
ctl() {
  local number
  number=$(printf '%03d' "$(find "$run/outputs" -name '*.command' | wc -l)")
  stdout=$run/outputs/$number.stdout stderr=$run/outputs/$number.stderr
  echo "corootctl $*" >"$run/outputs/$number.command"
  status=0
  HOME=$run/home TMPDIR=$run/ctl-tmp timeout "$case_limit" corootctl "$@" >"$stdout" 2>"$stderr" </dev/null || status=$?
  echo "$status" >"${stdout%.stdout}.status"
  ((status != 124)) || flunk "still running after $case_limit s"
}

# ctl_finished: after a `ctl ... &` that was waited for, makes it the latest one.
ctl_finished() {
  stdout=$(find "$run/outputs" -name '*.stdout' | sort | tail -n 1)
  stderr=${stdout%.stdout}.stderr
  status=$(cat "${stdout%.stdout}.status")
}

expect_exit() { ((status == $1)) || flunk "expected exit status $1"; }

# says PATTERN, answers PATTERN: a line of stderr, or of stdout, has it (extended regular expression, any case).
says() { grep -qiE -e "$1" "$stderr" || flunk "nothing on stderr matches: $1"; }
answers() { grep -qiE -e "$1" "$stdout" || flunk "nothing on stdout matches: $1"; }
tells() { grep -qiE -e "$1" "$stdout" "$stderr" || flunk "neither output matches: $1"; }
silent_about() { ! grep -qiE -e "$1" "$stdout" "$stderr" || flunk "an output matches: $1"; }

# json FILTER: what jq says of stdout.
json() { jq -r "$1" "$stdout" || flunk "stdout is not the JSON that $1 is asked of"; }

# equal EXPECTED_FILE ACTUAL_FILE
equal() { diff -u "$1" "$2" || flunk "$1 and $2 differ"; }

# kube CONTEXT ARGUMENTS...: kubectl there. By itself it waits without end for what it deletes.
kube() {
  local context=$1
  shift
  timeout 200 kubectl --context "$context" "$@"
}

# opaque_values CONTEXT: what no output may hold, of the keys there now.
opaque_values() {
  kube "$1" get secrets -n coroot -o json |
    jq -r '.items[] | select(.type == "Opaque") | .data // {} | .[] | @base64d'
}

# picture FILE CONTEXT...: every object of these clusters with its resourceVersion, read where the API servers keep
# them: one request, however many clusters. Not in it is what moves by itself: events, leases, heartbeats of nodes.
picture() {
  local file=$1 prefixes
  shift
  prefixes=$(IFS='|'; echo "$*")
  curl --silent --fail --noproxy '*' --data '{"key": "AA==", "range_end": "AA==", "keys_only": true}' \
    "$(cat "$run/etcd.url")/v3/kv/range" | jq -r '.kvs[] | "\(.key | @base64d) \(.mod_revision)"' |
    grep -E "^/($prefixes)/" | grep -vE '^/[^/]*/(events|leases|masterleases|peerserverleases|minions)/' | sort >"$file"
}

# settled CONTEXT...: waits until the controllers have nothing left to write there.
settled() {
  local end=$((SECONDS + 90))
  picture "$run/tmp/before" "$@"
  while sleep 2; do
    picture "$run/tmp/after" "$@"
    cmp -s "$run/tmp/before" "$run/tmp/after" && break
    ((SECONDS < end)) || flunk "the clusters do not come to rest: $(diff "$run/tmp/before" "$run/tmp/after")"
    mv "$run/tmp/after" "$run/tmp/before"
  done
}

# remember CONTEXT..., unchanged: nothing was written between the two.
remember() {
  settled "$@"
  remembered=("$@")
  picture "$run/tmp/remembered" "$@"
}
unchanged() {
  settled "${remembered[@]}"
  picture "$run/tmp/now" "${remembered[@]}"
  equal "$run/tmp/remembered" "$run/tmp/now"
}

# own_kubeconfig: a copy that the case may change, for the rest of the case.
own_kubeconfig() {
  [[ $KUBECONFIG == "$run/tmp/kubeconfig" ]] || cp "$KUBECONFIG" "$run/tmp/kubeconfig"
  export KUBECONFIG=$run/tmp/kubeconfig
}

# content_of CONTEXT: the Coroot resource without what servers add and without the prose of key descriptions.
content_of() {
  kube "$1" get coroot coroot -n coroot -o json | content
}
content() {
  jq -S '{apiVersion, kind, metadata: (.metadata | {name, namespace}), spec}
         | (.spec | select(.projects).projects) |= map(if .apiKeys then .apiKeys |= map(del(.description)) else . end)'
}

# has_content CONTEXT FILE: the resource there says what the file of expected/ says, no more and no less.
has_content() {
  kube "$1" create --dry-run=client -o json -f "$here/expected/$2" | content >"$run/tmp/expected.json"
  content_of "$1" >"$run/tmp/actual.json"
  equal "$run/tmp/expected.json" "$run/tmp/actual.json"
}

# pods CONTEXT: name, with what is random in it taken off, phase and readiness of each pod.
pods() {
  kube "$1" get pods -n coroot -o json | jq -r '.items[]
    | (.metadata.name | sub("-[0-9a-f]+-[a-z0-9]{5}$"; "") | sub("(?<base>-node-agent)-[a-z0-9]{5}$"; "\(.base)"))
      + " " + .status.phase + " "
      + ([.status.conditions[]? | select(.type == "Ready").status] | first // "none")' | sort
}

# secret_value CONTEXT SECRET KEY
secret_value() { kube "$1" get secret "$2" -n coroot -o json | jq -r --arg key "$3" '.data[$key] // "" | @base64d'; }

# forget_coroot CONTEXT: deletes the Coroot resource with all that belongs to it, and makes its volumes free again,
# which no controller does for volumes that nobody provisioned.
forget_coroot() {
  kube "$1" delete coroot/coroot -n coroot --ignore-not-found --wait
  kube "$1" wait --for=delete statefulsets --all -n coroot --timeout=120s
  kube "$1" delete persistentvolumeclaims --all -n coroot --wait --timeout=120s # those of StatefulSets have no owner
  kube "$1" get persistentvolumes -o json |
    jq '.items |= map(select(.status.phase == "Released") | del(.spec.claimRef, .metadata.resourceVersion))' \
      >"$run/tmp/released.json"
  [[ $(jq '.items | length' "$run/tmp/released.json") == 0 ]] || kube "$1" replace -f "$run/tmp/released.json"
}

# descendants PID: its children, theirs, and so on.
descendants() {
  local child
  for child in $(pgrep -P "$1"); do
    echo "$child"
    descendants "$child"
  done
}

# end_hanging_case: when the case has lost patience, says what it waits for, ends that, then the case: it fails by its
# name, and the story goes on. It waits without a child of its own, so that nothing is left when it is ended.
end_hanging_case() {
  local case waited_for
  read -rt "$case_patience" <>"$run/nobody-writes-here"
  (($? > 128)) || return 0 # above 128: the time is over
  case=$(cat "$run/tmp/case")
  mapfile -t waited_for < <(descendants "$case")
  echo "FAILED: still running after $case_patience s:"
  ps -o etimes,args -p "$(IFS=,; echo "${waited_for[*]}")" | cut -c1-200
  kill "${waited_for[@]}" 2>/dev/null
  read -rt 20 <>"$run/nobody-writes-here" || true
  kill "$case" 2>/dev/null
}

# one_case NUMBER FUNCTION: a case is a function; its first command, `: "..."`, says what it shows.
one_case() {
  local title result=0 began=$SECONDS log=$run/outputs/case-$2.log watchdog
  title=$(declare -f "$2" | sed -n 's/^ *: "\(.*\)";$/\1/p' | head -n 1)
  [[ -p $run/nobody-writes-here ]] || mkfifo "$run/nobody-writes-here"
  set +e
  end_hanging_case >>"$log" &
  watchdog=$!
  (
    set -euo pipefail
    echo "$BASHPID" >"$run/tmp/case"
    trap 'kill $(jobs -rp) 2>/dev/null || true' EXIT # what a failed case began must not meet the next one
    "$2"
  ) >>"$log" 2>&1
  result=$?
  kill "$watchdog" 2>/dev/null
  wait "$watchdog" 2>/dev/null
  set -e
  if ((result == 0)); then
    passed=$((passed + 1))
    echo "ok $1 - $title ($((SECONDS - began)) s)"
  else
    failed=$((failed + 1))
    echo "not ok $1 - $title ($((SECONDS - began)) s)"
    sed 's/^/# /' "$log"
  fi
}

# cases_of FILE: runs its cases in their order; counts on in number, passed and failed.
cases_of() {
  local name
  local -a names
  mapfile -t names < <(sed -n 's/^\(case_[a-z_]*\)().*/\1/p' "$1")
  # shellcheck source=/dev/null
  source "$1"
  for name in "${names[@]}"; do
    number=$((number + 1))
    one_case "$number" "$name"
  done
}

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
