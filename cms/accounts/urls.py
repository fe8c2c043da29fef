"""Addresses of the account pages, under ``/compte/``."""

from django.urls import path

from cms.accounts.views import data, passwords, profile, signing_in, signing_up

urlpatterns = [
    path("ouvrir/", signing_up.sign_up, name="sign_up"),
    path("ouvrir/<str:token>/", signing_up.sign_up_confirm, name="sign_up_confirm"),
    path("oubli/", passwords.password_reset, name="password_reset"),
    path(
        "oubli/<uidb64>/<token>/",
        passwords.ResetView.as_view(),
        name="password_reset_confirm",
    ),
    path("profil/", profile.profile, name="profile"),
    path("etablissement/", profile.establishment, name="profile_establishment"),
    path("adresse/", profile.new_address, name="new_address"),
    path(
        "adresse/<str:token>/",
        profile.new_address_confirm,
        name="new_address_confirm",
    ),
    path("mot-de-passe/", passwords.password_change, name="password_change"),
    path(
        "deconnexion-partout/",
        signing_in.sign_out_everywhere,
        name="sign_out_everywhere",
    ),
    path("mes-donnees/", data.my_data, name="my_data"),
    path("mes-donnees/fichier/", data.my_data_download, name="my_data_download"),
    path("supprime/", data.account_deleted, name="account_deleted"),
]
