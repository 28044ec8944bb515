import type { JSONWebKeySet } from 'jose';
import type { ServerSettings } from '../installation.ts';

/** What servers of this bench are built from; survives JSON. */
export interface PeerSettings extends ServerSettings {
  /** The login roles of peers: PostGraphile, better-auth, oidc-provider. */
  peerUrl: string;
  betterUrl: string;
  oidcUrl: string;
  /** What stock PostGraphile's tokens are signed with, HS256. */
  jwtSecret: string;
  /** What Rowseal's are verified with in an application. */
  jwks: JSONWebKeySet;
}
