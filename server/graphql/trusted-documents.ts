import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { PersistedPlugin } from '@grafserv/persisted';
import { documentRefused } from './bounded-documents.ts';

const EXTENSION = '.graphql';
const NOT_TRUSTED = 'This server accepts trusted documents only, and none has this ID';

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

/**
 * Serves trusted documents and no others. They are bounded like any: a variable may still ask for a page of any size.
 *
 * @param documents - by the names that clients send as `id`, `documentId` (Relay) or `extensions.persistedQuery.sha256Hash` (Apollo).
 */
export function trustedDocuments(documents: ReadonlyMap<string, string>): GraphileConfig.Preset {
  return {
    plugins: [PersistedPlugin],
    grafserv: {
      // Given no text, or one that throws, the plugin prints the request with its variables.
      hashFromPayload: ({ id, documentId, extensions }) => textOf(nameIn(extensions) ?? documentId ?? id),
      persistedOperationsGetter: (name) => documents.get(name) ?? Promise.reject(documentRefused(NOT_TRUSTED)),
    },
  };
}

function nameIn(extensions: unknown): unknown {
  return (extensions as { persistedQuery?: { sha256Hash?: unknown } } | null | undefined)?.persistedQuery?.sha256Hash;
}

function textOf(name: unknown): string {
  return typeof name === 'string' ? name : '';
}
