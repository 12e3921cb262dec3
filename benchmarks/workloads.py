"""The workloads as data: what is measured, and which ratios are judged.

A measurement is a function of the World that answers a rate (requests a second). A Check sets one
measured rate against another of the same round; what no rate can tell stands in `singles.py`.
"""

from dataclasses import dataclass
from urllib.parse import quote

from benchmarks.client import Target, Unready, fetch, measure
from benchmarks.pages import encoded, form_with

READS = {"seconds": 3}
SLOW = {"seconds": 5}  # a few requests a second: longer, for enough of them
_DETAIL = "obstacle-obstacle_detail"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Check:
    """A ratio to reach: `measured` ÷ `yardstick`, two names of MEASUREMENTS."""

    id: str
    work: str
    measured: str
    yardstick: str
    at_least: float | None = None
    at_most: float | None = None

    def reached(self, ratio):
        """Whether `ratio` is good enough."""
        return ratio >= self.at_least if self.at_least is not None else ratio <= self.at_most

    @property
    def aim(self):
        """What must be reached, in words."""
        return f"≥ {self.at_least:g}" if self.at_least is not None else f"≤ {self.at_most:g}"


CHECKS = [
    Check("W1", "public page, warm ÷ bare view", "page", "bare", at_least=0.45),
    Check("W1", "public page, cache off ÷ bare view", "page_cold", "bare", at_least=0.15),
    Check("W2", "public page unchanged (304) ÷ bare view", "page_304", "bare", at_least=0.50),
    Check("W3", "Thai search ÷ stock admin's", "search", "search_admin", at_least=25),
    Check("W3", "first page of the list ÷ stock admin's", "list", "list_admin", at_least=6),
    Check("W4", "report form, 60 rows ÷ stock admin's", "form", "form_admin", at_least=3),
    Check("W5", "save of the report ÷ stock admin's", "save", "save_admin", at_least=3),
    # Growth in time is the small database's rate by the big one's.
    Check("W6", "growth of the public page", "page_small", "page", at_most=1.25),
    Check("W6", "growth of the search", "search_small", "search", at_most=1.25),
    Check("W6", "growth of the list's first page", "list_small", "list", at_most=1.25),
    Check("W6", "growth of the report form", "form_small", "form", at_most=1.25),
    Check("W6", "growth of the save", "save_small", "save", at_most=1.25),
    Check(
        "W7", "publish for {descendants:,} descendants ÷ 1", "publish_one", "publish", at_most=1.2
    ),
]
FIGURES = [  # (id, what, measurement, requests a second that the Digital Service Standard wants)
    ("W11", "reads: public page", "page", 300),
    ("W11", "reads: officer's list", "list", 300),
    ("W11", "saves of e-mails", "emails", 200),
]


def _reading(server, paths, *, warm_up=False, **options):
    """A measurement that reads pages; `paths` makes them from the targets of the database."""

    def run(world):
        headers = {"Cookie": world.targets_of(server)["cookie"]}
        anonymous = server in ("big", "small", "cold") and paths is _public
        plan = [
            Target(path, headers={} if anonymous else headers)
            for path in paths(world.targets_of(server))
        ]
        if warm_up:
            measure(world.ports[server], plan, seconds=6)  # each worker has met each page
        return measure(world.ports[server], plan, **(options or READS)).rate

    return run


def _public(targets):
    return [f"/agency/{code}/" for code in targets["pages"]]


def _long_forms(targets):
    return [f"/backend/reports/agency/{code}/" for code, _pk in targets["long"]]


def _long_forms_admin(targets):
    return [f"/admin/ereports/report/{pk}/change/" for _code, pk in targets["long"]]


def _searches(place):
    return lambda targets: [f"{place}?q={quote(word)}" for word in targets["words"]]


def _unchanged(world):
    """The public page asked for with the ETag that it had."""
    plan = []
    for path in _public(world.targets_of("big"))[:50]:
        etag = fetch(world.ports["big"], Target(path))[1].get("ETag")
        if not etag:
            raise Unready("the public page has no ETag yet")
        plan.append(Target(path, headers={"If-None-Match": etag}))
    return measure(world.ports["big"], plan, status=304, **READS).rate


