"""What a person may see and do, computed from the grants in force: the only place that decides.

| role | sees | may |
|---|---|---|
| dga | the whole tree | everything |
| central | own agency and its subtree | what its capabilities say; tokens for officers there |
| officer | own agency, the subtree where granted | what its capabilities say |
| service_point | own service point | what its capabilities say |
"""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.functional import SimpleLazyObject

from accounts import events
from accounts.models import AccessEvent, Grant, Role, User
from agencies.models import Agency, by_code
from infoadmin import sessions
from infoadmin.prepared import Prepared, at_once

_ISSUABLE = {
    Role.DGA: (Role.CENTRAL, Role.OFFICER, Role.SERVICE_POINT),
    Role.CENTRAL: (Role.OFFICER, Role.SERVICE_POINT),
}

_grants_in_force = Prepared(
    lambda user: Grant.objects.in_force().filter(user=user).select_related("agency").order_by("pk")
)
_ministries = Prepared(
    lambda: Agency.objects.children_of(None).in_thai_order().only("code", "name", "path")
)
_active_users = Prepared(lambda pk: User.objects.filter(pk=pk, is_active=True))


def active_person(pk):
    """The person of a session, with their rights; None from the request after a deactivation."""
    users, grants = at_once((_active_users, pk), (_grants_in_force, pk))
    for user in users:
        user._rights = Rights(grants)
    return users[0] if users else None


class Rights:
    """The rights of one person at this moment."""

    def __init__(self, grants):
        self.grants = list(grants)

    @classmethod
    def of(cls, user):
        """Rights of `user` (read once a request: the user object lives as long)."""
        if not user.is_authenticated or not user.is_active:
            return cls([])
        rights = getattr(user, "_rights", None)
        if rights is None:
            rights = user._rights = cls(_grants_in_force(user.pk))
        return rights

    @property
    def is_dga(self):
        return any(grant.role == Role.DGA for grant in self.grants)

    def agencies(self):
        """Every agency that the person may see, as a queryset."""
        if self.is_dga:
            return Agency.objects.all()
        trees = [grant.agency for grant in self.grants if grant.covers_subtree]
        alone = [grant.agency_id for grant in self.grants if not grant.covers_subtree]
        return Agency.objects.under(*trees) | Agency.objects.filter(pk__in=alone)

    def ministries(self):
        """The ministries that the person may see, in Thai order: code, name and place alone."""
        return [ministry for ministry in _ministries() if self.sees(ministry)]

    def sees(self, agency):
        """Whether `agency` is one of `agencies()`."""
        return any(self._covering(agency))

    def sees_below(self, agency):
        """Whether what is below `agency` is in one's right too."""
        return any(grant.covers_subtree for grant in self._covering(agency))

    def may_manage_agency(self, agency):
        """May write the agency's details (ผู้มีสิทธิ์ในการจัดการรายละเอียดของหน่วยงาน)."""
        return not agency.is_closed and any(
            grant.may_manage_agency for grant in self._covering(agency)
        )

    def may_shape_tree(self, agency):
        """May rename, move, close and reopen: dga, who owns the tree."""
        return self.is_dga

    def may_report(self, agency):
        """May write the agency's report (ผู้ได้รับสิทธิ์ในการจัดการแบบฟอร์มรายงาน)."""
        return not agency.is_closed and any(grant.may_report for grant in self._covering(agency))

    def may_publish_to_subtree(self, agency):
        """May publish "สำหรับหน่วยงานภายใต้สังกัดทุกสาขา": wants a grant over the subtree."""
        return any(grant.may_report and grant.covers_subtree for grant in self._covering(agency))

    def holds(self, capability, agency, *, covers_subtree):
        """Whether the person holds `capability` (a Grant's field) here, or below here as well."""
        return any(
            getattr(grant, capability) and (grant.covers_subtree or not covers_subtree)
            for grant in self._covering(agency)
        )

    def issuable_roles(self, agency):
        """The roles, always below one's own, for which tokens may be issued at `agency`."""
        if agency.is_closed:
            return []
        allowed = {
            role for grant in self._covering(agency) for role in _ISSUABLE.get(grant.role, ())
        }
        return [role for role in Role if role in allowed]

    def may_issue(self, role, agency):
        """May issue a token for `role` at `agency`."""
        return role in self.issuable_roles(agency)

    def governed_agencies(self):
        """The agencies whose officers the person looks after, as a queryset."""
        if self.is_dga:
            return Agency.objects.all()
        return Agency.objects.under(
            *(grant.agency for grant in self.grants if grant.role in _ISSUABLE)
        )

    def issuing_agencies(self):
        """The open agencies for which the person may issue tokens, as a queryset."""
        return self.governed_agencies().open()

    def governed_grants(self):
        """The grants in force that the person sees on the people page, as a queryset."""
        grants = Grant.objects.in_force()
        if self.is_dga:
            return grants
        return grants.filter(agency__in=self.governed_agencies())

    def manageable_grants(self):
        """The grants in force that the person may change or withdraw, as a queryset.

        Roles below one's own, in one's scope; never one's own grants (assurance P10).
        """
        grants = self.governed_grants().exclude(user__in=[held.user_id for held in self.grants])
        roles = {role for held in self.grants for role in _ISSUABLE.get(held.role, ())}
        return grants.filter(role__in=roles)

    @property
    def may_issue_any(self):
        """May see the pages on tokens at all."""
        return any(grant.role in _ISSUABLE for grant in self.grants)

    def _covering(self, agency):
        for grant in self.grants:
            if (
                grant.role == Role.DGA
                or grant.agency_id == agency.pk
                or (grant.covers_subtree and agency.path.startswith(grant.agency.path))
            ):
                yield grant


def agency_view(capability=None, *, read=by_code):
    """Decorator: a view of one agency of one's scope, taken from the URL's `code`.

    Outside of the scope the agency answers 404 like a missing one; inside, without `capability`
    (name of a Rights method), 403. Both leave an access event. The view is called with
    (request, agency, …); `read` is the Prepared that reads the agency by its code.
    """

    def decorate(view):
        @wraps(view)
        def inner(request, code, **kwargs):
            rights = Rights.of(request.user)
            agency = read.first(code)
            if agency is None or not rights.sees(agency):
                missing(request)
            if capability and not getattr(rights, capability)(agency):
                deny(request)
            return view(request, agency, **kwargs)

        return inner

    return decorate


def person_view(capability):
    """Decorator: a view for people of whom `capability` (name of a Rights property) is true."""

    def decorate(view):
        @wraps(view)
        def inner(request, *args, **kwargs):
            if not getattr(Rights.of(request.user), capability):
                deny(request)
            return view(request, *args, **kwargs)

        return inner

    return decorate


token_issuer_view = person_view("may_issue_any")
dga_view = person_view("is_dga")


def missing(request):
    """Note that something out of scope was asked for, and answer 404 as for what is not there."""
    events.note(AccessEvent.Kind.DENIED, request, detail=f"404 {request.path}")
    raise Http404


def deny(request):
    """Note the refusal and answer 403."""
    events.note(AccessEvent.Kind.DENIED, request, detail=f"403 {request.path}")
    raise PermissionDenied


def context(request):
    """Context processor: person, rights, session's end; lazy, so that public pages open no session."""
    user = getattr(request, "user", None)
    return {
        "user": user,
        "rights": SimpleLazyObject(lambda: Rights.of(user)),
        "session_end": SimpleLazyObject(lambda: sessions.seconds_left(request.session)),
    }
