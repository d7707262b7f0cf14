"""All measurements, as ratios within one run: ``make bench``; one of them: ``python -m benchmarks
turns --quick``.
"""

import sys
from importlib import import_module
from importlib.util import find_spec

from benchmarks import agenda_edits, circle_page, invitations, scale, turns

_ALONE = {
    "agenda_edits": agenda_edits.main,
    "invitations": invitations.main,
    "turns": turns.main,
    "scale": scale.main,
}


def main(words: list[str]) -> None:
    if words:
        _ALONE[words[0]](words[1:])
        return
    if find_spec("benchmarks.planner"):
        import_module("benchmarks.planner").main()
    agenda_edits.main()
    circle_page.main()
    invitations.main()
    turns.main()
    scale.main()


main(sys.argv[1:])
