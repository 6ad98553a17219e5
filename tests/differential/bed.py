"""The kubectl that tests/e2e/bed builds: what the comparisons use when none is named."""

import os
import subprocess


def built_kubectl():
    bed = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../e2e/bed")
    return subprocess.check_output([bed, "build"], text=True).strip() + "/bin/kubectl"
