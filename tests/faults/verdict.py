"""What a row's message and exit code must be."""

# The codes of `corootctl help exit-codes` that fit each fault. A wait or a retry may survive any of them: 0.
UNREACHABLE = {0, 3, 5}
ENDS = {
    "refused": UNREACHABLE,
    "reset-before": UNREACHABLE,
    "reset-after": UNREACHABLE,
    "cut": UNREACHABLE | {1},
    "empty": {0, 1, 3},
    "html": {0, 1, 3},
    "410": {0, 1, 3},
    "429": {0},  # it says when to come again
    "500": {0, 1, 3},
    "503": UNREACHABLE | {1},
    "504": {0, 1, 3, 5, 6},
    "silent": {0, 3, 6},
    "endless": {0, 1, 3},
    "slow": {0},
    "kill-before": {-9},
    "kill-after": {-9},
    "interrupt-before": {130},
    "interrupt-after": {130},
}
GIVES_UP_S = 45  # a silent cluster is given up within 20 s; what was read before it, and a loaded machine, take time


def judge_interrupt(row, err):
    """The last line says what is done, what is not, and the command that goes on."""
    lines = [line for line in err.splitlines() if line.strip()]
    last = lines[-1] if lines else ""
    wanted = ("Go on with: corootctl " + row[0].name,)
    return [f"the last line does not say: {text}" for text in wanted if text not in last]


def judge_message(row, outcome):
    verb, point, kind = row
    cluster = point.split()[0]
    out = []
    failed = outcome.status not in (0, -9)
    if failed and "corootctl: " not in outcome.err:
        out.append("no word about the failure")
    if failed and verb.name != "rca" and cluster not in outcome.err:
        out.append(f"the message does not name {cluster}")
    is_bounded_by_us = "/proxy/" not in point and "watch=true" not in point
    if kind in ("silent", "slow") and is_bounded_by_us and f"{cluster}: still waiting" not in outcome.err:
        out.append(f"{cluster} is not named while it is silent")
    if kind == "silent" and is_bounded_by_us and outcome.status != 0 and outcome.seconds > verb.seconds + GIVES_UP_S:
        out.append(f"given up only after {outcome.seconds:.0f} s")
    return out


def judge(row, outcome, secrets):
    """All that is wrong with a row's end."""
    out = []
    if outcome.status not in ENDS[row[2]]:
        out.append(f"exit {outcome.status} is not one of {sorted(ENDS[row[2]])}")
    if "internal error" in outcome.err:
        out.append("an internal error")
    if any(secret in outcome.out or secret in outcome.err for secret in secrets):
        out.append("a secret is in the output")
    out += judge_message(row, outcome)
    if row[2].startswith("interrupt"):
        out += judge_interrupt(row, outcome.err)
    return out
