"""Former CITIZENinfo accounts from a CSV file (M3; assurance K15, K19)."""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.identity import Identity
from accounts.importing import import_former_accounts
from accounts.models import User
from infoadmin.csvfile import CSVRefused

HEADER = "username,subject,agency_code,role,may_report,name\n"


def refused(text):
    with pytest.raises(CSVRefused) as refusal:
        import_former_accounts(text.encode(), by=None)
    return refusal.value.errors


def test_m3_an_imported_person_is_known_without_a_token(tree):
    number = import_former_accounts(
        f"{HEADER}somsri,,21003004,officer,1,สมศรี ดีใจ\n".encode(), by=None
    )
    assert number == 1
    user = Identity(settings.OIDC_ISSUER, "sub-1", "somsri", "", "", "").known_user()
    grant = user.grants.get()
    assert (grant.agency, grant.role, grant.may_report, grant.may_manage_agency) == (
        tree.hospital,
        "officer",
        True,
        False,
    )


def test_k15_every_wrong_row_is_told_and_nothing_is_made(tree):
    text = HEADER + (
        "a,,21003004,officer,1,ก\n"
        ",,21003004,officer,1,ข\n"
        "c,,99999999,officer,1,ค\n"
        "d,,21003004,dga,1,ง\n"
        "e,,21003004,officer,maybe,จ\n"
    )
    assert [row for row, _sentence in refused(text)] == [3, 4, 5, 6]
    assert not User.objects.exists()


def test_k19_a_subject_that_stands_twice_is_refused(tree, people):
    twice = f"{HEADER}a,same,21003004,officer,1,\nb,same,21003005,officer,1,\n"
    assert [row for row, _sentence in refused(twice)] == [3]
    taken = f"{HEADER}a,{people.officer.subject},21003004,officer,1,\n"
    assert [row for row, _sentence in refused(taken)] == [2]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_k15_what_spreadsheets_write_is_read(tree, encoding, line_end):
    text = f"{HEADER}somsri,,21003004,officer,1,สมศรี ดีใจ\n".replace("\n", line_end)
    import_former_accounts(text.encode(encoding), by=None)
    assert User.objects.get().name == "สมศรี ดีใจ"


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00u\x00s", b"PK\x03\x04\x00\x00", b"name,colour\na,b\n"]
)
def test_k15_what_is_no_such_file_is_plainly_refused(tree, content):
    with pytest.raises(CSVRefused):
        import_former_accounts(content, by=None)


def test_a_second_import_changes_nothing(tree):
    content = f"{HEADER}somsri,,21003004,officer,1,สมศรี\n".encode()
    import_former_accounts(content, by=None)
    import_former_accounts(content, by=None)
    assert User.objects.get().grants.count() == 1


def test_the_command_checks_first_and_tells_the_rows(tree, tmp_path, capsys):
    file = tmp_path / "accounts.csv"
    file.write_text(f"{HEADER}somsri,,21003004,officer,1,สมศรี\n")
    call_command("import_citizeninfo", str(file), "--dry-run")
    assert not User.objects.exists()
    call_command("import_citizeninfo", str(file))
    assert User.objects.count() == 1
    file.write_text(f"{HEADER}x,,00000000,officer,1,\n")
    with pytest.raises(CommandError, match="แถว 2"):
        call_command("import_citizeninfo", str(file))


def test_the_first_dga_officer_is_added_by_a_command(db):
    call_command("add_dga", "--username", "siriporn", "--subject", "sub-9")
    assert User.objects.get().grants.get().role == "dga"
