import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll } from 'vitest';

/** What holds a process open and is never vitest's own: sockets, servers, children, file watchers. */
const HANDLES =
  /^(TCPSocketWrap|TCPServerWrap|TCPConnectWrap|PipeConnectWrap|ProcessWrap|UDPWrap|FSEventWrap|TLSWrap)$/;

/** Closing a socket takes a round trip. */
const PATIENCE_MS = 2000;

const held = (): string[] => process.getActiveResourcesInfo().filter((type) => HANDLES.test(type));
const before = held().length;

// Registered first, so it runs last, after the suite's own afterAll. Each file has its own process (pool "forks").
afterAll(async () => {
  const deadline = Date.now() + PATIENCE_MS;
  while (held().length > before) {
    if (Date.now() > deadline) {
      throw new Error(
        `This suite leaves handles open: ${held().join(', ')}. Close its pools, servers, sockets and children in ` +
          'afterAll; `vitest run --detect-async-leaks` tells where they were opened.',
      );
    }
    await sleep(20);
  }
});
