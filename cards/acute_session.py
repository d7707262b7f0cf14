"""Invitations to an acute session, the director's board, and its end. A card holds the code, time,
place or link and a role, and nothing about the subject (product page §6.3).
"""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from typing import Final

from cards.acute_check import say_checks
from cards.acute_discussion import press_session_page
from cards.acute_notes import join_online, offer_note_taker
from cards.acute_report import (
    BOARD,
    READ,
    call,
    offer_to_end_withdrawn,
    say_number_to_avoid,
)
from cards.colour import SET_COLOUR
from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.overview import OverviewPart, OverviewPlace, OverviewRow, RowButton
from cards.room import offer_room, offer_room_to_invited, say_room
from cards.words import Text, Value
from domain.acute_circle import InviteReason
from domain.acute_invitation import (
    AnswerEffect,
    InvitationAnswer,
    InvitationState,
    ListedInvitation,
)
from domain.acute_session import Gathering, SessionState
from domain.identifiers import CaseId
from domain.press import Press
from services.acute.board import BoardView, Seated, TimedPartner
from services.acute.views import ClosedView, InvitationView

ANSWER: Final = "acute.answer"
DEPUTY: Final = "acute.deputy"
TELEPHONE: Final = "acute.telephone_answer"
CLOSE: Final = "acute.close"
ADD: Final = "acute.add"
INVITATION: Final = "acute.invitation"
WHO: Final = "acute.who"
HIDE_SUBJECT: Final = "acute.hide_subject"
TOLD: Final = "acute.told"
ACTIONS: Final = "acute.actions"
HIDE_ACTIONS: Final = "acute.hide_actions"
ASK_NOT_KNOWN: Final = "acute.ask_not_known"
UNDO: Final = "acute.undo"
KEEP_INVITATION: Final = "acute.keep_invitation"
_COMING: Final = (InvitationAnswer.COMES, InvitationAnswer.CANNOT)
_KNOWING: Final = (InvitationAnswer.NOT_KNOWN, InvitationAnswer.CANNOT_SAY)
# one press each; a deputy is chosen in a dialog
ANSWERS: Final = (*_COMING, *_KNOWING)
# of more partners the times would make the card larger than Teams surely takes
_MOST_TIMED: Final = 20
_OVER: Final = frozenset({InvitationState.REPLACED, InvitationState.DROPPED, InvitationState.ENDED})


def draw_invitation(
    kit: Kit, view: InvitationView, effect: AnswerEffect | None = None
) -> PrivateMessage:
    """Draw an invitation with its answer so far; what is over tells no more than that."""
    title = kit.title("acute.invitation_title", code=view.code)
    if view.state in _OVER:
        body = [title, kit.text(_word_of_end(view)), *_offer_undo(kit, view)]
        return kit.private(Preview.INVITATION, body)
    body = [
        title,
        *_answered(kit, view, effect),
        *_offer_undo(kit, view),
        *([kit.text("acute.number_to_avoid")] if view.has_unsafe_number else []),
        kit.facts(*_details(kit, view)),
        *_ask_known(kit, view),
    ]
    return kit.private(Preview.INVITATION, body, _invitation_buttons(kit, view))


def _offer_undo(kit: Kit, view: InvitationView) -> list[Part]:
    if view.undo_until is None:
        return []
    undo = Press(verb=UNDO, subject=view.id, version=view.version)
    until = kit.clock(view.undo_until)
    return [kit.row_of([kit.button("acute_undo.button", undo, until=until)])]


def _word_of_end(view: InvitationView) -> str:
    """A colleague who answered is another than one whom this member named."""
    if view.state is InvitationState.ENDED and view.session_state is SessionState.WITHDRAWN:
        return "acute_withdrawal.called_off"
    if view.state is InvitationState.REPLACED and view.answer is not InvitationAnswer.DEPUTY:
        # a deputy may be dismissed by who named them, who answers later
        is_deputy = view.reason is InviteReason.STANDS_IN
        return "acute_undo.colleague_does_it" if is_deputy else "acute.invitation_answered_by_other"
    return f"acute.invitation_{view.state}"


