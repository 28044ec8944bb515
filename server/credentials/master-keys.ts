import { hkdfSync } from 'node:crypto';

/**
 * The master key of an installation, 32 bytes or more, which the database never sees. While it is being replaced: the key that encrypts, and the one
 * that will, or the one that did until now. What was made under that one is understood too.
 */
export type MasterKeys =
  | Uint8Array
  | { readonly current: Uint8Array; readonly next: Uint8Array }
  | { readonly current: Uint8Array; readonly former: Uint8Array };

/**
 * Both keys, or the only one; the one that encrypts first.
 *
 * @param keys - of an installation.
 */
export function eachKey(keys: MasterKeys): readonly [current: Uint8Array, other?: Uint8Array] {
  if (keys instanceof Uint8Array) return [keys];
  return [keys.current, 'next' in keys ? keys.next : keys.former];
}

/**
 * Derives something from every key, the one that encrypts first.
 *
 * @param keys - of an installation.
 * @param derive - from one key.
 */
export function ofEach<T>(keys: MasterKeys, derive: (key: Uint8Array) => T): [T, ...T[]] {
  const [current, other] = eachKey(keys);
  return other === undefined ? [derive(current)] : [derive(current), derive(other)];
}

/**
 * What a master key is called wherever something says which one it was encrypted under. It tells nothing about the key.
 *
 * @param key - one master key.
 */
export function masterKeyId(key: Uint8Array): string {
  return Buffer.from(hkdfSync('sha256', key, '', 'rowseal master-key id', 9)).toString('base64url');
}

/**
 * Whether what was made under another key is to be made anew under the one that encrypts.
 *
 * @param keys - of an installation.
 */
export function isFormerLeft(keys: MasterKeys): boolean {
  return !(keys instanceof Uint8Array) && 'former' in keys;
}
