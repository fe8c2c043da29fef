"""Error pages: in French, with a way out; what went wrong may be the database."""

import pytest
from django.test import RequestFactory
from django.views.defaults import server_error


def test_500__is_ours_and_asks_nothing_of_the_database() -> None:
    # No database is open to this test.
    response = server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    text = response.content.decode()
    assert 'lang="fr"' in text
    assert "de notre côté" in text
    assert "<nav" not in text


@pytest.mark.django_db
def test_404__leads_to_the_catalogue(client) -> None:
    response = client.get("/introuvable/")
    assert response.status_code == 404
    assert 'href="/catalogue/"' in response.text
    assert 'lang="fr"' in response.text
