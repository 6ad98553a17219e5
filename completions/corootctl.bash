# bash completion for corootctl: asks `corootctl __complete`, so that it always fits the installed version.
# Load it: source <(corootctl completion bash)

__corootctl_words() { # the words so far, with those that bash splits at = and : joined again
  local i
  __corootctl_line=()
  for ((i = 1; i <= COMP_CWORD; i++)); do
    local word=${COMP_WORDS[i]} last=$((${#__corootctl_line[@]} - 1))
    local before=${COMP_WORDS[i - 1]}
    if ((last >= 0)) && [[ $word == [=:]* || $before == *[=:] ]]; then
      __corootctl_line[last]+=$word
    else
      __corootctl_line+=("$word")
    fi
  done
}

__corootctl_complete() {
  local program=${COMP_WORDS[0]} out directive value prefix
  local -a __corootctl_line
  COMPREPLY=()
  __corootctl_words
  program=${program/#\~/$HOME}
  out=$("$program" __completeNoDesc "${__corootctl_line[@]}" 2>/dev/null) || return
  directive=${out##*:}
  out=${out%:*}
  # bash replaces only what follows the last = or :
  local last=""
  ((${#__corootctl_line[@]} > 0)) && last=${__corootctl_line[${#__corootctl_line[@]} - 1]}
  prefix=""
  [[ $last == *[=:]* ]] && prefix=${last%"${last##*[=:]}"}
  while IFS= read -r value; do
    [[ -n $value ]] && COMPREPLY+=("${value#"$prefix"}")
  done <<<"$out"
  if ((${#COMPREPLY[@]} == 0)) && (((directive & 4) == 0)); then
    local kind=-f
    (((directive & 16) != 0)) && kind=-d
    while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen "$kind" -- "${last#"$prefix"}")
    compopt -o filenames 2>/dev/null
  fi
  (((directive & 2) != 0)) && compopt -o nospace 2>/dev/null
  return 0
}

complete -F __corootctl_complete corootctl
