import re
from dataclasses import fields
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from domain.house import CircleSignal, ClosedDays, PublicHoliday, RetentionTerms, Terms, Weekday
from domain.member import Language, Role
from domain.stoplight import Colour, RequiredRule
from domain.vetting import find_vetting_troubles
from files.house.reading import HouseFileError, read_house, read_house_file
from files.house.schema import NOT_READ_YET

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "config" / "house.example.yaml"
SMALL = """\
name: Huis
time_zone: Europe/Amsterdam
tenant: t
organisations:
  - {id: bureau, name: Bureau, type: public_participant, tags: [police]}
  - {id: ggz, name: GGZ, type: private_participant, tags: [mental_health]}
members:
  - {id: an, name: An, object_id: o1, organisation: bureau,
     appointments: [{role: process_director, from: 2026-01-01}]}
  - {id: bo, name: Bo, object_id: o2, organisation: ggz,
     appointments: [{role: professional, from: 2026-01-01}]}
channels:
  - {id: agendas, team: team, conversation: channel}
schedules:
  - id: thursday
    channel: agendas
    weekday: thursday
    starts: "09:30"
    ends: "12:30"
    breaks: [{earliest: "10:45", latest: "11:15", minutes: 15}]
    cut_off: {weekday: tuesday, at: "12:00"}
    posts: {weekday: wednesday, at: "15:00"}
    moved: [{planned: 2026-12-24, held: 2026-12-22}]
duty:
  hours: [{weekdays: [monday], opens: "09:00", closes: "17:00"}]
  fallback: an
  rota:
    - {member: an, from: 2026-01-01, until: 2026-06-30}
    - {member: an, from: 2026-07-01, until: 2026-12-31}
circle_rules:
  - {signal: psychosis, tags: [mental_health], reason: circle.psychosis}
crisis_numbers:
  - {name: Politie, telephone: 0900-8844}
emergency_text: {nl: Bel 112, en: Call 112}
"""


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def problems(text: str) -> list[tuple[int | None, str]]:
    with pytest.raises(HouseFileError) as refusal:
        read_house(text)
    return [(problem.line, problem.sentence) for problem in refusal.value.problems]


def test_the_example_house_has_six_people_for_the_playground_and_a_bureau():
    house = read_house_file(EXAMPLE)
    objects = {member.object_id[-2:]: member for member in house.members}
    assert {"a0", "a1", "a2", "a3", "a4", "a5"} <= set(objects)
    assert {member.tenant_id for member in house.members} == {
        "00000000-0000-0000-0000-0000000000001"
    }
    today = date(2026, 11, 22)
    assert Role.PROCESS_DIRECTOR in objects["a0"].roles(today)
    assert {role for member in house.members for role in member.roles(today)} == set(Role)


def test_every_participant_of_the_example_house_has_somebody_who_speaks_for_it():
    house = read_house_file(EXAMPLE)
    today = date(2026, 11, 22)
    spoken_for = {m.organisation for m in house.members if Role.PROFESSIONAL in m.roles(today)}
    assert {one.id for one in house.organisations if one.may_refer} <= spoken_for


def test_the_example_house_has_a_rule_for_every_signal():
    house = read_house_file(EXAMPLE)
    assert {rule.signal for rule in house.circle_rules} == set(CircleSignal)


def test_the_example_house_keeps_the_stoplight_of_the_product():
    stoplight = read_house_file(EXAMPLE).stoplight
    assert [stoplight.of(colour).minutes for colour in Colour] == [30, 15, 0]
    assert [stoplight.of(colour).review_within.days for colour in Colour] == [7, 28, 84]
    assert stoplight == read_house(SMALL).stoplight


