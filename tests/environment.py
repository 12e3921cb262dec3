"""Settings that every test run starts from; loaded as a pytest plugin before Django's settings."""

import os
import tempfile

from infoadmin.translations import compile_translations

compile_translations()
os.environ.setdefault("SECRET_KEY", "for-tests-only-" + "x" * 50)
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("HTTPS", "false")
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="infoadmin-tests-"))
os.environ.setdefault("OIDC_ISSUER", "https://digital-id.test")
os.environ.setdefault("OIDC_RP_CLIENT_ID", "infoadmin-tests")
os.environ.setdefault("OIDC_RP_CLIENT_SECRET", "a-secret-for-tests")
os.environ.setdefault("STATIC_MANIFEST", "false")
os.environ.setdefault("API_REQUESTS_PER_MINUTE", "0")  # tests of the limit set their own
os.makedirs(os.path.join(os.environ["DATA_DIR"], "static"), exist_ok=True)  # WhiteNoise looks there
