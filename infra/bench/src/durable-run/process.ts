import { partArguments, servePart } from '../processes.ts';
import type { Addresses } from '../servers.ts';
import { CONCURRENCY } from './contender.ts';
import { CONTENDERS, type ContenderName } from './contenders.ts';

const [name, role, at] = partArguments<[ContenderName, 'accept' | 'work', Addresses]>();
await (role === 'accept' ? serveAccepting() : serveWorking());

/** `produce(ms)`: independent callers, each with its next request as soon as the last is answered; answers how many there were. */
async function serveAccepting(): Promise<void> {
  const { enqueue, close } = await CONTENDERS[name].accept(at);
  const produce = async (ms: number) => {
    const until = performance.now() + ms;
    let accepted = 0;
    const caller = async () => {
      for (; performance.now() < until; accepted += 1) await enqueue();
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, caller));
    return accepted;
  };
  servePart({ produce }, close);
}

/** `settled(n)` resolves when n runs are over since the last time. */
async function serveWorking(): Promise<void> {
  let over = 0;
  let waiting: { runs: number; resolve: () => void } | undefined;
  const look = () => {
    if (waiting === undefined || over < waiting.runs) return;
    over -= waiting.runs;
    waiting.resolve();
    waiting = undefined;
  };
  const { close } = await CONTENDERS[name].work(at, () => {
    over += 1;
    look();
  });
  const settled = (runs: number) =>
    new Promise<void>((resolve) => {
      waiting = { runs, resolve };
      look();
    });
  servePart({ settled }, close);
}
