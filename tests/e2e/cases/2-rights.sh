# shellcheck shell=bash
# shellcheck disable=SC2154 # here, run and the like are set by the script that reads this file
# The verbs that read, each with exactly the role that docs/permissions.md gives it.

roles=$here/../../examples/roles/read.yaml

# role_without NAME ROLE RULE: the role again as NAME without its rule number RULE; -1 = with all.
role_without() {
  kube cluster-a create --dry-run=client -o json -f "$roles" |
    jq --arg name "$1" --arg role "$2" --argjson rule "$3" \
      'if .items then .items[] else . end | select(.metadata.name == $role) | .metadata.name = $name
       | if $rule >= 0 then .rules |= del(.[$rule]) else . end'
}

rules_of() { role_without "$1" "$1" -1 | jq -c '.rules[]'; }

# enter_as CONTEXT NAME ROLE [RULE]: KUBECONFIG gets the context NAME, of a service account with only that role.
enter_as() {
  local context=$1 name=$2
  kube "$context" create serviceaccount "$name" -n coroot
  role_without "$name" "$3" "${4:--1}" | kube "$context" create -f -
  kube "$context" create rolebinding "$name" --role="$name" --serviceaccount="coroot:$name" -n coroot
  kubectl config set-credentials "$name" --token="$(kube "$context" create token "$name" -n coroot)"
  kubectl config set-context "$name" --cluster="$context" --user="$name" --namespace=coroot
}

leave() {
  local context=$1 name=$2
  kube "$context" delete "rolebinding/$name" "role/$name" "serviceaccount/$name" -n coroot
}

# needs CONTEXT ROLE ARGUMENTS...: with exactly the role the verb ends well, and without any one of its rules it does
# not, and names that one's verb, resource and namespace. ME in the arguments is the context.
needs() {
  local context=$1 role=$2 number=0 rule
  shift 2
  own_kubeconfig
  enter_as "$context" least "$role"
  ctl "${@/ME/least}"
  expect_exit 0
  leave "$context" least
  while read -r rule; do
    enter_as "$context" "less-$number" "$role" "$number"
    ctl "${@/ME/less-$number}"
    ((status != 0)) || flunk "$role is not the smallest: without $rule all is well"
    says "cannot $(jq -r '.verbs[0]' <<<"$rule") resource \"$(jq -r '.resources[0]' <<<"$rule")\" .*namespace \"?coroot"
    leave "$context" "less-$number"
    number=$((number + 1))
  done < <(rules_of "$role")
}

case_rights_of_contexts() {
  : "contexts needs to list the Coroot resources of one namespace"
  needs cluster-a corootctl-contexts contexts --context ME --timeout "${pods_limit}s"
}

case_rights_of_status() {
  : "status of a member needs the workloads and pods of Coroot's namespace, of a hub the way to its Coroot, too"
  needs cluster-a corootctl-status status --context ME --timeout "${pods_limit}s"
  needs cluster-c corootctl-status-hub status --hub ME --timeout "${pods_limit}s"
}

case_rights_of_the_views() {
  : "apps, topology and incidents need the Coroot resources and the way to the hub's Coroot"
  local verb
  for verb in apps topology incidents; do
    needs cluster-c corootctl-view "$verb" --hub ME --project prod-global "${patience[@]}"
  done
  ctl incidents --hub cluster-c --project prod-global "${patience[@]}" -o json
  needs cluster-c corootctl-view incidents show "$(json '.incidents[0].key')" --hub ME --project prod-global \
    "${patience[@]}"
}

case_rights_of_rca() {
  : "rca needs no more than the views, and of members that it is told to ask what contexts needs"
  needs cluster-c corootctl-view rca --hub ME --project prod-global "${incident_window[@]}"
  own_kubeconfig
  enter_as cluster-a member corootctl-contexts
  enter_as cluster-c viewer corootctl-view
  ctl rca --hub viewer --context member --project prod-global "${incident_window[@]}"
  expect_exit 0
  answers 'ledger-db'
  leave cluster-a member
  leave cluster-c viewer
}

case_rights_of_a_hub_that_is_named() {
  : "with --coroot NAME rca, apps and incidents need the way to the hub's Coroot alone, and no list of resources"
  local verb
  own_kubeconfig
  enter_as cluster-c named corootctl-view 0
  for verb in apps incidents; do
    ctl "$verb" --hub named --project prod-global "${patience[@]}"
    expect_exit 4
    says 'cannot list resource "coroots"'
    ctl "$verb" --hub named --coroot coroot --project prod-global "${patience[@]}"
    expect_exit 0
  done
  ctl rca --hub named --coroot coroot --project prod-global "${incident_window[@]}"
  expect_exit 0
  answers 'ledger-db'
  leave cluster-c named
}

case_no_rights_at_all() {
  : "what asks no cluster needs no rights; what asks one says whom it asked and what was refused"
  own_kubeconfig
  kube cluster-a create serviceaccount nobody -n coroot
  kubectl config set-credentials nobody --token="$(kube cluster-a create token nobody -n coroot)"
  kubectl config set-context nobody --cluster=cluster-a --user=nobody --namespace=coroot
  ctl contexts show nobody
  expect_exit 0
  ctl contexts --context nobody --no-contact
  expect_exit 0
  ctl contexts --context nobody
  expect_exit 4
  says 'nobody: .*cannot list resource "coroots" in API group "coroot.com" in the namespace "coroot"'
  kube cluster-a delete serviceaccount/nobody -n coroot
}