def draw_not_known_question(kit: Kit, view: InvitationView) -> PrivateMessage:
    """Ask before somebody says that they do not know the person: it ends their part in it."""
    if view.session_state is not SessionState.CONVENED or view.state in _OVER:
        return draw_invitation(kit, view)
    body = [
        kit.title("acute.invitation_title", code=view.code),
        kit.text("acute.not_known_question"),
    ]
    sure = Press(
        verb=f"{ANSWER}_{InvitationAnswer.NOT_KNOWN}", subject=view.id, version=view.version
    )
    keep = Press(verb=KEEP_INVITATION, subject=view.id)
    buttons = [kit.button("acute.not_known_keep", keep), kit.button("acute.not_known_sure", sure)]
    return kit.private(Preview.INVITATION, body, buttons)


def draw_board(kit: Kit, view: BoardView) -> PrivateMessage:
    """Draw the director's board: who comes, every telephone number, the quorum."""
    session = view.session
    body = [
        kit.title("acute.board_title", code=session.code),
        *say_number_to_avoid(kit, session),
        kit.facts(*_board_facts(kit, view)),
        *_quorum(kit, view),
        *offer_to_end_withdrawn(kit, session),
        *say_room(kit, view.room, is_over=not session.is_open),
        *_seats(kit, view),
    ]
    if session.state is SessionState.CLOSED:
        body += [*_look_back(kit, view), *say_checks(kit, view.checks)]
    elif session.state is SessionState.WITHDRAWN:
        body.append(kit.text("acute_withdrawal.was_called_off"))
    else:
        body += [kit.text("acute_circle.awaiting", organisation=one) for one in view.awaiting]
        add = Press(verb=ADD, subject=session.id)
        write = press_session_page(session.id)
        body.append(
            kit.row_of(
                [
                    kit.dialog_button("acute_discussion.write_button", write),
                    kit.dialog_button("acute.add_partner_button", add),
                    *offer_note_taker(kit, session.id),
                ]
            )
        )
    return kit.private(Preview.SESSION, body, _board_buttons(kit, view))


def draw_closed(kit: Kit, view: ClosedView) -> PrivateMessage:
    """Tell somebody who came that the agreements are there, and how many are theirs."""
    body = [kit.title("acute.closed_title", code=view.code), _own_agreements(kit, view.own_actions)]
    read = Press(verb=ACTIONS, subject=view.session)
    buttons = [kit.dialog_button("acute.actions_button", read)] if view.own_actions else []
    return kit.private(Preview.SESSION, body, buttons)


def list_invitations(listed: Sequence[ListedInvitation]) -> Sequence[OverviewPart]:
    """A member's own open invitations as a part of *mijn*."""
    rows = tuple(
        OverviewRow(
            text=Text(
                "acute.own_invitation",
                {
                    "code": one.code,
                    "at": one.starts_at,
                    "answer": Text(f"acute.answer_{one.invitation.answer or 'none'}"),
                },
            ),
            button=RowButton(
                key="acute.show_button", press=Press(verb=INVITATION, subject=one.invitation.id)
            ),
        )
        for one in listed
    )
    return (OverviewPart(heading="acute.own_invitations", place=OverviewPlace.ACUTE, rows=rows),)


def draw_no_colleague(kit: Kit, view: InvitationView) -> PrivateMessage:
    """Say that no colleague is on the list, and whom to call."""
    number = call(view.director.telephone)
    return kit.short("acute.no_colleague", name=view.director.name, telephone=number)


def _details(kit: Kit, view: InvitationView) -> list[tuple[str, Value]]:
    role = f"acute.role_{view.reason}"
    number = call(view.director.telephone)
    return [
        *_gathering(kit, view.gathering),
        ("acute.role", kit.phrase(role, name=view.stands_in_for)),
        (
            "acute.director",
            Text("acute.name_number", {"name": view.director.name, "telephone": number}),
        ),
    ]


def _gathering(kit: Kit, gathering: Gathering) -> list[tuple[str, Value]]:
    return [
        ("acute.starts_at", gathering.starts_at),
        ("acute.place", kit.words(f"acute.place_{gathering.place}")),
    ]


