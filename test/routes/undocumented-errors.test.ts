import { expect, test } from 'vitest';
import { apiWorld } from '#test/support/api-world.ts';
import { provocations } from '#test/support/provocations.ts';

// test/routes/documented-errors.test.ts has the operations that document what is provoked here.
const world = await apiWorld();
const { general } = await provocations(world);

const readBodies: string[] = ['payload_too_large', 'unsupported_media_type'];

test.each(Object.entries(general).filter(([code]) => code !== 'too_many_attempts'))(
  'operations that do not have %s answer what provokes it with something that is documented',
  async (code, provoke) => {
    for (const operation of world.operations) {
      if (operation.errors.some((error) => error.code === code)) continue;
      if (readBodies.includes(code) && !operation.body) continue;
      expect(operation.fault(await provoke(operation)), operation.id).toBeUndefined();
      await world.renew();
    }
  },
);
