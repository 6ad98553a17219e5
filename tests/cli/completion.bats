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

# typed_in SHELL: lines in, and out what a real interactive shell makes of them at Tab.
typed_in() {
  local setup=$BATS_TEST_TMPDIR/setup
  # shellcheck disable=SC2016 # the shell under test expands it
  case $1 in
    bash) echo 'source <("$COROOTCTL" completion bash)' ;;
    zsh) echo 'autoload -Uz compinit && compinit -D -u; source <("$COROOTCTL" completion zsh)' ;;
    fish) echo '"$COROOTCTL" completion fish | source' ;;
  esac >"$setup"
  "$BATS_TEST_DIRNAME/typed_in" "$1" "$setup"
}

@test "bash completes verbs, flags, choices and contexts" {
  run typed_in bash <<'LINES'
corootctl inst
corootctl install --dry
corootctl rca --hub cl
corootctl install --dry-run=cl
corootctl contexts show arn:aws:ek
corootctl link-clusters --member cl
KUBECONFIG=$KUBECONFIG corootctl contexts show cl
true | corootctl contexts show cl
LINES
  diff - <(printf '%s\n' "$output") <<'LINES'
corootctl install 
corootctl install --dry-run 
corootctl rca --hub cluster-a 
corootctl install --dry-run=client 
corootctl contexts show arn:aws:eks:eu:1:cluster/b 
corootctl link-clusters --member cluster-a
KUBECONFIG=$KUBECONFIG corootctl contexts show cluster-a 
true | corootctl contexts show cluster-a 
LINES
}

@test "bash completes inside quotes, behind @, and names that need quotes, and never damages what was typed" {
  cat >>"$KUBECONFIG" <<'YAML'
- {name: 'kubernetes-admin@kubernetes', context: {cluster: b, user: admin}}
- {name: "it's $odd", context: {cluster: b, user: admin}}
YAML
  run typed_in bash <<'LINES'
corootctl link-clusters --member 'cl
corootctl link-clusters --member "arn:aws
corootctl link-clusters --member cluster-a=
corootctl contexts show kubernetes-admin@kub
corootctl contexts show it
corootctl contexts show it\'s
corootctl contexts show 'no
LINES
  diff - <(printf '%s\n' "$output") <<'LINES'
corootctl link-clusters --member 'cluster-a'
corootctl link-clusters --member "arn:aws:eks:eu:1:cluster/b"
corootctl link-clusters --member cluster-a=
corootctl contexts show kubernetes-admin@kubernetes 
corootctl contexts show it\'s\ \$odd 
corootctl contexts show it\'s\ \$odd 
corootctl contexts show 'no
LINES
}

@test "bash completes the members of a fleet file and their labels" {
  fleet=$BATS_TEST_DIRNAME/../../examples/three-clusters/corootctl.yaml
  cp "$fleet" "$BATS_TEST_TMPDIR/f.yaml"
  run typed_in bash <<LINES
corootctl fleet show -f $BATS_TEST_TMPDIR/f.yaml --member prod-b
corootctl status --fleet $BATS_TEST_TMPDIR/f.yaml --member region=u
corootctl fleet val
LINES
  diff - <(printf '%s\n' "$output") <<LINES
corootctl fleet show -f $BATS_TEST_TMPDIR/f.yaml --member prod-b 
corootctl status --fleet $BATS_TEST_TMPDIR/f.yaml --member region=us 
corootctl fleet validate 
LINES
}

# Words with = and : are parted by none of the shells' own rules.
words_with_signs() {
  cat <<'LINES'
corootctl inst
corootctl install --dry
corootctl rca --hub cl
corootctl rca --hub=cl
corootctl install --dry-run=cl
corootctl contexts show arn:aws:ek
corootctl rca --hub=arn:aws:ek
corootctl link-clusters --member cl
corootctl link-clusters --member arn:aws:eks:eu:1:cluster/b=
corootctl rca --hub nobody
LINES
}

# What each shell makes of them.
completed_words() {
  cat <<'LINES'
corootctl install 
corootctl install --dry-run 
corootctl rca --hub cluster-a 
corootctl rca --hub=cluster-a 
corootctl install --dry-run=client 
corootctl contexts show arn:aws:eks:eu:1:cluster/b 
corootctl rca --hub=arn:aws:eks:eu:1:cluster/b 
corootctl link-clusters --member cluster-a
corootctl link-clusters --member arn:aws:eks:eu:1:cluster/b=
corootctl rca --hub nobody
LINES
}

@test "zsh completes verbs, flags, choices and contexts, also words with = and :" {
  run typed_in zsh < <(words_with_signs)
  diff <(completed_words) <(printf '%s\n' "$output")
}

@test "fish completes verbs, flags, choices and contexts, also words with = and :" {
  run typed_in fish < <(words_with_signs)
  diff <(completed_words) <(printf '%s\n' "$output")
}

@test "an autoloaded file works in zsh, too" {
  mkdir "$BATS_TEST_TMPDIR/functions"
  "$COROOTCTL" completion zsh >"$BATS_TEST_TMPDIR/functions/_corootctl"
  run zsh -f -c "fpath=('$BATS_TEST_TMPDIR/functions' \$fpath); autoload -Uz compinit && compinit -D -u
    print -r -- \${_comps[corootctl]}"
  [ "$output" = _corootctl ]
}

@test "kubectl's completion helper answers for the plugin" {
  run "$BATS_TEST_DIRNAME/../../completions/kubectl_complete-coroot" rca --hub cl
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = $'cluster-a\tcluster a' ]
  [ "${lines[1]}" = ":4" ]
  # kubectl compares without the flag
  run "$BATS_TEST_DIRNAME/../../completions/kubectl_complete-coroot" contexts --output=js
  [ "${lines[0]}" = json ]
  run "$BATS_TEST_DIRNAME/../../completions/kubectl_complete-coroot" rca --hub=cl
  [ "${lines[0]}" = $'cluster-a\tcluster a' ]
}
