"""Judges a running server with schemathesis and standardwebhooks; exits 1 on any finding."""

import http.server
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

import standardwebhooks

FOLDER = pathlib.Path(__file__).parent
SCHEMATHESIS = pathlib.Path(sys.executable).parent / "schemathesis"
EXAMPLES = os.environ.get("HELIOGRAPH_EXAMPLES", "25")
# A product token opens the streams as well, and reads contacts there.
TOKENS = {"ingest": "product"}
SEED = os.environ.get("HELIOGRAPH_SEED", "1")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """The program on a fresh data folder, with the demo organization."""

    def __init__(self, program, data):
        self.program = program
        self.data = data
        self.url = f"http://127.0.0.1:{free_port()}"
        demo = self.command("demo")
        self.tokens = demo["tokens"]
        self.project = demo["projects"]["standard"]
        self.datasource = demo["datasource"]
        self.log = open(data + ".log", "w")
        self.process = subprocess.Popen(
            [program, "serve", "--data", data, "--http", self.url.removeprefix("http://"),
             "--allow-private-targets", "--requests-per-minute", "1000000000",
             "--minimum-disk", "0"],
            stdout=self.log, stderr=self.log)

    def command(self, *words):
        printed = subprocess.run([self.program, *words, "--data", self.data, "--json"],
                                 check=True, capture_output=True, timeout=60).stdout
        return json.loads(printed)

    def wait(self):
        end = time.monotonic() + 60
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with urllib.request.urlopen(self.url + "/ready", timeout=5):
                    return
            except OSError:
                time.sleep(0.05)
        raise SystemExit("the server is not ready:\n" + open(self.data + ".log").read()[-2000:])

    def post(self, path, token, body):
        request = urllib.request.Request(
            self.url + path, data=json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return "killed: it did not stop within 60 s"


def check_signatures(server):
    """Lets the reference library verify the calls for one message, and refuse a changed one."""
    calls = []

    class Endpoint(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            calls.append((body, dict(self.headers.items())))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    endpoint = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    threading.Thread(target=endpoint.serve_forever, daemon=True).start()
    token = next(token for token in server.command("token", "list")
                 if token["name"] == "Demo transactional")
    secret = server.command(
        "token", "update", token["id"], "--rotate-callback-secret",
        "--callback-url", f"http://127.0.0.1:{endpoint.server_port}/dlr")["callbackSecret"]
    sent = server.post("/transactional/v1/sms", server.tokens["transactional"],
                       {"from": "Acme", "to": "+34600000000", "text": "Hi"})["entity"]
    end = time.monotonic() + 60
    while len(calls) < 2 and time.monotonic() < end:
        time.sleep(0.02)
    statuses = [json.loads(body)["status"] for body, _ in calls]
    if statuses != ["sent", "delivered"]:
        return f"the webhook saw {statuses} for {sent['id']}"
    verifier = standardwebhooks.Webhook(secret)
    for body, headers in calls:
        headers = {name.lower(): value for name, value in headers.items()}
        try:
            verifier.verify(body, headers)
        except standardwebhooks.WebhookVerificationError as error:
            return f"standardwebhooks refuses a call: {error}"
        try:
            verifier.verify(body.replace(b"code", b"Code"), headers)
            return "standardwebhooks takes a changed body"
        except standardwebhooks.WebhookVerificationError:
            pass
    endpoint.shutdown()
    server.command("token", "update", token["id"], "--no-callback")
    return None


def check_document(server, name):
    """Runs every phase and every check of schemathesis over a served document."""
    print(f"schemathesis: /openapi/{name}.json, seed {SEED}", flush=True)
    return subprocess.run(
        [str(SCHEMATHESIS), "--config-file", str(FOLDER / "schemathesis.toml"), "run",
         f"{server.url}/openapi/{name}.json",
         "--header", f"Authorization: Bearer {server.tokens[TOKENS.get(name, name)]}",
         "--checks", "all", "--max-examples", EXAMPLES, "--seed", SEED,
         "--continue-on-failure", "--no-color"],
        cwd=server.data, check=False,
        env=dict(os.environ, HELIOGRAPH_PROJECT=server.project,
                 HELIOGRAPH_DATASOURCE=server.datasource)).returncode


def main():
    failures = []
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="heliograph-conformance-") as folder:
        server = Server(program, folder + "/data")
        try:
            server.wait()
            fault = check_signatures(server)
            print("standardwebhooks:", fault or "every signature verifies", flush=True)
            if fault:
                failures.append("webhook signatures")
            for name in ("transactional", "legacy", "ingest", "product"):
                if check_document(server, name) != 0:
                    failures.append(f"the {name} document")
        finally:
            status = server.stop()
        if status != 0:
            failures.append(f"the server's end: {status}")
        log = open(server.data + ".log").read()
        errors = [line for line in log.splitlines() if '"level":"error"' in line]
        if errors:
            failures.append("errors in the log")
            print("\n".join(errors[:20]))
    if failures:
        sys.exit("conformance: findings in " + ", ".join(failures))
    print("conformance: no findings")


if __name__ == "__main__":
    main()
