"""Two people, one report: what differs since the form was opened, and whose value is to stay.

Three states are compared: the report as the form was opened (from its history), as somebody else
saved it since, and as this form has it. All three are read into the same shape, {name: value}:
"yes"/"no"/"" and texts for answers, True/False for the toggle of a row, (name, url) or None for a
licence.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ereports.forms.licences import ChannelForms, LicenceForm
from ereports.forms.obstacles import RANKS
from ereports.models import Document, GazetteLink, LicenceChannel, ObstacleKind, Report
from ereports.sections import SECTIONS

MINE, THEIRS = "mine", "theirs"
_QUESTIONS = ("has_licences", "is_gazetted")
_YES_NO = {True: "yes", False: "no", None: ""}


@dataclass(frozen=True)
class Difference:
    """One value that two people see differently; `chosen` is whose is to stay ("": not yet said)."""

    name: str
    label: str
    theirs: str
    mine: str
    chosen: str

    @property
    def field(self):
        """Name of the radio buttons."""
        return f"choice-{self.name}"


class Conflict:
    """What the save of `data` (the form as sent) meets in `report`, saved by somebody since.

    Raises ValueError when `data` names no earlier version of the report.
    """

    def __init__(self, data, report):
        version = int(data.get("version", ""))
        if not 0 <= version < report.version:
            raise ValueError("not an earlier version")
        self.data, self.report = data, report
        self.is_answer = data.get("resolving") == str(report.version)
        self.theirs = _saved(report)
        self.mine = _typed(data, self.theirs)
        self.opened = _opened(report, version)
        self.kinds = {str(kind.pk): kind.name for kind in ObstacleKind.objects.all()}
        self.differences = [
            self._difference(name) for name in self.mine if self._is_open_question(name)
        ]
        self.added = [
            self._subject(name)
            for name in self.theirs
            if name not in self.mine and name not in self.opened
        ]

    @property
    def is_settled(self):
        """Whether the save may go on: everything chosen, or nothing to choose and to be told."""
        if not self.differences and not self.added:
            return True
        return self.is_answer and all(each.chosen for each in self.differences)

    @property
    def unanswered(self):
        """The differences whose choice is missing although the page was answered."""
        return [each for each in self.differences if self.is_answer and not each.chosen]

    def settle(self):
        """Write what was chosen into `data`; nothing left open, it is a form of the newest version."""
        for each in self.differences:
            if each.chosen == THEIRS:
                _write(self.data, each.name, self.theirs.get(each.name))
        if not all(each.chosen for each in self.differences):
            return
        ChannelForms.add_unseen(self.data, self.report)
        if self.report.gazette_links.filter(url=self.data.get("licence-link", "")).exists():
            self.data["licence-link"] = ""  # both gave the same link
        self.data["version"] = str(self.report.version)

    def _is_open_question(self, name):
        mine, theirs = self.mine[name], self.theirs.get(name)
        was_left_alone = name in self.opened and self.opened[name] == theirs
        return mine != theirs and not was_left_alone

    def _difference(self, name):
        chosen = self.data.get(f"choice-{name}") if self.is_answer else None
        if chosen not in (MINE, THEIRS):
            is_untouched = name in self.opened and self.opened[name] == self.mine[name]
            chosen = THEIRS if is_untouched else ""
        theirs = self._words(name, self.theirs.get(name))
        return Difference(
            name, self._label(name), theirs, self._words(name, self.mine[name]), chosen
        )

    def _label(self, name):
        if name in _QUESTIONS:
            return str(LicenceForm.base_fields[name].label)
        if name == "obstacles":
            return _("ปัญหาสำคัญลำดับที่ 1 ถึง 3")
        if name == "obstacle_detail":
            return _("รายละเอียดของปัญหา")
        subject = self._subject(name)
        return subject if name.startswith("channel-") else _("การใช้งานของ %s") % subject

    def _subject(self, name):
        """The row that `name` stands for, in words."""
        kind, pk = name.split("-", 1)
        if kind == "channel":
            row = self.theirs.get(name) or self.mine.get(name) or self.opened[name]
            return _("ใบอนุญาต %s") % row[0]
        rows = self.report.documents if kind == "document" else self.report.gazette_links
        return str(rows.get(pk=pk))

    def _words(self, name, value):
        if name in _QUESTIONS:
            return str(dict(LicenceForm.base_fields[name].choices).get(value, "–"))
        if name == "obstacles":
            chosen = [self.kinds[pk] for pk in value if pk in self.kinds]
            return " · ".join(f"{rank}. {text}" for rank, text in enumerate(chosen, 1)) or "–"
        if isinstance(value, bool):
            return _("เปิด") if value else _("ปิด")
        if name.startswith("channel-"):
            return " ".join(value) if value else _("ลบออก")
        return value or "–"


def _answers(report):
    """The single answers of a Report, or of a row of its history."""
    return {
        **{name: _YES_NO[getattr(report, name)] for name in _QUESTIONS},
        "obstacles": tuple(str(getattr(report, f"{name}_id") or "") for name in RANKS),
        "obstacle_detail": _one_line_ending(report.obstacle_detail),
    }


def _saved(report):
    """The report as it stands."""
    documents = {f"document-{row.pk}": row.in_use for row in report.documents.all()}
    links = {f"link-{row.pk}": row.in_use for row in report.gazette_links.all()}
    channels = {f"channel-{row.pk}": (row.name, row.url) for row in report.licence_channels.all()}
    return {**_answers(report), **documents, **links, **channels}


def _opened(report, version):
    """The report as it stood at `version`: its state before the first later save."""
    history = report.history.order_by("history_date", "history_id")
    then = history.filter(version=version).last()
    found = _answers(then or Report()) if then or version == 0 else {}
    until = history.filter(version__gt=version).first()
    if until is None:
        return found
    for kind, model, value in (
        ("document", Document, lambda row: row.in_use),
        ("link", GazetteLink, lambda row: row.in_use),
        ("channel", LicenceChannel, lambda row: (row.name, row.url)),
    ):
        rows = model.history.filter(report_id=report.pk, history_date__lt=until.history_date)
        for row in rows.order_by("history_date", "history_id"):
            found[f"{kind}-{row.id}"] = value(row) if row.history_type != "-" else None
    return found


def _typed(data, saved):
    """The form as sent: its answers, and those of its rows that it showed."""
    found = {name: data.get(f"licence-{name}", "") for name in _QUESTIONS}
    found["obstacles"] = tuple(data.get(f"obstacle-{name}", "") for name in RANKS)
    found["obstacle_detail"] = _one_line_ending(data.get("obstacle-obstacle_detail", ""))
    for kind, prefix in _tables():
        on = data.getlist(f"{prefix}-on")
        for pk in data.getlist(f"{prefix}-rows"):
            if f"{kind}-{pk}" in saved:
                found[f"{kind}-{pk}"] = pk in on
    for number in range(ChannelForms.count_in(data)):
        if pk := data.get(f"channel-{number}-id"):
            row = tuple(
                data.get(f"channel-{number}-{part}", "").strip() for part in ("name", "url")
            )
            found[f"channel-{pk}"] = row if any(row) else None
    return found


def _write(data, name, value):
    """Put the value of another's save into `data`."""
    if name in _QUESTIONS:
        data[f"licence-{name}"] = value
    elif name == "obstacles":
        for rank, pk in zip(RANKS, value, strict=True):
            data[f"obstacle-{rank}"] = pk
    elif name == "obstacle_detail":
        data["obstacle-obstacle_detail"] = value
    elif name.startswith("channel-"):
        number = next(
            number
            for number in range(ChannelForms.count_in(data))
            if f"channel-{data.get(f'channel-{number}-id')}" == name
        )
        data[f"channel-{number}-name"], data[f"channel-{number}-url"] = value or ("", "")
    else:
        _write_toggle(data, name, value)


def _write_toggle(data, name, value):
    kind, pk = name.split("-", 1)
    for each, prefix in _tables():
        if each == kind and pk in data.getlist(f"{prefix}-rows"):
            others = [other for other in data.getlist(f"{prefix}-on") if other != pk]
            data.setlist(f"{prefix}-on", [*others, pk] if value else others)


def _tables():
    """(kind of row, prefix of its fields) of every history table of the form."""
    return [*(("document", section.key) for section in SECTIONS), ("link", "link")]


def _one_line_ending(text):
    return text.replace("\r\n", "\n").strip()
