export { ChartError, type ChartErrorCode } from './birth/error.ts';
export { type Birth, chartKey, type Note, type ResolvedBirth, resolveBirth } from './birth/resolve.ts';
export { type Activation, type Activations, activations } from './chart/activations.ts';
export { type CenterState, type Chart, computeChart } from './chart/chart.ts';
export { ENGINE } from './chart/engine.ts';
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
