"""What the load generator sends: paths, templates of items (see Load/requests.h), answers."""

import datetime

# A year that is over, so that no event lies in the future.
YEAR = datetime.date.today().year - 1

MESSAGE = (
    # The last five digits are never 999 and two others: for those the simulator behaves oddly.
    '{"clientId":"<r>-<n.12>","from":"Heliograph","to":"+346<s%1000.3>0<n%9973.4>",'
    '"text":"Your code is <n%1000000.6>. It is valid for ten minutes, on this device only.",'
    '"allowUnicode":false}'
)

CONTACT = (
    '{"_user_id":"U-#","_email":"person.#@example.com","_phone_mobile":"+346#",'
    '"_first_name":"Name<s%2000.4>","_last_name":"Surname<s%5000.4>","_city":"City <s%3000.4>",'
    '"_country_code":"ES","_language":"es","_is_subscribed_sms":true,'
    '"_birthday":"19<s%40+50.2>-<s%12+1.2>-<s%28+1.2>","points":<s%9000+1000.4>,'
    '"tier":"tier-<s%5.1>"}'
)

EVENT_PARAMETERS = {
    "visit": '"url":"https://shop.example.com/<s%5000.4>","seconds":<s%300+100.3>',
    "product": '"sku":"SKU-<s%20000.5>","price":<s%9000+1000.4>.5',
    "cart": '"sku":"SKU-<s%20000.5>","quantity":<s%5+1.1>',
    "order": '"amount":<s%900+100.3>.<s%90+10.2>,"coupon":"C<s%50.2>"',
    "login": '"device":"device-<s%4.1>"',
}
TEN_EVENTS = "visit product visit cart visit product visit order visit login".split()


def _event(kind, parameters, people):
    return (
        f'{{"_user_id":"U-<s%{people}.8>","_event_id":"<r>-<n.10>","_event_type":"{kind}",'
        f'"_event_date":"{YEAR}-<s%12+1.2>-<s%28+1.2>T<s%14+10.2>:<n%60.2>:<s%60.2>Z",'
        f'"_event_parameters":{{{parameters}}}}}'
    )


def messages(batch=0):
    """`POST /sms`, or with a batch `POST /sms/bulk`, in which no item may be refused."""
    path = "/transactional/v1/sms"
    if batch:
        return {"path": path + "/bulk", "item": MESSAGE, "batch": batch, "end": '"errors":[]}'}
    return {"path": path, "item": MESSAGE}


def contacts(paths, number="<n.8>"):
    """Contacts of people whose number is a field: 12 values each, a hundred to a call."""
    return {**_stream(paths, "contacts"), "item": CONTACT.replace("#", number)}


def events(path, people):
    """Events of so many people: of ten, five visits, two products, a cart, an order, a login."""
    items = [_event(kind, EVENT_PARAMETERS[kind], people) for kind in TEN_EVENTS]
    return {**_stream([path], "events"), "item": items}


def _stream(paths, stream):
    return {
        "path": [f"{path}/stream/{stream}" for path in paths], "batch": 100,
        "status": 202, "end": '"entitiesFailures":0}}', "retry": 100,
    }
