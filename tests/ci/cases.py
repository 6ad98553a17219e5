"""cases.py RUNDIR: the examples of examples/ci and the forms of -o, on the sandbox. SCHEMAS has the public schemas."""

import json
import os
import subprocess
import sys

import jsonschema
import scripts
import yaml
from tap import case, same

RUN, SCHEMAS = sys.argv[1], os.environ["SCHEMAS"]
HUB = {"HUB": "prod-c", "PROJECT": "prod-global", "FLEET": "corootctl.yaml"}
# The recorded incident began 33 minutes ago and made ledger-db slow; web was released before it, and works.
HARM = {**HUB, "APP": "ledger-db", "SINCE": "33m ago", "FOR": "10m"}
NO_HARM = {**HUB, "APP": "prod-a:shop:Deployment:web", "SINCE": "40m ago", "FOR": "5m"}


def run(argv, extra=None):
    process = subprocess.run(argv, cwd=RUN, env={**os.environ, **(extra or {})}, capture_output=True, text=True)
    return process.returncode, process.stdout, process.stderr


def corootctl(*argv):
    return run(("corootctl", *argv))


def script_ends(script, values, wanted):
    code, out, err = run(script, values)
    same((code, out + err if code != wanted else ""), (wanted, ""))


def gates():
    for engine, made in (
        ("GitHub", scripts.github()[0]["gate"]),
        ("GitLab", scripts.gitlab()[0]["corootctl-gate"]),
        ("Tekton", scripts.tekton()[0]["gate"]),
        ("Jenkins", scripts.jenkins()[0]["gate"]),
        ("Argo CD", scripts.argocd()[0]["after"]),
        ("Argo Rollouts", scripts.argo_rollouts()[0]["gate"]),
    ):
        case(f"{engine}: a release that did harm fails the step", lambda s=made: script_ends(s, HARM, 10))
        case(f"{engine}: a harmless release passes", lambda s=made: script_ends(s, NO_HARM, 0))


def other_steps():
    drift = scripts.gitlab()[0]["corootctl-drift"]
    case("GitLab: a fleet that is as its file says passes", lambda: script_ends(drift, HUB, 0))
    case("GitLab: drift fails the job, and is in the code quality report", lambda: drifts(drift))
    check = scripts.jenkins()[0]["check"]
    wanted = corootctl("check", "--hub", "prod-c")[0]
    case("Jenkins: the check's exit code is the stage's", lambda: script_ends(check, HUB, wanted))
    before = scripts.argocd()[0]["before"]
    case("Argo CD: nothing is released into an open incident", lambda: script_ends(before, HUB, 10))


def drifts(script):
    with open(os.path.join(RUN, "drifted.yaml"), "w", encoding="utf-8") as file:
        yaml.safe_dump(drifted(), file, sort_keys=False)
    script_ends(script, {**HUB, "FLEET": "drifted.yaml"}, 7)
    with open(os.path.join(RUN, "gl-code-quality-report.json"), encoding="utf-8") as file:
        report = json.load(file)
    same({each["location"]["path"] for each in report}, {"drifted.yaml"})
    same({each["check_name"] for each in report}, {"plan.change"})


def drifted():
    with open(os.path.join(RUN, "corootctl.yaml"), encoding="utf-8") as file:
        fleet = yaml.safe_load(file)
    fleet["members"][0]["metricResolution"] = "17s"
    return fleet


def variables():
    """What a script reads is what its engine gives it."""
    names = ("github", "gitlab", "tekton", "jenkins", "argocd", "argo_rollouts")
    for engine in (getattr(scripts, name) for name in names):
        made, given = engine()
        read = {name for script in made.values() for name in HARM if f'"${name}"' in script[-1]}
        case(f"{engine.__name__}: its scripts read what they are given", lambda r=read, g=given: same(r - g, set()))


COMMANDS = {
    "check": ("check", "--hub", "prod-c", "--context", "prod-a"),
    "preflight": ("preflight", "--context", "prod-a"),
    "status": ("status", "--hub", "prod-c", "--context", "prod-a", "--context", "prod-b"),
    "plan": ("plan", "-f", "drifted.yaml"),
    "rca": ("rca", "--hub", "prod-c", "--project", "prod-global", "--fail-on", "incident"),
    "rca --baseline": ("rca", "--hub", "prod-c", "--project", "prod-global", "--baseline", "before.json"),
    "gate": ("gate", "--hub", "prod-c", "--project", "prod-global", "--app", "ledger-db", "--since", "33m ago"),
}


def schema(name):
    with open(os.path.join(SCHEMAS, name), encoding="utf-8") as file:
        return json.load(file)


# What SARIF 2.1.0 requires of a log with results, for machines that cannot have its schema.
LOG = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "required": ["tool", "results"],
                "properties": {
                    "tool": {"required": ["driver"], "properties": {"driver": {"required": ["name"]}}},
                    "results": {"type": "array", "items": {"required": ["message", "ruleId", "locations"]}},
                },
            },
        },
    },
}


def valid_sarif(text):
    has_schema = os.path.exists(os.path.join(SCHEMAS, "sarif.json"))
    log = json.loads(text)
    jsonschema.validate(log, schema("sarif.json") if has_schema else LOG)
    for run_ in log["runs"]:
        rules = [rule["id"] for rule in run_["tool"]["driver"]["rules"]]
        for result in run_["results"]:
            same(rules[result["ruleIndex"]], result["ruleId"])


def valid_junit(text):
    import xmlschema  # pylint: disable=import-outside-toplevel # of the cached environment

    xmlschema.XMLSchema10(os.path.join(SCHEMAS, "junit.xsd")).validate(text)


# https://docs.gitlab.com/ci/testing/code_quality/: the fields a report has to have, and their values.
QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^./]"},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer"}}},
                },
            },
        },
    },
}


def valid_gitlab(text):
    report = json.loads(text)
    jsonschema.validate(report, QUALITY)
    same(len({each["fingerprint"] for each in report}), len(report))


def valid_github(text):
    for line in text.splitlines():
        head, _, message = line.partition(" ")
        same(head in ("::error", "::warning", "::notice"), True)
        same("::" in message, True)


def valid_markdown(text):
    same(text.startswith("#"), True)


FORMS = {
    "sarif": valid_sarif,
    "junit": valid_junit,
    "gitlab": valid_gitlab,
    "github": valid_github,
    "markdown": valid_markdown,
}


def is_valid(argv, form, wanted):
    code, out, err = corootctl(*argv, "-o", form)
    same((code, err if code != wanted else ""), (wanted, ""))
    FORMS[form](out)


def forms():
    with open(os.path.join(RUN, "before.json"), "w", encoding="utf-8") as file:
        json.dump({"schema": "corootctl.rca/v1", "status": "no_incident", "candidates": []}, file)
    for name, argv in COMMANDS.items():
        wanted = corootctl(*argv)[0]
        for form in FORMS:
            what = f"{name} -o {form} is valid, and the exit code is that of the table"
            case(what, lambda a=argv, f=form, w=wanted: is_valid(a, f, w))


variables()
gates()
other_steps()
forms()
