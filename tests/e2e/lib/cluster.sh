# shellcheck shell=bash
# shellcheck disable=SC2154 # here, run and the like are set by the script that reads this file
# One cluster of the bed: its files, its programs, its kubeconfig. Needs lib/common.sh; $bin is the bed's bin folder.
#
# RUNDIR/clusters/NAME/: number, port, privileged, apiserver.crt, admin.kubeconfig, and what the programs write.
# The n-th cluster has the service addresses 10.(90+n).0.0/16, pod addresses in 10.n.0.0/24, and the node 10.n.255.1.

cluster_objects=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../cluster.yaml")

# make_authority RUNDIR: one certificate authority and one service account key for all clusters of a run.
make_authority() {
  local pki=$1/pki
  mkdir -p "$pki"
  openssl ecparam -name prime256v1 -genkey -noout -out "$pki/ca.key"
  openssl req -x509 -new -key "$pki/ca.key" -subj /CN=corootctl-e2e -days 3650 -out "$pki/ca.crt"
  openssl ecparam -name prime256v1 -genkey -noout -out "$pki/service-accounts.key"
  openssl ec -in "$pki/service-accounts.key" -pubout -out "$pki/service-accounts.pub" 2>/dev/null
}

# make_certificate RUNDIR NAME SUBJECT EXTENSIONS: pki/NAME.crt and pki/NAME.key, signed by the run's authority.
make_certificate() {
  local pki=$1/pki name=$2 subject=$3 extensions=$4
  openssl ecparam -name prime256v1 -genkey -noout -out "$pki/$name.key"
  openssl req -new -key "$pki/$name.key" -subj "$subject" |
    openssl x509 -req -CA "$pki/ca.crt" -CAkey "$pki/ca.key" -CAcreateserial -days 3650 \
      -extfile <(printf '%s\n' "$extensions") -out "$pki/$name.crt" 2>/dev/null
}

# make_identities RUNDIR: the API servers' certificate, an administrator's certificate and an administrator's token.
make_identities() {
  make_authority "$1"
  make_certificate "$1" apiserver /CN=kube-apiserver 'subjectAltName=IP:127.0.0.1,DNS:localhost'
  make_certificate "$1" admin /O=system:masters/CN=admin 'extendedKeyUsage=clientAuth'
  printf '%s,token-admin,token-admin,system:masters\n' "$(openssl rand -hex 24)" >"$1/pki/tokens.csv"
}

# start_etcd RUNDIR PORT PEER_PORT: one for all clusters, each with a prefix of its own.
start_etcd() {
  echo "http://127.0.0.1:$2" >"$1/etcd.url"
  launch "$1" etcd "$bin/etcd" --data-dir "$1/etcd" --unsafe-no-fsync --log-level warn \
    --listen-client-urls "http://127.0.0.1:$2" --advertise-client-urls "http://127.0.0.1:$2" \
    --listen-peer-urls "http://127.0.0.1:$3" --initial-advertise-peer-urls "http://127.0.0.1:$3" \
    --initial-cluster "default=http://127.0.0.1:$3"
}

# describe_cluster RUNDIR NAME NUMBER PORT PRIVILEGED KWOK_PORT: what the later steps need to know.
describe_cluster() {
  local dir=$1/clusters/$2
  mkdir -p "$dir"
  echo "$3" >"$dir/number"
  echo "$4" >"$dir/port"
  echo "$5" >"$dir/privileged"
  echo "$6" >"$dir/kwok-port"
  write_kubeconfig "$1" "$2"
}

# enforce_pod_security RUNDIR NAME: what a namespace without a label of its own enforces there.
enforce_pod_security() {
  cat >"$1/clusters/$2/admission.yaml" <<'EOF'
apiVersion: apiserver.config.k8s.io/v1
kind: AdmissionConfiguration
plugins:
- name: PodSecurity
  configuration:
    apiVersion: pod-security.admission.config.k8s.io/v1
    kind: PodSecurityConfiguration
    defaults: {enforce: baseline, enforce-version: latest}
EOF
}