def _answered(kit: Kit, view: InvitationView, effect: AnswerEffect | None) -> list[Part]:
    if view.answer is None:
        return [kit.text("acute.can_you_come")]
    answer = kit.words(f"acute.answer_{view.answer}")
    key = "acute.answered_before" if effect is AnswerEffect.UNCHANGED else "acute.answered"
    if effect is AnswerEffect.CHANGED:
        key = "acute.answer_changed"
    return [kit.text(key, answer=answer), kit.subtle("acute.may_change")]


def _invitation_buttons(kit: Kit, view: InvitationView) -> list[Part]:
    if view.session_state is not SessionState.CONVENED:
        return []
    deputy = kit.dialog_button("acute.deputy_button", Press(verb=DEPUTY, subject=view.id))
    coming = _answer_buttons(kit, view, _COMING)
    is_coming = view.answer is InvitationAnswer.COMES
    for_who_comes = (
        offer_room_to_invited(kit, view.id),
        kit.dialog_button("acute.told_button", Press(verb=TOLD, subject=view.id)),
    )
    offered = for_who_comes if is_coming else ()
    return [*join_online(kit, view.gathering), *offered, *coming[:1], deputy, *coming[1:]]


def _ask_known(kit: Kit, view: InvitationView) -> list[Part]:
    """The question about the person stands apart: its answers are not about coming."""
    if view.session_state is not SessionState.CONVENED:
        return []
    who = kit.dialog_button("case.who_is_this", Press(verb=WHO, subject=view.id))
    buttons = [*([who] if view.shows_subject else []), *_answer_buttons(kit, view, _KNOWING)]
    intro = [kit.subtle("acute.who_in_window")] if view.shows_subject else []
    return [kit.group([kit.text("acute.do_you_know"), *intro, kit.row_of(buttons)])]


def _answer_buttons(
    kit: Kit, view: InvitationView, answers: Sequence[InvitationAnswer]
) -> list[Part]:
    return [
        kit.button(
            f"acute.{answer}_button",
            Press(verb=_verb_of(answer), subject=view.id, version=view.version),
        )
        for answer in answers
        if answer is not view.answer
    ]


def _verb_of(answer: InvitationAnswer) -> str:
    """What takes somebody out at once is asked again first."""
    return ASK_NOT_KNOWN if answer is InvitationAnswer.NOT_KNOWN else f"{ANSWER}_{answer}"


def _quorum(kit: Kit, view: BoardView) -> list[Part]:
    """Who comes of those who are needed; once the session is closed nobody comes any more."""
    coming, needed = view.quorum.coming, view.quorum.needed
    if not view.session.is_open:
        return []
    if view.quorum.is_complete:
        return [kit.heading("acute.quorum_complete", coming=coming, needed=needed)]
    silent = view.quorum.silent
    return [kit.counted_heading("acute.quorum", coming, needed=needed, silent=silent)]


def _own_agreements(kit: Kit, number: int) -> Part:
    return kit.counted("acute.closed_own", number) if number else kit.text("acute.closed_none")


def _board_facts(kit: Kit, view: BoardView) -> list[tuple[str, Value]]:
    """Where and when, and the number of who reported it; of a closed session when that was."""
    session = view.session
    facts = _gathering(kit, session.gathering) if session.gathering else []
    if view.note_taker:
        facts.append(("acute_notes.note_taker", view.note_taker))
    if view.times is not None:
        planned = [("acute.planned_at", value) for _, value in facts[:1]]
        return [*planned, *facts[1:], ("acute.closed_at", view.times.closed_at)]
    if session.director is None or session.reporter.id == session.director.id:
        return facts
    number = call(session.reporter.telephone)
    reporter = Text("acute.name_number", {"name": session.reporter.name, "telephone": number})
    return [*facts, ("acute.reported_by", reporter)]


def _seats(kit: Kit, view: BoardView) -> list[Part]:
    """Each partner with its members together; while it is open, when it was asked and answered, as
    far as that fits.
    """
    is_over = not view.session.is_open
    is_timed = not is_over and len(view.partners) <= _MOST_TIMED
    times = {one.organisation: one for one in view.partners} if is_timed else {}
    parts: list[Part] = []
    for organisation, seats in groupby(view.seats, key=lambda seat: seat.organisation):
        lines = [part for seat in seats for part in _seat(kit, seat, is_over=is_over)]
        timed = times.get(organisation)
        parts.append(kit.group([*lines, *([_partner_times(kit, timed)] if timed else [])]))
    return parts


