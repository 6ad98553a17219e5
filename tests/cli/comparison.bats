# docs/comparison.md: what it says of corootctl is shown by something that is there.

load helpers

tree=$BATS_TEST_DIRNAME/../..

# The cells "shown by" of all rows, a line each.
shown() {
  sed -nE 's/^\| .* \| ([^|]*) \|$/\1/p' "$tree/docs/comparison.md" | sed '1d'
}

@test "comparison: nine tools stand beside ours, and each of the 51 rows has all its cells" {
  tools='cilium | linkerd | istioctl | subctl | kubectl | helm | gcx | dtctl | HolmesGPT'
  [ "$(grep -E '^\| what ' "$tree/docs/comparison.md")" = "| what | $tools | corootctl | shown by |" ]
  rows=$(grep -E '^\| [A-Za-z]' "$tree/docs/comparison.md" | sed '1d')
  [ "$(wc -l <<<"$rows")" -eq 51 ]
  run awk -F' *[|] *' 'NF != 14 { print; next } { for (i = 2; i < 14; i++) if ($i == "") { print; next } }' <<<"$rows"
  [ -z "$output" ]
}

@test "comparison: every file that shows a row is in the tree" {
  for path in $(shown | grep -oE '\b(tests|docs|examples)/[A-Za-z0-9_./-]+'); do
    [ -e "$tree/$path" ] || { echo "$path is not there"; return 1; }
  done
}

@test "comparison: every command that shows a row is one, with the flag that is named" {
  # shellcheck disable=SC2016 # backticks as they stand in the document
  shown | grep -oE '`[^`]+`' | tr -d '`' | sort -u | while read -r command flag; do
    corootctl help "$command" >"$BATS_TEST_TMPDIR/help" || { echo "no command $command"; return 1; }
    [[ -z $flag || $flag != --* ]] || grep -qE -- "(^|[ ,])$flag\b" "$BATS_TEST_TMPDIR/help" ||
      grep -qE -- "(^|[ ,])$flag\b" <<<"$(corootctl help flags)" || { echo "$command has no $flag"; return 1; }
  done
}

@test "comparison: a row without anything that shows it claims nothing" {
  while IFS='|' read -r -a cells; do
    [[ ${cells[12]} != " - " ]] || [[ ${cells[11]} == " no"* ]]
  done < <(grep -E '^\| [A-Z]' "$tree/docs/comparison.md")
}
