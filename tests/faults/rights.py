#!/usr/bin/env python3
"""rights.py RUNDIR BUILDDIR CHART [--sample] [--verb V] [--every N] [--part I/N] [--list] [--report FILE]

Each verb that writes, run by a user with exactly the roles that `corootctl rbac` prints, and once without each single
right of them. `tests/faults/run BUILDDIR --rights` prepares the stage and calls this.
"""

import copy
import json
import re
import sys
import time
import zlib

import stage as stages
from runner import Strike, parser_of, run

# Verb, or a way to use it -> the state from which it starts, its arguments, and what `rbac` is asked for in each
# cluster.
CASES = {
    "install": ("bare", stages.INSTALL, {"cluster-b": ["install", "--operator-by", "helm"]}),
    "install by manifests": (
        "bare",
        stages.INSTALL_MANIFESTS,
        {"cluster-b": ["install", "--operator-by", "manifests"]},
    ),
    "install beside an operator": (
        "operator",
        stages.INSTALL_RESOURCE,
        {"cluster-b": ["install", "--operator-by", "nobody"]},
    ),
    "link-clusters": (
        "ready",
        stages.LINK,
        {
            "cluster-c": ["link-clusters", "--in", "hub"],
            "cluster-a": ["link-clusters", "--in", "member"],
            "cluster-b": ["link-clusters", "--in", "member"],
        },
    ),
    "unlink-clusters": ("linked", stages.UNLINK, {"cluster-c": ["unlink-clusters"]}),
    "keys rotate": (
        "linked",
        stages.ROTATE,
        {"cluster-c": ["keys rotate", "--in", "hub"], "cluster-a": ["keys rotate", "--in", "member"]},
    ),
    "upgrade": ("ready", stages.UPGRADE, {"cluster-b": ["upgrade", "--in", "member"]}),
    "uninstall": ("ready", stages.UNINSTALL, {"cluster-b": ["uninstall", "--operator-by", "helm"]}),
    "apply": (
        "bare",
        stages.APPLY,
        {
            "cluster-c": ["apply", "--in", "hub", "--operator-by", "helm"],
            "cluster-a": ["apply", "--in", "member", "--operator-by", "helm"],
            "cluster-b": ["apply", "--in", "member", "--operator-by", "helm"],
        },
    ),
}
PATHS = {
    "ClusterRole": "/apis/rbac.authorization.k8s.io/v1/clusterroles",
    "ClusterRoleBinding": "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
    "Role": "/apis/rbac.authorization.k8s.io/v1/namespaces/coroot/roles",
    "RoleBinding": "/apis/rbac.authorization.k8s.io/v1/namespaces/coroot/rolebindings",
}
NAME = "corootctl-rights-test"
HIDDEN = {  # helm ends well although it could not mark its record as done
    ("install", "update", "secrets"),
    ("apply", "update", "secrets"),
}
SAMPLE = 4
SAMPLED = ["link-clusters", "upgrade", "unlink-clusters"]


def ask_rbac(stage, argv):
    outcome = run(stage, ["rbac", *argv, "-o", "json", "-n", "coroot"], Strike())
    if outcome.status != 0:
        raise RuntimeError(f"rbac {' '.join(argv)}: {outcome.err}")
    return json.loads(outcome.out)


def roles_of(stage, argv, user):
    return ask_rbac(stage, [*argv, "--user", user, "--role-name", NAME])["items"]


def sometimes(stage, argv):
    """Rights that the verb needs in some cases only, as "VERB RESOURCE NAMES"."""
    place = [argv[i + 1] for i in range(len(argv)) if argv[i] == "--in"]
    way = [argv[i + 1] for i in range(len(argv)) if argv[i] == "--operator-by"]
    out, always = set(), set()
    for rule in ask_rbac(stage, [])["rules"]:
        is_meant = rule["verb"] == argv[0] and (not place or rule["in"] in (None, place[0]))
        if is_meant and (not way or rule["operator_by"] in (None, way[0])):
            for verb in rule["verbs"]:
                key = (verb, rule["resource"], tuple(rule["names"]))
                (out if rule["when"] else always).add(key)
    return out - always


