import pytest

from bot.turns.typed_case import find_code, find_story, split_code
from domain.access import CaseState, Refusal
from domain.errors import NotAllowedError
from services.access import NotNowError
from tests.support.canaries import CANARY
from tests.support.desk import (
    drafts,
    said,
    types,
)
from tests.support.judging_house import (
    JudgingHouse,
)

STORY = f"want {CANARY} dreigt"


@pytest.mark.parametrize("text", ["weeg", "weeg KX7Q4", "kleur", "kleur 123"])
async def test_a_command_without_a_code_explains_itself(judging_house: JudgingHouse, text: str):
    (how_to,) = said(await types(judging_house, "sanne", text))
    assert "KX7-Q42" in how_to
    assert "123" not in how_to


@pytest.mark.parametrize("text", ["weeg Zilvermeeuw", f"kleur rood {STORY}"])
async def test_a_story_instead_of_a_code_is_not_kept_and_asked_to_be_deleted(
    judging_house: JudgingHouse, text: str
):
    how_to, delete = said(await types(judging_house, "sanne", text))
    assert "Wis uw bericht zelf" in delete
    assert CANARY not in how_to + delete


@pytest.mark.parametrize(
    "text",
    [
        f"kleur KX7-Q42 rood {STORY}",
        f"kleur KX7-Q42 {STORY}",
        f"kleur KX7-Q42 {CANARY}",
        f"weeg ZP2-H55 {STORY}",
    ],
)
async def test_what_is_typed_after_it_is_not_kept_and_asked_to_be_deleted(
    judging_house: JudgingHouse, text: str
):
    await judging_house.take_up()
    await judging_house.refer("ZP2-H55", CaseState.PURPOSE_TESTED)
    reply = await types(judging_house, "sanne", text)
    (delete,) = said(reply)
    assert "Wis uw bericht zelf" in delete
    assert CANARY not in delete
    (draft,) = await drafts(judging_house, "sanne")
    assert CANARY not in repr(draft)


@pytest.mark.parametrize("text", ["weeg ZZ9-Z99", "kleur ZZ9-Z99 rood"])
async def test_an_absent_case_does_not_exist_or_is_not_for_you(
    judging_house: JudgingHouse, text: str
):
    await judging_house.take_up()
    with pytest.raises(NotAllowedError) as refused:
        await types(judging_house, "sanne", text)
    assert refused.value.text_key == "error.not_for_you"


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (CaseState.SUBMITTED, "weeg ZP2-H55"),
        (CaseState.PURPOSE_TESTED, "kleur ZP2-H55 rood"),
        (CaseState.TAKEN_UP, "weeg ZP2-H55"),
        (CaseState.NOT_TAKEN_UP, "weeg ZP2-H55"),
        (CaseState.WITHDRAWN, "weeg ZP2-H55"),
    ],
)
async def test_who_may_see_a_case_hears_that_it_is_too_early_or_too_late(
    judging_house: JudgingHouse, state: CaseState, text: str
):
    await judging_house.refer("ZP2-H55", state)
    with pytest.raises(NotNowError) as refused:
        await types(judging_house, "sanne", text)
    assert refused.value.parameters == {"code": "ZP2-H55"}
    assert refused.value.access.refusal is Refusal.NOT_IN_THIS_STATE


@pytest.mark.parametrize("state", [CaseState.CLOSED, CaseState.TRANSFERRED])
async def test_who_may_not_see_a_case_any_more_hears_nothing_of_where_it_stands(
    judging_house: JudgingHouse, state: CaseState
):
    await judging_house.refer("ZP2-H55", state)
    with pytest.raises(NotAllowedError) as refused:
        await types(judging_house, "sanne", "weeg ZP2-H55")
    assert refused.value.text_key == "error.not_for_you"


@pytest.mark.parametrize(
    ("arguments", "code", "rest"),
    [
        ("KX7-Q42", "KX7-Q42", ""),
        ("kx7 q42 rood", "KX7-Q42", "rood"),
        ("KX7Q42, rood want", "KX7-Q42", "rood want"),
        ("rood KX7-Q42", None, "rood KX7-Q42"),
        ("", None, ""),
        ("(KX7-Q42)", None, "(KX7-Q42)"),
    ],
)
def test_a_code_is_read_as_people_type_it(arguments: str, code: str | None, rest: str):
    typed = split_code(arguments)
    assert (typed.code, typed.rest) == (code, rest)


@pytest.mark.parametrize(
    ("text", "code", "rest"),
    [
        ("KX7-Q42", "KX7-Q42", ""),
        ("hoe staat het met kx7 q42?", "KX7-Q42", "hoe staat het met"),
        ("kijk naar KX7 - Q42 en AB1-C23", "KX7-Q42", "kijk naar en AB1-C23"),
        ("KX7-Q42: Jan sloeg weer iemand", "KX7-Q42", "Jan sloeg weer iemand"),
        ("geen code 123", None, "geen code 123"),
    ],
)
def test_a_code_is_found_anywhere_in_a_sentence(text: str, code: str | None, rest: str):
    typed = find_code(text)
    assert (typed.code, typed.rest) == (code, rest)


@pytest.mark.parametrize(
    "text", ["", "KX7-Q42", "KX7Q4", "KX7 Q4", "123", "graag!", "nu aub", "kx7-q42 rood, graag"]
)
def test_a_code_however_mistyped_and_kind_words_are_no_story(text: str):
    assert not find_story(text)


@pytest.mark.parametrize(
    "text", ["Jan", "KX7-Q42 Jan", "graag Jan", "111222333", "05-03-1999", "1234AB 12 Janslaan"]
)
def test_a_name_a_long_number_or_a_date_is_a_story(text: str):
    assert find_story(text)
