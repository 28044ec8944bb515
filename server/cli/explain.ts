import { CommanderError } from 'commander';

/**
 * What an operator reads of an error.
 *
 * @returns one sentence to act on.
 */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return `${error.message.replace(/^.*EADDRINUSE: /, '')}: set PORT or ROWSEAL_METRICS_PORT to a free one`;
  // A socket that is not there, and no file.
  const isAway = code === 'ENOENT' && syscall === 'connect';
  if (isAway || code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'CONNECT_TIMEOUT') {
    return `the database cannot be reached: ${error.message}`;
  }
  const hint = 'hint' in error && typeof error.hint === 'string' ? `. ${error.hint}` : '';
  return error instanceof CommanderError ? error.message.replace(/^error: /, '') : `${error.message}${hint}`;
}
