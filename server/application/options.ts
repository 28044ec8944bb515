import type { HumanCheck, VerifyHuman } from '../http/human-check.ts';

/** How Rowseal runs inside an application. What is left out is as without its variable (docs/configuration.md). */
export interface RowsealOptions {
  /** DATABASE_URL: an administrator's connection string. Left out, and no other given: the embedded PostgreSQL of development. */
  databaseUrl?: string | undefined;
  /** ROWSEAL_GATEWAY_URL, where the process is given no administrator's. */
  gatewayUrl?: string | undefined;
  /** ROWSEAL_ISSUER_URL. */
  issuerUrl?: string | undefined;
  /** ROWSEAL_WORKER_URL. */
  workerUrl?: string | undefined;
  /** ROWSEAL_READ_URL: standbys that reads of Rowseal's own handler may go to. */
  readUrls?: readonly string[] | undefined;
  /** ROWSEAL_MASTER_KEY, in base64. */
  masterKey?: string | undefined;
  /** ROWSEAL_NEXT_MASTER_KEY, in base64: what the master key is about to be replaced with. */
  nextMasterKey?: string | undefined;
  /** ROWSEAL_FORMER_MASTER_KEY, in base64: what it was replaced for. */
  formerMasterKey?: string | undefined;
  /** ROWSEAL_PUBLIC_URL: where browsers find Rowseal, with the path that it is mounted under: https://app.example.com/auth. */
  publicUrl: string;
  /** Does the housekeeping and sends mail in this process; left out: yes. */
  worker?: boolean | undefined;
  /** Keeps mail, and shows it at /dev/mail; left out: with the embedded PostgreSQL, in development. */
  devMail?: boolean | undefined;
  /** Whether this is development; left out: NODE_ENV is not production. */
  development?: boolean | undefined;
  /** ROWSEAL_DATA_DIR, of the embedded PostgreSQL. */
  dataDir?: string | undefined;
  /** ROWSEAL_GRAPHQL. */
  graphql?: boolean | undefined;
  /** ROWSEAL_EXPOSE: database schemas that GraphQL exposes. */
  schemas?: readonly string[] | undefined;
  /** ROWSEAL_ALLOWED_ORIGINS. */
  allowedOrigins?: readonly string[] | undefined;
  /** ROWSEAL_TRUSTED_PROXIES: addresses and networks of proxies that are believed what they say of a client's address. */
  trustedProxies?: readonly string[] | undefined;
  /** ROWSEAL_RATE_LIMIT: requests a minute of one address; 0: any number. */
  rateLimit?: number | undefined;
  /** Whether the event loop lags, so that requests are refused, where the application measures that itself; left out: measured. */
  isLagging?: (() => boolean) | undefined;
  /** Asked whether a person registers, or has a mail with a code or a link sent; with a widget for the pages. Left out: nobody is asked. */
  verifyHuman?: VerifyHuman | HumanCheck | undefined;
  /** ROWSEAL_SMTP_URL. */
  smtpUrl?: string | undefined;
  /** ROWSEAL_MAIL_FROM. */
  mailFrom?: string | undefined;
  /** ROWSEAL_PASSWORD_FILTER: a file of breached passwords. */
  passwordFilter?: string | undefined;
  /** ROWSEAL_IMPORT_PEPPER: what stood behind imported passwords that were hashed with a pepper. */
  importPepper?: string | undefined;
  /** ROWSEAL_BRAND_NAME, ROWSEAL_BRAND_LOGO and ROWSEAL_BRAND_COLOR. */
  brand?: { name?: string; logo?: string; color?: string } | undefined;
  /** ROWSEAL_LANGUAGE. */
  language?: string | undefined;
  /** ROWSEAL_LOG_LEVEL; left out: warn. */
  logLevel?: string | undefined;
  /** ROWSEAL_LOG_IDS; left out: no. */
  logIds?: boolean | undefined;
  /** ROWSEAL_TELEMETRY; left out: off. `host` records spans with the OpenTelemetry SDK that the application has registered. */
  telemetry?: 'off' | 'otlp' | 'host' | undefined;
  /** ROWSEAL_TRACE_RATIO; left out: 0.1. */
  traceRatio?: number | undefined;
  /** ROWSEAL_TRACE_PARENT; left out: link. */
  traceParent?: 'link' | 'follow' | undefined;
}
