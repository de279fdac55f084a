"""An SMSC on the server of smpp34 that prints what it sees, a line of JSON each.

What it does with a message, by the end of the recipient's number:

    …001  refuses it for good: ESME_RINVDSTADR
    …002  is too busy at first: ESME_RTHROTTLED for the first two attempts
    …003  reports UNDELIV
    …004  sends the receipt twice
    …005  sends the receipt without the parameters
    …006  answers with an inbound message, "Re: " and the text
    …007  is overloaded for ever: ESME_RMSGQFUL
    other reports DELIVRD
"""

import argparse
import asyncio
import collections
import datetime
import json
import socket

import smpp34


def say(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class MessageCentre:
    def __init__(self, options):
        self.options = options
        self.sessions = {}
        self.attempts = collections.Counter()
        self.last_id = 0x0A00_0000
        self.tasks = set()

    async def run(self):
        port = self.options.port or free_port()
        server = smpp34.Server("127.0.0.1", port, system_id="smpp34")
        await server.start()
        say("listening", port=port)
        while True:
            event = await server.next()
            if isinstance(event, smpp34.Esme):
                self.sessions[event.session_id] = event
                say("bound", systemID=event.system_id, canReceive=event.can_receive)
            elif isinstance(event, smpp34.Unbound):
                self.sessions.pop(event.session_id, None)
                say("unbound")
            else:
                self.submitted(event)

    def submitted(self, event):
        ending = event.destination_addr[-3:]
        self.attempts[event.destination_addr] += 1
        attempt = self.attempts[event.destination_addr]
        status = 0
        if ending == "001":
            status = smpp34.ESME_RINVDSTADR
        elif ending == "002" and attempt <= 2:
            status = smpp34.ESME_RTHROTTLED
        elif ending == "007":
            status = smpp34.ESME_RMSGQFUL
        self.last_id += 1
        identifier = self.last_id
        say("submit", source=event.source_addr, sourceTON=event.source_addr_ton,
            sourceNPI=event.source_addr_npi, destination=event.destination_addr,
            destinationTON=event.dest_addr_ton, destinationNPI=event.dest_addr_npi,
            esmClass=event.esm_class, dataCoding=event.data_coding,
            registered=event.registered_delivery, message=event.short_message.hex(),
            parameters={f"{tlv.tag:04x}": tlv.value.hex() for tlv in event.tlvs},
            status=status, id=self.written(identifier))
        if status:
            event.reject(status)
            return
        event.accept(self.written(identifier))
        self.begin(self.report(event, identifier, ending))

    def written(self, identifier, isReceipt=False):
        notation = self.options.ids
        if isReceipt and self.options.receipt_ids != "same":
            notation = self.options.receipt_ids
        return f"{identifier:x}" if notation == "hex" else str(identifier)

    def begin(self, work):
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def report(self, event, identifier, ending):
        await asyncio.sleep(self.options.delay)
        back = {
            "destination_addr": event.source_addr, "source_addr": event.destination_addr,
            "dest_addr_ton": event.source_addr_ton, "dest_addr_npi": event.source_addr_npi,
            "source_addr_ton": event.dest_addr_ton, "source_addr_npi": event.dest_addr_npi,
        }
        if ending == "006":
            await self.deliver(short_message=b"Re: " + event.short_message,
                               data_coding=event.data_coding, **back)
        if not event.registered_delivery & 1:
            return
        name, state, error = ("UNDELIV", 5, 27) if ending == "003" else ("DELIVRD", 2, 0)
        moment = datetime.datetime.now(datetime.timezone.utc).strftime("%y%m%d%H%M")
        shown = self.written(identifier, isReceipt=True)
        text = (f"id:{shown} sub:001 dlvrd:{int(state == 2):03} submit date:{moment} "
                f"done date:{moment} stat:{name} err:{error:03} text:")
        parameters = [
            smpp34.Tlv(smpp34.TLV_RECEIPTED_MESSAGE_ID, shown.encode() + b"\0"),
            smpp34.Tlv(smpp34.TLV_MESSAGE_STATE, bytes([state])),
        ]
        for _ in range(2 if ending == "004" else 1):
            await self.deliver(short_message=text.encode(), esm_class=4,
                               tlvs=[] if ending == "005" else parameters, **back)

    async def deliver(self, **fields):
        """Sends to any session that receives; waits while there is none."""
        while True:
            for session in list(self.sessions.values()):
                if not session.can_receive:
                    continue
                try:
                    response = await session.deliver_sm(**fields)
                except smpp34.SmppError as error:
                    say("undelivered", reason=str(error))
                    continue
                say("delivered", status=response.command_status,
                    text=fields["short_message"].decode("latin-1"))
                if response.is_success:
                    return
            await asyncio.sleep(0.2)


parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--port", type=int, default=0)
parser.add_argument("--delay", type=float, default=0.1, help="seconds until a receipt")
parser.add_argument("--ids", choices=["decimal", "hex"], default="decimal")
parser.add_argument("--receipt-ids", choices=["same", "decimal", "hex"], default="same")
asyncio.run(MessageCentre(parser.parse_args()).run())
