"""Pictures written anew: what is left of them is pixels, and the moment at which they were taken."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from threading import BoundedSemaphore
from typing import IO
from zoneinfo import ZoneInfo

import pi_heif
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from servicedesk.lib.files.limits import MOST_PIXELS, not_taken

pi_heif.register_heif_opener()
# Fifty megapixels are 150 MB while they are being read: one picture at a time in each process.
_ONE_AT_A_TIME = BoundedSemaphore(1)
MOST_SIDE, SMALL_SIDE = 3200, 320
FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF", "heif": "HEIF"}
BROKEN = (OSError, ValueError, SyntaxError, EOFError, MemoryError, IndexError, TypeError, RuntimeError, OverflowError)
HALL_TIME = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept: written anew, with a small one beside it."""

    data: bytes
    small: bytes
    content_type: str
    ending: str
    width: int
    height: int
    taken_at: datetime | None


def rebuilt(file: IO[bytes], code: str, *, name: str) -> Picture:
    """Decode a picture of the kind `code` and write it anew. Raises NotTaken for what is broken or has too many pixels."""
    with _ONE_AT_A_TIME, _readable(file, code, name=name) as image:
        taken_at = _taken_at(image)
        if code == "jpeg":
            image.draft("RGB", (MOST_SIDE, MOST_SIDE))
        upright = ImageOps.exif_transpose(image)
        is_drawing = code in ("png", "gif")
        clean = upright.convert("RGBA" if is_drawing and upright.has_transparency_data else "RGB")
        clean.thumbnail((MOST_SIDE, MOST_SIDE), Image.Resampling.LANCZOS)
        data = _written(clean, "PNG" if is_drawing else "JPEG")
        small = clean.copy() if clean.mode == "RGB" else _on_white(clean)
        small.thumbnail((SMALL_SIDE, SMALL_SIDE))
        words = ("image/png", ".png") if is_drawing else ("image/jpeg", ".jpg")
        return Picture(data, _written(small, "JPEG", quality=75), *words, *clean.size, taken_at)


@contextmanager
def _readable(file: IO[bytes], code: str, *, name: str) -> Iterator[Image.Image]:
    """The picture, opened as nothing but what its bytes say; every failure of a decoder is one sentence."""
    facts = {"name": name}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # counted right here instead
        try:
            file.seek(0)
            with Image.open(file, formats=[FORMATS[code]]) as image:
                if image.width * image.height > MOST_PIXELS:
                    text = _("“%(name)s” has more than 50 million pixels. Take it with a lower resolution.") % facts
                    raise not_taken(text)
                yield image
        except (UnidentifiedImageError, Image.DecompressionBombError, *BROKEN) as error:
            text = _("“%(name)s” cannot be read: the picture is damaged. Take it or save it anew.") % facts
            raise not_taken(text) from error


def _written(image: Image.Image, form: str, quality: int = 85) -> bytes:
    out = io.BytesIO()
    if form == "JPEG":
        image.save(out, form, quality=quality, optimize=True)
    else:
        image.save(out, form, optimize=True)
    return out.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _taken_at(image: Image.Image) -> datetime | None:
    """When the camera says that it was taken; without an offset its clock shows the hall's time."""
    try:
        inner = image.getexif().get_ifd(ExifTags.IFD.Exif)
        text = str(inner.get(ExifTags.Base.DateTimeOriginal) or "").strip("\0 ")
        moment = datetime.strptime(text, "%Y:%m:%d %H:%M:%S").replace(tzinfo=HALL_TIME)
    except BROKEN:
        return None
    offset = str(inner.get(ExifTags.Base.OffsetTimeOriginal) or "").strip("\0 ")
    return moment.replace(tzinfo=_zone(offset)) if offset else moment


def _zone(offset: str) -> timezone | ZoneInfo:
    try:
        hours, minutes = offset[1:].split(":")
        width = timedelta(hours=int(hours), minutes=int(minutes))
        return timezone(-width if offset[0] == "-" else width)
    except (ValueError, IndexError):
        return HALL_TIME
