#!/bin/bash
# sigs.k8s.io/yaml 1.6.0 (Kubernetes' go-yaml 2) beside PyYAML 6.0.2 (libyaml 0.2.5): a plain text with a question mark
# inside a flow mapping, as in {server: https://host/path?query}, is an error in Go and a text everywhere else.
#
# In YAML 1.1 and 1.2 a "?" may stand inside a plain text in flow style. go-yaml is a port of an older libyaml, which
# took it for the sign of a key. A kubeconfig that kubectl refuses may so be read by tools built on libyaml of today.
# One would expect both to read it. corootctl reads it, and its comparison with kubectl counts that as a deviation
# (tests/differential/kubeconfig).
set -euo pipefail
# shellcheck source=findings/packages.sh
source "$(dirname "$(realpath "$0")")/packages.sh"
echo '{server: https://host/path?query}' >input.yaml
cat >main.go <<'EOF'
package main

import (
	"fmt"
	"os"

	"sigs.k8s.io/yaml"
)

func main() {
	text, _ := os.ReadFile("input.yaml")
	out := map[string]string{}
	fmt.Println(yaml.Unmarshal(text, &out), out)
}
EOF
go mod init finding 2>/dev/null
GOFLAGS=-mod=mod go get sigs.k8s.io/yaml@v1.6.0 2>/dev/null
python PyYAML==6.0.2
reader='import yaml; print(*yaml._yaml.get_version(), yaml.load(open("input.yaml"), yaml.CSafeLoader))'
expect "error converting YAML to JSON: yaml: did not find expected ',' or '}' map[]" "$(go run .)"
expect "0 2 5 {'server': 'https://host/path?query'}" "$(venv/bin/python -c "$reader")"
