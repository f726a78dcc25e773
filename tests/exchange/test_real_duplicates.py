"""On labelled sets most true pairs are found, and next to nothing else."""

import pytest

from crm_tui.views import duplicates
from tests.exchange.reading import real
from tests.perf.likeness import SETS, measure

pytestmark = pytest.mark.real_data

HOLDS = {"febrl": (500, 0.99, 0.99), "splink": (2031, 0.99, 0.73)}


@pytest.mark.parametrize("labelled", SETS, ids=lambda labelled: labelled.name)
def test_the_numbers_of_the_readme_hold(labelled):
    folder = real("duplicates")
    (quality,) = measure(folder, labelled, (duplicates.LEAST,))
    true, precision, recall = HOLDS[labelled.name]
    assert quality.true == true
    assert quality.precision >= precision
    assert quality.recall >= recall
