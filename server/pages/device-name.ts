import type { Sentence } from '../messages/languages.ts';

/** The first that matches is it: browsers claim to be each other. */
const BROWSERS = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/(OPR|Opera)\//, 'Opera'],
  [/(Firefox|FxiOS)\//, 'Firefox'],
  [/(Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
] as const;

const SYSTEMS = [
  [/\b(iPhone|iPad)\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
] as const;

const LONGEST = 60;

/**
 * What people recognise a device by, as a sentence.
 *
 * @param userAgent - as it called itself; null: it did not.
 */
export function deviceName(userAgent: string | null): Sentence {
  if (!userAgent) return ['account.unknown_device'];
  const browser = BROWSERS.find(([pattern]) => pattern.test(userAgent))?.[1];
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1];
  if (browser && system) return ['account.device', { browser, system }];
  return ['account.other_device', { device: browser ?? userAgent.slice(0, LONGEST) }];
}
