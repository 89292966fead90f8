"""The bridge of docs/api between Asterisk and us: a manager's stream is played to it on a socket, and it posts to our own door."""

import importlib.util
import socket
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from calls.models import Call, Recording
from tests.calls.conftest import PHONE

DOCS = Path(__file__).resolve().parents[2] / "docs" / "api"
CALLER, AGENT, OTHER = "PJSIP/trunk-0000001a", "PJSIP/801-0000001b", "PJSIP/802-0000001c"


@pytest.fixture(scope="module")
def bridge():
    spec = importlib.util.spec_from_file_location("asterisk_bridge", DOCS / "asterisk_bridge.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def channel(name, uniqueid, linked="1.1", **more):
    return {"Channel": name, "Uniqueid": uniqueid, "Linkedid": linked} | more


def dial(what, source, dest, linked="1.1", **more):
    return {"Event": what, "Channel": source, "DestChannel": dest, "Linkedid": linked, "DestLinkedid": linked} | more


BEGINS = {"Event": "Newchannel"} | channel(CALLER, "1.1", CallerIDNum=PHONE, Exten="95598")
ENDS = {"Event": "Hangup"} | channel(CALLER, "1.1")
# A caller is answered at 801, put on hold, passed to 802 after asking, and recorded; then 802 dials out; 803 calls 801.
STREAM = [
    (0, BEGINS),
    (1, dial("DialBegin", CALLER, AGENT)),
    (1, dial("DialBegin", CALLER, OTHER)),
    (5, dial("DialEnd", CALLER, OTHER, DialStatus="NOANSWER")),
    (5, dial("DialEnd", CALLER, AGENT, DialStatus="ANSWER")),
    (30, {"Event": "Hold"} | channel(AGENT, "1.2")),
    (31, {"Event": "Newchannel"} | channel("PJSIP/801-0000001d", "2.1", "2.1", Exten="802")),
    (32, dial("DialBegin", "PJSIP/801-0000001d", "PJSIP/802-0000001e", "2.1")),
    (
        40,
        {
            "Event": "AttendedTransfer",
            "Result": "Success",
            "OrigTransfererChannel": AGENT,
            "OrigTransfererLinkedid": "1.1",
            "TransferTargetChannel": "PJSIP/802-0000001e",
        },
    ),
    (41, {"Event": "Hangup"} | channel(AGENT, "1.2")),
    (90, ENDS),
    (95, {"Event": "UserEvent", "UserEvent": "CallRecording", "Call": "1.1", "Ref": "2026/1.1.wav", "Seconds": "85"}),
    (99, {"Event": "Newchannel"} | channel("PJSIP/802-0000001f", "3.1", "3.1", Exten="13911112222")),
    (99, dial("DialBegin", "PJSIP/802-0000001f", "PJSIP/trunk-00000020", "3.1")),
    (105, dial("DialEnd", "PJSIP/802-0000001f", "PJSIP/trunk-00000020", "3.1", DialStatus="ANSWER")),
    (120, {"Event": "Hangup"} | channel("PJSIP/802-0000001f", "3.1", "3.1")),
    (121, {"Event": "RTCPSent", "Channel": AGENT}),
]


def played(bridge, stream, begin: datetime) -> list[dict]:
    """Play a manager's stream on a loopback socket and return what the bridge would post."""
    server = socket.create_server(("127.0.0.1", 0))
    said: list[str] = []

    def manager() -> None:
        wire, _address = server.accept()
        with wire, wire.makefile("rw", newline="\n") as talk:
            talk.write("Asterisk Call Manager/8.0.2\r\n")
            talk.flush()
            while (line := talk.readline().strip()) or not said:
                said.append(line)
            talk.write("Response: Success\r\nMessage: Authentication accepted\r\n\r\n")
            for after, event in stream:
                lines = [f"{name}: {value}" for name, value in event.items()]
                talk.write("\r\n".join([*lines, f"Timestamp: {begin.timestamp() + after:.6f}", "", ""]))

    thread = threading.Thread(target=manager)
    thread.start()
    told: list[dict] = []
    one = bridge.Bridge()
    bridge.listen(f"127.0.0.1:{server.getsockname()[1]}", "desk", "secret", lambda event: told.extend(one.take(event)))
    thread.join()
    server.close()
    assert said[:3] == ["Action: Login", "Username: desk", "Secret: secret"]
    return told


def test_what_asterisk_says_is_what_we_know(bridge, pbx, seated, guifang, other):
    begin = datetime.now(UTC).replace(microsecond=0)
    told = played(bridge, STREAM, datetime.fromtimestamp(begin.timestamp() - 300, UTC))
    for body in [*told[::-1], *told[:2]]:  # backwards, and some of it twice
        pbx.do("calls/", body)
    came, out = Call.objects.order_by("began_at")

    assert (came.state, came.number, came.line, came.waited, came.extension) == ("ended", PHONE, "95598", 4, "802")
    assert (came.holder, came.customer) == (other, guifang)
    assert sorted(came.events.values_list("what", flat=True)) == sorted(
        ("ringing", "ringing", "declined", "answered", "held", "transferred", "ended", "recording")
    )
    assert Recording.objects.get().ref == "2026/1.1.wav"
    assert (out.direction, out.number, out.extension, out.talked) == ("out", "13911112222", "802", 15)


def test_a_blind_transfer_and_a_caller_who_gives_up(bridge, pbx, seated):
    blind = {"Event": "BlindTransfer", "Result": "Success", "TransfererChannel": AGENT, "TransfererLinkedid": "1.1"}
    passed = [
        (0, BEGINS),
        (1, dial("DialBegin", CALLER, AGENT)),
        (3, dial("DialEnd", CALLER, AGENT, DialStatus="ANSWER")),
        (9, blind | {"Extension": "802"}),
        (10, dial("DialBegin", CALLER, OTHER)),
    ]
    given_up = [
        (0, BEGINS),
        (1, dial("DialBegin", CALLER, AGENT)),
        (20, dial("DialEnd", CALLER, AGENT, DialStatus="CANCEL")),
        (20, ENDS),
    ]
    states = []
    for stream in (passed, given_up):
        begin = datetime.fromtimestamp(datetime.now(UTC).timestamp() - 200, UTC)
        for body in played(bridge, stream, begin):
            pbx.do("calls/", body | {"call": f"{len(states)}", "event": f"{len(states)}-{body['event']}"})
        states.append(Call.objects.get(external_id=f"{len(states)}"))

    assert [(call.state, call.extension) for call in states] == [("talking", "802"), ("missed", "801")]
