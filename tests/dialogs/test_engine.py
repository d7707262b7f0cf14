from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from cards.kit import Frame
from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.words import Text
from dialogs.answers import UNREADABLE
from dialogs.engine import VERBS
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, no_case_yet
from dialogs.referral import REFERRAL
from domain.draft import Answers
from domain.errors import (
    AlreadyDoneError,
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    RuleBrokenError,
    StoplichtError,
)
from domain.identifiers import CaseCode, CaseId
from domain.notice import NoticeKind
from domain.press import Press
from services.access import RefusedError
from services.moment import Context
from tests.support.conversation import Conversation, inputs
from tests.support.referrals import PAGES, WHO, WHY_NOW
from tests.support.rounds import run_round

FRAMES = pytest.mark.parametrize("frame", list(Frame))
KINDS = tuple(FieldKind)
CHOICES = (
    ChoiceView(value="a", title=Text("dialog.yes")),
    ChoiceView(value="b", title="Politie"),
)
PRESS = Press(verb="", version=1)
ANSWERS = {
    "text": "hallo",
    "long_text": "een\ntwee",
    "date": "2026-02-01",
    "typed_date": "05-03-1999",
    "choice": "a",
    "choices": "a,b",
    "yes_no": "no",
    "number": "7",
}
TYPED = {
    "text": "hallo",
    "long_text": "een\ntwee",
    "choice": "a",
    "choices": ("a", "b"),
    "yes_no": False,
    "number": 7,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Anything:
    """What the dialog of these tests is about."""

    id: str = ""


async def allow(_ctx: object, about: Anything) -> Anything:
    return about


async def begin(_ctx: object, about: Anything) -> Beginning[Anything]:
    return Beginning(about=about)


async def finish(_ctx: object, _about: Anything, _answers: Answers) -> ReceiptView:
    return ReceiptView(title=Text("dialog.saved"))


async def read_first(_ctx: object, about: Anything) -> dict[str, tuple[ShownView, ...]]:
    return {"text": (ShownView(label=Text("dialog.review"), lines=(f"over {about.id}",)),)}


def a_field(kind: FieldKind) -> Field[Anything]:
    choices = CHOICES if kind in {FieldKind.CHOICE, FieldKind.CHOICES} else ()
    return Field(
        id=kind.value, kind=kind, label="dialog.review", choices=choices, minimum=5, maximum=9
    )


ALL_KINDS = Dialog(
    name="all_kinds",
    version=1,
    title="dialog.review",
    about=Anything,
    pages=(
        Page(
            id="first",
            title="dialog.review",
            fields=tuple(a_field(kind) for kind in KINDS),
            shows=read_first,
        ),
        Page(
            id="only_after_yes",
            title="dialog.saved",
            fields=(Field(id="more", kind=FieldKind.TEXT, label="dialog.saved"),),
            is_shown=lambda answers: answers.get("yes_no") is True,
        ),
    ),
    allow=allow,
    begin=begin,
    finish=finish,
    code_of=no_case_yet,
)


@FRAMES
async def test_every_kind_of_answer_is_kept_as_what_it_is(talk: Conversation, frame: Frame):
    talk.frame, talk.dialogs = frame, (ALL_KINDS,)
    assert "over 42" in await talk.begins(ALL_KINDS, Anything(id="42"))
    review = await talk.goes_through(ANSWERS)
    assert "zondag 1 februari 2026" in review
    assert "\n5 maart 1999" in review
    assert {"een", "twee", "Politie", "Nee"} <= set(review.split("\n"))
    (draft,) = await talk.drafts()
    assert {name: draft.answers[name] for name in TYPED} == TYPED
    await talk.changes("first")
    assert inputs(talk.card) == ANSWERS


@pytest.mark.parametrize(
    ("field", "typed", "problem"),
    [
        ("number", "4", "Vul 5 of meer in."),
        ("number", "10", "Vul 9 of minder in."),
        ("number", "zeven", "Vul hier een heel getal in."),
        ("choice", "c", "Kies een van de mogelijkheden."),
        ("choices", "a,c", "Kies een van de mogelijkheden."),
        ("yes_no", "misschien", "Kies een van de mogelijkheden."),
        ("date", "2026-13-01", "Dit is geen datum."),
        ("typed_date", "31-02-1999", "bijvoorbeeld 05-03-1999"),
        ("typed_date", "5-3-99", "bijvoorbeeld 05-03-1999"),
        ("text", "", "Vul dit nog in."),
        ("text", UNREADABLE, "Dit kon ik niet lezen."),
        ("date", UNREADABLE, "Dit kon ik niet lezen."),
    ],
)
async def test_what_cannot_be_read_is_shown_again_with_what_to_do(
    talk: Conversation, field: str, typed: str, problem: str
):
    talk.dialogs = (ALL_KINDS,)
    await talk.begins(ALL_KINDS, Anything())
    assert problem in await talk.goes_through(ANSWERS | {field: typed})
    assert inputs(talk.card)[field] == ("" if typed in {"zeven", UNREADABLE} else typed)
    assert field not in (await talk.drafts())[0].answers
    assert "Klopt het zo?" in await talk.presses("Verder", **{field: ANSWERS[field]})


async def test_a_page_is_there_only_when_other_answers_ask_for_it(talk: Conversation):
    talk.dialogs = (ALL_KINDS,)
    assert "stap 1" not in await talk.begins(ALL_KINDS, Anything())
    assert "stap 2 van 2" in await talk.goes_through(ANSWERS | {"yes_no": "yes"})
    await talk.presses("Terug")
    assert "Klopt het zo?" in await talk.goes_through({"yes_no": "no"})


@FRAMES
@pytest.mark.parametrize(
    ("refusal", "why"),
    [
        (InvalidInputError, "Er klopt nog iets niet"),
        (RuleBrokenError, "Dit kan nu niet."),
        (NotAllowedError, "Dit bestaat niet, of het is niet voor u."),
        (NotFoundError, "Dit bestaat niet, of het is niet voor u."),
    ],
)
async def test_the_domain_has_the_last_word_and_a_refusal_keeps_what_was_typed(
    talk: Conversation, frame: Frame, refusal: type[StoplichtError], why: str
):
    async def refuse(ctx: Context, _about: Anything, _answers: Answers) -> ReceiptView:
        await ctx.tell(NoticeKind.REFERRAL_RECEIVED, ctx.actor.id, CaseId("case-1"), "half")
        raise refusal

    talk.frame, talk.dialogs = frame, (replace(ALL_KINDS, finish=refuse),)
    await talk.begins(talk.dialogs[0], Anything())
    await talk.goes_through(ANSWERS)
    read = await talk.presses("Versturen")
    assert why in read
    assert {"Klopt het zo?", "Versturen", "hallo"} <= set(read.split("\n"))
    assert "Wat u invulde staat er nog" in read
    (draft,) = await talk.drafts()
    assert {name: draft.answers[name] for name in TYPED} == TYPED
    async with talk.house() as house:
        assert not await house.notices(NoticeKind.REFERRAL_RECEIVED)


@pytest.mark.parametrize("done", [AlreadyDoneError, ConflictError])
async def test_what_somebody_else_did_first_is_no_refusal_to_mend(
    talk: Conversation, done: type[StoplichtError]
):
    async def overtaken(_ctx: object, _about: Anything, _answers: Answers) -> ReceiptView:
        raise done

    talk.dialogs = (replace(ALL_KINDS, finish=overtaken),)
    await talk.begins(talk.dialogs[0], Anything())
    await talk.goes_through(ANSWERS)
    with pytest.raises(done):
        await talk.presses("Versturen")


@FRAMES
async def test_every_screen_of_a_dialog_names_its_case(talk: Conversation, frame: Frame):
    def name_it(_loaded: Anything, _answers: Answers) -> CaseCode:
        return CaseCode("KX7-Q42")

    talk.frame, talk.dialogs = frame, (replace(ALL_KINDS, code_of=name_it),)
    read = [await talk.begins(talk.dialogs[0], Anything()), await talk.presses("Stoppen")]
    read += [await talk.presses("Toch verdergaan"), await talk.presses("Bewaren voor later")]
    read += [await talk.begins(talk.dialogs[0], Anything()), await talk.goes_through(ANSWERS)]
    assert all("KX7-Q42" in screen for screen in read)


async def test_back_keeps_what_was_filled_in_even_when_it_is_not_complete(talk: Conversation):
    await talk.refers()
    await talk.goes_through(WHO)
    assert "Over wie gaat het?" in await talk.presses("Terug", **WHY_NOW)
    await talk.presses("Verder")
    assert inputs(talk.card) == WHY_NOW


async def test_saved_for_later_is_found_again_where_it_was(talk: Conversation):
    await talk.refers()
    await talk.goes_through(WHO)
    assert "mijn" in await talk.presses("Bewaren voor later", **WHY_NOW)
    talk.now += timedelta(days=3)
    async with talk.at_desk() as (engine, ctx):
        (waiting,) = await engine.unfinished(ctx)
        talk._look(await engine.press(ctx, waiting.reopen, {}))
    assert inputs(talk.card) == WHY_NOW


async def test_only_a_draft_in_which_something_was_filled_in_waits_in_mijn(talk: Conversation):
    async def waiting() -> int:
        async with talk.at_desk() as (engine, ctx):
            return len(await engine.unfinished(ctx))

    await talk.refers()
    await talk.presses("Verder")
    assert await waiting() == 0
    await talk.presses("Verder", **WHO)
    assert await waiting() == 1
    await talk.presses("Terug")
    assert await waiting() == 1


async def test_a_double_click_on_next_moves_one_page(talk: Conversation):
    await talk.refers()
    first = talk.card
    assert "Waarom nu?" in await talk.presses_on(first, "Verder", **WHO)
    assert "Waarom nu?" in await talk.presses_on(first, "Verder", **WHO)


async def test_a_double_click_on_a_page_with_a_problem_says_the_same_twice(talk: Conversation):
    await talk.refers()
    first = talk.card
    once = await talk.presses_on(first, "Verder", name="Jan")
    assert once == await talk.presses_on(first, "Verder", name="Jan")


async def test_an_old_card_shows_the_current_page_and_changes_nothing(talk: Conversation):
    await talk.refers()
    old = talk.card
    await talk.goes_through(WHO, WHY_NOW)
    read = await talk.presses_on(old, "Verder", name="Iemand anders", address="x")
    assert "Wat wilt u bereiken?" in read
    assert "Bewaard" in await talk.presses_on(old, "Bewaren voor later", name="Iemand anders")
    assert (await talk.drafts())[0].answers["name"] == WHO["name"]


async def test_an_old_card_does_not_take_a_page_without_required_questions_further(
    talk: Conversation,
):
    await talk.refers()
    old = talk.card
    await talk.goes_through(*PAGES[:4])
    assert "stap 5 van 5" in await talk.presses_on(old, "Verder", **WHO)


async def test_an_old_review_sends_nothing_while_a_page_is_being_changed(talk: Conversation):
    await talk.refers()
    await talk.goes_through(*PAGES)
    review = talk.card
    await talk.changes("why_now")
    assert "Waarom nu?" in await talk.presses_on(review, "Versturen")
    assert len(await talk.drafts()) == 1


async def test_nothing_is_sent_while_something_is_missing(talk: Conversation):
    talk.dialogs = (ALL_KINDS,)
    await talk.begins(ALL_KINDS, Anything())
    await talk.goes_through(ANSWERS)
    await talk.changes("first")
    assert "Nog nodig" in await talk.presses("Terug", text="")
    read = await talk.presses("Versturen")
    assert "Nog nodig" in read
    assert len(await talk.drafts()) == 1


async def test_a_warning_on_the_last_page_is_read_once_at_the_review(talk: Conversation):
    watched = replace(a_field(FieldKind.LONG_TEXT), watches=STORY)
    page = replace(ALL_KINDS.pages[0], fields=(watched, a_field(FieldKind.TEXT)))
    talk.dialogs = (replace(ALL_KINDS, pages=(page,)),)
    await talk.begins(talk.dialogs[0], Anything())
    review = await talk.goes_through({"long_text": "Bel 06-12345678", "text": "024-1234567"})
    assert review.count("lijkt op een telefoonnummer") == 1


async def test_a_second_device_goes_on_with_the_same_draft_and_wipes_nothing(talk: Conversation):
    await talk.refers()
    telephone = replace(talk, card=talk.card)
    await talk.presses("Bewaren voor later", **WHO)
    assert "op een ander scherm veranderd" in await telephone.presses("Verder", name="Jan Z.")
    (draft,) = await talk.drafts()
    assert (draft.answers["name"], draft.answers["address"]) == (WHO["name"], WHO["address"])
    assert inputs(telephone.card)["name"] == "Jan Z."
    assert "Waarom nu?" in await telephone.presses("Verder")
    assert (await talk.drafts())[0].answers["name"] == "Jan Z."


@FRAMES
async def test_finishing_twice_sends_once_and_says_when(talk: Conversation, frame: Frame):
    talk.frame = frame
    await talk.refers()
    pages = [talk.card]
    for answers in PAGES:
        await talk.goes_through(answers)
        pages.append(talk.card)
    assert "is binnen" in await talk.presses("Versturen")
    talk.now += timedelta(days=1)
    again = await talk.presses_on(pages[-1], "Versturen")
    assert "Al verstuurd op maandag 9 februari 2026, 10:00" in again
    for old in pages[:-1]:
        assert "Al verstuurd op" in await talk.presses_on(old, "Verder")
        assert "Al verstuurd op" in await talk.presses_on(old, "Stoppen")
    async with talk.at_desk() as (_, ctx):
        assert len(await ctx.uow.cases.of_member(ctx.actor.id)) == 1


async def test_stopping_asks_first_and_then_wipes_the_answers(talk: Conversation):
    await talk.refers()
    await talk.goes_through(WHO)
    page = talk.card
    assert "Wilt u stoppen?" in await talk.presses("Stoppen")
    assert "Waarom nu?" in await talk.presses("Toch verdergaan")
    await talk.presses("Stoppen")
    question = talk.card
    assert "Weggegooid op" in await talk.presses("Weggooien")
    assert "Weggegooid op" in await talk.presses_on(question, "Toch verdergaan")
    assert "Weggegooid op" in await talk.presses_on(page, "Verder", **WHY_NOW)
    assert not await talk.drafts()


async def test_a_draft_of_older_questions_begins_again_with_what_still_answers_something(
    talk: Conversation,
):
    talk.dialogs = (ALL_KINDS,)
    await talk.begins(ALL_KINDS, Anything())
    await talk.goes_through(ANSWERS)
    old = talk.card
    number_now_text = replace(a_field(FieldKind.NUMBER), kind=FieldKind.TEXT)
    fields = (a_field(FieldKind.TEXT), a_field(FieldKind.CHOICES), number_now_text)
    newer = replace(ALL_KINDS, version=2, pages=(replace(ALL_KINDS.pages[0], fields=fields),))
    talk.dialogs = (newer,)
    read = await talk.presses_on(old, "Versturen")
    assert "De vragen zijn intussen veranderd" in read
    assert inputs(talk.card) == {"text": "hallo", "choices": "a,b", "number": ""}
    assert "zijn intussen veranderd" not in await talk.presses("Verder", number="8")
    assert "Bewaard" in await talk.presses("Versturen")


async def test_a_draft_of_a_dialog_that_is_gone_does_not_exist(talk: Conversation):
    talk.dialogs = (ALL_KINDS,)
    await talk.begins(ALL_KINDS, Anything())
    talk.dialogs = (REFERRAL,)
    with pytest.raises(NotFoundError):
        await talk.presses("Verder")
    async with talk.at_desk() as (engine, ctx):
        assert not await engine.unfinished(ctx)


async def test_a_draft_about_something_in_a_shape_nobody_reads_any_more_does_not_exist(
    talk: Conversation,
):
    @dataclass(frozen=True, slots=True, kw_only=True)
    class AnotherShape:
        number: int

    talk.dialogs = (ALL_KINDS,)
    await talk.begins(ALL_KINDS, Anything(id="42"))
    (draft,) = await talk.drafts()
    assert draft.about == {"id": "42"}
    talk.dialogs = (replace(ALL_KINDS, version=2, about=AnotherShape),)
    with pytest.raises(NotFoundError):
        await talk.presses("Verder")


@pytest.mark.parametrize("verb", VERBS)
async def test_somebody_elses_draft_does_not_exist(talk: Conversation, verb: str):
    await talk.refers()
    (draft,) = await talk.drafts()
    stranger = replace(talk, member="deputy")
    async with stranger.at_desk() as (engine, ctx):
        assert not await engine.unfinished(ctx)
        with pytest.raises(RefusedError):
            await engine.press(ctx, replace(PRESS, verb=verb, subject=f"{draft.id}:who"), WHO)


async def test_the_policy_is_asked_at_every_step(talk: Conversation):
    async def forbid(_ctx: object, _about: Anything) -> Anything:
        raise NotAllowedError

    talk.dialogs = (ALL_KINDS,)
    await talk.begins(ALL_KINDS, Anything())
    talk.dialogs = (replace(ALL_KINDS, allow=forbid),)
    for button in ("Verder", "Bewaren voor later", "Stoppen"):
        with pytest.raises(NotAllowedError):
            await talk.presses(button)
    for about in ("", "another"):
        with pytest.raises(NotAllowedError):
            await talk.begins(talk.dialogs[0], Anything(id=about))


async def test_a_draft_nobody_finishes_is_wiped_after_four_weeks_and_says_so(talk: Conversation):
    await talk.refers()
    await talk.goes_through(WHO)
    card = talk.card
    talk.now += timedelta(weeks=4) - timedelta(minutes=1)
    await let_the_clock_look(talk)
    assert len(await talk.drafts()) == 1
    talk.now += timedelta(minutes=1)
    await let_the_clock_look(talk)
    assert not await talk.drafts()
    assert "niet op tijd" in await talk.presses_on(card, "Verder", **WHY_NOW)
    talk.now += timedelta(days=32)
    await let_the_clock_look(talk)
    with pytest.raises(NotFoundError):
        await talk.presses_on(card, "Verder")


async def test_working_on_a_draft_gives_it_four_weeks_more(talk: Conversation):
    await talk.refers()
    talk.now += timedelta(weeks=3)
    await talk.goes_through(WHO)
    talk.now += timedelta(weeks=3)
    await let_the_clock_look(talk)
    assert (await talk.drafts())[0].end is None


async def test_another_command_in_between_leaves_the_draft_as_it_is(talk: Conversation):
    await talk.refers()
    await talk.goes_through(WHO)
    talk.dialogs = (REFERRAL, ALL_KINDS)
    await talk.begins(ALL_KINDS, Anything())
    await talk.goes_through(ANSWERS)
    await talk.presses("Versturen")
    assert "Waarom nu?" in await talk.refers()


async def let_the_clock_look(talk: Conversation) -> None:
    async with talk.house() as house:
        await run_round(house)
