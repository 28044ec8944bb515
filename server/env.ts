import { z } from 'zod';
import { LONGEST_LAME_DUCK_S, lameDuckMs } from './cli/lifecycle.ts';
import { configuredMasterKeys, MASTER_KEY_VARIABLES } from './credentials/master-key-variables.ts';
import type { MasterKeys } from './credentials/master-keys.ts';
import { connectionUrl } from './database/url.ts';
import {
  type DocumentConfiguration,
  documentConfiguration,
  GRAPHQL_VARIABLES,
  isGraphqlWanted,
} from './graphql/variables.ts';
import { areTrustworthy, networks } from './http/proxy-networks.ts';
import { publicUrl, requireServiceable } from './http/public-url.ts';
import type { Doors } from './install/install.ts';
import { LOG_LEVELS, type LogLevel } from './observability/logging.ts';
import {
  TELEMETRY_VARIABLES,
  type TelemetryConfiguration,
  telemetryConfiguration,
} from './observability/telemetry-variables.ts';
import { type Brand, DEFAULT_BRAND } from './pages/brand.ts';
import { HEAD_VARIABLES, type HeadConfiguration, headConfiguration } from './worker/head-variables.ts';

const port = z.coerce.number().int().min(1).max(65535);

/** Where each door is configured. */
export const DOOR_VARIABLES = {
  issuerUrl: 'ROWSEAL_ISSUER_URL',
  gatewayUrl: 'ROWSEAL_GATEWAY_URL',
  workerUrl: 'ROWSEAL_WORKER_URL',
} as const satisfies Record<keyof Doors, string>;

