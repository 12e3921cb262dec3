"""`manage.py check_setup`: is the place right, and is the tree sound? Exit 1 says what is not."""

import uuid

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from accounts import provider
from agencies.models import Agency
from ereports import scanner
from ereports.models import Upload
from infoadmin.translations import uncompiled


class Command(BaseCommand):
    help = (
        "Checks the database's locale, search index, tree, file store, scanner, identity provider."
    )

    def handle(self, *args, **options):
        faults = [*_database(), *_tree(), *_storage(), *_scanner(), *_provider(), *_languages()]
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write("Everything is right.")


def _database():
    """Thai needs a UTF-8 locale: under plain C the trigrams of Thai text are empty."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT datctype FROM pg_database WHERE datname = current_database()")
        (locale,) = cursor.fetchone()
        if "UTF" not in locale.upper():
            yield f"The database's locale is {locale}: create it with --locale C.UTF-8."
        cursor.execute("SELECT array_length(show_trgm('กรม'), 1)")
        if not cursor.fetchone()[0]:
            yield "pg_trgm finds nothing in Thai text: the locale must be C.UTF-8."


def _tree():
    """Depth, path and number of children of every agency agree."""
    names = ("alphabet", "length of path", "orphan", "depth", "number of children")
    for name, found in zip(names, Agency.objects.find_problems(), strict=True):
        if found:
            yield f"The tree is not sound ({name}): {found[:10]}"


def _storage():
    """What is written to the file store can be read and removed again."""
    try:
        name = default_storage.save(f"check/{uuid.uuid4().hex}", ContentFile(b"check"))
        with default_storage.open(name) as file:
            content = file.read()
        default_storage.delete(name)
    except Exception as error:  # whatever a store raises, it is the answer
        yield f"The file store does not work: {error}"
    else:
        if content != b"check":
            yield "The file store does not give back what it was given."


def _scanner():
    """The scanner, where there is one, takes a file of the full size and finds what it must."""
    waiting = Upload.objects.filter(check_state=Upload.CheckState.WAITING).count()
    if not scanner.is_configured():
        if waiting:
            yield f"{waiting} files wait for a scanner, but CLAMD_URL is not set."
        return
    try:
        if scanner.scan(ContentFile(bytes(settings.UPLOAD_MAX_BYTES)), insist=True):
            yield "The scanner finds malware in a file of zeros."
        if not scanner.scan(ContentFile(scanner.EICAR), insist=True):
            yield "The scanner does not know the EICAR test file: has it signatures (freshclam)?"
    except scanner.ScannerUnavailable as error:
        yield f"The scanner does not answer; {waiting} files wait for it: {error}"


def _provider():
    """The identity provider's endpoints are known."""
    try:
        missing = [name for name in provider.ENDPOINTS if not provider.endpoint(name)]
    except provider.ProviderUnavailable as error:
        yield f"The identity provider does not answer: {error}"
    else:
        optional = {"OIDC_OP_LOGOUT_ENDPOINT"}
        for name in set(missing) - optional:
            yield f"{name} is neither set nor in the discovery document."


def _languages():
    """Without the compiled texts the English pages are in Thai."""
    for source in uncompiled():
        yield f"{source} is not compiled: make setup, or python -m infoadmin.translations."
