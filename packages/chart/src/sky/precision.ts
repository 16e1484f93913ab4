/**
 * How many terms of a series are summed: `fine` for the answer, `coarse` (0.02" per term left out) for speeds, light
 * times and differences over an hour, at a fraction of the cost.
 */
export type Precision = 'fine' | 'coarse';