def _seat(kit: Kit, seat: Seated, *, is_over: bool) -> list[Part]:
    number = call(seat.organisation_telephone)
    if seat.state is None:
        key = "acute.board_was_called" if is_over else "acute.board_called"
        return [kit.text(key, organisation=seat.organisation, organisation_telephone=number)]
    line = kit.text(
        "acute.board_line",
        answer=kit.words(f"acute.{'was' if is_over else 'answer'}_{_answer(seat)}"),
        organisation=seat.organisation,
        organisation_telephone=number,
        member=seat.member,
        telephone=call(seat.telephone),
    )
    return [line, *_next(kit, seat)]


def _answer(seat: Seated) -> str:
    """Who left because a colleague answered is no more silent than who gave an answer."""
    if seat.answer is not None:
        return seat.answer
    if seat.state is InvitationState.REPLACED:
        return "by_colleague"
    return "undelivered" if seat.is_undelivered else "none"


def _next(kit: Kit, seat: Seated) -> list[Part]:
    if seat.next_rung is not None:
        at = kit.clock(seat.next_rung.at)
        return [kit.subtle(f"acute.next_{seat.next_rung.whom}", at=at)]
    return [kit.subtle("acute.next_is_yours")] if seat.is_left_to_director else []


def _partner_times(kit: Kit, partner: TimedPartner) -> Part:
    """When an organisation was asked, when that arrived and when it answered."""
    asked = kit.subtle("acute.asked_at", at=kit.clock(partner.asked_at))
    steps = (
        ("acute.delivered_at", partner.delivered_at),
        ("acute.answered_at", partner.answered_at),
    )
    happened = [kit.phrase(key, at=kit.clock(at)) for key, at in steps if at is not None]
    return {**asked, "text": " · ".join([asked["text"], *happened])}


def _look_back(kit: Kit, view: BoardView) -> list[Part]:
    """How long it took, per organisation and never per member (product page §1.6)."""
    parts = [kit.heading("acute.look_back"), *(_took(kit, view, one) for one in view.partners)]
    if view.times and view.times.started_within is not None:
        parts.append(kit.text("acute.started_within", within=_span(kit, view.times.started_within)))
    if view.may_set_colour:
        parts.append(kit.text("acute.board_colour"))
    return parts


def _took(kit: Kit, view: BoardView, partner: TimedPartner) -> Part:
    if partner.answered_at is None:
        own = [seat for seat in view.seats if seat.organisation == partner.organisation]
        word = "missed" if all(seat.is_undelivered for seat in own) else "silent"
        return kit.text(f"acute.partner_{word}", organisation=partner.organisation)
    within = _span(kit, partner.answered_at - view.session.reported_at)
    return kit.text("acute.partner_took", organisation=partner.organisation, within=within)


def _span(kit: Kit, within: timedelta) -> str:
    """Write how long something took, in hours and whole minutes."""
    hours, minutes = divmod(int(within.total_seconds()) // 60, 60)
    written = kit.words.count("acute.minutes_long", minutes)
    if not hours:
        return written
    long = kit.words.count("acute.hours_long", hours)
    return kit.listed([long, written]) if minutes else long


def _board_buttons(kit: Kit, view: BoardView) -> list[Part]:
    session = view.session
    if not session.is_open:
        return _after_closing(kit, view, session.case)
    return [
        *join_online(kit, session.gathering),
        offer_room(kit, session.id),
        kit.dialog_button("acute.close_button", Press(verb=CLOSE, subject=session.id)),
        kit.dialog_button("acute.telephone_button", Press(verb=TELEPHONE, subject=session.id)),
        kit.dialog_button("acute.read_button", Press(verb=READ, subject=session.id)),
        kit.button("acute.refresh_button", Press(verb=BOARD, subject=session.id)),
    ]


def _after_closing(kit: Kit, view: BoardView, case: CaseId) -> list[Part]:
    """What is still written down, and the colour, which a director sets (principle 3)."""
    write = press_session_page(view.session.id)
    colour = Press(verb=SET_COLOUR, subject=case)
    return [
        kit.dialog_button("acute_discussion.write_button", write),
        *([kit.dialog_button("acute.colour_button", colour)] if view.may_set_colour else []),
    ]
