/** Sealed claims as the database hands them out (rowseal_private.claims). */
export interface SealedClaims {
  sub: string;
  sid: string;
  workspace: string | null;
  scope: string | null;
  /** Seconds since 1970. */
  exp: number;
  seal_key: string;
  seal: Buffer;
}
