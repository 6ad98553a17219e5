# shellcheck shell=bash
# Metric stores, each built once from its Go modules into the cache of tests/e2e. Needs its lib/common.sh and
# lib/toolchain.sh, and programs.sh.

declare -A store_versions=([prometheus-3.16]=3.16.0 [victoria-metrics-1.154]=1.154.1)

# build_in FOLDER LDFLAGS PACKAGE...: the go.mod is the standard input; what it does not name is as its module asks for.
# Without service discovery, which no test needs and which has the library of every cloud.
build_in() {
  local folder=$1 flags=$2 go
  go=$(find_go)
  shift 2
  mkdir "$folder/source"
  cat >"$folder/source/go.mod"
  (
    cd "$folder/source" || exit 1
    "$go" build -mod=mod -buildvcs=false -tags remove_all_sd -ldflags "-s -w $flags" -o "$folder/" "$@"
  )
  rm -rf "$folder/source"
}

# build_prometheus VERSION FOLDER: its module counts 3.16.0 as 0.316.0. No pages: these are no Go files.
build_prometheus() {
  local module=github.com/prometheus/prometheus major minor patch
  IFS=. read -r major minor patch <<<"$1"
  build_in "$2" "-X github.com/prometheus/common/version.Version=$1" "$module/cmd/prometheus" <<EOF
module corootctl.test/store
go 1.26
require $module v0.$major$(printf %02d "$minor").$patch
EOF
}

# build_victoria_metrics VERSION FOLDER: with vmctl, by a newer Go, which comes as a module too. What it asks for and
# the module proxy does not have is here in the version next to it.
build_victoria_metrics() {
  local module=github.com/VictoriaMetrics/VictoriaMetrics
  GOTOOLCHAIN=go1.27.3 CGO_ENABLED=0 build_in "$2" "-X $module/lib/buildinfo.Version=victoria-metrics-tags-v$1" \
    "$module/app/victoria-metrics" "$module/app/vmctl" <<EOF
module corootctl.test/store
go 1.27.2
require $module v$1
require github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream v1.7.22
require github.com/prometheus/client_golang/exp v0.0.0-20261019101427-217707f26b14
require golang.org/x/exp v0.0.0-20261014143641-f0251eb4aa3e
replace github.com/VictoriaMetrics/metrics => github.com/VictoriaMetrics/metrics v1.45.0
replace github.com/VictoriaMetrics/metricsql => github.com/VictoriaMetrics/metricsql v0.87.3
replace github.com/gobwas/glob => github.com/gobwas/glob v0.2.3
replace k8s.io/kube-openapi => k8s.io/kube-openapi v0.0.0-20260721132016-d427ff9ee9ad
EOF
}

# store_program STORE: the path of a program, which is built when STORE is one of store_versions.
store_program() {
  local version=${store_versions[$1]:-} name=${1%-*}
  if [[ -z $version ]]; then
    realpath "$1"
  else
    echo "$(kept "$name-$version" "build_${name/-/_}" "$version")/$name"
  fi
}

# is_store STORE: it is a program, or can be built.
is_store() { [[ -x $1 || -n ${store_versions[$1]:-} ]]; }

# store_named STORE: what a row calls it in its command.
store_named() { if [[ -n ${store_versions[$1]:-} ]]; then echo "$1"; else echo "FOLDER/$(basename "$1")"; fi; }
