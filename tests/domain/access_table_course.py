"""The course of a case: from referral and weighing to its end, and what is kept after."""

from tests.domain.access_table_words import ANYHOW, COORDINATORS, PARTICIPANTS, PUBLIC

# action, roles, organisations, involvement in the case, state of the case
COURSE_ROWS = (
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
    # the full intake: by the referrer or by a coordinator with them, confirmed by the referrer
    ("fill_intake", COORDINATORS, PARTICIPANTS, ANYHOW, "submitted incomplete purpose_tested"),
    (
        "fill_intake",
        "professional",
        PARTICIPANTS,
        "referrer",
        "submitted incomplete purpose_tested",
    ),
    (
        "confirm_intake",
        "professional",
        PARTICIPANTS,
        "referrer",
        "submitted incomplete purpose_tested",
    ),
    # who supplied a statement answers for it; that they do not is for who guards the case
    (
        "guard_corrections",
        COORDINATORS,
        PARTICIPANTS,
        ANYHOW,
        "submitted incomplete purpose_tested advice_or_signal taken_up not_taken_up paused",
    ),
    # purpose and involvement are judged by or for the public participants
    ("screen", COORDINATORS, PUBLIC, ANYHOW, "submitted incomplete"),
    ("weigh", "process_director", PUBLIC, ANYHOW, "purpose_tested"),
    ("confirm_weighing", COORDINATORS, PUBLIC, ANYHOW, "purpose_tested"),
    ("explain_criteria", "professional", PARTICIPANTS, "referrer", "purpose_tested"),
    # the process director's own work
    ("set_colour", "process_director", PARTICIPANTS, ANYHOW, "taken_up"),
    (
        "inform_subject",
        COORDINATORS,
        PARTICIPANTS,
        ANYHOW,
        "submitted incomplete purpose_tested advice_or_signal taken_up paused",
    ),
    (
        "inform_subject",
        "professional",
        PARTICIPANTS,
        "referrer",
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
)
