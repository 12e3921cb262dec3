"""What a browser would send: the report form's fields as they stand on the page."""

import uuid

from tests.pdfs import pdf_file


def url(agency):
    """Address of the report form of `agency`."""
    return f"/backend/reports/agency/{agency.code}/"


def report_form(report=None, **changes):
    """POST data of the report form as it opens on `report` (None: there is none yet).

    As sent by the page that sums up the save, with its button and box; `unconfirmed` is without.
    """
    data = {
        "confirm": "1",
        "confirm_subtree": "on",
        "version": report.version if report else 0,
        "key": str(uuid.uuid4()),
        "channel-count": "0",
        "s10-scope": "own",
        "s10-in_use": "on",
        "s13-in_use": "on",
        "s16-in_use": "on",
    }
    if report:
        answers = {True: "yes", False: "no", None: ""}
        data["licence-has_licences"] = answers[report.has_licences]
        data["licence-is_gazetted"] = answers[report.is_gazetted]
        for number in (1, 2, 3):
            data[f"obstacle-obstacle_{number}"] = getattr(report, f"obstacle_{number}_id") or ""
        data["obstacle-obstacle_detail"] = report.obstacle_detail
        for document in report.documents.all():
            _row(data, document.section, document)
        for link in report.gazette_links.all():
            _row(data, "link", link)
        for number, channel in enumerate(report.licence_channels.all()):
            data |= channel_row(number, channel.name, channel.url, channel.pk)
            data["channel-count"] = number + 1
    return {**data, **changes}


def unconfirmed(report=None, **changes):
    """The same as the form itself sends it, before the summary was seen."""
    sent = report_form(report, **changes)
    return {name: sent[name] for name in sent if name not in ("confirm", "confirm_subtree")}


def _row(data, prefix, row):
    data.setdefault(f"{prefix}-rows", []).append(str(row.pk))
    if row.in_use:
        data.setdefault(f"{prefix}-on", []).append(str(row.pk))


def channel_row(number, name, url, pk=""):
    """Fields of one licence row."""
    return {
        f"channel-{number}-id": pk,
        f"channel-{number}-name": name,
        f"channel-{number}-url": url,
    }


def date(section, day, month, year):
    """The three boxes of a section's date (พ.ศ.)."""
    return {
        f"{section}-date_day": str(day),
        f"{section}-date_month": str(month),
        f"{section}-date_year": str(year),
    }


def document(section, name="ประกาศ.pdf", when=(12, 10, 2566), **options):
    """A file with its date, as chosen in a section."""
    return {f"{section}-file": pdf_file(name, **options), **date(section, *when)}
