"""A bridge from Asterisk (13 and later) to the service desk: it listens at the manager interface and posts what happens to calls.

    BASE=https://desk.example.org KEY=hl_… AMI=127.0.0.1:5038 AMI_USER=desk AMI_SECRET=… python3 asterisk_bridge.py

The standard library alone, one file to copy. It may be stopped and started at any time: each event has an id of its own, so
that nothing counts twice. `EXTENSIONS` says which channels are seats (by default those of three to five digits, as in
PJSIP/801-0000001a). How Asterisk is set up stands in calls.md.
"""

import json
import os
import queue
import re
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

Event = dict[str, str]
MOST_WAITING = 10_000
LONGEST_PAUSE = 30.0


def read(stream: IO[str]) -> Iterator[Event]:
    """The events of the manager's stream, each once its empty line has come."""
    event: Event = {}
    for line in stream:
        name, colon, value = line.rstrip("\r\n").partition(":")
        if colon:
            event[name.strip()] = value.strip()
        elif not name and event:
            yield event
            event = {}


class Bridge:
    """What the manager tells of channels, told of calls. A call is all channels of one Linkedid; the first one is its owner."""

    def __init__(self, extensions: str = r"\d{3,5}") -> None:
        self.seat, self.inside = re.compile(rf"^[A-Za-z0-9]+/({extensions})-"), re.compile(extensions)
        self.calls: dict[str, dict[str, str]] = {}
        self.hears: dict[str, Callable[[Event], list[dict[str, Any]]]] = {
            "Newchannel": self._begin,
            "DialBegin": self._rings,
            "DialEnd": self._rang,
            "Hold": self._held,
            "Unhold": self._held,
            "BlindTransfer": self._passed,
            "AttendedTransfer": self._passed,
            "UserEvent": self._recorded,
            "Hangup": self._ended,
        }

    def take(self, event: Event) -> list[dict[str, Any]]:
        """What is to be posted because of this event; nothing for what is no concern of a call."""
        hear = self.hears.get(event.get("Event", ""))
        return hear(event) if hear else []

    def at_seat(self, channel: str) -> str:
        found = self.seat.match(channel)
        return found.group(1) if found else ""

    def _begin(self, event: Event) -> list[dict[str, Any]]:
        """The first channel of a call: from outside it is the caller's, else a seat dials."""
        call, mine = event.get("Linkedid", ""), self.at_seat(event.get("Channel", ""))
        if call and call == event.get("Uniqueid"):
            number = event.get("Exten", "") if mine else event.get("CallerIDNum", "")
            is_inside = bool(mine and self.inside.fullmatch(number))
            self.calls[call] = {
                "number": "" if number in ("<unknown>", "anonymous") else number,
                "line": "" if mine else event.get("Exten", ""),
                "seat": mine,
                "inside": "yes" if is_inside else "",
            }
        return []

    def _rings(self, event: Event) -> list[dict[str, Any]]:
        where = self._side(event)
        return self._tell(event, "ringing", where) if where else []

    def _rang(self, event: Event) -> list[dict[str, Any]]:
        where = self._side(event)
        if not where:
            return []
        is_out = bool(self.calls.get(event.get("DestLinkedid", event.get("Linkedid", "")), {}).get("seat"))
        if event.get("DialStatus") == "ANSWER":
            return self._tell(event, "answered", where)
        return [] if is_out else self._tell(event, "declined", where)

    def _side(self, event: Event) -> str:
        """The seat of a dial: whose phone rings, or who dialled."""
        return self.at_seat(event.get("DestChannel", "")) or self.at_seat(event.get("Channel", ""))

    def _held(self, event: Event) -> list[dict[str, Any]]:
        where = self.at_seat(event.get("Channel", ""))
        what = "held" if event["Event"] == "Hold" else "resumed"
        return self._tell(event, what, where) if where else []

    def _passed(self, event: Event) -> list[dict[str, Any]]:
        is_blind = event["Event"] == "BlindTransfer"
        if event.get("Result", "Success") != "Success":
            return []
        side = "Transferer" if is_blind else "OrigTransferer"
        to = event.get("Extension", "") if is_blind else self.at_seat(event.get("TransferTargetChannel", ""))
        told = {"Linkedid": event.get(f"{side}Linkedid", ""), "Timestamp": event.get("Timestamp", "")}
        here = self.at_seat(event.get(f"{side}Channel", ""))
        way = "blind" if is_blind else "consult"
        return self._tell(told, "transferred", here, to=to, way=way) if to else []

    def _recorded(self, event: Event) -> list[dict[str, Any]]:
        """`UserEvent(CallRecording,Call: …,Ref: …,Address: …,SHA256: …,Seconds: …)` of the dialplan."""
        if event.get("UserEvent") != "CallRecording":
            return []
        more: dict[str, Any] = {
            name: event[key]
            for name, key in (("ref", "Ref"), ("address", "Address"), ("sha256", "SHA256"))
            if event.get(key)
        }
        if event.get("Seconds", "").isdigit():
            more["seconds"] = int(event["Seconds"])
        told = {"Linkedid": event.get("Call", ""), "Timestamp": event.get("Timestamp", "")}
        return self._tell(told, "recording", "", known=False, **more)

    def _ended(self, event: Event) -> list[dict[str, Any]]:
        if event.get("Linkedid") != event.get("Uniqueid"):
            return []  # one of several phones; the caller is still there
        told = self._tell(event, "ended", "")
        self.calls.pop(event.get("Linkedid", ""), None)
        return told

    def _tell(self, event: Event, what: str, where: str, *, known: bool = True, **more: Any) -> list[dict[str, Any]]:
        call = event.get("DestLinkedid") or event.get("Linkedid", "")
        facts = self.calls.get(call)
        if not call or (known and (facts is None or facts["inside"])):
            return []
        at = float(event.get("Timestamp") or time.time())
        told: dict[str, Any] = {"call": call, "event": f"{call}-{what}-{where}-{at:.6f}", "what": what}
        told["at"] = datetime.fromtimestamp(at, UTC).isoformat()
        if facts:
            told |= {"direction": "out" if facts["seat"] else "in", "number": facts["number"]}
            told |= {"line": facts["line"]} if re.fullmatch(r"[0-9A-Za-z_+-]{1,20}", facts["line"]) else {}
        return [told | ({"extension": where} if where else {}) | more]


