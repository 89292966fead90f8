"""Files as people bring them, made here: no test needs one from outside."""

import io
import zipfile
from base64 import b64decode

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

from servicedesk.lib.files.reading import Ready, made_ready

TAKEN = "2026:03:16 08:55:10"


def picture(
    form: str = "JPEG", size: tuple[int, int] = (640, 480), *, colour: str = "teal", exif: bool = False
) -> bytes:
    image = Image.new("RGB", size, colour)
    more = {}
    if exif:
        tags = image.getexif()
        tags[ExifTags.Base.Make] = "PhoneMaker"
        tags[ExifTags.Base.Orientation] = 6
        tags.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = TAKEN
        tags.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
        more["exif"] = tags
    out = io.BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


def office(part: str, *more: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        for name in ("[Content_Types].xml", part, *more):
            parts.writestr(name, "<x/>")
    return out.getvalue()


PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
# 64 by 64 grey pixels in HEIC, as a phone writes them.
HEIC = b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAVZtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ACJpbG9jAAAAAERAAAEAAQAAAAABegABAAAAAAAAABQAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRt"
    "AAAAAAABAAAA1mlwcnAAAAC3aXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMA"
    "AAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbqSSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAiQAAAABNjb2xy"
    "bmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABAAAAAQAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgQIDBAAAABxt"
    "ZGF0AAAAECgBrwtg+sy0gM0TRuy6jOA="
)


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def ready(name: str = "电表箱.jpg", data: bytes | None = None) -> Ready:
    return made_ready(upload(name, data if data is not None else picture()))
