"""Reads schema.org microdata as a search engine does."""


def items(page):
    """(type, properties) of every item of a parsed page that is no part of another."""
    return [
        (scope.get("itemtype"), properties(scope))
        for scope in page.xpath("//*[@itemscope and not(@itemprop)]")
    ]


def properties(scope):
    """{property: [text, or properties of a nested item]} of an element with itemscope."""
    found = {}
    for element in scope.iterdescendants():
        owner = element.getparent()
        while owner.get("itemscope") is None:
            owner = owner.getparent()
        if element.get("itemprop") and owner is scope:
            is_item = element.get("itemscope") is not None
            plain = element.get("content") or element.get("href")
            value = properties(element) if is_item else plain
            found.setdefault(element.get("itemprop"), []).append(value)
    return found