def test_a_small_house_is_read_with_its_defaults():
    house = read_house(SMALL)
    assert (house.name, house.time_zone) == ("Huis", "Europe/Amsterdam")
    assert house.members[0].tenant_id == "t"
    assert house.terms.promised_working_days == 10
    assert house.emergency_text[Language.ENGLISH] == "Call 112"
    assert house.crisis_numbers[0].telephone == "0900-8844"
    assert house.circle_rules[0].organisation_tags == {"mental_health"}
    assert [period.until_on for period in house.duty.periods] == [
        date(2026, 6, 30),
        date(2026, 12, 31),
    ]


def test_a_weekly_meeting_is_read_with_its_breaks_and_moves():
    (meeting,) = read_house(SMALL).schedules
    assert (meeting.weekday, meeting.starts_at, meeting.minutes) == (
        Weekday.THURSDAY,
        time(9, 30),
        180,
    )
    (pause,) = meeting.breaks
    assert (pause.earliest_minute, pause.latest_minute, pause.minutes) == (75, 105, 15)
    assert meeting.cut_off.days_before(meeting.weekday) == 2
    assert meeting.posts.days_before(meeting.weekday) == 1
    (move,) = meeting.moved
    assert (move.planned_on, move.held_on) == (date(2026, 12, 24), date(2026, 12, 22))
    assert move.starts_at == time(9, 30)


def test_a_house_may_choose_its_own_colours_and_terms():
    house = read_house(
        SMALL
        + "stoplight: {red: {minutes: 45, review_weeks: 2, required: case_director}}\n"
        + "terms: {promised_working_days: 5, drafts_kept_days: 7, refused_kept_days: 7}\n"
    )
    assert house.stoplight.red.minutes == 45
    assert house.stoplight.red.required is RequiredRule.CASE_DIRECTOR
    assert house.stoplight.orange.minutes == 15
    assert house.terms == Terms(
        promised_working_days=5,
        drafts_kept_within=timedelta(days=7),
        retention=RetentionTerms(refused_days=7),
    )


