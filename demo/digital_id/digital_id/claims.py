"""What the provider tells about a person: claims, the scopes that release them, the consent list."""

# A claim is released when one of its scopes was asked for.
SCOPES_OF_CLAIM = {
    "sub": {"openid"},
    "preferred_username": {"profile"},
    "name": {"profile"},
    "given_name": {"profile", "given_name"},
    "family_name": {"profile", "family_name"},
    "ial_level": {"profile"},
    "user_id": {"user_id"},
    "citizen_id": {"citizen_id"},
    "email": {"email"},
    "phone_number": {"phone_number"},
}


def claims_of(account, scopes) -> dict:
    """Return the claims on an account that these scopes release."""
    claims = {
        "sub": str(account.subject),
        "preferred_username": account.username,
        "name": account.full_name,
        "given_name": account.given_name,
        "family_name": account.family_name,
        "ial_level": float(account.ial_level),
        "user_id": str(account.subject),
        "citizen_id": account.citizen_id,
        "email": account.email,
        "phone_number": account.phone_number,
    }
    return {name: claims[name] for name, of in SCOPES_OF_CLAIM.items() if of & set(scopes)}


def consent_items(account, scopes) -> list[dict]:
    """Return what the consent page lists: icon, label and the value that would be shared."""
    claims = claims_of(account, scopes)
    name = " ".join(claims[part] for part in ("given_name", "family_name") if part in claims)
    items = [
        ("bi-person", "ชื่อ - นามสกุล", name),
        ("bi-at", "ชื่อบัญชีผู้ใช้", claims.get("preferred_username")),
        ("bi-envelope", "อีเมล", claims.get("email")),
        ("bi-phone", "เบอร์โทรศัพท์มือถือ", claims.get("phone_number")),
        (
            "bi-person-vcard",
            "เลขบัตรประจำตัวประชาชน",
            account.masked_citizen_id if "citizen_id" in claims else None,
        ),
    ]
    return [{"icon": icon, "label": label, "value": value} for icon, label, value in items if value]
