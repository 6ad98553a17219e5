# shellcheck shell=bash disable=SC2154 # files, roots, scratch and number are those of `run`, which sources this
# The cases of tests/packages/run. Each is a function that fails by its exit code.

# root_of SUITE ARCH: a root with the packages that every Debian has, as of its last point release, without later
# updates; of another architecture they are only unpacked.
root_of() {
  # shellcheck disable=SC2016 # mmdebstrap's shell expands
  local root=$roots/$1-$2 how=(--variant=apt '--setup-hook=sed -i "2,\$d" "$1/etc/apt/sources.list"')
  [[ $2 == amd64 ]] || how+=(--variant=extract '--include=?essential')
  if [[ ! -e $root/etc/debian_version ]]; then
    rm -rf "$root"
    mmdebstrap --quiet "${how[@]}" --architectures="$2" "$1" "$root" >&2
  fi
  [[ $2 == amd64 ]] || cp "$(command -v qemu-aarch64-static)" "$root/emulator"
  mkdir -p "$root/opt"
  echo "$root"
}

# in_root ROOT COMMAND...: with the folder /test, whose kubeconfig leads to the cluster on loopback.
in_root() {
  local root=$1
  shift
  mkdir -p "$root/test"
  cp -p "$scratch"/cluster/{kubeconfig,public,ca.pem,network-delay.json.gz} "$root/test/"
  packaging/inside "$root" "$@"
}

# says PATTERN COMMAND...: the command prints something like this (exit codes are the tests' of tests/cli).
says() {
  local pattern=$1 text
  shift
  text=$("$@" 2>&1) || true
  # shellcheck disable=SC2053 # a pattern
  [[ $text == $pattern ]] || { printf 'wanted: %s\nbut: %s\n' "$pattern" "$text"; return 1; }
}

# resolves_by ROOT hosts|dns: whom the root asks for names.
resolves_by() {
  rm -f "$1/etc/hosts" "$1/etc/resolv.conf"
  echo "127.0.0.1 localhost $([[ $2 != hosts ]] || echo cluster.packages.test)" >"$1/etc/hosts"
  [[ $2 != dns ]] || echo "nameserver 127.0.0.2" >"$1/etc/resolv.conf"
}

same_answer() {
  in_root "$1" "${@:2}" rca --snapshot /test/network-delay.json.gz >"$scratch/answer" || return 1
  [[ -e $scratch/first-answer ]] || mv "$scratch/answer" "$scratch/first-answer"
  [[ -s $scratch/first-answer ]] && { [[ ! -e $scratch/answer ]] || cmp "$scratch/first-answer" "$scratch/answer"; }
}

same_page() {
  local page=$scratch/page.html
  in_root "$1" "${@:2}" rca --snapshot /test/network-delay.json.gz -o html --embed-snapshot >"$page" || return 1
  [[ -e $scratch/first-page ]] || cp "$page" "$scratch/first-page"
  grep -q '</html>' "$page" && cmp "$scratch/first-page" "$page"
}

# Nearly all of what a bundle wants is refused by this cluster, which the archive then tells.
bundle_reads_back() {
  local root=$1
  shift
  rm -f "$root/test/bundle.tar.gz"
  in_root "$root" "$@" bundle --kubeconfig /test/kubeconfig --file /test/bundle.tar.gz || (($? == 3)) || return 1
  says "*CRT*" in_root "$root" "$@" bundle inspect /test/bundle.tar.gz
}