@pytest.mark.parametrize(
    ("setting", "longest"),
    [
        ("refused_kept_days", 14),
        ("incomplete_kept_days", 28),
        ("advice_kept_days", 90),
        ("kept_at_most_months", 60),
    ],
)
def test_no_house_keeps_cases_longer_than_the_law_allows(setting: str, longest: int):
    text = f"{SMALL}terms:\n  {setting}: {longest}\n"
    read_house(text)
    longer = text.replace(str(longest), str(longest + 1))
    assert problems(longer) == [
        (line_of(longer, setting), f"'{longest + 1}' is more than {longest}")
    ]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("role: professional", "role: boss", "'boss' is unknown here; choose 'professional', "),
        ("type: private_participant", "type: friend", "'friend' is unknown here; choose 'public"),
        ("id: ggz, name", "id: bureau, name", "organisations: 'bureau' is already on line 5"),
        ("id: bo, name", "id: an, name", "members: 'an' is already on line 8"),
        ("object_id: o2", "object_id: O1", "people: 't o1' is already on line 8"),
        ("Europe/Amsterdam", "Europe/Amsterdan", "there is no time zone 'Europe/Amsterdan'; "),
        ("Europe/Amsterdam", "Europe", "there is no time zone 'Europe'; write one such as "),
        ("Europe/Amsterdam", "../zones", "there is no time zone '../zones'; write one such as "),
        ("organisation: ggz", "organisation: gzz", "there is no organisation 'gzz'; did you mean"),
        ("channel: agendas", "channel: agenda", "there is no channel 'agenda'; did you mean 'ag"),
        ('ends: "12:30"', 'ends: "09:30"', "the meeting starts at 09:30 and must end later"),
        ('ends: "12:30"', 'ends: "08:00"', "the meeting starts at 09:30 and must end later"),
        ('ends: "12:30"', 'ends: "noon"', "'noon' is no time of day; write it as 09:30"),
        ('earliest: "10:45"', 'earliest: "09:00"', "this break does not fit inside the meeting"),
        ('latest: "11:15"', 'latest: "12:16"', "this break does not fit inside the meeting"),
        ('latest: "11:15"', 'latest: "10:44"', "the latest start of a break is not before its"),
        ("planned: 2026-12-24", "planned: 2026-12-25", "there is no meeting on 2026-12-25 to mo"),
        ("planned: 2026-12-24", "planned: 24-12-2026", "'24-12-2026' is no date; write it as 20"),
        ("{weekday: tuesday", "{weekday: thursday", "the cut-off comes before the agenda is"),
        ("{weekday: wednesday", "{weekday: thursday", "the agenda is posted before the meeting"),
        ("weekday: thursday", "weekday: donderdag", "'donderdag' is unknown here; choose 'monda"),
        ("fallback: an", "fallback: bo", "'bo' is no process director"),
        ("fallback: an", "fallback: ben", "there is no fallback 'ben'; known here: an, bo"),
        ("{member: an, from: 2026-07", "{member: bo, from: 2026-07", "'bo' is no process director"),
        (
            "{member: an, from: 2026-07",
            "{member: on, from: 2026-07",
            "there is no member 'on'; kno",
        ),
        ("from: 2026-07-01", "deputy: bo, from: 2026-07-01", "'bo' is no process director from 2"),
        ("from: 2026-07-01", "from: 2026-06-30", "this turn overlaps the one on line 28"),
        ("until: 2026-12-31", "until: 2026-06-30", "this turn ends before it starts"),
        ('closes: "17:00"', 'closes: "09:00"', "duty opens at 09:00; it closes later"),
        (
            '{weekday: tuesday, at: "12:00"}',
            '{weekday: wednesday, at: "15:01"}',
            "the cut-off comes",
        ),
        ("from: 2026-07-01", "deputy: by, from: 2026-07-01", "there is no deputy 'by'; known here"),
        (
            "moved: [{planned: 2026-12-24, held: 2026-12-22}]",
            (
                "moved:\n"
                "      - {planned: 2026-12-24, held: 2026-12-22}\n"
                "      - {planned: 2026-12-24, held: 2026-12-23}"
            ),
            "the meeting of 2026-12-24 is moved twice",
        ),
        (
            "channels:",
            (
                "channels:\n"
                "  - {id: one, team: team, conversation: channel}\n"
                "  - {id: one, team: team, conversation: channel}"
            ),
            "channels: 'one' is already on line 13",
        ),
        ("signal: psychosis", "signal: sadness", "'sadness' is unknown here; choose 'minor', "),
        ("tags: [mental_health], r", "tags: [mental], r", "no organisation has the tag 'mental'"),
        (
            "signal: psychosis, tags",
            "signal: psychosis, tag",
            "'tag' is no key of a house file; di",
        ),
        ("crisis_numbers:", "crisis_number:", "'crisis_number' is no key of a house file; did yo"),
        ("name: Bo", "nam: Bo", "'nam' is no key of a house file; did you mean 'name'?"),
        ("name: Bo, ", "", "'name' is missing"),
        ("name: Bo", "name: ''", "this may not be empty"),
        ("minutes: 15", "minutes: some", "'some' is no whole number"),
        ("minutes: 15", "minutes: 0", "'0' is less than 1"),
        ("reason: circle.psychosis", "reason: Psychose!", "'Psychose!' cannot be a reason: use"),
        (
            "appointments: [{role: professional, from: 2026-01-01}]",
            "appointments: []",
            "at least o",
        ),
        ("{nl: Bel 112, en: Call 112}", "Bel 112", "keys with values belong here"),
        ("{nl: Bel 112, en: Call 112}", "{nl: Bel 112}", "'en' is missing"),
        ("[{weekdays: [monday]", "[{weekdays: monday", "a list belongs here"),
        ("name: Huis", "name: [Huis]", "a text belongs here"),
        ("name: Huis", "name:", "a text belongs here"),
        ("name: Huis", "name: Huis\nname: Huis", "'name' is already on line 1"),
        ("name: Huis", "name: !!python/object:os.system Huis", "tags such as !this have no"),
        ("name: Huis", "name: &x Huis\nother: *x", "write out what *x stands for"),
        ("name: Huis", "name: }", "this is no YAML: "),
        ("name: Huis", "name: @huis", "this is no YAML: found character '@'"),
        ("name: Huis", "name: Huis\n---", "a second document starts here: one"),
        ("name: Huis", "name: Huis\x07", "this character cannot be in a house file"),
        ("name: Huis", "name: Huis\ud800", "this character cannot be in a house file"),
        ("name: Huis", "name: " + "[" * 30 + "]" * 30, "this is nested too deep"),
    ],
)
def test_a_mistake_is_named_with_its_line(old: str, new: str, sentence: str):
    text = SMALL.replace(old, new, 1)
    line = line_of(SMALL, old) + new.removesuffix("\n").count("\n")
    assert [words for at, words in problems(text) if at == line and words.startswith(sentence)]


