# shellcheck shell=bash
# shellcheck disable=SC2154 # here, run and the like are set by the script that reads this file
# Times against the programs that people use instead, in the same run on the same clusters. The best of several runs
# counts: other work on the machine only ever adds.

# seconds COMMAND...: how long it takes, its output thrown away; its failure fails the case.
seconds() {
  local began=$EPOCHREALTIME
  "$@" >/dev/null 2>"$run/tmp/timed.err" || flunk "$* failed: $(cat "$run/tmp/timed.err")"
  awk -v began="$began" -v ended="$EPOCHREALTIME" 'BEGIN { printf "%.4f\n", ended - began }'
}

# best COUNT COMMAND...
best() {
  local count=$1
  shift
  for ((; count > 0; count--)); do seconds "$@"; done | sort -g | head -n 1
}

# is_within SECONDS FACTOR OTHER_SECONDS
is_within() { awk -v own="$1" -v factor="$2" -v other="$3" 'BEGIN { exit !(own <= factor * other) }'; }

# no_slower SECONDS FACTOR OTHER_SECONDS WHAT
no_slower() {
  echo "$4: $1 s, allowed $2 x $3 s"
  is_within "$1" "$2" "$3" || flunk "too slow: $4"
}

case_start_up_time() {
  : "version, help and completion start in half of curl's time and in a third of kubectl's"
  local curl_seconds kubectl_seconds verb own
  curl_seconds=$(best 20 curl --version)
  kubectl_seconds=$(best 5 kubectl version --client)
  for verb in version --help help 'help rca' 'completion bash' '__complete install --con'; do
    # shellcheck disable=SC2086 # the words of a command line
    own=$(best 20 corootctl $verb)
    no_slower "$own" 0.5 "$curl_seconds" "corootctl $verb against curl --version"
    no_slower "$own" 0.3333 "$kubectl_seconds" "corootctl $verb against kubectl version --client"
  done
}

# guide_link: the guide's own steps from the members' keys to the hub's resource.
guide_link() {
  local key_a key_b
  kubectl config use-context cluster-a
  key_a=$(kubectl get secret -n coroot coroot -o jsonpath='{.data.multi-cluster-api-key}' | base64 -d)
  kubectl config use-context cluster-b
  key_b=$(kubectl get secret -n coroot coroot -o jsonpath='{.data.multi-cluster-api-key}' | base64 -d)
  kubectl config use-context cluster-d
  kubectl create secret generic -n coroot remote-coroot-clusters --from-file=prod-a=<(printf '%s' "$key_a") \
    --from-file=prod-b=<(printf '%s' "$key_b")
  kubectl apply -f "$here/expected/hub.yaml"
}

own_link() {
  corootctl link-clusters --hub cluster-d=prod-c --member "cluster-a=prod-a,$url_a" --member "cluster-b=prod-b,$url_b" \
    --aggregate prod-global --node-port 30001 --wait=false --no-verify --yes
}

unlink_hub() {
  forget_coroot cluster-d >/dev/null
  kube cluster-d delete secret/remote-coroot-clusters -n coroot --ignore-not-found >/dev/null
}

# smallest FILE: the least number in it.
smallest() { sort -g "$1" | head -n 1; }

case_link_is_ten_times_faster() {
  : "link-clusters takes at most a tenth of the guide's own kubectl steps"
  local round
  cp "$KUBECONFIG" "$run/tmp/kubeconfig" # the guide changes the current context
  export KUBECONFIG=$run/tmp/kubeconfig
  for round in 1 2 3 4 5 6; do
    unlink_hub
    seconds guide_link >>"$run/tmp/guide-seconds"
    unlink_hub
    seconds own_link >>"$run/tmp/own-seconds"
    ! is_within "$(smallest "$run/tmp/own-seconds")" 0.1 "$(smallest "$run/tmp/guide-seconds")" || break
    echo "round $round: $(tail -n 1 "$run/tmp/own-seconds") s against $(tail -n 1 "$run/tmp/guide-seconds") s"
  done
  no_slower "$(smallest "$run/tmp/own-seconds")" 0.1 "$(smallest "$run/tmp/guide-seconds")" \
    "link-clusters against the guide's kubectl steps"
}
