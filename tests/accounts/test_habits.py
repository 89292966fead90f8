"""How somebody works: single-letter keys and the distance of the rows, remembered for the person."""


def test_letters_are_switched_off_and_on_again(client, min):
    client.force_login(min)

    answer = client.post("/habits/", {"shortcuts": "off", "next": "/my/"})
    assert answer["Location"] == "/my/"
    assert 'data-shortcuts="off"' in client.get("/my/").content.decode()

    client.post("/habits/", {"shortcuts": "on"})
    assert 'data-shortcuts="on"' in client.get("/my/").content.decode()


def test_rows_stand_close_together_and_the_other_habit_stays(client, min):
    client.force_login(min)
    client.post("/habits/", {"shortcuts": "off"})

    client.post("/habits/", {"compact": "on"})

    page = client.get("/my/").content.decode()
    assert "compact" in page.partition("<body")[2].partition(">")[0]
    assert 'data-shortcuts="off"' in page


def test_the_way_back_stays_in_the_house(client, min):
    client.force_login(min)

    assert client.post("/habits/", {"next": "https://example.org/"})["Location"] == "/"


def test_everybody_says_when_their_messenger_is_silent(client, min):
    client.force_login(min)

    client.post("/habits/", {"quiet_from": "22:30", "quiet_until": "06:00"})
    client.post("/habits/", {"quiet_from": "25:00", "quiet_until": "06:00"})

    min.refresh_from_db()
    assert (f"{min.quiet_from:%H:%M}", f"{min.quiet_until:%H:%M}") == ("22:30", "06:00")
    assert 'value="22:30"' in client.get("/habits/").content.decode()
