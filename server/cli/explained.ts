import type postgres from 'postgres';

/** What an operator is told of an error that they can do something about, by its SQLSTATE. */
export type Sentences = Readonly<Record<string, string>>;

/**
 * What a statement answers.
 *
 * @param asked - the statement.
 * @param sentences - of the errors that mean something here.
 * @throws Error with a sentence; or the driver's.
 */
export async function explained<T extends postgres.MaybeRow[]>(
  asked: postgres.PendingQuery<T>,
  sentences: Sentences,
): Promise<postgres.RowList<T>> {
  try {
    return await asked;
  } catch (error) {
    const sentence = error instanceof Error && 'code' in error ? sentences[String(error.code)] : undefined;
    throw sentence === undefined ? error : new Error(sentence);
  }
}
