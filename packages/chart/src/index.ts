/// <reference path="./sky/astronomia.d.ts" />
export { ChartError, type ChartErrorCode } from './birth/error.ts';
export { type Birth, chartKey, type Note, type ResolvedBirth, resolveBirth } from './birth/resolve.ts';
export { type Activation, type Activations, activations } from './chart/activations.ts';
export { type CenterState, type Chart, chartOf, type LineChange, type Sensitivity } from './chart/chart.ts';
export { type ChannelClass, type Composite, compositeOf } from './chart/composite.ts';
export { computeChart } from './chart/compute.ts';
export { ENGINE } from './chart/engine.ts';
export { drawChart, type Theme } from './drawing/draw.ts';
export {
  type Body,
  bodies,
  type CenterId,
  type Channel,
  centerIds,
  centerOf,
  centers,
  channelOf,
  channels,
  gates,
  type Side,
  sides,
} from './facts.ts';
export { type Claim, keyOf, type Statement } from './grounding/claim.ts';
export { claims } from './grounding/claims.ts';
export { headings, QUESTIONS } from './grounding/form.ts';
export {
  type Context,
  inspectEssence,
  inspectPart,
  inspectQuestions,
  inspectReading,
  inspectText,
  type ReadingParts,
  type Violation,
} from './grounding/inspect.ts';
export { labelFault } from './grounding/labels.ts';
export type { Locale } from './grounding/tokens.ts';
export { type Persons, type Verdict, verify } from './grounding/verify.ts';
export { answersTo, chartOfLine, RefusedLine } from './lines.ts';
