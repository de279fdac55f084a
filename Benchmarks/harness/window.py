"""One run of the load generator, with everything sampled as its window begins and ends."""

import json
import os
import subprocess

from . import processes
from .server import WORK


class Window:
    """What was measured between the two marks of the load generator."""

    def __init__(self, server, sink=None, smpp=False, **options):
        self.server, self.sink = server, sink
        words = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
        program = "heliograph-smpp-load" if smpp else "heliograph-load"
        self.command = " ".join([program, *words])
        if smpp:
            system_id, password = server.smpp
            account = [
                f"--target=127.0.0.1:{server.smpp_port}", f"--system-id={system_id}",
                f"--password={password}",
            ]
        else:
            account = [f"--target=127.0.0.1:{server.port}", f"--token={server.token}"]
        load = subprocess.Popen(
            [os.path.join(WORK, program), *account, *words],
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

    def _expect(self, word):
        line = self.load_process.stdout.readline().strip()
        if line != word:
            self.server.check_runs()
            raise RuntimeError(f"heliograph-load said '{line}' in place of '{word}'")

    def _sample(self):
        pid = self.server.process.pid
        sample = {
            "server": processes.cpu_seconds(pid),
            "memory": processes.memory_bytes(pid)["VmRSS"],
            "store": self.server.store.cpu_seconds(),
            "threads": processes.thread_cpu_seconds(pid),
            "load": processes.cpu_seconds(self.load_process.pid),
            "busy": processes.machine_busy_seconds(),
            "metrics": self.server.metrics(),
        }
        if self.sink:
            sample["sink_cpu"] = processes.cpu_seconds(self.sink.process.pid)
            sample["sink"] = self.sink.counts()
        return sample

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
