import { z } from 'zod';

const Environment = z.object({
  PORT: z.coerce.number().int().min(1).max(65535).default(4000),
  HOST: z.string().min(1).default('localhost'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  ROWSEAL_DATA_DIR: z.string().min(1).default('.rowseal'),
  ROWSEAL_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  ROWSEAL_MASTER_KEY: z
    .base64()
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((key) => key.length >= 32, 'must be 32 bytes or more in base64; make one with: openssl rand -base64 32')
    .optional(),
  ROWSEAL_EXPOSE: z
    .string()
    .regex(/^[a-z_][a-z0-9_]*(,[a-z_][a-z0-9_]*)*$/, 'must be schema names with commas between them')
    .default('app')
    .transform((names) => names.split(',')),
  ROWSEAL_ALLOWED_ORIGINS: z
    .string()
    .default('')
    .transform((text) => text.split(',').filter((origin) => origin !== ''))
    .refine(
      (origins) => origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin),
      'must be origins such as https://app.example.com, with commas between them',
    ),
  ROWSEAL_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  ROWSEAL_MAIL_FROM: z
    .string()
    .regex(/^([^\p{C}<>"@,;]+ <[^\s\p{C}<>"@,;]+@[^\s\p{C}<>"@,;]+>|[^\s\p{C}<>"@,;]+@[^\s\p{C}<>"@,;]+)$/u, {
      message: 'must be an address, or a name and an address: Rowseal <no-reply@example.com>',
    })
    .optional(),
  NODE_ENV: z.string().default('development'),
});

/** The configuration: everything that is read from the environment. */
export interface Configuration {
  port: number;
  host: string;
  /** An administrator's connection string; undefined: run an embedded PostgreSQL. */
  databaseUrl: string | undefined;
  dataDir: string;
  /** The issuer of tokens and the base of links; undefined: http://localhost:<port>. */
  publicUrl: string | undefined;
  /** 32 bytes or more; undefined: the embedded mode keeps one in the data directory. */
  masterKey: Uint8Array | undefined;
  expose: string[];
  /** Origins of browser applications, besides that of the public URL. */
  allowedOrigins: string[];
  /** The mail server; undefined: development keeps mail in memory, and elsewhere it waits. */
  smtpUrl: string | undefined;
  /** The sender of mail; undefined: no-reply at the host of the public URL. */
  mailFrom: string | undefined;
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
  if (data.DATABASE_URL && !data.ROWSEAL_MASTER_KEY) {
    throw new Error(
      'ROWSEAL_MASTER_KEY is missing: with DATABASE_URL it must be set; make one with: openssl rand -base64 32',
    );
  }
  return {
    port: data.PORT,
    host: data.HOST,
    databaseUrl: data.DATABASE_URL,
    dataDir: data.ROWSEAL_DATA_DIR,
    publicUrl: data.ROWSEAL_PUBLIC_URL?.replace(/\/+$/, ''),
    masterKey: data.ROWSEAL_MASTER_KEY,
    expose: data.ROWSEAL_EXPOSE,
    allowedOrigins: data.ROWSEAL_ALLOWED_ORIGINS,
    smtpUrl: data.ROWSEAL_SMTP_URL,
    mailFrom: data.ROWSEAL_MAIL_FROM,
    development: data.NODE_ENV !== 'production',
  };
}

/**
 * Where this installation is: the issuer of its tokens, and the base of its links.
 *
 * @param configuration - as read.
 */
export function publicUrlOf({ publicUrl, port }: Pick<Configuration, 'publicUrl' | 'port'>): string {
  return publicUrl ?? `http://localhost:${port}`;
}