@pytest.mark.parametrize(
    "appointment",
    [
        "{role: process_director, from: 2026-07-02}",
        "{role: process_director, from: 2026-01-01, until: 2026-12-30}",
        "{role: professional, from: 2026-01-01}",
    ],
)
def test_who_is_on_duty_is_process_director_for_the_whole_turn(appointment: str):
    text = SMALL.replace("{role: process_director, from: 2026-01-01}", appointment)
    sentence = "'an' is no process director from 2026-07-01 to 2026-12-31"
    assert (line_of(text, "from: 2026-07-01"), sentence) in problems(text)


def test_two_tenants_may_know_one_object_id():
    house = read_house(SMALL.replace("object_id: o2", "object_id: o1, tenant: Guests"))
    assert [(m.tenant_id, m.object_id) for m in house.members] == [("t", "o1"), ("guests", "o1")]


def test_a_member_is_read_with_everything_the_file_says():
    more = "name: Bo, telephone: 000-1, language: en, rank: 3, guest: true"
    (_, bo) = read_house(SMALL.replace("name: Bo", more)).members
    assert (bo.telephone, bo.language, bo.rank, bo.is_guest) == (
        "000-1",
        Language.ENGLISH,
        3,
        True,
    )
    assert (bo.mail, bo.sign_in) == ("", "")
    assert bo.roles(date(2025, 12, 31)) == frozenset()
    assert bo.roles(date(2026, 1, 1)) == {Role.PROFESSIONAL}


@pytest.mark.parametrize("mail", ["bo@ggz.example", "b.o+agenda@post.ggz-rivierstad.nl"])
def test_a_member_may_have_an_address_for_calendar_mail(mail: str):
    (_, bo) = read_house(SMALL.replace("name: Bo", f"name: Bo, guest: true, mail: {mail}")).members
    assert bo.mail == mail
    assert mail not in repr(bo)


@pytest.mark.parametrize(
    "mail",
    [
        "bo",
        "bo@",
        "@ggz.nl",
        "bo@ggz",
        "Bo <bo@ggz.nl>",
        "bo@ggz.nl,an@ggz.nl",
        "bo@ggz.nl\\nBcc: x@y.nl",
    ],
)
def test_what_is_no_mail_address_is_said_without_repeating_it(mail: str):
    [(line, sentence)] = problems(SMALL.replace("name: Bo", f'name: Bo, mail: "{mail}"'))
    assert line == line_of(SMALL, "{id: bo")
    assert sentence == "mail is one address, such as name@example.org"


@pytest.mark.parametrize("name", ["bo@ggz.example", "bo_ggz.nl#EXT#@house.onmicrosoft.com"])
def test_a_member_may_have_a_name_in_teams(name: str):
    (_, bo) = read_house(SMALL.replace("name: Bo", f'name: Bo, sign_in: "{name}"')).members
    assert bo.sign_in == name
    assert name not in repr(bo)


