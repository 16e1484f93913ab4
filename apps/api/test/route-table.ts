import { ROLES } from '@taktstock/registry';
import { EXECUTE } from './suite.ts';

/** The dashboard: a page and its files, no part of the contract. */
export const PAGE = ['GET /', 'GET /app', 'GET /app/*', 'GET /app/assets/:file'];

/** Routes that need no key; every other one must be listed below with the roles that may call it. */
export const PUBLIC = [
  'GET /health',
  'GET /ready',
  'GET /api/orchestrator/health',
  'GET /openapi.json',
  'POST /sessions',
  ...PAGE,
];

const writers = ['admin', 'operator', 'service'];
const operators = ['admin', 'operator'];
const everybody = [...ROLES];
const runReaders = [...ROLES, 'run'];
const admins = ['admin'];
export const ROLES_BY_ROUTE: Record<string, readonly string[]> = {
  [`POST ${EXECUTE}`]: writers,
  'POST /api/coach/agents/:agent': writers,
  'POST /orchestrate': writers,
  'POST /api/reading/generate': writers,
  'POST /reading/generate': writers,
  'GET /api/orchestrator/status/:id': runReaders,
  'GET /api/orchestrator/result/:id': runReaders,
  'GET /api/orchestrator/reading/:id': runReaders,
  'GET /api/reading/:id': runReaders,
  'GET /api/orchestrator/agents': everybody,
  'GET /api/orchestrator/queue-stats': everybody,
  'POST /api/orchestrator/clean-queue': operators,
  'POST /api/chart/calculate': writers,
  'POST /api/chart/composite': writers,
  'GET /api/chart/:id': everybody,
  'GET /api/chart/:id.svg': everybody,
  'GET /api/places': everybody,
  'GET /runs': everybody,
  'GET /runs/activity': everybody,
  'GET /runs/:id': runReaders,
  'GET /runs/:id/timeline': everybody,
  'GET /runs/:id/stream': runReaders,
  'GET /runs/:id/explain': everybody,
  'POST /runs/:id/tokens': writers,
  'POST /runs/:id/kill-worker': operators,
  'POST /runs/:id/cancel': writers,
  'POST /runs/:id/retry': writers,
  'POST /api/readings/:id/cancel': writers,
  'POST /api/readings/:id/retry': writers,
  'POST /ws-tickets': runReaders,
  'GET /ws': runReaders,
  'GET /workers': everybody.filter((role) => role !== 'service'),
  'POST /sessions/links': everybody,
  'GET /sessions/current': everybody,
  'DELETE /sessions/current': everybody,
  'GET /metrics': operators,
  'GET /api/usage': everybody,
  'GET /api/budgets': everybody,
  'PUT /api/budgets/:scope/:subject': admins,
  'DELETE /api/budgets/:scope/:subject': admins,
  'GET /api/keys': admins,
  'POST /api/keys': admins,
  'DELETE /api/keys/:id': admins,
  'GET /audit': admins,
  'DELETE /api/users/:userId/data': admins,
};

/** Every route there is, public or not, as `METHOD /path`. */
export const routeNames = (): string[] => [...Object.keys(ROLES_BY_ROUTE), ...PUBLIC].sort();
