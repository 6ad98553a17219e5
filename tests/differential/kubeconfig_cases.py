"""Seeded random kubeconfigs: mostly sensible ones, each with a few oddities that people and tools really write."""

import json
import random

NAMES = ["a", "b-1", "Prod_EU", "user@host", "arn:aws:eks:eu-1:12:cluster/x", "café", "'5'", "\"yes\"", "team/one"]
BAD_NAMES = ["5", "yes", "null", "1.5", "~", "''"]
STRINGS = [
    "t0ken",
    "'quoted'",
    "\"esc\\u0041ped\"",
    "2020-01-01",
    "12:30:45",
    "1.2.3",
    "123e456",
    "0123abc",
    "=",
    "'12345'",
    "!!str 77",
    "a b c",
    "x#y",
    "1_",
    "_1",
    ".5.",
    "- dash'".replace("- ", "-"),
    "0o8",
    "0b12",
    "++1",
    "1e",
    "0x",
    "yes!",
    "nope",
    "nul",
    "True1",
]
NON_STRINGS = [
    "12345",
    "0x1F",
    "012",
    "0b11",
    "0o17",
    "1_000",
    "1__0",
    "1e3",
    "1.5",
    "-7",
    "+12",
    "yes",
    "no",
    "on",
    "Off",
    "TRUE",
    "y",
    "N",
    "[]",
    "{}",
    "[a]",
    "{a: b}",
    ".inf",
    ".NaN",
    "1.",
    ".5",
    "-.5e-3",
    "1e+3",
    "99999999999999999999",
    "0.0",
    "-0",
    "0",
]
NULLS = ["null", "~", "", "Null", "NULL"]
TRUES = ["true", "yes", "on", "TRUE", "y", "Yes", "On", "Y"]
FALSES = ["false", "no", "off", "n", "False", "NO"]
NON_BOOLS = ["'true'", "\"yes\"", "1", "0", "t", "[]"]
B64 = ["aGVsbG8=", "'aGVsbG8='", "YQ==", "\"\"", "null"]
BAD_B64 = ["aGVsbG8", "'aGVs bG8='", "'_-8='", "12345", "!!binary aGVsbG8=", "====", "A"]
SERVERS = [
    "https://127.0.0.1:1",
    "https://127.0.0.1:1/",
    "https://127.0.0.1:1/a//b/",
    "HTTPS://127.0.0.1:1",
    "http://127.0.0.1:1",
    "\"https://[::1]:1\"",
    "https://127.0.0.1:1/x?q=1",
    "127.0.0.1:1",
    "https://u:p@127.0.0.1:1",
    "''",
    "ftp://127.0.0.1:1",
    "' https://127.0.0.1:1'",
    "https://127.0.0.1:1/a/../b",
]
PROXIES = [
    "http://127.0.0.1:1",
    "https://127.0.0.1:1",
    "socks5://127.0.0.1:1",
    "SOCKS5://127.0.0.1:1",
    "socks5h://127.0.0.1:1",
    "ftp://127.0.0.1:1",
    "127.0.0.1:1",
    "http://us:pw@127.0.0.1:1",
    "http://",
    "''",
]
FILES = [
    "ca.pem",
    "./ca.pem",
    "sub/../ca.pem",
    "sub/ca.pem",
    "gone.pem",
    "~/ca.pem",
    "'$HOME/ca.pem'",
    "''",
    "/etc/hostname",
    "sub//ca.pem",
    "ca.pem/",
]
COMMANDS = ["plugin", "./plugin", "bin/plugin", "/usr/bin/no-such-plugin", "''"]
VERSIONS = [
    "client.authentication.k8s.io/v1",
    "client.authentication.k8s.io/v1beta1",
    "client.authentication.k8s.io/v1alpha1",
    "''",
    "v1",
]
# What stands in front of a file that has merge keys and aliases.
ANCHORS = """shared:
- &m {server: 'https://merged.example:1', token: merged, cluster: a, namespace: merged-ns}
- &n {server: 'https://other.example:2', tls-server-name: n, user: a, username: merged}
- &t 'https://text.example:3'
- &b on
"""
MERGES = ["*m", "*n", "[*m, *n]", "[*n, *m]", "{namespace: inline, token: inline}", "[*m, {token: inline}]"]
ALIASES = ["*t", "*b", "&own text", "&own 'https://own.example:4'"]
MODES = ["Never", "IfAvailable", "Always", "never", "''"]


