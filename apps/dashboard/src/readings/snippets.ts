import type { BodyOf } from '@taktstock/client';

const HEADER = `-H "Authorization: Bearer $TAKTSTOCK_KEY"`;

const CLIENT = `import { createClient } from '@taktstock/client';

const client = createClient({ baseUrl: '${location.origin}', apiKey: process.env.TAKTSTOCK_KEY });`;

/** How a program orders what the form holds. */
export const orderSnippets = (body: BodyOf<'executeReading'>): Record<string, string> => ({
  curl: `curl ${location.origin}/api/orchestrator/execute \\
  ${HEADER} \\
  -H 'Content-Type: application/json' \\
  -d '${JSON.stringify(body, null, 2).replaceAll("'", "'\\''")}'`,
  SDK: `${CLIENT}
const reading = await client.execute(${JSON.stringify(body, null, 2)});

for await (const frame of reading.stream()) console.log(frame.type);
const { content } = await reading.result();`,
});

/** How a program follows a run and fetches its result. */
export const runSnippets = (runId: string): Record<string, string> => ({
  curl: `# Follow it; after a break: -H 'Last-Event-ID: <id>'
curl -N ${location.origin}/runs/${runId}/stream ${HEADER}

# The text
curl ${location.origin}/api/orchestrator/result/${runId} ${HEADER}`,
  SDK: `import { createClient, LiveText } from '@taktstock/client';

const client = createClient({ baseUrl: '${location.origin}', apiKey: process.env.TAKTSTOCK_KEY });
const text = new LiveText();

for await (const frame of client.run('${runId}').stream()) {
  process.stdout.write(text.add(frame));
}`,
});
