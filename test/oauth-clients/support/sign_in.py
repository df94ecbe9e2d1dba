"""Signs in with Authlib: prints the URL to open, reads the one to which the browser returns, and prints what it got."""

import json
import sys

import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import jwt
from authlib.oidc.core import CodeIDToken

issuer, client_id, client_secret, redirect_uri = sys.argv[1:]
server = requests.get(f"{issuer}/.well-known/openid-configuration").json()
session = OAuth2Session(
    client_id,
    client_secret,
    scope="openid email offline_access",
    redirect_uri=redirect_uri,
    code_challenge_method="S256",
)
verifier, nonce = generate_token(48), generate_token()
url, _ = session.create_authorization_url(
    server["authorization_endpoint"], code_verifier=verifier, nonce=nonce
)
print(url, flush=True)

answer = sys.stdin.readline().strip()
token = session.fetch_token(
    server["token_endpoint"], authorization_response=answer, code_verifier=verifier
)
claims = jwt.decode(
    token["id_token"],
    requests.get(server["jwks_uri"]).json(),
    claims_cls=CodeIDToken,
    claims_options={"iss": {"value": issuer}, "aud": {"value": client_id}},
    claims_params={"nonce": nonce, "client_id": client_id},
)
claims.validate()
userinfo = session.get(server["userinfo_endpoint"]).json()
refreshed = session.refresh_token(server["token_endpoint"])
revoked = session.revoke_token(server["revocation_endpoint"], token=refreshed["refresh_token"])
after = session.get(server["userinfo_endpoint"])
print(
    json.dumps(
        {
            "claims": claims,
            "userinfo": userinfo,
            "isNew": refreshed["refresh_token"] != token["refresh_token"],
            "revoked": revoked.status_code,
            "after": after.status_code,
        }
    )
)
