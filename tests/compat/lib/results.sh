# shellcheck shell=bash
# docs/compatibility.md: a row for each command, what it ran with, and what came out.

results=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../../../docs/compatibility.md")

# write_row WITH OUTCOME COMMAND: the row of this command, in place of an earlier one.
write_row() {
  local line
  line="| $1 | $2 | $(date +%F) | \`$3\` |"
  awk -v line="$line" -v end="| \`$3\` |" '
    /^<!-- made by/ { inside = 1 }
    /^<!-- end of/ { if (!done) print line; inside = 0 }
    inside && substr($0, length($0) - length(end) + 1) == end { $0 = line; done = 1 }
    { print }' "$results" >"$results.new"
  mv "$results.new" "$results"
}
