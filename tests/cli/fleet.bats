#!/usr/bin/env bats
# The fleet file's own verbs, without any cluster.
load helpers

tree=$BATS_TEST_DIRNAME/../..

@test "fleet validate shows ten mistakes at once, each with its place, and contacts nothing" {
  cat >"$BATS_TEST_TMPDIR/corootctl.yaml" <<'YAML'
apiVersion: corootctl.coroot.com/v1
kind: Fleet
defaults:
  exposure: {nodePort: 70000}
hub:
  context: cluster-a
  safty: readonly
members:
- name: no
- name: prod-b
  url: http://localhost:8080
  metricResolution: 1d
- name: prod-c
  topology: agent
  exposure: {type: Ingress}
- name: prod-c
  context: c
  project: Prod
aggregates:
- name: global
  members: [prod-b, prod-x]
YAML
  cd "$BATS_TEST_TMPDIR"
  apart corootctl fleet validate
  [ "$status" -eq 2 ]
  [ -z "$err" ]
  diff - <(echo "$out") <<'TEXT'
corootctl.yaml:4:24: nodePort must be a number from 1 to 65535, not 70000
  4 |   exposure: {nodePort: 70000}
    |                        ^
  Most clusters publish node ports from 30000 to 32767.
corootctl.yaml:7:3: the hub has no key "safty"
  7 |   safty: readonly
    |   ^
  Did you mean safety?
corootctl.yaml:9:9: name must be text, but no without quotes is a boolean
  9 | - name: no
    |         ^
  Put it in quotes: "no".
corootctl.yaml:11:8: url is refused: http://localhost:8080: from the hub's pod this address is the pod itself
  11 |   url: http://localhost:8080
     |        ^
  Give the address under which the hub's pods reach this member, e.g. https://coroot-a.example.com.
corootctl.yaml:12:21: metricResolution is no duration that Coroot accepts
  12 |   metricResolution: 1d
     |                     ^
  Write it like 15s, 1m or 1h: the member's refresh interval.
corootctl.yaml:14:13: topology must be remote or agents, not "agent"
  14 |   topology: agent
     |             ^
  Did you mean agents?
corootctl.yaml:15:3: prod-c has an exposure of type Ingress without host
  15 |   exposure: {type: Ingress}
     |   ^
  Add host below its exposure, like host: coroot-a.example.com.
corootctl.yaml:16:9: the name prod-c is taken: line 13 has it
  16 | - name: prod-c
     |         ^
  Give the hub and every member a name of its own.
corootctl.yaml:18:12: project is no name of a Coroot project
  18 |   project: Prod
     |            ^
  Use at least three of a-z, 0-9, - and _.
corootctl.yaml:21:21: prod-x is no member
  21 |   members: [prod-b, prod-x]
     |                     ^
  Did you mean prod-b?

corootctl.yaml has 10 mistakes
TEXT
}

@test "every other verb of the fleet refuses a file with mistakes in the same words" {
  cd "$BATS_TEST_TMPDIR"
  printf 'apiVersion: corootctl.coroot.com/v1\nkind: Fleet\nhub: {context: cluster-a}\nmembers: [{name: no}]\n' \
    >corootctl.yaml
  apart corootctl fleet show
  [ "$status" -eq 2 ]
  [ -z "$out" ]
  diff - <(echo "$err") <<'TEXT'
corootctl: error: corootctl.yaml has 1 mistake
  corootctl.yaml:4:18: name must be text, but no without quotes is a boolean
    4 | members: [{name: no}]
      |                  ^
    Put it in quotes: "no".
TEXT
}

@test "fleet validate tells programs line, column, message and hint" {
  cd "$BATS_TEST_TMPDIR"
  printf 'apiVersion: corootctl.coroot.com/v1\nkind: Fleet\nhub: {context: cluster-a}\nmembers: [{name: no}]\n' >f.yaml
  apart corootctl fleet validate -f f.yaml -o json
  [ "$status" -eq 2 ]
  [ "$(jq -c '[.file, .valid, (.mistakes | length)]' <<<"$out")" = '["f.yaml",false,1]' ]
  diff - <(jq -c '.mistakes[0] | .line, .column, .message, .hint' <<<"$out") <<'TEXT'
4
18
"name must be text, but no without quotes is a boolean"
"Put it in quotes: \"no\"."
TEXT
}

@test "without a file the fleet's verbs say how to get one" {
  cd "$BATS_TEST_TMPDIR"
  apart corootctl fleet show
  [ "$status" -eq 2 ]
  diff - <(echo "$err") <<'TEXT'
corootctl: error: there is no corootctl.yaml in this directory
  hint: Name it with --fleet FILE, or draft one with `corootctl fleet init`.
TEXT
}

@test "fleet show fills defaults in, and what it shows is a fleet file that says the same" {
  for name in three-clusters agents-only; do
    apart corootctl fleet show -f "$tree/examples/$name/corootctl.yaml"
    [ "$status" -eq 0 ]
    first=$out
    echo "$first" >"$BATS_TEST_TMPDIR/filled.yaml"
    apart corootctl fleet show -f "$BATS_TEST_TMPDIR/filled.yaml"
    [ "$status" -eq 0 ]
    diff <(echo "$first") <(echo "$out")
  done
}

@test "fleet show has the members that --member chooses" {
  cd "$tree/examples/three-clusters"
  apart corootctl fleet show --member region=us -o json
  [ "$(jq -c '[.members[].name]' <<<"$out")" = '["prod-b"]' ]
  apart corootctl fleet show --member prod-x
  [ "$status" -eq 2 ]
  diff - <(echo "$err") <<'TEXT'
corootctl: error: --member: the fleet has no member prod-x
  hint: Did you mean prod-a?
TEXT
}

@test "a corootctl.yaml in the working directory is used by no verb that was not told so" {
  cp "$tree/examples/three-clusters/corootctl.yaml" "$BATS_TEST_TMPDIR/corootctl.yaml"
  cd "$BATS_TEST_TMPDIR"
  apart corootctl contexts --no-contact -o name
  [ "$status" -eq 0 ]
  diff - <(sort <<<"$out") <<'TEXT'
arn:aws:eks:eu:1:cluster/b
cluster-a
TEXT
}

@test "every example has a fleet file without a mistake" {
  for file in "$tree"/examples/*/corootctl.yaml; do
    apart corootctl fleet validate -f "$file"
    [ "$status" -eq 0 ]
  done
}

@test "the published schema is the program's own, accepts the examples and refuses each mistake that it can know" {
  corootctl fleet schema >"$BATS_TEST_TMPDIR/schema.json"
  diff "$tree/docs/fleet.schema.json" "$BATS_TEST_TMPDIR/schema.json"
  "$tree/tests/cli/fleet_schema" "$BATS_TEST_TMPDIR/schema.json"
}
