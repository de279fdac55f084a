"""A Heliograph server of its own, on a fresh store, driven as an operator would."""

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import time

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
BINARY = os.path.join(ROOT, ".build", "release", "heliograph")
WORK = os.path.join(ROOT, ".build", "bench")


class SQLite:
    """The embedded store, in the server's data folder."""

    name = "sqlite"

    def arguments(self):
        return []

    def cpu_seconds(self):
        return 0

    def size_bytes(self, server):
        """Octets of the store of a server."""
        names = os.listdir(server.folder)
        return sum(os.path.getsize(os.path.join(server.folder, name)) for name in names)

    def close(self):
        pass


class Postgres:
    """A private PostgreSQL cluster; every server gets a database of its own."""

    name = "postgres"

    def __init__(self):
        from . import processes

        self._tree_cpu_seconds = processes.tree_cpu_seconds
        self._folder = f"/var/tmp/heliograph-bench-{os.getpid()}"
        self._count = 0
        self._pid = int(self._script("start"))

    def _script(self, action, *more):
        command = [f"{ROOT}/Scripts/private-postgres", action, self._folder, *more]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()

    def arguments(self):
        self._count += 1
        return ["--database", self._script("url", f"bench{self._count}")]

    def cpu_seconds(self):
        return self._tree_cpu_seconds(self._pid)

    def size_bytes(self, server):
        """Octets of the database of the server that came last."""
        query = f"SELECT pg_database_size('bench{self._count}')"
        command = [
            "psql", "-Atq", "-h", self._folder, "-U", "heliograph", "-d", "postgres", "-c", query,
        ]
        return int(subprocess.run(command, check=True, capture_output=True).stdout)

    def close(self):
        self._script("stop")


class SMSC:
    """`heliograph simulator` in a process of its own, which answers and reports at once."""

    def __init__(self, port):
        self.port = port
        self._process = subprocess.Popen(
            [BINARY, "simulator", "--smpp", f"127.0.0.1:{port}", "--receipt-delay", "0"],
            stdout=subprocess.DEVNULL,
        )

    def close(self):
        self._process.terminate()
        self._process.wait()


class Server:
    """`heliograph serve` with one organization, project and token."""

    def __init__(self, store, port, callback=None, paused=False, smpp_port=None):
        self.store = store
        self.port = port
        self.smpp_port = smpp_port
        self.smpp = None
        self.folder = os.path.join(WORK, f"data-{os.getpid()}")
        # What the last server logged.
        self.log = os.path.join(WORK, "server.log")
        open(self.log, "wb").close()
        self.process = None
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        self._store_arguments = store.arguments()
        self.token = self._make_account(callback)
        if paused:
            self.run("carrier", "pause", "simulator")
        self.start()

    def run(self, *words):
        """Runs one command on the store, and returns what it prints."""
        command = [BINARY, *words, "--data", self.folder, *self._store_arguments, "--json"]
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode != 0:
            name = f"heliograph {' '.join(words)}"
            raise RuntimeError(
                f"'{name}' ended with {result.returncode}: "
                f"{result.stdout}{result.stderr}"
            )
        return json.loads(result.stdout)

    def _make_account(self, callback):
        """Makes what the benchmark works with, and returns its token."""
        organization = self.run(
            "organization", "create", "--name", "Bench",
            "--balance", "9000000", "--rate", "10000000",
        )["uid"]
        project = self.run(
            "project", "create", "--organization", organization,
            "--name", "Bench", "--kind", "api_sms",
        )["uid"]
        more = ["--callback-url", callback] if callback else []
        if self.smpp_port:
            more += ["--permission", "http", "--permission", "smpp"]
        issued = self.run(
            "token", "create", "--kind", "api_sms", "--name", "Bench", "--project", project, *more
        )
        self.smpp = issued.get("systemId"), issued.get("password")
        # A case that adds a route of its own gives it a higher priority.
        self.run("route", "add", "--carrier", "simulator")
        return issued["secret"]

    def serve_arguments(self):
        """Further options of `serve`."""
        return []

    def start(self):
        """Starts the server and returns the seconds until `/ready` answered 200."""
        command = [
            BINARY, "serve", "--data", self.folder, *self._store_arguments,
            "--http", f"127.0.0.1:{self.port}", "--log-level", "warning",
            "--allow-private-targets",
            *self.serve_arguments(),
        ]
        if self.smpp_port:
            command += [
                "--smpp", f"127.0.0.1:{self.smpp_port}", "--smpp-binds", "10000",
                "--smpp-window", "1000", "--smpp-rate", "1000000", "--smpp-queue", "1000000",
                "--smpp-connections-per-address", "10000",
            ]
        begin = time.monotonic()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log)
        while True:
            try:
                if self.get("/ready")[0] == 200:
                    return time.monotonic() - begin
            except OSError:
                pass
            self.check_runs()
            if time.monotonic() - begin > 120:
                raise RuntimeError("the server does not become ready")
            time.sleep(0.002)

    def check_runs(self):
        if self.process.poll() is not None:
            raise RuntimeError(
                f"the server ended with {self.process.returncode}, see {self.log}"
            )

    def get(self, path):
        return self.ask("GET", path)

    def ask(self, method, path, body=None, patience=30):
        """Sends one request with the token, and returns the status and the body of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=patience)
        try:
            text = None if body is None else json.dumps(body)
            connection.request(method, path, text, {"Authorization": f"Bearer {self.token}"})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def metrics(self):
        """The server's own metrics: name with labels to value."""
        lines = re.findall(r"^([a-z_]+(?:\{[^}]*\})?) (\S+)$", self.get("/metrics")[1], re.M)
        return {name: float(value) for name, value in lines}

    def stop(self, sends=signal.SIGTERM):
        if self.process is None:
            return
        self.process.send_signal(sends)
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def close(self):
        self.stop(signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)


class AudienceServer(Server):
    """A server with a project whose contacts merge by e-mail and phone, and two data sources."""

    def _make_account(self, callback):
        organization = self.run(
            "organization", "create", "--name", "Bench", "--plan", "xl", "--rate", "10000000",
        )["uid"]
        project = self.run(
            "project", "create", "--organization", organization,
            "--name", "Bench", "--kind", "standard",
        )["uid"]
        rules = {"mergeAttributes": ["_email", "_phone_mobile"]}
        self.run("audience", "rules", "--project", project, "--set", json.dumps(rules))
        self.project = f"/v1/project/{project}"
        self.sources = []
        for name in ("CRM", "Shop"):
            source = self.run(
                "datasource", "create", "--project", project, "--name", name, "--country", "ES"
            )
            self.sources.append(f"{self.project}/datasource/{source['id']}")
        return self.run(
            "token", "create", "--kind", "product", "--name", "Bench", "--project", project,
            "--scope", "all",
        )["secret"]

    def query(self, path, body=None, patience=30):
        """What the Product API answers to a question about the project."""
        method = "GET" if body is None else "POST"
        status, text = self.ask(method, self.project + path, body, patience)
        if status != 200:
            raise RuntimeError(f"{method} {path} answered {status}: {text[:300]}")
        return json.loads(text)


class Sink:
    """`heliograph-sink`, which answers webhooks and counts them."""

    def __init__(self):
        self.process = subprocess.Popen(
            [os.path.join(WORK, "heliograph-sink")], stdout=subprocess.PIPE, text=True
        )
        self.port = int(self.process.stdout.readline().split()[-1])
        self.url = f"http://127.0.0.1:{self.port}/reports"

    def counts(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", "/")
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()
