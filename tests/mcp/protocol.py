#!/usr/bin/python3
"""protocol.py RUNDIR: what `corootctl mcp` writes, line by line, to clients that behave well and to others."""

import json
import os
import selectors
import signal
import subprocess
import sys
import time

import jsonschema
from tap import case, same

RUN = sys.argv[1]
HERE = os.path.dirname(os.path.realpath(__file__))
MODERN = {"_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28"}}


class Server:
    """A server of its own; every line that it wrote is kept."""

    def __init__(self, *flags):
        hub = [] if "--coroot-url" in flags else ["--hub", "prod-c"]
        argv = ["corootctl", "mcp", *hub, "--project", "prod-global", *flags]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self.process = subprocess.Popen(argv, **pipes)
        self.rest, self.lines = b"", []
        os.set_blocking(self.process.stdout.fileno(), False)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(20)
        finally:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
            self.process.stderr.close()

    def send(self, line):
        self.process.stdin.write(line if isinstance(line, bytes) else line.encode() + b"\n")
        self.process.stdin.flush()

    def ask(self, key, method, params=None):
        self.send(json.dumps({"jsonrpc": "2.0", "id": key, "method": method, "params": params or {}}))

    def tell(self, method, params=None):
        self.send(json.dumps({"jsonrpc": "2.0", "method": method, "params": params or {}}))

    def call(self, key, tool, arguments=None, meta=None):
        params = {"name": tool, **({"arguments": arguments} if arguments is not None else {})}
        self.ask(key, "tools/call", {**params, **({"_meta": meta} if meta else {})})

    def next(self, seconds=60):
        """The next line that the server wrote, as JSON."""
        end = time.monotonic() + seconds
        with selectors.DefaultSelector() as ready:
            ready.register(self.process.stdout, selectors.EVENT_READ)
            while b"\n" not in self.rest:
                left = end - time.monotonic()
                if left <= 0 or not ready.select(left):
                    raise AssertionError(f"no line within {seconds} s")
                piece = self.process.stdout.read()
                if piece == b"":
                    raise AssertionError("the server closed its output")
                self.rest += piece or b""
        line, _, self.rest = self.rest.partition(b"\n")
        self.lines.append(line)
        return json.loads(line)

    def answer(self, key):
        """The answer with that id; others before it are passed over."""
        while True:
            line = self.next()
            if line.get("id") == key and "method" not in line:
                return line

    def children(self):
        pid = self.process.pid
        with open(f"/proc/{pid}/task/{pid}/children", encoding="utf-8") as file:
            return file.read().split()


def schema_of(command):
    """Of docs/schemas."""
    with open(os.path.join(HERE, f"../../docs/schemas/{command}.json"), encoding="utf-8") as file:
        return json.load(file)


def as_documented():
    hub = ["--hub", "prod-c", "--project", "prod-global"]
    key = json.loads(printed(["incidents", *hub]))["incidents"][0]["key"]
    commands = [["incidents", "show", key, *hub], ["gate", "--app", "checkout", "--wait=false", *hub]]
    commands += [[verb, *hub] for verb in ("apps", "topology", "incidents", "rca")]
    commands += [["topology", "checkout", *hub], ["rca", "--explain", *hub], ["contexts"], ["version"], ["commands"]]
    commands += [["status", "--hub", "prod-c", "--context", "prod-a", "--context", "prod-b"]]
    commands += [["check", "--hub", "prod-c", "--context", "prod-a", "--context", "prod-b"]]
    commands += [["preflight", "--context", "prod-a"], ["inventory", *hub], ["explain"], ["rbac"]]
    commands += [["explain", "exit-7"]]
    commands += [["rbac", "rca", "--in", "hub"], ["keys", "status", "--hub", "prod-c", "--context", "prod-a"]]
    commands += [["auth", "status", "--hub", "prod-c", "--context", "prod-a"]]
    commands += [["unlink-clusters", "--hub", "prod-c", "--member", "prod-b", "--dry-run=server"]]
    commands += [["uninstall", "--context", "prod-b=prod-b", "--even-linked", "--dry-run=server", "--yes"]]
    for command in commands:
        is_of_group = command[1:2] in (["show"], ["status"])
        name = "-".join(command[: 2 if is_of_group else 1])
        jsonschema.validate(json.loads(printed(command)), schema_of(name))