def single_rights(stage, verb):
    """(cluster, role's index, rule's index, verb, resource, whether it is needed always) of every right."""
    for cluster, argv in CASES[verb][2].items():
        if verb == "link-clusters" and cluster == "cluster-b":
            continue  # as cluster-a
        cases = sometimes(stage, argv)
        for item, role in enumerate(roles_of(stage, argv, "nobody")):
            for number, rule in enumerate(role.get("rules", [])):
                for right in rule["verbs"]:
                    key = (right, rule["resources"][0], tuple(rule.get("resourceNames", [])))
                    if verb == "apply" and cluster == "cluster-b" and key[2] != ("coroot-hub-key",):
                        continue  # as cluster-a, but for what agents alone need
                    yield (verb, cluster, item, number, right, rule["resources"][0], key not in cases)


def without(roles, item, number, right):
    out = copy.deepcopy(roles)
    rule = out[item]["rules"][number]
    rule["verbs"].remove(right)
    if not rule["verbs"]:
        del out[item]["rules"][number]
    return out


def is_allowed(api, user, item):
    """Whether the API server knows of a role's first right by now."""
    rule = item["rules"][0]
    resource, _, part = rule["resources"][0].partition("/")
    asked = {"group": rule["apiGroups"][0], "resource": resource, "verb": rule["verbs"][0]}
    asked.update({"subresource": part} if part else {})
    asked.update({"name": rule["resourceNames"][0]} if rule.get("resourceNames") else {})
    asked.update({"namespace": "coroot"} if item["kind"] == "Role" else {})
    review = {"spec": {"user": user, "resourceAttributes": asked}}
    said = api.ask("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", review)[1]
    return said.get("status", {}).get("allowed", False)


def enter(stage, cluster, roles, user):
    """A user whom the server has not seen before: what it allows can only come from these roles."""
    api = stage.apis[cluster]
    for item in roles:
        path = PATHS[item["kind"]]
        api.ask("DELETE", f"{path}/{NAME}")
        status, said = api.ask("POST", path, item)
        if status != 201:
            raise RuntimeError(f"{cluster}: {item['kind']}: {said}")
    for item in (item for item in roles if item.get("rules")):
        end = time.monotonic() + 60
        while not is_allowed(api, user, item):
            if time.monotonic() > end:
                raise RuntimeError(f"{cluster}: {item['kind']} has no effect")
            time.sleep(0.05)


def make_namespace(stage, cluster):
    """A Role needs its namespace, which the one who gives it makes."""
    labels = {"pod-security.kubernetes.io/enforce": "privileged"}
    stage.apis[cluster].ask("POST", "/api/v1/namespaces", {"metadata": {"name": "coroot", "labels": labels}})
    for made in ("configmaps/kube-root-ca.crt", "serviceaccounts/default"):
        stage.apis[cluster].wait_for(f"/api/v1/namespaces/coroot/{made}")


def prepare(stage, verb, user, row=None):
    """The state, and each cluster's roles; of `row` one right less."""
    state, _, wishes = CASES[verb]
    if state not in stage.states:
        stage.bring_operator(state)
    stage.put_back(state)
    for cluster, argv in wishes.items():
        make_namespace(stage, cluster)
        roles = roles_of(stage, argv, user)
        if row and row[1] == cluster:
            roles = without(roles, *row[2:5])
        enter(stage, cluster, roles, user)


def judge(row, outcome):
    verb, cluster, _, _, right, resource, is_needed = row
    if outcome.status == 0:
        return ["all is well without it"] if is_needed and (verb, right, resource) not in HIDDEN else []
    out = []
    if right in ("escalate", "bind"):
        wanted = r"attempting to grant RBAC permissions|cannot (escalate|bind)"
    else:
        wanted = rf'cannot {right} resource "{re.escape(resource)}"'
    if not re.search(wanted, outcome.err):
        out.append(f"the message does not say: {wanted}")
    where = r"namespace \"?(coroot|kube-system)|cluster scope"
    if right not in ("escalate", "bind") and not re.search(where, outcome.err):
        out.append("the message does not say where")
    if cluster not in outcome.err:
        out.append(f"the message does not name {cluster}")
    if "internal error" in outcome.err:
        out.append("an internal error")
    return out


