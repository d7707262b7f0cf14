from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

import pytest

from bot.doors import caselist, colour, inbox, screening, weighing
from bot.turns.feature import Desk, Feature
from bot.turns.replies import Instead, Reply, Say, Show
from bot.turns.typed_case import split_code
from cards.messages import Card, PrivateMessage
from cards.page import PageView, draw_screen
from domain.access import CaseState, Refusal
from domain.draft import Draft
from domain.errors import NotAllowedError
from domain.identifiers import MemberId
from domain.notice import NoticeKind
from domain.press import Press
from domain.screening import PurposeJudgement, ReferralPart
from services.access import NotNowError
from services.seen_case import CaseChangedError, SeenCase
from services.weighing import WeighingForm
from tests.support.agenda_house import SeededFiles
from tests.support.canaries import CANARY
from tests.support.cards import a_kit, buttons, check_card, texts
from tests.support.judging_house import (
    ADVISE,
    AGREED,
    TAKE_UP,
    JudgingHouse,
    open_for_judging,
)
from tests.support.notices import name_recipient
from tests.support.permits import give_back, judge_fit, weigh_seen

FEATURES = (inbox.FEATURE, screening.FEATURE, weighing.FEATURE, colour.FEATURE, caselist.FEATURE)
STORY = f"want {CANARY} dreigt"


@pytest.fixture
async def house(seeded_files: SeededFiles, socket_enabled: None) -> AsyncIterator[JudgingHouse]:
    async with seeded_files.fresh() as opened:
        yield await open_for_judging(opened)


async def types(house: JudgingHouse, name: str, text: str) -> Reply:
    word, _, arguments = text.partition(" ")
    (command,) = [c for f in FEATURES for c in f.commands if word in c.words]
    async with house.acting(name) as ctx:
        return await command.run(Desk(ctx=ctx, kit=a_kit(), features=FEATURES), arguments)


async def presses(
    house: JudgingHouse, name: str, press: Press, inputs: Mapping[str, str] | None = None
) -> Reply:
    (handler,) = [f.buttons[press.verb] for f in FEATURES if press.verb in f.buttons]
    async with house.acting(name) as ctx:
        return await handler(Desk(ctx=ctx, kit=a_kit(), features=FEATURES), press, inputs or {})


async def renders(house: JudgingHouse, feature: Feature, kind: NoticeKind) -> PrivateMessage | None:
    (notice,) = await house.notices(kind)
    async with house.sending_to(name_recipient(notice)) as reading:
        message = await feature.notices[kind](reading, a_kit(), notice)
    assert message is None or isinstance(message, PrivateMessage)
    return message


def card_of(reply: Reply) -> Card:
    assert isinstance(reply, Say | Instead)
    assert reply.message.card is not None
    return check_card(reply.message.card)


def read_page(reply: Reply) -> str:
    assert isinstance(reply, Show)
    kit = a_kit()
    return texts(check_card(draw_screen(kit, reply.screen, kit.frame)))


def said(reply: Reply) -> list[str]:
    answers = reply if isinstance(reply, tuple) else (reply,)
    return [one.message.text for one in answers if isinstance(one, Say)]


def page_of(reply: Reply) -> PageView:
    answers = reply if isinstance(reply, tuple) else (reply,)
    (shown,) = [one.screen for one in answers if isinstance(one, Show)]
    assert isinstance(shown, PageView)
    return shown


def value_of(page: PageView, field: str) -> str:
    return next(one.value for one in page.fields if one.id == field)


async def drafts(house: JudgingHouse, name: str) -> list[Draft]:
    async with house.database.reading() as uow:
        waiting = await uow.drafts.waiting_of(MemberId(name))
        return [await uow.drafts.get(one.id) for one in waiting]


@pytest.mark.parametrize("word", ["postvak", "inbox"])
async def test_a_coordinator_goes_from_the_inbox_to_the_screening(house: JudgingHouse, word: str):
    seen = await house.refer()
    card = card_of(await types(house, "iris", word))
    assert "KX7-Q42" in texts(card)
    page = await presses(house, "iris", buttons(card)["Screenen"])
    assert "Is de aanmelding compleet?" in read_page(page)
    (draft,) = await drafts(house, "iris")
    assert (draft.case, draft.subject) == (seen.id, f"{seen.id}:1")


