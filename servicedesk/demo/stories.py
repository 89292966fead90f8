"""The requests of the demo, as the halls would tell them: what came, how long ago, what has been done since."""

from dataclasses import dataclass

ENDS = frozenset({"confirm", "close", "withdraw", "give_up", "merge"})


@dataclass(frozen=True)
class Step:
    """One verb, so many minutes after the request was taken in, with its words."""

    verb: str
    minute: int
    words: str = ""


@dataclass(frozen=True)
class Story:
    """One request. `ago`: minutes before now; `steps`: `verb minute words`, separated by semicolons.

    `customer` picks an address by its end, else the next household of the hall (and `area`) is taken.
    """

    category: str
    hall: str
    ago: int
    steps: str = ""
    text: str = ""
    area: str = "urban"
    customer: str = ""
    channel: str = "counter"
    by: str = ""
    crew: str = ""
    answers: str = ""
    against: str = ""

    def course(self) -> list[Step]:
        """The steps in order."""
        parts = (part.split(maxsplit=2) for part in self.steps.split(";") if part.strip())
        return [Step(part[0], int(part[1]), part[2] if len(part) > 2 else "") for part in parts]

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do."""
        return bool(ENDS & {step.verb for step in self.course()})


def done(arrive: int, restore: int, report: int, *after: str) -> str:
    """The usual course of a repair that went to its report."""
    usual = (
        f"dispatch 1; accept 3; depart 8; arrive {arrive}; restore {restore}; report {report} 表后开关老化烧毁，已更换"
    )
    return "; ".join([usual, *after])


DAY = 24 * 60
ON_THE_WAY = "dispatch 2; accept 4; depart 9"

OPEN_FAULTS = (
    Story("fault-single", "CN", 1, customer="2 单元 302"),
    Story("fault-line", "CN", 6, answers="danger=yes sign=wire", text="路口有一根线垂到人行道上。"),
    Story("fault-building", "GQ", 3),
    Story("fault-single", "CB", 25, "dispatch 2; accept 4; send_back 15 车辆故障，请改派"),
    Story("fault-single", "CN", 4, "dispatch 1"),
    Story("fault-voltage", "CB", 16, "dispatch 2"),
    Story("fault-single", "CN", 18, "dispatch 1; accept 3", customer="3 单元 101"),
    Story("fault-single", "CN", 21, f"{ON_THE_WAY}; note 16 已带进户线和 63A 空开", customer="1 单元 402"),
    Story("fault-building", "CB", 41, "dispatch 2; accept 4; depart 12; urge 35 客户再次来电"),
    Story("fault-single", "GQ", 52, "dispatch 2; accept 5; depart 20; urge 48 客户再次来电"),
    Story(
        "fault-area",
        "CN",
        63,
        "dispatch 2; accept 4; depart 15; urge 50 居委会来电; call 55 已安抚，南桥堵车",
        crew="Q2",
    ),
    Story("fault-area", "CN", 58, "merge 55 同一处停电，邻居也来报了", channel="hotline", crew="Q2"),
    Story("fault-single", "CB", 96, "dispatch 2; accept 4; depart 30", area="rural"),
    Story(
        "fault-line",
        "GQ",
        70,
        "dispatch 2; accept 4; depart 10; press 50; note 60 渡船停航，等下一班; "
        "order 64 2h 联系海事所安排加班船，并告知客户到达时间",
        area="remote",
    ),
    Story("fault-single", "CN", 88, "dispatch 1; accept 3; depart 10; arrive 38"),
    Story("fault-voltage", "CN", 205, f"{ON_THE_WAY}; arrive 40; note 120 进户线烧断，正在更换", crew="Q2"),
    Story(
        "fault-area",
        "CB",
        290,
        f"{ON_THE_WAY}; arrive 60; note 100 变压器高压熔丝熔断; press 150; "
        "order 200 90m 说明恢复供电的时间，并逐户告知; acknowledge 206; answer_order 270 熔丝已更换，半小时内送电，已在群里告知",
    ),
    Story("fault-single", "GQ", 110, "dispatch 1; accept 3; depart 12; arrive 44; restore 100"),
    Story("fault-single", "CN", 170, "dispatch 1; accept 2; depart 10; arrive 36; restore 120", crew="Q2"),
    Story(
        "fault-single",
        "CN",
        150,
        "dispatch 1; accept 3; depart 9; arrive 35; restore 80; charge 95 86 更换户内 63A 空开一只",
    ),
    Story(
        "fault-single",
        "CB",
        300,
        "dispatch 1; accept 4; depart 9; arrive 38; restore 90; charge 110 128 更换表后进户线 12 米",
    ),
    Story("fault-single", "CN", 33, ON_THE_WAY, channel="hotline", crew="Q2"),
    Story("fault-single", "CB", 2, channel="hotline"),
)

TO_CALL_BACK = (
    Story("fault-single", "CN", 130, done(40, 105, 115)),
    Story("fault-single", "CN", 260, done(40, 110, 130)),
    Story("fault-single", "CN", DAY + 200, done(44, 120, 150)),
    Story("fault-building", "CB", DAY + 60, done(41, 100, 120)),
    Story("fault-single", "GQ", 900, done(30, 75, 80)),
    Story("fault-voltage", "CN", 700, done(38, 90, 95, "try 600 no_answer")),
    Story("fault-line", "CB", 1200, done(80, 150, 160), area="rural"),
    Story("fault-single", "CN", 480, done(42, 160, 170), by="s3018"),
    Story("business-meter-change", "CN", 2600, "dispatch 8; accept 30; arrive 200; restore 260; report 300 已装表接电"),
)

OPEN_SERVICES = (
    Story("fee-reading-doubt", "CN", 1700, "dispatch 10; accept 40; note 300 已调取近 12 个月示数", "抄表数偏高，比上月多一倍。",
          customer="2 单元 501"),
    Story("quality-flicker", "CB", 9, text="每天晚上灯光忽明忽暗。"),
    Story("business-meter-change", "GQ", 13, text="电表箱被雨棚挡住，要求移位。"),
    Story("business-charger", "CB", 800, "dispatch 12; accept 60; depart 200; arrive 230; suspend 260 customer_papers 缺物业同意书"),
    Story("business-capacity", "GQ", 1300, "dispatch 15"),
    Story("quality-appliance", "CN", 300, "dispatch 10; accept 50; extend 52 reply 3 permit 保险公司定损单未出",
          "停电后来电时冰箱烧坏。"),
    Story("quality-frequent", "CB", 1900, "dispatch 9; accept 70; press 900; press 1500; "
          "order 1600 4h 查清频繁停电的原因，今日内答复客户; acknowledge 1620", area="rural"),
)  # fmt: skip

OFFICE = (
    Story("fee-query", "CN", 30, "reply 2 上月用电 186 度，电费 102.30 元，已逐项解释; close 4 no_callback"),
    Story("fee-tariff", "CN", 200, text="家里五口人，能不能申请多人口电价。"),
    Story("fee-payment", "CB", 1500, text="手机缴了 200 元，第二天还没到账。"),
    Story("outage-eta", "GQ", 45, "reply 3 您那一片正在抢修，预计两小时内来电; close 4 no_callback"),
    Story("suggestion-service", "CN", 2900, text="希望营业厅增加老花镜和饮水机。"),
    Story("opinion-business", "CN", 600, text="过户要跑两趟，希望一次说清材料。", by="s3018"),
    Story("report-theft", "CB", 2000, text="有人从路灯杆上私接电线。"),
    Story(
        "praise-crew",
        "GQ",
        1000,
        "reply 200 谢谢您的肯定，已转告班组; close 210 no_callback",
        "下大雨还来抢修，很感谢。",
    ),
    Story("fee-invoice", "GQ", 2200, "reply 15 发票已开具，可在手机下载; close 16 no_callback"),
    Story("fee-payment", "CN", 90, channel="hotline", text="银行扣款成功，仍收到欠费短信。"),
)

COMPLAINTS = (
    Story("complaint-service", "CN", 200, text="柜台办理时态度生硬，没有一次说清材料。", against="s3018"),
    Story("complaint-outage", "CB", DAY + 50, "accept 60", "停电前没有收到任何通知，冰柜里的货坏了。"),
    Story("complaint-business", "GQ", 1400, "accept 30", "申请增容十天没有答复。"),
    Story("complaint-quality", "CN", 2400, "accept 20; contact 300 已与客户通话，约定核查电压记录", "夏天空调带不动，反映多次。"),
    Story("complaint-grid", "CB", 3000, "accept 30; contact 200 已上门了解; verify 1500 upheld", "夜里十一点还在施工。"),
    Story("complaint-outage", "CN", 4000,
          "accept 15; contact 240 已电话致歉; verify 1600 partly; reply 2800 计划停电已公告，但未逐户告知，已整改",
          "短信通知的时间和实际停电时间不一致。"),
    Story("complaint-service", "CB", 4300,
          "accept 10; contact 120 已通话; verify 1000 unfounded; reply 1500 经查录音，服务用语规范，已向您说明; confirm 1800 3",
          "热线等了很久才接。"),
)  # fmt: skip

CLOSED = (
    Story("fault-single", "CN", 4200, done(35, 90, 95, "confirm 400 5", "rate 520 5 师傅很快就到")),
    Story("fault-single", "CB", 4100, done(43, 130, 140, "confirm 500 4", "rate 900 4")),
    Story("fault-building", "GQ", 3900, done(52, 150, 160, "confirm 700 3", "rate 800 3")),
    Story("fault-single", "CN", 3600, done(28, 60, 66, "confirm 300 5", "rate 330 5")),
    Story("fault-voltage", "CB", 3300, done(40, 170, 180, "confirm 600 4")),
    Story("fault-single", "GQ", 3100, done(39, 80, 90, "confirm 480 5", "rate 1100 5")),
    Story("fault-single", "CN", 2800, done(33, 75, 80, "confirm 420 5")),
    Story("fault-line", "CN", 2500, done(30, 95, 100, "confirm 380 4", "rate 450 2 来得不慢，但要打两次电话")),
    Story("fault-single", "CB", 2300, done(41, 85, 92, "give_up 200")),
    Story("fault-single", "CN", 1900, done(37, 70, 75, "confirm 360 5", "rate 400 5")),
    Story("fault-single", "GQ", 1600, "dispatch 1; accept 3; withdraw 12 客户自行合闸，已来电"),
    Story("fault-single", "CN", 1450, done(34, 66, 70, "confirm 330 4", "rate 600 4")),
    Story("fault-single", "CN", 620, "withdraw 5 欠费停电，已缴费"),
    Story(
        "fault-voltage",
        "CN",
        560,
        done(38, 88, 93, "deny 530 2 unsolved", "dispatch 532", "accept 535", "depart 545"),
        crew="Q2",
        by="s3018",
    ),
)

FAR = (
    Story("fault-single", "QY", 15, "dispatch 2; accept 5"),
    Story("fault-line", "QY", 70, ON_THE_WAY, area="rural"),
    Story("fee-query", "QY", 400, text="上月电费比平时多。"),
    Story("fault-single", "QY", 1500, done(40, 80, 88)),
)

STORIES = (*CLOSED, *OFFICE, *COMPLAINTS, *OPEN_SERVICES, *TO_CALL_BACK, *OPEN_FAULTS, *FAR)
