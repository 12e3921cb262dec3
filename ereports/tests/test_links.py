"""What one look at a link finds, and where it never looks (assurance F21, B25)."""

import datetime
import socket
import ssl
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.checks import run_checks

from ereports import links
from ereports.links import Finding
from ereports.models import LinkCheck
from tests import web

Problem = LinkCheck.Problem


@pytest.fixture
def loopback(settings):
    settings.LINK_CHECK_ALLOW_LOOPBACK = True


@pytest.fixture
def names(monkeypatch):
    """names[host] = [addresses]: what the resolver answers, each list in turn; counts in `asked`."""
    real, answers, asked = socket.getaddrinfo, {}, []

    def resolve(host, port, *arguments, **options):
        if host not in answers:
            return real(host, port, *arguments, **options)
        asked.append(host)
        turn = min(asked.count(host), len(answers[host])) - 1
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (text, port))
            for text in answers[host][turn]
        ]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    answers["asked"] = asked
    return answers


@pytest.mark.parametrize(
    ("page", "finding"),
    [
        (200, Finding("", 200)),
        (204, Finding("", 204)),
        (404, Finding(Problem.GONE, 404)),
        (410, Finding(Problem.GONE, 410)),
        (500, Finding(Problem.SERVER, 500)),
        (403, Finding(Problem.BLOCKED, 403)),
        (429, Finding(Problem.BLOCKED, 429)),
        (web.only_get, Finding("", 200)),
        (web.hanging_up_on_head, Finding("", 200)),
        (web.to("/ok"), Finding("", 200)),
        (web.to("/page"), Finding(Problem.REDIRECTS)),
        (web.to("/gone"), Finding(Problem.GONE, 404)),
        (web.endless, Finding(Problem.SILENT)),
    ],
)
def test_b25_a_look_tells_what_happened(loopback, page, finding):
    with web.Site({"/page": page, "/ok": 200}) as site:
        assert links.look(f"{site.url}/page") == finding


def test_b25_it_says_who_looks(loopback):
    with web.Site({"/": 200}) as site:
        links.look(site.url)
    ((method, path, agent, host, _at),) = site.asked
    assert (method, path, host) == ("HEAD", "/", f"127.0.0.1:{site.port}")
    assert "info.go.th" in agent
    assert "contact@dga.or.th" in agent


def test_b25_thai_addresses_are_understood(loopback):
    where = "/%E0%B8%9B%E0%B8%A3%E0%B8%B0%E0%B8%81%E0%B8%B2%E0%B8%A8?q=%E0%B8%81"
    with web.Site({where: 200, "/old": web.to("/ประกาศ?q=ก".encode().decode("latin-1"))}) as site:
        assert links.look(f"{site.url}/ประกาศ?q=ก") == Finding("", 200)
        assert links.look(f"{site.url}/old") == Finding("", 200)


@pytest.mark.parametrize("page", [web.silent, web.dripping])
def test_b25_a_site_that_never_finishes_is_left_in_time(loopback, monkeypatch, page):
    monkeypatch.setattr(links, "SECONDS", 1)
    with web.Site({"/page": page}) as site:
        began = time.monotonic()
        assert links.look(f"{site.url}/page") == Finding(Problem.SILENT)
        assert time.monotonic() - began < 3


def test_b25_nobody_there(loopback, names):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert links.look(f"http://127.0.0.1:{port}/") == Finding(Problem.SILENT)
    names["gone.test"] = [[]]
    assert links.look("https://a..b.test/") == Finding(Problem.ADDRESS)


