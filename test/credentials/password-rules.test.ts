import { expect, test } from 'vitest';
import { requireUncommon } from '#server/credentials/password-rules.ts';

test.each([
  ['one of the most common', '1qaz2wsx3edc4rfv'],
  ['in any case', 'QWERTY123456789'],
  ['a common one over and over', 'passwordpassword'],
  ['a few characters over and over', 'abc1abc1abc1abc1'],
  ['one character', '9'.repeat(1024)],
  ['the own address', 'ada.lovelace@acme.test'],
  ['the own address in capitals', 'Ada.Lovelace@ACME.test'],
])('a password is refused that is %s', (_, password) => {
  expect(() => requireUncommon(password, 'ada.lovelace@acme.test')).toThrow(
    expect.objectContaining({ code: 'password_too_common' }),
  );
});

test.each([
  ['four words', 'correct horse battery staple'],
  ['no letters', '83150 27714 90266'],
  ['another alphabet', 'пароль для одной двери'],
  ['emoji', '🗝️🚪🌳🌳🗝️🚪🌳🌳🐈🐈🗝️🚪🌳🐕🚲'],
  ['a common one within', 'password, but not quite'],
  ['longest', 'abcdefghijklmnop'.repeat(64)],
  ['of somebody else the address', 'gus.globex@globex.test'],
])('a password may be %s', (_, password) => {
  expect(() => requireUncommon(password, 'ada.lovelace@acme.test')).not.toThrow();
});

// It takes milliseconds of CPU; a pattern that backtracks without end would take minutes.
test('a long password is checked quickly', () => {
  const begin = process.cpuUsage();
  requireUncommon(`${'a'.repeat(1023)}b`);
  expect(process.cpuUsage(begin).user).toBeLessThan(5_000_000);
});
