"""A certificate authority of our own, for servers of our own."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_ONE_DAY = timedelta(days=1)


class Authority:
    """Signs certificates; `path` holds its own, for whoever shall trust them."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._key = folder, ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Our authority")])
        constraint = x509.BasicConstraints(ca=True, path_length=None)
        made = self._draft(self._name, self._key).add_extension(constraint, critical=True)
        self.path = folder / "authority.pem"
        self.path.write_bytes(self._signed(made).public_bytes(serialization.Encoding.PEM))

    def server(self, address: str, *, until: timedelta = _ONE_DAY) -> ssl.SSLContext:
        """What a server at this address identifies itself with."""
        key = ec.generate_private_key(ec.SECP256R1())
        named = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
        made = self._signed(self._draft(name, key, until=until).add_extension(named, critical=False))
        path = self._folder / f"{address}.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _draft(
        self, name: x509.Name, key: ec.EllipticCurvePrivateKey, *, until: timedelta = _ONE_DAY
    ) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        made = x509.CertificateBuilder().subject_name(name).issuer_name(self._name).public_key(key.public_key())
        made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        by = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        made = made.add_extension(by, critical=False).serial_number(x509.random_serial_number())
        return made.not_valid_before(now - 2 * _ONE_DAY).not_valid_after(now + until)

    def _signed(self, draft: x509.CertificateBuilder) -> x509.Certificate:
        return draft.sign(self._key, hashes.SHA256())