def bundle_as_documented():
    file = os.path.join(RUN, "bundle.tar.gz")
    subprocess.run(["corootctl", "bundle", "--hub", "prod-c", "--file", file], capture_output=True, check=True)
    inspected = json.loads(printed(["bundle", "inspect", file]))
    jsonschema.validate(inspected, schema_of("bundle-inspect"))
    same({cluster["error"] for cluster in inspected["checks"]["clusters"]}, {None})


def upgrade_as_documented():
    """helm is played by a script in the component test that writes this."""
    with open(os.path.join(HERE, "../golden/upgrade.json"), encoding="utf-8") as file:
        jsonschema.validate(json.load(file), schema_of("upgrade"))


def errors_as_documented():
    for command in (["apps", "--hub", "nobody"], ["rca", "--snapshot", "/nonexistent"], ["gate"]):
        jsonschema.validate(json.loads(printed(command)), schema_of("error"))


def printed(command):
    return subprocess.run(["corootctl", *command, "-o", "json"], capture_output=True, check=False).stdout


def slow_hub():
    """An address where a connection stands and nobody answers."""
    import socket

    listener = socket.create_server(("127.0.0.1", 0))
    return listener, f"http://127.0.0.1:{listener.getsockname()[1]}"


def handshake():
    with Server() as server:
        for wanted, given in (("2024-11-05",) * 2, ("2025-06-18",) * 2, ("2099-01-01", "2025-11-25")):
            server.ask(0, "initialize", {"protocolVersion": wanted, "capabilities": {}})
            same(server.answer(0)["result"]["protocolVersion"], given)


def probe():
    with Server() as server:
        began = time.monotonic()
        server.ask("server-discover-probe-1", "server/discover", MODERN)
        found = server.answer("server-discover-probe-1")["result"]
        same(found["supportedVersions"][0], "2026-07-28")
        if time.monotonic() - began > 5:
            raise AssertionError("the probe waits")


def two_at_once():
    with Server() as one, Server() as other:
        for server in (one, other):
            server.ask(1, "ping")
        same([one.answer(1)["result"], other.answer(1)["result"]], [{}, {}])


def every_tool():
    calls = [("rca", None), ("incidents", {}), ("apps", {"status": ["critical"]}), ("topology", {"app": "checkout"})]
    calls += [("status", {}), ("contexts", {"no_contact": True}), ("gate", {"app": "checkout"})]
    calls += [("check", {"suppress": ["CRT308"]}), ("explain", {"code": ["CRT107"]}), ("inventory", {"missing": True})]
    calls += [("rbac", {"verb": ["rca", "apps"], "in": "hub"})]
    with Server() as server:
        for number, (tool, arguments) in enumerate(calls):
            server.call(number, tool, arguments)
        for _ in calls:
            line = server.next()
            result = line["result"]
            if result["isError"]:
                raise AssertionError(f"{calls[line['id']]}: {result}")
            same(json.loads(result["content"][0]["text"]), result["structuredContent"])
        server.call(50, "incidents")
        key = server.answer(50)["result"]["structuredContent"]["incidents"][0]["key"]
        server.call(51, "incident", {"key": key})
        same(server.answer(51)["result"]["structuredContent"]["incident"]["key"], key)


def same_as_the_verb():
    argv = ["corootctl", "rca", "--hub", "prod-c", "--project", "prod-global", "-o", "json"]
    wanted = json.loads(subprocess.run(argv, check=True, capture_output=True).stdout)
    with Server() as server:
        server.call(1, "rca")
        found = server.answer(1)["result"]["structuredContent"]
        same(found["candidates"][0]["subject"], wanted["candidates"][0]["subject"])
        same(list(found), list(wanted))


def bad_arguments():
    with Server() as server:
        server.call(1, "rca", {"ap": "x"})
        text = "rca has no parameter \"ap\": it takes app, incident, since, until"
        same(server.answer(1)["result"], {"content": [{"type": "text", "text": text}], "isError": True})
        server.call(2, "delete_everything")
        same(server.answer(2)["error"]["code"], -32602)
        server.call(3, "apps", {"in_cluster": ["prod-a"]})
        same({app["cluster"] for app in server.answer(3)["result"]["structuredContent"]["apps"]}, {"prod-a"})


