"""What is asked of a large audience: requests of the load generator, by the metric's name."""

import json

from .requests import YEAR


def _attribute(key, operator, *values):
    return {"type": "attribute_condition", "key": key, "operator": operator, "values": list(values)}


def _events(kind, **more):
    return {
        "type": "event_condition", "key": "event-type", "operator": "equals", "values": [kind],
        **more,
    }


def _all(*children):
    return {"type": "group", "join": "and", "children": list(children)}


FIVE = _all(
    _attribute("_country_code", "in", "ES", "PT"),
    _attribute("_is_subscribed_sms", "equals", True),
    _attribute("points", "between", 3000, 6000),
    _attribute("_birthday", "before", "1985-01-01"),
    _attribute("_city", "starts-with", "City 1"),
)
FOUR_AND_EVENTS = _all(
    *FIVE["children"][:4],
    _events(
        "order",
        window={"operator": "between", "values": [f"{YEAR}-04-01", f"{YEAR}-12-31"]},
        aggregate={
            "function": "sum", "key": "parameters.amount", "operator": "gte", "values": [1000],
        },
    ),
)
SEQUENCE = {
    "type": "event_sequence",
    "steps": [
        {"key": "event-type", "operator": "equals", "values": ["cart"]},
        {
            "key": "event-type", "operator": "equals", "values": ["order"],
            "within": [3, "days"], "absent": True,
        },
    ],
}


def _search(root=None, limit=1, **more):
    """A search, of which the exact total is part; one row of it is shown."""
    body = {"limit": limit, **more, **({"root": root} if root else {})}
    return lambda server, _: {
        "path": server.project + "/audience/search", "method": "POST", "status": 200,
        "item": json.dumps(body, separators=(",", ":")),
    }


def _by(kind, value):
    """A look-up by the value that a person's number is part of."""
    return lambda server, people: {
        "path": f"{server.project}/audience/search/{kind}/" + value.replace("#", f"<s%{people}.8>"),
        "status": 200,
    }


def _timeline(server, _):
    found = server.query("/audience/search", {"limit": 1})["entities"][0]["id"]
    return {"path": f"{server.project}/audience/{found}/events", "status": 200}


QUESTIONS = {
    "search_by_phone": _by("phone", "+346#"),
    "search_by_email": _by("email", "person.#@example.com"),
    "timeline": _timeline,
    "count_of_five": _search(FIVE),
    "count_with_events": _search(FOUR_AND_EVENTS),
    "count_of_sequence": _search(SEQUENCE),
    "sorted": _search(FIVE, limit=50, sortField="_last_name", sortAsc=True),
}
