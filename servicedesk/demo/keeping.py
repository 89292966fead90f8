"""What people of the demo keep beside their work: views of the list, and photos and papers of cases."""

from datetime import datetime
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from accounts.models import User
from servicedesk.demo.work import SOURCE
from servicedesk.lib.files.reading import Ready, made_ready
from tickets.actions.attaching import attach
from tickets.actions.viewing import save_view
from tickets.lifecycle import Status
from tickets.models import Attachment, SavedView, Ticket

Audience = SavedView.Audience
# whose, name, what stands in the address, who sees it
VIEWS = (
    ("supervisor", "已超时", "state=open&due=over", Audience.PUBLIC),
    ("supervisor", "半小时内到期", "state=open&due=soon", Audience.PUBLIC),
    ("supervisor", "独居老人", "state=open&tag=独居老人", Audience.PRIVATE),
    ("clerk", "我厅的报修", "state=open&kind=fault&hall=CN", Audience.PRIVATE),
    ("clerk", "最近来的", "state=all&sort=new", Audience.PRIVATE),
    ("dispatcher", "热线报修", "state=open&kind=fault&channel=hotline", Audience.PRIVATE),
)
PAPER, BOX, DARK, RED = "#DCE3E8", "#9AA7B2", "#39454F", "#B0392F"


def load(people: dict[str, User], *, at: datetime) -> int:
    """Keep the views, and hang a photo and a paper on two open cases; returns how many files there are."""
    for who, name, query, audience in VIEWS:
        save_view(name=name, query=query, audience=audience, by=people[who])
    if not Attachment.objects.filter(ticket__source=SOURCE).exists():
        _hang(people, at=at)
    return Attachment.objects.filter(ticket__source=SOURCE).count()


def _hang(people: dict[str, User], *, at: datetime) -> None:
    mine = Ticket.objects.open().filter(source=SOURCE, kind="fault", unit__code="CN").order_by("registered_at")
    seen = mine.filter(status=Status.ON_SITE).first()
    if seen is not None:
        attach(seen, [_photo("电表箱.png", 0), _photo("进户线.png", 60)], by=people["clerk"], at=at)
    waiting = mine.filter(status=Status.REGISTERED).first()
    if waiting is not None:
        note = SimpleUploadedFile("客户便条.txt", "门禁坏了，请到楼下打电话，我下去开门。".encode())
        attach(waiting, [made_ready(note)], by=people["clerk"], at=at, audience=Attachment.Audience.CUSTOMER)


def _photo(name: str, shift: int) -> Ready:
    """A meter box, drawn: a picture of the demo shows nobody's house."""
    sheet = Image.new("RGB", (640, 420), PAPER)
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((160, 50, 480, 380), fill=BOX, outline=DARK, width=6)
    pen.rectangle((220, 100, 420, 200), fill="white", outline=DARK, width=4)
    for place in range(5):
        pen.rectangle((235 + place * 35, 125, 260 + place * 35, 175), outline=DARK, width=3)
    for place in range(3):
        pen.rectangle((230 + place * 70, 250, 270 + place * 70, 330), fill="white", outline=DARK, width=4)
    pen.rectangle((230 + shift, 250, 270 + shift, 330), fill=RED, outline=DARK, width=4)
    out = BytesIO()
    sheet.save(out, "PNG")
    return made_ready(SimpleUploadedFile(name, out.getvalue()))
