"""Cards: what lists know of a frozen document without reading it."""

from datetime import date

import pytest
from django.core.files.storage import storages
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cms import blobs, schedule
from cms.models import Level, Qualification, Theme
from modules.actions import decide
from modules.cards import write_missing_cards
from modules.models import (
    Approval,
    DocumentCard,
    DocumentCardTerm,
    UnitPage,
    UnitVersion,
    VisaStatus,
)
from modules.review import overdue_limit
from tests.factories.site import (
    decision_form,
    make_inspector,
    make_submission,
    make_unit_page,
    make_version,
)


@pytest.mark.django_db
class TestWriting:
    def test_freezing_writes_the_card_of_the_document(self):
        submission = make_submission(
            title="Trier sur le chantier",
            objectives="Citer les sept flux\nPeser un bac",
            levels=Level.objects.filter(code__in=["cap", "bp"]),
        )
        card = DocumentCard.objects.get(fingerprint=submission.fingerprint)
        assert card.title == "Trier sur le chantier"
        assert card.objectives == ["Citer les sept flux", "Peser un bac"]
        assert [title for _id, title in card.steps] == ["Trier"]
        assert card.question_count == 1
        assert (card.duration_minutes, card.equipment_level) == (35, "none")
        assert card.review_due_on == date(2027, 5, 22)
        assert [term.code for term in card.levels] == ["cap", "bp"]
        assert [term.code for term in card.themes] == ["waste"]

    def test_the_same_document_submitted_again_keeps_one_card(self):
        page = make_unit_page()
        first = make_submission(page=page)
        decide(
            submission_id=first.pk,
            user=make_inspector(first),
            form=decision_form(first, "reject"),
        )
        second = make_submission(page=UnitPage.objects.get())
        assert first.fingerprint == second.fingerprint
        assert DocumentCard.objects.count() == 1

    def test_a_version_leads_to_its_card_and_visa(self):
        version = make_version()
        listed = UnitVersion.objects.current().with_cards().get()
        assert listed.card.fingerprint == version.fingerprint
        assert listed.approval.version == version.number

    def test_other_names_of_terms_are_found_too(self):
        make_submission()
        assert DocumentCard.objects.search("recyclage").count() == 1

    def test_a_new_other_name_of_a_term_is_found_at_once(self):
        make_submission()
        theme = Theme.objects.get(code="waste")
        theme.aliases += "\nbennes"
        theme.save()
        assert DocumentCard.objects.search("benne").count() == 1

    def test_short_names_of_diplomas_are_found(self):
        page = make_unit_page()
        page.qualifications = Qualification.objects.filter(code="bac-pro-orgo")
        page.save_revision(user=page.owner)
        make_submission(page=page)
        assert DocumentCard.objects.search("orgo").count() == 1
        assert DocumentCard.objects.search("gros oeuvre").count() == 1


@pytest.mark.django_db
class TestWritingWhatIsMissing:
    def test_documents_frozen_before_cards_get_theirs(self, monkeypatch):
        make_version()
        waiting = make_submission(title="Peser")
        DocumentCard.objects.all().delete()
        assert "modules.write_missing_cards" in schedule.run_due()
        assert DocumentCard.objects.count() == 2
        assert DocumentCard.objects.filter(fingerprint=waiting.fingerprint).exists()
        assert write_missing_cards() == 0

    def test_a_missing_blob_leaves_the_others_their_cards(self):
        make_version()
        lost = make_version(title="Peser")
        DocumentCard.objects.all().delete()
        storages["blobs"].delete(blobs._name(lost.fingerprint))
        assert write_missing_cards() == 1
        assert UnitVersion.objects.in_force(timezone.localdate()).count() == 1


@pytest.mark.django_db
class TestListing:
    def review(self, version, day):
        DocumentCard.objects.filter(fingerprint=version.fingerprint).update(
            review_due_on=day
        )
        return UnitVersion.objects.with_cards().get(pk=version.pk)

    def test_an_overdue_review_shows_and_stays_listed(self):
        version = self.review(make_version(), date(2026, 11, 20))
        today = date(2026, 11, 21)
        assert version.card.is_to_check(today)
        assert version.visa_status(today) == VisaStatus.TO_CHECK
        assert UnitVersion.objects.current().listed(today).count() == 1

    def test_the_day_of_the_review_is_not_overdue(self):
        version = self.review(make_version(), date(2026, 11, 20))
        assert version.visa_status(date(2026, 11, 20)) == VisaStatus.FICTIONAL

    def test_six_months_overdue_leaves_the_list_for_its_own(self):
        self.review(make_version(), date(2026, 11, 20))
        for today, listed in ((date(2027, 5, 20), 1), (date(2027, 5, 21), 0)):
            assert UnitVersion.objects.current().listed(today).count() == listed
            assert (
                UnitVersion.objects.current().long_overdue(today).count() == 1 - listed
            )

    def test_an_expired_visa_leaves_every_list(self):
        version = self.review(make_version(), date(2099, 1, 1))
        end = Approval.objects.get().valid_until
        after = end.replace(year=end.year + 1)
        assert UnitVersion.objects.current().listed(end).count() == 1
        assert UnitVersion.objects.current().listed(after).count() == 0
        assert UnitVersion.objects.current().long_overdue(after).count() == 0
        assert version.visa_status(after) == VisaStatus.EXPIRED

    def test_a_newer_version_hides_the_older(self):
        make_version()
        page = UnitPage.objects.get()
        page.summary = "Autre résumé."
        page.save_revision(user=page.owner)
        make_version(make_submission(page=page))
        (version,) = UnitVersion.objects.current().listed(date(2026, 12, 1))
        assert version.card.summary == "Autre résumé."

    def test_any_number_of_versions_takes_two_queries(self, django_assert_num_queries):
        make_version()
        for _ in range(2):
            with django_assert_num_queries(2):
                for version in UnitVersion.objects.current().with_cards():
                    assert version.card.themes
                    version.visa_status(date(2026, 12, 1))
            make_version()

    def test_filters_by_term_duration_equipment_and_safety(self):
        version = make_version(duration_minutes=40, safety_level=1)
        sets = {
            (True): [
                UnitVersion.objects.with_level("cap"),
                UnitVersion.objects.with_theme("waste"),
                UnitVersion.objects.within(45),
                UnitVersion.objects.with_equipment(["none", "basic"]),
                UnitVersion.objects.with_safety_up_to(1),
                UnitVersion.objects.search("chantiers trier"),
            ],
            (False): [
                UnitVersion.objects.with_level("waste"),
                UnitVersion.objects.with_qualification("cap-macon"),
                UnitVersion.objects.within(39),
                UnitVersion.objects.with_equipment(["it"]),
                UnitVersion.objects.with_safety_up_to(0),
                UnitVersion.objects.search("paille"),
            ],
        }
        for expected, querysets in sets.items():
            for queryset in querysets:
                assert queryset.filter(pk=version.pk).exists() is expected

    def test_a_card_goes_with_its_terms(self):
        make_submission()
        DocumentCard.objects.all().delete()
        assert not DocumentCardTerm.objects.exists()


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1)))
def test_overdue_limit__is_about_six_months_earlier_and_never_goes_back(today):
    limit = overdue_limit(today)
    assert 180 <= (today - limit).days <= 185
    assert limit <= overdue_limit(date.fromordinal(today.toordinal() + 1))
