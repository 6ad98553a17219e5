"""Cases that print TAP."""

import traceback

_done = [0]


def case(name, check):
    """One case: `check` is a function that raises when something is wrong. Gives whether it passed."""
    _done[0] += 1
    try:
        check()
    except Exception:  # pylint: disable=broad-except # told, and the next case goes on
        print(f"not ok {_done[0]} - {name}")
        print("# " + traceback.format_exc().strip().replace("\n", "\n# "), flush=True)
        return False
    print(f"ok {_done[0]} - {name}", flush=True)
    return True


def same(found, wanted):
    if found != wanted:
        raise AssertionError(f"found {found!r}\nwanted {wanted!r}")
