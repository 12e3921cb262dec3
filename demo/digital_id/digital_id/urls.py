"""Every address of the provider; those under /connect/ are the ones of the real Digital ID."""

from django.urls import include, path
from oauth2_provider.views import JwksInfoView, TokenView, UserInfoView

from .views import account, connect

# The namespace is the one in which django-oauth-toolkit looks up its own addresses.
oidc = [
    path(
        ".well-known/openid-configuration",
        connect.DiscoveryView.as_view(),
        name="oidc-connect-discovery-info",
    ),
    path(".well-known/jwks.json", JwksInfoView.as_view(), name="jwks-info"),
    path("connect/authorize", connect.AuthorizeView.as_view(), name="authorize"),
    path("connect/token", TokenView.as_view(), name="token"),
    path("connect/userinfo", UserInfoView.as_view(), name="user-info"),
    path("connect/endsession", connect.EndSessionView.as_view(), name="rp-initiated-logout"),
]

urlpatterns = [
    path("", account.home, name="home"),
    path("login/", account.login_page, name="login"),
    path("logout/", account.logout_page, name="logout"),
    path("register/", account.register, name="register"),
    path("register/done/", account.register_done, name="register-done"),
    path("", include((oidc, "oauth2_provider"))),
]
