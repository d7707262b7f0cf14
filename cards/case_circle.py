"""The circle of a case on its card: involving a partner, and ending a place."""

from typing import Final

INVOLVE_PARTNER: Final = "case_circle.involve"
REMOVE_PARTNER: Final = "case_circle.remove"