def test_b25_a_certificate_that_is_not_theirs_is_told(loopback, tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "elsewhere.test")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(key.public_key()).serial_number(1)
    builder = builder.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    certificate = builder.sign(key, hashes.SHA256())
    file = tmp_path / "certificate.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(certificate.public_bytes(pem) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with web.Site({"/": 200}, context=context) as site:
        assert links.look(f"https://127.0.0.1:{site.port}/") == Finding(Problem.CERTIFICATE)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255"),
        *("192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.1"),
        *("192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255"),
        *("240.0.0.1", "255.255.255.255", "192.88.99.1", "::", "::1", "fe80::1", "fe80::1%eth0"),
        *("fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1"),
        *("::ffff:10.0.0.1", "::ffff:169.254.169.254", "::10.0.0.1", "64:ff9b::10.0.0.1"),
        *("2002:0a00:0001::1", "2001:0:53aa:64c:0:0:f5ff:fffe", "64:ff9b:1::1", "100::1"),
    ],
)
def test_f21_an_address_that_is_not_public_is_refused(address):
    assert not links.is_allowed(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "164.115.0.1", "2606:4700:4700::1111", "::ffff:1.1.1.1", "2405:9800::1"]
)
def test_f21_a_public_address_is_allowed(address):
    assert links.is_allowed(address)


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433", "0177.0.0.1", "0.0.0.0"),
        *("[::1]", "[::ffff:127.0.0.1]", "[::]"),
    ],
)
def test_f21_however_it_is_written_our_own_machine_is_never_asked(host):
    with web.Site({"/": 200}, host="0.0.0.0") as site:
        found = links.look(f"http://{host}:{site.port}/")
    assert found.problem in (Problem.PRIVATE, Problem.NO_HOST)
    assert site.asked == []


@pytest.mark.parametrize(
    "url",
    [
        *("file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "javascript:alert(1)"),
        *("http://user:secret@127.0.0.1/", "http://user@127.0.0.1/", "http:///x", "//127.0.0.1/"),
        *("http://127.0.0.1:99999/", "http://[::1/", "http://127.0.0.1:x/", ""),
    ],
)
def test_f21_only_web_addresses_without_credentials_are_asked(loopback, url):
    assert links.look(url) == Finding(Problem.ADDRESS)


@pytest.mark.parametrize(
    ("location", "problem"),
    [
        ("http://10.0.0.1/", Problem.PRIVATE),
        ("http://169.254.169.254/latest/meta-data/", Problem.PRIVATE),
        ("//192.168.1.1/", Problem.PRIVATE),
        ("http://[fd00::1]/", Problem.PRIVATE),
        ("file:///etc/passwd", Problem.ADDRESS),
        ("http://user:secret@example.org/", Problem.ADDRESS),
    ],
)
def test_f21_a_redirection_into_a_private_network_is_not_followed(loopback, location, problem):
    with web.Site({"/": web.to(location)}) as site:
        assert links.look(site.url) == Finding(problem)


def test_f21_a_public_name_that_leads_inside_is_refused(names):
    names["inside.test"] = [["10.0.0.7"]]
    assert links.look("http://inside.test/") == Finding(Problem.PRIVATE)


def test_f21_one_private_address_among_public_ones_is_enough(names):
    names["both.test"] = [["1.1.1.1", "10.0.0.7"]]
    assert links.look("http://both.test/") == Finding(Problem.PRIVATE)


def test_f21_the_connection_goes_to_the_address_that_was_judged(loopback, names):
    """DNS rebinding: the second answer of the resolver is never asked for."""
    with (
        web.Site({"/": 200}, host="127.0.0.1") as judged,
        web.Site({"/": 200}, host="127.0.0.2", port=judged.port) as other,
    ):
        names["rebinding.test"] = [["127.0.0.1"], ["127.0.0.2"]]
        assert links.look(f"http://rebinding.test:{judged.port}/") == Finding("", 200)
        assert judged.asked[0][3] == f"rebinding.test:{judged.port}"
        assert other.asked == []
        assert names["asked"] == ["rebinding.test"]


def test_f21_every_hop_is_resolved_and_judged_anew(loopback, names):
    with web.Site({"/": web.to("http://second.test/")}) as site:
        names["first.test"], names["second.test"] = [["127.0.0.1"]], [["172.20.0.9"]]
        assert links.look(f"http://first.test:{site.port}/") == Finding(Problem.PRIVATE)


def test_f21_loopback_cannot_be_opened_in_production(settings):
    def mine():
        found = run_checks(include_deployment_checks=True)
        return [message.id for message in found if message.id == "ereports.E001"]

    assert mine() == []
    settings.LINK_CHECK_ALLOW_LOOPBACK = True
    assert mine() == ["ereports.E001"]
