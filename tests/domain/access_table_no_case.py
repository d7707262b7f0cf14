"""What a member does that is of no case: their own, the house and its lists."""

from tests.domain.access_table_words import COORDINATORS, EVERY_ROLE, NO_CASE, PARTICIPANTS, PUBLIC

# action, roles, organisations, involvement in the case, state of the case
NO_CASE_ROWS = (
    ("ask_help", EVERY_ROLE, PARTICIPANTS, NO_CASE, NO_CASE),
    # a professional refers, reports acute cases and has things of his own
    ("refer", "professional", PARTICIPANTS, NO_CASE, NO_CASE),
    ("report_acute", "professional", PARTICIPANTS, NO_CASE, NO_CASE),
    ("view_own", EVERY_ROLE, PARTICIPANTS, NO_CASE, NO_CASE),
    # everybody says when they are away; coordinators enter it for who telephones
    ("give_absence", EVERY_ROLE, PARTICIPANTS, NO_CASE, NO_CASE),
    ("answer_attendance", "professional", PARTICIPANTS, NO_CASE, NO_CASE),
    ("enter_absence", COORDINATORS, PARTICIPANTS, NO_CASE, NO_CASE),
    # both coordinators share the inbox, the list and messages that went astray
    ("open_inbox", COORDINATORS, PARTICIPANTS, NO_CASE, NO_CASE),
    ("view_list", COORDINATORS, PARTICIPANTS, NO_CASE, NO_CASE),
    ("settle_delivery", COORDINATORS, PARTICIPANTS, NO_CASE, NO_CASE),
    # both make the agenda, one approves it
    ("prepare_agenda", COORDINATORS, PARTICIPANTS, NO_CASE, NO_CASE),
    ("approve_agenda", "process_director", PARTICIPANTS, NO_CASE, NO_CASE),
    ("hear_escalation", "manager", PARTICIPANTS, NO_CASE, NO_CASE),
    ("hear_alarm", "process_director", PARTICIPANTS, NO_CASE, NO_CASE),
    # what one holds oneself, to a colleague
    ("hand_over", f"professional administrator {COORDINATORS}", PARTICIPANTS, NO_CASE, NO_CASE),
    ("ask_consult", "professional", PARTICIPANTS, NO_CASE, NO_CASE),
    ("answer_consult", COORDINATORS, PARTICIPANTS, NO_CASE, NO_CASE),
    # a signal names nobody; a process director hands it over
    ("write_signal", COORDINATORS, PARTICIPANTS, NO_CASE, NO_CASE),
    ("answer_signal", "professional", PARTICIPANTS, NO_CASE, NO_CASE),
    ("hand_over_signal", "process_director", PARTICIPANTS, NO_CASE, NO_CASE),
    ("hand_over_for", f"administrator {COORDINATORS}", PARTICIPANTS, NO_CASE, NO_CASE),
    ("join_drills", "professional process_director", PARTICIPANTS, NO_CASE, NO_CASE),
    ("run_drill", "process_director", PUBLIC, NO_CASE, NO_CASE),
    ("import_cases", "process_director", PUBLIC, NO_CASE, NO_CASE),
    # the contact point answers to the subject: codes, days and grounds
    (
        "view_retention",
        f"{COORDINATORS} contact_point",
        PARTICIPANTS,
        NO_CASE,
        NO_CASE,
    ),
    ("swap_duty", "process_director", PARTICIPANTS, NO_CASE, NO_CASE),
    ("set_rota", "process_director administrator", PARTICIPANTS, NO_CASE, NO_CASE),
    # names of colleagues and until when they may be there, for who enters that in the house file
    ("view_vetting", "administrator", PARTICIPANTS, NO_CASE, NO_CASE),
    # names of colleagues and days: who plans them, who keeps them, and who hears of a gap
    ("view_rota", f"{COORDINATORS} manager administrator", PARTICIPANTS, NO_CASE, NO_CASE),
    # who leads the house, answers for it or prepares its meetings sees what that brings
    (
        "view_figures",
        f"{COORDINATORS} manager contact_point privacy_officer administrator",
        PARTICIPANTS,
        NO_CASE,
        NO_CASE,
    ),
    # around a meeting the note taker too: see the tests of those hours
    ("run_meeting", "process_director", PARTICIPANTS, NO_CASE, NO_CASE),
)
