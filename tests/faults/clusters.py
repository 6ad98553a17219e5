#!/usr/bin/env python3
"""The clusters of a run: their state in etcd, kept and put back, and what of it a user would call the same.

clusters.py keep|back RUNDIR FILE NAME...: the state of these clusters into the file, or as the file has it.
"""

import base64
import http.client
import json
import os
import re
import ssl
import sys
import time
import urllib.request

# What moves by itself, or says who is at work.
CHURN = ("/events/", "/leases/", "/masterleases/", "/minions/", "/csinodes/", "/endpointslices/", "/peerserverleases/")
# What controllers write a status into while they notice that the world was put back: such an object has to be there.
FOLLOWED = ("/statefulsets/", "/deployments/", "/daemonsets/", "/replicasets/", "/pods/", "/endpoints/")
FOLLOWED += ("/controllerrevisions/", "/persistentvolumes/", "/persistentvolumeclaims/")
KINDS = {
    "api/v1": ["namespaces", "configmaps", "secrets", "services", "serviceaccounts", "persistentvolumeclaims"],
    "apis/apps/v1": ["deployments", "statefulsets", "daemonsets"],
    "apis/rbac.authorization.k8s.io/v1": ["clusterroles", "clusterrolebindings", "roles", "rolebindings"],
    "apis/apiextensions.k8s.io/v1": ["customresourcedefinitions"],
    "apis/coroot.com/v1": ["coroots"],
}
SYSTEM = ("kube-", "system:", "default")
MOST_CHANGES, MOST_BYTES = 100, 1_000_000  # of a transaction: etcd takes 128 and 1.5 MiB


def base64_text(text):
    return base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()


class Store:
    """The etcd behind all clusters: each cluster is a prefix."""

    def __init__(self, url):
        self.url = url
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def call(self, verb, body):
        data = json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/v3/kv/{verb}", data, {"Content-Type": "application/json"})
        with self.opener.open(request, timeout=60) as answer:
            return json.load(answer)

    def keep(self, cluster):
        """Every key of the cluster with its value, both in base64."""
        prefix = {"key": base64_text(f"/{cluster}/"), "range_end": base64_text(f"/{cluster}0")}
        found = self.call("range", prefix).get("kvs", [])
        return {kv["key"]: kv.get("value", "") for kv in found if not is_churn(kv["key"])}

    def keep_still(self, cluster):
        """The same once nothing has moved for two seconds: a state that was kept while controllers were at work on it
        comes back with their work half done, and never to rest.
        """
        kept, since, end = self.keep(cluster), time.monotonic(), time.monotonic() + 120
        while time.monotonic() < since + 2:
            time.sleep(0.2)
            now = self.keep(cluster)
            if now != kept:
                kept, since = now, time.monotonic()
            if since > end:
                raise RuntimeError(f"{cluster} does not come to rest")
        return kept

    def put_back(self, cluster, kept):
        """Until it stays so for a moment: controllers may still be finishing what the last row began."""
        if not self.differences(cluster, kept):
            return
        for _ in range(60):
            now = self.keep(cluster)
            changes = [{"requestDeleteRange": {"key": key}} for key in now.keys() - kept.keys()]
            changes += [{"requestPut": {"key": k, "value": v}} for k, v in kept.items() if now.get(k) != v]
            for some in portions(changes):
                self.call("txn", {"success": some})
            if self.is_settled(cluster, kept):
                return
        raise RuntimeError(f"{cluster} does not come back to its state: {self.differences(cluster, kept)[:5]}")

    def is_settled(self, cluster, kept):
        for _ in range(3):
            time.sleep(0.3)
            if self.differences(cluster, kept):
                return False
        return True

    def differences(self, cluster, kept):
        """Names of the keys that came, went, or say something else."""
        now = self.keep(cluster)
        keys = {key for key in now.keys() | kept.keys() if now.get(key) != kept.get(key)}
        names = {base64.b64decode(key).decode(): key in now and key in kept for key in keys}
        return sorted(name for name, is_in_both in names.items() if not is_in_both or not is_followed(name))


def portions(changes):
    """The changes in transactions that etcd takes; a value that is large alone goes alone."""
    out, size = [[]], 0
    for change in changes:
        more = len(json.dumps(change))
        if out[-1] and (len(out[-1]) == MOST_CHANGES or size + more > MOST_BYTES):
            out, size = [*out, []], 0
        out[-1].append(change)
        size += more
    return out if out[0] else []


def is_followed(name):
    return any(part in name for part in FOLLOWED)


def is_churn(key):
    return any(part in base64.b64decode(key).decode() for part in CHURN)


