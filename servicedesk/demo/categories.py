"""What customers bring, as the halls of the demo company sort it: nine top categories, their kinds, their questions."""

from collections.abc import Iterator
from typing import Any

from accounts.models import Unit
from servicedesk.lib.pinyin import initials
from tickets.lifecycle import Kind
from tickets.models import Category

Question = dict[str, Any]

# The answers that say what is wrong become part of the title.
IN_TITLE = frozenset({"sign", "goods", "tariff"})


def ask(code: str, label: str, *choices: str, required: bool = True) -> Question:
    """One question; choices are written `code:label`. Without choices the answer is typed."""
    pairs = (choice.partition(":") for choice in choices)
    return {
        "code": code,
        "label": label,
        "required": required,
        "in_title": code in IN_TITLE,
        "choices": [{"code": value, "label": words} for value, _colon, words in pairs],
    }


NEIGHBOURS = ask("neighbours", "邻居是否有电", "on:有电", "off:没电", "unknown:不清楚")
BREAKER = ask("breaker", "空气开关", "tripped:已跳闸", "closed:未跳", "unknown:不会看")
SINCE: Question = {
    "code": "since",
    "label": "停电开始",
    "kind": "time",
    "required": True,
    "choices": [
        {"code": "now", "label": "刚刚", "ago": 0},
        {"code": "half_hour", "label": "半小时前", "ago": 30},
        {"code": "morning", "label": "今早", "clock": "08:00"},
        {"code": "longer", "label": "更早"},
    ],
}
DANGER = ask("danger", "安全隐患", "none:无", "yes:有，立即升级")
PLACE = ask("place", "所在位置", required=False)
PERIOD = ask("period", "涉及月份", "this:本月", "last:上月", "more:多个月")
CHANNEL = ask("paid_by", "缴费渠道", "app:手机 App", "hall:营业厅", "bank:银行代扣", "other:其他")
BANK = ask("bank", "哪家银行", required=False) | {"only_if": {"question": "paid_by", "is": "bank"}}
READING: Question = {
    "code": "meter_shows",
    "label": "表上现在的读数",
    "kind": "number",
    "unit": "度",
    "least": "0",
    "most": "999999",
}
WHEN = ask("when", "发生时间", "today:今天", "week:本周", "earlier:更早")
GUARD = ask("guard", "投诉人信息", "open:实名", "secret:要求保密", "anonymous:匿名，已告知可能影响核实", required=False)
REPORTER = ask("guard", "举报人信息", "open:实名", "anonymous:匿名，已告知可能影响核实", required=False)
HAZARDS = [["danger", "yes"]]