@pytest.mark.parametrize(
    "name", ["bo", "bo@ggz.nl,an@ggz.nl", "bo@ggz.nl&topicName=x", "b o@ggz.nl"]
)
def test_what_is_no_name_in_teams_is_said_without_repeating_it(name: str):
    [(line, sentence)] = problems(SMALL.replace("name: Bo", f'name: Bo, sign_in: "{name}"'))
    assert line == line_of(SMALL, "{id: bo")
    assert sentence == "sign_in is a name in Teams, such as name@example.org"


def test_an_organisation_is_read_with_everything_the_file_says():
    more = "name: GGZ, telephone: 000-2, region: Oeverdal"
    (_, ggz) = read_house(SMALL.replace("name: GGZ", more)).organisations
    assert (ggz.telephone, ggz.region, ggz.domain_tags) == (
        "000-2",
        "Oeverdal",
        {"mental_health"},
    )


def test_a_circle_rule_may_look_at_the_region_only():
    (rule,) = read_house(
        SMALL.replace("reason: circle.psychosis", "reason: circle.psychosis, regional: true")
    ).circle_rules
    assert rule.is_regional


def test_a_moved_meeting_may_start_at_another_time_and_a_break_at_one_moment():
    text = SMALL.replace("held: 2026-12-22", 'held: 2026-12-22, starts: "13:00"')
    (meeting,) = read_house(text.replace('latest: "11:15"', 'latest: "10:45"')).schedules
    assert meeting.moved[0].starts_at == time(13)
    assert meeting.breaks[0].latest_minute == meeting.breaks[0].earliest_minute


def test_an_agenda_may_be_posted_on_the_day_itself_before_the_meeting():
    assert read_house(
        SMALL.replace('{weekday: wednesday, at: "15:00"}', '{weekday: thursday, at: "09:30"}')
    )


def test_unknown_colours_and_a_red_written_round_are_mistakes():
    text = SMALL + (
        "stoplight:\n"
        "  yellow: {minutes: 5, review_weeks: 1, required: case_director}\n"
        "  red: {minutes: 0, review_weeks: 1, required: case_director}\n"
    )
    first = line_of(text, "stoplight:")
    (yellow, red) = problems(text)
    assert yellow[0] == first + 1
    assert yellow[1].startswith("'yellow' is no key of a house file; known here: green, orange")
    assert red == (first + 2, "'0' is less than 1")


@pytest.mark.parametrize("key", NOT_READ_YET)
def test_what_no_rule_reads_yet_is_refused_with_the_reason(key: tuple[str, str]):
    section, name = key
    text = f"{SMALL}{section}:\n  {name}: 5\n"
    sentence = f"'{name}' cannot be set yet: {NOT_READ_YET[key]}, so it would change nothing"
    assert problems(text) == [(line_of(text, f"{name}: 5"), sentence)]


def test_every_term_of_a_house_is_read_by_a_rule():
    floors = ("services", "dialogs", "bot")
    rules = "".join(
        path.read_text(encoding="utf-8") for one in floors for path in (ROOT / one).rglob("*.py")
    )
    unread = [one.name for one in fields(Terms) if not re.search(rf"\.{one.name}\b", rules)]
    assert unread == []


def test_all_problems_are_told_at_once_in_the_order_of_the_file():
    text = (
        SMALL.replace("Europe/Amsterdam", "Mars/Olympus")
        .replace("role: professional", "role: boss")
        .replace("organisation: ggz", "organisation: nowhere")
        .replace('ends: "12:30"', 'ends: "09:00"')
        .replace("fallback: an", "fallback: bo")
        .replace("signal: psychosis", "signal: sadness")
        .replace("emergency_text", "emergency_txt")
    )
    lines = [line for line, _ in problems(text)]
    assert lines == sorted(lines, key=lambda line: line or 0)
    expected = ("name: Huis", "time_zone", "id: bo", "boss", "ends:", "fallback", "sadness")
    assert lines == [line_of(text, part) for part in (*expected, "emergency_txt")]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n"])
