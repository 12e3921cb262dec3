"""The officers' door: /backend/ and what belongs to signing in, people and tokens."""

from django.urls import path

from accounts.views import activation, csv_files, events, people, profile, signin, tokens

app_name = "accounts"
urlpatterns = [
    path("", signin.landing, name="landing"),
    path("login/", signin.login, name="login"),
    path("login/start/", signin.OIDCStart.as_view(), name="oidc-start"),
    path("login/callback/", signin.OIDCCallback.as_view(), name="oidc-callback"),
    path("logout/", signin.Logout.as_view(), name="logout"),
    path("logout/done/", signin.logged_out, name="logged-out"),
    path("activate/", activation.activate, name="activate"),
    path("profile/", profile.profile, name="profile"),
    path("profile/token/", profile.token_redeem, name="token-redeem"),
    path("session/stay/", profile.session_stay, name="session-stay"),
    path("session/end-all/", profile.sign_out_everywhere, name="sign-out-everywhere"),
    path("people/", people.person_list, name="person-list"),
    path("people/export/", people.person_export, name="person-export"),
    path("people/grants/<int:pk>/", people.grant_edit, name="grant-edit"),
    path("people/<uuid:pk>/active/", people.person_set_active, name="person-set-active"),
    path("people/former/", csv_files.former_accounts, name="former-accounts"),
    path("events/", events.event_list, name="event-list"),
    path("tokens/", tokens.token_list, name="token-list"),
    path("tokens/csv/", csv_files.token_csv, name="token-csv"),
    path("tokens/issue/", tokens.token_agency, name="token-agency"),
    path("tokens/issue/<agency_code:code>/", tokens.token_issue, name="token-issue"),
    path("tokens/<int:pk>/revoke/", tokens.token_revoke, name="token-revoke"),
    path("tokens/<int:pk>/reissue/", tokens.token_reissue, name="token-reissue"),
]
