"""Each import contract is seen to break when a forbidden import is planted."""

from copy import deepcopy
from pathlib import Path

import grimp
import pytest
from importlinter.application.use_cases import read_user_options
from importlinter.configuration import configure
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.independence import IndependenceContract
from importlinter.contracts.layers import LayersContract
from importlinter.domain.contract import Contract

from bot.doors.features import make_registry

CONFIGURATION = Path(__file__).parents[1] / ".importlinter"
TYPES = {
    "forbidden": ForbiddenContract,
    "independence": IndependenceContract,
    "layers": LayersContract,
}
PLANTED = {
    "floors": ("services.colour", "dialogs.colour"),
    "wings": ("bot.gate.body", "bot.doors.colour"),
    "edge": ("dialogs.engine", "aiohttp"),
    "storage-behind-ports": ("bot.doors.colour", "sqlalchemy"),
    "pure-cards": ("cards.colour", "pydantic"),
    "plotting": ("cards.agenda", "matplotlib"),
    "paper": ("cards.page", "jinja2"),
    "story-from-outside": ("tests.story.bot", "tests.support.person"),
    "feature-doors": ("bot.doors.colour", "bot.doors.weighing"),
    "feature-dialogs": ("dialogs.colour", "dialogs.weighing"),
}


@pytest.fixture(scope="module")
def contracts() -> dict[str, Contract]:
    configure()
    options = read_user_options(str(CONFIGURATION))
    return {
        one["id"]: TYPES[one["type"]](one["name"], options.session_options, one)
        for one in options.contracts_options
    }


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    configure()
    options = read_user_options(str(CONFIGURATION)).session_options
    return grimp.build_graph(
        *options["root_packages"], include_external_packages=True, cache_dir=None
    )


def test_every_contract_has_a_forbidden_import_to_be_broken_by(contracts: dict[str, Contract]):
    assert set(PLANTED) == set(contracts)


def test_no_feature_with_a_dialog_is_left_out_of_its_contract(contracts: dict[str, Contract]):
    listed = set(contracts["feature-dialogs"].contract_options["modules"])
    features = make_registry().features
    of_features = {one.allow.__module__ for each in features for one in each.dialogs}
    assert of_features <= listed


@pytest.mark.parametrize("name", PLANTED)
def test_the_house_keeps_its_contracts(
    contracts: dict[str, Contract], graph: grimp.ImportGraph, name: str
):
    assert contracts[name].check(deepcopy(graph), verbose=False).kept


@pytest.mark.parametrize("name", PLANTED)
def test_a_forbidden_import_breaks_its_contract(
    contracts: dict[str, Contract], graph: grimp.ImportGraph, name: str
):
    importer, imported = PLANTED[name]
    planted = deepcopy(graph)
    planted.add_import(importer=importer, imported=imported)
    assert not contracts[name].check(planted, verbose=False).kept
