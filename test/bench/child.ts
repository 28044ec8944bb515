import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { ServerSettings } from './installation.ts';

/** A server in a process of its own. */
export interface ServerProcess {
  pid: number;
  url: string;
  stop(): Promise<void>;
}

/** Kinds of server; each has a file of its name in variants/. */
export type VariantName = 'stock' | 'graphql' | 'rest' | 'floor' | 'traced';

/**
 * Starts a server of a kind.
 *
 * @param variant - which.
 * @param settings - what it is built from.
 * @param env - further variables of its environment.
 * @throws Error when it ends before it listens.
 */
export async function startVariant(
  variant: VariantName,
  settings: ServerSettings,
  env: Record<string, string> = {},
): Promise<ServerProcess> {
  const child = fork(path.join(import.meta.dirname, 'server.ts'), [variant], {
    env: { ...process.env, ...env, NODE_ENV: 'production', BENCH_SETTINGS: JSON.stringify(settings) },
  });
  const port = await Promise.race([
    once(child, 'message').then(([message]: unknown[]) => Number(message)),
    once(child, 'exit').then(() => Promise.reject(new Error(`the server ${variant} did not start`))),
  ]);
  return { pid: child.pid ?? 0, url: `http://127.0.0.1:${port}`, stop: () => stopChild(child) };
}

/**
 * Ends a process that was started here, and waits for its end.
 *
 * @param child - the process.
 */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