# code, name, name in English, kind, questions, script
Row = tuple[str, str, str, str, list[Question], str]
TREE: dict[tuple[str, str, str, str], list[Row]] = {
    ("fault", "故障报修", "Fault repair", Kind.FAULT): [
        ("fault-single", "单户无电", "One household without power", Kind.FAULT, [NEIGHBOURS, BREAKER, SINCE, DANGER],
         "邻居家有电吗？家里的空气开关跳了没有？"),
        ("fault-building", "整栋无电", "Whole building without power", Kind.FAULT, [SINCE, DANGER],
         "整栋楼都没电吗？电梯里有没有人？"),
        ("fault-area", "片区无电", "Whole area without power", Kind.FAULT, [SINCE, DANGER],
         "附近路灯和商铺有没有电？我先帮您看有没有停电公告。"),
        ("fault-voltage", "电压低 / 缺相", "Low voltage or a missing phase", Kind.FAULT,
         [ask("sign", "现象", "dim:灯暗", "motor:电机不转", "flicker:忽明忽暗"), SINCE, DANGER],
         "请先关掉冰箱和空调，避免烧坏。"),
        ("fault-line", "线路设备隐患", "Line or equipment in danger", Kind.FAULT,
         [ask("sign", "隐患情况", "wire:断线或垂线", "pole:电杆倾斜", "spark:冒火花", "box:表箱敞开"), DANGER, PLACE],
         "请离开至少 8 米，不要触碰，提醒旁人。"),
    ],
    ("fee", "电费电价", "Bills and tariffs", Kind.ENQUIRY): [
        ("fee-query", "电费查询", "Bill query", Kind.ENQUIRY, [PERIOD], "我帮您查上月的抄表数和电费。"),
        ("fee-reading-doubt", "抄表数据异常", "Meter reading in doubt", Kind.SERVICE,
         [PERIOD, READING], "请您看一下电表，现在的读数是多少？"),
        ("fee-payment", "缴费未到账", "Payment not booked", Kind.ENQUIRY, [CHANNEL, BANK, WHEN], "请提供缴费凭证上的流水号后几位。"),
        ("fee-tariff", "电价政策", "Tariff rules", Kind.ENQUIRY,
         [ask("tariff", "问的是", "step:阶梯电价", "time:峰谷电价", "many:多人口", "ev:充电桩")], ""),
        ("fee-invoice", "发票开具", "Invoice", Kind.ENQUIRY, [PERIOD], "发票抬头和税号要填户号登记的名称。"),
        ("fee-reconnect", "欠费复电", "Reconnection after payment", Kind.SERVICE, [CHANNEL], "费用结清后，24 小时内恢复供电。"),
    ],
    ("quality", "电能质量", "Quality of supply", Kind.SERVICE): [
        ("quality-high", "电压偏高", "Voltage too high", Kind.SERVICE, [WHEN, DANGER], ""),
        ("quality-flicker", "电压闪动", "Flicker", Kind.SERVICE, [WHEN], ""),
        ("quality-frequent", "频繁停电", "Frequent interruptions", Kind.SERVICE,
         [ask("times", "两个月内次数", "3:3 次", "5:4 到 5 次", "more:更多")], "两个月内超过三次，我们会专门核查。"),
        ("quality-appliance", "家电损坏", "Damaged appliance", Kind.SERVICE,
         [WHEN, ask("goods", "损坏的电器", "fridge:冰箱", "tv:电视", "air:空调", "other:其他")], "请保留原样，24 小时内有人上门核实。"),
    ],
    ("business", "用电业务", "Connections and contracts", Kind.SERVICE): [
        ("business-new", "低压新装", "New low-voltage supply", Kind.SERVICE, [ask("use", "用途", "home:居民", "shop:商铺")], ""),
        ("business-capacity", "增容减容", "Change of capacity", Kind.SERVICE, [ask("to", "改为", "8:8 千瓦", "12:12 千瓦", "more:更大")], ""),
        ("business-rename", "更名过户", "Change of name", Kind.SERVICE,
         [ask("papers", "材料", "full:齐全", "partly:缺件，一次性告知")], "需要双方证件和房产证明。"),
        ("business-meter-check", "申请校表", "Meter test", Kind.SERVICE, [PERIOD], ""),
        ("business-high", "高压新装", "New high-voltage supply", Kind.SERVICE, [], ""),
        ("business-filing", "重要服务事项报备", "Filed matter", Kind.FILING, [], ""),
        ("business-meter-change", "换表移表", "Meter change", Kind.SERVICE, [PLACE], ""),
        ("business-charger", "充电桩报装", "Charging point", Kind.SERVICE, [ask("space", "车位", "own:自有", "rent:租用")], ""),
        ("business-time-tariff", "峰谷电价办理", "Time-of-use tariff", Kind.SERVICE, [], ""),
    ],
    ("outage", "停电咨询", "Asking about an outage", Kind.ENQUIRY): [
        ("outage-planned", "计划停电", "Planned outage", Kind.ENQUIRY, [WHEN], "我查一下您这一片的停电公告。"),
        ("outage-eta", "来电时间", "When power returns", Kind.ENQUIRY, [], ""),
        ("outage-arrears", "是否欠费停电", "Cut off for arrears?", Kind.ENQUIRY, [], ""),
    ],
    ("complaint", "投诉", "Complaint", Kind.COMPLAINT): [
        ("complaint-service", "服务态度", "Attitude of staff", Kind.COMPLAINT, [WHEN, GUARD], "对不起给您添了不便。24 小时内有专人联系您。"),
        ("complaint-business", "业务办理超时", "Business took too long", Kind.COMPLAINT, [WHEN, GUARD], ""),
        ("complaint-outage", "停电未提前告知", "Outage without notice", Kind.COMPLAINT, [WHEN, GUARD], ""),
        ("complaint-quality", "电压质量长期不合格", "Lasting bad voltage", Kind.COMPLAINT, [GUARD], ""),
        ("complaint-appeal", "对处理结果不服", "Appeal", Kind.APPEAL, [], "请提供原来的工单号。"),
        ("complaint-grid", "施工扰民", "Nuisance from works", Kind.COMPLAINT, [PLACE, GUARD], ""),
    ],
    ("suggestion", "意见建议", "Opinions and suggestions", Kind.SUGGESTION): [
        ("suggestion-service", "服务建议", "About service", Kind.SUGGESTION, [], ""),
        ("suggestion-facility", "设施建议", "About equipment", Kind.SUGGESTION, [PLACE], ""),
        ("opinion-business", "业务意见", "About procedures", Kind.OPINION, [], ""),
    ],
    ("report", "举报", "Report", Kind.REPORT): [
        ("report-theft", "窃电", "Theft of electricity", Kind.REPORT, [PLACE, REPORTER], "举报人信息保密。"),
        ("report-damage", "破坏电力设施", "Damage to equipment", Kind.REPORT, [PLACE, DANGER, REPORTER], ""),
        ("report-conduct", "违规违纪", "Misconduct", Kind.REPORT, [REPORTER], "举报人信息保密。"),
    ],
    ("praise", "表扬", "Praise", Kind.PRAISE): [
        ("praise-person", "表扬员工", "Praise of a person", Kind.PRAISE, [], ""),
        ("praise-crew", "表扬班组", "Praise of a crew", Kind.PRAISE, [], ""),
    ],
}  # fmt: skip


