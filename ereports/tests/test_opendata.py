"""The open data: JSON and CSV of what is public, as its own description says (B18, M24)."""

import base64
import csv
import gc
import io
import json
import time

import pytest
from django.core.cache import cache
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from agencies.models import Agency
from ereports.models import Document
from ereports.public.queries import DEFAULT_LIMIT
from infoadmin.csvfile import csv_lines
from tests.publishing import publish, switch

AGENCIES, PUBLICATIONS = "/api/v1/agencies/", "/api/v1/publications/"
CSV = "/api/v1/publications.csv"


def get(client, path, **parameters):
    answer = client.get(path, parameters)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def everything(client, path, **parameters):
    """The rows of all pages of a list."""
    rows, page = [], get(client, path, **parameters)
    while True:
        rows += page["data"]
        if page["next"] is None:
            return rows
        page = get(client, page["next"])


def cursor(*key):
    """A cursor as somebody might forge it."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


@pytest.fixture
def spec(client, db):
    return client.get("/api/v1/openapi.json").json()


def agrees(spec, name, answer):
    """Whether an answer is what the description says of `name`."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": spec["components"]}
    checker = Draft202012Validator.FORMAT_CHECKER
    Draft202012Validator(schema, format_checker=checker).validate(answer)
    return True


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_b18_the_description_is_openapi_in_both_languages(client, db, prefix):
    spec = client.get(f"{prefix}/api/v1/openapi.json").json()
    validate(spec)
    assert spec["openapi"].startswith("3.1")
    assert spec["servers"] == [{"url": "http://testserver"}]


def test_b18_answers_are_as_described(client, world, spec):
    assert agrees(spec, "AgencyPage", get(client, AGENCIES, status="all"))
    assert agrees(spec, "PublicationPage", get(client, PUBLICATIONS))
    for agency in vars(world).values():
        assert agrees(spec, "AgencyDetail", get(client, f"{AGENCIES}{agency.code}/"))
    for path in (f"{AGENCIES}NONE/", f"{AGENCIES}?limit=x", "/api/v1/nothing/"):
        answer = client.get(path)
        assert answer["Content-Type"] == "application/problem+json"
        assert agrees(spec, "Problem", answer.json())


def test_b18_described_parameters_are_those_that_are_taken(client, world, spec):
    for path in (AGENCIES, PUBLICATIONS, CSV):
        for parameter in spec["paths"][path]["get"]["parameters"]:
            if "example" in parameter:
                answer = client.get(path, {parameter["name"]: parameter["example"]})
                assert answer.status_code == 200
                assert list(answer)


def test_b18_agencies_are_paged_by_key_parents_first(client, world):
    whole = everything(client, AGENCIES)
    assert [row["code"] for row in whole] == [
        *("21000000", "21003000", "21003004", "21003201"),  # the sibling is closed
        "08000000",
    ]
    assert everything(client, AGENCIES, limit=2) == whole
    assert get(client, AGENCIES, limit=5)["next"] is None
    first = get(client, AGENCIES, limit=1)
    Agency.objects.filter(code=first["data"][0]["code"]).update(name="ชื่อใหม่")
    assert get(client, first["next"])["data"][0]["code"] == "21003000"


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"parent": "21003000"}, ["21003004"]),
        ({"parent": "21003000", "status": "all"}, ["21003004", "21003005"]),
        ({"within": "21003000"}, ["21003000", "21003004", "21003201"]),
        ({"kind": "ministry"}, ["21000000", "08000000"]),
        ({"q": "ราชวิถี"}, ["21003004"]),
        ({"q": "rajavithi"}, ["21003004"]),
        ({"status": "closed"}, ["21003005"]),
        ({"within": "21000000", "kind": "ministry", "q": "คมนาคม"}, []),
    ],
)
def test_b18_filters_of_agencies(client, world, filters, expected):
    assert [row["code"] for row in everything(client, AGENCIES, **filters)] == expected


