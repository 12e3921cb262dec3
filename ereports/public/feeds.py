"""Atom feeds of what was published lately: of everybody, of a subtree, of one agency's page."""

import datetime

from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import conditional_page, require_safe

from agencies.models import Agency
from ereports import publication
from ereports.public.former_codes import leads_on
from ereports.sections import BY_KEY
from infoadmin.addresses import absolute
from infoadmin.templatetags.languages import plain_name
from infoadmin.templatetags.thai import thai_date
from infoadmin.thai.text import one_line

ENTRIES = 50
_BEFORE_ANY = datetime.datetime(2022, 10, 12, tzinfo=datetime.UTC)  # the Act's day in the Gazette


class _Atom(Atom1Feed):
    def latest_post_date(self):
        """Of a feed without entries not "now": it is the same each time that it is asked for."""
        return super().latest_post_date() if self.items else _BEFORE_ANY


class _PublicationFeed(Feed):
    """New documents of `scope`: (title, path of its page, documents newest first)."""

    feed_type = _Atom

    def __init__(self, request, title, path, documents):
        self.request, self._documents = request, documents
        self.feed_title, self._path = title, path

    def title(self):
        return one_line(self.feed_title)

    def link(self):
        return absolute(self.request, self._path)

    def feed_url(self):
        return absolute(self.request, self.request.path)

    feed_guid = feed_url  # the feed's id: its own address

    def items(self):
        return self._documents

    def item_guid(self, document):
        return document.pk.urn  # the same wherever the entry stands, whatever it is called

    def item_title(self, document):
        return one_line(document.upload.title)

    def item_description(self, document):
        section = BY_KEY[document.section]
        words = [plain_name(document.report.agency), f"{section.public_title} ({section.act})"]
        if document.date:
            words.append(f"{section.date_label} {thai_date(document.date)}")
        return one_line(" · ".join(words))

    def item_link(self, document):
        place = {"code": document.report.agency.code, "pk": document.pk}
        return absolute(self.request, reverse("public:document", kwargs=place))

    def item_author_name(self, document):
        return one_line(plain_name(document.report.agency))

    def item_categories(self, document):
        return [document.section]

    def item_pubdate(self, document):
        return document.created_at

    item_updateddate = item_pubdate


def _answer(request, title, path, documents):
    response = _PublicationFeed(request, title, path, documents)(request)
    # By its date a feed would seem unchanged when its newest entry is switched off: only the
    # ETag of what it holds may answer "unchanged".
    del response["Last-Modified"]
    response["Cache-Control"] = "no-cache"
    return response


@login_not_required
@require_safe
@conditional_page
def newest(request):
    """The newest documents of the whole state."""
    title = _("เอกสารใหม่ของหน่วยงานของรัฐ")
    return _answer(request, title, reverse("public:home"), publication.latest(ENTRIES))


@login_not_required
@require_safe
@conditional_page
@leads_on
def of_agency(request, code):
    """The newest documents of an agency's page, what it inherits included."""
    agency = get_object_or_404(Agency, code=code)
    title = _("เอกสารใหม่: %(name)s") % {"name": plain_name(agency)}
    path = reverse("public:agency", args=[agency.code])
    return _answer(request, title, path, publication.latest_of_page(agency, ENTRIES))


@login_not_required
@require_safe
@conditional_page
@leads_on
def of_subtree(request, code):
    """The newest documents of an agency and of everything below it: of a ministry, say."""
    agency = get_object_or_404(Agency, code=code)
    title = _("เอกสารใหม่: %(name)s และหน่วยงานภายใต้สังกัด") % {"name": plain_name(agency)}
    path = reverse("public:agency", args=[agency.code])
    return _answer(request, title, path, publication.latest(ENTRIES, within=agency))
