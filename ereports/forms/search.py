"""The search above the list of reports: text and filter, in the URL."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.searching import listed
from ereports import faults


class ReportSearchForm(forms.Form):
    """What narrows the list; nonsense in the URL filters nothing."""

    LACKS = [("report", _("ยังไม่รายงาน")), ("link", _("ลิงก์เสีย"))]

    q = forms.CharField(required=False, max_length=200)
    lacks = forms.ChoiceField(choices=[("", _("ทุกสถานะรายงาน")), *LACKS], required=False)

    def filtered(self, agencies):
        """Those of `agencies` (a queryset) that search and filters leave, for `page_of`."""
        self.is_valid()
        if self.is_filtered:
            agencies = agencies.open()
        if self.cleaned_data.get("lacks") == "report":
            agencies = agencies.filter(report=None)
        elif self.cleaned_data.get("lacks") == "link":
            agencies = faults.with_broken_links(agencies)
        return listed(agencies, self.cleaned_data.get("q", ""))

    @property
    def is_filtered(self):
        """Whether anything but the search text narrows the list."""
        return bool(self.cleaned_data.get("lacks"))
