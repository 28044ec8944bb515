import { randomUUID } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FreshDatabase } from './database.ts';

/** What has a server explain everything that it runs, functions' statements and constraints' too, into a log that {@link planLog} reads. */
export const EXPLAINING = {
  logging_collector: 'on',
  log_destination: 'jsonlog',
  log_directory: 'log',
  log_filename: 'plans.log',
  log_rotation_size: '0',
  log_rotation_age: '0',
  log_min_messages: 'log',
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_nested_statements': 'on',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_buffers': 'on',
  'auto_explain.log_timing': 'off',
  'auto_explain.log_format': 'json',
  'auto_explain.log_level': 'log',
};

/** A node of a plan, as EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) has it. */
export interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Plan Rows': number;
  'Total Cost': number;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: PlanNode[];
}

/** A statement as it ran. */
export interface Explained {
  /** Who ran it. */
  user: string;
  /** By which connections, as they call themselves. */
  application: string;
  text: string;
  /** Whether a function ran it, whose caller's pages hold its own. */
  isNested: boolean;
  plan: PlanNode;
}

interface LogLine {
  user?: string;
  application_name?: string;
  message: string;
  context?: string;
}

/**
 * The plans that a server with {@link EXPLAINING} logs.
 *
 * @param db - on that server.
 * @returns tells what was run since it was asked last, but for what administrators ran themselves.
 */
export async function planLog({
  admin,
  dataDir,
}: FreshDatabase & { dataDir: string }): Promise<() => Promise<Explained[]>> {
  const file = path.join(dataDir, 'log', 'plans.json');
  let { size: position } = await stat(file);

  async function unread(): Promise<string> {
    const handle = await open(file);
    try {
      const { size } = await handle.stat();
      const bytes = Buffer.alloc(size - position);
      await handle.read(bytes, 0, bytes.length, position);
      return bytes.toString();
    } finally {
      await handle.close();
    }
  }

  return async () => {
    const mark = randomUUID();
    await admin.unsafe(`select '${mark}'`);
    let text = await unread();
    for (; !text.includes(mark) || !text.endsWith('\n'); text = await unread()) await sleep(10);
    position += Buffer.byteLength(text);
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as LogLine)
      .flatMap(({ user = '', application_name: application = '', message, context }) => {
        const [, json] = /^duration: .* plan:\n(.*)$/s.exec(message) ?? [];
        if (json === undefined || user === 'postgres') return [];
        const { 'Query Text': query, Plan: plan } = JSON.parse(json) as { 'Query Text': string; Plan: PlanNode };
        return [{ user, application, text: query, isNested: context?.includes('function') === true, plan }];
      });
  };
}

/** Every node of a plan, the root first. */
export function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

/** Pages that a statement has touched, its functions' included. */
export const buffersOf = (plan: PlanNode): number => plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
