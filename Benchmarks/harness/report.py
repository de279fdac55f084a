"""Collects metrics, prints them as a table, and writes them as JSON."""

import json
import os
import statistics

TARGETS = {
    "accept.single.rate": "at least 20000",
    "accept.single.cpu": "at most 50",
    "open_loop.single.p99": "under 10",
    "accept.bulk.rate": "at least 80000",
    "accept.bulk.cpu": "at most 14",
    "end_to_end.webhook.rate": "at least 10000",
    "end_to_end.backlog.growth": "not growing",
    "memory.resident": "under 200",
    "start.ready": "under 300",
    "contacts.applied.rate": "at least 12000",
    "contacts.cpu": "at most 60",
    "events.applied.rate": "at least 20000",
    "get_while_ingesting.p99": "under 3",
    "audience.search_by_phone.p50": "under 3",
    "audience.count_of_five.p50": "under 250",
    "audience.count_with_events.p50": "under 1000",
    "audience.scroll.rate": "at least 50000",
    "audience.store": "under 6144",
    "audience.asked.resident": "under 2048",
    "audience.start.first_answer": "under 30",
}


class Report:
    def __init__(self):
        self.metrics = []

    def add(self, name, values, unit, source, foreign_cores=None):
        """Adds a metric; of several values the median counts."""
        values = values if isinstance(values, list) else [values]
        metric = {
            "name": name,
            "value": rounded(statistics.median(values)),
            "unit": unit,
            "lowest": rounded(min(values)),
            "highest": rounded(max(values)),
            "runs": len(values),
            "source": source,
        }
        if foreign_cores is not None:
            metric["foreign_cores"] = rounded(foreign_cores)
        self.metrics.append(metric)
        spread = f" ({metric['lowest']} to {metric['highest']})" if len(values) > 1 else ""
        print(f"  {name} = {metric['value']} {unit}{spread}", flush=True)

    def print(self):
        rows = [("metric", "value", "unit", "range", "target", "foreign cores")]
        for metric in self.metrics:
            short = metric["name"].partition(".")[2]
            spread = f"{metric['lowest']} to {metric['highest']}" if metric["runs"] > 1 else ""
            rows.append((
                metric["name"], str(metric["value"]), metric["unit"], spread,
                TARGETS.get(short, ""), str(metric.get("foreign_cores", "")),
            ))
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        print()
        for row in rows:
            cells = [
                cell.rjust(width) if column == 1 else cell.ljust(width)
                for column, (cell, width) in enumerate(zip(row, widths))
            ]
            print("  ".join(cells).rstrip())

    def write(self, path):
        unfinished = path + ".unfinished"
        with open(unfinished, "w") as file:
            json.dump(self.metrics, file, indent=1)
            file.write("\n")
        os.replace(unfinished, path)


def rounded(value):
    """Four significant digits, as more would say more than was measured."""
    number = float(f"{value:.4g}")
    return int(number) if number.is_integer() else number