# works WHERE ROOT COMMAND...: the program, called so in the root, does what needs each of its libraries.
works() {
  local where=$1 root=$2
  shift 2
  while [[ ! -e $scratch/cluster/ready ]]; do kill -0 "$cluster" || return 1; read -rt 0.1 <> <(:) || true; done
  check "$where: version" says "corootctl $number" in_root "$root" "$@" version
  check "$where: help" says "*Usage:*link-clusters*" in_root "$root" "$@" --help
  check "$where: an expression of jq" says "$number" in_root "$root" "$@" version -o json --jq .version
  resolves_by "$root" hosts
  check "$where: contexts of a kubeconfig, https to a name of /etc/hosts" \
    says "*v1.31.4*" in_root "$root" "$@" contexts --kubeconfig /test/kubeconfig
  check "$where: a bundle is written and read again" bundle_reads_back "$root" "$@"
  resolves_by "$root" dns
  check "$where: contexts of a kubeconfig, https to a name of a name server" \
    says "*v1.31.4*" in_root "$root" "$@" contexts --kubeconfig /test/kubeconfig
  resolves_by "$root" nobody
  check "$where: a name that nobody knows" \
    says "*cannot resolve host cluster.packages.test*" in_root "$root" "$@" contexts --kubeconfig /test/kubeconfig
  check "$where: rca from a snapshot, the same everywhere" same_answer "$root" "$@"
  check "$where: the page of rca, the same everywhere" same_page "$root" "$@"
}

checksums_hold() {
  (cd "$files" && sha256sum --quiet -c SHA256SUMS) &&
    diff <(sed 's/^[^ ]* [ *]//' "$files/SHA256SUMS" | sort) \
      <(find "$files" -mindepth 1 ! -name SHA256SUMS -printf '%P\n' | sort)
}

bill_is_valid() {
  "$scratch/venv/bin/python" - "$1" <<'PYTHON'
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
with open(sys.argv[1], encoding="utf-8") as bill:
    problem = JsonStrictValidator(SchemaVersion.V1_5).validate_str(bill.read())
print(problem)
sys.exit(problem is not None)
PYTHON
}

# The source packages of the libraries that cmake/debian-packages names; tests/packages/check holds that list against
# what the build reads.
# shellcheck disable=SC2016 # fields of dpkg
listed_sources() {
  cmake/debian-packages --list build | tr ' ' '\n' | grep -- '-dev$' | grep -vE '^(doctest|libcpp-httplib)-dev$' |
    xargs dpkg-query -W -f '${source:Package}\n' | sort -u
}

bill_is_complete() {
  local name
  for name in $(listed_sources); do
    grep -q "\"name\": \"$name\"" "$1" || { echo "$name is not in $1"; return 1; }
  done
}

try_files() {
  check "checksums hold, and name every file" checksums_hold
  python3 -m venv "$scratch/venv"
  "$scratch/venv/bin/pip" -q install 'cyclonedx-python-lib[json-validation]==8.5.0'
  local bill
  for bill in "$files"/*.cdx.json; do
    check "${bill##*/} is valid CycloneDX" bill_is_valid "$bill"
    check "${bill##*/} names every library" bill_is_complete "$bill"
  done
}

lintian_is_silent() {
  local text
  text=$(lintian --allow-root --fail-on error,warning "$1" 2>&1) || true
  echo "$text"
  [[ -z $text ]]
}

has_all_pages() {
  dpkg-deb -c "$1" >"$scratch/contents"
  diff <(cd docs/man && printf '%s\n' *.1 | sort) \
    <(grep -oP '^-\S+ .* \./usr/share/man/man1/\K.*(?=\.gz$)' "$scratch/contents" | sort)
}

has_completions() {
  local file
  for file in bash-completion/completions/corootctl zsh/vendor-completions/_corootctl \
    fish/vendor_completions.d/corootctl.fish; do
    grep -q " \./usr/share/$file$" "$scratch/contents" || { echo "no $file"; return 1; }
  done
}

maintained_by_git() {
  [[ $(dpkg-deb -f "$1" Maintainer) == "$(git log -1 --format='%an <%ae>')" ]]
}

files_of() { (cd "$1" && find . -xdev \( -path ./proc -o -path ./test -o -path ./var \) -prune -o -print | sort); }

