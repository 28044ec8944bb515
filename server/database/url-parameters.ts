import { z } from 'zod';

/** A URL that cannot be used. Its message quotes nothing that may be a part of a password. */
export class UrlError extends Error {}

/** Whether and how to speak TLS; files are paths. */
export interface TlsWish {
  mode: 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';
  /** Without asking first, as PostgreSQL 17 and later take it. */
  isDirect: boolean;
  /** A file, or `system`. */
  rootCertificates: string | undefined;
  certificate: string | undefined;
  key: string | undefined;
  keyPassword: string | undefined;
  namesHost: boolean;
  minVersion: TlsVersion | undefined;
  maxVersion: TlsVersion | undefined;
}

type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

const Switch = z.enum(['0', '1']);
const Version = z.enum(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']);
const Seconds = z.string().regex(/^-?[0-9]{1,6}$/, 'must be a number of seconds');
const anything = z.string();

/** The parameters of libpq that are taken. Those that ask for what we cannot give are left out, so that they are refused. */
const Parameters = z
  .strictObject({
    user: anything,
    password: anything,
    host: anything,
    hostaddr: anything,
    port: anything,
    dbname: anything,
    sslmode: z.enum(['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full']),
    // As JDBC writes it, which libpq takes too.
    ssl: z.literal('true'),
    sslnegotiation: z.enum(['postgres', 'direct']),
    sslrootcert: anything,
    sslcert: anything,
    sslkey: anything,
    sslpassword: anything,
    sslsni: Switch,
    sslcertmode: z.enum(['disable', 'allow']),
    ssl_min_protocol_version: Version,
    ssl_max_protocol_version: Version,
    channel_binding: z.enum(['disable', 'prefer', 'require']),
    connect_timeout: Seconds,
    application_name: anything,
    options: anything,
    target_session_attrs: z.enum(['any', 'read-write', 'read-only', 'primary', 'standby', 'prefer-standby']),
    load_balance_hosts: z.enum(['disable', 'random']),
    // Ours: libpq has no word for it.
    rowseal_other_password: anything,
    gssencmode: z.enum(['disable', 'prefer']),
    // Without effect: the server decides on these itself, or they concern what is never used here.
    fallback_application_name: anything,
    client_encoding: anything,
    keepalives: Switch,
    keepalives_idle: Seconds,
    keepalives_interval: Seconds,
    keepalives_count: Seconds,
    tcp_user_timeout: Seconds,
    sslcompression: Switch,
    krbsrvname: anything,
    gsslib: anything,
    gssdelegation: Switch,
  })
  .partial();

/** What was given of them. */
export type Values = z.infer<typeof Parameters>;

/**
 * Checks the parameters of a connection URL.
 *
 * @param parameters - decoded; of a name that comes twice the last counts.
 * @throws UrlError when one is unknown, or has a value that cannot be used.
 */
export function valuesOf(parameters: readonly (readonly [name: string, value: string])[]): Values {
  const parsed = Parameters.safeParse(Object.fromEntries(parameters));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code !== 'unrecognized_keys')
    throw new UrlError(`has ${issue?.path.join('.')}, which cannot be used: ${issue?.message}`);
  const named = issue.keys.find((key) => /^[a-z_]+$/.test(key));
  throw new UrlError(`has ${named ? `the parameter ${named}` : 'a parameter'} that Rowseal does not take`);
}

/**
 * What parameters say of TLS.
 *
 * @param values - checked.
 * @throws UrlError when they contradict each other.
 */
export function tlsOf(values: Values): TlsWish {
  const { sslrootcert: rootCertificates, sslcert, sslkey } = values;
  const isSystem = rootCertificates === 'system';
  const mode = values.sslmode ?? (values.ssl ? 'require' : isSystem ? 'verify-full' : 'prefer');
  if (isSystem && mode !== 'verify-full')
    throw new UrlError(
      'has sslrootcert=system, which takes sslmode=verify-full: anybody may have a certificate of these',
    );
  if (mode === 'verify-ca' && rootCertificates === undefined)
    throw new UrlError('has sslmode=verify-ca, which takes sslrootcert; with public certificates use verify-full');
  const isDirect = values.sslnegotiation === 'direct';
  if (isDirect && ['disable', 'allow', 'prefer'].includes(mode))
    throw new UrlError('has sslnegotiation=direct, which takes sslmode=require or more');
  if ((sslcert === undefined) !== (sslkey === undefined))
    throw new UrlError('has one of sslcert and sslkey: both or none');
  return {
    mode,
    isDirect,
    rootCertificates,
    certificate: values.sslcertmode === 'disable' ? undefined : sslcert,
    key: values.sslcertmode === 'disable' ? undefined : sslkey,
    keyPassword: values.sslpassword,
    namesHost: values.sslsni !== '0',
    minVersion: values.ssl_min_protocol_version,
    maxVersion: values.ssl_max_protocol_version,
  };
}
