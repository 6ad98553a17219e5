"""The engine's constants, read from their header: name, value, unit, reason, and what "without it" means."""

import os
import re

HEADER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "lib", "rca", "constants.hpp")

NEVER, ALWAYS = 1e9, -1e9
# The value that switches a rule off, where half and double do not say it. Weights and the like are off at 0.
OFF = {
    "worth_a_look": 0,
    "negligible": 0,
    "handed_on": 0,
    "giant": NEVER,
    "few_points": 0,
    "hardly": 0,
    "grown": NEVER,
    "noise_z": 0,
    "blamed_change_reach_ms": 0,
    "incident_surprise": ALWAYS,
    "usual_quantile": 1,
}
UNITS = {
    "grown": "factor",
    "least_scale": "the signal's unit",
    "incident_surprise": "nats",
    "several": "factor",
    "giant": "robust deviations",
    "few_points": "points",
    "most_hops": "calls",
    "many_apps": "apps",
    "more_than_one": "members or points",
    "most_told": "changes or suspects",
    "most_excluded": "apps",
    "usual_quantile": "quantile",
}


class Constant:
    def __init__(self, name, kind, value, reason, section):
        self.name, self.kind, self.value, self.reason, self.section = name, kind, value, reason, section

    @property
    def whole(self):
        return self.kind != "double"

    @property
    def unit(self):
        if self.name in UNITS:
            return UNITS[self.name]
        if self.name.endswith("_ms"):
            return "ms"
        if self.name.endswith("_points"):
            return "points"
        if self.name.endswith(("_z", "_z_long")) or "clip" in self.name:
            return "robust deviations"
        if self.name.endswith("_factor"):
            return "factor"
        return "count" if self.whole else "share"

    def variants(self):
        """[(what, value)]: without it, half, double; only those that differ from what it is."""
        out = []
        if self.section.startswith("wording"):
            return out
        off = OFF.get(self.name, 0 if self.name.startswith("weight_") else None)
        if off is not None:
            out.append(("without", off))
        double = self.value * 2
        if self.unit in ("share", "quantile", "correlation") and double > 1:
            double = 1 if self.value < 1 else self.value
        for what, value in (("half", self.value / 2), ("double", double)):
            value = int(value) if self.whole else value
            if value != self.value and (value != 0 or not self.whole) and value not in [one for _, one in out]:
                out.append((what, value))
        return out


def read_constants(path=HEADER):
    out, comment, section, fresh = [], "", "", True
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    for line in lines:
        if heading := re.match(r"// -{3} (.*?) -*$", line):
            section, comment, fresh = heading[1].strip(), "", True
        elif line.startswith("///"):
            comment = line[3:].strip() if fresh else f"{comment} {line[3:].strip()}"
            fresh = False
        elif found := re.match(r"inline constexpr ([\w:]+) (\w+) = ([^;]+);\s*(?://\s*(.*))?$", line):
            kind, name, text, beside = found.groups()
            reason = ": ".join(part for part in (comment or section, beside) if part)
            value = eval(text.replace("'", ""), {"__builtins__": {}})  # the header is ours: numbers and products
            out.append(Constant(name, kind.replace("std::", ""), value, reason, section))
            fresh = True
        elif not line.strip():
            comment, fresh = "", True
    return out


# Identities, pairs, percent and milliseconds decide nothing.
PLAIN = {0, 1, 2, 100, 1000}


def count_literals(folder=os.path.dirname(HEADER)):
    """[(file, line, number)]: numbers of the engine that decide something and are no constant of the header."""
    out = []
    for place, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            if not name.endswith((".cpp", ".hpp")) or name == "constants.hpp":
                continue
            path = os.path.join(place, name)
            with open(path, encoding="utf-8") as file:
                text = file.read()
            text = re.sub(r'"(?:[^"\\\n]|\\.)*"', '""', re.sub(r"//[^\n]*", "", text))
            for at, line in enumerate(text.splitlines(), 1):
                for found in re.findall(r"(?<![\w.])\d[\d.']*(?:e-?\d+)?", line):
                    if not line.startswith("#") and float(found.replace("'", "")) not in PLAIN:
                        out.append((os.path.relpath(path, folder), at, found))
    return out


if __name__ == "__main__":
    for place, at, number in count_literals():
        print(f"{place}:{at}: {number}")
    print(f"{len(read_constants())} constants, {len(count_literals())} numbers beside them")
