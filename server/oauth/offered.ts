// What this authorization server offers: discovery tells of it, and registration takes nothing else.

/** Grants of the token endpoint; a client has all of them. */
export const GRANT_TYPES = ['authorization_code', 'refresh_token'] as const;
/** Grants of services, which no client has. */
export const OWN_GRANT_TYPES = ['client_credentials'] as const;
export const RESPONSE_TYPES = ['code'] as const;
export const SUBJECT_TYPES = ['public'] as const;
/** How clients authenticate. */
export const AUTH_METHODS = ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const;
/** What assertions of clients are signed with. */
export const ASSERTION_ALGORITHMS = ['EdDSA', 'ES256', 'PS256', 'RS256'] as const;
/** What ID tokens are signed with. */
export const ID_TOKEN_ALGORITHMS = ['RS256', 'EdDSA'] as const;
/** How well users can have proved who they are (rowseal_private.assurance_name). */
export const ACR_VALUES = [1, 2, 3].map((level) => `urn:rowseal:assurance:${level}`);
