"""What every read can do: fewer fields, nothing said twice, a total for who asks."""


def test_only_the_fields_that_are_asked_for(hotline, fault):
    path = f"tickets/{fault.number}/"

    assert set(hotline.see(path, fields="number,status")) == {"number", "status"}
    assert hotline.see("tickets/", fields="number")["results"] == [{"number": fault.number}]
    for wrong in ("number,contact_phone_full", "", "number,,status", "customer__name"):
        answer = hotline.get(path, fields=wrong)
        assert (answer.status_code, set(answer.json()["fields"])) == (400, {"fields"})


def test_what_is_known_is_not_said_again(hotline, fault):
    path = f"tickets/{fault.number}/"
    tag = hotline.get(path)["ETag"]
    again = hotline.get(path, headers={"If-None-Match": f'"other", W/{tag}'})
    fewer = hotline.get(path, headers={"If-None-Match": tag}, fields="number")

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert fewer.status_code == 200
    hotline.do(path + "urge/")
    assert hotline.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_a_list_is_counted_for_who_asks(hotline, fault):
    told = hotline.see("tickets/", total="true", page_size=1)

    assert (told["total"], told["is_more"]) == (1, False)
    assert "total" not in hotline.see("tickets/")
    assert hotline.get("tickets/", total="1").status_code == 400


def test_jsons_own_kinds_count(hotline, fault):
    for wrong in ({"text": 5, "reached": True}, {"text": "x", "reached": "true"}, {"text": "x", "reached": 1}):
        assert hotline.post(f"tickets/{fault.number}/call/", wrong).status_code == 400
    assert (
        hotline.post(f"tickets/{fault.number}/call/", {"text": "x", "reached": True, "version": "1"}).status_code == 400
    )
