#!/usr/bin/env python3
"""reader.py RUNDIR HUB MEMBER PROJECT

Reads a member's data through the hub, all the time, until a SIGTERM; then prints what became of the reads as JSON.
A first line says when it has begun, another one when a read was refused for the first time.

Each read goes the way that corootctl goes: over the service proxy of the hub's real API server to the hub's Coroot.
Nothing runs in kwok's pods, so whether the member would take the hub's key is worked out from what their servers were
started with: when the pod of a server is another one and runs, the keys behind its variables are read from the Secrets,
as a kubelet does, and never again.
"""

import json
import signal
import sys
import threading
import time
import urllib.parse

from clusters import open_api

SERVER = "/api/v1/namespaces/coroot/pods/coroot-coroot-0"
PROXY = "/api/v1/namespaces/coroot/services/coroot-coroot:8080/proxy"
SECRET = "/api/v1/namespaces/coroot/secrets/"
QUERY = 'sum(up{job="coroot-node-agent"})'
PAUSE_S = 0.1
WINDOW_MS = 300_000
ENDPOINTS_S = 15  # until the API server knows the address of a pod that is ready, on a machine that also compiles


def is_ready(pod):
    conditions = pod.get("status", {}).get("conditions", [])
    return "deletionTimestamp" not in pod["metadata"] and any(
        each["type"] == "Ready" and each["status"] == "True" for each in conditions
    )


class Server:
    """Coroot's server of one cluster, as its kubelet would have started it."""

    def __init__(self, api):
        self.api, self.uid, self.keys = api, None, {}
        self.starts = -1  # the one that is there from the beginning does not count
        self.last_restart = 0

    def look(self):
        status, pod = self.api.ask("GET", SERVER)
        if status != 200 or not is_ready(pod) or pod["metadata"]["uid"] != self.uid:
            self.last_restart = time.monotonic()
        if status != 200 or pod["status"].get("phase") != "Running" or pod["metadata"]["uid"] == self.uid:
            return
        self.keys = self.read_keys(pod)
        self.uid = pod["metadata"]["uid"]
        self.starts += 1

    def read_keys(self, pod):
        """{(Secret, key): value}, None where there is none: such a server does not start."""
        places, secrets = set(), {}
        for container in pod["spec"]["containers"]:
            for variable in container.get("env", []):
                place = variable.get("valueFrom", {}).get("secretKeyRef")
                if place:
                    places.add((place["name"], place["key"]))
        for name in {name for name, _ in places}:
            secrets[name] = self.api.ask("GET", SECRET + name)[1].get("data", {})
        return {(name, key): secrets[name].get(key) for name, key in places}


class SteadyReader:
    """`counts` says what became of the reads: answered, restarting (the hub's own restart, which is announced), failed
    (anything else), refused (the member's server does not know the key of the hub's).
    """

    def __init__(self, hub, member, project, say=lambda text: None):
        self.say = say
        self.hub, self.member, self.project = Server(hub), Server(member), project
        self.counts = {"reads": 0, "answered": 0, "restarting": 0, "failed": 0, "refused": 0}
        self.failures, self.id = [], None
        self.ended = threading.Event()
        self.look()
        self.thread = threading.Thread(target=self.work, daemon=True)
        self.thread.start()

    def look(self):
        self.hub.look()
        self.member.look()

    def work(self):
        while not self.ended.is_set():
            try:
                self.read()
            except Exception as error:  # pylint: disable=broad-except # told at the end, like every failed read
                self.fail(repr(error))
            self.ended.wait(PAUSE_S)

    def fail(self, why):
        self.counts["failed"] += 1
        self.failures.append(why)

    def refuse(self, is_refused):
        if is_refused and not self.counts["refused"]:
            self.say("refused")
        self.counts["refused"] += is_refused

    def is_refused(self):
        own = next((value for place, value in self.hub.keys.items() if place[1] == self.project), None)
        return own is None or own not in self.member.keys.values()

    def read(self):
        self.counts["reads"] += 1
        self.look()
        if self.is_refused():  # clusters are looked at one after the other: it counts when it is still so
            self.look()
            self.refuse(self.is_refused())
        status, said = self.ask()
        if status == 200:
            self.counts["answered"] += 1
            return
        self.hub.look()
        is_restart = status == 503 and time.monotonic() < self.hub.last_restart + ENDPOINTS_S
        if is_restart:
            self.counts["restarting"] += 1
        else:
            self.fail(f"{status} {json.dumps(said)[:200]}")

    def ask(self):
        if self.id is None:
            status, user = self.hub.api.ask("GET", PROXY + "/api/user")
            if status != 200:
                return status, user
            self.id = next(each["id"] for each in user["projects"] if each["name"] == self.project)
        now = int(time.time() * 1000) // 15_000 * 15_000
        entry = {"datasource": self.project, "query": QUERY, "legend": "agents", "color": ""}
        query = {"name": "", "source": {"metrics": {"queries": [entry]}}}
        query["widget"] = {"chart": {"display": "line", "stacked": False}}
        asked = urllib.parse.urlencode({"from": now - WINDOW_MS, "to": now, "query": json.dumps(query)})
        return self.hub.api.ask("GET", f"{PROXY}/api/project/{self.id}/panel/data?{asked}")

    def stop(self):
        """All counts, after a last read of what is there now."""
        self.ended.set()
        self.thread.join(70)
        self.read()
        starts = {"hub_restarts": self.hub.starts, "member_restarts": self.member.starts}
        return {**self.counts, **starts, "failures": self.failures[:5]}


def troubles_of(counts):
    """What a rotation may not have done to who reads all the time."""
    out = [f"{counts[name]} reads {name}" for name in ("refused", "failed") if counts[name]]
    if counts["reads"] < 10 or not counts["answered"]:
        out.append("the reader has hardly read anything")
    return [f"{text}: {json.dumps(counts)}" for text in out]


def main():
    run, hub, member, project = sys.argv[1:]
    reader = SteadyReader(open_api(run, hub), open_api(run, member), project, lambda text: print(text, flush=True))
    signal.signal(signal.SIGTERM, lambda *_: reader.ended.set())
    print("reading", flush=True)
    reader.ended.wait()
    print(json.dumps(reader.stop()))


if __name__ == "__main__":
    main()
