"""Questions that an acute report, what is added to it and its judgement share."""

from dataclasses import replace
from typing import Any, Final

from cards.page import FieldKind
from dialogs.answers import text_of
from dialogs.pages import Field
from domain.draft import Answers
from services.acute.permits import SessionPermit
from services.acute.unsafe_number import find_unsafe_number, mend_unsafe_number
from services.moment import Context

UNSAFE_NUMBER: Final[Field[Any]] = Field(
    id="unsafe_number",
    kind=FieldKind.TEXT,
    label="acute.unsafe_number",
    hint="acute.unsafe_number_hint",
    is_required=False,
)
MENDED_NUMBER: Final[Field[Any]] = replace(
    UNSAFE_NUMBER, kind=FieldKind.LONG_TEXT, hint="acute.mended_number_hint"
)


async def fill_in_unsafe(ctx: Context, running: SessionPermit) -> Answers:
    """What is unsafe now, to mend; ``unsafe_shown`` is what it was then."""
    unsafe = await find_unsafe_number(ctx, running.session)
    return {UNSAFE_NUMBER.id: unsafe, "unsafe_shown": unsafe} if unsafe else {}


async def keep_mended_unsafe(
    ctx: Context, running: SessionPermit, answers: Answers
) -> SessionPermit:
    """Keep what a director mended of it; the session as it is from then on."""
    shown, said = text_of(answers, "unsafe_shown"), text_of(answers, UNSAFE_NUMBER.id)
    return await mend_unsafe_number(ctx, running, shown, said)
