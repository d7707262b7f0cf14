"""Every feature of the bot, in the order of help, *mijn* and the buttons of a case."""

from bot.doors import (
    absence,
    acute,
    acute_line,
    acute_withdrawal,
    agenda,
    agenda_proposal,
    agenda_wish,
    agreed_action,
    attendance_request,
    calendar_mail,
    caselist,
    colour,
    delivery,
    dialogs,
    discussion,
    discussion_wish,
    drill,
    duty,
    duty_swap,
    duty_turn,
    escalation,
    figures,
    inbox,
    joining,
    meeting_change,
    meeting_kind,
    meeting_run,
    minutes,
    plan_of_action,
    referral,
    room,
    screening,
    weighing,
    written_round,
)
from bot.doors.digest import make_digest
from bot.doors.help import make_help
from bot.doors.registry import Registry

_FEATURES = (
    referral.FEATURE,
    dialogs.FEATURE,
    acute.FEATURE,
    acute_line.FEATURE,
    acute_withdrawal.FEATURE,
    room.FEATURE,
    escalation.FEATURE,
    absence.FEATURE,
    attendance_request.FEATURE,
    inbox.FEATURE,
    screening.FEATURE,
    weighing.FEATURE,
    colour.FEATURE,
    plan_of_action.FEATURE,
    discussion_wish.FEATURE,
    agreed_action.FEATURE,
    written_round.FEATURE,
    caselist.FEATURE,
    agenda.FEATURE,
    meeting_kind.FEATURE,
    joining.FEATURE,
    calendar_mail.FEATURE,
    agenda_wish.FEATURE,
    agenda_proposal.FEATURE,
    meeting_change.FEATURE,
    meeting_run.FEATURE,
    discussion.FEATURE,
    minutes.FEATURE,
    figures.FEATURE,
    duty.FEATURE,
    duty_swap.FEATURE,
    duty_turn.FEATURE,
    drill.FEATURE,
    delivery.FEATURE,
)


def make_registry() -> Registry:
    """All features, with help over them and over itself."""
    registry = Registry((*_FEATURES, make_digest(_FEATURES), make_help(lambda: registry)))
    return registry
