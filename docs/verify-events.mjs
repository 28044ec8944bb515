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
const [keys, found] = [{}, { events: 0, batches: 0, signers: {}, segments: {}, last: '', faults: [] }];
let [number, hashes, cursors, dropped, told, turn, isSeen, isOurs, former] = [0, [], [], '', '', '', !head, !key];
for await (const line of (await open(file)).readLines()) {
  const { type, jwk, cursor, event, hash, personal, batch, statement, dropped: isDropped } = JSON.parse(line);
  const check = (holds, what) => holds || found.faults.push(`batch ${batch?.batch ?? number + 1}: ${what}`);
  if (type === 'key') keys[sha256(canonical(jwk))] = createPublicKey({ key: jwk, format: 'jwk' });
  if (type === 'event') cursors.push([cursor, hashes.push(event ? sha256(canonical(event)) : hash)]);
  for (const [path, { salt, value }] of Object.entries(personal ?? {})) {
    const sealed = path.split('.').reduce((place, name) => place?.[name], event);
    const own = `sha256:${sha256(Buffer.from(salt, 'hex'), canonical(value))}`;
    check(sealed === own, `a personal value of event ${event.id} was changed`);
  }
  if (event?.kind === 'events_dropped' && event.details.before > told) told = event.details.before;
  if (type !== 'batch') continue;
  const [own, isNext] = [sha256(canonical(batch)), batch.batch === number + 1];
  check(!cursors.some(([at, n]) => at !== `${batch.segment}.${batch.first + n - 1}`), 'cursors were changed');
  check(isNext ? batch.previous === (former ?? '0'.repeat(64)) : isDropped, 'it does not follow the batch before');
  check(isDropped || sha256(Buffer.from(hashes.join(''), 'hex')) === batch.digest, 'its events were changed');
  if (statement) {
    const [header, payload, signature] = statement.split('.');
    const [{ kid }, said] = [header, payload].map((part) => JSON.parse(decoded(part)));
    const signer = kid === ((isNext && turn) || kid) && keys[decoded(kid).toString('hex')];
    const isSigned = signer && verify(null, Buffer.from(`${header}.${payload}`), signer, decoded(signature));
    check(isSigned && said.head === own, 'its signature is wrong');
    isOurs = kid === (key ?? kid) || (isNext && isOurs);
    [turn, found.signers[kid]] = [said.next ?? kid, batch.batch];
  }
  [found.events, found.batches] = [found.events + hashes.length, found.batches + 1];
  [number, former, hashes, cursors, found.last] = [batch.batch, own, [], [], `${batch.segment}.${batch.batch}.${own}`];
  [found.segments[batch.segment], isSeen] = [number, isSeen || found.last === head];
  if (isDropped && batch.until > dropped) dropped = batch.until;
}
if (!isOurs || !isSeen) found.faults.push(`the ${isSeen ? `key ${key}` : `head ${head}`} is missing`);
if (dropped && dropped >= told) found.faults.push(`no event says that those until ${dropped} were dropped`);
if (hashes.length > 0 || !(head || Object.keys(found.signers)[0])) found.faults.push('the end is missing');
console.log(JSON.stringify(found, null, 2));
process.exitCode = found.faults.length > 0 ? 1 : 0;
