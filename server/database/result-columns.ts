import pg from 'pg';

/** A column of a result, and how the driver reads its values; undefined: as the text they are. */
export interface Column {
  name: string;
  read: ((value: string) => unknown) | undefined;
}

/** Of a statement that returns no rows. */
export const NO_COLUMNS: readonly Column[] = [];

const readText = pg.types.getTypeParser(25, 'text');

/**
 * The columns that RowDescription tells of.
 *
 * @param fields - its fields.
 */
export function columnsOf(fields: readonly { name: string; dataTypeID: number }[]): Column[] {
  return fields.map(({ name, dataTypeID }) => {
    const read: (value: string) => unknown = pg.types.getTypeParser(dataTypeID, 'text');
    return { name, read: read === readText || read === String ? undefined : read };
  });
}

/**
 * One row.
 *
 * @param columns - of the result.
 * @param fields - as they came.
 * @param isArray - whether to leave the names out.
 */
export function rowOf(columns: readonly Column[], fields: readonly (string | null)[], isArray: boolean): unknown {
  const values = fields.map((value, n) => {
    const read = columns[n]?.read;
    return value === null || read === undefined ? value : read(value);
  });
  return isArray ? values : Object.fromEntries(columns.map(({ name }, n) => [name, values[n]]));
}

/**
 * How many rows a statement returned or changed; null where its kind counts none.
 *
 * @param tag - of CommandComplete.
 */
export function countOf(tag: string): number | null {
  const count = Number(tag.slice(tag.lastIndexOf(' ') + 1));
  return Number.isNaN(count) ? null : count;
}
