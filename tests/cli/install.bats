#!/usr/bin/env bats
# `cmake --install` into an empty prefix: everything runs from there, with nothing else in the environment.
load helpers

setup_file() {
  export prefix=$BATS_FILE_TMPDIR/prefix
  cmake --install "$(dirname "$COROOTCTL")/.." --prefix "$prefix" >/dev/null
}

# A clean environment in which only the installed files are known.
clean() {
  env -i PATH="$prefix/bin:/usr/bin:/bin" HOME="$HOME" KUBECONFIG="$KUBECONFIG" \
    XDG_DATA_DIRS="$prefix/share:/usr/share" \
    LC_ALL=C.UTF-8 "$@"
}

@test "the program runs under both names, with an empty environment" {
  version=$("$COROOTCTL" version)
  [ "$(env -i "$prefix/bin/corootctl" version)" = "$version" ]
  [ "$(env -i "$prefix/bin/kubectl-coroot" version)" = "$version" ]
  [ "$(readlink "$prefix/bin/kubectl-coroot")" = corootctl ]
  [ "$(env -i "$prefix/bin/corootctl" help install)" = "$("$COROOTCTL" help install)" ]
}

@test "a package below another root has the same files, its link still relative" {
  DESTDIR=$BATS_TEST_TMPDIR/root cmake --install "$(dirname "$COROOTCTL")/.." --prefix /usr >/dev/null
  diff <(cd "$prefix" && find . | sort) <(cd "$BATS_TEST_TMPDIR/root/usr" && find . | sort)
  [ "$(readlink "$BATS_TEST_TMPDIR/root/usr/bin/kubectl-coroot")" = corootctl ]
}

@test "man finds the page of each command" {
  for page in corootctl corootctl-install corootctl-contexts-show; do
    [[ $(MANPATH=$prefix/share/man mman -w "$page") == "$prefix/share/man/man1/$page.1" ]]
  done
  pages_in() { find "$1" -name '*.1' | wc -l; }
  [ "$(pages_in "$prefix/share/man/man1")" -eq "$(pages_in "$BATS_TEST_DIRNAME/../../docs/man")" ]
  mandoc -T lint -W error "$prefix"/share/man/man1/*.1
}

@test "bash loads the completion by the command's name" {
  # shellcheck disable=SC2016
  run clean bash --norc -c '
    source /usr/share/bash-completion/bash_completion
    _completion_loader corootctl || (($? == 124))
    COMP_LINE="corootctl inst" COMP_POINT=14
    __corootctl_complete
    echo "${COMPREPLY[@]}"'
  [ "$output" = install ]
}

@test "zsh loads the completion from its folder" {
  # shellcheck disable=SC2016
  run clean zsh -f -c '
    fpath=($1/share/zsh/site-functions $fpath)
    autoload -Uz compinit && compinit -D -u
    print -r -- ${_comps[corootctl]}
    _describe() { print -r -- ${(P)3} }
    words=(corootctl rca --hub cl) CURRENT=4
    _corootctl' zsh "$prefix"
  [ "${lines[0]}" = _corootctl ]
  [ "${lines[1]}" = "cluster-a:cluster a" ]
}

@test "fish loads the completion by the command's name" {
  run clean fish -c 'complete -C "corootctl inst"'
  [[ $output == install* ]]
}

@test "kubectl finds the plugin's completion in PATH" {
  run clean kubectl_complete-coroot rca --hub cl
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = $'cluster-a\tcluster a' ]
  [ "${lines[1]}" = ":4" ]
}
