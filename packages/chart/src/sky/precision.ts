/**
 * How many terms of a series are summed: `fine` for the answer, `coarse` (0.2" per term left out, the
 * Moon's 0.01") for speeds, light times and differences over an hour, at a twelfth of the cost.
 */
export type Precision = 'fine' | 'coarse';
