"""A town of customers by the million, each with a phone, an account and a meter: made by SQL out of a hundred syllables thrice."""

from django.db import connection

from accounts.models import Unit
from bench.making import FREELY, ID
from servicedesk.lib.pinyin import readings

CHUNK = 100_000
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚单仇"
FIRST = "桂秀建国志文明海玉春晓小永德金兰红丽雪梅云凤美爱淑艳丹晶佳思雨欣子宇浩俊天一家嘉梓诗静雅慧敏婷娟芳军平东新广福长庆学世宗振维立成光继延伯仲季大中正本元启承祖善良忠孝义仁信和顺安康宁泰祥瑞吉庭松柏鹤鸿泽"
SECOND = "芳英兰梅霞娟敏静丽艳华珍玲萍红燕琴云莲真环荣香月莺媛瑞凡嘉琼勤贞莉叶璧璐娅琦晶妍茜秋珊莎锦黛青倩婷姣婉娴瑾颖露瑶怡婵雁蓓伟强磊军洋勇杰涛超刚平辉志建国文斌波贵福生龙元全胜学祥才发武新利清飞彬富顺信子坚"
HUNDRED = 100
BORN = """
CREATE TEMP TABLE crowd ON COMMIT DROP AS
  SELECT n, {id} AS person, {id} AS point, s.letter || f.letter || g.letter AS name,
         left(s.said, 1) || left(f.said, 1) || left(g.said, 1) AS initials, s.said || f.said || g.said AS letters,
         '154' || lpad((n::bigint * 48271 %% 100000000)::text, 8, '0') AS phone,
         '0532' || lpad((n::bigint * 7919 %% 100000000)::text, 8, '0') AS account,
         '3730' || lpad((n::bigint * 104729 %% 100000000)::text, 8, '0') AS meter
    FROM generate_series(%(first)s, %(last)s) n
    JOIN syllable s ON s.place = 1 AND s.i = n %% 100
    JOIN syllable f ON f.place = 2 AND f.i = n / 100 %% 100
    JOIN syllable g ON g.place = 3 AND g.i = n / 10000 %% 100
"""
ROWS = """
INSERT INTO customers_customer (id, org_id, name, initials, kind, level, tags, identity_index, created_at, version)
  SELECT person, %(org)s, name, initials, 'resident', '', '[]', md5(n::text), now(), 1 FROM crowd;
INSERT INTO customers_namekey (id, org_id, customer_id, key) SELECT {id}, %(org)s, person, letters FROM crowd;
INSERT INTO customers_phone (id, org_id, customer_id, number, reversed, is_main)
  SELECT {id}, %(org)s, person, phone, reverse(phone), true FROM crowd;
INSERT INTO customers_supplypoint (id, org_id, account_number, account_reversed, meter_number, address, area,
                                   transformer, feeder, balance)
  SELECT point, %(org)s, account, reverse(account), meter,
         '文昌' || n %% 997 || '路 ' || n %% 300 || ' 号 ' || n %% 40 || ' 幢 501', 'urban',
         '公变 ' || n / 80, '10kV 第 ' || n / 4000 || ' 线', 46.2 FROM crowd;
INSERT INTO customers_holding (id, org_id, customer_id, supply_point_id, part)
  SELECT {id}, %(org)s, person, point, 'owner' FROM crowd
"""


def settle(org: Unit, count: int) -> None:
    """`count` customers of one company, each holding one supply point; those who are there already stay."""
    with connection.cursor() as cursor:
        _learn_syllables(cursor)
        for first in range(1, count + 1, CHUNK):
            told = {"first": first, "last": min(first + CHUNK - 1, count), "org": org.pk}
            cursor.execute(FREELY)
            cursor.execute(BORN.format(id=ID), told)
            cursor.execute(ROWS.format(id=ID), told)
            cursor.execute("COMMIT")
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("RESET statement_timeout")


def _learn_syllables(cursor) -> None:  # type: ignore[no-untyped-def]
    cursor.execute("CREATE TEMP TABLE syllable (place int, i int, letter text, said text)")
    for place, letters in enumerate((SURNAMES, FIRST, SECOND), start=1):
        rows = [(place, i, letter, readings(letter)[0].letters) for i, letter in enumerate(letters[:HUNDRED])]
        assert len(rows) == HUNDRED, (place, len(rows))
        cursor.executemany("INSERT INTO syllable VALUES (%s, %s, %s, %s)", rows)
