"""The installation's key, and the keys it had."""

import base64
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils import timezone

from cms import keys
from cms.app_settings import app_settings
from cms.checks import check_signing_key, check_signing_key_is_current
from cms.models import PublicKey
from scorm_exports.packaging.keys import read_keys

pytestmark = pytest.mark.django_db

KEY = base64.b64encode(b"k" * 32).decode()
OTHER_KEY = base64.b64encode(b"o" * 32).decode()


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


def test_a_key_that_ended_signs_nothing_more(configured):
    keys.publish(configured_signer(configured, KEY))
    keys.publish(configured_signer(configured, OTHER_KEY))
    before = keys.public_keys()
    with pytest.raises(keys.KeyRetired) as refused:
        keys.publish(configured_signer(configured, KEY))
    assert PublicKey.objects.get(pk=refused.value.key_id).valid_to is not None
    assert keys.public_keys() == before


def test_two_keys_of_the_same_day_both_count_on_it(configured):
    signers = [configured_signer(configured, text) for text in (KEY, OTHER_KEY)]
    for signer in signers:
        keys.publish(signer)
    today = timezone.localdate().isoformat()
    published = read_keys(keys.public_keys())
    for signer in signers:
        assert published[signer.key_id].signed_on(today)


def test_a_retired_key_is_found_before_it_is_needed(configured):
    keys.publish(configured_signer(configured, KEY))
    assert check_signing_key_is_current(None) == []
    keys.publish(configured_signer(configured, OTHER_KEY))
    assert check_signing_key_is_current(None) == []
    configured(SIGNING_KEY=KEY)
    assert [error.id for error in check_signing_key_is_current(None)] == ["cms.E005"]


def test_nothing_is_said_of_keys_before_the_tables_exist(configured):
    configured(SIGNING_KEY=KEY)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cms_publickey RENAME TO cms_hidden")
    assert check_signing_key_is_current(None) == []
    # The check asked for no table that is not there: the transaction goes on.
    assert "cms_hidden" in connection.introspection.table_names()


def configured_signer(configured, text):
    configured(SIGNING_KEY=text)
    return keys.signer()
