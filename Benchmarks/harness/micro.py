"""The micro benchmarks: one part of a hot path each, without server and sockets."""

import json
import os
import subprocess

from .server import ROOT


def run_micro(report):
    """Runs `heliograph-micro`: CPU time and allocations of one operation of each benchmark."""
    print("micro", flush=True)
    binary = os.path.join(ROOT, ".build", "release", "heliograph-micro")
    with subprocess.Popen([binary], stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            figures = json.loads(line)
            name = f"micro.{figures['name']}"
            report.add(f"{name}.cpu", figures["cpu_nanoseconds"], "ns/op", "heliograph-micro")
            report.add(f"{name}.time", figures["nanoseconds"], "ns/op", "heliograph-micro")
            report.add(
                f"{name}.allocations", figures["allocations"], "allocations/op", "heliograph-micro"
            )
    if process.returncode != 0:
        raise RuntimeError(f"heliograph-micro ended with {process.returncode}")
