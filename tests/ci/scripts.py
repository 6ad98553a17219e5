"""The scripts of examples/ci, each as its engine would run it: a shell and what it gets."""

import os
import re

import yaml

EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples/ci")


def text_of(path):
    with open(os.path.join(EXAMPLES, path), encoding="utf-8") as file:
        return file.read()


def documents(path):
    return list(yaml.safe_load_all(text_of(path)))


def github():
    (step,) = documents("github/action.yml")[0]["runs"]["steps"]
    return {"gate": ("bash", "-eo", "pipefail", "-c", step["run"])}, set(step["env"])


def gitlab():
    _, jobs = documents("gitlab/template.yml")
    scripts = {name: ("bash", "-eo", "pipefail", "-c", "\n".join(job["script"])) for name, job in jobs.items()}
    return scripts, {name for job in jobs.values() for name in job["variables"]}


def env_of(container):
    return {each["name"] for each in container["env"]}


def tekton():
    (step,) = documents("tekton/task.yaml")[0]["spec"]["steps"]
    return {"gate": ("sh", "-c", step["script"])}, env_of(step)


def jenkins():
    text = text_of("jenkins/Jenkinsfile")
    stages = re.findall(r"stage\('(\w+)'\)\s*\{\s*steps\s*\{\s*sh '([^']*)'", text)
    return {name: ("sh", "-xec", script) for name, script in stages}, set(re.findall(r"string\(name: '(\w+)'", text))


def containers(path, *way):
    for document in documents(path):
        for key in way:
            document = document[key]
        yield document["spec"]["containers"][0]


def argocd():
    before, after = containers("argocd/hooks.yaml", "spec", "template")
    return {"before": tuple(before["command"]), "after": tuple(after["command"])}, env_of(before) | env_of(after)


def argo_rollouts():
    way = ("spec", "metrics", 0, "provider", "job", "spec", "template")
    (container,) = containers("argo-rollouts/analysis.yaml", *way)
    return {"gate": tuple(container["command"])}, env_of(container)
