import { createClient } from '@taktstock/client';

const { TAKTSTOCK_URL, TAKTSTOCK_API_KEY } = process.env as Record<string, string>;
const taktstock = createClient({ baseUrl: TAKTSTOCK_URL!, apiKey: TAKTSTOCK_API_KEY! });

const birthPlace = { latitude: 48.2082, longitude: 16.3738, timezone: 'Europe/Vienna' };
const reading = await taktstock.execute({ birthDate: '1990-05-14', birthTime: '08:30', birthPlace }); // durable now
for await (const frame of reading.stream()) console.log(frame.type); // each event once, whatever breaks meanwhile
console.log((await reading.result()).content.text); // waits if need be; status(), cancel(), retry(), document()
console.log(await taktstock.api.getQueueStats()); // every other route, by its operationId
