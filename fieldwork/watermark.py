"""Time and place drawn on a copy of a photo; the picture that came stays as it is."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

QUALITY = 85
LEAST = 16
INK, SHADE = (255, 255, 255), (0, 0, 0, 150)


def marked(data: bytes, lines: Sequence[str]) -> bytes:
    """A JPEG with these lines in its lower left corner, on a dark band so that they can be read on any picture.

    Figures and Latin letters only: nothing on the machine has to have a font.
    """
    with Image.open(io.BytesIO(data)) as opened:
        picture = opened.convert("RGB")
    size = max(LEAST, min(picture.size) // 28)
    font = ImageFont.load_default(size)
    text = "\n".join(line.encode("latin-1", "replace").decode("latin-1") for line in lines)
    pen = ImageDraw.Draw(picture, "RGBA")
    high = round(size * 1.35 * len(lines) + size * 0.8)
    pen.rectangle((0, picture.height - high, picture.width, picture.height), fill=SHADE)
    pen.multiline_text((size // 2, picture.height - high + size // 3), text, fill=INK, font=font, spacing=size // 4)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
