"""Files over REST: the same walls as on the page, and a repeat that harms nothing."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.files.samples import PDF, SVG, picture
from tickets.models import Attachment


def send(caller, number: str, *files: tuple[str, bytes], **more: str):
    uploads = [SimpleUploadedFile(name, data) for name, data in files]
    path = f"/api/v1/tickets/{number}/files/"
    return caller.client.post(path, {"files": uploads, **more}, headers=caller.headers)


def test_a_machine_adds_a_photo_lists_it_and_fetches_it(hotline, fault):
    sent = send(hotline, fault.number, ("现场.jpg", picture()), audience="customer", kind="proof")

    (told,) = sent.json()["results"]
    assert sent.status_code == 201
    assert (told["name"], told["kind"], told["audience"], told["state"]) == ("现场.jpg", "proof", "customer", "clean")
    assert hotline.see(f"tickets/{fault.number}/files/")["results"] == [told]
    got = hotline.get(f"tickets/{fault.number}/files/{told['id']}/")
    assert got["Content-Disposition"].startswith("attachment")
    assert "sandbox" in got["Content-Security-Policy"]


def test_a_repeat_is_the_file_that_is_there(hotline, fault):
    first, again = (send(hotline, fault.number, ("a.jpg", picture())).json()["results"] for _n in range(2))

    assert first == again
    assert Attachment.objects.count() == 1


def test_every_no_is_a_problem(hotline, foreign, fault, settings):
    answers = [
        send(hotline, fault.number, ("a.svg", SVG)),
        send(hotline, fault.number, ("a.pdf", PDF)),
        send(hotline, fault.number),
        send(hotline, fault.number, ("a.jpg", picture()), wrong="1"),
        send(hotline, fault.number, ("a.jpg", picture()), audience="everybody"),
        send(foreign, fault.number, ("a.jpg", picture())),
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 400, 400, 400, 404]
    assert answers[0].json()["code"] == "file_not_taken"
    assert not Attachment.objects.exists()


def test_what_is_not_judged_clean_is_not_there(hotline, fault, settings):
    """I38: this channel asks the same question."""
    settings.SCANNER_URL = "tcp://127.0.0.1:1"
    (told,) = send(hotline, fault.number, ("a.pdf", PDF)).json()["results"]

    assert told["state"] == "waiting"
    assert hotline.get(f"tickets/{fault.number}/files/{told['id']}/").status_code == 404
