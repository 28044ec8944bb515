import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const EXTENSION = '.graphql';

/**
 * Reads a folder of documents.
 *
 * @param folder - holds one document a file; a file is called what clients call the document, and `.graphql`.
 * @returns the documents by their names.
 * @throws Error with a sentence for the operator when there are none.
 */
export async function readTrustedDocuments(folder: string): Promise<Map<string, string>> {
  const files = await readdir(folder).catch(() => {
    throw new Error(`ROWSEAL_GRAPHQL_DOCUMENTS: there is no folder ${folder}`);
  });
  const documents = new Map<string, string>();
  for (const file of files.filter((name) => name.endsWith(EXTENSION)))
    documents.set(file.slice(0, -EXTENSION.length), await readFile(path.join(folder, file), 'utf8'));
  if (documents.size === 0) throw new Error(`ROWSEAL_GRAPHQL_DOCUMENTS: no ${EXTENSION} file is in ${folder}`);
  return documents;
}
