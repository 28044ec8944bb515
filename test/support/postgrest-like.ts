import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import type postgres from 'postgres';
import { closeAfterFile } from './closing.ts';
import { connect } from './connect.ts';

/** A request to an API of PostgREST. */
export interface RestRequest {
  /** Of JWT alone: PostgREST refuses others before it asks the database. */
  token?: string;
  headers?: Record<string, string>;
  cookies?: Record<string, string>;
  /** GET: read only. */
  method?: 'GET' | 'POST';
}

/**
 * Sends a database what PostgREST 14 sends (src/library/PostgREST/Query/PreQuery.hs): it checks the signature and the audience of a JWT, but
 * neither its type nor its issuer, and tells headers as they came.
 *
 * @param databaseUrl - of the role that it logs in as, which is db-anon-role too.
 * @param options - role: its name; jwks: jwt-secret; audience: jwt-aud.
 * @returns runs a statement as the main query of a request, over one connection.
 */
export function postgrestLike(
  databaseUrl: string,
  { role, jwks, audience }: { role: string; jwks: JSONWebKeySet; audience: string },
): (statement: string, request?: RestRequest) => Promise<Record<string, unknown>[]> {
  const sql = connect(databaseUrl, { max: 1 });
  closeAfterFile(() => sql.end({ timeout: 1 }));
  const keys = createLocalJWKSet(jwks);
  return async (statement, { token, headers = {}, cookies = {}, method = 'GET' } = {}) => {
    const { payload } = token ? await jwtVerify(token, keys, { audience, clockTolerance: 30 }) : { payload: {} };
    const settings: Record<string, string> = {
      search_path: 'app, public',
      role,
      'request.jwt.claims': JSON.stringify({ ...payload, role }),
      'request.method': method,
      'request.path': '/notes',
      'request.headers': JSON.stringify({ ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers }),
      'request.cookies': JSON.stringify(cookies),
    };
    const rows = await sql.begin(`isolation level read committed read ${method === 'GET' ? 'only' : 'write'}`, (tx) =>
      run(tx, settings, statement),
    );
    return [...rows];
  };
}

async function run(tx: postgres.TransactionSql, settings: Record<string, string>, statement: string) {
  const calls = Object.keys(settings).map((name, at) => `set_config('${name}', $${at + 1}, true)`);
  await tx.unsafe(`select ${calls.join(', ')}`, Object.values(settings));
  await tx`select rowseal.pre_request()`;
  return tx.unsafe(statement);
}
