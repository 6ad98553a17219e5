"""An HTTPS proxy in front of one API server that does to chosen requests what networks and servers do to real ones.

It ends TLS with the run's own certificate and forwards to the API server with the cluster's own credentials, so that a
fault can strike at one request, before or after it is carried out.
"""

import http.client
import json
import os
import socket
import ssl
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STATUS = {
    "410": (410, "Expired", {}),
    "429": (429, "TooManyRequests", {"Retry-After": "1"}),
    "500": (500, "InternalError", {}),
    "503": (503, "ServiceUnavailable", {}),
    "504": (504, "Timeout", {}),
}
# What a fault of the connection may be, in the order of the tables.
CONNECTION_FAULTS = ["refused", "reset-before", "reset-after", "cut", "empty", "html", *STATUS]
CONNECTION_FAULTS += ["silent", "endless", "slow"]
REFUSED_SECONDS = 2.5
SLOW_SECONDS = 6.5


class Request:
    """What the client asked, and the name by which a row chooses it."""

    def __init__(self, cluster, method, target, agent):
        self.cluster, self.method, self.agent = cluster, method, agent
        self.path, _, self.query = target.partition("?")
        self.is_dry = "dryRun=All" in self.query
        self.is_review = self.path.endswith("selfsubjectaccessreviews")
        self.is_write = method not in ("GET", "HEAD", "OPTIONS") and not self.is_dry and not self.is_review
        # Coroot's own login, tried and read over the service proxy, changes nothing.
        self.is_write = self.is_write and "/proxy/" not in self.path
        marks = [mark for mark in ("watch=true", "dryRun=All") if mark in self.query]
        self.name = f"{cluster} {method} {self.path}" + (f"?{'&'.join(marks)}" if marks else "")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One segment, one answer: otherwise each waits for the other's delayed acknowledgement.
    disable_nagle_algorithm = True
    wbufsize = -1

    def handle_one_request(self):
        try:
            super().handle_one_request()
        except (OSError, ssl.SSLError, http.client.HTTPException):
            self.close_connection = True

    def log_message(self, *_):
        pass

    def serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = Request(self.server.cluster, self.command, self.path, self.headers.get("User-Agent", ""))
        strike = self.server.plan(request)
        if strike is None:
            self.forward(body)
        else:
            strike(self, request, body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = serve

    def ask(self, body):
        """The API server's answer, its body not yet read."""
        upstream = http.client.HTTPSConnection("127.0.0.1", self.server.upstream, context=self.server.trust)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
        headers.update(self.server.identity)
        upstream.request(self.command, self.path, body=body or None, headers=headers)
        return upstream, upstream.getresponse()

    def send_head(self, status, headers, size=None):
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        self.send_header(*(("Transfer-Encoding", "chunked") if size is None else ("Content-Length", str(size))))
        self.end_headers()

    def forward(self, body):
        upstream, answer = self.ask(body)
        try:
            if "watch=true" in self.path or "watch=1" in self.path:
                self.forward_stream(answer)
                return
            data = answer.read()
            self.send_head(answer.status, answer.getheaders(), len(data))
            self.wfile.write(data if self.command != "HEAD" else b"")
            self.wfile.flush()
        finally:
            upstream.close()

    def forward_stream(self, answer):
        self.send_head(answer.status, answer.getheaders())
        self.wfile.flush()
        while piece := answer.read1(65536):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")
        self.wfile.flush()

    # What may be struck with.

    def end(self, abruptly):
        self.wfile.flush()
        self.close_connection = True
        if abruptly:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            os.close(self.connection.detach())  # a close() would wait for the files that were made of it

    def answer(self, status, kind, body, headers=()):
        self.send_head(status, [("Content-Type", kind), *headers], len(body))
        self.wfile.write(body)
        self.wfile.flush()

    def strike_status(self, fault):
        code, reason, headers = STATUS[fault]
        status = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "code": code}
        status["message"] = "a fault of the test"
        self.answer(code, "application/json", json.dumps(status).encode(), headers.items())

    def carry_out(self, body):
        """The server does it, and nobody hears of it."""
        upstream, answer = self.ask(body)
        answer.read()
        upstream.close()

    def strike_partly(self, fault, body):
        upstream, answer = self.ask(body)
        data = answer.read()
        upstream.close()
        self.send_head(answer.status, answer.getheaders(), max(len(data), 2))
        if fault == "cut":
            self.wfile.write(data[: len(data) // 2])
        self.end(abruptly=fault == "reset-after")

    def strike_endless(self):
        self.send_head(200, [("Content-Type", "application/json")])
        piece = b'{"items":[' + b" " * (1 << 20)
        while True:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.flush()

    def strike_silent(self):
        self.server.hold(self.connection)
        self.close_connection = True

    def strike(self, fault, body):
        """One fault of the connection. cut, reset-after and slow strike after the server has done what was asked."""
        if fault in STATUS:
            self.strike_status(fault)
        elif fault == "refused":
            self.server.refuse(REFUSED_SECONDS)
            self.end(abruptly=True)
        elif fault == "reset-before":
            self.end(abruptly=True)
        elif fault in ("reset-after", "cut"):
            self.strike_partly(fault, body)
        elif fault == "empty":
            self.answer(200, "application/json", b"")
        elif fault == "html":
            self.answer(200, "text/html; charset=utf-8", b"<!doctype html><title>Sign in</title>")
        elif fault == "silent":
            self.strike_silent()
        elif fault == "endless":
            self.strike_endless()
        elif fault == "slow":
            self.server.pause(SLOW_SECONDS)
            self.forward(body)


def free_port():
    """A port by its number: one that the kernel chooses at bind() is lost when the listener is shut down."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


class FaultProxy(ThreadingHTTPServer):
    """One cluster's. `plan` gets every request and answers None, or what to do with it instead of forwarding."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, cluster, upstream, certificate, authority, identity, client=None):
        super().__init__(("127.0.0.1", free_port()), Handler)
        self.cluster, self.upstream, self.identity = cluster, upstream, identity
        self.trust = ssl.create_default_context(cafile=authority)
        if client:
            self.trust.load_cert_chain(*client)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(*certificate)
        self.plan = lambda request: None
        self.ended = threading.Event()
        self.deaf = threading.Event()
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]

    def get_request(self):
        if self.deaf.is_set():
            time.sleep(0.02)
        return super().get_request()

    def finish_request(self, request, client_address):
        try:
            secured = self.tls.wrap_socket(request, server_side=True)
        except (OSError, ssl.SSLError):
            return
        try:
            self.RequestHandlerClass(secured, client_address, self)
        finally:
            secured.close()

    def handle_error(self, *_):
        pass

    def refuse(self, seconds):
        """A listener that was shut down keeps its port and refuses whoever connects."""
        self.deaf.set()
        self.socket.shutdown(socket.SHUT_RDWR)
        threading.Timer(seconds, self.listen_again).start()

    def listen_again(self):
        if self.deaf.is_set() and not self.ended.is_set():
            self.socket.listen(self.request_queue_size)
            self.deaf.clear()

    def pause(self, seconds):
        self.ended.wait(seconds)

    def hold(self, connection):
        """Keeps it open and silent until the client gives up."""
        try:
            while connection.recv(4096):
                pass
        except OSError:
            pass

    def reset(self, plan):
        self.plan = plan
        self.listen_again()

    def stop(self):
        self.ended.set()
        self.shutdown()
        self.server_close()
