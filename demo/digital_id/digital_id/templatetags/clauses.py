"""Where Thai sentences may break: between clauses first."""

from django import template
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeData, mark_safe

register = template.Library()


@register.filter
def clauses(sentence):
    """Return the sentence with every clause in a span that goes to the next line as a whole.

    Thai writes spaces between clauses only, and browsers break between any two words,
    also inside of a compound. A clause longer than the line still breaks; a
    no-break space keeps two clauses together.
    """
    mark = mark_safe if isinstance(sentence, SafeData) else conditional_escape
    parts = [part for part in sentence.replace("\n", " ").split(" ") if part]
    return format_html_join(
        " ", '<span class="clause">{}</span>', ((mark(part),) for part in parts)
    )
