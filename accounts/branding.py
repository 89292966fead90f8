"""How a company, or one hall of it, looks to its customers: checked before it is kept."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image

from accounts.actions import audit
from accounts.inheriting import values_of, with_brands
from accounts.models import Brand, Unit, User, ancestors
from servicedesk.lib.refusals import Invalid, NotAllowed

LARGEST = 100 * 1024
LONGEST = 2000
SIGNS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg"}
# WCAG 2.2 AA for text: white on the colour, and the colour on white.
LEAST_CONTRAST = 4.5


@dataclass(frozen=True)
class Told:
    """What a company says of itself; empty: as above it. `drops_logo` takes the picture away."""

    title: str = ""
    hotline: str = ""
    colour: str = ""
    language: str = ""
    logo: UploadedFile | None = None
    drops_logo: bool = False


def contrast(colour: str) -> float:
    """The contrast of a colour with white, from 1 to 21, as WCAG counts it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def sort_of(picture: bytes) -> str:
    """What a picture is by its first bytes: `png`, `jpeg`, or nothing of these."""
    return next((sort for sign, sort in SIGNS.items() if picture.startswith(sign)), "")


@transaction.atomic
def keep_brand(unit: Unit, told: Told, *, by: User, at: datetime) -> Brand:
    """Say how a unit and what is below it look. Raises NotAllowed, Invalid."""
    if not by.may_at("manage", unit.pk):
        raise NotAllowed("manage")
    if told.colour and contrast(told.colour) < LEAST_CONTRAST:
        text = _(
            "White writing on this colour cannot be read well: its contrast is %(had).1f, at least %(least).1f is needed."
        )
        raise Invalid(fields={"colour": text % {"had": contrast(told.colour), "least": LEAST_CONTRAST}})
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    held = Brand.objects.filter(unit=unit).first() or Brand(unit=unit, org_id=unit.org_id)
    held.title, held.hotline, held.colour, held.language = told.title, told.hotline, told.colour, told.language
    if told.drops_logo:
        held.logo, held.logo_type = b"", ""
    if told.logo is not None:
        held.logo, held.logo_type = _picture(told.logo)
    held.version += 0 if held._state.adding else 1
    held.save()
    audit(what="brand", by=by, at=at, facts={"unit": str(unit.pk)})
    return held


def _picture(upload: UploadedFile) -> tuple[bytes, str]:
    if (upload.size or 0) > LARGEST:
        raise Invalid(fields={"logo": _("The picture is larger than 100 KB.")})
    picture = upload.read()
    sort = sort_of(picture)
    try:
        with Image.open(BytesIO(picture), formats=["PNG", "JPEG"]) as seen:
            is_small = max(seen.size) <= LONGEST
            seen.verify()
    except (OSError, SyntaxError, ValueError):
        sort = ""
    if not sort:
        raise Invalid(fields={"logo": _("The picture must be PNG or JPEG.")})
    if not is_small:
        raise Invalid(fields={"logo": _("The picture is longer than 2000 points.")})
    return picture, sort


@dataclass(frozen=True)
class Look:
    """What a page or a paper of a unit shows."""

    title: str
    hotline: str
    language: str
    css: str = ""
    logo: str = ""


def look_of(unit: Unit) -> Look:
    """How a unit looks, with what it takes from above. Two queries."""
    known = with_brands([unit])
    told = {one.field: one.value for one in values_of(unit, known)}
    near = [known[path][1] for path in reversed(ancestors(unit.path)) if path in known]
    logo = next((one for one in near if one and one.logo_type), None)
    colour = next((one for one in near if one and one.colour), None)
    return Look(
        told["title"],
        told["hotline"],
        told["language"],
        css=f"/brand/{colour.pk}/{colour.version}/look.css" if colour else "",
        logo=f"/brand/{logo.pk}/{logo.version}/logo" if logo else "",
    )


def language_of(user: User) -> str:
    """The language in which somebody reads: their own choice, else that of their unit; empty: the product's own."""
    if user.language or user.home is None:
        return user.language
    return look_of(user.home).language


def style(colour: str) -> str:
    """The few words of style by which a public page takes a company's colour."""
    dark = "#" + "".join(f"{int(int(colour[place : place + 2], 16) * 0.78):02x}" for place in (1, 3, 5))
    return f":root{{--brand:{colour};--brand-d:{dark}}}\n"