def run_row(stage, row, user):
    prepare(stage, row[0], user, row)
    argv = [*CASES[row[0]][1], "-n", "coroot", "--as", user]
    argv[argv.index("--timeout") + 1] = "60s"  # who may not see what it waits for has to say so, not to wait
    outcome = run(stage, argv, Strike())
    return outcome, judge(row, outcome)


def run_whole(stage, verb, user):
    """With exactly the printed roles."""
    prepare(stage, verb, user)
    outcome = run(stage, [*CASES[verb][1], "-n", "coroot", "--as", user], Strike())
    return outcome, [] if outcome.status == 0 else ["it fails with the roles that rbac prints"]


def rows_of(stage, arguments):
    for verb in CASES:
        if arguments.verb and verb not in arguments.verb:
            continue
        yield (verb, None)
        yield from single_rights(stage, verb)


def name_of(row):
    if row[1] is None:
        return f"{row[0]}: with exactly its roles"
    return f"{row[0]}: without {row[4]} {row[5]} (rule {row[2]}.{row[3]}) in {row[1]}{'' if row[6] else ', sometimes'}"


def sample(stage):
    """Some rows of verbs that end soon, another one of each verb."""
    rows = [row for verb in SAMPLED for row in single_rights(stage, verb) if row[6]]
    return rows[:: len(rows) // SAMPLE][:SAMPLE]


def chosen(stage, arguments):
    number, lanes = (int(text) for text in arguments.part.split("/"))
    rows = sample(stage) if arguments.sample else list(rows_of(stage, arguments))[:: arguments.every]
    return [row for row in rows if zlib.crc32(name_of(row).encode()) % lanes == number - 1]


def table(results):
    lines = ["| verb | rows | ok | of these needed sometimes, and not here |", "|---|---|---|---|"]
    for verb in CASES:
        rows = [result for result in results if result["verb"] == verb]
        if rows:
            idle = sum(result["ok"] and result["sometimes"] and result["exit"] == 0 for result in rows)
            lines.append(f"| {verb} | {len(rows)} | {sum(result['ok'] for result in rows)} | {idle} |")
    return "\n".join(lines)


def tell(number, row, outcome, troubles):
    print(f"{'not ok' if troubles else 'ok'} {number} - {name_of(row)}: exit {outcome.status}, {outcome.seconds:.1f} s")
    for trouble in troubles:
        print(f"# {trouble}\n# stderr: " + outcome.err.strip()[-1500:].replace("\n", "\n#   "))
    sys.stdout.flush()


def run_rows(stage, rows, told=0, report=None):
    results = []
    for number, row in enumerate(rows, told + 1):
        user = f"writer-{number}"
        outcome, troubles = run_row(stage, row, user) if row[1] else run_whole(stage, row[0], user)
        tell(number, row, outcome, troubles)
        result = {"verb": row[0], "row": name_of(row), "exit": outcome.status, "ok": not troubles}
        result.update({"sometimes": bool(row[1]) and not row[6], "seconds": round(outcome.seconds, 1)})
        results.append({**result, "troubles": troubles})
        if report:
            with open(report, "w", encoding="utf-8") as file:
                json.dump(results, file, indent=1)
    return results


def main():
    arguments = parser_of(CASES).parse_args()
    stage = stages.Stage(arguments.run, arguments.build, arguments.chart, run, Strike)
    rows = chosen(stage, arguments)
    if arguments.list:
        print("\n".join(name_of(row) for row in rows))
        return 0
    results = run_rows(stage, rows, 0, arguments.report)
    failed = sum(not result["ok"] for result in results)
    print(f"1..{len(results)}\n\n{table(results)}\n\n{len(results) - failed} passed, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
