"""One organization floods a stage; another's requests are timed before, during and after."""

import contextlib
import http.client
import json
import multiprocessing
import os
import socket
import ssl
import struct
import subprocess
import threading
import time

from . import processes
from .bench import free_port
from .server import ROOT, WORK, Server, SQLite


class TwoTenants(Server):
    """A server with a quiet organization and one that floods, each with messages and an audience."""

    def __init__(self, store, port, smpp_port, contacts, tls=False):
        self.contacts, self.tls = contacts, tls
        super().__init__(store, port, smpp_port=smpp_port)

    def _make_account(self, callback):
        self.quiet = self._make_tenant("Quiet")
        self.flooding = self._make_tenant("Flooding")
        return self.quiet["sms"]

    def _make_tenant(self, name):
        organization = self.run(
            "organization", "create", "--name", name, "--plan", "xl",
            "--balance", "9000000", "--rate", "10000000",
        )["uid"]
        messages = self.run(
            "project", "create", "--organization", organization, "--name", name,
            "--kind", "api_sms",
        )["uid"]
        audience = self.run(
            "project", "create", "--organization", organization, "--name", name,
            "--kind", "standard",
        )["uid"]
        issued = self.run(
            "token", "create", "--kind", "api_sms", "--name", name, "--project", messages,
            "--permission", "http", "--permission", "smpp",
        )
        source = self.run("datasource", "create", "--project", audience, "--name", "CRM")
        product = self.run(
            "token", "create", "--kind", "product", "--name", name, "--project", audience,
            "--scope", "all",
        )["secret"]
        return {
            "messages": messages, "sms": issued["secret"],
            "smpp": (issued["systemId"], issued["password"]),
            "product": product, "audience": f"/v1/project/{audience}",
            "stream": f"/v1/project/{audience}/datasource/{source['id']}",
        }

    def connection(self):
        """A connection to the server, in TLS if it speaks that."""
        if not self.tls:
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        context = ssl.create_default_context(cafile=self.certificate)
        return http.client.HTTPSConnection(
            "localhost", self.port, timeout=60, context=context
        )

    def serve_arguments(self):
        if not self.tls:
            return []
        key = os.path.join(WORK, "fairness-key.pem")
        self.certificate = os.path.join(WORK, "fairness-certificate.pem")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
             "-nodes", "-days", "1", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", self.certificate],
            check=True, capture_output=True)
        return ["--tls-certificate", self.certificate, "--tls-key", key]

    def get(self, path):
        connection = self.connection()
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def fill(self):
        """Gives both audiences their contacts, with a long text each."""
        text = "The quick brown fox jumps over the lazy dog and back again. " * 8
        for tenant in (self.quiet, self.flooding):
            for start in range(0, self.contacts, 100):
                items = [
                    {"_user_id": f"u{n}", "_email": f"u{n}@example.com", "about": f"{n} {text}"}
                    for n in range(start, start + 100)
                ]
                path = tenant["stream"] + "/stream/contacts"
                if start + 100 >= self.contacts:
                    path += "?_sync=True"
                connection = self.connection()
                connection.request("POST", path, json.dumps(items),
                                   {"Authorization": f"Bearer {tenant['product']}"})
                answer = connection.getresponse()
                reply = answer.read()
                connection.close()
                if answer.status not in (200, 202):
                    raise RuntimeError(f"filling answered {answer.status}: {reply[-600:]}")


# Floods come from an address of their own, so that limits by address are theirs alone.
FLOOD_ADDRESS = ("127.0.0.2", 0)


def ask(port, method, path, token, body=None, patience=60):
    connection = http.client.HTTPConnection(
        "127.0.0.1", port, timeout=patience, source_address=FLOOD_ADDRESS
    )
    try:
        text = None if body is None else json.dumps(body)
        connection.request(method, path, text, {"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    finally:
        connection.close()


# MARK: The quiet organization


class Probe(threading.Thread):
    """Sends one kind of request every 20 ms, and keeps how long each answer took."""

    def __init__(self, name, open_client):
        super().__init__(daemon=True)
        self.name, self._open, self._stopped = name, open_client, threading.Event()
        self.milliseconds, self.failures = [], []

    def run(self):
        send = None
        while not self._stopped.wait(0.02):
            begin = time.monotonic()
            try:
                send = send or self._open()
                begin = time.monotonic()
                failure = send()
                if failure:
                    self.failures.append(failure)
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(repr(error))
                send = None
            self.milliseconds.append((time.monotonic() - begin) * 1000)

    def finish(self):
        self._stopped.set()
        self.join()
        return self

    @property
    def p99(self):
        return quantile(self.milliseconds, 0.99)


def quantile(values, part):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * part))] if values else float("nan")


