"""The bare yardstick: the least that a Django view of 6 kB can cost."""

from django.http import HttpResponse

PAGE = b"<!doctype html><title>bare</title>".ljust(6 * 1024, b".")


def bare(request):
    """6 kB, always the same."""
    return HttpResponse(PAGE)
