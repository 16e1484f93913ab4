import { provideServers, type Stop } from './servers.ts';

/** vitest's globalSetup: runs once before the workers are forked, which inherit the environment; answers the teardown. */
export default function setup(): Promise<Stop> {
  return provideServers();
}
