import type { Phrases } from '../phrases.ts';
import { agents, openers, pair, systemic } from './agents.ts';
import { centers, channels } from './centers.ts';
import { questions } from './questions.ts';
import { authorities, definitions, lines, notSelfThemes, strategies, types } from './terms.ts';
import { list, voice } from './voice.ts';

/** Deutsch. */
export const german: Phrases = {
  voice,
  types,
  authorities,
  definitions,
  strategies,
  notSelfThemes,
  notSelf: 'Es zeigt an, dass die Strategie eine Weile in den Hintergrund getreten ist.',
  lines,
  profileThemes: (first, second) => `Darin kommen zwei Themen zusammen: ${first} sowie ${second}.`,
  lineTheme: (theme) => `Das Thema dieser Linie: ${theme}.`,
  gateCenter: (gate, center) => `Tor ${gate} gehört zum ${center}.`,
  centers,
  channels,
  channelTheme: (theme) => `Sein Thema: ${theme}.`,
  channelCenters: (channel, first, second) => `Kanal ${channel} verbindet das ${first} mit dem ${second}.`,
  openers,
  systemic,
  agents,
  pair,
  questions,
  sharedGates: (gates) =>
    `In beiden Charts ${gates.length === 1 ? 'steht' : 'stehen'} ${list(gates.map((gate) => `Tor ${gate}`))}.`,
  joinedChannel: (channel, [firstGate, first], [secondGate, second]) =>
    `Tor ${firstGate} von ${first} und Tor ${secondGate} von ${second} bilden zusammen den Kanal ${channel}.`,
  asked: 'Was du mitgegeben hast, bestimmt den Blickwinkel; an den Tatsachen ändert es nichts.',
  noChannel: 'Einen vollständigen Kanal nennt der Chart nicht.',
  gaps: 'Wo der Chart keine klare Aussage macht, bleibt auch dieser Text ohne Aussage.',
  written: 'Diesen Text hat die Sandbox von Taktstock zusammengesetzt, kein Sprachmodell.',
};
