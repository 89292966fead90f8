"""What is done at the outside world's door: clients let in and shut out, requests done once, phones' replays judged."""

from hotline.actions.clients import Issued, change_client, make_client, switch_client
from hotline.actions.forgetting import forget
from hotline.actions.keys import MOST_LIVE_KEYS, add_key, revoke, revoke_key
from hotline.actions.once import Answer, digest_of, once
from hotline.actions.replaying import replay
from hotline.actions.taking_in import take_in

__all__ = [
    "MOST_LIVE_KEYS",
    "Answer",
    "Issued",
    "add_key",
    "change_client",
    "digest_of",
    "forget",
    "make_client",
    "once",
    "replay",
    "revoke",
    "revoke_key",
    "switch_client",
    "take_in",
]
