"""Images as they are uploaded: what is stored is already clean."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as PillowImage

from cms.models import LicensedImage
from tests.factories.site import SVG, UserFactory, make_image, photograph

pytestmark = pytest.mark.django_db

OPEN = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40">'
HOSTILE = (
    OPEN + b'<title>Bac</title><script>alert(1)</script><rect onload="alert(2)"'
    b' fill="url(https://evil.invalid/x)" width="8" height="4"/></svg>'
)


@pytest.fixture
def administrator(client):
    user = UserFactory(administrator=True)
    client.force_login(user)
    return user


def upload(client, content, name="bac.svg", **fields):
    data = {"title": "Bac", "file": SimpleUploadedFile(name, content), **fields}
    return client.post(reverse("wagtailimages:add"), data)


def send_several(client, content, name="bac.svg"):
    return client.post(
        reverse("wagtailimages:add_multiple"),
        {"title": "Bac", "files[]": SimpleUploadedFile(name, content)},
    )


def stored_bytes(image):
    with image.file.storage.open(image.file.name) as file:
        return file.read()


def png(width, height):
    output = io.BytesIO()
    PillowImage.new("1", (width, height)).save(output, "PNG")
    return output.getvalue()


@pytest.mark.parametrize("send", [upload, send_several])
def test_a_drawing_is_stored_rewritten(client, administrator, send):
    send(client, HOSTILE)
    image = LicensedImage.objects.get()
    data = stored_bytes(image)
    assert b"<title>Bac</title>" in data
    assert b"alert" not in data
    assert b"evil" not in data
    assert (image.width, image.height) == (80, 40)
    assert image.file_size == len(data)


def test_a_drawing_that_replaces_another_is_rewritten_too(client, administrator):
    image = make_image()
    client.post(
        reverse("wagtailimages:edit", args=[image.pk]),
        {"title": "Bac", "file": SimpleUploadedFile("autre.svg", HOSTILE)},
    )
    image.refresh_from_db()
    assert "autre" in image.file.name
    assert b"alert" not in stored_bytes(image)


def test_a_drawing_saved_without_form_is_rewritten():
    assert b"alert" not in stored_bytes(make_image(content=HOSTILE))


def test_saving_an_image_again_does_not_touch_its_file():
    image = make_image(content=SVG)
    name, data = image.file.name, stored_bytes(image)
    image.title = "Autre titre"
    image.full_clean(exclude=["file"])
    image.save()
    assert (image.file.name, stored_bytes(image)) == (name, data)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (OPEN + b" " * (1 << 20) + b"</svg>", "bac.svg", "1\u202fMio"),
        (b"<!DOCTYPE svg>" + SVG, "bac.svg", "type de document"),
        (b"<html><body>Bac</body></html>", "bac.svg", "n’est pas un dessin SVG"),
        (b"<svg/>", "bac.SVG", "n’est pas un dessin SVG"),
        (OPEN + b"<g/>" * 20_001 + b"</svg>", "bac.svg", "20\u202f000"),
        (OPEN + b"<g>" * 5000 + b"</g>" * 5000 + b"</svg>", "bac.svg", "bien formé"),
        # Wagtail's own field refuses these before.
        (OPEN + b"<g></svg>", "bac.svg", "corrompu"),
        (b"Bac", "bac.svg", "corrompu"),
        (png(8, 4), "bac.svg", "ne correspond pas"),
        (photograph(800, 400)[:2000], "photo.jpg", "abîmée ou incomplète"),
        (png(800, 400)[:60], "plan.png", "abîmée ou incomplète"),
        (png(8000, 8000), "plan.png", "pixels"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.parametrize("send", [upload, send_several])
def test_what_cannot_be_kept_is_refused_with_the_reason(
    client, administrator, send, content, name, said
):
    response = send(client, content, name)
    if response["Content-Type"].startswith("application/json"):
        assert not response.json()["success"]
        shown = response.json()["error_message"]
    else:
        shown = response.text
    assert said in shown
    assert not LicensedImage.objects.exists()


@pytest.mark.parametrize("size", [(40, 20), (3000, 1500)])
def test_a_sound_photograph_is_taken(client, administrator, size):
    upload(client, photograph(*size), "photo.jpg")
    image = LicensedImage.objects.get()
    assert (image.width, image.height) == size
    assert stored_bytes(image) == photograph(*size)


def test_a_drawing_that_cannot_be_kept_is_never_saved():
    with pytest.raises(ValidationError):
        make_image(content=b"<html/>")
    assert not LicensedImage.objects.exists()
