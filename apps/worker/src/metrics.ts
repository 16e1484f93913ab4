import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

export type Metrics = { registry: Registry; count: (result: string) => void };

/** Metrics of a worker process, asked for when they are read. */
export function createMetrics(gauges: { running: () => number; waiting: () => number }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const deliveries = new Counter({
    name: 'taktstock_deliveries_total',
    help: 'Deliveries of the queue by what came of them',
    labelNames: ['result'],
    registers: [registry],
  });
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  gauge('taktstock_runs_in_hand', 'Runs this worker is carrying out', gauges.running);
  gauge('taktstock_model_calls_waiting', 'Model calls that wait for their turn in this process', gauges.waiting);
  return { registry, count: (result) => deliveries.inc({ result }) };
}
