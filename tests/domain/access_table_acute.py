"""The acute lane: a session and who is invited to it."""

from tests.domain.access_table_words import ANYHOW, COORDINATORS, PARTICIPANTS, PUBLIC, SHARED

# action, roles, organisations, involvement in the case, state of the case
ACUTE_ROWS = (
    ("open_session", "process_director", PUBLIC, ANYHOW, "purpose_tested taken_up drill"),
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
)
