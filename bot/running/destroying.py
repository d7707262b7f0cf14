"""The errand that destroys a case whose end has come, step by step."""

from bot.steps import StepWatch
from services.destruction import destroy_case
from services.moment import Moments
from services.timers import Errand


def make_destruction_errand(moments: Moments, watch: StepWatch) -> Errand:
    """Make the errand of the timer of a destruction."""

    async def destroy(case_id: str) -> None:
        await destroy_case(moments, case_id, watch)

    return destroy
