# shellcheck shell=bash
# A metric store that is started as prometheus is. Needs lib/common.sh of tests/e2e.

e2e=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../../e2e")

# victoria_metrics PROGRAM: a script that takes the blocks over with vmctl, which lies beside, and serves them.
victoria_metrics() {
  cat <<EOF
#!/bin/bash
set -euo pipefail
source '$e2e/lib/common.sh'
for argument; do
  case \$argument in
    --storage.tsdb.path=*) blocks=\${argument#*=} ;;
    --web.listen-address=*) address=\${argument#*=} ;;
  esac
done
options=(-storageDataPath="\$blocks/../store" -retentionPeriod=100y -search.latencyOffset=0s -loggerLevel=WARN)
port=\$(free_ports 1)
'$1' "\${options[@]}" -httpListenAddr="127.0.0.1:\$port" &
trap "kill \$! 2>/dev/null || true" EXIT
trap 'exit 143' TERM
wait_until 100 "VictoriaMetrics for the blocks" curl --silent --fail --noproxy '*' "http://127.0.0.1:\$port/health"
'$(dirname "$1")/vmctl' prometheus -s --disable-progress-bar --prom-snapshot="\$blocks" \\
  --vm-addr="http://127.0.0.1:\$port"
kill "\$!"
wait || true
exec '$1' "\${options[@]}" -httpListenAddr="\$address"
EOF
}

# store_as_prometheus PROGRAM FOLDER: FOLDER/prometheus starts it.
store_as_prometheus() {
  if [[ $(basename "$1") == victoria* ]]; then
    victoria_metrics "$1" >"$2/prometheus"
    chmod +x "$2/prometheus"
  else
    ln -s "$1" "$2/prometheus"
  fi
}

# describe_store PROGRAM: its name and version.
describe_store() {
  local said
  if [[ $(basename "$1") == victoria* ]]; then
    said=$("$1" -version 2>&1)
    sed -n 's/.*[^0-9]v\([0-9]*\.[0-9]*\.[0-9]*\).*/VictoriaMetrics \1/p' <<<"$said"
  else
    said=$("$1" --version 2>&1)
    sed -n 's/^prometheus, version \([0-9.]*\).*/Prometheus \1/p' <<<"$said"
  fi
}
