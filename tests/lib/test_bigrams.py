"""Chinese words of two characters are found inside a sentence, exactly, without an extension."""

import pytest
from django.db import connection

from servicedesk.lib.bigrams import grams, query, vector

SAID = "昨晚8点起停电，邻居有电；电表 ABC-1234 冒烟"


def found(words: str, text: str = SAID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [vector(text), query(words)])
        return bool(cursor.fetchone()[0])


def test_a_text_becomes_pairs_words_and_ends():
    assert list(grams("停电2小时")) == ["停电", "电", "2", "小时", "时"]


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["停电", "邻居有电", "冒烟", "烟", "表", "abc", "1234", "电表 冒烟", "ＡＢＣ", "123"])
def test_what_stands_in_the_text_is_found(words):
    assert found(words)


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["有电电表", "电居", "234", "停电 着火", "", "！？"])
def test_what_does_not_stand_there_is_not(words):
    assert not found(words)


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["𠮷田家", "珺璟昇", "it's \\ 'quoted'", "阿依古丽·买买提", "a:b&c|d!(e)"])
def test_rare_characters_and_quotes_are_text(text):
    assert found(text, text)


@pytest.mark.django_db
def test_words_do_not_reach_from_one_text_into_the_next():
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [vector("停电", "报修"), query("电报")])
        assert cursor.fetchone() == (False,)