# start_api RUNDIR NAME: the advertised address is the one that the network namespace has beside loopback. Left to
# itself kube-apiserver looks for a default route, which is not there, and then answers 404 to everything.
start_api() {
  local run=$1 name=$2 dir=$1/clusters/$2 more=()
  [[ ! -e $dir/admission.yaml ]] || more+=("--admission-control-config-file=$dir/admission.yaml")
  launch "$run" "$name.apiserver" "$bin/kube-apiserver" \
    --etcd-servers="$(cat "$run/etcd.url")" --etcd-prefix="/$name" \
    --bind-address=127.0.0.1 --secure-port="$(cat "$dir/port")" --advertise-address=198.18.0.1 \
    --tls-cert-file="$run/pki/apiserver.crt" --tls-private-key-file="$run/pki/apiserver.key" \
    --client-ca-file="$run/pki/ca.crt" --token-auth-file="$run/pki/tokens.csv" --authorization-mode=RBAC \
    --service-account-issuer="https://$name.test" --service-account-key-file="$run/pki/service-accounts.pub" \
    --service-account-signing-key-file="$run/pki/service-accounts.key" \
    --service-cluster-ip-range="10.$((90 + $(cat "$dir/number"))).0.0/16" \
    --allow-privileged="$(cat "$dir/privileged")" "${more[@]}"
}

# start_controllers RUNDIR NAME: kwok's heartbeats are slower than the controller manager's patience of 40 s, hence a
# day.
start_controllers() {
  local run=$1 name=$2 dir=$1/clusters/$2 number
  number=$(cat "$dir/number")
  launch "$run" "$name.controllers" "$bin/kube-controller-manager" --kubeconfig="$dir/admin.kubeconfig" \
    --leader-elect=false --secure-port=0 --node-monitor-grace-period=24h \
    --root-ca-file="$run/pki/ca.crt" --service-account-private-key-file="$run/pki/service-accounts.key"
  launch "$run" "$name.scheduler" "$bin/kube-scheduler" --kubeconfig="$dir/admin.kubeconfig" \
    --leader-elect=false --secure-port=0
  launch "$run" "$name.kwok" "$bin/kwok" --kubeconfig="$dir/admin.kubeconfig" --manage-all-nodes=true \
    --cidr="10.$number.0.1/24" --node-ip="10.$number.255.1" --server-address="127.0.0.1:$(cat "$dir/kwok-port")"
}

# write_kubeconfig RUNDIR NAME: clusters with an odd number are reached with a client certificate, the others with a
# token, so that a suite over three clusters uses both.
write_kubeconfig() {
  local run=$1 name=$2 dir=$1/clusters/$2 user
  if (($(cat "$dir/number") % 2)); then
    user="client-certificate-data: $(base64 -w 0 "$run/pki/admin.crt")"
    user+=", client-key-data: $(base64 -w 0 "$run/pki/admin.key")"
  else
    user="token: $(cut -d, -f1 "$run/pki/tokens.csv")"
  fi
  (
    umask 077
    cat >"$dir/admin.kubeconfig" <<EOF
apiVersion: v1
kind: Config
clusters:
- name: $name
  cluster: {server: "https://127.0.0.1:$(cat "$dir/port")",
            certificate-authority-data: $(base64 -w 0 "$run/pki/ca.crt")}
users:
- name: admin-$name
  user: {$user}
contexts:
- name: $name
  context: {cluster: $name, user: admin-$name}
current-context: $name
EOF
  )
}

# seed_cluster RUNDIR NAME: the node and the volumes that the pods of a Coroot need. The API server may be ready and
# still lack its own priority classes or namespaces for a moment, so one failure is not the end.
seed_cluster() {
  wait_until 60 "$2: node and volumes" \
    "$bin/kubectl" --kubeconfig "$1/clusters/$2/admin.kubeconfig" apply --server-side -f "$cluster_objects"
}

is_api_ready() { "$bin/kubectl" --kubeconfig "$1/clusters/$2/admin.kubeconfig" get --raw /readyz; }

# wait_for_api RUNDIR NAME: three seconds on an idle machine, minutes on one that compiles. A server that ended is not
# waited for; its last words are shown.
wait_for_api() {
  local end=$((SECONDS + 300))
  until is_api_ready "$1" "$2" >/dev/null 2>&1; do
    if ! is_running "$1" "$2.apiserver" || ! is_running "$1" etcd || ((SECONDS > end)); then
      tail -n 15 "$1/logs/etcd.log" "$1/logs/$2.apiserver.log" >&2
      die "the API server of $2 did not become ready"
    fi
    sleep 0.1
  done
}
