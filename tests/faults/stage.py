"""The stage of the campaign: three clusters behind fault proxies, in the states from which the verbs start."""

import base64
import os
import re
import shutil
from concurrent.futures import ThreadPoolExecutor

from clusters import Api, Store, picture, secrets_of, versions, way_to
from fault_proxy import FaultProxy

NAMES = ["cluster-a", "cluster-b", "cluster-c"]
HUB = "cluster-c"
INSTALL = ["install", "--context", "cluster-b=prod-b", "--timeout", "380s", "--yes", "--node-port", "30001"]
INSTALL_RESOURCE = [*INSTALL, "--resource-only"]
MANIFESTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../support/data/operator-manifests.yaml")
INSTALL_MANIFESTS = [*INSTALL, "--operator-manifests", MANIFESTS]
LINK = ["link-clusters", "--hub", "cluster-c=prod-c", "--member", "cluster-a=prod-a,https://coroot-a.example.com"]
LINK += ["--member", "cluster-b=prod-b,https://coroot-b.example.com", "--aggregate", "prod-global"]
LINK += ["--timeout", "380s", "--yes"]
OLD_LINK = [*LINK[:5], "--aggregate", "old-global", "--timeout", "380s", "--yes"]
UNLINK = ["unlink-clusters", "--hub", HUB, "--member", "prod-a", "--timeout", "380s", "--yes"]
ROTATE = ["keys", "rotate", "--hub", HUB, "cluster-a=prod-a", "--timeout", "380s", "--yes"]
APPLY = ["apply", "--timeout", "380s", "--yes"]
FLEET = """apiVersion: corootctl.coroot.com/v1
kind: Fleet
defaults:
  operator: {{chart: {chart}}}
  exposure: {{type: NodePort, nodePort: 30001}}
hub: {{context: cluster-c, project: prod-c, url: "https://coroot-c.example.com"}}
members:
- {{name: prod-a, context: cluster-a, url: "https://coroot-a.example.com"}}
- {{name: prod-b, context: cluster-b, topology: agents}}
aggregates:
- {{name: prod-global}}
"""
UNINSTALL = ["uninstall", "--context", "cluster-b=prod-b", "--timeout", "380s", "--yes"]
UPGRADE = ["upgrade", "--context", "cluster-b", "--no-verify", "--timeout", "380s", "--yes"]
STATUS = ["status", "--hub", HUB, "--context", "cluster-a", "--context", "cluster-b", "--timeout", "60s"]
RCA = ["rca", "--hub", HUB, "--project", "prod-global", "--since", "1h", "--timeout", "120s", "--member-timeout", "60s"]


