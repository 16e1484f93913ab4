/** Why birth data gives no chart. */
export type ChartErrorCode =
  | 'INVALID_BIRTH_DATE'
  | 'FUTURE_DATE'
  | 'EPHEMERIS_RANGE'
  | 'INVALID_BIRTH_TIME'
  | 'INVALID_BIRTH_PLACE'
  | 'LOCAL_TIME_NONEXISTENT'
  | 'LOCAL_TIME_AMBIGUOUS';

/** Birth data that gives no chart, never repeated in the message; `data.offsets`: both offsets of an ambiguous time. */
export class ChartError extends Error {
  readonly code: ChartErrorCode;
  readonly detail: string;
  readonly data?: { offsets: string[] };

  constructor(code: ChartErrorCode, detail: string, data?: { offsets: string[] }) {
    super(`${code}: ${detail}`);
    this.name = 'ChartError';
    this.code = code;
    this.detail = detail;
    if (data) this.data = data;
  }
}
