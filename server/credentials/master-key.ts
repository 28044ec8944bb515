import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * The master key of the embedded mode: read from the data directory, made there on the first start, readable by its owner only.
 *
 * @param dataDir - the data directory of this installation.
 * @throws Error when the file holds no key.
 */
export async function embeddedMasterKey(dataDir: string): Promise<Uint8Array> {
  const file = path.join(dataDir, 'master.key');
  await mkdir(dataDir, { recursive: true });
  try {
    await writeFile(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const key = Buffer.from(await readFile(file, 'utf8'), 'base64');
  if (key.length < 32) throw new Error(`${file} holds no master key of 32 bytes in base64`);
  return key;
}
