"""What partners do in a case together: asked, told, agreed, discussed and written down."""

from tests.domain.access_table_words import (
    AGREED,
    AGREED_TO,
    ANYHOW,
    COORDINATORS,
    PARTICIPANTS,
    PUBLIC,
    READ_BY_COORDINATORS,
    SHARED,
)

# action, roles, organisations, involvement in the case, state of the case
TOGETHER_ROWS = (
    # agreements: all of a case for who is involved, one's own also for its referrer
    ("view_actions", COORDINATORS, PARTICIPANTS, ANYHOW, AGREED),
    ("signal_case", COORDINATORS, PARTICIPANTS, ANYHOW, AGREED),
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
    # a written round is about a case on the list; whose turn it is, the round itself knows
    ("answer_round", "professional", PARTICIPANTS, "referrer circle", "taken_up"),
    ("guard_round", COORDINATORS, PARTICIPANTS, ANYHOW, "taken_up"),
    # whoever has a place in a case may ask to have it discussed
    ("ask_discussion", "professional", PARTICIPANTS, "referrer circle", "taken_up"),
    ("discuss_case", "process_director", PARTICIPANTS, ANYHOW, "taken_up"),
    # partners are asked between the purpose test and the weighing: who it is about they read
    # until they say no, and nothing else; what each said is for coordinators only
    ("enquire", COORDINATORS, PARTICIPANTS, ANYHOW, "purpose_tested"),
    ("answer_enquiry", "professional", PARTICIPANTS, "asked", "purpose_tested"),
    ("take_on", "professional", PARTICIPANTS, "asked", "purpose_tested"),
    ("take_on", COORDINATORS, PARTICIPANTS, ANYHOW, "purpose_tested"),
    ("be_named", "professional", PARTICIPANTS, "asked", "advice_or_signal"),
    ("be_named", COORDINATORS, PARTICIPANTS, ANYHOW, "advice_or_signal"),
    # another house or partnership is asked once the purpose was tested
    ("check_known", COORDINATORS, PARTICIPANTS, ANYHOW, "purpose_tested taken_up"),
    # who is named as having agreed says so itself, whatever became of the case
    ("confirm_agreement", "professional", PUBLIC, "asked", AGREED_TO),
    ("note_agreement", "process_director", PARTICIPANTS, ANYHOW, AGREED_TO),
    ("settle_agreement", "process_director", PUBLIC, ANYHOW, AGREED_TO),
    # whoever has a place contributes; a referrer once their referral is weighed (§3a)
    ("contribute", "professional", PARTICIPANTS, "circle", "purpose_tested"),
    ("contribute", "professional", PARTICIPANTS, "referrer circle", "taken_up paused"),
    (
        "withdraw_contribution",
        COORDINATORS,
        PARTICIPANTS,
        ANYHOW,
        READ_BY_COORDINATORS,
    ),
    ("withdraw_contribution", "professional", PARTICIPANTS, "referrer circle", AGREED),
)
