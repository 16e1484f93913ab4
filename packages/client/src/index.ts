export type { Answered, Api, BodyOf, CallOptions, Input, OperationName } from './api.ts';
export { type Client, type ClientOptions, createClient, type ExecuteOptions } from './client.ts';
export {
  Conflict,
  ConnectionFailed,
  type ErrorCode,
  type Fault,
  InvalidRequest,
  NotAuthorized,
  NotFound,
  Problem,
  RunFailed,
  TaktstockError,
  Unavailable,
} from './errors.ts';
export type { FollowOptions } from './follow.ts';
export type { RunFrame, SystemFrame } from './frames.ts';
export { LiveText } from './live-text.ts';
export { Reading, type ReadingIds, type ReadingResult, type ReadingStatus } from './reading.ts';
export { Run, type StreamOptions, type Transport } from './run.ts';
