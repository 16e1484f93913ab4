import { buildSandbox } from './app.ts';
import { readConfig } from './config.ts';

const config = readConfig();
const app = await buildSandbox({
  pace: { firstTokenMs: config.SANDBOX_FIRST_TOKEN_MS, tokensPerSecond: config.SANDBOX_TOKENS_PER_SECOND },
  logger: { level: 'warn' },
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void app.close());

// Loopback only: a fake model API must never be reachable from outside.
const url = await app.listen({ host: '127.0.0.1', port: config.SANDBOX_PORT });
app.log.child({}, { level: 'info' }).info({ url }, 'sandbox listening');
