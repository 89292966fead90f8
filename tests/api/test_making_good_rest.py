"""What only some complaints have: an outside source, parts given to others, making good what went wrong; over REST."""

from tests.api.caller import signed_in


def test_a_case_of_the_city_hotline_is_named_and_given_back(taken, qian, guo):
    desk, path = signed_in(qian), f"complaints/{taken.number}/"
    assert desk.get(path + "outer/").status_code == 404
    desk.do(path + "name_outer/", {"source": "12345", "number": "S-42", "due_at": "2099-01-01T00:00:00Z"})
    desk.do(path + "extend_outer/", {"until": "2099-02-01T00:00:00Z", "reason": "对方同意"})
    case = desk.see(path + "outer/")

    assert (case["number"], case["extensions"], case["first_due_at"]) == ("S-42", 1, "2099-01-01T08:00:00+08:00")
    refused = desk.post(path + "return_outer/", {"basis": "court", "text": "已起诉"})
    assert refused.status_code == 403
    assert desk.post(path + "report_outer/").status_code == 409
    back = signed_in(guo).do(path + "return_outer/", {"basis": "court", "text": "已起诉"})
    assert (back["status"], desk.see(path + "outer/")["basis"]) == ("withdrawn", "court")


def test_who_was_given_a_part_answers_it(contacted, company, qian, qiang, min):
    desk, crew = signed_in(qian), signed_in(qiang)
    path = f"tickets/{contacted.number}/"
    asked = {"unit": "Q1", "person": "5120", "question": "当天谁在班？"}
    desk.do(f"complaints/{contacted.number}/ask_help/", asked)
    desk.do(f"complaints/{contacted.number}/plan_fix/", {"measure": "补训一次", "owner": "5120"})
    parts = {part["sort"]: part for part in crew.see(path + "parts/")["results"]}
    crew.do(path + "give_help/", {"part": parts["help"]["id"], "answer": "王师傅"})
    crew.do(path + "finish_fix/", {"part": parts["fix"]["id"], "proof": "签到表"})
    own = crew.post(path + "check_fix/", {"part": parts["fix"]["id"], "works": True})
    desk.do(path + "check_fix/", {"part": parts["fix"]["id"], "works": True})

    assert own.status_code == 403
    assert [(part["sort"], part["outcome"]) for part in desk.see(path + "parts/")["results"]] == [
        ("fix", "works"),
        ("help", ""),
    ]
    assert desk.post(path + "give_help/", {"part": parts["fix"]["id"], "answer": "x"}).status_code == 404


def test_what_went_wrong_is_made_good_by_two(fault, min, guo, stranger):
    clerk, lead = signed_in(min), signed_in(guo)
    row = clerk.do("recoveries/", {"ticket": fault.number, "reason": "误停电两小时"})
    path = f"recoveries/{row['id']}/"
    clerk.do(path + "apologise/", {"words": "对不起，是我们的错。", "by_sms": True})
    clerk.do(path + "ask/", {"kind": "gift", "value": "50.00", "reason": "老人受惊"})
    assert clerk.post(path + "decide/", {"granted": True}).status_code == 403
    granted = lead.do(path + "decide/", {"granted": True})
    clerk.do(path + "give/", {"text": "当面交给本人"})
    clerk.do(path + "look_again/", {"step": "after_hours", "text": "满意"})
    over = clerk.do(path + "look_again/", {"step": "after_days", "text": "满意"})

    assert (granted["granted"], granted["value"], over["ended_at"] is not None) == (True, "50.00", True)
    assert [step["what"] for step in over["steps"]][:4] == ["proposed", "taken", "apology", "asked"]
    assert clerk.see("recoveries/", show="over", ticket=fault.number)["results"][0]["id"] == row["id"]
    assert clerk.post(path + "take/").status_code == 409
    assert signed_in(stranger).get(path).status_code == 404
    foreign = signed_in(stranger).post("recoveries/", {"ticket": fault.number, "reason": "x"})
    assert (foreign.status_code, set(foreign.json()["fields"])) == (400, {"ticket"})