# What a category says and asks beyond its questions; what stands below it has the same unless it says otherwise.
MORE: dict[str, dict[str, Any]] = {
    "fault": {
        "script": "我先问几个问题，马上给您派人。",
        "receipt": "抢修人员会先与您电话联系。\n请远离断线和故障设备，不要自行合闸。",
        "checklist": [
            {"code": "power_off", "label": "已验电、挂接地线"},
            {"code": "tested", "label": "恢复后试送电正常"},
            {"code": "told", "label": "已当面告知客户原因"},
        ],
        "to_close": [{"code": "cause", "kind": "cause", "label": "故障原因"}],
        "duplicates": {
            "account": "urge",
            "transformer": {"count": 2, "minutes": 30},
            "repeat": {"days": 30, "level_after": 3, "level": "major"},
        },
        "hint": "城区 45 分钟、农村 90 分钟、边远地区 2 小时内到达现场。",
    },
    "fee": {
        "receipt": "电费疑问可凭本回执查询处理进度。",
        "hint": "电费疑问 5 个工作日内答复。",
        "duplicates": {"account": "urge", "transformer": {"count": 0}, "repeat": {"days": 60, "level_after": 3}},
    },
    "quality-appliance": {
        "receipt": "请保留损坏电器原样，凭本回执和购买凭证办理核实。",
        "checklist": [
            {"code": "list", "label": "已登记电器品牌、型号、购买日期"},
            {"code": "scene", "label": "已核对停电和电压记录"},
            {"code": "signed", "label": "客户已在核实单上签字"},
        ],
        "to_close": [
            {"code": "finding", "kind": "text", "label": "核实结论"},
            {"code": "items", "kind": "checks", "label": "全部检查项"},
            {"code": "goods", "kind": "photo", "label": "损坏电器照片"},
        ],
    },
    "business": {"receipt": "请带齐一次性告知单上的材料，一次办结。"},
    "complaint": {
        "script": "给您添麻烦了，我先把情况记清楚。",
        "receipt": "投诉 24 小时内有专人联系，7 个工作日内答复。",
        "duplicates": {"account": "urge", "transformer": {"count": 0}, "repeat": {"days": 30, "level_after": 2, "level": "important"}},
    },
    "report": {"receipt": "举报人信息严格保密。", "duplicates": {"account": "off", "transformer": {"count": 0}, "repeat": {"days": 0}}},
}  # fmt: skip
# A third level: what is asked for seldom does not crowd the second.
DEEPER: dict[tuple[str, str, str, str, str], list[Row]] = {
    ("fee", "fee-other", "其他电费业务", "Other bill matters", Kind.ENQUIRY): [
        ("fee-other-refund", "退费", "Refund", Kind.SERVICE, [PERIOD], "退费原路退回，需要您的身份证件。"),
        ("fee-other-card", "购电卡补办", "Lost prepayment card", Kind.SERVICE, [], "补办后卡内余额不变。"),
        ("fee-other-prepaid", "预付费购电", "Buying prepaid power", Kind.ENQUIRY, [CHANNEL], ""),
    ],
}


def load(org: Unit) -> int:
    """Give a company these categories; those it has stay as they are. Returns how many there are."""
    known = set(Category.objects.filter(org=org).values_list("code", flat=True))
    for position, ((code, name, name_en, kind), rows) in enumerate(TREE.items(), start=1):
        top, _is_new = Category.objects.get_or_create(
            org=org,
            code=code,
            defaults={"name": name, "name_en": name_en, "kind": kind, "position": position, "initials": initials(name)},
        )
        Category.objects.bulk_create(row for row in _children(org, top, rows) if row.code not in known)
    for (above, code, name, name_en, kind), rows in DEEPER.items():
        group, _is_new = Category.objects.get_or_create(
            org=org,
            code=code,
            defaults={
                "name": name,
                "name_en": name_en,
                "kind": kind,
                "position": 90,
                "initials": initials(name),
                "parent": Category.objects.get(org=org, code=above),
            },
        )
        Category.objects.bulk_create(row for row in _children(org, group, rows) if row.code not in known)
    for code, settings in MORE.items():
        if code not in known:
            Category.objects.filter(org=org, code=code).update(**settings)
    return Category.objects.of(org).count()


def _children(org: Unit, top: Category, rows: list[Row]) -> Iterator[Category]:
    for place, (code, name, name_en, kind, questions, script) in enumerate(rows, start=1):
        yield Category(
            org=org,
            parent=top,
            code=code,
            name=name,
            name_en=name_en,
            initials=initials(name),
            kind=kind,
            position=place,
            questions=questions,
            script=script,
            hazards=HAZARDS if any(question["code"] == "danger" for question in questions) else [],
        )
