"""One library under each import name; our package carries what it needs."""

from importlib.metadata import packages_distributions

import pytest


@pytest.mark.parametrize(("name", "distribution"), [("pylti1p3", "pylti1p3next"), ("whoosh", "whoosh-reloaded")])
def test_only_the_maintained_continuation_is_installed(name: str, distribution: str) -> None:
    assert {found.lower() for found in packages_distributions()[name]} == {distribution}
