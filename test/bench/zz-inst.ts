import { writeFileSync } from 'node:fs';
import { startInstallation } from '#test/bench/installation.ts';
const i = await startInstallation({});
const write = async () => {
const [t=''] = await i.sign(await i.openSessions(1));
writeFileSync('/tmp/bstart/env.json', JSON.stringify({DATABASE_URL:i.adminUrl, ROWSEAL_MASTER_KEY:i.settings.masterKey, ROWSEAL_PUBLIC_URL:i.settings.publicUrl, TOKEN:t}));
};
await write();
console.log('ready'); 
process.on('SIGTERM', async () => { await i.stop(); process.exit(0); });
setInterval(() => void write(), 900_000);
