"""System checks of the unit app."""

from modules.checks import check_hidden_units


def test_hidden_units__the_middleware_is_missed(settings):
    assert check_hidden_units(None) == []
    settings.MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
    assert [error.id for error in check_hidden_units(None)] == ["modules.E003"]
