#!/usr/bin/env bats
# shellcheck disable=SC2154 # err comes from helpers.bash
# Exit codes, JSON and colour of the real program. Nothing listens where the kubeconfig points.
load helpers

@test "contexts: unreachable clusters are exit 5, one line each, all errors on standard error" {
  apart "$COROOTCTL" contexts --timeout 5s
  [ "$status" -eq 5 ]
  [ "$(wc -l <<<"$out")" -eq 3 ]
  [ "$(grep -c '^corootctl: error: ' <<<"$err")" -eq 2 ]
}

@test "contexts: the exit code is the same in every form" {
  for form in table wide json yaml name; do
    apart "$COROOTCTL" contexts --timeout 5s -o "$form"
    [ "$status" -eq 5 ]
  done
}

@test "contexts -o json parses, and carries the error" {
  apart "$COROOTCTL" contexts --timeout 5s -o json
  [ "$(jq -r '.[] | select(.name == "cluster-a") | "\(.reachable) \(.error.kind)"' <<<"$out")" = "false unreachable" ]
}

@test "a failure with -o json is JSON on standard output and words on standard error" {
  apart "$COROOTCTL" install --context cluster-x --project p --yes -o json
  [ "$status" -eq 2 ]
  [ "$(jq -r .error.kind <<<"$out")" = usage ]
  [[ $err == "corootctl: error: "* ]]
  apart "$COROOTCTL" rca --snapshot /nowhere/snapshot.json -o json
  [ "$status" -eq 1 ]
  [ "$(jq -r .error.kind <<<"$out")" = not-found ]
}

@test "contexts keeps standard output empty on a broken kubeconfig, exit 1" {
  printf 'clusters: [\n' >"$KUBECONFIG"
  apart "$COROOTCTL" contexts -o json
  [ "$status" -eq 1 ]
  [ -z "$out" ]
  [ "$(jq -r .error.kind <<<"$err")" = config ]
}

@test "no token of the kubeconfig is ever shown" {
  for form in table wide json yaml; do
    apart "$COROOTCTL" contexts --timeout 5s -v 9 -o "$form"
    [[ $out$err != *kubeconfig-token-Zq7* ]]
  done
  apart "$COROOTCTL" contexts show cluster-a -o json
  [ "$status" -eq 0 ]
  [ "$(jq -r .context <<<"$out")" = cluster-a ]
  [[ $out$err != *kubeconfig-token-Zq7* ]]
}

@test "writing needs --yes without a terminal, and writes nothing" {
  apart "$COROOTCTL" install --context cluster-a --project p
  [ "$status" -eq 2 ]
  [[ $err == *"there is no terminal to ask on"* ]]
  apart "$COROOTCTL" link-clusters --hub cluster-a --member 'arn:aws:eks:eu:1:cluster/b=p' --aggregate g
  [ "$status" -eq 2 ]
  [[ $err == *"there is no terminal to ask on"* ]]
}

@test "the verdict of rca is painted by what it means" {
  echo '{"schema":"corootctl.snapshot/v1","grid":{"from":0,"step":15000,"points":1}}' >"$BATS_TEST_TMPDIR/quiet.json"
  CLICOLOR_FORCE=1 apart "$COROOTCTL" rca --snapshot "$BATS_TEST_TMPDIR/quiet.json"
  [ "$status" -eq 0 ]
  [ "$out" = $'\e[1m\e[32mNo incident: no known app raised an alarm.\e[0m\e[0m' ]
  apart "$COROOTCTL" rca --snapshot "$BATS_TEST_TMPDIR/quiet.json"
  [ "$out" = "No incident: no known app raised an alarm." ]
}

@test "no colour off a terminal, colour on one, NO_COLOR and --no-color win" {
  apart "$COROOTCTL" help
  [[ $out != *$'\e'* ]]
  CLICOLOR_FORCE=1 apart "$COROOTCTL" help
  [[ $out == *$'\e['* ]]
  TERM=xterm in_terminal "'$COROOTCTL' help"
  [[ $out == *$'\e['* ]]
  NO_COLOR=1 TERM=xterm in_terminal "'$COROOTCTL' help"
  [[ $out != *$'\e'* ]]
  TERM=dumb in_terminal "'$COROOTCTL' help"
  [[ $out != *$'\e'* ]]
  TERM=xterm in_terminal "'$COROOTCTL' contexts --no-contact --no-color"
  [[ $out != *$'\e'* ]]
}

