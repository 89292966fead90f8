"""Messages are delivered at least once: claimed, posted, written down. Whoever dies in the middle is followed by somebody else.

The tables are read and written by one thread; the others post. Nothing is posted inside a transaction.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from queue import SimpleQueue
from time import monotonic, time

from django.conf import settings
from django.db import transaction

from hotline.hooks.recording import IN_A_ROW, Outcome, let_go, record, withhold
from hotline.hooks.saying import bodies
from hotline.hooks.signing import headers
from hotline.model_hooks import Hook, HookMessage
from hotline.upstream.judging import Verdict, judged, signing_key
from servicedesk.lib.outward import Forbidden, NoAnswer, look_up, post

AT_ONCE = 8  # addresses
BATCH = 100  # messages of one address
WITHIN = 10.0  # seconds for one answer
MOST_READ = 120  # bytes of it
MOST_CONFIRMED = 2000  # bytes of one that says whether it was taken
MOST_FAILURES = 3  # in a row, after which an address is left for now
LONGEST = 5.0  # seconds after which nothing new is begun
# Longer than anybody can be at it: one that was killed is followed when this is over.
LEASE = timedelta(seconds=60)


@dataclass(frozen=True)
class Parcel:
    """One message on its way, with all that a thread without a database needs."""

    message: HookMessage
    address: str
    body: str
    secrets: tuple[str, ...]
    bearer: str = ""
    patience: int = 1  # how many failures in a row before the address is left for now

    @property
    def is_read(self) -> bool:
        """Whether the answer has to say that it was taken: a hotline above us confirms each letter."""
        return self.message.about == "order"


def deliver(*, at: datetime) -> int:
    """Deliver what is due, address by address, at most eight of them side by side; returns how many were taken."""
    taken = 0
    loads = claim(at=at)
    with _released(loads, at=at):
        for parcel, outcome in _posted([load for load in loads.values() if load]):
            taken += record(parcel.message, outcome, at=at)
    return taken


def claim(*, at: datetime) -> dict[Hook, list[Parcel]]:
    """Take the addresses that something is due for and that nobody else is at, with what is to be posted to each."""
    with transaction.atomic():
        wanting = HookMessage.objects.filter(state=HookMessage.State.WAITING, due_at__lte=at).values("hook")
        rows = Hook.objects.at_work().free(at=at).filter(pk__in=wanting).order_by("pk")
        rows = rows.select_related("client__user__org", "upstream").select_for_update(of=("self",), skip_locked=True)
        held = list(rows[:AT_ONCE])
        Hook.objects.filter(pk__in=[hook.pk for hook in held]).update(busy_until=at + LEASE)
        return {hook: _parcels(hook, at=at) for hook in held}


def _parcels(hook: Hook, *, at: datetime) -> list[Parcel]:
    # Whoever reads no more over REST hears no more either.
    may_read = hook.client.user.may("read") and hook.client.covers("read")
    due = list(HookMessage.objects.filter(hook=hook).due(at=at)[:BATCH])
    told = bodies(due, to=hook.client)
    above = getattr(hook, "upstream", None)
    bearer = above.secret if above else ""
    patience = max(1, min(MOST_FAILURES, IN_A_ROW - hook.failures))
    secrets = (signing_key(bearer),) if above else tuple(hook.secrets(at=at))
    parcels = []
    for message in due:
        body = told[message.pk] if may_read else None
        if body is None:
            withhold(message, at=at)
        else:
            _keep(message, body)
            parcels.append(Parcel(message, hook.address, body, secrets, bearer, patience))
    return parcels


def _keep(message: HookMessage, body: str) -> None:
    """What was said once is said the same way at every further try."""
    if not message.body:
        message.body = body
        message.save(update_fields=["body"])


@contextmanager
def _released(loads: dict[Hook, list[Parcel]], *, at: datetime) -> Iterator[None]:
    try:
        yield
    finally:
        let_go(loads, at=at)


def _posted(loads: list[list[Parcel]]) -> Iterator[tuple[Parcel, Outcome]]:
    """Post each load in its order, loads side by side; failures in a row at an address end its load for now.

    After a failure the later news of the same case wait, those of other cases go on.
    """
    if not loads:
        return
    done: SimpleQueue[tuple[Parcel, Outcome] | None] = SimpleQueue()
    until = monotonic() + LONGEST

    def carry(load: list[Parcel]) -> None:
        failed: set[object] = set()
        in_a_row = 0
        try:
            for parcel in load:
                if parcel.message.case in failed:
                    continue
                outcome = send(parcel)
                done.put((parcel, outcome))
                in_a_row = in_a_row + 1 if outcome.is_of_the_address else 0
                if not outcome.is_taken and parcel.message.case:
                    failed.add(parcel.message.case)
                if in_a_row >= parcel.patience or monotonic() > until:
                    break
        finally:
            done.put(None)

    with ThreadPoolExecutor(len(loads), thread_name_prefix="webhook") as pool:
        for load in loads:
            pool.submit(carry, load)
        at_work = len(loads)
        while at_work:
            found = done.get()
            if found is None:
                at_work -= 1
            else:
                yield found


def send(parcel: Parcel) -> Outcome:
    """Check the address once more, post one message to what was checked, and say how that went."""
    began = monotonic()
    try:
        spot = look_up(parcel.address, allowed=settings.WEBHOOK_NETWORKS)
        name, body = str(parcel.message.pk), parcel.body
        signed = headers(parcel.secrets, message=name, stamp=int(time()), body=body)
        if parcel.bearer:
            signed["Authorization"] = f"Bearer {parcel.bearer}"
        most = MOST_CONFIRMED if parcel.is_read else MOST_READ
        answer = post(spot, body.encode(), signed, within=WITHIN, most=most)
    except (Forbidden, NoAnswer) as why:
        return Outcome(code=why.code, took_ms=_since(began))
    taken = judged(answer, message=name) if parcel.is_read else Verdict()
    return Outcome(
        answer.status, taken.code, _since(began), answer.text[:MOST_READ], answer.retry_after, taken.is_known
    )


def _since(began: float) -> int:
    return int((monotonic() - began) * 1000)
