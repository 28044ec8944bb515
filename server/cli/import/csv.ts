import type { Readable } from 'node:stream';
import { CsvError, type Info, parse } from 'csv-parse';

/** A row of a CSV file, and the line that it begins in. */
export interface CsvRow {
  line: number;
  cells: string[];
}

/** Of a row, in bytes: what has no end is read no further. */
const LONGEST_ROW = 1 << 20;

/**
 * The rows of a CSV file (RFC 4180): fields may be quoted, and have line breaks then; empty lines are left out.
 *
 * @param file - its bytes, in UTF-8.
 * @throws Error with a sentence for the operator where a row is too long or a quotation mark is in the wrong place.
 */
export async function* csvRows(file: Readable): AsyncGenerator<CsvRow> {
  const rows = parse({
    bom: true,
    info: true,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    max_record_size: LONGEST_ROW,
  });
  file.on('error', (error) => rows.destroy(error)).pipe(rows);
  let line = 1;
  try {
    for await (const { record, info } of rows as AsyncIterable<{ record: string[]; info: Info }>) {
      if (record.length > 1 || record[0] !== '') yield { line, cells: record };
      line = info.lines + 1;
    }
  } catch (error) {
    throw error instanceof CsvError ? new Error(faultOf(error, line)) : error;
  } finally {
    file.destroy();
  }
}

/** In words of our own: those of the parser repeat what it has read. */
function faultOf({ code }: CsvError, line: number): string {
  if (code === 'CSV_MAX_RECORD_SIZE') return `the row that begins in line ${line} is too long`;
  if (code === 'CSV_QUOTE_NOT_CLOSED') return `a quotation mark in the row that begins in line ${line} is never closed`;
  return `a quotation mark in the row that begins in line ${line} is in the middle of a field: quote the whole field, and double each mark inside it`;
}