@test "COLUMNS is the width of help on a terminal only" {
  long() { tr -d '\r' <<<"$out" | grep -vE '^Install|^ +(corootctl|#)' | awk 'length($0) > 60'; }
  export COLUMNS=60
  in_terminal "'$COROOTCTL' help install --no-color"
  [[ $out == *--node-port* ]]
  [ -z "$(long)" ]
  apart "$COROOTCTL" help install
  [ -n "$(long)" ]
}

@test "Ctrl-C at the question writes nothing and ends with 130" {
  run python3 - "$COROOTCTL" <<'PYTHON'
import os, pty, signal, subprocess, sys
main, terminal = pty.openpty()
client = subprocess.Popen([sys.argv[1], "install", "--context", "cluster-a", "--project", "prod-a"],
                          stdin=terminal, stdout=subprocess.DEVNULL, stderr=terminal)
said = b""
while b"[y/N]" not in said:
    said += os.read(main, 1000)
client.send_signal(signal.SIGINT)
sys.exit(client.wait(30))
PYTHON
  [ "$status" -eq 130 ]
}

@test "Ctrl-C ends a waiting command with 130" {
  run python3 - "$COROOTCTL" "$KUBECONFIG" <<'PYTHON'
import signal, socket, subprocess, sys
server = socket.create_server(("127.0.0.1", 0))  # accepts, and never answers
server.settimeout(30)
text = open(sys.argv[2]).read().replace("127.0.0.1:1'", "127.0.0.1:%d'" % server.getsockname()[1])
open(sys.argv[2], "w").write(text)
client = subprocess.Popen([sys.argv[1], "contexts", "--context", "cluster-a", "--timeout", "60s"],
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
connection = server.accept()
client.send_signal(signal.SIGINT)
sys.exit(client.wait(30))
PYTHON
  [ "$status" -eq 130 ]
}

@test "a terminal whose locale is ASCII gets ASCII, another one and a pipe get UTF-8" {
  ask="'$COROOTCTL' rca --snapshot '$BATS_TEST_DIRNAME/../data/rca/network-delay.json.gz' --no-color"
  LC_ALL=C in_terminal "$ask"
  [[ $out == *'`- '* && $out == *'____'* ]]
  [ -z "$(LC_ALL=C tr -d '[:print:][:space:]' <<<"$out")" ]
  LC_ALL=C.UTF-8 in_terminal "$ask"
  [[ $out == *'└─ '* && $out == *'▁▁▁▁'* ]]
  LC_ALL=C apart bash -c "$ask"
  [[ $out == *'└─ '* ]]
}

@test "--plain says one fact a line, without colour or drawings, also on a terminal" {
  TERM=xterm in_terminal "'$COROOTCTL' contexts --no-contact --plain"
  [[ $out == *'NAME: cluster-a'* && $out == *'SERVER: https://127.0.0.1:1'* && $out != *$'\e'* ]]
  apart "$COROOTCTL" rca --snapshot "$BATS_TEST_DIRNAME/../data/rca/network-delay.json.gz" --plain
  [[ $out == *$'\nPath: web (prod-a) calls catalog (prod-a), '* && $out == *$'\nConfidence: high\n'* ]]
  [ -z "$(LC_ALL=C tr -d '[:print:][:space:]' <<<"$out")" ]
}

@test "the page of rca carries its snapshot, which gives the same answer" {
  incident=$BATS_TEST_DIRNAME/../data/rca/bad-deploy.json.gz
  "$COROOTCTL" rca --snapshot "$incident" -o html --embed-snapshot >"$BATS_TEST_TMPDIR/page.html"
  "$COROOTCTL" rca --snapshot "$incident" --explain -o json >"$BATS_TEST_TMPDIR/first.json"
  "$COROOTCTL" rca --snapshot "$BATS_TEST_TMPDIR/page.html" --explain -o json >"$BATS_TEST_TMPDIR/again.json"
  cmp "$BATS_TEST_TMPDIR/first.json" "$BATS_TEST_TMPDIR/again.json"
  "$COROOTCTL" rca --snapshot "$incident" -o html >"$BATS_TEST_TMPDIR/bare.html"
  apart "$COROOTCTL" rca --snapshot "$BATS_TEST_TMPDIR/bare.html"
  [ "$status" -eq 1 ]
  [[ $err == *"bare.html: this page holds no snapshot"* ]]
  apart "$COROOTCTL" rca --snapshot "$incident" --embed-snapshot
  [ "$status" -eq 2 ]
  apart "$COROOTCTL" rca --hub cluster-a --watch -o html
  [ "$status" -eq 2 ]
}
