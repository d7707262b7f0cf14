"""Questions that an acute report and what is added to it share."""

from typing import Any, Final

from cards.page import FieldKind
from dialogs.pages import Field

UNSAFE_NUMBER: Final[Field[Any]] = Field(
    id="unsafe_number",
    kind=FieldKind.TEXT,
    label="acute.unsafe_number",
    hint="acute.unsafe_number_hint",
    is_required=False,
)
