# shellcheck shell=bash
# docs/compatibility.md: rows of what a script ran with, what came out, and the command.

results=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../../../docs/compatibility.md")

# with_row SCRIPT LINE KEY: the document with this line in the table that the script makes, in place of the row that has
# the same KEY.
with_row() {
  awk -v begin="<!-- made by $1 --write -->" -v line="$2" -v key="$3" '
    $0 == begin { inside = 1 }
    inside && /^<!-- end of/ { if (!done) print line; inside = 0 }
    inside && index($0, key) { $0 = line; done = 1 }
    { print }' "$results"
}

# write_row SCRIPT WITH OUTCOME COMMAND [KEY]: the command is the key unless another one is given. Two runs may write at
# once.
write_row() {
  local text today command=\`$4\`
  today=$(date +%F)
  exec 7<"$results"
  flock 7
  text=$(with_row "$1" "| $2 | $3 | $today | $command |" "${5:-$command}")
  printf '%s\n' "$text" >"$results"
  exec 7<&-
}
