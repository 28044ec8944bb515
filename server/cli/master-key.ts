import { eachKey, isFormerLeft, type MasterKeys, masterKeyId } from '../credentials/master-keys.ts';
import { reencrypt } from '../credentials/reencryption.ts';
import { letsIn } from '../database/drivers.ts';
import type { Maintenance } from '../database/maintenance.ts';
import { parseUrl } from '../database/url.ts';
import type { Doors } from '../install/install.ts';
import type { MaintenanceCommand } from './maintaining.ts';
import { table } from './table.ts';

const DOORS = ['gatewayUrl', 'issuerUrl', 'workerUrl'] as const satisfies readonly (keyof Doors)[];

/** Which master key every secret is encrypted under, and every login role's password derived from. */
export const showMasterKey: MaintenanceCommand = async (maintenance, { masterKey, door }) => {
  const names = namesOf(masterKey);
  const counted = await maintenance.encryptedSecrets();
  const rows = counted.map(({ kind, key_id: id, secrets }) => [
    kind.replace('_', ' '),
    id === null ? 'not named' : (names.get(id) ?? `unknown: ${id}`),
    String(secrets),
  ]);
  const passwords = await Promise.all(DOORS.map((name) => passwordOf(door, name, masterKey)));
  return [
    ...[...names].map(([id, name]) => `The ${name} master key is ${id}`),
    table(['what', 'under which key', 'how many'], [...rows, ...passwords]),
    verdict(masterKey, counted, passwords),
  ].join('\n');
};

/** Encrypts every secret under the current key that is not yet, as the worker does each minute while the former one is configured. */
export const reencryptSecrets: MaintenanceCommand = async (maintenance, context) => {
  const { replaced, unopened } = await reencrypt(maintenance, context.masterKey);
  if (unopened > 0)
    throw new Error(
      `${unopened} ${unopened === 1 ? 'secret' : 'secrets'} cannot be opened with any key that is configured; ${replaced} were encrypted anew`,
    );
  return `${replaced} secrets were encrypted anew\n${await showMasterKey(maintenance, context)}`;
};

function namesOf(masterKey: MasterKeys): Map<string, string> {
  const [current, other] = eachKey(masterKey);
  const names = new Map([[masterKeyId(current), 'current']]);
  if (other) names.set(masterKeyId(other), isFormerLeft(masterKey) ? 'former' : 'next');
  return names;
}

async function passwordOf(
  door: (name: keyof Doors) => string,
  name: keyof Doors,
  masterKey: MasterKeys,
): Promise<string[]> {
  const row = (under: string) => [`password of ${name.replace('Url', '')}`, under, '1'];
  try {
    const target = parseUrl(door(name));
    if (await letsIn(target)) return row('current');
    const { otherPassword: password } = target;
    if (password !== undefined && (await letsIn({ ...target, password })))
      return row(isFormerLeft(masterKey) ? 'former' : 'next');
    return row('none: it is refused');
  } catch (error) {
    return row(`not tried: ${error instanceof Error ? error.message : error}`);
  }
}

function verdict(
  masterKey: MasterKeys,
  counted: Awaited<ReturnType<Maintenance['encryptedSecrets']>>,
  passwords: readonly (readonly string[])[],
): string {
  const names = namesOf(masterKey);
  const count = (isMeant: (name: string | undefined) => boolean) =>
    counted
      .filter(({ key_id: id }) => isMeant(id === null ? 'not named' : names.get(id)))
      .reduce((sum, { secrets }) => sum + secrets, 0);
  const unknown = count((name) => name === undefined);
  if (unknown > 0) return `${unknown} secrets are under a key that is not configured here, and cannot be opened`;
  if (!isFormerLeft(masterKey)) return 'Every secret is under a key that is configured here, as far as they name one';
  const left = count((name) => name === 'former' || name === 'not named');
  const doors = passwords.filter(([, under]) => under !== 'current').length;
  return left + doors === 0
    ? 'The former master key is not needed any more'
    : `The former master key is still needed: for ${left} secrets and ${doors} passwords`;
}
