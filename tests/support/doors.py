"""Who may do what at the doors: every command and every button, in a table written by hand from the
roles of the house.
"""

from collections.abc import Mapping
from typing import Final

# dirk: process director; cora: process director who refers too; ina: information coordinator
DIRECTORS: Final = frozenset({"dirk", "cora"})
COORDINATORS: Final = DIRECTORS | {"ina"}
# piet referred the cases; petra: his colleague; gijs: in the circle; olga: invited to the session;
# oda: another professional, a registered guest
PROFESSIONALS: Final = frozenset({"cora", "piet", "petra", "gijs", "olga", "oda"})
REFERRER: Final = frozenset({"piet"})
INVITED: Final = frozenset({"olga"})
ASKED: Final = frozenset({"olga"})
OWN_WORK: Final = PROFESSIONALS | COORDINATORS
INVOLVED: Final = COORDINATORS | {"piet", "gijs"}
# noor takes notes, karel is manager, connie contact point, frits privacy officer, bea administrator
OTHER_ROLES: Final = frozenset({"noor", "karel", "connie", "frits", "bea"})
# what it brings is for who leads the house too, not for who only takes notes
OFFICE: Final = OTHER_ROLES - {"noor"}
STRANGERS: Final = (
    "third party", "unknown person", "guest nobody registered", "anonymous meeting user",
)  # fmt: skip
EVERYBODY: Final = (*sorted(PROFESSIONALS | COORDINATORS | OTHER_ROLES), *STRANGERS)

COMMANDS: Final[Mapping[str, frozenset[str]]] = {
    "help": OWN_WORK | OTHER_ROLES,
    "aanmelden": PROFESSIONALS,
    "mijn": OWN_WORK | OTHER_ROLES,
    "casus": INVOLVED,
    "acuut": OWN_WORK,
    "afwezig": OWN_WORK | OTHER_ROLES,
    "postvak": COORDINATORS,
    "bevraag": COORDINATORS,
    "weeg": DIRECTORS,
    "kleur": DIRECTORS,
    "lijst": COORDINATORS,
    "agenda": COORDINATORS,
    # a note taker hears when; around a meeting they run it too
    "overleg": DIRECTORS | {"noor"},
    "cijfers": COORDINATORS | OFFICE,
    "dienst": COORDINATORS | {"karel", "bea"},
    "oefening": PROFESSIONALS | DIRECTORS,
    "bewaartermijnen": COORDINATORS | {"connie"},
    # said outside a chat of several: a director hears how it is done
    "ruimte": DIRECTORS,
    "pauzeer": DIRECTORS,
    "terug": DIRECTORS,
    "sluit": DIRECTORS,
    "heropen": DIRECTORS,
    "sparren": PROFESSIONALS,
    "signaal": COORDINATORS,
    "overdragen": PROFESSIONALS | COORDINATORS | {"bea"},
}
ABOUT: Final = {
    "casus": "taken up",
    "bevraag": "tested",
    "weeg": "tested",
    "kleur": "taken up",
    "pauzeer": "taken up",
    "terug": "paused",
    "sluit": "taken up",
    "heropen": "closed",
}