def test_an_empty_file_says_so(text: str):
    assert problems(text) == [(None, "the file is empty")]


@pytest.mark.parametrize("text", ["huis", "- huis", "42"])
def test_a_file_that_is_no_mapping_says_so(text: str):
    assert problems(text) == [(1, "keys with values belong here")]


def test_a_billion_laughs_are_refused_before_anybody_laughs():
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 10)]
    text = "\n".join(["l0: &l0 ha", *levels])
    said = problems(text)
    assert len(said) == 81
    assert said[0] == (2, "write out what *l0 stands for")


def test_a_file_of_megabytes_is_no_house_file():
    assert problems("# long\n" * 200_000) == [(None, "the file is too large to be a house file")]


def test_a_missing_file_and_a_file_of_bytes_are_told_in_words(tmp_path: Path):
    with pytest.raises(HouseFileError, match="No such file"):
        read_house_file(tmp_path / "house.yaml")
    (tmp_path / "house.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(HouseFileError, match="UTF-8"):
        read_house_file(tmp_path / "house.yaml")


def test_the_error_can_be_read_by_an_administrator():
    with pytest.raises(HouseFileError) as refusal:
        read_house(SMALL.replace("role: professional", "role: boss"))
    assert str(refusal.value).startswith("The house file cannot be used:\n  line 11: 'boss' is")


CLOSED_DAYS = """\
closed_days:
  duty: {closed: [liberation_day, 2026-12-24], open: [good_friday]}
"""


def test_days_off_are_read_by_date_and_by_holiday():
    duty = read_house(SMALL + CLOSED_DAYS).closed_days.duty
    assert duty.closed == {PublicHoliday.LIBERATION_DAY, date(2026, 12, 24)}
    assert duty.open == {PublicHoliday.GOOD_FRIDAY}
    assert read_house(SMALL + CLOSED_DAYS).closed_days.terms == ClosedDays().terms


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (
            "koningsdag",
            "'koningsdag' is no day; write a date as 2026-12-31, or one of new_years_day",
        ),
        ("2026-02-30", "'2026-02-30' is no day"),
        ("good_friday", "'good_friday' is both closed and open"),
    ],
)
def test_a_day_off_that_makes_no_sense_is_said(day: str, sentence: str):
    text = SMALL + CLOSED_DAYS.replace("liberation_day", day)
    ((line, said),) = problems(text)
    assert said.startswith(sentence)
    assert line == line_of(text, "duty: {closed")


def test_duty_hours_may_end_at_midnight():
    text = SMALL.replace('opens: "09:00", closes: "17:00"', 'opens: "00:00", closes: "24:00"')
    ((hours),) = read_house(text).duty.hours
    assert (hours.opens_at, hours.closes_at) == (time(0), time(0))


def test_who_has_no_screening_has_no_role_in_a_house_that_requires_it():
    screened = SMALL.replace(
        "name: An", "name: An, screened_until: 2026-06-30, trained_on: 2026-01-05"
    )
    an, bo = read_house(screened).members
    assert (an.screened_until, an.trained_on) == (date(2026, 6, 30), date(2026, 1, 5))
    assert an.roles(date(2026, 7, 1)) == {Role.PROCESS_DIRECTOR}
    an, bo = read_house(f"require_screening: true\n{screened}").members
    assert an.roles(date(2026, 6, 30)) == {Role.PROCESS_DIRECTOR}
    assert an.roles(date(2026, 7, 1)) == set()
    assert bo.roles(date(2026, 6, 30)) == set()


def test_everybody_of_the_example_house_may_be_there_and_was_trained():
    house = read_house_file(EXAMPLE)
    assert all(one.roles(date(2026, 2, 1)) for one in house.members)
    assert find_vetting_troubles(house.members, date(2026, 2, 1)) == []
