"""The benchmarks are run by hand; that they still fit the program is seen here."""

from importlib import import_module

import pytest


@pytest.mark.parametrize("name", ["bare_bot", "blocking", "circle_page", "planner", "turns"])
def test_a_benchmark_fits_the_program(name: str) -> None:
    import_module(f"benchmarks.{name}")
