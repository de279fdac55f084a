"""The benchmarks of messages that `make bench` runs on one store."""

import contextlib
import time

from . import processes
from .bench import Bench, free_port
from .requests import messages
from .server import SMSC, Server, Sink

CREATED = 'http_requests_total{method="POST",route="%s",status="201"}'
REACHED = 'message_transitions_total{status="%s"}'


class Cases(Bench):
    # Accepting

    def accept_single(self):
        """`POST /sms` as fast as it goes, the carrier paused, so that only accepting counts."""
        with self._server(paused=True) as server:
            self._accept(server, "accept.single", connections=50)
            if not self.plan.quick:
                self._accept(server, "accept.single_200_connections", connections=200)
            self._open_loop(server)

    def accept_bulk(self):
        """`POST /sms/bulk` with 100 messages a call, the carrier paused."""
        with self._server(paused=True) as server:
            self._accept(server, "accept.bulk", batch=100, connections=16)

    def accept_while_sending(self):
        """The same while the messages go out and their receipts come in."""
        with self._server() as server:
            self._accept(server, "accept_while_sending.single", connections=50)
            self._wait_until_drained(server, time.monotonic() + 60)
            self._accept(server, "accept_while_sending.bulk", batch=100, connections=16)

    def _accept(self, server, name, **options):
        windows = [
            self._window(server, seconds=self.plan.seconds, warmup=self.plan.warmup, **options)
            for _ in range(self.plan.repetitions)
        ]
        self._add(name + ".rate", [window.rate for window in windows], "messages/s", windows)
        costs = [window.per_message("server") + window.per_message("store") for window in windows]
        self._add(name + ".cpu", costs, "µs/message", windows)
        if self.prefix != "sqlite":
            own = [window.per_message("server") for window in windows]
            self._add(name + ".cpu_without_store", own, "µs/message", windows)
        for quantile in ("p50", "p99"):
            values = [window.figures[quantile + "_ms"] for window in windows]
            self._add(f"{name}.{quantile}", values, "ms", windows)
        loads = [window.per_message("load") for window in windows]
        self._add(name + ".load_generator_cpu", loads, "µs/message", windows)

    def _open_loop(self, server):
        windows = [
            self._window(
                server, rate=5000, connections=100,
                seconds=self.plan.seconds, warmup=self.plan.warmup,
            )
            for _ in range(self.plan.repetitions)
        ]
        name = "open_loop.single"
        self._add(name + ".rate", [window.rate for window in windows], "messages/s", windows)
        for quantile in ("p50", "p99", "p999", "max"):
            values = [window.figures[quantile + "_ms"] for window in windows]
            self._add(f"{name}.{quantile}", values, "ms", windows)

    # End to end

    def end_to_end(self, batch=0):
        """A fixed rate in; submissions, receipts and answered webhooks out."""
        rate = self.plan.end_to_end_rate
        options = {"rate": rate / (batch or 1), "connections": 100, "batch": batch}
        with contextlib.closing(Sink()) as sink, self._server(callback=sink.url) as server:
            window = self._window(
                server, sink, seconds=self.plan.end_to_end_seconds, warmup=5, **options
            )
            name = "end_to_end_bulk" if batch else "end_to_end"
            finished = self._finish(server, sink)
            self._add(name + ".offered.rate", rate, "messages/s", [window])
            self._add_end_to_end(name, window, batch or 1)
            accepted = window.figures["messages_accepted"]
            self._add(name + ".drain", finished["seconds"], "s", [window])
            missing = accepted - finished["delivered"]
            self._add(name + ".missing.receipts", missing, "messages", [window])
            missing = accepted - finished["webhooks"]
            self._add(name + ".missing.webhooks", missing, "messages", [window])
            self._check_books(server)

    def _add_end_to_end(self, name, window, batch):
        created = CREATED % ("sms-bulk" if batch > 1 else "sms-create")
        counters = {
            "accepted": lambda sample: sample["metrics"].get(created, 0) * batch,
            "submitted": lambda sample: sample["metrics"].get(REACHED % "sent", 0),
            "receipt": lambda sample: sample["metrics"].get(REACHED % "delivered", 0),
            "webhook": lambda sample: sample["sink"]["delivered"],
        }
        for stage, count in counters.items():
            rate = (count(window.end) - count(window.start)) / window.seconds
            self._add(f"{name}.{stage}.rate", rate, "messages/s", [window])
        start, end = (
            counters["accepted"](sample) - counters["webhook"](sample)
            for sample in (window.start, window.end)
        )
        self._add(name + ".backlog.start", start, "messages", [window])
        self._add(name + ".backlog.end", end, "messages", [window])
        growth = (end - start) / window.seconds
        self._add(name + ".backlog.growth", growth, "messages/s", [window])
        cost = window.per_message("server") + window.per_message("store")
        self._add(name + ".cpu", cost, "µs/message", [window])
        self._add(name + ".p99", window.figures["p99_ms"], "ms", [window])

    def _finish(self, server, sink):
        """Waits until nothing moves any more, and says how far it came."""
        begin = moved = time.monotonic()
        before = None
        while time.monotonic() - moved < 4 and time.monotonic() - begin < 90:
            delivered = server.metrics().get(REACHED % "delivered", 0)
            now = {"delivered": delivered, "webhooks": sink.counts()["delivered"]}
            if now != before:
                before, moved = now, time.monotonic()
            time.sleep(0.1)
        return {**before, "seconds": moved - begin}

    @staticmethod
    def _check_books(server):
        """Figures of a store whose books do not close are worth nothing."""
        server.stop()
        server.run("doctor")

    def _wait_until_drained(self, server, deadline):
        delivered = None
        while time.monotonic() < deadline:
            now = server.metrics().get(REACHED % "delivered", 0)
            if now == delivered:
                return
            delivered = now
            time.sleep(1)

    # SMPP

    def smpp(self):
        """`submit_sm` as fast as it goes, the carrier paused, then with receipts coming back."""
        with self._server(paused=True, smpp_port=free_port()) as server:
            self._accept(server, "smpp.10_binds", smpp=True, binds=10, window=100)
            self._accept(server, "smpp.1_bind", smpp=True, binds=1, window=100)
        with self._server(smpp_port=free_port()) as server:
            self._accept(
                server, "smpp.with_receipts", smpp=True, binds=10, window=100, reports=1,
            )
            self._wait_until_drained(server, time.monotonic() + 120)
            self._check_books(server)

    def smpp_end_to_end(self):
        """A fixed rate in over SMPP, out over SMPP to an SMSC, and the receipts back."""
        with contextlib.closing(SMSC(free_port())) as smsc, \
                self._server(smpp_port=free_port()) as server:
            server.run(
                "carrier", "add", "smsc", "--type", "smpp", "--option", "host=127.0.0.1",
                "--option", f"port={smsc.port}", "--option", "systemId=bench",
                "--option", "password=bench", "--option", "binds=4", "--option", "window=500",
            )
            server.run("route", "add", "--carrier", "smsc", "--priority", "1")
            rate = self.plan.smpp_rate
            window = self._window(
                server, smpp=True, binds=10, window=100, reports=1, rate=rate, settle=60,
                seconds=self.plan.end_to_end_seconds, warmup=5,
            )
            name, figures = "smpp.end_to_end", window.figures
            self._add(name + ".offered.rate", rate, "messages/s", [window])
            self._add(name + ".accepted.rate", window.rate, "messages/s", [window])
            reports = figures["delivered_in_window"] / window.seconds
            self._add(name + ".report.rate", reports, "messages/s", [window])
            cost = window.per_message("server") + window.per_message("store")
            self._add(name + ".cpu", cost, "µs/message", [window])
            self._add(name + ".p99", figures["p99_ms"], "ms", [window])
            missing = figures["messages_accepted"] - figures["delivered"]
            self._add(name + ".missing.reports", missing, "messages", [window])
            self._check_books(server)

    def smpp_idle(self):
        """What sessions cost that are bound and do nothing."""
        with self._server(smpp_port=free_port()) as server:
            before = processes.memory_bytes(server.process.pid)["VmRSS"]
            window = self._window(server, smpp=True, binds=2000, window=0, seconds=3)
            after = window.end["memory"]
            self._add("smpp.2000_idle_binds.resident", after / (1 << 20), "MiB", [window])
            each = (after - before) / 2000 / 1024
            self._add("smpp.idle_bind.resident", each, "KiB", [window])

    # Memory and start

    def memory_and_start(self):
        """Resident memory after so many messages, and how soon a server with them is ready."""
        count = self.plan.stored_messages
        with self._server() as server:
            window = self._window(
                server, batch=100, connections=8, most=count // 100, warmup=0, seconds=300,
            )
            self._wait_until_drained(server, time.monotonic() + 300)
            source = f"after {window.figures['messages_accepted']} messages by {window.command}"
            memory = processes.memory_bytes(server.process.pid)
            for name, part in (
                ("resident", "VmRSS"), ("anonymous", "RssAnon"), ("peak", "VmHWM"),
            ):
                self.report.add(
                    f"{self.prefix}.memory.{name}", memory[part] / (1 << 20), "MiB", source
                )
            starts = []
            for _ in range(5):
                server.stop()
                starts.append(server.start() * 1000)
            self.report.add(f"{self.prefix}.start.ready", starts, "ms", source)
            memory = processes.memory_bytes(server.process.pid)
            self.report.add(
                f"{self.prefix}.start.resident", memory["VmRSS"] / (1 << 20), "MiB", source
            )

    def _server(self, **options):
        return contextlib.closing(Server(self.store, free_port(), **options))

    def _window(self, server, sink=None, smpp=False, batch=0, **options):
        if not smpp:
            options["requests"] = messages(batch)
        return self._measure(server, sink, smpp=smpp, **options)
