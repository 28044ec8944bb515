/**
 * SQLSTATEs that the SQL standard leaves to implementations (ISO 9075-2 subclause 24.1: classes that begin with 5 to 9 or I to Z), without those of PostgreSQL
 * and of Rowseal: what an application raises with one, it means for its callers.
 */
const OF_APPLICATIONS = /^(?!P0|XX|RS|5[34578]|72)[5-9I-Z][0-9A-Z]{4}$/;

/** What a function of an application has raised for its callers. */
export interface Refusal {
  /** Its SQLSTATE. */
  code: string;
  /** A sentence of the application. */
  message: string;
}

/**
 * What an application meant for its callers.
 *
 * @param error - of any origin.
 * @returns undefined where it is no error that PostgreSQL told with an SQLSTATE of an application's own.
 */
export function refusalOf(error: object): Refusal | undefined {
  const { code, message, severity } = error as { code?: unknown; message?: unknown; severity?: unknown };
  return severity !== undefined && typeof code === 'string' && OF_APPLICATIONS.test(code)
    ? { code, message: String(message) }
    : undefined;
}
