import type { Phrases } from '../phrases.ts';

export const agents: Phrases['agents'] = {
  crisis: {
    opening: 'This reading asks what in your chart is constant when many things press at once.',
    effects: 'When everything becomes too much, it shows in small places.',
    tension:
      'Where a center takes in impressions from outside, more comes in during unquiet times than can be put in order.',
    close: 'Orientation lies in what stays the same: in the strategy and in the way decisions come about.',
    types: {
      Generator: 'Overload shows first in work that goes on although there is no agreement for it any more.',
      'Manifesting Generator': 'Overload shows first in many things begun and a pace that stays high.',
      Manifestor: 'Overload shows first in how hard every interruption is to bear.',
      Projector: 'Overload shows first in attention that is wholly with others while tiredness is passed over.',
      Reflector: 'Overload shows first in taking the mood of the surroundings for a personal one.',
    },
  },
  relationship: {
    opening: 'This reading asks what your chart says about closeness, distance and understanding.',
    effects: 'In the company of others this shows in recurring places.',
    tension:
      'Where a center takes in impressions from outside, the feelings of others are easily taken for personal ones.',
    close:
      'Boundaries become visible where both can be told apart: what is there to stay and what comes from the encounter.',
    types: {
      Generator: 'Closeness comes alive where doing things together meets with agreement.',
      'Manifesting Generator': 'Closeness lives on movement; agreements hold when both know the pace.',
      Manifestor: 'Closeness stays easy where separate ways have room and are announced.',
      Projector: 'Closeness grows where a precise view of the other person is asked for.',
      Reflector: 'Closeness depends strongly on how the other person and the place are doing.',
    },
  },
  business: {
    opening: 'This reading asks what your chart says about work, decisions and collaboration.',
    effects: 'In everyday work this shows in concrete places.',
    tension: 'Where a center takes in impressions from outside, the pressure of a team easily becomes a personal one.',
    close: 'For the position at work this gives a description, not a plan.',
    types: {
      Generator: 'Stamina is ready as soon as a task meets with agreement; without it work becomes slow.',
      'Manifesting Generator': 'Several tasks side by side are a way of working here, not a lack of order.',
      Manifestor: 'Personal impulses set projects going; for the stretch after that other abilities are needed.',
      Projector: 'The effect comes from guiding and placing the work of others, less from long hours.',
      Reflector: 'The quality of a collaboration can be noticed early, because it shows in the mood.',
    },
  },
  personality: {
    opening: 'This reading asks what picture your chart draws of your patterns, strengths and weaknesses.',
    effects: 'In the picture of oneself this shows in familiar habits.',
    tension: 'Where a center takes in impressions from outside, the picture of oneself changes with the surroundings.',
    close: 'Strengths and weaknesses are two views of the same pattern here; the chart does not judge them.',
    types: {
      Generator: 'The familiar picture includes doing a great deal and noticing late what for.',
      'Manifesting Generator': 'The familiar picture includes being faster than others and doing some things twice.',
      Manifestor: 'The familiar picture includes going separate ways and being thought hard to read.',
      Projector: 'The familiar picture includes seeing much and not being heard everywhere.',
      Reflector: 'The familiar picture includes feeling a little different in every place.',
    },
  },
};

export const pair: Phrases['pair'] = {
  opening: 'This reading looks at two charts and at what happens between them.',
  effects: 'Between you this shows in closeness, distance and understanding.',
  tension: 'What is laid out differently in the two charts easily becomes a trigger when you meet.',
  close: 'Neither side is more right; described is what each brings and where you meet.',
};

export const openers: Phrases['openers'] = {
  klar: [
    'First the basics.',
    'From them comes an interplay that can be named precisely.',
    'In detail it becomes tangible.',
    'Friction arises in certain places.',
    'With this the essentials have been named.',
  ],
  direkt: [
    'The facts first.',
    'This is how the interplay works.',
    'This has consequences.',
    'Here it becomes difficult.',
    'This is where things stand.',
  ],
  ruhig: [
    'At the beginning stands a look at what has been recorded.',
    'Several forces work side by side here.',
    'Some of it can be felt quietly in everyday life.',
    'Some things stand in tension with each other and can remain side by side.',
    'What remains is a picture that can be looked at without hurry.',
  ],
  empathisch: [
    'Perhaps some of this is familiar; here is what has been recorded about it.',
    'What works from within is hard to explain and can still be named.',
    'In everyday life it shows in places that others easily overlook.',
    'Some of this tension costs a great deal, and there are understandable reasons for it.',
    'None of this is a flaw.',
  ],
};

export const systemic: Phrases['systemic'] = [
  'Read as a system, the type describes the use of energy, the authority the way to a decision and the profile the manner in which both appear to others.',
  'A channel works as a whole: its two ends determine which themes meet permanently.',
  'The line describes in which manner a trait works, the center in which area; the side shows whether it is accessible to awareness.',
  'Read as a system, the tension lies at the border between what works constantly and what is amplified from outside.',
  'This description rests on the entries of the chart alone; where it has none, nothing is said.',
];
