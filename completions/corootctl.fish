# fish completion for corootctl: asks `corootctl __complete`, so that it always fits the installed version.
# Load it: corootctl completion fish | source

function __corootctl_complete
    set -l words (commandline -opc)
    set -l last (commandline -ct)
    set -l program $words[1]
    set -e words[1]
    set -l lines ($program __complete $words "$last" 2>/dev/null)
    or return
    set -l directive (string replace ':' '' -- $lines[-1])
    set -e lines[-1]
    # A word that goes on gets no blank behind it where there are two ways to go on.
    if test (count $lines) -eq 1; and test (math "bitand($directive, 2)") -ne 0
        set -a lines (string split -f 1 \t -- $lines[1])=
    end
    if test (count $lines) -gt 0
        printf '%s\n' $lines
    else if test (math "bitand($directive, 4)") -eq 0
        __fish_complete_path "$last"
    end
end

complete -c corootctl -f -a '(__corootctl_complete)'
