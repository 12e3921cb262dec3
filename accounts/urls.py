"""The officers' door: /backend/ and what belongs to signing in, people and tokens."""

from django.urls import path

from accounts.views import activation, profile, signin, tokens

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
    path("tokens/", tokens.token_list, name="token-list"),
    path("tokens/issue/", tokens.token_agency, name="token-agency"),
    path("tokens/issue/<str:code>/", tokens.token_issue, name="token-issue"),
    path("tokens/<int:pk>/revoke/", tokens.token_revoke, name="token-revoke"),
]
