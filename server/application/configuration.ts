import { type Configuration, readConfiguration } from '../env.ts';
import type { RowsealOptions } from './options.ts';

/** The variable of each option, and what a value is as its text. */
const VARIABLES: readonly (readonly [option: string, variable: string, text: (options: RowsealOptions) => unknown])[] =
  [
    ['databaseUrl', 'DATABASE_URL', (given) => given.databaseUrl],
    ['gatewayUrl', 'ROWSEAL_GATEWAY_URL', (given) => given.gatewayUrl],
    ['issuerUrl', 'ROWSEAL_ISSUER_URL', (given) => given.issuerUrl],
    ['workerUrl', 'ROWSEAL_WORKER_URL', (given) => given.workerUrl],
    ['readUrls', 'ROWSEAL_READ_URL', ({ readUrls }) => readUrls?.join(' ')],
    ['masterKey', 'ROWSEAL_MASTER_KEY', (given) => given.masterKey],
    ['nextMasterKey', 'ROWSEAL_NEXT_MASTER_KEY', (given) => given.nextMasterKey],
    ['formerMasterKey', 'ROWSEAL_FORMER_MASTER_KEY', (given) => given.formerMasterKey],
    ['publicUrl', 'ROWSEAL_PUBLIC_URL', (given) => given.publicUrl],
    ['dataDir', 'ROWSEAL_DATA_DIR', (given) => given.dataDir],
    ['graphql', 'ROWSEAL_GRAPHQL', ({ graphql }) => (graphql === undefined ? undefined : graphql ? 'on' : 'off')],
    ['schemas', 'ROWSEAL_EXPOSE', ({ schemas }) => schemas?.join(',')],
    ['allowedOrigins', 'ROWSEAL_ALLOWED_ORIGINS', ({ allowedOrigins }) => allowedOrigins?.join(',')],
    ['trustedProxies', 'ROWSEAL_TRUSTED_PROXIES', ({ trustedProxies }) => trustedProxies?.join(',')],
    ['rateLimit', 'ROWSEAL_RATE_LIMIT', ({ rateLimit }) => rateLimit],
    ['smtpUrl', 'ROWSEAL_SMTP_URL', ({ smtpUrl }) => smtpUrl],
    ['mailFrom', 'ROWSEAL_MAIL_FROM', ({ mailFrom }) => mailFrom],
    ['passwordFilter', 'ROWSEAL_PASSWORD_FILTER', (given) => given.passwordFilter],
    ['importPepper', 'ROWSEAL_IMPORT_PEPPER', (given) => given.importPepper],
    ['brand.name', 'ROWSEAL_BRAND_NAME', ({ brand }) => brand?.name],
    ['brand.logo', 'ROWSEAL_BRAND_LOGO', ({ brand }) => brand?.logo],
    ['brand.color', 'ROWSEAL_BRAND_COLOR', ({ brand }) => brand?.color],
    ['language', 'ROWSEAL_LANGUAGE', ({ language }) => language],
    ['logLevel', 'ROWSEAL_LOG_LEVEL', ({ logLevel = 'warn' }) => logLevel],
    ['telemetry', 'ROWSEAL_TELEMETRY', ({ telemetry }) => telemetry],
    ['traceRatio', 'ROWSEAL_TRACE_RATIO', ({ traceRatio }) => traceRatio],
    ['traceParent', 'ROWSEAL_TRACE_PARENT', ({ traceParent }) => traceParent],
    ['logIds', 'ROWSEAL_LOG_IDS', ({ logIds }) => (logIds ? 'on' : undefined)],
    [
      'development',
      'NODE_ENV',
      ({ development }) =>
        development === undefined ? process.env['NODE_ENV'] : development ? 'development' : 'production',
    ],
  ];

/**
 * What the options configure, held to the rules of their variables. No variable of the process's environment counts but NODE_ENV.
 *
 * @param options - of an application.
 * @throws Error that names every option at fault.
 */
export function configurationOf(options: RowsealOptions): Configuration {
  const given = VARIABLES.map(([, variable, text]) => [variable, text(options)] as const);
  const env = Object.fromEntries(
    given.flatMap(([variable, value]) => (value === undefined ? [] : [[variable, String(value)]])),
  );
  try {
    // A host that stops has no load balancer turn away from this part of it.
    return { ...readConfiguration(env), lameDuckMs: 0 };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const named = VARIABLES.reduce(
      (text, [option, variable]) => text.replaceAll(new RegExp(`\\b${variable}\\b`, 'g'), option),
      error.message,
    );
    throw new Error(`createRowseal: ${named}`);
  }
}
