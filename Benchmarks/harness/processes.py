"""What processes cost: CPU seconds and memory, as the kernel counts them."""

import os

TICKS = os.sysconf("SC_CLK_TCK")


def _fields(pid):
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(")")[2].split()


def cpu_seconds(pid):
    """CPU of a process and of the children it has reaped."""
    return sum(int(ticks) for ticks in _fields(pid)[11:15]) / TICKS


def children(pid):
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                if int(_fields(entry)[1]) == pid:
                    found.append(int(entry))
            except OSError:
                pass
    return found


def tree_cpu_seconds(pid):
    """CPU of a process and of its children, as PostgreSQL's backends."""
    total = cpu_seconds(pid)
    for child in children(pid):
        try:
            total += cpu_seconds(child)
        except OSError:
            pass
    return total


def thread_cpu_seconds(pid):
    """CPU of each thread of a process, by the thread's name."""
    threads = {}
    for thread in os.listdir(f"/proc/{pid}/task"):
        try:
            with open(f"/proc/{pid}/task/{thread}/comm") as file:
                name = file.read().strip()
            with open(f"/proc/{pid}/task/{thread}/schedstat") as file:
                seconds = int(file.read().split()[0]) / 1e9
        except OSError:
            continue
        threads[name] = threads.get(name, 0) + seconds
    return threads


def memory_bytes(pid):
    """Resident memory, and the part of it that no file backs."""
    sizes = {}
    with open(f"/proc/{pid}/status") as file:
        for line in file:
            name, _, value = line.partition(":")
            if name in ("VmRSS", "RssAnon", "VmHWM"):
                sizes[name] = int(value.split()[0]) * 1024
    return sizes


def machine_busy_seconds():
    """CPU seconds that all cores together spent on anything."""
    with open("/proc/stat") as file:
        user, nice, system, _idle, _iowait, irq, softirq, steal = (
            int(ticks) for ticks in file.readline().split()[1:9]
        )
    return (user + nice + system + irq + softirq + steal) / TICKS
