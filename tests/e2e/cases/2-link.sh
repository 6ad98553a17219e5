# shellcheck shell=bash
# shellcheck disable=SC2154 # here, run and the like are set by the script that reads this file
# One aggregated project over the three.

all=(cluster-a cluster-b cluster-c cluster-d cluster-e)
url_a=https://coroot-a.example.com
url_b=https://coroot-b.example.com

link_three() {
  ctl link-clusters --hub cluster-c=prod-c --member "cluster-a=prod-a,$url_a" --member "cluster-b=prod-b,$url_b" \
    --aggregate prod-global --timeout "${pods_limit}s" --yes "$@"
}

# refused PATTERN ARGUMENTS...: link-clusters fails with one error that matches, and writes nothing anywhere.
refused() {
  local pattern=$1
  shift
  remember "${all[@]}"
  ctl link-clusters --aggregate prod-global --yes "$@"
  ((status == 1 || status == 2 || status == 8)) || flunk "expected a refusal"
  says "$pattern"
  unchanged
}

case_link_before_a_key_exists() {
  : "link-clusters before a member's key exists names the member, writes nothing"
  ctl install --context cluster-e=prod-e --operator-manifests "$manifests" --node-port 30001 --wait=false --yes
  expect_exit 0
  refused 'cluster-e' --hub cluster-c=prod-c --member "cluster-a=prod-a,$url_a" \
    --member cluster-e=prod-e,https://coroot-e.example.com
  says 'multi-cluster-api-key|secret'
}

case_link_with_an_unknown_project() {
  : "link-clusters with an unknown project name names it and those that exist, writes nothing"
  refused 'prod-x' --hub cluster-c=prod-c --member "cluster-a=prod-x,$url_a" --member "cluster-b=prod-b,$url_b"
  says 'prod-a'
}

case_link_the_same_cluster_twice() {
  : "link-clusters with one cluster under two names says so, writes nothing"
  refused 'same cluster|twice|one cluster|both' --hub cluster-c=prod-c --member "cluster-a=prod-a,$url_a" \
    --member "cluster-a=prod-b,$url_b"
}

case_link_with_a_loopback_url() {
  : "link-clusters with a URL on loopback says that the hub cannot reach it, writes nothing"
  refused 'loopback|the pod itself' --hub cluster-c=prod-c --member cluster-a=prod-a,http://127.0.0.1:30001 \
    --member "cluster-b=prod-b,$url_b"
}

case_link_dry_run() {
  : "link-clusters --dry-run=server shows the changes and writes nothing"
  remember "${all[@]}"
  link_three --dry-run=server
  expect_exit 0
  tells 'prod-global'
  unchanged
}

case_link_finds_the_members_addresses() {
  : "link-clusters without URLs takes the members' node ports"
  remember "${all[@]}"
  ctl link-clusters --hub cluster-c=prod-c --member cluster-a=prod-a --member cluster-b=prod-b --aggregate prod-global \
    --dry-run=server --yes
  expect_exit 0
  tells 'http://10\.1\.255\.1:30001'
  tells 'http://10\.2\.255\.1:30001'
  unchanged
}

case_link_three() {
  : "link-clusters joins three clusters and sees data of every member through the hub"
  link_three
  expect_exit 0
  local letter
  for letter in a b; do
    [[ $(secret_value "cluster-$letter" coroot multi-cluster-api-key) =~ ^[A-Za-z0-9]{32}$ ]] ||
      flunk "cluster-$letter has no key of 32 characters"
    [[ $(secret_value cluster-c remote-coroot-clusters "prod-$letter") == \
      "$(secret_value "cluster-$letter" coroot multi-cluster-api-key)" ]] ||
      flunk "prod-$letter: the hub has another key"
  done
  kube cluster-c get coroot coroot -n coroot -o json >"$run/tmp/hub.json"
  [[ $(jq -c '[.spec.projects[].name] | sort' "$run/tmp/hub.json") == '["prod-a","prod-b","prod-c","prod-global"]' ]] ||
    flunk "the hub's projects: $(jq -c '[.spec.projects[].name]' "$run/tmp/hub.json")"
  [[ $(jq -c '.spec.projects[] | select(.name == "prod-global").memberProjects | sort' "$run/tmp/hub.json") == \
    '["prod-a","prod-b","prod-c"]' ]] || flunk "prod-global has other members"
}

case_link_again() {
  : "a second link reports no change and changes nothing"
  remember "${all[@]}"
  link_three -v=9
  expect_exit 0
  tells 'unchanged|no change|nothing to do|up to date'
  unchanged
}

case_install_after_link() {
  : "install on a hub that is linked keeps the link"
  remember "${three[@]}"
  install_three
  expect_exit 0
  unchanged
}
