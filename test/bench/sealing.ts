// A worker that seals, and does nothing else; a child of events.ts.
import { openMaintenance } from '#server/database/maintenance.ts';
import { openHeads } from '#server/worker/heads.ts';
import { startSealing } from '#server/worker/sealing.ts';

const { workerUrl, masterKey } = JSON.parse(process.env['BENCH_SETTINGS'] ?? '') as {
  workerUrl: string;
  masterKey: string;
};
const report = (message: string) => console.error(message);
const nowhere = { log: false, file: undefined, url: undefined, mail: undefined, everyMs: 60_000 };
const sealing = startSealing({
  database: openMaintenance(workerUrl),
  masterKey: Buffer.from(masterKey, 'base64'),
  heads: await openHeads(nowhere, undefined, report),
  report,
});
process.once('SIGTERM', () => void sealing.stop().finally(() => process.exit(0)));
process.send?.('ready');
