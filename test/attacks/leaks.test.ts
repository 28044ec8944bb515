import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needlesOf } from '#test/support/secret-search.ts';
import { startTalkativeInstallation } from './leaks/installation.ts';
import { find, PLACES } from './leaks/places.ts';
import { plant } from './leaks/plant.ts';
import { openLedger } from './leaks/secrets.ts';
import { STEPS } from './leaks/steps.ts';
import { openWorld } from './leaks/world.ts';

// Whoever steals a backup, the disk or the logs of the database and the server, all of them told to log as much as they can.
const masterKey = randomBytes(32);
const planted = randomBytes(33).toString('base64');
const installation = await startTalkativeInstallation(masterKey, planted);
const secrets = openLedger();
const world = openWorld(installation, secrets);
afterAll(async () => {
  await world.close();
  await installation.stop();
});

beforeAll(async () => {
  await plant(world, planted);
  secrets.add('master key', masterKey);
  for (const url of Object.values(installation.doors)) secrets.add('password of a role', new URL(url).password);
  const keys = await installation.admin<{ key: Buffer }[]>`
    select inner_pad as key from rowseal_private.seal_keys union all
    select address_pepper from rowseal_private.settings`;
  // The second half of a pad is no secret: it is the padding.
  for (const { key } of keys) secrets.addStored('key of the database', key.subarray(0, 32));
});

describe('a run that issues and takes credentials of every kind', () => {
  test.each(STEPS)('%s comes to %s', async (_, outcome, run) => {
    expect(await run(world)).toBe(outcome);
    await world.lookAround();
  });

  test('has made several of each', () => {
    const { 'master key': _, ...kinds } = secrets.count();
    for (const [kind, count] of Object.entries(kinds)) expect(count, kind).toBeGreaterThan(1);
    expect(Object.keys(kinds)).toEqual(
      expect.arrayContaining([
        'password',
        'key derived from a password',
        'access token',
        'personal access token',
        'refresh token',
        'login that waits',
        'code of an authenticator app',
        'secret of an authenticator app',
        'recovery code',
        'challenge of a passkey',
      ]),
    );
  });
});

describe.each(PLACES)('$name', ({ kind, read, planted: marks }) => {
  let haystacks: Awaited<ReturnType<typeof read>>;
  beforeAll(async () => {
    haystacks = await read(installation, world);
  });

  test('holds no part of it, as it is or in hexadecimal, base64 or base64url', (context) => {
    if (!haystacks) return context.skip('this machine has none');
    expect(find(haystacks, secrets.needles(kind))).toEqual([]);
  });

  test('holds what was planted there: the control', (context) => {
    if (!haystacks) return context.skip('this machine has none');
    const found = find(haystacks, needlesOf('planted', Buffer.from(planted)));
    const notations = Map.groupBy(found, ({ name }) => name.split('/')[0]);
    for (const [place, expected] of Object.entries(marks)) {
      const here = notations.get(place)?.map(({ what }) => what);
      expect(here, place).toEqual(expect.arrayContaining(expected.map((notation) => `planted, ${notation}`)));
    }
  });
});
