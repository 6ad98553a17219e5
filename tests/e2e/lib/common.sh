# shellcheck shell=bash
# What the scripts of this folder share: messages, waiting, free ports, background programs with pid files.

shopt -s inherit_errexit # a failure inside $(...) ends the script too

say() { printf '%s\n' "$*" >&2; }

die() {
  say "${0##*/}: $*"
  exit 1
}

# wait_until SECONDS WHAT COMMAND...: runs COMMAND until it succeeds; dies naming WHAT when the time is over.
wait_until() {
  local seconds=$1 what=$2 end
  shift 2
  end=$((SECONDS + seconds))
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || die "$what: not within $seconds s"
    sleep 0.1
  done
}

# in_use PORT: something on this host or in this network namespace has the TCP port, in whatever state.
in_use() {
  local hex
  printf -v hex ':%04X ' "$1"
  grep -q -- "$hex" /proc/net/tcp /proc/net/tcp6 2>/dev/null
}

# free_ports COUNT: that many unused ports, one a line. They lie below the range that the kernel gives to outgoing
# connections, so none of those can take one between here and the program that will listen on it. Call it, and start
# that program, under ports_lock: then two runs at once do not choose the same.
free_ports() {
  local count=$1 port=$((15000 + RANDOM % 10000))
  while ((count > 0)); do
    if ! in_use "$port"; then
      echo "$port"
      count=$((count - 1))
    fi
    port=$((port + 1))
  done
}

# ports_lock: holds this user's lock of free_ports until ports_unlock (or the end of the script). In a user namespace
# everybody is root; the map of user ids has the true one.
ports_lock() {
  exec 8>"${TMPDIR:-/tmp}/corootctl-e2e-ports-$(awk '{ print $2; exit }' /proc/self/uid_map).lock"
  flock --timeout 300 8 || die "another run has held the port lock for 300 s"
}

ports_unlock() { exec 8>&-; }

# launch RUNDIR NAME COMMAND...: starts COMMAND in the background with its output in RUNDIR/logs/NAME.log and its
# process id in RUNDIR/pids/NAME. Lock descriptors are closed for it, else it would hold the locks for its life.
launch() {
  local run_dir=$1 name=$2
  shift 2
  mkdir -p "$run_dir/logs" "$run_dir/pids"
  setsid "$@" >>"$run_dir/logs/$name.log" 2>&1 8>&- 9>&- </dev/null &
  echo "$!" >"$run_dir/pids/$name"
}

# is_running RUNDIR NAME: the program started under NAME lives. A process id that went to a stranger in the meantime is
# told by its environment's RUNDIR mark, see mark_children.
is_running() {
  local pid
  pid=$(cat "$1/pids/$2" 2>/dev/null) || return 1
  grep -qzxF "COROOTCTL_E2E_RUN=$1" "/proc/$pid/environ" 2>/dev/null
}

# mark_children RUNDIR: programs started from here on carry the run they belong to in their environment.
mark_children() { export COROOTCTL_E2E_RUN=$1; }

is_gone() { ! is_running "$@"; }

# stop RUNDIR NAME [SIGNAL]: ends one program and waits until it is gone; killed when it does not end in 20 s.
stop() {
  local run_dir=$1 name=$2 signal=${3:-TERM} pid end=$((SECONDS + 20))
  if is_running "$run_dir" "$name"; then
    pid=$(cat "$run_dir/pids/$name")
    kill "-$signal" "$pid" 2>/dev/null || true
    while is_running "$run_dir" "$name"; do
      ((SECONDS < end)) || kill -KILL "$pid" 2>/dev/null || true
      sleep 0.1
    done
  fi
  rm -f "$run_dir/pids/$name"
}

# without_proxies: an API server sends its service proxy through a proxy named in its environment.
without_proxies() {
  local name
  for name in $(compgen -e); do
    [[ ${name,,} == *_proxy ]] && unset "$name"
  done
  return 0
}