# what it is about, and who may; in an order in which all of it can be done
BUTTONS: Final[Mapping[str, tuple[str, frozenset[str]]]] = {
    "command.run": ("the list", COORDINATORS),
    "referral.begin": ("nothing", PROFESSIONALS),
    "case.show": ("submitted", COORDINATORS | REFERRER),
    "case.reveal": ("submitted", COORDINATORS | REFERRER),
    "case.reveal_own": ("first page", OWN_WORK | OTHER_ROLES),
    "case.hide": ("nothing", OWN_WORK | OTHER_ROLES),
    "overview.show": ("first page", OWN_WORK | OTHER_ROLES),
    "overview.back": ("first page", OWN_WORK | OTHER_ROLES),
    "inbox.show": ("first page", COORDINATORS),
    "screening.open": ("submitted", COORDINATORS),
    "group_referral.begin": ("nothing", PROFESSIONALS),
    "group_referral.to_inbox": ("nothing", COORDINATORS),
    "group_referral.show": ("group", COORDINATORS | REFERRER),
    "group_referral.screen": ("group", COORDINATORS),
    # nobody of it can be asked about: a coordinator hears that
    "group_referral.enquire": ("group", COORDINATORS),
    # cora coordinates it, and hears that there is nothing of hers
    "group_referral.ask_withdraw": ("group", REFERRER | {"cora"}),
    "enquiry.open": ("tested", COORDINATORS),
    "enquiry.ask": ("tested", COORDINATORS),
    "enquiry.note": ("tested", COORDINATORS),
    "enquiry.again": ("tested", COORDINATORS),
    "enquiry.withdraw": ("tested", COORDINATORS),
    # everybody's own, which is nothing for most; olga is asked
    "enquiry.show": ("nothing", OWN_WORK | OTHER_ROLES),
    "enquiry.names": ("nothing", OWN_WORK | OTHER_ROLES),
    "enquiry.hide": ("nothing", OWN_WORK | OTHER_ROLES),
    "enquiry.nobody_known": ("nothing", OWN_WORK | OTHER_ROLES),
    "enquiry.who": ("enquiry", ASKED),
    "enquiry.answer_call_me": ("enquiry", ASKED),
    # from an old window: nothing changes
    "enquiry.answer_known": ("enquiry", ASKED),
    "enquiry.answer_involved": ("enquiry", ASKED),
    "enquiry.answer_not_known": ("enquiry", ASKED),
    "enquiry.answer_cannot_share": ("enquiry", ASKED),
    "enquiry.take_back": ("enquiry", ASKED),
    "enquiry.take_back_in_window": ("enquiry", ASKED),
    "weighing.open": ("tested", DIRECTORS),
    "weighing.read": ("taken up", INVOLVED),
    "weighing.back": ("taken up", INVOLVED),
    "colour.open": ("taken up", DIRECTORS),
    # who referred reads what came of it, not why it has its colour
    "colour.read": ("taken up", COORDINATORS | {"gijs"}),
    "case_page.read": ("taken up", INVOLVED),
    "case_export.copy": ("taken up", INVOLVED),
    "pause.open": ("taken up", DIRECTORS),
    "informing.open": ("taken up", COORDINATORS | REFERRER),
    "pause.return": ("paused", DIRECTORS),
    "case_circle.involve": ("taken up", DIRECTORS),
    "case_circle.remove": ("taken up", DIRECTORS),
    "closing.open": ("taken up", DIRECTORS),
    "merging.open": ("taken up", DIRECTORS),
    # nobody asks it: who may confirm hears that
    "merging.confirm": ("taken up", COORDINATORS),
    "linked_case.link": ("taken up", COORDINATORS),
    "known_check.open": ("taken up", COORDINATORS),
    # nothing is linked: a coordinator hears that
    "linked_case.unlink": ("taken up", COORDINATORS),
    # nobody asks it of them: who may confirm hears that
    "reopening.confirm": ("closed", COORDINATORS),
    "case_director.ask": ("taken up", DIRECTORS),
    # gijs directs it
    "address_share.open": ("taken up", COORDINATORS | {"gijs"}),
    "secret_address.hide": ("submitted", COORDINATORS | REFERRER),
    # none is on record: who may read one hears that
    "secret_address.read": ("submitted", COORDINATORS),
    "incorrect.mark": ("taken up", INVOLVED),
    # gijs supplied it, and piet referred the case
    "contribution.new": ("taken up", REFERRER | {"gijs"}),
    "contribution.again": ("contribution", frozenset({"gijs"})),
    "contribution.mark": ("contribution", COORDINATORS | {"gijs"}),
    "contribution.withdraw": ("taken up", INVOLVED),
    # whoever was at the table, and who writes
    "incorrect.mark_minutes": ("approved minutes", COORDINATORS | REFERRER),
    "incorrect.mark_report": ("session", DIRECTORS | {"noor"}),
    # who did not say to come hears that it is not for them yet
    "incorrect.mark_told": ("invitation", INVITED),
    "incorrect.answer": ("mark", REFERRER),
    "incorrect.remind": ("mark", COORDINATORS),
    "reaction.open": ("taken up", REFERRER),
    "reaction.answer": ("reaction", DIRECTORS),
    "departure.ask": ("taken up", frozenset({"gijs"})),
    "departure.answer": ("leaving", DIRECTORS),
    # nobody is asked here: who could be hears that
    "case_director.answer": ("taken up", REFERRER | {"gijs"}),
    "discussion_wish.open": ("taken up", REFERRER | {"gijs"}),
    # neither of them asked: who may ask hears that
    "discussion_wish.withdraw": ("taken up", REFERRER | {"gijs"}),
    "caselist.show": ("first page", COORDINATORS),
    "caselist.back": ("first page", COORDINATORS),
    "caselist.case": ("first page", COORDINATORS),
    "caselist.why": ("first page", COORDINATORS),
    "caselist.colour": ("first page", DIRECTORS),
    "caselist.priority": ("first page", COORDINATORS),
    "priority.read": ("taken up", COORDINATORS | {"gijs"}),
    "priority.open": ("taken up", DIRECTORS),
    # it is not on that list: who may take it off hears that
    "priority.end": ("taken up", DIRECTORS),
    "agenda.show": ("agenda", COORDINATORS),
    "agenda_wish.open": ("agenda", COORDINATORS),
    "agenda_wish.undo": ("adjusted agenda", COORDINATORS),
    "agenda.redraft": ("agenda", COORDINATORS),
    "agenda.approve": ("agenda", DIRECTORS),
    "meeting_change.move": ("agenda", DIRECTORS),
    "meeting_change.call_off": ("agenda", DIRECTORS),
    # nothing is proposed here: whoever may look or decide hears that
    "agenda_proposal.show": ("agenda", COORDINATORS),
    "agenda_proposal.carry_out": ("agenda", DIRECTORS),
    "agenda_proposal.decline": ("agenda", DIRECTORS),
    "absence.show": ("nothing", OWN_WORK | OTHER_ROLES),
    "hand_over.show": ("nothing", PROFESSIONALS | COORDINATORS | {"bea"}),
    "hand_over.give": ("nothing", PROFESSIONALS | COORDINATORS | {"bea"}),
    # nobody is asked here: who could have asked hears that
    "hand_over.withdraw": ("nothing", PROFESSIONALS | COORDINATORS | {"bea"}),
    "hand_over.answer": ("nothing", PROFESSIONALS | COORDINATORS | {"bea"}),
    "hand_over.answer_for": ("nothing", COORDINATORS | {"bea"}),
    "hand_over.give_of": ("nothing", COORDINATORS | {"bea"}),
    "hand_over.withdraw_of": ("nothing", COORDINATORS | {"bea"}),
    # nobody left: a process director hears that it is settled
    "orphan.give": ("leaving", DIRECTORS),
    "signal.case": ("taken up", COORDINATORS),
    "signal.answer": ("signal", REFERRER),
    "signal.guard": ("signal", COORDINATORS),
    "signal.rewrite": ("signal", COORDINATORS),
    "consult.answer": ("consult", COORDINATORS),
    "consult.read": ("consult", frozenset({"piet"})),
    "consult.refer": ("consult", frozenset({"piet"})),
    "duty_swap.offer": ("nothing", DIRECTORS),
    "duty_swap.withdraw": ("own offer", frozenset({"cora"})),
    "duty_swap.decline": ("offer", frozenset({"cora"})),
    # the days are not dirk's any more: who was asked hears that
    "duty_swap.accept": ("other offer", frozenset({"cora"})),
    "duty_turn.add": ("nothing", DIRECTORS | {"bea"}),
    "duty_turn.change": ("nothing", DIRECTORS | {"bea"}),
    "drill.join": ("nothing", PROFESSIONALS | DIRECTORS),
    "drill.leave": ("nothing", PROFESSIONALS | DIRECTORS),
    "drill.show": ("nothing", PROFESSIONALS | DIRECTORS),
    "drill.start": ("nothing", DIRECTORS),
    "drill.stop": ("drill", DIRECTORS),
    "retention.hold": ("first page", DIRECTORS),
    # not in its last half year: a process director hears that
    "retention.extend": ("first page", DIRECTORS),
    # nothing holds it: a process director hears that
    "retention.end_hold": ("first page", DIRECTORS),
    "extension.answer": ("closed", REFERRER),
    "extension.open": ("closed", DIRECTORS),
    # nothing is asked yet: a process director hears that
    "retention_review.answer": ("closed", DIRECTORS),
    "retention.show": ("first page", COORDINATORS | {"connie"}),
    "duty.show": ("nothing", COORDINATORS | {"karel", "bea"}),
    "absence.give": ("agenda", OWN_WORK | OTHER_ROLES),
    "absence.enter": ("nothing", COORDINATORS),
    "absence.withdraw": ("absence", REFERRER),
    "deputy.decline": ("stand in", frozenset({"petra"})),
    # nothing is posted here: a process director hears that, a note taker is not at a table
    "meeting_run.show": ("agenda", DIRECTORS),
    "meeting_run.start": ("agenda", DIRECTORS),
    "meeting_run.next": ("agenda", DIRECTORS),
    "meeting_run.longer": ("agenda", DIRECTORS),
    "meeting_run.skip": ("agenda", DIRECTORS),
    "meeting_run.done": ("agenda", DIRECTORS),
    "attendance_request.answer_comes": ("request", REFERRER),
    "attendance_request.answer_colleague": ("request", REFERRER),
    "attendance_request.answer_cannot": ("request", REFERRER),
    "attendance_request.by_telephone": ("agenda", COORDINATORS),
    "meeting_run.arrives": ("seat", DIRECTORS),
    "meeting_run.leaves": ("seat", DIRECTORS),
    "meeting_run.tick": ("agenda", DIRECTORS),
    "discussion.open": ("discussed", DIRECTORS),
    "figures.show": ("quarter", COORDINATORS | OFFICE),
    "figures.back": ("quarter", COORDINATORS | OFFICE),
    "figures.by_meeting": ("quarter", COORDINATORS | OFFICE),
    "figures.by_organisation": ("quarter", COORDINATORS | OFFICE),
    "delivery.arrived": ("message", COORDINATORS),
    "delivery.again": ("other message", COORDINATORS),
    "acute.complete": ("report", REFERRER),
    "acute.receipt": ("report", REFERRER),
    "acute_withdrawal.withdraw": ("report", REFERRER),
    # nobody withdrew it: a process director hears that
    "acute_withdrawal.call_off": ("session", DIRECTORS),
    "acute.show": ("report", DIRECTORS),
    "acute.read": ("report", DIRECTORS),
    "acute.hide_report": ("report", DIRECTORS),
    "acute.judge": ("report", DIRECTORS),
    "acute.take": ("report", DIRECTORS),
    "acute.board": ("session", DIRECTORS),
    "acute.telephone_answer": ("session", DIRECTORS),
    "acute.close": ("session", DIRECTORS),
    "acute.add": ("session", DIRECTORS),
    # noor takes notes in it
    "acute_discussion.write": ("session", DIRECTORS | {"noor"}),
    "acute_notes.name": ("session", DIRECTORS),
    "acute_notes.show": ("session", frozenset({"noor"})),
    "acute_notes.read": ("session", frozenset({"noor"})),
    "acute_notes.hide": ("session", frozenset({"noor"})),
    "criteria.explain": ("tested", REFERRER),
    "intake.fill": ("tested", COORDINATORS | REFERRER),
    "intake.read": ("tested", REFERRER),
    "intake.confirm": ("tested", REFERRER),
    "second_member.open": ("tested", COORDINATORS),
    "takeover.answer": ("tested", COORDINATORS | ASKED),
    "involved_answer.answer": ("naming", COORDINATORS | ASKED),
    # from an old card: nothing changes
    "involved_answer.take_back": ("naming", ASKED),
    "confirmation.show": ("nothing", OWN_WORK | OTHER_ROLES),
    # nothing is asked of most: who presses an old card reads that the list changed
    "confirmation.all": ("nothing", OWN_WORK | OTHER_ROLES),
    "confirmation.undo_all": ("nothing", OWN_WORK | OTHER_ROLES),
    "confirmation.note": ("agreement", DIRECTORS),
    "confirmation.right": ("agreement", ASKED),
    "confirmation.wrong": ("agreement", ASKED),
    "confirmation.undo": ("agreement", ASKED),
    "confirmation.settle": ("contested agreement", DIRECTORS),
    "acute_check.show": ("check", DIRECTORS),
    "acute_check.again": ("check", DIRECTORS),
    "acute_check.answer_well": ("check", DIRECTORS),
    "acute_check.answer_open": ("other check", DIRECTORS),
    "acute.actions": ("session", COORDINATORS | {"piet", "gijs", "olga"}),
    "acute.hide_actions": ("session", COORDINATORS | {"piet", "gijs", "olga"}),
    "acute.invitation": ("invitation", INVITED),
    "acute.who": ("invitation", INVITED),
    "acute.hide_subject": ("invitation", INVITED),
    "acute.deputy": ("invitation", INVITED),
    "acute.answer_comes": ("invitation", INVITED),
    "acute.told": ("invitation", INVITED),
    "room.show": ("session", DIRECTORS),
    "room.join": ("invitation", INVITED),
    "acute.answer_cannot": ("invitation", INVITED),
    "acute.answer_cannot_say": ("invitation", INVITED),
    # from an old card: nothing changes
    "acute.undo": ("invitation", INVITED),
    "acute.ask_not_known": ("invitation", INVITED),
    "acute.keep_invitation": ("invitation", INVITED),
    "acute.answer_not_known": ("invitation", INVITED),
    "minutes.read": ("concept minutes", COORDINATORS),
    "minutes.read_case": ("taken up", COORDINATORS | {"gijs"}),
    "minutes.write": ("concept minutes", COORDINATORS),
    "minutes.approve": ("concept minutes", DIRECTORS),
    # piet was at the table
    "minutes.object": ("approved minutes", REFERRER),
    # nobody objects: a process director hears that
    "minutes.share": ("approved minutes", DIRECTORS),
    "plan.read": ("taken up", COORDINATORS | {"gijs"}),
    "plan.write": ("taken up", DIRECTORS),
    "action.read_all": ("taken up", COORDINATORS | {"gijs"}),
    "action.agree": ("taken up", DIRECTORS),
    "action.show": ("action", INVOLVED),
    "action.read": ("action", INVOLVED),
    "action.hide": ("action", INVOLVED),
    "action.answer_done": ("action", REFERRER),
    "action.answer_not_possible": ("action", REFERRER),
    "action.answer_not_done": ("action", REFERRER),
    "action.telephone": ("action", COORDINATORS),
    "action.postpone": ("action", DIRECTORS),
    "action.reassign": ("action", DIRECTORS),
    "action.escalate": ("action", DIRECTORS),
    "action.escalate_read": ("escalated action", DIRECTORS),
    # a round that waits for a coordinator: gijs wrote it, piet is asked in it
    "round.show": ("round", COORDINATORS),
    "round.read": ("round", INVOLVED),
    "round.read_case": ("taken up", COORDINATORS | {"gijs"}),
    "round.write": ("round", frozenset({"gijs"})),
    "round.write_for": ("round", COORDINATORS),
    "round.choose": ("round", COORDINATORS),
    "round.answer_for": ("round", COORDINATORS),
    "round.prolong": ("round", COORDINATORS),
    "round.object": ("round", REFERRER),
    "round.table": ("round", COORDINATORS),
    "round.agree": ("round", REFERRER),
    "dialog.next": ("draft", REFERRER),
    "dialog.back": ("draft", REFERRER),
    "dialog.save": ("draft", REFERRER),
    "dialog.goto": ("draft", REFERRER),
    "dialog.cancel": ("draft", REFERRER),
    "dialog.finish": ("draft", REFERRER),
    "dialog.discard": ("draft", REFERRER),
    "referral.edit": ("submitted", REFERRER),
    "referral.ask_withdraw": ("submitted", REFERRER),
    "referral.withdraw": ("submitted", REFERRER),
    # nothing is left: who referred it hears that
    "group_referral.withdraw": ("group", REFERRER | {"cora"}),
}
# the line of a list that a button acts on: the case that was chosen
CHOSEN: Final[Mapping[str, str]] = {
    "caselist.case": "taken up",
    "caselist.why": "taken up",
    "caselist.colour": "taken up",
    "agenda_wish.open": "taken up",
    "retention.hold": "taken up",
    "retention.extend": "taken up",
    "retention.end_hold": "taken up",
}