async def test_a_button_of_an_inbox_that_is_no_longer_true_says_who_was_first(
    house: JudgingHouse,
):
    seen = await house.refer()
    card = card_of(await types(house, "sanne", "postvak"))
    async with house.acting("iris") as ctx:
        await judge_fit(ctx, seen, PurposeJudgement.FITS, "Reden.", AGREED)
    with pytest.raises(CaseChangedError) as refused:
        await presses(house, "sanne", buttons(card)["Screenen"])
    assert refused.value.parameters["name"] == "Iris"


@pytest.mark.parametrize("text", ["weeg KX7-Q42", "weigh kx7 q42", "weeg KX7Q42."])
async def test_a_director_weighs_by_the_code(house: JudgingHouse, text: str):
    await house.refer(state=CaseState.PURPOSE_TESTED)
    reply = await types(house, "sanne", text)
    assert said(reply) == []
    assert page_of(reply).title.key == "weighing.page_criteria"


@pytest.mark.parametrize("text", ["weeg", "weeg KX7Q4", "kleur", "kleur 123"])
async def test_a_command_without_a_code_explains_itself(house: JudgingHouse, text: str):
    (how_to,) = said(await types(house, "sanne", text))
    assert "KX7-Q42" in how_to
    assert "123" not in how_to


@pytest.mark.parametrize("text", ["weeg Zilvermeeuw", f"kleur rood {STORY}"])
async def test_a_story_instead_of_a_code_is_not_kept_and_asked_to_be_deleted(
    house: JudgingHouse, text: str
):
    how_to, delete = said(await types(house, "sanne", text))
    assert "Wis uw bericht zelf" in delete
    assert CANARY not in how_to + delete


@pytest.mark.parametrize(
    ("text", "colour", "minutes"),
    [
        ("kleur KX7-Q42 rood", "red", "30"),
        ("colour KX7-Q42 Orange", "orange", "15"),
        ("kleur kx7 q42 GROEN.", "green", "0"),
        ("kleur KX7-Q42", "red", "30"),
    ],
)
async def test_a_typed_colour_fills_in_what_the_policy_says(
    house: JudgingHouse, text: str, colour: str, minutes: str
):
    await house.take_up()
    reply = await types(house, "sanne", text)
    assert said(reply) == []
    page = page_of(reply)
    assert (value_of(page, "colour"), value_of(page, "minutes")) == (colour, minutes)
    assert value_of(page, "required") == "police"
    assert value_of(page, "colour_reason") == ""


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
    house: JudgingHouse, text: str
):
    await house.take_up()
    await house.refer("ZP2-H55", CaseState.PURPOSE_TESTED)
    reply = await types(house, "sanne", text)
    (delete,) = said(reply)
    assert "Wis uw bericht zelf" in delete
    assert CANARY not in delete
    (draft,) = await drafts(house, "sanne")
    assert CANARY not in repr(draft)


@pytest.mark.parametrize("text", ["weeg ZZ9-Z99", "kleur ZZ9-Z99 rood"])
async def test_an_absent_case_does_not_exist_or_is_not_for_you(house: JudgingHouse, text: str):
    await house.take_up()
    with pytest.raises(NotAllowedError) as refused:
        await types(house, "sanne", text)
    assert refused.value.text_key == "error.not_for_you"


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (CaseState.SUBMITTED, "weeg ZP2-H55"),
        (CaseState.PURPOSE_TESTED, "kleur ZP2-H55 rood"),
        (CaseState.TAKEN_UP, "weeg ZP2-H55"),
    ],
)
async def test_who_may_see_a_case_hears_that_it_is_too_early_or_too_late(
    house: JudgingHouse, state: CaseState, text: str
):
    await house.refer("ZP2-H55", state)
    with pytest.raises(NotNowError) as refused:
        await types(house, "sanne", text)
    assert refused.value.parameters == {"code": "ZP2-H55"}
    assert refused.value.access.refusal is Refusal.NOT_IN_THIS_STATE


@pytest.mark.parametrize("state", [CaseState.WITHDRAWN, CaseState.NOT_TAKEN_UP])
async def test_who_may_not_see_a_case_any_more_hears_nothing_of_where_it_stands(
    house: JudgingHouse, state: CaseState
):
    await house.refer("ZP2-H55", state)
    with pytest.raises(NotAllowedError) as refused:
        await types(house, "sanne", "weeg ZP2-H55")
    assert refused.value.text_key == "error.not_for_you"


