import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { connect } from '@taktstock/db';
import { createDatabase, type TestDatabase } from '@taktstock/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { EXECUTE, newChart, newKey } from './suite.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

type Line = Record<string, unknown>;
type Started = {
  child: ChildProcess;
  lines: Line[];
  until(msg: string): Promise<Line>;
  exited: Promise<number | null>;
};

/** Starts the real process; its log is read line by line. */
function start(env: Record<string, string>): Started {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env['PATH'] ?? '', ORCHESTRATOR_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: Line[] = [];
  const waiting: { msg: string; resolve: (line: Line) => void }[] = [];
  createInterface({ input: child.stdout! }).on('line', (text) => {
    const line = JSON.parse(text) as Line;
    lines.push(line);
    for (const { resolve } of waiting.filter(({ msg }) => msg === line['msg'])) resolve(line);
  });
  return {
    child,
    lines,
    until: (msg) => new Promise((resolve) => waiting.push({ msg, resolve })),
    exited: once(child, 'exit').then(([code]) => code as number | null),
  };
}

describe('the process', () => {
  let database: TestDatabase;
  let key: string;
  let chartId: string;

  beforeAll(async () => {
    database = await createDatabase();
    const sql = connect(database.url, { max: 1 });
    key = await newKey(sql, 'service', 'owner-a');
    chartId = await newChart(sql);
    await sql.end();
  });
  afterAll(() => database.drop());

  test('listens, accepts, and ends on SIGTERM with its sockets and streams told', async () => {
    const api = start({ DATABASE_URL: database.url });
    const url = String((await api.until('listening'))['url']);
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const accepted = await fetch(url + EXECUTE, { method: 'POST', headers, body: JSON.stringify({ chartId }) });
    expect(accepted.status).toBe(202);
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, 'taktstock.v1', { headers });
    await once(socket, 'open');
    const closed = once(socket, 'close');
    const { runId } = (await accepted.json()) as { runId: string };
    const stream = await fetch(`${url}/runs/${runId}/stream`, { headers });
    api.child.kill('SIGTERM');
    expect((await closed)[0]).toBe(1001);
    await expect(stream.text()).rejects.toThrow('terminated'); // it has not ended: there is more to be had elsewhere
    expect(await api.exited).toBe(0);
  });

  test('ends a run that is out of time though no worker lives', async () => {
    const api = start({ DATABASE_URL: database.url, SWEEP_MS: '50' });
    const url = String((await api.until('listening'))['url']);
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const accepted = await fetch(url + EXECUTE, { method: 'POST', headers, body: JSON.stringify({ chartId }) });
    const { runId, pollUrl } = (await accepted.json()) as { runId: string; pollUrl: string };
    const sql = connect(database.url, { max: 1 });
    await sql`update agent_runs set deadline_at = now() where id = ${runId}`;
    await sql.end();
    const stream = await fetch(`${url}/runs/${runId}/stream`, { headers });
    expect(await stream.text()).toContain('run_failed'); // it ends with the run
    const status = await (await fetch(url + pollUrl, { headers })).json();
    expect(status).toMatchObject({ status: 'failed', errorCode: 'TIMEOUT', attempt: 0, retryAvailable: true });
    api.child.kill('SIGTERM');
    expect(await api.exited).toBe(0);
  });

  test('says what it waits for, without the password, and gives up in time', async () => {
    const api = start({ DATABASE_URL: 'postgres://user:geheim@127.0.0.1:1/none', DATABASE_WAIT_MS: '1' });
    expect(await api.exited).toBe(1);
    const text = JSON.stringify(api.lines);
    expect(text).toContain('PostgreSQL at 127.0.0.1:1/none does not answer');
    expect(text).not.toContain('geheim');
  });

  test('names the variable that is wrong', async () => {
    const api = start({ DATABASE_URL: database.url, ORCHESTRATOR_PORT: 'eighty' });
    expect(await api.exited).toBe(1);
    expect(JSON.stringify(api.lines)).toContain('ORCHESTRATOR_PORT');
  });
});
