"""What is read of a case, and by whom; what leaves the house on paper or in a file."""

from tests.domain.access_table_words import (
    ANYHOW,
    COORDINATORS,
    PARTICIPANTS,
    READ_BY_COORDINATORS,
    READ_BY_REFERRER,
    SHARED,
)

# action, roles, organisations, involvement in the case, state of the case
READING_ROWS = (
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
    # who is close and safe contact: coordinators, who is involved, the referrer
    ("read_direct_circle", COORDINATORS, PARTICIPANTS, ANYHOW, READ_BY_COORDINATORS),
    ("read_direct_circle", "professional", PARTICIPANTS, "referrer", READ_BY_REFERRER),
    ("read_direct_circle", "professional", PARTICIPANTS, "circle", SHARED),
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
    # a drill goes through the acute lane and nowhere else
    ("reveal_identity", "process_director", PARTICIPANTS, ANYHOW, "drill"),
    # who is asked reads whom it is about until they say no
    (
        "reveal_identity",
        "professional",
        PARTICIPANTS,
        "asked",
        "purpose_tested advice_or_signal",
    ),
    # the answer which organisations are involved is for who asked it
    ("read_involved_answer", COORDINATORS, PARTICIPANTS, ANYHOW, "advice_or_signal"),
    ("read_involved_answer", "professional", PARTICIPANTS, "referrer", "advice_or_signal"),
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
    ("read_signals", COORDINATORS, PARTICIPANTS, ANYHOW, READ_BY_COORDINATORS),
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
    (
        "read_contributions",
        COORDINATORS,
        PARTICIPANTS,
        ANYHOW,
        READ_BY_COORDINATORS,
    ),
    ("read_contributions", "professional", PARTICIPANTS, "referrer circle", SHARED),
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
    # who keeps a place reads that it rests, and until when
    ("hear_pause", "professional", PARTICIPANTS, "referrer circle", "paused"),
    (
        "print_case",
        "process_director",
        PARTICIPANTS,
        ANYHOW,
        "submitted incomplete purpose_tested advice_or_signal taken_up",
    ),
)
