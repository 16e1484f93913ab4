import { partArguments, servePart } from '../processes.ts';
import { openClients } from './clients.ts';
import { type Room, tokenNow } from './contender.ts';
import { LIVE_CONTENDERS, type LiveContenderName } from './contenders.ts';

const [name, role, room, url] = partArguments<[LiveContenderName, 'worker' | 'server' | 'clients', Room, string]>();
const contender = LIVE_CONTENDERS[name];

/** User and system CPU of this process so far, in microseconds. */
const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/** Every run gets its tokens evenly, all runs together so many per second; answers how many there were. */
async function write(
  emit: (runId: string, token: string) => void,
  { rate, ms }: { rate: number; ms: number },
): Promise<number> {
  const start = performance.now();
  let sent = 0;
  while (performance.now() - start < ms) {
    const due = Math.floor(((performance.now() - start) / 1_000) * rate);
    // All that is due has come in this moment: whoever makes one token wait for another pays for it.
    const token = tokenNow();
    for (; sent < due; sent += 1) emit(room.runIds[sent % room.runIds.length]!, token);
    // Models do not write in step with our timers: give the event loop back and come again as soon as it is free.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return sent;
}

if (role === 'worker') {
  const { emit, finish, close } = await contender.worker(room);
  servePart(
    { cpu, write: (load: { rate: number; ms: number }) => write(emit, load), finish: finish ?? (() => {}) },
    close,
  );
} else if (role === 'server') {
  const server = await contender.server(room);
  servePart({ cpu, url: () => server.url, memory: () => process.memoryUsage.rss() }, server.close);
} else {
  const clients = await openClients(contender, url, room);
  servePart({ take: clients.take, texts: clients.texts }, clients.close);
}
