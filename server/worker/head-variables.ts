import { z } from 'zod';

/** The environment variables of heads, for the configuration. */
export const HEAD_VARIABLES = {
  ROWSEAL_HEADS_FILE: z.string().min(1).optional(),
  ROWSEAL_HEADS_URL: z.url({ protocol: /^https?$/ }).optional(),
  ROWSEAL_HEADS_MAIL: z.email().optional(),
  ROWSEAL_HEADS_SECONDS: z.coerce.number().min(1).max(86_400).default(60),
} as const;

/** Where heads go, so that who can write to the database cannot take them back. */
export interface HeadConfiguration {
  /** Whether they are lines of the log. */
  log: boolean;
  /** A file that lines are added to. */
  file: string | undefined;
  /** An address that they are posted to. */
  url: string | undefined;
  /** Who is sent one a day. */
  mail: string | undefined;
  /** How long between two, in milliseconds. */
  everyMs: number;
}

/**
 * Reads where heads go.
 *
 * @param data - what {@link HEAD_VARIABLES} have made of the environment, and how much is logged.
 */
export function headConfiguration(
  data: z.output<z.ZodObject<typeof HEAD_VARIABLES>> & { ROWSEAL_LOG_LEVEL: string },
): HeadConfiguration {
  return {
    log: ['info', 'debug', 'trace'].includes(data.ROWSEAL_LOG_LEVEL),
    file: data.ROWSEAL_HEADS_FILE,
    url: data.ROWSEAL_HEADS_URL,
    mail: data.ROWSEAL_HEADS_MAIL,
    everyMs: data.ROWSEAL_HEADS_SECONDS * 1000,
  };
}
