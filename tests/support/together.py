"""Which tests go to one worker together: those that share a house at work, which takes seconds to
build. Each other test goes wherever there is room.
"""

from typing import Final

from xdist.scheduler import LoadScopeScheduling

_SHARES_A_HOUSE: Final = "_at_the_doors.py"


class TogetherScheduling(LoadScopeScheduling):
    """Sends the tests of a file that shares a house to one worker, and before all others."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file.endswith(_SHARES_A_HOUSE) else nodeid
