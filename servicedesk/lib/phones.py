"""Telephone numbers as people write them, brought to one form so that they can be found."""

import re
import unicodedata

import phonenumbers
from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Invalid

_SHORT = re.compile(r"1\d{2}|12\d{3}|1[02]0\d{2}|9[56]\d{3,6}|400\d{7}|800\d{7}")
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|x|#)\s*(\d{1,6})$", re.IGNORECASE)


def digits(text: str) -> str:
    """Return the ASCII digits of `text`; full-width digits count."""
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", text))


def normalise(text: str) -> str:
    """Return a Chinese number without spaces, slashes, extension or +86; other countries' in E.164 form.

    `138 0013 8000`, `+86-138-0013-8000` and `０１３８００１３８０００`-like input all give `13800138000`.
    Raises Invalid, with the number of digits, when nobody could be called on it.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    extension = _EXTENSION.search(plain)
    main = plain[: extension.start()] if extension else plain
    figures = digits(main)
    if _SHORT.fullmatch(figures):
        return figures
    return _parsed(main, figures)


def _parsed(main: str, figures: str) -> str:
    try:
        number = phonenumbers.parse(main, "CN")
    except phonenumbers.NumberParseException as error:
        raise _unusable(figures) from error
    if number.country_code != 86:
        if phonenumbers.is_possible_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        raise _unusable(figures)
    national = phonenumbers.national_significant_number(number)
    is_mobile = national.startswith("1") and len(national) == 11
    if national.startswith("1") and not is_mobile:
        raise _unusable(figures)
    if not is_mobile and not 9 <= len(national) <= 11:
        raise _unusable(figures)
    return national if is_mobile else f"0{national}"


def _unusable(figures: str) -> Invalid:
    sentence = _("A mobile number has 11 digits, a landline its area code and 7 or 8; this one has %(count)d.")
    text = sentence % {"count": len(figures)}
    return Invalid(text, fields={"phone": text})
