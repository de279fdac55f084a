"""What the machine is and can do, so that figures of different days can be compared."""

import hashlib
import os
import platform
import statistics
import subprocess
import time

from .server import ROOT, WORK


def print_circumstances():
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ).stdout.strip()
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"commit {commit or 'unknown'}, {os.cpu_count()} cores of {_processor()}, "
          f"Linux {platform.release()}, load average {load}", flush=True)


def calibrate(report):
    """A durable write, and a core's speed: when these differ, so will everything else."""
    report.add("machine.fdatasync", _fdatasync(), "µs", "200 writes of 4096 bytes")
    report.add("machine.sha256", _sha256(), "MB/s", "3 times 64 MiB on one core")


def _processor():
    with open("/proc/cpuinfo") as file:
        for line in file:
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def _fdatasync():
    path = os.path.join(WORK, "fdatasync")
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        durations = []
        for index in range(200):
            begin = time.perf_counter()
            os.pwrite(file, b"\0" * 4096, index % 50 * 4096)
            os.fdatasync(file)
            durations.append((time.perf_counter() - begin) * 1e6)
        return statistics.median(durations)
    finally:
        os.close(file)
        os.remove(path)


def _sha256():
    octets = bytes(64 << 20)
    rates = []
    for _ in range(3):
        begin = time.process_time()
        hashlib.sha256(octets).digest()
        rates.append(len(octets) / 1e6 / (time.process_time() - begin))
    return rates
