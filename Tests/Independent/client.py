"""An SMPP client on smpplib that prints what it sees, a line of JSON each.

    client.py --port 2775 --system-id ID --password SECRET bind --mode receiver
    client.py … send --kind gsm --to 34600000001 --text Hello --receipts 1
    client.py … listen --count 2
    client.py … misuse

Ends with status 0 when the conversation came to its end, whatever the server answered, and with 1
when the connection broke or the time is up.
"""

import argparse
import json
import socket
import ssl
import struct
import sys
import time
import warnings

warnings.simplefilter("ignore", DeprecationWarning)

import smpplib.client  # noqa: E402
import smpplib.consts as consts  # noqa: E402
import smpplib.exceptions  # noqa: E402
import smpplib.gsm  # noqa: E402
import smpplib.smpp  # noqa: E402


def say(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)


def text_of(value):
    return value.decode("latin-1") if isinstance(value, bytes) else value


class NamedPeer:
    """TLS that believes one authority, and only a server of the right name."""

    def __init__(self, authority, name):
        self.context = ssl.create_default_context(cafile=authority)
        self.name = name

    def wrap_socket(self, plain):
        return self.context.wrap_socket(plain, server_hostname=self.name)


class Conversation:
    """One session, with what the server sent counted."""

    def __init__(self, options):
        self.options = options
        self.deadline = time.monotonic() + options.seconds
        # A slow password check or handshake must not look like a refusal.
        self.client = smpplib.client.Client(
            options.host, options.port, timeout=20, allow_unknown_opt_params=True,
            ssl_context=options.authority and NamedPeer(options.authority, options.server_name))
        self.client.set_message_sent_handler(self.answered)
        self.client.set_message_received_handler(self.delivered)
        self.client.set_error_pdu_handler(self.failed)
        self.client.set_query_resp_handler(self.answered)
        self.answers = 0
        self.deliveries = 0
        self.refusals_left = options.refuse

    def bind(self, mode):
        self.client.connect()
        try:
            # smpplib's own way always says 3.4.
            request = smpplib.smpp.make_pdu(
                "bind_" + mode, client=self.client, system_id=self.options.system_id,
                password=self.options.password)
            request.interface_version = self.options.version
            self.client.send_pdu(request)
            response = self.client.read_pdu()
        except socket.timeout:
            raise TimeoutError("the bind is not answered") from None
        if response.is_error():
            say("refused", status=int(response.status))
            self.client.disconnect()
            return False
        self.client._socket.settimeout(1)
        version = getattr(response, "sc_interface_version", None)
        say("bound", mode=mode, systemID=text_of(response.system_id), version=version)
        return True

    def answered(self, pdu):
        self.answers += 1
        say("answer", command=pdu.command, sequence=pdu.sequence, status=int(pdu.status),
            id=text_of(getattr(pdu, "message_id", None)),
            state=getattr(pdu, "message_state", None))

    def failed(self, pdu):
        """Takes an error that smpplib tells no other handler of."""
        if pdu.command not in ("submit_sm_resp", "query_sm_resp"):
            self.answered(pdu)

    def delivered(self, pdu):
        message = pdu.short_message or getattr(pdu, "message_payload", None) or b""
        isRefused = self.refusals_left > 0
        self.refusals_left -= isRefused
        self.deliveries += not isRefused
        say("refusal" if isRefused else "delivery",
            source=text_of(pdu.source_addr), destination=text_of(pdu.destination_addr),
            sourceTON=pdu.source_addr_ton, sourceNPI=pdu.source_addr_npi,
            destinationTON=pdu.dest_addr_ton, destinationNPI=pdu.dest_addr_npi,
            esmClass=pdu.esm_class, dataCoding=pdu.data_coding, message=message.hex(),
            text=text_of(message),
            receiptedID=text_of(getattr(pdu, "receipted_message_id", None)),
            state=getattr(pdu, "message_state", None))
        return consts.SMPP_ESME_RX_T_APPN if isRefused else consts.SMPP_ESME_ROK

    def send(self, **fields):
        pdu = self.client.send_message(
            source_addr_ton=self.options.source_ton, source_addr_npi=self.options.source_npi,
            source_addr=self.options.sender, dest_addr_ton=consts.SMPP_TON_INTL,
            dest_addr_npi=consts.SMPP_NPI_ISDN, destination_addr=self.options.to,
            registered_delivery=self.options.registered, **fields)
        say("sent", sequence=pdu.sequence)

    def listen(self, until):
        while not until():
            if time.monotonic() > self.deadline:
                raise TimeoutError("the time is up")
            try:
                self.client.read_once(auto_send_enquire_link=False)
            except socket.timeout:
                self.client.send_pdu(smpplib.smpp.make_pdu("enquire_link", client=self.client))

    def close(self):
        """Unbinds; what comes before the answer is handled too."""
        self.client.send_pdu(smpplib.smpp.make_pdu("unbind", client=self.client))
        while time.monotonic() < self.deadline:
            try:
                pdu = self.client.read_pdu()
            except socket.timeout:
                continue
            if pdu.command == "unbind_resp":
                say("unbound", status=int(pdu.status))
                break
            if pdu.command == "deliver_sm":
                self.client._message_received(pdu)
        self.client.disconnect()