def http_client(server, method, path, token=None, body=None, status=200):
    def open_client():
        connection = server.connection()
        headers = {"Authorization": f"Bearer {token}"} if token else {}

        def send():
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
            return None if answer.status == status else f"{method} {path}: {answer.status}"
        return send
    return open_client


def smpp_client(port, system_id, password):
    def read(connection):
        head = b""
        while len(head) < 16:
            head += connection.recv(16 - len(head)) or fail("the session ended")
        length, command, status, sequence = struct.unpack(">IIII", head)
        body = b""
        while len(body) < length - 16:
            body += connection.recv(length - 16 - len(body)) or fail("the session ended")
        return command, status, sequence

    def open_client():
        connection = socket.create_connection(("127.0.0.1", port), timeout=60)
        body = system_id.encode() + b"\0" + password.encode() + b"\0\0\x34\0\0\0"
        connection.sendall(struct.pack(">IIII", 16 + len(body), 2, 0, 1) + body)
        if read(connection)[1] != 0:
            raise OSError("the bind was refused")
        number = [1]

        def send():
            number[0] += 1
            body = (
                b"\0\5\0Quiet\0\1\1" + b"34600111222\0" + b"\0\0\0\0\0\0\0\0\0" + b"\2Hi"
            )
            connection.sendall(struct.pack(">IIII", 16 + len(body), 4, 0, number[0]) + body)
            while True:
                command, status, sequence = read(connection)
                if command == 5:
                    answer = b"\0"
                    connection.sendall(
                        struct.pack(">IIII", 17, 0x80000005, 0, sequence) + answer
                    )
                if command == 0x80000004 and sequence == number[0]:
                    return None if status == 0 else f"submit_sm: {status:#x}"
        return send
    return open_client


def fail(text):
    raise OSError(text)


def probes(server):
    quiet = server.quiet
    message = json.dumps({"from": "Quiet", "to": "+34600111222", "text": "Hi"})
    return [
        Probe("health", http_client(server, "GET", "/health")),
        Probe("post-sms", http_client(
            server, "POST", "/transactional/v1/sms", quiet["sms"], message, 201)),
        Probe("get-audience", http_client(
            server, "GET", quiet["audience"] + "/audience/user/u7", quiet["product"])),
        Probe("search", http_client(
            server, "POST", quiet["audience"] + "/audience/search", quiet["product"],
            json.dumps({"limit": 10}))),
        Probe("submit-sm", smpp_client(server.smpp_port, *quiet["smpp"])),
    ]


def measure(server, seconds):
    running = probes(server)
    for probe in running:
        probe.start()
    time.sleep(seconds)
    return [probe.finish() for probe in running]


# MARK: The floods; each runs in a process of its own until it is killed


def searches(server, index):
    """Thirty regular expressions at the limits of their length, each time others."""
    tenant, number = server.flooding, index * 1_000_000
    while True:
        number += 1
        children = [
            {"type": "attribute_condition", "key": "about", "operator": "matches-regex",
             "values": ["[aeiou ][a-z ]{400}" + f"x{number}y{rule}"]}
            for rule in range(30)
        ]
        root = {"type": "group", "join": "or", "children": children}
        with contextlib.suppress(OSError, http.client.HTTPException):
            ask(server.port, "POST", tenant["audience"] + "/audience/search",
                tenant["product"], {"root": root}, patience=3)


