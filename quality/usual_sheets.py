"""The sheets as shipped, one for each kind of work; the points of each come to a hundred. Companies write their own."""

from typing import Any

from quality.lifecycle import Work


def _item(code: str, text: str, points: int, *, is_fatal: bool = False) -> dict[str, Any]:
    return {"code": code, "text": text, "points": points, "is_fatal": is_fatal}


_ATTITUDE: dict[str, Any] = {
    "name": "服务态度",
    "items": [
        _item("greet", "主动问候，报单位与工号", 10),
        _item("manner", "用语文明，不推诿、不与客户争执", 15),
        _item("rude", "辱骂、挂断、与客户争吵（一票否决）", 100, is_fatal=True),
    ],
}
_SECRECY: dict[str, Any] = {
    "name": "信息保密",
    "items": [
        _item("verify", "核对身份后再提供信息", 10),
        _item("leak", "泄露客户个人信息（一票否决）", 100, is_fatal=True),
    ],
}
_RECORD: dict[str, Any] = {
    "name": "工单记录",
    "items": [
        _item("class", "业务类型、区域、级别选择正确", 10),
        _item("words", "诉求要点完整，地址电话无误", 15),
        _item("time", "记录及时、真实", 10),
        _item("forged", "弄虚作假、事后补造记录（一票否决）", 100, is_fatal=True),
    ],
}
_ANSWER: dict[str, Any] = {
    "name": "业务能力",
    "items": [_item("need", "听清并复述诉求", 10), _item("right", "答复准确完整，一次性告知", 20)],
}
# 上级电话抽查: sixteen groups of what is heard in a call of somebody who poses as a customer.
_TEST_CALL = [
    ("接听时限", "铃响四声内接听，超过致歉"),
    ("开头语", "问候并报单位、工号"),
    ("语音语调", "语速适中，声音清晰"),
    ("礼貌用语", "使用“请、您、谢谢、对不起”"),
    ("倾听", "不打断，适时回应"),
    ("核实诉求", "复述并确认要点"),
    ("业务知识", "政策、价格、流程说得对"),
    ("停电信息", "能说出原因、范围、预计恢复时间"),
    ("一次性告知", "一次说清所需材料与时限"),
    ("系统操作", "查询、录入熟练"),
    ("首问负责", "不推诿，转接有交代"),
    ("情绪安抚", "能安抚不满的客户"),
    ("信息保密", "未核实身份不透露客户信息"),
    ("承诺兑现", "说明时限并告知查询方式"),
    ("结束语", "确认无其他需要，致谢"),
    ("工单记录", "事后记录与通话一致"),
]
USUAL: dict[Work, tuple[str, list[dict[str, Any]]]] = {
    Work.DESK: ("受理质检评分表", [_ATTITUDE, _ANSWER, _RECORD, _SECRECY]),
    Work.CALL: ("通话质检评分表", [_ATTITUDE, _ANSWER, _RECORD, _SECRECY]),
    Work.COMPLAINT: (
        "投诉处理质检评分表",
        [
            {
                "name": "处理过程",
                "items": [
                    _item("contact", "时限内首次联系客户", 20),
                    _item("facts", "调查到位，证据齐全", 20),
                    _item("cause", "原因分析到根，有整改措施", 15),
                    _item("reply", "答复有依据、有针对性", 20),
                    _item("promise", "按约定时间和方式答复", 15),
                    _item("forged", "虚假答复、代客户表态（一票否决）", 100, is_fatal=True),
                ],
            },
            _SECRECY,
        ],
    ),
    Work.FIELD: (
        "抢修服务质检评分表",
        [
            {
                "name": "现场服务",
                "items": [
                    _item("accept", "及时接单、出发", 10),
                    _item("arrive", "按承诺到达，超时有解释", 20),
                    _item("told", "向客户说明原因和预计恢复时间", 15),
                    _item("photos", "照片、到达记录齐全真实", 15),
                    _item("report", "回单原因、处理结果准确", 20),
                    _item("polite", "着装、举止、用语规范", 10),
                    _item("clean", "清理现场，告知用电安全", 10),
                    _item("gift", "吃拿卡要、乱收费（一票否决）", 100, is_fatal=True),
                ],
            }
        ],
    ),
    Work.TEST_CALL: (
        "电话抽查评分表",
        [
            {"name": name, "items": [_item(f"g{place}", text, 7 if place in (6, 7, 11, 13) else 6)]}
            for place, (name, text) in enumerate(_TEST_CALL, start=1)
        ],
    ),
}
