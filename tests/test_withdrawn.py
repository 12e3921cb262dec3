"""What is switched off is gone from everywhere with the next request, on both storages (F14-F18)."""

import uuid

import pytest
import requests

from agencies import actions as agencies
from ereports.models import Upload
from ereports.public.sitemaps import RANGE
from tests.publishing import publish, switch

NAME = "ประกาศที่ถูกปิดภายหลัง"


@pytest.fixture
def published(storage, tree, people):
    """A document of the department for its whole subtree."""
    tree.department.former_codes.create(code="OLD-1")
    return publish(tree.department, people.central, name=f"{NAME}.pdf", is_for_subtree=True)


def places(tree, document):
    """Every address at which the document, or a word of it, is to be found."""
    pages = [tree.department.code, tree.hospital.code, tree.point.code]
    return [
        "/",
        "/publications.atom",
        "/api/v1/publications/",
        "/api/v1/publications.csv",
        f"/agency/{tree.ministry.code}/subtree.atom",
        *(f"/agency/{code}/" for code in pages),
        *(f"/agency/{code}/publications.atom" for code in pages),
        *(f"/api/v1/agencies/{code}/" for code in pages),
        *(f"/api/v1/publications/?within={tree.ministry.code}&section=s10",),
    ]


def files(tree, document):
    return [
        f"{prefix}/agency/{agency.code}/document/{document.pk}/{end}"
        for prefix in ("", "/en")
        for agency in (tree.department, tree.point)
        for end in ("", "file/", "download/", "publication.json")
    ]


def shown(client, path, **headers):
    """Whether the document stands at `path`, asked with these headers."""
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, (path, headers)
    return NAME in answer.getvalue().decode()


def test_f14_f15_off_and_saved_is_gone_from_everywhere_on_again_is_back(
    client, storage, tree, people, published
):
    etags = {}
    for path in places(tree, published):
        answer = client.get(path)
        assert NAME in answer.getvalue().decode(), path
        if answer.has_header("ETag"):
            etags[path] = answer["ETag"]
    validators = {path: client.get(path).get("ETag", '"x"') for path in files(tree, published)}
    assert all(client.get(path).status_code < 400 for path in validators)

    switch(published, people.central, on=False)
    date = "Fri, 01 Jan 2100 00:00:00 GMT"
    for path in places(tree, published):
        assert not shown(client, path), path
        assert not shown(client, path, **{"If-None-Match": etags.get(path, '"x"')}), path
        assert not shown(client, path, **{"If-Modified-Since": date}), path
    for path, etag in validators.items():
        for headers in (
            {},
            {"If-None-Match": etag},
            {"If-None-Match": "*"},
            {"If-Modified-Since": date},
            {"Range": "bytes=0-9"},
            {"Range": "bytes=0-9", "If-Range": etag},
        ):
            assert client.get(path, headers=headers).status_code == 404, (path, headers)
            assert client.head(path, headers=headers).status_code == 404, (path, headers)

    switch(published, people.central, on=True)
    for path in places(tree, published):
        assert shown(client, path), path
    assert all(client.get(path).status_code < 400 for path in validators)  # F15: the same addresses


def test_f14_a_closed_agency_takes_what_it_published_with_it(client, storage, tree, people):
    document = publish(tree.point, people.dga, name=f"{NAME}.pdf")
    here = f"/agency/{tree.point.code}/"
    sitemap = f"/sitemap-agencies-{tree.stranger.pk // RANGE}.xml"
    assert here in client.get(sitemap).getvalue().decode()
    assert shown(client, here)
    agencies.close(agency=tree.point, successor=None, reason="ยุบ", by=people.dga)
    for path in ("/", here, f"{here}publications.atom", f"{here}subtree.atom"):
        assert not shown(client, path), path
    for path in ("/api/v1/publications.csv", f"/api/v1/agencies/{tree.point.code}/"):
        assert not shown(client, path), path
    assert client.get(f"{here}document/{document.pk}/download/").status_code == 404
    assert here not in client.get(sitemap).getvalue().decode()


def test_f12_f13_what_was_not_found_clean_is_nowhere(client, storage, tree, people, published):
    for state in (Upload.CheckState.WAITING, Upload.CheckState.REFUSED):
        Upload.objects.update(check_state=state)
        switch(published, people.central, on=True)  # a save, as after any scan
        assert not any(shown(client, path) for path in places(tree, published))
        assert all(client.get(path).status_code == 404 for path in files(tree, published))


def test_f16_the_storage_cannot_be_asked_past_us(client, storage, tree, published):
    name = published.upload.file.name
    if storage == "local":
        for root in ("/", "/media/", "/files/", "/static/"):
            assert client.get(f"{root}{name}").status_code == 404
        return
    signed = client.get(files(tree, published)[2])["Location"]
    assert requests.get(signed, timeout=10).status_code == 200
    assert requests.get(signed.split("?")[0], timeout=10).status_code == 403


def test_f17_a_file_is_served_so_that_it_can_do_nothing(client, storage, tree, published):
    _page, view, download, *_others = files(tree, published)
    for path, kind in ((view, "inline"), (download, "attachment")):
        answer = client.get(path)
        assert answer["X-Content-Type-Options"] == "nosniff"
        if storage == "s3":
            assert answer["Cache-Control"] == "no-store"
            answer = requests.get(answer["Location"], timeout=10).headers
        else:
            assert "default-src 'none'" in answer["Content-Security-Policy"]
            assert answer["Cache-Control"] == "no-cache"
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith(f"{kind}; filename*=utf-8''%E0%B8%9B")


def test_f17_a_part_of_the_file_can_be_had(client, storage, tree, published):
    path = files(tree, published)[2]
    answer = client.get(path, headers={"Range": "bytes=0-4"})
    if storage == "s3":
        answer = requests.get(answer["Location"], headers={"Range": "bytes=0-4"}, timeout=10)
        assert (answer.status_code, answer.content) == (206, b"%PDF-")
    else:
        assert (answer.status_code, answer.getvalue()) == (206, b"%PDF-")


def test_f18_a_guessed_document_is_like_one_switched_off(client, storage, tree, people, published):
    switch(published, people.central, on=False)

    def answer(pk):
        found = client.get(f"/agency/{tree.point.code}/document/{pk}/download/")
        assert found.status_code == 404
        return found.content.decode().split("รหัสอ้างอิง")[0].replace(str(pk), "")

    assert answer(published.pk) == answer(uuid.uuid4())
