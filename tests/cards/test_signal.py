"""What is drawn of a signal: on lists codes and days; in windows what was found, what each supplier
said, and what leaves the house.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from cards.kit import Frame
from cards.page import ButtonView, PageView, ShownView, draw_screen
from cards.signal import (
    list_signal_rows,
    offer_signal_ways,
    show_asked_signal,
    show_case_signals,
    show_guarded_signal,
    tell_signal_asked,
)
from cards.words import Text
from domain.identifiers import CaseId, OrganisationId
from domain.press import Press
from domain.signal import SignalId, SignalSays, SignalStep, SignalSupplier, SignalWay
from services.signal import SignalView
from services.signal_answer import AskedView, SignalRow, SignalTasks
from services.signal_reading import SignalShown
from tests.support.cards import a_kit, check_card
from tests.support.signals import (
    FINDING,
    HANDED,
    SAID_OF_SIGNAL,
    TO_INSTITUTION,
    a_signal,
    longest_signal,
)

POLITIE, GGZ = OrganisationId("politie"), OrganisationId("ggz")
UNTIL, ENDS = date(2027, 12, 1), date(2027, 12, 31)
OPENS = (
    "In ons werk zien wij iets dat voor u van belang is. Wij noemen daarbij geen personen, en "
    "kunnen daarover ook geen vragen beantwoorden."
)
SIGNAL = replace(
    a_signal(),
    text=TO_INSTITUTION,
    suppliers=(SAID_OF_SIGNAL, SignalSupplier(organisation=GGZ, must_agree=True)),
)


def a_row(
    step: SignalStep = SignalStep.ASKING,
    says: SignalSays | None = None,
    codes: tuple[str, ...] = ("KX7-Q42", "RT6-C13"),
) -> SignalRow:
    return SignalRow(
        id=SignalId("s"),
        cases=(CaseId("case-1"),),
        codes=codes,
        step=step,
        until_on=UNTIL,
        ends_on=ENDS,
        silent=("Politie",),
        says=says,
    )


def guarded(step: SignalStep, *, may_hand_over: bool = True) -> SignalView:
    return SignalView(
        signal=SIGNAL,
        step=step,
        codes=("KX7-Q42",),
        organisations={POLITIE: "Politie", GGZ: "GGZ Rivierland"},
        house="ZVH Rivierland",
        may_hand_over=may_hand_over,
    )


def read(shown: Iterable[ShownView]) -> str:
    kit, views = a_kit(), tuple(shown)
    lines = [line for one in views for line in (one.label, *one.lines)]
    return "\n".join(line if isinstance(line, str) else kit.say(line) for line in lines)


@pytest.mark.parametrize("step", SignalStep)
def test_each_step_has_a_row_for_who_guards_it_and_what_was_handed_over_no_button(
    step: SignalStep,
):
    (shown,) = list_signal_rows(SignalTasks(guarded=[a_row(step)]))[2].rows
    assert "KX7-Q42, RT6-C13" in a_kit().say(shown.text)
    assert (shown.button is None) is (step is SignalStep.HANDED_OVER)


def test_who_is_asked_reads_codes_and_the_last_day_also_when_no_case_is_left():
    tasks = SignalTasks(asked=[a_row(), a_row(codes=())])
    first, last = (a_kit().say(one.text) for one in list_signal_rows(tasks)[0].rows)
    assert first == (
        "KX7-Q42, RT6-C13: lees het signaal en zeg of u bezwaar hebt, "
        "uiterlijk woensdag 1 december 2027"
    )
    assert last.startswith("casus niet meer te zien: ")


@pytest.mark.parametrize("says", SignalSays)
def test_who_answered_reads_what_and_that_it_can_be_changed(says: SignalSays):
    (shown,) = list_signal_rows(SignalTasks(said=[a_row(says=says)]))[1].rows
    assert "wijzigen" in a_kit().say(shown.text)


@pytest.mark.parametrize(
    ("must_agree", "told"),
    [(True, "alleen weg als u zegt dat u geen bezwaar hebt"), (False, "Antwoordt u niet")],
)
def test_a_supplier_reads_what_would_be_told_and_what_silence_means(must_agree: bool, told: str):
    view = AskedView(
        text=TO_INSTITUTION,
        codes=("KX7-Q42",),
        asked_by="Ina",
        until_on=UNTIL,
        must_agree=must_agree,
        says=SignalSays.OBJECTION,
    )
    words = read(show_asked_signal(view))
    for one in (FINDING, "Woonvoorziening Oeverdal", "de directeur", "met een brief", told):
        assert one in words
    assert "Uw organisatie had bezwaar." in words


def test_who_guards_it_reads_what_each_supplier_said_and_on_what_it_may_go():
    words = read(show_guarded_signal(guarded(SignalStep.STOPPED)))
    for one in (
        "Politie: bezwaar",
        SAID_OF_SIGNAL.reason,
        "GGZ Rivierland: nog geen antwoord, en toestemming is nodig",
        "Wgs 1.7, tweede lid",
        "RAC 2026-4",
    ):
        assert one in words
    assert "De tekst voor de brief" not in words


@pytest.mark.parametrize("way", SignalWay)
def test_what_may_go_is_shown_as_it_leaves_the_house_without_a_code_or_a_reason(way: SignalWay):
    ready = guarded(SignalStep.READY)
    text = replace(TO_INSTITUTION, way=way)
    view = replace(ready, signal=replace(SIGNAL, text=text))
    *_, leaves = show_guarded_signal(view)
    words = read([leaves])
    assert words.splitlines()[1:] == [
        "Aan Woonvoorziening Oeverdal, ter attentie van de directeur",
        OPENS,
        FINDING,
        "Wij horen graag wat u hiermee doet. Met vriendelijke groet,",
        "ZVH Rivierland",
    ]
    assert "KX7-Q42" not in words
    assert SAID_OF_SIGNAL.reason not in words


@pytest.mark.parametrize(
    ("step", "may_hand_over", "offered"),
    [
        (SignalStep.READY, True, ["hand_over", "note", "withdraw"]),
        (SignalStep.READY, False, ["note", "withdraw"]),
        (SignalStep.STOPPED, True, ["note", "withdraw"]),
        (SignalStep.UNAGREED, True, ["note", "withdraw"]),
    ],
)
def test_only_what_can_be_done_is_offered(
    step: SignalStep, may_hand_over: bool, offered: list[str]
):
    view = guarded(step, may_hand_over=may_hand_over)
    assert [one.value for one in offer_signal_ways(view)] == offered


def test_the_page_of_a_case_shows_what_was_found_and_what_came_of_it():
    handed = SignalShown(signal=replace(SIGNAL, handed_over=HANDED), step=SignalStep.HANDED_OVER)
    asking = SignalShown(signal=SIGNAL, step=SignalStep.ASKING)
    shown = tuple(show_case_signals([asking, handed], 1))
    assert [bool(one.buttons) for one in shown] == [True, False, False]
    words = read(shown)
    assert "Signaal voor Woonvoorziening Oeverdal, de directeur" in words
    assert "Doorgegeven op maandag 9 februari 2026." in words
    assert "Oudere signalen: 1." in words


def test_the_receipt_says_how_many_can_object_until_when():
    receipt = tell_signal_asked(SIGNAL)
    assert a_kit().say(receipt.lines[0]) == (
        "Organisaties die bezwaar kunnen maken: 2. Dat kan tot en met woensdag 1 december 2027."
    )


@pytest.mark.parametrize("step", [SignalStep.STOPPED, SignalStep.READY])
def test_the_longest_fits_in_a_window_with_what_every_partner_of_a_house_says(step: SignalStep):
    signal = longest_signal(18).signal
    names = dict.fromkeys(signal.asked, "Organisatie van hulp en zorg")
    view = replace(guarded(step), signal=signal, organisations=names)
    page = PageView(
        title=Text("signal.guard_page"),
        reopen=Press(verb="signal.guard"),
        buttons=(ButtonView(key="signal.read_button", press=Press(verb="dialog.next")),),
        shown=show_guarded_signal(view),
    )
    check_card(draw_screen(a_kit(), page, Frame.CHAT_CARD))
