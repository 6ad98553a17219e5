# shellcheck shell=bash disable=SC2034 # err, out and status are for the tests
# What the shell tests share. COROOTCTL = the program to test (tests/run sets it); no network, a HOME of their own.
setup() {
  : "${COROOTCTL:?set COROOTCTL to the built program}"
  HOME=$BATS_TEST_TMPDIR
  export HOME
  unset KUBECONFIG NO_COLOR CLICOLOR_FORCE CLICOLOR COLUMNS CI
  PATH=$(dirname "$COROOTCTL"):$PATH
  write_kubeconfig "$BATS_TEST_TMPDIR/config"
  export KUBECONFIG=$BATS_TEST_TMPDIR/config
}

# Two clusters on port 1 of loopback, where nothing listens.
write_kubeconfig() {
  cat >"$1" <<'YAML'
apiVersion: v1
kind: Config
current-context: cluster-a
clusters:
- {name: a, cluster: {server: 'https://127.0.0.1:1', insecure-skip-tls-verify: true}}
- {name: b, cluster: {server: 'https://127.0.0.1:1', insecure-skip-tls-verify: true}}
users:
- {name: admin, user: {token: kubeconfig-token-Zq7}}
contexts:
- {name: cluster-a, context: {cluster: a, user: admin}}
- {name: 'arn:aws:eks:eu:1:cluster/b', context: {cluster: b, user: admin}}
YAML
  chmod 600 "$1" # or each command warns that others can read the token
}

# Standard output and error apart: out, err, status.
apart() {
  status=0
  "$@" >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" </dev/null || status=$?
  out=$(cat "$BATS_TEST_TMPDIR/out")
  err=$(cat "$BATS_TEST_TMPDIR/err")
}

# What a terminal of 90 columns would show, with its escapes.
in_terminal() {
  status=0
  out=$(script -qec "$*" /dev/null </dev/null) || status=$?
}
