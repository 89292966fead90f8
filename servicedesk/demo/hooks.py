"""What the demo's dispatch system was told by webhook: some of it taken, some given up, and the address at rest."""

from datetime import timedelta

from accounts.models import User
from hotline.hooks.topics import BY_NAME, verbs_of
from hotline.model_hooks import Hook, HookMessage, HookTry
from hotline.models import ApiClient
from servicedesk.lib.ids import uuid7
from tickets.actions.spine import database_time
from tickets.models import TicketEvent

# Nobody listens there: the hook is switched off, so that the demo calls nobody.
ADDRESS = "https://pms.example.cn/hooks/servicedesk"
TOPICS = ("ticket.registered", "ticket.dispatched", "ticket.restored", "deadline.missed")
HEARD = ("register", "dispatch", "restore")
TAKEN, DEAD = 6, 2
State = HookMessage.State


def tell_of_hooks(*, by: User) -> int:
    """Let the dispatch system have one, once, with its log; returns how many messages stand in it."""
    client = ApiClient.objects.filter(source="pms").first()
    if client is None or Hook.objects.filter(client=client).exists():
        return 0
    hook = Hook(org_id=client.org_id, client=client, address=ADDRESS, is_active=False, created_by=by)
    hook.topics = [name for name in TOPICS if name in BY_NAME]
    hook.ticket_verbs = verbs_of(hook.topics, "ticket")
    hook.save(force_insert=True)
    events = TicketEvent.objects.filter(ticket__org=client.org_id, what__in=HEARD).order_by("-at", "-id")
    made = [_message(hook, event, place=place) for place, event in enumerate(events[: TAKEN + DEAD])]
    HookMessage.objects.bulk_create(made)
    HookTry.objects.bulk_create(one for message in made for one in _tries(message))
    return len(made)


def _message(hook: Hook, event: TicketEvent, *, place: int) -> HookMessage:
    now, is_dead = database_time(), place < DEAD
    made = now - timedelta(minutes=7 * (place + 1)) - timedelta(days=2 if is_dead else 0)
    told = {"what": event.what, "about": "ticket", "case": event.ticket_id, "event": event.pk, "seq": event.seq}
    state = State.DEAD if is_dead else State.TAKEN
    message = HookMessage(
        id=uuid7(), org_id=hook.org_id, hook=hook, at=event.at, created_at=made, due_at=made, state=state, **told
    )
    message.tries = 3 if is_dead else 1
    message.settled_at = made + timedelta(minutes=3)
    return message


def _tries(message: HookMessage) -> list[HookTry]:
    """One that was answered well, or the last ones of what was given up."""
    answered = [(503, "", "busy")] * message.tries if message.state == State.DEAD else [(204, "", "")]
    return [
        HookTry(
            org_id=message.org_id,
            message=message,
            at=message.created_at + timedelta(seconds=40 * place),
            status=status,
            code=code,
            took_ms=38 + 7 * place,
            answer=answer,
        )
        for place, (status, code, answer) in enumerate(answered)
    ]
