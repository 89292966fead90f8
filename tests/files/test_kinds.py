"""What may be handed in: by its name, by its bytes, and by being written anew. Security line 35."""

import io
from datetime import UTC, datetime

import pytest
from PIL import Image

from servicedesk.lib.files import pictures
from servicedesk.lib.files.limits import MOST_BYTES, NotTaken, TooLarge
from servicedesk.lib.files.naming import clean_name
from servicedesk.lib.files.reading import made_ready
from tests.files.samples import HEIC, PDF, SVG, office, picture, upload


@pytest.fixture
def scanned(settings):
    settings.SCANNER_URL = "tcp://127.0.0.1:1"


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("电表箱 照片.JPG", "电表箱 照片.jpg"),
        ("..\\..\\etc\\passwd.txt", "passwd.txt"),
        ("../../简历.txt", "简历.txt"),
        ("／ｅｔｃ／ａ．ｔｘｔ", "a.txt"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("evil.ph\u200bp", "evil.php"),
        ("a\u0000b\r\n.txt", "ab.txt"),
        ("  .htaccess", "htaccess"),
        ("", "file"),
        ("...", "file"),
        ('<img src=x onerror="1">.png', "img src=x onerror=1.png"),
        ("长" * 300 + ".jpg", "长" * 116 + ".jpg"),
        ("𠮷野.jpg", "𠮷野.jpg"),
    ],
)
def test_a_name_is_cleaned_before_anything_is_decided_by_it(told, shown):
    assert clean_name(told) == shown


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_pictures_are_written_anew(form):
    ready = made_ready(upload(f"a.{form.lower()}", picture(form)))

    with Image.open(io.BytesIO(ready.data)) as image:
        assert image.size == (640, 480)
        assert image.format == ("PNG" if form in ("PNG", "GIF") else "JPEG")
    assert (ready.width, ready.height, ready.is_rebuilt) == (640, 480, True)


def test_a_phones_heic_becomes_a_jpeg():
    ready = made_ready(upload("IMG_0001.HEIC", HEIC))

    assert (ready.name, ready.content_type, ready.width) == ("IMG_0001.jpg", "image/jpeg", 64)
    assert ready.data[:3] == b"\xff\xd8\xff"


def test_only_the_time_is_left_of_what_the_camera_wrote():
    ready = made_ready(upload("a.jpg", picture(exif=True)))

    with Image.open(io.BytesIO(ready.data)) as image:
        assert not image.getexif()
        assert image.size == (480, 640), "turned upright"
    assert ready.taken_at == datetime(2026, 3, 16, 0, 55, 10, tzinfo=UTC)
    assert b"PhoneMaker" not in ready.data


def test_a_large_photo_is_made_smaller():
    ready = made_ready(upload("a.jpg", picture(size=(4000, 3000))))

    assert (ready.width, ready.height) == (3200, 2400)
    assert len(ready.small) < 20_000


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.svg", SVG),
        ("a.html", b"<html><script>1</script>"),
        ("a.exe", b"MZ\x90\x00"),
        ("a.php", b"<?php"),
        ("a.jpg.exe", picture()),
        ("a.zip", office("word/document.xml")),
        ("noending", picture()),
        ("a.jpg", SVG),
        ("a.jpg", PDF),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 64),
        ("a.jpg", picture()[:400]),
        ("a.heic", HEIC[:200]),
        ("a.jpg", b""),
        ("a.txt", b"\x00\x01\x02"),
        ("a.txt", picture()),
        ("a.jp\u200bg\u202e", PDF),
    ],
)
def test_what_is_not_what_it_says_is_refused_with_a_sentence(name, data):
    with pytest.raises(NotTaken) as told:
        made_ready(upload(name, data))

    assert told.value.status == 422
    assert len(told.value.sentence()) > 8


def test_a_decompression_bomb_is_refused_before_it_is_unfolded(monkeypatch):
    """Fifty million pixels are said in a few bytes of a PNG's head."""
    bomb = bytearray(picture("PNG", (8, 8)))
    bomb[16:24] = (60_000).to_bytes(4, "big") + (60_000).to_bytes(4, "big")
    monkeypatch.setattr(pictures, "MOST_PIXELS", 100)

    for data in (bytes(bomb), picture(size=(11, 10))):
        with pytest.raises(NotTaken):
            made_ready(upload("a.png", data))


def test_too_many_bytes_are_413():
    with pytest.raises(TooLarge) as told:
        made_ready(upload("a.jpg", b"\xff\xd8\xff" + bytes(MOST_BYTES)))

    assert told.value.status == 413
    assert "20" in told.value.sentence()


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.pdf", PDF), ("a.docx", office("word/document.xml")), ("a.xlsx", office("xl/workbook.xml"))],
)
def test_papers_are_taken_only_where_a_scanner_can_judge_them(name, data, settings):
    with pytest.raises(NotTaken):
        made_ready(upload(name, data))
    settings.SCANNER_URL = "tcp://127.0.0.1:1"

    ready = made_ready(upload(name, data))

    assert ready.data == data
    assert not ready.is_rebuilt


@pytest.mark.parametrize(
    "data",
    [
        office("word/document.xml", "word/vbaProject.bin"),
        office("nothing.xml"),
        b"PK\x03\x04 and then nothing of an archive",
    ],
)
def test_macros_and_other_archives_are_refused(scanned, data):
    with pytest.raises(NotTaken):
        made_ready(upload("a.docx", data))


@pytest.mark.parametrize("code", ["utf-8", "gb18030"])
def test_text_is_written_anew_in_utf8(code):
    ready = made_ready(upload("说明.txt", "停电\u202e两次。".encode(code)))

    assert ready.data.decode() == "停电两次。"
    assert ready.content_type == "text/plain"
