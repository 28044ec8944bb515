// Verifies an export by that file alone (docs/evidence.md): node verify-events.mjs export.jsonl [a head] [the id of a key]
import { createHash, createPublicKey, verify } from 'node:crypto';
import { open } from 'node:fs/promises';

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');
const decoded = (part) => Buffer.from(part, 'base64url');
const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical)}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)}}`;
};
const [, , file, head, key] = process.argv;
const [keys, found] = [{}, { events: 0, batches: 0, unsigned: 0, signers: {}, segments: {}, faults: [] }];
let [number, former, hashes, cursors, seen, dropped, told, drop, turn, isOurs] = [0, '0'.repeat(64), [], [], 0, '', ''];
for await (const line of (await open(file)).readLines()) {
  const { type, jwk, cursor, event, hash, personal, batch, statement, dropped: isDropped } = JSON.parse(line);
  const check = (holds, what) => holds || found.faults.push(`batch ${batch?.batch ?? number + 1}: ${what}`);
  if (type === 'key') keys[sha256(canonical(jwk))] = createPublicKey({ key: jwk, format: 'jwk' });
  if (type === 'event') cursors.push([cursor, hashes.push(event ? sha256(canonical(event)) : hash)]);
  for (const [path, { salt, value }] of Object.entries(personal ?? {})) {
    const own = `sha256:${sha256(Buffer.from(salt, 'hex'), canonical(value))}`;
    check(path.split('.').reduce((at, name) => at?.[name], event) === own, `a value of ${event.id} is another`);
  }
  if (event?.kind === 'events_dropped' && !(drop > event.details.before)) drop = event.details.before;
  if (type !== 'batch') continue;
  const own = sha256(canonical(batch));
  const at = `${batch.segment}.${batch.batch}.${own}`;
  check(!cursors.some(([given, n]) => given !== `${batch.segment}.${batch.first + n - 1}`), 'cursors were changed');
  check((isDropped && !number) || (batch.batch === number + 1 && batch.previous === former), 'it is out of order');
  check(isDropped ? !hashes[0] : sha256(Buffer.from(hashes.join(''), 'hex')) === batch.digest, 'events were changed');
  [number, former, seen] = [batch.batch, own, at === head ? batch.batch : seen];
  if (isDropped && batch.until > dropped) dropped = batch.until;
  if (statement) {
    const [header, payload, signature] = statement.split('.');
    const [{ kid }, said] = [header, payload].map((part) => JSON.parse(decoded(part)));
    const signer = !found.unsigned && kid === (turn ?? kid) && keys[decoded(kid).toString('hex')];
    const isSigned = signer && verify(null, Buffer.from(`${header}.${payload}`), signer, decoded(signature));
    check(isSigned && said.head === own, 'its signature is wrong, or one before it is missing');
    [turn, isOurs, found.signers[kid], found.last] = [said.next ?? kid, isOurs || kid === key, number, at];
    [found.events, found.batches, told] = [found.events + hashes.length, found.batches + 1, drop > told ? drop : told];
  } else check(Math.abs(Date.now() - Date.parse(batch.sealed_at)) < 60_000 && ++found.unsigned, 'it is not signed');
  [hashes, cursors, drop, found.segments[batch.segment]] = [[], [], '', number];
}
const wanted = [head && !seen && `head ${head}`, key && !isOurs && `key ${key}`, (hashes[0] || !found.last) && 'end'];
for (const what of wanted.filter(Boolean)) found.faults.push(`the ${what} is missing`);
if (dropped && dropped >= told) found.faults.push(`no event says that those until ${dropped} were dropped`);
found.unproven = [...(key ? [] : ['who signed']), `after batch ${seen}: no key was stolen, and no batch cut off`];
console.log(JSON.stringify(found, null, 2));
process.exitCode = found.faults.length > 0 ? 1 : 0;
