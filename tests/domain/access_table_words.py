"""Roles, organisations and states of the table of rights: see ``access_table``."""

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
# what the public participants agreed to was decided; closing it too
AGREED_TO = f"{AGREED} submitted incomplete not_taken_up closed transferred"
