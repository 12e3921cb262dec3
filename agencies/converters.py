"""How an agency's code stands in an address; importing this module registers it."""

from django.urls import register_converter


class AgencyCode:
    """Digits, letters and dashes, as Agency.code; anything else is no address of ours (404)."""

    regex = "[0-9A-Za-z-]{1,20}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(AgencyCode, "agency_code")