def exports(server, _index):
    """Exports of which a client takes a few bytes now and then."""
    tenant = server.flooding
    while True:
        with contextlib.suppress(OSError):
            connection = socket.create_connection(
                ("127.0.0.1", server.port), 30, FLOOD_ADDRESS)
            connection.sendall(request("POST", tenant["audience"] + "/audience/export",
                                       tenant["product"], b'{"format":"ndjson"}'))
            for _ in range(100):
                if not connection.recv(100):
                    break
                time.sleep(0.1)
            connection.close()
        time.sleep(0.05)


def imports(server, index):
    """A million rows, as fast as they are taken."""
    tenant = server.flooding
    rows = b"".join(b'{"_user_id":"i%d-%d","_email":"i%d-%d@example.com"}\n' % (index, n, index, n)
                    for n in range(1_000_000))
    while True:
        with contextlib.suppress(OSError, ValueError, KeyError):
            path = tenant["stream"] + "/import"
            plan = {"kind": "contacts", "format": "ndjson", "size": len(rows)}
            status, text = ask(server.port, "POST", path, tenant["product"], plan)
            if status not in (200, 201):
                time.sleep(0.2)
                continue
            job, offset = json.loads(text), 0
            identity = job.get("id") or job["entity"]["id"]
            while offset < len(rows):
                piece = rows[offset:offset + 1_000_000]
                last = offset + len(piece) >= len(rows)
                head = {"Upload-Offset": str(offset), "Upload-Complete": "?1" if last else "?0"}
                status = raw(server.port, "PATCH", f"{path}/{identity}/content",
                             tenant["product"], piece, head)
                if status == 503:
                    time.sleep(0.1)
                    continue
                if status >= 300:
                    break
                offset += len(piece)


def sends(server, _index):
    """20,000 messages a second."""
    with open(os.devnull, "w") as nothing:
        subprocess.run(
            [os.path.join(WORK, "heliograph-load"), "--target", f"127.0.0.1:{server.port}",
             "--token", server.flooding["sms"], "--path", "/transactional/v1/sms/bulk",
             "--item", '{"from":"Flood","to":"+34600111222","text":"Hi"}', "--batch", "100",
             "--connections", "64", "--rate", "200", "--warmup", "0", "--seconds", "3600"],
            stdout=nothing, stderr=nothing, check=False)


def smpp(server, _index):
    """Sessions that send as fast as their window lets them."""
    with contextlib.suppress(OSError):
        send = smpp_client(server.smpp_port, *server.flooding["smpp"])()
        while True:
            send()


def binds(server, index):
    """Binds with wrong passwords, all at once."""
    while True:
        clients = []
        for number in range(100):
            with contextlib.suppress(OSError):
                connection = socket.create_connection(
                    ("127.0.0.1", server.smpp_port), 5, FLOOD_ADDRESS)
                body = b"flood%d-%d\0wrong\0\0\x34\0\0\0" % (index, number)
                connection.sendall(struct.pack(">IIII", 16 + len(body), 2, 0, 1) + body)
                clients.append(connection)
        time.sleep(0.5)
        for connection in clients:
            connection.close()


def bodies(server, _index):
    """Connections that announce a large body and send half of it."""
    half = b"x" * 500_000
    clients = []
    for number in range(750):
        with contextlib.suppress(OSError):
            connection = socket.create_connection(
                ("127.0.0.1", server.port), 1, (f"127.0.0.{2 + number % 5}", 0))
            token = server.flooding["sms"] if number % 2 else "wrong"
            head = request("POST", "/transactional/v1/sms", token, b"", length=1_000_000)
            connection.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                connection.send(head)
                connection.send(half)
            clients.append(connection)
    time.sleep(3600)


