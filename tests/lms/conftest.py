"""What the tests of progress share."""

import pytest

from tests.factories.versions import publish
from tests.lms.learner import Learner


@pytest.fixture
def learner(db):
    """Somebody with a player open on a unit of three steps and three questions."""
    return Learner(publish())
