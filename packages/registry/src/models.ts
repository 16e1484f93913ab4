/** A price in micro-USD per million tokens, so that cost = tokens x price / 1,000,000 stays in integers. */
export type Price = { input: number; output: number; cacheRead: number; cacheWrite: number };

export type Model = {
  id: string;
  /** Tokens of input and output together. */
  context: number;
  /** Prices with the day from which each holds, newest first. */
  prices: { from: string; price: Price }[];
};

const usd = (input: number, output: number, cacheRead: number, cacheWrite: number): Price => ({
  input: input * 1_000_000,
  output: output * 1_000_000,
  cacheRead: cacheRead * 1_000_000,
  cacheWrite: cacheWrite * 1_000_000,
});

const SONNET = [{ from: '2025-01-01', price: usd(3, 15, 0.3, 3.75) }];
const GPT = [{ from: '2025-08-07', price: usd(1.25, 10, 0.125, 1.25) }];

/**
 * The catalogue. The provider is the part of the id before the first slash; the sandbox costs what it stands for, and what
 * stands behind a plus there (`sandbox/claude-sonnet-4-6+cut`) asks for a fault of the same model.
 */
export const MODELS: readonly Model[] = [
  { id: 'anthropic/claude-sonnet-4-6', context: 200_000, prices: SONNET },
  { id: 'anthropic/claude-sonnet-4-5', context: 200_000, prices: SONNET },
  { id: 'openai/gpt-5.1', context: 400_000, prices: GPT },
  { id: 'sandbox/claude-sonnet-4-6', context: 200_000, prices: SONNET },
  { id: 'sandbox-openai/gpt-5.1', context: 400_000, prices: GPT },
];

/** What agents ask where no provider is configured: both protocols of the sandbox. */
export const SANDBOX_CHAIN: readonly string[] = ['sandbox/claude-sonnet-4-6', 'sandbox-openai/gpt-5.1'];

/** Tokens of one call in buckets that do not overlap: their sum is the total. */
export type Usage = { input: number; cacheRead: number; cacheWrite: number; output: number };

export const NO_USAGE: Usage = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0 };

/** The price of a model on a day (ISO date); null when the catalogue does not know one: unknown is never free. */
export function priceOf(modelId: string, day: string): Price | null {
  const base = modelId.startsWith('sandbox') ? modelId.replace(/\+.*$/, '') : modelId;
  const model = MODELS.find(({ id }) => id === base);
  return model?.prices.find(({ from }) => from <= day)?.price ?? null;
}

/** Cost in micro-USD, rounded up; null when the price is unknown. */
export function costMicros(usage: Usage, price: Price | null): number | null {
  if (price === null) return null;
  const micros =
    usage.input * price.input +
    usage.cacheRead * price.cacheRead +
    usage.cacheWrite * price.cacheWrite +
    usage.output * price.output;
  return Math.ceil(micros / 1_000_000);
}

/** Splits a model id into its provider and the name that the provider knows. Throws when there is no slash. */
export function splitModelId(id: string): { provider: string; name: string } {
  const slash = id.indexOf('/');
  if (slash < 1 || slash === id.length - 1) throw new Error(`model id ${JSON.stringify(id)} is not provider/name`);
  return { provider: id.slice(0, slash), name: id.slice(slash + 1) };
}
