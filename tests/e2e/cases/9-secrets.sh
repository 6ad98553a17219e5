# shellcheck shell=bash
# shellcheck disable=SC2154 # here, run and the like are set by the script that reads this file
# Last, over all that was said and done before.

case_no_key_in_any_output() {
  : "no key or token is in any output, file, environment or argument of a program that was started"
  local name leaks
  {
    for name in "${all[@]}"; do opaque_values "$name"; done
    cat "$run/secrets.gone"
    cut -d, -f1 "$run/pki/tokens.csv"
  } | awk 'length > 8' | sort -u >"$run/secrets"
  (($(wc -l <"$run/secrets") >= 9)) || flunk "only $(wc -l <"$run/secrets") secrets to look for"
  while read -r name; do printf '%s' "$name" | base64 -w 0; echo; done <"$run/secrets" >"$run/secrets.base64"
  (($(find "$run/outputs" -name '*.command' | wc -l) > 20)) || flunk "there are hardly any outputs to look into"
  grep -q '^helm ' "$run/outputs/started" || flunk "the recorder saw no helm"
  leaks=$(grep -rlF -f "$run/secrets" -f "$run/secrets.base64" "$run/outputs" "$run/home" "$run/ctl-tmp" || true)
  [[ -z $leaks ]] || flunk "found in: $leaks"
}
