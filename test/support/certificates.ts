import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generate, type SelfsignedOptions } from 'selfsigned';

/** A certificate and its key, as text and as files. */
export interface Certificate {
  cert: string;
  key: string;
  certFile: string;
  keyFile: string;
}

/** Makes certificates of an authority of its own. */
export interface Authority extends Certificate {
  /** For a server of these names, or for the client of that name. */
  issue(name: string, alternatives?: string[]): Promise<Certificate>;
}

/**
 * Makes a certificate authority.
 *
 * @param folder - where its files go.
 * @param name - its own.
 */
export async function certificateAuthority(folder: string, name: string): Promise<Authority> {
  const made = async (common: string, options: SelfsignedOptions): Promise<Certificate> => {
    const { cert, private: key } = await generate([{ name: 'commonName', value: common }], {
      keyType: 'ec',
      algorithm: 'sha256',
      ...options,
    });
    const file = path.join(folder, `${name}-${common}`);
    await writeFile(`${file}.crt`, cert);
    await writeFile(`${file}.key`, key, { mode: 0o600 });
    return { cert, key, certFile: `${file}.crt`, keyFile: `${file}.key` };
  };
  const own = await made(name, {
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return {
    ...own,
    issue: (common, alternatives = [common]) =>
      made(common, {
        ca: own,
        extensions: [
          { name: 'basicConstraints', cA: false },
          { name: 'subjectAltName', altNames: alternatives.map((value) => ({ type: 2, value })) },
        ],
      }),
  };
}
