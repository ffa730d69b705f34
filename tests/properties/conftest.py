"""Two profiles: ``suite`` asks the same few hundred questions each time, ``nightly`` thousands."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]  # a question takes many draws
settings.register_profile(
    "suite",
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=SLOW,
)
settings.register_profile(
    "nightly", max_examples=1_000, deadline=None, print_blob=True, suppress_health_check=SLOW
)


def pytest_configure(config):
    """``--hypothesis-profile=nightly`` chooses the other one."""
    if not config.getoption("--hypothesis-profile"):
        settings.load_profile("suite")
