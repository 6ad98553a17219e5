"""Hubs whose pages are looked at: a recorded incident of three clusters, and the same among 5,000 apps more."""

import json
import os
import shutil
import subprocess
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# The verb, what is asked, and what has to be read on the page, however it looks.
VIEWS = (
    ("apps", ["apps"], ["5 critical and 1 warning of 31 apps", "prod-a", "shop/checkout", "latency 3s", "xdvvwn3a"]),
    ("incidents", ["incidents"], ["incidents are open", "shop/orders", "rca --incident ivnkjlxq", "prod-b", "latency"]),
    ("topology", ["topology"], ["apps in 3 clusters", "shop/checkout", "cluster prod-b", "Calls to other clusters"]),
    ("around", ["topology", "orders"], ["Around", "shop/orders", "cluster prod-b"]),
)


class SmallHub:
    """with SmallHub(STAND_IN) as hub: hub.asked(["apps"]) is a command line that reads it."""

    scenario = os.path.join(ROOT, "tests/data/incident")

    def __init__(self, stand_in):
        self.stand_in, self.process, self.url = stand_in, None, ""

    def __enter__(self):
        command = [self.stand_in, "--listen", "127.0.0.1:0", "--scenario", self.scenario]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def asked(self, args):
        return [*args, "--coroot-url", self.url, "--project", "prod-global"]


class LargeHub(SmallHub):
    """Each of the 5,000 is called by the one before it in its cluster, every tenth also from the next cluster."""

    def __init__(self, stand_in):
        super().__init__(stand_in)
        self.folder = tempfile.TemporaryDirectory(prefix="corootctl-large.")
        self.scenario = self.folder.name
        answers = os.path.join(self.scenario, "answers")
        shutil.copytree(os.path.join(SmallHub.scenario, "answers"), answers)
        for name, add in (("overview_map.json", self.add_to_map), ("overview_applications.json", self.add_to_apps)):
            path = os.path.join(answers, "prod-global", name)
            with open(path, encoding="utf-8") as file:
                answer = json.load(file)
            add(answer["data"])
            with open(path, "w", encoding="utf-8") as file:
                json.dump(answer, file)

    def __exit__(self, *_):
        super().__exit__()
        self.folder.cleanup()

    @staticmethod
    def bystanders(clusters):
        for number in range(5000):
            yield number, f"{clusters[number % len(clusters)]}:idle:Deployment:bystander-{number}"

    def add_to_map(self, data):
        projects = sorted({app["id"].split(":")[0] for app in data["map"]} - {"external"})
        names = {app["id"].split(":")[0]: app["cluster"] for app in data["map"]}
        ids = [app for _, app in self.bystanders(projects)]
        for number, app in enumerate(ids):
            callees = ids[number + 3 : number + 4] + (ids[number + 1 : number + 2] if number % 10 == 0 else [])
            upstreams = [{"id": one, "status": "ok", "stats": ["1 rps 2ms"], "weight": 1} for one in callees]
            data["map"].append({"id": app, "cluster": names[app.split(":")[0]], "custom": False, "labels": {},
                                "category": "application", "status": "warning" if number % 50 == 0 else "ok",
                                "icon": "", "indicators": [], "upstreams": upstreams, "downstreams": []})  # fmt: skip

    def add_to_apps(self, data):
        first = next(app for app in data["applications"] if app["status"] == "ok")
        names = {app["id"].split(":")[0]: app["cluster"] for app in data["applications"]}
        for number, app in self.bystanders(sorted(set(names) - {"external"})):
            status = "warning" if number % 50 == 0 else "ok"
            data["applications"].append({**first, "id": app, "cluster": names[app.split(":")[0]], "status": status})