# What installing needs besides is there already, so that what is left is the package's.
install_package() {
  cp -L --remove-destination /etc/resolv.conf "$1/etc/resolv.conf"
  cp "$2" "$1/test.deb"
  packaging/inside "$1" apt-get update -qq
  packaging/inside "$1" sh -c 'apt-get install -y -qq --no-install-recommends /test.deb && dpkg --purge corootctl'
  rm -f "$1/etc/resolv.conf"
  files_of "$1" >"$scratch/before"
  packaging/inside "$1" apt-get install -y -qq --no-install-recommends /test.deb
}

remove_package() {
  resolves_by "$1" nobody
  packaging/inside "$1" dpkg --purge corootctl || return 1
  diff "$scratch/before" <(files_of "$1") | grep -vE 'etc/resolv.conf|etc/hosts|^[0-9]' && return 1
  return 0
}

try_package() {
  local deb root
  deb=$(echo "$files"/corootctl_*_amd64.deb)
  check "lintian has nothing to say of ${deb##*/}" lintian_is_silent "$deb"
  check "the package has every manual page" has_all_pages "$deb"
  check "the package has completion for bash, zsh and fish" has_completions
  check "the package's maintainer is the last commit's author" maintained_by_git "$deb"
  root=$roots/package
  rm -rf "$root"
  check "a clean root of Debian 12" mmdebstrap --quiet --variant=apt bookworm "$root"
  check "the package installs in it" install_package "$root" "$deb"
  works "package" "$root" corootctl
  check "package: kubectl-coroot is the same program" says "corootctl $number" in_root "$root" kubectl-coroot version
  check "removed, it leaves nothing" remove_package "$root"
}

try_tarball() {
  local root name=corootctl-$number-linux-$1 emulator=()
  [[ $1 == amd64 ]] || emulator=(/emulator)
  root=$(root_of "$2" "$1")
  rm -rf "${root:?}"/opt/*
  check "$2 $1: the tarball unpacks" tar -xzf "$files/$name.tar.gz" -C "$root/opt"
  works "$2 $1" "$root" "${emulator[@]}" "/opt/$name/bin/corootctl"
  check "$2 $1: it needs no library" says "*statically linked*" ldd_says "$root/opt/$name/bin/corootctl"
  resolves_by "$root" hosts
  check "$2 $1: a public server without certificate authorities is explained" \
    says "*Install the package ca-certificates*" \
    in_root "$root" "${emulator[@]}" "/opt/$name/bin/corootctl" contexts --kubeconfig /test/public
}

# installed_by_krew: the version that `kubectl coroot` says, from krew's own store.
installed_by_krew() {
  local krew=$scratch/krew
  mkdir -p "$krew/store"
  GOPATH=$krew/go GOFLAGS=-modcacherw go install sigs.k8s.io/krew/cmd/krew@v0.4.4 || return 1
  packaging/krew "$files" https://releases.example.com >"$krew/coroot.yaml"
  KREW_ROOT=$krew/store "$krew/go/bin/krew" install --manifest "$krew/coroot.yaml" \
    --archive "$files/corootctl-$number-linux-amd64.tar.gz" || return 1
  "$krew/store/bin/kubectl-coroot" version
}

try_krew() {
  check "krew installs the plugin from the tarball" says "*corootctl $number" installed_by_krew
}

ldd_says() {
  ! readelf -d "$1" | grep NEEDED && echo "statically linked"
}

try_containerfile() {
  local root=$roots/image
  rm -rf "$root"
  check "the steps of the Containerfile give an image that runs" says "*corootctl $number" \
    tests/packages/steps "$files/Containerfile" "$root" TARGETARCH=amd64 -- version
}

try_again() {
  local other
  other=$(mktemp -d "$scratch/again.XXXXXX")
  check "a second release, in another folder and without a cache" \
    packaging/release --out "$other/files" --folder elsewhere/deeper --no-cache
  check "has the same bytes" diff -r "$files" "$other/files"
}
