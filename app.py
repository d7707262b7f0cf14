"""The command line of Stoplicht: each word loads no more of the house than it needs."""

import asyncio
import gc
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.running.command_line import Program, run_command_line
from domain.errors import StoplichtError

if TYPE_CHECKING:
    from bot.running.printing import DrawSheet
    from bot.running.settings import Settings
    from files.plan import PictureWish


def _read_settings() -> "Settings":
    from bot.running.settings import read_settings  # the planner's process needs none

    return read_settings()


@contextmanager
def _importing() -> Iterator[None]:
    """Look for no garbage meanwhile: importing leaves little, and looking is a fifth of a start."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


def _serve(_arguments: Namespace) -> int:
    with _importing():
        settings = _read_settings()
        from bot.logs import configure_logs
        from composition import serve

    configure_logs(settings.log_level, settings.log_format)
    asyncio.run(serve(settings))
    return 0


def _run(_arguments: Namespace) -> int:
    with _importing():
        settings = _read_settings()
        if not settings.is_local:
            raise StoplichtError("`run` is for the pretend house: use `serve` in production.")
        from bot.logs import configure_logs
        from composition import serve_with_window

    configure_logs("WARNING", settings.log_format)
    asyncio.run(serve_with_window(settings))
    return 0


def _story(_arguments: Namespace) -> int:
    from tests.story.__main__ import main as tell

    return tell()


def _doctor(_arguments: Namespace) -> int:
    settings = _read_settings()
    from composition import look

    return asyncio.run(look(settings))


def _migrate(_arguments: Namespace) -> int:
    settings = _read_settings()
    from composition import migrate_database

    return asyncio.run(migrate_database(settings))


def _load_house(arguments: Namespace) -> int:
    settings = _read_settings()
    from composition import load_house

    return asyncio.run(load_house(settings, is_confirmed=arguments.yes))


def _import_cases(arguments: Namespace) -> int:
    settings = _read_settings()
    from bot.running.case_importing import ImportOrder
    from composition import bring_in
    from domain.member import Language

    order = ImportOrder(
        source=arguments.source,
        by=arguments.by,
        mandate=arguments.mandate,
        is_trial=arguments.dry_run,
        language=Language(arguments.language) if arguments.language else None,
    )
    return asyncio.run(bring_in(settings, order))


def _export(arguments: Namespace) -> int:
    settings = _read_settings()
    from bot.running.case_exporting import ExportOrder
    from composition import export
    from domain.member import Language

    order = ExportOrder(
        code=arguments.code,
        by=arguments.by,
        reason=arguments.reason,
        folder=arguments.to or Path(),
        language=Language(arguments.language) if arguments.language else None,
    )
    return asyncio.run(export(settings, order))


def _show_retention(arguments: Namespace) -> int:
    if not arguments.dry_run:
        raise StoplichtError("The bot destroys cases by itself: add --dry-run to see which.")
    settings = _read_settings()
    from composition import show_retention
    from domain.member import Language

    language = Language(arguments.language or Language.ENGLISH)
    return asyncio.run(show_retention(settings, language))


def _verify_audit(_arguments: Namespace) -> int:
    settings = _read_settings()
    from composition import check_audit

    return asyncio.run(check_audit(settings))


def _new_keys(arguments: Namespace) -> int:
    from storage.new_keys import make_keys

    print(f"New keys are in {make_keys(arguments.directory)}. Keep a copy in a safe place.")
    return 0


def _plan_agenda(arguments: Namespace) -> int:
    from files.plan import plan_agenda_file

    outcome = plan_agenda_file(
        arguments.source,
        arguments.target,
        compare=arguments.compare,
        picture=_wish_picture(arguments),
    )
    print(*outcome.lines, sep="\n", file=sys.stderr if outcome.exit_code else sys.stdout)
    return outcome.exit_code


def _wish_picture(arguments: Namespace) -> "PictureWish | None":
    if arguments.picture is None:
        return None
    from cards.plan_chart import chart_plan
    from cards.plan_drawing import draw_large
    from cards.words import Words
    from domain.member import Language
    from files.plan import PictureWish

    words = Words(Language(arguments.language or Language.DUTCH))
    return PictureWish(
        draw=lambda instance, plan: draw_large(words, chart_plan(instance, plan)),
        target=arguments.picture,
    )


def _print_agenda(arguments: Namespace) -> int:
    from bot.running.printing import draw_agenda_for

    return _print(arguments, arguments.meeting, draw_agenda_for)


def _print_case(arguments: Namespace) -> int:
    from bot.running.printing import draw_case_for

    return _print(arguments, arguments.code, draw_case_for)


def _print_signal(arguments: Namespace) -> int:
    from bot.running.printing import draw_signal_for

    return _print(arguments, arguments.code, draw_signal_for)


def _print(arguments: Namespace, of: str, draw: "DrawSheet") -> int:
    settings = _read_settings()
    from bot.running.printing import PrintOrder
    from composition import print_sheet
    from domain.member import Language

    order = PrintOrder(
        of=of,
        reader=vars(arguments)["as"],
        language=Language(arguments.language) if arguments.language else None,
    )
    return asyncio.run(print_sheet(settings, order, arguments.to, draw))


def tell_who_asked(problem: StoplichtError, language: str | None) -> str:
    """Tell a problem in the language of who asked."""
    from bot.running.telling import tell_problem

    return tell_problem(problem, language)


PROGRAMS: dict[str, Program] = {
    "run": _run,
    "serve": _serve,
    "story": _story,
    "doctor": _doctor,
    "migrate": _migrate,
    "house load": _load_house,
    "import-cases": _import_cases,
    "export": _export,
    "retention": _show_retention,
    "audit verify": _verify_audit,
    "new-keys": _new_keys,
    "plan-agenda": _plan_agenda,
    "print agenda": _print_agenda,
    "print case": _print_case,
    "print signal": _print_signal,
}

if __name__ == "__main__":
    sys.exit(run_command_line(PROGRAMS, sys.argv[1:], tell_who_asked))
