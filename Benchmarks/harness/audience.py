"""The benchmarks of ingest and of the unified audience."""

import contextlib
import http.client
import json
import os
import re
import subprocess
import time

from . import processes, requests
from .bench import Bench, free_port
from .questions import QUESTIONS
from .server import WORK, AudienceServer
from .window import words

APPLIED = "audience_log_entries_applied_total"


class AudienceCases(Bench):
    # Ingest

    def contacts(self):
        """Contacts, half of them new, half updates, of the same people in two data sources."""
        count = 100_000 if self.plan.quick else 300_000
        with self._server() as server:
            windows, first = [], 0
            for _ in range(self.plan.repetitions):
                load = requests.contacts(server.sources, number="<u.8>")
                windows.append(self._apply(server, load, count, first=first))
                first += count // 2
            self._add_ingest("contacts", windows)
            # Of each two items of a data source one was new, and a person has one of each source.
            for source in server.sources:
                path = source.removeprefix(server.project) + "/stats"
                stored = server.query(path)["contacts"]
                _expect("contacts of a data source", stored["total"], first // 2)
            _expect("people", _total(server, "/audience/search"), first // 2)

    def events(self):
        """Events of contacts that are there, of five types."""
        people = 20_000 if self.plan.quick else 100_000
        count = 200_000 if self.plan.quick else 600_000
        with self._server() as server:
            self._apply(server, requests.contacts(server.sources[:1]), people)
            windows = []
            for _ in range(self.plan.repetitions):
                load = requests.events(server.sources[0], people)
                windows.append(self._apply(server, load, count))
            self._add_ingest("events", windows)
            _expect("events", _total(server, "/event/search"), count * len(windows))

    def _apply(self, server, load, items, first=0):
        """Sends so many items as fast as they are taken, and waits until all are applied."""
        entries = server.metrics().get(APPLIED, 0) + items // 100
        window = self._measure(
            server, requests=load, connections=16, warmup=0, seconds=3600,
            most=items // 100, first=first,
            until=lambda metrics: metrics.get(APPLIED, 0) >= entries,
        )
        _expect("accepted items", window.messages, items)
        return window

    def _add_ingest(self, name, windows):
        self._add(name + ".applied.rate", [window.rate for window in windows], "items/s", windows)
        own = [window.per_message("server") for window in windows]
        costs = [cost + window.per_message("store") for cost, window in zip(own, windows)]
        self._add(name + ".cpu", costs, "µs/item", windows)
        if self.prefix != "sqlite":
            self._add(name + ".cpu_without_store", own, "µs/item", windows)
        for quantile in ("p50", "p99"):
            values = [window.figures[quantile + "_ms"] for window in windows]
            self._add(f"{name}.accept.{quantile}", values, "ms", windows)
        retried = [window.figures["retried"] for window in windows]
        self._add(name + ".retried", retried, "requests", windows)
        loads = [window.figures["load_cpu_seconds"] * 1e6 / window.messages for window in windows]
        self._add(name + ".load_generator_cpu", loads, "µs/item", windows)

    # Reading

    def audience_read(self):
        """`GET /audience/{id}`, by itself and while contacts and events come in."""
        people = 20_000 if self.plan.quick else 100_000
        with self._server() as server:
            self._apply(server, requests.contacts(server.sources), 2 * people)
            self._scroll("audience_read", server, people, keep=True)
            windows = self._gets(server, connections=8)
            self._add("get.rate", [window.rate for window in windows], "requests/s", windows)
            costs = [window.per_message("server") for window in windows]
            self._add("get.cpu", costs, "µs/request", windows)
            seconds = (self.plan.seconds + self.plan.warmup) * self.plan.repetitions + 5
            options = {"connections": 16, "warmup": 0, "seconds": seconds}
            contacts = requests.contacts(server.sources, number="<u.8>")
            events = requests.events(server.sources[0], people)
            with _Background(server, contacts, rate=60, first=people, **options), \
                    _Background(server, events, rate=100, **options):
                windows = self._gets(server, connections=50, rate=500)
            for quantile in ("p50", "p99", "max"):
                values = [window.figures[quantile + "_ms"] for window in windows]
                self._add(f"get_while_ingesting.{quantile}", values, "ms", windows)

    def _gets(self, server, **options):
        load = {
            "path": server.project + "/audience/<f>", "values": _ids_path(), "status": 200,
        }
        return [
            self._measure(
                server, requests=load, seconds=self.plan.seconds, warmup=self.plan.warmup, **options
            )
            for _ in range(self.plan.repetitions)
        ]

    # A large audience

    def audience(self):
        """Many contacts and ten times as many events: loading, starting with them, and asking."""
        people = self.plan.audience_people
        with self._server() as server:
            self._load(server, people)
            source = f"{people} people, a tenth of them in two data sources, {10 * people} events"
            self._add_sizes("audience.loaded", server, source)
            size = self.store.size_bytes(server) / (1 << 20)
            self.report.add(f"{self.prefix}.audience.store", size, "MiB", source)
            self._restart(server, people, source)
            self._ask(server, people, source)
            self._scroll("audience.scroll", server, people)
            sort = {"sortField": "_last_name", "sortAsc": True}
            self._scroll("audience.scroll_sorted", server, people, sort)
            self._add_sizes("audience.asked", server, source)

    def _load(self, server, people):
        windows = [
            self._apply(server, requests.contacts(server.sources[:1]), people),
            self._apply(server, requests.contacts(server.sources[1:]), people // 10),
        ]
        self._add_ingest("audience.load.contacts", windows)
        load = requests.events(server.sources[0], people)
        self._add_ingest("audience.load.events", [self._apply(server, load, 10 * people)])

    def _add_sizes(self, name, server, source):
        memory = processes.memory_bytes(server.process.pid)
        for part, key in (("resident", "VmRSS"), ("peak", "VmHWM")):
            self.report.add(f"{self.prefix}.{name}.{part}", memory[key] / (1 << 20), "MiB", source)

    def _restart(self, server, people, source):
        """How soon a server with the audience is ready, and how soon it answers about it."""
        server.stop()
        begin = time.monotonic()
        ready = server.start()
        _expect("people", _total(server, "/audience/search"), people)
        answered = time.monotonic() - begin
        # The first answer came when the audience was in memory, so this is the cost of loading it.
        cpu = processes.cpu_seconds(server.process.pid)
        _expect("events", _total(server, "/event/search"), 10 * people)
        for name, value, unit in (
            ("ready", ready * 1000, "ms"), ("first_answer", answered, "s"), ("cpu", cpu, "s"),
        ):
            self.report.add(f"{self.prefix}.audience.start.{name}", value, unit, source)
        self._add_sizes("audience.start", server, source)

    def _ask(self, server, people, source):
        """Each question again and again for some seconds, over one connection."""
        for name, question in QUESTIONS.items():
            load = question(server, people)
            window = self._measure(
                server, requests=load, connections=1, warmup=0.5, seconds=self.plan.seconds / 2
            )
            cost = window.per_message("server") + window.per_message("store")
            self._add(f"audience.{name}.cpu", cost, "µs/request", [window])
            for quantile in ("p50", "p99"):
                value = window.figures[quantile + "_ms"]
                self._add(f"audience.{name}.{quantile}", value, "ms", [window])
            if load.get("method") == "POST":
                print(f"    finds {_finds(server, load)}", flush=True)

    def _scroll(self, name, server, people, body=None, keep=False):
        """Scrolls through everybody over one connection, and checks that each comes once."""
        before = processes.cpu_seconds(server.process.pid)
        begin = time.monotonic()
        ids = []
        for page in _pages(server, {"limit": 100, **(body or {})}):
            ids += re.findall(rb'\{"id":"([^"]+)","attributesData"', page)
        seconds = time.monotonic() - begin
        cost = processes.cpu_seconds(server.process.pid) - before
        _expect("scrolled contacts", len(ids), people)
        _expect("different scrolled contacts", len(set(ids)), people)
        source = f"POST /audience/scroll of {people}, 100 to a page"
        self.report.add(f"{self.prefix}.{name}.rate", people / seconds, "contacts/s", source)
        self.report.add(f"{self.prefix}.{name}.cpu", cost * 1e6 / people, "µs/contact", source)
        if keep:
            with open(_ids_path(), "wb") as file:
                file.write(b"\n".join(ids) + b"\n")

    def _server(self):
        return contextlib.closing(AudienceServer(self.store, free_port()))


class _Background:
    """A load that runs while something else is measured."""

    def __init__(self, server, load, **options):
        self._process = subprocess.Popen(
            [
                os.path.join(WORK, "heliograph-load"), f"--target=127.0.0.1:{server.port}",
                f"--token={server.token}", *words(options), *words(load),
            ],
            stdout=subprocess.DEVNULL,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()


def _ids_path():
    return os.path.join(WORK, f"ids-{os.getpid()}")


def _pages(server, body):
    """The pages of a scroll, as octets."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    headers = {"Authorization": f"Bearer {server.token}"}
    path = server.project + "/audience/scroll"
    try:
        while True:
            connection.request("POST", path, json.dumps(body), headers)
            answer = connection.getresponse()
            page = answer.read()
            if answer.status != 200:
                raise RuntimeError(f"scroll answered {answer.status}: {page[:300]}")
            yield page
            cursor = re.search(rb'"cursor":"([^"]+)"', page[-200:])
            if not cursor:
                return
            body = {**body, "cursor": cursor[1].decode()}
    finally:
        connection.close()


def _total(server, path):
    return server.query(path, {"limit": 1}, patience=300)["metadata"]["totalHits"]


def _finds(server, load):
    answer = server.ask("POST", load["path"], json.loads(load["item"]))[1]
    return json.loads(answer)["metadata"]["totalHits"]


def _expect(what, found, wanted):
    if found != wanted:
        raise RuntimeError(f"{what}: {found} in place of {wanted}")
