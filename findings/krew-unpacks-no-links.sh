#!/bin/bash
# krew 0.4.4 (its Go module): a plugin whose archive has a symbolic link anywhere is not installed.
#
# The manifest names one file of the archive, a regular one, and the link is another that nobody asked for. One would
# expect that the other files do not matter, or that links are unpacked as by tar; krew ends with "unable to handle file
# type 50", which is the number of tar's letter for a link. Without the link the same archive is installed. A release
# that ships its program under a second name by a link cannot be krew's archive; corootctl's tarball has a script there
# (packaging/program).
set -euo pipefail
# shellcheck source=findings/packages.sh
source "$(dirname "$(realpath "$0")")/packages.sh"
GOPATH=$folder/go GOFLAGS=-modcacherw go install sigs.k8s.io/krew/cmd/krew@v0.4.4 2>log || { cat log; exit 1; }
export KREW_ROOT=$folder/store
mkdir -p tree/bin "$KREW_ROOT"
printf '#!/bin/sh\necho hello\n' >tree/bin/hello
chmod +x tree/bin/hello

# installed ARCHIVE: what krew says of it, from the word on that matters.
installed() {
  sed "s/SUM/$(sha256sum "$1" | cut -d' ' -f1)/" >manifest.yaml <<'EOF'
apiVersion: krew.googlecontainertools.github.com/v1alpha2
kind: Plugin
metadata: {name: hello}
spec:
  version: v1.0.0
  shortDescription: Says hello
  platforms:
  - selector: {matchLabels: {os: linux}}
    uri: https://plugins.example.com/hello.tar.gz
    sha256: SUM
    files: [{from: tree/bin/hello, to: .}]
    bin: hello
EOF
  if go/bin/krew install --manifest manifest.yaml --archive "$1" >words 2>&1; then
    "$KREW_ROOT/bin/kubectl-hello"
  else
    grep -o 'unable to handle.*' words | head -n 1
  fi
}

tar -czf plain.tar.gz tree
ln -s hello tree/bin/again
tar -czf linked.tar.gz tree
expect 'unable to handle file type 50 for "tree/bin/again" in tar' "$(installed linked.tar.gz)"
expect hello "$(installed plain.tar.gz)"