def test_b18_an_agency_as_data_is_its_page(client, world):
    found = get(client, f"{AGENCIES}{world.hospital.code}/")
    assert found["parent"] == "21003000"
    assert [above["code"] for above in found["ancestry"]] == ["21000000", "21003000"]
    s10, s13, s16 = found["sections"]
    assert {(row["title"], row["agency"]["code"]) for row in s10["documents"]} == {
        ("ประกาศกรม", "21003000"),
        ("ประกาศโรงพยาบาล", "21003004"),
    }
    assert s13["gazette_links"] == [{"url": "https://ratchakitcha.example/1.pdf"}]
    assert s13["licence_channels"] == [{"name": "ใบอนุญาตขับขี่", "url": "https://licence.example/1"}]
    assert s16["title_en"] == "System for performing duties by electronic means"
    for section in found["sections"]:
        for row in section["documents"]:
            assert row["date"] == "2022-10-12"
            content = b"".join(client.get(row["download_url"]).streaming_content)
            assert len(content) == row["size"]


def test_b18_a_closed_agency_is_as_its_page(client, world):
    found = get(client, f"{AGENCIES}{world.sibling.code}/")
    assert (found["status"], found["successor"]) == ("closed", world.hospital.code)
    assert set(found["emails"].values()) == {None}
    assert not any(section["documents"] for section in found["sections"])
    listed = get(client, AGENCIES, status="closed")["data"]
    assert set(listed[0]["emails"].values()) == {None}


def test_b18_an_old_code_leads_on(client, tree):
    tree.point.former_codes.create(code="OLD-1")
    answer = client.get(f"{AGENCIES}OLD-1/")
    assert (answer.status_code, answer["Location"]) == (301, f"{AGENCIES}{tree.point.code}/")


def test_b18_publications_oldest_first_with_new_ones_at_the_end(client, world, people):
    whole = everything(client, PUBLICATIONS)
    assert [row["title"] for row in whole] == ["ประกาศกรม", "ประกาศโรงพยาบาล", "คำสั่ง"]
    first = get(client, PUBLICATIONS, limit=2)
    publish(world.stranger, people.dga, name="ใหม่.pdf")
    assert [row["title"] for row in get(client, first["next"])["data"]] == ["คำสั่ง", "ใหม่"]


def test_b18_documents_of_one_moment_are_paged_without_loss(client, world):
    moment = Document.objects.earliest("created_at").created_at
    Document.objects.update(created_at=moment)
    whole = [row["id"] for row in everything(client, PUBLICATIONS)]
    assert len(whole) == 3
    assert [row["id"] for row in everything(client, PUBLICATIONS, limit=1)] == whole


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"agency": "21003000"}, ["ประกาศกรม"]),
        ({"within": "21003000", "section": "s10"}, ["ประกาศกรม", "ประกาศโรงพยาบาล"]),
        ({"section": "s16"}, ["คำสั่ง"]),
        ({"agency": "08000000"}, []),
        ({"since": "2399-01-01"}, []),
        ({"since": "2022-10-12T09:00:00+07:00", "agency": "21003000"}, ["ประกาศกรม"]),
    ],
)
def test_b18_filters_of_publications(client, world, filters, expected):
    assert [row["title"] for row in everything(client, PUBLICATIONS, **filters)] == expected
    lines = b"".join(client.get(CSV, filters).streaming_content).decode("utf-8-sig")
    assert [row[4] for row in csv.reader(io.StringIO(lines))][1:] == expected


