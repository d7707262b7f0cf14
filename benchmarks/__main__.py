"""All measurements, as ratios within one run: ``make bench``."""

from importlib import import_module
from importlib.util import find_spec

from benchmarks import circle_page, turns


def main() -> None:
    if find_spec("benchmarks.planner"):
        import_module("benchmarks.planner").main()
    circle_page.main()
    turns.main()


main()
