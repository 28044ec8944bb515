import { PersistedPlugin } from '@grafserv/persisted';
import { documentRefused } from './bounded-documents.ts';
import { documentName } from './document-names.ts';

const NOT_TRUSTED = 'This server accepts trusted documents only, and none has this ID';

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
      hashFromPayload: documentName,
      persistedOperationsGetter: (name) => documents.get(name) ?? Promise.reject(documentRefused(NOT_TRUSTED)),
    },
  };
}