@pytest.mark.parametrize(
    ("path", "parameters", "code"),
    [
        (AGENCIES, {"limit": "0"}, "bad_limit"),
        (AGENCIES, {"limit": "201"}, "bad_limit"),
        (AGENCIES, {"limit": "สิบ"}, "bad_limit"),
        (AGENCIES, {"after": "x"}, "bad_cursor"),
        (AGENCIES, {"after": "eyJhIjoxfQ=="}, "bad_cursor"),
        (AGENCIES, {"after": "W10="}, "bad_cursor"),
        (AGENCIES, {"after": "é"}, "bad_cursor"),
        (AGENCIES, {"after": "A" * 400}, "bad_after"),
        (PUBLICATIONS, {"after": "WyIyMDIyIiwgIngiXQ=="}, "bad_cursor"),
        (PUBLICATIONS, {"after": "W10="}, "bad_cursor"),
        (PUBLICATIONS, {"since": "12/10/2565"}, "bad_date"),
        (PUBLICATIONS, {"since": "2022-13-45"}, "bad_date"),
        (PUBLICATIONS, {"since": "0001-01-01T00:00:00+14:00"}, "bad_date"),
        (PUBLICATIONS, {"since": "2565-10-12"}, "bad_date"),
        (PUBLICATIONS, {"after": cursor("0001-01-01T00:00:00+14:00", "0" * 32)}, "bad_cursor"),
        (PUBLICATIONS, {"after": cursor("2022-10-12T00:00:00", "0" * 32)}, "bad_cursor"),
        (PUBLICATIONS, {"section": "s99"}, "bad_section"),
        (PUBLICATIONS, {"agency": "99999999"}, "unknown_agency"),
        (CSV, {"within": "%"}, "unknown_agency"),
        (CSV, {"limit": "5"}, "unknown_parameter"),
        (AGENCIES, {"kind": "<script>"}, "bad_kind"),
        (AGENCIES, {"q": "ก\0ข"}, "bad_request"),
    ],
)
def test_b18_what_cannot_be_read_says_how_to_mend_it_in_two_languages(
    client, tree, path, parameters, code
):
    answer = client.get(path, parameters)
    assert answer.status_code == 400
    found = answer.json()
    assert found["code"] == code
    assert any("ก" <= letter <= "๛" for letter in found["detail"])
    assert not any("ก" <= letter <= "๛" for letter in found["detail_en"])
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_b18_our_own_mistake_is_json_too_and_no_traceback(client, tree, settings):
    del settings.OPEN_DATA_LICENCE_URL
    client.raise_request_exception = False
    answer = client.get(AGENCIES)
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "server_error"
    assert "Traceback" not in answer.content.decode()


def test_b18_one_whole_list_at_a_time_leaves_threads_for_pages(client, world):
    first = client.get(CSV)
    lines = iter(first.streaming_content)
    next(lines)
    second = client.get(CSV)
    assert (second.status_code, second.json()["code"]) == (429, "busy")
    assert second["Retry-After"]
    assert client.head(CSV).status_code == 200
    assert client.get(PUBLICATIONS).status_code == 200
    del first, lines  # whoever asked has gone
    gc.collect()
    for _again in range(2):
        assert b"".join(client.get(CSV).streaming_content)


@pytest.mark.parametrize("key", [5, [1], {}, None, "x"])
def test_b18_a_forged_id_in_a_cursor_is_explained(client, world, key):
    after = cursor("2024-01-01T00:00:00+00:00", key)
    answer = client.get(PUBLICATIONS, {"after": after})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


def test_b18_since_may_come_with_its_plus_unescaped(client, world):
    path = f"{PUBLICATIONS}?since=2022-10-12T09:00:00+07:00"
    assert len(get(client, path)["data"]) == 3


