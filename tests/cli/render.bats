#!/usr/bin/env bats
# `render` on the examples: the trees in git are what the program makes of their fleet files, and nothing is contacted.
# shellcheck disable=SC2154 # out, err and status are what helpers leave
load helpers

setup() {
  tree=$(realpath "$BATS_TEST_DIRNAME/../..")
  : "${COROOTCTL:?set COROOTCTL to the built program}"
  PATH=$(dirname "$COROOTCTL"):$PATH
  export HOME=$BATS_TEST_TMPDIR KUBECONFIG=/nonexistent
  cd "$BATS_TEST_TMPDIR" || return
}

air_gapped() {
  cp "$tree/examples/air-gapped/corootctl.yaml" .
  cp "$tree/tests/support/data/operator-manifests.yaml" operator.yaml
}

@test "the tree of the Argo CD example is what its command makes" {
  cd "$tree/examples/argocd" || return
  apart corootctl render --format argocd --secrets external --repo-url https://git.example.com/fleet.git \
    --path tree --destination '{label.argocd}' --check tree
  [ "$status.$out.$err" = "0..tree is up to date." ]
}

@test "the tree of the Flux example is what its command makes" {
  cd "$tree/examples/flux" || return
  apart corootctl render --format flux --path tree --check tree
  [ "$status.$out.$err" = "0..tree is up to date." ]
}

@test "the air-gapped example has the operator in its files, and names no chart repository" {
  air_gapped
  apart corootctl render --out manifests
  [ "$status" -eq 0 ]
  [ "$(grep -l 'kind: CustomResourceDefinition' manifests/*/1-operator/operator.yaml | wc -l)" -eq 3 ]
  [ "$(cat manifests/README.md manifests/*/*/*.yaml | grep -c -e coroot.github.io -e 'helm ')" -eq 0 ]
}

@test "render again changes nothing, and says so" {
  air_gapped
  corootctl render --out manifests >/dev/null 2>&1
  apart corootctl render --out manifests
  [ "$status.$out.$err" = "0..Nothing changed: manifests was up to date." ]
}

@test "a stale tree is exit 7, each file with what differs" {
  air_gapped
  corootctl render --out manifests >/dev/null 2>&1
  sed -i 's/plant-1.example.com/plant-one.example.com/; s/plant-2/plant-3/' corootctl.yaml
  apart corootctl render --check manifests -q
  [ "$status" -eq 7 ]
  [ "$err" = "manifests is stale: render with --out manifests and commit that." ]
  diff <(grep -v -e '^[-+@.]' <<<"$out") - <<'END'
differs  README.md
differs  hub/3-coroot/coroot.yaml
extra    plant-2/1-operator/namespace.yaml
extra    plant-2/1-operator/operator.yaml
extra    plant-2/3-coroot/coroot.yaml
missing  plant-3/1-operator/namespace.yaml
missing  plant-3/1-operator/operator.yaml
missing  plant-3/3-coroot/coroot.yaml
END
  grep -qx -e '-        url: https://coroot.plant-1.example.com' <<<"$out"
  grep -qx -e '+        url: https://coroot.plant-one.example.com' <<<"$out"
  apart corootctl render --out manifests
  [ "$status" -eq 0 ]
  grep -qx 'removed plant-2/3-coroot/coroot.yaml' <<<"$out"
  [ ! -e manifests/plant-2 ]
}

@test "without a folder plain manifests go to standard output, those of one member with --member" {
  air_gapped
  apart corootctl render --member plant-2
  [ "$status.$err" = "0." ]
  [ "$(grep '^# plant' <<<"$out" | tr '\n' ' ')" = \
    "# plant-2/1-operator/namespace.yaml # plant-2/1-operator/operator.yaml # plant-2/3-coroot/coroot.yaml " ]
  [ "$(corootctl render --member plant-2 -o name | tr '\n' ' ')" = \
    "README.md plant-2/1-operator/namespace.yaml plant-2/1-operator/operator.yaml plant-2/3-coroot/coroot.yaml " ]
}

