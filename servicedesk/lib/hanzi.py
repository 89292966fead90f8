"""Names as people write them: character by character, whatever plane it lies in, and brought to one form to be found.

A character is a code point with whatever belongs to it: a variation selector (葛󠄀) or a combining mark is never cut off.
"""

import unicodedata

# One character in two shapes. Who has only a common keyboard types the second.
SHAPES = {
    "𠮷": "吉", "𤋮": "熙", "髙": "高", "﨑": "崎", "戸": "户", "戶": "户", "呂": "吕", "吳": "吴", "呉": "吴", "黃": "黄", "淸": "清",
    "眞": "真", "強": "强", "內": "内", "靑": "青", "産": "产", "產": "产", "堃": "坤", "喆": "哲", "峯": "峰", "羣": "群", "煕": "熙",
    "凃": "涂", "闫": "阎", "閆": "阎", "曽": "曾", "邨": "村", "昇": "升", "陞": "升", "甯": "宁", "寗": "宁", "仝": "同", "枬": "楠",
    "蘓": "苏", "晧": "皓", "曌": "照", "彥": "彦", "尙": "尚", "冨": "富", "徳": "德", "恵": "惠", "斉": "齐", "斎": "斋", "錬": "炼",
}  # fmt: skip
# Traditional forms of surnames and of characters common in given names.
TRADITIONAL = dict(
    zip(
        "陳張劉趙楊許鄭謝馮鄧蕭葉盧蔣賈韓羅孫馬龍萬錢湯賀賴龔顧華國偉麗鳳蘭慶齊寶瓊瑩鄒陸閻鍾鐘喬嚴莊關樓譚廖龐紀項倪殷"
        "衛雲潔蓮貴實寧銳鋒軍東榮傑勝業義興瑋琺藝慧敏穎夢嬌嫻紅綠維經緒綱緯潤澤濤濱滿漢煒煥燦燁爾獻現環瑤璽畫異發盡眾祿禎禮種"
        "穎穩競築簡紹絲綺練縱繼續羨翹習聖聞聰肅膽臨舉艦芻莖蒼蔭薊藍蘇虛補裝見視親覺觀記訓詠詩誠語調論講護讓豐豔貞財質賢贊軒輝輪"
        "轉辭達運遠還邁鄉釗針釵鈞鈴鉅銀銘錄錦鍵鎮鏡鐵鑫長門開閔閩陽階際隨難霧靈靜韋韻響順頌領頤顏願飛騰驍驥鮑鴻鵬鶴麥齡儀億優內兒",
        "陈张刘赵杨许郑谢冯邓萧叶卢蒋贾韩罗孙马龙万钱汤贺赖龚顾华国伟丽凤兰庆齐宝琼莹邹陆阎钟钟乔严庄关楼谭廖庞纪项倪殷"
        "卫云洁莲贵实宁锐锋军东荣杰胜业义兴玮珐艺慧敏颖梦娇娴红绿维经绪纲纬润泽涛滨满汉炜焕灿烨尔献现环瑶玺画异发尽众禄祯礼种"
        "颖稳竞筑简绍丝绮练纵继续羡翘习圣闻聪肃胆临举舰刍茎苍荫蓟蓝苏虚补装见视亲觉观记训咏诗诚语调论讲护让丰艳贞财质贤赞轩辉轮"
        "转辞达运远还迈乡钊针钗钧铃钜银铭录锦键镇镜铁鑫长门开闵闽阳阶际随难雾灵静韦韵响顺颂领颐颜愿飞腾骁骥鲍鸿鹏鹤麦龄仪亿优内儿",
        strict=True,
    )
)
TRADITIONAL |= {"買": "买", "賣": "卖", "圖": "图", "爾": "尔"}
ONE_SHAPE: dict[int, str] = {ord(one): other for one, other in (TRADITIONAL | SHAPES).items()}
# Between the parts of a name of another people: 买买提·吐尔逊. Written in as many ways as there are keyboards.
DOTS = "·•・･‧∙⋅．."


def characters(text: str) -> list[str]:
    """The characters of `text`, each with the selectors and marks that belong to it."""
    found: list[str] = []
    for point in text:
        if found and (unicodedata.category(point) in ("Mn", "Me") or point == "\u200d"):
            found[-1] += point
        else:
            found.append(point)
    return found


def bare(text: str) -> str:
    """`text` in ordinary width, compatibility forms made ordinary ones, without selectors and marks of shape."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(point for point in plain if unicodedata.category(point) not in ("Mn", "Me", "Cf"))


def folded(name: str) -> str:
    """A name as it is looked for: one shape for each character, no dots, no spaces, small letters."""
    plain = bare(name).casefold().translate(ONE_SHAPE)
    return "".join(point for point in plain if point not in DOTS and not point.isspace())


def parts_of(name: str) -> list[str]:
    """The parts of a name that is written with dots or spaces: 买买提·吐尔逊 → [买买提, 吐尔逊]."""
    plain = bare(name).translate({ord(dot): " " for dot in DOTS})
    return plain.split()


def is_han(point: str) -> bool:
    """Whether a code point is a Chinese character of any plane, or the zero that some names are written with."""
    number = ord(point)
    return 0x3400 <= number <= 0x9FFF or 0xF900 <= number <= 0xFAFF or 0x20000 <= number <= 0x3FFFF or point == "〇"


def only_difference(one: str, other: str) -> int | None:
    """Where two names differ if they differ in exactly one character: 陈桂芳, 陈桂芬 → 2. Otherwise None."""
    first, second = characters(one), characters(other)
    if len(first) != len(second):
        return None
    apart = [place for place, pair in enumerate(zip(first, second, strict=True)) if pair[0] != pair[1]]
    return apart[0] if len(apart) == 1 and len(first) > 1 else None