class Api:
    """An API server, asked without a proxy in between."""

    def __init__(self, port, authority, identity, client):
        self.port, self.identity = port, identity
        self.trust = ssl.create_default_context(cafile=authority)
        if client:
            self.trust.load_cert_chain(*client)

    def ask(self, method, path, body=None, kind="application/json"):
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=self.trust, timeout=60)
        try:
            data = json.dumps(body).encode() if body is not None else None
            connection.request(method, path, data, {**self.identity, "Content-Type": kind})
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text.startswith(b"{") else {}
        finally:
            connection.close()

    def wait_for(self, path):
        end = time.monotonic() + 60
        while self.ask("GET", path)[0] != 200:
            if time.monotonic() > end:
                raise RuntimeError(f"{path} does not appear")
            time.sleep(0.1)

    def items(self, group, plural):
        status, found = self.ask("GET", f"/{group}/{plural}")
        return found.get("items", []) if status == 200 else []


def between(text, name):
    """The value of one field of the bed's own kubeconfigs."""
    found = re.search(name + r": ([^,}\s]+)", text)
    return found.group(1) if found else None


def way_to(run, name):
    """What an Api of a run's cluster is made of: port, authority, identity, client certificate."""
    pki = f"{run}/pki"
    with open(f"{run}/clusters/{name}/admin.kubeconfig", encoding="utf-8") as file:
        text = file.read()
    token = between(text, "token")
    identity = {"Authorization": f"Bearer {token}"} if token else {}
    client = None if token else (f"{pki}/admin.crt", f"{pki}/admin.key")
    return int(re.search(r"127\.0\.0\.1:(\d+)", text).group(1)), f"{pki}/ca.crt", identity, client


def open_api(run, name):
    return Api(*way_to(run, name))


def secrets_of(api):
    """Every value that no output may hold, as it is and in base64."""
    out = set()
    for secret in api.items("api/v1", "secrets"):
        if secret["type"] == "helm.sh/release.v1":
            continue
        for value in secret.get("data", {}).values():
            out.update({value, base64.b64decode(value).decode("utf-8", "replace")})
    return {text for text in out if len(text) >= 8}


def is_noise(plural, item):
    name, space = item["metadata"]["name"], item["metadata"].get("namespace", "")
    if space.startswith("kube-") or name.startswith(SYSTEM) or name in ("kube-root-ca.crt", "cluster-admin"):
        return True
    own_roles = plural in ("clusterroles", "clusterrolebindings") and "coroot" not in name
    return own_roles or item.get("type") == "helm.sh/release.v1"


def essence(item):
    """An object without what each run makes anew."""
    metadata = item["metadata"]
    out = {key: value for key, value in item.items() if key not in ("status", "metadata")}
    out["labels"] = metadata.get("labels", {})
    if "data" in item and "type" in item:
        out["data"] = sorted(item["data"])  # of a Secret its keys: the values are random
    for volatile in ("clusterIP", "clusterIPs", "volumeName", "finalizers"):
        out.get("spec", {}).pop(volatile, None)
    for port in out.get("spec", {}).get("ports", []) if isinstance(out.get("spec"), dict) else []:
        port.pop("nodePort", None)
    template = out.get("spec", {}).get("template", {}).get("metadata", {})
    template.pop("annotations", None)  # digests of random keys
    if item.get("binaryData"):
        out["binaryData"] = sorted(item["binaryData"])
    return out


def picture(api):
    """What a user would call the state of the cluster."""
    out = {}
    for group, plurals in KINDS.items():
        for plural in plurals:
            for item in api.items(group, plural):
                if not is_noise(plural, item):
                    metadata = item["metadata"]
                    out[f"{plural} {metadata.get('namespace', '')}/{metadata['name']}"] = essence(item)
    releases = [s for s in api.items("api/v1", "secrets") if s["type"] == "helm.sh/release.v1"]
    latest = max(releases, key=lambda s: int(s["metadata"]["labels"]["version"]), default=None)
    out["helm"] = latest["metadata"]["labels"]["status"] if latest else ""
    return out


def versions(api, plurals=("configmaps", "secrets")):
    """uid and resourceVersion of what the tests made and nobody else may touch."""
    return {
        f"{plural} {item['metadata']['name']}": (item["metadata"]["uid"], item["metadata"]["resourceVersion"])
        for plural in plurals
        for item in api.items("api/v1/namespaces/foreign", plural)
        if not item["metadata"]["name"].startswith("kube-root-ca")
    }


def main():
    word, run, path, *names = sys.argv[1:]
    with open(f"{run}/etcd.url", encoding="utf-8") as file:
        store = Store(file.read().strip())
    if word == "keep":
        states = {name: store.keep_still(name) for name in names}
        with open(path, "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o600)) as file:
            json.dump(states, file)
    else:
        with open(path, encoding="utf-8") as file:
            states = json.load(file)
        for name in names:
            store.put_back(name, states[name])


if __name__ == "__main__":
    main()
