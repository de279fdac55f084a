"""One run of the load generator, with everything sampled as its window begins and ends."""

import json
import os
import subprocess
import time

from . import processes
from .server import WORK


class Window:
    """What was measured between the two marks of the load generator.

    `requests` says what is sent, as a function of `harness.requests` does; the other options say
    how often.
    """

    def __init__(self, server, sink=None, smpp=False, requests=None, **options):
        self.server, self.sink = server, sink
        how = words(options)
        program = "heliograph-smpp-load" if smpp else "heliograph-load"
        self.command = " ".join([program, *how])
        if smpp:
            system_id, password = server.smpp
            account = [
                f"--target=127.0.0.1:{server.smpp_port}", f"--system-id={system_id}",
                f"--password={password}",
            ]
        else:
            account = [f"--target=127.0.0.1:{server.port}", f"--token={server.token}"]
        load = subprocess.Popen(
            [os.path.join(WORK, program), *account, *how, *words(requests or {})],
            stdout=subprocess.PIPE, text=True,
        )
        self.load_process = load
        try:
            self._expect("start")
            self.start = self._sample()
            self._expect("end")
            self.end = self._sample()
            self.figures = json.loads(load.stdout.readline())
        finally:
            if load.poll() is None and not hasattr(self, "figures"):
                load.kill()
            load.wait()
            load.stdout.close()
        self.seconds = self.figures["seconds"]
        self.messages = self.figures["messages"]

    def extend(self, is_over, patience=600):
        """Lets the window last until the server's metrics say that it is over."""
        limit = time.monotonic() + patience
        while not is_over(self.server.metrics()):
            self.server.check_runs()
            if time.monotonic() > limit:
                raise RuntimeError(f"not applied within {patience} s")
            time.sleep(0.02)
        load = self.start["load"] + self.figures["load_cpu_seconds"]
        self.end = {**self._sample(), "load": load}
        self.seconds = self.difference("time")
        self.messages = self.figures["messages_accepted"]

    def _expect(self, word):
        line = self.load_process.stdout.readline().strip()
        if line != word:
            self.server.check_runs()
            raise RuntimeError(f"heliograph-load said '{line}' in place of '{word}'")

    def _sample(self):
        pid = self.server.process.pid
        sample = {
            "time": time.monotonic(),
            "server": processes.cpu_seconds(pid),
            "memory": processes.memory_bytes(pid)["VmRSS"],
            "store": self.server.store.cpu_seconds(),
            "threads": processes.thread_cpu_seconds(pid),
            "load": self._load_seconds(),
            "busy": processes.machine_busy_seconds(),
            "metrics": self.server.metrics(),
        }
        if self.sink:
            sample["sink_cpu"] = processes.cpu_seconds(self.sink.process.pid)
            sample["sink"] = self.sink.counts()
        return sample

    def _load_seconds(self):
        if self.load_process.poll() is not None:
            return 0
        return processes.cpu_seconds(self.load_process.pid)

    def difference(self, name):
        return self.end.get(name, 0) - self.start.get(name, 0)

    def metric(self, name):
        """By how much one of the server's metrics grew in the window."""
        return self.end["metrics"].get(name, 0) - self.start["metrics"].get(name, 0)

    def per_message(self, name):
        """CPU microseconds a message of `server`, `store`, `load` or `sink_cpu`."""
        return self.difference(name) * 1e6 / max(self.messages, 1)

    def threads_per_message(self):
        """CPU microseconds a message of each thread of the server, the busiest first."""
        before, after = self.start["threads"], self.end["threads"]
        costs = {
            name: (seconds - before.get(name, 0)) * 1e6 / max(self.messages, 1)
            for name, seconds in after.items()
        }
        return sorted(costs.items(), key=lambda cost: -cost[1])

    @property
    def rate(self):
        return self.messages / self.seconds

    @property
    def foreign_cores(self):
        """Cores that neither the server nor the benchmark used: noise of the machine."""
        ours = sum(self.difference(name) for name in ("server", "store", "load", "sink_cpu"))
        return max(0, self.difference("busy") - ours) / self.seconds


def words(options):
    """Options as words of a command line; one with a list of values is there for each of them."""
    return [
        f"--{name.replace('_', '-')}={value}"
        for name, values in options.items()
        for value in (values if isinstance(values, list) else [values])
    ]