def test_b18_a_list_tells_when_an_agencys_report_was_saved(client, world, people):
    switch(Document.objects.get(section="s16"), people.officer, on=False)
    path = f"{AGENCIES}{world.hospital.code}/"
    listed = {row["code"]: row["updated_at"] for row in get(client, AGENCIES)["data"]}
    assert listed[world.hospital.code] == get(client, path)["updated_at"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_b18_nothing_can_be_written(client, tree, method):
    client.handler.enforce_csrf_checks = True
    for path in (AGENCIES, PUBLICATIONS, CSV, f"{AGENCIES}{tree.point.code}/"):
        answer = getattr(client, method)(path)
        assert answer.status_code == 405
        assert answer["Allow"] == "GET, HEAD, OPTIONS"
        assert answer.json()["code"] == "method_not_allowed"


def test_b18_pages_of_any_origin_may_read(client, tree):
    answer = client.get(AGENCIES, headers={"Origin": "https://elsewhere.example"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    preflight = client.options(AGENCIES)
    assert preflight.status_code == 204
    assert "POST" not in preflight["Access-Control-Allow-Methods"]


def test_b18_an_unchanged_answer_is_304_a_changed_one_is_not(client, world, people):
    path = f"{AGENCIES}{world.hospital.code}/"
    etag = client.get(path)["ETag"]
    unchanged = client.get(path, headers={"If-None-Match": etag})
    assert unchanged.status_code == 304
    assert unchanged["Access-Control-Allow-Origin"] == "*"  # else no other origin's script sees it
    switch(Document.objects.get(section="s16"), people.officer, on=False)
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 200


def test_b18_a_caller_has_so_many_requests_a_minute(client, tree, settings, monkeypatch):
    cache.clear()
    settings.API_REQUESTS_PER_MINUTE = 12
    monkeypatch.setattr(time, "time", lambda: 1_800_000_045.0)  # 15 s before the minute is over
    assert [client.get(AGENCIES).status_code for _try in range(3)] == [200] * 3
    assert client.get(CSV).status_code == 429  # counts for ten
    refused = client.get(AGENCIES)
    assert refused.status_code == 429
    assert refused["Retry-After"] == "15"
    assert refused.json()["code"] == "too_many_requests"
    assert client.get(AGENCIES, REMOTE_ADDR="192.0.2.7").status_code == 200
    forged = {"X-Forwarded-For": "192.0.2.8"}
    assert client.get(AGENCIES, headers=forged).status_code == 429  # no proxy is trusted
    settings.TRUSTED_PROXY_COUNT = 1
    assert client.get(AGENCIES, headers=forged).status_code == 200
    monkeypatch.setattr(time, "time", lambda: 1_800_000_061.0)
    assert client.get(CSV).status_code == 200


def test_b18_the_number_of_queries_does_not_grow(client, world, people, django_assert_num_queries):
    def count():
        with django_assert_num_queries(2):
            client.get(AGENCIES)
        with django_assert_num_queries(1):
            client.get(PUBLICATIONS)
        with django_assert_num_queries(2):
            b"".join(client.get(CSV).streaming_content)

    count()
    for number in range(3):
        publish(world.stranger, people.dga, name=f"{number}.pdf")
    count()


def test_u7_the_csv_opens_in_excel_and_runs_nothing(client, tree, people):
    publish(tree.hospital, people.officer, name="=cmd|x!A1.pdf", pages=2)
    answer = client.get(CSV)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    content = b"".join(answer.streaming_content)
    assert content.startswith("\ufeffรหัสหน่วยงาน,".encode())
    titles, row = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    found = dict(zip(titles, row, strict=True))
    assert found["ชื่อเอกสาร"] == "'=cmd|x!A1"
    assert found["กระทรวง"] == "กระทรวงสาธารณสุข"
    assert found["มาตรา"] == "มาตรา 10"
    assert found["จำนวนหน้า"] == "2"


def test_b18_the_csv_is_made_as_it_is_sent():
    """Rows are not gathered first: the first line is there before the second is asked for."""

    def rows():
        yield ["หนึ่ง"]
        raise AssertionError("asked for a row too many")

    lines = csv_lines(["ก"], rows())
    assert [next(lines), next(lines)] == ["\ufeffก\r\n", "หนึ่ง\r\n"]


def test_b18_the_page_shows_every_address_and_its_examples_work(client, world, spec):
    page = client.get("/api/").content.decode()
    for path, operation in spec["paths"].items():
        assert path in page
        assert operation["get"]["summary"] in page
    assert "opendata" not in page
    for path in (
        "/api/v1/agencies/?kind=ministry",
        f"{AGENCIES}21000000/",
        f"{CSV}?within=21000000",
    ):
        assert f'href="{path}"' in page
        assert client.get(path).status_code == 200


def test_b18_default_and_greatest_limit_are_as_described(spec):
    limits = [
        parameter["schema"]
        for parameter in spec["paths"][AGENCIES]["get"]["parameters"]
        if parameter["name"] == "limit"
    ]
    assert (limits[0]["default"], limits[0]["maximum"]) == (DEFAULT_LIMIT, 200)
