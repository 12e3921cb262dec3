"""Where documents are kept in a test: local files, or a real S3-compatible server."""

import pytest

from tests.s3_server import ACCESS_KEY, BUCKET, SECRET_KEY, S3Server


@pytest.fixture(scope="session")
def s3_server():
    with S3Server() as server:
        yield server


@pytest.fixture
def on_s3(settings, s3_server):
    """The settings that S3_BUCKET and its like would make."""
    settings.S3_BUCKET = BUCKET
    options = {
        "bucket_name": BUCKET,
        "endpoint_url": s3_server.url,
        "region_name": "us-east-1",
        "access_key": ACCESS_KEY,
        "secret_key": SECRET_KEY,
        "addressing_style": "path",
        "signature_version": "s3v4",
        "querystring_expire": 60,
        "file_overwrite": False,
        "default_acl": None,
    }
    storage = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    return s3_server


@pytest.fixture(params=["local", "s3"])
def storage(request):
    """The name of the storage in use; a test that takes it runs on both."""
    if request.param == "s3":
        request.getfixturevalue("on_s3")
    return request.param