def handshakes(server, _index):
    """Half TLS handshakes, over and over."""
    while True:
        clients = []
        for number in range(200):
            with contextlib.suppress(OSError):
                connection = socket.create_connection(
                ("127.0.0.1", server.port), 1, (f"127.0.0.{2 + number % 5}", 0))
                connection.send([b"\x16", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc"][number % 2])
                clients.append(connection)
        time.sleep(2)
        for connection in clients:
            connection.close()


def queries(server, _index):
    """Cheap requests of every kind, as fast as one client can."""
    tenant = server.flooding
    send = http_client(server, "POST", tenant["audience"] + "/audience/search",
                       tenant["product"], json.dumps({"limit": 50}))()
    while True:
        with contextlib.suppress(OSError, http.client.HTTPException):
            send()


FLOODS = {
    "searches": (searches, 4), "queries": (queries, 4), "exports": (exports, 16),
    "imports": (imports, 2), "sends": (sends, 1), "smpp": (smpp, 4), "binds": (binds, 3),
    "bodies": (bodies, 4), "handshakes": (handshakes, 4),
}


def request(method, path, token, body, length=None):
    length = len(body) if length is None else length
    head = (f"{method} {path} HTTP/1.1\r\nHost: flood\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Length: {length}\r\n\r\n")
    return head.encode() + body


def raw(port, method, path, token, body, headers):
    connection = http.client.HTTPConnection(
        "127.0.0.1", port, timeout=60, source_address=FLOOD_ADDRESS
    )
    try:
        connection.request(method, path, body, {"Authorization": f"Bearer {token}", **headers})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


@contextlib.contextmanager
def flooding(server, name, held):
    flood, count = FLOODS[name]

    def child(index):
        if held:
            os.nice(19)
        flood(server, index)

    context = multiprocessing.get_context("fork")
    children = [context.Process(target=child, args=(index,), daemon=True) for index in range(count)]
    for process in children:
        process.start()
    try:
        yield
    finally:
        for process in children:
            for grandchild in processes.children(process.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(grandchild, 9)
            process.kill()
            process.join()


# MARK: The judgement


def build_load():
    os.makedirs(WORK, exist_ok=True)
    program = os.path.join(WORK, "heliograph-load")
    source = os.path.join(ROOT, "Benchmarks", "Load", "heliograph-load.c")
    subprocess.run(["cc", "-O2", "-D_GNU_SOURCE", "-o", program, source, "-lm"], check=True)


def run(stages, seconds, held, contacts):
    """Floods each stage in turn; whether every bound held."""
    build_load()
    how = "nice 19" if held else "as urgent as the server"
    factor, slack = (2, 10) if held else (5, 20)
    print(f"flooding clients: {how}; bound: {factor} x idle p99 + {slack} ms", flush=True)
    plain = [name for name in stages if name != "handshakes"]
    passed = True
    for tls, names in ((False, plain), (True, [name for name in stages if name not in plain])):
        if names:
            server = TwoTenants(SQLite(), free_port(), free_port(), contacts, tls)
            try:
                passed = judge(server, names, seconds, held, factor, slack) and passed
            finally:
                server.close()
    return passed


def judge(server, stages, seconds, held, factor, slack):
    server.fill()
    measure(server, 1)
    idle = {probe.name: probe.p99 for probe in measure(server, seconds)}
    at_rest = processes.memory_bytes(server.process.pid)["RssAnon"]
    print("idle p99: " + ", ".join(f"{name} {p99:.1f} ms" for name, p99 in idle.items())
          + f"; {at_rest >> 20} MB", flush=True)
    passed = True
    for name in stages:
        at_rest = processes.memory_bytes(server.process.pid)["RssAnon"]
        with flooding(server, name, held):
            time.sleep(1)
            during = measure(server, seconds)
            peak = processes.memory_bytes(server.process.pid)["RssAnon"]
        server.check_runs()
        time.sleep(3)
        after = processes.memory_bytes(server.process.pid)["RssAnon"]
        for probe in during:
            bound = factor * idle[probe.name] + slack
            fits = probe.p99 <= bound and not probe.failures
            passed = passed and fits
            print(f"{'ok  ' if fits else 'FAIL'} {name:10} {probe.name:12} "
                  f"p99 {probe.p99:8.1f} ms, bound {bound:6.1f}, n {len(probe.milliseconds)}"
                  + (f", failures {len(probe.failures)}: {probe.failures[0]}"
                     if probe.failures else ""), flush=True)
        fits = peak - at_rest < 400 << 20
        passed = passed and fits
        print(f"{'ok  ' if fits else 'FAIL'} {name:10} memory       "
              f"+{(peak - at_rest) >> 20} MB, {(after - at_rest) >> 20} MB left", flush=True)
    return passed
