"""What every answer carries, errors too. Security lines 14, 15 and 30."""

import pytest

from tests.people import PASSWORD

PATHS = ["/sign-in/", "/board/", "/nothing-here/", "/s/AAAA/", "/healthz"]


@pytest.fixture(params=PATHS)
def answer(request, client, guo):
    if request.param == "/board/":
        client.force_login(guo)
    return client.get(request.param)


def test_scripts_and_styles_come_from_us_alone(answer):
    policy = answer["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "unsafe" not in policy


def test_nothing_is_sniffed_framed_or_kept(answer):
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] in ("same-origin", "no-referrer", "strict-origin-when-cross-origin")


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_signing_in_leads_nowhere_else(client, guo, target):
    """Security line 30."""
    answer = client.post(f"/sign-in/?next={target}", {"login": "guo", "password": PASSWORD})

    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith(("//", "/\\"))


def test_a_foreign_host_name_is_refused(client, db):
    assert client.get("/sign-in/", HTTP_HOST="evil.example").status_code == 400


def test_signing_out_clears_the_browser(client, guo):
    """Security line 15."""
    client.force_login(guo)

    answer = client.post("/sign-out/")

    assert answer.status_code == 302
    assert "cache" in answer["Clear-Site-Data"]
    assert client.get("/board/").status_code == 302
