"""What the demo company knows: a few articles, and texts that spare typing."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import Unit, User
from knowledge.actions.articles import Text, write_article
from knowledge.actions.texts import Wording, keep_text
from knowledge.models import Article, Audience

SOON, LATER = timedelta(days=5), timedelta(days=150)

# title, text, categories, whether customers may read it, when it is looked at again
ARTICLES: tuple[tuple[str, str, tuple[str, ...], bool, timedelta], ...] = (
    (
        "单户无电排查三步",
        "1. 问邻居、楼道灯有没有电：都没有，按整栋或片区无电登记。\n"
        "2. 请客户看家里的空气开关：跳闸的，先拔掉大功率电器再合上，合不上就报修。\n"
        "3. 核对是否欠费停电。三项都排除，派抢修班，告知到达时限。\n\n"
        "有焦味、冒烟、断线的，请客户离开并远离 8 米，立即升级。",
        ("fault-single",),
        False,
        LATER,
    ),
    (
        "电压低、灯忽明忽暗怎么问",
        "先问是一户还是几户、从什么时候开始、是否在用电高峰。\n一户的，多为进户线接触不良；几户的，看同一台区有没有其他报修。\n请客户先关掉冰箱、空调等电机类电器。",
        ("fault-voltage", "quality"),
        False,
        SOON,
    ),
    (
        "更名过户要带什么",
        "双方有效身份证件、房产证明（房产证、购房合同或宅基地证明任一）、结清的电费账单。\n"
        "代办的，另带委托书和代办人证件。材料不全的，一次说清缺什么，可以先受理后补。",
        ("business-rename",),
        True,
        LATER,
    ),
    (
        "阶梯电价怎么算",
        "按年累计用电量分三档，超过上一档的部分才按高一档计价。\n家里常住五人及以上的，可以申请“多人口”电量基数。\n峰谷电价可与阶梯电价同时使用。",
        ("fee-tariff", "fee-query"),
        True,
        LATER,
    ),
    (
        "欠费复电流程",
        "费用结清后系统发出复电指令，24 小时内恢复供电。\n远程复不上的，登记“欠费复电”，派人到现场。\n独居老人、有生命支持设备的，先电话确认安全。",
        ("fee-reconnect", "outage-arrears"),
        False,
        LATER,
    ),
)
# title, text, where it is offered
TEXTS = (
    ("已电话安抚", "已致电客户安抚，告知 {承诺} 前到达，客户表示理解。", "note"),
    ("客户要求改约", "客户要求改约，新时间：", "note"),
    ("受理告知", "{客户}，您反映的“{事项}”已受理，单号 {单号}，我们将在 {承诺} 前给您答复。{营业厅} {电话}", "reply"),
    ("感谢建议", "{客户}，感谢您的建议，我们已转相关部门研究，结果由{经办人}回复您。", "reply"),
    ("已告知进展", "已告知客户当前进展和 {承诺} 的承诺时间。", "call"),
    ("邻居也没电", "客户称邻居同时没电，楼道灯不亮。", "intake"),
)


def load(org: Unit, *, editor: User, at: datetime) -> int:
    """Put them on the shelf of a company that has none yet; returns how many articles there are."""
    if not Article.objects.filter(org=org).exists():
        today = timezone.localdate(at)
        for title, body, topics, is_public, ahead in ARTICLES:
            audience = Audience.PUBLIC if is_public else Audience.INTERNAL
            said = Text(title, body, editor, today + ahead, topics=topics, audience=audience)
            write_article(said, org=org, by=editor, at=at)
        for title, body, use in TEXTS:
            keep_text(Wording(title, body, use, is_shared=True), org=org, by=editor, at=at)
    return Article.objects.filter(org=org).count()
