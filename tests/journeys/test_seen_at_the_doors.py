"""What each command and each button shows of a case is on record, over HTTP: which part, to whom,
on which ground. A new one that is not in the table fails.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Final

import pytest
from sqlalchemy import select

from domain.access import Ground
from domain.sight import SeenPart
from storage.audit import audit
from tests.support.doors import ABOUT, BUTTONS, COMMANDS
from tests.support.journey_world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

Parts = frozenset[SeenPart]
CARD: Final = frozenset({SeenPart.PHASE, SeenPart.CIRCLE})
NOTHING: Final[Parts] = frozenset()
WEIGHED: Final = frozenset(
    {SeenPart.STORY, SeenPart.GAP, SeenPart.WEIGHING, SeenPart.ALIKE, SeenPart.ENQUIRY}
)
# what one's own draft holds one typed oneself; what one does to a case is on record as that act
SHOWN: Final[Mapping[str, Parts]] = {
    "help": NOTHING,
    "aanmelden": NOTHING,
    "mijn": frozenset({SeenPart.OVERVIEW, SeenPart.INVITATION, SeenPart.RETENTION}),
    "casus": CARD,
    "acuut": frozenset({SeenPart.SESSION}),
    "afwezig": NOTHING,
    "overdragen": NOTHING,
    "sparren": NOTHING,
    "signaal": NOTHING,
    "postvak": frozenset({SeenPart.INBOX}),
    "bevraag": frozenset({SeenPart.ENQUIRY}),
    "weeg": WEIGHED,
    "kleur": frozenset({SeenPart.COLOUR}),
    "pauzeer": frozenset({SeenPart.PAUSE, SeenPart.ACTIONS}),
    "terug": frozenset({SeenPart.PAUSE, SeenPart.ACTIONS}),
    "informing.open": frozenset({SeenPart.INFORMING}),
    "sluit": frozenset({SeenPart.CIRCLE, SeenPart.ACTIONS}),
    "heropen": frozenset({SeenPart.CLOSING}),
    "reopening.confirm": NOTHING,
    "closing.open": frozenset({SeenPart.CIRCLE, SeenPart.ACTIONS}),
    "pause.open": frozenset({SeenPart.PAUSE, SeenPart.ACTIONS}),
    "pause.return": frozenset({SeenPart.PAUSE, SeenPart.ACTIONS}),
    "lijst": frozenset({SeenPart.LIST}),
    "agenda": frozenset({SeenPart.AGENDA}),
    # no agenda is posted in this house: what the table shows is in tests/services/test_seen.py
    "overleg": NOTHING,
    "ruimte": NOTHING,
    "meeting_run.show": NOTHING,
    "meeting_run.start": NOTHING,
    "meeting_run.next": NOTHING,
    "meeting_run.longer": NOTHING,
    "meeting_run.skip": NOTHING,
    "meeting_run.done": NOTHING,
    "meeting_run.arrives": NOTHING,
    "meeting_run.leaves": NOTHING,
    # what the page of a case shows is in tests/services/test_discussion.py
    "discussion.open": NOTHING,
    # and of a session in tests/services/test_acute_discussion.py
    "acute_discussion.write": frozenset(
        {SeenPart.DISCUSSION, SeenPart.REPORT, SeenPart.ACTIONS, SeenPart.CIRCLE}
    ),
    "meeting_run.tick": NOTHING,
    # sums, of no case
    "cijfers": NOTHING,
    "dienst": NOTHING,
    "oefening": NOTHING,
    "bewaartermijnen": frozenset({SeenPart.RETENTION}),
    "retention.show": frozenset({SeenPart.RETENTION}),
    "retention.hold": frozenset({SeenPart.RETENTION}),
    "retention.end_hold": NOTHING,
    # it cannot be extended yet
    "retention.extend": NOTHING,
    "extension.open": frozenset({SeenPart.RETENTION, SeenPart.CIRCLE}),
    "extension.answer": frozenset({SeenPart.RETENTION}),
    # nothing is asked of it
    "retention_review.answer": NOTHING,
    "figures.show": NOTHING,
    "figures.back": NOTHING,
    "figures.by_meeting": NOTHING,
    "figures.by_organisation": NOTHING,
    "command.run": frozenset({SeenPart.LIST}),
    "referral.begin": NOTHING,
    "case.show": CARD,
    "case.reveal": frozenset({SeenPart.IDENTITY, SeenPart.ADDRESS}),
    "case.reveal_own": frozenset({SeenPart.IDENTITY}),
    "case.hide": NOTHING,
    "overview.show": frozenset({SeenPart.OVERVIEW, SeenPart.INVITATION, SeenPart.RETENTION}),
    "overview.back": frozenset({SeenPart.OVERVIEW, SeenPart.INVITATION, SeenPart.RETENTION}),
    "inbox.show": frozenset({SeenPart.INBOX}),
    "screening.open": frozenset({SeenPart.STORY, SeenPart.ALIKE, SeenPart.INTAKE}),
    "enquiry.open": frozenset({SeenPart.ENQUIRY}),
    "enquiry.ask": frozenset({SeenPart.STORY, SeenPart.CIRCLE}),
    "enquiry.note": frozenset({SeenPart.ENQUIRY}),
    "group_referral.begin": NOTHING,
    "group_referral.to_inbox": frozenset({SeenPart.INBOX}),
    "group_referral.show": frozenset({SeenPart.PHASE}),
    "group_referral.screen": frozenset(
        {SeenPart.STORY, SeenPart.IDENTITY, SeenPart.INTAKE, SeenPart.ALIKE}
    ),
    "group_referral.enquire": NOTHING,
    "group_referral.ask_withdraw": NOTHING,
    "group_referral.withdraw": NOTHING,
    "enquiry.again": frozenset({SeenPart.ENQUIRY}),
    "enquiry.withdraw": frozenset({SeenPart.ENQUIRY}),
    # piet is asked nothing, and olga nothing more once she answered
    "enquiry.show": NOTHING,
    "enquiry.names": NOTHING,
    "enquiry.hide": NOTHING,
    "enquiry.nobody_known": NOTHING,
    "enquiry.who": frozenset({SeenPart.IDENTITY}),
    "enquiry.answer_call_me": frozenset({SeenPart.OVERVIEW}),
    "enquiry.answer_known": frozenset({SeenPart.OVERVIEW}),
    "enquiry.answer_involved": frozenset({SeenPart.OVERVIEW}),
    "enquiry.answer_not_known": frozenset({SeenPart.OVERVIEW}),
    "enquiry.answer_cannot_share": frozenset({SeenPart.OVERVIEW}),
    "enquiry.take_back": frozenset({SeenPart.OVERVIEW}),
    "enquiry.take_back_in_window": frozenset({SeenPart.OVERVIEW}),
    "weighing.open": WEIGHED,
    "takeover.answer": frozenset({SeenPart.IDENTITY}),
    "involved_answer.answer": frozenset({SeenPart.IDENTITY}),
    "involved_answer.take_back": frozenset({SeenPart.OVERVIEW}),
    "confirmation.show": frozenset({SeenPart.OVERVIEW}),
    "confirmation.all": frozenset({SeenPart.OVERVIEW}),
    "confirmation.note": frozenset({SeenPart.OVERVIEW}),
    "confirmation.right": frozenset({SeenPart.OVERVIEW}),
    "confirmation.wrong": frozenset({SeenPart.OVERVIEW}),
    "confirmation.undo": frozenset({SeenPart.OVERVIEW}),
    "confirmation.undo_all": frozenset({SeenPart.OVERVIEW}),
    "confirmation.settle": frozenset({SeenPart.OVERVIEW}),
    "second_member.open": frozenset(
        {SeenPart.STORY, SeenPart.WEIGHING, SeenPart.COLOUR, SeenPart.ALIKE}
    ),
    "criteria.explain": frozenset({SeenPart.STORY}),
    "intake.fill": frozenset({SeenPart.INTAKE, SeenPart.DIRECT_CIRCLE}),
    "intake.read": frozenset({SeenPart.INTAKE, SeenPart.DIRECT_CIRCLE}),
    "intake.confirm": NOTHING,
    "weighing.read": frozenset({SeenPart.WEIGHING}),
    "weighing.back": frozenset({SeenPart.WEIGHING}),
    "colour.open": frozenset({SeenPart.COLOUR}),
    "colour.read": frozenset({SeenPart.COLOUR}),
    "case_page.read": frozenset({SeenPart.IDENTITY, SeenPart.STORY, SeenPart.INCORRECT}),
    "case_export.copy": frozenset(
        {
            *(SeenPart.IDENTITY, SeenPart.STORY, SeenPart.INCORRECT, SeenPart.WEIGHING),
            *(SeenPart.ACTIONS, SeenPart.REACTION, SeenPart.CONTRIBUTIONS, SeenPart.INTAKE),
        }
    ),
    "case_circle.involve": frozenset({SeenPart.CIRCLE}),
    "case_circle.remove": frozenset({SeenPart.CIRCLE}),
    "case_director.ask": frozenset({SeenPart.CIRCLE}),
    "case_director.answer": NOTHING,
    "address_share.open": frozenset({SeenPart.CIRCLE}),
    "secret_address.hide": NOTHING,
    "secret_address.read": NOTHING,
    "incorrect.mark": NOTHING,
    "contribution.new": NOTHING,
    "contribution.again": frozenset({SeenPart.CONTRIBUTIONS}),
    "contribution.mark": frozenset({SeenPart.CONTRIBUTIONS}),
    # nothing was contributed there
    "contribution.withdraw": NOTHING,
    "incorrect.mark_minutes": NOTHING,
    "incorrect.mark_report": NOTHING,
    "incorrect.mark_told": NOTHING,
    "incorrect.answer": frozenset({SeenPart.INCORRECT, SeenPart.STORY}),
    "incorrect.remind": NOTHING,
    "reaction.open": NOTHING,
    "reaction.answer": frozenset({SeenPart.REACTION}),
    "departure.ask": NOTHING,
    "departure.answer": frozenset({SeenPart.CIRCLE}),
    "linked_case.link": NOTHING,
    "known_check.open": NOTHING,
    "merging.open": frozenset({SeenPart.ALIKE}),
    "merging.confirm": NOTHING,
    "linked_case.unlink": NOTHING,
    "discussion_wish.open": NOTHING,
    "discussion_wish.withdraw": NOTHING,
    "caselist.show": frozenset({SeenPart.LIST}),
    "caselist.back": frozenset({SeenPart.LIST}),
    "caselist.case": CARD,
    "caselist.why": frozenset({SeenPart.COLOUR}),
    "caselist.colour": frozenset({SeenPart.COLOUR}),
    "caselist.priority": frozenset({SeenPart.PRIORITY}),
    "priority.read": frozenset({SeenPart.PRIORITY}),
    "priority.open": NOTHING,
    "priority.end": NOTHING,
    "agenda.show": frozenset({SeenPart.AGENDA}),
    "agenda_wish.open": frozenset({SeenPart.AGENDA}),
    "agenda_wish.undo": frozenset({SeenPart.AGENDA}),
    "agenda.redraft": frozenset({SeenPart.AGENDA}),
    "agenda.approve": frozenset({SeenPart.AGENDA}),
    "meeting_change.move": NOTHING,
    "meeting_change.call_off": NOTHING,
    "agenda_proposal.show": NOTHING,
    "agenda_proposal.carry_out": NOTHING,
    "agenda_proposal.decline": NOTHING,
    "absence.show": NOTHING,
    "signal.case": NOTHING,
    "signal.answer": frozenset({SeenPart.SIGNAL}),
    "signal.guard": frozenset({SeenPart.SIGNAL}),
    "signal.rewrite": frozenset({SeenPart.SIGNAL}),
    "consult.read": frozenset({SeenPart.CONSULT}),
    "consult.answer": frozenset({SeenPart.CONSULT}),
    "consult.refer": frozenset({SeenPart.CONSULT}),
    "hand_over.show": NOTHING,
    "hand_over.give": frozenset({SeenPart.OVERVIEW, SeenPart.INVITATION}),
    "hand_over.withdraw": NOTHING,
    "hand_over.answer": NOTHING,
    "hand_over.answer_for": NOTHING,
    "hand_over.give_of": NOTHING,
    "hand_over.withdraw_of": NOTHING,
    "orphan.give": NOTHING,
    "duty_swap.offer": NOTHING,
    "duty_swap.withdraw": NOTHING,
    "duty_swap.decline": NOTHING,
    "duty_swap.accept": NOTHING,
    "duty_turn.add": NOTHING,
    "duty_turn.change": NOTHING,
    "drill.join": NOTHING,
    "drill.leave": NOTHING,
    "drill.show": NOTHING,
    "drill.start": NOTHING,
    "drill.stop": NOTHING,
    "duty.show": NOTHING,
    "absence.give": NOTHING,
    "absence.enter": NOTHING,
    "absence.withdraw": NOTHING,
    "deputy.decline": NOTHING,
    "attendance_request.answer_comes": frozenset({SeenPart.OVERVIEW}),
    "attendance_request.answer_colleague": frozenset({SeenPart.OVERVIEW}),
    "attendance_request.answer_cannot": frozenset({SeenPart.OVERVIEW}),
    "attendance_request.by_telephone": NOTHING,
    "delivery.arrived": NOTHING,
    "delivery.again": NOTHING,
    "acute.show": frozenset({SeenPart.SESSION}),
    "acute.read": frozenset({SeenPart.IDENTITY, SeenPart.REPORT}),
    "acute.hide_report": frozenset({SeenPart.SESSION}),
    "acute.judge": frozenset({SeenPart.REPORT, SeenPart.CIRCLE, SeenPart.ALIKE}),
    "acute.take": frozenset({SeenPart.SESSION}),
    "acute.board": frozenset({SeenPart.BOARD}),
    "acute.telephone_answer": frozenset({SeenPart.CIRCLE}),
    "acute.add": frozenset({SeenPart.CIRCLE}),
    "acute.complete": NOTHING,
    # the own report, and only where it is
    "acute.receipt": NOTHING,
    "acute_withdrawal.withdraw": NOTHING,
    "acute_check.show": frozenset({SeenPart.SESSION}),
    "acute_check.again": NOTHING,
    "acute_check.answer_well": NOTHING,
    "acute_check.answer_open": NOTHING,
    "acute_withdrawal.call_off": NOTHING,
    "acute_notes.name": frozenset({SeenPart.CIRCLE}),
    # a code, a time and a place
    "acute_notes.show": NOTHING,
    "acute_notes.read": frozenset({SeenPart.IDENTITY, SeenPart.REPORT}),
    "acute_notes.hide": NOTHING,
    "acute.close": frozenset({SeenPart.ACTIONS}),
    "acute.actions": frozenset({SeenPart.ACTIONS}),
    "acute.hide_actions": frozenset({SeenPart.ACTIONS}),
    "acute.invitation": frozenset({SeenPart.INVITATION}),
    "acute.who": frozenset({SeenPart.IDENTITY}),
    "acute.hide_subject": frozenset({SeenPart.INVITATION}),
    "acute.deputy": frozenset({SeenPart.INVITATION}),
    "acute.answer_comes": frozenset({SeenPart.INVITATION}),
    "acute.told": frozenset({SeenPart.REPORT}),
    "room.show": frozenset({SeenPart.ROOM}),
    "room.join": frozenset({SeenPart.ROOM}),
    "acute.answer_cannot": frozenset({SeenPart.INVITATION}),
    "acute.answer_cannot_say": frozenset({SeenPart.INVITATION}),
    "acute.undo": frozenset({SeenPart.INVITATION}),
    "acute.ask_not_known": frozenset({SeenPart.INVITATION}),
    "acute.keep_invitation": frozenset({SeenPart.INVITATION}),
    "acute.answer_not_known": frozenset({SeenPart.INVITATION}),
    "minutes.read": frozenset({SeenPart.MINUTES}),
    "minutes.read_case": frozenset({SeenPart.MINUTES}),
    "minutes.write": frozenset({SeenPart.MINUTES}),
    "minutes.approve": frozenset({SeenPart.MINUTES}),
    "minutes.object": NOTHING,
    "minutes.share": NOTHING,
    "plan.read": frozenset({SeenPart.PLAN}),
    "plan.write": frozenset({SeenPart.PLAN}),
    "action.read_all": frozenset({SeenPart.ACTIONS}),
    "action.agree": frozenset({SeenPart.CIRCLE}),
    "action.show": frozenset({SeenPart.ACTIONS}),
    "action.read": frozenset({SeenPart.ACTIONS}),
    "action.hide": frozenset({SeenPart.ACTIONS}),
    "action.answer_done": frozenset({SeenPart.ACTIONS}),
    "action.answer_not_possible": frozenset({SeenPart.ACTIONS}),
    "action.answer_not_done": frozenset({SeenPart.ACTIONS}),
    "action.telephone": frozenset({SeenPart.ACTIONS}),
    "action.postpone": frozenset({SeenPart.ACTIONS}),
    "action.escalate": frozenset({SeenPart.ACTIONS}),
    "round.show": frozenset({SeenPart.CIRCLE, SeenPart.ROUND}),
    "round.read": frozenset({SeenPart.ROUND}),
    "round.read_case": frozenset({SeenPart.ROUND}),
    # it is written already: who writes or chooses hears that
    "round.write": NOTHING,
    "round.write_for": NOTHING,
    "round.choose": NOTHING,
    "round.answer_for": frozenset({SeenPart.CIRCLE}),
    "round.prolong": frozenset({SeenPart.CIRCLE, SeenPart.ROUND}),
    "round.object": NOTHING,
    "round.table": NOTHING,
    "round.agree": NOTHING,
    "action.escalate_read": frozenset({SeenPart.ACTIONS}),
    "action.reassign": frozenset({SeenPart.ACTIONS, SeenPart.CIRCLE}),
    "dialog.next": NOTHING,
    "dialog.back": NOTHING,
    "dialog.save": NOTHING,
    "dialog.goto": NOTHING,
    "dialog.cancel": NOTHING,
    "dialog.finish": NOTHING,
    "dialog.discard": NOTHING,
    "referral.edit": frozenset({SeenPart.IDENTITY, SeenPart.STORY}),
    "referral.ask_withdraw": CARD,
    "referral.withdraw": NOTHING,
}
GROUNDS: Final = {
    "piet": {"referrer", "circle", "invited", "supplier", "asked"},
    "ina": {"information_coordinator"},
    "cora": {"process_director"},
    "olga": {"invited", "asked"},
    "gijs": {"circle"},
    "noor": {"note_taker"},
    "petra": set(),
}


def choose(word: str, allowed: Collection[str]) -> str:
    """Who looks; what waits for a process director is shown to one only, and what an organisation
    is asked to who speaks for it.
    """
    alone = {"acuut": "cora", "confirmation.show": "olga", "confirmation.all": "olga"}
    if word in alone:
        return alone[word]
    return next(name for name in GROUNDS if name in allowed)


async def looks(world: World) -> Counter[tuple[str, ...]]:
    columns = (audit.c.part, audit.c.who, audit.c.ground, audit.c.case_id)
    return Counter(map(tuple, await world.rows(select(*columns).where(audit.c.part.is_not(None)))))


def check(word: str, name: str, new: Counter[tuple[str, ...]]) -> None:
    assert {part for part, *_ in new} == SHOWN[word], word
    assert {who for _, who, *_ in new} <= {name}, word
    # what is of no case is shown on a role alone
    on_role = {Ground.PROFESSIONAL} if SHOWN[word] == {SeenPart.CONSULT} else set()
    assert {ground for _, _, ground, _ in new} <= GROUNDS[name] | on_role, word
    # a consult is of no case, and every other part is of one
    assert all((case is None) is (part == SeenPart.CONSULT) for part, *_, case in new), (
        f"{word} showed cases and does not say which"
    )


async def test_every_command_and_every_button_says_what_it_shows() -> None:
    assert set(SHOWN) == {*COMMANDS, *BUTTONS}


async def test_what_a_command_or_a_button_shows_is_on_record(world: World) -> None:
    for word, allowed in COMMANDS.items():
        name, before = choose(word, allowed), await looks(world)
        code = world.codes[ABOUT[word]] if word in ABOUT else ""
        await world.people[name].writes(f"{word} {code}".strip())
        check(word, name, await looks(world) - before)
    for verb, (subject, allowed) in BUTTONS.items():
        name, before = choose(verb, allowed), await looks(world)
        token = await world.token(verb, subject)
        await world.people[name].presses(token, **world.inputs(verb))
        check(verb, name, await looks(world) - before)


async def test_the_list_leaves_a_row_for_each_case_it_shows(world: World) -> None:
    before = await looks(world)
    await world.people["ina"].writes("postvak")
    new = await looks(world) - before
    shown = {case for part, _, _, case in new if part == SeenPart.INBOX}
    assert len(shown) == sum(new.values()) >= 2
