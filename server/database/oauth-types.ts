import type { Caller } from './caller.ts';
import type { IssuedClaims } from './sealed-claims.ts';

/** What a client sent as parameters: an array where one came several times. */
export type Parameters = Record<string, string | string[]>;

/** Where a client wants its answer, and how (OAuth 2.0 Form Post Response Mode). */
export interface ClientAddress {
  /** One that the database has found to be the client's. */
  redirect_uri: string;
  response_mode: 'query' | 'form_post';
}

/** What came of an authorization request; see rowseal_private.begin_authorization. */
export type AuthorizationBegun =
  | { status: 'ok'; request_id: string }
  | (ClientAddress & { status: 'error'; state: string | null; error: string; error_description: string })
  | { status: 'unknown_client' | 'redirect_uri_mismatch' | 'redirect_uri_missing' }
  /** retryAfter in seconds. */
  | { status: 'throttled'; retry_after: number };

/** An authorization request; see rowseal_private.begin_authorization. */
export interface AuthorizationAsked extends Caller {
  parameters: Parameters;
  issuer: string;
  browserSecret: Uint8Array;
  /** The user whom it is about; undefined: the user who signs in. */
  subject?: string;
  /** What claims asks of the ID token's acr. */
  acr?: { values: string[]; essential: boolean };
  /** A parameter that makes no sense. */
  unreadable?: string;
}

/** What a consent page asks; see rowseal_private.answer_authorization. */
export interface AuthorizationDetails {
  client: string;
  login_hint: string | null;
  redirect_uri: string;
  /** Of a client that an operator registered. */
  logo: string | null;
  user: string;
  /** The application is our own, and nobody is asked but in which workspace. */
  only_workspace: boolean;
  /** A page of them, and the id after which the next begins. */
  workspaces: { id: string; name: string; role: string }[];
  next: string | null;
  /** Words of OpenID Connect. */
  identity: string[];
  scopes: { name: string; description: string }[];
}

/** Where an authorization request has got to. */
export type AuthorizationStep =
  | { status: 'sign_in'; redirect_uri: string; details: Pick<AuthorizationDetails, 'client' | 'login_hint'> }
  | { status: 'step_up' }
  | { status: 'consent'; details: AuthorizationDetails }
  | (ClientAddress & { status: 'ok'; state: string | null; code: string })
  | (ClientAddress & { status: 'error'; state: string | null; error: string })
  | { status: 'expired' };

/** An answer of a person to an authorization request, in the browser that brought it. */
export interface AuthorizationAnswer {
  requestId: string;
  browserSecret: Uint8Array;
  /** The refresh token of the user who is signed in there. */
  refreshToken: string | undefined;
  approved?: boolean;
  workspaceId?: string;
  /** Which page of the workspaces to choose from. */
  workspacesAfter?: string | undefined;
}

/** Whether a client authenticates; see rowseal_private.find_client. */
export interface FoundClient {
  /** Of private_key_jwt: if its assertion is good. */
  authenticated: boolean;
  jwks: { keys: Record<string, unknown>[] } | null;
  id_token_algorithm: 'RS256' | 'EdDSA' | null;
  pkce_waived: boolean;
  throttled: boolean;
}

/** How a client presents itself; see rowseal_private.is_proven_client. */
export interface PresentedClient {
  id: string;
  /** private_key_jwt: by an assertion, which the server verifies. */
  method: 'none' | 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt';
  secretDigest: Buffer | null;
}

/** What came of a client's question about a token; see rowseal_private.introspect. */
export interface Introspection {
  status: string;
  active: boolean | null;
  sub: string;
  username: string | null;
  granted: string;
  iat: number;
  exp: number;
  auth_time: number;
  authentication: Record<string, unknown> | null;
}

/** What a grant allows. */
export interface Granted {
  scope: string;
  /** null: this server. */
  resource: string | null;
  /** How the user had authenticated, as claims: auth_time, acr, amr. */
  authentication: Record<string, unknown>;
  /** Claims of the ID token; null where none is due. */
  identity?: (Record<string, unknown> & { sub: string }) | null;
}

/** Tokens of a grant. */
export interface GrantTokens {
  claims: IssuedClaims;
  refreshToken: string | undefined;
  granted: Granted;
}

/** A code to redeem; see rowseal_private.redeem_code. */
export interface Redemption extends Caller {
  code: string;
  clientId: string;
  redirectUri: string | undefined;
  /** Of PKCE; undefined: none was sent. */
  verifier: string | undefined;
  /** What the tokens shall be for: empty, this server; undefined, what the code was issued for. */
  resource: string | undefined;
  userAgent: string | undefined;
}

/** A refresh token of a grant; see rowseal_private.refresh_grant. */
export interface GrantRefresh extends Caller, Pick<Redemption, 'resource' | 'userAgent'> {
  client: PresentedClient;
  token: string;
  /** What the access token shall be limited to. */
  scope: string | undefined;
}

/** A client that registers itself; see rowseal_private.register_client. */
export interface ClientRegistration extends Caller {
  name: string;
  redirectUris: string[];
  authMethod: string;
  scope: string | undefined;
  /** Public keys, for private_key_jwt. */
  jwks?: object | undefined;
  /** RS256 where left out. */
  idTokenAlgorithm?: string;
  logoUri?: string | undefined;
  postLogoutRedirectUris?: string[];
  backchannelLogoutUri?: string | undefined;
}

/** What an application asks with that sends somebody to sign out; see rowseal_private.begin_logout. */
export interface LogoutAsked extends Caller {
  parameters: Parameters;
  browserSecret: Uint8Array;
  /** What the verified id_token_hint says. */
  hint: { aud: string; sub: string; sid: string } | undefined;
}

/** What came of it; see rowseal_private.begin_logout. */
export type LogoutBegun =
  | { status: 'ok'; request_id: string }
  | { status: 'hint_refused' | 'unknown_client' | 'client_missing' | 'redirect_uri_mismatch' | 'repeated' }
  /** retryAfter in seconds. */
  | { status: 'throttled'; retry_after: number };

/** An answer of a person to a logout request, in the browser that brought it. */
export interface LogoutAnswer extends Caller {
  requestId: string;
  browserSecret: Uint8Array;
  refreshToken: string | undefined;
  approved?: boolean;
}

/** Where a logout request has got to; see rowseal_private.answer_logout. */
export type LogoutStep =
  | { status: 'expired' }
  | {
      status: 'confirm' | 'ended' | 'kept';
      redirect_uri: string | null;
      state: string | null;
      /** The application's name. */
      client: string | null;
      /** Of the user who is signed in. */
      address: string | null;
      /** Whether the browser may be sent on without a click. */
      trusted: boolean | null;
    };
