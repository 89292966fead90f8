"""The demo company: its tree of units and its staff. Whatever is there already stays as it is."""

from dataclasses import dataclass

from accounts.actions import grant, hire, plant
from accounts.models import Unit, User
from accounts.roles import Role

Units = dict[str, Unit]

PATH = "/37/3702/370202/"


@dataclass(frozen=True)
class Post:
    """Somebody's post: sign-in name, name, staff number, where they sit, what they may do and where."""

    login: str
    name: str
    number: str
    home: str
    role: str
    at: str = ""


STAFF = (
    Post("clerk", "王敏", "3017", "CN", Role.CLERK),
    Post("s3018", "赵雪", "3018", "CN", Role.CLERK),
    Post("s3021", "孙丽", "3021", "CB", Role.CLERK),
    Post("s3022", "周洋", "3022", "CB", Role.CLERK),
    Post("s3031", "吴倩", "3031", "GQ", Role.CLERK),
    Post("s3032", "郑浩", "3032", "GQ", Role.CLERK),
    Post("dispatcher", "何琳", "4001", "PD", Role.DISPATCHER, "C1"),
    Post("s4002", "林涛", "4002", "PD", Role.DISPATCHER, "C1"),
    Post("crew", "李强", "5120", "Q1", Role.CREW),
    Post("s5121", "丁磊", "5121", "Q1", Role.CREW),
    Post("s5130", "张伟", "5130", "Q2", Role.CREW),
    Post("s5131", "胡杰", "5131", "Q2", Role.CREW),
    Post("s5140", "马超", "5140", "Q3", Role.CREW),
    Post("s5141", "邱峰", "5141", "Q3", Role.CREW),
    Post("s5150", "吴海", "5150", "Q4", Role.CREW),
    Post("s5151", "盛昇", "5151", "Q4", Role.CREW),
    Post("complaints", "周倩", "6001", "TS", Role.COMPLAINTS, "C1"),
    Post("s6002", "方志远", "6002", "TS", Role.COMPLAINTS, "C1"),
    Post("callback", "陈静", "7001", "HF", Role.CALLBACK, "C1"),
    Post("s7002", "许珺", "7002", "HF", Role.CALLBACK, "C1"),
    Post("manager", "韩梅", "8001", "C1", Role.MANAGER),
    Post("s8002", "唐宁", "8002", "C1", Role.MANAGER),
    Post("supervisor", "刘建国", "2001", "C1", Role.SUPERVISOR),
    Post("s2002", "钱英", "2002", "CB", Role.SUPERVISOR),
    Post("s2011", "罗明远", "2011", "C1", Role.DIRECTOR),
    Post("s2012", "高慧", "2012", "C1", Role.EXECUTIVE),
    Post("quality", "徐蓉", "2021", "C1", Role.QUALITY),
    Post("s2022", "高斌", "2022", "C1", Role.QUALITY),
    Post("admin", "孙宁", "1001", "C1", Role.ADMIN),
    Post("auditor", "沈清", "1002", "C1", Role.AUDITOR),
    Post("f3001", "罗娟", "8301", "QY", Role.CLERK),
    Post("f4001", "梁栋", "8401", "QD", Role.DISPATCHER, "C2"),
    Post("f5001", "谭勇", "8501", "QQ", Role.CREW),
    Post("f2001", "韩雪梅", "8201", "C2", Role.SUPERVISOR),
)
LOGINS = (
    "clerk",
    "dispatcher",
    "crew",
    "complaints",
    "callback",
    "manager",
    "supervisor",
    "quality",
    "admin",
    "auditor",
)


def found() -> Units:
    """Plant the tree: a province, two cities, two county companies with their halls, desks, counters and crews."""
    province = plant(parent=None, kind="province", code="37", name="东海省电力公司")
    city = plant(parent=province, kind="city", code="3702", name="临港市供电公司")
    far_city = plant(parent=province, kind="city", code="3706", name="南浦市供电公司")
    org = plant(parent=city, kind="company", code="370202", name="城区供电公司", phone="0532-0000 0000")
    far = plant(parent=far_city, kind="company", code="370681", name="青屿县供电公司", phone="0535-0000 0000")
    units = {"C1": org, "C2": far}
    for code, name, phone in (
        ("CN", "城南营业厅", "0532-0000 3010"),
        ("CB", "城北营业厅", "0532-0000 3020"),
        ("GQ", "港区营业厅", "0532-0000 3030"),
    ):
        units[code] = plant(parent=org, kind="hall", code=code, name=name, phone=phone)
        for number in (1, 2, 3):
            plant(parent=units[code], kind="desk", code=f"{code}{number}", name=f"{name} {number} 号柜台")
    units["QY"] = plant(parent=far, kind="hall", code="QY", name="青屿营业厅", phone="0535-0000 8300")
    for code, name, duty in (
        ("PD", "派单台", "dispatch"),
        ("TS", "投诉台", "complaints"),
        ("HF", "回访台", "callback"),
        ("RX", "热线", "hotline"),
    ):
        units[code] = plant(parent=org, kind="desk", code=code, name=name, duty=duty)
    units["QD"] = plant(parent=far, kind="desk", code="QD", name="青屿派单台", duty="dispatch")
    for code, name in (("Q1", "城南抢修一班"), ("Q2", "城南抢修二班"), ("Q3", "城北抢修班"), ("Q4", "港区抢修班")):
        units[code] = plant(parent=org, kind="crew", code=code, name=name)
    units["QQ"] = plant(parent=far, kind="crew", code="QQ", name="青屿抢修班")
    return units


def staff(units: Units) -> dict[str, User]:
    """Hire everybody who is not there yet and give them their role. Nobody has a password."""
    known = {user.login: user for user in User.objects.filter(login__in=[post.login for post in STAFF])}
    for post in STAFF:
        if post.login not in known:
            home = units[post.home]
            known[post.login] = hire(login=post.login, name=post.name, home=home, staff_number=post.number)
            grant(known[post.login], role=post.role, unit=units[post.at or post.home])
    return known