class Sender(threading.Thread):
    """Posts one after the other; what the desk cannot take just now is tried again until it can."""

    def __init__(self, base: str, key: str) -> None:
        super().__init__(daemon=True)
        self.address = base.rstrip("/") + "/api/v1/calls/"
        self.headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        self.waiting: queue.Queue[dict[str, Any]] = queue.Queue(MOST_WAITING)

    def run(self) -> None:
        while True:
            told = self.waiting.get()
            pause = 0.5
            while not self.post(told):
                time.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2)

    def post(self, told: dict[str, Any]) -> bool:
        """Whether this one is done with: taken, or refused for good."""
        try:
            with urlopen(Request(self.address, json.dumps(told).encode(), self.headers), timeout=10):
                return True
        except HTTPError as no:
            if no.code in (401, 408, 429) or no.code >= 500:
                return False
            print(f"{no.code} for {told['what']} of call {told['call']}", file=sys.stderr)
            return True
        except (URLError, OSError):
            return False


def listen(where: str, user: str, secret: str, take: Callable[[Event], None]) -> None:
    """Sign in at the manager and hand on every event until the connection ends."""
    host, _colon, port = where.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=10) as wire:
        wire.settimeout(None)
        stream = wire.makefile("rw", encoding="utf-8", errors="replace", newline="\n")
        stream.readline()  # the manager says its name
        stream.write(f"Action: Login\r\nUsername: {user}\r\nSecret: {secret}\r\nEvents: call,user\r\n\r\n")
        stream.flush()
        for event in read(stream):
            if event.get("Response") == "Error":
                raise PermissionError(event.get("Message", "the manager does not let us in"))
            take(event)


def main() -> None:
    told = os.environ
    sender, bridge = Sender(told["BASE"], told["KEY"]), Bridge(told.get("EXTENSIONS", r"\d{3,5}"))
    sender.start()

    def take(event: Event) -> None:
        for one in bridge.take(event):
            sender.waiting.put(one)

    while True:
        try:
            listen(told.get("AMI", "127.0.0.1:5038"), told["AMI_USER"], told["AMI_SECRET"], take)
        except OSError as gone:
            print(f"the manager is away: {gone}", file=sys.stderr)
        time.sleep(2)


if __name__ == "__main__":
    main()
