/** Raised whenever any chart would come out differently: it is part of every stored chart's key. */
export const ENGINE = { name: 'taktstock-chart', version: '1.0.0' } as const;