const Environment = z.object({
  PORT: port.default(4000),
  HOST: z.string().min(1).default('localhost'),
  DATABASE_URL: connectionUrl.optional(),
  ROWSEAL_GATEWAY_URL: connectionUrl.optional(),
  ROWSEAL_ISSUER_URL: connectionUrl.optional(),
  ROWSEAL_WORKER_URL: connectionUrl.optional(),
  ROWSEAL_READ_URL: z
    .string()
    .default('')
    .transform((text) => text.split(/\s+/).filter((url) => url !== ''))
    .pipe(z.array(connectionUrl)),
  ROWSEAL_WAIT_SECONDS: z.coerce.number().min(0).max(3600).default(60),
  ROWSEAL_DATA_DIR: z.string().min(1).default('.rowseal'),
  ROWSEAL_PUBLIC_URL: publicUrl.optional(),
  ...MASTER_KEY_VARIABLES,
  ...GRAPHQL_VARIABLES,
  ROWSEAL_ALLOWED_ORIGINS: z
    .string()
    .default('')
    .transform((text) => text.split(',').filter((origin) => origin !== ''))
    .refine(
      (origins) => origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin),
      'must be origins such as https://app.example.com, separated by commas',
    ),
  ROWSEAL_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  ROWSEAL_MAIL_FROM: z
    .string()
    .regex(/^([^\p{C}<>"@,;]+ <[^\s\p{C}<>"@,;]+@[^\s\p{C}<>"@,;]+>|[^\s\p{C}<>"@,;]+@[^\s\p{C}<>"@,;]+)$/u, {
      message: 'must be an address, or a name and an address: Rowseal <no-reply@example.com>',
    })
    .optional(),
  ROWSEAL_LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  ROWSEAL_LOG_IDS: z.enum(['on', 'off']).default('off'),
  ROWSEAL_METRICS_PORT: port.optional(),
  ...TELEMETRY_VARIABLES,
  ...HEAD_VARIABLES,
  ROWSEAL_LAME_DUCK_SECONDS: z.coerce.number().min(0).max(LONGEST_LAME_DUCK_S).optional(),
  ROWSEAL_RATE_LIMIT: z.coerce.number().int().min(0).default(600),
  ROWSEAL_LOGOUT_NETWORKS: networks,
  ROWSEAL_WEBHOOK_NETWORKS: networks,
  ROWSEAL_TRUSTED_PROXIES: networks.refine(
    areTrustworthy,
    'must not trust more public addresses in total than an IPv4 /8 and an IPv6 /20 contain',
  ),
  ROWSEAL_BRAND_NAME: z
    .string()
    .regex(/^[^\p{C}<>"@,;\\]{1,60}$/u, 'must be 1 to 60 characters, without any of < > " @ , ; \\')
    .default(DEFAULT_BRAND.name),
  ROWSEAL_BRAND_LOGO: z
    .string()
    .regex(/^(https:\/\/|\/(?![/\\]))[^\s\p{C}]*$/u, 'must be an https URL, or a path such as /logo.svg')
    .refine((logo) => URL.canParse(logo, 'https://self'), 'must be an https URL, or a path such as /logo.svg')
    .optional(),
  ROWSEAL_BRAND_COLOR: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as #3451b2')
    .default(DEFAULT_BRAND.color),
  ROWSEAL_PASSWORD_FILTER: z.string().min(1).optional(),
  ROWSEAL_IMPORT_PEPPER: z.string().min(1).optional(),
  ROWSEAL_LANGUAGE: z
    .string()
    .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language tag such as en')
    .default('en'),
  ROWSEAL_MESSAGES: z.string().min(1).optional(),
  ROWSEAL_VERIFY_HUMAN: z.string().min(1).optional(),
  NODE_ENV: z.string().default('development'),
});

/** The names of the environment variables that are read. */
export const VARIABLES: readonly string[] = Object.keys(Environment.shape);

/** The configuration: everything that is read from the environment. */
export interface Configuration {
  port: number;
  host: string;
  /** An administrator's connection string; undefined: the doors alone, or an embedded PostgreSQL. */
  databaseUrl: string | undefined;
  /** Connection strings of doors, with or without role and password; what is missing comes of databaseUrl. */
  doors: Partial<Doors>;
  /** Connection strings of standbys that reads may go to, with or without role and password; none: all is read from the primary. */
  readUrls: string[];
  /** Neither: run an embedded PostgreSQL. */
  isEmbedded: boolean;
  /** How long to wait for somebody to install, where this server may not. */
  waitSeconds: number;
  dataDir: string;
  /** The issuer of tokens and the base of links; undefined: http://localhost:<port>. */
  publicUrl: string | undefined;
  /** Reads the master key, or the two of a rotation, once; undefined: the embedded mode keeps one in the data directory. */
  masterKeys: (() => MasterKeys) | undefined;
  /** Whether GraphQL is served; undefined: where PostGraphile is installed. Schemas and documents for it ask for it. */
  graphql: boolean | undefined;
  /** Schemas for GraphQL; undefined: `app`, where there is one. */
  expose: string[] | undefined;
  documents: DocumentConfiguration;
  /** Origins of browser applications, besides that of the public URL. */
  allowedOrigins: string[];
  /** The mail server; undefined: development keeps mail in memory, and elsewhere it waits. */
  smtpUrl: string | undefined;
  /** The sender of mail; undefined: no-reply at the host of the public URL. */
  mailFrom: string | undefined;
  logLevel: LogLevel;
  /** Whether the log says whose requests they were. */
  logIds: boolean;
  /** Where /metrics is served by itself; undefined: not by itself. */
  metricsPort: number | undefined;
  telemetry: TelemetryConfiguration;
  heads: HeadConfiguration;
  /** From the signal to stop on: how long the server keeps serving while it says that it is not ready. In milliseconds. */
  lameDuckMs: number;
  /** Requests a minute from one address; 0: any number. */
  rateLimit: number;
  /** Addresses and networks. */
  trustedProxies: string[];
  /** Addresses and networks of clients that are not on the internet, where they may be told that a session has ended. */
  logoutNetworks: string[];
  /** Addresses and networks that are not on the internet, or not at port 443, where webhooks may be told of events. */
  webhookNetworks: string[];
  /** The file of breached passwords; undefined: none. */
  passwordFilter: string | undefined;
  /** What stood behind imported passwords that were hashed with a pepper; undefined: nothing. */
  importPepper: string | undefined;
  /** Name, logo and colour of pages and mail. */
  brand: Brand;
  /** What pages and mail are written in: for people who ask for no other, and the folder of the operator's own languages. */
  languages: { standard: string; folder: string | undefined };
  /** A module with the application's check of who registers; undefined: there is none. */
  verifyHuman: string | undefined;
  development: boolean;
}

/**
 * Reads the configuration once, at start.
 *
 * @param env - the process's environment.
 * @throws Error whose message names every variable at fault.
 */
export function readConfiguration(env: NodeJS.ProcessEnv): Configuration {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    throw new Error(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; '));
  }
  const { data } = parsed;
  const doors = configuredDoors(data);
  const isEmbedded = data.DATABASE_URL === undefined && Object.keys(doors).length === 0;
  const masterKeys = configuredMasterKeys(data);
  if (!isEmbedded && !masterKeys) {
    throw new Error(
      `ROWSEAL_MASTER_KEY is missing: with ${data.DATABASE_URL ? 'DATABASE_URL' : 'the URLs of the login roles'} it must be set; create one with: openssl rand -base64 32`,
    );
  }
  const development = data.NODE_ENV !== 'production';
  if (!development) requireServiceable(data.ROWSEAL_PUBLIC_URL);
  return {
    port: data.PORT,
    host: data.HOST,
    databaseUrl: data.DATABASE_URL,
    doors,
    readUrls: data.ROWSEAL_READ_URL,
    isEmbedded,
    waitSeconds: data.ROWSEAL_WAIT_SECONDS,
    dataDir: data.ROWSEAL_DATA_DIR,
    publicUrl: data.ROWSEAL_PUBLIC_URL,
    masterKeys,
    graphql: isGraphqlWanted(data),
    expose: data.ROWSEAL_EXPOSE,
    documents: documentConfiguration(data, development),
    allowedOrigins: data.ROWSEAL_ALLOWED_ORIGINS,
    smtpUrl: data.ROWSEAL_SMTP_URL,
    mailFrom: data.ROWSEAL_MAIL_FROM,
    logLevel: data.ROWSEAL_LOG_LEVEL,
    logIds: data.ROWSEAL_LOG_IDS === 'on',
    metricsPort: data.ROWSEAL_METRICS_PORT,
    telemetry: telemetryConfiguration(data),
    heads: headConfiguration(data),
    lameDuckMs: lameDuckMs(env),
    rateLimit: data.ROWSEAL_RATE_LIMIT,
    trustedProxies: data.ROWSEAL_TRUSTED_PROXIES,
    logoutNetworks: data.ROWSEAL_LOGOUT_NETWORKS,
    webhookNetworks: data.ROWSEAL_WEBHOOK_NETWORKS,
    brand: { name: data.ROWSEAL_BRAND_NAME, logo: data.ROWSEAL_BRAND_LOGO, color: data.ROWSEAL_BRAND_COLOR },
    passwordFilter: data.ROWSEAL_PASSWORD_FILTER,
    importPepper: data.ROWSEAL_IMPORT_PEPPER,
    languages: { standard: data.ROWSEAL_LANGUAGE, folder: data.ROWSEAL_MESSAGES },
    verifyHuman: data.ROWSEAL_VERIFY_HUMAN,
    development,
  };
}

function configuredDoors(data: z.infer<typeof Environment>): Partial<Doors> {
  const given = Object.entries(DOOR_VARIABLES).map(([door, variable]) => [door, data[variable]] as const);
  return Object.fromEntries(given.filter(([, url]) => url !== undefined));
}

/**
 * Where this installation is: the issuer of its tokens, and the base of its links.
 *
 * @param configuration - as read.
 */
export function publicUrlOf({ publicUrl, port }: Pick<Configuration, 'publicUrl' | 'port'>): string {
  return publicUrl ?? `http://localhost:${port}`;
}
