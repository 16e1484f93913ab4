import { modelFault } from '../clients/sandbox.ts';
import type { Round } from '../round.ts';

/** What a model does wrong, one call each; refusals and broken streams alike are reasons to ask again. */
const MODEL_FAULTS = [
  '500',
  '529',
  '429:1',
  'cut',
  'reset',
  'stall',
  'error-event',
  'garbage',
  'html',
  'empty',
] as const;

/** Several calls in a row go wrong, each in its own way. */
export async function failModels(round: Round, count = 3): Promise<void> {
  await round.inject({ name: 'model faults', crash: false, instance: null }, async () => {
    for (let fault = 0; fault < count; fault += 1) {
      await modelFault(round.stage.sandboxUrl, { fault: round.random.pick(MODEL_FAULTS) });
    }
    await round.orders(count);
  });
}

/** Some are ordered and given up again, at whatever point they have reached by then. */
export async function cancelSome(round: Round, count = 4): Promise<void> {
  const orders = await round.orders(count, { watch: true });
  await round.inject({ name: 'cancels', crash: false, instance: null }, async () => {
    const [first, ...others] = orders;
    await Promise.all(others.map((order) => round.cancel(order)));
    await round.cancel(first!);
  });
}