class Writer:
    """One file's text, with every choice from one seeded source."""

    def __init__(self, rng, oddness):
        self.rng = rng
        self.oddness = oddness
        self.shares = rng.random() < 0.3

    def odd(self, share=1.0):
        return self.rng.random() < self.oddness * share

    def pick(self, good, bad=()):
        if self.odd(0.15):
            return self.rng.choice(NULLS)
        if bad and self.odd(0.15):
            return self.rng.choice(bad)
        return self.rng.choice(good)

    def first(self, values, share=0.25):
        """Usually the first and safest value."""
        return self.rng.choice(values) if self.odd(share) else values[0]

    def string(self):
        return self.pick(STRINGS, NON_STRINGS)

    def boolean(self):
        return self.pick(TRUES + FALSES, NON_BOOLS)

    def mapping(self, fields, indent):
        """Block or flow style; sometimes a key twice, in another case, or unknown."""
        fields = list(fields)
        if fields and self.odd(0.1):
            fields.append(self.rng.choice(fields))
        if self.odd(0.1):
            fields.append(("unknown-key", self.rng.choice(["1", "[a]", "{b: c}", "text"])))
        if fields and self.odd(0.05):
            key, value = fields.pop()
            fields.append((key.capitalize(), value))
        if self.shares and fields and self.rng.random() < 0.15:
            fields[-1] = (fields[-1][0], self.rng.choice(ALIASES))
        self.rng.shuffle(fields)
        for _ in range(2):  # two merge keys are one more than anybody needs, and legal
            if self.shares and self.rng.random() < 0.2:
                fields.insert(self.rng.randrange(len(fields) + 1), ("<<", self.rng.choice(MERGES)))
        if not fields:
            return self.rng.choice([" {}", " null", ""]) if self.odd() else " {}"
        flow = self.odd(0.3) and all("\n" not in value for _, value in fields)
        if flow:
            return " {" + ", ".join(f"{key}: {value}" for key, value in fields) + "}"
        pad = "\n" + " " * indent
        return "".join(f"{pad}{key}:{value if value.startswith(chr(10)) else ' ' + value}" for key, value in fields)

    def maybe(self, fields, key, value, chance):
        if self.rng.random() < chance:
            fields.append((key, value()))

    def cluster(self):
        fields = []
        self.maybe(fields, "server", lambda: self.first(SERVERS), 0.97)
        self.maybe(fields, "tls-server-name", self.string, 0.2)
        trust = self.rng.random()
        if trust < 0.2 or self.odd(0.1):
            self.maybe(fields, "insecure-skip-tls-verify", self.boolean, 1)
        if 0.2 < trust < 0.5 or self.odd(0.1):
            self.maybe(fields, "certificate-authority", lambda: self.first(FILES, 1.0), 1)
        if 0.5 < trust < 0.7 or self.odd(0.1):
            self.maybe(fields, "certificate-authority-data", lambda: self.pick(B64, BAD_B64), 1)
        self.maybe(fields, "proxy-url", lambda: self.first(PROXIES, 1.0), 0.2)
        self.maybe(fields, "disable-compression", self.boolean, 0.2)
        self.maybe(
            fields,
            "extensions",
            lambda: self.first(["[{name: e, extension: {a: 1}}]", "[]", "null", "[{name: e}, {name: e}]"], 1.0),
            0.1,
        )
        return fields

    def exec(self):
        fields = [("command", self.first(COMMANDS, 1.0))]
        self.maybe(fields, "apiVersion", lambda: self.first(VERSIONS, 0.7), 0.97)
        self.maybe(fields, "interactiveMode", lambda: self.first(MODES, 0.7), 0.9)
        self.maybe(
            fields, "args", lambda: self.rng.choice(["[a, b]", "[]", "null", "[1]" if self.odd(0.3) else "['1']"]), 0.4
        )
        self.maybe(
            fields,
            "env",
            lambda: self.rng.choice(
                [
                    "[{name: A, value: b}]",
                    "[]",
                    "[{value: b}]" if self.odd(0.3) else "[{name: A, value: ''}]",
                    "[{name: A, value: on}]" if self.odd(0.3) else "[{name: A, value: 'on'}]",
                ]
            ),
            0.4,
        )
        self.maybe(fields, "provideClusterInfo", self.boolean, 0.3)
        return "{" + ", ".join(f"{key}: {value}" for key, value in fields) + "}"

    def user(self):
        fields = []
        kind = self.rng.random()
        if kind < 0.45:
            self.maybe(fields, "token", self.string, 0.9)
            self.maybe(fields, "tokenFile", lambda: self.first(FILES, 1.0), 0.2)
        elif kind < 0.6:
            self.maybe(fields, "username", self.string, 0.9)
            self.maybe(fields, "password", self.string, 0.6)
            self.maybe(fields, "token", self.string, 0.1)
        elif kind < 0.8:
            fields.append(("exec", self.exec()))
        elif kind < 0.85:
            fields.append(
                (
                    "auth-provider",
                    self.first(["{name: oidc, config: {a: b}}", "{name: gcp}", "{name: azure}", "{name: other}"], 1.0),
                )
            )
        if self.rng.random() < 0.3:
            for item in ("client-certificate", "client-key"):
                inline = self.rng.random() < 0.5
                if not inline or self.odd(0.2):
                    self.maybe(fields, item, lambda: self.first(FILES, 1.0), 0.95)
                if inline or self.odd(0.2):
                    self.maybe(fields, item + "-data", lambda: self.pick(B64, BAD_B64), 0.95)
        if self.rng.random() < 0.2:
            self.maybe(fields, "as", self.string, 0.95)
            self.maybe(fields, "as-uid", self.string, 0.3)
            self.maybe(fields, "as-groups", lambda: self.first(["[g1, g2]", "[]", "[1]", "['1']"], 1.0), 0.4)
            self.maybe(
                fields,
                "as-user-extra",
                lambda: self.first(["{k: [v]}", "{}", "{k: v}", "{1: [v]}", "{k: null}"], 1.0),
                0.3,
            )
        return fields

    def named(self, names, member, body):
        out = ""
        for name in names:
            if self.odd(0.03):
                out += "\n- null"
                continue
            out += f"\n- name: {name}"
            if not self.odd(0.03):
                out += f"\n  {member}:" + self.mapping(body(name), 4)
        return out if names else " " + self.rng.choice(["[]", "null", "{}" if self.odd(0.3) else "[]"])

    def names(self, pool):
        count = self.rng.choice([0, 1, 2, 2, 3]) if self.odd() else self.rng.choice([1, 2, 2, 3])
        chosen = [self.rng.choice(BAD_NAMES if self.odd(0.05) else pool) for _ in range(count)]
        return chosen if self.odd(0.2) else list(dict.fromkeys(chosen))

    def text(self, pool):
        clusters, users = self.names(pool), self.names(pool)
        contexts = self.names(pool) or [pool[0]]

        def context(_):
            fields = []
            self.maybe(
                fields, "cluster", lambda: self.rng.choice(pool if self.odd(0.3) or not clusters else clusters), 0.97
            )
            self.maybe(fields, "user", lambda: self.rng.choice(pool if self.odd(0.3) or not users else users), 0.9)
            self.maybe(fields, "namespace", self.string, 0.4)
            return fields

        parts = [
            f"clusters:{self.named(clusters, 'cluster', lambda _: self.cluster())}",
            f"users:{self.named(users, 'user', lambda _: self.user())}",
            f"contexts:{self.named(contexts, 'context', context)}",
        ]
        if self.rng.random() < 0.9:
            parts.append(
                "current-context: "
                + (self.rng.choice(pool + BAD_NAMES) if self.odd(0.3) else self.rng.choice(contexts))
            )
        if self.rng.random() < 0.7:
            parts.append("apiVersion: " + self.first(["v1", "v2", "''", "1", "null"], 0.1))
        if self.rng.random() < 0.7:
            parts.append("kind: " + self.first(["Config", "config", "null", "''"], 0.1))
        if self.odd(0.1):
            parts.append("preferences: " + self.rng.choice(["{}", "null", "{colors: true}", "{colors: 'true'}", "[]"]))
        self.rng.shuffle(parts)
        if self.shares:
            parts.insert(0, ANCHORS.rstrip("\n"))
        return self.finish("\n".join(parts) + "\n")

    def kyaml_value(self, value, indent):
        pad = "  " * (indent + 1)
        if isinstance(value, dict):
            lines = [f"{pad}{key}: {self.kyaml_value(item, indent + 1)},\n" for key, item in value.items()]
            return "{\n" + "".join(lines) + "  " * indent + "}"
        if isinstance(value, list):
            items = [self.kyaml_value(item, indent) for item in value]
            return "[" + ", ".join(items) + "]"
        return json.dumps(value)

    def kyaml(self, pool):
        """The form that kubectl -o kyaml writes: flow style, quoted texts, a comma behind each member."""
        names = [name.strip("'\"") for name in pool]
        config = {
            "apiVersion": "v1",
            "clusters": [{"cluster": {"server": f"https://{i}.example:6443"}, "name": n} for i, n in enumerate(names)],
            "contexts": [{"context": {"cluster": n, "namespace": "ns", "user": n}, "name": n} for n in names],
            "current-context": self.rng.choice(names),
            "kind": "Config",
            "users": [{"name": n, "user": {"exec": None, "token": f"t-{n}"}} for n in names],
        }
        text = "---\n" + self.kyaml_value(config, 0) + "\n"
        return text + self.rng.choice(["", "", "}\n", "# the end\n", "more: text\n", "---\n{{{ :\n", "x\n", "- y\n"])

    def finish(self, text):
        """What editors and tools do to whole files."""
        if self.odd(0.05):
            text += "---\n" + self.rng.choice(["current-context: other\n", "{{{ :\n"])
        if self.odd(0.03):
            text = "---\n" + text
        if self.odd(0.02):
            text = "---\n---\n" + text
        if self.odd(0.04):
            text = text.replace("\n", "\r\n")
        if self.odd(0.03):
            text = "\ufeff" + text
        if self.odd(0.03):
            text = "# comment\n\n" + text
        if self.odd(0.02):
            text = text.replace("  ", "\t", 1)
        if self.odd(0.02):
            text = self.rng.choice(["", "null\n", "[]\n", "text\n", "---\n"])
        return text


def case(seed):
    """(file texts by relative name, search list of names, --context or "")."""
    rng = random.Random(seed)
    oddness = rng.choice([0.0, 0.05, 0.1, 0.2, 0.5])
    writer = Writer(rng, oddness)
    pool = rng.sample(NAMES, 3)
    count = rng.choice([1, 1, 2, 3])
    files = {}
    for index in range(count):
        text = writer.kyaml(pool) if rng.random() < 0.05 else writer.text(pool)
        encoded = text.encode("utf-16") if writer.odd(0.02) else text.encode()
        files[rng.choice(["k", "sub/k", "other/k"]) + str(index)] = encoded
    order = list(files)
    if writer.odd(0.1):
        order.insert(rng.randrange(len(order) + 1), "missing")
    context = rng.choice(pool).strip("'\"") if rng.random() < 0.15 else ""
    return files, order, context
