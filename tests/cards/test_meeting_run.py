from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cards.kit import Kit
from cards.meeting_run import (
    ARRIVES,
    DONE,
    LEAVES,
    LONGER,
    NEXT,
    SKIP,
    START,
    TICK,
    draw_run,
    draw_table,
)
from cards.meeting_run_post import RunStub, draw_run_post, draw_run_stub, form_run_post
from cards.meeting_run_times import draw_called, draw_moved
from cards.messages import Card, Preview, PrivateMessage
from cards.overview import SHOW_OVERVIEW
from domain.agenda import AgendaBreak, AgendaState
from domain.identifiers import MemberId, OrganisationId
from domain.meeting_run import MeetingRun, RunStep
from domain.meeting_run_presence import seat_required
from domain.meeting_run_steps import finish_run, lengthen, next_case, sit, skip_case, start_run
from domain.meeting_run_times import expect
from domain.member import Language
from domain.press import Press
from services.meeting_run import TableView
from services.meeting_run_views import OwnTurnView, RunView, StepBefore
from tests.support.canaries import CANARY
from tests.support.cards import a_kit, buttons, check_card, texts, walk
from tests.support.meetings import (
    ORANGE,
    RED,
    STARTS_AT,
    THE_MEETING,
    a_meeting,
    an_agenda,
    at_minute,
)

CHAIR = MemberId("chair")
Draw = Callable[[Kit, OwnTurnView], PrivateMessage]
AGENDA = replace(an_agenda(RED, ORANGE, state=AgendaState.POSTED), left_out=())
PAUSED = replace(AGENDA, breaks=(AgendaBreak(starts_at=at_minute(30), minutes=10),))
NAMES = {OrganisationId("police"): "Politie", OrganisationId("mental-health"): "GGZ"}


def view(run: MeetingRun | None, at: datetime, **changes: object) -> RunView:
    shown = RunView(
        meeting=a_meeting(),
        agenda=AGENDA,
        run=run,
        expectation=expect(AGENDA, run, at),
        now=at,
        names=NAMES,
    )
    return replace(shown, **changes)


def draw(shown: RunView, language: Language = Language.DUTCH) -> Card:
    return check_card(draw_run(a_kit(language), shown).card or {})


def post(shown: RunView, language: Language = Language.DUTCH) -> str:
    return texts(check_card(draw_run_post(a_kit(language), form_run_post(shown)).card))


def started(minute: int = 0) -> MeetingRun:
    return start_run(a_meeting(), AGENDA, CHAIR, at_minute(minute))


def verbs(card: Card) -> list[str]:
    """The steps below the card."""
    return [press.verb for press in buttons({**card, "body": []}).values()]


