from files.house.reading import read_house
from tests.files.test_house import SMALL, line_of, problems

TWO_KINDS = SMALL.replace(
    "schedules:\n",
    """meeting_kinds:
  - {id: weekly, name: Weekoverleg, title: Weekoverleg, purpose: Alle casussen, fixed: [ggz]}
  - {id: youth, name: Jeugdoverleg}
schedules:
  - id: monday
    kind: youth
    channel: agendas
    weekday: monday
    starts: "13:00"
    ends: "14:00"
    cut_off: {weekday: friday, at: "12:00"}
    posts: {weekday: monday, at: "09:00"}
""",
)


def test_a_house_names_its_kinds_of_meeting_and_a_schedule_without_one_is_of_the_first():
    house = read_house(TWO_KINDS)
    weekly, youth = house.meeting_kinds.all
    monday, thursday = house.schedules
    assert (weekly.name, weekly.title, weekly.purpose) == (
        "Weekoverleg", "Weekoverleg", "Alle casussen",
    )  # fmt: skip
    assert weekly.fixed == ("ggz",)
    assert house.meeting_kinds.find(monday.kind) == youth
    assert house.meeting_kinds.find(thursday.kind) == weekly


def test_a_house_that_names_no_kinds_has_one_that_needs_no_name():
    house = read_house(SMALL)
    assert house.meeting_kinds.all == ()
    assert not house.meeting_kinds.are_several
    assert house.schedules[0].kind is None


def test_everything_wrong_with_the_kinds_of_meeting_is_said_at_once():
    wrong = (
        TWO_KINDS.replace("title: Weekoverleg", "title: Casus KX7 van Jan")
        .replace("name: Jeugdoverleg", "name: Weekoverleg")
        .replace("kind: youth", "kind: yuoth")
        .replace("fixed: [ggz]", "fixed: [gzg, wonen]")
        .replace(
            "organisations:\n", "organisations:\n  - {id: wonen, name: W, type: third_party}\n"
        )
    )
    first, second = line_of(wrong, "{id: weekly"), line_of(wrong, "{id: youth")
    assert problems(wrong) == [
        (first, "'wonen' is a third party, which has no fixed place"),
        (first, "a title is one to three words without figures, 24 characters at most"),
        (first, "there is no organisation 'gzg'; did you mean 'ggz'?"),
        (second, f"meeting_kinds: 'Weekoverleg' is already on line {first}"),
        (second, "no schedule is of the kind 'youth': its cases would never come up"),
        (line_of(wrong, "kind: yuoth"), "there is no kind 'yuoth'; did you mean 'youth'?"),
    ]
