import { Gauge, type Registry } from 'prom-client';

type Set = (labels: Record<string, string>, value: number) => void;

/** A gauge whose values are looked up when it is asked for; a value that is not set again is gone. */
export function gauge(
  register: Registry,
  name: string,
  help: string,
  labelNames: string[],
  collect: (set: Set) => void | Promise<void>,
): void {
  const metric: Gauge = new Gauge({
    name,
    help,
    labelNames,
    registers: [register],
    async collect() {
      metric.reset();
      await collect((labels, value) => metric.set(labels, value));
    },
  });
}