class TestTheCardOfWhoRunsIt:
    def test_before_the_start_there_is_one_button(self):
        card = draw(view(None, STARTS_AT))
        assert "Nog niet gestart" in texts(card)
        assert buttons(card) == {"Start": Press(verb=START, subject=THE_MEETING, version=0)}

    def test_it_shows_now_and_next_with_times_and_organisations(self):
        shown = texts(draw(view(started(5), at_minute(6))))
        assert "Nu: 🔴 ROOD KX7-Q42" in shown
        assert "Tot 09:35. Het begin was gepland om 09:00. Nodig: Politie, GGZ." in shown
        assert "**09:35** (was 09:30) · 🟠 ORANJE · MV3-T81 · 15 min · Politie" in shown
        assert "5 minuten later dan gepland" in shown

    def test_what_runs_on_time_says_nothing_of_a_delay(self):
        shown = texts(draw(view(started(), at_minute(6))))
        assert "later dan gepland" not in shown
        assert "**09:30** · 🟠 ORANJE" in shown

    def test_seconds_nobody_sees_move_no_time(self):
        run = start_run(a_meeting(), AGENDA, CHAIR, STARTS_AT + timedelta(seconds=40))
        shown = texts(draw(view(run, STARTS_AT + timedelta(seconds=50))))
        assert "**09:30** · 🟠 ORANJE" in shown
        assert "(was" not in shown

    def test_while_a_case_is_at_the_table_all_steps_can_be_taken(self):
        assert verbs(draw(view(started(), at_minute(1)))) == [NEXT, LONGER, SKIP, DONE]

    def test_one_press_says_that_an_organisation_is_at_the_table_or_is_not(self):
        card = draw(view(seat_required(AGENDA, started(), at_minute(0)), at_minute(1)))
        assert "Aan tafel: GGZ, Politie." in texts(card)
        assert buttons(card)["Politie is er niet"] == Press(
            verb=LEAVES, subject=f"{THE_MEETING}/police"
        )
        nobody = draw(view(started(), at_minute(1)))
        assert "Aan tafel: nog niemand." in texts(nobody)
        assert buttons(nobody)["GGZ is er"] == Press(
            verb=ARRIVES, subject=f"{THE_MEETING}/mental-health"
        )

    def test_after_the_end_nobody_comes_or_leaves(self):
        card = draw(view(finish_run(started(), CHAIR, at_minute(30)), at_minute(31)))
        assert "Aan tafel" not in texts(card)

    def test_after_the_end_a_director_finds_the_minutes_that_were_typed(self):
        shown = view(finish_run(started(), CHAIR, at_minute(30)), at_minute(31))
        assert verbs(draw(shown)) == []
        assert verbs(draw(replace(shown, has_minutes=True))) == [SHOW_OVERVIEW]

    def test_when_all_cases_were_there_only_done_is_left(self):
        run = next_case(
            AGENDA, next_case(AGENDA, started(), CHAIR, at_minute(30)), CHAIR, at_minute(45)
        )
        card = draw(view(run, at_minute(46)))
        assert "Alle casussen zijn geweest." in texts(card)
        assert verbs(card) == [DONE]

    def test_in_a_pause_it_says_until_when_and_nothing_can_be_lengthened(self):
        run = next_case(PAUSED, started(), CHAIR, at_minute(30))
        shown = view(
            run, at_minute(31), agenda=PAUSED, expectation=expect(PAUSED, run, at_minute(31))
        )
        card = draw(shown)
        assert "Nu: pauze tot 09:40" in texts(card)
        assert verbs(card) == [NEXT, SKIP, DONE]

    def test_after_the_end_it_shows_what_was_discussed_and_what_moves_on(self):
        run = finish_run(started(), CHAIR, at_minute(30))
        card = draw(view(run, at_minute(31)))
        assert "Besproken: 🔴 ROOD KX7-Q42" in texts(card)
        assert "Schuift door naar een volgend overleg: 🟠 ORANJE MV3-T81" in texts(card)
        assert verbs(card) == []

    @pytest.mark.parametrize("step", RunStep)
    @pytest.mark.parametrize("language", Language)
    def test_who_came_too_late_reads_who_did_what_and_when(self, step: RunStep, language: Language):
        before = StepBefore(step=step, name="Noor", at=at_minute(30))
        shown = texts(draw(view(started(), at_minute(31), before=before), language))
        assert "Noor" in shown
        assert "09:30" in shown

    def test_what_the_clock_did_names_nobody(self):
        before = StepBefore(step=RunStep.FINISHED, name="", at=at_minute(30))
        assert "Stoplicht sloot het overleg al af" in texts(
            draw(view(started(), at_minute(31), before=before))
        )

    def test_who_presses_after_the_end_reads_what_that_does(self):
        assert "wordt vastgelegd met de tijd van nu" in texts(draw(view(started(), at_minute(181))))
        assert "tijd van nu" not in texts(draw(view(started(), at_minute(180))))

    def test_it_is_complete_in_english(self):
        assert "Now: 🔴 RED KX7-Q42" in texts(draw(view(started(), at_minute(1)), Language.ENGLISH))


def a_turn(expected_at: datetime | None) -> OwnTurnView:
    meeting = replace(a_meeting(), place="Stadhuis, zaal 2")
    return OwnTurnView(meeting=meeting, slot=ORANGE, expected_at=expected_at)


class TestWhatAPartnerHears:
    def read(self, message: PrivateMessage) -> str:
        return texts(check_card(message.card or {}))

    def test_who_is_called_in_reads_when_for_which_case_and_where(self):
        said = self.read(draw_called(a_kit(), a_turn(at_minute(35))))
        assert "U bent zo nodig: om 09:35" in said
        assert "Casus: 🟠 ORANJE MV3-T81" in said
        assert "Plaats: Stadhuis, zaal 2" in said

    def test_whose_case_is_at_the_table_is_called_now(self):
        assert "U bent nu nodig" in self.read(draw_called(a_kit(), a_turn(None)))

    def test_whose_time_moved_reads_both_times(self):
        said = self.read(draw_moved(a_kit(), a_turn(at_minute(50))))
        assert "u bent nodig om 09:50, niet om 09:30" in said

    def test_whose_time_is_again_what_it_was_reads_that(self):
        said = self.read(draw_moved(a_kit(), a_turn(at_minute(30))))
        assert "U bent toch nodig om 09:30, zoals gepland" in said

    def test_a_locked_telephone_shows_nothing_of_it(self):
        assert draw_called(a_kit(), a_turn(None)).preview is Preview.OWN_TIMES


