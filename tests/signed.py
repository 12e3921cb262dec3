"""Digitally signed PDFs for the tests: really signed, with a certificate made on the spot."""

import datetime
import functools
import io

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature

from tests import pdfs


@functools.cache
def _signer():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "ผู้อำนวยการโรงพยาบาล")])
    now = datetime.datetime.now(datetime.UTC)
    usage = x509.KeyUsage(
        **{"digital_signature": True, "content_commitment": True, "key_encipherment": False},
        **{"data_encipherment": False, "key_agreement": False, "key_cert_sign": False},
        **{"crl_sign": False, "encipher_only": False, "decipher_only": False},
    )
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    certificate = builder.add_extension(usage, critical=True).sign(key, hashes.SHA256())
    file = pkcs12.serialize_key_and_certificates(
        b"tests", key, certificate, None, serialization.BestAvailableEncryption(b"tests")
    )
    return signers.SimpleSigner.load_pkcs12_data(file, other_certs=[], passphrase=b"tests")


def signed_pdf(times=1, visible=False, certify=False):
    """Bytes of a PDF signed so many times, each as an increment of its own."""
    content = pdfs.pdf_bytes(mark="คำสั่ง")
    for number in range(1, times + 1):
        writer = IncrementalPdfFileWriter(io.BytesIO(content))
        box = (50, 50, 250, 100) if visible else None
        field = fields.SigFieldSpec(f"Signature{number}", box=box)
        metadata = signers.PdfSignatureMetadata(
            field_name=field.sig_field_name, certify=certify and number == 1
        )
        signer = signers.PdfSigner(metadata, signer=_signer(), new_field_spec=field)
        content = signer.sign_pdf(writer).getvalue()
    return content


def signatures_hold(content):
    """Whether every signature in a PDF fits its bytes; there must be one."""
    found = PdfFileReader(io.BytesIO(content)).embedded_signatures
    statuses = [validate_pdf_signature(signature) for signature in found]
    return bool(statuses) and all(status.intact and status.valid for status in statuses)
