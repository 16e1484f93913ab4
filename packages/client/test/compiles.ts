import { createClient } from '../src/index.ts';

const client = createClient({ baseUrl: 'http://127.0.0.1', apiKey: 'none' });

/** Never called: the type check is the test. What the API does not take or answer must not compile. */
export async function typed(): Promise<void> {
  (await client.api.getRun({ path: { id: 'x' } })).status satisfies
    | 'pending'
    | 'processing'
    | 'completed'
    | 'failed'
    | 'cancelled';
  (await client.api.findPlaces({ query: { q: 'Vienna' } })).places[0]?.placeId satisfies string | undefined;
  (await client.api.drawChart({ path: { id: 'x' }, query: { theme: 'dark' } })) satisfies string;
  await client.api.getHealth();
  await client.api.createTicket();
  await client.api.retryRun({ path: { id: 'x' } });
  // @ts-expect-error a run has an id
  await client.api.getRun();
  // @ts-expect-error under this name
  await client.api.getRun({ path: { runId: 'x' } });
  // @ts-expect-error a budget is more than its place
  await client.api.setBudget({ path: { scope: 'key', subject: 'x' } });
  // @ts-expect-error no such field
  await client.execute({ chart_id: 'x' });
  // @ts-expect-error a key or a token
  createClient({ baseUrl: 'http://127.0.0.1' });

  const reading = await client.execute({ chartId: 'x', depth: 'basic' });
  (await reading.status()).progress satisfies number;
  const { content } = await reading.result();
  content.text satisfies string;
  content.essence satisfies string | null;
  for await (const frame of reading.stream()) {
    if (frame.type === 'run_failed') frame.payload.code satisfies string;
    if (frame.type === 'text_appended') frame.id satisfies number;
    // @ts-expect-error a preview has no id
    if (frame.type === 'text_delta') frame.id satisfies number;
  }
  for await (const frame of client.system()) if (frame.type === 'run_status') frame.payload.runId satisfies string;
}
