import type { startFleet } from '../../../apps/worker/src/fleet.ts';

const say = (details: unknown, message?: string): void => console.error(message ?? '', details);

/** For whoever wants a log: says what went wrong on stderr, and nothing else. */
export const quietLog = { warn: say, error: say };

/** The same for the fleet, which asks for a pino logger. */
export const fleetLog = { ...quietLog, info: () => {}, debug: () => {} } as unknown as Parameters<typeof startFleet>[1];
