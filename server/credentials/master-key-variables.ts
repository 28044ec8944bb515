import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { MasterKeys } from './master-keys.ts';

const WANTED = 'must be 32 bytes or more in base64; create one with: openssl rand -base64 32';
const COMMAND_WITHIN_MS = 30_000;

const written = z
  .base64()
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((key) => key.length >= 32, WANTED)
  .optional();
const named = z.string().min(1).optional();

/** The environment variables of the master key, for the configuration. */
export const MASTER_KEY_VARIABLES = {
  ROWSEAL_MASTER_KEY: written,
  ROWSEAL_MASTER_KEY_FILE: named,
  ROWSEAL_MASTER_KEY_COMMAND: named,
  ROWSEAL_NEXT_MASTER_KEY: written,
  ROWSEAL_NEXT_MASTER_KEY_FILE: named,
  ROWSEAL_NEXT_MASTER_KEY_COMMAND: named,
  ROWSEAL_FORMER_MASTER_KEY: written,
  ROWSEAL_FORMER_MASTER_KEY_FILE: named,
  ROWSEAL_FORMER_MASTER_KEY_COMMAND: named,
} as const;

type Data = z.output<z.ZodObject<typeof MASTER_KEY_VARIABLES>>;
type Name = 'ROWSEAL_MASTER_KEY' | 'ROWSEAL_NEXT_MASTER_KEY' | 'ROWSEAL_FORMER_MASTER_KEY';

/**
 * The master key as it is configured: written out, in a file, or printed by a command.
 *
 * @param data - what {@link MASTER_KEY_VARIABLES} have made of the environment.
 * @returns undefined where none is configured. Else reads it at the first call: a file, or a command that asks for it elsewhere, is not read for what
 *   needs no key.
 * @throws Error with a sentence for the operator, which quotes nothing of what was read; at once for what contradicts itself.
 */
export function configuredMasterKeys(data: Data): (() => MasterKeys) | undefined {
  const current = sourceOf(data, 'ROWSEAL_MASTER_KEY');
  const next = sourceOf(data, 'ROWSEAL_NEXT_MASTER_KEY');
  const former = sourceOf(data, 'ROWSEAL_FORMER_MASTER_KEY');
  if (next && former)
    throw new Error(
      'ROWSEAL_NEXT_MASTER_KEY and ROWSEAL_FORMER_MASTER_KEY belong to two rotations: one has to end first',
    );
  if (!current && (next || former)) throw new Error('ROWSEAL_MASTER_KEY is missing, beside the key that comes or goes');
  if (!current) return undefined;
  let read: MasterKeys | undefined;
  return () => {
    read ??= keysFrom(current(), next?.(), former?.());
    return read;
  };
}

function keysFrom(current: Buffer, next: Buffer | undefined, former: Buffer | undefined): MasterKeys {
  if (next && !next.equals(current)) return { current, next };
  if (former && !former.equals(current)) return { current, former };
  return current;
}

function sourceOf(data: Data, name: Name): (() => Buffer) | undefined {
  const { [name]: key, [`${name}_FILE` as const]: file, [`${name}_COMMAND` as const]: command } = data;
  const given = [key, file, command].filter((each) => each !== undefined);
  if (given.length > 1) throw new Error(`${name}, ${name}_FILE and ${name}_COMMAND are ways to the same key: set one`);
  if (key) return () => key;
  if (file !== undefined) return () => decoded(`${name}_FILE`, () => readFileSync(file, 'utf8'), 'cannot be read');
  if (command !== undefined)
    return () =>
      decoded(
        `${name}_COMMAND`,
        // What it complains of is for the operator; what it prints is the key.
        () =>
          execFileSync('/bin/sh', ['-c', command], {
            encoding: 'utf8',
            stdio: ['ignore', 'pipe', 'inherit'],
            timeout: COMMAND_WITHIN_MS,
            maxBuffer: 65_536,
          }),
        'failed',
      );
  return undefined;
}

function decoded(variable: string, read: () => string, otherwise: string): Buffer {
  let text: string;
  try {
    text = read();
  } catch (error) {
    throw new Error(`${variable} ${otherwise}${reasonOf(error)}`);
  }
  const parsed = written.safeParse(text.trim());
  if (!parsed.data) throw new Error(`${variable} ${WANTED}`);
  return parsed.data;
}

/** A code and no message: that of a command quotes the command line. */
function reasonOf(error: unknown): string {
  const { code, status } = error as { code?: unknown; status?: unknown };
  if (typeof code === 'string') return ` (${code})`;
  return typeof status === 'number' ? `: it ended with ${status}` : '';
}
