"""The API's walls: who is asking, whether they may, what is read of what they send, and how they are told no."""

from hotline.rest.bodies import MOST_BYTES, BoundedJson, NoLength, TooLarge
from hotline.rest.doorkeeper import KeyAuthentication, SessionWithCsrf
from hotline.rest.language import chosen_language, is_by_key
from hotline.rest.may import MayDo, require_verb
from hotline.rest.problems import flat, problem, sentence_of, translate

__all__ = [
    "MOST_BYTES",
    "BoundedJson",
    "KeyAuthentication",
    "MayDo",
    "NoLength",
    "SessionWithCsrf",
    "TooLarge",
    "chosen_language",
    "flat",
    "is_by_key",
    "problem",
    "require_verb",
    "sentence_of",
    "translate",
]
