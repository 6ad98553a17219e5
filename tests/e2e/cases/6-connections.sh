# shellcheck shell=bash
# shellcheck disable=SC2154 # here, run and the like are set by the script that reads this file
# Every way to reach an API server and to say who one is, against real ones.

server_of() {
  kubectl config view -o json | jq -r --arg name "$1" '.clusters[] | select(.name == $name).cluster.server'
}

# all_reachable: the latest `contexts -o json` reached every cluster.
all_reachable() {
  expect_exit 0
  [[ $(json 'map(.reachable and (.version | startswith("v1."))) | all') == true ]] ||
    flunk "not every cluster was reached"
}

case_certificates_and_tokens() {
  : "a client certificate and a bearer token, each with its own cluster"
  ctl contexts show cluster-a -o json
  [[ $(json '.auth | join(",")') == client-certificate ]] || flunk "cluster-a was to have a client certificate"
  ctl contexts show cluster-b -o json
  [[ $(json '.auth | join(",")') == token ]] || flunk "cluster-b was to have a token"
  ctl contexts --context cluster-a --context cluster-b -o json
  all_reachable
}

# plugin: a credential plugin that counts its runs; the token stays in its file. Not beside the kubeconfig: kubectl
# would write its path as a bare name, which is looked up in PATH.
plugin() {
  mkdir -p "$run/tmp/plugins"
  cat >"$run/tmp/plugins/login" <<EOF
#!/bin/bash
echo run >>'$run/tmp/plugin-runs'
printf '{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": "%s"}}' \
  "\$(cut -d, -f1 '$run/pki/tokens.csv')"
EOF
  chmod +x "$run/tmp/plugins/login"
  echo "$run/tmp/plugins/login"
}

case_exec_plugin() {
  : "an exec plugin logs in, and runs once for all contexts that share it"
  own_kubeconfig
  kubectl config set-credentials plugged --exec-command="$(plugin)" --exec-interactive-mode=Never \
    --exec-api-version=client.authentication.k8s.io/v1
  kubectl config set-context plugged-a --cluster=cluster-a --user=plugged
  kubectl config set-context plugged-b --cluster=cluster-b --user=plugged
  ctl contexts --context 'plugged-*' -o json
  all_reachable
  [[ $(wc -l <"$run/tmp/plugin-runs") == 1 ]] || flunk "the plugin ran $(wc -l <"$run/tmp/plugin-runs") times"
  printf '#!/bin/bash\nexit 7\n' >"$run/tmp/plugins/login"
  ctl contexts --context plugged-a
  expect_exit 4
  says 'plugged.*plugin|plugin.*plugged'
}

case_proxies() {
  : "through a CONNECT proxy, and through a SOCKS5 proxy that alone knows the server's name"
  local port server asked
  own_kubeconfig
  mark_children "$run"
  launch "$run" proxy "$here/proxy" "$run/tmp/proxy-port"
  wait_until 30 "the proxy listens" test -e "$run/tmp/proxy-port"
  port=$(cat "$run/tmp/proxy-port") server=$(server_of cluster-a)
  kubectl config set-cluster tunnelled --server="$server" --certificate-authority="$run/pki/ca.crt" \
    --proxy-url="http://127.0.0.1:$port"
  kubectl config set-cluster socks --server="https://cluster-a.test:${server##*:}" --tls-server-name=localhost \
    --certificate-authority="$run/pki/ca.crt" --proxy-url="socks5://127.0.0.1:$port"
  kubectl config set-context tunnelled --cluster=tunnelled --user=admin-cluster-a
  kubectl config set-context socks --cluster=socks --user=admin-cluster-a
  NO_PROXY='*' ctl contexts --context tunnelled --context socks -o json
  all_reachable
  says 'tunnelled, socks are one cluster'
  asked=$'connect 127.0.0.1:'"${server##*:}"$'\nsocks5 cluster-a.test:'"${server##*:}"
  [[ $(sort -u "$run/logs/proxy.log") == "$asked" ]] ||
    flunk "the proxy was asked for: $(sort -u "$run/logs/proxy.log")"
  stop "$run" proxy
  ctl contexts --context tunnelled
  expect_exit 5
  says "proxy"
}

case_one_cluster_under_two_names() {
  : "two names for one cluster are refused before any write"
  own_kubeconfig
  kubectl config set-context again --cluster=cluster-a --user=admin-cluster-a
  remember cluster-a
  ctl install --context cluster-a=prod-a --context again=prod-b --operator-manifests "$manifests" --yes
  expect_exit 2
  says 'cluster-a and again are the same cluster'
  unchanged
}

case_impersonation() {
  : "impersonation acts with the other's rights; a refusal names verb, resource and user"
  ctl contexts --context cluster-a --as jane
  expect_exit 4
  says 'user "?jane"? .*cannot get resource "?namespaces"?'
  kube cluster-a create clusterrolebinding readers --clusterrole=cluster-admin --group=readers
  ctl contexts --context cluster-a --as jane --as-group readers --as-uid 7 --as-user-extra team=a -o json
  all_reachable
  kube cluster-a delete clusterrolebinding readers
  ctl contexts --context cluster-b --token "$(kube cluster-b create token default)" --as jane
  expect_exit 4
  says 'cannot impersonate resource'
}
