"""Where the text tests find real data: strings, numbers and addresses others have published."""

import json
import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
DATA = Path(os.environ.get("CRM_TEST_DATA", PROJECT.parent / "shared" / "data"))


def real(name: str) -> Path:
    """The file of that name in the real data; skips the test where it is missing."""
    path = DATA / name
    if not path.is_file():
        pytest.skip(f"no {name} here")
    return path


@pytest.fixture
def naughty_strings() -> list[str]:
    return json.loads(real("strings/blns.json").read_text("utf-8"))


@pytest.fixture
def phone_metadata() -> Path:
    return real("phones/PhoneNumberMetadata.xml")


@pytest.fixture
def address_tests() -> Path:
    return real("email-addresses/tests.xml")
