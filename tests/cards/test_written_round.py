from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pytest

from cards.kit import Frame
from cards.page import draw_page
from cards.written_round import draw_round, lay_out_round, list_rounds, tell_round
from domain.identifiers import CaseCode, MemberId, OrganisationId, RoundId
from domain.member import Language
from domain.written_round import (
    OPEN_ROUND_STATES,
    RoundAnswer,
    RoundLines,
    RoundState,
    Stance,
    WrittenRound,
)
from services.written_round_views import (
    DeclinedDirecting,
    RoundLine,
    RoundsView,
    RoundText,
    RoundView,
    SilentPartner,
)
from tests.support.cards import a_kit, buttons, check_card, real_size_kit, texts
from tests.support.cases import a_case
from tests.support.written_rounds import LINES

CODE = CaseCode("KX7-Q42")
AT = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
OPEN = OPEN_ROUND_STATES
VERA, PIET = MemberId("vera"), MemberId("piet")
MISSED = SilentPartner(
    stance=Stance.NOT_REACHED, name="Vera", organisation="Veilig Thuis", telephone="000-0000014"
)
AWAY = replace(MISSED, stance=Stance.AWAY, name="Wim", organisation="Gemeente", telephone="")


def a_round(state: RoundState = RoundState.ASKING, **changes: object) -> WrittenRound:
    held = WrittenRound(
        id=RoundId("round-1"),
        case=a_case(1).id,
        state=state,
        version=3,
        coloured_at=AT,
        review_on=AT.date(),
        since_on=AT.date(),
        writer=MemberId("gijs"),
        may_leave=True,
        asked_on=date(2026, 12, 2),
        until_on=date(2026, 12, 9),
    )
    return replace(held, **changes)


def a_view(state: RoundState, *held_up_by: SilentPartner, has_unanswered: bool = True) -> RoundView:
    return RoundView(
        held=a_round(state),
        code=CODE,
        state=state,
        writer="Gijs",
        held_up_by=held_up_by,
        has_unanswered=has_unanswered,
    )


def an_answer(member: MemberId, stance: Stance) -> RoundAnswer:
    return RoundAnswer(
        round=RoundId("round-1"),
        member=member,
        organisation=OrganisationId("police"),
        told_on=date(2026, 12, 2),
        stance=stance,
    )


def a_text(state: RoundState = RoundState.ASKING, **changes: object) -> RoundText:
    text = RoundText(
        held=a_round(state),
        case=a_case(1),
        state=state,
        lines=LINES,
        writer="Gijs",
        answers=(an_answer(VERA, Stance.NO_OBJECTION), an_answer(PIET, Stance.AGREES)),
        names={VERA: "Vera", PIET: "Piet"},
        organisations={OrganisationId("police"): "Politie"},
        may_answer=False,
        may_object=False,
        may_guard=False,
    )
    return replace(text, **changes)


def read(text: RoundText, language: Language = Language.DUTCH) -> tuple[str, list[str]]:
    card = check_card(draw_page(a_kit(language), lay_out_round(text), Frame.TASK_MODULE))
    return texts(card), list(buttons(card))


EACH_STATE = pytest.mark.parametrize(
    ("state", "pressed"),
    [
        (RoundState.CHOOSING, ["Casusregisseur vragen", "Naar het overleg"]),
        (RoundState.APPOINTING, ["Casusregisseur vragen", "Naar het overleg"]),
        (
            RoundState.WRITING,
            ["Vastleggen wat de casusregisseur zei", "Casusregisseur vragen", "Naar het overleg"],
        ),
        (RoundState.ASKING, ["Antwoord per telefoon", "Lezen", "Naar het overleg"]),
        (
            RoundState.WAITING,
            ["Opnieuw vragen", "Antwoord per telefoon", "Lezen", "Naar het overleg"],
        ),
        (RoundState.CONTINUED, []),
        (RoundState.RECOLOURED, []),
    ],
)


@EACH_STATE
def test_who_said_no_to_directing_the_case_is_named_while_another_can_be_asked(
    state: RoundState, pressed: list[str]
):
    declined = DeclinedDirecting(name="Piet", at=AT)
    view = replace(a_view(state, MISSED), declined=declined)
    shown = texts(check_card(draw_round(a_kit(), view).card or {}))
    assert ("Piet zei nee op" in shown) == ("Casusregisseur vragen" in pressed)


@EACH_STATE
def test_a_coordinator_gets_what_can_be_done_in_each_state(state: RoundState, pressed: list[str]):
    card = check_card(draw_round(a_kit(), a_view(state, MISSED)).card or {})
    assert list(buttons(card)) == [*pressed, "Terug"]