@test "a form that is a tree needs a folder, and files of people are left alone" {
  air_gapped
  apart corootctl render --format flux
  [ "$status.$err" = "2.corootctl: error: --format flux is a tree of files
  hint: Add --out DIR, or --check DIR." ]
  apart corootctl render --member plant-1 --out manifests
  [ "$status.$err" = "2.corootctl: error: --member: a folder has the whole fleet
  hint: Leave --member out, or print the members' manifests without a folder." ]
  mkdir -p manifests/hub/3-coroot
  echo 'mine: true' >manifests/hub/3-coroot/coroot.yaml
  apart corootctl render --out manifests
  [ "$status" -eq 2 ]
  [ "$(find manifests -type f)" = manifests/hub/3-coroot/coroot.yaml ]
}

@test "a member without url is told before anything is written" {
  air_gapped
  sed -i '/url: https:..coroot.plant-1/d' corootctl.yaml
  apart corootctl render --out manifests
  [ "$status.$err" = "1.corootctl: error: member plant-1: url is missing: the hub reads the member there
  hint: Add url: https://... to its block in the fleet file." ]
  [ ! -e manifests ]
}

keys() {
  cat >keys.yaml <<'END'
plant-1: {multi-cluster-api-key: key-that-reads-plant-1}
plant-2: {agent-api-key: key-of-agents-of-plant-2}
END
}

@test "keys are written when that is asked for and they are given, into files for their owner alone" {
  air_gapped
  keys
  apart corootctl render --emit-secrets --keys keys.yaml --out manifests
  [ "$status.$err" = "0." ]
  [ "$(grep secrets <<<"$out" | tr '\n' ' ')" = "created hub/2-secrets/secrets.yaml \
created plant-1/2-secrets/secrets.yaml created plant-2/2-secrets/secrets.yaml " ]
  [ "$(stat -c %a manifests/*/2-secrets/secrets.yaml | sort -u)" = 600 ]
  grep -q "plant-1: $(printf key-that-reads-plant-1 | base64)\$" manifests/hub/2-secrets/secrets.yaml
  corootctl render --emit-secrets --keys - --check manifests <keys.yaml
  sed -i 's/plant-1}/plant-one}/' keys.yaml
  apart corootctl render --emit-secrets --keys keys.yaml --check manifests
  [ "$status.$out" = "7.differs  hub/2-secrets/secrets.yaml
differs  plant-1/2-secrets/secrets.yaml" ]
}

@test "keys go to a pipe that is asked for, and to no terminal" {
  air_gapped
  keys
  apart corootctl render --emit-secrets --keys keys.yaml --member plant-1 --out -
  [ "$status.$err" = "0." ]
  [ "$(grep -c "multi-cluster-api-key: $(printf key-that-reads-plant-1 | base64)\$" <<<"$out")" -eq 1 ]
  in_terminal corootctl render --emit-secrets --keys keys.yaml --out -
  [[ $status -eq 2 && $out == *"--emit-secrets: a terminal gets no keys"* ]]
  [[ $out != *$(printf key-that-reads-plant-1 | base64)* ]]
}

@test "keys that nobody asked for, or that are not there, are no output and no file" {
  air_gapped
  keys
  apart corootctl render --emit-secrets --out manifests
  [ "$status.$err" = "2.corootctl: error: --emit-secrets: render asks no cluster, so somebody has to give it the keys
  hint: Add --keys FILE, or --keys - for standard input." ]
  apart corootctl render --emit-secrets --keys keys.yaml
  [ "$status.$err" = "2.corootctl: error: --emit-secrets: keys are not printed without being asked
  hint: Add --out DIR, or --out - into a pipe." ]
  apart corootctl render --keys keys.yaml
  [ "$status.$err" = "2.corootctl: error: --keys: keys are not written without being asked
  hint: Add --emit-secrets." ]
  apart corootctl render --emit-secrets --keys keys.yaml --secrets external --out manifests
  [ "$status.$err" = "2.corootctl: error: --emit-secrets and --secrets external cannot be used together" ]
  sed -i /plant-1/d keys.yaml
  apart corootctl render --emit-secrets --keys keys.yaml --out manifests
  [ "$status.$err" = "1.corootctl: error: keys are not given: plant-1 multi-cluster-api-key
  hint: Add them: those of the clusters, or 32 letters and digits for a new one." ]
  [ ! -e manifests ]
}
