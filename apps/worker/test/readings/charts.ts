/** Manifesting Generator, emotional, 4/6, with channel 34-57, without gates 21 and 35. */
export const MANIFESTING_GENERATOR = '1980-02-05T18:00:00.000Z';

/** Generator, emotional, 1/3, spleen undefined, without gates 20 and 35. */
export const GENERATOR = '1980-01-01T03:07:00.000Z';

/** A day on which the type (Reflector) is constant, and neither profile nor incarnation cross. */
export const UNKNOWN_TIME = '1981-03-30';
