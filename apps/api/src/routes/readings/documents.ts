import type { Violation } from '@taktstock/chart';
import type { ReadingRow, RunRow, VersionRow } from '@taktstock/db';
import { type CallerRole, type Depth, isFinal, jobId, type Locale, MAX_RETRIES, type Style } from '@taktstock/registry';
import { OPERATORS } from '../../plugins/auth.ts';
import { currentJobId, retryAvailable } from '../runs/state.ts';
import type { Metadata, ReadingDocument, ResultDocument, StatusDocument } from './schema.ts';

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

export const statusDocument = (reading: ReadingRow, run: RunRow): StatusDocument => ({
  readingId: reading.id,
  jobId: currentJobId(run),
  agentId: run.agent,
  status: run.status,
  progress: run.progress,
  hasResult: run.status === 'completed',
  attempt: run.attempt,
  retryAvailable: retryAvailable(run),
  retryCount: run.retryCount,
  maxRetries: MAX_RETRIES,
  errorCode: run.errorCode,
  error: run.errorMessage,
  errorMeta: run.errorMeta as StatusDocument['errorMeta'],
  createdAt: run.createdAt.toISOString(),
  updatedAt: run.updatedAt.toISOString(),
  startedAt: iso(run.startedAt),
  completedAt: isFinal(run.status) ? iso(run.finishedAt) : null,
});

export const resultDocument = (reading: ReadingRow, run: RunRow, version: VersionRow): ResultDocument => ({
  readingId: reading.id,
  jobId: jobId(run.id, version.attempt),
  agentId: run.agent,
  chartId: reading.chartIds[0]!,
  status: 'completed',
  version: version.version,
  content: version.content,
  missingParts: version.missingParts,
  metadata: version.metadata as Metadata,
  completedAt: (run.finishedAt ?? version.createdAt).toISOString(),
});

/** Who may read a text that did not hold against its chart. */
const SEES_REJECTED: readonly CallerRole[] = OPERATORS;

export const readingDocument = (
  reading: ReadingRow,
  run: RunRow,
  versions: readonly VersionRow[],
  role: CallerRole,
): ReadingDocument => ({
  readingId: reading.id,
  userId: reading.userId,
  agentId: reading.agent,
  context: reading.context,
  question: reading.question,
  depth: reading.depth as Depth,
  style: reading.style as Style,
  locale: reading.locale as Locale,
  chartIds: reading.chartIds,
  status: run.status,
  currentVersion: versions.find(({ status }) => status === 'accepted')?.version ?? null,
  versions: versions.map((version) => ({
    version: version.version,
    status: version.status,
    jobId: jobId(version.runId, version.attempt),
    attempt: version.attempt,
    model: version.model,
    promptHash: version.promptHash,
    ...(version.status === 'accepted' || SEES_REJECTED.includes(role) ? { content: version.content } : {}),
    violations: version.violations as Violation[],
    createdAt: version.createdAt.toISOString(),
  })),
  createdAt: reading.createdAt.toISOString(),
  updatedAt: run.updatedAt.toISOString(),
});