def segments(options):
    """The submit_sm fields of the text, by the way in which it is to be sent."""
    text, kind = options.text, options.kind
    if kind == "raw":
        yield {"short_message": bytes.fromhex(text), "data_coding": options.data_coding,
               "esm_class": options.esm_class}
    elif kind == "payload":
        yield {"message_payload": smpplib.gsm.gsm_encode(text), "short_message": b"",
               "data_coding": consts.SMPP_ENCODING_DEFAULT}
    else:
        encoding = {"gsm": consts.SMPP_ENCODING_DEFAULT, "udh": consts.SMPP_ENCODING_DEFAULT,
                    "sar": consts.SMPP_ENCODING_DEFAULT, "latin": consts.SMPP_ENCODING_ISO88591,
                    "ucs2": consts.SMPP_ENCODING_ISO10646}[kind]
        parts, coding, esm_class = smpplib.gsm.make_parts(text, encoding, kind != "sar")
        for number, part in enumerate(parts, 1):
            fields = {"short_message": part, "data_coding": coding, "esm_class": esm_class}
            if kind == "sar":
                fields.update(sar_msg_ref_num=4711, sar_total_segments=len(parts),
                              sar_segment_seqnum=number)
            if options.validity:
                fields["validity_period"] = options.validity
            if options.schedule:
                fields["schedule_delivery_time"] = options.schedule
            yield fields


def run_bind(talk, options):
    if talk.bind(options.mode):
        talk.close()


def run_send(talk, options):
    if not talk.bind(options.mode):
        return
    expected = 0
    for _ in range(options.count):
        for fields in segments(options):
            talk.send(**fields)
            expected += 1
    talk.listen(lambda: talk.answers >= expected)
    talk.listen(lambda: talk.deliveries >= options.receipts)
    talk.close()


def run_listen(talk, options):
    if not talk.bind(options.mode):
        return
    talk.listen(lambda: talk.deliveries >= options.count)
    talk.close()


def run_query(talk, options):
    if not talk.bind("transceiver"):
        return
    talk.client.query_message(
        message_id=options.id, source_addr_ton=options.source_ton,
        source_addr_npi=options.source_npi, source_addr=options.sender)
    talk.listen(lambda: talk.answers >= 1)
    talk.close()


def run_misuse(talk, options):
    """Sends what no server may take, past smpplib's own checks; prints each answer's header."""

    def header(command, sequence, body=b""):
        return struct.pack(">LLLL", 16 + len(body), command, 0, sequence) + body

    def answer(name):
        raw = b""
        try:
            while len(raw) < 16:
                piece = talk.client._socket.recv(16 - len(raw))
                if not piece:
                    return say("misuse", name=name, closed=True)
                raw += piece
            length, command, status, sequence = struct.unpack(">LLLL", raw)
            while length > 16:
                length -= len(talk.client._socket.recv(length - 16))
        except ConnectionError:
            return say("misuse", name=name, closed=True)
        say("misuse", name=name, command=command, status=status, sequence=sequence)

    submit = (b"\0" b"\5\0Shop\0" b"\1\1" + options.to.encode() + b"\0"
              b"\0\0\0" b"\0" b"\0" b"\0\0\0\0" b"\2Hi")
    talk.client.connect()
    wire = talk.client._socket
    wire.sendall(header(0x4, 1, submit))
    answer("submit before bind")
    talk.client.disconnect()
    talk.client.state = consts.SMPP_CLIENT_STATE_CLOSED
    if not talk.bind("receiver"):
        return
    wire = talk.client._socket
    wire.settimeout(20)
    wire.sendall(header(0x4, 2, submit))
    answer("submit as receiver")
    wire.sendall(header(0x9, 3, b"a\0b\0\0\x34\0\0\0"))
    answer("second bind")
    wire.sendall(header(0x777, 4))
    answer("unknown command")
    wire.sendall(header(0x4, 5, b"\0\5\0Shop"))
    answer("truncated submit")
    wire.sendall(header(0x15, 6))
    answer("enquire_link")
    wire.sendall(struct.pack(">LLLL", 7, 0x15, 0, 7))
    answer("impossible length")
    answer("after the impossible length")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--tls-authority", dest="authority", help="whom to believe; makes it TLS")
    parser.add_argument("--tls-server-name", dest="server_name", default="localhost")
    parser.add_argument("--system-id", required=True)
    parser.add_argument("--password", required=True)
    parser.add_argument("--version", type=lambda text: int(text, 0), default=0x34)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--refuse", type=int, default=0, help="deliveries to refuse at first")
    parser.add_argument("what", choices=["bind", "send", "listen", "query", "misuse"])
    parser.add_argument("--mode", default="transceiver",
                        choices=["transmitter", "receiver", "transceiver"])
    parser.add_argument("--kind", default="gsm",
                        choices=["gsm", "latin", "ucs2", "udh", "sar", "payload", "raw"])
    parser.add_argument("--from", dest="sender", default="Shop")
    parser.add_argument("--source-ton", type=int, default=consts.SMPP_TON_ALNUM)
    parser.add_argument("--source-npi", type=int, default=consts.SMPP_NPI_UNK)
    parser.add_argument("--to", default="34600000000")
    parser.add_argument("--text", default="Hello")
    parser.add_argument("--data-coding", type=lambda text: int(text, 0), default=0)
    parser.add_argument("--esm-class", type=lambda text: int(text, 0), default=0)
    parser.add_argument("--registered", type=int, default=1)
    parser.add_argument("--validity")
    parser.add_argument("--schedule")
    parser.add_argument("--id", default="")
    parser.add_argument("--count", type=int, default=1, help="messages to send or await")
    parser.add_argument("--receipts", type=int, default=0, help="deliveries to await")
    options = parser.parse_args()
    talk = Conversation(options)
    try:
        globals()["run_" + options.what](talk, options)
    except (smpplib.exceptions.ConnectionError, ConnectionError, TimeoutError) as error:
        say("broken", reason=str(error) or type(error).__name__)
        sys.exit(1)


main()
