"""The installation's key, and the keys it had."""

import base64
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from cms import keys
from cms.app_settings import app_settings
from cms.checks import check_signing_key
from cms.models import PublicKey

pytestmark = pytest.mark.django_db

KEY = base64.b64encode(b"k" * 32).decode()


@pytest.fixture
def configured(settings):
    def configure(**values):
        settings.CMS = {**settings.CMS, **values}

    return configure


def test_without_a_key_a_private_demonstration_key_is_made_once(configured, tmp_path):
    configured(DATA_DIR=tmp_path, SIGNING_KEY="")
    first = keys.signer()
    assert first.demo
    assert keys.signer().key_id == first.key_id
    mode = (app_settings.data_dir / keys.DEMO_KEY_FILE).stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_a_configured_key_is_no_demonstration(configured):
    configured(SIGNING_KEY=KEY)
    assert not keys.signer().demo


@pytest.mark.parametrize("text", ["", "short", KEY + "AA"])
def test_production_refuses_to_run_without_a_good_key(configured, text):
    configured(SIGNING_KEY=text, ALLOW_DEMO_KEY=False)
    with pytest.raises(ImproperlyConfigured):
        keys.signer()
    assert [error.id for error in check_signing_key(None)] == ["cms.E001"]


def test_rotation_keeps_the_old_key_with_its_last_day(configured, tmp_path, client):
    configured(DATA_DIR=tmp_path, SIGNING_KEY="")
    keys.publish(keys.signer())
    configured(SIGNING_KEY=KEY)
    keys.publish(keys.signer())
    keys.publish(keys.signer())
    served = client.get("/.well-known/passerelle-keys.json").json()
    assert {key["demo"]: key["valid_to"] is None for key in served["keys"]} == {
        True: False,
        False: True,
    }
    assert PublicKey.objects.count() == 2


def test_the_key_is_never_served(client):
    signer = keys.signer()
    keys.publish(signer)
    seed = (app_settings.data_dir / keys.DEMO_KEY_FILE).read_text()
    assert seed not in client.get("/.well-known/passerelle-keys.json").text