class TestAfterwards:
    def test_what_was_not_discussed_can_be_ticked_once_the_meeting_is_over(self):
        card = draw(view(None, at_minute(180)))
        [choices] = [part for part in walk(card) if part.get("type") == "Input.ChoiceSet"]
        assert [one["value"] for one in choices["choices"]] == [RED.code, ORANGE.code]
        assert buttons(card)["Vastleggen wat besproken is"] == Press(verb=TICK, subject=THE_MEETING)

    def test_not_during_the_meeting_and_not_what_was_discussed(self):
        assert "Vastleggen wat besproken is" not in buttons(draw(view(None, at_minute(179))))
        run = finish_run(started(), CHAIR, at_minute(30))
        card = draw(view(run, at_minute(200)))
        [choices] = [part for part in walk(card) if part.get("type") == "Input.ChoiceSet"]
        assert [one["value"] for one in choices["choices"]] == [ORANGE.code]

    def test_meetings_that_are_over_are_a_button_beside_the_next_one(self):
        table = TableView(shown=None, coming=None, others=(a_meeting(),))
        card = check_card(draw_table(a_kit(), table, None).card or {})
        assert "Er is geen overleg gepland." in texts(card)
        assert "Overleg van do 12 feb, 09:00" in buttons(card)


class TestWithoutATable:
    def draw(self, coming: bool) -> PrivateMessage:
        meeting = a_meeting() if coming else None
        view = TableView(shown=None, coming=meeting)
        return draw_table(a_kit(), view, sit(meeting, STARTS_AT) if meeting else None)

    def test_it_says_when_the_next_meeting_can_be_started(self):
        said = self.draw(coming=True).text
        assert "donderdag 12 februari 2026, 09:00" in said
        assert "donderdag 12 februari 2026, 08:00" in said

    def test_or_that_none_is_planned(self):
        assert self.draw(coming=False).text == "Er is geen overleg gepland."

    def test_other_meetings_are_a_button(self):
        shown = TableView(shown=view(None, STARTS_AT), coming=None, others=(a_meeting(),))
        assert "Overleg van do 12 feb, 09:00" in buttons(draw_table(a_kit(), shown, None).card)


class TestTheCardOfTheChannel:
    def test_it_reads_codes_colours_and_times_of_now_and_next(self):
        shown = post(view(started(15), at_minute(16)))
        assert "**Nu**: 🔴 ROOD KX7-Q42, tot 09:45" in shown
        assert "**Hierna**: 🟠 ORANJE MV3-T81, om 09:45" in shown
        assert "15 minuten later dan gepland" in shown

    def test_it_names_no_organisation_and_nobody(self):
        names = dict.fromkeys(NAMES, CANARY)
        shown = view(started(), at_minute(1), names=names)
        assert CANARY not in post(shown)
        assert CANARY not in repr(form_run_post(shown))

    def test_at_the_end_it_counts_what_was_discussed_and_what_moves_on(self):
        run = finish_run(started(), CHAIR, at_minute(30))
        shown = post(view(run, at_minute(31)))
        assert "Het overleg is afgesloten om 09:30." in shown
        assert "1 casus besproken: 🔴 ROOD KX7-Q42" in shown
        assert "1 casus schuift door naar een volgend overleg: 🟠 ORANJE MV3-T81" in shown
        assert [shown.count(code) for code in ("KX7-Q42", "MV3-T81")] == [1, 1]
        assert "**Nu**" not in shown
        assert "**Hierna**" not in shown

    def test_a_meeting_that_ended_without_a_case_discussed_says_so(self):
        skipped = skip_case(AGENDA, started(), CHAIR, at_minute(3))
        shown = post(
            view(
                finish_run(skip_case(AGENDA, skipped, CHAIR, at_minute(4)), CHAIR, at_minute(5)),
                at_minute(6),
            )
        )
        assert "Er is geen casus besproken." in shown
        assert "2 casussen schuiven door naar een volgend overleg: 🔴 ROOD KX7-Q42" in shown

    def test_a_skipped_case_stands_among_what_moves_on(self):
        shown = post(view(skip_case(AGENDA, started(), CHAIR, at_minute(3)), at_minute(4)))
        assert "Schuift door naar een volgend overleg: 🔴 ROOD KX7-Q42" in shown

    def test_a_lengthened_case_moves_the_next(self):
        shown = post(view(lengthen(started(), CHAIR, at_minute(3)), at_minute(4)))
        assert "om 09:35" in shown

    def test_its_stub_holds_no_case(self):
        message = draw_run_stub(a_kit(), RunStub(starts_at=STARTS_AT))
        assert "Het overleg van donderdag 12 februari 2026 begint." in texts(
            check_card(message.card)
        )