def garbage():
    with Server() as server:
        for line in ("garbage", "", "[]", '{"jsonrpc":"2.0"', "\x00"):
            server.send(line)
        server.send(b"\xff\xfe\n")
        server.send(b"x" * (9 << 20) + b"\n")
        server.ask(1, "ping")
        same(server.answer(1)["result"], {})
        codes = [json.loads(line)["error"]["code"] for line in server.lines[:-1]]
        same(codes, [-32700, -32600, -32700, -32700, -32700, -32700])


def bounded():
    with Server("--max-bytes", "1000") as server:
        server.call(1, "apps")
        result = server.answer(1)["result"]
        answer, note = (block["text"] for block in result["content"])
        if len(answer) > 1000 or not note.startswith("Cut to fit: apps: the first"):
            raise AssertionError(result)


def bounded_checks():
    """What matters most comes first, so that a cut takes checks that passed."""
    with Server("--max-bytes", "4000") as server:
        server.call(1, "check")
        result = server.answer(1)["result"]
        checks = result["structuredContent"]["checks"]
        if "checks: the first" not in result["content"][1]["text"] or checks[0]["state"] != "found":
            raise AssertionError(result)


def cancelled():
    listener, url = slow_hub()
    with listener, Server("--coroot-url", url, "--call-timeout", "50s") as server:
        server.call(1, "rca")
        while not server.children():
            time.sleep(0.02)
        server.tell("notifications/cancelled", {"requestId": 1, "reason": "enough"})
        end = time.monotonic() + 20
        while server.children() and time.monotonic() < end:
            time.sleep(0.05)
        same(server.children(), [])
        server.call(2, "contexts", {"no_contact": True})
        same(server.next()["id"], 2)


def too_long():
    listener, url = slow_hub()
    with listener, Server("--coroot-url", url, "--call-timeout", "500ms") as server:
        server.call(1, "rca")
        text = server.answer(1)["result"]["content"][0]["text"]
        if not text.startswith("The time limit of one call was reached."):
            raise AssertionError(text)


def progress():
    listener, url = slow_hub()
    with listener, Server("--coroot-url", url, "--call-timeout", "5s") as server:
        server.call(1, "rca", meta={"progressToken": 0})
        told = server.next()
        same(told["method"], "notifications/progress")
        same((told["params"]["progressToken"], told["params"]["progress"]), (0, 1))
        server.answer(1)


def closed_during_a_call():
    listener, url = slow_hub()
    with listener, Server("--coroot-url", url) as server:
        server.call(1, "rca")
        while not server.children():
            time.sleep(0.02)
        child = int(server.children()[0])
        server.process.stdin.close()
        began = time.monotonic()
        same(server.process.wait(20), 0)
        took = time.monotonic() - began
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            pass
        else:
            raise AssertionError("its call lives on")
        if took > 10:
            raise AssertionError(f"it took {took:.1f} s")


def terminated():
    with Server() as server:
        server.ask(1, "ping")
        server.answer(1)
        server.process.send_signal(signal.SIGTERM)
        same(server.process.wait(20), 0)


def silent():
    with Server() as server:
        server.ask(1, "ping")
        server.answer(1)
        server.process.stdin.close()
        server.process.wait(20)
        same((server.process.stdout.read(), server.process.stderr.read()), (b"", b""))


CASES = {
    "answers are as docs/schemas says": as_documented,
    "what is in a bundle is as docs/schemas says": bundle_as_documented,
    "what upgrade says is as docs/schemas says": upgrade_as_documented,
    "errors are as docs/schemas says": errors_as_documented,
    "the version is the client's where it is known": handshake,
    "the probe of the version without a handshake is answered": probe,
    "two servers at once": two_at_once,
    "every tool answers with JSON, as text and as a structure": every_tool,
    "rca says what the verb says": same_as_the_verb,
    "bad arguments and unknown tools are told, and the session goes on": bad_arguments,
    "garbage, batches and endless lines do not end the session": garbage,
    "an answer is cut to its bound and says so": bounded,
    "what is wrong is not cut from checks before what is right": bounded_checks,
    "a cancelled call ends, unanswered": cancelled,
    "a call ends at its time limit": too_long,
    "a call that takes long tells of its progress": progress,
    "closing the input ends server and calls": closed_during_a_call,
    "SIGTERM ends it": terminated,
    "nothing but messages is written": silent,
}

if __name__ == "__main__":
    sys.exit(not all([case(f"mcp: {name}", check) for name, check in CASES.items()]))
