"""A headless Chromium, spoken to over its DevTools protocol on two pipes: no port, no driver, no library."""

import json
import os
import select
import shutil
import subprocess
import tempfile
import time


class Browser:
    """with Browser() as browser: browser.open(path) ..."""

    def __init__(self):
        program = shutil.which("chromium")
        if program is None:
            raise SystemExit("tests/browser: there is no chromium; cmake/debian-packages browser installs it")
        self.home = tempfile.mkdtemp(prefix="corootctl-browser.")
        to_read, self.to = os.pipe()
        self.answers, to_write = os.pipe()
        flags = ["--headless=new", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu", "--hide-scrollbars"]
        flags += ["--disable-dev-shm-usage", "--force-color-profile=srgb", f"--user-data-dir={self.home}/profile"]
        flags += ["--disable-background-networking", "--disable-component-update", "--no-default-browser-check"]
        if os.geteuid() == 0:
            flags.append("--no-sandbox")  # Chromium's sandbox does not start as root

        def hand_over():
            # whichever of the two would lie in the way is moved first
            read, write = os.dup(to_read), os.dup(to_write)
            os.dup2(read, 3)
            os.dup2(write, 4)

        self.process = subprocess.Popen(
            [program, *flags, "about:blank"],
            preexec_fn=hand_over,
            close_fds=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": self.home},
        )
        os.close(to_read)
        os.close(to_write)
        self.rest, self.last, self.session, self.events = b"", 0, None, []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")
        # What the page's thread computes, not what it waits for beside other tests.
        self.call("Performance.enable", timeDomain="threadTicks")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.session = None
            self.call("Browser.close")
        except (OSError, RuntimeError):
            pass
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)

    def receive(self, deadline):
        while b"\0" not in self.rest:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.answers], [], [], left)[0]:
                raise RuntimeError("Chromium does not answer")
            piece = os.read(self.answers, 1 << 20)
            if not piece:
                raise RuntimeError("Chromium ended")
            self.rest += piece
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **params):
        """The result; events that come meanwhile are kept."""
        self.last += 1
        message = {"id": self.last, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + 60
        while True:
            answer = self.receive(deadline)
            if answer.get("id") == self.last:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def wait_for(self, event):
        deadline = time.monotonic() + 60
        while not any(one.get("method") == event for one in self.events):
            self.events.append(self.receive(deadline))

    def open(self, path):
        """Loads a file; what it said and asked for is in `events` afterwards."""
        self.events = []
        self.call("Page.navigate", url="file://" + os.path.abspath(path))
        self.wait_for("Page.loadEventFired")
        self.evaluate("document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => done(0))))")

    def evaluate(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["exception"].get("description", expression))
        return answer["result"].get("value")

    def show(self, width, theme):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])

    def press_tab(self):
        key = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
        self.call("Input.dispatchKeyEvent", type="keyDown", **key)
        self.call("Input.dispatchKeyEvent", type="keyUp", **key)
