import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

export type Metrics = { registry: Registry; count: (result: string) => void };

/** Metrics of a worker process; `running` counts the runs in hand. */
export function createMetrics(running: () => number): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const deliveries = new Counter({
    name: 'taktstock_deliveries_total',
    help: 'Deliveries of the queue by what came of them',
    labelNames: ['result'],
    registers: [registry],
  });
  new Gauge({
    name: 'taktstock_runs_in_hand',
    help: 'Runs this worker is carrying out',
    registers: [registry],
    collect() {
      this.set(running());
    },
  });
  return { registry, count: (result) => deliveries.inc({ result }) };
}
