/** Where clients send the name of a trusted document. */
export interface NamingBody {
  id?: unknown;
  /** Relay's. */
  documentId?: unknown;
  /** Apollo's, within: `persistedQuery.sha256Hash`. */
  extensions?: unknown;
}

/**
 * The name of the trusted document that a request asks for; empty where it names none.
 *
 * @param body - of the request.
 */
export function documentName({ id, documentId, extensions }: NamingBody): string {
  const name = hashIn(extensions) ?? documentId ?? id;
  return typeof name === 'string' ? name : '';
}

function hashIn(extensions: unknown): unknown {
  return (extensions as { persistedQuery?: { sha256Hash?: unknown } } | null | undefined)?.persistedQuery?.sha256Hash;
}