class Stage:
    def __init__(self, run, build, chart, command, undisturbed):
        self.run, self.command, self.undisturbed = run, command, undisturbed
        self.program = os.path.join(build, "cli", "corootctl")
        self.kubeconfig = os.path.join(run, "through-proxies.kubeconfig")
        home = os.path.join(run, "home")
        os.makedirs(home, exist_ok=True)
        self.environment = {**os.environ, "HOME": home, "KUBECONFIG": self.kubeconfig}
        INSTALL.extend(["--chart", chart] if "--chart" not in INSTALL else [])
        self.write_fleet(chart)
        self.write_next_chart(chart)
        with open(os.path.join(run, "etcd.url"), encoding="utf-8") as file:
            self.store = Store(file.read().strip())
        self.apis, self.proxies = {}, {}
        for name in NAMES:
            self.open(name)
        self.write_kubeconfig()
        self.states = {}
        self.prepare(chart)

    def write_fleet(self, chart):
        path = os.path.join(self.run, "fleet.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(FLEET.format(chart=chart))
        APPLY.extend(["-f", path] if "-f" not in APPLY else [])

    def write_next_chart(self, chart):
        """The chart one version later, with a field more in the definition."""
        path = os.path.join(self.run, "chart-next")
        shutil.copytree(chart, path, dirs_exist_ok=True)
        for name, old, new in (
            ("Chart.yaml", r"(?m)^version: .*", "version: 99.0.0"),
            ("templates/_server.tpl", r"(?m)^cacheTTL: ", "cacheTiers: {type: string}\ncacheTTL: "),
        ):
            file = os.path.join(path, name)
            with open(file, encoding="utf-8") as text:
                changed = re.sub(old, new, text.read())
            with open(file, "w", encoding="utf-8") as text:
                text.write(changed)
        UPGRADE.extend(["--chart", path] if "--chart" not in UPGRADE else [])

    def open(self, name):
        port, authority, identity, client = way_to(self.run, name)
        server = (f"{self.run}/pki/apiserver.crt", f"{self.run}/pki/apiserver.key")
        self.apis[name] = Api(port, authority, identity, client)
        self.proxies[name] = FaultProxy(name, port, server, authority, identity, client)

    def write_kubeconfig(self):
        """Tokens everywhere: a client certificate ends at the proxy, which has the cluster's own."""
        with open(f"{self.run}/pki/ca.crt", "rb") as file:
            authority = base64.b64encode(file.read()).decode()
        with open(f"{self.run}/pki/tokens.csv", encoding="utf-8") as file:
            self.token = file.read().split(",")[0]
        lines = ["apiVersion: v1", "kind: Config", "users:", f"- {{name: admin, user: {{token: {self.token}}}}}"]
        lines.append("clusters:")
        for name in NAMES:
            server = f'"https://127.0.0.1:{self.proxies[name].port}"'
            lines.append(f"- {{name: {name}, cluster: {{server: {server}, certificate-authority-data: {authority}}}}}")
        lines.append("contexts:")
        lines += [f"- {{name: {name}, context: {{cluster: {name}, user: admin}}}}" for name in NAMES]
        with open(self.kubeconfig, "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o600)) as file:
            file.write("\n".join(lines) + "\n")

    def succeed(self, argv):
        outcome = self.command(self, argv, self.undisturbed())
        if outcome.status != 0:
            raise RuntimeError(f"{' '.join(argv)}: exit {outcome.status}: {outcome.err}")

    def prepare(self, chart):
        for name in NAMES:
            self.plant_foreign(name)
        self.keep("bare")
        install = ["install", "--chart", chart, *INSTALL[3:8]]
        for name in NAMES:
            install += ["--context", f"{name}=prod-{name[-1]}"]
        self.succeed(install)
        self.succeed(OLD_LINK)
        self.plant_key()
        self.keep("ready")
        self.succeed(LINK)
        self.keep("linked")

    def bring_operator(self, state):
        """An operator in the second cluster, and no Coroot."""
        self.put_back("bare")
        chart = INSTALL[INSTALL.index("--chart") + 1]
        self.succeed(["install", "--context", "cluster-b", "--operator-only", "--chart", chart, "--yes"])
        self.keep(state)

    def plant_foreign(self, name):
        """What somebody else has in the cluster."""
        api = self.apis[name]
        api.ask("POST", "/api/v1/namespaces", {"metadata": {"name": "foreign"}})
        api.ask("POST", "/api/v1/namespaces/foreign/configmaps", {"metadata": {"name": "theirs"}, "data": {"a": "b"}})
        secret = {"metadata": {"name": "theirs"}, "stringData": {"password": "foreign-password-1"}}
        api.ask("POST", "/api/v1/namespaces/foreign/secrets", secret)
        # Controllers add to every new namespace, sooner or later.
        for made in ("configmaps/kube-root-ca.crt", "serviceaccounts/default"):
            api.wait_for(f"/api/v1/namespaces/foreign/{made}")

    def plant_key(self):
        """A key that somebody else put into the hub's Secret."""
        path = "/api/v1/namespaces/coroot/secrets/remote-coroot-clusters"
        body = {"stringData": {"theirs": "foreign-key-12345"}}
        status, said = self.apis[HUB].ask("PATCH", path, body, "application/merge-patch+json")
        if status != 200:
            raise RuntimeError(f"the foreign key was refused: {said}")

    def arm(self, strike):
        for proxy in self.proxies.values():
            proxy.reset(strike)

    def keep(self, state):
        self.states[state] = {name: self.store.keep_still(name) for name in NAMES}

    def put_back(self, state):
        """All at once: most of it is waiting for controllers to come to rest."""
        with ThreadPoolExecutor(len(NAMES)) as pool:
            list(pool.map(lambda name: self.store.put_back(name, self.states[state][name]), NAMES))

    def differs_from(self, state):
        """What a command that only reads has changed."""
        return [key for name in NAMES for key in self.store.differences(name, self.states[state][name])]

    def picture(self):
        return {name: picture(self.apis[name]) for name in NAMES}

    def foreign(self):
        return {name: versions(self.apis[name]) for name in NAMES}

    def secrets(self):
        return {self.token}.union(*(secrets_of(api) for api in self.apis.values()))

    def dangling(self):
        """Keys that the hub's resource names and no Secret has: with one of them its server does not start."""
        found, hub = [], self.apis[HUB]
        secrets = {item["metadata"]["name"]: item.get("data", {}) for item in hub.items("api/v1", "secrets")}
        for resource in hub.items("apis/coroot.com/v1", "coroots"):
            for project in resource["spec"].get("projects", []):
                key = project.get("remoteCoroot", {}).get("apiKeySecret")
                if key and key["key"] not in secrets.get(key["name"], {}):
                    found.append(f"project {project['name']} names a key that is not there: {key}")
        return found

    def compare(self, wanted):
        """Each object that is not as after an undisturbed run."""
        found = self.picture()
        out = []
        for name in NAMES:
            before, now = wanted[name], found[name]
            keys = sorted(before.keys() | now.keys())
            out += [f"{name}: {key} is not as undisturbed" for key in keys if before.get(key) != now.get(key)]
        return out[:10]
