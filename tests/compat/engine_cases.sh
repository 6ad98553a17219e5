# shellcheck shell=bash
# shellcheck disable=SC2154 # run is set by the script that reads this file
# The cases of `engines`, in order: the trees of one fleet.

# render_into FOLDER FLAGS...
render_into() {
  local folder=$1
  shift
  ctl render -f "$run/fleet/corootctl.yaml" --out "$folder" "$@"
  expect_exit 0
}

# sealed README: its SealedSecrets.
sealed() { awk '/^```yaml/ { inside = 1; next } /^```/ { inside = 0 } inside' "$1"; }

# strictly FILE...: each is applied; later applies write nothing, and nothing comes back otherwise. The first of those
# stores what the API server itself adds to the status of Flux's kinds, so the one after it is looked at.
strictly() {
  local file first second
  for file; do
    kubectl apply --server-side --validate=strict -f "$file" >"$run/tmp/said" 2>&1 ||
      flunk "$file: $(cat "$run/tmp/said")"
    kubectl apply --server-side -f "$file" >/dev/null
    first=$(kubectl get -f "$file" -o json | jq -S '[.items[]? // .] | map(.metadata.resourceVersion)')
    kubectl apply --server-side --validate=strict -f "$file" >/dev/null
    second=$(kubectl get -f "$file" -o json | jq -S '[.items[]? // .] | map(.metadata.resourceVersion)')
    [[ $first == "$second" ]] || flunk "$file: another apply wrote something"
    kubectl diff --server-side -f "$file" >"$run/tmp/diff" || flunk "$file: $(cat "$run/tmp/diff")"
    comes_back "$file"
  done
}

# comes_back FILE: the live spec is the written one; no default was added but a Namespace's.
comes_back() {
  kubectl create --dry-run=client --validate=false -f "$1" -o json |
    jq -S -s '[.[] | (.items[]? // .)] | map(.spec? // {} | del(.finalizers))' >"$run/tmp/ours"
  kubectl get -f "$1" -o json | jq -S '[.items[]? // .] | map(.spec? // {} | del(.finalizers))' >"$run/tmp/theirs"
  equal "$run/tmp/ours" "$run/tmp/theirs"
}

# yaml_of FOLDER: its files with objects of an API server.
yaml_of() { find "$1" -name '*.yaml' ! -name kustomization.yaml ! -name values.yaml | sort; }

case_argocd() {
  : "Argo CD: every object passes strictly, another apply writes nothing, and nothing comes back otherwise"
  local files
  render_into "$run/argocd" --format argocd --secrets external --repo-url https://git.example.com/fleet.git
  mapfile -t files < <(yaml_of "$run/argocd")
  ((${#files[@]} == 10)) || flunk "unexpected files: ${files[*]}"
  strictly "${files[@]}"
}

case_flux() {
  : "Flux: every object passes strictly, another apply writes nothing, and nothing comes back otherwise"
  local files
  render_into "$run/flux" --format flux --secrets external
  mapfile -t files < <(yaml_of "$run/flux")
  ((${#files[@]} == 15)) || flunk "unexpected files: ${files[*]}"
  strictly "${files[@]}"
}

case_sealed() {
  : "SealedSecrets as the README has them pass strictly"
  render_into "$run/sealed" --secrets sealed
  sealed "$run/sealed/README.md" |
    awk -v dir="$run/tmp" '/^apiVersion/ { file++ } { print >(dir "/sealed-" file ".yaml") }'
  strictly "$run"/tmp/sealed-1.yaml "$run"/tmp/sealed-2.yaml
}

case_folders_build() {
  : "kustomize builds every folder of the Argo CD and Flux trees into the objects of its files"
  local folder
  while read -r folder; do
    kustomize build "$(dirname "$folder")" >"$run/tmp/built.yaml"
    kubectl apply --server-side --dry-run=server -f "$run/tmp/built.yaml" >/dev/null
  done < <(find "$run/argocd" "$run/flux" -name kustomization.yaml)
}

# kustomize_with HELM: the tree that it builds is what the plain one and helm itself say.
kustomize_with() {
  local cluster
  render_into "$run/kustomize" --format kustomize
  render_into "$run/plain"
  for cluster in hub prod-a edge; do
    kustomize build --enable-helm --helm-command "$1" "$run/kustomize/$cluster/operator" >"$run/tmp/operator.yaml"
    kubectl apply --server-side --force-conflicts -f "$run/tmp/operator.yaml" >"$run/tmp/said"
    grep -q customresourcedefinition "$run/tmp/said" || flunk "no definition: $(cat "$run/tmp/said")"
    grep -q deployment "$run/tmp/said" || flunk "no operator: $(cat "$run/tmp/said")"
    kustomize build "$run/kustomize/$cluster/coroot" >"$run/tmp/coroot.yaml"
    diff <(to_json "$run/tmp/coroot.yaml") <(to_json "$run/plain/$cluster/3-coroot/coroot.yaml") >"$run/tmp/diff" ||
      flunk "$cluster: $(cat "$run/tmp/diff")"
  done
  rm -rf "$run"/kustomize/*/operator/charts
}

to_json() { kubectl create --dry-run=client --validate=false -f "$1" -o json | jq -S .; }

case_kustomize_and_helm_three() {
  : "kustomize builds its tree with Helm 3"
  kustomize_with "$run/tools/helm3"
}

case_kustomize_and_helm_four() {
  : "kustomize builds its tree with Helm 4"
  kustomize_with "$run/tools/helm4"
}

case_keys() {
  : "the commands of the README copy the keys: the hub's Secret has its member's, and the label of ours"
  kubectl -n coroot create secret generic coroot --from-literal=multi-cluster-api-key=Key1 --dry-run=client -o yaml |
    kubectl apply --server-side --force-conflicts -f - >/dev/null
  awk '/^```console/ { inside = 1; next } /^```/ { inside = 0 } inside' "$run/plain/README.md" |
    awk '/^kubectl create secret generic remote/ { go = 1 } /^kubectl create secret generic coroot / { go = 0 } go' \
      >"$run/tmp/copy.sh"
  bash -euo pipefail "$run/tmp/copy.sh" >/dev/null
  kubectl -n coroot get secret remote-coroot-clusters -o json |
    jq -e '.data == {"012": ("Key1" | @base64)} and .metadata.labels == {"app.kubernetes.io/managed-by": "corootctl"}' \
      >/dev/null || flunk "not what it should be: $(kubectl -n coroot get secret remote-coroot-clusters -o yaml)"
}

case_given_keys() {
  : "Secrets with keys that were given pass strictly, and kustomize builds them"
  local cluster
  printf '{"012": {"multi-cluster-api-key": "KeyOfMember"}, "edge": {"agent-api-key": "KeyOfAgents"}}' >"$run/tmp/keys"
  render_into "$run/emitted" --format kustomize --emit-secrets --keys "$run/tmp/keys"
  for cluster in hub prod-a edge; do
    kubectl -n coroot delete secret --all >/dev/null
    strictly "$run/emitted/$cluster/secrets/secrets.yaml"
    kustomize build "$run/emitted/$cluster/secrets" >"$run/tmp/built.yaml"
    diff <(to_json "$run/tmp/built.yaml") <(to_json "$run/emitted/$cluster/secrets/secrets.yaml") >"$run/tmp/diff" ||
      flunk "$cluster: $(cat "$run/tmp/diff")"
  done
}
