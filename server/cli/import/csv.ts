/** A row of a CSV file, and the line that it begins in. */
export interface CsvRow {
  line: number;
  cells: string[];
}

/** Of a row: what has no end is read no further. */
const LONGEST_ROW = 1 << 20;

/**
 * The rows of a CSV file (RFC 4180): fields may be quoted, and have line breaks then; empty lines are left out.
 *
 * @param chunks - its text.
 * @throws Error with a sentence for the operator where a quotation mark has no other.
 */
export async function* csvRows(chunks: AsyncIterable<string>): AsyncGenerator<CsvRow> {
  let row: CsvRow = { line: 1, cells: [] };
  let cell = '';
  let length = 0;
  let line = 1;
  // Behind the second quotation mark of a field another one is a part of it.
  let state: 'plain' | 'quoted' | 'closed' = 'plain';
  let isStart = true;
  for await (const chunk of chunks) {
    for (const character of isStart ? chunk.replace(/^\uFEFF/, '') : chunk) {
      isStart = false;
      if (++length > LONGEST_ROW) throw new Error(`the row that begins in line ${row.line} is too long`);
      if (character === '\n') line++;
      if (state === 'quoted') {
        if (character === '"') state = 'closed';
        else cell += character;
      } else if (character === '"' && (cell === '' || state === 'closed')) {
        if (state === 'closed') cell += '"';
        state = 'quoted';
      } else if (character === ',' || character === '\n') {
        row.cells.push(state === 'plain' ? cell.replace(/\r$/, '') : cell);
        [cell, state] = ['', 'plain'];
        if (character === '\n') {
          if (row.cells.length > 1 || row.cells[0] !== '') yield row;
          [row, length] = [{ line, cells: [] }, 0];
        }
      } else if (state !== 'closed' || character !== '\r') {
        cell += character;
      }
    }
  }
  if (state === 'quoted')
    throw new Error(`a quotation mark in the row that begins in line ${row.line} is never closed`);
  if (cell !== '' || row.cells.length > 0) yield { line: row.line, cells: [...row.cells, cell] };
}
