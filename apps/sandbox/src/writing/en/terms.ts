import type { Phrases } from '../phrases.ts';

export const types: Phrases['types'] = {
  Generator: {
    name: 'Generator',
    plain: 'This type has lasting energy for work, and it wakes up at what is really in front of it.',
    precise: 'The energy is reliable where an inner agreement can be felt; where that is missing, work becomes slow.',
  },
  'Manifesting Generator': {
    name: 'Manifesting Generator',
    plain: 'This type joins lasting energy for work with a short way from thought to action.',
    precise: 'Several undertakings run side by side, and some steps are added only afterwards.',
  },
  Manifestor: {
    name: 'Manifestor',
    plain: 'This type sets things going of its own accord and so has an effect on others.',
    precise: 'Energy comes in bursts; between the impulses lie times with little drive.',
  },
  Projector: {
    name: 'Projector',
    plain: 'This type perceives others precisely and recognises how their abilities fit together.',
    precise: 'Energy for work is limited; the effect comes from attention and guidance, hardly from long hours.',
  },
  Reflector: {
    name: 'Reflector',
    plain: 'This type takes in its surroundings and shows how they are doing.',
    precise: 'Perception and mood change with the place and with the people who are present.',
  },
};

export const authorities: Phrases['authorities'] = {
  Emotional: {
    name: 'Emotional Authority',
    plain: 'Clarity comes with time, through the rise and fall of moods.',
    precise: 'Neither the high nor the low carries a decision; once both are known, the attitude becomes stable.',
    effect: 'A first impression is a beginning; with some distance, what seems right changes.',
  },
  Sacral: {
    name: 'Sacral Authority',
    plain: 'The answer comes straight from the body, as a yes or no that can be felt.',
    precise: 'It refers to a concrete question and holds for this moment; reasons come later.',
    effect: 'A question that asks for yes or no brings clarity sooner than long weighing.',
  },
  Splenic: {
    name: 'Splenic Authority',
    plain: 'A quiet, immediate sense shows what fits.',
    precise: 'It speaks once and becomes quieter when asked again; thinking finds few reasons for it.',
    effect: 'The first brief impression carries the decision, even when it is hard to justify.',
  },
  'Ego Manifested': {
    name: 'Ego Manifested Authority',
    plain: 'What is said out loud shows what is really wanted.',
    precise: 'Willpower recognises its own aim while speaking and notices what it has strength for.',
    effect: 'A sentence that is said without detour tells more than a long justification.',
  },
  'Ego Projected': {
    name: 'Ego Projected Authority',
    plain: 'What counts is whether an undertaking is worth the effort.',
    precise: 'The question of personal benefit is meant soberly: without it the drive is missing.',
    effect: 'Promises hold where the personal benefit has been named clearly.',
  },
  'Self-Projected': {
    name: 'Self-Projected Authority',
    plain: 'The direction can be heard when it is spoken out loud.',
    precise: 'Trusted listeners serve as a counterpart; their opinion is secondary.',
    effect: 'In conversation, the sound of the words shows what is right.',
  },
  Mental: {
    name: 'Mental Authority',
    plain: 'Clarity comes through exchange with different people and in suitable places.',
    precise: 'A decision ripens on the differences between several conversations, hardly in silence.',
    effect: 'Another place or a second conversation changes what seems plausible.',
  },
  Lunar: {
    name: 'Lunar Authority',
    plain: 'Clarity comes over several weeks in which the view turns more than once.',
    precise: 'Only the comparison of many days shows which attitude remains.',
    effect: 'A single day says little about the attitude; the series of days says much.',
  },
};

export const definitions: Phrases['definitions'] = {
  None: { name: 'no definition', plain: 'All themes arise in contact with the surroundings.' },
  Single: {
    name: 'a single definition',
    plain: 'What is set hangs together; impressions are processed without detour.',
  },
  Split: {
    name: 'a split definition',
    plain: 'Two set areas stand side by side; what connects them comes through others or through time.',
  },
  'Triple Split': {
    name: 'a triple split definition',
    plain: 'Three set areas work on their own; changing encounters bring them together.',
  },
  'Quadruple Split': {
    name: 'a quadruple split definition',
    plain: 'Four set areas work on their own; processing takes longer here.',
  },
};

export const strategies: Phrases['strategies'] = {
  respond: { name: 'to respond', plain: 'An impulse from outside comes before the movement.' },
  'respond, then inform': {
    name: 'to respond, then inform',
    plain: 'After the answer of the body comes a word to the people who are affected.',
  },
  inform: { name: 'to inform', plain: 'Others learn before the action what is going to happen.' },
  'wait for the invitation': {
    name: 'to wait for the invitation',
    plain: 'Recognition by others comes before the effect.',
  },
  'wait a lunar cycle': {
    name: 'to wait a lunar cycle',
    plain: 'A larger decision is thereby given about four weeks.',
  },
};

export const notSelfThemes: Phrases['notSelfThemes'] = {
  frustration: 'frustration',
  'frustration and anger': 'frustration and anger',
  anger: 'anger',
  bitterness: 'bitterness',
  disappointment: 'disappointment',
};

export const lines: Phrases['lines'] = {
  1: 'thorough research',
  2: 'withdrawal and natural talent',
  3: 'learning from attempts',
  4: 'reliable acquaintances',
  5: 'practical solutions under the expectations of others',
  6: 'distance and overview',
};
