# bash completion for corootctl: asks `corootctl __complete`, so that it always fits the installed version.
# Load it: source <(corootctl completion bash)

# Reads the line up to the cursor as bash does: __corootctl_line gets the words without their quotes, __corootctl_kept
# the part of the last word that bash leaves as it is. bash splits words at = : @ and more, but not inside quotes.
__corootctl_read() {
  local line=${COMP_LINE:0:COMP_POINT} word="" quote="" begun="" char i
  __corootctl_line=() __corootctl_kept="" __corootctl_quote=""
  for ((i = 0; i < ${#line}; i++)); do
    char=${line:i:1}
    if [[ $quote == "'" && $char != "'" || $quote == '"' && $char != [\"\\] ]]; then
      word+=$char
    elif [[ $char == \\ ]]; then
      i=$((i + 1)) begun=yes
      word+=${line:i:1}
    elif [[ -n $quote ]]; then
      quote=""
    elif [[ $char == [\'\"] ]]; then
      quote=$char begun=yes
    elif [[ $char == [[:blank:]] ]]; then
      [[ -n $begun ]] && __corootctl_line+=("$word")
      word="" begun="" __corootctl_kept=""
    else
      begun=yes
      if [[ $COMP_WORDBREAKS == *"$char"* ]]; then
        __corootctl_kept=$word
        [[ $char == @ ]] || __corootctl_kept+=$char # bash counts an @ to what follows it
      fi
      word+=$char
    fi
  done
  __corootctl_line+=("$word") __corootctl_quote=$quote
  while [[ ${#__corootctl_line[@]} -gt 1 && ${__corootctl_line[0]} == [A-Za-z_]*=* ]]; do
    __corootctl_line=("${__corootctl_line[@]:1}") # VAR=value in front of the command
  done
}

__corootctl_complete() {
  local program out directive value last __corootctl_kept __corootctl_quote
  local -a __corootctl_line
  COMPREPLY=()
  __corootctl_read
  program=${__corootctl_line[0]/#\~/$HOME} last=${__corootctl_line[${#__corootctl_line[@]} - 1]}
  out=$("$program" __completeNoDesc "${__corootctl_line[@]:1}" 2>/dev/null) || return
  directive=${out##*:}
  out=${out%:*}
  while IFS= read -r value; do
    [[ -n $value ]] || continue
    value=${value#"$__corootctl_kept"}
    [[ -n $__corootctl_quote ]] || printf -v value %q "$value"
    COMPREPLY+=("$value")
  done <<<"$out"
  if ((${#COMPREPLY[@]} == 0)) && (((directive & 4) == 0)); then
    local kind=-f
    (((directive & 16) != 0)) && kind=-d
    while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen "$kind" -- "${last#"$__corootctl_kept"}")
    compopt -o filenames 2>/dev/null
  fi
  (((directive & 2) != 0)) && compopt -o nospace 2>/dev/null
  return 0
}

complete -F __corootctl_complete corootctl
