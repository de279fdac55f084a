"""The benchmarks of imports and exports, as the commands do them beside a running server."""

import contextlib
import csv
import json
import os
import resource
import time

from . import processes
from .bench import Bench, free_port
from .requests import YEAR
from .server import WORK, AudienceServer

CITIES = ["Madrid", "Sevilla", "A Coruña", "Donostia / San Sebastián", "Las Palmas, Gran Canaria"]


class FileCases(Bench):
    def files(self):
        """Contacts of a CSV file and events of an NDJSON file into a data source, and out again."""
        rows = 50_000 if self.plan.quick else 1_000_000
        with contextlib.closing(AudienceServer(self.store, free_port())) as server:
            for stream, suffix, write in (
                ("contacts", "csv", _write_contacts), ("events", "ndjson", _write_events),
            ):
                path = os.path.join(WORK, f"{stream}-{os.getpid()}.{suffix}")
                try:
                    write(path, rows)
                    self._import(server, stream, path, rows)
                    os.unlink(path)
                    self._export(server, stream, path, rows)
                finally:
                    with contextlib.suppress(FileNotFoundError):
                        os.unlink(path)

    def _import(self, server, stream, path, rows):
        project, source = server.sources[0].split("/")[3::2]
        command = ["import", stream, path, "--project", project, "--datasource", source]
        with self._cost(server, f"import.{stream}", rows, " ".join(command[:2])):
            report = server.run(*command)
        if report["state"] != "done" or report["rowsAccepted"] != rows:
            raise RuntimeError(f"of {rows} rows not all were taken in: {report}")

    def _export(self, server, stream, path, rows):
        project = server.sources[0].split("/")[3]
        command = ["export", stream, path, "--project", project]
        with self._cost(server, f"export.{stream}", rows, " ".join(command[:2])):
            server.run(*command)
        with open(path, encoding="utf-8", newline="") as file:
            found = sum(1 for _ in (csv.reader(file) if path.endswith(".csv") else file))
        if found != rows + path.endswith(".csv"):
            raise RuntimeError(f"{found} lines were exported of {rows} {stream}")

    @contextlib.contextmanager
    def _cost(self, server, name, rows, source):
        """The rate, and the CPU of the command, of the server and of the store together."""
        begin, before = time.monotonic(), self._cpu_seconds(server)
        yield
        seconds, cost = time.monotonic() - begin, self._cpu_seconds(server) - before
        source = f"{source}, {rows} rows"
        self.report.add(f"{self.prefix}.{name}.rate", rows / seconds, "rows/s", source)
        self.report.add(f"{self.prefix}.{name}.cpu", cost * 1e6 / rows, "µs/row", source)

    def _cpu_seconds(self, server):
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = usage.ru_utime + usage.ru_stime
        return command + processes.cpu_seconds(server.process.pid) + self.store.cpu_seconds()


def _write_contacts(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow([
            "_user_id", "_email", "_phone_mobile", "_first_name", "_last_name", "_city",
            "_birthday", "_is_subscribed_sms",
        ])
        for row in range(rows):
            table.writerow([
                f"U-{row:08}", f"person.{row:08}@example.com", f"+346{row:08}",
                f"Name{row % 2000:04}", f"Surname{row * 7 % 5000:04}", CITIES[row % len(CITIES)],
                f"19{row % 40 + 50}-{row % 12 + 1:02}-{row % 28 + 1:02}",
                "true" if row % 3 else "false",
            ])


def _write_events(path, rows):
    with open(path, "w", encoding="utf-8") as file:
        for row in range(rows):
            event = {
                "_user_id": f"U-{row * 7919 % rows:08}", "_event_id": f"E-{row:010}",
                "_event_type": "order" if row % 10 == 0 else "visit",
                "_event_date": f"{YEAR}-{row % 12 + 1:02}-{row % 28 + 1:02}T10:{row % 60:02}:00Z",
                "_event_parameters": {"amount": row % 900 + 0.5, "coupon": f"C{row % 50:02}"},
            }
            file.write(json.dumps(event) + "\n")
