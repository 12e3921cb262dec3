"""Reads the forms of fetched pages, to send them back as a browser would."""

from html.parser import HTMLParser
from urllib.parse import urlencode


class _Reader(HTMLParser):
    """Collects the forms of a page as lists of [name, value]."""

    def __init__(self):
        super().__init__()
        self.forms, self.select, self.options, self.text = [], None, [], None

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "form":
            self.forms.append([])
        elif not self.forms or "disabled" in found:
            return
        elif tag == "input" and found.get("name"):
            self._input(found)
        elif tag == "select":
            self.select, self.options = found.get("name"), []
        elif tag == "option":
            self.options.append((found.get("value", ""), "selected" in found))
        elif tag == "textarea":
            self.forms[-1].append([found.get("name"), ""])
            self.text = self.forms[-1][-1]

    def _input(self, found):
        kind = found.get("type", "text")
        is_off = kind in ("checkbox", "radio") and "checked" not in found
        if not is_off and kind not in ("file", "submit", "button"):
            self.forms[-1].append([found["name"], found.get("value") or ""])

    def handle_data(self, data):
        if self.text is not None:
            self.text[1] += data if self.text[1] else data.removeprefix("\n")

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.text = None
        elif tag == "select" and self.select and self.options and self.forms:
            chosen = [value for value, is_chosen in self.options if is_chosen]
            self.forms[-1].append([self.select, (chosen or [self.options[0][0]])[0]])
            self.select = None


def form_with(page, name):
    """Fields [name, value] of the form that has the field `name`; raises LookupError."""
    reader = _Reader()
    reader.feed(page.decode())
    for fields in reader.forms:
        if any(field == name for field, _value in fields):
            return fields
    raise LookupError(f"no form with {name}")


def encoded(fields, **changed):
    """Form data of `fields`, those in `changed` with another value; @…@ stays readable."""
    pairs = [(name, changed.get(name, value)) for name, value in fields]
    return urlencode(pairs, safe="@")
