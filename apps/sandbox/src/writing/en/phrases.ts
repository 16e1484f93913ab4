import type { Phrases } from '../phrases.ts';
import { agents, openers, pair, systemic } from './agents.ts';
import { centers, channels } from './centers.ts';
import { questions } from './questions.ts';
import { authorities, definitions, lines, notSelfThemes, strategies, types } from './terms.ts';
import { list, voice } from './voice.ts';

/** English. */
export const english: Phrases = {
  voice,
  types,
  authorities,
  definitions,
  strategies,
  notSelfThemes,
  notSelf: 'It shows that the strategy has been in the background for a while.',
  lines,
  profileThemes: (first, second) => `Two themes come together in it: ${first} as well as ${second}.`,
  lineTheme: (theme) => `The theme of this line: ${theme}.`,
  gateCenter: (gate, center) => `Gate ${gate} belongs to the ${center}.`,
  centers,
  channels,
  channelTheme: (theme) => `Its theme: ${theme}.`,
  channelCenters: (channel, first, second) => `Channel ${channel} connects the ${first} with the ${second}.`,
  openers,
  systemic,
  agents,
  pair,
  questions,
  sharedGates: (gates) => `Both charts contain ${list(gates.map((gate) => `gate ${gate}`))}.`,
  joinedChannel: (channel, [firstGate, first], [secondGate, second]) =>
    `Gate ${firstGate} of ${first} and gate ${secondGate} of ${second} together form channel ${channel}.`,
  asked: 'What you have added sets the perspective; it changes nothing about the facts.',
  noChannel: 'The chart names no complete channel.',
  gaps: 'Where the chart gives no clear statement, this text makes none either.',
  written: 'This text was put together by the Taktstock sandbox, not by a language model.',
};
