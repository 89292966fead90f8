"""What most companies begin with: two kinds of work sheet, reasons for sending back, windows of the day. Words are data."""

from typing import Any

REPAIR: list[dict[str, Any]] = [
    {"part": "customer"},
    {"part": "work", "title": "报修内容"},
    {
        "title": "设备与故障",
        "fields": [
            {"code": "model", "sort": "text", "label": "设备型号"},
            {"code": "bought", "sort": "day", "label": "购置日期"},
            {
                "code": "warranty",
                "sort": "choice",
                "label": "保修",
                "choices": ["保内", "保外", "不详"],
                "required": True,
            },
            {"code": "fault", "sort": "lines", "label": "故障现象", "required": True},
        ],
    },
    {
        "title": "维修结果",
        "fields": [
            {
                "code": "way",
                "sort": "choice",
                "label": "处理方式",
                "choices": ["现场修复", "更换部件", "更换设备", "带回维修"],
                "required": True,
                "is_result": True,
            },
            {"code": "old_serial", "sort": "text", "label": "旧设备编号", "is_result": True},
            {"code": "new_serial", "sort": "text", "label": "新设备编号", "is_result": True},
            {"code": "done", "sort": "lines", "label": "维修内容", "required": True, "is_result": True},
            {"code": "tested", "sort": "tick", "label": "试机正常", "is_result": True},
        ],
    },
    {"part": "materials", "title": "更换部件与材料"},
    {
        "title": "客户意见",
        "fields": [
            {
                "code": "opinion",
                "sort": "choice",
                "label": "服务评价",
                "choices": ["满意", "基本满意", "不满意"],
                "is_result": True,
            },
            {"code": "remark", "sort": "text", "label": "意见", "is_result": True},
        ],
    },
    {"part": "signatures", "signers": ["客户", "维修人员", "部门主管"]},
    {"part": "fee", "title": "维修收费凭据"},
]
INSTALL: list[dict[str, Any]] = [
    {"part": "work", "title": "派工内容"},
    {"part": "customer", "title": "用户资料"},
    {
        "title": "安装任务",
        "fields": [
            {
                "code": "work",
                "sort": "choice",
                "label": "安装类别",
                "choices": ["新装", "换装", "移装", "拆除"],
                "required": True,
            },
            {"code": "device", "sort": "text", "label": "设备名称", "required": True},
            {"code": "model", "sort": "text", "label": "规格型号"},
            {"code": "on", "sort": "day", "label": "约定日期"},
            {"code": "note", "sort": "lines", "label": "安装要求"},
        ],
    },
    {
        "title": "安装结果",
        "fields": [
            {"code": "old_serial", "sort": "text", "label": "旧设备编号", "is_result": True},
            {"code": "new_serial", "sort": "text", "label": "新设备编号", "required": True, "is_result": True},
            {"code": "old_reading", "sort": "number", "label": "旧表止码", "is_result": True},
            {"code": "new_reading", "sort": "number", "label": "新表起码", "is_result": True},
            {"code": "sealed", "sort": "tick", "label": "封印完好", "is_result": True},
        ],
    },
    {"part": "materials", "title": "领用与退回材料"},
    {"part": "course", "title": "派工与完工"},
    {"part": "signatures", "title": "验收签字", "signers": ["用户", "安装人员", "派工人", "主管"]},
    {"part": "fee", "title": "安装收费凭据"},
]
# code, name, series, sections, whether it asks for the fee
KINDS = (("repair", "维修服务单", "WX", REPAIR, True), ("install", "安装任务派工单", "AZ", INSTALL, True))
# code, name, what shows it, whether it is a matter of area alone
REASONS = (
    ("area", "不属本区域", "none", True),
    ("address", "地址或电话有误、不足", "text", False),
    ("type", "工单类型有误", "text", False),
    ("other-crew", "属其他班组工作", "text", False),
    ("no-entry", "现场无法进入", "photo", False),
)
WINDOWS = (("08:00", "10:00"), ("10:00", "12:00"), ("14:00", "16:00"), ("16:00", "18:00"))
PLACES = 4