def test_a_round_that_its_case_has_overtaken_offers_nothing():
    view = replace(a_view(RoundState.ASKING), state=RoundState.RECOLOURED)
    card = check_card(draw_round(a_kit(), view).card or {})
    assert "over de kleur is opnieuw besloten" in texts(card)
    assert list(buttons(card)) == ["Terug"]


def test_a_round_that_waits_says_for_whom_why_and_whom_to_call():
    card = check_card(draw_round(a_kit(), a_view(RoundState.WAITING, MISSED, AWAY)).card or {})
    said = texts(card)
    assert "Vera (Veilig Thuis, [000-0000014](tel:" in said
    assert "): de vraag kwam niet op tijd aan. Belt u?" in said
    assert "Wim (Gemeente, geen nummer bekend): was al die dagen afwezig" in said


def test_when_nobody_could_answer_nobody_is_asked_again():
    card = check_card(
        draw_round(a_kit(), a_view(RoundState.WAITING, has_unanswered=False)).card or {}
    )
    assert "Niemand kon antwoorden" in texts(card)
    assert list(buttons(card)) == ["Lezen", "Naar het overleg", "Terug"]


def test_silence_is_no_objection_and_never_an_agreement():
    said, _ = read(a_text())
    assert "Vera (Politie): geen bezwaar" in said
    assert "Piet (Politie): akkoord" in said
    assert "Vera (Politie): akkoord" not in said


def test_who_is_asked_reads_what_silence_means_before_they_answer():
    said, pressed = read(a_text(may_answer=True, may_object=True))
    assert LINES.how in said
    assert "gaat het plan na woensdag 9 december 2026 door" in said
    assert "niet voor afsluiten, van de lijst halen, verlengen of gegevens delen" in said
    assert pressed == ["Akkoord", "Bespreken", "Later antwoorden"]


def test_who_agreed_can_still_ask_to_discuss():
    said, pressed = read(a_text(may_object=True))
    assert "Zegt u niets" not in said
    assert pressed == ["Bespreken", "Gelezen"]


def test_who_is_not_asked_reads_only_and_a_coordinator_can_act():
    said, pressed = read(a_text())
    assert "Zegt u niets" not in said
    assert pressed == ["Gelezen"]
    _, acts = read(a_text(may_guard=True))
    assert acts == ["Gelezen", "Antwoord per telefoon", "Naar het overleg"]


@pytest.mark.parametrize(("state", "language"), list(product(RoundState, Language)))
def test_every_state_is_said_on_a_card_and_in_a_window(state: RoundState, language: Language):
    check_card(draw_round(a_kit(language), a_view(state, MISSED)).card or {})
    said, _ = read(a_text(state, answers=tuple(an_answer(VERA, one) for one in Stance)), language)
    assert "{" not in said


@pytest.mark.parametrize("language", Language)
def test_mine_says_whose_turn_it_is(language: Language):
    def line(state: RoundState) -> RoundLine:
        return RoundLine(id=RoundId("1"), code=CODE, state=state, until_on=date(2026, 12, 9))

    guard = tuple(line(one) for one in OPEN if one is not RoundState.ASKING)
    view = RoundsView(
        write=(line(RoundState.WRITING),), answer=(line(RoundState.ASKING),), guard=guard
    )
    kit = a_kit(language)
    rows = [kit.say(row.text) for part in list_rounds(view) for row in part.rows]
    assert len(rows) == 6
    assert all("KX7-Q42" in row and "{" not in row for row in rows)


def test_a_draft_says_where_a_round_is():
    told = {state: tell_round(a_kit(), a_round(state)) for state in OPEN}
    assert told == {
        RoundState.CHOOSING: "schriftelijke ronde: nog geen vraag aan de partners",
        RoundState.APPOINTING: "schriftelijke ronde: nog geen vraag aan de partners",
        RoundState.WRITING: "schriftelijke ronde: nog geen vraag aan de partners",
        RoundState.ASKING: "schriftelijke ronde: loopt t/m 9 dec",
        RoundState.WAITING: "schriftelijke ronde: wacht op u",
    }


def test_a_window_with_the_longest_lines_and_thirty_partners_stays_small():
    long = RoundLines(how="x" * 300, agreed="y" * 300, then="z" * 300)
    answers = tuple(an_answer(MemberId(f"m{n}"), Stance.NOT_REACHED) for n in range(30))
    page = lay_out_round(a_text(lines=long, answers=answers, may_answer=True, may_guard=True))
    kit = real_size_kit(Language.DUTCH, Frame.TASK_MODULE)
    check_card(draw_page(kit, page, Frame.TASK_MODULE))
