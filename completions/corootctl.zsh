#compdef corootctl
# zsh completion for corootctl: asks `corootctl __complete`, so that it always fits the installed version.
# Load it: source <(corootctl completion zsh), or as a file _corootctl in $fpath.

_corootctl() {
  local out directive line value
  local -a described options
  out=$("${words[1]}" __complete "${(@Q)words[2,CURRENT]}" 2>/dev/null) || return 1
  directive=${out##*:}
  out=${out%:*}
  for line in "${(@f)out}"; do
    [[ -z $line ]] && continue
    value=${line%%$'\t'*}
    if [[ $line == *$'\t'* ]]; then
      described+=("${value//:/\\:}:${line#*$'\t'}")
    else
      described+=("${value//:/\\:}")
    fi
  done
  ((directive & 2)) && options=(-S '')
  if ((${#described} > 0)); then
    _describe -V 'corootctl' described "${options[@]}"
  elif ((directive & 16)); then
    _files -/
  elif (((directive & 4) == 0)); then
    _files
  fi
}

if [[ ${zsh_eval_context[-1]} == loadautofunc ]]; then
  _corootctl "$@"
else
  (($+functions[compdef])) || { autoload -Uz compinit && compinit; }
  compdef _corootctl corootctl
fi
