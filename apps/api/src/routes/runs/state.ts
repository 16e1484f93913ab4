import type { RunRow } from '@taktstock/db';
import { ERRORS, isErrorCode, jobId, MAX_RETRIES } from '@taktstock/registry';

/** Failures that a person may retry: those that may pass by themselves, and a text that did not hold. */
export const RETRYABLE_CODES: string[] = [
  ...Object.keys(ERRORS).filter((code) => isErrorCode(code) && ERRORS[code].retryable),
  'GROUNDING_FAILED',
];

/** The job id that answers name: that of the attempt under way or, while the run waits, of the coming one. */
export const currentJobId = ({ id, status, attempt }: RunRow): string =>
  jobId(id, status === 'pending' ? attempt + 1 : Math.max(1, attempt));

/** Whether a manual retry would be accepted. */
export const retryAvailable = ({ status, retryCount, errorCode, erasedAt }: RunRow): boolean =>
  status === 'failed' && erasedAt === null && retryCount < MAX_RETRIES && RETRYABLE_CODES.includes(errorCode ?? '');
