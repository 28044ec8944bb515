import { open } from 'node:fs/promises';
import { cell } from '../exporting.ts';

/** What became of each user of an export. */
export interface Report {
  /** Adds a row: file, line, id there, status, id here, reason. */
  write(row: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

const HEAD = 'file,line,id,status,user_id,reason';
const BUFFERED = 1_000;

/**
 * Opens a report, which only its owner reads: CSV that no spreadsheet runs.
 *
 * @param path - of the file, which is written anew.
 */
export async function openReport(path: string): Promise<Report> {
  const file = await open(path, 'w', 0o600);
  let rows = [HEAD];
  const flush = async () => {
    const written = rows;
    rows = [];
    if (written.length > 0) await file.write(`${written.join('\n')}\n`);
  };
  return {
    write: async (row) => {
      rows.push(row.map(cell).join(','));
      if (rows.length >= BUFFERED) await flush();
    },
    close: async () => {
      await flush();
      await file.close();
    },
  };
}
