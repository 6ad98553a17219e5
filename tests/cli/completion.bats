#!/usr/bin/env bats
# shellcheck disable=SC2154 # err comes from helpers.bash
# Completion in the shells themselves.
load helpers

@test "the scripts in completions/ are what the program prints" {
  for shell in bash zsh fish; do
    diff "$BATS_TEST_DIRNAME/../../completions/corootctl.$shell" <("$COROOTCTL" completion "$shell")
  done
}

@test "an unknown shell is a usage error" {
  apart "$COROOTCTL" completion tcsh
  [ "$status" -eq 2 ]
  [[ $err == *"bash, zsh or fish"* ]]
}

# bash: what would be offered after these words (already split as bash splits them).
bash_offers() {
  bash --norc -c '
    source <("$COROOTCTL" completion bash)
    COMP_WORDS=(corootctl "$@")
    COMP_CWORD=$(($# ))
    __corootctl_complete
    printf "%s\n" "${COMPREPLY[@]}"' bash "$@"
}

@test "bash completes verbs, flags, choices and contexts" {
  [ "$(bash_offers inst)" = install ]
  [ "$(bash_offers install --dry)" = --dry-run ]
  [ "$(bash_offers rca --hub cl)" = cluster-a ]
  [ "$(bash_offers install --dry-run = cl)" = client ]
  [ "$(bash_offers contexts show arn : aws : ek)" = "eks:eu:1:cluster/b" ]
  [ "$(bash_offers link-clusters --member cl)" = cluster-a ]
}

@test "zsh loads the script and asks the program" {
  run zsh -f -c '
    autoload -Uz compinit && compinit -D -u
    source <("$COROOTCTL" completion zsh)
    print -r -- ${_comps[corootctl]}'
  [ "$status" -eq 0 ]
  [ "$output" = _corootctl ]
  run zsh -f -c '
    compdef() { }
    _describe() { print -r -- ${(P)3} }
    source <("$COROOTCTL" completion zsh)
    words=(corootctl rca --hub cl) CURRENT=4
    _corootctl'
  [ "$output" = "cluster-a:cluster a" ]
}

@test "fish completes verbs and contexts" {
  run fish --no-config -c 'source ("'"$COROOTCTL"'" completion fish | psub); complete -C "corootctl inst"'
  [ "$status" -eq 0 ]
  [[ $output == install* ]]
  run fish --no-config -c 'source ("'"$COROOTCTL"'" completion fish | psub); complete -C "corootctl rca --hub cl"'
  [[ $output == cluster-a* ]]
}

@test "kubectl's completion helper answers for the plugin" {
  run "$BATS_TEST_DIRNAME/../../completions/kubectl_complete-coroot" rca --hub cl
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = $'cluster-a\tcluster a' ]
  [ "${lines[1]}" = ":4" ]
}
