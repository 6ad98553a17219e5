# shellcheck shell=bash
# shellcheck disable=SC2154 # here, run and the like are set by the script that reads this file
# The verbs that write, each with exactly the roles that `corootctl rbac` prints, and once without each single right. A
# sample of those; COROOTCTL_E2E_RIGHTS=all takes them all, which is minutes more.

# rights_of FILE ARGUMENTS...: what rbac prints, as a List.
rights_of() {
  local file=$1
  shift
  ctl rbac "$@" --serviceaccount coroot:writer --role-name writer -o json
  expect_exit 0
  cp "$stdout" "$file"
}

# enter_with CONTEXT ROLES: the context "writer" has these roles and no others.
enter_with() {
  local context=$1
  kube "$context" delete clusterrolebinding/writer clusterrole/writer --ignore-not-found
  kube "$context" delete rolebinding/writer role/writer -n coroot --ignore-not-found
  kube "$context" get serviceaccount/writer -n coroot >"$run/tmp/writer" 2>&1 ||
    kube "$context" create serviceaccount writer -n coroot
  kube "$context" create -f "$2"
  kubectl config set-credentials writer --token="$(kube "$context" create token writer -n coroot)"
  kubectl config set-context writer --cluster="$context" --user=writer --namespace=coroot
}

# single_rights ROLES VERB: "ITEM RULE VERB RESOURCE" of each right of the roles that VERB always needs.
single_rights() {
  ctl rbac -o json
  jq -r --arg verb "$2" '.rules[] | select(.verb == $verb and .when != null) | "\(.verbs[]) \(.resource)"' "$stdout" |
    sort -u >"$run/tmp/sometimes"
  jq -r '.items | to_entries[] | .key as $item | .value.rules // [] | to_entries[] | .key as $rule | .value as $r
    | $r.verbs[] | "\($item) \($rule) \(.) \($r.resources[0])"' "$1" |
    while read -r item rule verb resource; do
      grep -qx "$verb $resource" "$run/tmp/sometimes" || echo "$item $rule $verb $resource"
    done |
    # What the wait of an install reads: these runs do not wait.
    if [[ $2 == install ]]; then
      grep -vE ' (pods|statefulsets|daemonsets|configmaps)$| get secrets$'
    else
      cat
    fi
}

# without ROLES ITEM RULE VERB
without() {
  jq --argjson item "$2" --argjson rule "$3" --arg verb "$4" \
    '.items[$item].rules[$rule].verbs -= [$verb]
     | if .items[$item].rules[$rule].verbs == [] then .items[$item].rules |= del(.[$rule]) else . end' "$1"
}

# sampled: of numbered lines one in eleven, or all.
sampled() { awk -v all="${COROOTCTL_E2E_RIGHTS:-}" 'all == "all" || NR % 11 == 3'; }

# needs_rights CONTEXT RESET VERB ROLES ARGUMENTS...: RESET brings the cluster back before each run. Without a right the
# verb fails and names verb and resource; with all it ends well.
needs_rights() {
  local context=$1 reset=$2 verb=$3 roles=$4 item rule right resource
  shift 4
  own_kubeconfig
  single_rights "$roles" "$verb" | sampled >"$run/tmp/rights"
  while read -r item rule right resource <&7; do
    "$reset" "$context"
    without "$roles" "$item" "$rule" "$right" >"$run/tmp/less.json"
    enter_with "$context" "$run/tmp/less.json"
    ctl "$@"
    ((status != 0)) || flunk "$verb needs no right to $right $resource"
    case $right in
      escalate | bind) says "cannot.*$right|$right.*$resource" ;;
      *) says "cannot $right resource \"?$resource" ;;
    esac
    [[ $resource == *clusterrole* || $resource == namespaces || $resource == custom* || $resource == nodes ]] ||
      says '(namespace|scope)'
  done 7<"$run/tmp/rights"
  "$reset" "$context"
  enter_with "$context" "$roles"
  ctl "$@"
  expect_exit 0
}

without_coroot() { kube "$1" delete coroot/coroot -n coroot --ignore-not-found --wait; }

case_rights_of_install_by_helm() {
  : "install by helm needs exactly what rbac prints, and a missing right is named with its resource"
  bare cluster-e
  rights_of "$run/tmp/helm.json" install --operator-by helm
  needs_rights cluster-e bare install "$run/tmp/helm.json" install --context writer=prod-e --chart "$chart" \
    --wait=false --yes
}

case_rights_of_install_again() {
  : "over what is there the same role is enough"
  own_kubeconfig
  enter_with cluster-e "$run/tmp/helm.json"
  ctl install --context writer=prod-e --chart "$chart" --wait=false --yes
  expect_exit 0
}

case_rights_of_install_by_manifests() {
  : "install from manifests needs exactly what rbac prints"
  rights_of "$run/tmp/manifests.json" install --operator-by manifests
  needs_rights cluster-e bare install "$run/tmp/manifests.json" install --context writer=prod-e \
    --operator-manifests "$manifests" --wait=false --yes
}

case_rights_of_install_of_the_resource_alone() {
  : "install --resource-only needs no right to create roles or to read helm's records"
  rights_of "$run/tmp/resource.json" install --operator-by nobody
  ! grep -qE 'escalate|clusterroles' "$run/tmp/resource.json" || flunk "it may create roles"
  bare cluster-e
  ctl install --context cluster-e --operator-only --chart "$chart" --wait=false --yes
  expect_exit 0
  needs_rights cluster-e without_coroot install "$run/tmp/resource.json" install --context writer=prod-e \
    --resource-only --wait=false --yes
  bare cluster-e
}

installed_again() { ctl install --context "$1=prod-e" --chart "$chart" --wait=false --yes; }

case_rights_of_uninstall() {
  : "uninstall needs exactly what rbac prints"
  bare cluster-e
  rights_of "$run/tmp/uninstall.json" uninstall --operator-by helm
  needs_rights cluster-e installed_again uninstall "$run/tmp/uninstall.json" uninstall --context writer=prod-e \
    --timeout "${pods_limit}s" --yes
}
