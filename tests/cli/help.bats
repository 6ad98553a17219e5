#!/usr/bin/env bats
# Help, versions, usage errors and closed pipes of the real program.
load helpers

@test "no arguments: help on standard output, exit 0" {
  apart "$COROOTCTL"
  [ "$status" -eq 0 ]
  [ -z "$err" ]
  [[ $out == "Install Coroot in many Kubernetes clusters"* ]]
  [[ $out == *"link-clusters"* ]]
}

@test "each verb has --help with usage and examples, and help VERB says the same" {
  commands=$("$COROOTCTL" help -o name)
  [ "$(wc -l <<<"$commands")" -ge 13 ]
  while read -ra command; do
    apart "$COROOTCTL" "${command[@]}" --help
    [ "$status" -eq 0 ]
    [[ $out == *"Usage:"*"corootctl ${command[*]}"*"Examples:"* ]]
    [ "$out" = "$("$COROOTCTL" help "${command[@]}")" ]
  done <<<"$commands"
}

@test "help lines fit into 80 columns" {
  while read -ra command; do
    # lines to be typed may be longer
    longest=$("$COROOTCTL" help "${command[@]}" | grep -vE '^(  corootctl|  #|      *--member)' | wc -L)
    [ "$longest" -le 80 ]
  done < <(echo && "$COROOTCTL" help -o name)
}

@test "topics: exit-codes, environment, output, flags" {
  for topic in exit-codes environment output flags; do
    apart "$COROOTCTL" help "$topic"
    [ "$status" -eq 0 ]
    [ -n "$out" ]
  done
  [[ $("$COROOTCTL" help exit-codes) == *"130  interrupted"* ]]
  [[ $("$COROOTCTL" help flags) == *"--as-user-extra"* ]]
}

@test "an unknown verb suggests the nearest and exits 2" {
  apart "$COROOTCTL" link-cluster
  [ "$status" -eq 2 ]
  [ -z "$out" ]
  [[ $err == *'Did you mean "link-clusters"?'* ]]
}

@test "an unknown flag suggests the nearest and exits 2" {
  apart "$COROOTCTL" rca --snapshto x
  [ "$status" -eq 2 ]
  [[ $err == *'unknown flag --snapshto'*'Did you mean "--snapshot"?'* ]]
}

@test "version for people and for programs" {
  apart "$COROOTCTL" version
  [[ $out =~ ^corootctl\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
  number=${out#corootctl }
  [ "$("$COROOTCTL" --version)" = "$out" ]
  [ "$("$COROOTCTL" version -o json | jq -r .version)" = "$number" ]
  [ "$("$COROOTCTL" version --client -o yaml | sed -n 's/^version: //p')" = "$number" ]
}

@test "a closed pipe is no failure" {
  run bash -c 'set -o pipefail; "$COROOTCTL" help install | head -1 | wc -l'
  [ "$status" -eq 0 ]
  [ "$output" -eq 1 ]
}

@test "a full disk is a failure that says so" {
  run bash -c '"$COROOTCTL" help install >/dev/full'
  [ "$status" -eq 1 ]
  [ "$output" = "corootctl: error: cannot write to standard output: No space left on device" ]
}

@test "as kubectl-coroot it is the same program" {
  [ "$(kubectl-coroot version)" = "$("$COROOTCTL" version)" ]
}

@test "docs/man is what the program says" {
  cp -r "$BATS_TEST_DIRNAME/../../docs/man" "$BATS_TEST_TMPDIR/man"
  "$BATS_TEST_TMPDIR/man/generate" "$COROOTCTL"
  diff -r "$BATS_TEST_DIRNAME/../../docs/man" "$BATS_TEST_TMPDIR/man"
}

@test "manual pages are well formed" {
  for page in "$BATS_TEST_DIRNAME"/../../docs/man/*.1; do
    run mandoc -T lint -W error "$page"
    [ "$status" -eq 0 ]
  done
}

@test "the program starts without the libraries of a network" {
  apart readelf --dynamic --wide "$COROOTCTL"
  [ "$status" -eq 0 ]
  [[ $out == *"libstdc++"* ]]
  [[ $out != *libcurl* && $out != *libssl* && $out != *libcrypto* ]]
}

# flags_behind MARGIN: the long flags with which lines begin behind it, sorted.
flags_behind() {
  grep -oE "^$1(-[a-z], )?--[a-z0-9][a-z0-9-]*" | grep -oE -- '--.*' | sort -u
}

@test "each verb has the same flags in help, manual page, completion and commands" {
  "$COROOTCTL" commands -o json >"$BATS_TEST_TMPDIR/commands.json"
  count=0
  while read -ra command; do
    help=$({ "$COROOTCTL" help "${command[@]}" && "$COROOTCTL" help flags; } | sed '/^Examples:/,/^$/d' |
      flags_behind '(  |      )')
    man=$("$COROOTCTL" help --man "${command[@]}" | sed -E '/^\.nf/,/^\.fi/d; s/\\f[A-Z]//g; s/\\-/-/g' |
      flags_behind '')
    typed=$("$COROOTCTL" __completeNoDesc "${command[@]}" -- | flags_behind '')
    data=$(jq -r --arg command "corootctl ${command[*]}" \
      '((.commands[] | select(.command == $command)).flags[], .flags_of_all_commands[]).name' \
      "$BATS_TEST_TMPDIR/commands.json" | sort)
    diff <(echo "$help") <(echo "$man")
    diff <(echo "$help") <(echo "$typed")
    diff <(echo "$help") <(echo "$data")
    count=$((count + $(wc -l <<<"$help")))
  done < <("$COROOTCTL" help -o name)
  [ "$count" -gt 500 ]
}
