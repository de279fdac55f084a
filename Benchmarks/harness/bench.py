"""What every benchmark needs: windows of load, and the report."""

import socket

from .window import Window


class Bench:
    def __init__(self, store, report, plan):
        self.store, self.report, self.plan = store, report, plan
        self.prefix = store.name

    def _measure(self, server, sink=None, until=None, **options):
        """A window of load, which `until` lets last on until the server's metrics meet it."""
        window = Window(server, sink, **options)
        if until:
            window.extend(until)
        figures = window.figures
        if figures["failed"] or figures["lost"]:
            print(f"  refused: {figures['statuses']}, lost: {figures['lost']}", flush=True)
        self._print_threads(window)
        return window

    def _print_threads(self, window):
        if self.plan.threads:
            costs = [f"{name} {cost:.2f}" for name, cost in window.threads_per_message()[:8]]
            print(f"  threads, µs/item: {', '.join(costs)}", flush=True)

    def _add(self, name, values, unit, windows):
        foreign = max(window.foreign_cores for window in windows)
        self.report.add(f"{self.prefix}.{name}", values, unit, windows[0].command, foreign)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