def _saving(server, pages, field, edit, connections=8):
    """A measurement that fetches forms and sends them back; `edit(fields)` makes the bodies."""

    def run(world):
        port, targets = world.ports[server], world.targets_of(server)
        headers = {"Cookie": targets["cookie"]}
        plan = []
        for path in pages(targets):
            status, _headers, page = fetch(port, Target(path, headers=headers))
            if status != 200:
                raise Unready(f"{path} answers {status}")
            fields = form_with(page, field)
            version = next((int(value) for name, value in fields if name == "version"), 0)
            bodies = edit(fields)
            plan.append(Target(path, "POST", {**headers, **FORM}, bodies, version))
        return measure(port, plan, status=302, connections=connections, **READS).rate

    return run


def _switched(fields, sections, **texts):
    """Two bodies in turn: the first row of each of `sections` off, then on."""
    rows = [next(value for name, value in fields if name == f"{key}-rows") for key in sections]
    switches = [[f"{key}-on", row] for key, row in zip(sections, rows, strict=True)]
    confirmed = [["confirm", "1"], ["confirm_subtree", "on"]]  # as the summary page sends it
    off = [pair for pair in fields if pair not in switches] + confirmed
    return [encoded(pairs, version="@VERSION@", **texts) for pairs in (off, off + switches)]


def _report(fields):
    """A new text, and one document of sections 10 and 16 each off, then on."""
    return _switched(fields, ("s10", "s16"), **{_DETAIL: "ข้อความ @N@"})


def _notice(fields):
    """A document of section 10 off, then on; nothing else."""
    return _switched(fields, ("s10",), key="@N@")


def _report_admin(fields):
    """The same in the admin: a new text and two toggles."""
    rows = ("documents-0-in_use", "documents-1-in_use")
    return [
        encoded(fields, obstacle_detail="ข้อความ @N@", **dict.fromkeys(rows, state))
        for state in ("False", "True")
    ]


def _emails(fields):
    return [encoded(fields, version="@VERSION@", email_contact="contact-@N@@office.go.th.example")]


def _report_forms(targets):
    return [f"/backend/reports/agency/{code}/" for code, _pk in targets["reports"]]


def _report_forms_admin(targets):
    return [f"/admin/ereports/report/{pk}/change/" for _code, pk in targets["reports"]]


def _publishing(which):
    def pages(targets):
        return [f"/backend/reports/agency/{targets[which]}/"]

    return _saving("big", pages, "s10-rows", _notice, connections=1)


_LIST, _LIST_ADMIN = "/backend/agencies/", "/admin/agencies/agency/"
MEASUREMENTS = {
    "bare": _reading("yardsticks", lambda _targets: ["/bare/"]),
    "page": _reading("big", _public, warm_up=True),
    "page_small": _reading("small", _public, warm_up=True),
    "page_cold": _reading("cold", _public, warm_up=True),
    "page_304": _unchanged,
    "search": _reading("big", _searches(_LIST)),
    "search_small": _reading("small", _searches(_LIST)),
    "search_admin": _reading("yardsticks", _searches(_LIST_ADMIN), **SLOW),
    "list": _reading("big", lambda _targets: [_LIST]),
    "list_small": _reading("small", lambda _targets: [_LIST]),
    "list_admin": _reading("yardsticks", lambda _targets: [_LIST_ADMIN], **SLOW),
    "form": _reading("big", _long_forms),
    "form_small": _reading("small", _long_forms),
    "form_admin": _reading("yardsticks", _long_forms_admin, **SLOW),
    "save": _saving("big", _report_forms, _DETAIL, _report),
    "save_small": _saving("small", _report_forms, _DETAIL, _report),
    "save_admin": _saving("yardsticks", _report_forms_admin, "obstacle_detail", _report_admin),
    "publish": _publishing("many"),
    "publish_one": _publishing("one"),
    "emails": _saving(
        "big",
        lambda targets: [f"/backend/agencies/{code}/" for code in targets["emails"]],
        "email_contact",
        _emails,
    ),
}
