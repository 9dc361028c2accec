"""What all tests share: the Hypothesis profile, and the flag that rewrites golden outputs."""

from __future__ import annotations

import itertools
import logging
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Two cores are shared by several workers, so a deadline would measure the neighbours.
settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("house")

_NUMBERS = itertools.count()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-golden", action="store_true", help="write tests/golden again instead of comparing"
    )


@pytest.fixture
def rewrite_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--rewrite-golden"))


@pytest.fixture(autouse=True)
def _loggers_of_ours_speak(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some readers of others silence every logger that was there before them."""
    monkeypatch.setattr(logging.root.manager, "disable", 0)
    for name, logger in list(logging.root.manager.loggerDict.items()):
        if name.startswith("pipeline") and isinstance(logger, logging.Logger):
            monkeypatch.setattr(logger, "disabled", False)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's PIPELINE_* variables must not change what a test sees."""
    for name in list(os.environ):
        if name.startswith("PIPELINE_"):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _journals_of_tests_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """`fix --in-place` keeps its journals under the user's home, which is not the tests'."""
    state = tmp_path_factory.getbasetemp() / f"state-{next(_NUMBERS)}"
    monkeypatch.setenv("XDG_STATE_HOME", str(state))


@pytest.fixture
def root() -> Path:
    """The folder of the checkout."""
    return Path(__file__).parent.parent


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Hugging Face's library asks no network, shows no bars, and keeps nothing in anybody's home."""
    import datasets
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    kept = tmp_path_factory.getbasetemp() / f"datasets-{next(_NUMBERS)}"
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", kept)
    datasets.disable_progress_bars()
