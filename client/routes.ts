// Written by npm run client from what the Worker serves. Do not edit.
export type Routes = {
    "/.well-known/jwks.json": {
        $get: {
            output: {
                keys: {
                    kty: "EC" | "RSA";
                    kid: string;
                    alg: "ES256" | "RS256";
                    use: "sig";
                    crv?: string | undefined;
                    x?: string | undefined;
                    y?: string | undefined;
                    n?: string | undefined;
                    e?: string | undefined;
                }[];
            };
            outputFormat: "json";
            status: 200;
            input: {};
        };
    };
    "/.well-known/passkey-endpoints": {
        $get: {
            output: {
                enroll: string;
                manage: string;
            };
            outputFormat: "json";
            status: 200;
            input: {};
        };
    };
    "/.well-known/revocations": {
        $get: {
            output: string;
            outputFormat: "json";
            status: 200;
            input: {};
        };
    };
    "/.well-known/webauthn": {
        $get: {
            output: {
                origins: string[];
            };
            outputFormat: "json";
            status: 200;
            input: {};
        };
    };
    "/api/auth/access-token": {
        $post: {
            output: {
                access_token: string;
                token_type: "Bearer";
                expires_in: number;
            };
            outputFormat: "json";
            status: 200;
            input: {
                json: {
                    audience: string;
                };
            };
        };
    };
    "/api/auth/account": {
        $patch: {
            output: {
                account: {
                    id: string;
                    username: string | null;
                    email: string | null;
                    email_verified: boolean;
                    first_name: string | null;
                    last_name: string | null;
                    role: "admin" | "user";
                    locale: "de" | "en" | "es" | "fr" | "ja" | "pt-BR" | null;
                    created_at: string;
                    password_change_required: boolean;
                };
            };
            outputFormat: "json";
            status: 200;
            input: {
                json: {
                    username?: string | undefined;
                    first_name?: string | null | undefined;
                    last_name?: string | null | undefined;
                    picture?: string | null | undefined;
                    locale?: "de" | "en" | "es" | "fr" | "ja" | "pt-BR" | null | undefined;
                };
            };
        };
        $post: {
            output: {
                account: {
                    id: string;
                    username: string | null;
                    email: string | null;
                    email_verified: boolean;
                    first_name: string | null;
                    last_name: string | null;
                    role: "admin" | "user";
                    locale: "de" | "en" | "es" | "fr" | "ja" | "pt-BR" | null;
                    created_at: string;
                    password_change_required: boolean;
                };
                expires_at: string;
                acr: "aal1" | "aal2";
                amr: string[];
                auth_time: string;
                second_factor_missing: boolean;
            };
            outputFormat: "json";
            status: 201;
            input: {
                json: {
                    username?: string | null | undefined;
                    email?: string | null | undefined;
                    first_name?: string | null | undefined;
                    last_name?: string | null | undefined;
                    locale?: "de" | "en" | "es" | "fr" | "ja" | "pt-BR" | null | undefined;
                    invitation?: string | null | undefined;
                    password: string;
                } | {
                    passkey: {
                        id: string;
                        rawId: string;
                        type: "public-key";
                        response: {
                            clientDataJSON: string;
                            attestationObject: string;
                            transports?: string[] | null | undefined;
                        };
                    };
                    label?: string | undefined;
                    username?: string | null | undefined;
                    email?: string | null | undefined;
                    first_name?: string | null | undefined;
                    last_name?: string | null | undefined;
                    locale?: "de" | "en" | "es" | "fr" | "ja" | "pt-BR" | null | undefined;
                    invitation?: string | null | undefined;
                };
            };
        };
    };
    "/api/auth/account/delete": {
        $post: {
            output: null;
            outputFormat: "body";
            status: 204;
            input: {
                json: {
                    password?: string | undefined;
                };
            };
        };
    };
    "/api/auth/account/email": {
        $put: {
            output: {
                sent_to: string;
            };
            outputFormat: "json";
            status: 200;
            input: {
                json: {
                    email: string;
                    password?: string | undefined;
                };
            };
        };
    };
    "/api/auth/account/email/code": {
        $post: {
            output: {
                sent_to: string;
            };
            outputFormat: "json";
            status: 200;
            input: {};
        };
    };
    "/api/auth/account/email/verify": {
        $post: {
            output: {
                account: {
                    id: string;
                    username: string | null;
                    email: string | null;
                    email_verified: boolean;
                    first_name: string | null;
                    last_name: string | null;
                    role: "admin" | "user";
                    locale: "de" | "en" | "es" | "fr" | "ja" | "pt-BR" | null;
                    created_at: string;
                    password_change_required: boolean;
                };
            };
            outputFormat: "json";
            status: 200;
            input: {
                json: {
                    code: string;
                };
            };
        };
    };
    "/api/auth/account/passkey/options": {
        $post: {
            output: {
                rp: {
                    id: string;
                    name: string;
                };
                user: {
                    id: string;
                    name: string;
                    displayName: string;
                };
                challenge: string;
                pubKeyCredParams: {
                    type: "public-key";
                    alg: number;
                }[];
                timeout: number;
                excludeCredentials: {
                    type: "public-key";
                    id: string;
                    transports: string[];
                }[];
                authenticatorSelection: {
                    residentKey: "required";
                    requireResidentKey: true;
                    userVerification: "preferred" | "required";
                };
                attestation: "none";
            };
            outputFormat: "json";
            status: 200;
            input: {
                json: {
                    username: string | null;
                    email: string | null;
                    first_name?: string | null | undefined;
                    last_name?: string | null | undefined;
                };
            };
        };
    };
    "/api/auth/account/password": {
        $put: {
            output: {
                account: {
                    id: string;
                    username: string | null;
                    email: string | null;
                    email_verified: boolean;
                    first_name: string | null;
                    last_name: string | null;
                    role: "admin" | "user";
                    locale: "de" | "en" | "es" | "fr" | "ja" | "pt-BR" | null;
                    created_at: string;
                    password_change_required: boolean;
                };
            };
            outputFormat: "json";
            status: 200;
            input: {
                json: {
                    current_password: string;
                    new_password: string;
                };
            };
        };
    };
    "/api/auth/accounts": {
        $get: {
            output: {
                items: {
                    id: string;
                    username: string | null;
                    email: string | null;
                    email_verified: boolean;
                    first_name: string | null;
                    last_name: string | null;
                    role: "admin" | "user";
                    locale: "de" | "en" | "es" | "fr" | "ja" | "pt-BR" | null;
                    created_at: string;
                    password_change_required: boolean;
                    disabled_at: string | null;
                    invited_by: string | null;
                    last_sign_in_at: string | null;
                    second_factor: boolean;
                }[];
                next: string | null;
                previous: string | null;
                total: number;
                total_exact: boolean;
            };
            outputFormat: "json";
            status: 200;
            input: {
                query: {
                    search?: string | undefined;
                    role?: "admin" | "user" | undefined;
                    state?: "active" | "disabled" | undefined;
                    verified?: "false" | "true" | undefined;
                    sort?: "last_sign_in" | "name" | "newest" | undefined;
                    limit?: string | number | undefined;
                    after?: string | undefined;
                    before?: string | undefined;
                };
            };
        };
        $post: {
            output: {
                account: {
                    id: string;
                    username: string | null;
                    email: string | null;
                    email_verified: boolean;
                    first_name: string | null;
                    last_name: string | null;
                    role: "admin" | "user";
                    locale: "de" | "en" | "es" | "fr" | "ja" | "pt-BR" | null;
                    created_at: string;
                    password_change_required: boolean;
                    disabled_at: string | null;
                    invited_by: string | null;
                };
                generated_password: string | null;
            };
            outputFormat: "json";
            status: 201;
            input: {
                json: {
                    username?: string | undefined;
                    email?: string | undefined;
                    password: string | null;
                    role?: "admin" | "user" | undefined;
                    first_name?: string | null | undefined;
                    last_name?: string | null | undefined;
                };
            };
        };
    };
    "/api/auth/accounts/:account_id": {
        $delete: {
            output: null;
            outputFormat: "body";
            status: 204;
            input: {
                param: {
                    account_id: string;
                };
            };
        };
        $get: {
            output: {
                account: {
                    id: string;
                    username: string | null;
                    email: string | null;
                    email_verified: boolean;
                    first_name: string | null;
                    last_name: string | null;
                    role: "admin" | "user";
                    locale: "de" | "en" | "es" | "fr" | "ja" | "pt-BR" | null;
                    created_at: string;
                    password_change_required: boolean;
                    disabled_at: string | null;
                    invited_by: string | null;
                    last_sign_in_at: string | null;
                    second_factor: boolean;
                };
            };
            outputFormat: "json";
            status: 200;
            input: {
                param: {
                    account_id: string;
                };
            };
        };
        $patch: {
            output: {
                account: {
                    id: string;
                    username: string | null;
                    email: string | null;
                    email_verified: boolean;
                    first_name: string | null;
                    last_name: string | null;
                    role: "admin" | "user";
                    locale: "de" | "en" | "es" | "fr" | "ja" | "pt-BR" | null;
                    created_at: string;
                    password_change_required: boolean;
                    disabled_at: string | null;
                    invited_by: string | null;
                };
            };
            outputFormat: "json";
            status: 200;
            input: {
                param: {
                    account_id: string;
                };
            } & {
                json: {
                    role?: "admin" | "user" | undefined;
                    disabled?: boolean | undefined;
                    username?: string | undefined;
                    email?: string | undefined;
                    email_verified?: true | undefined;
                    first_name?: string | null | undefined;
                    last_name?: string | null | undefined;
                };
            };
        };
    };
    "/api/auth/accounts/:account_id/email/code": {
        $post: {
            output: {
                sent_to: string;
            };
            outputFormat: "json";
            status: 200;
            input: {
                param: {
                    account_id: string;
                };
            };
        };
    };
    "/api/auth/accounts/:account_id/password": {
        $put: {
            output: {
                account: {
                    id: string;
                    username: string | null;
                    email: string | null;
                    email_verified: boolean;
                    first_name: string | null;
                    last_name: string | null;
                    role: "admin" | "user";
                    locale: "de" | "en" | "es" | "fr" | "ja" | "pt-BR" | null;
                    created_at: string;
                    password_change_required: boolean;
                    disabled_at: string | null;
                    invited_by: string | null;
                };
                generated_password: string | null;
            };
            outputFormat: "json";
            status: 200;
            input: {
                param: {
                    account_id: string;
                };
            } & {
                json: {
                    password: string | null;
                };
            };
        };
    };
    "/api/auth/accounts/:account_id/second-factors": {
        $delete: {
            output: null;
            outputFormat: "body";
            status: 204;
            input: {
                param: {
                    account_id: string;
                };
            };
        };
    };
    "/api/auth/accounts/:account_id/sessions": {
        $delete: {
            output: null;
            outputFormat: "body";
            status: 204;
            input: {
                param: {
                    account_id: string;
                };
            };
        };
        $get: {
            output: {
                items: {
                    id: string;
                    created_at: string;
                    last_used_at: string;
                    expires_at: string;
                    user_agent: string | null;
                    country: string | null;
                    current: boolean;
                }[];
                next: string | null;
            };
            outputFormat: "json";
            status: 200;
            input: {
                param: {
                    account_id: string;
                };
            };
        };
    };
    "/api/auth/accounts/:account_id/sessions/:session_id": {
        $delete: {
            output: null;
            outputFormat: "body";
            status: 204;
            input: {
                param: {
                    account_id: string;
                    session_id: string;
                };
            };
        };
    };
    "/api/auth/audit": {
        $get: {
            output: {
                items: {
                    id: number;
                    at: string;
                    event: "authn_code_fail" | "authn_factor_added" | "authn_factor_fail" | "authn_factor_removed" | "authn_login_fail" | "authn_login_lock" | "authn_login_success" | "authn_password_change" | "authn_password_change_fail" | "authn_reauthentication" | "authn_recovery_codes_created" | "authn_token_created" | "authn_token_revoked" | "authz_fail" | "client_created" | "client_deleted" | "client_secret_rotated" | "client_updated" | "device_denied" | "grant_created" | "grant_reused" | "grant_revoked" | "privilege_permissions_changed" | "sensitive_read" | "signing_keys_withdrawn" | "sys_setup_complete" | "user_code_fail" | "user_created" | "user_deleted" | "user_updated";
                    account: string | null;
                    account_name: string | null;
                    actor: string | null;
                    actor_name: string | null;
                    outcome: "failure" | "success";
                    detail: string | null;
                    ip: string | null;
                    country: string | null;
                    user_agent: string | null;
                    request_id: string;
                }[];
                next: string | null;
            };
            outputFormat: "json";
            status: 200;
            input: {
                query: {
                    account?: string | undefined;
                    search?: string | undefined;
                    event?: "authn_code_fail" | "authn_factor_added" | "authn_factor_fail" | "authn_factor_removed" | "authn_login_fail" | "authn_login_lock" | "authn_login_success" | "authn_password_change" | "authn_password_change_fail" | "authn_reauthentication" | "authn_recovery_codes_created" | "authn_token_created" | "authn_token_revoked" | "authz_fail" | "client_created" | "client_deleted" | "client_secret_rotated" | "client_updated" | "device_denied" | "grant_created" | "grant_reused" | "grant_revoked" | "privilege_permissions_changed" | "sensitive_read" | "signing_keys_withdrawn" | "sys_setup_complete" | "user_code_fail" | "user_created" | "user_deleted" | "user_updated" | undefined;
                    since?: string | undefined;
                    until?: string | undefined;
                    before?: string | undefined;
                    limit?: string | number | undefined;
                };
            };
        };
    };
    "/api/auth/audit/export": {
        $get: {
            output: string | {
                items: {
                    id: number;
                    at: string;
                    event: "authn_code_fail" | "authn_factor_added" | "authn_factor_fail" | "authn_factor_removed" | "authn_login_fail" | "authn_login_lock" | "authn_login_success" | "authn_password_change" | "authn_password_change_fail" | "authn_reauthentication" | "authn_recovery_codes_created" | "authn_token_created" | "authn_token_revoked" | "authz_fail" | "client_created" | "client_deleted" | "client_secret_rotated" | "client_updated" | "device_denied" | "grant_created" | "grant_reused" | "grant_revoked" | "privilege_permissions_changed" | "sensitive_read" | "signing_keys_withdrawn" | "sys_setup_complete" | "user_code_fail" | "user_created" | "user_deleted" | "user_updated";
                    account: string | null;
                    account_name: string | null;
                    actor: string | null;
                    actor_name: string | null;
                    outcome: "failure" | "success";
                    detail: string | null;
                    ip: string | null;
                    country: string | null;
                    user_agent: string | null;
                    request_id: string;
                }[];
                next: string | null;
            };
            outputFormat: "json";
            status: 200;
            input: {
                query: {
                    account?: string | undefined;
                    search?: string | undefined;
                    event?: "authn_code_fail" | "authn_factor_added" | "authn_factor_fail" | "authn_factor_removed" | "authn_login_fail" | "authn_login_lock" | "authn_login_success" | "authn_password_change" | "authn_password_change_fail" | "authn_reauthentication" | "authn_recovery_codes_created" | "authn_token_created" | "authn_token_revoked" | "authz_fail" | "client_created" | "client_deleted" | "client_secret_rotated" | "client_updated" | "device_denied" | "grant_created" | "grant_reused" | "grant_revoked" | "privilege_permissions_changed" | "sensitive_read" | "signing_keys_withdrawn" | "sys_setup_complete" | "user_code_fail" | "user_created" | "user_deleted" | "user_updated" | undefined;
                    since?: string | undefined;
                    until?: string | undefined;
                    before?: string | undefined;
                    format: "csv" | "json";
                };
            };
        };
    };
    "/api/auth/authorization": {
        $post: {
            output: {
                redirect_to: string;
            };
            outputFormat: "json";
            status: 200;
            input: {
                json: {
                    request: string;
                    account: string;
                    decision: "allow" | "deny";
                };
            };
        };
    };
    "/api/auth/bulk/accounts": {
        $post: {
            output: {
                items: {
                    id: string;
                    code: string | null;
                }[];
                next: string | null;
            };
            outputFormat: "json";
            status: 200;
            input: {
                json: {
                    action: "delete" | "disable" | "enable" | "send_reset_link" | "sign_out";
                    ids: string[];
                };
            };
        };
    };
    "/api/auth/clients": {
        $get: {
            output: {
                items: {
                    id: string;
                    name: string;
                    public: boolean;
                    redirect_uris: string[];
                    post_logout_redirect_uris: string[];
                    resources: string[];
                    id_token_alg: "ES256" | "RS256";
                    disabled: boolean;
                    device_grant: boolean;
                    created_at: string;
                    updated_at: string;
                }[];
                next: string | null;
            };
            outputFormat: "json";
            status: 200;
            input: {};
        };
        $post: {
            output: {
                client: {
                    id: string;
                    name: string;
                    public: boolean;
                    redirect_uris: string[];
                    post_logout_redirect_uris: string[];
                    resources: string[];
                    id_token_alg: "ES256" | "RS256";
                    disabled: boolean;
                    device_grant: boolean;
                    created_at: string;
                    updated_at: string;
                };
                client_secret: string | null;
            };
            outputFormat: "json";
            status: 201;
            input: {
                json: {
                    name: string;
                    public: boolean;
                    redirect_uris: string[];
                    post_logout_redirect_uris?: string[] | undefined;
                    resources?: string[] | undefined;
                    id_token_alg?: "ES256" | "RS256" | undefined;
                    device_grant?: boolean | undefined;
                };
            };
        };
    };
    "/api/auth/clients/:client_id": {
        $delete: {
            output: null;
            outputFormat: "body";
            status: 204;
            input: {
                param: {
                    client_id: string;
                };
            };
        };
        $get: {
            output: {
                client: {
                    id: string;
                    name: string;
                    public: boolean;
                    redirect_uris: string[];
                    post_logout_redirect_uris: string[];
                    resources: string[];
                    id_token_alg: "ES256" | "RS256";
                    disabled: boolean;
                    device_grant: boolean;
                    created_at: string;
                    updated_at: string;
                };
            };
            outputFormat: "json";
            status: 200;
            input: {
                param: {
                    client_id: string;
                };
            };
        };
        $patch: {
            output: {
                client: {
                    id: string;
                    name: string;
                    public: boolean;
                    redirect_uris: string[];
                    post_logout_redirect_uris: string[];
                    resources: string[];
                    id_token_alg: "ES256" | "RS256";
                    disabled: boolean;
                    device_grant: boolean;
                    created_at: string;
                    updated_at: string;
                };
            };
            outputFormat: "json";
            status: 200;
            input: {
                param: {
                    client_id: string;
                };
            } & {
                json: {
                    name?: string | undefined;
                    redirect_uris?: string[] | undefined;
                    post_logout_redirect_uris?: string[] | undefined;
                    resources?: string[] | undefined;
                    id_token_alg?: "ES256" | "RS256" | undefined;
                    disabled?: boolean | undefined;
                    device_grant?: boolean | undefined;
                };
            };
        };
    };
    "/api/auth/clients/:client_id/secret": {
        $post: {
            output: {
                client: {
                    id: string;
                    name: string;
                    public: boolean;
                    redirect_uris: string[];
                    post_logout_redirect_uris: string[];
                    resources: string[];
                    id_token_alg: "ES256" | "RS256";
                    disabled: boolean;
                    device_grant: boolean;
                    created_at: string;
                    updated_at: string;
                };
                client_secret: string | null;
            };
            outputFormat: "json";
            status: 200;
            input: {
                param: {
                    client_id: string;
                };
            };
        };
    };
    "/api/auth/device-authorization": {
        $post: {
            output: {
                client: string;
                hosts: string[];
                scopes: string[];
                resources: string[];
                requested_at: string;
                network: string;
                country: string | null;
                same_network: boolean;
            };
            outputFormat: "json";
            status: 200;
            input: {
                json: {
                    user_code: string;
                };
            };
        };
        $put: {
            output: null;
            outputFormat: "body";
            status: 204;
            input: {
                json: {
                    user_code: string;
                    decision: "allow" | "deny";
                };
            };
        };
    };
    "/api/auth/grants": {
        $get: {
            output: {
                items: {
                    client: {
                        id: string;
                        name: string;
                    };
                    scopes: string[];
                    resources: string[];
                    created_at: string;
                    last_used_at: string;
                }[];
                next: string | null;
            };
            outputFormat: "json";
            status: 200;
            input: {};
        };
    };
    "/api/auth/grants/:client_id": {
        $delete: {
            output: null;
            outputFormat: "body";
            status: 204;
            input: {
                param: {
                    client_id: string;
                };
            };
        };
    };
    "/api/auth/instance": {
        $get: {
            output: {
                product: {
                    name: string;
                    accent: string | null;
                    color_scheme: "auto" | "dark" | "light";
                    logo: string | null;
                    logo_dark: string | null;
                    icon: string | null;
                    app: string | null;
                    terms: string | null;
                    privacy: string | null;
                    support_email: string | null;
                };
                registration: "closed" | "invitation" | "open";
                set_up: boolean;
                setup_token_required: boolean;
                password_min_length: number;
                username_min_length: number;
                usernames: boolean;
                mail: boolean;
                passwords: boolean;
                passkeys: boolean;
            };
            outputFormat: "json";
            status: 200;
            input: {};
        };
    };
    "/api/auth/invitation/email": {
        $post: {
            output: {
                id: string;
                token: string;
                sent_to: string | null;
                created_at: string;
                expires_at: string;
                uses: number;
            };
            outputFormat: "json";
            status: 201;
            input: {
                json: {
                    email: string;
                };
            };
        };
    };
    "/api/auth/invitation/verify": {
        $post: {
            output: {
                inviter: string | null;
                product: string;
            };
            outputFormat: "json";
            status: 200;
            input: {
                json: {
                    token: string;
                };
            };
        };
    };
    "/api/auth/invitations": {
        $get: {
            output: {
                items: {
                    id: string;
                    token: string;
                    sent_to: string | null;
                    created_at: string;
                    expires_at: string;
                    uses: number;
                }[];
                next: string | null;
            };
            outputFormat: "json";
            status: 200;
            input: {};
        };
        $post: {
            output: {
                id: string;
                token: string;
                sent_to: string | null;
                created_at: string;
                expires_at: string;
                uses: number;
            };
            outputFormat: "json";
            status: 201;
            input: {};
        };
    };
    "/api/auth/invitations/:invitation_id": {
        $delete: {
            output: null;
            outputFormat: "body";
            status: 204;
            input: {
                param: {
                    invitation_id: string;
                };
            };
        };
    };
    "/api/auth/passkey/options": {
        $post: {
            output: {
                rp: {
                    id: string;
                    name: string;
                };
                user: {
                    id: string;
                    name: string;
                    displayName: string;
                };
                challenge: string;
                pubKeyCredParams: {
                    type: "public-key";
                    alg: number;
                }[];
                timeout: number;
                excludeCredentials: {
                    type: "public-key";
                    id: string;
                    transports: string[];
                }[];
                authenticatorSelection: {
                    residentKey: "required";
                    requireResidentKey: true;
                    userVerification: "preferred" | "required";
                };
                attestation: "none";
            };
            outputFormat: "json";
            status: 200;
            input: {
                json: {
                    conditional: boolean;
                };
            };
        };
    };
    "/api/auth/passkeys": {
        $get: {
            output: {
                items: {
                    id: string;
                    label: string;
                    aaguid: string;
                    transports: string[];
                    synced: boolean;
                    created_at: string;
                    last_used_at: string | null;
                }[];
                next: string | null;
            };
            outputFormat: "json";
            status: 200;
            input: {};
        };
        $post: {
            output: {
                id: string;
                label: string;
                aaguid: string;
                transports: string[];
                synced: boolean;
                created_at: string;
                last_used_at: string | null;
            };
            outputFormat: "json";
            status: 201;
            input: {
                json: {
                    passkey: {
                        id: string;
                        rawId: string;
                        type: "public-key";
                        response: {
                            clientDataJSON: string;
                            attestationObject: string;
                            transports?: string[] | null | undefined;
                        };
                    };
                    label?: string | undefined;
                    conditional?: boolean | undefined;
                };
            };
        };
    };
    "/api/auth/passkeys/:passkey_id": {
        $delete: {
            output: {
                rp_id: string;
                user_id: string;
                accepted: string[];
            };
            outputFormat: "json";
            status: 200;
            input: {
                param: {
                    passkey_id: string;
                };
            };
        };
        $patch: {
            output: {
                id: string;
                label: string;
                aaguid: string;
                transports: string[];
                synced: boolean;
                created_at: string;
                last_used_at: string | null;
            };
            outputFormat: "json";
            status: 200;
            input: {
                param: {
                    passkey_id: string;
                };
            } & {
                json: {
                    label: string;
                };
            };
        };
    };
    "/api/auth/password-reset": {
        $get: {
            output: {
                account: {
                    username: string | null;
                    email: string | null;
                };
            };
            outputFormat: "json";
            status: 200;
            input: {};
        };
        $post: {
            output: {
                sent: true;
            };
            outputFormat: "json";
            status: 200;
            input: {
                json: {
                    email: string;
                };
            };
        };
        $put: {
            output: {
                account: {
                    id: string;
                    username: string | null;
                    email: string | null;
                    email_verified: boolean;
                    first_name: string | null;
                    last_name: string | null;
                    role: "admin" | "user";
                    locale: "de" | "en" | "es" | "fr" | "ja" | "pt-BR" | null;
                    created_at: string;
                    password_change_required: boolean;
                };
                expires_at: string;
                acr: "aal1" | "aal2";
                amr: string[];
                auth_time: string;
                second_factor_missing: boolean;
            } | null;
            outputFormat: "json";
            status: 200;
            input: {
                json: {
                    password?: string | undefined;
                };
            };
        } | {
            output: {
                second_factor: {
                    methods: ("passkey" | "recovery_code" | "totp")[];
                    expires_at: string;
                };
            };
            outputFormat: "json";
            status: 202;
            input: {
                json: {
                    password?: string | undefined;
                };
            };
        };
    };
    "/api/auth/recovery-codes": {
        $post: {
            output: {
                recovery_codes: string[];
            };
            outputFormat: "json";
            status: 200;
            input: {};
        };
    };
    "/api/auth/second-factors": {
        $get: {
            output: {
                required: boolean;
                totp: {
                    id: string;
                    label: string;
                    created_at: string;
                }[];
                recovery_codes_left: number;
            };
            outputFormat: "json";
            status: 200;
            input: {};
        };
    };
    "/api/auth/session": {
        $delete: {
            output: null;
            outputFormat: "body";
            status: 204;
            input: {};
        };
        $get: {
            output: {
                account: {
                    id: string;
                    username: string | null;
                    email: string | null;
                    email_verified: boolean;
                    first_name: string | null;
                    last_name: string | null;
                    role: "admin" | "user";
                    locale: "de" | "en" | "es" | "fr" | "ja" | "pt-BR" | null;
                    created_at: string;
                    password_change_required: boolean;
                };
                expires_at: string;
                acr: "aal1" | "aal2";
                amr: string[];
                auth_time: string;
                second_factor_missing: boolean;
            } | null;
            outputFormat: "json";
            status: 200;
            input: {};
        };
        $post: {
            output: {
                account: {
                    id: string;
                    username: string | null;
                    email: string | null;
                    email_verified: boolean;
                    first_name: string | null;
                    last_name: string | null;
                    role: "admin" | "user";
                    locale: "de" | "en" | "es" | "fr" | "ja" | "pt-BR" | null;
                    created_at: string;
                    password_change_required: boolean;
                };
                expires_at: string;
                acr: "aal1" | "aal2";
                amr: string[];
                auth_time: string;
                second_factor_missing: boolean;
            };
            outputFormat: "json";
            status: 201;
            input: {
                json: {
                    username: string;
                    password: string;
                };
            };
        } | {
            output: {
                second_factor: {
                    methods: ("passkey" | "recovery_code" | "totp")[];
                    expires_at: string;
                };
            };
            outputFormat: "json";
            status: 202;
            input: {
                json: {
                    username: string;
                    password: string;
                };
            };
        };
    };
    "/api/auth/session/passkey": {
        $post: {
            output: {
                account: {
                    id: string;
                    username: string | null;
                    email: string | null;
                    email_verified: boolean;
                    first_name: string | null;
                    last_name: string | null;
                    role: "admin" | "user";
                    locale: "de" | "en" | "es" | "fr" | "ja" | "pt-BR" | null;
                    created_at: string;
                    password_change_required: boolean;
                };
                expires_at: string;
                acr: "aal1" | "aal2";
                amr: string[];
                auth_time: string;
                second_factor_missing: boolean;
            };
            outputFormat: "json";
            status: 201;
            input: {
                json: {
                    passkey: {
                        id: string;
                        rawId: string;
                        type: "public-key";
                        response: {
                            clientDataJSON: string;
                            authenticatorData: string;
                            signature: string;
                            userHandle?: string | null | undefined;
                        };
                    };
                };
            };
        } | {
            output: {
                second_factor: {
                    methods: ("passkey" | "recovery_code" | "totp")[];
                    expires_at: string;
                };
            };
            outputFormat: "json";
            status: 202;
            input: {
                json: {
                    passkey: {
                        id: string;
                        rawId: string;
                        type: "public-key";
                        response: {
                            clientDataJSON: string;
                            authenticatorData: string;
                            signature: string;
                            userHandle?: string | null | undefined;
                        };
                    };
                };
            };
        };
    };
    "/api/auth/session/passkey/options": {
        $post: {
            output: {
                challenge: string;
                rpId: string;
                timeout: number;
                userVerification: "preferred" | "required";
            };
            outputFormat: "json";
            status: 200;
            input: {
                json: {
                    purpose: "proof" | "second_step" | "sign_in";
                };
            };
        };
    };
    "/api/auth/session/proof": {
        $post: {
            output: {
                account: {
                    id: string;
                    username: string | null;
                    email: string | null;
                    email_verified: boolean;
                    first_name: string | null;
                    last_name: string | null;
                    role: "admin" | "user";
                    locale: "de" | "en" | "es" | "fr" | "ja" | "pt-BR" | null;
                    created_at: string;
                    password_change_required: boolean;
                };
                expires_at: string;
                acr: "aal1" | "aal2";
                amr: string[];
                auth_time: string;
                second_factor_missing: boolean;
            };
            outputFormat: "json";
            status: 200;
            input: {
                json: {
                    code: string;
                } | {
                    passkey: {
                        id: string;
                        rawId: string;
                        type: "public-key";
                        response: {
                            clientDataJSON: string;
                            authenticatorData: string;
                            signature: string;
                            userHandle?: string | null | undefined;
                        };
                    };
                } | {
                    password: string;
                };
            };
        };
    };
    "/api/auth/session/second": {
        $post: {
            output: {
                account: {
                    id: string;
                    username: string | null;
                    email: string | null;
                    email_verified: boolean;
                    first_name: string | null;
                    last_name: string | null;
                    role: "admin" | "user";
                    locale: "de" | "en" | "es" | "fr" | "ja" | "pt-BR" | null;
                    created_at: string;
                    password_change_required: boolean;
                };
                expires_at: string;
                acr: "aal1" | "aal2";
                amr: string[];
                auth_time: string;
                second_factor_missing: boolean;
            };
            outputFormat: "json";
            status: 201;
            input: {
                json: {
                    code: string;
                } | {
                    passkey: {
                        id: string;
                        rawId: string;
                        type: "public-key";
                        response: {
                            clientDataJSON: string;
                            authenticatorData: string;
                            signature: string;
                            userHandle?: string | null | undefined;
                        };
                    };
                } | {
                    recovery_code: string;
                };
            };
        };
    };
    "/api/auth/sessions": {
        $delete: {
            output: null;
            outputFormat: "body";
            status: 204;
            input: {};
        };
        $get: {
            output: {
                items: {
                    id: string;
                    created_at: string;
                    last_used_at: string;
                    expires_at: string;
                    user_agent: string | null;
                    country: string | null;
                    current: boolean;
                }[];
                next: string | null;
            };
            outputFormat: "json";
            status: 200;
            input: {};
        };
    };
    "/api/auth/sessions/:session_id": {
        $delete: {
            output: null;
            outputFormat: "body";
            status: 204;
            input: {
                param: {
                    session_id: string;
                };
            };
        };
    };
    "/api/auth/settings": {
        $get: {
            output: {
                items: {
                    name: string;
                    value: string;
                }[];
                next: string | null;
            };
            outputFormat: "json";
            status: 200;
            input: {};
        };
    };
    "/api/auth/setup": {
        $post: {
            output: {
                account: {
                    id: string;
                    username: string | null;
                    email: string | null;
                    email_verified: boolean;
                    first_name: string | null;
                    last_name: string | null;
                    role: "admin" | "user";
                    locale: "de" | "en" | "es" | "fr" | "ja" | "pt-BR" | null;
                    created_at: string;
                    password_change_required: boolean;
                };
                expires_at: string;
                acr: "aal1" | "aal2";
                amr: string[];
                auth_time: string;
                second_factor_missing: boolean;
            };
            outputFormat: "json";
            status: 201;
            input: {
                header: {
                    'x-setup-token'?: string | undefined;
                };
            } & {
                json: {
                    email: string;
                    first_name: string;
                    last_name: string;
                    password: string;
                } | {
                    passkey: {
                        id: string;
                        rawId: string;
                        type: "public-key";
                        response: {
                            clientDataJSON: string;
                            attestationObject: string;
                            transports?: string[] | null | undefined;
                        };
                    };
                    label?: string | undefined;
                    email: string;
                    first_name: string;
                    last_name: string;
                };
            };
        };
    };
    "/api/auth/totp": {
        $post: {
            output: {
                id: string;
                label: string;
                secret: string;
                uri: string;
                expires_at: string;
            };
            outputFormat: "json";
            status: 201;
            input: {
                json: {
                    label: string;
                };
            };
        };
    };
    "/api/auth/totp/:totp_id": {
        $delete: {
            output: null;
            outputFormat: "body";
            status: 204;
            input: {
                param: {
                    totp_id: string;
                };
            };
        };
    };
    "/api/auth/totp/:totp_id/confirm": {
        $post: {
            output: {
                recovery_codes: string[];
            };
            outputFormat: "json";
            status: 200;
            input: {
                param: {
                    totp_id: string;
                };
            } & {
                json: {
                    code: string;
                };
            };
        };
    };
    "/health": {
        $get: {
            output: {
                status: "ok";
            };
            outputFormat: "json";
            status: 200;
            input: {};
        };
    };
    "/health/live": {
        $get: {
            output: {
                status: "ok";
            };
            outputFormat: "json";
            status: 200;
            input: {};
        };
    };
};
export type Code = "account_disabled" | "account_not_found" | "already_set_up" | "already_verified" | "bearer_required" | "body_too_large" | "cannot_change_own_email" | "cannot_delete_self" | "cannot_disable_self" | "cannot_remove_own_factor" | "cannot_reset_self" | "client_has_document" | "client_is_public" | "client_not_found" | "code_expired" | "cookie_required" | "cross_site_request" | "current_password_incorrect" | "default_password" | "email_missing" | "email_taken" | "factor_not_found" | "forbidden" | "grant_not_found" | "internal_error" | "invalid_code" | "invalid_credentials" | "invalid_input" | "invalid_second_factor" | "invalid_target" | "invitation_invalid" | "invitation_not_found" | "invitations_closed" | "last_admin" | "last_passkey" | "mail_unavailable" | "malformed_body" | "method_not_allowed" | "misconfigured" | "no_changes" | "no_default_account" | "not_found" | "otp_token_invalid" | "overloaded" | "passkey_exists" | "passkey_invalid" | "passkey_not_found" | "passkey_unknown" | "passkeys_unavailable" | "password_change_required" | "password_not_allowed" | "passwords_off" | "rate_limiter_unavailable" | "reauthentication_required" | "registration_closed" | "request_changed" | "request_timeout" | "reset_token_invalid" | "second_factor_mandatory" | "second_factor_missing" | "second_factor_required" | "session_not_found" | "setup_token_invalid" | "sign_in_expired" | "storage_unavailable" | "too_many_attempts" | "too_many_clients" | "too_many_invitations" | "too_many_mails" | "too_many_passkeys" | "too_many_requests" | "totp_expired" | "totp_not_found" | "unauthenticated" | "unsupported_media_type" | "user_code_invalid" | "username_taken";