async def test_the_list_shows_why_and_opens_the_colour(house: JudgingHouse):
    await house.take_up()
    card = card_of(await types(house, "iris", "lijst"))
    assert "🔴 ROOD" in texts(card)
    assert CANARY not in texts(card)
    why = await presses(house, "iris", buttons(card)["Waarom op de lijst?"])
    assert f"{CANARY} dreigt." in read_page(why)
    assert "Kleur wijzigen" not in buttons(card)
    directors = card_of(await types(house, "sanne", "list"))
    page = await presses(house, "sanne", buttons(directors)["Kleur wijzigen"])
    assert value_of(page_of(page), "colour") == "red"


@pytest.mark.parametrize(("word", "state"), [("lijst", "TAKEN_UP"), ("postvak", "SUBMITTED")])
async def test_a_long_card_turns_its_page_in_place(house: JudgingHouse, word: str, state: str):
    for number in range(11):
        await house.refer(f"KX7-Q{number:02}", CaseState[state])
    card = card_of(await types(house, "iris", word))
    turned = await presses(house, "iris", buttons(card)["Volgende"])
    assert isinstance(turned, Instead)
    assert "Bladzijde 2 van 2" in texts(card_of(turned))


async def test_the_referrer_hears_that_something_is_missing_but_not_what(house: JudgingHouse):
    seen = await house.refer()
    async with house.acting("iris") as ctx:
        await give_back(ctx, seen, [ReferralPart.WHO], f"De datum van {CANARY}.")
    message = await renders(house, screening.FEATURE, NoticeKind.REFERRAL_INCOMPLETE)
    assert message is not None
    assert message.card is not None
    assert "KX7-Q42" in texts(check_card(message.card))
    assert CANARY not in texts(message.card)


async def test_a_gap_filled_before_the_message_left_is_not_mentioned(house: JudgingHouse):
    seen = await house.refer()
    async with house.acting("iris") as ctx:
        back = await give_back(ctx, seen, [ReferralPart.WHO], "De datum.")
    async with house.database.work() as uow:
        await uow.cases.save(replace(back, state=CaseState.SUBMITTED))
    assert await renders(house, screening.FEATURE, NoticeKind.REFERRAL_INCOMPLETE) is None


@pytest.mark.parametrize(
    ("form", "word"), [(TAKE_UP, "C, opgepakt door het huis"), (ADVISE, "B, advies of signaal")]
)
async def test_the_referrer_hears_the_outcome_and_reads_the_rest_in_a_window(
    house: JudgingHouse, form: WeighingForm, word: str
):
    seen = await house.refer(state=CaseState.PURPOSE_TESTED)
    async with house.acting("sanne") as ctx:
        await weigh_seen(ctx, seen, form)
    message = await renders(house, weighing.FEATURE, NoticeKind.REFERRAL_WEIGHED)
    assert message is not None
    assert message.card is not None
    assert word in texts(check_card(message.card))
    assert CANARY not in texts(message.card)
    page = await presses(house, "agent", buttons(message.card)["Lees de uitleg"])
    assert (f"Praat met {CANARY}." in read_page(page)) is (form is ADVISE)


@pytest.mark.parametrize("name", ["agent", "nurse", "bea"])
@pytest.mark.parametrize(
    "verb", ["screening.open", "weighing.open", "colour.open", "inbox.show", "caselist.show"]
)
async def test_no_partner_gets_anywhere_with_a_coordinators_button(
    house: JudgingHouse, name: str, verb: str
):
    seen: SeenCase = await house.refer()
    subject = "1" if verb.endswith("show") else seen.id
    with pytest.raises(NotAllowedError):
        await presses(house, name, Press(verb=verb, subject=subject))


@pytest.mark.parametrize(
    ("arguments", "code", "rest"),
    [
        ("KX7-Q42", "KX7-Q42", ""),
        ("kx7 q42 rood", "KX7-Q42", "rood"),
        ("KX7Q42, rood want", "KX7-Q42", "rood want"),
        ("rood KX7-Q42", None, "rood KX7-Q42"),
        ("", None, ""),
    ],
)
def test_a_code_is_read_as_people_type_it(arguments: str, code: str | None, rest: str):
    typed = split_code(arguments)
    assert (typed.code, typed.rest) == (code, rest)
