"""Who may do what, written by hand from product page §1, §2, §3, §3a, §6 and §8: everything else is
refused.
"""

Cell = tuple[str, str, str, str, str]

EVERY_ROLE = (
    "professional information_coordinator process_director note_taker "
    "manager contact_point privacy_officer administrator"
)
COORDINATORS = "information_coordinator process_director"
PARTICIPANTS = "public_participant private_participant"
PUBLIC = "public_participant"
ANYHOW = "none referrer circle invited asked former"
NO_CASE = "-"
READ_BY_COORDINATORS = (
    "unidentified submitted incomplete purpose_tested not_taken_up advice_or_signal taken_up"
    " paused withdrawn report_withdrawn"
)
# what they withdrew the referrer reads, and does nothing with it
READ_BY_REFERRER = (
    "submitted incomplete purpose_tested not_taken_up advice_or_signal taken_up withdrawn"
)
SHARED = "purpose_tested advice_or_signal taken_up"
# what was agreed goes on while a case rests
AGREED = f"{SHARED} paused"

# Everything in these rows is allowed; everything else is refused.
# action, roles, organisations, involvement in the case, state of the case
ALLOWED = (
    ("ask_help", EVERY_ROLE, PARTICIPANTS, NO_CASE, NO_CASE),
    # a professional refers, reports acute cases and has things of his own
    ("refer", "professional", PARTICIPANTS, NO_CASE, NO_CASE),
    ("report_acute", "professional", PARTICIPANTS, NO_CASE, NO_CASE),
    ("view_own", EVERY_ROLE, PARTICIPANTS, NO_CASE, NO_CASE),
    # everybody says when they are away; coordinators enter it for who telephones
    ("give_absence", EVERY_ROLE, PARTICIPANTS, NO_CASE, NO_CASE),
    ("answer_attendance", "professional", PARTICIPANTS, NO_CASE, NO_CASE),
    ("enter_absence", COORDINATORS, PARTICIPANTS, NO_CASE, NO_CASE),
    # the referral stays the referrer's until the purpose test, to withdraw until weighed
    (
        "edit_referral",
        "professional",
        PARTICIPANTS,
        "referrer",
        "submitted incomplete purpose_tested",
    ),
    (
        "withdraw_referral",
        "professional",
        PARTICIPANTS,
        "referrer",
        "submitted incomplete purpose_tested",
    ),
    # coordinators: the line and the list, an effort for advice while it lasts, and what goes soon
    # until it does (§3a)
    (
        "view_case",
        COORDINATORS,
        PARTICIPANTS,
        ANYHOW,
        READ_BY_COORDINATORS,
    ),
    (
        "reveal_identity",
        COORDINATORS,
        PARTICIPANTS,
        ANYHOW,
        READ_BY_COORDINATORS,
    ),
    # the referrer also during the grace after "not taken up" or withdrawing
    (
        "view_case",
        "professional",
        PARTICIPANTS,
        "referrer",
        READ_BY_REFERRER,
    ),
    (
        "reveal_identity",
        "professional",
        PARTICIPANTS,
        "referrer",
        READ_BY_REFERRER,
    ),
    # partners are asked only after the purpose test (WGS 2.31(2)-(3))
    (
        "view_case",
        "professional",
        PARTICIPANTS,
        "circle",
        "purpose_tested advice_or_signal taken_up",
    ),
    (
        "reveal_identity",
        "professional",
        PARTICIPANTS,
        "circle",
        "purpose_tested advice_or_signal taken_up",
    ),
    # the page of a case, part by part (§3a): the referrer reads what was told and what came of it
    *(
        (part, *who)
        for part in ("read_story", "read_outcome")
        for who in (
            (
                COORDINATORS,
                PARTICIPANTS,
                ANYHOW,
                READ_BY_COORDINATORS,
            ),
            (
                "professional",
                PARTICIPANTS,
                "referrer",
                READ_BY_REFERRER,
            ),
            ("professional", PARTICIPANTS, "circle", SHARED),
        )
    ),
    ("read_weighing", COORDINATORS, PARTICIPANTS, ANYHOW, READ_BY_COORDINATORS),
    *(
        (
            part,
            COORDINATORS,
            PARTICIPANTS,
            ANYHOW,
            "unidentified submitted incomplete purpose_tested advice_or_signal taken_up paused",
        )
        for part in ("read_colour", "read_circle", "read_priority", "read_enquiries")
    ),
    *(
        (part, "professional", PARTICIPANTS, "circle", SHARED)
        for part in ("read_colour", "read_circle", "read_priority")
    ),
    # where somebody lives: the case director has a test of its own
    ("read_address", COORDINATORS, PARTICIPANTS, ANYHOW, READ_BY_COORDINATORS),
    *(
        (
            part,
            COORDINATORS,
            PARTICIPANTS,
            ANYHOW,
            "unidentified submitted incomplete purpose_tested advice_or_signal taken_up paused",
        )
        for part in ("hide_address", "read_hidden_address")
    ),
    *(
        (
            part,
            "professional",
            PARTICIPANTS,
            "referrer",
            states,
        )
        for part, states in (
            ("read_address", READ_BY_REFERRER),
            (
                "hide_address",
                "submitted incomplete purpose_tested not_taken_up advice_or_signal taken_up",
            ),
        )
    ),
    ("share_address", COORDINATORS, PARTICIPANTS, ANYHOW, SHARED),
    # both coordinators share the inbox, the list and messages that went astray
    ("open_inbox", COORDINATORS, PARTICIPANTS, NO_CASE, NO_CASE),
    ("view_list", COORDINATORS, PARTICIPANTS, NO_CASE, NO_CASE),
    ("settle_delivery", COORDINATORS, PARTICIPANTS, NO_CASE, NO_CASE),
    # both make the agenda, one approves it
    ("prepare_agenda", COORDINATORS, PARTICIPANTS, NO_CASE, NO_CASE),
    # agreements: all of a case for who is involved, one's own also for its referrer
    ("view_actions", COORDINATORS, PARTICIPANTS, ANYHOW, AGREED),
    ("view_actions", "professional", PARTICIPANTS, "circle", SHARED),
    ("agree_action", "process_director", PARTICIPANTS, ANYHOW, SHARED),
    ("write_plan", "process_director", PARTICIPANTS, ANYHOW, "taken_up"),
    ("answer_action", COORDINATORS, PARTICIPANTS, ANYHOW, AGREED),
    ("answer_action", "professional", PARTICIPANTS, "referrer circle", AGREED),
    ("answer_for_owner", COORDINATORS, PARTICIPANTS, ANYHOW, AGREED),
    ("guard_action", "process_director", PARTICIPANTS, ANYHOW, AGREED),
    # minutes: the coordinators write them, a process director approves, who is involved reads what
    # is shared; who was at the table and the note taker have tests of their own
    ("view_minutes", COORDINATORS, PARTICIPANTS, ANYHOW, "purpose_tested taken_up"),
    ("view_minutes", "professional", PARTICIPANTS, "circle", "purpose_tested taken_up"),
    ("write_minutes", COORDINATORS, PARTICIPANTS, ANYHOW, "purpose_tested taken_up"),
    ("approve_minutes", "process_director", PARTICIPANTS, ANYHOW, "purpose_tested taken_up"),
    ("hear_escalation", "manager", PARTICIPANTS, NO_CASE, NO_CASE),
    # what one holds oneself, to a colleague
    ("hand_over", f"professional administrator {COORDINATORS}", PARTICIPANTS, NO_CASE, NO_CASE),
    ("ask_consult", "professional", PARTICIPANTS, NO_CASE, NO_CASE),
    ("answer_consult", COORDINATORS, PARTICIPANTS, NO_CASE, NO_CASE),
    ("hand_over_for", f"administrator {COORDINATORS}", PARTICIPANTS, NO_CASE, NO_CASE),
    ("join_drills", "professional process_director", PARTICIPANTS, NO_CASE, NO_CASE),
    ("run_drill", "process_director", PUBLIC, NO_CASE, NO_CASE),
    (
        "export_case",
        COORDINATORS,
        PARTICIPANTS,
        ANYHOW,
        "submitted incomplete purpose_tested advice_or_signal taken_up paused",
    ),
    (
        "export_case",
        "professional",
        PARTICIPANTS,
        "referrer",
        "submitted incomplete purpose_tested not_taken_up advice_or_signal taken_up",
    ),
    ("export_case", "professional", PARTICIPANTS, "circle", SHARED),
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
    # who supplied a statement answers for it; that they do not is for who guards the case
    (
        "guard_corrections",
        COORDINATORS,
        PARTICIPANTS,
        ANYHOW,
        "submitted incomplete purpose_tested advice_or_signal taken_up not_taken_up paused",
    ),
    # a written round is about a case on the list; whose turn it is, the round itself knows
    ("answer_round", "professional", PARTICIPANTS, "referrer circle", "taken_up"),
    ("guard_round", COORDINATORS, PARTICIPANTS, ANYHOW, "taken_up"),
    ("hear_alarm", "process_director", PARTICIPANTS, NO_CASE, NO_CASE),
    # purpose and involvement are judged by or for the public participants
    ("screen", COORDINATORS, PUBLIC, ANYHOW, "submitted incomplete"),
    ("weigh", "process_director", PUBLIC, ANYHOW, "purpose_tested"),
    ("confirm_weighing", COORDINATORS, PUBLIC, ANYHOW, "purpose_tested"),
    ("explain_criteria", "professional", PARTICIPANTS, "referrer", "purpose_tested"),
    ("open_session", "process_director", PUBLIC, ANYHOW, "purpose_tested taken_up drill"),
    # the process director's own work
    ("set_colour", "process_director", PARTICIPANTS, ANYHOW, "taken_up"),
    (
        "inform_subject",
        COORDINATORS,
        PARTICIPANTS,
        ANYHOW,
        "submitted incomplete purpose_tested advice_or_signal taken_up paused",
    ),
    ("pause_case", "process_director", PARTICIPANTS, ANYHOW, "taken_up paused"),
    ("return_case", "process_director", PARTICIPANTS, ANYHOW, "paused"),
    # what a house gives priority to, it decides for its public participants
    ("prioritise", "process_director", PUBLIC, ANYHOW, "taken_up"),
    ("close_case", "process_director", PUBLIC, ANYHOW, "taken_up paused"),
    ("extend_case", "process_director", PUBLIC, ANYHOW, "taken_up paused closed"),
    ("reopen_case", "process_director", PUBLIC, ANYHOW, "closed"),
    # what a referrer says of an outcome, or of a referral that was weighed
    ("react", "professional", PARTICIPANTS, "referrer", "not_taken_up withdrawn"),
    (
        "ask_to_withdraw",
        "professional",
        PARTICIPANTS,
        "referrer",
        "taken_up paused advice_or_signal",
    ),
    (
        "answer_reaction",
        "process_director",
        PUBLIC,
        ANYHOW,
        "not_taken_up withdrawn taken_up paused advice_or_signal",
    ),
    ("confirm_reopening", COORDINATORS, PUBLIC, ANYHOW, "closed"),
    # whether it is still needed is asked of what no short term ends
    (
        "review_retention",
        "process_director",
        PARTICIPANTS,
        ANYHOW,
        "unidentified submitted purpose_tested taken_up paused closed transferred",
    ),
    # a case that has to stay, stays whatever became of it
    (
        "hold_case",
        "process_director",
        PARTICIPANTS,
        ANYHOW,
        (
            "unidentified submitted incomplete purpose_tested not_taken_up advice_or_signal "
            "taken_up withdrawn report_withdrawn paused closed transferred"
        ),
    ),
    # two cases that have to do with each other: both must be theirs
    (
        "link_case",
        COORDINATORS,
        PARTICIPANTS,
        ANYHOW,
        "submitted incomplete purpose_tested advice_or_signal taken_up paused",
    ),
    (
        "read_links",
        COORDINATORS,
        PARTICIPANTS,
        ANYHOW,
        "unidentified submitted incomplete purpose_tested advice_or_signal taken_up paused",
    ),
    (
        "read_links",
        "professional",
        PARTICIPANTS,
        "circle",
        "purpose_tested advice_or_signal taken_up",
    ),
    # two cases of one person, and the second member who confirms it
    (
        "merge_cases",
        "process_director",
        PUBLIC,
        ANYHOW,
        "submitted incomplete purpose_tested taken_up paused",
    ),
    (
        "confirm_merge",
        COORDINATORS,
        PUBLIC,
        ANYHOW,
        "submitted incomplete purpose_tested taken_up paused",
    ),
    # who keeps a place reads that it rests, and until when
    ("hear_pause", "professional", PARTICIPANTS, "referrer circle", "paused"),
    # who has a place in a case may direct its content when asked
    ("direct_case", "professional", PARTICIPANTS, "referrer circle", "taken_up"),
    # whose organisation is not involved any more; a referrer stays who told of it
    ("ask_to_leave", "professional", PARTICIPANTS, "circle", "taken_up"),
    # who is involved is judged by or for the public participants
    ("change_circle", "process_director", PUBLIC, ANYHOW, "taken_up"),
    # the place of who left is given in every phase in which somebody waits for it
    (
        "give_orphan",
        "process_director",
        PUBLIC,
        ANYHOW,
        "submitted incomplete purpose_tested advice_or_signal taken_up paused",
    ),
    # whoever has a place in a case may ask to have it discussed
    ("ask_discussion", "professional", PARTICIPANTS, "referrer circle", "taken_up"),
    ("approve_agenda", "process_director", PARTICIPANTS, NO_CASE, NO_CASE),
    # around a meeting the note taker too: see the tests of those hours
    ("run_meeting", "process_director", PARTICIPANTS, NO_CASE, NO_CASE),
    ("discuss_case", "process_director", PARTICIPANTS, ANYHOW, "taken_up"),
    (
        "print_case",
        "process_director",
        PARTICIPANTS,
        ANYHOW,
        "submitted incomplete purpose_tested advice_or_signal taken_up",
    ),
    (
        "close_session",
        "process_director",
        PARTICIPANTS,
        ANYHOW,
        f"{SHARED} not_taken_up withdrawn report_withdrawn drill paused",
    ),
    # who directs a session writes what is said; who takes notes in it has a test of its own
    (
        "note_session",
        "process_director",
        PARTICIPANTS,
        ANYHOW,
        f"{SHARED} not_taken_up withdrawn report_withdrawn drill paused",
    ),
    # a drill goes through the acute lane and nowhere else
    ("reveal_identity", "process_director", PARTICIPANTS, ANYHOW, "drill"),
    # partners are asked between the purpose test and the weighing: who it is about they read
    # until they say no, and nothing else; what each said is for coordinators only
    ("enquire", COORDINATORS, PARTICIPANTS, ANYHOW, "purpose_tested"),
    ("answer_enquiry", "professional", PARTICIPANTS, "asked", "purpose_tested"),
    ("take_on", "professional", PARTICIPANTS, "asked", "purpose_tested"),
    ("take_on", COORDINATORS, PARTICIPANTS, ANYHOW, "purpose_tested"),
    ("reveal_identity", "professional", PARTICIPANTS, "asked", "purpose_tested"),
    # coordinators see every session and answer by telephone on behalf of a partner
    (
        "view_session",
        COORDINATORS,
        PARTICIPANTS,
        ANYHOW,
        f"{SHARED} not_taken_up withdrawn report_withdrawn drill paused",
    ),
    ("answer_invitation", COORDINATORS, PARTICIPANTS, ANYHOW, "purpose_tested taken_up drill"),
    # the invited see the session, not the case; involved partners may be invited too
    (
        "view_session",
        "professional",
        PARTICIPANTS,
        "invited circle referrer",
        "purpose_tested taken_up drill",
    ),
    (
        "answer_invitation",
        "professional",
        PARTICIPANTS,
        "invited circle referrer",
        "purpose_tested taken_up drill",
    ),
    # whoever has a place contributes; a referrer once their referral is weighed (§3a)
    ("contribute", "professional", PARTICIPANTS, "circle", "purpose_tested"),
    ("contribute", "professional", PARTICIPANTS, "referrer circle", "taken_up paused"),
    (
        "read_contributions",
        COORDINATORS,
        PARTICIPANTS,
        ANYHOW,
        READ_BY_COORDINATORS,
    ),
    ("read_contributions", "professional", PARTICIPANTS, "referrer circle", SHARED),
    (
        "withdraw_contribution",
        COORDINATORS,
        PARTICIPANTS,
        ANYHOW,
        READ_BY_COORDINATORS,
    ),
    ("withdraw_contribution", "professional", PARTICIPANTS, "referrer circle", AGREED),
)
